package io.mlcd.ensemble.trees;

import io.mlcd.core.form.Tree;
import java.util.List;
import java.util.Objects;

/** A tree whose leaves hold runs of rows; it becomes a {@link Tree} when their values are known. */
final class GrownTree {
    private final Bins bins;
    private final Node root;
    private final List<Node> leaves;

    GrownTree(Bins bins, Node root, List<Node> leaves) {
        this.bins = bins;
        this.root = root;
        this.leaves = List.copyOf(leaves);
    }

    /** The leaves, in the order in which they came to be; the same on any number of threads. */
    List<Node> leaves() {
        return leaves;
    }

    /** The value of the leaf that a row reaches. */
    double value(int row) {
        Node node = root;
        while (node.split != null) {
            node = Objects.requireNonNull(goesLeft(node.split, row) ? node.left : node.right);
        }
        return node.value;
    }

    private boolean goesLeft(Split split, int row) {
        int bin = bins.cells[row * bins.features + split.feature] & 0xff;
        Cuts cuts = bins.cuts[split.feature];
        if (split.leftBins != null) {
            boolean shown = Cuts.has(Objects.requireNonNull(split.seenBins), bin);
            return shown ? Cuts.has(split.leftBins, bin) : split.othersLeft;
        }
        boolean isMissing = cuts.missing && bin == cuts.values;
        return isMissing ? split.missingLeft : bin <= split.bin;
    }

    /** As data: thresholds and categories instead of bins. */
    Tree toTree() {
        Tree.Builder builder = Tree.builder(1);
        add(builder, root);
        return builder.build();
    }

    private void add(Tree.Builder builder, Node node) {
        Split split = node.split;
        if (split == null) {
            builder.leaf(node.value);
            return;
        }
        split.addTo(builder, bins.cuts[split.feature]);
        add(builder, Objects.requireNonNull(node.left));
        add(builder, Objects.requireNonNull(node.right));
    }
}
