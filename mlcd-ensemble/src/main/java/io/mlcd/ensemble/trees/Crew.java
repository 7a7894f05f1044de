package io.mlcd.ensemble.trees;

import io.mlcd.ensemble.learn.Fit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads that do many small batches of work, one after the other: a tree takes a dozen, each of some hundred microseconds, too
 * short to hand them to an executor. Threads that the host can spare stay for the whole fit and wait by spinning, then by
 * naps. The caller works too and never waits for a piece that nobody has begun.
 */
final class Crew implements AutoCloseable {
    private static final int SPINS = 4_000;
    private static final long NAP_NANOS = 30_000;

    private static final Batch NOTHING = new Batch(0, piece -> {});

    private volatile Batch batch = NOTHING;
    private volatile boolean closed;
    private final int size;

    /** Asks for the threads that the host can spare; they come when they come. */
    Crew(Fit fit) {
        size = fit.parallelism();
        for (int helper = 1; helper < size; helper++) {
            fit.lend(this::help);
        }
    }

    /** How many threads work at most; no result may depend on it. */
    int size() {
        return size;
    }

    /** Does pieces of work, in any order and several at a time. If one fails, its exception is thrown when all have ended. */
    void all(int pieces, IntConsumer work) {
        Batch mine = new Batch(pieces, work);
        if (size > 1 && pieces > 1) {
            batch = mine;
        }
        mine.drain();
        mine.await();
        batch = NOTHING;
        mine.rethrow();
    }

    private void help() {
        Batch seen = NOTHING;
        for (int spins = 0; !closed; ) {
            Batch current = batch;
            if (current != seen) {
                seen = current;
                current.drain();
                spins = 0;
            } else if (spins++ < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(NAP_NANOS);
            }
        }
    }

    /** Lets the threads go. */
    @Override
    public void close() {
        closed = true;
    }

    private static final class Batch {
        private final int pieces;
        private final IntConsumer work;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        Batch(int pieces, IntConsumer work) {
            this.pieces = pieces;
            this.work = work;
        }

        void drain() {
            for (int piece = next.getAndIncrement(); piece < pieces; piece = next.getAndIncrement()) {
                try {
                    work.accept(piece);
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                } finally {
                    done.incrementAndGet();
                }
            }
        }

        void await() {
            for (int spins = 0; done.get() < pieces; spins++) {
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.parkNanos(NAP_NANOS);
                }
            }
        }

        void rethrow() {
            Throwable thrown = failure.get();
            if (thrown instanceof RuntimeException e) {
                throw e;
            }
            if (thrown instanceof Error e) {
                throw e;
            }
        }
    }
}
