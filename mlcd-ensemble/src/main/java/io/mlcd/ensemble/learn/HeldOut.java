package io.mlcd.ensemble.learn;

import io.mlcd.api.Output;
import io.mlcd.core.data.Column;
import io.mlcd.core.metric.Measure;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.metric.Outcomes;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What was predicted for rows of the training table by models that had not been fitted to them: out of bag, or out of fold.
 * Immutable.
 */
public final class HeldOut {
    private final int[] rows;
    private final Outcomes outcomes;
    private final int leftOut;

    private HeldOut(int[] rows, Outcomes outcomes, int leftOut) {
        this.rows = rows;
        this.outcomes = outcomes;
        this.leftOut = leftOut;
    }

    /**
     * Predictions of some rows.
     *
     * @param output says how labels are chosen; its classes are those of the table
     * @param rows positions in the table, ascending
     * @param scores row-major in the order of {@code rows}, shape [rows x outputs]
     */
    static HeldOut of(Training training, Output output, int[] rows, double[] scores) {
        double[] weights = new double[rows.length];
        Arrays.fill(weights, 1);
        training.table().weights().ifPresent(column -> Arrays.setAll(weights, i -> column.number(rows[i])));
        Column target = training.target();
        Outcomes outcomes;
        if (output instanceof Output.Classes classes) {
            outcomes = Outcomes.ofClasses(
                    classes, Arrays.stream(rows).map(target::code).toArray(), scores, weights);
        } else {
            double[] truth = Arrays.stream(rows).mapToDouble(target::number).toArray();
            outcomes = Outcomes.ofNumbers((Output.Numeric) output, truth, scores, weights);
        }
        return new HeldOut(rows, outcomes, training.table().rows() - rows.length);
    }

    /** The positions of the rows in the training table, ascending, a copy. */
    public int[] rows() {
        return rows.clone();
    }

    /** What was predicted and what was true, in the order of {@link #rows()}. */
    public Outcomes outcomes() {
        return outcomes;
    }

    /** How many rows of the table have no such prediction, and count in no metric. */
    public int leftOut() {
        return leftOut;
    }

    /** One metric; empty where it does not apply, or is not defined on these rows. */
    public OptionalDouble metric(Measure metric) {
        return metric.of(outcomes);
    }

    /** Every metric that is defined on these rows. */
    public Map<Metric, Double> metrics() {
        Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            metric.of(outcomes).ifPresent(value -> metrics.put(metric, value));
        }
        return metrics;
    }

    /** The metrics in one line, for example {@code 1,406 rows, 3 left out, ACCURACY 0.8020, ROC_AUC 0.8410}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%,d rows", rows.length));
        text.append(leftOut > 0 ? String.format(Locale.ROOT, ", %,d left out", leftOut) : "");
        metrics().forEach((metric, value) -> text.append(String.format(Locale.ROOT, ", %s %.4f", metric, value)));
        return text.toString();
    }
}
