package io.mlcd.core.metric;

/** Of classes: how well their probabilities fit. */
final class Probabilities {
    static final int BINS = 15;

    private Probabilities() {}

    private static double clipped(double probability) {
        return Math.max(0, Math.min(1, probability));
    }

    static Measure.Weighed logLoss(Outcomes outcomes) {
        double[] losses = new double[outcomes.rows()];
        for (int row = 0; row < losses.length; row++) {
            int truth = (int) outcomes.truth(row);
            double probability = truth == Outcomes.UNKNOWN_CLASS ? 0 : outcomes.score(row, truth);
            losses[row] = -StrictMath.log(Math.max(1e-15, Math.min(1, probability)));
        }
        return Sums.mean(losses);
    }

    static Measure.Weighed brier(Outcomes outcomes) {
        int classes = outcomes.output().width();
        double[] losses = new double[outcomes.rows()];
        for (int row = 0; row < losses.length; row++) {
            double squares = outcomes.truth(row) == Outcomes.UNKNOWN_CLASS ? 1 : 0;
            for (int k = 0; k < classes; k++) {
                double distance = outcomes.score(row, k) - (outcomes.truth(row) == k ? 1 : 0);
                squares += distance * distance;
            }
            losses[row] = squares / 2;
        }
        return Sums.mean(losses);
    }

    static Measure.Weighed calibrationError(Outcomes outcomes) {
        int[] bins = new int[outcomes.rows()];
        double[] excess = new double[outcomes.rows()]; // of what was promised over what came true
        boolean two = outcomes.output().width() == 2;
        for (int row = 0; row < bins.length; row++) {
            int k = two ? 1 : outcomes.predictedClass(row);
            double probability = clipped(outcomes.score(row, k));
            bins[row] = Math.min(BINS - 1, (int) (probability * BINS));
            excess[row] = probability - (outcomes.truth(row) == k ? 1 : 0);
        }
        return weights -> {
            double[] sums = new double[BINS];
            for (int row = 0; row < bins.length; row++) {
                sums[bins[row]] += weights[row] * excess[row];
            }
            double error = 0;
            for (double sum : sums) {
                error += Math.abs(sum);
            }
            return Sums.ratio(error, Sums.sum(weights));
        };
    }
}
