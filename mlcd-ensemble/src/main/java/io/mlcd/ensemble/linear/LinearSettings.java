package io.mlcd.ensemble.linear;

/**
 * What is minimised and how far.
 *
 * @param penalty weighs the penalty against the mean loss; {@link #ONE_ROW} for as strong as one row of weight 1
 * @param l1Ratio the share of the L1 penalty
 * @param maxIterations the most steps
 * @param tolerance the greatest slope at which the search ends
 * @param flagMissing whether a number that is missing in some rows gets a column that says so
 */
record LinearSettings(double penalty, double l1Ratio, int maxIterations, double tolerance, boolean flagMissing) {
    /** A penalty of 1 divided by the sum of the rows' weights. */
    static final double ONE_ROW = -1;

    static final LinearSettings STANDARD = new LinearSettings(ONE_ROW, 0, 100, 1e-7, true);

    LinearSettings withPenalty(double newPenalty) {
        require(
                newPenalty >= 0 && newPenalty < Double.POSITIVE_INFINITY,
                "penalty",
                newPenalty,
                "finite, and 0 or more");
        return new LinearSettings(newPenalty, l1Ratio, maxIterations, tolerance, flagMissing);
    }

    LinearSettings withL1Ratio(double newRatio) {
        require(newRatio >= 0 && newRatio <= 1, "l1Ratio", newRatio, "in [0, 1]: 0 for ridge, 1 for lasso");
        return new LinearSettings(penalty, newRatio, maxIterations, tolerance, flagMissing);
    }

    LinearSettings withMaxIterations(int newIterations) {
        require(newIterations >= 1, "maxIterations", newIterations, "at least 1");
        return new LinearSettings(penalty, l1Ratio, newIterations, tolerance, flagMissing);
    }

    LinearSettings withTolerance(double newTolerance) {
        require(newTolerance > 0 && newTolerance < 1, "tolerance", newTolerance, "above 0 and below 1");
        return new LinearSettings(penalty, l1Ratio, maxIterations, newTolerance, flagMissing);
    }

    LinearSettings withFlagMissing(boolean newFlagMissing) {
        return new LinearSettings(penalty, l1Ratio, maxIterations, tolerance, newFlagMissing);
    }

    private static void require(boolean good, String name, Number value, String wanted) {
        if (!good) {
            throw new IllegalArgumentException(name + " was " + value + " but must be " + wanted);
        }
    }

    /** The penalty for rows whose weights have a sum. */
    Penalty penaltyOf(double weightSum) {
        double strength = penalty == ONE_ROW ? 1 / weightSum : penalty;
        return new Penalty(strength * l1Ratio, strength * (1 - l1Ratio));
    }

    @Override
    public String toString() {
        return "penalty=" + (penalty == ONE_ROW ? "one row" : String.valueOf(penalty)) + ", l1Ratio=" + l1Ratio
                + ", maxIterations=" + maxIterations + ", tolerance=" + tolerance
                + (flagMissing ? "" : ", missing values not flagged");
    }
}
