package io.mlcd.ensemble.trees;

import org.jspecify.annotations.Nullable;

/** A node while its tree grows: a run of the row index, its sums, and then a split with two children or a leaf's values. */
final class Node {
    final int depth;
    final int from;
    final int to;
    /** The packed sum of its rows. */
    final long sum;

    long @Nullable [] histogram;

    @Nullable Split split;

    @Nullable Node left;

    @Nullable Node right;

    double value;

    Node(int depth, int from, int to, long sum) {
        this.depth = depth;
        this.from = from;
        this.to = to;
        this.sum = sum;
    }

    int rows() {
        return to - from;
    }
}
