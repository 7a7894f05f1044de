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

    /** Decides what is random here; from the way to the root, so that no thread's pace plays a part. */
    final long seed;
    /** What the value must not fall below and not exceed, where features are monotone. */
    double low = Double.NEGATIVE_INFINITY;

    double high = Double.POSITIVE_INFINITY;

    Node(int depth, int from, int to, long sum, long seed) {
        this.seed = seed;
        this.depth = depth;
        this.from = from;
        this.to = to;
        this.sum = sum;
    }

    /** A node of some of its rows, as their place and sum say. */
    Node child(int itsFrom, int itsTo, long itsSum, boolean isLeft) {
        return new Node(depth + 1, itsFrom, itsTo, itsSum, mix(seed + (isLeft ? 1 : 2)));
    }

    /** Stafford's mixer, variant 13. */
    static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** The value nearest to the wanted one that is allowed. */
    double bounded(double wanted) {
        return Math.max(low, Math.min(high, wanted));
    }

    int rows() {
        return to - from;
    }
}
