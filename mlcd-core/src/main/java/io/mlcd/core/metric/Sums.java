package io.mlcd.core.metric;

import java.util.OptionalDouble;

/** Weighted sums and their quotients, in the order of the rows. */
final class Sums {
    private Sums() {}

    /** Whether a measure is of such an output, and no score is {@code NaN}. */
    static boolean defined(Measure measure, Outcomes outcomes) {
        return measure.appliesTo(outcomes.output()) && !outcomes.anyNaN();
    }

    static double sum(double[] weights) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        return sum;
    }

    static OptionalDouble ratio(double part, double whole) {
        double ratio = part / whole;
        return whole > 0 && !Double.isNaN(ratio) ? OptionalDouble.of(ratio) : OptionalDouble.empty();
    }

    /** The mean of numbers, one a row; {@code NaN} where it is not defined, which rows of weight 0 may be. */
    static Measure.Weighed mean(double[] numbers) {
        return weights -> ratio(total(numbers, weights), sum(weights));
    }

    static double total(double[] numbers, double[] weights) {
        double total = 0;
        for (int row = 0; row < numbers.length; row++) {
            total += weights[row] == 0 ? 0 : weights[row] * numbers[row];
        }
        return total;
    }

    static Measure.Weighed rootOfMean(double[] numbers) {
        Measure.Weighed mean = mean(numbers);
        return weights -> {
            OptionalDouble its = mean.of(weights);
            return its.isPresent() ? OptionalDouble.of(Math.sqrt(its.getAsDouble())) : its;
        };
    }
}
