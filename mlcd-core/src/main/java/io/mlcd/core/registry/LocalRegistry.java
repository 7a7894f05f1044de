package io.mlcd.core.registry;

import io.mlcd.api.LiveModel;
import io.mlcd.api.MlcdException;
import io.mlcd.api.ModelRegistry;
import io.mlcd.api.Opener;
import io.mlcd.api.RegistryEvent;
import io.mlcd.api.RegistryException;
import io.mlcd.api.RegistryException.Reason;
import io.mlcd.api.RegistryListener;
import io.mlcd.api.Rewrapper;
import io.mlcd.api.SealException;
import io.mlcd.api.Sealer;
import io.mlcd.api.Version;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.artifact.Codec;
import io.mlcd.core.artifact.Codecs;
import io.mlcd.core.file.Sha256;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry of one process, in memory or in a folder.
 *
 * <pre>{@code
 * try (LocalRegistry registry = LocalRegistry.at(Paths.get("models")).open()) {
 *     Version version = registry.publish("churn", Artifact.of(model));
 *     registry.promote("churn", version);
 *     Prediction answer = registry.live("churn").predict(row);
 * }
 * }</pre>
 *
 * <p>One process writes a folder at a time. Opening after a crash at any moment gives what was acknowledged. With an
 * {@link Opening#opener opener} a registry takes sealed versions only.
 */
public final class LocalRegistry implements ModelRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(LocalRegistry.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private final Store store;
    private final Vault vault;
    private final Revisions revisions;
    private final Clock clock;
    private final Map<String, Versions> versions = new TreeMap<>();
    private final Map<String, Handle> handles = new ConcurrentHashMap<>();
    /** What was live before, kept loaded so that a rollback loads nothing. */
    private final Map<String, Served> warm = new ConcurrentHashMap<>();

    private final List<RegistryListener> listeners = new CopyOnWriteArrayList<>();
    private final Object changes = new Object();
    /** Events that listeners have not heard yet, because one of them is being told. */
    private final Deque<RegistryEvent> untold = new ArrayDeque<>();

    private boolean telling;
    private long seq;
    private volatile boolean closed;

    private LocalRegistry(Store store, @Nullable Opener opener, Codecs codecs, Clock clock) {
        this.store = store;
        this.vault = new Vault(store, opener, codecs);
        this.clock = clock;
        store.entries().forEach(this::replay);
        revisions = new Revisions(store, vault);
        versions.forEach((name, its) -> {
            revisions.warnOfUnknown(name, its);
            revisions.deleteOthers(name, its);
        });
        versions.forEach((name, its) -> its.live().ifPresent(published -> serveAgain(name, its, published)));
    }

    /** A registry in memory: nothing outlives the process. */
    public static Opening inMemory() {
        return new Opening(null, null, Codecs.none(), Clock.systemUTC());
    }

    /** A registry in a folder, which is made if it is not there. */
    public static Opening at(Path folder) {
        return new Opening(folder, null, Codecs.none(), Clock.systemUTC());
    }

    /** How a registry is opened. Immutable. */
    public static final class Opening {
        private final @Nullable Path folder;
        private final @Nullable Opener opener;
        private final Codecs codecs;
        private final Clock clock;

        private Opening(@Nullable Path folder, @Nullable Opener opener, Codecs codecs, Clock clock) {
            this.folder = folder;
            this.opener = opener;
            this.codecs = codecs;
            this.clock = clock;
        }

        /** With what opens sealed versions; versions that are not sealed are refused then. */
        public Opening opener(Opener newOpener) {
            return new Opening(folder, newOpener, codecs, clock);
        }

        /**
         * With a codec that may read those parts of versions that are another library's. Versions that need one that is not
         * given are refused and never become live.
         *
         * @throws IllegalArgumentException if there is one of its name already
         */
        public Opening codec(Codec codec) {
            return new Opening(folder, opener, codecs.with(codec), clock);
        }

        /** With another clock than the system's; it only dates events and the journal. */
        public Opening clock(Clock newClock) {
            return new Opening(folder, opener, codecs, newClock);
        }

        /**
         * Opens it; what was live is live again. A live version that cannot be loaded is logged, and its handle says so
         * when it is asked: promote another, or roll back.
         *
         * @throws RegistryException if the folder is not a registry, is written by another one, or its journal was changed
         */
        public LocalRegistry open() {
            Store store = folder == null ? new MemoryStore() : DirectoryStore.open(folder);
            try {
                return new LocalRegistry(store, opener, codecs, clock);
            } catch (RuntimeException | Error e) {
                store.close();
                throw e;
            }
        }
    }

    /** Publishes an artifact; see {@link #publish(String, byte[])}. */
    public Version publish(String name, Artifact artifact) {
        return publish(name, artifact.bytes());
    }

    /** Publishes an artifact sealed; see {@link #publish(String, byte[], Sealer)}. */
    public Version publish(String name, Artifact artifact, Sealer sealer) {
        return publish(name, artifact.bytes(), sealer);
    }

    @Override
    public Version publish(String name, byte[] artifact) {
        if (vault.isSealed()) {
            throw new SealException(
                    SealException.Reason.NOT_SEALED,
                    "this registry has an opener and takes sealed versions only: publish(name, artifact, sealer)");
        }
        return store(name, artifact, vault::plain);
    }

    @Override
    public Version publish(String name, byte[] artifact, Sealer sealer) {
        vault.opener("publish sealed versions");
        return store(name, artifact, (version, read) -> vault.sealed(version, read, sealer));
    }

    private Version store(String name, byte[] given, BiFunction<Version, Artifact, byte[]> stored) {
        checkName(name);
        Artifact artifact = vault.parse(given);
        List<String> features = new ArrayList<>();
        artifact.model().signature().features().forEach(feature -> features.add(feature.name()));
        while (true) {
            Version next;
            Optional<Versions.Published> same;
            Optional<byte[]> sameFile;
            synchronized (changes) {
                requireOpen();
                requireDistinct(name);
                next = new Version(name, nextNumber(name), artifact.id());
                same = withArtifact(artifact.id(), name);
                sameFile = same.flatMap(vault::storedIfWell);
            }
            // Opening and sealing take their time, and what is live may have to be rolled back meanwhile.
            if (sameFile.isPresent() && vault.isStill(same.get(), sameFile.get())) {
                return same.get().version();
            }
            byte[] bytes = stored.apply(next, artifact);
            synchronized (changes) {
                requireOpen();
                // Otherwise another call was faster.
                if (nextNumber(name) == next.number()
                        && withArtifact(artifact.id(), name).equals(same)) {
                    store.requireWritable();
                    store.write(new StoredFile(name, next.number(), 0), bytes);
                    record(Entry.Kind.PUBLISH, next, artifact.signatureDigest(), Sha256.of(bytes), features);
                    LOG.info("published {}, {} bytes", next, bytes.length);
                    tell(new RegistryEvent.Published(now(), next));
                    return next;
                }
            }
        }
    }

    /**
     * The version that is this artifact already. It is published anew if it does not open: its file was lost or changed, was
     * sealed for others, or signed by one who is trusted no more.
     */
    private Optional<Versions.Published> withArtifact(String id, String name) {
        Versions its = versions.get(name);
        return its == null ? Optional.empty() : its.withArtifact(id);
    }

    private int nextNumber(String name) {
        Versions its = versions.get(name);
        return its == null ? 1 : its.nextNumber();
    }

    @Override
    public void promote(String name, Version version) {
        promote(name, version, false);
    }

    @Override
    public void promoteIncompatible(String name, Version version) {
        promote(name, version, true);
    }

    private void promote(String name, Version version, boolean force) {
        synchronized (changes) {
            requireOpen();
            Versions its = known(name);
            Versions.Published published = find(name, version);
            Handle handle = handle(name);
            Served before = handle.served();
            if (before != null && before.version().equals(version)) {
                return;
            }
            Served next = loadOrTell(published, handle, force);
            if (its.live().equals(Optional.of(published))) {
                handle.serve(next); // it was live but could not be loaded until now: nothing to write down
            } else {
                swap(handle, before, next, Entry.Kind.PROMOTE);
            }
            LOG.info("promoted {}", version);
            tell(new RegistryEvent.Promoted(
                    now(), version, Optional.ofNullable(before).map(Served::version)));
        }
    }

    /** Loads what is to go live and, unless forced, checks that it can take the place of what is. */
    private Served loadOrTell(Versions.Published published, Handle handle, boolean force) {
        try {
            Served next = load(published);
            Served before = handle.served();
            if (before != null && !force) {
                Compatibility.require(before, next);
            }
            return next;
        } catch (MlcdException e) {
            LOG.warn("{} stays out of service: {}", published.version(), e.getMessage());
            tell(new RegistryEvent.Refused(now(), published.version(), String.valueOf(e.getMessage())));
            throw e;
        }
    }

    @Override
    public Version rollback(String name) {
        synchronized (changes) {
            requireOpen();
            Versions its = known(name);
            Versions.Published previous = its.previous()
                    .orElseThrow(() -> new RegistryException(
                            Reason.NOTHING_TO_ROLL_BACK,
                            "no version of \"" + name + "\" was live before "
                                    + its.live()
                                            .map(one -> one.version().toString())
                                            .orElse("")
                                    + "; promote another version instead"));
            Handle handle = handle(name);
            Version from = its.live().map(Versions.Published::version).orElse(previous.version());
            Served kept = warm.get(name);
            Served next = kept != null && kept.version().equals(previous.version())
                    ? kept
                    : loadOrTell(previous, handle, true);
            swap(handle, handle.served(), next, Entry.Kind.ROLLBACK);
            LOG.info("rolled back {} to {}", from, next.version());
            tell(new RegistryEvent.RolledBack(now(), next.version(), from));
            return next.version();
        }
    }

    /** Serving moves first, then the change is made durable; if it cannot be, serving moves back. */
    private void swap(Handle handle, @Nullable Served before, Served next, Entry.Kind kind) {
        handle.serve(next);
        try {
            record(kind, next.version(), "", "", List.of());
        } catch (RuntimeException | Error e) {
            handle.serve(before);
            throw e;
        }
        if (before == null) {
            warm.remove(handle.name());
        } else {
            warm.put(handle.name(), before);
        }
    }

    @Override
    public List<Version> rewrap(Rewrapper rewrapper) {
        vault.opener("tell whether it can still open what was rewrapped");
        List<Version> changed = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        List<RuntimeException> causes = new ArrayList<>();
        for (Version version : allVersions()) {
            try {
                if (rewrap(version, rewrapper)) {
                    changed.add(version);
                }
            } catch (RuntimeException e) { // also whatever a host's rewrapper throws
                requireOpen();
                LOG.warn("{} was not rewrapped: {}", version, e.getMessage());
                failures.add(version + ": " + e.getMessage());
                causes.add(e);
            }
        }
        for (StoredFile file : otherRevisions()) {
            failures.add(file + " was replaced, but could not be deleted, and can be read by those who could before");
        }
        if (!failures.isEmpty()) {
            RegistryException failed = new RegistryException(
                    Reason.NOT_REWRAPPED,
                    "not all of the versions could be rewrapped: " + changed.size() + " were; mend the rest ("
                            + failures.size() + ") and call it again. "
                            + String.join("; ", failures));
            causes.forEach(failed::addSuppressed);
            throw failed;
        }
        return List.copyOf(changed);
    }

    /** Files that do not count and are still there, after trying once more to delete them. */
    private List<StoredFile> otherRevisions() {
        synchronized (changes) {
            requireOpen();
            List<StoredFile> left = new ArrayList<>();
            versions.forEach((name, its) -> left.addAll(revisions.deleteOthers(name, its)));
            return left;
        }
    }

    private List<Version> allVersions() {
        synchronized (changes) {
            requireOpen();
            List<Version> all = new ArrayList<>();
            versions.values().forEach(its -> all.addAll(its.all()));
            return all;
        }
    }

    /** Whether it changed. The new file lies beside the old one until the journal names it, so that one of them counts. */
    private boolean rewrap(Version version, Rewrapper rewrapper) {
        while (true) {
            Versions.Published published;
            byte[] stored;
            synchronized (changes) {
                requireOpen();
                published = find(version.model(), version);
                stored = vault.stored(published);
            }
            if (Release.isPlain(stored)) {
                return false;
            }
            // A key may be far away, and what is live may have to be rolled back meanwhile.
            byte[] rewrapped = rewrapper.rewrap(stored);
            if (Arrays.equals(rewrapped, stored)) {
                return false;
            }
            vault.requireSame(published, rewrapped);
            synchronized (changes) {
                requireOpen();
                // Otherwise another call was faster.
                if (find(version.model(), version).equals(published)) {
                    store.requireWritable();
                    store.write(published.file().next(), rewrapped);
                    record(Entry.Kind.REWRAP, version, "", Sha256.of(rewrapped), List.of());
                    revisions.delete(published.file());
                    LOG.info("rewrapped {}", version);
                    tell(new RegistryEvent.Rewrapped(now(), version));
                    return true;
                }
            }
        }
    }

    /**
     * The SHA-256 of the file that holds a version now, in lower-case hexadecimal. Rewrapping changes it, never the
     * version's id.
     *
     * @throws RegistryException if there is no such version
     */
    public String fileDigest(Version version) {
        synchronized (changes) {
            requireOpen();
            return find(version.model(), version).fileDigest();
        }
    }

    private Versions.Published find(String name, Version version) {
        Versions its = known(name);
        return its.find(version)
                .orElseThrow(() -> new RegistryException(
                        Reason.UNKNOWN_VERSION,
                        "there is no " + version + "; the versions of \"" + name + "\" are " + its.all()));
    }

    @Override
    public LiveModel live(String name) {
        checkName(name);
        Handle handle = handle(name);
        if (closed) {
            handle.refuse(closedException()); // it may have been made after close() looked
        }
        return handle;
    }

    /**
     * The artifact of a version, read and checked.
     *
     * @throws RegistryException if there is no such version, or it cannot be read
     */
    public Artifact artifact(Version version) {
        synchronized (changes) {
            requireOpen();
            return vault.artifact(find(version.model(), version));
        }
    }

    /** Why nothing answers under a name although a version of it is live: after a restart it could not be loaded. */
    public Optional<String> liveProblem(String name) {
        synchronized (changes) {
            Versions its = versions.get(name);
            return its != null && its.live().isPresent() ? handle(name).problem() : Optional.empty();
        }
    }

    @Override
    public List<Version> versions(String name) {
        synchronized (changes) {
            Versions its = versions.get(name);
            return its == null ? List.of() : its.all();
        }
    }

    @Override
    public List<String> names() {
        synchronized (changes) {
            return List.copyOf(versions.keySet());
        }
    }

    @Override
    public void addListener(RegistryListener listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        synchronized (changes) {
            if (closed) {
                return;
            }
            closed = true;
            handles.values().forEach(handle -> handle.refuse(closedException()));
            warm.clear();
            store.close();
        }
    }

    private Served load(Versions.Published published) {
        return new Served(published.version(), vault.artifact(published).model());
    }

    /** After a restart; what cannot be loaded does not keep the other names from being served. */
    private void serveAgain(String name, Versions its, Versions.Published published) {
        Handle handle = handle(name);
        try {
            handle.serve(load(published));
        } catch (RegistryException e) {
            LOG.error("{} was live but cannot be loaded: {}", published.version(), e.getMessage());
            handle.refuse(new RegistryException(
                    e.reason(),
                    e.getMessage() + "; until then call rollback(\"" + name + "\") or promote another version",
                    e));
            return;
        }
        Optional<Versions.Published> previous = its.previous();
        if (previous.isPresent()) {
            try {
                warm.put(name, load(previous.get()));
            } catch (RegistryException e) {
                LOG.warn("{} could not be rolled back to: {}", previous.get().version(), e.getMessage());
            }
        }
    }

    private void record(
            Entry.Kind kind, Version version, String signatureDigest, String fileDigest, List<String> features) {
        Entry entry = new Entry(
                seq + 1,
                now().toString(),
                kind,
                version.model(),
                version.number(),
                kind == Entry.Kind.PUBLISH ? version.artifactId() : "",
                signatureDigest,
                fileDigest,
                features);
        store.append(entry);
        apply(entry);
    }

    /** Applies an entry of the journal, which somebody may have forged. */
    private void replay(Entry entry) {
        try {
            checkName(entry.model());
            apply(entry);
        } catch (IllegalArgumentException e) {
            throw new RegistryException(
                    Reason.JOURNAL_CORRUPT,
                    "line " + entry.seq() + " of the journal makes no sense: " + e.getMessage()
                            + "; restore the folder from a backup",
                    e);
        }
    }

    private void apply(Entry entry) {
        Versions its = versions.computeIfAbsent(entry.model(), name -> new Versions());
        its.apply(entry);
        handle(entry.model()).declare(its.features());
        seq = entry.seq();
    }

    private Handle handle(String name) {
        return handles.computeIfAbsent(name, Handle::new);
    }

    private Versions known(String name) {
        Versions its = versions.get(name);
        if (its == null) {
            throw new RegistryException(
                    Reason.UNKNOWN_VERSION,
                    "nothing is published as \"" + name + "\"; the names are " + versions.keySet());
        }
        return its;
    }

    private Instant now() {
        return clock.instant();
    }

    /** Tells all listeners of one event before any hears of the next, also when one of them makes a change. */
    private void tell(RegistryEvent event) {
        untold.add(event);
        if (telling) {
            return;
        }
        telling = true;
        try {
            for (RegistryEvent next = untold.poll(); next != null; next = untold.poll()) {
                for (RegistryListener listener : listeners) {
                    tell(listener, next);
                }
            }
        } finally {
            telling = false;
        }
    }

    private static void tell(RegistryListener listener, RegistryEvent event) {
        try {
            listener.on(event);
        } catch (RuntimeException e) {
            LOG.warn("a listener failed on {}", event, e);
        }
    }

    private static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "the name \"" + name + "\" is not allowed; use letters, digits, '.', '_' and"
                            + " '-', beginning with a letter or digit, at most 100");
        }
    }

    /** Two names that differ only in case would be one folder on some file systems. */
    private void requireDistinct(String name) {
        for (String other : versions.keySet()) {
            if (!other.equals(name) && other.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("the name \"" + name + "\" differs from \"" + other
                        + "\" only in case; use that one, or a more different name");
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw closedException();
        }
    }

    private static RegistryException closedException() {
        return new RegistryException(Reason.CLOSED, "the registry is closed; open it again");
    }
}
