package io.mlcd.core.judge;

import io.mlcd.api.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * A guard rail: the share of the challenger's calls that went wrong must not be above a limit. It fails as soon as the share is
 * surely above, at all looks together: a challenger at the limit or below ever fails with probability {@code alpha} at most. It
 * never fails before {@code minBad} calls went wrong, so not by one unlucky call unless that is 1. It passes from {@code minCalls}
 * on if the share seen is not above the limit, and is inconclusive else.
 *
 * <p>How fast, with the defaults: if every call goes wrong it fails at the 3rd for limits up to 6 %, at the 4th up to 10 % and at
 * the 13th up to 50 %; if five times as many as a limit of 1 % go wrong, within 800 calls in 99 of 100 rollouts.
 *
 * @param what which calls went wrong
 * @param limit the share that may go wrong, in (0, 1)
 * @param minCalls from how many calls on it passes; 100
 * @param minBad how many calls must go wrong before it fails; 3
 * @param alpha the probability of a false alarm, in (0, 1); 0.001
 */
public record RateGuard(What what, double limit, long minCalls, long minBad, double alpha) implements Judge {
    /** Which calls went wrong. */
    public enum What {
        /** Calls that threw. */
        ERRORS("threw"),
        /** Calls that were answered {@code NaN}. */
        NANS("were answered NaN"),
        /** Calls that were answered outside of the range that is expected. */
        OUT_OF_RANGE("were answered out of range");

        private final String told;

        What(String told) {
            this.told = told;
        }

        private long count(Seen seen) {
            return switch (this) {
                case ERRORS -> seen.errors();
                case NANS -> seen.nans();
                case OUT_OF_RANGE -> seen.outOfRange();
            };
        }
    }

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if a number is not as stated
     */
    public RateGuard {
        Checks.within("limit", limit, 0, 1, "for 1 % it is 0.01");
        Checks.atLeast("minCalls", minCalls, 1, "few calls show nothing, say 100");
        Checks.atLeast("minBad", minBad, 1, "to fail by one call it is 1");
        Checks.within("alpha", alpha, 0, 1, "false alarms should be rare, say 0.001");
    }

    /**
     * At most such a share of the calls may throw.
     *
     * @throws IllegalArgumentException if the limit is not in (0, 1)
     */
    public static RateGuard errors(double limit) {
        return of(What.ERRORS, limit);
    }

    /**
     * At most such a share of the answers may be {@code NaN}.
     *
     * @throws IllegalArgumentException if the limit is not in (0, 1)
     */
    public static RateGuard nans(double limit) {
        return of(What.NANS, limit);
    }

    /**
     * At most such a share of the answers may be out of range.
     *
     * @throws IllegalArgumentException if the limit is not in (0, 1)
     */
    public static RateGuard outOfRange(double limit) {
        return of(What.OUT_OF_RANGE, limit);
    }

    private static RateGuard of(What what, double limit) {
        return new RateGuard(what, limit, 100, 3, 0.001);
    }

    /** With another number of calls from which on it passes. */
    public RateGuard minCalls(long calls) {
        return new RateGuard(what, limit, calls, minBad, alpha);
    }

    /** With another number of calls that must go wrong before it fails. */
    public RateGuard minBad(long calls) {
        return new RateGuard(what, limit, minCalls, calls, alpha);
    }

    /** With another probability of a false alarm. */
    public RateGuard alpha(double falseAlarm) {
        return new RateGuard(what, limit, minCalls, minBad, falseAlarm);
    }

    @Override
    public Verdict judge(Evidence evidence) {
        Seen seen = evidence.seen(Arm.CHALLENGER);
        return judge(what.count(seen), seen.calls(), limit, what.told, minCalls, minBad, alpha, new LinkedHashMap<>());
    }

    static Verdict judge(
            long bad,
            long calls,
            double limit,
            String told,
            long minCalls,
            long minBad,
            double alpha,
            Map<String, Double> measures) {
        double p = Math.min(1, 1 / evidenceAbove(bad, calls, limit));
        measures.put("calls", (double) calls);
        measures.put("bad", (double) bad);
        measures.put("limit", limit);
        measures.put("p", p);
        String seen = bad + " of " + calls + " calls of the challenger " + told + ", allowed are "
                + Checks.plain(100 * limit) + " %";
        if (bad >= minBad && p <= alpha) {
            return Verdict.fail(
                    seen + "; that is surely more (p " + Checks.plain(p) + " at any look, threshold "
                            + Checks.plain(alpha) + ")",
                    measures);
        }
        if (calls < minCalls) {
            return Verdict.inconclusive(seen + "; to pass needs " + (minCalls - calls) + " more calls", measures);
        }
        return bad > limit * calls
                ? Verdict.inconclusive(seen + "; that is more, but may be chance", measures)
                : Verdict.pass(seen, measures);
    }

    /**
     * How much likelier the counts are with a share uniform above the limit than with the limit itself; for every share up to the
     * limit a supermartingale, so it is ever above 1/alpha with probability alpha at most. In terms of the beta distribution of
     * the share after the counts: its part above the limit, by the density at the limit times the prior's width.
     */
    private static double evidenceAbove(long bad, long calls, double limit) {
        BetaDistribution after = BetaDistribution.of(bad + 1.0, calls - bad + 1.0);
        double above = after.survivalProbability(limit);
        return Math.exp(Math.log(above) - after.logDensity(limit) - Math.log1p(-limit));
    }
}
