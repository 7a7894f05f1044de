package io.mlcd.api;

import org.jspecify.annotations.Nullable;

/** A model cannot be trained from the data given. */
public non-sealed class TrainingException extends MlcdException {
    private static final long serialVersionUID = 1L;

    /** Why, as a value that a program can switch on; {@link #code()} is made of it. */
    public enum Reason {
        /** A source cannot be read: the message names the place. */
        BAD_SOURCE,
        /** The table has no rows, or a part of it has none. */
        NO_ROWS,
        /** The target cannot be learned: it is missing, constant or of the wrong kind. */
        BAD_TARGET,
        /** A class has no rows where some are needed. */
        MISSING_CLASS,
        /** A column cannot be used as it is. */
        BAD_COLUMN,
        /** The split would let the model see what it is tested on. */
        LEAK,
        /** The time given ended before there was anything to show for it. */
        DEADLINE,
        /** The trainer itself failed. */
        TRAINER_FAILED
    }

    private final Reason reason;

    /**
     * An exception for one reason.
     *
     * @param message what was given, why it is refused, what to do
     */
    public TrainingException(Reason reason, String message) {
        this(reason, message, null);
    }

    /**
     * An exception for one reason, with its cause.
     *
     * @param message what was given, why it is refused, what to do
     */
    public TrainingException(Reason reason, String message, @Nullable Throwable cause) {
        super("training", reason, message, cause);
        this.reason = reason;
    }

    /** Why. */
    public final Reason reason() {
        return reason;
    }
}
