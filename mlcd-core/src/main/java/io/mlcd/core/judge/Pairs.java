package io.mlcd.core.judge;

/**
 * Losses of both arms on the same inputs, as shadow traffic gives them, summed by key; a pair without a key is a key of its own.
 * Immutable. Memory is by keys.
 */
public final class Pairs {
    private final long[] pairs;
    private final double[] excess;
    private final long[] onlyChampionWrong;
    private final long[] onlyChallengerWrong;
    private final boolean rightOrWrong;

    /** Shape [keys]; taken as they are. */
    Pairs(long[] pairs, double[] excess, long[] onlyChampionWrong, long[] onlyChallengerWrong, boolean rightOrWrong) {
        this.pairs = pairs;
        this.excess = excess;
        this.onlyChampionWrong = onlyChampionWrong;
        this.onlyChallengerWrong = onlyChallengerWrong;
        this.rightOrWrong = rightOrWrong;
    }

    /** How many keys there are. */
    public int keys() {
        return pairs.length;
    }

    /** How many pairs there are. */
    public long pairs() {
        return sum(pairs);
    }

    /** Whether every loss is 0 or 1. */
    public boolean isRightOrWrong() {
        return rightOrWrong;
    }

    /** How many inputs only the champion got wrong, that is, its loss is 1 and the challenger's 0. */
    public long onlyChampionWrong() {
        return sum(onlyChampionWrong);
    }

    /** How many inputs only the challenger got wrong. */
    public long onlyChallengerWrong() {
        return sum(onlyChallengerWrong);
    }

    /** For each key how many pairs, a copy. */
    public long[] pairsByKey() {
        return pairs.clone();
    }

    /** For each key the sum of the challenger's losses less the champion's, a copy. */
    public double[] excessByKey() {
        return excess.clone();
    }

    private static long sum(long[] counts) {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }
}
