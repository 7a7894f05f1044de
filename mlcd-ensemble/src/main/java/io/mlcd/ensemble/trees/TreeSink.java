package io.mlcd.ensemble.trees;

import io.mlcd.core.form.Tree;
import java.util.Optional;

/** Makes a {@link Tree} of the nodes of a growing one. */
final class TreeSink implements ForestGrower.Sink {
    private final Tree.Builder tree;

    TreeSink(int outputs) {
        tree = Tree.builder(outputs);
    }

    @Override
    public void split(Cuts cuts, Split split, Optional<ForestGrower.Sums> sums) {
        split.addTo(tree, cuts);
    }

    @Override
    public void leaf(ForestGrower.Sums sums) {
        tree.leaf(sums.values);
    }

    Tree build() {
        return tree.build();
    }
}
