package io.mlcd.core.registry;

import io.mlcd.api.Version;
import io.mlcd.api.VersionDetails;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

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

    /** What a version is called and what was said of it, beside its bytes. */
    private static final class Remarks {
        private final Instant publishedAt;
        private final String publishedBy;
        private final Map<String, String> tags = new TreeMap<>();
        private final List<VersionDetails.Note> notes = new ArrayList<>();
        private boolean retired;

        private Remarks(Instant publishedAt, String publishedBy) {
            this.publishedAt = publishedAt;
            this.publishedBy = publishedBy;
        }
    }

    /** The alias of what is live, which is moved by promoting. */
    static final String CHAMPION = "champion";

    /** The alias of what is rolled out, while it is. */
    static final String CHALLENGER = "challenger";

    private final List<Published> published = new ArrayList<>();
    /** In the order of the publications. */
    private final List<Remarks> remarks = new ArrayList<>();
    /** The numbers of the live versions, the newest on top; a rollback takes it off. */
    private final Deque<Integer> live = new ArrayDeque<>();

    private final Map<String, Integer> aliases = new TreeMap<>();
    private final Set<String> features = new HashSet<>();
    private Optional<Ongoing> ongoing = Optional.empty();

    /** Throws {@link IllegalArgumentException} when the entry cannot follow those before it. */
    void apply(Entry entry) {
        int number = entry.number();
        if (entry.kind() != Entry.Kind.PUBLISH && !(entry.kind() == Entry.Kind.ALIAS && number == 0)) {
            require(isKept(number), entry);
        }
        switch (entry.kind()) {
            case PUBLISH -> publish(entry);
            case PROMOTE -> {
                requireOf(entry);
                require(ongoing.map(one -> one.mayPromote(number)).orElse(true), entry);
                live.push(number);
                ongoing = ongoing.map(one -> one.promoted(number, entry.time()));
            }
            case ROLLBACK -> {
                Optional<Published> previous = previous();
                require(previous.isPresent() && previous.get().version().number() == number, entry);
                requireOf(entry);
                require(ongoing.map(one -> one.mayRollBackTo(number)).orElse(true), entry);
                live.pop();
            }
            case REWRAP -> published.set(number - 1, published.get(number - 1).rewrapped(entry.text(Entry.Names.FILE)));
            case ALIAS -> {
                if (number == 0) {
                    aliases.remove(entry.text(Entry.Names.ALIAS));
                } else {
                    aliases.put(entry.text(Entry.Names.ALIAS), number);
                }
            }
            case TAG -> {
                Map<String, String> tags = remarks.get(number - 1).tags;
                String key = entry.text(Entry.Names.KEY);
                Optional<String> value = entry.optionalText(Entry.Names.VALUE);
                if (value.isPresent()) {
                    tags.put(key, value.get());
                } else {
                    tags.remove(key);
                }
            }
            case NOTE ->
                remarks.get(number - 1)
                        .notes
                        .add(new VersionDetails.Note(entry.time(), entry.by(), entry.text(Entry.Names.TEXT)));
            case RETIRE -> {
                require(!isNeeded(number), entry);
                remarks.get(number - 1).retired = true;
                forget(number);
            }
            case ROLLOUT -> rollout(entry);
        }
    }

    /** While a rollout goes on, nothing else moves what is live. */
    private void requireOf(Entry entry) {
        require(entry.rollout() == ongoing.map(Ongoing::seq).orElse(0L), entry);
    }

    private void rollout(Entry entry) {
        Entry.Event event = entry.event();
        require((event == Entry.Event.STARTED) != ongoing.isPresent(), entry);
        switch (event) {
            case STARTED -> {
                Ongoing started = Ongoing.started(entry);
                require(
                        live().filter(one -> one.version().number() == started.champion())
                                .isPresent(),
                        entry);
                require(started.challengers().stream().allMatch(this::isKept), entry);
                require(started.isOfOthers(), entry);
                require(started.challengers().get(0) == entry.number(), entry);
                ongoing = Optional.of(started);
            }
            case STEPPED -> ongoing = ongoing.map(one -> one.at(entry.step(), entry.time()));
            case PAUSED -> ongoing = ongoing.map(one -> one.paused(entry.why()));
            case RESUMED -> ongoing = ongoing.map(one -> one.at(one.step(), entry.time()));
            case ENDED -> ongoing = Optional.empty();
        }
    }

    /** The rollout that has not ended. */
    Optional<Ongoing> ongoing() {
        return ongoing;
    }

    /** Takes a number out of what was live; what was live before and after it was then live once. */
    private void forget(int number) {
        int above = 0;
        for (Iterator<Integer> it = live.iterator(); it.hasNext(); ) {
            int one = it.next();
            if (one == number || one == above) {
                it.remove();
            } else {
                above = one;
            }
        }
    }

    private void publish(Entry entry) {
        require(entry.number() == nextNumber(), entry);
        Version version = new Version(entry.model(), entry.number(), entry.text(Entry.Names.ARTIFACT));
        features.addAll(entry.features());
        published.add(new Published(version, entry.text(Entry.Names.SIGNATURE), entry.text(Entry.Names.FILE), 0));
        remarks.add(new Remarks(entry.time(), entry.by()));
    }

    /** Whether a number was published and not retired since. */
    private boolean isKept(int number) {
        return isPublished(number) && !remarks.get(number - 1).retired;
    }

    /** Whether a version is live, was live just before, has an alias, or is rolled out, and so must stay. */
    boolean isNeeded(int number) {
        return live.stream().limit(2).anyMatch(one -> one == number)
                || aliases.containsValue(number)
                || ongoing.filter(one -> one.needs(number)).isPresent();
    }

    private boolean isPublished(int number) {
        return number >= 1 && number < nextNumber();
    }

    /** The publication with a number, if there is one that is not retired. */
    Optional<Published> numbered(int number) {
        return isKept(number) ? Optional.of(published.get(number - 1)) : Optional.empty();
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
        kept().forEach(one -> versions.add(one.version()));
        return List.copyOf(versions);
    }

    Optional<Published> find(Version version) {
        return kept().filter(one -> one.version().equals(version)).findFirst();
    }

    /** The newest publication of an artifact. */
    Optional<Published> withArtifact(String id) {
        return kept().filter(one -> one.version().artifactId().equals(id)).reduce((older, newer) -> newer);
    }

    private Stream<Published> kept() {
        return published.stream().filter(one -> isKept(one.version().number()));
    }

    /** The version of a number, retired or not. */
    Optional<Version> ever(int number) {
        return isPublished(number) ? Optional.of(published.get(number - 1).version()) : Optional.empty();
    }

    Optional<Version> alias(String alias) {
        return Optional.ofNullable(aliases().get(alias));
    }

    Map<String, Version> aliases() {
        Map<String, Version> all = new TreeMap<>();
        aliases.forEach(
                (alias, number) -> all.put(alias, published.get(number - 1).version()));
        live().ifPresent(one -> all.put(CHAMPION, one.version()));
        ongoing.flatMap(one -> numbered(one.challengers().get(0))).ifPresent(one -> all.put(CHALLENGER, one.version()));
        return all;
    }

    VersionDetails details(Version version) {
        Remarks its = remarks.get(version.number() - 1);
        Set<String> names = new HashSet<>();
        aliases().forEach((alias, to) -> {
            if (to.equals(version)) {
                names.add(alias);
            }
        });
        return new VersionDetails(version, its.publishedAt, its.publishedBy, names, its.tags, its.notes);
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
