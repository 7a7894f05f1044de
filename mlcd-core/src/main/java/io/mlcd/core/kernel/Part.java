package io.mlcd.core.kernel;

/** Some trees of a form in a layout: it finds the leaves that rows reach and adds them to the scores. */
abstract class Part {
    /** What the leaves hold. */
    final Leaves leaves;

    Part(Leaves leaves) {
        this.leaves = leaves;
    }

    /** What it takes of the heap, about. */
    abstract long heapBytes();

    /**
     * Adds the leaves of a row.
     *
     * @param out holds the scores so far from {@code to} on
     */
    abstract void row(double[] x, int at, double[] out, int to, Scratch scratch);

    /**
     * Adds the leaves of rows; value i of row r is at {@code at + r * rowStride + i * stride}.
     *
     * @param acc the place in the scratch's doubles where the scores are so far: for each output a column of a block
     */
    abstract void rows(double[] x, int at, int rowStride, int stride, int count, int acc, Scratch scratch);
}
