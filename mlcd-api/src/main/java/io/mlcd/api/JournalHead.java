package io.mlcd.api;

import org.jspecify.annotations.Nullable;

/**
 * Where a registry's journal ends: how many entries it has and a digest of them all. Kept somewhere else, it is an anchor: a
 * registry opened with it refuses a journal that was rewritten or shortened since.
 *
 * @param entries how many there are; 0 before the first
 * @param digest the hash chain's last link, a SHA-256 in lower-case hexadecimal
 */
public record JournalHead(long entries, String digest) {
    private static final int DIGITS = 64;

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the number is negative or the digest is none
     */
    public JournalHead {
        if (entries < 0) {
            throw new IllegalArgumentException("a journal has 0 entries or more, but this head says " + entries);
        }
        if (digest.length() != DIGITS || !digest.chars().allMatch(JournalHead::isDigit)) {
            throw new IllegalArgumentException(
                    "the digest of a head has " + DIGITS + " digits, 0 to 9 and a to f, but was \"" + digest + "\"");
        }
    }

    /**
     * Reads what {@link #toString} gave.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public static JournalHead parse(String text) {
        int colon = text.indexOf(':');
        if (colon > 0) {
            try {
                return new JournalHead(Long.parseLong(text.substring(0, colon)), text.substring(colon + 1));
            } catch (NumberFormatException e) {
                throw notAHead(text, e);
            }
        }
        throw notAHead(text, null);
    }

    private static IllegalArgumentException notAHead(String text, @Nullable Exception cause) {
        return new IllegalArgumentException(
                "\"" + text
                        + "\" is not the head of a journal; give what registry.head().toString() gave, such as 3:8f14...",
                cause);
    }

    private static boolean isDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }

    /** One line to keep somewhere else, for example {@code 3:8f14e45f...}. */
    @Override
    public String toString() {
        return entries + ":" + digest;
    }
}
