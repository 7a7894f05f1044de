package io.mlcd.core.compression;

import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Trees;
import java.util.Arrays;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** Prunes each part of a form. */
final class PrunedParts extends Parts {
    private static final int STEPS = 4;
    private static final int SWEEPS_BETWEEN = 3;
    private static final int SWEEPS_AT_LAST = 10;
    private static final int LABEL_SWEEPS = 3;

    private final Pruning pruning;
    private final IdentityHashMap<Trees, TreePruning> begun;
    private final LeafIndices.Room room;

    /**
     * Parts of one form, pruned in one way.
     *
     * @param begun what is known of its trees from pruning them in other ways
     * @param room for what is to be known of them
     */
    PrunedParts(Pruning pruning, IdentityHashMap<Trees, TreePruning> begun, LeafIndices.Room room) {
        this.pruning = pruning;
        this.begun = begun;
        this.room = room;
    }

    @Override
    Form trees(Trees trees, @Nullable Sample sample, @Nullable Loss loss) {
        if (sample == null || sample.rows() == 0) {
            return trees; // a member that no row reaches
        }
        TreePruning pruned = begun(trees, sample);
        int splits = pruned.splits();
        if (pruning.refit() == Pruning.Refit.SCORES) {
            double[] before = pruned.scoresBefore();
            for (int step = 1; step <= STEPS; step++) {
                pruned.prune(kept(splits, StrictMath.pow(pruning.keep(), step / (double) STEPS)));
                int sweeps = step < STEPS ? SWEEPS_BETWEEN : SWEEPS_AT_LAST;
                if (loss == Loss.SIGMOID || loss == Loss.SOFTMAX) {
                    pruned.refit(loss, before, sweeps);
                } else {
                    pruned.refit(before, sweeps);
                }
            }
        } else {
            pruned.prune(kept(splits, pruning.keep()));
            if (pruning.refit() == Pruning.Refit.LABELS && loss != null) {
                pruned.refit(loss, LABEL_SWEEPS);
            }
        }
        return pruned.built();
    }

    /** Trees that another way of pruning has begun with, before the same rows; a meta model's rows are others each time. */
    private TreePruning begun(Trees trees, Sample sample) {
        TreePruning known = begun.get(trees);
        if (known == null || !known.isBefore(sample)) {
            if (known != null) {
                known.clear();
            }
            known = new TreePruning(trees, sample, room);
            begun.put(trees, known);
        }
        return known.copy();
    }

    private static int kept(int splits, double share) {
        return (int) Math.round(splits * share);
    }

    @Override
    Form linear(Linear linear, @Nullable Sample sample) {
        int inputs = linear.inputs();
        double[] means = new double[inputs];
        double[] sizes = new double[inputs];
        Arrays.fill(sizes, 1);
        if (sample != null && sample.rows() > 0) {
            measure(sample, means, sizes);
        }
        double[] all = new double[linear.outputs() * inputs];
        Arrays.setAll(all, i -> Math.abs(linear.weight(i / inputs, i % inputs)) * sizes[i % inputs]);
        Integer[] order = new Integer[all.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(all[a], all[b])); // stable
        boolean[] gone = new boolean[all.length];
        for (int i = 0; i < all.length - kept(all.length, pruning.keep()); i++) {
            gone[order[i]] = true;
        }
        double[][] weights = new double[linear.outputs()][inputs];
        double[] bias = new double[linear.outputs()];
        for (int k = 0; k < bias.length; k++) {
            bias[k] = linear.bias(k);
            for (int i = 0; i < inputs; i++) {
                boolean kept = !gone[k * inputs + i];
                weights[k][i] = kept ? linear.weight(k, i) : 0;
                bias[k] += kept ? 0 : linear.weight(k, i) * means[i];
            }
        }
        return Linear.of(weights, bias);
    }

    /** The mean of each input and the root of its mean square around that; a missing or infinite one does not count. */
    private static void measure(Sample sample, double[] means, double[] sizes) {
        for (int i = 0; i < means.length; i++) {
            double weight = 0;
            for (int row = 0; row < sample.rows(); row++) {
                double its = Double.isFinite(sample.value(row, i)) ? sample.weights()[row] : 0;
                weight += its;
                means[i] += its == 0 ? 0 : its / weight * (sample.value(row, i) - means[i]);
            }
            double squares = 0;
            for (int row = 0; row < sample.rows(); row++) {
                double away = sample.value(row, i) - means[i];
                squares += Double.isFinite(away) && weight > 0 ? sample.weights()[row] / weight * away * away : 0;
            }
            sizes[i] = Math.sqrt(squares); // infinite for numbers that are too large to square: kept
        }
    }
}
