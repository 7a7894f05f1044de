package io.mlcd.core.form;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A set of category codes, or of all values but some codes: the side that a split on a category sends left.
 *
 * <p>What is no code (negative, with a fraction, above those listed) is an unseen category: it is not in a set
 * {@linkplain #of(int...) of} codes, and it is in a set of {@linkplain #allBut(int...) all but} some. Missing values are
 * never asked about. Immutable and equal by value; the order is total, and has no meaning.
 *
 * <p>Memory: at most 4 bytes for each code listed, whatever the codes are, or 64 bytes. {@link #contains} takes one look
 * at a bit where the codes lie close together, else a binary search.
 */
public final class CategorySet implements Comparable<CategorySet> {
    /** Codes are below this. */
    public static final int MAX_CODES = 1 << 20;

    private static final int WORD = 64;
    /** So many words are never too many. */
    private static final int FEW_WORDS = 8;

    private static final int[] NO_CODES = {};
    private static final long[] NO_WORDS = {};

    /** Bit c is set when code c is listed; no zero words at the end. Empty when {@link #sparse} is not. */
    private final long[] listed;
    /** The codes listed, ascending, where they take fewer bytes so; else empty. */
    private final int[] sparse;

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
        int words = (max + WORD) / WORD;
        // Codes given twice count twice here, so bits may be tried in vain; they take no more than what was given.
        long[] bits = areFew(codes.length, words) ? NO_WORDS : bits(codes, words);
        boolean few = areFew(count(bits), words);
        listed = few ? NO_WORDS : bits;
        sparse = few ? distinct(codes) : NO_CODES;
        this.allBut = allBut;
    }

    private static boolean areFew(int codes, int words) {
        return words > FEW_WORDS && codes < 2 * words;
    }

    private static long[] bits(int[] codes, int words) {
        long[] bits = words == 0 ? NO_WORDS : new long[words];
        for (int code : codes) {
            bits[code / WORD] |= 1L << code;
        }
        return bits;
    }

    private static int count(long[] bits) {
        int count = 0;
        for (long word : bits) {
            count += Long.bitCount(word);
        }
        return count;
    }

    private static int[] distinct(int[] codes) {
        int[] sorted = codes.clone();
        Arrays.sort(sorted);
        int kept = 0;
        for (int code : sorted) {
            if (kept == 0 || code != sorted[kept - 1]) {
                sorted[kept++] = code;
            }
        }
        return Arrays.copyOf(sorted, kept);
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
        boolean isListed = code == value && code >= 0 && isListed(code);
        return isListed != allBut;
    }

    private boolean isListed(int code) {
        if (sparse.length > 0) {
            return Arrays.binarySearch(sparse, code) >= 0;
        }
        return code < listed.length * WORD && (listed[code / WORD] >>> code & 1) != 0;
    }

    /** Whether the listed codes are those that are not in the set. */
    public boolean isAllBut() {
        return allBut;
    }

    /** The listed codes, ascending. */
    public int[] listed() {
        if (sparse.length > 0) {
            return sparse.clone();
        }
        int[] codes = new int[count(listed)];
        int next = 0;
        for (int code = 0; next < codes.length; code++) {
            if ((listed[code / WORD] >>> code & 1) != 0) {
                codes[next++] = code;
            }
        }
        return codes;
    }

    /** All codes from here on are treated alike. */
    public int codes() {
        int words = sparse.length > 0 ? sparse[sparse.length - 1] / WORD + 1 : listed.length;
        return words * WORD;
    }

    @Override
    public int compareTo(CategorySet that) {
        int order = Boolean.compare(allBut, that.allBut);
        if (order == 0) {
            order = Integer.compare(listed.length, that.listed.length);
        }
        if (order == 0) {
            order = Integer.compare(sparse.length, that.sparse.length);
        }
        for (int i = 0; order == 0 && i < listed.length; i++) {
            order = Long.compare(listed[i], that.listed[i]);
        }
        for (int i = 0; order == 0 && i < sparse.length; i++) {
            order = Integer.compare(sparse[i], that.sparse[i]);
        }
        return order;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CategorySet that
                && allBut == that.allBut
                && Arrays.equals(listed, that.listed)
                && Arrays.equals(sparse, that.sparse);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(listed) + Arrays.hashCode(sparse)) + Boolean.hashCode(allBut);
    }

    /** For example {@code all but [2, 5]}. */
    @Override
    public String toString() {
        return (allBut ? "all but " : "") + Arrays.toString(listed());
    }
}
