package io.mlcd.ensemble.evaluate;

import io.mlcd.api.Output;
import io.mlcd.api.Prediction;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.metric.Measure;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.metric.Outcomes;
import io.mlcd.ensemble.learn.Decisions;
import io.mlcd.ensemble.learn.Folds;
import io.mlcd.ensemble.learn.Training;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a {@link CrossValidation} found: each fold, all of them together, and a prediction of each tested row by models that did
 * not see it. Immutable.
 */
public final class CrossValidationReport {
    private final CrossValidation validation;
    private final Output output;
    private final List<Fold> folds;
    private final Evaluation pooled;
    /** For each row its mean scores, {@code NaN} where it was never tested; shape [rows x width]. */
    private final double[] scores;

    private final BitSet tested;

    /** The rows of a fold that were scored. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not compared
    record Tested(Table test, Output output, double[] scores, Duration elapsed) {}

    /**
     * One fold.
     *
     * @param trainRows how many rows its model was fitted to
     * @param evaluation of its model, on its rows to test on
     * @param elapsed how long fitting and scoring took
     */
    public record Fold(int trainRows, Evaluation evaluation, Duration elapsed) {}

    /**
     * A measure over the folds on which it is defined.
     *
     * @param folds how many these are
     * @param mean the plain mean
     * @param standardDeviation from fold to fold; 0 of a single one
     * @param standardError of the mean, the standard deviation by the root of the folds. The folds' models share rows, so it is a
     *     little too small; see <a href="https://www.jmlr.org/papers/v5/grandvalet04a.html">Bengio and Grandvalet (2004)</a>
     */
    public record Summary(int folds, double mean, double standardDeviation, double standardError) {
        /** For example {@code 0.8412 +- 0.0043 (standard error), 0.0096 (standard deviation), 5 folds}. */
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%.4f +- %.4f (standard error), %.4f (standard deviation), %d folds",
                    mean,
                    standardError,
                    standardDeviation,
                    folds);
        }
    }

    CrossValidationReport(
            CrossValidation validation, Training training, List<Folds.Fold> divided, List<Tested> scored) {
        this.validation = validation;
        Output all = training.signature().output();
        output = decided(all, scored);
        String target = training.target().name();
        List<Fold> evaluated = new ArrayList<>();
        tested = new BitSet(training.table().rows());
        for (int i = 0; i < scored.size(); i++) {
            Tested one = scored.get(i);
            for (int row : divided.get(i).test()) {
                tested.set(row);
            }
            Column truth = one.test().column(target);
            Evaluation evaluation =
                    Evaluation.of(Outcomes.of(decided(all, List.of(one)), one.test(), truth, one.scores()), one.test());
            evaluated.add(new Fold(divided.get(i).train().length, evaluation, one.elapsed()));
        }
        folds = List.copyOf(evaluated);
        scores = means(training.table().rows(), output.width(), divided, scored);
        pooled = pooled(training.table(), target);
    }

    /** Labels are chosen as the models choose them; where they differ, as an average of them does. */
    private static Output decided(Output all, List<Tested> scored) {
        return all instanceof Output.Classes classes
                ? Decisions.averaged(
                        classes,
                        scored.stream()
                                .map(one -> (Output.Classes) one.output())
                                .toList())
                : all;
    }

    private static double[] means(int rows, int width, List<Folds.Fold> divided, List<Tested> scored) {
        double[] sums = new double[rows * width];
        int[] times = new int[rows];
        for (int i = 0; i < scored.size(); i++) {
            int[] positions = divided.get(i).test();
            for (int at = 0; at < positions.length; at++) {
                times[positions[at]]++;
                for (int k = 0; k < width; k++) {
                    sums[positions[at] * width + k] += scored.get(i).scores()[at * width + k];
                }
            }
        }
        Arrays.setAll(sums, i -> times[i / width] == 0 ? Double.NaN : sums[i] / times[i / width]);
        return sums;
    }

    private Evaluation pooled(Table table, String target) {
        int width = output.width();
        int[] rows = tested.stream().toArray();
        Table its = rows.length == table.rows() ? table : table.rows(rows);
        double[] itsScores = new double[rows.length * width];
        for (int at = 0; at < rows.length; at++) {
            System.arraycopy(scores, rows[at] * width, itsScores, at * width, width);
        }
        return Evaluation.of(Outcomes.of(output, its, its.column(target), itsScores), its);
    }

    /** What was run. */
    public CrossValidation validation() {
        return validation;
    }

    /** The folds, in order; of repeated ones all of the first time come first. */
    public List<Fold> folds() {
        return folds;
    }

    /**
     * All rows that were tested, each by models that did not see it: by the mean of the scores where there are several. Its
     * intervals are of the rows, and hold for models of as many rows as the folds' have. Where the models choose labels by
     * different costs, it chooses by the mean of them.
     */
    public Evaluation pooled() {
        return pooled;
    }

    /** A measure over the folds; empty if it is defined on none. */
    public Optional<Summary> summary(Measure measure) {
        double[] values = folds.stream()
                .map(fold -> fold.evaluation().metric(measure))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray();
        if (values.length == 0) {
            return Optional.empty();
        }
        double mean = Arrays.stream(values).sum() / values.length;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        double deviation = values.length == 1 ? 0 : Math.sqrt(squares / (values.length - 1));
        return Optional.of(new Summary(values.length, mean, deviation, deviation / Math.sqrt(values.length)));
    }

    /**
     * What models that did not see a row predict for it; the mean of their scores where there are several.
     *
     * @param row of the table that was given, from 0
     * @return empty if the row was never tested, as the first rows of timed folds
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public Optional<Prediction> prediction(int row) {
        int width = output.width();
        double[] its = new double[width];
        System.arraycopy(scores, Math.multiplyExact(row, width), its, 0, width);
        return tested.get(row) ? Optional.of(Prediction.of(output, its)) : Optional.empty();
    }

    /** A line for each of the usual metrics: its mean over the folds, how it spreads, all rows together, and each fold. */
    @Override
    public String toString() {
        List<List<String>> lines = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("", "mean", "deviation", "error", "pooled"));
        for (int i = 1; i <= folds.size(); i++) {
            head.add("fold " + i);
        }
        lines.add(head);
        pooled.headline().forEach(metric -> lines.add(line(metric)));
        List<String> rows = new ArrayList<>(List.of("test rows", "", "", "", Integer.toString(pooled.rows())));
        List<String> seconds = new ArrayList<>(List.of("seconds", "", "", "", ""));
        for (Fold fold : folds) {
            rows.add(Integer.toString(fold.evaluation().rows()));
            seconds.add(String.format(Locale.ROOT, "%.2f", fold.elapsed().toNanos() / 1e9));
        }
        lines.add(rows);
        lines.add(seconds);
        return validation + "\n" + TextTable.of(lines);
    }

    private List<String> line(Metric metric) {
        List<String> line = new ArrayList<>();
        line.add(metric.toString());
        Optional<Summary> summary = summary(metric);
        line.add(text(summary.map(Summary::mean)));
        line.add(text(summary.map(Summary::standardDeviation)));
        line.add(text(summary.map(Summary::standardError)));
        line.add(text(pooled.metric(metric)));
        folds.forEach(fold -> line.add(text(fold.evaluation().metric(metric))));
        return line;
    }

    private static String text(OptionalDouble value) {
        return text(value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty());
    }

    private static String text(Optional<Double> value) {
        return value.map(its -> String.format(Locale.ROOT, "%.4f", its)).orElse("undefined");
    }
}
