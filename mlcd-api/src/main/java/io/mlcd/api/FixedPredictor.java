package io.mlcd.api;

import java.util.concurrent.Executor;

/**
 * A predictor whose signature never moves, so that it can be asked with bare numbers.
 *
 * <p>This is the face for hot loops; {@link #predict(Row)} is the friendly one. A value is {@code NaN} when missing; a
 * category is given as {@link Feature#code(String)}, a time as milliseconds since 1970-01-01 UTC. 32-bit numbers are widened,
 * which is exact, but a time does not fit into one: it would be right to about two minutes only. Scores are the
 * probabilities in the order of the classes, or the one number.
 *
 * <p>All methods are safe for concurrent callers with distinct {@code out}.
 */
public interface FixedPredictor extends Predictor {
    /**
     * Scores one row.
     *
     * @param features in the order of the signature, shape [features]
     * @param out receives the scores, shape [{@link Output#width()}]
     * @throws IllegalArgumentException if an array has the wrong length, or both are one
     */
    void score(double[] features, double[] out);

    /**
     * Scores one row of 32-bit numbers.
     *
     * @param features in the order of the signature, shape [features]
     * @param out receives the scores, shape [{@link Output#width()}]
     * @throws IllegalArgumentException if an array has the wrong length
     */
    default void score(float[] features, double[] out) {
        double[] widened = new double[features.length];
        for (int i = 0; i < widened.length; i++) {
            widened[i] = features[i];
        }
        score(widened, out);
    }

    /**
     * Scores rows that lie one after the other.
     *
     * @param rows row-major, at least {@code to} rows: row r has its features from {@code r x features} on
     * @param from the first row
     * @param to the row after the last
     * @param out receives the scores of row r from {@code r x width} on; the rest is left as it is
     * @throws IllegalArgumentException if the rows from {@code from} to {@code to} do not lie within both arrays, or both
     *     are one
     */
    default void scoreRows(double[] rows, int from, int to, double[] out) {
        int features = signature().features().size();
        int width = signature().output().width();
        Batches.check(from, to, features, rows.length, width, out.length);
        Batches.checkDistinct(rows, out);
        double[] row = new double[features];
        double[] scores = new double[width];
        for (int r = from; r < to; r++) {
            System.arraycopy(rows, r * features, row, 0, features);
            score(row, scores);
            System.arraycopy(scores, 0, out, r * width, width);
        }
    }

    /**
     * Scores rows of 32-bit numbers that lie one after the other; see {@link #scoreRows(double[], int, int, double[])}.
     *
     * @param rows row-major, at least {@code to} rows
     * @param from the first row
     * @param to the row after the last
     * @param out receives the scores of row r from {@code r x width} on; the rest is left as it is
     * @throws IllegalArgumentException if the rows from {@code from} to {@code to} do not lie within both arrays
     */
    default void scoreRows(float[] rows, int from, int to, double[] out) {
        int features = signature().features().size();
        int width = signature().output().width();
        Batches.check(from, to, features, rows.length, width, out.length);
        double[] row = new double[features];
        double[] scores = new double[width];
        for (int r = from; r < to; r++) {
            for (int i = 0; i < features; i++) {
                row[i] = rows[r * features + i];
            }
            score(row, scores);
            System.arraycopy(scores, 0, out, r * width, width);
        }
    }

    /**
     * Scores rows whose values lie in columns.
     *
     * @param columns one for each feature, each with at least {@code to} values, shape [features][rows]
     * @param from the first row
     * @param to the row after the last
     * @param out receives the scores of row r from {@code r x width} on; the rest is left as it is
     * @throws IllegalArgumentException if there are more or fewer columns than features, or the rows from {@code from} to
     *     {@code to} do not lie within each column and {@code out}, or a column is {@code out}
     */
    default void scoreColumns(double[][] columns, int from, int to, double[] out) {
        int width = signature().output().width();
        Batches.checkColumns(columns, from, to, signature(), out);
        double[] row = new double[columns.length];
        double[] scores = new double[width];
        for (int r = from; r < to; r++) {
            for (int i = 0; i < row.length; i++) {
                row[i] = columns[i][r];
            }
            score(row, scores);
            System.arraycopy(scores, 0, out, r * width, width);
        }
    }

    /**
     * Scores rows that lie one after the other, on the threads of an executor and the caller's; see
     * {@link #scoreRows(double[], int, int, double[])}. The scores are the same on any number of threads.
     *
     * @param rows row-major, at least {@code to} rows
     * @param from the first row
     * @param to the row after the last
     * @param out receives the scores of row r from {@code r x width} on; the rest is left as it is
     * @param executor helps when there are thousands of rows; if it refuses, the caller does all
     * @throws IllegalArgumentException if the rows from {@code from} to {@code to} do not lie within both arrays, or both
     *     are one
     */
    default void scoreRows(double[] rows, int from, int to, double[] out, Executor executor) {
        int features = signature().features().size();
        Batches.check(from, to, features, rows.length, signature().output().width(), out.length);
        Batches.checkDistinct(rows, out);
        SharedWork.score(from, to, executor, (first, end) -> scoreRows(rows, first, end, out));
    }

    /**
     * Scores rows of 32-bit numbers on the threads of an executor and the caller's; see
     * {@link #scoreRows(double[], int, int, double[], Executor)}.
     *
     * @param rows row-major, at least {@code to} rows
     * @param from the first row
     * @param to the row after the last
     * @param out receives the scores of row r from {@code r x width} on; the rest is left as it is
     * @param executor helps when there are thousands of rows; if it refuses, the caller does all
     * @throws IllegalArgumentException if the rows from {@code from} to {@code to} do not lie within both arrays
     */
    default void scoreRows(float[] rows, int from, int to, double[] out, Executor executor) {
        int features = signature().features().size();
        Batches.check(from, to, features, rows.length, signature().output().width(), out.length);
        SharedWork.score(from, to, executor, (first, end) -> scoreRows(rows, first, end, out));
    }

    /**
     * Scores rows whose values lie in columns, on the threads of an executor and the caller's; see
     * {@link #scoreColumns(double[][], int, int, double[])}.
     *
     * @param columns one for each feature, each with at least {@code to} values, shape [features][rows]
     * @param from the first row
     * @param to the row after the last
     * @param out receives the scores of row r from {@code r x width} on; the rest is left as it is
     * @param executor helps when there are thousands of rows; if it refuses, the caller does all
     * @throws IllegalArgumentException if there are more or fewer columns than features, or the rows from {@code from} to
     *     {@code to} do not lie within each column and {@code out}, or a column is {@code out}
     */
    default void scoreColumns(double[][] columns, int from, int to, double[] out, Executor executor) {
        Batches.checkColumns(columns, from, to, signature(), out);
        SharedWork.score(from, to, executor, (first, end) -> scoreColumns(columns, first, end, out));
    }
}
