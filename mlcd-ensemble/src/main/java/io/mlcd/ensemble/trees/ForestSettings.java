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
 * @param extra whether each feature tried is cut at random, on all rows, instead of best, on rows drawn with replacement
 */
record ForestSettings(int trees, int depth, int minLeafRows, int features, int bins, boolean extra) {
    static final int DEEPEST = 200;

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

    ForestSettings withTrees(int newTrees) {
        return new ForestSettings(newTrees, depth, minLeafRows, features, bins, extra);
    }

    ForestSettings withDepth(int newDepth) {
        return new ForestSettings(trees, newDepth, minLeafRows, features, bins, extra);
    }

    ForestSettings withMinLeafRows(int newRows) {
        return new ForestSettings(trees, depth, newRows, features, bins, extra);
    }

    ForestSettings withFeatures(int newFeatures) {
        return new ForestSettings(trees, depth, minLeafRows, newFeatures, bins, extra);
    }

    ForestSettings withBins(int newBins) {
        return new ForestSettings(trees, depth, minLeafRows, features, newBins, extra);
    }
}
