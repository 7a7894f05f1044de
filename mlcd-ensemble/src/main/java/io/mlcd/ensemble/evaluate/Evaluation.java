package io.mlcd.ensemble.evaluate;

import io.mlcd.api.Feature;
import io.mlcd.api.Kind;
import io.mlcd.api.Output;
import io.mlcd.api.Prediction;
import io.mlcd.api.Predictor;
import io.mlcd.api.Row;
import io.mlcd.api.Signature;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.metric.Outcomes;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * How good a predictor's answers are on the rows of a table: every metric that applies. Immutable.
 *
 * <pre>{@code
 * Evaluation evaluation = Evaluation.of(model, test);
 * double auc = evaluation.metric(Metric.ROC_AUC).orElseThrow();
 * }</pre>
 */
public final class Evaluation {
    private final Outcomes outcomes;
    private final Map<Metric, OptionalDouble> metrics = new EnumMap<>(Metric.class);

    private Evaluation(Outcomes outcomes) {
        this.outcomes = outcomes;
        for (Metric metric : Metric.values()) {
            if (metric.appliesTo(outcomes.output())) {
                metrics.put(metric, metric.of(outcomes));
            }
        }
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
        double[] scores = predictor instanceof Model model ? model.scores(table) : scores(predictor, table);
        double[] weights = new double[table.rows()];
        Arrays.fill(weights, 1);
        table.weights().ifPresent(column -> Arrays.setAll(weights, row -> weight(column, row)));
        if (output instanceof Output.Classes classes && target.type() == Column.Type.CATEGORY) {
            return new Evaluation(Outcomes.ofClasses(classes, truth(target, classes), scores, weights));
        }
        if (output instanceof Output.Numeric numeric && target.type() == Column.Type.NUMBER) {
            return new Evaluation(Outcomes.ofNumbers(numeric, target.toNumbers(), scores, weights));
        }
        throw new IllegalArgumentException("the predictor predicts " + output + ", but the target \"" + target.name()
                + "\" is a " + target.type() + "; evaluate it on the target that it was trained for");
    }

    private static int[] truth(Column target, Output.Classes classes) {
        int[] classOfCode = new int[target.categories().size()];
        Arrays.setAll(
                classOfCode,
                code -> classes.labels().indexOf(target.categories().get(code)));
        int[] truth = new int[target.size()];
        for (int row = 0; row < truth.length; row++) {
            truth[row] = classOfCode[target.code(row)]; // -1, unknown, when the model never saw it
        }
        return truth;
    }

    private static double weight(Column column, int row) {
        if (column.type() != Column.Type.NUMBER || !(column.number(row) >= 0)) {
            throw new IllegalArgumentException("row " + row + " has the weight " + column.value(row) + " in \""
                    + column.name() + "\", but weights must be numbers of 0 or more");
        }
        return column.number(row);
    }

    /** Asks about the features of the signature only, as {@link Model#scores} does. */
    private static double[] scores(Predictor predictor, Table table) {
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

    private static List<Column> columns(Signature signature, Table table) {
        List<Column> columns = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Feature feature : signature.features()) {
            Column.Type wanted = feature.kind() == Kind.NUMBER ? Column.Type.NUMBER : Column.Type.CATEGORY;
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

    /** One metric; empty where it does not apply, or is not defined on these rows. */
    public OptionalDouble metric(Metric metric) {
        return metrics.getOrDefault(metric, OptionalDouble.empty());
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

    /** The metrics in one line, for example {@code 1,409 rows, ACCURACY 0.8020, ROC_AUC 0.8410}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%,d rows", rows()));
        metrics.forEach((metric, value) -> text.append(", ")
                .append(metric)
                .append(value.isPresent() ? String.format(Locale.ROOT, " %.4f", value.getAsDouble()) : " undefined"));
        return text.toString();
    }
}
