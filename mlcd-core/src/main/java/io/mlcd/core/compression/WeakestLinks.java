package io.mlcd.core.compression;

import java.util.Arrays;

/**
 * In what order the splits of a tree are best made leaves: each by what it costs together with the splits below it that go
 * before it, per split: its effective alpha. Cutting all splits up to any alpha leaves the tree that costs least for its size.
 *
 * <p>It is weakest-link pruning, computed in one pass from the leaves up: a split takes into its block the dearest blocks below it
 * for as long as they are dearer than the block itself. O(nodes x log nodes).
 *
 * @see <a href="https://doi.org/10.1201/9781315139470">Breiman et al. (1984), Classification and Regression Trees, chapter 3</a>
 */
final class WeakestLinks {
    private static final int NONE = -1;

    /** Of a block, named by its highest split: what it costs, and how many splits it holds. */
    private final double[] costs;

    private final int[] sizes;
    /** The split whose block took this one in. */
    private final int[] takenBy;
    /** Leftist heaps of blocks, the dearest on top. */
    private final int[] left;

    private final int[] right;
    private final int[] ranks;

    private WeakestLinks(double[] costs) {
        this.costs = costs.clone();
        int nodes = costs.length;
        sizes = new int[nodes];
        takenBy = filled(nodes);
        left = filled(nodes);
        right = filled(nodes);
        ranks = new int[nodes];
    }

    private static int[] filled(int length) {
        int[] none = new int[length];
        Arrays.fill(none, NONE);
        return none;
    }

    /**
     * The alpha of each split of a tree in pre-order.
     *
     * @param costs what it costs to make a split a leaf once both its sides are leaves; {@code NaN} where there is no split
     * @param rights the right child of each split; its left child is the next node
     * @return never higher than the alpha of a split above; {@code NaN} where there is no split
     */
    static double[] alphas(double[] costs, int[] rights) {
        WeakestLinks order = new WeakestLinks(costs);
        int[] tops = filled(costs.length);
        for (int node = costs.length - 1; node >= 0; node--) {
            if (!Double.isNaN(costs[node])) {
                tops[node] = order.block(node, order.merged(tops[node + 1], tops[rights[node]]));
            }
        }
        double[] alphas = new double[costs.length];
        for (int node = 0; node < alphas.length; node++) { // who takes a block comes before it
            int by = order.takenBy[node];
            alphas[node] = by != NONE ? alphas[by] : order.costs[node] / order.sizes[node];
        }
        return alphas;
    }

    private int block(int node, int below) {
        int rest = below;
        sizes[node] = 1;
        while (rest != NONE && costs[rest] * sizes[node] > costs[node] * sizes[rest]) {
            int dearest = rest;
            rest = merged(left[dearest], right[dearest]);
            takenBy[dearest] = node;
            costs[node] += costs[dearest];
            sizes[node] += sizes[dearest];
        }
        left[node] = rest;
        right[node] = NONE;
        ranks[node] = 1;
        return node;
    }

    private int merged(int a, int b) {
        if (a == NONE || b == NONE) {
            return a == NONE ? b : a;
        }
        boolean first = costs[a] * sizes[b] >= costs[b] * sizes[a];
        int top = first ? a : b;
        int other = first ? b : a;
        right[top] = merged(right[top], other); // as deep as the logarithm of the splits
        if (left[top] == NONE || ranks[left[top]] < ranks[right[top]]) {
            int swapped = left[top];
            left[top] = right[top];
            right[top] = swapped;
        }
        ranks[top] = right[top] == NONE ? 1 : ranks[right[top]] + 1;
        return top;
    }
}
