package io.mlcd.core.bound;

import io.mlcd.core.form.Trees;
import java.util.ArrayList;
import java.util.List;

/**
 * The largest absolute value that a sum of trees of differences takes, or a little more.
 *
 * <p>At first the sum of the largest leaves. No row reaches all of them, so the trees are put into groups, in each of which the
 * largest sum that a row can reach is searched for, in half of it first, since the steps may be too few for all of it; the sum of
 * these is the bound. The search has a number of steps, not a time, so that the bound is the same everywhere.
 *
 * <p>Differences are rounded up to whole multiples of a unit, at most 2^-38 of the sum of the largest, and added without rounding.
 */
final class LargestSum {
    /** How many steps, each some tens of nanoseconds, all outputs of all sums of a form may take together. */
    static final long STEPS = 1L << 25;

    private static final int GROUP = 20;
    private static final int SMALL_GROUP = 5;
    private static final int BLOCK = 512;
    /** No group takes more than this part of the steps, so that its states need no more memory than some megabytes. */
    private static final int PART = 8;

    /** About how many steps it takes to see what a pair of trees gains. */
    private static final int STEPS_OF_PAIR = 32;

    private final Trees before;
    private final Trees after;
    private final DifferenceTrees trees;

    /** The sum of what the trees of one form answer less what those of the other do. */
    LargestSum(Trees before, Trees after) {
        this.before = before;
        this.after = after;
        trees = new DifferenceTrees(before, after);
    }

    /** One output's differences in one direction. */
    private static final class Direction {
        private final SortedLeaves leaves;
        private final int[] searched;
        private final long naive;

        Direction(SortedLeaves leaves, int[] searched, long naive) {
            this.leaves = leaves;
            this.searched = searched;
            this.naive = naive;
        }
    }

    /**
     * At least the largest absolute value for any row; 0 only if all differences are.
     *
     * @param steps how many steps to take at most, about
     */
    double of(int output, long steps) {
        int terms = 0;
        double magnitude = 0;
        for (int t = 0; t < before.trees().size(); t++) {
            if (adds(t, output)) {
                terms++;
                magnitude += magnitude(t, column(t, output));
            }
        }
        magnitude = Up.of(magnitude, terms);
        if (magnitude == 0 || Double.isInfinite(magnitude)) {
            return magnitude;
        }
        int exponent = Math.getExponent((double) SortedLeaves.MOST_VALUE) - 2 - Math.getExponent(magnitude);
        Direction up = direction(output, exponent, 1);
        Direction down = direction(output, exponent, -1);
        boolean upFirst = up.naive >= down.naive;
        long largest = searched(upFirst ? up : down, 0, steps / 2);
        largest = Math.max(largest, searched(upFirst ? down : up, largest, steps / 2));
        return Up.of(Math.scalb((double) largest, -exponent) + terms * Double.MIN_VALUE, 1);
    }

    private boolean adds(int tree, int output) {
        return before.output(tree) == Trees.ALL || before.output(tree) == output;
    }

    private int column(int tree, int output) {
        return before.output(tree) == Trees.ALL ? output : 0;
    }

    /** The largest absolute difference, but for rounding; above 0 if there is one. */
    private double magnitude(int t, int column) {
        double weight = before.weight(t);
        DifferenceTree tree = trees.tree(t);
        if (tree == null) {
            return Math.max(magnitude(weight, most(t, column)), magnitude(weight, least(t, column)));
        }
        double most = 0;
        for (int node = 0; node < tree.nodes(); node++) {
            if (tree.isLeaf(node)) {
                most = Math.max(most, magnitude(weight, tree.difference(node, column)));
            }
        }
        return most;
    }

    private static double magnitude(double weight, double difference) {
        return weight == 0 || difference == 0 ? 0 : Math.max(Math.abs(weight * difference), Double.MIN_VALUE);
    }

    private double most(int t, int column) {
        return Ranges.leaves(after.trees().get(t), column).high()
                - Ranges.leaves(before.trees().get(t), column).low();
    }

    private double least(int t, int column) {
        return Ranges.leaves(after.trees().get(t), column).low()
                - Ranges.leaves(before.trees().get(t), column).high();
    }

    private Direction direction(int output, int exponent, int sign) {
        SortedLeaves leaves = new SortedLeaves(trees.trees());
        List<Integer> searched = new ArrayList<>();
        long naive = 0;
        for (int t = 0; t < trees.trees(); t++) {
            if (!adds(t, output)) {
                continue;
            }
            int column = column(t, output);
            double weight = sign * before.weight(t);
            DifferenceTree tree = trees.tree(t);
            if (tree == null) {
                naive += Math.max(units(most(t, column), weight, exponent), units(least(t, column), weight, exponent));
                continue;
            }
            long[] its = new long[(tree.nodes() + 1) / 2];
            int next = 0;
            for (int node = 0; node < tree.nodes(); node++) {
                if (tree.isLeaf(node)) {
                    its[next++] = SortedLeaves.pack(node, units(tree.difference(node, column), weight, exponent));
                }
            }
            leaves.set(t, trees.root(t), its);
            naive += leaves.value(t, 0);
            if (leaves.value(t, 0) != leaves.value(t, its.length - 1)) {
                searched.add(t);
            }
        }
        return new Direction(
                leaves, searched.stream().mapToInt(Integer::intValue).toArray(), naive);
    }

    /**
     * A difference times a weight in units, rounded up. It was rounded twice, which is less than half a unit, since it is less than
     * 2^40 units.
     */
    private static long units(double difference, double weight, int exponent) {
        if (difference == 0 || weight == 0) {
            return 0;
        }
        return (long) Math.ceil(Math.scalb(difference * weight, exponent)) + 1;
    }

    /** The sum of the groups' largest sums; no further than to a target, below which it does not matter. */
    private long searched(Direction direction, long target, long steps) {
        int count = direction.searched.length;
        long bound = direction.naive;
        if (bound <= target || count == 0 || steps < (long) STEPS_OF_PAIR * GROUP * count) {
            return bound;
        }
        int block = (int) Math.max(GROUP, Math.min(BLOCK, steps / (4L * STEPS_OF_PAIR * count)));
        SortedLeaves leaves = direction.leaves;
        List<int[]> groups = new Groups(trees, leaves).of(direction.searched, GROUP, block);
        long left = steps;
        for (int g = 0; g < groups.size() && bound > target; g++) {
            int[] group = groups.get(g);
            for (int tree : group) {
                bound -= leaves.value(tree, 0);
            }
            Found found = largest(leaves, group, Math.min(left / (groups.size() - g), steps / PART));
            bound += found.bound;
            left -= found.steps;
        }
        return bound;
    }

    /** A bound of a group's sum, and how many steps it took. */
    private record Found(long bound, long steps) {}

    /** What is found for all of a group, or for its halves where the steps for all of it were too few. */
    private Found largest(SortedLeaves leaves, int[] group, long steps) {
        if (group.length <= SMALL_GROUP) {
            GroupSearch search = new GroupSearch(trees, leaves, group, steps);
            return new Found(search.bound(), steps - search.steps());
        }
        long sum = 0;
        long taken = 0;
        for (int[] half : new Groups(trees, leaves).of(group, (group.length + 1) / 2, group.length)) {
            Found found = largest(leaves, half, steps / 4);
            sum += found.bound;
            taken += found.steps;
        }
        GroupSearch search = new GroupSearch(trees, leaves, group, steps - taken);
        return new Found(Math.min(sum, search.bound()), steps - search.steps());
    }
}
