package io.mlcd.core.compression;

import java.util.Locale;

/**
 * One way of compressing a model that was tried.
 *
 * @param recipe what was done
 * @param bytes what the artifact takes, without a certificate
 * @param score the measure on the validation rows; {@code NaN} if there is none
 * @param nanosPerRow how long one row takes, scored one at a time: the median of a few short runs on this machine, as it was loaded
 *     then; for information
 * @param chosen whether this is the one
 */
public record Variant(String recipe, int bytes, double score, double nanosPerRow, boolean chosen) {
    /** What is handed out keeps what is redundant where that alone lets rounding be proved. */
    Variant bytes(int newBytes) {
        return new Variant(recipe, newBytes, score, nanosPerRow, chosen);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s %-44s %,12d bytes %10.5f %,10.0f ns",
                chosen ? "*" : " ",
                recipe,
                bytes,
                score,
                nanosPerRow);
    }
}
