package io.mlcd.core.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The handles of all names, and what was live before, kept loaded so that a rollback loads nothing. Each of them holds what it
 * names on the shelf. But for {@link #of}, {@link #load} and {@link #giveBack} used by one thread at a time.
 */
final class Handles {
    private final Shelf shelf = Shelf.ofHeap();
    private final Map<String, Handle> handles = new ConcurrentHashMap<>();
    private final Map<String, Served> warm = new ConcurrentHashMap<>();

    Handle of(String name) {
        return handles.computeIfAbsent(name, Handle::new);
    }

    /** A version, loaded once however many ask for it; the caller {@linkplain #giveBack gives it back}. */
    Served load(Versions.Published published, Supplier<Served> loader) {
        return shelf.take(published.version(), loader);
    }

    void giveBack(@Nullable Served served) {
        if (served != null) {
            shelf.give(served);
        }
    }

    /** Holds once more what somebody holds; to be {@linkplain #giveBack given back}. */
    Served keep(Served served) {
        shelf.keep(served);
        return served;
    }

    /** What was live before and is still loaded, if it is this. */
    Optional<Served> warm(Versions.Published published) {
        return Optional.ofNullable(warm.get(published.version().model()))
                .filter(one -> one.version().equals(published.version()));
    }

    /**
     * Serves; what answered before is still held, and goes {@linkplain #keepWarm warm} or back.
     *
     * @param route by which it is served
     */
    void serve(Handle handle, Served next, Route route) {
        shelf.keep(next);
        handle.serve(route);
    }

    /** Takes back what {@link #serve} did. */
    void unserve(Handle handle, @Nullable Route before, Served next) {
        handle.serve(before);
        shelf.give(next);
    }

    /** Keeps what answered before, which is held, and lets go of what was kept until now. */
    void keepWarm(String name, @Nullable Served before) {
        giveBack(before == null ? warm.remove(name) : warm.put(name, before));
    }

    /** Has all handles refuse; gives what they served, which is still held. */
    List<Served> refuseAll() {
        List<Served> served = new ArrayList<>();
        handles.values().forEach(handle -> {
            Served its = handle.served();
            handle.refuse(Shared.closedException());
            if (its != null) {
                served.add(its);
            }
        });
        return served;
    }

    /** Gives back what handles served, and what is warm. */
    void close(List<Served> served) {
        served.forEach(this::giveBack);
        warm.values().forEach(this::giveBack);
        warm.clear();
        shelf.close();
    }
}
