package io.mlcd.ensemble.trees;

import io.mlcd.core.data.Column;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Training;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;

/** One fit of a forest. */
final class ForestRun {
    private final ForestSettings settings;
    private final Training training;
    private final Fit fit;
    private final Bins bins;
    private final Target target;
    private final int minLeafRows;
    private final int tried;
    private final ConcurrentLinkedQueue<ForestGrower> growers = new ConcurrentLinkedQueue<>();

    /** What is to be predicted. */
    static final class Target {
        /** How many, or 0 for a number. */
        final int classes;
        /** By row the number of the class, or the number less the mean of all. */
        final double[] truths;
        /** What was taken off. */
        final double mean;
        /** By row; all 1 without weights in the table. */
        final double[] weights;

        private Target(int classes, double[] truths, double mean, double[] weights) {
            this.classes = classes;
            this.truths = truths;
            this.mean = mean;
            this.weights = weights;
        }

        static Target of(Training training) {
            Column column = training.target();
            int rows = column.size();
            double[] truths = new double[rows];
            double[] weights = new double[rows];
            Arrays.fill(weights, 1);
            training.table().weights().ifPresent(given -> Arrays.setAll(weights, given::number));
            double sum = 0;
            double weight = 0;
            for (int row = 0; row < rows; row++) {
                truths[row] = training.ofClasses() ? column.code(row) : column.number(row);
                sum += weights[row] * truths[row];
                weight += weights[row];
            }
            int classes = training.ofClasses() ? training.signature().output().width() : 0;
            double mean = classes > 0 ? 0 : sum / weight;
            for (int row = 0; row < rows; row++) {
                truths[row] -= mean;
            }
            return new Target(classes, truths, mean, weights);
        }

        /** How many values a leaf holds. */
        int outputs() {
            return Math.max(1, classes);
        }
    }

    private ForestRun(ForestSettings settings, Training training, Fit fit, Bins bins) {
        this.settings = settings;
        this.training = training;
        this.fit = fit;
        this.bins = bins;
        target = Target.of(training);
        boolean classes = target.classes > 0;
        minLeafRows = settings.minLeafRows() > 0 ? settings.minLeafRows() : classes ? 1 : 5;
        int wanted = settings.features() > 0
                ? settings.features()
                : (int) Math.round(classes ? Math.sqrt(bins.features) : bins.features / 3.0);
        tried = Math.max(1, Math.min(bins.features, wanted));
    }

    static ForestRun of(ForestSettings settings, Training training, Fit fit) {
        try (Crew crew = new Crew(fit)) {
            Bins bins = Bins.of(training.table().features(), training.table().rows(), settings.bins(), crew);
            return new ForestRun(settings, training, fit, bins);
        }
    }

    /** Grows the trees. */
    Model model() throws InterruptedException {
        List<Tree> trees = fit.all(settings.trees(), this::tree);
        return Model.of(training.signature(), Trees.of(bins.features, trees, Trees.Sum.MEAN));
    }

    private Tree tree(int index) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the fit was interrupted at tree " + (index + 1));
        }
        ForestGrower polled = growers.poll();
        ForestGrower grower = polled == null ? new ForestGrower(bins, target, settings, minLeafRows, tried) : polled;
        Tree tree = grower.grow(new SplittableRandom(fit.member(index).seed()));
        growers.add(grower);
        fit.pieceDone();
        return tree;
    }
}
