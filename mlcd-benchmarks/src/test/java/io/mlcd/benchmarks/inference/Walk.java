package io.mlcd.benchmarks.inference;

import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;

/** Trees walked in the plainest way. */
final class Walk {
    private Walk() {}

    static double[] margins(Trees trees, Rows rows) {
        int outputs = trees.outputs();
        double[] all = new double[rows.count() * outputs];
        for (int row = 0; row < rows.count(); row++) {
            for (int k = 0; k < outputs; k++) {
                all[row * outputs + k] = trees.base(k);
            }
            for (int t = 0; t < trees.trees().size(); t++) {
                all[row * outputs + Math.max(0, trees.output(t))] +=
                        trees.weight(t) * leaf(trees.trees().get(t), rows, row);
            }
        }
        return all;
    }

    private static double leaf(Tree tree, Rows rows, int row) {
        int node = 0;
        while (!tree.isLeaf(node)) {
            boolean left = rows.value(row, tree.feature(node)) <= tree.threshold(node);
            node = left ? node + 1 : tree.right(node);
        }
        return tree.value(tree.leaf(node), 0);
    }
}
