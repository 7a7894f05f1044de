package io.mlcd.core.registry;

import io.mlcd.api.Change;
import io.mlcd.api.JournalHead;
import io.mlcd.api.RegistryException;
import io.mlcd.api.RegistryException.Reason;
import io.mlcd.api.Version;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** What the journal says: the versions of all names, and the history. Used by one thread at a time. */
final class Ledger {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    /** The numbers that histories tell; others are told by the version. */
    private static final Set<String> TOLD_NUMBERS = Set.of(Entry.Names.STEP, Entry.Names.ROLLOUT);

    private final Store store;
    private final Clock clock;
    /** Hears of each name whose versions changed. */
    private final BiConsumer<String, Versions> changed;

    private final Map<String, Versions> versions = new TreeMap<>();
    private final List<Entry> entries = new ArrayList<>();
    private Instant latest = Instant.MIN;

    Ledger(Store store, Clock clock, BiConsumer<String, Versions> changed) {
        this.store = store;
        this.clock = clock;
        this.changed = changed;
        readOn();
    }

    /** Whether nothing is in the store that is not here, as after a refusal there is. */
    boolean hasReadAll() {
        return store.head().entries() == entries.size();
    }

    /** Applies what is in the store and not yet here; gives the names that it is about. */
    List<String> readOn() {
        List<Entry> all = store.entries();
        List<String> names = new ArrayList<>();
        for (Entry entry : all.subList(entries.size(), all.size())) {
            replay(entry);
            if (!names.contains(entry.model())) {
                names.add(entry.model());
            }
        }
        return names;
    }

    /** Applies an entry of the journal, which somebody may have forged. */
    private void replay(Entry entry) {
        try {
            checkName(entry.model());
            Attribution.require(entry.by(), entry.why());
            apply(entry);
        } catch (IllegalArgumentException e) {
            throw new RegistryException(
                    Reason.JOURNAL_CORRUPT,
                    "line " + entry.seq() + " of the journal makes no sense: " + e.getMessage()
                            + "; restore the folder from a backup",
                    e);
        }
    }

    /** Writes an entry down, durably, and applies it. */
    void record(Attribution who, Entry.Kind kind, String model, int number, Map<String, Object> rest) {
        Entry entry = new Entry(entries.size() + 1L, now().toString(), kind, model, number, who.by(), who.why(), rest);
        store.append(entry);
        apply(entry);
    }

    private void apply(Entry entry) {
        Instant time = entry.time();
        Versions its = versions.computeIfAbsent(entry.model(), name -> new Versions());
        its.apply(entry);
        entries.add(entry);
        latest = time;
        changed.accept(entry.model(), its);
    }

    /** The time as the clock gives it: what durations are measured by. */
    Instant instant() {
        return clock.instant();
    }

    /** The time, but not before that of the last entry, also when the clock was set back. */
    Instant now() {
        Instant now = clock.instant();
        return now.isBefore(latest) ? latest : now;
    }

    JournalHead head() {
        return store.head();
    }

    Map<String, Versions> all() {
        return versions;
    }

    Optional<Versions> of(String name) {
        return Optional.ofNullable(versions.get(name));
    }

    Versions known(String name) {
        return of(name).orElseThrow(() -> new RegistryException(
                Reason.UNKNOWN_VERSION,
                "nothing is published as \"" + name + "\"; the names are " + versions.keySet()));
    }

    Versions.Published find(String name, Version version) {
        Versions its = known(name);
        return its.find(version)
                .orElseThrow(() -> new RegistryException(
                        Reason.UNKNOWN_VERSION,
                        "there is no " + version + "; the versions of \"" + name + "\" are " + its.all()));
    }

    int nextNumber(String name) {
        return of(name).map(Versions::nextNumber).orElse(1);
    }

    /** What was live at a time, by the times of the entries. */
    Optional<Version> liveAt(String name, Instant time) {
        int number = 0;
        for (Entry entry : entries) {
            if (isMove(entry) && entry.model().equals(name) && !entry.time().isAfter(time)) {
                number = entry.number();
            }
        }
        return number == 0 ? Optional.empty() : known(name).ever(number);
    }

    private static boolean isMove(Entry entry) {
        return entry.kind() == Entry.Kind.PROMOTE || entry.kind() == Entry.Kind.ROLLBACK;
    }

    List<Change> history(String name) {
        List<Change> history = new ArrayList<>();
        Optional<Versions> its = of(name);
        int live = 0;
        for (Entry entry : entries) {
            if (its.isPresent() && entry.model().equals(name)) {
                int from = isMove(entry) ? live : entry.from().orElse(0);
                history.add(change(entry, its.get(), from));
                live = isMove(entry) ? entry.number() : live;
            }
        }
        return List.copyOf(history);
    }

    private static Change change(Entry entry, Versions its, int from) {
        Map<String, String> details = new TreeMap<>();
        entry.rest().forEach((name, value) -> tell(name, value, details));
        return new Change(
                entry.seq(),
                entry.time(),
                kind(entry),
                entry.by(),
                entry.why(),
                its.ever(entry.number()),
                its.ever(from),
                details);
    }

    /** Texts by their names, and what is inside a value by the names of both. */
    private static void tell(String name, Object value, Map<String, String> details) {
        if (value instanceof String text) {
            details.put(name, text);
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((inner, its) -> tell(name + "." + inner, its, details));
        } else if ((value instanceof Long && TOLD_NUMBERS.contains(name))
                || (value instanceof List<?> && !name.equals(Entry.Names.FEATURES))) {
            details.put(name, value.toString());
        }
    }

    private static Change.Kind kind(Entry entry) {
        return switch (entry.kind()) {
            case PUBLISH -> Change.Kind.PUBLISHED;
            case PROMOTE -> Change.Kind.PROMOTED;
            case ROLLBACK -> Change.Kind.ROLLED_BACK;
            case REWRAP -> Change.Kind.REWRAPPED;
            case ALIAS -> Change.Kind.ALIAS_MOVED;
            case TAG -> Change.Kind.TAGGED;
            case NOTE -> Change.Kind.NOTED;
            case RETIRE -> Change.Kind.RETIRED;
            case ROLLOUT -> kind(entry.event());
        };
    }

    private static Change.Kind kind(Entry.Event event) {
        return switch (event) {
            case STARTED -> Change.Kind.ROLLOUT_STARTED;
            case STEPPED -> Change.Kind.ROLLOUT_STEPPED;
            case PAUSED -> Change.Kind.ROLLOUT_PAUSED;
            case RESUMED -> Change.Kind.ROLLOUT_RESUMED;
            case ENDED -> Change.Kind.ROLLOUT_ENDED;
        };
    }

    static void checkName(String name) {
        checkName("name", name);
    }

    static void checkName(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "the " + what + " \"" + name + "\" is not allowed; use letters, digits, '.', '_' and"
                            + " '-', beginning with a letter or digit, at most 100");
        }
    }

    /** Two names that differ only in case would be one folder on some file systems. */
    void requireDistinct(String name) {
        for (String other : versions.keySet()) {
            if (!other.equals(name) && other.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("the name \"" + name + "\" differs from \"" + other
                        + "\" only in case; use that one, or a more different name");
            }
        }
    }
}
