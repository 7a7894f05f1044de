package io.mlcd.core.certificate;

import java.util.Locale;

/**
 * How answers changed on some rows that nothing was fitted to.
 *
 * @param rows how many
 * @param variants among how many this one was chosen by these rows; 1 if it was not. What was chosen looks a little better on
 *     them than it is
 * @param agreement the share of rows with the same class before and after; {@code NaN}, with its interval, where numbers are predicted
 * @param low the low end of its 95 % confidence interval, by Clopper and Pearson
 * @param high the high end
 * @param largestChange the largest change of a score
 * @param measure what was measured; empty if that is not defined on the rows
 * @param before the measure of the model before; {@code NaN} if there is none
 * @param after the measure of the compressed model; {@code NaN} if there is none
 */
public record Measured(
        int rows,
        int variants,
        double agreement,
        double low,
        double high,
        double largestChange,
        String measure,
        double before,
        double after) {
    /**
     * Checks.
     *
     * @throws IllegalArgumentException if there is no row, or the shares are not in order from 0 to 1
     */
    public Measured {
        boolean share = low >= 0 && low <= agreement && agreement <= high && high <= 1;
        boolean none = Double.isNaN(low) && Double.isNaN(agreement) && Double.isNaN(high);
        if (rows < 1 || variants < 1 || !(share || none) || !(largestChange >= 0)) {
            throw new IllegalArgumentException("measured on " + rows + " rows with an agreement of " + agreement
                    + " in [" + low + ", " + high + "] and a largest change of " + largestChange
                    + "; a share is from 0 to 1 and within its interval");
        }
    }

    /** For example {@code 1,409 rows: 99.6 % the same class [99.1, 99.9], ROC_AUC 0.8431 -> 0.8425}. */
    @Override
    public String toString() {
        String classes = Double.isNaN(agreement)
                ? ""
                : String.format(
                        Locale.ROOT, "%.2f %% the same class [%.2f, %.2f], ", 100 * agreement, 100 * low, 100 * high);
        String what =
                String.format(Locale.ROOT, "%,d rows: %sscores changed by at most %.3g", rows, classes, largestChange);
        if (!measure.isEmpty()) {
            what += String.format(Locale.ROOT, ", %s %.5f -> %.5f", measure, before, after);
        }
        return variants == 1 ? what : what + "; chosen by these rows among " + variants;
    }
}
