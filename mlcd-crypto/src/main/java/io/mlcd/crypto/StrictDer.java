package io.mlcd.crypto;

import io.mlcd.api.SealException;
import java.io.IOException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1Primitive;

/**
 * Parses the parts of a message that go to an ASN.1 parser. One walk finds before how deep and how many their elements are: what
 * parsers and encoders do with a megabyte of small or nested elements takes seconds.
 */
final class StrictDer {
    /** Of one recipient or algorithm: a recipient by certificate has some 40, its issuer's names most of them. */
    private static final int MAX_ELEMENTS = 256;

    private static final int MAX_DEPTH = 12;

    private static final int CONSTRUCTED = 0x20;
    private static final int HIGH_TAG = 0x1F;

    private StrictDer() {}

    /** What an ASN.1 parser makes of bytes. */
    interface Parser<T extends ASN1Object> {
        T parse(ASN1Primitive primitive);
    }

    /**
     * Parses a small part: a recipient, an algorithm.
     *
     * @throws SealException as {@link #parse(byte[], Parser, int, int)}
     */
    static <T extends ASN1Object> T parse(byte[] der, Parser<T> parser) {
        return parse(der, parser, MAX_ELEMENTS, MAX_DEPTH);
    }

    /**
     * Parses DER, and nothing but DER, so that what the parser overlooks cannot be changed unnoticed.
     *
     * @throws SealException if it is malformed, not in DER, or has more or deeper elements than allowed
     */
    static <T extends ASN1Object> T parse(byte[] der, Parser<T> parser, int maxElements, int maxDepth) {
        count(der, maxElements, maxDepth);
        T parsed;
        byte[] again;
        try {
            parsed = parser.parse(ASN1Primitive.fromByteArray(der));
            again = parsed.getEncoded(ASN1Encoding.DER);
        } catch (IOException | RuntimeException e) {
            // The parser throws all kinds of them on hostile bytes.
            throw Refusal.tampered("a part around its content is malformed", e);
        }
        if (!Arrays.equals(again, der)) {
            throw notDer();
        }
        return parsed;
    }

    /** The number of elements of a small part. */
    static int count(byte[] der) {
        return count(der, MAX_ELEMENTS, MAX_DEPTH);
    }

    private static SealException notDer() {
        return Refusal.tampered("a part around its content is not in DER");
    }

    /** The number of elements, none more or deeper than allowed. */
    private static int count(byte[] der, int maxElements, int maxDepth) {
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
                throw notDer();
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
