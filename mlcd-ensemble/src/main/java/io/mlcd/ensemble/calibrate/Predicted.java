package io.mlcd.ensemble.calibrate;

import io.mlcd.api.Output;
import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Scatter;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Folds;
import io.mlcd.ensemble.learn.Learner;
import io.mlcd.ensemble.learn.Training;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Probabilities of rows that the model which gave them was not trained on, what is true, and the model to be served. */
final class Predicted {
    private final List<String> labels;
    private final Model model;
    private final double[] probabilities;
    private final int[] truth;
    private final double[] weights;

    /** Rows in order; the weights are scaled so that those above 0 have the mean 1. */
    Predicted(List<String> labels, Model model, double[] probabilities, int[] truth, double[] weights) {
        this.labels = labels;
        this.model = model;
        this.probabilities = probabilities;
        this.truth = truth;
        this.weights = weights;
        double sum = Arrays.stream(weights).sum();
        long counting = Arrays.stream(weights).filter(weight -> weight > 0).count();
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= counting / sum;
        }
    }

    /** Each fold predicted by a model of the others; the model is one of all rows. */
    static Predicted outOfFold(Learner learner, Training training, Folds folds, Fit fit) throws InterruptedException {
        requireClasses(training, learner);
        Table table = training.table();
        List<Folds.Fold> all = folds.divide(table, fit);
        Builder builder = new Builder(training);
        List<Fitted> fitted = fit.members(all.size() + 1, (index, its) -> {
            if (index == all.size()) {
                return new Fitted(learner.fit(table, its), new double[0]);
            }
            Model model = learner.fit(table.rows(all.get(index).train()), its);
            return new Fitted(null, builder.probabilities(model, all.get(index).test(), learner));
        });
        for (int fold = 0; fold < all.size(); fold++) {
            builder.add(all.get(fold).test(), fitted.get(fold).probabilities());
        }
        return builder.build(Objects.requireNonNull(fitted.get(all.size()).model()));
    }

    /** Some rows predicted by a model of the others, which is the model. */
    static Predicted heldOut(Learner learner, Training training, double fraction, Fit fit) throws InterruptedException {
        requireClasses(training, learner);
        Table table = training.table();
        int[] order = Training.byTarget(table, fit.seed());
        boolean[] out = new boolean[order.length];
        for (int i = 0; i < order.length; i++) {
            out[order[i]] = Math.floor((i + 1) * fraction) > Math.floor(i * fraction);
        }
        int[] test = rows(out, true);
        int[] train = rows(out, false);
        if (test.length == 0) {
            throw new TrainingException(
                    TrainingException.Reason.NO_ROWS,
                    "holdOut(" + fraction + ") of " + order.length
                            + " rows holds out none; give more rows, or use folds(Folds.stratified(5))");
        }
        requireWholeKeys(table, train, test);
        Model model = learner.fit(table.rows(train), fit.asMember());
        Builder builder = new Builder(training);
        builder.add(test, builder.probabilities(model, test, learner));
        return builder.build(model);
    }

    private static int[] rows(boolean[] out, boolean wanted) {
        int[] rows = new int[out.length];
        int count = 0;
        for (int row = 0; row < out.length; row++) {
            if (out[row] == wanted) {
                rows[count++] = row;
            }
        }
        return Arrays.copyOf(rows, count);
    }

    private static void requireWholeKeys(Table table, int[] train, int[] test) {
        table.key().ifPresent(key -> {
            Set<Object> known = new HashSet<>();
            for (int row : train) {
                if (!key.isMissing(row)) {
                    known.add(String.valueOf(key.value(row)));
                }
            }
            for (int row : test) {
                if (!key.isMissing(row) && known.contains(String.valueOf(key.value(row)))) {
                    throw new TrainingException(
                            TrainingException.Reason.LEAK,
                            "the key \"" + key.name() + "\" has " + key.value(row)
                                    + " among the rows held out and among the others, so the model would be corrected on whom it"
                                    + " knows; use folds(Folds.grouped(5))");
                }
            }
        });
    }

    private static void requireClasses(Training training, Learner learner) {
        if (!training.ofClasses()) {
            throw new TrainingException(
                    TrainingException.Reason.BAD_TARGET,
                    "the target \"" + training.target().name()
                            + "\" is a number, which has no probabilities to calibrate or to decide by; use " + learner
                            + " as it is");
        }
    }

    /** Of all rows the model, of a fold what its model says of the others, which is all that is kept of it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Fitted(@Nullable Model model, double[] probabilities) {}

    /** Gathers the rows of the folds. */
    private static final class Builder {
        private final Training training;
        private final List<String> labels;
        private final List<double[]> probabilities = new ArrayList<>();
        private final List<int[]> rows = new ArrayList<>();

        Builder(Training training) {
            this.training = training;
            labels = ((Output.Classes) training.signature().output()).labels();
        }

        /** What a model says of some rows, of the classes that it does not know 0; safe for several threads. */
        double[] probabilities(Model model, int[] test, Learner learner) {
            double[] scores = model.scores(training.table().rows(test));
            List<String> its = ((Output.Classes) model.signature().output()).labels();
            double[] all = new double[test.length * labels.size()];
            for (int i = 0; i < scores.length; i++) {
                if (Double.isNaN(scores[i])) {
                    throw new TrainingException(
                            TrainingException.Reason.TRAINER_FAILED,
                            "the model of " + learner + " answers NaN to row " + test[i / its.size()]
                                    + "; use a learner that takes missing values, or Prepared.by(Preparation.standard(), ...)");
                }
                int label = labels.indexOf(its.get(i % its.size()));
                all[i / its.size() * labels.size() + label] = scores[i];
            }
            return all;
        }

        void add(int[] test, double[] its) {
            probabilities.add(its);
            rows.add(test);
        }

        Predicted build(Model model) {
            double[] all =
                    probabilities.stream().flatMapToDouble(Arrays::stream).toArray();
            int[] positions = rows.stream().flatMapToInt(Arrays::stream).toArray();
            int[] truth = new int[positions.length];
            double[] weights = new double[positions.length];
            Column target = training.target();
            for (int i = 0; i < positions.length; i++) {
                int row = positions[i];
                truth[i] = target.code(row);
                weights[i] = training.table()
                        .weights()
                        .map(column -> column.number(row))
                        .orElse(1.0);
            }
            if (Arrays.stream(weights).noneMatch(weight -> weight > 0)) {
                throw new TrainingException(
                        TrainingException.Reason.NO_ROWS,
                        "none of the " + weights.length
                                + " rows that were predicted has a weight above 0; use other folds, or weigh them");
            }
            return new Predicted(labels, model, all, truth, weights);
        }
    }

    /** What is to be served. */
    Model model() {
        return model;
    }

    /** The model's form, with a probability of 0 for a class that it does not know. */
    Form form() {
        List<String> its = ((Output.Classes) model.signature().output()).labels();
        return its.equals(labels)
                ? model.form()
                : new Scatter(
                        model.form(),
                        labels.size(),
                        its.stream().map(labels::indexOf).toList());
    }

    List<String> labels() {
        return labels;
    }

    int classes() {
        return labels.size();
    }

    int rows() {
        return truth.length;
    }

    double probability(int row, int k) {
        return probabilities[row * classes() + k];
    }

    int truth(int row) {
        return truth[row];
    }

    double weight(int row) {
        return weights[row];
    }
}
