package io.mlcd.ensemble.evaluate;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Prediction;
import io.mlcd.api.Predictor;
import io.mlcd.api.Row;
import io.mlcd.api.Signature;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.metric.Measure;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.metric.Outcomes;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How good a predictor's answers are on the rows of a table: any measure, with its interval, for all rows or slice by slice.
 * Immutable; safe for concurrent callers.
 *
 * <pre>{@code
 * Evaluation evaluation = Evaluation.of(model, test);
 * double auc = evaluation.metric(Metric.ROC_AUC).orElseThrow();
 * Interval likely = evaluation.interval(Metric.ROC_AUC, 0.95).orElseThrow();      // 0.8412 [0.8213, 0.8605]
 * Optional<Slice> worst = evaluation.by("country").worst(Metric.ROC_AUC);
 * }</pre>
 */
public final class Evaluation {
    private static final Set<Metric> HEADLINE = EnumSet.of(
            Metric.ACCURACY, Metric.ROC_AUC, Metric.LOG_LOSS, Metric.MACRO_F1, Metric.RMSE, Metric.MAE, Metric.R2);

    private final Outcomes outcomes;
    private final Table table;
    private final Map<Measure, OptionalDouble> known = new ConcurrentHashMap<>();

    private Evaluation(Outcomes outcomes, Table table) {
        this.outcomes = outcomes;
        this.table = table;
    }

    /** Of what was predicted for the rows of a table. */
    static Evaluation of(Outcomes outcomes, Table table) {
        return new Evaluation(outcomes, table);
    }

    /**
     * Asks a predictor about every row of a table. A model is asked about columns, any other predictor row by row.
     *
     * @param table with the target that the predictor predicts
     * @throws IllegalArgumentException if the table has no rows, no target or one of another kind, a target value is
     *     missing, a weight is not 0 or more, or a feature's column is missing or of another type
     */
    public static Evaluation of(Predictor predictor, Table table) {
        Column target = table.target()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the table has no target to compare with: table.target(name); its columns are "
                                + table.names()));
        if (table.rows() == 0 || target.missingCount() > 0) {
            throw new IllegalArgumentException("the table has " + table.rows() + " rows, of which "
                    + target.missingCount() + " lack the target \"" + target.name()
                    + "\"; evaluate on rows whose outcome is known");
        }
        Output output = predictor.signature().output();
        requireTarget(output, target);
        return of(Outcomes.of(output, table, target, scores(predictor, table)), table);
    }

    private static void requireTarget(Output output, Column target) {
        Column.Type wanted = output instanceof Output.Classes ? Column.Type.CATEGORY : Column.Type.NUMBER;
        if (target.type() != wanted) {
            throw new IllegalArgumentException(
                    "the predictor predicts " + output + ", but the target \"" + target.name() + "\" is a "
                            + target.type() + "; evaluate it on the target that it was trained for");
        }
    }

    /** Asks about the features of the signature only, as {@link Model#scores} does. */
    static double[] scores(Predictor predictor, Table table) {
        if (predictor instanceof Model model) {
            return model.scores(table);
        }
        Signature signature = predictor.signature();
        int width = signature.output().width();
        double[] scores = new double[table.rows() * width];
        List<Column> columns = columns(signature, table);
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int row = 0; row < table.rows(); row++) {
            for (Column column : columns) {
                values.put(column.name(), column.value(row));
            }
            Prediction prediction = predictor.predict(Row.of(values));
            if (!prediction.output().equals(signature.output())) {
                throw new IllegalArgumentException("the predictor's signature says " + signature.output()
                        + ", but to row " + row + " it answered " + prediction.output() + "; evaluate a fixed version");
            }
            if (prediction.output() instanceof Output.Classes) {
                System.arraycopy(prediction.probabilities(), 0, scores, row * width, width);
            } else {
                scores[row] = prediction.value();
            }
        }
        return scores;
    }

    static List<Column> columns(Signature signature, Table table) {
        List<Column> columns = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Feature feature : signature.features()) {
            Column.Type wanted = Column.Type.of(feature.kind());
            if (!table.has(feature.name())) {
                problems.add("there is no column \"" + feature.name() + "\"");
            } else if (table.column(feature.name()).type() != wanted) {
                problems.add("column \"" + feature.name() + "\" is a "
                        + table.column(feature.name()).type() + " but the predictor takes a " + wanted);
            } else {
                columns.add(table.column(feature.name()));
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    "the table cannot be scored: " + String.join("; ", problems) + "; it has " + table.names());
        }
        return columns;
    }

    /** One measure; empty where it does not apply, or is not defined on these rows. */
    public OptionalDouble metric(Measure measure) {
        return known.computeIfAbsent(measure, its -> its.of(outcomes));
    }

    /** All metrics that apply; those that are not defined on these rows are empty. */
    public Map<Metric, OptionalDouble> metrics() {
        Map<Metric, OptionalDouble> all = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            if (metric.appliesTo(outcomes.output())) {
                all.put(metric, metric(metric));
            }
        }
        return all;
    }

    /**
     * Where a measure likely lies on other rows like these, by {@link Bootstrap#standard()}.
     *
     * @param level how often such an interval holds the true value, in (0, 1), for example 0.95
     * @return empty if the measure is not defined here, or the rows cannot tell, see {@link Bootstrap}
     * @throws IllegalArgumentException if the level is not as stated
     */
    public Optional<Interval> interval(Measure measure, double level) {
        return interval(measure, level, Bootstrap.standard());
    }

    /** As {@link #interval(Measure, double)}, by another bootstrap. */
    public Optional<Interval> interval(Measure measure, double level, Bootstrap bootstrap) {
        return bootstrap.interval(this, measure, level);
    }

    /**
     * Slice by slice: one for each value of a column of categories, or for each of four ranges of a column of numbers or times,
     * with about as many rows.
     *
     * @throws IllegalArgumentException if the table has no such column
     */
    public Slices by(String column) {
        return Slices.of(this, column, Slices.RANGES);
    }

    /**
     * As {@link #by(String)}, with another number of ranges. A value is in one range only, so there may be fewer.
     *
     * @throws IllegalArgumentException if the table has no such column, it holds categories, or there is not at least one range
     */
    public Slices by(String column, int ranges) {
        return Slices.ofRanges(this, column, ranges);
    }

    /** Of some rows. */
    Evaluation rows(int[] positions) {
        return of(outcomes.rows(positions), table.rows(positions));
    }

    /** The rows that were asked about. */
    public Table table() {
        return table;
    }

    /** What was predicted and what was true, row by row. */
    public Outcomes outcomes() {
        return outcomes;
    }

    /** How many rows were asked about. */
    public int rows() {
        return outcomes.rows();
    }

    /**
     * How much weight each true class has for each predicted one.
     *
     * @return shape [classes][classes], true class first
     * @throws IllegalStateException if numbers were predicted
     */
    public double[][] confusion() {
        return outcomes.confusion();
    }

    /** The usual metrics in one line, for example {@code 1,409 rows, ACCURACY 0.8020, ROC_AUC 0.8410}; others by {@link #metric}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%,d rows", rows()));
        for (Metric metric : headline()) {
            OptionalDouble value = metric(metric);
            text.append(", ")
                    .append(metric)
                    .append(
                            value.isPresent()
                                    ? String.format(Locale.ROOT, " %.4f", value.getAsDouble())
                                    : " undefined");
        }
        return text.toString();
    }

    /** The usual metrics of such an output. */
    List<Metric> headline() {
        return HEADLINE.stream()
                .filter(metric -> metric.appliesTo(outcomes.output()))
                .toList();
    }
}
