package io.mlcd.core.bound;

import io.mlcd.core.form.Linked;
import java.util.Arrays;

/** How much a link function changes when the scores do. */
final class Links {
    /** Both probabilities together: exp errs by 2 u, sum, quotient and complement by u each, 8 u at most; there is room. */
    private static final double SIGMOID_ROUNDING = 0x1p-49;

    private Links() {}

    /**
     * By how much what a link makes of scores can change.
     *
     * @param scores by how much each score can, infinite where that is not known
     * @param ranges where each lies, before and after
     */
    static double[] changes(Linked.Link link, double[] scores, Range[] ranges) {
        return switch (link) {
            case SIGMOID -> both(scores[0] == 0 ? 0 : probability(scores[0], SIGMOID_ROUNDING));
            case STEP -> both(step(scores[0], ranges[0]));
            case EXP -> {
                double[] all = new double[scores.length];
                Arrays.setAll(all, k -> exp(scores[k], ranges[k]));
                yield all;
            }
            case SOFTMAX -> {
                double[] all = new double[scores.length];
                Arrays.setAll(all, k -> softmax(scores, k));
                yield all;
            }
        };
    }

    private static double[] both(double change) {
        return new double[] {change, change};
    }

    /**
     * How much a probability changes whose logarithm of odds changes by so much. Its slope p (1 - p) is at most 1/4, and most
     * is had around p = 1/2, from -c/2 to c/2: tanh(c/4).
     */
    private static double probability(double change, double rounding) {
        if (change == Double.POSITIVE_INFINITY) {
            return change; // it may be NaN before or after
        }
        return Math.min(1, Up.of(Math.min(change / 4, StrictMath.tanh(change / 4)) + rounding, 8));
    }

    /**
     * The logarithm of the odds of p_k is s_k - ln(sum of exp(s_j) for j other than k), and the latter changes by no more than
     * the largest change of the others. Rounding of p_k: scores less the largest, d_j, are rounded once, which counts
     * p_j |d_j| u &lt;= u / e; {@link StrictMath#exp} errs by 2 u; the sum of n terms by (n - 1) u, the quotient by u.
     */
    private static double softmax(double[] scores, int output) {
        double others = 0;
        boolean changed = false;
        for (int j = 0; j < scores.length; j++) {
            others = j == output ? others : Math.max(others, scores[j]);
            changed |= scores[j] != 0;
        }
        double rounding = (4.0 * scores.length + 32) * Up.UNIT;
        return changed ? probability(Up.of(scores[output] + others, 1), rounding) : 0;
    }

    private static double step(double change, Range score) {
        if (change == 0) {
            return 0;
        }
        boolean decided = score.high() <= 0 || score.low() > 0;
        return decided && !score.nan() ? 0 : 1;
    }

    /** exp(a) - exp(b) = exp(a) (1 - exp(b - a)), for a the larger one; each is computed to 1 ulp, which is 2 u. */
    private static double exp(double change, Range score) {
        double most = StrictMath.exp(score.high());
        if (change == 0 || Double.isInfinite(change) || Double.isInfinite(most)) {
            return change == 0 ? 0 : Double.POSITIVE_INFINITY;
        }
        return Up.of(most * -StrictMath.expm1(-change) + 4 * Math.ulp(most), 16);
    }
}
