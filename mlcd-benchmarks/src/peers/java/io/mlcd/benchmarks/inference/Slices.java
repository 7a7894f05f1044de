package io.mlcd.benchmarks.inference;

/** Rows cut up for libraries that take an array for each call. */
final class Slices {
    private Slices() {}

    /** The rows one by one. */
    static float[][] singles(Rows rows) {
        return batches(rows, 1);
    }

    /** The rows in batches; the last may be short. */
    static float[][] batches(Rows rows, int batchRows) {
        float[][] batches = new float[(rows.count() + batchRows - 1) / batchRows][];
        for (int i = 0; i < batches.length; i++) {
            batches[i] = rows.slice(i * batchRows, Math.min(rows.count(), (i + 1) * batchRows));
        }
        return batches;
    }

    /** Copies a library's answer for some rows to where the caller wants it. */
    static void copy(float[][] scores, int from, double[] out) {
        int to = from * scores[0].length;
        for (float[] row : scores) {
            for (float score : row) {
                out[to++] = score;
            }
        }
    }
}
