package io.mlcd.core.bound;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows, as what each input may be on its own: the cells of numbers from one to another, a set of the cells of categories, or
 * missing. It may hold more than can be, such as numbers between two thresholds that no double is between, never less.
 */
final class Box {
    private static final int WORD = 64;

    private final int[] low;
    private final int[] high;
    private final boolean[] missing;
    /** For each input the cells of its categories; null where they are not followed. Changed by replacement. */
    private final long[] @Nullable [] codes;

    private Box(int[] low, int[] high, boolean[] missing, long[] @Nullable [] codes) {
        this.low = low;
        this.high = high;
        this.missing = missing;
        this.codes = codes;
    }

    /** All rows. */
    Box(double[][] thresholds, int[] cellsOfCodes) {
        int count = thresholds.length;
        low = new int[count];
        high = new int[count];
        missing = new boolean[count];
        codes = new long[count][];
        Arrays.fill(missing, true);
        for (int i = 0; i < count; i++) {
            high[i] = thresholds[i].length;
            if (cellsOfCodes[i] > 0) {
                long[] all = new long[(cellsOfCodes[i] - 1) / WORD + 1];
                for (int c = 0; c < cellsOfCodes[i]; c++) {
                    all[c / WORD] |= 1L << c;
                }
                codes[i] = all;
            }
        }
    }

    int inputs() {
        return low.length;
    }

    Box copy() {
        return new Box(low.clone(), high.clone(), missing.clone(), codes.clone());
    }

    /** Whether some row goes to one side of a split of numbers, where a missing value goes to that side or not. */
    boolean passes(int input, int cell, boolean left, boolean missingToo) {
        return (missingToo && missing[input]) || (hasNumber(input) && (left ? low[input] <= cell : high[input] > cell));
    }

    /** The same of a split of categories. */
    boolean passes(int input, long @Nullable [] set, boolean left, boolean missingToo) {
        return (missingToo && missing[input]) || (hasNumber(input) && common(codes[input], set, left));
    }

    private boolean hasNumber(int input) {
        return low[input] <= high[input];
    }

    private static boolean common(long @Nullable [] some, long @Nullable [] set, boolean left) {
        if (some == null || set == null) {
            return true;
        }
        long any = 0;
        for (int w = 0; w < some.length; w++) {
            any |= some[w] & (left ? set[w] : ~set[w]);
        }
        return any != 0;
    }

    /** Leaves only the rows that go to one side of a split of numbers; whether there are any. */
    boolean restrict(int input, int cell, boolean left, boolean missingToo) {
        missing[input] &= missingToo;
        if (left) {
            high[input] = Math.min(high[input], cell);
        } else {
            low[input] = Math.max(low[input], cell + 1);
        }
        return missing[input] || hasNumber(input);
    }

    /** The same of a split of categories. */
    boolean restrict(int input, long @Nullable [] set, boolean left, boolean missingToo) {
        missing[input] &= missingToo;
        long[] some = codes[input];
        if (some != null && set != null) {
            long[] fewer = new long[some.length];
            long any = 0;
            for (int w = 0; w < fewer.length; w++) {
                fewer[w] = some[w] & (left ? set[w] : ~set[w]);
                any |= fewer[w];
            }
            codes[input] = fewer;
            if (any == 0) {
                high[input] = low[input] - 1; // no number either: categories are numbers
            }
        }
        return missing[input] || hasNumber(input);
    }
}
