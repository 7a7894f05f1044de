package io.mlcd.ensemble.learn;

import io.mlcd.api.Decision;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Average;
import io.mlcd.core.form.Vote;
import io.mlcd.core.metric.Measure;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One fit of a vote whose members are looked at out of fold. */
final class VotingRun {
    private static final double LEAST_LOSS = 1e-12;

    private final Voting.Settings settings;
    private final Training training;
    private final OutOfFold members;
    private final long started;

    private VotingRun(Voting.Settings settings, Training training, OutOfFold members, long started) {
        this.settings = settings;
        this.training = training;
        this.members = members;
        this.started = started;
    }

    static VotingRun of(Voting.Settings settings, Table table, Fit fit) throws InterruptedException {
        long started = System.nanoTime();
        Training training = Training.of(table, fit);
        check(settings, training);
        List<Folds.Fold> folds = Inner.folds(settings.folds(), training)
                .divide(training.table(), fit.seed(fit.member(-1).seed()));
        OutOfFold members = OutOfFold.of(settings.cast(), training.table(), training.signature(), folds, true, 0, fit);
        return new VotingRun(settings, training, members, started);
    }

    static void check(Voting.Settings settings, Training training) {
        if (settings.hard() && !training.ofClasses()) {
            throw new TrainingException(
                    TrainingException.Reason.BAD_TARGET,
                    "the target \"" + training.target().name()
                            + "\" is a number, on which members cannot vote; leave out hard() for their mean");
        }
        if (settings.metric() != null) {
            Inner.metric(settings.metric(), training);
        }
    }

    /** Members of given weights, without folds. */
    static Model fit(
            Voting.Settings settings,
            Training training,
            List<Integer> wanted,
            List<Fitter> fitters,
            int[] rows,
            Fit fit)
            throws InterruptedException {
        List<Learner> learners = settings.cast().learners();
        List<Optional<Model>> models = InTime.members(
                wanted.size(),
                0,
                fit,
                (index, its) -> fitters.get(index)
                        .fit(rows, its.seed(fit.member(wanted.get(index)).seed())));
        List<Model> members = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            if (models.get(i).isPresent()) {
                members.add(models.get(i).get());
                weights.add(settings.weights().get(wanted.get(i)));
            } else {
                fit.piecesDone(learners.get(wanted.get(i)).pieces());
            }
        }
        return together(settings, training.signature(), members, weights);
    }

    private static Model together(
            Voting.Settings settings, Signature signature, List<Model> members, List<Double> weights) {
        return settings.hard()
                ? Model.of(signature, new Vote(Decisions.voters(signature, members), weights))
                : Model.of(
                        Decisions.averaged(signature, members),
                        new Average(Combine.aligned(signature, members), weights));
    }

    EnsembleReport report() {
        int[] positions = Draw.ascending(training.table().rows());
        List<Double> weights = weights();
        List<EnsembleReport.Member> reports = new ArrayList<>();
        List<Model> models = new ArrayList<>();
        List<Double> used = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            int member = members.kept().get(i);
            reports.add(members.report(member, weights.get(i), training, positions));
            if (weights.get(i) > 0) {
                models.add(members.model(member));
                used.add(weights.get(i));
            }
        }
        Model model = together(settings, training.signature(), models, used);
        return new EnsembleReport(
                model,
                members.heldOut(scores(weights), model.signature().output(), training, positions),
                reports,
                EnsembleReport.secondsSince(started));
    }

    /** One for each member that was kept; if none is above 0, all are 1. */
    private List<Double> weights() {
        List<Double> weights = new ArrayList<>();
        Measure metric = settings.metric();
        for (int member : members.kept()) {
            weights.add(metric == null ? settings.weights().get(member) : weight(metric, member));
        }
        boolean any = weights.stream().anyMatch(weight -> weight > 0);
        return any ? weights : weights.stream().map(weight -> 1.0).toList();
    }

    private double weight(Measure metric, int member) {
        int[] positions = Draw.ascending(training.table().rows());
        double score = members.heldOut(members.scores(member), members.output(member), training, positions)
                .metric(metric)
                .orElse(Double.NaN);
        if (Double.isNaN(score)) {
            return 0;
        }
        if (!metric.higherIsBetter()) {
            return 1 / Math.max(LEAST_LOSS, score);
        }
        return Math.max(0, metric == Metric.ROC_AUC ? 2 * score - 1 : score);
    }

    /** The ensemble's out-of-fold predictions: of the members' what the form makes of them. */
    private double[] scores(List<Double> weights) {
        int width = training.signature().output().width();
        double[] sums = new double[members.rows().length * width];
        double total = 0;
        for (int i = 0; i < weights.size(); i++) {
            double[] its = members.scores(members.kept().get(i));
            double weight = weights.get(i);
            Decision decision = decision(members.kept().get(i));
            total += weight;
            for (int row = 0; row < sums.length; row += width) {
                int chosen = settings.hard() ? decision.choose(Arrays.copyOfRange(its, row, row + width)) : -1;
                for (int k = 0; k < width; k++) {
                    double score = settings.hard() ? (k == chosen ? 1 : 0) : its[row + k];
                    sums[row + k] += weight * score;
                }
            }
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= total;
        }
        return sums;
    }

    private Decision decision(int member) {
        return members.output(member) instanceof Output.Classes classes ? classes.decision() : Decision.mostProbable();
    }
}
