package io.mlcd.core.compression;

import io.mlcd.api.Output;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.metric.Outcomes;
import io.mlcd.core.model.Model;
import java.util.Arrays;
import java.util.Objects;

/** The rows of tables, as a model reads them, beside what was true. */
final class Samples {
    private Samples() {}

    /**
     * All rows of a table.
     *
     * @throws IllegalArgumentException if there are none, a column or the target is missing or of another type, a target value is
     *     missing, or a weight is not 0 or more
     */
    static Sample of(Model model, Table table) {
        Column target = table.target()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the table has no target: table.target(name); its columns are " + table.names()));
        Output output = model.signature().output();
        Column.Type wanted = output instanceof Output.Classes ? Column.Type.CATEGORY : Column.Type.NUMBER;
        if (table.rows() == 0 || target.missingCount() > 0 || target.type() != wanted) {
            throw new IllegalArgumentException(
                    "the table has " + table.rows() + " rows, of which " + target.missingCount()
                            + " lack the target \"" + target.name() + "\", a " + target.type() + "; the model predicts "
                            + output
                            + ": give rows whose outcome is known, a " + wanted);
        }
        return new Sample(
                model.signature().features().size(),
                model.rows(table),
                weights(table),
                new Sample.Truth(truth(output, target), output instanceof Output.Classes));
    }

    private static double[] weights(Table table) {
        double[] weights = new double[table.rows()];
        Arrays.fill(weights, 1);
        table.weights().ifPresent(column -> {
            for (int row = 0; row < weights.length; row++) {
                boolean number = column.type() == Column.Type.NUMBER;
                weights[row] = number ? column.number(row) : Double.NaN;
                if (!(weights[row] >= 0) || Double.isInfinite(weights[row])) {
                    throw new IllegalArgumentException("row " + row + " has the weight " + column.value(row) + " in \""
                            + column.name() + "\", but weights must be finite numbers of 0 or more");
                }
            }
        });
        if (Arrays.stream(weights).allMatch(weight -> weight == 0)) {
            throw new IllegalArgumentException(
                    "all " + weights.length + " rows have the weight 0; give rows that count");
        }
        return weights;
    }

    private static double[] truth(Output output, Column target) {
        if (!(output instanceof Output.Classes classes)) {
            return target.toNumbers();
        }
        double[] classOfCode = new double[target.categories().size()];
        Arrays.setAll(
                classOfCode,
                code -> classes.labels().indexOf(target.categories().get(code)));
        double[] truth = new double[target.size()];
        Arrays.setAll(truth, row -> classOfCode[target.code(row)]); // -1, unknown, when the model never saw it
        return truth;
    }

    /** What a model answers to rows beside what was true. */
    static Outcomes outcomes(Output output, Sample sample, double[] scores) {
        double[] truth = Objects.requireNonNull(sample.truth(), "truth").of();
        if (output instanceof Output.Classes classes) {
            int[] positions = new int[truth.length];
            Arrays.setAll(positions, row -> (int) truth[row]);
            return Outcomes.ofClasses(classes, positions, scores, sample.weights());
        }
        return Outcomes.ofNumbers((Output.Numeric) output, truth, scores, sample.weights());
    }
}
