package io.mlcd.ensemble.trees;

import io.mlcd.api.Output;
import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Column;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Training;
import io.mlcd.ensemble.progress.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** One fit of gradient boosting. */
final class BoostingRun {
    private static final int CHUNK = 1 << 13;

    private final BoostingSettings settings;
    private final TreeSettings treeSettings;
    private final Training training;
    private final Fit fit;
    private final Crew crew;
    private final SplittableRandom random;
    private final Objective objective;
    private final Bins bins;
    private final int rows;
    /** The rows that train, ascending, and those that are held out. */
    private final int[] trained;

    private final int[] heldOut;
    /** In a round the rows that train no tree, but whose scores are kept up: {@link #heldOut}, and those that were not drawn. */
    private final int[] others;

    private int otherCount;

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
            Binned binned,
            int[] drawn,
            Objective objective,
            Fit fit,
            Crew crew) {
        this.settings = settings;
        this.treeSettings = treeSettings;
        this.training = binned.training;
        this.objective = objective;
        this.fit = fit;
        this.crew = crew;
        random = new SplittableRandom(fit.seed());
        rows = binned.rows();
        bins = binned.bins;
        int[] distinct = Binned.distinct(drawn, rows);
        boolean[] out = heldOut(distinct);
        trained = chosen(distinct, out, false);
        heldOut = chosen(distinct, out, true);
        others = Arrays.copyOf(heldOut, distinct.length);
        scores = new double[Math.multiplyExact(rows, objective.outputs)];
        gradients = new double[scores.length];
        hessians = new double[scores.length];
        gradient = objective.outputs == 1 ? gradients : new double[rows];
        hessian = objective.outputs == 1 ? hessians : new double[rows];
        rounded = new Gradients(rows);
        grower = new Grower(bins, treeSettings, directions(), rounded, crew);
    }

    /**
     * Makes ready for a fit.
     *
     * @param drawn the rows, each as often as it counts
     * @throws TrainingException if the loss, the class weights or the monotone features do not go with the table
     */
    static BoostingRun of(
            BoostingSettings settings, TreeSettings treeSettings, Binned binned, int[] drawn, Fit fit, Crew crew) {
        Loss loss = loss(settings.loss(), binned.training);
        double[] weights = weights(settings, binned, drawn);
        Objective objective = Objective.of(loss, binned.truths(), weights, binned.classes());
        return new BoostingRun(settings, treeSettings, binned, drawn, objective, fit, crew);
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

    private static double[] weights(BoostingSettings settings, Binned binned, int[] drawn) {
        double[] weights = binned.weights(drawn);
        if (!settings.balanced() && settings.classWeights().isEmpty()) {
            return weights;
        }
        String target = binned.training.target().name();
        if (!(binned.training.signature().output() instanceof Output.Classes classes)) {
            throw new TrainingException(
                    TrainingException.Reason.BAD_TARGET,
                    (settings.balanced() ? "balanced()" : "classWeights()") + " weighs classes, but the target \""
                            + target + "\" holds numbers; use Table.weights(String) for weights of your own");
        }
        double[] factors =
                settings.balanced() ? balancing(weights, binned) : factors(settings.classWeights(), classes, target);
        for (int row = 0; row < weights.length; row++) {
            weights[row] *= factors[(int) binned.truths()[row]];
        }
        return weights;
    }

    private static double[] balancing(double[] weights, Binned binned) {
        double[] sums = new double[binned.classes()];
        double all = 0;
        for (int row = 0; row < weights.length; row++) {
            sums[(int) binned.truths()[row]] += weights[row];
            all += weights[row];
        }
        double[] factors = new double[sums.length];
        for (int k = 0; k < sums.length; k++) {
            factors[k] = sums[k] > 0 ? all / (sums.length * sums[k]) : 1;
        }
        return factors;
    }

    private static double[] factors(Map<String, Double> given, Output.Classes classes, String target) {
        TreeSet<String> unknown = new TreeSet<>(given.keySet());
        unknown.removeAll(classes.labels());
        if (!unknown.isEmpty()) {
            throw new TrainingException(
                    TrainingException.Reason.MISSING_CLASS,
                    "classWeights() names " + unknown + ", but the classes of \"" + target + "\" are "
                            + classes.labels());
        }
        double[] factors = new double[classes.width()];
        Arrays.setAll(factors, k -> given.getOrDefault(classes.labels().get(k), 1.0));
        return factors;
    }

    /** For each feature 1 if the score may not fall with it, -1 if it may not rise, else 0. */
    private int[] directions() {
        int[] directions = new int[bins.features];
        List<String> problems = new ArrayList<>();
        if (!settings.monotone().isEmpty() && objective.outputs > 1) {
            problems.add("the target \"" + training.target().name() + "\" has " + objective.outputs
                    + " classes, of which no order says what rising means; for more than two classes leave them out");
        }
        settings.monotone().forEach((name, direction) -> {
            int position = training.signature().indexOf(name);
            if (position < 0) {
                problems.add("there is no feature \"" + name + "\"; the features are "
                        + training.table().features().stream().map(Column::name).toList());
            } else if (bins.cuts[position].isCategory()) {
                problems.add("\"" + name + "\" is a category, which does not rise or fall");
            } else {
                directions[position] = direction;
            }
        });
        if (!problems.isEmpty()) {
            throw new TrainingException(
                    TrainingException.Reason.BAD_COLUMN,
                    "increasing() or decreasing() cannot be kept: " + String.join("; ", problems));
        }
        return directions;
    }

    /** Every so many rows in the order of the target are held out; by position in {@code distinct}. */
    private boolean[] heldOut(int[] distinct) {
        boolean[] out = new boolean[distinct.length];
        if (settings.patience() > 0) {
            int[] order = Training.byTarget(training.table().rows(distinct), random.nextLong());
            double taken = 0.5;
            for (int at : order) {
                taken += settings.validationFraction();
                out[at] = taken >= 1;
                taken -= out[at] ? 1 : 0;
            }
        }
        return out;
    }

    private static int[] chosen(int[] rows, boolean[] out, boolean wanted) {
        int[] chosen = new int[rows.length];
        int count = 0;
        for (int i = 0; i < rows.length; i++) {
            if (out[i] == wanted) {
                chosen[count++] = rows[i];
            }
        }
        return Arrays.copyOf(chosen, count);
    }

    /** Trains. */
    Model model() throws InterruptedException {
        requireWeight();
        double[] start = objective.start(trained);
        for (int k = 0; k < objective.outputs; k++) {
            Arrays.fill(scores, k * rows, (k + 1) * rows, start[k]);
        }
        double heldOutWeight = 0;
        for (int row : heldOut) {
            heldOutWeight += objective.weights[row];
        }
        double best = Double.POSITIVE_INFINITY;
        int bestTrees = 0;
        int round = 0;
        for (int since = 0; goesOn(round, since); round++) {
            round();
            since++;
            if (heldOut.length == 0) {
                fit.pieceDone();
                continue;
            }
            double loss = heldOutWeight > 0 ? heldOutLoss() / heldOutWeight : 0;
            if (loss < best) {
                best = loss;
                bestTrees = trees.size();
                since = 0;
            }
            fit.pieceDone(new Step.Score("held-out loss", loss));
        }
        fit.piecesDone(settings.rounds() - round);
        return Model.of(training.signature(), form(start, heldOut.length > 0 ? bestTrees : trees.size()));
    }

    private void requireWeight() {
        for (int row : trained) {
            if (objective.weights[row] > 0) {
                return;
            }
        }
        throw new TrainingException(
                TrainingException.Reason.BAD_COLUMN,
                "earlyStopping() holds out all rows that weigh anything, so the " + trained.length
                        + " that are left train nothing; give more rows of some weight, or a smaller share to hold out");
    }

    private boolean goesOn(int round, int since) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the fit was interrupted in round " + (round + 1));
        }
        boolean late = fit.isLate();
        if (late && round == 0) {
            throw fit.tooLate("one round of boosting");
        }
        return !late && round < settings.rounds() && (settings.patience() == 0 || since < settings.patience());
    }

    private double heldOutLoss() {
        int chunks = chunks(heldOut.length);
        double[] losses = new double[chunks];
        crew.all(
                chunks,
                chunk -> losses[chunk] = objective.loss(scores, heldOut, chunk * CHUNK, end(chunk, heldOut.length)));
        double sum = 0;
        for (double loss : losses) {
            sum += loss;
        }
        return sum;
    }

    private static int chunks(int count) {
        return (count + CHUNK - 1) / CHUNK;
    }

    private static int end(int chunk, int count) {
        return Math.min(count, (chunk + 1) * CHUNK);
    }

    private void round() {
        crew.all(
                chunks(trained.length),
                chunk -> objective.gradients(
                        scores, trained, chunk * CHUNK, end(chunk, trained.length), gradients, hessians));
        int count = draw(grower.index());
        int[] drawn = objective.outputs > 1 ? Arrays.copyOf(grower.index(), count) : grower.index();
        for (int k = 0; k < objective.outputs; k++) {
            if (objective.outputs > 1) {
                System.arraycopy(gradients, k * rows, gradient, 0, rows);
                System.arraycopy(hessians, k * rows, hessian, 0, rows);
                System.arraycopy(drawn, 0, grower.index(), 0, count);
            }
            rounded.round(gradient, hessian, grower.index(), count, random.nextLong(), crew);
            GrownTree tree = grower.grow(count, rounded, features(), random.nextLong());
            crew.all(tree.leaves().size(), leaf -> value(tree.leaves().get(leaf)));
            add(tree, k * rows);
            trees.add(tree.toTree());
        }
    }

    /** The rows of a round; gives how many. The rest join the others. */
    private int draw(int[] index) {
        otherCount = heldOut.length;
        if (settings.rowFraction() == 1) {
            System.arraycopy(trained, 0, index, 0, trained.length);
            return trained.length;
        }
        int count = 0;
        int wanted = Math.max(1, (int) Math.round(settings.rowFraction() * trained.length));
        for (int i = 0; i < trained.length; i++) { // each set of so many rows is as likely as any other
            if (random.nextInt(trained.length - i) < wanted - count) {
                index[count++] = trained[i];
            } else {
                others[otherCount++] = trained[i];
            }
        }
        return count;
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
        double step;
        if (objective.refits()) {
            step = objective.leaf(scores, index, leaf.from, leaf.to);
        } else {
            double sum = 0;
            double weight = treeSettings.l2();
            for (int i = leaf.from; i < leaf.to; i++) {
                sum += gradient[index[i]];
                weight += hessian[index[i]];
            }
            step = weight > 0 ? -sum / weight : 0;
        }
        leaf.value = settings.rate() * leaf.bounded(step);
    }

    private void add(GrownTree tree, int at) {
        crew.all(tree.leaves().size(), i -> {
            Node leaf = tree.leaves().get(i);
            for (int r = leaf.from; r < leaf.to; r++) {
                scores[at + grower.index()[r]] += leaf.value;
            }
        });
        crew.all(chunks(otherCount), chunk -> {
            for (int i = chunk * CHUNK; i < end(chunk, otherCount); i++) {
                scores[at + others[i]] += tree.value(others[i]);
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
