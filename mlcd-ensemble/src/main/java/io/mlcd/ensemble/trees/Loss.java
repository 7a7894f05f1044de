package io.mlcd.ensemble.trees;

import java.util.Locale;

/**
 * What gradient boosting makes small: how bad a prediction is, as a function of the truth. Immutable and equal by value.
 *
 * @param kind which
 * @param parameter of {@link #huber} the border, of {@link #quantile} the level, of {@link #tweedie} the power; else 0
 */
public record Loss(Kind kind, double parameter) {
    /** Which loss. */
    public enum Kind {
        /** {@link Kind#LOG_LOSS} for classes, {@link Kind#SQUARED} for numbers. */
        AUTOMATIC,
        /** {@code -ln(probability of the true class)}. */
        LOG_LOSS,
        /** Half the squared error; predicts means. */
        SQUARED,
        /** The absolute error; predicts medians. */
        ABSOLUTE,
        /** Squared for small errors, absolute for large ones. */
        HUBER,
        /** The pinball loss; predicts quantiles. */
        QUANTILE,
        /** Of counts; predicts means above 0. */
        POISSON,
        /** Of numbers above 0 whose spread grows with them; predicts means above 0. */
        GAMMA,
        /** Of numbers above 0 and many a 0, such as claims; predicts means above 0. */
        TWEEDIE
    }

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the parameter is not as stated
     */
    public Loss {
        switch (kind) {
            case HUBER -> require(parameter > 0 && parameter < Double.POSITIVE_INFINITY, "huber", parameter, "above 0");
            case QUANTILE -> require(parameter > 0 && parameter < 1, "quantile", parameter, "between 0 and 1");
            case TWEEDIE -> require(parameter > 1 && parameter < 2, "tweedie", parameter, "between 1 and 2");
            default -> require(Double.compare(parameter, 0) == 0, kind.name(), parameter, "0, since it has none");
        }
    }

    private static void require(boolean good, String name, double parameter, String wanted) {
        if (!good) {
            throw new IllegalArgumentException(
                    "the parameter of the loss " + name + " was " + parameter + " but must be " + wanted);
        }
    }

    /** The log loss for classes, the squared error for numbers. */
    public static Loss automatic() {
        return new Loss(Kind.AUTOMATIC, 0);
    }

    /** {@code -ln(probability of the true class)}. */
    public static Loss logLoss() {
        return new Loss(Kind.LOG_LOSS, 0);
    }

    /** Half the squared error. */
    public static Loss squared() {
        return new Loss(Kind.SQUARED, 0);
    }

    /** The absolute error. */
    public static Loss absolute() {
        return new Loss(Kind.ABSOLUTE, 0);
    }

    /**
     * The squared error up to a border, beyond it the absolute one.
     *
     * @param border in the unit of the target, above 0
     */
    public static Loss huber(double border) {
        return new Loss(Kind.HUBER, border);
    }

    /**
     * The pinball loss.
     *
     * @param level which share of the truths shall lie below the prediction, between 0 and 1
     */
    public static Loss quantile(double level) {
        return new Loss(Kind.QUANTILE, level);
    }

    /** Poisson's deviance, of counts. */
    public static Loss poisson() {
        return new Loss(Kind.POISSON, 0);
    }

    /** The gamma deviance. */
    public static Loss gamma() {
        return new Loss(Kind.GAMMA, 0);
    }

    /**
     * Tweedie's deviance.
     *
     * @param power of the mean that the variance grows with, between 1 (Poisson) and 2 (gamma)
     */
    public static Loss tweedie(double power) {
        return new Loss(Kind.TWEEDIE, power);
    }

    /** For example {@code quantile(0.9)}, or {@code automatic}. */
    @Override
    public String toString() {
        String name = kind == Kind.LOG_LOSS ? "logLoss" : kind.name().toLowerCase(Locale.ROOT);
        return Double.compare(parameter, 0) == 0 ? name : name + "(" + parameter + ")";
    }
}
