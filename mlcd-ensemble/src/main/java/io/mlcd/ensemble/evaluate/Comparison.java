package io.mlcd.ensemble.evaluate;

import io.mlcd.api.Output;
import io.mlcd.api.Predictor;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.metric.Measure;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.metric.Outcomes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * Two predictors on the same rows, paired row by row. Immutable.
 *
 * <pre>{@code
 * Comparison comparison = Comparison.of(candidate, live, test);
 * Difference difference = comparison.difference(Metric.LOG_LOSS).orElseThrow();
 * if (difference.verdict() == Difference.Verdict.BETTER) { ... }
 * }</pre>
 */
public final class Comparison {
    private static final double STANDARD_LEVEL = 0.95;

    private final Evaluation first;
    private final Evaluation second;
    private final double level;
    private final Bootstrap bootstrap;

    private Comparison(Evaluation first, Evaluation second, double level, Bootstrap bootstrap) {
        this.first = first;
        this.second = second;
        this.level = level;
        this.bootstrap = bootstrap;
    }

    /**
     * Asks both about every row of a table; level 0.95, {@link Bootstrap#standard()}.
     *
     * @throws IllegalArgumentException as {@link Evaluation#of} does
     */
    public static Comparison of(Predictor first, Predictor second, Table table) {
        return of(Evaluation.of(first, table), Evaluation.of(second, table));
    }

    /**
     * Of two evaluations on the same rows; level 0.95, {@link Bootstrap#standard()}.
     *
     * @throws IllegalArgumentException if their rows differ in number, target, weights or keys, or one predicts classes and the
     *     other numbers
     */
    @SuppressWarnings("ReferenceEquality") // one table needs no look at its columns
    public static Comparison of(Evaluation first, Evaluation second) {
        List<String> problems = new ArrayList<>();
        if (first.rows() != second.rows()) {
            problems.add("one has " + first.rows() + " rows and the other " + second.rows());
        } else if (first.table() != second.table()) {
            Table a = first.table();
            Table b = second.table();
            require(problems, "targets", a.target(), b.target());
            require(problems, "weights", a.weights(), b.weights());
            require(problems, "keys", a.key(), b.key());
        }
        if (isOfClasses(first) != isOfClasses(second)) {
            problems.add("one predicts " + first.outcomes().output() + " and the other "
                    + second.outcomes().output());
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("the evaluations cannot be paired row by row: "
                    + String.join("; ", problems) + "; evaluate both on one table");
        }
        return new Comparison(first, second, STANDARD_LEVEL, Bootstrap.standard());
    }

    private static void require(List<String> problems, String what, Optional<Column> one, Optional<Column> other) {
        if (!one.equals(other)) {
            problems.add("their " + what + " differ");
        }
    }

    private static boolean isOfClasses(Evaluation evaluation) {
        return evaluation.outcomes().output() instanceof Output.Classes;
    }

    /**
     * With intervals and verdicts of another level, in (0, 1).
     *
     * @throws IllegalArgumentException if it is not as stated
     */
    public Comparison level(double newLevel) {
        Bootstrap.requireLevel(newLevel);
        return new Comparison(first, second, newLevel, bootstrap);
    }

    /** With another bootstrap. */
    public Comparison bootstrap(Bootstrap newBootstrap) {
        return new Comparison(first, second, level, newBootstrap);
    }

    /** The first one on all rows. */
    public Evaluation first() {
        return first;
    }

    /** The second one on all rows. */
    public Evaluation second() {
        return second;
    }

    /**
     * By how much a measure of the first is above that of the second. Its interval is a paired one: each resample weighs the
     * rows of both alike. Where the rows cannot tell, see {@link Bootstrap}, the ends are infinite and the p-value is 1; but
     * where all resamples give the same difference, as of equal answers, it is the interval.
     *
     * @return empty if the measure is not defined for one of them
     */
    public Optional<Difference> difference(Measure measure) {
        OptionalDouble its = first.metric(measure);
        OptionalDouble others = second.metric(measure);
        if (its.isEmpty() || others.isEmpty()) {
            return Optional.empty();
        }
        Optional<Distribution> distribution = bootstrap.distribution(Resamples.of(first), minus(measure));
        double difference = its.getAsDouble() - others.getAsDouble();
        Interval interval = distribution
                .map(one ->
                        one.hasSpread() ? one.interval(level) : new Interval(difference, difference, difference, level))
                .orElse(new Interval(difference, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, level));
        double pValue = distribution
                .map(one -> one.hasSpread() || difference != 0 ? one.pValueOfZero() : 1)
                .orElse(1.0);
        return Optional.of(new Difference(measure, its.getAsDouble(), others.getAsDouble(), interval, pValue));
    }

    private Measure.Weighed minus(Measure measure) {
        Measure.Weighed its = measure.over(first.outcomes());
        Measure.Weighed others = measure.over(second.outcomes());
        return weights -> {
            OptionalDouble one = its.of(weights);
            OptionalDouble other = others.of(weights);
            return one.isPresent() && other.isPresent()
                    ? OptionalDouble.of(one.getAsDouble() - other.getAsDouble())
                    : OptionalDouble.empty();
        };
    }

    /**
     * McNemar's exact test of accuracy.
     *
     * @param onlyFirst how many rows only the first has right
     * @param onlySecond how many rows only the second has right
     * @param pValue two-sided: how likely they would differ as much or more if both were as accurate
     */
    public record McNemar(int onlyFirst, int onlySecond, double pValue) {}

    /**
     * McNemar's test. It takes rows that are independent of each other and count alike.
     *
     * @return empty if numbers are predicted, rows have different weights, or several rows have one key
     * @see <a href="https://doi.org/10.1007/BF02295996">McNemar (1947)</a>
     */
    public Optional<McNemar> mcNemar() {
        Outcomes its = first.outcomes();
        Outcomes others = second.outcomes();
        if (!isOfClasses(first) || !Resamples.of(first).areRows() || !countAlike(its)) {
            return Optional.empty();
        }
        int onlyFirst = 0;
        int onlySecond = 0;
        for (int row = 0; row < its.rows(); row++) {
            boolean itsRight = its.predictedClass(row) == its.truth(row);
            boolean othersRight = others.predictedClass(row) == others.truth(row);
            onlyFirst += itsRight && !othersRight ? 1 : 0;
            onlySecond += othersRight && !itsRight ? 1 : 0;
        }
        int less = Math.min(onlyFirst, onlySecond);
        double tail = new BinomialDistribution(null, onlyFirst + onlySecond, 0.5).cumulativeProbability(less);
        return Optional.of(new McNemar(onlyFirst, onlySecond, Math.min(1, 2 * tail)));
    }

    private static boolean countAlike(Outcomes outcomes) {
        for (int row = 1; row < outcomes.rows(); row++) {
            if (outcomes.weight(row) != outcomes.weight(0)) {
                return false;
            }
        }
        return true;
    }

    /** A line for each of the usual metrics. */
    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder(String.format(Locale.ROOT, "%,d rows, first against second", first.rows()));
        for (Metric metric : first.headline()) {
            text.append("\n  ")
                    .append(difference(metric).map(Difference::toString).orElse(metric + " undefined"));
        }
        return text.toString();
    }
}
