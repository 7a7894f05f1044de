package io.mlcd.ensemble.trees;

import io.mlcd.core.form.CategorySet;
import java.util.Arrays;

/**
 * The bins of one feature: ranges of a number, or categories, and after them one for missing values if there were any.
 */
final class Cuts {
    /** The most bins for values. */
    static final int MOST = 255;

    private static final double[] NONE = {};

    /** How many bins there are for values. */
    final int values;
    /** Whether some values were missing; these are in bin {@link #values}. */
    final boolean missing;

    /** Of a number the largest value of each bin but the last. */
    private final double[] thresholds;
    /** Of a category the bin of each code; empty for a number. */
    private final int[] binOfCode;

    private final boolean category;

    private Cuts(int values, boolean missing, double[] thresholds, int[] binOfCode, boolean category) {
        this.values = values;
        this.missing = missing;
        this.thresholds = thresholds;
        this.binOfCode = binOfCode;
        this.category = category;
    }

    /**
     * Bins of a number: its distinct values when they are few, else ranges that hold about as many rows each. A value that
     * many rows have gets a bin of its own.
     *
     * @param sorted the values that are there, ascending; changed
     * @param missing whether there are rows without one
     */
    static Cuts ofNumbers(double[] sorted, boolean missing, int most) {
        int distinct = 0;
        int[] counts = new int[sorted.length];
        for (int i = 0; i < sorted.length; i++) {
            if (distinct == 0 || sorted[i] != sorted[distinct - 1]) {
                sorted[distinct++] = sorted[i];
            }
            counts[distinct - 1]++;
        }
        int bins = Math.max(1, Math.min(distinct, most));
        double[] thresholds = new double[bins - 1];
        int used = distinct <= most
                ? between(sorted, distinct, thresholds)
                : quantiles(sorted, counts, distinct, sorted.length, thresholds);
        return new Cuts(used + 1, missing, Arrays.copyOf(thresholds, used), new int[0], false);
    }

    private static int between(double[] values, int distinct, double[] thresholds) {
        for (int i = 0; i + 1 < distinct; i++) {
            thresholds[i] = between(values[i], values[i + 1]);
        }
        return Math.max(0, distinct - 1);
    }

    private static int quantiles(double[] values, int[] counts, int distinct, int rows, double[] thresholds) {
        int used = 0;
        int rest = rows;
        int inBin = 0;
        for (int i = 0; i + 1 < distinct && used < thresholds.length; i++) {
            inBin += counts[i];
            double wanted = rest / (double) (thresholds.length + 1 - used);
            // The bin ends here when it is full, or when what follows would fill more than half another.
            if (inBin >= wanted || inBin + counts[i + 1] > 1.5 * wanted) {
                thresholds[used++] = between(values[i], values[i + 1]);
                rest -= inBin;
                inBin = 0;
            }
        }
        return used;
    }

    /** A number from {@code low} on and below {@code high}, near the middle; a float where one lies there, since it takes less. */
    private static double between(double low, double high) {
        double middle = low / 2 + high / 2;
        double single = (float) middle;
        if (single >= low && single < high) {
            return single;
        }
        return middle >= low && middle < high ? middle : low;
    }

    /**
     * Bins of a category: one for each code, or, when there are too many, for each of the most frequent ones and the last
     * for all others.
     *
     * @param counts how many rows have each code
     */
    static Cuts ofCategories(int[] counts, boolean missing, int most) {
        int[] binOfCode = new int[counts.length];
        if (counts.length <= most) {
            Arrays.setAll(binOfCode, code -> code);
            return new Cuts(Math.max(1, counts.length), missing, NONE, binOfCode, true);
        }
        Integer[] byCount = new Integer[counts.length];
        Arrays.setAll(byCount, code -> code);
        Arrays.sort(byCount, (a, b) -> Integer.compare(counts[b], counts[a])); // stable
        Arrays.fill(binOfCode, most - 1);
        for (int bin = 0; bin < most - 1; bin++) {
            binOfCode[byCount[bin]] = bin;
        }
        return new Cuts(most, missing, NONE, binOfCode, true);
    }

    boolean isCategory() {
        return category;
    }

    /** How many bins there are with that for missing values. */
    int bins() {
        return values + (missing ? 1 : 0);
    }

    /** The bin of a number; a missing one goes to that of missing values, or to the last if there is none. */
    int bin(double value) {
        if (Double.isNaN(value)) {
            return bins() - 1;
        }
        int low = 0;
        int high = thresholds.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (value > thresholds[middle]) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The bin of a category's code, -1 when it is missing. */
    int binOfCode(int code) {
        return code < 0 ? bins() - 1 : binOfCode[code];
    }

    /** The largest number of a bin; of the last the largest there is. */
    double threshold(int bin) {
        return bin < thresholds.length ? thresholds[bin] : Double.POSITIVE_INFINITY;
    }

    /**
     * The categories of some bins.
     *
     * @param bins a bit for each bin that goes left
     * @param others whether all that no row showed go left too
     * @param seen a bit for each bin that some row showed
     */
    CategorySet categories(long[] bins, long[] seen, boolean others) {
        int[] listed = new int[binOfCode.length];
        int count = 0;
        for (int code = 0; code < listed.length; code++) {
            int bin = binOfCode[code];
            boolean left = has(bins, bin);
            if (has(seen, bin) && left != others) {
                listed[count++] = code;
            }
        }
        int[] codes = Arrays.copyOf(listed, count);
        return others ? CategorySet.allBut(codes) : CategorySet.of(codes);
    }

    static boolean has(long[] bits, int bin) {
        return (bits[bin >> 6] >>> bin & 1) != 0;
    }
}
