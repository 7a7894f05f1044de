package io.mlcd.ensemble.trees;

import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.learn.Fit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;

/** One fit of a forest. */
final class ForestRun {
    private final ForestSettings settings;
    private final Binned binned;
    private final Fit fit;
    private final Target target;
    private final int[] rows;
    private final ConcurrentLinkedQueue<ForestGrower> growers = new ConcurrentLinkedQueue<>();

    /** What is to be predicted. */
    static final class Target {
        /** How many, or 0 for a number. */
        final int classes;
        /** By row the number of the class, or the number less the mean of all. */
        final double[] truths;
        /** What was taken off. */
        final double mean;
        /** By row; all 1 without weights in the table. Rows that take no part may have any. */
        final double[] weights;
        /** Whether each row weighs 1. */
        final boolean unweighted;

        private Target(int classes, double[] truths, double mean, double[] weights) {
            unweighted = Arrays.stream(weights).allMatch(weight -> weight == 1);
            this.classes = classes;
            this.truths = truths;
            this.mean = mean;
            this.weights = weights;
        }

        /** Of some rows, each as often as it counts. */
        static Target of(Binned binned, int[] rows) {
            double[] counted = binned.weights(rows);
            double[] weights = new double[counted.length];
            Arrays.fill(weights, 1);
            binned.training.table().weights().ifPresent(column -> Arrays.setAll(weights, column::number));
            if (binned.classes() > 0) {
                return new Target(binned.classes(), binned.truths(), 0, weights);
            }
            double sum = 0;
            double weight = 0;
            for (int row = 0; row < counted.length; row++) {
                sum += counted[row] * binned.truths()[row];
                weight += counted[row];
            }
            double[] centred = new double[counted.length];
            for (int row = 0; row < centred.length; row++) {
                centred[row] = binned.truths()[row] - sum / weight;
            }
            return new Target(0, centred, sum / weight, weights);
        }

        /** How many values a leaf holds. */
        int outputs() {
            return Math.max(1, classes);
        }
    }

    private ForestRun(ForestSettings settings, Binned binned, int[] rows, Fit fit) {
        this.settings = settings.resolved(binned.classes() > 0, binned.bins.features);
        this.binned = binned;
        this.rows = rows;
        this.fit = fit;
        target = Target.of(binned, rows);
    }

    /**
     * Grows the trees.
     *
     * @param rows each as often as it counts
     */
    static Model model(ForestSettings settings, Binned binned, int[] rows, Fit fit) throws InterruptedException {
        return new ForestRun(settings, binned, rows, fit).model();
    }

    private Model model() throws InterruptedException {
        List<Tree> trees = new ArrayList<>();
        fit.all(settings.trees(), this::tree).forEach(tree -> tree.ifPresent(trees::add));
        return Model.of(binned.training.signature(), Trees.of(binned.bins.features, trees, Trees.Sum.MEAN));
    }

    /** Once it is late no more trees are begun, but for the first. */
    private Optional<Tree> tree(int index) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the fit was interrupted at tree " + (index + 1));
        }
        if (fit.isLate()) {
            if (index == 0) {
                throw fit.tooLate("one tree");
            }
            fit.pieceDone();
            return Optional.empty();
        }
        ForestGrower polled = growers.poll();
        ForestGrower grower = polled == null ? new ForestGrower(binned.bins, target, settings, binned.rows()) : polled;
        TreeSink sink = new TreeSink(target.outputs());
        grower.grow(rows, new SplittableRandom(fit.member(index).seed()), sink);
        growers.add(Objects.requireNonNull(grower));
        fit.pieceDone();
        return Optional.of(sink.build());
    }
}
