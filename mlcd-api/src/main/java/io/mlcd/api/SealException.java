package io.mlcd.api;

import org.jspecify.annotations.Nullable;

/** Something cannot be sealed, or sealed bytes are refused; nothing of the content was handed out. */
public non-sealed class SealException extends MlcdException {
    private static final long serialVersionUID = 1L;

    /** Why, as a value that a program can switch on; {@link #code()} is made of it. */
    public enum Reason {
        /** The bytes are not a sealed message. */
        NOT_SEALED,
        /** The message, or a part of it, is of a version of its format that is not read here. */
        UNSUPPORTED_VERSION,
        /** The bytes end before the message does. */
        TRUNCATED,
        /** The message is not what its sealer wrote. */
        TAMPERED,
        /** No key given here opens the message; a wrong key and a missing recipient look the same on purpose. */
        NO_MATCHING_KEY,
        /** A publisher's signature is required, but there is none. */
        SIGNATURE_MISSING,
        /** There is a signature in the name of a trusted publisher, but it is not theirs for this content. */
        SIGNATURE_INVALID,
        /** The message is signed, but by nobody who is trusted. */
        UNTRUSTED_SIGNER,
        /** The message uses an algorithm or a size that is refused. */
        WEAK_OR_UNSUPPORTED_ALGORITHM,
        /** The message is larger or has more recipients than is allowed. */
        LIMIT_EXCEEDED,
        /** A key that was given cannot be used. */
        KEY_UNUSABLE,
        /** The content was sealed for another name, number or artifact. */
        WRONG_CONTEXT
    }

    private final Reason reason;

    /**
     * An exception for one reason.
     *
     * @param message what was given, why it is refused, what to do
     */
    public SealException(Reason reason, String message) {
        this(reason, message, null);
    }

    /**
     * An exception for one reason, with its cause.
     *
     * @param message what was given, why it is refused, what to do
     */
    public SealException(Reason reason, String message, @Nullable Throwable cause) {
        super("seal", reason, message, cause);
        this.reason = reason;
    }

    /** Why. */
    public final Reason reason() {
        return reason;
    }
}
