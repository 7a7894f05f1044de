package io.mlcd.core.registry;

import io.mlcd.api.Prediction;
import io.mlcd.api.Row;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a call of a handle does now: which version answers it, and what is noted of it. Immutable but for what it notes; replaced
 * as a whole. Safe for concurrent callers.
 */
sealed interface Route permits Served, Split, Mirrored {
    /** The version that is live. */
    Served live();

    /**
     * Begins a use of all versions that may be asked; false if one of them is retired and no longer used: then the route has been
     * replaced, and must not be asked.
     */
    boolean begin();

    /** Ends a use. */
    void end();

    /**
     * The answer; the caller has begun a use.
     *
     * @param key what sees one version only; null if the call has none
     */
    Prediction predict(Row row, @Nullable String key, Predicate<String> ignored);
}
