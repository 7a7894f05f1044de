package io.mlcd.crypto;

import io.mlcd.api.SealException;

/**
 * How deep and how many the elements of a part in DER are, found by one walk, before an ASN.1 parser sees it: what parsers
 * and encoders do with a megabyte of small or nested elements takes seconds.
 */
final class DerShape {
    private static final int CONSTRUCTED = 0x20;
    private static final int HIGH_TAG = 0x1F;

    private DerShape() {}

    /**
     * The number of elements.
     *
     * @throws SealException if there are more, or deeper ones, than allowed, or they are not in DER
     */
    static int require(byte[] der, int maxElements, int maxDepth) {
        int[] ends = new int[maxDepth + 1];
        ends[0] = der.length;
        int depth = 0;
        int elements = 0;
        int at = 0;
        while (at < der.length) {
            while (at == ends[depth] && depth > 0) {
                depth--;
            }
            if (++elements > maxElements) {
                throw Refusal.overLimit("a part of the message around its content has more than " + maxElements
                        + " elements, which no tool needs; seal it anew");
            }
            int tag = der[at] & 0xFF;
            int headerEnd = headerEnd(der, at);
            long length = headerEnd < 0 ? -1 : length(der, at + 1, headerEnd);
            if ((tag & HIGH_TAG) == HIGH_TAG || length < 0 || length > ends[depth] - headerEnd) {
                throw Refusal.tampered("a part before its content is not in DER");
            }
            at = headerEnd;
            if ((tag & CONSTRUCTED) == 0) {
                at += (int) length;
            } else if (length > 0) {
                if (++depth > maxDepth) {
                    throw Refusal.overLimit("a part of the message around its content is nested deeper than " + maxDepth
                            + " elements, which no tool needs; seal it anew");
                }
                ends[depth] = at + (int) length;
            }
        }
        return elements;
    }

    /** Where the header of an element ends, or -1 if it is cut off or has no definite length. */
    private static int headerEnd(byte[] der, int at) {
        if (at + 1 >= der.length) {
            return -1;
        }
        int first = der[at + 1] & 0xFF;
        int bytes = first < 0x80 ? 0 : first & 0x7F;
        boolean definite = first != 0x80 && bytes <= 4 && at + 2 + bytes <= der.length;
        return definite ? at + 2 + bytes : -1;
    }

    private static long length(byte[] der, int at, int end) {
        int first = der[at] & 0xFF;
        if (first < 0x80) {
            return first;
        }
        long length = 0;
        for (int i = at + 1; i < end; i++) {
            length = (length << 8) | (der[i] & 0xFF);
        }
        return length;
    }
}
