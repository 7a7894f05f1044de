package io.mlcd.crypto;

import io.mlcd.api.SealException;
import java.util.Arrays;

/**
 * A forward walk over the BER elements of a byte array, in place.
 *
 * <p>Bounded by construction: it copies nothing but what {@link #take} returns, and it only goes down where
 * {@link #enter} is called. An element that ends behind its parent is malformed, one that ends behind the input is
 * truncated; both are found before a byte of it is read.
 */
final class BerReader {
    static final int INTEGER = 0x02;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;
    static final int CONTEXT_0_PRIMITIVE = 0x80;
    static final int CONTEXT_0 = 0xA0;
    static final int CONTEXT_1 = 0xA1;
    static final int CONTEXT_2 = 0xA2;
    static final int CONTEXT_3 = 0xA3;
    static final int CONTEXT_4 = 0xA4;
    static final int CONSTRUCTED_OCTET_STRING = 0x24;

    private static final int CONSTRUCTED = 0x20;
    private static final int MAX_DEPTH = 6;
    private static final int INDEFINITE = -1;

    private final byte[] bytes;
    /** Where the entered elements end; behind an indefinite length stands the bound of its parent. */
    private final long[] bounds = new long[MAX_DEPTH + 1];

    private final boolean[] indefinite = new boolean[MAX_DEPTH + 1];
    private int depth;
    private int position;

    BerReader(byte[] bytes, int position) {
        this.bytes = bytes;
        this.position = position;
        bounds[0] = Long.MAX_VALUE;
    }

    /** The index of the next byte. */
    int position() {
        return position;
    }

    /** The tag of the next element. */
    int peek() {
        requireReadable();
        return bytes[position] & 0xFF;
    }

    /** Goes into a constructed element of indefinite length. */
    void enterIndefinite(int tag) {
        enter(tag);
        if (!indefinite[depth]) {
            throw malformed("a definite length");
        }
    }

    /** Goes into a constructed element. */
    void enter(int tag) {
        long length = header(tag);
        long bound = length == INDEFINITE ? bounds[depth] : position + length;
        depth++;
        bounds[depth] = bound;
        indefinite[depth] = length == INDEFINITE;
    }

    /** Whether the entered element has no more children. */
    boolean atEnd() {
        if (indefinite[depth]) {
            return peek() == 0;
        }
        if (position == bytes.length && position < bounds[depth]) {
            throw Refusal.truncated(bytes.length);
        }
        return position == bounds[depth];
    }

    /** Goes out of the entered element, all of whose children must have been read. */
    void leave() {
        if (!atEnd()) {
            throw malformed("an unexpected element");
        }
        if (indefinite[depth]) {
            position++;
            if (peek() != 0) {
                throw malformed("a broken end of contents");
            }
            position++;
        }
        depth--;
    }

    /** Goes to the content of an element of definite length, all of which is there; returns its length in bytes. */
    int open(int tag) {
        long length = header(tag);
        if (length == INDEFINITE) {
            throw malformed("an indefinite length");
        }
        if (position + length > bytes.length) {
            throw Refusal.truncated(bytes.length);
        }
        return (int) length;
    }

    /** Passes over bytes that {@link #open} has found to be there. */
    void skip(int length) {
        position += length;
    }

    /** The next element of definite length, with its header, copied; its bytes may end at {@code maxEnd} at most. */
    byte[] take(int tag, int maxEnd) {
        int start = position;
        long length = header(tag);
        if (position + length > maxEnd) {
            throw Refusal.overLimit("the part of the message before its content is larger than " + maxEnd
                    + " bytes; seal it to fewer recipients");
        }
        position = start;
        skip(open(tag));
        return Arrays.copyOfRange(bytes, start, position);
    }

    /** Passes over the octet strings of the entered element and leaves it; returns how many bytes they hold. */
    int skipPieces() {
        int total = 0;
        while (!atEnd()) {
            int length = open(OCTET_STRING);
            skip(length);
            total += length;
        }
        leave();
        return total;
    }

    /** Gathers what {@link #skipPieces} passed over. */
    static void gatherPieces(byte[] bytes, int start, byte[] out) {
        BerReader in = new BerReader(bytes, start);
        for (int at = 0; at < out.length; ) {
            int length = in.open(OCTET_STRING);
            System.arraycopy(bytes, in.position, out, at, length);
            in.skip(length);
            at += length;
        }
    }

    /** Requires that nothing follows. */
    void requireEndOfInput() {
        if (position != bytes.length) {
            throw Refusal.tampered((bytes.length - position) + " more bytes follow its end at byte " + position);
        }
    }

    SealException malformed(String what) {
        return Refusal.tampered(what + " at byte " + position);
    }

    /** Reads a header; returns the length in bytes, or {@link #INDEFINITE}. */
    private long header(int tag) {
        int found = peek();
        if (found != tag) {
            throw malformed(
                    "tag 0x" + Integer.toHexString(found) + " where 0x" + Integer.toHexString(tag) + " belongs");
        }
        position++;
        int first = peek();
        position++;
        if (first == 0x80 && (tag & CONSTRUCTED) != 0) {
            return INDEFINITE;
        }
        long length = first < 0x80 ? first : longLength(first & 0x7F);
        if (length > bounds[depth] - position) {
            throw malformed("an element that is longer than its parent");
        }
        return length;
    }

    private long longLength(int count) {
        if (count == 0 || count > 4) {
            throw malformed("a length of " + count + " bytes");
        }
        long length = 0;
        for (int i = 0; i < count; i++) {
            length = length << 8 | peek();
            position++;
        }
        return length;
    }

    private void requireReadable() {
        if (position >= bounds[depth]) {
            throw malformed("a missing element");
        }
        if (position >= bytes.length) {
            throw Refusal.truncated(bytes.length);
        }
    }
}
