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

    /** The version that is live; during a rollout others may answer too. Empty before the first promotion. */
    Optional<Version> version();

    /**
     * The version that is live, as it is: it goes on answering the same after a swap, and takes no part in rollouts. Only a version that owns resources
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

    /**
     * As {@link #predict(Row)}, and during a rollout all calls of one key are answered by the same version, except that they move
     * to a challenger, and stay there, when its share grows. Calls without a key are spread by chance.
     *
     * @param key what should see one version only: a user, a device, a session
     */
    Prediction predict(Row row, String key);

    /**
     * Tells what was right for an answer that was recorded during a rollout, so that versions can be compared. Labels may come
     * late and in any order; the first of an id counts.
     *
     * @param id of {@link Prediction#id()}
     * @param label the class that was right
     * @return whether the answer was still remembered; never after the rollout has ended
     * @throws IllegalArgumentException if it is no class of the model, or the model predicts a number
     */
    boolean label(long id, String label);

    /**
     * Tells what number was right; see {@link #label(long, String)}.
     *
     * @throws IllegalArgumentException if it is not finite, or the model predicts a class
     */
    boolean label(long id, double value);
}
