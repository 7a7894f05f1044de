package io.mlcd.api;

import org.jspecify.annotations.Nullable;

/** A candidate did not pass its gates; the message names each gate, the number and the bound. */
public non-sealed class GateException extends MlcdException {
    private static final long serialVersionUID = 1L;

    /** Why, as a value that a program can switch on; {@link #code()} is made of it. */
    public enum Reason {
        /** At least one gate found the candidate not good enough. */
        REFUSED,
        /** No gate refused, but at least one could not decide. */
        INCONCLUSIVE
    }

    private final Reason reason;

    /**
     * An exception for one reason.
     *
     * @param message what was given, why it is refused, what to do
     */
    public GateException(Reason reason, String message) {
        this(reason, message, null);
    }

    /**
     * An exception for one reason, with its cause.
     *
     * @param message what was given, why it is refused, what to do
     */
    public GateException(Reason reason, String message, @Nullable Throwable cause) {
        super("gate", reason, message, cause);
        this.reason = reason;
    }

    /** Why. */
    public final Reason reason() {
        return reason;
    }
}
