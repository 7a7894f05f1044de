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
    /** One publication, and the file that holds it now. */
    record Published(Version version, String signatureDigest, String fileDigest, int revision) {
        StoredFile file() {
            return new StoredFile(version.model(), version.number(), revision);
        }

        private Published rewrapped(String newFileDigest) {
            return new Published(version, signatureDigest, newFileDigest, revision + 1);
        }
    }

    private final List<Published> published = new ArrayList<>();
    /** The numbers of the live versions, the newest on top; a rollback takes it off. */
    private final Deque<Integer> live = new ArrayDeque<>();

    private final Set<String> features = new HashSet<>();

    /** Throws {@link IllegalArgumentException} when the entry cannot follow those before it. */
    void apply(Entry entry) {
        switch (entry.kind()) {
            case PUBLISH -> {
                Version version = new Version(entry.model(), entry.number(), entry.artifact());
                require(entry.number() == nextNumber(), entry);
                published.add(new Published(version, entry.signature(), entry.file(), 0));
                features.addAll(entry.features());
            }
            case PROMOTE -> {
                require(isPublished(entry.number()), entry);
                live.push(entry.number());
            }
            case ROLLBACK -> {
                Optional<Published> previous = previous();
                require(previous.isPresent() && previous.get().version().number() == entry.number(), entry);
                live.pop();
            }
            case REWRAP -> {
                require(isPublished(entry.number()), entry);
                published.set(
                        entry.number() - 1, published.get(entry.number() - 1).rewrapped(entry.file()));
            }
        }
    }

    private boolean isPublished(int number) {
        return number >= 1 && number < nextNumber();
    }

    /** The publication with a number, if there is one. */
    Optional<Published> numbered(int number) {
        return isPublished(number) ? Optional.of(published.get(number - 1)) : Optional.empty();
    }

    private static void require(boolean possible, Entry entry) {
        if (!possible) {
            throw new IllegalArgumentException(
                    entry.kind() + " of " + entry.model() + " v" + entry.number() + " cannot follow");
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

    /** The newest publication of an artifact. */
    Optional<Published> withArtifact(String id) {
        return published.stream()
                .filter(one -> one.version().artifactId().equals(id))
                .reduce((older, newer) -> newer);
    }

    Optional<Published> live() {
        return Optional.ofNullable(live.peek()).flatMap(this::numbered);
    }

    /** What was live before what is. */
    Optional<Published> previous() {
        return live.stream().skip(1).findFirst().flatMap(this::numbered);
    }

    Set<String> features() {
        return Set.copyOf(features);
    }
}
