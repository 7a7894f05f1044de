package io.mlcd.core.judge;

import io.mlcd.api.Verdict;
import java.time.Duration;
import java.util.List;

/**
 * Says of the evidence so far whether the challenger passes, fails, or cannot yet be told. A pure function: the same evidence
 * gives the same verdict. Hosts may write their own as lambdas; those built in are values that are printable and equal by value.
 *
 * <pre>{@code
 * Judge judge = Judge.allOf(
 *     Judge.errorRate(0.01),                             // abort fast
 *     Judge.latencyRatio(0.99, 1.5),
 *     Judge.losses().margin(0.01),                       // promote when surely no worse than a point
 *     Judge.dryRun(Judge.series("revenue")));            // only look
 * }</pre>
 */
@FunctionalInterface
public interface Judge {
    /** The verdict; evidence that is empty does not make it throw, it is inconclusive then. */
    Verdict judge(Evidence evidence);

    /**
     * The verdict at a look before the end of a step, of which there may be many. Judges whose error holds for one look cannot
     * tell then; all others, and a host's own, say what {@link #judge} says.
     */
    default Verdict early(Evidence evidence) {
        return judge(evidence);
    }

    /** The default of what decides: {@link #guardRails()} and {@link #losses()}. */
    static AllOf standard() {
        return allOf(errorRate(0.01), nanRate(0.01), constantOutput(), losses());
    }

    /** The default of what aborts: errors and {@code NaN} answers of at most 1 %, and answers that differ. */
    static AllOf guardRails() {
        return allOf(errorRate(0.01), nanRate(0.01), constantOutput());
    }

    /** The losses of labelled calls, at any number of looks; see {@link LossDifference}. */
    static LossDifference losses() {
        return LossDifference.standard();
    }

    /**
     * At most such a share of the challenger's calls may throw; see {@link RateGuard} for how fast it fails.
     *
     * @throws IllegalArgumentException if the limit is not in (0, 1)
     */
    static RateGuard errorRate(double limit) {
        return RateGuard.errors(limit);
    }

    /**
     * At most such a share of the challenger's answers may be {@code NaN}; see {@link RateGuard}.
     *
     * @throws IllegalArgumentException if the limit is not in (0, 1)
     */
    static RateGuard nanRate(double limit) {
        return RateGuard.nans(limit);
    }

    /**
     * At most such a share of the challenger's answers may be out of range; see {@link RateGuard}.
     *
     * @throws IllegalArgumentException if the limit is not in (0, 1)
     */
    static RateGuard outOfRangeRate(double limit) {
        return RateGuard.outOfRange(limit);
    }

    /**
     * A quantile of the challenger's latency must not be above a bound; see {@link LatencyGuard}.
     *
     * @throws IllegalArgumentException if the quantile is not in (0, 1) or the bound not above 0
     */
    static LatencyGuard latency(double quantile, Duration bound) {
        return LatencyGuard.atMost(quantile, bound);
    }

    /**
     * A quantile of the challenger's latency must not be above a multiple of the champion's; see {@link LatencyGuard}.
     *
     * @throws IllegalArgumentException if the quantile is not in (0, 1) or the ratio not above 0
     */
    static LatencyGuard latencyRatio(double quantile, double ratio) {
        return LatencyGuard.ratio(quantile, ratio);
    }

    /** The challenger must not always answer the same; see {@link ConstantGuard}. */
    static ConstantGuard constantOutput() {
        return ConstantGuard.standard();
    }

    /** A metric over time, by Mann and Whitney's test at the end of a rollout; see {@link SeriesShift}. */
    static SeriesShift series(String metric) {
        return SeriesShift.of(metric);
    }

    /** The losses of both on the same inputs, by resampling keys; see {@link PairedBootstrap}. */
    static PairedBootstrap pairedLosses() {
        return PairedBootstrap.standard();
    }

    /** Right and wrong answers of both on the same inputs; see {@link McNemar}. */
    static McNemar mcNemar() {
        return McNemar.standard();
    }

    /** Whether traffic was split as planned; see {@link SampleRatio}. */
    static SampleRatio sampleRatio() {
        return SampleRatio.standard();
    }

    /**
     * Several together: one that fails fails all, else one that is inconclusive makes it inconclusive.
     *
     * @throws IllegalArgumentException if there are none
     */
    static AllOf allOf(Judge... judges) {
        return new AllOf(List.of(judges));
    }

    /** One that reports and never decides. */
    static DryRun dryRun(Judge judge) {
        return new DryRun(judge);
    }
}
