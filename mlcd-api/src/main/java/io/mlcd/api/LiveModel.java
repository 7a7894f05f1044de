package io.mlcd.api;

import java.util.Optional;

/**
 * A stable handle on what is live under a name: versions are swapped beneath it while it answers.
 *
 * <p>Guarantees: a call is answered by exactly one version, whole. A call that starts after
 * {@link ModelRegistry#promote} has returned is never answered by the version before it. No call fails because of a
 * swap. A name that some published version declares, but not the one that answers, is ignored, so that callers may send
 * a new feature before the version that reads it is live, and go on sending it after a rollback.
 *
 * <p>Cost: one volatile read more than the model itself. Safe for concurrent callers.
 */
public interface LiveModel extends Predictor {
    /** The name. */
    String name();

    /** The version that answers now; empty before the first promotion. */
    Optional<Version> version();

    /**
     * The version that answers now, as it is: it goes on answering the same after a swap. Only a version that owns resources
     * has to be closed at some time: when it is neither live nor kept for a rollback any more it may refuse with
     * {@link IllegalStateException}, and this gives the one that answers then. A call on the handle itself never fails so.
     *
     * @throws RegistryException if nothing was promoted yet, or the registry is closed
     */
    FixedPredictor current();

    /**
     * The answer of the live version; {@link Prediction#version()} says which it was.
     *
     * @throws RegistryException if nothing was promoted yet, or the registry is closed
     */
    @Override
    Prediction predict(Row row);
}
