package io.mlcd.crypto;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A passphrase, until it is destroyed. Equal by its characters; its text form does not show them. */
final class Passphrase {
    /** What is asked of a new one; old ones are read whatever they are. */
    static final int MIN_CHARACTERS = 8;

    /** In UTF-8. */
    private static final int MAX_BYTES_PER_CHARACTER = 3;

    private final char[] characters;
    private boolean destroyed;

    /** Copies. */
    Passphrase(char[] characters) {
        if (characters.length == 0) {
            throw new IllegalArgumentException("the passphrase is empty; give one of " + MIN_CHARACTERS
                    + " characters or more, for example of five random words");
        }
        this.characters = characters.clone();
    }

    Passphrase requireLong() {
        if (characters.length < MIN_CHARACTERS) {
            throw Refusal.unusable("the passphrase has " + characters.length + " characters but must have at least "
                    + MIN_CHARACTERS + "; five random words are easy to type and hard to guess");
        }
        return this;
    }

    /** In UTF-8, to be zeroed by the caller. */
    byte[] bytes() {
        char[] copy = copy();
        byte[] encoded = new byte[MAX_BYTES_PER_CHARACTER * copy.length];
        try {
            ByteBuffer out = ByteBuffer.wrap(encoded);
            if (StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(copy), out, true)
                    .isError()) {
                throw Refusal.unusable("the passphrase holds half of a surrogate pair and so is no Unicode text;"
                        + " give another one");
            }
            return Arrays.copyOf(encoded, out.position());
        } finally {
            Arrays.fill(copy, '\0');
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private synchronized char[] copy() {
        if (destroyed) {
            throw new IllegalStateException("the passphrase was destroyed; make a new sealer or opener with it");
        }
        return characters.clone();
    }

    synchronized void destroy() {
        destroyed = true;
        Arrays.fill(characters, '\0');
    }

    synchronized boolean isDestroyed() {
        return destroyed;
    }

    /** What was destroyed is equal to nothing else. */
    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof Passphrase that) || isDestroyed() || that.isDestroyed()) {
            return false;
        }
        byte[] one = bytes();
        byte[] another = that.bytes();
        boolean same = MessageDigest.isEqual(one, another);
        Arrays.fill(one, (byte) 0);
        Arrays.fill(another, (byte) 0);
        return same;
    }

    @Override
    public int hashCode() {
        return 1; // nothing of it
    }

    @Override
    public String toString() {
        return "passphrase";
    }
}
