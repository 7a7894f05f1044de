package io.mlcd.core.registry;

import io.mlcd.api.Output;
import io.mlcd.api.Prediction;
import io.mlcd.api.Row;
import io.mlcd.core.rollout.Scheduler;
import io.mlcd.core.scratch.RowScoring;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls that a challenger is to answer beside the callers' threads: a queue with bounds, drained by one task at a time on the
 * host's executor. Safe for concurrent callers; {@link #offer} never waits.
 */
final class Mirror {
    private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);
    /*
     * Waking a thread takes microseconds, too long for a caller. So callers only put things on the queue, and a short task of the
     * scheduler looks every PERIOD whether there is anything for the executor to do. When nothing came for a while it stops
     * looking, and only then a caller has to start it again.
     *
     * The queue is a ring. Its tail is moved by callers, by compare-and-set, before they put their call in place; its head by the
     * one task that drains, which stops at a place that is still empty.
     */
    private static final Duration PERIOD = Duration.ofMillis(10);
    private static final int IDLE_PERIODS = 1_000;
    /** A call that takes so many timeouts is not waited for. */
    private static final int HOPELESS = 10;

    /** A call that was answered by the champion. */
    private final class Call implements RowScoring.Observer {
        private final Row row;
        private final Predicate<String> ignored;
        private final Prediction answer;
        private final long key;

        private Call(Row row, Predicate<String> ignored, Prediction answer, long key) {
            this.row = row;
            this.ignored = ignored;
            this.answer = answer;
            this.key = key;
        }

        @Override
        public long observe(double[] scores, long itsKey, long start) {
            if (System.nanoTime() - start <= timeout && !closed) {
                double[] champions = answer.output() instanceof Output.Classes
                        ? answer.probabilities()
                        : new double[] {answer.value()};
                if (!seen.both(answer.id().orElse(0), key, champions, scores, start)) {
                    alarm.run();
                }
            }
            return 0;
        }
    }

    private final Served challenger;
    private final Observations seen;
    private final int capacity;
    private final long timeout;
    private final Scheduler scheduler;
    private final Executor executor;
    private final Runnable alarm;
    /** Hears why the challenger must not be asked any more. */
    private final Consumer<String> hopeless;
    /** Hears why nobody asks it now. */
    private final Consumer<String> stalled;

    private final AtomicReferenceArray<@Nullable Call> ring;
    private final AtomicLong tail = new AtomicLong();
    private volatile long head;
    private final LongAdder dropped = new LongAdder();
    private final AtomicBoolean draining = new AtomicBoolean();
    private final AtomicBoolean asleep = new AtomicBoolean(true);
    /** When the call that is being made began; 0 if none is. */
    private volatile long busySince;
    /** The start of the last call that was counted as too slow, so that none is counted twice. */
    private final AtomicLong slow = new AtomicLong();

    private int idlePeriods;
    private volatile boolean closed;

    Mirror(
            Served challenger,
            Observations seen,
            int capacity,
            Duration timeout,
            Scheduler scheduler,
            Executor executor,
            Runnable alarm,
            Consumer<String> hopeless,
            Consumer<String> stalled) {
        this.challenger = challenger;
        this.seen = seen;
        this.capacity = capacity;
        this.timeout = timeout.toNanos();
        this.scheduler = scheduler;
        this.executor = executor;
        this.alarm = alarm;
        this.hopeless = hopeless;
        this.stalled = stalled;
        ring = new AtomicReferenceArray<>(Integer.highestOneBit(Math.max(2, capacity) - 1) << 1);
    }

    /** Puts a call on the queue, or drops it if that is full. */
    void offer(Row row, Predicate<String> ignored, Prediction answer, long key) {
        long at;
        do {
            at = tail.get();
            if (at - head >= capacity || closed) {
                dropped.increment();
                return;
            }
        } while (!tail.compareAndSet(at, at + 1));
        ring.lazySet(place(at), new Call(row, ignored, answer, key));
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            lookLater();
        }
    }

    private int place(long at) {
        return (int) at & (ring.length() - 1);
    }

    private void lookLater() {
        try {
            scheduler.schedule(PERIOD, this::look);
        } catch (RuntimeException e) { // whatever a host's scheduler refuses by
            LOG.debug("the scheduler refuses", e);
            close();
            stalled.accept("the scheduler refuses to run what mirrors calls: it may be shut down");
        }
    }

    /** On the scheduler's thread. */
    private void look() {
        if (closed) {
            return;
        }
        boolean waiting = tail.get() != head;
        if (waiting && draining.compareAndSet(false, true)) {
            execute();
        }
        if (isHopeless()) {
            return;
        }
        idlePeriods = waiting || busySince != 0 ? 0 : idlePeriods + 1;
        if (idlePeriods > IDLE_PERIODS) {
            asleep.set(true);
            if (tail.get() == head || !asleep.compareAndSet(true, false)) {
                return; // whoever puts something on the queue from now on starts it again
            }
        }
        lookLater();
    }

    private void execute() {
        try {
            executor.execute(this::drain);
        } catch (RuntimeException e) {
            LOG.debug("the executor refuses", e);
            close();
            stalled.accept("the executor refuses to run mirrored calls: it may be shut down, or full");
        }
    }

    /** Counts a call that takes too long; true if it takes so long that there is no hope. */
    private boolean isHopeless() {
        long start = busySince;
        long taken = start == 0 ? 0 : System.nanoTime() - start;
        if (taken > timeout) {
            countSlow(start);
        }
        if (taken / HOPELESS > timeout) {
            close();
            hopeless.accept("a mirrored call has not returned for "
                    + Duration.ofNanos(taken).toMillis() + " ms; the timeout is "
                    + Duration.ofNanos(timeout).toMillis() + " ms");
            return true;
        }
        return false;
    }

    private void countSlow(long start) {
        if (slow.getAndSet(start) != start && !closed) {
            seen.failed(1, start);
            alarm.run();
        }
    }

    /** On the executor's thread; leaves it now and then, since others may want it. */
    private void drain() {
        int left = capacity;
        while (left-- > 0 && !closed) {
            long at = head;
            Call call = ring.getAndSet(place(at), null);
            if (call == null) { // none is there, or its caller has not put it there yet
                draining.set(false);
                return;
            }
            head = at + 1;
            ask(call);
        }
        if (!closed) {
            execute();
        }
    }

    private void ask(Call call) {
        if (!challenger.begin()) {
            return; // retired: the rollout has ended
        }
        long start = System.nanoTime() | 1;
        busySince = start;
        try {
            challenger.predict(call.row, call.ignored, call, 0, start);
        } catch (RuntimeException | Error e) { // the champion answered the same
            if (System.nanoTime() - start <= timeout && !closed) {
                seen.failed(1, start);
                alarm.run();
            }
        } finally {
            challenger.end();
            busySince = 0;
        }
        if (System.nanoTime() - start > timeout) {
            countSlow(start);
        }
    }

    /** How many calls were not put on the queue. */
    long dropped() {
        return dropped.sum();
    }

    /** Takes no more calls and asks no more. */
    void close() {
        closed = true;
        for (int i = 0; i < ring.length(); i++) {
            ring.set(i, null);
        }
    }
}
