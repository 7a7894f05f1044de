package io.mlcd.core.judge;

import io.mlcd.api.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * Whether an A/B rollout split its traffic as planned; if not, something loses calls of one arm and no other number can be trusted.
 * It fails when the split cannot be chance, passes when it may be and enough was split, and is inconclusive when too little was. It
 * holds at all looks together: a split as planned ever fails with probability {@code alpha} at most, exactly, when what was split
 * (keys where calls have keys) was split independently. Stages with different shares are put together.
 *
 * @param alpha the probability of a false alarm, in (0, 1); 0.001
 * @param minAssigned how many keys, or calls, must have been split before it passes; 1,000
 * @see <a href="https://arxiv.org/abs/2011.03567">Lindon, Malek (2020), Anytime-valid inference for multinomial count data</a>
 */
public record SampleRatio(double alpha, long minAssigned) implements Judge {
    /** The weight of the planned share in the prior of the true one; a deviation of 5 points of 50 is expected. */
    private static final double PRIOR = 100;

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if a number is not as stated
     */
    public SampleRatio {
        Checks.within("alpha", alpha, 0, 1, "a mismatch needs no hurry, say 0.001");
        Checks.atLeast("minAssigned", minAssigned, 1, "few show no mismatch, say 1000");
    }

    /** A false alarm in a thousand rollouts, from 1,000 keys on. */
    public static SampleRatio standard() {
        return new SampleRatio(0.001, 1_000);
    }

    /** With another probability of a false alarm. */
    public SampleRatio alpha(double falseAlarm) {
        return new SampleRatio(falseAlarm, minAssigned);
    }

    /** With another number from which on it passes. */
    public SampleRatio minAssigned(long keys) {
        return new SampleRatio(alpha, keys);
    }

    @Override
    public Verdict judge(Evidence evidence) {
        double logE = 0;
        double planned = 0;
        long challenger = 0;
        long all = 0;
        for (Assigned stage : evidence.assigned()) {
            logE += logE(stage);
            long both = stage.champion() + stage.challenger();
            planned += both * stage.challengerShare();
            challenger += stage.challenger();
            all += both;
        }
        double p = Math.min(1, Math.exp(-logE));
        Map<String, Double> measures = new LinkedHashMap<>();
        measures.put("assigned", (double) all);
        measures.put("challenger", (double) challenger);
        measures.put("planned", planned);
        measures.put("p", p);
        String seen = "the challenger got " + challenger + " of " + all + ", planned were " + Checks.plain(planned)
                + " (p " + Checks.plain(p) + " at any look, threshold " + Checks.plain(alpha) + ")";
        if (p <= alpha) {
            return Verdict.fail(seen + "; that is no chance, so something loses calls of one arm", measures);
        }
        return all < minAssigned
                ? Verdict.inconclusive(seen + "; to pass needs " + (minAssigned - all) + " more", measures)
                : Verdict.pass(seen + "; that may be chance", measures);
    }

    /** How much likelier the counts are with a beta-distributed share than with the planned: the densities' ratio at the planned. */
    private static double logE(Assigned stage) {
        double share = stage.challengerShare();
        double a = PRIOR * share;
        double b = PRIOR * (1 - share);
        return BetaDistribution.of(a, b).logDensity(share)
                - BetaDistribution.of(a + stage.challenger(), b + stage.champion())
                        .logDensity(share);
    }
}
