package io.mlcd.core.artifact;

import io.mlcd.api.ArtifactException;
import io.mlcd.core.form.Opaque;

/**
 * Reads the parts of artifacts that mlcd itself does not: models of another library, in its own bytes. A host hands in the
 * codecs that it trusts, {@link Codecs#of}; an artifact can name a codec, never bring one.
 *
 * <p>Bytes come from whoever wrote the artifact. A codec must bound what they make it allocate, must not load classes that
 * they name unless it knows them, and must not deserialise Java objects.
 */
public interface Codec {
    /** Its name in artifacts: lower-case letters, digits and hyphens, at most 100. Other bytes, another name. */
    String name();

    /**
     * Makes a function of bytes; it must be safe for concurrent callers.
     *
     * <p>A function that holds more than heap implements {@link AutoCloseable}, and each call gives a new one. It belongs to
     * the model that it was opened for: a registry closes it exactly once, after the last call has returned, when the version
     * is no longer needed; whoever loads a model without a registry calls {@link io.mlcd.core.model.Model#close()}. It is
     * closed on whichever thread that happens, possibly a caller's: closing should be quick. What it throws is logged.
     *
     * @param bytes what {@link Opaque#bytes} gave when the artifact was written
     * @param inputs how many numbers a row has
     * @param outputs how many scores it gets
     * @throws ArtifactException if the bytes are not such a function
     */
    Opaque.Function open(byte[] bytes, int inputs, int outputs);
}
