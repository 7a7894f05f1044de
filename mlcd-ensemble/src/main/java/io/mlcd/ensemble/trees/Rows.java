package io.mlcd.ensemble.trees;

import java.util.Arrays;

/**
 * Rows at work on a tree: their bins, their gradients, and an index in which the rows of a node form a run. Either all rows, or
 * a copy of those of one node, which lie so near each other that the caches hold them. The loops that training spends its time
 * in are here.
 */
final class Rows {
    /** So many rows are divided, and those of one side summed while the caches hold them. */
    private static final int TOGETHER = 64;

    final byte[] cells;
    final long[] packed;
    final int[] index;
    /** By place of the index, for what goes to the right. */
    final int[] right;

    final int features;

    Rows(byte[] cells, int features, long[] packed, int[] index) {
        this.cells = cells;
        this.features = features;
        this.packed = packed;
        this.index = index;
        this.right = new int[index.length];
    }

    /** Room for a copy of so many rows. */
    static Rows ofCopies(int rows, int features) {
        return new Rows(new byte[rows * features], features, new long[rows], new int[rows]);
    }

    /** Copies rows of another set, in the order of its index. */
    void copy(Rows from, int first, int end) {
        for (int i = first; i < end; i++) {
            int row = from.index[i];
            int to = i - first;
            System.arraycopy(from.cells, row * features, cells, to * features, features);
            packed[to] = from.packed[row];
            index[to] = to;
        }
    }

    /** Which features, and where in a histogram each has its bins. */
    static final class Columns {
        private final int[] features;
        private final int[] places;

        private Columns(int[] features, int[] places) {
            this.features = features;
            this.places = places;
        }

        static Columns of(int[] features, Bins bins) {
            int[] places = new int[features.length];
            for (int i = 0; i < places.length; i++) {
                places[i] = bins.offsets[features[i]];
            }
            return new Columns(features, places);
        }

        int[] features() {
            return features;
        }

        boolean areAll(int count) {
            return features.length == count;
        }
    }

    /** Adds rows at places of the index to a histogram. */
    void sum(int from, int to, Columns columns, long[] histogram) {
        if (columns.areAll(features)) {
            sumAll(index, from, to, columns.places, histogram);
        } else {
            sumSome(index, from, to, columns, histogram);
        }
    }

    private void sumAll(int[] rows, int from, int to, int[] places, long[] histogram) {
        for (int i = from; i < to; i++) {
            int row = rows[i];
            add(cells, row * places.length, packed[row], places, histogram);
        }
    }

    private static void add(byte[] cells, int at, long both, int[] places, long[] histogram) {
        for (int f = 0; f < places.length; f++) {
            histogram[places[f] + (cells[at + f] & 0xff)] += both;
        }
    }

    private void sumSome(int[] rows, int from, int to, Columns columns, long[] histogram) {
        int[] places = columns.places;
        int[] which = columns.features;
        for (int i = from; i < to; i++) {
            int row = rows[i];
            long both = packed[row];
            int at = row * features;
            for (int f = 0; f < places.length; f++) {
                histogram[places[f] + (cells[at + which[f]] & 0xff)] += both;
            }
        }
    }

    /**
     * Divides rows at places of the index by a split, each side in its order: those on the left move to the front, those on
     * the right to {@link #right}, from the first place on. Adds the rows of one side to a histogram meanwhile.
     *
     * @param leftSummed whether the left side is summed, or the right one; with no columns none is
     * @return how many go left
     */
    int divide(int from, int to, Split split, Cuts cuts, Columns columns, boolean leftSummed, long[] histogram) {
        byte[] goesRight = split.goesRight(cuts);
        int lefts = from;
        int rights = from;
        for (int start = from; start < to; start += TOGETHER) {
            int end = Math.min(to, start + TOGETHER);
            int leftsBefore = lefts;
            int rightsBefore = rights;
            lefts = divide(start, end, lefts, rights, split.feature, goesRight);
            rights = end - lefts + from;
            if (leftSummed) {
                sum(index, leftsBefore, lefts, columns, histogram);
            } else {
                sum(right, rightsBefore, rights, columns, histogram);
            }
        }
        return lefts - from;
    }

    private void sum(int[] rows, int from, int to, Columns columns, long[] histogram) {
        if (columns.areAll(features)) {
            sumAll(rows, from, to, columns.places, histogram);
        } else {
            sumSome(rows, from, to, columns, histogram);
        }
    }

    private int divide(int from, int to, int firstLeft, int firstRight, int column, byte[] goesRight) {
        int lefts = firstLeft;
        int rights = firstRight;
        for (int i = from; i < to; i++) {
            int row = index[i];
            int isRight = goesRight[cells[row * features + column] & 0xff];
            index[lefts] = row;
            right[rights] = row;
            lefts += 1 - isRight;
            rights += isRight;
        }
        return lefts;
    }

    /** Nothing is summed. */
    static final Columns NONE = new Columns(new int[0], new int[0]);

    /** Sets the bins of some features to 0. */
    static void clear(long[] histogram, Columns columns, Bins bins) {
        if (columns.areAll(bins.features)) {
            Arrays.fill(histogram, 0);
            return;
        }
        for (int feature : columns.features) {
            Arrays.fill(histogram, bins.offsets[feature], bins.offsets[feature + 1], 0);
        }
    }
}
