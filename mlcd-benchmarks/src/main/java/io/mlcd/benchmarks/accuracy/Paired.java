package io.mlcd.benchmarks.accuracy;

/**
 * How a loss differs from another's on the same splits.
 *
 * @param mean of the first less the second; below 0 the first is better
 * @param standardError of the mean: the deviation of the differences by the root of their number
 */
record Paired(double mean, double standardError) {
    /** What that says of the first. */
    enum Verdict {
        BETTER("better by more than one standard error"),
        WITHIN_ONE("within one standard error"),
        WITHIN_TWO("within two standard errors"),
        WORSE("worse by more than two standard errors");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        /** For people. */
        String text() {
            return text;
        }
    }

    /**
     * Of losses, split by split.
     *
     * @throws IllegalArgumentException if there are not as many of both, or fewer than two
     */
    static Paired of(double[] first, double[] second) {
        if (first.length != second.length || first.length < 2) {
            throw new IllegalArgumentException("there were " + first.length + " and " + second.length
                    + " losses but must be as many of both, and at least two: set -Dbench.rounds to at least 2");
        }
        double sum = 0;
        for (int i = 0; i < first.length; i++) {
            sum += first[i] - second[i];
        }
        double mean = sum / first.length;
        double squares = 0;
        for (int i = 0; i < first.length; i++) {
            double off = first[i] - second[i] - mean;
            squares += off * off;
        }
        return new Paired(mean, StrictMath.sqrt(squares / (first.length - 1) / first.length));
    }

    Verdict verdict() {
        if (mean < -standardError) {
            return Verdict.BETTER;
        }
        if (mean <= standardError) {
            return Verdict.WITHIN_ONE;
        }
        return mean <= 2 * standardError ? Verdict.WITHIN_TWO : Verdict.WORSE;
    }
}
