package io.mlcd.core.bound;

import java.util.Arrays;

/**
 * The leaves of trees of differences, those of each tree by their value, the largest first. Values are whole numbers, so that they
 * are added without rounding.
 */
final class SortedLeaves {
    /** How many bits say which node a leaf is. */
    private static final int NODE_BITS = 23;

    /** Trees must have fewer nodes. */
    static final int MOST_NODES = 1 << NODE_BITS;

    /** Absolute values must be below this. */
    static final long MOST_VALUE = 1L << (Long.SIZE - 1 - NODE_BITS);

    /** For each tree value and node of each leaf, ascending. */
    private final long[][] packed;

    private final int[] roots;

    /** No leaves yet of so many trees. */
    SortedLeaves(int trees) {
        packed = new long[trees][0];
        roots = new int[trees];
    }

    /** A leaf to sort: its node within the tree, and its value. */
    static long pack(int node, long value) {
        return value << NODE_BITS | node;
    }

    /** Sets the leaves of a tree, which are sorted in place. */
    void set(int tree, int root, long[] leaves) {
        Arrays.sort(leaves);
        packed[tree] = leaves;
        roots[tree] = root;
    }

    int count(int tree) {
        return packed[tree].length;
    }

    /** The node of the leaf at a place. */
    int leaf(int tree, int place) {
        long[] its = packed[tree];
        return roots[tree] + (int) (its[its.length - 1 - place] & MOST_NODES - 1);
    }

    /** The value of the leaf at a place. */
    long value(int tree, int place) {
        long[] its = packed[tree];
        return its[its.length - 1 - place] >> NODE_BITS;
    }
}
