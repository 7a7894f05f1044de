package io.mlcd.core.packed;

/** Deals out the bytes that follow a head, from its end on, without gaps. */
final class Places {
    private final Bytes.Reader head;
    private final int length;
    private long next;

    Places(Bytes.Reader head, int from, int length) {
        this.head = head;
        this.length = length;
        next = from;
    }

    /** Where the next bytes begin. */
    int take(long bytes) {
        if (bytes > length - next) {
            throw head.corrupt(
                    "what follows the head takes more than " + (length - next) + " bytes, but there are no more");
        }
        int at = (int) next;
        next += bytes;
        return at;
    }

    /** Where the next numbers begin, filled up to whole bytes. */
    int takeBits(long numbers, int width) {
        return take(Bits.bytes(numbers, width));
    }

    /** Checks that all was dealt out. */
    void end() {
        if (next != length) {
            throw head.corrupt((length - next) + " bytes follow the end");
        }
    }
}
