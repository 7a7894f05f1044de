package io.mlcd.core.registry;

import io.mlcd.api.Version;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the journal says of one name. Used by one thread at a time. */
final class Versions {
    /** One publication. */
    record Published(Version version, String fileDigest) {}

    private final List<Published> published = new ArrayList<>();
    /** The live versions, the newest on top; a rollback takes it off. */
    private final Deque<Published> live = new ArrayDeque<>();

    private final Set<String> features = new HashSet<>();

    void apply(Entry entry) {
        switch (entry.kind()) {
            case PUBLISH -> {
                Version version = new Version(entry.model(), entry.number(), entry.artifact());
                published.add(new Published(version, entry.file()));
                features.addAll(entry.features());
            }
            case PROMOTE -> live.push(published.get(entry.number() - 1));
            case ROLLBACK -> live.pop();
        }
    }

    int nextNumber() {
        return published.size() + 1;
    }

    List<Version> all() {
        List<Version> versions = new ArrayList<>();
        published.forEach(one -> versions.add(one.version()));
        return List.copyOf(versions);
    }

    Optional<Published> find(Version version) {
        return published.stream().filter(one -> one.version().equals(version)).findFirst();
    }

    Optional<Version> withArtifact(String id) {
        return published.stream()
                .map(Published::version)
                .filter(version -> version.artifactId().equals(id))
                .findFirst();
    }

    Optional<Published> live() {
        return Optional.ofNullable(live.peek());
    }

    /** What was live before what is. */
    Optional<Published> previous() {
        return live.stream().skip(1).findFirst();
    }

    Set<String> features() {
        return Set.copyOf(features);
    }
}
