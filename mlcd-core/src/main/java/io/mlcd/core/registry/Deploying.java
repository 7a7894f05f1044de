package io.mlcd.core.registry;

import io.mlcd.api.MlcdException;
import io.mlcd.api.RegistryEvent;
import io.mlcd.api.RegistryException;
import io.mlcd.api.RegistryException.Reason;
import io.mlcd.api.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes versions live. What is to go live is loaded and checked outside the lock. */
final class Deploying {
    private static final Logger LOG = LoggerFactory.getLogger(Deploying.class);

    private final Shared shared;

    Deploying(Shared shared) {
        this.shared = shared;
    }

    /** A publication, and its model, loaded if it could be, and held on the shelf until this is closed. */
    final class Loaded implements AutoCloseable {
        final Versions.Published published;
        private final @Nullable Served served;
        private final @Nullable MlcdException problem;

        /** Loads; what is to go live, and so needs its file after a restart too, is asked the warm-up rows as well. */
        Loaded(Versions.Published published, boolean goingLive) {
            this.published = published;
            Served loaded = null;
            MlcdException failed = null;
            try {
                loaded = take(published, goingLive);
                if (goingLive) {
                    shared.warmUp.ask(
                            loaded, shared.handles.of(published.version().model())::declares);
                }
            } catch (MlcdException e) {
                failed = e;
            }
            if (failed != null) {
                shared.handles.giveBack(loaded);
            }
            served = failed == null ? loaded : null;
            problem = failed;
        }

        private Served orThrow() {
            if (served != null) {
                return served;
            }
            throw problem == null ? new IllegalStateException("neither loaded nor failed") : problem;
        }

        @Override
        public void close() {
            shared.handles.giveBack(served);
        }
    }

    /**
     * Promotes; if a rollout of the version runs, by that.
     *
     * @param expected of what is live; if it is not so, nothing changes
     * @return whether the version is live now
     */
    boolean promote(Attribution who, Version version, boolean force, Predicate<Optional<Version>> expected) {
        Optional<Running> running;
        synchronized (shared) {
            shared.requireOpen();
            if (!expected.test(live(version.model()))) {
                return false;
            }
            running = shared.running(version.model());
        }
        if (running.filter(one -> one.rollsOut(version)).isPresent()) {
            running.get().promote(who, version);
            return true;
        }
        return promote(new Promotion(who, version, force, Map.of(), expected, served -> served, () -> {}));
    }

    /**
     * What is to be promoted.
     *
     * @param rest what is written down with it
     * @param expected of what is live; if it is not so, nothing changes
     * @param route what calls do from then on, of the version
     * @param then is done once it is live, before anything else changes
     */
    record Promotion(
            Attribution who,
            Version version,
            boolean force,
            Map<String, Object> rest,
            Predicate<Optional<Version>> expected,
            Function<Served, Route> route,
            Runnable then) {
        private boolean isOfRollout() {
            return rest.containsKey(Entry.Names.ROLLOUT);
        }
    }

    /** Promotes; gives whether the version is live now. */
    boolean promote(Promotion promotion) {
        Version version = promotion.version();
        Predicate<Optional<Version>> expected = promotion.expected();
        String name = version.model();
        while (true) {
            Versions.Published published;
            synchronized (shared) {
                requirePromotable(promotion);
                published = shared.ledger.find(name, version);
                if (!expected.test(live(name))) {
                    return false;
                }
                if (answers(name, version)) {
                    return true;
                }
            }
            try (Loaded loaded = new Loaded(published, true)) {
                synchronized (shared) {
                    requirePromotable(promotion);
                    // Otherwise its file was replaced meanwhile, or it was retired.
                    if (shared.ledger.find(name, version).equals(published)) {
                        if (!expected.test(live(name))) {
                            return false;
                        }
                        if (!answers(name, version)) {
                            goLive(promotion, loaded);
                        }
                        return true;
                    }
                }
            }
        }
    }

    private void requirePromotable(Promotion promotion) {
        shared.requireOpen();
        String name = promotion.version().model();
        if (!promotion.isOfRollout() && shared.running(name).isPresent()) {
            throw runningException(name, shared.running(name).get());
        }
    }

    static RegistryException runningException(String name, Running running) {
        return new RegistryException(
                Reason.ROLLOUT_RUNNING,
                running + " of \"" + name + "\" is " + running.state() + "; end it first: registry.rollout(\"" + name
                        + "\").get().abort(), promote() or advance()");
    }

    private void goLive(Promotion promotion, Loaded loaded) {
        Version version = loaded.published.version();
        Handle handle = shared.handles.of(version.model());
        Served before = handle.served();
        Served next = checked(loaded, before, promotion.force());
        if (live(version.model()).equals(Optional.of(version))) {
            serve(
                    handle,
                    next,
                    promotion
                            .route()
                            .apply(next)); // it was live but could not be loaded until now: nothing to write down
        } else {
            swap(promotion.who(), handle, next, promotion.route().apply(next), Entry.Kind.PROMOTE, promotion.rest());
        }
        LOG.info("promoted {}", version);
        promotion.then().run();
        shared.tell(new RegistryEvent.Promoted(
                shared.ledger.now(), version, Optional.ofNullable(before).map(Served::version)));
    }

    private boolean answers(String name, Version version) {
        Served now = shared.handles.of(name).served();
        return now != null && now.version().equals(version);
    }

    private Optional<Version> live(String name) {
        return shared.ledger.of(name).flatMap(Versions::live).map(Versions.Published::version);
    }

    Version rollback(Attribution who, String name) {
        while (true) {
            Versions.Published previous;
            synchronized (shared) {
                shared.requireOpen();
                Optional<Running> running = shared.running(name);
                if (running.isPresent()) {
                    running.get().abort(who);
                    return running.get().champion();
                }
                previous = previous(name);
                Optional<Served> warm = shared.handles.warm(previous);
                if (warm.isPresent()) {
                    return returnTo(who, name, warm.get(), Map.of());
                }
            }
            try (Loaded loaded = new Loaded(previous, false)) {
                synchronized (shared) {
                    shared.requireOpen();
                    if (!shared.running(name).isPresent() && previous(name).equals(previous)) {
                        return returnTo(who, name, checked(loaded, null, true), Map.of());
                    }
                }
            }
        }
    }

    private Versions.Published previous(String name) {
        Versions its = shared.ledger.known(name);
        return its.previous()
                .orElseThrow(() -> new RegistryException(
                        Reason.NOTHING_TO_ROLL_BACK,
                        "no version of \"" + name + "\" was live before "
                                + live(name).map(Version::toString).orElse("")
                                + "; promote another version instead"));
    }

    /** Goes back to what was live before; called with the lock held. */
    Version returnTo(Attribution who, String name, Served next, Map<String, Object> rest) {
        Handle handle = shared.handles.of(name);
        Version from = live(name).orElse(next.version());
        swap(who, handle, next, next, Entry.Kind.ROLLBACK, rest);
        LOG.info("rolled back {} to {}", from, next.version());
        shared.tell(new RegistryEvent.RolledBack(shared.ledger.now(), next.version(), from));
        return next.version();
    }

    /** Serving moves first, then the change is made durable; if it cannot be, serving moves back. */
    private void swap(
            Attribution who, Handle handle, Served next, Route route, Entry.Kind kind, Map<String, Object> rest) {
        shared.store.requireWritable(); // who only follows must not even serve something else for a moment
        Route before = handle.route();
        shared.handles.serve(handle, next, route);
        try {
            shared.ledger.record(who, kind, handle.name(), next.version().number(), rest);
        } catch (RuntimeException | Error e) {
            shared.handles.unserve(handle, before, next);
            throw e;
        }
        shared.handles.keepWarm(handle.name(), before == null ? null : before.live());
    }

    /**
     * Takes a version from the shelf, or loads it.
     *
     * @param fileRequired whether its file must be well also if it is loaded already: what goes live must be there after a
     *     restart too; to what is rolled back to it makes no difference
     */
    Served take(Versions.Published published, boolean fileRequired) {
        AtomicBoolean read = new AtomicBoolean();
        Served taken = shared.handles.load(published, () -> {
            read.set(true);
            return new Served(published.version(), shared.vault.artifact(published));
        });
        if (fileRequired && !read.get()) {
            try {
                shared.vault.stored(published);
            } catch (RuntimeException e) {
                shared.handles.giveBack(taken);
                throw e;
            }
        }
        return taken;
    }

    /** What was loaded, if it may take the place of what is live; else all hear why not. */
    Served checked(Loaded loaded, @Nullable Served live, boolean force) {
        try {
            Served next = loaded.orThrow();
            if (live != null && !force) {
                Compatibility.require(live, next);
            }
            return next;
        } catch (MlcdException e) {
            shared.refused(loaded.published.version(), e);
            throw e;
        }
    }

    /**
     * Serves what the ledger says is live, after a restart or when another process moved it; what cannot be loaded does not
     * keep the other names from being served, nor what answers from answering.
     */
    void serveAgain(String name, Versions its) {
        Optional<Versions.Published> live = its.live();
        if (!live.isPresent() || answers(name, live.get().version())) {
            return;
        }
        Handle handle = shared.handles.of(name);
        try (Loaded loaded = new Loaded(live.get(), false)) {
            Served next = loaded.orThrow();
            serve(handle, next, next);
            shared.problems.remove(name);
            its.previous().ifPresent(previous -> warmUp(name, previous));
        } catch (RegistryException e) {
            String problem = String.valueOf(e.getMessage());
            if (problem.equals(shared.problems.put(name, problem))) {
                return; // a follower has tried again, and said so before
            }
            LOG.error("{} was live but cannot be loaded: {}", live.get().version(), problem);
            if (handle.served() == null) {
                handle.refuse(new RegistryException(e.reason(), e.getMessage() + "; until then " + remedy(name), e));
            }
            shared.tell(
                    new RegistryEvent.Refused(shared.ledger.now(), live.get().version(), problem));
        }
    }

    private String remedy(String name) {
        return shared.store.isReadOnly()
                ? "promote another version where the folder is written, or mend the file; refresh() tries again"
                : "call rollback(\"" + name + "\") or promote another version";
    }

    /** Serves what the ledger says is live already. */
    private void serve(Handle handle, Served next, Route route) {
        Served before = handle.served();
        shared.handles.serve(handle, next, route);
        if (before != null) {
            shared.handles.keepWarm(handle.name(), before);
        }
    }

    /** Loads what a rollback would return to. */
    private void warmUp(String name, Versions.Published previous) {
        if (shared.handles.warm(previous).isPresent()) {
            return;
        }
        try {
            shared.handles.keepWarm(name, take(previous, false));
        } catch (RegistryException e) {
            LOG.warn("{} could not be rolled back to: {}", previous.version(), e.getMessage());
        }
    }

    /**
     * Reads what another process wrote since, and swaps where it moved, now or earlier when it could not; gives the names that
     * changed.
     */
    List<String> follow() {
        synchronized (shared) {
            shared.requireOpen();
            if (!shared.store.isReadOnly()) {
                return List.of();
            }
            // What is in the store and was refused is read, and refused, again.
            boolean more = shared.store.refresh() || !shared.ledger.hasReadAll();
            List<String> names = more ? shared.ledger.readOn() : List.of();
            for (String name : shared.ledger.all().keySet()) {
                Optional<Version> before =
                        Optional.ofNullable(shared.handles.of(name).served()).map(Served::version);
                serveAgain(name, shared.ledger.known(name));
                Optional<Version> now =
                        Optional.ofNullable(shared.handles.of(name).served()).map(Served::version);
                if (now.isPresent() && !now.equals(before)) {
                    LOG.info("follows to {}", now.get());
                    shared.tell(new RegistryEvent.Promoted(shared.ledger.now(), now.get(), before));
                }
            }
            return names;
        }
    }
}
