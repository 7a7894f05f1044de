package io.mlcd.core.bound;

import io.mlcd.core.form.Tree;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a tree answers after a change less what it answered before, as a tree: each row reaches the pair of leaves that it reaches
 * in both.
 *
 * <p>Both are walked together. Where they test the same, both go left together and right together; elsewhere one of them makes its
 * test and the other waits, for its rows may go to either side. So every pair of leaves that a row can reach is there, and some
 * that none can.
 */
final class DifferenceTree {
    /** How many times the nodes of both trees it may have; the walk gives up where they have little in common. */
    private static final int MOST_GROWTH = 4;

    private final Tree before;
    private final Tree after;
    private int count;
    /** Of a split the node of {@link #before} that tests, or -1 - that of {@link #after}; of a leaf the leaf before. */
    private int[] one = new int[16];
    /** Of a split its right child; of a leaf -1 - the leaf after. */
    private int[] other = new int[16];

    private DifferenceTree(Tree before, Tree after) {
        this.before = before;
        this.after = after;
    }

    /** The differences of two trees; null where they have so little in common that there are too many. */
    static @Nullable DifferenceTree of(Tree before, Tree after) {
        DifferenceTree tree = new DifferenceTree(before, after);
        return tree.walk() ? tree : null;
    }

    private boolean walk() {
        long most = Math.min((long) MOST_GROWTH * (before.nodes() + (long) after.nodes()), SortedLeaves.MOST_NODES);
        int[] open = new int[48];
        int top = 0;
        open[top++] = 0;
        open[top++] = 0;
        open[top++] = -1;
        while (top > 0) {
            int parent = open[--top];
            int a = open[--top];
            int b = open[--top];
            if (count >= most) {
                return false;
            }
            int node = add();
            if (parent >= 0) {
                other[parent] = node;
            }
            if (before.isLeaf(b) && after.isLeaf(a)) {
                one[node] = before.leaf(b);
                other[node] = -1 - after.leaf(a);
                continue;
            }
            boolean asksBefore = !before.isLeaf(b);
            boolean asksAfter = !asksBefore || (!after.isLeaf(a) && areSame(b, a));
            one[node] = asksBefore ? b : -1 - a;
            if (top + 6 > open.length) {
                open = Arrays.copyOf(open, 2 * open.length);
            }
            open[top++] = asksBefore ? before.right(b) : b;
            open[top++] = asksAfter ? after.right(a) : a;
            open[top++] = node;
            open[top++] = asksBefore ? b + 1 : b;
            open[top++] = asksAfter ? a + 1 : a;
            open[top++] = -1;
        }
        return true;
    }

    private int add() {
        if (count == one.length) {
            one = Arrays.copyOf(one, 2 * count);
            other = Arrays.copyOf(other, 2 * count);
        }
        return count++;
    }

    /** Whether two splits send every value to the same side. */
    private boolean areSame(int b, int a) {
        if (before.feature(b) != after.feature(a)
                || before.missingLeft(b) != after.missingLeft(a)
                || before.isCategory(b) != after.isCategory(a)) {
            return false;
        }
        return before.isCategory(b)
                ? before.categories(b).equals(after.categories(a))
                : before.threshold(b) == after.threshold(a);
    }

    /** How many nodes there are, in pre-order: the left child of a split is the node after it. */
    int nodes() {
        return count;
    }

    boolean isLeaf(int node) {
        return other[node] < 0;
    }

    /** The right child of a split. */
    int right(int node) {
        return other[node];
    }

    /** The tree that has the test of a split. */
    Tree asked(int node) {
        return one[node] >= 0 ? before : after;
    }

    /** The split in {@link #asked}. */
    int askedNode(int node) {
        return one[node] >= 0 ? one[node] : -1 - one[node];
    }

    /** The difference at a leaf, rounded once. */
    double difference(int node, int output) {
        return after.value(-1 - other[node], output) - before.value(one[node], output);
    }
}
