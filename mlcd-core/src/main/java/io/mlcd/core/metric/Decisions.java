package io.mlcd.core.metric;

import java.util.OptionalDouble;

/** Of classes: which one was predicted, and which one was true. */
final class Decisions {
    private final int classes;
    private final int[] predicted;
    /** The true class; the one after the last where the model does not know it. */
    private final int[] truth;

    private Decisions(Outcomes outcomes) {
        classes = outcomes.output().width();
        predicted = new int[outcomes.rows()];
        truth = new int[outcomes.rows()];
        for (int row = 0; row < truth.length; row++) {
            int its = (int) outcomes.truth(row);
            predicted[row] = outcomes.predictedClass(row);
            truth[row] = its == Outcomes.UNKNOWN_CLASS ? classes : its;
        }
    }

    /** The weight of each true class, as far as it was right, was true, and was predicted. */
    private static final class Counts {
        private final double[] right;
        private final double[] truly;
        private final double[] taken;

        Counts(Decisions decisions, double[] weights) {
            right = new double[decisions.classes + 1];
            truly = new double[decisions.classes + 1];
            taken = new double[decisions.classes + 1];
            for (int row = 0; row < weights.length; row++) {
                int predicted = decisions.predicted[row];
                int truth = decisions.truth[row];
                right[truth] += predicted == truth ? weights[row] : 0;
                truly[truth] += weights[row];
                taken[predicted] += weights[row];
            }
        }
    }

    static Measure.Weighed accuracy(Outcomes outcomes) {
        Decisions decisions = new Decisions(outcomes);
        double[] right = new double[decisions.truth.length];
        for (int row = 0; row < right.length; row++) {
            right[row] = decisions.predicted[row] == decisions.truth[row] ? 1 : 0;
        }
        return Sums.mean(right);
    }

    static Measure.Weighed balancedAccuracy(Outcomes outcomes) {
        Decisions decisions = new Decisions(outcomes);
        return weights -> {
            Counts counts = new Counts(decisions, weights);
            double sum = 0;
            int counted = 0;
            for (int k = 0; k <= decisions.classes; k++) {
                if (counts.truly[k] > 0) {
                    sum += counts.right[k] / counts.truly[k];
                    counted++;
                }
            }
            return Sums.ratio(sum, counted);
        };
    }

    static Measure.Weighed macroF1(Outcomes outcomes) {
        Decisions decisions = new Decisions(outcomes);
        return weights -> {
            Counts counts = new Counts(decisions, weights);
            double sum = 0;
            int counted = 0;
            for (int k = 0; k < decisions.classes; k++) {
                if (counts.truly[k] + counts.taken[k] > 0) {
                    sum += 2 * counts.right[k] / (counts.truly[k] + counts.taken[k]);
                    counted++;
                }
            }
            return Sums.ratio(sum, counted);
        };
    }

    static Measure.Weighed matthews(Outcomes outcomes) {
        Decisions decisions = new Decisions(outcomes);
        return weights -> correlation(new Counts(decisions, weights));
    }

    private static OptionalDouble correlation(Counts counts) {
        if (isConstant(counts.truly) || isConstant(counts.taken)) {
            return OptionalDouble.empty(); // rounding would give it a spread that is next to nothing, but not 0
        }
        double all = Sums.sum(counts.truly);
        double together = Sums.sum(counts.right) * all;
        double truly = all * all;
        double taken = all * all;
        for (int k = 0; k < counts.truly.length; k++) {
            together -= counts.truly[k] * counts.taken[k];
            truly -= counts.truly[k] * counts.truly[k];
            taken -= counts.taken[k] * counts.taken[k];
        }
        return Sums.ratio(together, Math.sqrt(truly) * Math.sqrt(taken));
    }

    private static boolean isConstant(double[] weightOfClass) {
        int occurring = 0;
        for (double weight : weightOfClass) {
            occurring += weight > 0 ? 1 : 0;
        }
        return occurring < 2;
    }

    static Measure.Weighed precision(Outcomes outcomes, int k) {
        Decisions decisions = new Decisions(outcomes);
        return weights -> {
            Counts counts = new Counts(decisions, weights);
            return Sums.ratio(counts.right[k], counts.taken[k]);
        };
    }

    static Measure.Weighed recall(Outcomes outcomes, int k) {
        Decisions decisions = new Decisions(outcomes);
        return weights -> {
            Counts counts = new Counts(decisions, weights);
            return Sums.ratio(counts.right[k], counts.truly[k]);
        };
    }

    static Measure.Weighed f1(Outcomes outcomes, int k) {
        Decisions decisions = new Decisions(outcomes);
        return weights -> {
            Counts counts = new Counts(decisions, weights);
            return Sums.ratio(2 * counts.right[k], counts.truly[k] + counts.taken[k]);
        };
    }
}
