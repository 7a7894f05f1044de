package io.mlcd.benchmarks.inference;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Rows of 32-bit numbers that lie one after the other; {@code NaN} is missing. Not to be changed. */
final class Rows {
    private final int features;
    private final float[] values;

    Rows(int features, float[] values) {
        this.features = features;
        this.values = values;
    }

    int features() {
        return features;
    }

    int count() {
        return values.length / features;
    }

    /** All values, row-major; not a copy. */
    float[] values() {
        return values;
    }

    float value(int row, int feature) {
        return values[row * features + feature];
    }

    /** A copy of one row. */
    float[] row(int row) {
        return slice(row, row + 1);
    }

    /** A copy of the rows {@code [from, to)}, row-major. */
    float[] slice(int from, int to) {
        return Arrays.copyOfRange(values, from * features, to * features);
    }

    /** A copy of one row in 64 bits. */
    double[] wideRow(int row) {
        return widen(row(row));
    }

    /** A copy of all values in 64 bits. */
    double[] wideValues() {
        return widen(values);
    }

    /** The first rows. */
    Rows first(int rows) {
        return new Rows(features, slice(0, rows));
    }

    /** Rows of which a fraction of the values is missing. */
    Rows withMissing(double fraction, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] holes = values.clone();
        for (int i = 0; i < holes.length; i++) {
            if (random.nextDouble() < fraction) {
                holes[i] = Float.NaN;
            }
        }
        return new Rows(features, holes);
    }

    private static double[] widen(float[] narrow) {
        double[] wide = new double[narrow.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = narrow[i];
        }
        return wide;
    }
}
