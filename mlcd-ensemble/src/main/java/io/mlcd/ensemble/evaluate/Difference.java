package io.mlcd.ensemble.evaluate;

import io.mlcd.core.metric.Measure;
import java.util.Locale;

/**
 * How one predictor differs from another on the same rows.
 *
 * @param measure what is compared
 * @param first of the first
 * @param second of the second
 * @param interval first minus second, and where this likely lies
 * @param pValue how likely a difference as large or larger would be if there were none, two-sided
 */
public record Difference(Measure measure, double first, double second, Interval interval, double pValue) {
    /** What the interval says of the first predictor. */
    public enum Verdict {
        /** The interval lies on the better side of 0. */
        BETTER,
        /** The interval lies on the worse side of 0. */
        WORSE,
        /** The interval holds 0. */
        CANNOT_TELL
    }

    /** What the interval says of the first predictor. */
    public Verdict verdict() {
        if (interval.contains(0)) {
            return Verdict.CANNOT_TELL;
        }
        return interval.low() > 0 == measure.higherIsBetter() ? Verdict.BETTER : Verdict.WORSE;
    }

    /** For example {@code ROC_AUC 0.8412 against 0.8377: 0.0035 [0.0012, 0.0059], p = 0.004, BETTER}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s %.4f against %.4f: %s, p = %.3f, %s",
                measure,
                first,
                second,
                interval,
                pValue,
                verdict());
    }
}
