package io.mlcd.ensemble.learn;

/** Orders of rows. */
final class Order {
    private Order() {}

    /** Sorts rows by their keys, as {@link Double#compare} does; those with equal keys keep their order. O(n log n), unboxed. */
    static void sortStably(int[] rows, double[] keyOfRow) {
        int[] from = rows;
        int[] to = new int[rows.length];
        for (int width = 1; width < rows.length; width = width > rows.length / 2 ? rows.length : 2 * width) {
            for (int start = 0; start < rows.length; start += Math.min(2 * width, rows.length - start)) {
                merge(from, to, keyOfRow, start, width);
            }
            int[] swapped = from;
            from = to;
            to = swapped;
        }
        if (from != rows) {
            System.arraycopy(from, 0, rows, 0, rows.length);
        }
    }

    private static void merge(int[] from, int[] to, double[] key, int start, int width) {
        int middle = Math.min(from.length - start, width) + start;
        int end = Math.min(from.length - middle, width) + middle;
        int left = start;
        int right = middle;
        for (int at = start; at < end; at++) {
            boolean takeLeft =
                    left < middle && (right >= end || Double.compare(key[from[left]], key[from[right]]) <= 0);
            to[at] = from[takeLeft ? left++ : right++];
        }
    }
}
