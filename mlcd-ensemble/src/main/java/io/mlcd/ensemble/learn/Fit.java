package io.mlcd.ensemble.learn;

import io.mlcd.api.TrainingException;
import io.mlcd.ensemble.progress.Progress;
import io.mlcd.ensemble.progress.Step;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
            new Fit(0, Runnable::run, 1, new Semaphore(0), new Meter("fit", 0, Progress.none()), Deadline.NONE, false);

    private final long seed;
    private final Executor executor;
    private final int parallelism;
    /** One permit for each thread beside the caller's; shared by all members, so that nesting adds no threads. */
    private final Semaphore spare;

    private final Meter meter;
    private final Deadline deadline;
    private final boolean member;

    /** When a fit should end, by which clock. */
    private record Deadline(Instant end, Clock clock) {
        static final Deadline NONE = new Deadline(Instant.MAX, Clock.systemUTC());

        boolean isNone() {
            return end.equals(Instant.MAX);
        }
    }

    private Fit(
            long seed,
            Executor executor,
            int parallelism,
            Semaphore spare,
            Meter meter,
            Deadline deadline,
            boolean member) {
        this.member = member;
        this.seed = seed;
        this.executor = executor;
        this.parallelism = parallelism;
        this.spare = spare;
        this.meter = meter;
        this.deadline = deadline;
    }

    /** Seed 0, the caller's thread, nobody to tell. */
    public static Fit standard() {
        return STANDARD;
    }

    /** With another seed. */
    public Fit seed(long newSeed) {
        return new Fit(newSeed, executor, parallelism, spare, meter, deadline, member);
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
        return new Fit(seed, newExecutor, newParallelism, new Semaphore(newParallelism - 1), meter, deadline, member);
    }

    /**
     * Tells how far the fit is.
     *
     * @param pieces the {@link Learner#pieces()} of the learner that will be fitted
     */
    public Fit progress(Progress progress, int pieces) {
        return new Fit(seed, executor, parallelism, spare, new Meter("fit", pieces, progress), deadline, member);
    }

    /**
     * To be ended by a time: what has been learned by then is the model. A learner that goes on adding, a forest or a boosted
     * model, adds no more; a linear model that is found step by step is what its steps have reached; an ensemble gives each of its
     * members a share of the time that is left. Single steps are not cut short, so a fit may take a little longer, and which step is
     * the last depends on how fast the machine is: two fits with a deadline need not give the same model.
     *
     * <p>A fit that is late before its first tree or round is refused. A linear model takes its first step even so, and ridge
     * regression that is solved exactly, and a model of Tribuo's, is a single step.
     *
     * @param clock tells the time
     */
    public Fit deadline(Instant end, Clock clock) {
        return new Fit(seed, executor, parallelism, spare, meter, new Deadline(end, clock), member);
    }

    /**
     * To be ended so long from now, by the system's clock; see {@link #deadline}.
     *
     * @throws IllegalArgumentException if it is not above 0
     */
    public Fit timeLimit(Duration limit) {
        if (limit.isZero() || limit.isNegative()) {
            throw new IllegalArgumentException("timeLimit was " + limit + " but must be above 0");
        }
        Clock clock = Clock.systemUTC();
        return deadline(clock.instant().plus(limit), clock);
    }

    /** Whether the deadline has come; a learner then ends with what it has. */
    public boolean isLate() {
        return !deadline.isNone() && !deadline.clock().instant().isBefore(deadline.end());
    }

    /**
     * What a learner throws that is late and has nothing yet.
     *
     * @param what it could not end, for example {@code one tree}
     */
    public TrainingException tooLate(String what) {
        return new TrainingException(
                TrainingException.Reason.DEADLINE,
                "the time given ended, at " + deadline.end() + ", before " + what
                        + " was done; give more time, fewer rows, or a learner that is faster");
    }

    /** With the share of the time left for one of so many pieces that are still to be begun. */
    Fit share(int piecesLeft) {
        if (deadline.isNone()) {
            return this;
        }
        Instant now = deadline.clock().instant();
        int turns = (piecesLeft + parallelism - 1) / parallelism;
        Instant end = now.plus(Duration.between(now, deadline.end()).dividedBy(turns));
        return deadline(end.isAfter(now) ? end : deadline.end(), deadline.clock());
    }

    /** With a part of the time left, for the first of two phases. */
    Fit phase(int pieces, int piecesOfBoth) {
        if (deadline.isNone()) {
            return this;
        }
        Instant now = deadline.clock().instant();
        Duration its =
                Duration.between(now, deadline.end()).multipliedBy(pieces).dividedBy(piecesOfBoth);
        return deadline(now.plus(its), deadline.clock());
    }

    /** The seed. */
    public long seed() {
        return seed;
    }

    /** The same with the seed of one member, so that members differ. */
    public Fit member(int index) {
        long its = mix(seed + (index + 1) * 0x9e3779b97f4a7c15L);
        return new Fit(its, executor, parallelism, spare, meter, deadline, true);
    }

    /** The same, with its seed, for a learner that sees a part of the rows only: a column without a value there is no error. */
    public Fit asMember() {
        return new Fit(seed, executor, parallelism, spare, meter, deadline, true);
    }

    /** Whether this is for a member of an ensemble, which may see a part of the rows only. */
    public boolean isMember() {
        return member;
    }

    /** Says that one of the {@link Learner#pieces()} is done. */
    public void pieceDone() {
        meter.piecesDone(1, Optional.empty());
    }

    /** Says that one of the {@link Learner#pieces()} is done, and how good the model is now. */
    public void pieceDone(Step.Score score) {
        meter.piecesDone(1, Optional.of(score));
    }

    /** Says that some pieces are done, or will not be needed. */
    public void piecesDone(int count) {
        meter.piecesDone(count, Optional.empty());
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
        Thread asking = Thread.currentThread();
        try {
            executor.execute(() -> {
                // An executor may run it at once, when its threads are busy; but the caller has its own part to do.
                if (Thread.currentThread() != asking && spare.tryAcquire()) {
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
     * Does pieces of work, several at a time, and gives their results in the order of their indexes. When one fails, or a thread
     * is interrupted, which is asked before each piece, no further one is begun, and the failure with the lowest index is thrown.
     *
     * @throws InterruptedException if the caller's thread was interrupted, or one that helps it
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

    /** A member of an ensemble. */
    @FunctionalInterface
    public interface Member<T> {
        /** Does piece {@code index}, with its seed and its share of the time. */
        T run(int index, Fit fit) throws InterruptedException;
    }

    /**
     * Fits the members of an ensemble, as {@link #all} does. Each gets a seed of its own, by its index, and of the time left as
     * large a share as any other.
     *
     * @throws InterruptedException if the caller's thread was interrupted
     */
    public <T> List<T> members(int count, Member<T> member) throws InterruptedException {
        AtomicInteger begun = new AtomicInteger();
        return all(count, index -> member.run(index, member(index).share(count - begun.getAndIncrement())));
    }

    /** Fits the members of an ensemble as {@link #members} does, but one after the other, each with all threads. */
    <T> List<T> inTurn(int count, Member<T> member) throws InterruptedException {
        List<T> results = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            // As if there were so many times the pieces, since none are done at the same time.
            results.add(member.run(index, member(index).share((count - index) * parallelism)));
        }
        return results;
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
                        requireNotInterrupted(index);
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

        private static void requireNotInterrupted(int index) throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException("the fit was interrupted before piece " + (index + 1));
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
        private Optional<Step.Score> score = Optional.empty();

        Meter(String stage, int pieces, Progress progress) {
            this.stage = stage;
            this.pieces = pieces;
            this.progress = progress;
            if (pieces > 0) {
                tell();
            }
        }

        synchronized void piecesDone(int count, Optional<Step.Score> its) {
            score = its.isPresent() ? its : score;
            if (count > 0 && done < pieces) {
                done = Math.min(pieces, done + count);
                tell();
            }
        }

        private void tell() {
            progress.on(new Step(stage, done, pieces, Duration.ofNanos(System.nanoTime() - started), score));
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
