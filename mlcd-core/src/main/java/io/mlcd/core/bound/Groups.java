package io.mlcd.core.bound;

import java.util.ArrayList;
import java.util.List;

/**
 * Puts trees into groups whose largest leaves no row reaches together, so that it pays to look for the largest sum of a group.
 * Which groups they are changes how good a bound is, not whether it holds.
 */
final class Groups {
    /** How many of the largest leaves of a tree are looked at. */
    private static final int FEW_LEAVES = 24;

    private final DifferenceTrees trees;
    private final SortedLeaves leaves;

    Groups(DifferenceTrees trees, SortedLeaves leaves) {
        this.trees = trees;
        this.leaves = leaves;
    }

    /**
     * The groups.
     *
     * @param of the trees
     * @param size how many a group has at most
     * @param block how many trees in a row are looked at together; the cost of each is its square
     */
    List<int[]> of(int[] of, int size, int block) {
        List<int[]> groups = new ArrayList<>();
        for (int from = 0; from < of.length; from += block) {
            int count = Math.min(block, of.length - from);
            int[] its = new int[count];
            System.arraycopy(of, from, its, 0, count);
            group(its, gains(its), size, groups);
        }
        return groups;
    }

    /** By how much two trees' sum is smaller than that of their largest leaves. */
    private long[][] gains(int[] its) {
        long[][] gains = new long[its.length][its.length];
        for (int s = 0; s < its.length; s++) {
            Box[] boxes = new Box[Math.min(FEW_LEAVES, leaves.count(its[s]))];
            for (int x = 0; x < boxes.length; x++) {
                boxes[x] = trees.all().copy();
                trees.restrict(boxes[x], leaves.leaf(its[s], x));
            }
            for (int t = s + 1; t < its.length; t++) {
                gains[s][t] = gain(its[s], boxes, its[t]);
                gains[t][s] = gains[s][t];
            }
        }
        return gains;
    }

    private long gain(int one, Box[] boxes, int other) {
        int few = Math.min(FEW_LEAVES, leaves.count(other));
        long naive = leaves.value(one, 0) + leaves.value(other, 0);
        long best = leaves.value(one, boxes.length - 1) + leaves.value(other, few - 1);
        for (int x = 0; x < boxes.length && leaves.value(one, x) + leaves.value(other, 0) > best; x++) {
            for (int y = 0; y < few && leaves.value(one, x) + leaves.value(other, y) > best; y++) {
                if (trees.mayReach(boxes[x], leaves.leaf(other, y))) {
                    best = leaves.value(one, x) + leaves.value(other, y);
                }
            }
        }
        return naive - best;
    }

    /** Begins each group with the pair that gains most, and adds the tree that gains most with those that are in it. */
    private static void group(int[] its, long[][] gains, int size, List<int[]> groups) {
        boolean[] taken = new boolean[its.length];
        int left = its.length;
        while (left > 0) {
            int[] group = new int[Math.min(size, left)];
            long[] sums = new long[its.length];
            for (int g = 0; g < group.length; g++) {
                int next = g == 0 ? seed(gains, taken) : most(sums, taken);
                taken[next] = true;
                group[g] = its[next];
                for (int t = 0; t < its.length; t++) {
                    sums[t] += gains[next][t];
                }
            }
            left -= group.length;
            groups.add(group);
        }
    }

    private static int seed(long[][] gains, boolean[] taken) {
        int seed = -1;
        long most = -1;
        for (int s = 0; s < taken.length; s++) {
            for (int t = taken[s] ? taken.length : 0; t < taken.length; t++) {
                if (!taken[t] && gains[s][t] > most) {
                    most = gains[s][t];
                    seed = s;
                }
            }
        }
        return seed;
    }

    private static int most(long[] sums, boolean[] taken) {
        int most = -1;
        for (int t = 0; t < sums.length; t++) {
            if (!taken[t] && (most < 0 || sums[t] > sums[most])) {
                most = t;
            }
        }
        return most;
    }
}
