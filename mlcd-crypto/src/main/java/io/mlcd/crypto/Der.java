package io.mlcd.crypto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes DER elements into an array whose length was computed before. */
final class Der {
    private final byte[] out;
    private int position;

    Der(int length) {
        out = new byte[length];
    }

    /** All of it. */
    byte[] written() {
        return out;
    }

    int position() {
        return position;
    }

    void advance(int length) {
        position += length;
    }

    void bytes(byte[] bytes) {
        bytes(bytes, 0, bytes.length);
    }

    void bytes(byte[] bytes, int offset, int length) {
        System.arraycopy(bytes, offset, out, position, length);
        position += length;
    }

    void header(int tag, long length) {
        out[position++] = (byte) tag;
        int lengthBytes = lengthBytes(length);
        if (lengthBytes > 1) {
            out[position++] = (byte) (0x80 | lengthBytes - 1);
        }
        for (int shift = Byte.SIZE * (lengthBytes > 1 ? lengthBytes - 2 : 0); shift >= 0; shift -= Byte.SIZE) {
            out[position++] = (byte) (length >> shift);
        }
    }

    /** The length of an element whose content has the given length. */
    static long elementLength(long contentLength) {
        return 1 + lengthBytes(contentLength) + contentLength;
    }

    /** How many bytes DER needs to say a length: one below 128, else a count and the bytes. */
    private static int lengthBytes(long length) {
        return length < 0x80 ? 1 : 1 + (Long.SIZE - Long.numberOfLeadingZeros(length) + 7) / Byte.SIZE;
    }

    /** A SET OF elements that are in DER, in the order that DER wants. */
    static byte[] set(Iterable<byte[]> elements) {
        long length = 0;
        List<byte[]> sorted = new ArrayList<>();
        for (byte[] element : elements) {
            sorted.add(element);
            length += element.length;
        }
        sorted.sort(Der::compareUnsigned);
        Der der = new Der(Math.toIntExact(elementLength(length)));
        der.header(BerReader.SET, length);
        sorted.forEach(der::bytes);
        return der.out;
    }

    /** Not {@code Arrays.compareUnsigned}, which Android does not have. */
    private static int compareUnsigned(byte[] one, byte[] other) {
        for (int i = 0; i < Math.min(one.length, other.length); i++) {
            if (one[i] != other[i]) {
                return Integer.compare(one[i] & 0xFF, other[i] & 0xFF);
            }
        }
        return Integer.compare(one.length, other.length);
    }

    /** One array of several. */
    static byte[] join(byte[] head, byte[] middle, byte[] tail) {
        byte[] all = Arrays.copyOf(head, head.length + middle.length + tail.length);
        System.arraycopy(middle, 0, all, head.length, middle.length);
        System.arraycopy(tail, 0, all, head.length + middle.length, tail.length);
        return all;
    }
}
