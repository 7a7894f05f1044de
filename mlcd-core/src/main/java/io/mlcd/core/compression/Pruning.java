package io.mlcd.core.compression;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Objects;

/**
 * How trees and linear parts are pruned: which share of all splits, or of all weights, is kept, and what the leaves that are left
 * are fitted to.
 *
 * <p>Splits of all trees of a form go in the order of what they cost (weakest-link pruning over the whole ensemble): how much scores
 * of the training rows change, squared, for each split that goes with it. Weights of a linear part go in the order of their size times
 * that of their input; the bias makes up for the mean of what goes.
 *
 * @param keep the share kept, in (0, 1]
 * @param refit what leaves are fitted to
 */
public record Pruning(double keep, Refit refit) {
    private static final int DIGITS = 4;

    /** What the leaves that are left are fitted to. */
    public enum Refit {
        /** Nothing: a split that becomes a leaf answers as the mean over its rows. Best where trees have learned noise. */
        NONE,
        /** The scores of the model before, while pruning in steps. Best where trees are few for what they have to say. */
        SCORES,
        /**
         * The outcomes of the training rows, by Newton steps that are held back. Of boosted trees only; others are not
         * refitted. Best where there is little noise.
         */
        LABELS
    }

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the share is not in (0, 1]
     */
    public Pruning {
        if (!(keep > 0 && keep <= 1)) {
            throw new IllegalArgumentException("the share of splits to keep was " + keep
                    + " but must be above 0 and at most 1; 0.3 keeps three splits in ten");
        }
        Objects.requireNonNull(refit, "refit");
    }

    /**
     * Keeping a share of all splits; leaves are not refitted.
     *
     * @throws IllegalArgumentException if it is not in (0, 1]
     */
    public static Pruning keeping(double share) {
        return new Pruning(share, Refit.NONE);
    }

    /** With leaves fitted to something. */
    public Pruning refit(Refit newRefit) {
        return new Pruning(keep, newRefit);
    }

    /** For example {@code prune to 0.3 refit to scores}; the same on every Java. */
    @Override
    public String toString() {
        BigDecimal share = new BigDecimal(keep).round(new MathContext(DIGITS, RoundingMode.HALF_EVEN));
        String text = "prune to " + share.stripTrailingZeros().toPlainString();
        return switch (refit) {
            case NONE -> text;
            case SCORES -> text + " refit to scores";
            case LABELS -> text + " refit to labels";
        };
    }
}
