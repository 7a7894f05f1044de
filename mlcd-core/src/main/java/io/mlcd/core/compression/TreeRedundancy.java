package io.mlcd.core.compression;

import io.mlcd.core.form.CategorySet;
import io.mlcd.core.form.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of a tree what cannot change an answer: splits that the splits above have decided, and splits whose sides are the
 * same.
 */
final class TreeRedundancy {
    /** What a row may still hold for one input, given the splits above. */
    private static final class Possible {
        /** Only numbers above this; {@code NaN} for all, -Infinity too. */
        private double low = Double.NaN;
        /** Numbers up to this. */
        private double high = Double.POSITIVE_INFINITY;

        private boolean missing = true;
        /** Codes, the last of which stands for all that no set lists; null if there are too many to follow. */
        private @Nullable BitSet codes;

        private Possible copy() {
            Possible copy = new Possible();
            copy.low = low;
            copy.high = high;
            copy.missing = missing;
            copy.codes = codes;
            return copy;
        }

        private boolean anyNumber() {
            return !(low >= high) && (codes == null || !codes.isEmpty());
        }
    }

    /** More codes than that are not followed. */
    private static final int MOST_CODES = 1 << 12;

    private final Tree tree;
    private final Map<Integer, Possible> now = new HashMap<>();
    private final Map<Integer, Integer> codes = new HashMap<>();

    private TreeRedundancy(Tree tree) {
        this.tree = tree;
        for (int node = 0; node < tree.nodes(); node++) {
            if (tree.isCategory(node)) {
                int[] listed = tree.categories(node).listed();
                codes.merge(tree.feature(node), listed.length == 0 ? 0 : listed[listed.length - 1] + 1, Math::max);
            }
        }
    }

    /** The tree without them; the same one if there are none. */
    static Tree remove(Tree tree) {
        Tree decided = new TreeRedundancy(tree).decided();
        Tree without = new SameSides(decided).tree();
        return without.nodes() == tree.nodes() ? tree : without;
    }

    /** What is to be done next: go to a node, or go back to what was possible before. */
    private record Step(int node, int input, @Nullable Possible before) {}

    private Tree decided() {
        Tree.Builder kept = Tree.builder(tree.outputs());
        List<Step> open = new ArrayList<>();
        open.add(new Step(0, -1, null));
        while (!open.isEmpty()) {
            Step step = open.remove(open.size() - 1);
            if (step.before != null) {
                now.put(step.input, step.before);
                if (step.node < 0) {
                    continue;
                }
            }
            int node = step.node;
            if (tree.isLeaf(node)) {
                kept.leaf(tree.values(tree.leaf(node)));
                continue;
            }
            int input = tree.feature(node);
            Possible before = now.computeIfAbsent(input, this::all);
            Possible left = side(before, node, true);
            Possible right = side(before, node, false);
            boolean goesLeft = left.missing || left.anyNumber();
            boolean goesRight = right.missing || right.anyNumber();
            if (!goesLeft || !goesRight) {
                open.add(new Step(goesLeft ? node + 1 : tree.right(node), -1, null));
                continue;
            }
            kept.split(tree.feature(node), tree, node);
            open.add(new Step(-1, input, before));
            open.add(new Step(tree.right(node), input, right));
            open.add(new Step(node + 1, input, left));
        }
        return kept.build();
    }

    private Possible all(int input) {
        Possible all = new Possible();
        Integer count = codes.get(input);
        if (count != null && count <= MOST_CODES) {
            BitSet any = new BitSet(count + 1);
            any.set(0, count + 1);
            all.codes = any;
        }
        return all;
    }

    private Possible side(Possible before, int node, boolean left) {
        Possible side = before.copy();
        side.missing = before.missing && tree.missingLeft(node) == left;
        if (!tree.isCategory(node)) {
            double threshold = tree.threshold(node);
            if (left) {
                side.high = Math.min(before.high, threshold);
            } else {
                side.low = before.low >= threshold ? before.low : threshold;
            }
            return side;
        }
        if (before.codes != null) {
            CategorySet set = tree.categories(node);
            BitSet its = new BitSet();
            int last = codes.getOrDefault(tree.feature(node), 0);
            for (int code = before.codes.nextSetBit(0); code >= 0; code = before.codes.nextSetBit(code + 1)) {
                boolean in = code == last ? set.isAllBut() : set.contains(code);
                its.set(code, in == left);
            }
            side.codes = its;
        }
        return side;
    }

    /**
     * Finds splits whose sides are equal, from the leaves up. Sides are compared where a number made of all that they hold is
     * the same.
     */
    private static final class SameSides {
        private final Tree tree;
        private final long[] marks;
        /** Of a split whose sides are equal the node that stands for it, else the node itself. */
        private final int[] stands;

        private boolean any;

        SameSides(Tree tree) {
            this.tree = tree;
            marks = new long[tree.nodes()];
            stands = new int[tree.nodes()];
            for (int node = marks.length - 1; node >= 0; node--) {
                stands[node] = node;
                if (tree.isLeaf(node)) {
                    marks[node] = leaf(node);
                    continue;
                }
                int left = stands[node + 1];
                int right = stands[tree.right(node)];
                if (marks[left] == marks[right] && isSame(left, right)) {
                    stands[node] = left;
                    any = true;
                } else {
                    marks[node] = mixed(mixed(test(node), marks[left]), marks[right]);
                }
            }
        }

        private long leaf(int node) {
            long mark = 1;
            for (int k = 0; k < tree.outputs(); k++) {
                mark = mixed(mark, Double.doubleToLongBits(tree.value(tree.leaf(node), k))); // -0.0 is not 0.0
            }
            return mark;
        }

        private long test(int node) {
            long of = tree.isCategory(node)
                    ? tree.categories(node).hashCode()
                    : Double.doubleToLongBits(tree.threshold(node));
            return mixed(mixed(2L * tree.feature(node) + 2, of), tree.missingLeft(node) ? 1 : 2);
        }

        private static long mixed(long mark, long with) {
            long mixed = (mark ^ with) * 0x9e3779b97f4a7c15L;
            return (mixed ^ mixed >>> 32) * 0xd6e8feb86659fd93L + mark;
        }

        private boolean isSame(int one, int other) {
            List<int[]> open = new ArrayList<>();
            open.add(new int[] {one, other});
            while (!open.isEmpty()) {
                int[] pair = open.remove(open.size() - 1);
                int a = stands[pair[0]];
                int b = stands[pair[1]];
                if (tree.isLeaf(a) != tree.isLeaf(b)) {
                    return false;
                }
                if (tree.isLeaf(a) ? !sameLeaf(a, b) : !sameTest(a, b)) {
                    return false;
                }
                if (!tree.isLeaf(a)) {
                    open.add(new int[] {a + 1, b + 1});
                    open.add(new int[] {tree.right(a), tree.right(b)});
                }
            }
            return true;
        }

        private boolean sameLeaf(int a, int b) {
            return Arrays.equals(tree.values(tree.leaf(a)), tree.values(tree.leaf(b)));
        }

        private boolean sameTest(int a, int b) {
            if (tree.feature(a) != tree.feature(b)
                    || tree.missingLeft(a) != tree.missingLeft(b)
                    || tree.isCategory(a) != tree.isCategory(b)) {
                return false;
            }
            return tree.isCategory(a)
                    ? tree.categories(a).equals(tree.categories(b))
                    : Double.compare(tree.threshold(a), tree.threshold(b)) == 0;
        }

        Tree tree() {
            if (!any) {
                return tree;
            }
            Tree.Builder kept = Tree.builder(tree.outputs());
            int[] open = new int[tree.nodes() + 1];
            int count = 1;
            open[0] = 0;
            while (count > 0) {
                int node = stands[open[--count]];
                if (tree.isLeaf(node)) {
                    kept.leaf(tree.values(tree.leaf(node)));
                    continue;
                }
                kept.split(tree.feature(node), tree, node);
                open[count++] = tree.right(node);
                open[count++] = node + 1;
            }
            return kept.build();
        }
    }
}
