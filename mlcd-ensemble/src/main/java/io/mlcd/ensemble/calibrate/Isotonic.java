package io.mlcd.ensemble.calibrate;

import io.mlcd.core.form.Form;
import io.mlcd.core.form.Stacked;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import java.util.Arrays;
import java.util.List;

/** Rising steps: from each of {@code from} on the value beside it. */
final class Isotonic {
    private final double[] from;
    private final double[] values;

    private Isotonic(double[] from, double[] values) {
        this.from = from;
        this.values = values;
    }

    static Form correction(Predicted predicted) {
        int classes = predicted.classes();
        if (classes == 2) {
            Tree.Builder tree = Tree.builder(2);
            Isotonic steps = of(predicted, 1);
            steps.grow(tree, 1, 0, steps.values.length, true);
            return Trees.of(2, List.of(tree.build()), Trees.Sum.TOTAL);
        }
        Trees.Builder trees = Trees.builder(classes, classes);
        for (int k = 0; k < classes; k++) {
            Tree.Builder tree = Tree.builder(1);
            Isotonic steps = of(predicted, k);
            steps.grow(tree, k, 0, steps.values.length, false);
            trees.add(tree.build(), k);
        }
        return new Stacked(List.of(trees.build()), Corrections.normalised(classes, 0, 1), false);
    }

    private static Isotonic of(Predicted predicted, int k) {
        double[] scores = new double[predicted.rows()];
        boolean[] truth = new boolean[scores.length];
        double[] weights = new double[scores.length];
        for (int row = 0; row < scores.length; row++) {
            scores[row] = predicted.probability(row, k);
            truth[row] = predicted.truth(row) == k;
            weights[row] = predicted.weight(row);
        }
        return of(scores, truth, weights);
    }

    /**
     * The rising values with the least weighted squared distance from 1 where a row is of the class and 0 elsewhere, then kept within
     * Platt's targets. Rows of one score have one value. Between two steps the border lies in the middle.
     */
    static Isotonic of(double[] scores, boolean[] truth, double[] weights) {
        double[] distinct = distinct(scores, weights);
        double[] weight = new double[distinct.length];
        double[] value = new double[distinct.length];
        for (int row = 0; row < scores.length; row++) {
            if (weights[row] > 0) {
                int at = Arrays.binarySearch(distinct, scores[row] + 0.0);
                weight[at] += weights[row];
                value[at] += truth[row] ? weights[row] : 0;
            }
        }
        int[] first = new int[distinct.length];
        int blocks = 0;
        for (int at = 0; at < distinct.length; at++) {
            first[blocks] = at;
            weight[blocks] = weight[at];
            value[blocks] = value[at] / weight[at];
            blocks++;
            while (blocks > 1 && value[blocks - 2] >= value[blocks - 1]) {
                double both = weight[blocks - 2] + weight[blocks - 1];
                value[blocks - 2] =
                        (weight[blocks - 2] * value[blocks - 2] + weight[blocks - 1] * value[blocks - 1]) / both;
                weight[blocks - 2] = both;
                blocks--;
            }
        }
        return steps(distinct, first, Arrays.copyOf(value, blocks), Platt.Targets.of(truth, weights));
    }

    private static double[] distinct(double[] scores, double[] weights) {
        double[] sorted = new double[scores.length];
        int count = 0;
        for (int row = 0; row < scores.length; row++) {
            if (weights[row] > 0) {
                sorted[count++] = scores[row] + 0.0; // no -0.0
            }
        }
        return Arrays.stream(sorted, 0, count).sorted().distinct().toArray();
    }

    private static Isotonic steps(double[] distinct, int[] first, double[] values, Platt.Targets targets) {
        double[] from = new double[values.length];
        double[] kept = new double[values.length];
        int count = 0;
        for (int block = 0; block < values.length; block++) {
            double value = Math.min(Math.max(values[block], targets.low()), targets.high());
            if (count == 0 || value != kept[count - 1]) {
                from[count] = block == 0 ? Double.NEGATIVE_INFINITY : border(distinct, first[block]);
                kept[count++] = value;
            }
        }
        return new Isotonic(Arrays.copyOf(from, count), Arrays.copyOf(kept, count));
    }

    /** The last score that is before a block. */
    private static double border(double[] distinct, int first) {
        double low = distinct[first - 1];
        double middle = low + (distinct[first] - low) / 2;
        return middle < distinct[first] ? middle : low;
    }

    /** The value of a score. */
    double at(double score) {
        int step = 0;
        while (step + 1 < from.length && score > from[step + 1]) {
            step++;
        }
        return values[step];
    }

    /** What the steps are. */
    double[] values() {
        return values.clone();
    }

    /** Where each but the first begins: above it. */
    double[] borders() {
        return Arrays.copyOfRange(from, 1, from.length);
    }

    /** A balanced tree of the steps from one up to, but without, another. */
    private void grow(Tree.Builder tree, int input, int begin, int end, boolean both) {
        if (end - begin == 1) {
            if (both) {
                tree.leaf(1 - values[begin], values[begin]);
            } else {
                tree.leaf(values[begin]);
            }
            return;
        }
        int middle = (begin + end) >>> 1;
        tree.split(input, from[middle], false);
        grow(tree, input, begin, middle, both);
        grow(tree, input, middle, end, both);
    }
}
