package io.mlcd.benchmarks.inference;

/** Whether an engine gives the margins that another gave, but for the rounding of sums in 32 bits. */
final class Agreement {
    /** Relative to the larger of 1 and the margin: a sum of hundreds of 32-bit numbers is good for 5 digits. */
    static final double TOLERANCE = 1e-4;

    private Agreement() {}

    /**
     * Compares all rows, one by one and in batches.
     *
     * @param expected row-major, shape [rows x outputs]
     * @return the largest difference, relative as {@link #TOLERANCE} is
     * @throws Mismatch if a difference is above the tolerance
     */
    static double check(String who, Engine engine, double[] expected, int outputs, int batchRows) throws Exception {
        double[] single = single(engine, expected.length / outputs, outputs);
        double largest = compare(who + ", row by row", single, expected, outputs);
        return Math.max(
                largest,
                compare(
                        who + ", in batches",
                        batches(engine, expected.length / outputs, outputs, batchRows),
                        expected,
                        outputs));
    }

    static double[] single(Engine engine, int rows, int outputs) throws Exception {
        double[] all = new double[rows * outputs];
        double[] out = new double[outputs];
        for (int row = 0; row < rows; row++) {
            engine.score(row, out);
            System.arraycopy(out, 0, all, row * outputs, outputs);
        }
        return all;
    }

    private static double[] batches(Engine engine, int rows, int outputs, int batchRows) throws Exception {
        double[] all = new double[rows * outputs];
        for (int from = 0; from < rows; from += batchRows) {
            engine.scoreRows(from, from + batchRows, all);
        }
        return all;
    }

    private static double compare(String who, double[] actual, double[] expected, int outputs) {
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            double difference = Math.abs(actual[i] - expected[i]) / Math.max(1, Math.abs(expected[i]));
            if (!(difference <= TOLERANCE)) {
                throw new Mismatch(who + ": row " + i / outputs + " output " + i % outputs + " is " + actual[i]
                        + " but must be " + expected[i]);
            }
            largest = Math.max(largest, difference);
        }
        return largest;
    }

    /**
     * Margins as probabilities.
     *
     * @param outputs how many margins a row has; one gives the probabilities of two classes
     */
    static double[] probabilities(double[] margins, int outputs) {
        int width = Math.max(2, outputs);
        double[] all = new double[margins.length / outputs * width];
        for (int row = 0; row < margins.length / outputs; row++) {
            double sum = outputs == 1 ? 1 : 0;
            for (int k = 0; k < outputs; k++) {
                sum += Math.exp(margins[row * outputs + k]);
            }
            for (int k = 0; k < width; k++) {
                double margin = outputs == 1 ? k * margins[row] : margins[row * outputs + k];
                all[row * width + k] = Math.exp(margin) / sum;
            }
        }
        return all;
    }

    /** Two engines do not answer alike. */
    static final class Mismatch extends RuntimeException {
        private static final long serialVersionUID = 1;

        Mismatch(String message) {
            super(message);
        }
    }
}
