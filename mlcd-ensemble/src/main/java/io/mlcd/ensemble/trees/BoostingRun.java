package io.mlcd.ensemble.trees;

import io.mlcd.api.Output;
import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.learn.Training;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** One fit of gradient boosting. */
final class BoostingRun {
    private static final int CHUNK = 1 << 13;

    private final BoostingSettings settings;
    private final TreeSettings treeSettings;
    private final Training training;
    private final Crew crew;
    private final SplittableRandom random;
    private final Objective objective;
    private final Bins bins;
    private final int rows;
    /** The rows that train, ascending, and those that are held out. */
    private final int[] trained;

    private final int[] heldOut;
    private final double[] scores;
    private final double[] gradients;
    private final double[] hessians;
    /** For each output its gradients. */
    private final double[] gradient;

    private final double[] hessian;
    private final Gradients rounded;
    private final Grower grower;
    private final List<Tree> trees = new ArrayList<>();

    private BoostingRun(
            BoostingSettings settings,
            TreeSettings treeSettings,
            Training training,
            Objective objective,
            SplittableRandom random,
            Crew crew) {
        this.settings = settings;
        this.treeSettings = treeSettings;
        this.training = training;
        this.objective = objective;
        this.crew = crew;
        this.random = random;
        Table table = training.table();
        rows = table.rows();
        boolean[] out = heldOut();
        int outCount = 0;
        for (boolean one : out) {
            outCount += one ? 1 : 0;
        }
        trained = new int[rows - outCount];
        heldOut = new int[outCount];
        for (int row = 0, t = 0, h = 0; row < rows; row++) {
            if (out[row]) {
                heldOut[h++] = row;
            } else {
                trained[t++] = row;
            }
        }
        bins = Bins.of(table.features(), rows, settings.bins(), crew);
        scores = new double[Math.multiplyExact(rows, objective.outputs)];
        gradients = new double[scores.length];
        hessians = new double[scores.length];
        gradient = objective.outputs == 1 ? gradients : new double[rows];
        hessian = objective.outputs == 1 ? hessians : new double[rows];
        rounded = new Gradients(rows);
        grower = new Grower(bins, treeSettings, rounded, crew);
    }

    /**
     * Makes ready for a fit.
     *
     * @throws TrainingException if the loss does not go with the target
     */
    static BoostingRun of(
            BoostingSettings settings, TreeSettings treeSettings, Training training, long seed, Crew crew) {
        Loss loss = loss(settings.loss(), training);
        double[] truths = truths(training);
        double[] weights = weights(training, truths, settings.balanced());
        int classes = training.ofClasses() ? training.signature().output().width() : 0;
        Objective objective = Objective.of(loss, truths, weights, classes);
        return new BoostingRun(settings, treeSettings, training, objective, new SplittableRandom(seed), crew);
    }

    private static Loss loss(Loss asked, Training training) {
        boolean classes = training.ofClasses();
        String target = training.target().name();
        if (asked.kind() == Loss.Kind.AUTOMATIC) {
            return classes ? Loss.logLoss() : Loss.squared();
        }
        if (classes != (asked.kind() == Loss.Kind.LOG_LOSS)) {
            throw new TrainingException(
                    TrainingException.Reason.BAD_TARGET,
                    "the loss " + asked.kind() + " is one of " + (classes ? "numbers" : "classes")
                            + ", but the target \""
                            + target + "\" holds "
                            + (classes
                                    ? "classes; use Loss.logLoss()"
                                    : "numbers; use"
                                            + " Loss.squared() or another of numbers, or make it a category: table.asCategory(name)"));
        }
        double least = least(training.target(), classes);
        boolean positive = asked.kind() == Loss.Kind.GAMMA;
        boolean notNegative = asked.kind() == Loss.Kind.POISSON || asked.kind() == Loss.Kind.TWEEDIE;
        if ((positive && !(least > 0)) || (notNegative && !(least >= 0))) {
            throw new TrainingException(
                    TrainingException.Reason.BAD_TARGET,
                    "the loss " + asked.kind() + " takes numbers " + (positive ? "above 0" : "of 0 or more")
                            + ", but \"" + target + "\" goes down to " + least
                            + "; use Loss.squared(), or leave these rows out");
        }
        return asked;
    }

    private static double least(Column target, boolean classes) {
        double least = Double.POSITIVE_INFINITY;
        for (int row = 0; !classes && row < target.size(); row++) {
            least = Math.min(least, target.number(row));
        }
        return least;
    }

    private static double[] truths(Training training) {
        Column target = training.target();
        double[] truths = new double[target.size()];
        for (int row = 0; row < truths.length; row++) {
            truths[row] = training.ofClasses() ? target.code(row) : target.number(row);
        }
        return truths;
    }

    private static double[] weights(Training training, double[] truths, boolean balanced) {
        double[] weights = new double[truths.length];
        training.table()
                .weights()
                .ifPresentOrElse(column -> Arrays.setAll(weights, column::number), () -> Arrays.fill(weights, 1));
        if (!balanced) {
            return weights;
        }
        if (!(training.signature().output() instanceof Output.Classes classes)) {
            throw new TrainingException(
                    TrainingException.Reason.BAD_TARGET,
                    "balanced() weighs classes, but the target \""
                            + training.target().name()
                            + "\" holds numbers; use Table.weights(String) for weights of your own");
        }
        double[] sums = new double[classes.width()];
        double all = 0;
        for (int row = 0; row < truths.length; row++) {
            sums[(int) truths[row]] += weights[row];
            all += weights[row];
        }
        for (int row = 0; row < truths.length; row++) {
            weights[row] *= all / (sums.length * sums[(int) truths[row]]);
        }
        return weights;
    }

    /** Every so many rows in the order of the target are held out. */
    private boolean[] heldOut() {
        boolean[] out = new boolean[rows];
        if (settings.patience() > 0) {
            int[] order = Training.byTarget(training.table(), random.nextLong());
            double taken = 0.5;
            for (int row : order) {
                taken += settings.validationFraction();
                out[row] = taken >= 1;
                taken -= out[row] ? 1 : 0;
            }
        }
        return out;
    }

    /** Trains. */
    Model model() throws InterruptedException {
        double[] start = objective.start(trained);
        for (int k = 0; k < objective.outputs; k++) {
            Arrays.fill(scores, k * rows, (k + 1) * rows, start[k]);
        }
        double best = Double.POSITIVE_INFINITY;
        int bestTrees = 0;
        int since = 0;
        for (int round = 0;
                round < settings.rounds() && (settings.patience() == 0 || since < settings.patience());
                round++) {
            if (Thread.interrupted()) {
                throw new InterruptedException("the fit was interrupted in round " + (round + 1));
            }
            round();
            since++;
            if (heldOut.length > 0) {
                double loss = heldOutLoss();
                if (loss < best) {
                    best = loss;
                    bestTrees = trees.size();
                    since = 0;
                }
            }
        }
        return Model.of(training.signature(), form(start, heldOut.length > 0 ? bestTrees : trees.size()));
    }

    private double heldOutLoss() {
        double sum = 0;
        for (int row : heldOut) {
            sum += objective.weights[row] * objective.loss(scores, row);
        }
        return sum;
    }

    private void round() {
        int chunks = (rows + CHUNK - 1) / CHUNK;
        crew.all(
                chunks,
                chunk -> objective.gradients(
                        scores, chunk * CHUNK, Math.min(rows, (chunk + 1) * CHUNK), gradients, hessians));
        int count = draw(grower.index());
        boolean all = count == rows;
        int[] drawn = objective.outputs > 1 ? Arrays.copyOf(grower.index(), count) : grower.index();
        for (int k = 0; k < objective.outputs; k++) {
            if (objective.outputs > 1) {
                System.arraycopy(gradients, k * rows, gradient, 0, rows);
                System.arraycopy(hessians, k * rows, hessian, 0, rows);
                System.arraycopy(drawn, 0, grower.index(), 0, count);
            }
            rounded.round(gradient, hessian, grower.index(), count, random.nextLong(), crew);
            GrownTree tree = grower.grow(count, rounded, features());
            crew.all(tree.leaves().size(), leaf -> value(tree.leaves().get(leaf)));
            add(tree, k * rows, all);
            trees.add(tree.toTree());
        }
    }

    /** The rows of a round; gives how many. */
    private int draw(int[] index) {
        int count = 0;
        if (settings.rowFraction() < 1) {
            int wanted = Math.max(1, (int) Math.round(settings.rowFraction() * trained.length));
            for (int i = 0; i < trained.length; i++) { // each set of so many rows is as likely as any other
                if (random.nextInt(trained.length - i) < wanted - count) {
                    index[count++] = trained[i];
                }
            }
            return count;
        }
        System.arraycopy(trained, 0, index, 0, trained.length);
        return trained.length;
    }

    private int[] features() {
        int[] features = new int[bins.features];
        int count = 0;
        int wanted = Math.max(1, (int) Math.round(settings.featureFraction() * features.length));
        for (int f = 0; f < features.length; f++) {
            if (wanted == features.length || random.nextInt(features.length - f) < wanted - count) {
                features[count++] = f;
            }
        }
        return Arrays.copyOf(features, count);
    }

    private void value(Node leaf) {
        int[] index = grower.index();
        if (objective.refits()) {
            leaf.value = settings.rate() * objective.leaf(scores, index, leaf.from, leaf.to);
            return;
        }
        double sum = 0;
        double weight = treeSettings.l2();
        for (int i = leaf.from; i < leaf.to; i++) {
            sum += gradient[index[i]];
            weight += hessian[index[i]];
        }
        leaf.value = weight > 0 ? -settings.rate() * sum / weight : 0;
    }

    private void add(GrownTree tree, int at, boolean all) {
        if (all) {
            crew.all(tree.leaves().size(), i -> {
                Node leaf = tree.leaves().get(i);
                for (int r = leaf.from; r < leaf.to; r++) {
                    scores[at + grower.index()[r]] += leaf.value;
                }
            });
            return;
        }
        crew.all((rows + CHUNK - 1) / CHUNK, chunk -> {
            for (int row = chunk * CHUNK; row < Math.min(rows, (chunk + 1) * CHUNK); row++) {
                scores[at + row] += tree.value(row);
            }
        });
    }

    private Form form(double[] start, int count) {
        Trees.Builder forest = Trees.builder(bins.features, objective.outputs).base(start);
        for (int t = 0; t < count; t++) {
            forest.add(trees.get(t), t % objective.outputs);
        }
        if (count == 0) {
            forest.add(Tree.builder(1).leaf(0).build(), 0);
        }
        Trees form = forest.build();
        return switch (objective.link) {
            case IDENTITY -> form;
            case SIGMOID -> new Linked(form, Linked.Link.SIGMOID);
            case SOFTMAX -> new Linked(form, Linked.Link.SOFTMAX);
            case EXP -> new Linked(form, Linked.Link.EXP);
        };
    }
}
