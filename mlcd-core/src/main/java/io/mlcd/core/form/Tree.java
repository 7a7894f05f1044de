package io.mlcd.core.form;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A decision tree, its nodes in pre-order: the left child of a split is the node after it.
 *
 * <p>A row goes left at a split of a number when its value is at most the threshold, at a split of a category when the
 * set of the split contains it; when the value is missing, as the split says. A leaf holds one value for each output.
 * {@link Thresholds} puts the tests of other programs in these words. Immutable and equal by value.
 *
 * <pre>{@code
 * Tree stump = Tree.builder(1).split(0, 2.5, false).leaf(10).leaf(20).build();   // x0 <= 2.5 ? 10 : 20
 * }</pre>
 */
public final class Tree {
    private static final int LEAF = -1;

    private final int outputs;
    private final int[] features;
    private final double[] thresholds;
    private final boolean[] missingLeft;
    /** For each node its set if it splits a category; empty when no node does. */
    private final @Nullable CategorySet[] sets;
    /** Of a split the index of its right child, of a leaf its number among the leaves. */
    private final int[] links;

    /** One vector of values after the other; other trees may share them. */
    private final double[] values;
    /** For each leaf the number of its vector; empty if that is the number of the leaf. */
    private final int[] vectors;

    private Tree(Builder builder) {
        outputs = builder.outputs;
        features = Arrays.copyOf(builder.features, builder.nodes);
        thresholds = Arrays.copyOf(builder.thresholds, builder.nodes);
        missingLeft = Arrays.copyOf(builder.missingLeft, builder.nodes);
        sets = builder.sets == null ? new CategorySet[0] : Arrays.copyOf(builder.sets, builder.nodes);
        links = Arrays.copyOf(builder.links, builder.nodes);
        double[] shared = builder.shared;
        values = shared == null ? Arrays.copyOf(builder.values, builder.leaves * outputs) : shared;
        vectors = shared == null ? new int[0] : Arrays.copyOf(builder.vectors, builder.leaves);
    }

    private Tree(Tree splits, double[] values) {
        outputs = splits.outputs;
        features = splits.features;
        thresholds = splits.thresholds;
        missingLeft = splits.missingLeft;
        sets = splits.sets;
        links = splits.links;
        vectors = splits.vectors;
        this.values = values;
    }

    /**
     * Begins a tree.
     *
     * @param outputs how many values each leaf holds
     * @throws IllegalArgumentException if {@code outputs} is below 1
     */
    public static Builder builder(int outputs) {
        return new Builder(outputs);
    }

    /** How many values each leaf holds. */
    public int outputs() {
        return outputs;
    }

    /** How many nodes there are, splits and leaves. */
    public int nodes() {
        return features.length;
    }

    /** How many leaves there are. */
    public int leaves() {
        return (features.length + 1) / 2;
    }

    /** Whether a node is a leaf. */
    public boolean isLeaf(int node) {
        return features[node] == LEAF;
    }

    /** The input that a split looks at; -1 for a leaf. */
    public int feature(int node) {
        return features[node];
    }

    /** Whether a node splits a category. */
    public boolean isCategory(int node) {
        return sets.length > 0 && sets[node] != null;
    }

    /** The largest value that a split of a number sends left. */
    public double threshold(int node) {
        return thresholds[node];
    }

    /**
     * The values that a split of a category sends left.
     *
     * @throws IllegalArgumentException if the node is no such split
     */
    public CategorySet categories(int node) {
        CategorySet set = sets.length == 0 ? null : sets[node];
        if (set == null) {
            throw new IllegalArgumentException("node " + node + " does not split a category");
        }
        return set;
    }

    /** Whether a split sends a missing value left. */
    public boolean missingLeft(int node) {
        return missingLeft[node];
    }

    /**
     * Whether a split sends a value left.
     *
     * @param value of the input that it looks at; {@code NaN} is missing
     */
    public boolean goesLeft(int node, double value) {
        if (Double.isNaN(value)) {
            return missingLeft[node];
        }
        return isCategory(node) ? categories(node).contains(value) : value <= thresholds[node];
    }

    /** The right child of a split; its left child is {@code node + 1}. */
    public int right(int node) {
        return links[node];
    }

    /** The number of a leaf among the leaves, in pre-order. */
    public int leaf(int node) {
        return links[node];
    }

    /** One value of a leaf. */
    public double value(int leaf, int output) {
        return values[vector(leaf) * outputs + output];
    }

    /** The values of a leaf, a copy. */
    public double[] values(int leaf) {
        int vector = vector(leaf);
        return Arrays.copyOfRange(values, vector * outputs, (vector + 1) * outputs);
    }

    /** The number of a leaf's values among those that are kept: leaves of one number have the same ones, others may. */
    public int vector(int leaf) {
        return vectors.length == 0 ? leaf : vectors[leaf];
    }

    /** How many vectors of values are kept, for this tree or for some together: of a tree that was read often fewer than leaves. */
    public int vectors() {
        return values.length / outputs;
    }

    /** Whether another tree keeps its values together with this one's, so that {@linkplain #vector numbers} mean the same. */
    @SuppressWarnings("ArrayEquality") // one array
    public boolean sharesLeavesWith(Tree other) {
        return values == other.values;
    }

    /**
     * The tree with other values in its leaves; those that are kept once stay so.
     *
     * @param change given the values of a leaf, as many others; called once for each that is kept
     * @throws IllegalArgumentException if a value is not finite, or there are more or fewer than outputs
     */
    public Tree withLeaves(UnaryOperator<double[]> change) {
        double[] changed = new double[values.length];
        for (int from = 0; from < values.length; from += outputs) {
            double[] vector = change.apply(Arrays.copyOfRange(values, from, from + outputs));
            require(vector, outputs, "changed leaf ", from / outputs);
            System.arraycopy(vector, 0, changed, from, outputs);
        }
        return new Tree(this, changed);
    }

    private static void require(double[] leafValues, int outputs, String what, int number) {
        if (leafValues.length != outputs) {
            throw new IllegalArgumentException(
                    what + number + " has " + leafValues.length + " values but must have " + outputs);
        }
        for (double value : leafValues) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(what + number + " holds " + value + " but must hold finite numbers");
            }
        }
    }

    /** The largest input that a split looks at; -1 when there is no split. */
    int maxFeature() {
        int max = -1;
        for (int feature : features) {
            max = Math.max(max, feature);
        }
        return max;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tree that
                && outputs == that.outputs
                && Arrays.equals(features, that.features)
                && Arrays.equals(thresholds, that.thresholds)
                && Arrays.equals(missingLeft, that.missingLeft)
                && Arrays.equals(sets, that.sets)
                && Arrays.equals(links, that.links)
                && leavesEqual(that);
    }

    private boolean leavesEqual(Tree that) {
        if (vectors.length == 0 && that.vectors.length == 0) {
            return Arrays.equals(values, that.values);
        }
        for (int leaf = 0; leaf < leaves(); leaf++) {
            int from = vector(leaf) * outputs;
            int its = that.vector(leaf) * outputs;
            boolean same = sharesLeavesWith(that) && from == its;
            for (int k = 0; k < outputs && !same; k++) {
                if (Double.compare(values[from + k], that.values[its + k]) != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 31 * Arrays.hashCode(features) + Arrays.hashCode(thresholds);
        for (int leaf = 0; leaf < leaves(); leaf++) {
            int from = vector(leaf) * outputs;
            for (int k = 0; k < outputs; k++) {
                hash = 31 * hash + Double.hashCode(values[from + k]);
            }
        }
        return 31 * hash + Arrays.hashCode(sets);
    }

    @Override
    public String toString() {
        return "tree of " + nodes() + " nodes";
    }

    /** Builds a tree in pre-order: a split is followed by its whole left side, then by its whole right side. */
    public static final class Builder {
        private final int outputs;
        private int nodes;
        private int leaves;
        private int[] features = new int[16];
        private double[] thresholds = new double[16];
        private boolean[] missingLeft = new boolean[16];
        private @Nullable CategorySet @Nullable [] sets;
        private int[] links = new int[16];
        private double[] values = new double[16];
        /** What leaves are numbers in; null if they have values of their own. */
        private double @Nullable [] shared;

        private int[] vectors = {};
        /** The splits whose right side has not begun. */
        private int[] open = new int[16];

        private int depth;
        private boolean complete;

        private Builder(int outputs) {
            if (outputs < 1) {
                throw new IllegalArgumentException("outputs was " + outputs + " but must be at least 1");
            }
            this.outputs = outputs;
        }

        /**
         * Adds a split; its left side comes next.
         *
         * @param feature the input that it looks at
         * @param threshold the largest value that goes left; not {@code NaN}
         * @param missingLeft whether a missing value goes left
         * @throws IllegalArgumentException if the feature is negative or the threshold is {@code NaN}
         * @throws IllegalStateException if the tree is complete
         */
        public Builder split(int feature, double threshold, boolean missingLeft) {
            if (feature < 0 || Double.isNaN(threshold)) {
                throw new IllegalArgumentException("node " + nodes + " splits input " + feature + " at " + threshold
                        + "; an input counts from 0 and a threshold is a number");
            }
            int node = open(feature, missingLeft);
            thresholds[node] = threshold;
            return this;
        }

        /**
         * Adds a split of a category; its left side comes next.
         *
         * @param feature the input that it looks at, which holds codes
         * @param left the values that go left
         * @param missingLeft whether a missing value goes left
         * @throws IllegalArgumentException if the feature is negative
         * @throws IllegalStateException if the tree is complete
         */
        public Builder split(int feature, CategorySet left, boolean missingLeft) {
            if (feature < 0) {
                throw new IllegalArgumentException(
                        "node " + nodes + " splits input " + feature + "; an input counts from 0");
            }
            Objects.requireNonNull(left, "left");
            int node = open(feature, missingLeft);
            if (sets == null) {
                sets = new CategorySet[features.length];
            }
            sets[node] = left;
            return this;
        }

        /**
         * Adds a split with the test of another tree's; its left side comes next.
         *
         * @param feature the input that it looks at here
         * @param other the tree whose test it is
         * @param node the split in that tree
         * @throws IllegalArgumentException if the feature is negative, or the node is no split
         * @throws IllegalStateException if the tree is complete
         */
        public Builder split(int feature, Tree other, int node) {
            if (other.isLeaf(node)) {
                throw new IllegalArgumentException(
                        "node " + node + " of the other tree is a leaf, which tests nothing");
            }
            return other.isCategory(node)
                    ? split(feature, other.categories(node), other.missingLeft(node))
                    : split(feature, other.threshold(node), other.missingLeft(node));
        }

        /** Makes room for so many nodes, so that none is made twice. */
        Builder room(int newNodes, int newLeaves) {
            features = new int[newNodes];
            thresholds = new double[newNodes];
            missingLeft = new boolean[newNodes];
            links = new int[newNodes];
            if (shared == null) {
                values = new double[newLeaves * outputs];
            } else {
                vectors = new int[newLeaves];
            }
            return this;
        }

        /** Leaves are numbers of vectors of values, finite ones, which are kept and shared, so nobody may change them. */
        Builder sharing(double[] allValues) {
            shared = allValues;
            return this;
        }

        /** Adds a leaf whose values are {@linkplain #sharing shared}. */
        Builder leafOf(int vector) {
            int leaf = addLeaf();
            if (leaf >= vectors.length) {
                vectors = Arrays.copyOf(vectors, Math.max(16, 2 * leaf));
            }
            vectors[leaf] = vector;
            return this;
        }

        /**
         * Adds a leaf of another tree. If all leaves are those of trees that {@linkplain Tree#sharesLeavesWith keep them
         * together}, so does this one.
         *
         * @param other as many outputs as here
         * @param leaf its number among the leaves of that tree
         * @throws IllegalArgumentException if that tree has other outputs
         * @throws IllegalStateException if the tree is complete
         */
        @SuppressWarnings("ArrayEquality") // one array
        public Builder leaf(Tree other, int leaf) {
            if (leaves == 0 && other.vectors.length > 0) {
                shared = other.values;
            }
            return shared == other.values && other.outputs == outputs
                    ? leafOf(other.vector(leaf))
                    : leaf(other.values(leaf));
        }

        private int open(int feature, boolean missingLeft) {
            int node = add(feature);
            this.missingLeft[node] = missingLeft;
            if (depth == open.length) {
                open = Arrays.copyOf(open, 2 * depth);
            }
            open[depth++] = node;
            return node;
        }

        /**
         * Adds a leaf; the right side of the last open split comes next.
         *
         * @param leafValues one finite value for each output
         * @throws IllegalArgumentException if a value is not finite, or there are more or fewer than outputs
         * @throws IllegalStateException if the tree is complete
         */
        public Builder leaf(double... leafValues) {
            require(leafValues, outputs, "the leaf at node ", nodes);
            if (shared != null) {
                stopSharing();
            }
            int at = addLeaf() * outputs;
            if (at + outputs > values.length) {
                values = Arrays.copyOf(values, Math.max(2 * values.length, at + outputs));
            }
            System.arraycopy(leafValues, 0, values, at, outputs);
            return this;
        }

        private void stopSharing() {
            double[] from = Objects.requireNonNull(shared);
            values = new double[Math.max(16, 2 * leaves * outputs)];
            for (int leaf = 0; leaf < leaves; leaf++) {
                System.arraycopy(from, vectors[leaf] * outputs, values, leaf * outputs, outputs);
            }
            shared = null;
        }

        /** The number of a new leaf. */
        private int addLeaf() {
            int node = add(LEAF);
            int leaf = leaves++;
            links[node] = leaf;
            if (depth == 0) {
                complete = true;
            } else {
                links[open[--depth]] = nodes;
            }
            return leaf;
        }

        /**
         * The tree; this builder is then empty and may build another.
         *
         * @throws IllegalStateException if a side of a split is missing
         */
        public Tree build() {
            if (!complete) {
                throw new IllegalStateException("the tree is not complete: "
                        + (nodes == 0 ? "it has no node" : depth + 1 + " more subtrees must follow"));
            }
            Tree tree = new Tree(this);
            nodes = 0;
            leaves = 0;
            sets = null;
            shared = null;
            complete = false;
            return tree;
        }

        private int add(int feature) {
            if (complete) {
                throw new IllegalStateException("the tree is complete after " + nodes + " nodes; nothing may follow");
            }
            if (nodes == features.length) {
                int capacity = 2 * nodes;
                features = Arrays.copyOf(features, capacity);
                thresholds = Arrays.copyOf(thresholds, capacity);
                missingLeft = Arrays.copyOf(missingLeft, capacity);
                links = Arrays.copyOf(links, capacity);
                if (sets != null) {
                    sets = Arrays.copyOf(sets, capacity);
                }
            }
            features[nodes] = feature;
            thresholds[nodes] = 0;
            missingLeft[nodes] = false;
            return nodes++;
        }
    }
}
