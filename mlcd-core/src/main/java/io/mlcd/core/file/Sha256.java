package io.mlcd.core.file;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 in lower-case hexadecimal. */
public final class Sha256 {
    private static final char[] DIGITS = "0123456789abcdef".toCharArray();

    private Sha256() {}

    /** Of bytes. */
    public static String of(byte[] bytes) {
        byte[] digest;
        try {
            digest = MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256, but this one has not", e);
        }
        StringBuilder hex = new StringBuilder(2 * digest.length);
        for (byte b : digest) {
            hex.append(DIGITS[(b >> 4) & 15]).append(DIGITS[b & 15]);
        }
        return hex.toString();
    }

    /** Of a text in UTF-8. */
    public static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }
}
