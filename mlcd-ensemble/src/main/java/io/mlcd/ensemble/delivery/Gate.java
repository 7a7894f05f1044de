package io.mlcd.ensemble.delivery;

import io.mlcd.core.metric.Measure;
import java.util.List;

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

    /** The columns that it looks at; the table must have them, also where the delivery drops them as features. */
    default List<String> columns() {
        return List.of();
    }

    /**
     * The metric on the test part is at least a bound.
     *
     * @throws IllegalArgumentException if the bound is not finite
     */
    static MetricGate atLeast(Measure measure, double bound) {
        return MetricGate.of(measure, MetricGate.Kind.AT_LEAST, bound);
    }

    /**
     * The metric on the test part is at most a bound.
     *
     * @throws IllegalArgumentException if the bound is not finite
     */
    static MetricGate atMost(Measure measure, double bound) {
        return MetricGate.of(measure, MetricGate.Kind.AT_MOST, bound);
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
    static MetricGate noWorseThanLive(Measure measure, double tolerance) {
        return MetricGate.of(measure, MetricGate.Kind.NO_WORSE_THAN_LIVE, tolerance);
    }

    /**
     * As {@link #noWorseThanLive}, with confidence 0.95 by a paired comparison: it passes if the metric is surely not worse than
     * that of the live model by more than the tolerance, fails if it surely is, and is inconclusive where the test rows cannot
     * tell. With tolerance 0 the candidate must be surely better, or answer alike.
     *
     * @param tolerance in the unit of the metric, 0 or more
     * @throws IllegalArgumentException if the tolerance is below 0 or not finite
     */
    static MetricGate notSignificantlyWorseThanLive(Measure measure, double tolerance) {
        return noWorseThanLive(measure, tolerance).withConfidence(0.95);
    }
}
