package io.mlcd.core.judge;

import io.mlcd.api.Verdict;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A guard rail: a quantile of the challenger's latency must not be above a bound, which is absolute, a multiple of the champion's
 * quantile, or the greater of both. That the 99th percentile is above 5 ms means that more than 1 % of the calls take longer, so it
 * is a {@link RateGuard} of the slower calls and as fast: if every call is too slow it fails at the 3rd for quantiles of 0.94 and
 * above. At all looks together an absolute bound that is kept ever fails with probability {@code alpha} at most; a multiple adds
 * the chance in the champion's quantile, of which {@code minCalls} calls of the champion must have been seen.
 *
 * @param quantile in (0, 1)
 * @param boundNanos the absolute bound in nanoseconds, 0 or more; 0 for none
 * @param ratio the multiple of the champion's quantile, 0 or more; 0 for none
 * @param minCalls from how many calls on it passes; 10 / (1 - quantile), at least 100
 * @param minBad how many calls must be too slow before it fails; 3
 * @param alpha the probability of a false alarm, in (0, 1); 0.001
 */
public record LatencyGuard(double quantile, long boundNanos, double ratio, long minCalls, long minBad, double alpha)
        implements Judge {
    /**
     * Checks.
     *
     * @throws IllegalArgumentException if a number is not as stated
     */
    public LatencyGuard {
        Checks.within("quantile", quantile, 0, 1, "the 99th percentile is 0.99");
        Checks.atLeast("boundNanos", boundNanos, 0, "without a bound it is 0");
        ratio = Checks.atLeastZero("ratio", ratio, "without a ratio it is 0");
        if (boundNanos == 0 && ratio == 0) {
            throw new IllegalArgumentException(
                    "boundNanos and ratio were both 0, so there is no bound; give one, say ratio 1.5");
        }
        Checks.atLeast("minCalls", minCalls, 1, "few calls show nothing, say 1000");
        Checks.atLeast("minBad", minBad, 1, "to fail by one call it is 1");
        Checks.within("alpha", alpha, 0, 1, "false alarms should be rare, say 0.001");
    }

    /**
     * The quantile must not be above a bound.
     *
     * @throws IllegalArgumentException if the quantile is not in (0, 1) or the bound not above 0
     */
    public static LatencyGuard atMost(double quantile, Duration bound) {
        return new LatencyGuard(quantile, bound.toNanos(), 0, enough(quantile), 3, 0.001);
    }

    /**
     * The quantile must not be above such a multiple of the champion's.
     *
     * @throws IllegalArgumentException if the quantile is not in (0, 1) or the ratio not above 0
     */
    public static LatencyGuard ratio(double quantile, double ratio) {
        return new LatencyGuard(quantile, 0, ratio, enough(quantile), 3, 0.001);
    }

    private static long enough(double quantile) {
        return (long) Math.max(100, Math.ceil(10 / (1 - quantile) - 1e-6));
    }

    /** With an absolute bound; of a bound and a ratio the one that allows more counts. */
    public LatencyGuard bound(Duration bound) {
        return new LatencyGuard(quantile, bound.toNanos(), ratio, minCalls, minBad, alpha);
    }

    /** With another number of calls from which on it passes, and that a ratio needs of the champion. */
    public LatencyGuard minCalls(long calls) {
        return new LatencyGuard(quantile, boundNanos, ratio, calls, minBad, alpha);
    }

    /** With another number of calls that must be too slow before it fails. */
    public LatencyGuard minBad(long calls) {
        return new LatencyGuard(quantile, boundNanos, ratio, minCalls, calls, alpha);
    }

    /** With another probability of a false alarm. */
    public LatencyGuard alpha(double falseAlarm) {
        return new LatencyGuard(quantile, boundNanos, ratio, minCalls, minBad, falseAlarm);
    }

    @Override
    public Verdict judge(Evidence evidence) {
        Latencies champion = evidence.seen(Arm.CHAMPION).latencies();
        Latencies challenger = evidence.seen(Arm.CHALLENGER).latencies();
        Map<String, Double> measures = new LinkedHashMap<>();
        measures.put("challengerNanos", (double) challenger.quantile(quantile));
        if (ratio > 0) {
            measures.put("championNanos", (double) champion.quantile(quantile));
            if (champion.calls() < minCalls) {
                return Verdict.inconclusive(
                        champion.calls() + " calls of the champion are too few to compare with; needs " + minCalls,
                        measures);
            }
        }
        long bound = Math.max(boundNanos, (long) (ratio * champion.quantile(quantile)));
        measures.put("boundNanos", (double) bound);
        return RateGuard.judge(
                challenger.slowerThan(bound),
                challenger.calls(),
                1 - quantile,
                "took longer than " + Checks.plain(bound / 1e6) + " ms",
                minCalls,
                minBad,
                alpha,
                measures);
    }
}
