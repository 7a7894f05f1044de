package io.mlcd.core.judge;

import io.mlcd.api.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The loss of labelled calls, challenger against champion, by a confidence sequence that holds at all looks together: it may be
 * asked after every label and stopped whenever it answers. Labels may come late and in any order; calls of one key may be
 * correlated. It
 *
 * <ul>
 *   <li>passes when the whole interval of the difference is below the margin: surely no worse than the margin allows,
 *   <li>fails when it is whole above 0 and not below the margin: surely worse than the champion,
 *   <li>is inconclusive else, and says about how many more labelled calls of the challenger would settle it.
 * </ul>
 *
 * <p>An equal challenger ever fails, at any look, with probability {@code alpha / 2}, and one that is worse than the champion by
 * the margin or more ever passes with probability {@code alpha / 2}; both in the limit of many keys (measured in {@code
 * docs/proofs/judges.md}), therefore {@code minKeys}. A challenger that is worse by less than the margin may do either; it passes
 * when both are sure. The sequence takes labelled calls for a sample of all calls: labels that come late are waited for in vain
 * if what is wrong is labelled later in one arm than in the other.
 *
 * <p>Cost: O(keys).
 *
 * @param margin by how much a challenger may be worse, in the unit of the loss, above 0; 0.02
 * @param effect the difference at which the sequence is made narrowest, above 0; greater is better early, smaller late; 0.05
 * @param alpha the error of the confidence sequence, both sides together, in (0, 1); 0.05
 * @param minKeys how many keys, or calls without a key, each arm needs at least; 100
 * @param lossRange how great the loss of one call may be, about; what has not yet been seen to go wrong is not taken for safe; 1
 * @see <a href="https://doi.org/10.1214/24-AOS2408">Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas (2024), Time-uniform central
 *     limit theory and asymptotic confidence sequences</a>
 * @see <a href="https://doi.org/10.1287/opre.2021.2135">Johari, Koomen, Pekelis, Walsh (2022), Always Valid Inference</a>
 */
public record LossDifference(double margin, double effect, double alpha, long minKeys, double lossRange)
        implements Judge {
    /*
     * With V the cluster-robust variance of the difference, the score difference / V is a Brownian motion in the information 1 / V
     * as the keys grow in number, whether by new keys or by more calls of old ones. Robbins' mixture of likelihood ratios over
     * N(0, effect^2) is a martingale, so by Ville's inequality the difference leaves
     *     difference +- sqrt(V) z,   z^2 = (1 + 1/k) (ln(1 + k) + 2 ln(1/alpha)),   k = effect^2 / V
     * ever with probability alpha at most, alpha / 2 on each side. Two deviations from the papers: V is the sandwich over keys
     * (they have independent rows), and each arm gets UNSEEN keys more, each off by lossRange in the mean of its calls. Without
     * them an arm with no error among 100 calls would have no variance and be sure of it. They weigh nothing once there are many.
     */
    private static final double UNSEEN = 3;

    private static final String REMEDY_MARGIN = "give the loss that you can bear, say 0.02";

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if a number is not as stated
     */
    public LossDifference {
        Checks.within("margin", margin, 0, Double.POSITIVE_INFINITY, REMEDY_MARGIN);
        Checks.within("effect", effect, 0, Double.POSITIVE_INFINITY, "give a difference that matters, say 0.05");
        Checks.within("alpha", alpha, 0, 1, "for 95 % confidence it is 0.05");
        Checks.atLeast("minKeys", minKeys, 2, "the normal limit needs many, say 100");
        Checks.within("lossRange", lossRange, 0, Double.POSITIVE_INFINITY, "of right and wrong it is 1");
    }

    /** Two points of margin at 95 % confidence, from 100 keys on. */
    public static LossDifference standard() {
        return new LossDifference(0.02, 0.05, 0.05, 100, 1);
    }

    /** With another margin. */
    public LossDifference margin(double allowed) {
        return new LossDifference(allowed, effect, alpha, minKeys, lossRange);
    }

    /** With another difference at which the sequence is narrowest. */
    public LossDifference effect(double difference) {
        return new LossDifference(margin, difference, alpha, minKeys, lossRange);
    }

    /** With another error. */
    public LossDifference alpha(double error) {
        return new LossDifference(margin, effect, error, minKeys, lossRange);
    }

    /** With another number of keys that each arm needs. */
    public LossDifference minKeys(long keys) {
        return new LossDifference(margin, effect, alpha, keys, lossRange);
    }

    /** With another range of the loss; margin and effect stay. */
    public LossDifference lossRange(double greatest) {
        return new LossDifference(margin, effect, alpha, minKeys, greatest);
    }

    @Override
    public Verdict judge(Evidence evidence) {
        Losses losses = evidence.losses();
        long keys0 = losses.units(Arm.CHAMPION);
        long keys1 = losses.units(Arm.CHALLENGER);
        Map<String, Double> measures = new LinkedHashMap<>();
        measures.put("championCalls", (double) losses.calls(Arm.CHAMPION));
        measures.put("challengerCalls", (double) losses.calls(Arm.CHALLENGER));
        measures.put("championKeys", (double) keys0);
        measures.put("challengerKeys", (double) keys1);
        if (Math.min(keys0, keys1) < minKeys) {
            return Verdict.inconclusive(
                    "labels of " + keys0 + " keys of the champion and " + keys1
                            + " of the challenger are too few; each needs " + minKeys,
                    measures);
        }
        double difference = losses.mean(Arm.CHALLENGER) - losses.mean(Arm.CHAMPION);
        double variance = losses.varianceOfDifference() + unseen(keys0) + unseen(keys1);
        double radius = radius(variance);
        measures.put("championLoss", losses.mean(Arm.CHAMPION));
        measures.put("challengerLoss", losses.mean(Arm.CHALLENGER));
        measures.put("difference", difference);
        measures.put("low", difference - radius);
        measures.put("high", difference + radius);
        return decided(difference, variance, losses, measures);
    }

    private double unseen(long keys) {
        return UNSEEN * lossRange * lossRange / ((double) keys * keys);
    }

    private double radius(double variance) {
        double k = effect * effect / variance;
        return Math.sqrt(variance * (1 + 1 / k) * (Math.log1p(k) - 2 * Math.log(alpha)));
    }

    private Verdict decided(double difference, double variance, Losses losses, Map<String, Double> measures) {
        double radius = radius(variance);
        String seen = "the challenger's mean loss is " + Checks.plain(losses.mean(Arm.CHALLENGER)) + " of "
                + losses.calls(Arm.CHALLENGER) + " labelled calls and the champion's "
                + Checks.plain(losses.mean(Arm.CHAMPION)) + " of " + losses.calls(Arm.CHAMPION) + "; the difference is "
                + Checks.plain(difference) + ", at any look within " + Checks.plain(difference - radius) + " and "
                + Checks.plain(difference + radius) + " with " + Checks.plain(100 * (1 - alpha)) + " % confidence, ";
        if (difference + radius < margin) {
            return Verdict.pass(seen + "which is below the margin of " + Checks.plain(margin), measures);
        }
        if (difference - radius > 0) {
            return Verdict.fail(seen + "which is surely worse", measures);
        }
        double more = Math.ceil(losses.calls(Arm.CHALLENGER) * (growth(difference, variance) - 1));
        measures.put("moreCalls", more);
        return Verdict.inconclusive(
                seen + "which is neither above 0 nor below the margin of " + Checks.plain(margin) + "; needs about "
                        + Checks.plain(more) + " more labelled calls of the challenger if nothing changes",
                measures);
    }

    /** How many times as many calls would settle it, if the difference stays; to 1 %. */
    private double growth(double difference, double variance) {
        double within = Math.max(margin - difference, difference);
        double few = 1;
        double many = 2;
        while (radius(variance / many) >= within) {
            few = many;
            many *= 2;
        }
        while (many - few > 0.01 * few) {
            double middle = (few + many) / 2;
            if (radius(variance / middle) >= within) {
                few = middle;
            } else {
                many = middle;
            }
        }
        return many;
    }
}
