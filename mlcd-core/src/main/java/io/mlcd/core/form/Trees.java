package io.mlcd.core.form;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Trees whose leaves are summed or averaged, in the order of the list. Immutable and equal by value.
 *
 * <pre>{@code
 * Trees forest = Trees.of(4, trees, Trees.Sum.MEAN);                             // each tree gives all scores
 * Trees boosted = Trees.builder(4, 3).base(0.5, 0.5, 0.5).add(a, 0).add(b, 1).add(c, 2).build();   // one score each
 * }</pre>
 */
public final class Trees implements Form {
    /** How the values of the leaves that a row reaches become one score. */
    public enum Sum {
        /** {@code base + w_1 v_1 + w_2 v_2 + ...}, added in order. */
        TOTAL,
        /** {@code w_1 v_1 + w_2 v_2 + ...}, added in order, then divided by the sum of the weights. */
        MEAN,
        /**
         * The mean, moved by each tree in turn: {@code m += (1.0 / k) * (v - m)} for the k-th tree. It equals {@link #MEAN} but
         * for rounding; models that were defined so answer so. No weights.
         */
        RUNNING_MEAN
    }

    /** The output of a tree that gives all scores. */
    public static final int ALL = -1;

    private final int inputs;
    private final int outputs;
    private final List<Tree> trees;
    private final Sum sum;
    private final double[] base;
    private final double[] weights;
    private final int[] targets;

    private Trees(Builder builder) {
        inputs = builder.inputs;
        outputs = builder.outputs;
        trees = Collections.unmodifiableList(new ArrayList<>(builder.trees));
        sum = builder.sum;
        base = builder.base;
        weights = new double[trees.size()];
        targets = new int[trees.size()];
        for (int t = 0; t < weights.length; t++) {
            weights[t] = builder.weights.get(t);
            targets[t] = builder.targets.get(t);
        }
    }

    /**
     * Trees that each give all scores, with equal weights.
     *
     * @param inputs how many numbers a row has
     * @param trees at least one; all with the same number of outputs
     * @param sum how the leaves become a score
     * @throws IllegalArgumentException if there is no tree, their outputs differ, or one looks at an input that rows do
     *     not have
     */
    public static Trees of(int inputs, List<Tree> trees, Sum sum) {
        if (trees.isEmpty()) {
            throw new IllegalArgumentException("a form of trees needs at least one tree");
        }
        Builder builder = builder(inputs, trees.get(0).outputs()).sum(sum);
        trees.forEach(builder::add);
        return builder.build();
    }

    /**
     * Begins a form of trees.
     *
     * @param inputs how many numbers a row has
     * @param outputs how many scores it gets
     * @throws IllegalArgumentException if there are fewer than 0 inputs or 1 output
     */
    public static Builder builder(int inputs, int outputs) {
        return new Builder(inputs, outputs);
    }

    /** Begins a form of other trees, with the inputs, outputs, sum and base of one. */
    public static Builder builder(Trees like) {
        return builder(like.inputs, like.outputs).sum(like.sum).base(like.base);
    }

    @Override
    public int inputs() {
        return inputs;
    }

    @Override
    public int outputs() {
        return outputs;
    }

    /** The trees, in the order of summing. */
    public List<Tree> trees() {
        return trees;
    }

    /** How the leaves become a score. */
    public Sum sum() {
        return sum;
    }

    /** What a total starts from. */
    public double base(int output) {
        return base[output];
    }

    /** What the leaves of a tree are multiplied with. */
    public double weight(int tree) {
        return weights[tree];
    }

    /** The one score that a tree adds to, or {@link #ALL}. */
    public int output(int tree) {
        return targets[tree];
    }

    /** Whether every tree gives all scores with weight 1, starting from 0. */
    public boolean isPlain() {
        return rules().isPlain();
    }

    private SumRules rules() {
        return new SumRules(outputs, this::base, weights.length, this::weight, this::output);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Trees that
                && inputs == that.inputs
                && outputs == that.outputs
                && sum == that.sum
                && trees.equals(that.trees)
                && Arrays.equals(base, that.base)
                && Arrays.equals(weights, that.weights)
                && Arrays.equals(targets, that.targets);
    }

    @Override
    public int hashCode() {
        return Objects.hash(inputs, outputs, sum, trees, Arrays.hashCode(base), Arrays.hashCode(targets));
    }

    /** For example {@code 100 trees, 4512 nodes}. */
    @Override
    public String toString() {
        long nodes = 0;
        for (Tree tree : trees) {
            nodes += tree.nodes();
        }
        return trees.size() + (trees.size() == 1 ? " tree, " : " trees, ") + nodes + " nodes";
    }

    /** Collects trees. Once it has built a form it begins another one with the same inputs and outputs. */
    public static final class Builder {
        private final int inputs;
        private final int outputs;
        private final List<Tree> trees = new ArrayList<>();
        private final List<Double> weights = new ArrayList<>();
        private final List<Integer> targets = new ArrayList<>();
        private Sum sum = Sum.TOTAL;
        private double[] base;

        private Builder(int inputs, int outputs) {
            if (inputs < 0 || outputs < 1) {
                throw new IllegalArgumentException(
                        "trees cannot be " + inputs + " -> " + outputs + "; they need at least one output");
            }
            this.inputs = inputs;
            this.outputs = outputs;
            base = new double[outputs];
        }

        /** How the leaves become a score; {@link Sum#TOTAL} unless told. */
        public Builder sum(Sum newSum) {
            sum = Objects.requireNonNull(newSum, "sum");
            return this;
        }

        /**
         * What a total starts from; 0 unless told.
         *
         * @param scores one finite number for each output
         * @throws IllegalArgumentException if there are more or fewer, or one is not finite
         */
        public Builder base(double... scores) {
            boolean finite = scores.length == outputs;
            for (double score : scores) {
                finite &= Double.isFinite(score);
            }
            if (!finite) {
                throw new IllegalArgumentException("the base was " + Arrays.toString(scores) + " but must be " + outputs
                        + " finite numbers, one for each output");
            }
            base = scores.clone();
            return this;
        }

        /** Adds a tree that gives all scores. */
        public Builder add(Tree tree) {
            return add(tree, ALL, 1);
        }

        /** Adds a tree that gives one score. */
        public Builder add(Tree tree, int output) {
            return add(tree, output, 1);
        }

        /**
         * Adds a tree.
         *
         * @param output the score that its only leaf value is added to, or {@link #ALL}
         * @param weight what its leaves are multiplied with
         * @throws IllegalArgumentException if the tree looks at an input that rows do not have, has not as many outputs, or
         *     the weight is not finite
         */
        public Builder add(Tree tree, int output, double weight) {
            int width = output == ALL ? outputs : 1;
            String place = "tree " + trees.size();
            if (tree.outputs() != width) {
                throw new IllegalArgumentException(place + " has " + tree.outputs() + " outputs but must have " + width
                        + (output == ALL ? ", as all that give all scores" : ", since it gives score " + output));
            }
            if (output < ALL || output >= outputs) {
                throw new IllegalArgumentException(
                        place + " gives score " + output + ", but there are only " + outputs);
            }
            if (tree.maxFeature() >= inputs) {
                throw new IllegalArgumentException(
                        place + " looks at input " + tree.maxFeature() + ", but a row has only " + inputs);
            }
            if (!Double.isFinite(weight)) {
                throw new IllegalArgumentException(place + " has weight " + weight + " but must have a finite one");
            }
            trees.add(tree);
            weights.add(weight);
            targets.add(output);
            return this;
        }

        /**
         * The form.
         *
         * @throws IllegalArgumentException if there is no tree, or a mean has a base, trees that give one score, weights
         *     below 0 or of sum 0, or, when it is a running mean, any weights
         */
        public Trees build() {
            Trees form = new Trees(this);
            form.rules().check(sum);
            trees.clear();
            weights.clear();
            targets.clear();
            sum = Sum.TOTAL;
            base = new double[outputs];
            return form;
        }
    }
}
