package io.mlcd.ensemble.evaluate;

import io.mlcd.core.metric.Outcomes;
import io.mlcd.ensemble.learn.Draw;
import io.mlcd.ensemble.learn.Groups;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Draws rows again, as weights: a row that was drawn twice counts twice. The rows of one key are drawn together, since they
 * are not independent of each other.
 */
final class Resamples {
    private final double[] weights;
    /** For each row the unit that it is drawn with. */
    private final int[] unitOf;

    private final int units;

    private Resamples(double[] weights, int[] unitOf, int units) {
        this.weights = weights;
        this.unitOf = unitOf;
        this.units = units;
    }

    static Resamples of(Evaluation evaluation) {
        Outcomes outcomes = evaluation.outcomes();
        int[] unitOf = new int[outcomes.rows()];
        if (evaluation.table().key().isEmpty()) {
            Arrays.setAll(unitOf, row -> row);
            return new Resamples(outcomes.weights(), unitOf, unitOf.length);
        }
        Groups groups = Groups.of(evaluation.table().key().get());
        int units = groups.count();
        for (int row = 0; row < unitOf.length; row++) {
            int group = groups.of()[row];
            unitOf[row] = group == Groups.NONE ? units++ : group; // a row of nobody is drawn alone
        }
        return new Resamples(outcomes.weights(), unitOf, units);
    }

    /** How many rows or keys are drawn from. */
    int units() {
        return units;
    }

    /** Whether each row is drawn on its own. */
    boolean areRows() {
        return units == unitOf.length;
    }

    int unitOf(int row) {
        return unitOf[row];
    }

    /** The weights as given. */
    double[] asGiven() {
        return weights.clone();
    }

    /** As many units as there are, drawn with replacement. */
    void draw(SplittableRandom random, double[] into) {
        int[] times = new int[units];
        for (int drawn = 0; drawn < units; drawn++) {
            times[random.nextInt(units)]++;
        }
        for (int row = 0; row < into.length; row++) {
            into[row] = weights[row] * times[unitOf[row]];
        }
    }

    /** Puts each unit into one of some blocks of about as many, at random. */
    int[] blocks(int count, long seed) {
        int[] blockOf = new int[units];
        int[] order = Draw.shuffled(units, seed);
        for (int i = 0; i < units; i++) {
            blockOf[order[i]] = i % count;
        }
        return blockOf;
    }

    /** All rows but those of one block. */
    void leaveOut(int block, int[] blockOf, double[] into) {
        for (int row = 0; row < into.length; row++) {
            into[row] = blockOf[unitOf[row]] == block ? 0 : weights[row];
        }
    }
}
