package io.mlcd.api;

import org.jspecify.annotations.Nullable;

/** The bytes of an artifact cannot be read, or a model cannot be written as one. */
public non-sealed class ArtifactException extends MlcdException {
    private static final long serialVersionUID = 1L;

    /** Why, as a value that a program can switch on; {@link #code()} is made of it. */
    public enum Reason {
        /** The bytes do not begin as an artifact does. */
        NOT_AN_ARTIFACT,
        /** The bytes end before the artifact does. */
        TRUNCATED,
        /** A checksum or a value inside is wrong. */
        CORRUPT,
        /** Written by a newer mlcd than this one. */
        TOO_NEW,
        /** Written in a format that this mlcd no longer reads. */
        TOO_OLD,
        /** Larger or deeper than the reader allows. */
        LIMIT_EXCEEDED,
        /** The model does not reproduce the golden records stored with it. */
        GOLDEN_MISMATCH,
        /** A part of the model is code, not data, and so cannot be written. */
        NOT_DATA,
        /** A part of the model is another library's, and the host has handed in no codec that reads it. */
        CODEC_MISSING,
        /** A model of another program has a part that has no equal here. */
        NOT_SUPPORTED,
        /** The file cannot be read or written. */
        IO
    }

    private final Reason reason;

    /**
     * An exception for one reason.
     *
     * @param message what was given, why it is refused, what to do
     */
    public ArtifactException(Reason reason, String message) {
        this(reason, message, null);
    }

    /**
     * An exception for one reason, with its cause.
     *
     * @param message what was given, why it is refused, what to do
     */
    public ArtifactException(Reason reason, String message, @Nullable Throwable cause) {
        super("artifact", reason, message, cause);
        this.reason = reason;
    }

    /** Why. */
    public final Reason reason() {
        return reason;
    }
}
