package io.mlcd.core.judge;

import io.mlcd.api.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Right and wrong answers of both arms on the same inputs, of which only those count that one got right and the other wrong. It
 *
 * <ul>
 *   <li>passes when the challenger's share of wrong answers is surely not above the champion's by the margin (one side, alpha / 2);
 *   <li>fails when it is surely above it: McNemar's test, exact for up to 25 inputs on which they differ, mid-p for more;
 *   <li>is inconclusive else, also where losses are not 0 or 1, and with too few keys.
 * </ul>
 *
 * <p>Where a key has several inputs, both are done by key (Durkalski's test). The error holds for <em>one</em> look.
 *
 * @param margin by how much more of the answers may be wrong, above 0; 0.02
 * @param alpha the error, both sides together, in (0, 1); 0.05
 * @param minKeys how many keys, or inputs without a key, are needed; 100
 * @see <a href="https://doi.org/10.1007/BF02295996">McNemar (1947)</a>
 * @see <a href="https://doi.org/10.1002/sim.1438">Durkalski, Palesch, Lipsitz, Rust (2003), Analysis of clustered matched-pair
 *     data</a>
 */
public record McNemar(double margin, double alpha, long minKeys) implements Judge {
    private static final int EXACT = 25;
    /** Inputs on which they differ that are added, one each way, so that none seen is not none to come (Agresti, Min 2005). */
    private static final double UNSEEN = 2;

    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if a number is not as stated
     */
    public McNemar {
        Checks.within("margin", margin, 0, 1, "give the share that you can bear, say 0.02");
        Checks.within("alpha", alpha, 0, 1, "for 95 % confidence it is 0.05");
        Checks.atLeast("minKeys", minKeys, 2, "few show nothing, say 100");
    }

    /** Two points of margin at 95 % confidence, from 100 keys on. */
    public static McNemar standard() {
        return new McNemar(0.02, 0.05, 100);
    }

    /** With another margin. */
    public McNemar margin(double allowed) {
        return new McNemar(allowed, alpha, minKeys);
    }

    /** With another error. */
    public McNemar alpha(double error) {
        return new McNemar(margin, error, minKeys);
    }

    /** With another number of keys that are needed. */
    public McNemar minKeys(long keys) {
        return new McNemar(margin, alpha, keys);
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
        if (!pairs.isRightOrWrong()) {
            return Verdict.inconclusive(
                    "losses are not all 0 or 1, so answers are not right or wrong; use Judge.pairedLosses()", measures);
        }
        if (pairs.keys() < minKeys) {
            return Verdict.inconclusive(
                    "inputs of " + pairs.keys() + " keys that both answered are too few; needs " + minKeys, measures);
        }
        double p = p(pairs);
        double high = high(pairs);
        measures.put("onlyChampionWrong", (double) pairs.onlyChampionWrong());
        measures.put("onlyChallengerWrong", (double) pairs.onlyChallengerWrong());
        measures.put("difference", difference(pairs));
        measures.put("high", high);
        measures.put("p", p);
        String seen = "of " + pairs.pairs() + " inputs only the challenger got " + pairs.onlyChallengerWrong()
                + " wrong and only the champion " + pairs.onlyChampionWrong() + "; the difference is "
                + Checks.plain(difference(pairs)) + ", at most " + Checks.plain(high)
                + " (p that it is worse by chance "
                + Checks.plain(p) + "), ";
        if (high < margin) {
            return Verdict.pass(seen + "which is below the margin of " + Checks.plain(margin), measures);
        }
        return p <= alpha / 2
                ? Verdict.fail(seen + "which is surely worse", measures)
                : Verdict.inconclusive(
                        seen + "which is neither surely worse nor below the margin of " + Checks.plain(margin),
                        measures);
    }

    private static double difference(Pairs pairs) {
        return (double) (pairs.onlyChallengerWrong() - pairs.onlyChampionWrong()) / pairs.pairs();
    }

    /** That so many more, or more still, are got wrong by the challenger alone, if both were as good. */
    private static double p(Pairs pairs) {
        long worse = pairs.onlyChallengerWrong();
        long differ = worse + pairs.onlyChampionWrong();
        if (differ == 0) {
            return 1;
        }
        if (pairs.keys() < pairs.pairs()) {
            double squares = 0;
            for (double excess : pairs.excessByKey()) {
                squares += excess * excess;
            }
            return squares == 0 ? 1 : NORMAL.survivalProbability((2 * worse - differ) / Math.sqrt(squares));
        }
        BinomialDistribution fair = BinomialDistribution.of(Math.toIntExact(differ), 0.5);
        double equal = fair.probability(Math.toIntExact(worse));
        return fair.survivalProbability(Math.toIntExact(worse)) + (differ <= EXACT ? equal : equal / 2);
    }

    private double high(Pairs pairs) {
        double difference = difference(pairs);
        double[] excess = pairs.excessByKey();
        long[] inputs = pairs.pairsByKey();
        double perKey = (double) pairs.pairs() / pairs.keys();
        double squares = UNSEEN * perKey * perKey;
        for (int key = 0; key < excess.length; key++) {
            double residual = excess[key] - difference * inputs[key];
            squares += residual * residual;
        }
        return difference + NORMAL.inverseSurvivalProbability(alpha / 2) * Math.sqrt(squares) / pairs.pairs();
    }
}
