package io.mlcd.ensemble.linear;

/**
 * Where numbers lie, by their weights; those that are {@code NaN} do not count.
 *
 * @param mean 0 if there is none
 * @param deviation the standard deviation; 0 if they do not differ
 */
record Spread(double mean, double deviation) {
    /** Below this share of the numbers' size a deviation is rounding. */
    private static final double ROUNDING = 1e-13;

    /** Sums over numbers divided by the greatest, so that none is too large to square. */
    static Spread of(double[] numbers, double[] weights) {
        double greatest = 0;
        double weight = 0;
        for (int row = 0; row < numbers.length; row++) {
            if (weights[row] > 0 && !Double.isNaN(numbers[row])) {
                greatest = Math.max(greatest, Math.abs(numbers[row]));
                weight += weights[row];
            }
        }
        if (weight == 0 || greatest == 0) {
            return new Spread(0, 0);
        }
        double mean = 0;
        for (int row = 0; row < numbers.length; row++) {
            mean += counts(numbers, weights, row) ? weights[row] * (numbers[row] / greatest) : 0;
        }
        mean /= weight;
        double squares = 0;
        double correction = 0;
        for (int row = 0; row < numbers.length; row++) {
            double off = counts(numbers, weights, row) ? numbers[row] / greatest - mean : 0;
            squares += weights[row] * off * off;
            correction += weights[row] * off;
        }
        mean += correction / weight;
        double deviation = Math.sqrt(squares / weight);
        return new Spread(mean * greatest, deviation <= ROUNDING ? 0 : deviation * greatest);
    }

    private static boolean counts(double[] numbers, double[] weights, int row) {
        return weights[row] > 0 && !Double.isNaN(numbers[row]);
    }

    /** To mean 0 and deviation 1, 0 where a number is missing; all 0 if they do not differ. */
    double[] standardised(double[] numbers) {
        double[] standardised = new double[numbers.length];
        for (int row = 0; row < numbers.length; row++) {
            standardised[row] = deviation == 0 || Double.isNaN(numbers[row]) ? 0 : (numbers[row] - mean) / deviation;
        }
        return standardised;
    }
}
