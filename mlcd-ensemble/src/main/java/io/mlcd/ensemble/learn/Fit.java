package io.mlcd.ensemble.learn;

import io.mlcd.ensemble.progress.Progress;
import io.mlcd.ensemble.progress.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What a host lends to a fit: a seed, threads, and whom to tell how far it is. Immutable.
 *
 * <p>Seeds are split by index before the work starts and results are taken in order, so that a model does not depend on
 * the number of threads.
 */
public final class Fit {
    private static final Fit STANDARD =
            new Fit(0, Runnable::run, 1, new Semaphore(0), new Meter("fit", 0, Progress.none()));

    private final long seed;
    private final Executor executor;
    private final int parallelism;
    /** One permit for each thread beside the caller's; shared by all members, so that nesting adds no threads. */
    private final Semaphore spare;

    private final Meter meter;

    private Fit(long seed, Executor executor, int parallelism, Semaphore spare, Meter meter) {
        this.seed = seed;
        this.executor = executor;
        this.parallelism = parallelism;
        this.spare = spare;
        this.meter = meter;
    }

    /** Seed 0, the caller's thread, nobody to tell. */
    public static Fit standard() {
        return STANDARD;
    }

    /** With another seed. */
    public Fit seed(long newSeed) {
        return new Fit(newSeed, executor, parallelism, spare, meter);
    }

    /**
     * With threads of the host's; the caller's thread works too. Nested ensembles share them without waiting for each
     * other.
     *
     * @param newParallelism how many threads, the caller's among them, work at the most
     * @throws IllegalArgumentException if it is below 1
     */
    public Fit executor(Executor newExecutor, int newParallelism) {
        if (newParallelism < 1) {
            throw new IllegalArgumentException("parallelism was " + newParallelism + " but must be at least 1");
        }
        return new Fit(seed, newExecutor, newParallelism, new Semaphore(newParallelism - 1), meter);
    }

    /**
     * Tells how far the fit is.
     *
     * @param pieces the {@link Learner#pieces()} of the learner that will be fitted
     */
    public Fit progress(Progress progress, int pieces) {
        return new Fit(seed, executor, parallelism, spare, new Meter("fit", pieces, progress));
    }

    /** The seed. */
    public long seed() {
        return seed;
    }

    /** The same with the seed of one member, so that members differ. */
    public Fit member(int index) {
        return seed(mix(seed + (index + 1) * 0x9e3779b97f4a7c15L));
    }

    /** Says that one single model is trained. */
    public void pieceDone() {
        meter.pieceDone();
    }

    /** How many threads, the caller's among them, work at the most. */
    public int parallelism() {
        return parallelism;
    }

    /**
     * Lends a thread, if the host has one to spare now or soon, for work that divides itself into pieces and whose caller
     * does what nobody else does.
     *
     * @param helper runs once, or never; it must end when there is nothing left to do
     */
    public void lend(Runnable helper) {
        try {
            executor.execute(() -> {
                if (spare.tryAcquire()) {
                    try {
                        helper.run();
                    } finally {
                        spare.release();
                    }
                }
            });
        } catch (RejectedExecutionException e) {
            return; // the host's threads are busy or gone; the caller's does all
        }
    }

    /** A piece of work that may be interrupted. */
    @FunctionalInterface
    public interface Task<T> {
        /** Does piece {@code index}. */
        T run(int index) throws InterruptedException;
    }

    /**
     * Does pieces of work, several at a time, and gives their results in the order of their indexes. When one fails, no
     * further one is begun, and the failure with the lowest index is thrown.
     *
     * @throws InterruptedException if the caller's thread was interrupted
     */
    public <T> List<T> all(int count, Task<T> task) throws InterruptedException {
        Work<T> work = new Work<>(count, task);
        for (int helper = 1; helper < Math.min(parallelism, count); helper++) {
            try {
                executor.execute(() -> help(work));
            } catch (RejectedExecutionException e) {
                break; // the host's threads are busy or gone; the caller's does the rest
            }
        }
        return work.finish();
    }

    private void help(Work<?> work) {
        if (spare.tryAcquire()) {
            try {
                work.help();
            } finally {
                spare.release();
            }
        }
    }

    /**
     * The pieces of one call. Whoever comes, the caller or a helper, takes the next piece; the caller never waits for a
     * piece that nobody has begun, so ensembles in ensembles cannot block each other on a bounded pool.
     */
    private static final class Work<T> {
        private final int count;
        private final Task<T> task;
        private final AtomicInteger next = new AtomicInteger();
        private final CountDownLatch done;
        private final AtomicReferenceArray<@Nullable Object> results;
        private final AtomicReferenceArray<@Nullable Throwable> failures;
        private volatile boolean stopped;

        Work(int count, Task<T> task) {
            this.count = count;
            this.task = task;
            done = new CountDownLatch(count);
            results = new AtomicReferenceArray<>(count);
            failures = new AtomicReferenceArray<>(count);
        }

        void help() {
            for (int index = next.getAndIncrement(); index < count; index = next.getAndIncrement()) {
                try {
                    if (!stopped) {
                        results.set(index, task.run(index));
                    }
                } catch (InterruptedException e) {
                    failures.set(index, e);
                    stopped = true;
                    Thread.currentThread().interrupt();
                } catch (RuntimeException | Error e) {
                    failures.set(index, e);
                    stopped = true;
                } finally {
                    done.countDown();
                }
            }
        }

        @SuppressWarnings("unchecked") // results holds what the task gave
        List<T> finish() throws InterruptedException {
            help();
            try {
                done.await(); // throws at once when the interrupt came before
            } catch (InterruptedException e) {
                throw interrupted(e); // all pieces are begun by now
            }
            List<T> list = new ArrayList<>(count);
            for (int index = 0; index < count; index++) {
                rethrow(failures.get(index));
            }
            for (int index = 0; index < count; index++) {
                list.add((T) results.get(index));
            }
            return list;
        }

        private static void rethrow(@Nullable Throwable failure) throws InterruptedException {
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure instanceof Error e) {
                throw e;
            }
            if (failure instanceof InterruptedException e) {
                throw interrupted(e);
            }
        }

        private static InterruptedException interrupted(InterruptedException cause) {
            InterruptedException e = new InterruptedException("the fit was interrupted");
            e.initCause(cause);
            return e;
        }
    }

    /** Counts the pieces of a whole fit. */
    private static final class Meter {
        private final String stage;
        private final int pieces;
        private final Progress progress;
        private final long started = System.nanoTime();
        private int done;

        Meter(String stage, int pieces, Progress progress) {
            this.stage = stage;
            this.pieces = pieces;
            this.progress = progress;
            if (pieces > 0) {
                tell();
            }
        }

        synchronized void pieceDone() {
            if (done < pieces) {
                done++;
                tell();
            }
        }

        private void tell() {
            progress.on(new Step(stage, done, pieces, Duration.ofNanos(System.nanoTime() - started)));
        }
    }

    /** Stafford's mixer, variant 13, as in SplittableRandom. */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    @Override
    public String toString() {
        return "seed " + seed + ", " + parallelism + (parallelism == 1 ? " thread" : " threads");
    }
}
