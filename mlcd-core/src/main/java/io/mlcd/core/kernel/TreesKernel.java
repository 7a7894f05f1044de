package io.mlcd.core.kernel;

import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import java.util.Arrays;

/** All trees in flat arrays, pre-order: the left child is the next node. */
final class TreesKernel extends Kernel {
    private final Trees.Sum sum;
    private final int[] roots;
    private final int[] features;
    private final double[] thresholds;
    private final boolean[] missingLeft;
    /** Of a split its right child, of a leaf the place of its first value. */
    private final int[] links;

    private final double[] values;

    TreesKernel(Trees form) {
        super(form);
        sum = form.sum();
        int nodes = 0;
        int leaves = 0;
        for (Tree tree : form.trees()) {
            nodes = Math.addExact(nodes, tree.nodes());
            leaves = Math.addExact(leaves, tree.leaves());
        }
        roots = new int[form.trees().size()];
        features = new int[nodes];
        thresholds = new double[nodes];
        missingLeft = new boolean[nodes];
        links = new int[nodes];
        values = new double[Math.multiplyExact(leaves, outputs)];
        int node = 0;
        int value = 0;
        for (int t = 0; t < roots.length; t++) {
            Tree tree = form.trees().get(t);
            roots[t] = node;
            copy(tree, node, value);
            node += tree.nodes();
            value += tree.leaves() * outputs;
        }
    }

    private void copy(Tree tree, int firstNode, int firstValue) {
        for (int i = 0; i < tree.nodes(); i++) {
            features[firstNode + i] = tree.feature(i);
            thresholds[firstNode + i] = tree.threshold(i);
            missingLeft[firstNode + i] = tree.missingLeft(i);
            links[firstNode + i] = tree.isLeaf(i) ? firstValue + tree.leaf(i) * outputs : firstNode + tree.right(i);
        }
        for (int leaf = 0; leaf < tree.leaves(); leaf++) {
            for (int k = 0; k < outputs; k++) {
                values[firstValue + leaf * outputs + k] = tree.value(leaf, k);
            }
        }
    }

    @Override
    public void score(double[] row, double[] out) {
        Arrays.fill(out, 0);
        for (int t = 0; t < roots.length; t++) {
            int leaf = leaf(roots[t], row);
            if (sum == Trees.Sum.RUNNING_MEAN) {
                for (int k = 0; k < outputs; k++) {
                    out[k] += 1.0 / (t + 1) * (values[leaf + k] - out[k]);
                }
            } else {
                for (int k = 0; k < outputs; k++) {
                    out[k] += values[leaf + k];
                }
            }
        }
        if (sum == Trees.Sum.MEAN) {
            for (int k = 0; k < outputs; k++) {
                out[k] /= roots.length;
            }
        }
    }

    private int leaf(int root, double[] row) {
        int node = root;
        int feature = features[node];
        while (feature >= 0) {
            double value = row[feature];
            boolean left = value <= thresholds[node] || (Double.isNaN(value) && missingLeft[node]);
            node = left ? node + 1 : links[node];
            feature = features[node];
        }
        return links[node];
    }
}
