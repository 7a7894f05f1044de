package io.mlcd.api;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a registry knows of a version beside its bytes.
 *
 * @param publishedAt when, by the registry's clock
 * @param publishedBy who; empty if nobody was named
 * @param aliases the aliases that point to it now, sorted; {@code champion} if it is live
 * @param tags by key, sorted
 * @param notes in the order in which they were written
 */
public record VersionDetails(
        Version version,
        Instant publishedAt,
        String publishedBy,
        Set<String> aliases,
        Map<String, String> tags,
        List<Note> notes) {
    /**
     * A note on a version.
     *
     * @param by who; empty if nobody was named
     */
    public record Note(Instant at, String by, String text) {}

    /** Copies. */
    public VersionDetails {
        aliases = Collections.unmodifiableSet(new TreeSet<>(aliases));
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        notes = List.copyOf(notes);
    }
}
