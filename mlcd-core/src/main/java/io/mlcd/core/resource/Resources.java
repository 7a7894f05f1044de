package io.mlcd.core.resource;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Things that must be closed: each once, however often and by however many threads {@link #close} is called. */
public final class Resources {
    /** Every model has resources, nearly all of them none; only closing them needs a log. */
    private static final class Log {
        private static final Logger LOG = LoggerFactory.getLogger(Resources.class);
    }

    private final boolean none;
    private final AtomicReference<List<AutoCloseable>> open;

    private Resources(List<AutoCloseable> open) {
        none = open.isEmpty();
        this.open = new AtomicReference<>(open);
    }

    /** Those of some things that can be closed; one that is there twice counts once. */
    public static Resources of(Collection<?> things) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<AutoCloseable> open = new ArrayList<>();
        for (Object thing : things) {
            if (thing instanceof AutoCloseable closeable && seen.add(thing)) {
                open.add(closeable);
            }
        }
        return new Resources(List.copyOf(open));
    }

    /** Whether there never was one; stays as it is after {@link #close}. */
    public boolean isNone() {
        return none;
    }

    /** Closes all of them; a failure is logged, and the others are closed all the same. */
    public void close() {
        for (AutoCloseable one : open.getAndSet(List.of())) {
            try {
                one.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                Log.LOG.warn("closing {} was interrupted", one.getClass().getName(), e);
            } catch (Exception | LinkageError e) {
                Log.LOG.warn("{} could not be closed", one.getClass().getName(), e);
            }
        }
    }
}
