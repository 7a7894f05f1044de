package io.mlcd.core.metric;

import io.mlcd.api.Output;
import io.mlcd.api.Prediction;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import java.util.Arrays;

/** What was predicted for some rows, what was true, and how much each row counts. Immutable. */
public final class Outcomes {
    /** The true class of a row whose class the model does not know. */
    public static final int UNKNOWN_CLASS = -1;

    private final Output output;
    private final double[] truth;
    private final double[] scores;
    private final double[] weights;

    private Outcomes(Output output, double[] truth, double[] scores, double[] weights) {
        if (scores.length != truth.length * output.width() || weights.length != truth.length) {
            throw new IllegalArgumentException("there are " + truth.length + " rows of truth, " + scores.length
                    + " scores and " + weights.length + " weights; each row takes " + output.width()
                    + " scores and one weight");
        }
        for (int row = 0; row < weights.length; row++) {
            if (!(weights[row] >= 0) || Double.isInfinite(weights[row])) {
                throw new IllegalArgumentException(
                        "row " + row + " has the weight " + weights[row] + " but a weight must be 0 or more");
            }
        }
        this.output = output;
        this.truth = truth;
        this.scores = scores;
        this.weights = weights;
    }

    /**
     * Of classes.
     *
     * @param truth for each row the position of its true class, or {@link #UNKNOWN_CLASS}; shape [rows]
     * @param probabilities row-major, shape [rows x classes]
     * @param weights 0 or more, shape [rows]
     * @throws IllegalArgumentException if the shapes do not fit, a class is no position, or a weight is negative or not finite
     */
    public static Outcomes ofClasses(Output.Classes output, int[] truth, double[] probabilities, double[] weights) {
        double[] positions = new double[truth.length];
        for (int row = 0; row < truth.length; row++) {
            if (truth[row] < UNKNOWN_CLASS || truth[row] >= output.width()) {
                throw new IllegalArgumentException("row " + row + " has class " + truth[row] + ", but there are only "
                        + output.width() + " classes");
            }
            positions[row] = truth[row];
        }
        return new Outcomes(output, positions, probabilities.clone(), weights.clone());
    }

    /**
     * Of numbers.
     *
     * @param truth shape [rows]
     * @param predicted shape [rows]
     * @param weights 0 or more, shape [rows]
     * @throws IllegalArgumentException if the shapes do not fit, or a weight is negative or not finite
     */
    public static Outcomes ofNumbers(Output.Numeric output, double[] truth, double[] predicted, double[] weights) {
        return new Outcomes(output, truth.clone(), predicted.clone(), weights.clone());
    }

    /**
     * Of what a model answers to the rows of a table. A class that the output does not have is unknown.
     *
     * @param target what was true of the rows, none missing: categories for classes, else numbers
     * @param scores row-major, shape [rows x {@link Output#width()}]
     * @throws IllegalArgumentException if the shapes do not fit, or a weight is no number of 0 or more
     */
    public static Outcomes of(Output output, Table table, Column target, double[] scores) {
        if (output instanceof Output.Classes classes) {
            int[] classOfCode = new int[target.categories().size()];
            Arrays.setAll(
                    classOfCode,
                    code -> classes.labels().indexOf(target.categories().get(code)));
            int[] truth = new int[target.size()];
            Arrays.setAll(truth, row -> classOfCode[target.code(row)]); // -1, unknown, when the model never saw it
            return ofClasses(classes, truth, scores, table.rowWeights());
        }
        return ofNumbers((Output.Numeric) output, target.toNumbers(), scores, table.rowWeights());
    }

    /**
     * The same with other weights.
     *
     * @param newWeights 0 or more, shape [rows]
     * @throws IllegalArgumentException if there are more or fewer than rows, or one is negative or not finite
     */
    public Outcomes weights(double[] newWeights) {
        return new Outcomes(output, truth, scores, newWeights.clone());
    }

    /**
     * The same truth beside other scores.
     *
     * @param newScores row-major, shape [rows x {@link Output#width()}]
     * @throws IllegalArgumentException if there are more or fewer
     */
    public Outcomes scores(double[] newScores) {
        return new Outcomes(output, truth, newScores.clone(), weights);
    }

    /**
     * Of some rows, in the order given.
     *
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public Outcomes rows(int... positions) {
        int width = output.width();
        double[] itsTruth = new double[positions.length];
        double[] itsScores = new double[positions.length * width];
        double[] itsWeights = new double[positions.length];
        for (int i = 0; i < positions.length; i++) {
            itsTruth[i] = truth[positions[i]];
            itsWeights[i] = weights[positions[i]];
            System.arraycopy(scores, positions[i] * width, itsScores, i * width, width);
        }
        return new Outcomes(output, itsTruth, itsScores, itsWeights);
    }

    /** What was predicted. */
    public Output output() {
        return output;
    }

    /** How many rows there are. */
    public int rows() {
        return truth.length;
    }

    /** The true number of a row, or the position of its true class. */
    public double truth(int row) {
        return truth[row];
    }

    /** One score of a row: a probability, or the predicted number. */
    public double score(int row, int position) {
        return scores[row * output.width() + position];
    }

    /** How much a row counts. */
    public double weight(int row) {
        return weights[row];
    }

    /** How much each row counts, a copy. */
    public double[] weights() {
        return weights.clone();
    }

    boolean anyNaN() {
        for (double score : scores) {
            if (Double.isNaN(score)) {
                return true;
            }
        }
        return false;
    }

    /** The position of the class that was predicted for a row. */
    public int predictedClass(int row) {
        int width = output.width();
        double[] its = Arrays.copyOfRange(scores, row * width, (row + 1) * width);
        return output instanceof Output.Classes classes ? classes.decision().choose(its) : Prediction.mostProbable(its);
    }

    /**
     * How much weight each true class has for each predicted one.
     *
     * @return shape [classes][classes], true class first; rows of an unknown class are left out
     * @throws IllegalStateException if numbers were predicted
     */
    public double[][] confusion() {
        if (output instanceof Output.Numeric) {
            throw new IllegalStateException("numbers were predicted, which have no confusion matrix");
        }
        double[][] confusion = new double[output.width()][output.width()];
        for (int row = 0; row < rows(); row++) {
            if (truth[row] != UNKNOWN_CLASS) {
                confusion[(int) truth[row]][predictedClass(row)] += weights[row];
            }
        }
        return confusion;
    }
}
