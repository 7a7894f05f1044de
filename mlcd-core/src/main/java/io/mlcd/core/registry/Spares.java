package io.mlcd.core.registry;

import io.mlcd.api.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Loaded versions that nobody holds, as long as there is room for them. Used by one thread at a time; what no longer fits is
 * given to the caller, so that it is retired outside of any lock.
 */
interface Spares {
    /** Takes a version out; null if it is not here. */
    @Nullable Served take(Version version);

    /** Puts in one that is not here; gives those that had to leave for it, itself among them if there is no room for it. */
    List<Served> put(Served served);

    /** Takes all of them out. */
    List<Served> clear();
}
