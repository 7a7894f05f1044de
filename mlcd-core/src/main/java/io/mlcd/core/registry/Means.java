package io.mlcd.core.registry;

import io.mlcd.core.rollout.Scheduler;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What the host lends to a rollout.
 *
 * @param scheduler moves it on; null if only hands do
 * @param executor asks the challenger of a shadow; null if it is not asked
 */
record Means(@Nullable Scheduler scheduler, @Nullable Executor executor) {
    static final Means NONE = new Means(null, null);
}
