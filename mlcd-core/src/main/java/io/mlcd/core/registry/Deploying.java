package io.mlcd.core.registry;

import io.mlcd.api.MlcdException;
import io.mlcd.api.RegistryEvent;
import io.mlcd.api.RegistryException;
import io.mlcd.api.RegistryException.Reason;
import io.mlcd.api.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** A publication, and its model, loaded if it could be. */
    private record Loaded(
            Versions.Published published,
            @Nullable Served served,
            @Nullable RuntimeException problem) {}

    /**
     * Promotes.
     *
     * @param expected of what is live; if it is not so, nothing changes
     * @return whether the version is live now
     */
    boolean promote(Attribution who, Version version, boolean force, Predicate<Optional<Version>> expected) {
        String name = version.model();
        while (true) {
            Versions.Published published;
            synchronized (shared) {
                shared.requireOpen();
                published = shared.ledger.find(name, version);
                if (!expected.test(live(name))) {
                    return false;
                }
                if (answers(name, version)) {
                    return true;
                }
            }
            Loaded loaded = load(published);
            synchronized (shared) {
                shared.requireOpen();
                // Otherwise its file was replaced meanwhile, or it was retired.
                if (shared.ledger.find(name, version).equals(published)) {
                    if (!expected.test(live(name))) {
                        return false;
                    }
                    if (!answers(name, version)) {
                        goLive(who, loaded, force);
                    }
                    return true;
                }
            }
        }
    }

    private void goLive(Attribution who, Loaded loaded, boolean force) {
        Version version = loaded.published().version();
        Handle handle = shared.handles.of(version.model());
        Served before = handle.served();
        Served next = checked(loaded, before, force);
        if (live(version.model()).equals(Optional.of(version))) {
            handle.serve(next); // it was live but could not be loaded until now: nothing to write down
        } else {
            swap(who, handle, before, next, Entry.Kind.PROMOTE);
        }
        LOG.info("promoted {}", version);
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
                previous = previous(name);
                Optional<Served> warm = shared.handles.warm(previous);
                if (warm.isPresent()) {
                    return returnTo(who, name, warm.get());
                }
            }
            Loaded loaded = load(previous);
            synchronized (shared) {
                shared.requireOpen();
                if (previous(name).equals(previous)) {
                    return returnTo(who, name, checked(loaded, null, true));
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

    private Version returnTo(Attribution who, String name, Served next) {
        Handle handle = shared.handles.of(name);
        Version from = live(name).orElse(next.version());
        swap(who, handle, handle.served(), next, Entry.Kind.ROLLBACK);
        LOG.info("rolled back {} to {}", from, next.version());
        shared.tell(new RegistryEvent.RolledBack(shared.ledger.now(), next.version(), from));
        return next.version();
    }

    /** Serving moves first, then the change is made durable; if it cannot be, serving moves back. */
    private void swap(Attribution who, Handle handle, @Nullable Served before, Served next, Entry.Kind kind) {
        handle.serve(next);
        try {
            shared.ledger.record(who, kind, handle.name(), next.version().number(), Map.of());
        } catch (RuntimeException | Error e) {
            handle.serve(before);
            throw e;
        }
        shared.handles.keepWarm(handle.name(), before);
    }

    private Loaded load(Versions.Published published) {
        try {
            return new Loaded(published, served(published), null);
        } catch (MlcdException e) {
            return new Loaded(published, null, e);
        }
    }

    private Served served(Versions.Published published) {
        return new Served(published.version(), shared.vault.artifact(published));
    }

    /** What was loaded, if it may take the place of what is live; else all hear why not. */
    private Served checked(Loaded loaded, @Nullable Served live, boolean force) {
        try {
            Served next = loaded.served();
            if (next == null) {
                throw loaded.problem() == null ? new IllegalStateException("not loaded") : loaded.problem();
            }
            if (live != null && !force) {
                Compatibility.require(live, next);
            }
            return next;
        } catch (MlcdException e) {
            shared.refused(loaded.published().version(), e);
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
        Served before = handle.served();
        Served next;
        try {
            next = shared.handles.warm(live.get()).orElseGet(() -> served(live.get()));
        } catch (RegistryException e) {
            LOG.error("{} was live but cannot be loaded: {}", live.get().version(), e.getMessage());
            if (before == null) {
                handle.refuse(new RegistryException(
                        e.reason(),
                        e.getMessage() + "; until then call rollback(\"" + name + "\") or promote another version",
                        e));
            }
            shared.tell(new RegistryEvent.Refused(
                    shared.ledger.now(), live.get().version(), String.valueOf(e.getMessage())));
            return;
        }
        handle.serve(next);
        its.previous().ifPresent(previous -> keepWarm(name, previous, before));
    }

    private void keepWarm(String name, Versions.Published previous, @Nullable Served before) {
        if (before != null && before.version().equals(previous.version())) {
            shared.handles.keepWarm(name, before);
            return;
        }
        try {
            shared.handles.keepWarm(name, served(previous));
        } catch (RegistryException e) {
            LOG.warn("{} could not be rolled back to: {}", previous.version(), e.getMessage());
        }
    }

    /** Reads what another process wrote since, and swaps where it moved; gives the names that changed. */
    List<String> follow() {
        synchronized (shared) {
            shared.requireOpen();
            if (!shared.store.refresh()) {
                return List.of();
            }
            List<String> names = shared.ledger.readOn();
            for (String name : names) {
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
