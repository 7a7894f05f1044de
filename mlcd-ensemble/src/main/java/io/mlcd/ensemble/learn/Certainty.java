package io.mlcd.ensemble.learn;

import io.mlcd.api.Output;
import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;

/** Finds out models of classes that give no probabilities. */
final class Certainty {
    private static final double TOLERANCE = 1e-6;

    private Certainty() {}

    /**
     * Refuses a model of classes whose scores of its own training rows are no probabilities: below 0, above 1, or not summing to 1;
     * or are nothing but 0 and 1, though some are wrong. (A tree of pure leaves is sure, and right.)
     *
     * @param who names it
     */
    static void refuse(Model model, Table table, String who) {
        if (!(model.signature().output() instanceof Output.Classes classes)) {
            return;
        }
        double[] scores = model.scores(table);
        int width = classes.width();
        Column target = table.column(classes.name());
        boolean sure = true;
        boolean wrong = false;
        for (int row = 0; row < table.rows(); row++) {
            double sum = 0;
            for (int k = 0; k < width; k++) {
                double score = scores[row * width + k];
                if (!(score >= -TOLERANCE && score <= 1 + TOLERANCE)) {
                    throw refused(
                            who,
                            "scored row " + row + " with " + score + " for \""
                                    + classes.labels().get(k) + "\"");
                }
                sure &= score == 0 || score == 1;
                sum += score;
            }
            if (!(Math.abs(sum - 1) <= TOLERANCE)) {
                throw refused(who, "gave row " + row + " scores that sum to " + sum);
            }
            String predicted = classes.labels().get(Largest.first(scores, row * width, width));
            wrong |= !predicted.equals(target.text(row));
        }
        if (sure && wrong) {
            throw refused(who, "is sure of every row, with scores of 0 and 1 alone, and wrong about some");
        }
    }

    private static TrainingException refused(String who, String what) {
        return new TrainingException(
                TrainingException.Reason.TRAINER_FAILED,
                who + " gives no probabilities, which are needed here: it " + what
                        + "; use one that gives some, a logistic regression or boosted trees, or calibrate it");
    }
}
