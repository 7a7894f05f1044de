package io.mlcd.ensemble.learn;

import io.mlcd.api.TrainingException;
import io.mlcd.core.metric.Measure;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.metric.Outcomes;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** How ensembles that look at out-of-fold predictions divide and measure, unless they are told. */
final class Inner {
    private static final int FOLDS = 5;

    private Inner() {}

    /** Five folds: stratified for classes, random for numbers. */
    static Folds folds(@Nullable Folds given, Training training) {
        return given != null ? given : training.ofClasses() ? Folds.stratified(FOLDS) : Folds.random(FOLDS);
    }

    /** How many fits on folds a member takes. */
    static int folds(@Nullable Folds given) {
        return given != null ? given.size() : FOLDS;
    }

    /** The log loss for classes, the root mean squared error for numbers. */
    static Measure metric(@Nullable Measure given, Training training) {
        Measure metric = given != null ? given : training.ofClasses() ? Metric.LOG_LOSS : Metric.RMSE;
        if (!metric.appliesTo(training.signature().output())) {
            throw new TrainingException(
                    TrainingException.Reason.BAD_TARGET,
                    metric + " is not defined for the target \""
                            + training.target().name() + "\", a "
                            + training.target().type() + "; use "
                            + (training.ofClasses() ? Metric.LOG_LOSS : Metric.RMSE)
                            + " or another that is");
        }
        return metric;
    }

    /** How good predictions are, more is better; the worst where it is not defined. */
    static double goodness(Measure metric, Outcomes outcomes) {
        OptionalDouble value = metric.of(outcomes);
        if (value.isEmpty()) {
            return Double.NEGATIVE_INFINITY;
        }
        return metric.higherIsBetter() ? value.getAsDouble() : -value.getAsDouble();
    }
}
