package io.mlcd.core.compression;

import io.mlcd.core.form.CategorySet;
import io.mlcd.core.form.Tree;
import java.util.ArrayList;
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

    /** Gives equal subtrees equal numbers, from the leaves up; a split whose sides are equal is one of them. */
    private static final class SameSides {
        /** What a subtree is: its test and the numbers of its sides, or its leaf's values. */
        private record Subtree(List<Object> test, int left, int right) {}

        private final Tree tree;
        private final Map<Subtree, Integer> numbers = new HashMap<>();
        private final List<Subtree> subtrees = new ArrayList<>();
        /** A node for each number. */
        private final List<Integer> nodes = new ArrayList<>();

        private final int root;

        SameSides(Tree tree) {
            this.tree = tree;
            int[] its = new int[tree.nodes()];
            for (int node = its.length - 1; node >= 0; node--) {
                if (tree.isLeaf(node)) {
                    List<Object> values = new ArrayList<>();
                    for (double value : tree.values(tree.leaf(node))) {
                        values.add(value); // -0.0 is not 0.0
                    }
                    its[node] = number(new Subtree(values, -1, -1), node);
                    continue;
                }
                int left = its[node + 1];
                int right = its[tree.right(node)];
                its[node] = left == right ? left : number(new Subtree(test(node), left, right), node);
            }
            root = its[0];
        }

        private List<Object> test(int node) {
            Object of = tree.isCategory(node) ? tree.categories(node) : (Object) tree.threshold(node);
            return List.of(tree.feature(node), of, tree.missingLeft(node));
        }

        private int number(Subtree subtree, int node) {
            Integer known = numbers.putIfAbsent(subtree, subtrees.size());
            if (known != null) {
                return known;
            }
            subtrees.add(subtree);
            nodes.add(node);
            return subtrees.size() - 1;
        }

        Tree tree() {
            Tree.Builder kept = Tree.builder(tree.outputs());
            int[] open = new int[tree.nodes() + 1];
            int count = 1;
            open[0] = root;
            while (count > 0) {
                int number = open[--count];
                int node = nodes.get(number);
                Subtree subtree = subtrees.get(number);
                if (subtree.left < 0) {
                    kept.leaf(tree.values(tree.leaf(node)));
                    continue;
                }
                kept.split(tree.feature(node), tree, node);
                open[count++] = subtree.right;
                open[count++] = subtree.left;
            }
            return kept.build();
        }
    }
}
