package io.mlcd.core.registry;

import io.mlcd.core.rollout.Scheduler;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a rollout looked at soon after a challenger failed. It rings on callers' threads, so nothing is done there that takes its
 * time, unless the scheduler is missing, refuses or forgets: then the look is made at once. A challenger that goes on failing, but
 * not often enough to be aborted, is looked at now and then only. Safe for concurrent callers.
 */
final class Alarm {
    private static final Logger LOG = LoggerFactory.getLogger(Alarm.class);
    private static final int AT_ONCE = 20;
    private static final long BETWEEN_NANOS = Duration.ofMillis(100).toNanos();
    /** So many times as long as a look took is waited before the next one. */
    private static final int REST = 10;
    /** A look that has not come after this is not waited for. */
    private static final long FORGOTTEN_NANOS = Duration.ofSeconds(5).toNanos();

    private static final long NEVER = Long.MIN_VALUE;

    private final Means means;
    private final Runnable look;
    /** When the look was asked for that is to come, by {@link System#nanoTime()}. */
    private final AtomicLong pendingSince = new AtomicLong(NEVER);

    private final AtomicInteger rung = new AtomicInteger();
    /** When the last look was made on a caller's thread. */
    private final AtomicLong lastAtOnce = new AtomicLong(System.nanoTime());

    private volatile long lookNanos;

    Alarm(Means means, Runnable look) {
        this.means = means;
        this.look = look;
    }

    /** Begins to count anew how often it rang. */
    void beginStep() {
        rung.set(0);
    }

    /** How long a look took. */
    void took(long nanos) {
        lookNanos = nanos;
    }

    void ring() {
        long now = System.nanoTime();
        long pending = pendingSince.get();
        boolean forgotten = pending != NEVER && now - pending > FORGOTTEN_NANOS;
        if ((pending != NEVER && !forgotten) || !pendingSince.compareAndSet(pending, now)) {
            return;
        }
        boolean many = rung.incrementAndGet() > AT_ONCE;
        long pause = Math.max(BETWEEN_NANOS, REST * lookNanos);
        Scheduler scheduler = means.scheduler();
        if (scheduler != null && !forgotten) {
            try {
                scheduler.schedule(many ? Duration.ofNanos(pause) : Duration.ZERO, this::lookNow);
                return;
            } catch (RuntimeException e) { // whatever a host's scheduler refuses by
                LOG.debug("the scheduler refuses a look, which is made at once", e);
            }
        }
        if (many && now - lastAtOnce.get() < pause) {
            pendingSince.set(NEVER);
        } else {
            lastAtOnce.set(now);
            lookNow();
        }
    }

    private void lookNow() {
        pendingSince.set(NEVER);
        look.run();
    }
}
