package io.mlcd.ensemble.delivery;

import io.mlcd.core.metric.Metric;

/**
 * Decides whether a candidate is good enough to be released. Immutable.
 *
 * <p>A gate that cannot find out says {@link Verdict#INCONCLUSIVE}, which does not pass.
 */
@FunctionalInterface
public interface Gate {
    /** Looks at a candidate. */
    GateResult check(Candidate candidate);

    /** Whether it compares the candidate with what is live; the split must allow it then. */
    default boolean comparesWithLive() {
        return false;
    }

    /**
     * The metric on the test part is at least a bound.
     *
     * @throws IllegalArgumentException if the bound is not finite
     */
    static Gate atLeast(Metric metric, double bound) {
        return new Gates.Absolute(metric, bound, true);
    }

    /**
     * The metric on the test part is at most a bound.
     *
     * @throws IllegalArgumentException if the bound is not finite
     */
    static Gate atMost(Metric metric, double bound) {
        return new Gates.Absolute(metric, bound, false);
    }

    /**
     * The metric is not worse than that of the live model on the same test part, but for a tolerance. If nothing is live it
     * passes and says so; if what is live cannot be compared it is inconclusive.
     *
     * <p>The live model must not have been trained on the rows of the test part: the delivery must split by time or by key.
     *
     * @param tolerance in the unit of the metric, 0 or more
     * @throws IllegalArgumentException if the tolerance is below 0 or not finite
     */
    static Gate noWorseThanLive(Metric metric, double tolerance) {
        return new Gates.Relative(metric, tolerance);
    }
}
