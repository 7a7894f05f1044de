package io.mlcd.ensemble.trees;

import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Trees;
import io.mlcd.core.model.Model;
import java.util.Arrays;
import java.util.List;

/*
 * A row goes down the unpruned tree once. The nodes on its way become leaves one after the other, from the lowest to the root, as
 * the penalty grows, so what it is predicted changes a few times only, and its error is noted as a difference where it changes:
 * the sums over the rows are running sums over the penalties. Time is rows x depth + penalties, memory that of some numbers for
 * each penalty. Differences cancel each other, so sums keep what is lost by rounding: where trees are as good as each other, or are
 * the same, their sums must be too.
 */
/** How far trees pruned by several penalties are off on rows that they were not grown on; rows count by their weights. */
final class PruningErrors {
    private final double[] penalties;
    private final Sums errors;
    private final Sums squares;
    private double weight;
    private double squaredWeight;

    /**
     * Of no rows yet.
     *
     * @param penalties ascending
     */
    PruningErrors(double[] penalties) {
        this.penalties = penalties;
        errors = new Sums(penalties.length);
        squares = new Sums(penalties.length);
    }

    /** For each penalty what was added for it, as its difference from the one before. */
    private static final class Sums {
        private final double[] sums;
        private final double[] lost;

        Sums(int size) {
            sums = new double[size];
            lost = new double[size];
        }

        /** Adds a number for the penalties from one on. */
        void add(int from, double value) {
            double sum = sums[from] + value;
            double added = sum - sums[from];
            lost[from] += (sums[from] - (sum - added)) + (value - added);
            sums[from] = sum;
        }

        void add(Sums other) {
            for (int i = 0; i < sums.length; i++) {
                add(i, other.sums[i]);
                lost[i] += other.lost[i];
            }
        }

        double[] running() {
            Sums running = new Sums(1);
            double[] all = new double[sums.length];
            for (int i = 0; i < all.length; i++) {
                running.add(0, sums[i]);
                running.lost[0] += lost[i];
                all[i] = running.sums[0] + running.lost[0];
            }
            return all;
        }
    }

    /**
     * Adds rows to test. The error of one is the squared distance between the truth, for classes 1 for the true one, and the
     * prediction.
     *
     * @param signature of models of the tree
     * @param weights by row
     */
    void add(PrunableTree tree, Signature signature, Table test, double[] weights) {
        int[] leafFrom = new int[tree.nodes()];
        Arrays.setAll(leafFrom, node -> leafFrom(tree.alpha(node)));
        double[] leaves = leaves(tree, signature, test);
        double[] truths = truths(signature, test.target().orElseThrow());
        boolean classes = signature.output() instanceof Output.Classes;
        for (int row = 0; row < weights.length; row++) {
            if (weights[row] > 0) {
                add(tree, leafFrom, (int) leaves[row], truths[row], classes, weights[row]);
                weight += weights[row];
                squaredWeight += weights[row] * weights[row];
            }
        }
    }

    /** The first penalty of those at which a node is a leaf, or their number. */
    private int leafFrom(double alpha) {
        int low = 0;
        int high = penalties.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (alpha <= penalties[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** The node of the unpruned tree that each row ends in. */
    private static double[] leaves(PrunableTree tree, Signature signature, Table test) {
        Signature numbered = Signature.of(
                signature.features(), new Output.Numeric(signature.output().name()));
        Trees form = Trees.of(signature.features().size(), List.of(tree.numbered()), Trees.Sum.TOTAL);
        return Model.of(numbered, form).scores(test);
    }

    private static double[] truths(Signature signature, Column target) {
        if (!(signature.output() instanceof Output.Classes classes)) {
            return target.toNumbers();
        }
        double[] numbers = new double[target.categories().size()];
        Arrays.setAll(
                numbers, code -> classes.labels().indexOf(target.categories().get(code)));
        double[] truths = new double[target.size()];
        Arrays.setAll(truths, row -> numbers[target.code(row)]); // -1 where the fold lacks the class
        return truths;
    }

    private void add(PrunableTree tree, int[] leafFrom, int leaf, double truth, boolean classes, double its) {
        int from = 0;
        int node = leaf;
        for (int above = tree.above(leaf); above >= 0; above = tree.above(above)) {
            int to = leafFrom[above];
            if (to == penalties.length) {
                break; // and so are those above it
            }
            if (to > from) {
                add(from, to, error(tree.values(node), truth, classes), its);
                from = to;
            }
            node = above;
        }
        add(from, penalties.length, error(tree.values(node), truth, classes), its);
    }

    private static double error(double[] values, double truth, boolean classes) {
        double error = 0;
        for (int k = 0; k < values.length; k++) {
            double distance = (classes ? (k == truth ? 1 : 0) : truth) - values[k];
            error += distance * distance;
        }
        return error;
    }

    private void add(int from, int to, double error, double its) {
        double weighted = its * error;
        errors.add(from, weighted);
        squares.add(from, weighted * error);
        if (to < penalties.length) {
            errors.add(to, -weighted);
            squares.add(to, -weighted * error);
        }
    }

    /** Adds the rows of others with the same penalties. */
    void add(PruningErrors others) {
        errors.add(others.errors);
        squares.add(others.squares);
        weight += others.weight;
        squaredWeight += others.squaredWeight;
    }

    /** Of all rows that were added. */
    double weight() {
        return weight;
    }

    /** The greatest penalty with the least mean error, or with one within a standard error of the least. */
    double best(boolean withinOneStandardError) {
        double[] means = errors.running();
        int least = 0;
        for (int i = 0; i < means.length; i++) {
            means[i] /= weight;
            least = means[i] <= means[least] ? i : least;
        }
        if (withinOneStandardError) {
            double bound = means[least] + standardError(means[least], squares.running()[least]);
            for (int i = least; i < means.length; i++) {
                least = means[i] <= bound ? i : least;
            }
        }
        return penalties[least];
    }

    /** Of a weighted mean of as many rows as would, with equal weights, tell as much (Kish 1965, Survey Sampling, section 11.7). */
    private double standardError(double mean, double sumOfSquares) {
        double rows = weight * weight / squaredWeight;
        double variance = Math.max(0, sumOfSquares / weight - mean * mean);
        return rows > 1 ? Math.sqrt(variance / (rows - 1)) : 0;
    }
}
