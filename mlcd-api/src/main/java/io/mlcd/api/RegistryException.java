package io.mlcd.api;

import org.jspecify.annotations.Nullable;

/** A registry cannot do what was asked; what was live is still live. */
public non-sealed class RegistryException extends MlcdException {
    private static final long serialVersionUID = 1L;

    /** Why, as a value that a program can switch on; {@link #code()} is made of it. */
    public enum Reason {
        /** The folder holds something that is not a registry. */
        NOT_A_REGISTRY,
        /** Written by a newer mlcd than this one. */
        TOO_NEW,
        /** Another registry, here or in another process, writes this folder. */
        LOCKED,
        /** The registry is closed. */
        CLOSED,
        /** Nothing was ever promoted under the name. */
        NOT_LIVE,
        /** The name or the version is not in the registry. */
        UNKNOWN_VERSION,
        /** There is no earlier live version to return to. */
        NOTHING_TO_ROLL_BACK,
        /** The candidate cannot answer the calls that the live version answers. */
        INCOMPATIBLE,
        /** A stored version cannot be loaded. */
        VERSION_UNREADABLE,
        /** A version does not answer the rows that it must answer before it goes live. */
        WARM_UP_FAILED,
        /** Some versions could not be sealed for other keys; they are as they were. */
        NOT_REWRAPPED,
        /** The journal was changed, or lost entries in its middle. */
        JOURNAL_CORRUPT,
        /** The journal was not written with the key given, or is not the one that the anchor stands for. */
        JOURNAL_UNTRUSTED,
        /** A rollout runs under the name, and must end first. */
        ROLLOUT_RUNNING,
        /** The version is live, was live just before, is rolled out, or has an alias, and so cannot be retired. */
        IN_USE,
        /** This registry only follows the folder that another one writes. */
        READ_ONLY,
        /** The folder cannot be read or written. */
        IO
    }

    private final Reason reason;

    /**
     * An exception for one reason.
     *
     * @param message what was given, why it is refused, what to do
     */
    public RegistryException(Reason reason, String message) {
        this(reason, message, null);
    }

    /**
     * An exception for one reason, with its cause.
     *
     * @param message what was given, why it is refused, what to do
     */
    public RegistryException(Reason reason, String message, @Nullable Throwable cause) {
        super("registry", reason, message, cause);
        this.reason = reason;
    }

    /** Why. */
    public final Reason reason() {
        return reason;
    }
}
