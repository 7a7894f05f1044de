package io.mlcd.core.compression;

import io.mlcd.api.Output;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.metric.Outcomes;
import io.mlcd.core.model.Model;
import java.util.Arrays;

/** The rows of tables, as a model reads them, beside what was true. */
final class Samples {
    private Samples() {}

    /**
     * What a model answers to all rows of a table, beside what was true.
     *
     * @param rows what they are, for a message
     * @throws IllegalArgumentException if there are none, a column or the target is missing or of another type, a target value is
     *     missing, or a weight is not 0 or more
     */
    static Outcomes outcomes(Model model, Table table, String rows) {
        Column target = table.target()
                .orElseThrow(() -> new IllegalArgumentException("the table of " + rows
                        + " rows has no target: table.target(name); its columns are " + table.names()));
        Output output = model.signature().output();
        Column.Type wanted = output instanceof Output.Classes ? Column.Type.CATEGORY : Column.Type.NUMBER;
        if (table.rows() == 0 || target.missingCount() > 0 || target.type() != wanted) {
            throw new IllegalArgumentException(
                    "the table of " + rows + " rows has " + table.rows() + ", of which " + target.missingCount()
                            + " lack the target \"" + target.name() + "\", a " + target.type() + "; the model predicts "
                            + output
                            + ": give rows whose outcome is known, a " + wanted);
        }
        Outcomes outcomes = Outcomes.of(output, table, target, model.scores(table));
        if (Arrays.stream(outcomes.weights()).allMatch(weight -> weight == 0)) {
            throw new IllegalArgumentException(
                    "all " + outcomes.rows() + " " + rows + " rows have the weight 0; give rows that count");
        }
        return outcomes;
    }

    /** All rows of a table, with these outcomes. */
    static Sample of(Model model, Table table, Outcomes outcomes) {
        double[] truth = new double[outcomes.rows()];
        Arrays.setAll(truth, outcomes::truth);
        return new Sample(
                model.signature().features().size(),
                model.rows(table),
                outcomes.weights(),
                new Sample.Truth(truth, outcomes.output() instanceof Output.Classes));
    }
}
