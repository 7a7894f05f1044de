package io.mlcd.core.compression;

import java.util.Arrays;

/**
 * A few numbers that stand for many: by k-means in one dimension, which lessens the weighted squared error until nothing moves.
 * They begin where numbers lie dense, as the cube root of the density has it, and are floats.
 *
 * @see <a href="https://doi.org/10.1109/TIT.1982.1056489">Lloyd (1982), Least Squares Quantization in PCM</a>
 */
final class Levels {
    private static final int MOST_ROUNDS = 100;
    /** By how much a float may differ from a number that it stands for. */
    private static final double FLOAT = 0x1p-23;

    /** Ascending, distinct. */
    private final double[] levels;

    private Levels(double[] levels) {
        this.levels = levels;
    }

    /**
     * Levels for some numbers.
     *
     * @param numbers at least one, finite
     * @param weights 0 or more, how much each counts
     * @param most how many levels there may be
     */
    static Levels of(double[] numbers, double[] weights, int most) {
        int exponent = Math.getExponent(largest(numbers)); // numbers from -2 to 2 are squared without loss
        double heaviest = largest(weights);
        double[] scaled = new double[numbers.length];
        Arrays.setAll(scaled, i -> Math.scalb(numbers[i], -exponent) + 0.0); // -0.0 is 0.0
        double[] values = distinct(scaled);
        double[] counts = new double[values.length];
        for (int i = 0; i < scaled.length; i++) {
            counts[Arrays.binarySearch(values, scaled[i])] += weights[i] / heaviest;
        }
        if (values.length <= most) {
            return new Levels(distinct(numbers));
        }
        double[] levels = moved(values, counts, begin(values, counts, most));
        for (int i = 0; i < levels.length; i++) {
            levels[i] = Math.scalb(levels[i], exponent);
        }
        return new Levels(floats(levels));
    }

    /** The distinct ones among some numbers, ascending. */
    static double[] distinct(double... numbers) {
        double[] values = new double[numbers.length];
        Arrays.setAll(values, i -> numbers[i] + 0.0);
        Arrays.sort(values);
        int distinct = 0;
        for (double value : values) {
            if (distinct == 0 || value != values[distinct - 1]) {
                values[distinct++] = value;
            }
        }
        return Arrays.copyOf(values, distinct);
    }

    private static double largest(double... numbers) {
        double largest = 0;
        for (double number : numbers) {
            largest = Math.max(largest, Math.abs(number));
        }
        return largest == 0 ? 1 : largest;
    }

    private static double[] begin(double[] values, double[] counts, int most) {
        double[] before = new double[values.length + 1];
        for (int i = 0; i < values.length; i++) {
            double gap = i == 0 ? values[1] - values[0] : values[i] - values[i - 1];
            before[i + 1] = before[i] + StrictMath.cbrt(gap * gap * Math.max(counts[i], Double.MIN_NORMAL));
        }
        double[] levels = new double[most];
        int at = 0;
        for (int level = 0; level < most; level++) {
            double wanted = before[values.length] * (level + 0.5) / most;
            while (at < values.length - 1 && before[at + 1] < wanted) {
                at++;
            }
            levels[level] = values[at];
        }
        return levels;
    }

    private static double[] moved(double[] values, double[] counts, double[] begin) {
        double[] levels = begin;
        boolean moves = true;
        for (int round = 0; round < MOST_ROUNDS && moves; round++) {
            double[] sums = new double[levels.length];
            double[] weights = new double[levels.length];
            int level = 0;
            for (int i = 0; i < values.length; i++) {
                while (level < levels.length - 1
                        && Math.abs(levels[level + 1] - values[i]) <= Math.abs(levels[level] - values[i])) {
                    level++;
                }
                sums[level] += counts[i] * values[i];
                weights[level] += counts[i];
            }
            moves = false;
            double[] next = levels.clone();
            for (int i = 0; i < next.length; i++) {
                next[i] = weights[i] > 0 ? sums[i] / weights[i] : levels[i];
                moves |= next[i] != levels[i];
            }
            Arrays.sort(next);
            levels = next;
        }
        return levels;
    }

    private static double[] floats(double[] levels) {
        double[] floats = new double[levels.length];
        int count = 0;
        for (double level : levels) {
            double one = (float) level;
            if (!(Math.abs(one - level) <= FLOAT * Math.abs(level))) { // too large or too small for a float
                one = level;
            }
            if (count == 0 || one > floats[count - 1]) {
                floats[count++] = one;
            }
        }
        return Arrays.copyOf(floats, count);
    }

    int count() {
        return levels.length;
    }

    /** The level nearest to a number; of two as near the lower one. */
    double nearest(double number) {
        int above = above(number);
        if (above == 0 || (above < levels.length && levels[above] - number < number - levels[above - 1])) {
            return levels[above];
        }
        return levels[above - 1];
    }

    /** Of the two levels around a number that which is nearest to another one. */
    double around(double number, double wanted) {
        int above = above(number);
        if (above < levels.length && levels[above] == number) {
            return number;
        }
        if (above == 0 || above == levels.length) {
            return levels[above == 0 ? 0 : above - 1];
        }
        return levels[above] - wanted < wanted - levels[above - 1] ? levels[above] : levels[above - 1];
    }

    /** The first level that is not below a number. */
    private int above(double number) {
        int found = Arrays.binarySearch(levels, number);
        return found < 0 ? -found - 1 : found;
    }
}
