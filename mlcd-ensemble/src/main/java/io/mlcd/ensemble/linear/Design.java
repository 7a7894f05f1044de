package io.mlcd.ensemble.linear;

import io.mlcd.ensemble.learn.Fit;
import java.util.List;

/*
 * Rows as columns: numbers, then switches that are 0 or 1, then the intercept, which is always 1. Switches come in groups of which
 * a row has one at the most, so a row keeps one place for each group. Weights are in the order of the columns; those of one column
 * for all scores lie side by side, and so do the scores of a row.
 *
 * All sums over rows are taken over pieces that depend on the number of rows alone, and then over the pieces in order.
 */
/** The training rows of a linear model. */
final class Design {
    /** The place of a row that has no switch of a group on. */
    static final int NONE = -1;

    private static final int LEAST_PIECE = 4_096;
    private static final int MOST_PIECES = 16;

    private final int rows;
    private final double[][] numbers;
    private final int[][] groups;
    private final int switches;
    private final int piece;

    /**
     * The rows.
     *
     * @param numbers shape [numbers][rows], finite
     * @param groups shape [groups][rows], which switch is on
     * @param switches how many there are
     */
    Design(int rows, double[][] numbers, int[][] groups, int switches) {
        this.rows = rows;
        this.numbers = numbers;
        this.groups = groups;
        this.switches = switches;
        piece = Math.max(LEAST_PIECE, (rows + MOST_PIECES - 1) / MOST_PIECES);
    }

    int rows() {
        return rows;
    }

    /** How many columns there are, without the intercept. */
    int columns() {
        return numbers.length + switches;
    }

    double[][] numbers() {
        return numbers;
    }

    int[][] groups() {
        return groups;
    }

    /** What is done with the rows from one up to, but without, another. */
    @FunctionalInterface
    interface Piece<T> {
        T of(int from, int to);
    }

    /** Does a piece of work for all pieces of the rows. */
    <T> List<T> pieces(Fit fit, Piece<T> work) throws InterruptedException {
        int count = Math.max(1, (rows + piece - 1) / piece);
        return fit.all(count, index -> work.of(index * piece, Math.min(rows, (index + 1) * piece)));
    }

    /** The sum of arrays, in order; the first becomes it. */
    static double[] sum(List<double[]> parts) {
        double[] sum = parts.get(0);
        for (int part = 1; part < parts.size(); part++) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += parts.get(part)[i];
            }
        }
        return sum;
    }

    /** The scores of some rows. */
    void score(double[] weights, int width, int from, int to, double[] scores) {
        int intercept = columns() * width;
        for (int row = from; row < to; row++) {
            System.arraycopy(weights, intercept, scores, row * width, width);
        }
        for (int j = 0; j < numbers.length; j++) {
            if (width == 1) {
                scoreOne(numbers[j], weights[j], from, to, scores);
            } else {
                score(numbers[j], weights, j * width, width, from, to, scores);
            }
        }
        for (int[] group : groups) {
            for (int row = from; row < to; row++) {
                int at = (numbers.length + group[row]) * width;
                for (int k = 0; group[row] != NONE && k < width; k++) {
                    scores[row * width + k] += weights[at + k];
                }
            }
        }
    }

    private static void scoreOne(double[] column, double weight, int from, int to, double[] scores) {
        for (int row = from; row < to; row++) {
            scores[row] += column[row] * weight;
        }
    }

    private static void score(double[] column, double[] weights, int at, int width, int from, int to, double[] scores) {
        for (int row = from; row < to; row++) {
            double x = column[row];
            int first = row * width;
            for (int k = 0; k < width; k++) {
                scores[first + k] += x * weights[at + k];
            }
        }
    }

    /** For each column and score, the sum over some rows of the column times what the rows have for the score. */
    double[] transposed(double[] values, int width, int from, int to) {
        double[] sums = new double[(columns() + 1) * width];
        for (int j = 0; j < numbers.length; j++) {
            double[] column = numbers[j];
            for (int row = from; row < to; row++) {
                double x = column[row];
                for (int k = 0; k < width; k++) {
                    sums[j * width + k] += x * values[row * width + k];
                }
            }
        }
        for (int[] group : groups) {
            for (int row = from; row < to; row++) {
                int at = (numbers.length + group[row]) * width;
                for (int k = 0; group[row] != NONE && k < width; k++) {
                    sums[at + k] += values[row * width + k];
                }
            }
        }
        int intercept = columns() * width;
        for (int row = from; row < to; row++) {
            for (int k = 0; k < width; k++) {
                sums[intercept + k] += values[row * width + k];
            }
        }
        return sums;
    }

    /** As {@link #transposed}, of the columns' squares. */
    double[] squares(double[] values, int width, int from, int to) {
        double[] sums = transposed(values, width, from, to);
        for (int j = 0; j < numbers.length; j++) {
            double[] column = numbers[j];
            for (int k = 0; k < width; k++) {
                double sum = 0;
                for (int row = from; row < to; row++) {
                    sum += column[row] * column[row] * values[row * width + k];
                }
                sums[j * width + k] = sum;
            }
        }
        return sums;
    }
}
