package io.mlcd.core.form;

import java.util.List;

/**
 * Trees whose leaves are summed or averaged, in the order of the list.
 *
 * @param inputs how many numbers a row has
 * @param trees at least one; all with the same number of outputs
 * @param sum how the leaves become a score
 */
public record Trees(int inputs, List<Tree> trees, Sum sum) implements Form {
    /** How the values of the leaves that a row reaches become one score. */
    public enum Sum {
        /** Added in order. */
        TOTAL,
        /** Added in order, then divided by the number of trees. */
        MEAN,
        /**
         * The mean, moved by each tree in turn: {@code m += (1.0 / k) * (v - m)} for the k-th tree. It equals {@link #MEAN} but
         * for rounding; models that were defined so answer so.
         */
        RUNNING_MEAN
    }

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if there is no tree, their outputs differ, or one looks at an input that rows do
     *     not have
     */
    public Trees {
        trees = List.copyOf(trees);
        if (trees.isEmpty()) {
            throw new IllegalArgumentException("a form of trees needs at least one tree");
        }
        int outputs = trees.get(0).outputs();
        for (int i = 0; i < trees.size(); i++) {
            Tree tree = trees.get(i);
            if (tree.outputs() != outputs) {
                throw new IllegalArgumentException("tree " + i + " has " + tree.outputs() + " outputs, but tree 0 has "
                        + outputs + "; all must have the same");
            }
            if (tree.maxFeature() >= inputs) {
                throw new IllegalArgumentException(
                        "tree " + i + " looks at input " + tree.maxFeature() + ", but a row has only " + inputs);
            }
        }
    }

    @Override
    public int outputs() {
        return trees.get(0).outputs();
    }

    /** For example {@code 100 trees, 4,512 nodes}. */
    @Override
    public String toString() {
        long nodes = 0;
        for (Tree tree : trees) {
            nodes += tree.nodes();
        }
        return trees.size() + (trees.size() == 1 ? " tree, " : " trees, ") + nodes + " nodes";
    }
}
