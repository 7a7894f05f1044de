package io.mlcd.ensemble.learn;

import io.mlcd.core.form.DatePart;
import java.util.HashSet;
import java.util.List;

/**
 * How rows are made fit for learners that take complete numbers only: impute, clip, scale, encode categories and times. A recipe;
 * {@link Prepared} fits it to the rows of each fit and carries it inside the model.
 *
 * <pre>{@code
 * Preparation.standard().clip(0.01, 0.99).scale(Preparation.Scale.STANDARD)
 * }</pre>
 *
 * @param impute what stands in for a missing number
 * @param flagMissing whether each number that is missing in some rows gets a second column, 1 where it is missing
 * @param clipLow the quantile below which numbers are clipped, from 0 (no clipping)
 * @param clipHigh the quantile above which numbers are clipped, up to 1 (no clipping)
 * @param scale how numbers are scaled
 * @param encode how categories become numbers
 * @param rareBelow categories with fewer training rows go together as one: a number of rows, or below 1 a share of them; 0 for
 *     none
 * @param smoothing of {@link Encode#TARGET}: for as many rows as this, a category's own mean and that of all rows count alike
 * @param dateParts the numbers that each time becomes
 */
public record Preparation(
        Impute impute,
        boolean flagMissing,
        double clipLow,
        double clipHigh,
        Scale scale,
        Encode encode,
        double rareBelow,
        double smoothing,
        List<DatePart> dateParts) {
    private static final List<DatePart> RECURRING = List.of(DatePart.MONTH, DatePart.DAY_OF_WEEK, DatePart.HOUR);

    /** What stands in for a missing number. */
    public enum Impute {
        /** The median of the rows that have it. */
        MEDIAN,
        /** The mean of the rows that have it. */
        MEAN
    }

    /** How numbers are scaled, after imputing and clipping. */
    public enum Scale {
        /** Not at all. */
        NONE,
        /** To mean 0 and standard deviation 1. */
        STANDARD,
        /** To the range 0 to 1. */
        MIN_MAX
    }

    /** How categories become numbers. */
    public enum Encode {
        /**
         * One column for each category that occurs, 1 where it is, and one for the rare ones; a missing one is 0 in all, and an
         * unseen one too unless some are rare.
         */
        ONE_HOT,
        /**
         * One column with the position of the category among the sorted ones, from 0, the rare ones together last; a missing one is
         * -1, and an unseen one too unless some are rare.
         */
        ORDINAL,
        /**
         * One column with the mean of the target for the category, drawn towards that of all rows where there are few; of
         * classes one for each but the first, with its share. Training rows get the means of rows in other folds, so that no row's own
         * target is in its number; serving gets those of all training rows. A missing category has a mean too; an unseen one is
         * taken as rare, or has the mean of all rows.
         *
         * @see <a href="https://doi.org/10.1145/507533.507538">Micci-Barreca (2001), A preprocessing scheme for high-cardinality
         *     categorical attributes in classification and prediction problems</a>
         */
        TARGET
    }

    /**
     * Checks.
     *
     * @throws IllegalArgumentException unless {@code 0 <= clipLow < clipHigh <= 1}, rareBelow and smoothing are finite and 0 or
     *     more, and there are date parts, each once
     */
    public Preparation {
        if (!(clipLow >= 0 && clipLow < clipHigh && clipHigh <= 1)) {
            throw new IllegalArgumentException("clip(" + clipLow + ", " + clipHigh
                    + ") must name two quantiles, the lower first, in [0, 1]; for example clip(0.01, 0.99)");
        }
        if (!(rareBelow >= 0 && Double.isFinite(rareBelow))) {
            throw new IllegalArgumentException("categories cannot be rare below " + rareBelow
                    + " rows; give rareCategories(20), or a share, rareShare(0.01)");
        }
        if (!(smoothing >= 0 && Double.isFinite(smoothing))) {
            throw new IllegalArgumentException("smoothing was " + smoothing
                    + " but must be a number of rows, 0 or more; for example smoothing(10)");
        }
        dateParts = List.copyOf(dateParts);
        if (dateParts.isEmpty() || new HashSet<>(dateParts).size() < dateParts.size()) {
            throw new IllegalArgumentException("dateParts was " + dateParts
                    + " but must name one or more, each once; for example dateParts(DatePart.MONTH, DatePart.HOUR); to learn"
                    + " nothing of times drop them, table.drop(names)");
        }
    }

    /**
     * The median for missing numbers, categories one-hot, of times the month, the day of the week and the hour, no clipping and no
     * scaling: what Tribuo's trees want. Those of this library take rows as they are.
     */
    public static Preparation standard() {
        return new Preparation(Impute.MEDIAN, false, 0, 1, Scale.NONE, Encode.ONE_HOT, 0, 10, RECURRING);
    }

    /** As {@link #standard()}, but numbers to mean 0 and standard deviation 1: what Tribuo's linear models want. */
    public static Preparation scaled() {
        return standard().scale(Scale.STANDARD);
    }

    /** With another stand-in for a missing number. */
    public Preparation impute(Impute newImpute) {
        return new Preparation(
                newImpute, flagMissing, clipLow, clipHigh, scale, encode, rareBelow, smoothing, dateParts);
    }

    /** With, or without, a column that says so for each number that is missing in some rows. */
    public Preparation flagMissing(boolean newFlagMissing) {
        return new Preparation(
                impute, newFlagMissing, clipLow, clipHigh, scale, encode, rareBelow, smoothing, dateParts);
    }

    /**
     * Clipping numbers to the range between two quantiles of the training rows.
     *
     * @throws IllegalArgumentException unless {@code 0 <= low < high <= 1}
     */
    public Preparation clip(double low, double high) {
        return new Preparation(impute, flagMissing, low, high, scale, encode, rareBelow, smoothing, dateParts);
    }

    /** Scaling numbers in another way. */
    public Preparation scale(Scale newScale) {
        return new Preparation(
                impute, flagMissing, clipLow, clipHigh, newScale, encode, rareBelow, smoothing, dateParts);
    }

    /** Encoding categories in another way. */
    public Preparation encode(Encode newEncode) {
        return new Preparation(
                impute, flagMissing, clipLow, clipHigh, scale, newEncode, rareBelow, smoothing, dateParts);
    }

    /**
     * Taking categories together that have few training rows; one that serving has never seen is one of them then. Needless for trees
     * that take categories as they are.
     *
     * @param rows those with fewer are rare, at least 1; 1 takes none together
     * @throws IllegalArgumentException if it is below 1
     */
    public Preparation rareCategories(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException(
                    "rareCategories was " + rows + " but must be at least 1 row; for a share use rareShare(0.01)");
        }
        return new Preparation(impute, flagMissing, clipLow, clipHigh, scale, encode, rows, smoothing, dateParts);
    }

    /**
     * Taking categories together that have a small share of the training rows; see {@link #rareCategories}.
     *
     * @param share those with less are rare, in [0, 1); 0 takes none together
     * @throws IllegalArgumentException if it is not in [0, 1)
     */
    public Preparation rareShare(double share) {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException(
                    "rareShare was " + share + " but must be in [0, 1); for a number of rows use rareCategories(20)");
        }
        return new Preparation(impute, flagMissing, clipLow, clipHigh, scale, encode, share, smoothing, dateParts);
    }

    /**
     * Drawing the means of {@link Encode#TARGET} to that of all rows, more or less.
     *
     * @param rows for so many rows both count alike; 0 draws nothing; 10 unless said otherwise
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public Preparation smoothing(double rows) {
        return new Preparation(impute, flagMissing, clipLow, clipHigh, scale, encode, rareBelow, rows, dateParts);
    }

    /**
     * Other parts of times. Each time becomes a number for each of them that differs in the training rows, in UTC, and that number is
     * imputed, clipped and scaled as any other; {@link #flagMissing} says where the time itself is missing.
     *
     * <p>Those that {@link #standard()} takes come again in the future. {@link DatePart#YEAR} and {@link DatePart#EPOCH_DAY} tell a
     * trend, but do not come again: trees answer all that follows as the last of the training rows, as they do when they split a
     * time as it is, without a preparation. Linear models go on with a trend; for what comes again they want the sines and cosines,
     * by which 23 o'clock is next to midnight.
     *
     * <p>The column that plays the role of the time is no feature. To learn from it too give it twice:
     * {@code table.with(table.column("at").named("when")).time("at")}.
     *
     * @param parts one or more, each once
     * @throws IllegalArgumentException if there is none, or one twice
     */
    public Preparation dateParts(DatePart... parts) {
        return new Preparation(
                impute, flagMissing, clipLow, clipHigh, scale, encode, rareBelow, smoothing, List.of(parts));
    }
}
