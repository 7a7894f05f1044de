package io.mlcd.ensemble.learn;

/**
 * How rows are made fit for learners that take complete numbers only: impute, clip, scale, encode categories. A recipe;
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
 */
public record Preparation(
        Impute impute, boolean flagMissing, double clipLow, double clipHigh, Scale scale, Encode encode) {
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
        /** One column for each category that occurs, 1 where it is; a missing or unseen one is 0 in all. */
        ONE_HOT,
        /** One column with the position of the category among the sorted ones, from 0; a missing or unseen one is -1. */
        ORDINAL
    }

    /**
     * Checks.
     *
     * @throws IllegalArgumentException unless {@code 0 <= clipLow < clipHigh <= 1}
     */
    public Preparation {
        if (!(clipLow >= 0 && clipLow < clipHigh && clipHigh <= 1)) {
            throw new IllegalArgumentException("clip(" + clipLow + ", " + clipHigh
                    + ") must name two quantiles, the lower first, in [0, 1]; for example clip(0.01, 0.99)");
        }
    }

    /** The median for missing numbers, categories one-hot, no clipping and no scaling: what trees want. */
    public static Preparation standard() {
        return new Preparation(Impute.MEDIAN, false, 0, 1, Scale.NONE, Encode.ONE_HOT);
    }

    /** As {@link #standard()}, but numbers to mean 0 and standard deviation 1: what linear models want. */
    public static Preparation scaled() {
        return standard().scale(Scale.STANDARD);
    }

    /** With another stand-in for a missing number. */
    public Preparation impute(Impute newImpute) {
        return new Preparation(newImpute, flagMissing, clipLow, clipHigh, scale, encode);
    }

    /** With, or without, a column that says so for each number that is missing in some rows. */
    public Preparation flagMissing(boolean newFlagMissing) {
        return new Preparation(impute, newFlagMissing, clipLow, clipHigh, scale, encode);
    }

    /**
     * Clipping numbers to the range between two quantiles of the training rows.
     *
     * @throws IllegalArgumentException unless {@code 0 <= low < high <= 1}
     */
    public Preparation clip(double low, double high) {
        return new Preparation(impute, flagMissing, low, high, scale, encode);
    }

    /** Scaling numbers in another way. */
    public Preparation scale(Scale newScale) {
        return new Preparation(impute, flagMissing, clipLow, clipHigh, newScale, encode);
    }

    /** Encoding categories in another way. */
    public Preparation encode(Encode newEncode) {
        return new Preparation(impute, flagMissing, clipLow, clipHigh, scale, newEncode);
    }
}
