package io.mlcd.ensemble.calibrate;

import io.mlcd.api.Decision;
import io.mlcd.api.TrainingException;
import java.util.Arrays;
import java.util.Locale;

/** The thresholds that can be told apart by predictions, and what each of them gets right. */
final class Thresholds {
    /** Probabilities that are nearer are not told apart. */
    private static final double NEAREST = 1e-12;

    private final double[] thresholds;
    /** The weight of rows of the class that are above each, and of those that are not of it. */
    private final double[] found;

    private final double[] falseAlarms;
    private final double positives;
    private final double negatives;
    private final int positive;

    private Thresholds(
            int positive,
            double[] thresholds,
            double[] found,
            double[] falseAlarms,
            double positives,
            double negatives) {
        this.positive = positive;
        this.thresholds = thresholds;
        this.found = found;
        this.falseAlarms = falseAlarms;
        this.positives = positives;
        this.negatives = negatives;
    }

    /** Choosing one of two classes above a threshold, or also at it if it is the first, which wins a draw. */
    static Decision decision(int positive, double threshold) {
        return positive == 1
                ? Decision.threshold(threshold)
                : Decision.costs(new double[][] {{0, 1 - threshold}, {threshold, 0}});
    }

    /** 0, 1, and the middle between any two probabilities that follow each other. */
    static Thresholds of(Predicted predicted, int positive) {
        double[] scores = new double[predicted.rows()];
        Arrays.setAll(scores, row -> predicted.probability(row, positive));
        double[] thresholds = candidates(scores);
        double[] found = new double[thresholds.length + 1];
        double[] falseAlarms = new double[thresholds.length + 1];
        for (int row = 0; row < scores.length; row++) {
            // Those above thresholds 0 to at - 1; summed up below.
            int at = countBelow(thresholds, scores[row], positive == 0);
            double[] its = predicted.truth(row) == positive ? found : falseAlarms;
            its[at] += predicted.weight(row);
        }
        double positives = cumulate(found);
        double negatives = cumulate(falseAlarms);
        return new Thresholds(
                positive,
                thresholds,
                Arrays.copyOfRange(found, 1, found.length),
                Arrays.copyOfRange(falseAlarms, 1, falseAlarms.length),
                positives,
                negatives);
    }

    private static double[] candidates(double[] scores) {
        double[] sorted = Arrays.stream(scores).sorted().distinct().toArray();
        double[] candidates = new double[sorted.length + 1];
        int count = 1; // the first is 0
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] - sorted[i - 1] > NEAREST) {
                candidates[count++] = sorted[i - 1] + (sorted[i] - sorted[i - 1]) / 2;
            }
        }
        candidates[count++] = 1;
        return Arrays.copyOf(candidates, count);
    }

    /** How many thresholds a score is above, or also at. */
    private static int countBelow(double[] thresholds, double score, boolean orAt) {
        int at = Arrays.binarySearch(thresholds, score);
        return at >= 0 ? (orAt ? at + 1 : at) : -at - 1;
    }

    /** Makes each the sum of itself and those after it; returns the sum of all. */
    private static double cumulate(double[] sums) {
        for (int i = sums.length - 2; i >= 0; i--) {
            sums[i] += sums[i + 1];
        }
        return sums[0];
    }

    /**
     * The one that costs least; of equal ones the nearest to what costs least where probabilities mean what they say.
     *
     * @param costs shape [2][2], true class first
     */
    double cheapest(double[][] costs) {
        int negative = 1 - positive;
        double alarm = costs[negative][positive] - costs[negative][negative];
        double miss = costs[positive][negative] - costs[positive][positive];
        double ideal = alarm > 0 && miss > 0 ? alarm / (alarm + miss) : alarm > 0 ? 1 : 0;
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < thresholds.length; i++) {
            double cost = falseAlarms[i] * costs[negative][positive]
                    + (negatives - falseAlarms[i]) * costs[negative][negative]
                    + (positives - found[i]) * costs[positive][negative]
                    + found[i] * costs[positive][positive];
            double rounding = 1e-12 * (1 + Math.abs(cost));
            boolean nearer = Math.abs(thresholds[i] - ideal) < Math.abs(thresholds[best] - ideal);
            if (cost < least - rounding || (cost <= least + rounding && nearer)) {
                best = i;
                least = Math.min(least, cost);
            }
        }
        return thresholds[best];
    }

    /** The one that finds most, of those that are precise enough. */
    double ofPrecision(String label, double atLeast) {
        int best = -1;
        int most = 0;
        for (int i = 0; i < thresholds.length; i++) {
            if (precision(i) >= atLeast
                    && (best < 0 || isBetter(found[i], precision(i), found[best], precision(best)))) {
                best = i;
            }
            most = precision(i) > precision(most) ? i : most;
        }
        return reached(best, most, "precision", label, atLeast);
    }

    /** The most precise, of those that find enough. */
    double ofRecall(String label, double atLeast) {
        int best = -1;
        int most = 0;
        for (int i = 0; i < thresholds.length; i++) {
            if (recall(i) >= atLeast
                    && (best < 0 || isBetter(precision(i), recall(i), precision(best), recall(best)))) {
                best = i;
            }
            most = recall(i) > recall(most) ? i : most;
        }
        return reached(best, most, "recall", label, atLeast);
    }

    private static boolean isBetter(double first, double second, double thanFirst, double thanSecond) {
        return first > thanFirst || (first == thanFirst && second > thanSecond);
    }

    /** 0 where nothing is above. */
    private double precision(int i) {
        double above = found[i] + falseAlarms[i];
        return above > 0 ? found[i] / above : 0;
    }

    private double recall(int i) {
        return positives > 0 ? found[i] / positives : 0;
    }

    private double reached(int best, int most, String what, String label, double atLeast) {
        if (best >= 0) {
            return thresholds[best];
        }
        throw new TrainingException(
                TrainingException.Reason.TRAINER_FAILED,
                String.format(
                        Locale.ROOT,
                        "no threshold reaches a %s of %s for \"%s\": the highest on rows not trained on is %.4f, at a %s of"
                                + " %.4f; ask for less, or use a better learner",
                        what,
                        atLeast,
                        label,
                        what.equals("precision") ? precision(most) : recall(most),
                        what.equals("precision") ? "recall" : "precision",
                        what.equals("precision") ? recall(most) : precision(most)));
    }
}
