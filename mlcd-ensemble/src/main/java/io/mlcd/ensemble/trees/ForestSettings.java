package io.mlcd.ensemble.trees;

/**
 * How a forest is grown.
 *
 * @param trees how many
 * @param depth the most splits from the root to a leaf
 * @param minLeafRows the least rows of a leaf, or 0 for 1 with classes and 5 with numbers
 * @param features how many features are tried at each split, or 0 for the root of their number with classes and a third of
 *     it with numbers
 * @param bins the most bins of a feature
 * @param drawing which rows a tree is grown on, and how a feature that is tried is cut
 */
record ForestSettings(int trees, int depth, int minLeafRows, int features, int bins, Drawing drawing) {
    static final int DEEPEST = 200;

    /** Which rows a tree is grown on, and how a feature is cut. */
    enum Drawing {
        /** As many as there are, drawn with replacement; cut where it is best. */
        BOOTSTRAP,
        /** All of them; cut where it is best. */
        ALL,
        /** All of them; cut at random. */
        ALL_CUT_AT_RANDOM
    }

    ForestSettings {
        require(trees >= 1, "trees", trees, "at least 1");
        require(depth >= 1 && depth <= DEEPEST, "depth", depth, "from 1 to " + DEEPEST);
        require(minLeafRows >= 0, "minLeafRows", minLeafRows, "at least 1");
        require(features >= 0, "features", features, "at least 1");
        require(bins >= 2 && bins <= Cuts.MOST, "bins", bins, "from 2 to " + Cuts.MOST);
    }

    static void require(boolean good, String name, int value, String wanted) {
        if (!good) {
            throw new IllegalArgumentException(name + " was " + value + " but must be " + wanted);
        }
    }

    /** With numbers in place of what depends on the target and the features. */
    ForestSettings resolved(boolean classes, int allFeatures) {
        int rows = minLeafRows > 0 ? minLeafRows : classes ? 1 : 5;
        int wanted = features > 0 ? features : (int) Math.round(classes ? Math.sqrt(allFeatures) : allFeatures / 3.0);
        return withMinLeafRows(rows).withFeatures(Math.max(1, Math.min(allFeatures, wanted)));
    }

    /** What is not as usual, and how many trees. */
    String description() {
        return trees + " trees"
                + (depth < DEEPEST ? ", depth " + depth : "")
                + (minLeafRows > 0 ? ", minLeafRows " + minLeafRows : "")
                + (features > 0 ? ", " + features + " features at each split" : "")
                + (bins < Cuts.MOST ? ", " + bins + " bins" : "");
    }

    ForestSettings withTrees(int newTrees) {
        return new ForestSettings(newTrees, depth, minLeafRows, features, bins, drawing);
    }

    ForestSettings withDepth(int newDepth) {
        return new ForestSettings(trees, newDepth, minLeafRows, features, bins, drawing);
    }

    ForestSettings withMinLeafRows(int newRows) {
        return new ForestSettings(trees, depth, newRows, features, bins, drawing);
    }

    ForestSettings withFeatures(int newFeatures) {
        return new ForestSettings(trees, depth, minLeafRows, newFeatures, bins, drawing);
    }

    ForestSettings withBins(int newBins) {
        return new ForestSettings(trees, depth, minLeafRows, features, newBins, drawing);
    }
}
