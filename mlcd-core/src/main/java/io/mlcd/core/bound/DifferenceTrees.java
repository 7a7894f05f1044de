package io.mlcd.core.bound;

import io.mlcd.core.form.CategorySet;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The trees of differences of two sums of trees, all nodes in one array, with what their splits ask said in cells: an input's
 * thresholds cut the numbers into cells, and a threshold's number says which is the last that goes left. Of categories each code
 * that a split lists is a cell, and all others are one together.
 */
final class DifferenceTrees {
    /** More codes of an input than that are not followed: its rows may go to either side. */
    private static final int MOST_CODES = 1 << 12;

    private static final int WORD = 64;

    /** For each tree its differences; null where only their range is known. */
    private final @Nullable DifferenceTree[] trees;
    /** For each tree its root; one more at the end. */
    private final int[] roots;
    /** Of a split its input; -1 of a leaf. */
    private final int[] features;
    /** Of a split of numbers the last cell that goes left; of categories -1 - the number of its set. */
    private final int[] cells;

    private final boolean[] missingLeft;
    /** The split above a node; -1 of a root. */
    private final int[] parents;

    private final int[] depths;
    /** The cells that each set of categories sends left; null if they are not followed. */
    private final List<long @Nullable []> sets = new ArrayList<>();

    private final Box all;

    DifferenceTrees(Trees before, Trees after) {
        int count = before.trees().size();
        trees = new DifferenceTree[count];
        roots = new int[count + 1];
        for (int t = 0; t < count; t++) {
            DifferenceTree tree =
                    DifferenceTree.of(before.trees().get(t), after.trees().get(t));
            trees[t] = tree;
            roots[t + 1] = Math.addExact(roots[t], tree == null ? 0 : tree.nodes());
        }
        int nodes = roots[count];
        features = new int[nodes];
        cells = new int[nodes];
        missingLeft = new boolean[nodes];
        parents = new int[nodes];
        depths = new int[nodes];
        Inputs inputs = new Inputs(before.inputs());
        for (DifferenceTree tree : trees) {
            if (tree != null) {
                inputs.see(tree);
            }
        }
        inputs.close();
        for (int t = 0; t < count; t++) {
            DifferenceTree tree = trees[t];
            if (tree != null) {
                set(tree, roots[t], inputs);
            }
        }
        all = new Box(inputs.thresholds, inputs.cellsOfCodes());
    }

    private void set(DifferenceTree tree, int root, Inputs inputs) {
        parents[root] = -1;
        for (int node = 0; node < tree.nodes(); node++) {
            int at = root + node;
            depths[at] = parents[at] < 0 ? 0 : depths[parents[at]] + 1;
            if (tree.isLeaf(node)) {
                features[at] = -1;
                continue;
            }
            Tree asked = tree.asked(node);
            int split = tree.askedNode(node);
            int feature = asked.feature(split);
            features[at] = feature;
            missingLeft[at] = asked.missingLeft(split);
            cells[at] = asked.isCategory(split)
                    ? -1 - inputs.set(feature, asked.categories(split), sets)
                    : Arrays.binarySearch(inputs.thresholds[feature], asked.threshold(split) + 0.0);
            parents[at + 1] = at;
            parents[root + tree.right(node)] = at;
        }
    }

    /** What the splits ask of the inputs. */
    private static final class Inputs {
        private final double[][] thresholds;
        private final List<TreeSet<Integer>> codes = new ArrayList<>();
        private final int[][] listed;
        private final List<Map<CategorySet, Integer>> known = new ArrayList<>();
        private final int[] counts;

        Inputs(int count) {
            thresholds = new double[count][16];
            counts = new int[count];
            listed = new int[count][];
            for (int i = 0; i < count; i++) {
                codes.add(new TreeSet<>());
                known.add(new HashMap<>());
            }
        }

        void see(DifferenceTree tree) {
            for (int node = 0; node < tree.nodes(); node++) {
                if (tree.isLeaf(node)) {
                    continue;
                }
                Tree asked = tree.asked(node);
                int split = tree.askedNode(node);
                int feature = asked.feature(split);
                if (asked.isCategory(split)) {
                    known.get(feature).put(asked.categories(split), -1);
                    continue;
                }
                if (counts[feature] == thresholds[feature].length) {
                    thresholds[feature] = Arrays.copyOf(thresholds[feature], 2 * counts[feature]);
                }
                thresholds[feature][counts[feature]++] = asked.threshold(split) + 0.0; // 0.0 for -0.0
            }
        }

        void close() {
            for (int i = 0; i < counts.length; i++) {
                thresholds[i] = distinct(Arrays.copyOf(thresholds[i], counts[i]));
                TreeSet<Integer> its = codes.get(i);
                for (CategorySet set : known.get(i).keySet()) {
                    for (int code : its.size() > MOST_CODES ? new int[0] : set.listed()) {
                        its.add(code);
                    }
                }
                listed[i] = its.stream().mapToInt(Integer::intValue).toArray();
            }
        }

        private static double[] distinct(double[] values) {
            Arrays.sort(values);
            int kept = 0;
            for (double value : values) {
                if (kept == 0 || value != values[kept - 1]) {
                    values[kept++] = value;
                }
            }
            return Arrays.copyOf(values, kept);
        }

        private boolean follows(int feature) {
            return !known.get(feature).isEmpty() && listed[feature].length <= MOST_CODES;
        }

        /** For each input how many cells its categories have; 0 if they are not followed. */
        int[] cellsOfCodes() {
            int[] cells = new int[counts.length];
            for (int i = 0; i < cells.length; i++) {
                cells[i] = follows(i) ? listed[i].length + 1 : 0;
            }
            return cells;
        }

        int set(int feature, CategorySet set, List<long @Nullable []> sets) {
            int number = known.get(feature).getOrDefault(set, -1);
            if (number >= 0) {
                return number;
            }
            known.get(feature).put(set, sets.size());
            if (!follows(feature)) {
                sets.add(null);
                return sets.size() - 1;
            }
            int[] codesHere = listed[feature];
            long[] left = new long[codesHere.length / WORD + 1];
            for (int c = 0; c <= codesHere.length; c++) {
                if (c == codesHere.length ? set.isAllBut() : set.contains(codesHere[c])) {
                    left[c / WORD] |= 1L << c;
                }
            }
            sets.add(left);
            return sets.size() - 1;
        }
    }

    int trees() {
        return trees.length;
    }

    /** The differences of a tree; null where only their range is known. */
    @Nullable DifferenceTree tree(int tree) {
        return trees[tree];
    }

    /** The first of the nodes of a tree, which are in the order of {@link #tree}. */
    int root(int tree) {
        return roots[tree];
    }

    /** All rows. */
    Box all() {
        return all;
    }

    /** How many splits are above a node. */
    int depth(int node) {
        return depths[node];
    }

    /** Whether each split above a leaf lets some row of a box pass. */
    boolean mayReach(Box box, int leaf) {
        int below = leaf;
        for (int at = parents[leaf]; at >= 0; at = parents[at]) {
            if (!passes(box, at, below == at + 1)) {
                return false;
            }
            below = at;
        }
        return true;
    }

    private boolean passes(Box box, int split, boolean left) {
        int feature = features[split];
        if (cells[split] >= 0) {
            return box.passes(feature, cells[split], left, missingLeft[split] == left);
        }
        return box.passes(feature, sets.get(-1 - cells[split]), left, missingLeft[split] == left);
    }

    /** Leaves in a box only the rows that reach a leaf; whether there are any. */
    boolean restrict(Box box, int leaf) {
        boolean any = true;
        int below = leaf;
        for (int at = parents[leaf]; any && at >= 0; at = parents[at]) {
            boolean left = below == at + 1;
            boolean missing = missingLeft[at] == left;
            any = cells[at] >= 0
                    ? box.restrict(features[at], cells[at], left, missing)
                    : box.restrict(features[at], sets.get(-1 - cells[at]), left, missing);
            below = at;
        }
        return any;
    }
}
