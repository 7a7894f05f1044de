package io.mlcd.core.bound;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/*
 * The largest sum of the leaves that one row reaches in a few trees.
 *
 * Best first: a state is a box of rows that reach given leaves of some of the trees. Its bound adds to those leaves the largest leaf
 * of each other tree that some row of the box may reach. If one row reaches all these, the bound is the largest sum of the box;
 * else the state is split by the leaves of a tree whose largest leaf has no row in common with those before it. The state with the
 * largest bound comes first, so when the steps run out its bound is one of all rows.
 *
 * The leaves of a tree are sorted by value once; a box inside another one begins to look where that one has found its first leaf.
 * After Chen et al., Robustness Verification of Tree-based Models (2019), who look for such cliques of leaves level by level.
 */
final class GroupSearch {
    private final DifferenceTrees trees;
    private final SortedLeaves leaves;
    private final int[] group;
    private long steps;
    private long order;

    /** Rows that reach given leaves. */
    private static final class State {
        private final Box box;
        /** The trees whose leaf is given, as bits. */
        private final long given;

        private final long sum;
        /** Of each other tree the place of its first leaf that may be reached. */
        private final int[] first;

        private long bound;
        /** The tree to split by; -1 if one row reaches all first leaves. */
        private int branch = -1;

        State(Box box, long given, long sum, int[] first) {
            this.box = box;
            this.given = given;
            this.sum = sum;
            this.first = first;
        }
    }

    /** What comes of a state by giving it the leaf at a place of its tree to split by. */
    private record Open(long bound, long order, State state, int place) implements Comparable<Open> {
        @Override
        public int compareTo(Open that) {
            int compared = Long.compare(that.bound, bound);
            return compared != 0 ? compared : Long.compare(order, that.order);
        }
    }

    /**
     * A search.
     *
     * @param group trees, at most 63
     * @param steps how many leaves, splits and inputs may be looked at, about
     */
    GroupSearch(DifferenceTrees trees, SortedLeaves leaves, int[] group, long steps) {
        this.trees = trees;
        this.leaves = leaves;
        this.group = group;
        this.steps = steps;
    }

    /** What is left of the steps; may be a little below 0. */
    long steps() {
        return steps;
    }

    /** The largest sum, or a little more if the steps run out. */
    long bound() {
        PriorityQueue<Open> open = new PriorityQueue<>();
        push(open, evaluated(new State(trees.all().copy(), 0, 0, new int[group.length])));
        while (true) {
            Open next = open.poll();
            if (next == null) {
                throw new IllegalStateException("no row reaches a leaf of each tree");
            }
            State state = next.state;
            if (state.branch < 0 || steps <= 0) {
                return next.bound;
            }
            int tree = group[state.branch];
            int sibling = firstReached(tree, state.box, next.place + 1);
            if (sibling < leaves.count(tree)) {
                long value = leaves.value(tree, next.place) - leaves.value(tree, sibling);
                open.add(new Open(next.bound - value, order++, state, sibling));
            }
            push(open, child(state, next.place));
        }
    }

    private void push(PriorityQueue<Open> open, @Nullable State state) {
        if (state != null) {
            open.add(new Open(state.bound, order++, state, state.branch < 0 ? 0 : state.first[state.branch]));
        }
    }

    private @Nullable State child(State state, int place) {
        int tree = group[state.branch];
        Box box = state.box.copy();
        steps -= trees.depth(leaves.leaf(tree, place));
        if (!trees.restrict(box, leaves.leaf(tree, place))) {
            return null;
        }
        long sum = state.sum + leaves.value(tree, place);
        return evaluated(new State(box, state.given | 1L << state.branch, sum, state.first.clone()));
    }

    /** The state with its bound and what to split by; null if it has no row. */
    private @Nullable State evaluated(State state) {
        long bound = state.sum;
        for (int g = 0; g < group.length; g++) {
            if ((state.given >>> g & 1) == 0) {
                int place = firstReached(group[g], state.box, state.first[g]);
                if (place == leaves.count(group[g])) {
                    return null;
                }
                state.first[g] = place;
                bound += leaves.value(group[g], place);
            }
        }
        state.bound = bound;
        steps -= state.box.inputs();
        Box common = state.box.copy();
        for (int g = 0; g < group.length && state.branch < 0; g++) {
            if ((state.given >>> g & 1) == 0) {
                steps -= trees.depth(leaves.leaf(group[g], state.first[g]));
                if (!trees.restrict(common, leaves.leaf(group[g], state.first[g]))) {
                    state.branch = g;
                }
            }
        }
        return state;
    }

    private int firstReached(int tree, Box box, int from) {
        int place = from;
        while (place < leaves.count(tree)) {
            steps--;
            if (trees.mayReach(box, leaves.leaf(tree, place))) {
                break;
            }
            place++;
        }
        return place;
    }
}
