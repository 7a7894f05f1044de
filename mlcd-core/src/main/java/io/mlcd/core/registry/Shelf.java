package io.mlcd.core.registry;

import io.mlcd.api.Version;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions that are loaded, each once.
 *
 * <p>Whoever needs one {@linkplain #take takes} it and {@linkplain #give gives} it back. While anybody holds it, as what is live,
 * or warm for a rollback, it is pinned: never evicted, and not counted against the bound, which is for the {@linkplain Spares
 * spares} alone. Given back by the last holder it becomes a spare, until there is no room for it. One that owns resources never
 * does, since nobody knows what they weigh: it is retired then, and closed after its last call.
 *
 * <p>A version is loaded by one thread while the others that want it wait; different versions are loaded side by side. A
 * failure reaches all who wait and is not kept: the next one tries again. Safe for concurrent callers. No call to a model ever
 * comes here.
 */
final class Shelf {
    private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);
    /** The share of the heap that spares may take. */
    private static final int HEAP_SHARE = 8;

    /** A version that is held, or being loaded. */
    private static final class Place {
        private final CompletableFuture<Served> served = new CompletableFuture<>();
        private int holders;
    }

    private final Map<Version, Place> places = new HashMap<>();
    private final Spares spares;
    private boolean closed;

    Shelf(Spares spares) {
        this.spares = spares;
    }

    /** With room for spares that take an eighth of the largest heap, kept by Caffeine where it is. */
    static Shelf ofHeap() {
        return new Shelf(spares(Runtime.getRuntime().maxMemory() / HEAP_SHARE));
    }

    /** By Caffeine, or without it. No reflection, so that it also works where classes are renamed, as on Android. */
    static Spares spares(long maxBytes) {
        try {
            return new CaffeineSpares(maxBytes);
        } catch (LinkageError e) { // it is not there, or needs a newer Java
            LOG.debug("keeping loaded versions without Caffeine: {}", e.toString());
            return new PlainSpares(maxBytes);
        }
    }

    /**
     * A version, loaded if it is not yet; the caller holds it until {@link #give}.
     *
     * @param loader loads it; must not ask for the same version
     */
    Served take(Version version, Supplier<Served> loader) {
        Place place;
        boolean first = false;
        synchronized (this) {
            place = places.get(version);
            if (place == null) {
                place = new Place();
                places.put(version, place);
                Served spare = spares.take(version);
                first = spare == null;
                if (spare != null) {
                    place.served.complete(spare);
                }
            }
            place.holders++;
        }
        if (first) {
            load(version, place, loader);
        }
        return loaded(place);
    }

    private void load(Version version, Place place, Supplier<Served> loader) {
        try {
            place.served.complete(loader.get());
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                places.remove(version); // before anybody hears of it, so that whoever tries again loads again
            }
            place.served.completeExceptionally(e);
        }
    }

    private static Served loaded(Place place) {
        try {
            return place.served.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) Objects.requireNonNull(e.getCause());
        }
    }

    /** Holds once more what the caller holds. */
    synchronized void keep(Served served) {
        place(served).holders++;
    }

    /** Gives back what was taken or kept once. */
    void give(Served served) {
        List<Served> leaving;
        synchronized (this) {
            Place place = place(served);
            place.holders--;
            if (place.holders > 0) {
                return;
            }
            places.remove(served.version());
            leaving = closed || served.isCounted() ? List.of(served) : spares.put(served);
        }
        leaving.forEach(Served::retire);
    }

    private Place place(Served served) {
        Place place = places.get(served.version());
        if (place == null || place.served.getNow(null) != served) {
            throw new IllegalStateException(served + " is not held by anybody");
        }
        return place;
    }

    /** Retires the spares, and from now on whatever is given back; what is held stays as it is until then. */
    void close() {
        List<Served> leaving;
        synchronized (this) {
            closed = true;
            leaving = spares.clear();
        }
        leaving.forEach(Served::retire);
    }
}
