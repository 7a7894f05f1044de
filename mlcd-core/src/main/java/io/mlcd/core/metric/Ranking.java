package io.mlcd.core.metric;

import java.util.OptionalDouble;

/** Of classes: whether the rows of a class are scored above the others. */
final class Ranking {
    private final Ties ties;
    private final boolean[] positive;

    private Ranking(Outcomes outcomes, int k) {
        double[] scores = new double[outcomes.rows()];
        positive = new boolean[outcomes.rows()];
        for (int row = 0; row < scores.length; row++) {
            scores[row] = outcomes.score(row, k);
            positive[row] = outcomes.truth(row) == k;
        }
        ties = new Ties(scores);
    }

    static Measure.Weighed rocAuc(Outcomes outcomes) {
        return meanOverClasses(outcomes, true);
    }

    static Measure.Weighed averagePrecision(Outcomes outcomes) {
        return meanOverClasses(outcomes, false);
    }

    private static Measure.Weighed meanOverClasses(Outcomes outcomes, boolean roc) {
        int classes = outcomes.output().width();
        if (classes == 2) {
            return ofClass(outcomes, 1, roc);
        }
        Measure.Weighed[] each = new Measure.Weighed[classes];
        for (int k = 0; k < classes; k++) {
            each[k] = ofClass(outcomes, k, roc);
        }
        return weights -> {
            double sum = 0;
            for (Measure.Weighed one : each) {
                sum += one.of(weights).orElse(Double.NaN);
            }
            return Sums.ratio(sum, classes);
        };
    }

    static Measure.Weighed ofClass(Outcomes outcomes, int k, boolean roc) {
        Ranking ranking = new Ranking(outcomes, k);
        return roc ? ranking::areaUnderRoc : ranking::averagePrecision;
    }

    /** The weight of the rows of the class, or of the others, for each distinct score, ascending. */
    private double[] weightOf(boolean wanted, double[] weights) {
        double[] sums = new double[ties.distinct()];
        for (int row = 0; row < weights.length; row++) {
            if (positive[row] == wanted) {
                sums[ties.of(row)] += weights[row];
            }
        }
        return sums;
    }

    /** The positives of each distinct score meet the negatives of lower ones, and half of those of their own. */
    private OptionalDouble areaUnderRoc(double[] weights) {
        double[] positives = weightOf(true, weights);
        double[] negatives = weightOf(false, weights);
        double below = 0;
        double all = 0;
        double area = 0;
        for (int at = 0; at < positives.length; at++) {
            area += positives[at] * (below + negatives[at] / 2);
            below += negatives[at];
            all += positives[at];
        }
        return Sums.ratio(area, all * below);
    }

    private OptionalDouble averagePrecision(double[] weights) {
        double[] positives = weightOf(true, weights);
        double[] negatives = weightOf(false, weights);
        double found = 0;
        double mistaken = 0;
        double area = 0;
        for (int at = positives.length - 1; at >= 0; at--) {
            found += positives[at];
            mistaken += negatives[at];
            area += positives[at] > 0 ? positives[at] * (found / (found + mistaken)) : 0;
        }
        return mistaken > 0 ? Sums.ratio(area, found) : OptionalDouble.empty();
    }
}
