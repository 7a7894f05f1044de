package io.mlcd.ensemble.learn;

import io.mlcd.api.Output;
import io.mlcd.core.form.Average;
import io.mlcd.core.metric.Measure;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One fit of a selection. */
final class SelectionRun {
    private final Selection.Settings settings;
    private final Training training;
    private final Fit fit;
    private final OutOfFold members;
    private final List<double[]> predictions = new ArrayList<>();
    private final int[] positions;

    private SelectionRun(Selection.Settings settings, Training training, Fit fit, OutOfFold members) {
        this.settings = settings;
        this.training = training;
        this.fit = fit;
        this.members = members;
        members.kept().forEach(member -> predictions.add(members.scores(member)));
        positions = Draw.ascending(training.table().rows());
    }

    static EnsembleReport of(Selection.Settings settings, Training training, Fit fit) throws InterruptedException {
        long started = System.nanoTime();
        Measure metric = Inner.metric(settings.metric(), training);
        List<Folds.Fold> folds = Inner.folds(settings.folds(), training)
                .divide(training.table(), fit.seed(fit.member(-1).seed()));
        int later = Math.min(settings.library().size(), settings.rounds() * settings.bags());
        OutOfFold members =
                OutOfFold.of(settings.library(), training.table(), training.signature(), folds, false, later, fit);
        SelectionRun run = new SelectionRun(settings, training, fit, members);
        return run.report(run.weights(metric), started);
    }

    /** How much each kept member weighs: in each selection its share of those chosen, summed up. */
    private double[] weights(Measure metric) throws InterruptedException {
        Output output = members.output(members.kept());
        Greedy greedy = new Greedy(
                predictions,
                scores -> Inner.goodness(
                        metric,
                        members.heldOut(scores, output, training, positions).outcomes()));
        List<int[]> all =
                fit.all(settings.bags(), bag -> greedy.choose(part(bag), settings.start(), settings.rounds()));
        double[] weights = new double[predictions.size()];
        for (int[] counts : all) {
            double sum = all.size() == 1 ? 1 : Arrays.stream(counts).sum();
            for (int i = 0; i < counts.length; i++) {
                weights[i] += counts[i] / sum;
            }
        }
        return weights;
    }

    private List<Integer> part(int bag) {
        int size = predictions.size();
        int count = Math.max(1, (int) Math.round(settings.libraryFraction() * size));
        int[] drawn = Arrays.copyOf(Draw.shuffled(size, fit.member(-3 - bag).seed()), count);
        return Arrays.stream(count == size ? Draw.ascending(size) : drawn)
                .sorted()
                .boxed()
                .toList();
    }

    private EnsembleReport report(double[] weights, long started) throws InterruptedException {
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                chosen.add(i);
            }
        }
        Fit again = fit.member(-2);
        List<Optional<Model>> models = InTime.members(chosen.size(), 0, again, (index, its) -> {
            int member = members.kept().get(chosen.get(index));
            return settings.library()
                    .learners()
                    .get(member)
                    .fit(training.table(), its.seed(again.member(member).seed()));
        });
        List<Model> used = new ArrayList<>();
        List<Double> shares = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            if (models.get(i).isPresent()) {
                used.add(models.get(i).get());
                shares.add(weights[chosen.get(i)]);
            } else {
                weights[chosen.get(i)] = 0;
            }
        }
        fit.piecesDone(settings.library().pieces(1)); // whatever was not chosen
        Model model = Model.of(
                Decisions.averaged(training.signature(), used),
                new Average(Combine.aligned(training.signature(), used), shares));
        return new EnsembleReport(
                model,
                members.heldOut(mean(weights), model.signature().output(), training, positions),
                reports(weights),
                EnsembleReport.secondsSince(started));
    }

    private List<EnsembleReport.Member> reports(double[] weights) {
        List<EnsembleReport.Member> reports = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            reports.add(members.report(members.kept().get(i), weights[i], training, positions));
        }
        return reports;
    }

    private double[] mean(double[] weights) {
        double[] mean = new double[predictions.get(0).length];
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        for (int i = 0; i < weights.length; i++) {
            double[] its = predictions.get(i);
            for (int at = 0; at < mean.length; at++) {
                mean[at] += weights[i] * its[at] / total;
            }
        }
        return mean;
    }
}
