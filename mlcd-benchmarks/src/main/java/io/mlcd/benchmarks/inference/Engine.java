package io.mlcd.benchmarks.inference;

/**
 * A loaded model with the rows it scores. What is checked is what is timed: both go through these two methods, and in both
 * every engine delivers its scores into the caller's array.
 */
interface Engine extends AutoCloseable {
    /**
     * Scores one row.
     *
     * @param row its number
     * @param out receives the scores, shape [outputs]
     */
    void score(int row, double[] out) throws Exception;

    /**
     * Scores a batch.
     *
     * @param from the first row, a multiple of the batch size
     * @param to the row after the last, {@code from} plus the batch size
     * @param out receives the scores of row r from {@code r x outputs} on
     */
    void scoreRows(int from, int to, double[] out) throws Exception;

    /** Frees what the garbage collector does not. */
    @Override
    default void close() {}
}
