package io.mlcd.interop.xgboost;

import java.util.Arrays;

/** A list of numbers in little memory: 32-bit numbers and integers below 2^53 are kept exactly. */
final class Numbers {
    private final double[] values;

    private Numbers(double[] values) {
        this.values = values;
    }

    int size() {
        return values.length;
    }

    double get(int index) {
        return values[index];
    }

    /** Collects numbers; its memory grows with what was added, never with what was announced. */
    static final class Builder {
        private double[] values = new double[8];
        private int size;

        void add(double value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, size + (size >> 1));
            }
            values[size++] = value;
        }

        Numbers build() {
            return new Numbers(size == values.length ? values : Arrays.copyOf(values, size));
        }
    }

    /** Numbers of which there are exactly so many. */
    static Numbers of(double... values) {
        return new Numbers(values);
    }
}
