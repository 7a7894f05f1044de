package io.mlcd.core.registry;

import io.mlcd.api.Opener;
import io.mlcd.api.RegistryEvent;
import io.mlcd.api.RegistryException;
import io.mlcd.api.RegistryException.Reason;
import io.mlcd.api.RegistryListener;
import io.mlcd.api.Version;
import io.mlcd.core.artifact.Codecs;
import io.mlcd.core.artifact.Load;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all that is done in one registry shares: the store, the ledger, and one lock for changes. What takes its time (files,
 * keys, other people's code) is done outside that lock, since what is live may have to be rolled back meanwhile.
 */
final class Shared {
    private static final Logger LOG = LoggerFactory.getLogger(Shared.class);

    final Store store;
    final Vault vault;
    final Handles handles = new Handles();
    final Ledger ledger;
    final WarmUp warmUp;

    /** By name, why what is live cannot be loaded. */
    final Map<String, String> problems = new HashMap<>();

    /** By name, the rollout that runs, or that ended last. */
    private final Map<String, Running> rollouts = new HashMap<>();

    private final List<RegistryListener> listeners = new CopyOnWriteArrayList<>();
    /** Events that listeners have not heard yet, because one of them is being told. */
    private final Deque<RegistryEvent> untold = new ArrayDeque<>();

    private boolean telling;
    private volatile boolean closed;

    Shared(Store store, @Nullable Opener opener, Codecs codecs, Load load, Clock clock, WarmUp warmUp) {
        this.store = store;
        this.vault = new Vault(store, opener, codecs, load);
        this.warmUp = warmUp;
        this.ledger = new Ledger(store, clock, (name, its) -> handles.of(name).declare(its.features()));
    }

    /** Reads something of a version's file without the lock; again, if the file was replaced meanwhile. */
    <T> T reading(Version version, Function<Versions.Published, T> read) {
        while (true) {
            Versions.Published published = published(version);
            try {
                return read.apply(published);
            } catch (RuntimeException e) {
                if (published(version).equals(published)) {
                    throw e;
                }
            }
        }
    }

    private synchronized Versions.Published published(Version version) {
        requireOpen();
        return ledger.find(version.model(), version);
    }

    /** The rollout that runs under a name; called with the lock held. */
    Optional<Running> running(String name) {
        return rollout(name).filter(one -> !one.state().isEnd());
    }

    /** The rollout that runs under a name, or that ended last; called with the lock held. */
    Optional<Running> rollout(String name) {
        return Optional.ofNullable(rollouts.get(name));
    }

    void add(Running running) {
        rollouts.put(running.name(), running);
    }

    void addListener(RegistryListener listener) {
        listeners.add(listener);
    }

    /** Has listeners told of an event, later; called with the lock held. */
    void tell(RegistryEvent event) {
        untold.add(event);
    }

    /** Does something that may change things, and then tells listeners of it. */
    <T> T telling(Supplier<T> change) {
        try {
            return change.get();
        } finally {
            tellAll();
        }
    }

    /**
     * Tells listeners what they have not heard. Without the lock, since they are other people's code; so all of them hear of one
     * event before any hears of the next, also when one of them makes a change, because one thread tells at a time and whoever
     * comes meanwhile leaves it to that.
     */
    void tellAll() {
        if (Thread.holdsLock(this)) {
            return; // whoever took it tells
        }
        for (RegistryEvent next = begunToTell(); next != null; next = begunToTell()) {
            try {
                for (RegistryListener listener : listeners) {
                    tell(listener, next);
                }
            } finally {
                synchronized (this) {
                    telling = false;
                }
            }
        }
    }

    private synchronized @Nullable RegistryEvent begunToTell() {
        RegistryEvent next = telling ? null : untold.poll();
        telling |= next != null;
        return next;
    }

    private static void tell(RegistryListener listener, RegistryEvent event) {
        try {
            listener.on(event);
        } catch (RuntimeException e) {
            LOG.warn("a listener failed on {}", event, e);
        }
    }

    /** Says that a version stays out of service; called with the lock held, as {@link #tell(RegistryEvent)} is. */
    void refused(Version version, Exception why) {
        LOG.warn("{} stays out of service: {}", version, why.getMessage());
        tell(new RegistryEvent.Refused(ledger.now(), version, String.valueOf(why.getMessage())));
    }

    boolean isClosed() {
        return closed;
    }

    void requireOpen() {
        if (closed) {
            throw closedException();
        }
    }

    static RegistryException closedException() {
        return new RegistryException(Reason.CLOSED, "the registry is closed; open it again");
    }

    synchronized void close() {
        if (!closed) {
            closed = true;
            List<Served> served = handles.refuseAll(); // first, so that no call looks for what is given back
            rollouts.values().forEach(Running::suspend);
            handles.close(served);
            store.close();
        }
    }
}
