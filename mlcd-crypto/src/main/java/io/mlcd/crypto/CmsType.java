package io.mlcd.crypto;

import io.mlcd.api.SealException;
import org.jspecify.annotations.Nullable;

/** Tells by the first bytes what kind of message something is. */
final class CmsType {
    /** 1.2.840.113549.1.9.16.1.23, with its header. */
    static final byte[] AUTH_ENVELOPED = {
        0x06, 0x0b, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x17
    };

    /** The start of 1.2.840.113549.1.7.x, with its header. */
    private static final byte[] PKCS7 = {0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x07
    };

    private CmsType() {}

    /**
     * Requires that the bytes are an {@code AuthEnvelopedData}, as far as they go.
     *
     * @throws SealException if they are something else
     */
    static void requireAuthEnveloped(byte[] bytes) {
        int at = position(bytes);
        if (at < 0) {
            throw Refusal.notSealed();
        }
        if (startsWith(bytes, at, AUTH_ENVELOPED)) {
            return;
        }
        String type = at + PKCS7.length < bytes.length && startsWith(bytes, at, PKCS7)
                ? pkcs7(bytes[at + PKCS7.length])
                : null;
        if (type == null) {
            throw Refusal.notSealed();
        }
        throw Refusal.weak("is CMS " + type + ", and only AuthEnvelopedData is read");
    }

    /** Where the type of a message begins, behind its first header; -1 if it is none. */
    static int position(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != BerReader.SEQUENCE) {
            return -1;
        }
        int lengthByte = bytes.length == 1 ? 0 : bytes[1] & 0xFF;
        return 2 + (lengthByte > 0x80 ? lengthByte & 0x7F : 0);
    }

    /** Whether the bytes from an index on are the start of another array, as far as they go. */
    private static boolean startsWith(byte[] bytes, int from, byte[] start) {
        for (int i = 0; i < start.length && from + i < bytes.length; i++) {
            if (bytes[from + i] != start[i]) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String pkcs7(byte arc) {
        return switch (arc) {
            case 1 -> "Data";
            case 2 -> "SignedData";
            case 3 -> "EnvelopedData";
            case 5 -> "DigestedData";
            case 6 -> "EncryptedData";
            default -> null;
        };
    }
}
