package io.mlcd.core.registry;

import io.mlcd.api.Change;
import io.mlcd.api.JournalHead;
import io.mlcd.api.LiveModel;
import io.mlcd.api.ModelRegistry;
import io.mlcd.api.Opener;
import io.mlcd.api.RegistryException;
import io.mlcd.api.RegistryListener;
import io.mlcd.api.Rewrapper;
import io.mlcd.api.Rollout;
import io.mlcd.api.Row;
import io.mlcd.api.SealException;
import io.mlcd.api.Sealer;
import io.mlcd.api.Version;
import io.mlcd.api.VersionDetails;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.artifact.Codec;
import io.mlcd.core.artifact.Codecs;
import io.mlcd.core.artifact.Load;
import io.mlcd.core.judge.Judge;
import io.mlcd.core.rollout.Scheduler;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
    private final Shared shared;
    private final Revisions revisions;
    private final Attribution who;
    private final Means means;

    private LocalRegistry(Shared shared, Revisions revisions, Attribution who, Means means) {
        this.shared = shared;
        this.revisions = revisions;
        this.who = who;
        this.means = means;
    }

    /** A registry in memory: nothing outlives the process. */
    public static Opening inMemory() {
        return new Opening(Optional.empty(), false);
    }

    /** A registry in a folder, which is made if it is not there. */
    public static Opening at(Path folder) {
        return new Opening(Optional.of(folder), false);
    }

    /**
     * A registry in a folder that another process writes, or will write: it serves what is live there, makes no changes, and
     * swaps when {@link #refresh()} sees that the other did.
     */
    public static Opening following(Path folder) {
        return new Opening(Optional.of(folder), true);
    }

    /** How a registry is opened. Immutable. */
    public static final class Opening {
        private final Optional<Path> folder;
        private final boolean following;
        private @Nullable Opener opener;
        private Codecs codecs = Codecs.none();
        private Load load = Load.FAST;
        private Clock clock = Clock.systemUTC();
        private @Nullable JournalKey journalKey;
        private @Nullable JournalHead anchor;
        private Means means = Means.NONE;
        private Map<String, Judge> judges = Map.of();
        private WarmUp warmUp = WarmUp.NONE;

        private Opening(Optional<Path> folder, boolean following) {
            this.folder = folder;
            this.following = following;
        }

        private Opening(Opening that) {
            this(that.folder, that.following);
            opener = that.opener;
            codecs = that.codecs;
            load = that.load;
            clock = that.clock;
            journalKey = that.journalKey;
            anchor = that.anchor;
            means = that.means;
            judges = that.judges;
            warmUp = that.warmUp;
        }

        /** With what opens sealed versions; versions that are not sealed are refused then. */
        public Opening opener(Opener newOpener) {
            Opening next = new Opening(this);
            next.opener = newOpener;
            return next;
        }

        /**
         * With a codec that may read those parts of versions that are another library's. Versions that need one that is not
         * given are refused and never become live.
         *
         * @throws IllegalArgumentException if there is one of its name already
         */
        public Opening codec(Codec codec) {
            Opening next = new Opening(this);
            next.codecs = codecs.with(codec);
            return next;
        }

        /** With another clock than the system's: it dates events and the journal, and says when steps of rollouts are over. */
        public Opening clock(Clock newClock) {
            Opening next = new Opening(this);
            next.clock = newClock;
            return next;
        }

        /**
         * With a key for the journal: a history that was forged is refused. Without one the journal's chain shows accidents
         * only, since whoever can write the folder can make the chain anew.
         *
         * <p>A journal that was begun without a key is refused too, unless its {@link #anchor} says that it is as it should
         * be; from then on it is written with the key.
         */
        public Opening journalKey(JournalKey key) {
            Opening next = new Opening(this);
            next.journalKey = key;
            return next;
        }

        /**
         * With a {@linkplain LocalRegistry#head() head} that was kept somewhere else: a journal that does not go through it, since
         * it was cut off, rewritten, or put back from an older copy, is refused. With a key that is all that can be asked
         * for; without one it shows nothing of what came after the anchor.
         */
        public Opening anchor(JournalHead head) {
            Opening next = new Opening(this);
            next.anchor = head;
            return next;
        }

        /**
         * With what is made of versions when they are loaded: {@link Load#FAST} unless told, or {@link Load#COMPACT} to hold
         * very many of them in little heap.
         */
        public Opening load(Load newLoad) {
            Opening next = new Opening(this);
            next.load = newLoad;
            return next;
        }

        /**
         * With rows that a version of a name must answer before it goes live or is rolled out: one that throws, or answers
         * {@code NaN}, is refused. They are asked some 2,000 times, for 0.2 s at most, so that the first callers need not wait
         * for code to be compiled. Names of features that the version does not know are ignored if another version of the
         * name declares them.
         */
        public Opening warmUp(String name, List<Row> rows) {
            Opening next = new Opening(this);
            next.warmUp = warmUp.with(name, rows);
            return next;
        }

        /**
         * With what moves rollouts on, also those that were under way when the registry was closed or the process died: they go
         * on at the beginning of their step. Without it these keep their share of traffic and guard rails still abort them, but
         * only hands move them on.
         */
        public Opening scheduler(Scheduler scheduler) {
            Opening next = new Opening(this);
            next.means = new Means(scheduler, means.executor());
            return next;
        }

        /** With an executor that moves rollouts on, which the host shuts down. */
        public Opening scheduler(ScheduledExecutorService executor) {
            return scheduler(Scheduler.of(executor));
        }

        /** With what asks the new versions of shadows; without it a shadow that was under way asks nothing. */
        public Opening executor(Executor executor) {
            Opening next = new Opening(this);
            next.means = new Means(means.scheduler(), executor);
            return next;
        }

        /**
         * With the host's own judge of a rollout that was under way: a journal keeps the judges of {@code io.mlcd.core.judge}
         * only. Without it, it cannot tell, and the rollout is paused at the end of its step. A guard rail of the host's own is
         * replaced by {@link Judge#guardRails()} then, whatever is given here.
         */
        public Opening judge(String name, Judge judge) {
            Opening next = new Opening(this);
            Map<String, Judge> all = new HashMap<>(judges);
            all.put(name, judge);
            next.judges = Collections.unmodifiableMap(all);
            return next;
        }

        /**
         * Opens it; what was live is live again. A live version that cannot be loaded is logged, and its handle says so
         * when it is asked: promote another, or roll back.
         *
         * @throws RegistryException if the folder is not a registry, is written by another one, its journal was changed, or
         *     is not the one of the key and the anchor
         * @throws IllegalStateException if the key only verifies and the registry does not follow
         */
        public LocalRegistry open() {
            if (journalKey != null && !following) {
                journalKey.tag(new byte[0]); // a key that cannot write must not be found out at the first change
            }
            Store store = store();
            try {
                return open(store);
            } catch (RuntimeException | Error e) {
                store.close();
                throw e;
            }
        }

        private Store store() {
            if (!folder.isPresent()) {
                return new MemoryStore(chain());
            }
            return following
                    ? FollowedStore.open(folder.get(), this::chain)
                    : DirectoryStore.open(folder.get(), chain());
        }

        private Chain chain() {
            return new Chain(journalKey, anchor);
        }

        private LocalRegistry open(Store store) {
            Shared shared = new Shared(store, opener, codecs, load, clock, warmUp);
            Revisions revisions = new Revisions(store, shared.vault);
            try {
                serve(shared, revisions);
                if (!following) {
                    goOn(shared);
                }
            } catch (RuntimeException | Error e) {
                shared.handles.close(shared.handles.refuseAll());
                throw e;
            }
            return new LocalRegistry(shared, revisions, Attribution.nobody(), means);
        }

        private void goOn(Shared shared) {
            Rollouts rollouts = new Rollouts(shared);
            synchronized (shared) {
                shared.ledger
                        .all()
                        .forEach((name, its) -> rollouts.goOn(name, its, means, Optional.ofNullable(judges.get(name))));
            }
        }
    }

    private static void serve(Shared shared, Revisions revisions) {
        Deploying deploying = new Deploying(shared);
        synchronized (shared) {
            revisions.warnOfUnknown(shared.ledger);
            shared.ledger.all().forEach(revisions::deleteOthers);
            shared.ledger.all().forEach(deploying::serveAgain);
        }
    }

    /**
     * Reads what the process that writes the folder wrote since, and swaps where it moved what is live; a version that cannot
     * be loaded is told to listeners and logged, once, what answers goes on answering, and the next call tries again. Call it as often as changes should be
     * seen: {@code scheduler.scheduleWithFixedDelay(registry::refresh, 1, 1, SECONDS)}. On a registry that does not follow
     * it does nothing.
     *
     * <p>Cost: reads the journal, some hundred bytes for each change ever made.
     *
     * @return the names about which there was something new
     * @throws RegistryException if the journal cannot be read or trusted; what answers goes on answering
     */
    public List<String> refresh() {
        return shared.telling(deploying()::follow);
    }

    @Override
    public LocalRegistry by(String newWho, String why) {
        return new LocalRegistry(shared, revisions, new Attribution(newWho, why), means);
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
        if (shared.vault.isSealed()) {
            throw new SealException(
                    SealException.Reason.NOT_SEALED,
                    "this registry has an opener and takes sealed versions only: publish(name, artifact, sealer)");
        }
        return shared.telling(() -> new Publishing(shared).publish(who, name, artifact, shared.vault::plain));
    }

    @Override
    public Version publish(String name, byte[] artifact, Sealer sealer) {
        shared.vault.opener("publish sealed versions");
        return shared.telling(() -> new Publishing(shared)
                .publish(who, name, artifact, (version, read) -> shared.vault.sealed(version, read, sealer)));
    }

    @Override
    public void promote(String name, Version version) {
        shared.telling(() -> deploying().promote(who, of(name, version), false, live -> true));
    }

    @Override
    public void promoteIncompatible(String name, Version version) {
        shared.telling(() -> deploying().promote(who, of(name, version), true, live -> true));
    }

    /** The version, if it is one of the name. */
    private Version of(String name, Version version) {
        synchronized (shared) {
            shared.requireOpen();
            return shared.ledger.find(name, version).version();
        }
    }

    @Override
    public Version rollback(String name) {
        return shared.telling(() -> deploying().rollback(who, name));
    }

    /**
     * A rollout of a version, or of several as an A/B test, over what is live: say how, and start it.
     *
     * @param challengers one, or as many as an A/B test has shares
     */
    public Launch rollout(String name, Version... challengers) {
        return new Launch(shared, who, name, List.of(challengers), null, means, means.scheduler() != null);
    }

    @Override
    public Optional<Rollout> rollout(String name) {
        synchronized (shared) {
            shared.requireOpen();
            return shared.rollout(name).map(running -> new RolloutView(running, who));
        }
    }

    private Deploying deploying() {
        return new Deploying(shared);
    }

    @Override
    public List<Version> rewrap(Rewrapper rewrapper) {
        return shared.telling(() -> new Rewrapping(shared, revisions).rewrap(who, rewrapper));
    }

    @Override
    public Optional<Version> alias(String name, String alias) {
        return read(name, its -> its.alias(alias));
    }

    @Override
    public Map<String, Version> aliases(String name) {
        return Collections.unmodifiableMap(read(name, Versions::aliases));
    }

    @Override
    public boolean moveAlias(String name, String alias, Optional<Version> from, Version to) {
        return shared.telling(() -> alias.equals(Versions.CHAMPION)
                ? deploying().promote(who, of(name, to), false, from::equals)
                : bookkeeping().moveAlias(who, name, alias, from, Optional.of(to)));
    }

    @Override
    public boolean removeAlias(String name, String alias, Version from) {
        return shared.telling(() -> bookkeeping().moveAlias(who, name, alias, Optional.of(from), Optional.empty()));
    }

    @Override
    public void tag(Version version, String key, String value) {
        bookkeeping().tag(who, version, key, Optional.of(value));
    }

    @Override
    public void untag(Version version, String key) {
        bookkeeping().tag(who, version, key, Optional.empty());
    }

    @Override
    public void note(Version version, String text) {
        bookkeeping().note(who, version, text);
    }

    @Override
    public VersionDetails details(Version version) {
        synchronized (shared) {
            shared.requireOpen();
            shared.ledger.find(version.model(), version);
            return shared.ledger.known(version.model()).details(version);
        }
    }

    @Override
    public void retire(Version version) {
        shared.telling(() -> {
            bookkeeping().retire(who, version);
            return version;
        });
    }

    @Override
    public List<Version> retain(String name, int last) {
        return shared.telling(() -> bookkeeping().retain(who, name, last));
    }

    private Bookkeeping bookkeeping() {
        return new Bookkeeping(shared, revisions);
    }

    private <T> T read(String name, Function<Versions, T> read) {
        synchronized (shared) {
            shared.requireOpen();
            return read.apply(shared.ledger.known(name));
        }
    }

    @Override
    public List<Change> history(String name) {
        synchronized (shared) {
            shared.requireOpen();
            return shared.ledger.history(name);
        }
    }

    @Override
    public Optional<Version> liveAt(String name, Instant time) {
        synchronized (shared) {
            shared.requireOpen();
            shared.ledger.known(name);
            return shared.ledger.liveAt(name, time);
        }
    }

    @Override
    public JournalHead head() {
        synchronized (shared) {
            shared.requireOpen();
            return shared.ledger.head();
        }
    }

    /**
     * The SHA-256 of the file that holds a version now, in lower-case hexadecimal. Rewrapping changes it, never the
     * version's id.
     *
     * @throws RegistryException if there is no such version
     */
    public String fileDigest(Version version) {
        synchronized (shared) {
            shared.requireOpen();
            return shared.ledger.find(version.model(), version).fileDigest();
        }
    }

    /**
     * Registers the numbers of this registry, of the names that there are now and of those that come: what is live, what moved it,
     * and what rollouts see.
     */
    public void report(Meters meters) {
        Metering.begin(shared, meters);
    }

    @Override
    public LiveModel live(String name) {
        Ledger.checkName(name);
        Handle handle = shared.handles.of(name);
        if (shared.isClosed()) {
            handle.refuseIfIdle(Shared.closedException()); // it may have been made after close() looked
        }
        return handle;
    }

    /**
     * The artifact of a version, read and checked. If its model {@linkplain io.mlcd.core.model.Model#ownsResources() owns
     * resources}, the caller closes it.
     *
     * @throws RegistryException if there is no such version, or it cannot be read
     */
    public Artifact artifact(Version version) {
        return shared.reading(version, shared.vault::artifact);
    }

    /** Why nothing answers under a name although a version of it is live: after a restart it could not be loaded. */
    public Optional<String> liveProblem(String name) {
        synchronized (shared) {
            boolean live = shared.ledger.of(name).flatMap(Versions::live).isPresent();
            return live ? shared.handles.of(name).problem() : Optional.empty();
        }
    }

    @Override
    public List<Version> versions(String name) {
        synchronized (shared) {
            return shared.ledger.of(name).map(Versions::all).orElse(List.of());
        }
    }

    @Override
    public List<String> names() {
        synchronized (shared) {
            return List.copyOf(shared.ledger.all().keySet());
        }
    }

    @Override
    public void addListener(RegistryListener listener) {
        shared.addListener(listener);
    }

    @Override
    public void close() {
        shared.close();
    }
}
