package io.mlcd.core.registry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mlcd.api.Version;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * By Caffeine, which keeps what is asked for often over what came last. The only class that names it: without Caffeine on the
 * class path making one is a {@link LinkageError}.
 */
final class CaffeineSpares implements Spares {
    /** Its weights are ints; in KiB they reach to 2 TiB. */
    private static final int UNIT = 1024;

    private final Cache<Version, Served> cache;
    private final List<Served> evicted = new ArrayList<>();

    CaffeineSpares(long maxBytes) {
        cache = Caffeine.newBuilder()
                .maximumWeight(maxBytes / UNIT)
                .weigher((Version version, Served served) -> weight(served))
                .executor(Runnable::run)
                .<Version, Served>removalListener((version, served, cause) -> {
                    if (cause.wasEvicted() && served != null) {
                        evicted.add(served);
                    }
                })
                .build();
    }

    private static int weight(Served served) {
        return (int) Math.min(Integer.MAX_VALUE, served.heapBytes() / UNIT + 1);
    }

    @Override
    public @Nullable Served take(Version version) {
        Served taken = cache.getIfPresent(version); // also counts how often it is asked for
        cache.invalidate(version);
        return taken;
    }

    @Override
    public List<Served> put(Served served) {
        cache.put(served.version(), served);
        cache.cleanUp();
        List<Served> left = List.copyOf(evicted);
        evicted.clear();
        return left;
    }

    @Override
    public List<Served> clear() {
        List<Served> all = List.copyOf(cache.asMap().values());
        cache.invalidateAll();
        return all;
    }
}
