package io.mlcd.core.registry;

import io.mlcd.api.LiveModel;
import io.mlcd.api.Row;
import org.jspecify.annotations.Nullable;

/** A thread that asks without a pause, and sees when a version answers for the first time. */
final class Poller implements AutoCloseable {
    private final Row row;
    private final String key;
    private final Thread thread = new Thread(this::poll, "poller");
    private volatile boolean ending;
    private volatile @Nullable LiveModel live;
    /** The number of the version that is waited for; 0 if none is. */
    private volatile int wanted;

    private volatile boolean resting;
    private volatile long seenAt;
    private volatile long calls;
    private volatile long failed;

    private Poller(Row row, String key) {
        this.row = row;
        this.key = key;
    }

    static Poller start(Row row, String key) {
        Poller poller = new Poller(row, key);
        poller.thread.setDaemon(true);
        poller.thread.start();
        return poller;
    }

    /** Asks this from now on. */
    void ask(LiveModel newLive) {
        live = newLive;
    }

    /** Looks out for an answer by a version, which does not answer yet. */
    void lookOutFor(int number) {
        seenAt = 0;
        wanted = number;
    }

    /** When that version answered first, by {@link System#nanoTime()}. */
    long awaitSeen() {
        while (seenAt == 0) {
            spin();
        }
        return seenAt;
    }

    /** Asks nothing from now on, and the last call has ended when this returns. */
    void rest() {
        live = null;
        resting = false;
        while (!resting) {
            spin();
        }
    }

    /** Waits for some more answers. */
    void awaitCalls(int more) {
        long enough = calls + more;
        while (calls < enough) {
            spin();
        }
    }

    /** What the one who waits does; it does not wait for a thread that has ended, nor beyond a time limit. */
    private void spin() {
        if (!thread.isAlive() || Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("the thread that asks has ended, or took too long");
        }
        Thread.onSpinWait();
    }

    private void poll() {
        while (!ending) {
            LiveModel asked = live;
            if (asked == null) {
                resting = true;
                Thread.onSpinWait();
            } else {
                call(asked);
            }
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by this thread only
    private void call(LiveModel asked) {
        try {
            int number = asked.predict(row, key).version().orElseThrow().number();
            if (number == wanted) {
                long now = System.nanoTime();
                wanted = 0; // before whoever waits goes on and looks out for another
                seenAt = now;
            }
        } catch (RuntimeException e) {
            failed++;
        }
        calls++;
    }

    long failed() {
        return failed;
    }

    long calls() {
        return calls;
    }

    @Override
    public void close() {
        ending = true;
        while (thread.isAlive()) {
            Thread.onSpinWait();
        }
    }
}
