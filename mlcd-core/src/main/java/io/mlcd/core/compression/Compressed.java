package io.mlcd.core.compression;

import io.mlcd.core.model.Model;
import java.util.Locale;

/**
 * A model that was made smaller, and what it cost.
 *
 * @param model answers as the one before did
 * @param bytesBefore what the artifact of the model before takes, with its manifest and its golden records
 * @param bytesAfter what the artifact of this model takes
 */
public record Compressed(Model model, int bytesBefore, int bytesAfter) {
    /** For example {@code 3,029,549 -> 3,029,166 bytes, every answer the same}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,d -> %,d bytes, every answer the same", bytesBefore, bytesAfter);
    }
}
