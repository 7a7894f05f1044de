package io.mlcd.core.certificate;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/**
 * One stage of compression.
 *
 * @param method what was done
 * @param effect what that does to answers
 * @param bytes what the artifact took after it, without a certificate
 * @param bounds of a {@linkplain Effect#PROVED proved} effect how much each score changes at most, against the stage before;
 *     infinite where nothing is proved; else empty
 */
public record Stage(String method, Effect effect, int bytes, List<Double> bounds) {
    private static final int DIGITS = 3;

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if the method is empty, there are negative bytes, or bounds are given for an effect that
     *     is not proved, or are not 0 or more
     */
    public Stage {
        bounds = List.copyOf(bounds);
        boolean fit = (effect == Effect.PROVED) != bounds.isEmpty();
        for (double bound : bounds) {
            fit &= bound >= 0;
        }
        if (method.isEmpty() || bytes < 0 || !fit) {
            throw new IllegalArgumentException(
                    "a stage needs a method, bytes of 0 or more and, if proved alone, bounds of 0 or" + " more; got \""
                            + method + "\", " + effect + ", " + bytes + " bytes, " + bounds);
        }
    }

    /** The largest of the bounds; 0 of an exact stage, infinite where not every row is bounded. */
    public double bound() {
        double largest = boundsAllRows() ? 0 : Double.POSITIVE_INFINITY;
        for (double bound : bounds) {
            largest = Math.max(largest, bound);
        }
        return largest;
    }

    /** Whether something is known of every row. */
    public boolean boundsAllRows() {
        return effect == Effect.EXACT || effect == Effect.PROVED;
    }

    /** For example {@code leaves of 6 bits: 27,912 bytes, scores change by at most 0.031}. */
    @Override
    public String toString() {
        String what = switch (effect) {
            case EXACT -> "every answer the same";
            case EXACT_OUTSIDE_INTERVALS -> "every answer to a training row the same";
            case PROVED -> proved();
            case MEASURED -> "answers change, unproved";
        };
        return String.format(Locale.ROOT, "%s: %,d bytes, %s", method, bytes, what);
    }

    private String proved() {
        double bound = bound();
        return Double.isInfinite(bound)
                ? "nothing proved: a part that is no tree reads inputs without bounds, or is code"
                : "scores change by at most "
                        + new BigDecimal(bound).round(new MathContext(DIGITS, RoundingMode.CEILING)) + ", proved";
    }
}
