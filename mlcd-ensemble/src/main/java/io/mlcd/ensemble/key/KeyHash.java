package io.mlcd.ensemble.key;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Column;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A key's place in [0, 1), the same in every run and on every machine. */
public final class KeyHash {
    private KeyHash() {}

    /**
     * The place of a row's key.
     *
     * @throws TrainingException if the row has none
     */
    public static double unit(Column key, int row) {
        Object value = key.value(row);
        if (value == null) {
            throw new TrainingException(
                    TrainingException.Reason.BAD_COLUMN,
                    "row " + row + " has no key in \"" + key.name()
                            + "\"; every row needs one, or divide the rows by something else");
        }
        String text = value instanceof Double number ? text(number) : value.toString();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return (ByteBuffer.wrap(digest).getLong() >>> 11) * 0x1.0p-53;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256, but this one has not", e);
        }
    }

    /** Whole numbers as they are written; others exactly, since Java 19 writes some with fewer digits than Java 18. */
    private static String text(double number) {
        boolean whole = number == Math.rint(number) && Math.abs(number) < 1e15;
        return whole ? Long.toString((long) number) : Double.toHexString(number);
    }
}
