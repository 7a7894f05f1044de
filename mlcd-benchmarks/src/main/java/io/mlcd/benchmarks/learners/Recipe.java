package io.mlcd.benchmarks.learners;

/** What is to be trained, in terms that all libraries know. */
public sealed interface Recipe {
    /** How many rounds or trees. */
    int trees();

    /**
     * Gradient boosting without sampling.
     *
     * @param trees rounds: for more than two classes a tree for each class in each
     * @param depth the most splits between root and leaf; a tree may have all leaves of that depth
     * @param rate the learning rate
     * @param bins the most bins of a number
     * @param minLeafWeight the least sum of hessians of a leaf
     * @param l2 the penalty of leaves' values
     */
    record Boosted(int trees, int depth, double rate, int bins, double minLeafWeight, double l2) implements Recipe {
        /** With what the comparisons have in common: rate 0.1, 255 bins, least weight 1, penalty 1. */
        public static Boosted of(int trees, int depth) {
            return new Boosted(trees, depth, 0.1, 255, 1, 1);
        }

        /** The most leaves that a tree can have. */
        public int leaves() {
            return 1 << depth;
        }
    }

    /**
     * A random forest, each tree on as many rows as there are, drawn with replacement.
     *
     * @param trees how many
     * @param minLeafRows the fewest rows of a leaf
     * @param tried how many features are tried at a split
     */
    record Forest(int trees, int minLeafRows, int tried) implements Recipe {}
}
