package io.mlcd.ensemble.learn;

import io.mlcd.api.Output;
import io.mlcd.core.data.Table;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.metric.Outcomes;
import io.mlcd.core.model.Model;
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
        return Outcomes.of(model.signature().output(), rows, rows.target().orElseThrow(), model.scores(rows));
    }
}
