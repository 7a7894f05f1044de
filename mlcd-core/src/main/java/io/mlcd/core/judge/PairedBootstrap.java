package io.mlcd.core.judge;

import io.mlcd.api.Verdict;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Any losses of both arms on the same inputs, by a percentile bootstrap over keys of the mean difference. It passes when the interval
 * is whole below the margin, else fails when it is whole above 0, and is inconclusive else and with too few keys. The same evidence
 * and seed give the same verdict. The error holds for <em>one</em> look.
 *
 * <p>Cost: O(resamples x keys).
 *
 * @param margin by how much a challenger may be worse in the mean, in the unit of the loss, above 0; 0.02
 * @param alpha the error, both sides together, in (0, 1); 0.05
 * @param minKeys how many keys, or inputs without a key, are needed; 100
 * @param resamples how often keys are drawn again, 100 or more; 2,000
 * @param seed of the draws; 0
 * @see <a href="https://doi.org/10.1214/aos/1176344552">Efron (1979), Bootstrap Methods</a>
 */
public record PairedBootstrap(double margin, double alpha, long minKeys, long resamples, long seed) implements Judge {
    /**
     * Checks.
     *
     * @throws IllegalArgumentException if a number is not as stated
     */
    public PairedBootstrap {
        Checks.within("margin", margin, 0, Double.POSITIVE_INFINITY, "give the loss that you can bear, say 0.02");
        Checks.within("alpha", alpha, 0, 1, "for 95 % confidence it is 0.05");
        Checks.atLeast("minKeys", minKeys, 2, "few show nothing, say 100");
        Checks.atLeast("resamples", resamples, 100, "few give no quantiles, say 2000");
    }

    /** A margin of 0.02 at 95 % confidence, from 100 keys on. */
    public static PairedBootstrap standard() {
        return new PairedBootstrap(0.02, 0.05, 100, 2_000, 0);
    }

    /** With another margin. */
    public PairedBootstrap margin(double allowed) {
        return new PairedBootstrap(allowed, alpha, minKeys, resamples, seed);
    }

    /** With another error. */
    public PairedBootstrap alpha(double error) {
        return new PairedBootstrap(margin, error, minKeys, resamples, seed);
    }

    /** With another number of keys that are needed. */
    public PairedBootstrap minKeys(long keys) {
        return new PairedBootstrap(margin, alpha, keys, resamples, seed);
    }

    /** With another number of resamples. */
    public PairedBootstrap resamples(long draws) {
        return new PairedBootstrap(margin, alpha, minKeys, draws, seed);
    }

    /** With another seed. */
    public PairedBootstrap seed(long ofDraws) {
        return new PairedBootstrap(margin, alpha, minKeys, resamples, ofDraws);
    }

    /** Cannot tell: its error holds for one look, at the end of a step. */
    @Override
    public Verdict early(Evidence evidence) {
        return OneLook.early(this);
    }

    @Override
    public Verdict judge(Evidence evidence) {
        Pairs pairs = evidence.pairs();
        Map<String, Double> measures = new LinkedHashMap<>();
        measures.put("pairs", (double) pairs.pairs());
        measures.put("keys", (double) pairs.keys());
        if (pairs.keys() < minKeys) {
            return Verdict.inconclusive(
                    "inputs of " + pairs.keys() + " keys that both answered are too few; needs " + minKeys, measures);
        }
        double[] excess = pairs.excessByKey();
        double difference = Arrays.stream(excess).sum() / pairs.pairs();
        double[] drawn = drawn(pairs.pairsByKey(), excess);
        int tail = (int) (alpha / 2 * drawn.length);
        double low = drawn[tail];
        double high = drawn[drawn.length - 1 - tail];
        measures.put("difference", difference);
        measures.put("low", low);
        measures.put("high", high);
        String seen = "on " + pairs.pairs() + " inputs the challenger's mean loss less the champion's is "
                + Checks.plain(difference) + ", within " + Checks.plain(low) + " and " + Checks.plain(high) + " with "
                + Checks.plain(100 * (1 - alpha)) + " % confidence, ";
        if (low == high && Arrays.stream(excess).allMatch(each -> each == 0)) {
            return Verdict.inconclusive(
                    seen + "but both had the same losses on all, which shows no variation to judge by", measures);
        }
        if (high < margin) {
            return Verdict.pass(seen + "which is below the margin of " + Checks.plain(margin), measures);
        }
        return low > 0
                ? Verdict.fail(seen + "which is surely worse", measures)
                : Verdict.inconclusive(
                        seen + "which is neither above 0 nor below the margin of " + Checks.plain(margin), measures);
    }

    /** Mean differences of keys drawn again, sorted. */
    private double[] drawn(long[] inputs, double[] excess) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] means = new double[Math.toIntExact(resamples)];
        for (int draw = 0; draw < means.length; draw++) {
            double sum = 0;
            long count = 0;
            for (int i = 0; i < excess.length; i++) {
                int key = random.nextInt(excess.length);
                sum += excess[key];
                count += inputs[key];
            }
            means[draw] = sum / count;
        }
        Arrays.sort(means);
        return means;
    }
}
