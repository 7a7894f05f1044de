package io.mlcd.benchmarks.inference;

/** An engine that is asked about one row at a time, by one thread, and gives one number. */
abstract class SingleRows implements Engine {
    abstract double score(int row) throws Exception;

    @Override
    public final void score(int row, double[] out) throws Exception {
        out[0] = score(row);
    }

    @Override
    public final void scoreRows(int from, int to, double[] out) throws Exception {
        for (int row = from; row < to; row++) {
            out[row] = score(row);
        }
    }

    /** The logistic function. */
    static double probability(double margin) {
        return 1 / (1 + Math.exp(-margin));
    }
}
