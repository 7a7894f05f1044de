package io.mlcd.core.judge;

/**
 * What an arm answered, in short: enough to see that it always answers the same. Of a classifier the probability of one class, of
 * a regression the value; {@code NaN} answers are not among them.
 *
 * @param count how many answers
 * @param min the least; {@code NaN} if there is none
 * @param max the greatest; {@code NaN} if there is none
 * @param mean the mean; {@code NaN} if there is none
 */
public record Scores(long count, double min, double max, double mean) {
    /** No answers. */
    public static final Scores NONE = new Scores(0, Double.NaN, Double.NaN, Double.NaN);

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the count is negative, or there are answers whose least is not at most their greatest
     */
    public Scores {
        Checks.atLeast("count", count, 0, "count answers");
        if (count > 0 && !(min <= max)) {
            throw new IllegalArgumentException("min was " + min + " and max " + max + " of " + count
                    + " answers, but min must be at most max; leave NaN answers out");
        }
    }

    /** Whether all answers are the same. */
    public boolean isConstant() {
        return count > 0 && min == max;
    }
}
