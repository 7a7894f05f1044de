package io.mlcd.core.metric;

import io.mlcd.api.Output;
import java.util.OptionalDouble;

/**
 * A number that says how good predictions are: a {@link Metric}, a {@link ClassMetric}, a {@link CostMetric}, a
 * {@link NumberMetric}, or one of a host's own. Rows count by their weights.
 *
 * <p>It is empty where it is not defined: never a number that only looks good. Implementations are immutable and equal by
 * value, and {@code toString} names them.
 *
 * <pre>{@code
 * Measure profit = ...;                                 // what an answer is worth to the host
 * evaluation.interval(profit, 0.95);
 * }</pre>
 */
public interface Measure {
    /** Whether more is better. */
    boolean higherIsBetter();

    /** Whether it is defined for such an output. */
    boolean appliesTo(Output output);

    /** The number, or empty where it is not defined. */
    OptionalDouble of(Outcomes outcomes);

    /**
     * Made ready to weigh the same rows many times over, as a bootstrap does; what can be found out once, such as the order of
     * the scores, is. The measures of this package then take O(rows) for each weighing.
     */
    default Weighed over(Outcomes outcomes) {
        return weights -> of(outcomes.weights(weights));
    }

    /** A measure of some rows under changing weights. Safe for concurrent callers. */
    @FunctionalInterface
    interface Weighed {
        /**
         * The number under these weights, or empty where it is not defined.
         *
         * @param weights 0 or more, shape [rows]; kept by nobody
         */
        OptionalDouble of(double[] weights);
    }
}
