package io.mlcd.core.rollout;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs something later: lent by the host, so that mlcd makes no threads of its own. In tests it is {@link VirtualTime}.
 *
 * <pre>{@code
 * Scheduler scheduler = Scheduler.of(Executors.newSingleThreadScheduledExecutor());
 * }</pre>
 */
@FunctionalInterface
public interface Scheduler {
    /**
     * Runs a task once, after a delay, on a thread of the scheduler's. A scheduler that is shut down may
     * refuse, by any exception, or forget it.
     *
     * @param delay 0 or more; 0 is soon, but not in this call
     */
    void schedule(Duration delay, Runnable task);

    /** By an executor, which the host shuts down. */
    static Scheduler of(ScheduledExecutorService executor) {
        return (delay, task) -> {
            // Tasks of rollouts catch what they meet, so nobody need ask how they ended.
            ScheduledFuture<?> unused = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        };
    }
}
