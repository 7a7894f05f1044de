package io.mlcd.ensemble.trees;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Training;
import java.util.Arrays;

/** A table whose features are in bins: what all trees of all members that are fitted to its rows share. */
final class Binned {
    final Training training;
    final Bins bins;
    /** By row the number of the class, or the number. */
    private final double[] truths;

    private Binned(Training training, Bins bins) {
        this.training = training;
        this.bins = bins;
        Column target = training.target();
        truths = new double[target.size()];
        for (int row = 0; row < truths.length; row++) {
            truths[row] = training.ofClasses() ? target.code(row) : target.number(row);
        }
    }

    /**
     * Bins a table.
     *
     * @param most the most bins for the values of a feature
     * @throws TrainingException if nothing can be learned from the table
     */
    static Binned of(Table table, int most, Fit fit) {
        Training training = Training.of(table, fit);
        try (Crew crew = new Crew(fit)) {
            return new Binned(
                    training,
                    Bins.of(training.table().features(), training.table().rows(), most, crew));
        }
    }

    /** How many rows there are. */
    int rows() {
        return truths.length;
    }

    /** How many classes there are, or 0 for a number. */
    int classes() {
        return training.ofClasses() ? training.signature().output().width() : 0;
    }

    /** By row the number of the class, or the number; shared, not to be changed. */
    double[] truths() {
        return truths;
    }

    /** All rows, once each. */
    int[] all() {
        int[] rows = new int[rows()];
        Arrays.setAll(rows, row -> row);
        return rows;
    }

    /**
     * By row how often it was drawn, times its weight in the table; 0 for rows that were not.
     *
     * @param drawn positions of rows, in any order
     * @throws TrainingException if all rows that weigh anything have one target
     */
    double[] weights(int[] drawn) {
        double[] weights = new double[rows()];
        for (int row : drawn) {
            weights[row]++;
        }
        training.table().weights().ifPresent(column -> {
            for (int row = 0; row < weights.length; row++) {
                weights[row] *= column.number(row);
            }
        });
        requireSpread(drawn, weights);
        return weights;
    }

    private void requireSpread(int[] drawn, double[] weights) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int row : drawn) {
            if (weights[row] > 0) {
                least = Math.min(least, truths[row]);
                greatest = Math.max(greatest, truths[row]);
            }
        }
        if (!(least < greatest)) {
            throw new TrainingException(
                    TrainingException.Reason.BAD_TARGET,
                    "the " + drawn.length + " rows that a model is to be made of "
                            + (least == greatest
                                    ? "have one value of \"" + training.target().name() + "\""
                                    : "weigh nothing")
                            + ", so there is nothing to learn; give rows with other values too");
        }
    }

    /** The different rows among some, ascending. */
    static int[] distinct(int[] drawn, int rows) {
        boolean[] seen = new boolean[rows];
        for (int row : drawn) {
            seen[row] = true;
        }
        int[] distinct = new int[rows];
        int count = 0;
        for (int row = 0; row < rows; row++) {
            if (seen[row]) {
                distinct[count++] = row;
            }
        }
        return Arrays.copyOf(distinct, count);
    }
}
