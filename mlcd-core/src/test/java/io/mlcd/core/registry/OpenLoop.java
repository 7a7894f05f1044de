package io.mlcd.core.registry;

import io.mlcd.api.LiveModel;
import io.mlcd.api.Row;
import io.mlcd.core.oracle.CpuTime;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * One client whose calls are due at fixed times. Each is timed from when it was due, so one that waits since the call before is late has
 * that wait in its time.
 */
final class OpenLoop {
    private static final long MOST_NANOS = 60_000_000_000L;
    private static final int DIGITS = 3;
    /** How long before a call is due the client is woken, since that takes its time; then it spins. */
    private static final long WAKE_NANOS = 75_000;

    private final LiveModel live;
    private final List<Row> rows;
    private final long interval;

    /**
     * What calls took.
     *
     * @param latencies in nanoseconds, from when they were due
     * @param busy the share of a processor that the client took, with its waiting
     */
    record Window(Histogram latencies, double busy, long failed) {
        double micros(double percentile) {
            return latencies.getValueAtPercentile(percentile) / 1e3;
        }
    }

    /**
     * A client.
     *
     * @param interval nanoseconds from one call to the next
     */
    OpenLoop(LiveModel live, List<Row> rows, long interval) {
        this.live = live;
        this.rows = rows;
        this.interval = interval;
    }

    /** Nanoseconds that a call takes if the next follows at once, in the mean. */
    static double cost(LiveModel live, List<Row> rows, int calls) {
        long begin = System.nanoTime();
        double sum = 0;
        for (int i = 0; i < calls; i++) {
            sum += live.predict(rows.get(i % rows.size())).value();
        }
        double cost = (double) (System.nanoTime() - begin) / calls;
        if (Double.isNaN(sum)) {
            throw new IllegalStateException("the model answers NaN");
        }
        return cost;
    }

    Window run(int calls) {
        Histogram latencies = new Histogram(MOST_NANOS, DIGITS);
        long failed = 0;
        long worked = CpuTime.ofThisThread();
        long first = System.nanoTime() + interval;
        for (int i = 0; i < calls; i++) {
            long due = first + i * interval;
            await(due);
            failed += ask(i) ? 0 : 1;
            latencies.recordValue(System.nanoTime() - due);
        }
        double elapsed = System.nanoTime() - first;
        return new Window(latencies, (CpuTime.ofThisThread() - worked) / elapsed, failed);
    }

    private static void await(long due) {
        long left = due - System.nanoTime();
        if (left > WAKE_NANOS) {
            LockSupport.parkNanos(left - WAKE_NANOS);
        }
        while (System.nanoTime() < due) {
            Thread.onSpinWait();
        }
    }

    private boolean ask(int call) {
        try {
            return !Double.isNaN(live.predict(rows.get(call % rows.size())).value());
        } catch (RuntimeException e) {
            return false;
        }
    }
}
