package io.mlcd.core.compression;

import io.mlcd.core.form.Average;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Median;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.form.Routed;
import io.mlcd.core.form.Scatter;
import io.mlcd.core.form.Stacked;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.form.Vote;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** Forms with other values in the leaves of their trees. */
final class Leaves {
    private Leaves() {}

    /** The form with each value of a leaf, each weight and each bias replaced; routes stay as they are. */
    static Form map(Form form, DoubleUnaryOperator values) {
        if (form instanceof Trees trees) {
            return trees(trees, values);
        }
        if (form instanceof Average average) {
            return new Average(all(average.members(), values), average.weights());
        }
        if (form instanceof Vote vote) {
            return new Vote(all(vote.members(), values), vote.weights());
        }
        if (form instanceof Median median) {
            return new Median(all(median.members(), values), median.weights());
        }
        if (form instanceof Routed routed) {
            return new Routed(routed.route(), all(routed.members(), values));
        }
        if (form instanceof Stacked stacked) {
            return new Stacked(all(stacked.members(), values), map(stacked.meta(), values), stacked.passThrough());
        }
        if (form instanceof Linked linked) {
            return new Linked(map(linked.form(), values), linked.link());
        }
        if (form instanceof Prepared prepared) {
            return new Prepared(prepared.inputs(), prepared.derived(), map(prepared.form(), values));
        }
        if (form instanceof Scatter scatter) {
            return new Scatter(map(scatter.form(), values), scatter.outputs(), scatter.places());
        }
        return form instanceof Linear linear ? linear(linear, values) : form;
    }

    private static Linear linear(Linear linear, DoubleUnaryOperator values) {
        double[][] weights = new double[linear.outputs()][linear.inputs()];
        double[] bias = new double[linear.outputs()];
        for (int k = 0; k < bias.length; k++) {
            int output = k;
            Arrays.setAll(weights[k], i -> values.applyAsDouble(linear.weight(output, i)));
            bias[k] = values.applyAsDouble(linear.bias(k));
        }
        return Linear.of(weights, bias);
    }

    private static List<Form> all(List<Form> forms, DoubleUnaryOperator values) {
        List<Form> all = new ArrayList<>();
        forms.forEach(form -> all.add(map(form, values)));
        return all;
    }

    /** The same of trees. */
    static Trees trees(Trees trees, DoubleUnaryOperator values) {
        double[] base = new double[trees.outputs()];
        Arrays.setAll(base, trees::base);
        Trees.Builder all =
                Trees.builder(trees.inputs(), trees.outputs()).sum(trees.sum()).base(base);
        for (int t = 0; t < trees.trees().size(); t++) {
            all.add(tree(trees.trees().get(t), values), trees.output(t), trees.weight(t));
        }
        return all.build();
    }

    private static Tree tree(Tree tree, DoubleUnaryOperator values) {
        Tree.Builder copy = Tree.builder(tree.outputs());
        for (int node = 0; node < tree.nodes(); node++) {
            if (tree.isLeaf(node)) {
                double[] leaf = tree.values(tree.leaf(node));
                Arrays.setAll(leaf, k -> values.applyAsDouble(leaf[k]));
                copy.leaf(leaf);
            } else {
                copy.split(tree.feature(node), tree, node);
            }
        }
        return copy.build();
    }

    /** All values of leaves, ascending. */
    private static double[] sorted(Trees trees) {
        return trees.trees().stream()
                .flatMapToDouble(tree ->
                        IntStream.range(0, tree.leaves()).mapToObj(tree::values).flatMapToDouble(Arrays::stream))
                .sorted()
                .toArray();
    }

    /** The trees with leaves of 2^bits values that are equally far apart. */
    static Trees uniform(Trees trees, int bits) {
        double[] sorted = sorted(trees);
        double low = sorted[0];
        double step = (sorted[sorted.length - 1] - low) / ((1 << bits) - 1);
        return trees(trees, value -> low + step * Math.rint((value - low) / step));
    }

    /** The trees with leaves of at most 2^bits values, by k-means. */
    static Trees kMeans(Trees trees, int bits) {
        double[] sorted = sorted(trees);
        double[] ones = new double[sorted.length];
        Arrays.fill(ones, 1);
        Levels levels = Levels.of(sorted, ones, 1 << bits);
        return trees(trees, levels::nearest);
    }
}
