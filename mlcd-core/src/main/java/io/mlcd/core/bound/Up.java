package io.mlcd.core.bound;

/** Arithmetic whose errors are on the safe side, and bounds of the errors of other arithmetic. */
final class Up {
    /** Half of the distance from 1 to the next double: the relative error of one operation. */
    static final double UNIT = 0x1p-53;

    /** Sums of terms above this may overflow. */
    private static final double MOST = Double.MAX_VALUE / 4;

    private Up() {}

    /**
     * At least the exact value of what was computed by so many additions and multiplications of numbers of 0 or more: each of them
     * lost at most the 2^-53rd part, and each multiplication at most the least double. 0 stays 0; what may overflow is infinite.
     */
    static double of(double computed, double operations) {
        if (!(computed < MOST) || !(operations < 0x1p40)) {
            return Double.POSITIVE_INFINITY;
        }
        return computed == 0
                ? 0
                : Math.nextUp(computed * (1 + (operations + 4) * 0x1p-52) + operations * Double.MIN_VALUE);
    }

    /**
     * How far the computed sum of products is from the exact one, at most: gamma_n times the sum of the absolute products, where
     * n is the number of operations that a term goes through (Higham, Accuracy and Stability of Numerical Algorithms, section
     * 3.1), and the least double for each product, which may underflow.
     *
     * @param magnitude the sum of the absolute products, or more
     * @param operations how many roundings a term goes through, or more
     */
    static double ofRounding(double magnitude, double operations) {
        return of(
                magnitude * (operations * UNIT) * (1 + operations * 0x1p-50) + operations * Double.MIN_VALUE,
                operations);
    }
}
