package io.mlcd.benchmarks.inference;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The section of an artifact that holds the model alone, without names, facts and golden records. */
final class FormSection {
    private static final int COUNT_AT = 12;
    private static final int ENTRIES_AT = 16;
    private static final int ENTRY_BYTES = 20;
    private static final int LENGTH_AT = 8;
    private static final int CHECKSUM_BYTES = 4;

    private FormSection() {}

    /** Its bytes, as {@link io.mlcd.core.artifact} says where they lie. */
    static byte[] of(byte[] artifact) {
        ByteBuffer bytes = ByteBuffer.wrap(artifact);
        int sections = bytes.getInt(COUNT_AT);
        int from = ENTRIES_AT + sections * ENTRY_BYTES + CHECKSUM_BYTES;
        for (int section = 0; section < sections; section++) {
            int entry = ENTRIES_AT + section * ENTRY_BYTES;
            int length = (int) bytes.getLong(entry + LENGTH_AT);
            if (new String(artifact, entry, 4, StandardCharsets.US_ASCII).equals("FORM")) {
                return Arrays.copyOfRange(artifact, from, from + length);
            }
            from += length;
        }
        throw new IllegalArgumentException("the artifact has no section FORM");
    }
}
