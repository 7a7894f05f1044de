package io.mlcd.core.kernel;

import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;

/** Walks the trees of the form as they are. */
final class TreesKernel extends Kernel {
    private final Trees form;

    TreesKernel(Trees form) {
        super(form);
        this.form = form;
    }

    @Override
    public void score(double[] row, double[] out) {
        double weights = 0;
        for (int k = 0; k < outputs; k++) {
            out[k] = form.base(k);
        }
        for (int t = 0; t < form.trees().size(); t++) {
            Tree tree = form.trees().get(t);
            int leaf = leaf(tree, row);
            double weight = form.weight(t);
            weights += weight;
            int from = Math.max(0, form.output(t));
            for (int k = 0; k < tree.outputs(); k++) {
                double value = tree.value(leaf, k);
                out[from + k] +=
                        form.sum() == Trees.Sum.RUNNING_MEAN ? 1.0 / (t + 1) * (value - out[from + k]) : weight * value;
            }
        }
        if (form.sum() == Trees.Sum.MEAN) {
            for (int k = 0; k < outputs; k++) {
                out[k] /= weights;
            }
        }
    }

    static int leaf(Tree tree, double[] row) {
        int node = 0;
        while (!tree.isLeaf(node)) {
            double value = row[tree.feature(node)];
            boolean left;
            if (Double.isNaN(value)) {
                left = tree.missingLeft(node);
            } else {
                left = tree.isCategory(node) ? tree.categories(node).contains(value) : value <= tree.threshold(node);
            }
            node = left ? node + 1 : tree.right(node);
        }
        return tree.leaf(node);
    }
}
