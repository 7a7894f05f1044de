package io.mlcd.core.judge;

import java.util.Locale;

/** Arguments as stated, and numbers as they are told. */
final class Checks {
    private Checks() {}

    static double within(String name, double value, double low, double high, String remedy) {
        if (!(value > low && value < high)) {
            throw new IllegalArgumentException(name + " was " + value + " but must be above " + plain(low)
                    + (high == Double.POSITIVE_INFINITY ? " and finite" : " and below " + plain(high)) + "; " + remedy);
        }
        return value;
    }

    static double atLeastZero(String name, double value, String remedy) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " was " + value + " but must be finite and 0 or more; " + remedy);
        }
        return value + 0.0; // no -0.0
    }

    static long atLeast(String name, long value, long least, String remedy) {
        if (value < least) {
            throw new IllegalArgumentException(
                    name + " was " + value + " but must be " + least + " or more; " + remedy);
        }
        return value;
    }

    /** Four significant digits, whole numbers as they are. */
    static String plain(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.toString(value);
        }
        double size = Math.abs(value);
        return size >= 1e-4 && size < 1e9
                ? String.format(Locale.ROOT, "%." + Math.max(0, 3 - (int) Math.floor(Math.log10(size))) + "f", value)
                : String.format(Locale.ROOT, "%.3e", value);
    }
}
