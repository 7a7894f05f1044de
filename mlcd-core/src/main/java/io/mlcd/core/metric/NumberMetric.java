package io.mlcd.core.metric;

import io.mlcd.api.Output;
import java.util.OptionalDouble;

/**
 * A loss of predicted numbers that has a parameter; 0 or more, less is better. Immutable.
 *
 * <pre>{@code
 * evaluation.metric(NumberMetric.pinball(0.9));         // of a model that predicts the 90 % quantile
 * }</pre>
 *
 * @param kind what is measured
 * @param parameter the quantile, or the power
 */
public record NumberMetric(Kind kind, double parameter) implements Measure {
    /** What is measured. */
    public enum Kind {
        /** The loss of a quantile; the parameter is the quantile, in (0, 1). */
        PINBALL,
        /** The mean deviance of a Tweedie distribution; the parameter is its power, from 1 to 2. */
        TWEEDIE_DEVIANCE
    }

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the parameter is not as stated
     */
    public NumberMetric {
        boolean good = kind == Kind.PINBALL ? parameter > 0 && parameter < 1 : parameter >= 1 && parameter <= 2;
        if (!good) {
            throw new IllegalArgumentException(
                    kind == Kind.PINBALL
                            ? "the quantile of PINBALL was " + parameter + " but must be in (0, 1)"
                            : "the power of TWEEDIE_DEVIANCE was " + parameter
                                    + " but must be from 1, Poisson, to 2, Gamma; for power 0 use RMSE");
        }
    }

    /**
     * The mean of {@code q (y - m)} where the true number y is the predicted one m or more, else of {@code (1 - q) (m - y)}.
     *
     * @param quantile q, in (0, 1)
     */
    public static NumberMetric pinball(double quantile) {
        return new NumberMetric(Kind.PINBALL, quantile);
    }

    /**
     * The mean of {@code 2 (y^(2-p) / ((1-p) (2-p)) - y m^(1-p) / (1-p) + m^(2-p) / (2-p))}, at the ends its limits. Empty if a
     * true number y is below 0 (of power 2: not above), or a predicted one m not above 0.
     *
     * @param power p, from 1 to 2
     */
    public static NumberMetric tweedie(double power) {
        return new NumberMetric(Kind.TWEEDIE_DEVIANCE, power);
    }

    @Override
    public boolean higherIsBetter() {
        return false;
    }

    @Override
    public boolean appliesTo(Output output) {
        return output instanceof Output.Numeric;
    }

    @Override
    public OptionalDouble of(Outcomes outcomes) {
        return over(outcomes).of(outcomes.weights());
    }

    @Override
    public Weighed over(Outcomes outcomes) {
        if (!Sums.defined(this, outcomes)) {
            return weights -> OptionalDouble.empty();
        }
        return kind == Kind.PINBALL ? Errors.pinball(outcomes, parameter) : Errors.deviance(outcomes, parameter);
    }

    /** For example {@code PINBALL 0.9}. */
    @Override
    public String toString() {
        return kind + " " + parameter;
    }
}
