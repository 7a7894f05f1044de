package io.mlcd.core.registry;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The handles of all names, and what was live before, kept loaded so that a rollback loads nothing. */
final class Handles {
    private final Map<String, Handle> handles = new ConcurrentHashMap<>();
    private final Map<String, Served> warm = new ConcurrentHashMap<>();

    Handle of(String name) {
        return handles.computeIfAbsent(name, Handle::new);
    }

    /** What was live before and is still loaded, if it is this. */
    Optional<Served> warm(Versions.Published published) {
        return Optional.ofNullable(warm.get(published.version().model()))
                .filter(one -> one.version().equals(published.version()));
    }

    void keepWarm(String name, @Nullable Served before) {
        if (before == null) {
            warm.remove(name);
        } else {
            warm.put(name, before);
        }
    }

    void close() {
        handles.values().forEach(handle -> handle.refuse(Shared.closedException()));
        warm.clear();
    }
}
