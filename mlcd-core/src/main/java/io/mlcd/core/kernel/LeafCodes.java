package io.mlcd.core.kernel;

import io.mlcd.core.form.Tree;
import java.util.Arrays;
import java.util.List;

/**
 * The weighted values of the leaves of trees, equal ones once as long as there are few: a forest that was grown until its
 * leaves were pure has one for each class.
 */
final class LeafCodes {
    /** From so many on each leaf gets a code of its own. */
    private static final int MOST_SHARED = 1 << 12;

    private static final int TABLE_BITS = 14;

    /** For each leaf, tree by tree, the place of its values. */
    final int[] codes;
    /** How many codes there are. */
    final int count;
    /** For each code some values. */
    final double[] values;

    /** For each tree the place of its first leaf in {@link #codes}. */
    private final int[] firsts;

    private final List<Tree> forest;
    private final double[] weights;
    private final int width;
    /** For each code a tree and a leaf of it that has the values. */
    private int[] trees = new int[16];

    private int[] leaves = new int[16];
    private final int[] table = new int[1 << TABLE_BITS];

    LeafCodes(List<Tree> forest, double[] weights, int width) {
        this.forest = forest;
        this.weights = weights;
        this.width = width;
        int all = 0;
        firsts = new int[weights.length];
        for (int t = 0; t < weights.length; t++) {
            firsts[t] = all;
            all = Math.addExact(all, forest.get(t).leaves());
        }
        codes = new int[all];
        int next = 0;
        int place = 0;
        // The codes, and one more, of the vectors of a run of trees that share them and have one weight.
        int[] known = {};
        int run = 0;
        for (int t = 0; t < weights.length; t++) {
            Tree tree = forest.get(t);
            if (t == 0 || !tree.sharesLeavesWith(forest.get(t - 1))) {
                known = new int[tree.vectors()];
                run = t;
            } else if (weights[t] != weights[t - 1]) {
                forget(run, t, known);
                run = t;
            }
            for (int leaf = 0; leaf < tree.leaves(); leaf++) {
                int vector = tree.vector(leaf);
                int code = known[vector] - 1;
                if (code < 0) {
                    code = codeOf(t, leaf, next);
                    known[vector] = code + 1;
                    next = Math.max(next, code + 1);
                }
                codes[place++] = code;
            }
        }
        count = next;
        values = new double[Math.multiplyExact(count, width)];
        for (int code = 0; code < count; code++) {
            for (int k = 0; k < width; k++) {
                values[code * width + k] = value(trees[code], leaves[code], k);
            }
        }
    }

    /** The place of the values of a leaf. */
    int code(int tree, int leaf) {
        return codes[firsts[tree] + leaf];
    }

    private void forget(int from, int to, int[] known) {
        for (Tree tree : forest.subList(from, to)) {
            for (int leaf = 0; leaf < tree.leaves(); leaf++) {
                known[tree.vector(leaf)] = 0;
            }
        }
    }

    private double value(int tree, int leaf, int output) {
        return weights[tree] * forest.get(tree).value(leaf, output);
    }

    /** The code of the values of a leaf: of an equal one, or the next. */
    private int codeOf(int tree, int leaf, int next) {
        int code = next < MOST_SHARED ? find(tree, leaf, next) : next;
        if (code == next) {
            if (next == trees.length) {
                trees = Arrays.copyOf(trees, 2 * next);
                leaves = Arrays.copyOf(leaves, 2 * next);
            }
            trees[next] = tree;
            leaves[next] = leaf;
        }
        return code;
    }

    /** The code whose values equal those of a leaf. */
    private int find(int tree, int leaf, int next) {
        long hash = 0;
        for (int k = 0; k < width; k++) {
            hash = Spread.add(hash, Double.doubleToRawLongBits(value(tree, leaf, k)));
        }
        int mask = table.length - 1;
        for (int at = Spread.place(hash, TABLE_BITS); ; at = at + 1 & mask) {
            int code = table[at] - 1;
            if (code < 0) {
                table[at] = next + 1;
                return next;
            }
            if (isEqual(code, tree, leaf)) {
                return code;
            }
        }
    }

    private boolean isEqual(int code, int tree, int leaf) {
        boolean equal = true;
        for (int k = 0; k < width && equal; k++) {
            equal = Double.doubleToRawLongBits(value(trees[code], leaves[code], k))
                    == Double.doubleToRawLongBits(value(tree, leaf, k));
        }
        return equal;
    }
}
