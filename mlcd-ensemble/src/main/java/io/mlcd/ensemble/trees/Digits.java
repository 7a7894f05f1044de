package io.mlcd.ensemble.trees;

import java.util.Arrays;

/**
 * Sorts numbers by the digits of their bits, eleven bits a digit, the lowest first. Its few short loops are compiled while the first column
 * is sorted, so that the first fit of a JVM does not wait for the compiler, as it would with the library's sort.
 */
final class Digits {
    private static final int BITS = 11;
    private static final int DIGITS = 1 << BITS;
    private static final int FEW = 2_000;

    private Digits() {}

    /**
     * Sorts.
     *
     * @param values without {@code NaN} and -0.0
     */
    static void sort(double[] values) {
        if (values.length < FEW) {
            Arrays.sort(values);
        } else if (areFloats(values)) {
            sortFloats(values);
        } else {
            sortDoubles(values);
        }
    }

    private static boolean areFloats(double[] values) {
        for (double value : values) {
            if ((float) value != value) {
                return false;
            }
        }
        return true;
    }

    private static void sortFloats(double[] values) {
        int[] keys = new int[values.length];
        for (int i = 0; i < keys.length; i++) {
            int bits = Float.floatToRawIntBits((float) values[i]);
            keys[i] = bits ^ (bits >> 31 | Integer.MIN_VALUE);
        }
        int[] other = new int[keys.length];
        for (int shift = 0; shift < Integer.SIZE; shift += BITS) {
            int[] places = new int[DIGITS + 1];
            for (int key : keys) {
                places[(key >>> shift & DIGITS - 1) + 1]++;
            }
            if (sum(places, keys.length)) {
                for (int key : keys) {
                    other[places[key >>> shift & DIGITS - 1]++] = key;
                }
                int[] sorted = other;
                other = keys;
                keys = sorted;
            }
        }
        for (int i = 0; i < keys.length; i++) {
            int bits = keys[i] < 0 ? keys[i] ^ Integer.MIN_VALUE : ~keys[i];
            values[i] = Float.intBitsToFloat(bits);
        }
    }

    private static void sortDoubles(double[] values) {
        long[] keys = new long[values.length];
        for (int i = 0; i < keys.length; i++) {
            long bits = Double.doubleToRawLongBits(values[i]);
            keys[i] = bits ^ (bits >> 63 | Long.MIN_VALUE);
        }
        long[] other = new long[keys.length];
        for (int shift = 0; shift < Long.SIZE; shift += BITS) {
            int[] places = new int[DIGITS + 1];
            for (long key : keys) {
                places[(int) (key >>> shift & DIGITS - 1) + 1]++;
            }
            if (sum(places, keys.length)) {
                for (long key : keys) {
                    other[places[(int) (key >>> shift & DIGITS - 1)]++] = key;
                }
                long[] sorted = other;
                other = keys;
                keys = sorted;
            }
        }
        for (int i = 0; i < keys.length; i++) {
            long bits = keys[i] < 0 ? keys[i] ^ Long.MIN_VALUE : ~keys[i];
            values[i] = Double.longBitsToDouble(bits);
        }
    }

    /** Makes places of counts; false if all keys have one digit, so that nothing would move. */
    private static boolean sum(int[] places, int keys) {
        for (int digit = 1; digit <= DIGITS; digit++) {
            if (places[digit] == keys) {
                return false;
            }
        }
        for (int digit = 1; digit <= DIGITS; digit++) {
            places[digit] += places[digit - 1];
        }
        return true;
    }
}
