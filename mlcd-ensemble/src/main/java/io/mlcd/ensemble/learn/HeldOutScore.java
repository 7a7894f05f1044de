package io.mlcd.ensemble.learn;

import io.mlcd.api.Output;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.metric.Outcomes;
import io.mlcd.core.model.Model;
import java.util.Arrays;
import java.util.OptionalDouble;

/** How good a model is on rows that it was not trained on. */
final class HeldOutScore {
    private HeldOutScore() {}

    /** The log loss of classes, the root of the mean squared error of numbers. */
    static Metric metric(Output output) {
        return output instanceof Output.Classes ? Metric.LOG_LOSS : Metric.RMSE;
    }

    /** The metric on rows; empty where there are none, or none of weight. */
    static OptionalDouble of(Model model, Table rows) {
        return rows.rows() == 0
                ? OptionalDouble.empty()
                : metric(model.signature().output()).of(outcomes(model, rows));
    }

    /** What weights are made of: the log loss, or the mean squared error. */
    static double loss(Model model, Table rows) {
        double loss = of(model, rows).orElse(Double.NaN);
        return model.signature().output() instanceof Output.Classes ? loss : loss * loss;
    }

    private static Outcomes outcomes(Model model, Table rows) {
        Column target = rows.target().orElseThrow();
        double[] scores = model.scores(rows);
        double[] weights = new double[rows.rows()];
        Arrays.fill(weights, 1);
        rows.weights().ifPresent(column -> Arrays.setAll(weights, column::number));
        if (model.signature().output() instanceof Output.Classes classes) {
            int[] truth = new int[rows.rows()];
            int[] classOf = target.categories().stream()
                    .mapToInt(classes.labels()::indexOf)
                    .toArray();
            Arrays.setAll(truth, row -> classOf[target.code(row)]);
            return Outcomes.ofClasses(classes, truth, scores, weights);
        }
        return Outcomes.ofNumbers((Output.Numeric) model.signature().output(), target.toNumbers(), scores, weights);
    }
}
