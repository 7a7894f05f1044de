package io.mlcd.core.rollout;

/** How wrong an answer was, once its label is told: what judges of losses compare. */
public enum Loss {
    /** {@link #WRONG} of a class, {@link #ABSOLUTE} of a number. */
    STANDARD,
    /** 1 if another class was decided for, else 0. */
    WRONG,
    /**
     * Minus the natural logarithm of the probability of the class that was right; probabilities below 1e-15 count as that, so it
     * is at most 34.54: tell {@code Judge.losses().lossRange(...)} how great it may be.
     */
    LOG,
    /** The distance of a number from the right one; tell {@code Judge.losses().lossRange(...)} how great it may be. */
    ABSOLUTE,
    /** The distance of a number from the right one, squared; see {@link #ABSOLUTE}. */
    SQUARED
}
