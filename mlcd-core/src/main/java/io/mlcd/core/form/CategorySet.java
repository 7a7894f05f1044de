package io.mlcd.core.form;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A set of category codes, or of all values but some codes: the side that a split on a category sends left.
 *
 * <p>What is no code (negative, with a fraction, above those listed) is an unseen category: it is not in a set
 * {@linkplain #of(int...) of} codes, and it is in a set of {@linkplain #allBut(int...) all but} some. Missing values are
 * never asked about. Immutable and equal by value.
 */
public final class CategorySet {
    /** Codes are below this, so that bytes from elsewhere cannot ask for much memory. */
    public static final int MAX_CODES = 1 << 20;

    private static final int WORD = 64;

    /** Bit c is set when code c is listed; no zero words at the end. */
    private final long[] listed;

    private final boolean allBut;

    private CategorySet(int[] codes, boolean allBut) {
        int max = -1;
        for (int code : codes) {
            if (code < 0 || code >= MAX_CODES) {
                throw new IllegalArgumentException(
                        "a category's code was " + code + " but must be from 0 to " + (MAX_CODES - 1));
            }
            max = Math.max(max, code);
        }
        listed = new long[(max + WORD) / WORD];
        for (int code : codes) {
            listed[code / WORD] |= 1L << code;
        }
        this.allBut = allBut;
    }

    /**
     * The codes given, and no unseen category.
     *
     * @throws IllegalArgumentException if a code is negative or {@link #MAX_CODES} or more
     */
    public static CategorySet of(int... codes) {
        return new CategorySet(codes, false);
    }

    /**
     * Every value but the codes given, so unseen categories too.
     *
     * @throws IllegalArgumentException if a code is negative or {@link #MAX_CODES} or more
     */
    public static CategorySet allBut(int... codes) {
        return new CategorySet(codes, true);
    }

    /** Whether a value is in the set. */
    public boolean contains(double value) {
        int code = (int) value;
        boolean isListed = code == value && code >= 0 && code < codes() && (listed[code / WORD] >>> code & 1) != 0;
        return isListed != allBut;
    }

    /** Whether the listed codes are those that are not in the set. */
    public boolean isAllBut() {
        return allBut;
    }

    /** The listed codes, ascending. */
    public int[] listed() {
        int[] codes = new int[codes()];
        int count = 0;
        for (int code = 0; code < codes.length; code++) {
            if ((listed[code / WORD] >>> code & 1) != 0) {
                codes[count++] = code;
            }
        }
        return Arrays.copyOf(codes, count);
    }

    /** All codes from here on are treated alike. */
    public int codes() {
        return listed.length * WORD;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CategorySet that && allBut == that.allBut && Arrays.equals(listed, that.listed);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(listed) + Boolean.hashCode(allBut);
    }

    /** For example {@code all but [2, 5]}. */
    @Override
    public String toString() {
        return (allBut ? "all but " : "") + Arrays.toString(listed());
    }
}
