package io.mlcd.api;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What can go wrong that is not misuse: data, bytes, keys, storage, a model that is not good enough.
 *
 * <p>Misuse of the API throws {@link IllegalArgumentException} or {@link IllegalStateException} instead. Every message
 * says what was given, why it is refused and what to do; none holds a secret. {@link #code()} is stable across
 * releases, so alerts and tests can rely on it, the message is not.
 */
public abstract sealed class MlcdException extends RuntimeException
        permits ArtifactException, SealException, RegistryException, TrainingException, GateException {
    private static final long serialVersionUID = 1L;

    private final String code;

    MlcdException(String kind, Enum<?> reason, String message, @Nullable Throwable cause) {
        super(Objects.requireNonNull(message, "message"), cause);
        code = kind + "/" + reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The stable code, for example {@code artifact/truncated}. */
    public final String code() {
        return code;
    }
}
