package io.mlcd.ensemble.delivery;

import io.mlcd.api.Output;
import io.mlcd.core.metric.Measure;
import io.mlcd.ensemble.evaluate.Comparison;
import io.mlcd.ensemble.evaluate.Difference;
import io.mlcd.ensemble.evaluate.Evaluation;
import io.mlcd.ensemble.evaluate.Interval;
import io.mlcd.ensemble.evaluate.Slice;
import io.mlcd.ensemble.evaluate.Slices;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A bound on a measure: of the candidate, or of how much worse it is than what is live; for all test rows or for each slice of
 * them, and with confidence where it is asked for. Immutable and equal by value; withers may be called in any order.
 *
 * <pre>{@code
 * Gate.atLeast(Metric.ROC_AUC, 0.8)                                   // the number itself
 * Gate.atLeast(Metric.ROC_AUC, 0.8).withConfidence(0.95)              // surely, not by luck
 * Gate.atMost(Metric.LOG_LOSS, 0.5).forEach("country").minRows(200)   // in every country of 200 test rows or more
 * Gate.noWorseThanLive(Metric.LOG_LOSS, 0.01).withConfidence(0.95)
 * }</pre>
 *
 * <p>With confidence the gate looks at the end of an interval by bootstrap, see {@link Evaluation#interval} and
 * {@link Comparison#difference}, of two sides at level {@code 2 confidence - 1}. It passes if that end keeps the bound, fails if
 * the number is beyond it (compared with live: if the other end is), and is inconclusive in between: more test rows would tell.
 *
 * @param measure what is measured
 * @param kind what is bounded
 * @param bound the bound, or how much worse than live it may be
 * @param confidence in (0.5, 1); 0 for the number itself
 * @param column whose slices are looked at one by one; empty for all rows at once
 * @param minRows how many test rows a slice needs; smaller ones are named and do not decide
 */
public record MetricGate(Measure measure, Kind kind, double bound, double confidence, String column, int minRows)
        implements Gate {
    /** What is bounded. */
    public enum Kind {
        /** The measure, from below. */
        AT_LEAST,
        /** The measure, from above. */
        AT_MOST,
        /** By how much it is worse than what is live, from above. */
        NO_WORSE_THAN_LIVE
    }

    private static final int STANDARD_MIN_ROWS = 100;
    private static final int MOST_NAMED = 5;

    /** What was found on some rows. */
    private record Finding(Verdict verdict, String message) {}

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if bound, confidence or rows are not as stated
     */
    public MetricGate {
        if (kind == Kind.NO_WORSE_THAN_LIVE && (!(bound >= 0) || Double.isInfinite(bound))) {
            throw new IllegalArgumentException(
                    "the tolerance of " + measure + " was " + bound + " but must be 0 or more");
        }
        if (!Double.isFinite(bound)) {
            throw new IllegalArgumentException("the bound of " + measure + " was " + bound + " but must be finite");
        }
        if (confidence != 0 && !(confidence > 0.5 && confidence < 1)) {
            throw new IllegalArgumentException("the confidence of " + measure + " was " + confidence
                    + " but must be in (0.5, 1), for example 0.95");
        }
        if (minRows < 1) {
            throw new IllegalArgumentException("minRows of " + measure + " was " + minRows + " but must be at least 1");
        }
    }

    static MetricGate of(Measure measure, Kind kind, double bound) {
        return new MetricGate(measure, kind, bound, 0, "", STANDARD_MIN_ROWS);
    }

    /**
     * That must be sure, and not by luck of the test rows.
     *
     * @param newConfidence how often a candidate that does not keep the bound may be refused at least, in (0.5, 1), for example
     *     0.95
     * @throws IllegalArgumentException if it is not as stated
     */
    public MetricGate withConfidence(double newConfidence) {
        if (newConfidence == 0) {
            throw new IllegalArgumentException("the confidence of " + measure + " was 0 but must be in (0.5, 1)");
        }
        return new MetricGate(measure, kind, bound, newConfidence, column, minRows);
    }

    /**
     * That must hold in each slice of the test rows.
     *
     * @param newColumn categories, each of which is a slice, or numbers or times, in four ranges; it may be one that the delivery
     *     drops, since it need be no feature
     */
    public MetricGate forEach(String newColumn) {
        return new MetricGate(measure, kind, bound, confidence, newColumn, minRows);
    }

    /** With another number of test rows that a slice needs to decide: 100 unless set. */
    public MetricGate minRows(int newMinRows) {
        return new MetricGate(measure, kind, bound, confidence, column, newMinRows);
    }

    @Override
    public boolean comparesWithLive() {
        return kind == Kind.NO_WORSE_THAN_LIVE;
    }

    @Override
    public List<String> columns() {
        return column.isEmpty() ? List.of() : List.of(column);
    }

    @Override
    public GateResult check(Candidate candidate) {
        Candidate.Live live = candidate.live();
        Finding finding;
        if (comparesWithLive() && live.problem().isPresent()) {
            finding = new Finding(
                    Verdict.INCONCLUSIVE,
                    "the live model cannot be compared: " + live.problem().get());
        } else if (comparesWithLive() && live.evaluation().isEmpty()) {
            finding = new Finding(Verdict.PASS, "nothing is live yet, so there is nothing to be worse than");
        } else if (column.isEmpty()) {
            finding = find(candidate.evaluation(), live.evaluation());
        } else {
            finding = slices(candidate.evaluation(), live.evaluation());
        }
        return new GateResult(toString(), finding.verdict(), finding.message());
    }

    private Finding find(Evaluation evaluation, Optional<Evaluation> live) {
        OptionalDouble value = evaluation.metric(measure);
        if (value.isEmpty()) {
            return missing(evaluation);
        }
        if (comparesWithLive()) {
            return compare(evaluation, live.orElseThrow(), value.getAsDouble());
        }
        double number = value.getAsDouble();
        if (!keeps(number)) {
            return new Finding(
                    Verdict.FAIL,
                    Numbers.text(number, bound) + " is " + side() + Numbers.text(bound, number) + " on "
                            + evaluation.rows()
                            + " test rows; give more or better data, another learner, or another bound");
        }
        return confidence == 0 ? new Finding(Verdict.PASS, Numbers.text(number)) : surely(evaluation, number);
    }

    private boolean keeps(double number) {
        return kind == Kind.AT_LEAST ? number >= bound : number <= bound;
    }

    private String side() {
        return kind == Kind.AT_LEAST ? "below " : "above ";
    }

    private Finding surely(Evaluation evaluation, double number) {
        Optional<Interval> interval = evaluation.interval(measure, 2 * confidence - 1);
        if (interval.isEmpty()) {
            return new Finding(Verdict.INCONCLUSIVE, Numbers.text(number) + ", but " + cannotTell(evaluation));
        }
        double end =
                kind == Kind.AT_LEAST ? interval.get().low() : interval.get().high();
        String sure = Numbers.text(number) + ", with confidence " + confidence
                + (kind == Kind.AT_LEAST ? " at least " : " at most ") + Numbers.text(end, bound);
        return keeps(end)
                ? new Finding(Verdict.PASS, sure)
                : new Finding(
                        Verdict.INCONCLUSIVE,
                        sure + ", which is " + side() + Numbers.text(bound, end) + ", on " + evaluation.rows()
                                + " test rows; test on more rows, or set another bound");
    }

    private static String cannotTell(Evaluation evaluation) {
        return "how sure that is " + evaluation.rows()
                + " test rows cannot tell: they are fewer than 10 rows or keys, or drawing them again leaves it undefined or"
                + " never changes it; test on more rows";
    }

    private Finding compare(Evaluation evaluation, Evaluation live, double own) {
        OptionalDouble value = live.metric(measure);
        if (value.isEmpty()) {
            return new Finding(
                    Verdict.INCONCLUSIVE,
                    "the live model cannot be compared: its " + measure + " is missing on these " + evaluation.rows()
                            + " test rows; choose another metric");
        }
        double its = value.getAsDouble();
        double worse = measure.higherIsBetter() ? its - own : own - its;
        String numbers = Numbers.text(own, its) + " against " + Numbers.text(its, own) + " live";
        if (confidence != 0) {
            return compareSurely(evaluation, live, numbers);
        }
        return worse <= bound
                ? new Finding(Verdict.PASS, numbers)
                : new Finding(
                        Verdict.FAIL,
                        numbers + " is worse by " + Numbers.text(worse, bound) + ", more than "
                                + Numbers.text(bound, worse)
                                + "; keep the live model, or look at what changed in the data");
    }

    private Finding compareSurely(Evaluation evaluation, Evaluation live, String numbers) {
        Difference difference = Comparison.of(evaluation, live)
                .level(2 * confidence - 1)
                .difference(measure)
                .orElseThrow();
        Interval interval = difference.interval();
        double least = measure.higherIsBetter() ? -interval.high() : interval.low();
        double most = measure.higherIsBetter() ? -interval.low() : interval.high();
        if (Double.isInfinite(most)) {
            return new Finding(Verdict.INCONCLUSIVE, numbers + ", but " + cannotTell(evaluation));
        }
        if (most <= bound) {
            return new Finding(
                    Verdict.PASS,
                    numbers + ", with confidence " + confidence
                            + (most <= 0
                                    ? " better by at least " + Numbers.text(0 - most)
                                    : " worse by at most " + Numbers.text(most, bound)));
        }
        String more = ", more than " + Numbers.text(bound, least > bound ? least : most);
        return least > bound
                ? new Finding(
                        Verdict.FAIL,
                        numbers + ", with confidence " + confidence + " worse by at least "
                                + Numbers.text(least, bound) + more
                                + "; keep the live model, or look at what changed in the data")
                : new Finding(
                        Verdict.INCONCLUSIVE,
                        numbers + ", with confidence " + confidence + " worse by at most " + Numbers.text(most, bound)
                                + more + ", on " + evaluation.rows()
                                + " test rows; test on more rows, or allow a larger tolerance");
    }

    private Finding slices(Evaluation evaluation, Optional<Evaluation> live) {
        if (!evaluation.table().has(column)) {
            return new Finding(
                    Verdict.INCONCLUSIVE,
                    "the test rows have no column \"" + column + "\" to be sliced by; they have "
                            + evaluation.table().names());
        }
        Slices slices = evaluation.by(column).minRows(minRows);
        List<Slice> others = live.map(its -> its.by(column).all()).orElse(List.of());
        List<String> problems = new ArrayList<>();
        Verdict verdict = Verdict.PASS;
        int decided = 0;
        for (int i = 0; i < slices.all().size(); i++) {
            Slice slice = slices.all().get(i);
            if (!slice.tooSmall()) {
                int at = i;
                Finding finding =
                        find(slice.evaluation(), live.map(its -> others.get(at).evaluation()));
                decided++;
                verdict = finding.verdict().compareTo(verdict) > 0 ? finding.verdict() : verdict;
                if (finding.verdict() != Verdict.PASS) {
                    problems.add(slice.name() + ": " + finding.message());
                }
            }
        }
        if (decided == 0) {
            return new Finding(
                    Verdict.INCONCLUSIVE,
                    "none of " + slices.all().size() + " slices has " + minRows
                            + " test rows; test on more rows, or lower minRows(" + minRows + ")");
        }
        String message = problems.isEmpty()
                ? "holds in " + decided + " slices" + worst(slices)
                : problems.size() + " of " + decided + " slices: " + some(problems, "; ");
        return new Finding(verdict, message + tooSmall(slices));
    }

    private String worst(Slices slices) {
        return slices.worst(measure)
                .map(slice -> ", worst in " + slice.name() + ": "
                        + Numbers.text(slice.evaluation().metric(measure).orElseThrow()))
                .orElse("");
    }

    private static String tooSmall(Slices slices) {
        List<String> small = slices.tooSmall().stream()
                .map(slice -> slice.name() + " (" + slice.evaluation().rows() + ")")
                .toList();
        return small.isEmpty() ? "" : "; not looked at for too few rows: " + some(small, ", ");
    }

    private static String some(List<String> texts, String between) {
        int shown = Math.min(MOST_NAMED, texts.size());
        String rest = texts.size() > shown ? between + "and " + (texts.size() - shown) + " more" : "";
        return String.join(between, texts.subList(0, shown)) + rest;
    }

    private Finding missing(Evaluation evaluation) {
        Output output = evaluation.outcomes().output();
        String rows = "the " + evaluation.rows() + " test rows ";
        String why = !measure.appliesTo(output)
                ? "the model predicts " + output + ", for which it is not defined"
                : output instanceof Output.Classes
                        ? rows + "lack a class, or an answer is no number"
                        : rows + "have one value only or one that it does not take, or an answer is no number";
        String remedy = output instanceof Output.Numeric && measure.appliesTo(output)
                ? "; choose another metric, or test on rows of other values"
                : "; choose another metric, or test on rows of all classes";
        return new Finding(Verdict.FAIL, measure + " is missing: " + why + remedy);
    }

    /** For example {@code ROC_AUC at least 0.8 with confidence 0.95 for each "country" of 100 rows}. */
    @Override
    public String toString() {
        String what = switch (kind) {
            case AT_LEAST -> " at least ";
            case AT_MOST -> " at most ";
            case NO_WORSE_THAN_LIVE -> " no worse than live by ";
        };
        return measure
                + what
                + bound
                + (confidence == 0 ? "" : " with confidence " + confidence)
                + (column.isEmpty() ? "" : " for each \"" + column + "\" of " + minRows + " rows");
    }

    /** Four decimals, or all where they would not tell a number from another one. */
    private static final class Numbers {
        private Numbers() {}

        static String text(double number, double other) {
            boolean same = number != other && text(number).equals(text(other));
            return same ? Double.toString(number) : text(number);
        }

        static String text(double number) {
            return String.format(Locale.ROOT, "%.4f", number);
        }
    }
}
