package io.mlcd.core.rollout;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A clock and a scheduler for tests, whose time moves only when it is told to: a week of a rollout passes in a moment, and the
 * same way each time.
 *
 * <pre>{@code
 * VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-11-01T12:00:00Z"));
 * time.schedule(Duration.ofHours(1), () -> System.out.println(time.instant()));
 * time.advance(Duration.ofDays(7));
 * }</pre>
 *
 * <p>Safe for concurrent callers; tasks run one after the other on the thread that advances.
 */
public final class VirtualTime extends Clock implements Scheduler {
    private record Task(Instant due, long order, Runnable work) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            int byTime = due.compareTo(other.due);
            return byTime == 0 ? Long.compare(order, other.order) : byTime;
        }
    }

    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private Instant now;
    private long order;

    private VirtualTime(Instant now) {
        this.now = now;
    }

    /** Time that stands still at an instant. */
    public static VirtualTime startingAt(Instant start) {
        return new VirtualTime(start);
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public synchronized void schedule(Duration delay, Runnable task) {
        tasks.add(new Task(now.plus(delay.isNegative() ? Duration.ZERO : delay), order++, task));
    }

    /**
     * Moves on. Each task that becomes due runs at its own instant, those of one instant in the order in which they were
     * scheduled; also those that tasks schedule. What a task throws ends the call, and time stands at that task's instant.
     *
     * @throws IllegalArgumentException if the duration is negative
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("time cannot go back by " + duration + "; start another one");
        }
        Instant end = instant().plus(duration);
        for (Task next = due(end); next != null; next = due(end)) {
            next.work.run();
        }
        synchronized (this) {
            now = now.isBefore(end) ? end : now;
        }
    }

    private synchronized @Nullable Task due(Instant end) {
        Task next = tasks.peek();
        if (next == null || next.due.isAfter(end)) {
            return null;
        }
        tasks.remove();
        now = next.due.isAfter(now) ? next.due : now;
        return next;
    }

    /** How many tasks wait. */
    public synchronized int waiting() {
        return tasks.size();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** The same time, whose instants do not depend on the zone. */
    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public String toString() {
        return "virtual time " + instant();
    }
}
