package io.mlcd.ensemble.learn;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.model.Model;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What {@link Partitioned#fitReported} found out: about each part, all together, and one model on all rows if that was asked for.
 *
 * @param metric what the scores are: the log loss of classes, the root of the mean squared error of numbers; less is better
 * @param heldOut how many rows the scores are of; they trained nothing
 * @param parts in order
 * @param whole the models together
 * @param one a model of the same learner on all rows of all parts, if it was to be {@link Partitioned#compared} and there was time
 */
public record PartitionReport(Metric metric, int heldOut, List<Part> parts, Measured whole, Optional<Measured> one) {
    private static final double NANOS = 1e9;

    /**
     * One part.
     *
     * @param name for example {@code country "fr"}
     * @param rows that its model was trained on
     * @param balance of classes the share of each among these rows; empty for numbers
     * @param mean of numbers the mean of the target; empty for classes
     * @param time that its model took
     * @param score of its model on all rows held out
     * @param ownRows how many of the rows held out belong to the part; 0 where a row does not tell
     * @param ownScore of its model on these
     * @param weight of its model in an average; equal for all unless {@link Combine#weighted()}
     */
    public record Part(
            String name,
            int rows,
            Map<String, Double> balance,
            OptionalDouble mean,
            Duration time,
            OptionalDouble score,
            int ownRows,
            OptionalDouble ownScore,
            double weight) {}

    /**
     * A whole model.
     *
     * @param rows that it was trained on
     * @param time that it took, on the clock
     * @param score on all rows held out
     */
    public record Measured(int rows, Duration time, OptionalDouble score) {}

    static Partitioned.Reported measure(Partitioned recipe, Training training, PartitionedRun.Trainer trainer, Fit fit)
            throws InterruptedException {
        Holdout holdout =
                Holdout.of(training, recipe.validation(), fit.member(-4).seed());
        Table rest = training.table().rows(holdout.train());
        Table heldOut = training.table().rows(holdout.out());
        long started = System.nanoTime();
        PartitionedRun.Result result =
                new PartitionedRun(recipe, Training.of(rest), trainer).fit(recipe.compared() ? fit.phase(1, 2) : fit);
        Measured whole = measured(result.model(), rest, heldOut, started);
        Optional<Measured> one =
                recipe.compared() ? one(recipe.learner(), rest, heldOut, fit.member(-5)) : Optional.empty();
        PartitionReport report = new PartitionReport(
                HeldOutScore.metric(training.signature().output()),
                heldOut.rows(),
                parts(result, rest, heldOut),
                whole,
                one);
        return new Partitioned.Reported(result.model(), report);
    }

    /** Empty if there is no time for it: it is no part of the model. */
    private static Optional<Measured> one(Learner learner, Table rest, Table heldOut, Fit fit)
            throws InterruptedException {
        if (fit.isLate()) {
            return Optional.empty();
        }
        long started = System.nanoTime();
        try {
            return Optional.of(measured(learner.fit(rest, fit), rest, heldOut, started));
        } catch (TrainingException e) {
            if (e.reason() != TrainingException.Reason.DEADLINE) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static Measured measured(Model model, Table rest, Table heldOut, long started) {
        Duration time = Duration.ofNanos(System.nanoTime() - started);
        return new Measured(rest.rows(), time, HeldOutScore.of(model, heldOut));
    }

    private static List<Part> parts(PartitionedRun.Result result, Table rest, Table heldOut) {
        List<Part> parts = new ArrayList<>();
        List<Table> own = own(result, heldOut);
        for (int part = 0; part < result.members().size(); part++) {
            Divided.Part its = result.divided().parts().get(part);
            PartitionedRun.Fitted fitted = result.members().get(part);
            Column target = rest.rows(its.rows()).target().orElseThrow();
            boolean classes = target.type() == Column.Type.CATEGORY;
            parts.add(new Part(
                    its.name(),
                    its.rows().length,
                    classes ? balance(target) : Map.of(),
                    classes ? OptionalDouble.empty() : OptionalDouble.of(mean(target)),
                    Duration.ofNanos(fitted.nanos()),
                    HeldOutScore.of(fitted.model(), heldOut),
                    own.get(part).rows(),
                    HeldOutScore.of(fitted.model(), own.get(part)),
                    result.weights().get(part)));
        }
        return parts;
    }

    /** The rows held out that belong to each part, as far as they tell. */
    private static List<Table> own(PartitionedRun.Result result, Table heldOut) {
        int parts = result.divided().parts().size();
        List<List<Integer>> rows = new ArrayList<>();
        for (int part = 0; part <= parts; part++) {
            rows.add(new ArrayList<>());
        }
        double[] partOf = result.divided().route().tells(result.model().signature(), parts)
                ? Route.numbers(result.divided().route(), result.model().signature(), parts, heldOut)
                : new double[0];
        for (int row = 0; row < partOf.length; row++) {
            rows.get((int) partOf[row]).add(row);
        }
        return rows.subList(0, parts).stream()
                .map(its ->
                        heldOut.rows(its.stream().mapToInt(Integer::intValue).toArray()))
                .toList();
    }

    private static Map<String, Double> balance(Column target) {
        Map<String, Double> shares = new LinkedHashMap<>();
        target.categories().forEach(label -> shares.put(label, 0.0));
        for (int row = 0; row < target.size(); row++) {
            shares.merge(target.categories().get(target.code(row)), 1.0, Double::sum);
        }
        shares.replaceAll((label, count) -> count / target.size());
        return shares;
    }

    private static double mean(Column target) {
        double sum = 0;
        for (int row = 0; row < target.size(); row++) {
            sum += target.number(row);
        }
        return sum / target.size();
    }

    /** A table, a line for each part, then all together. */
    @Override
    public String toString() {
        int width = Math.max(
                12, parts.stream().mapToInt(part -> part.name().length()).max().orElse(0));
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%-" + width + "s %9s %8s %10s %10s %7s  %s%n",
                "part",
                "rows",
                "seconds",
                metric,
                "on its own",
                "weight",
                parts.isEmpty() || parts.get(0).mean().isPresent() ? "mean" : "balance"));
        for (Part part : parts) {
            text.append(line(width, part.name(), part.rows(), part.time(), part.score()));
            text.append(String.format(
                    Locale.ROOT,
                    " %10s %7.3f  %s%n",
                    number(part.ownScore()),
                    part.weight(),
                    part.mean().isPresent() ? number(part.mean()) : shares(part.balance())));
        }
        text.append(line(width, "together", whole.rows(), whole.time(), whole.score()))
                .append(System.lineSeparator());
        one.ifPresent(its -> text.append(line(width, "one model", its.rows(), its.time(), its.score()))
                .append(System.lineSeparator()));
        return text.append(String.format(Locale.ROOT, "%s on %,d rows held out; less is better", metric, heldOut))
                .toString();
    }

    private static String line(int width, String name, int rows, Duration time, OptionalDouble score) {
        return String.format(
                Locale.ROOT, "%-" + width + "s %,9d %8.2f %10s", name, rows, time.toNanos() / NANOS, number(score));
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.4f", value.getAsDouble()) : "-";
    }

    private static String shares(Map<String, Double> balance) {
        List<String> shares = new ArrayList<>();
        balance.forEach((label, share) -> shares.add(String.format(Locale.ROOT, "%s %.1f%%", label, 100 * share)));
        return String.join(", ", shares);
    }
}
