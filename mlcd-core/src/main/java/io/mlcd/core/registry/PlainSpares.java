package io.mlcd.core.registry;

import io.mlcd.api.Version;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Without a library: what was held the longest ago leaves first. */
final class PlainSpares implements Spares {
    private final long maxBytes;
    /** The one that was given back the longest ago first: whatever is taken is taken out. */
    private final Map<Version, Served> spares = new LinkedHashMap<>();

    private long bytes;

    PlainSpares(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public @Nullable Served take(Version version) {
        Served taken = spares.remove(version);
        bytes -= taken == null ? 0 : taken.heapBytes();
        return taken;
    }

    @Override
    public List<Served> put(Served served) {
        if (served.heapBytes() > maxBytes) {
            return List.of(served);
        }
        spares.put(served.version(), served);
        bytes += served.heapBytes();
        List<Served> evicted = new ArrayList<>();
        Iterator<Served> oldest = spares.values().iterator();
        while (bytes > maxBytes) {
            Served next = oldest.next();
            oldest.remove();
            bytes -= next.heapBytes();
            evicted.add(next);
        }
        return evicted;
    }

    @Override
    public List<Served> clear() {
        List<Served> all = List.copyOf(spares.values());
        spares.clear();
        bytes = 0;
        return all;
    }
}
