package io.mlcd.core.oracle;

import io.mlcd.core.form.Average;
import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Opaque;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.form.Scatter;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.form.Vote;
import java.util.List;

/** What a form answers, read off its definition: recursive, plain, sharing no code with the kernels. */
public final class Oracle {
    private Oracle() {}

    /** The scores of a row. */
    public static double[] score(Form form, double[] row) {
        if (form instanceof Trees trees) {
            return trees(trees, row);
        }
        if (form instanceof Linear linear) {
            double[] out = new double[linear.outputs()];
            for (int k = 0; k < out.length; k++) {
                for (int i = 0; i < linear.inputs(); i++) {
                    out[k] += linear.weight(k, i) * row[i];
                }
                out[k] += linear.bias(k);
            }
            return out;
        }
        if (form instanceof Average average) {
            return members(average.members(), average.weights(), row, false);
        }
        if (form instanceof Vote vote) {
            return members(vote.members(), vote.weights(), row, true);
        }
        if (form instanceof Linked linked) {
            double[] scores = score(linked.form(), row);
            return linked.link() == Linked.Link.SIGMOID ? sigmoid(scores[0]) : softmax(scores);
        }
        if (form instanceof Prepared prepared) {
            return score(
                    prepared.form(),
                    prepared.derived().stream()
                            .mapToDouble(one -> derive(one, row[one.input()]))
                            .toArray());
        }
        if (form instanceof Scatter scatter) {
            double[] out = new double[scatter.outputs()];
            double[] scores = score(scatter.form(), row);
            for (int k = 0; k < scores.length; k++) {
                out[scatter.places().get(k)] = scores[k];
            }
            return out;
        }
        Opaque opaque = (Opaque) form;
        double[] out = new double[opaque.outputs()];
        opaque.function().score(row, out);
        return out;
    }

    /** One derived number. */
    public static double derive(Derived derived, double value) {
        if (derived instanceof Derived.Scaled scaled) {
            double present = Double.isNaN(value) ? scaled.ifMissing() : value;
            if (Double.compare(present, scaled.low()) < 0) {
                present = scaled.low();
            } else if (!Double.isNaN(present) && Double.compare(present, scaled.high()) > 0) {
                present = scaled.high();
            }
            return (present - scaled.shift()) / scaled.scale();
        }
        if (derived instanceof Derived.IsCategory category) {
            return value == category.code() ? 1 : 0;
        }
        if (derived instanceof Derived.IsMissing) {
            return Double.isNaN(value) ? 1 : 0;
        }
        Derived.Lookup lookup = (Derived.Lookup) derived;
        if (Double.isNaN(value)) {
            return lookup.ifMissing();
        }
        for (int code = 0; code < lookup.size(); code++) {
            if (code == value) {
                return lookup.value(code);
            }
        }
        return lookup.ifUnseen();
    }

    private static double[] trees(Trees trees, double[] row) {
        double[] out = new double[trees.outputs()];
        for (int t = 0; t < trees.trees().size(); t++) {
            Tree tree = trees.trees().get(t);
            int leaf = leaf(tree, 0, row);
            for (int k = 0; k < out.length; k++) {
                double value = tree.value(leaf, k);
                out[k] = trees.sum() == Trees.Sum.RUNNING_MEAN
                        ? out[k] + 1.0 / (t + 1) * (value - out[k])
                        : out[k] + value;
            }
        }
        if (trees.sum() == Trees.Sum.MEAN) {
            for (int k = 0; k < out.length; k++) {
                out[k] /= trees.trees().size();
            }
        }
        return out;
    }

    private static int leaf(Tree tree, int node, double[] row) {
        if (tree.isLeaf(node)) {
            return tree.leaf(node);
        }
        double value = row[tree.feature(node)];
        boolean left = Double.isNaN(value) ? tree.missingLeft(node) : value <= tree.threshold(node);
        return leaf(tree, left ? node + 1 : tree.right(node), row);
    }

    private static double[] members(List<Form> members, List<Double> weights, double[] row, boolean vote) {
        double[] out = new double[members.get(0).outputs()];
        double sum = 0;
        for (int m = 0; m < members.size(); m++) {
            double[] scores = score(members.get(m), row);
            double weight = weights.get(m);
            sum += weight;
            int chosen = first(scores);
            for (int k = 0; k < out.length; k++) {
                out[k] += vote ? (k == chosen ? weight : 0) : weight * scores[k];
            }
        }
        for (int k = 0; k < out.length; k++) {
            out[k] /= sum;
        }
        return out;
    }

    /** The first of the largest that are numbers; 0 if none is. */
    private static int first(double[] scores) {
        for (int k = 0; k < scores.length; k++) {
            boolean largest = !Double.isNaN(scores[k]);
            for (double other : scores) {
                largest &= !(other > scores[k]);
            }
            if (largest) {
                return k;
            }
        }
        return 0;
    }

    private static double[] sigmoid(double score) {
        double p = 1 / (1 + StrictMath.exp(-score));
        return new double[] {1 - p, p};
    }

    private static double[] softmax(double[] scores) {
        double max = scores[0];
        boolean missing = false;
        for (double score : scores) {
            missing |= Double.isNaN(score);
            max = score > max ? score : max;
        }
        double[] out = new double[scores.length];
        double sum = 0;
        for (int k = 0; k < out.length; k++) {
            out[k] = missing ? Double.NaN : StrictMath.exp(scores[k] - max);
            sum += out[k];
        }
        for (int k = 0; k < out.length; k++) {
            out[k] /= sum;
        }
        return out;
    }
}
