package io.mlcd.benchmarks.sealing;

import java.util.function.IntPredicate;

/** The smallest heap with which something works. */
final class HeapSearch {
    private HeapSearch() {}

    /**
     * By halving.
     *
     * @param low too little, or the least to try
     * @param high enough
     * @return the least that works, to one megabyte; {@code NaN} if {@code high} does not
     */
    static double least(int low, int high, IntPredicate works) {
        if (!works.test(high)) {
            return Double.NaN;
        }
        int from = low;
        int to = high;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (works.test(middle)) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return to;
    }
}
