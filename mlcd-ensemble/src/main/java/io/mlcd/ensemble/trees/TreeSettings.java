package io.mlcd.ensemble.trees;

/**
 * How far and by what rule one tree grows.
 *
 * @param maxDepth the most splits from the root to a leaf, at least 1
 * @param maxLeaves the most leaves, at least 2
 * @param bestFirst whether the leaf that gains most is split next, instead of all of one level
 * @param minLeafWeight the least sum of hessians in a leaf
 * @param l2 added to the sum of hessians in a leaf
 * @param minGain what a split must gain
 * @param nodeFeatureFraction how many of the features are tried at each node
 * @param randomCuts whether each feature is cut at random, once, instead of wherever it gains most
 */
record TreeSettings(
        int maxDepth,
        int maxLeaves,
        boolean bestFirst,
        double minLeafWeight,
        double l2,
        double minGain,
        double nodeFeatureFraction,
        boolean randomCuts) {
    static final int DEEPEST = 64;
    static final int UNLIMITED = Integer.MAX_VALUE;

    TreeSettings {
        if (maxDepth < 1 || maxDepth > DEEPEST) {
            throw new IllegalArgumentException("depth was " + maxDepth + " but must be from 1 to " + DEEPEST);
        }
        if (maxLeaves < 2) {
            throw new IllegalArgumentException("leaves was " + maxLeaves + " but must be at least 2");
        }
        requireNotNegative("minLeafWeight", minLeafWeight);
        requireNotNegative("l2", l2);
        requireNotNegative("minGain", minGain);
        if (!(nodeFeatureFraction > 0 && nodeFeatureFraction <= 1)) {
            throw new IllegalArgumentException(
                    "nodeFeatureFraction was " + nodeFeatureFraction + " but must be in (0, 1]");
        }
    }

    static TreeSettings standard() {
        return new TreeSettings(6, UNLIMITED, false, 1, 1, 0, 1, false);
    }

    private static void requireNotNegative(String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " was " + value + " but must be a finite number of 0 or more");
        }
    }

    TreeSettings depth(int newDepth) {
        return new TreeSettings(
                newDepth, maxLeaves, bestFirst, minLeafWeight, l2, minGain, nodeFeatureFraction, randomCuts);
    }

    TreeSettings leaves(int newLeaves, boolean newBestFirst) {
        return new TreeSettings(
                maxDepth, newLeaves, newBestFirst, minLeafWeight, l2, minGain, nodeFeatureFraction, randomCuts);
    }

    TreeSettings minLeafWeight(double newWeight) {
        return new TreeSettings(
                maxDepth, maxLeaves, bestFirst, newWeight, l2, minGain, nodeFeatureFraction, randomCuts);
    }

    TreeSettings l2(double newL2) {
        return new TreeSettings(
                maxDepth, maxLeaves, bestFirst, minLeafWeight, newL2, minGain, nodeFeatureFraction, randomCuts);
    }

    TreeSettings minGain(double newGain) {
        return new TreeSettings(
                maxDepth, maxLeaves, bestFirst, minLeafWeight, l2, newGain, nodeFeatureFraction, randomCuts);
    }

    TreeSettings nodeFeatureFraction(double newFraction) {
        return new TreeSettings(maxDepth, maxLeaves, bestFirst, minLeafWeight, l2, minGain, newFraction, randomCuts);
    }

    TreeSettings randomCuts(boolean newRandomCuts) {
        return new TreeSettings(
                maxDepth, maxLeaves, bestFirst, minLeafWeight, l2, minGain, nodeFeatureFraction, newRandomCuts);
    }

    @Override
    public String toString() {
        return "depth " + maxDepth
                + (maxLeaves < UNLIMITED ? ", " + maxLeaves + " leaves" : "")
                + ", minLeafWeight " + minLeafWeight + ", l2 " + l2
                + (minGain > 0 ? ", minGain " + minGain : "")
                + (nodeFeatureFraction < 1 ? ", nodeFeatureFraction " + nodeFeatureFraction : "")
                + (randomCuts ? ", random thresholds" : "");
    }
}
