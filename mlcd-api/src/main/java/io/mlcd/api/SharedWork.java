package io.mlcd.api;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Rows shared between the caller and an executor's threads: each takes the next piece until none is left. The caller works
 * too, so a busy executor, or one that refuses, only makes it slower.
 */
final class SharedWork implements Runnable {
    /** Scores the rows from one to before another. */
    interface Piece {
        void score(int from, int to);
    }

    /** A multiple of what models score together. */
    private static final int ROWS = 2048;

    private final int from;
    private final int to;
    private final int pieces;
    private final Piece piece;
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch left;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private SharedWork(int from, int to, Piece piece) {
        this.from = from;
        this.to = to;
        this.piece = piece;
        pieces = (int) (((long) to - from + ROWS - 1) / ROWS);
        left = new CountDownLatch(pieces);
    }

    /**
     * Scores all rows and returns when that is done; the first failure of any piece, or of the executor, is thrown. Only a
     * {@link RejectedExecutionException} of the executor is none.
     */
    static void score(int from, int to, Executor executor, Piece piece) {
        SharedWork work = new SharedWork(from, to, piece);
        Objects.requireNonNull(executor, "executor");
        int helpers = Math.min(work.pieces, Runtime.getRuntime().availableProcessors()) - 1;
        try {
            for (int i = 0; i < helpers; i++) {
                executor.execute(work);
            }
        } catch (RejectedExecutionException e) {
            // The caller does what nobody else will.
        } catch (RuntimeException | Error e) {
            // Those who have begun write into the caller's array, so this is thrown when they are done.
            work.failure.set(e);
        }
        work.run();
        work.await();
        Throwable failure = work.failure.get();
        if (failure instanceof RuntimeException problem) {
            throw problem;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }

    @Override
    public void run() {
        for (int i = next.getAndIncrement(); i < pieces; i = next.getAndIncrement()) {
            int first = from + i * ROWS;
            try {
                piece.score(first, first + Math.min(ROWS, to - first));
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            } finally {
                left.countDown();
            }
        }
    }

    /** Pieces that are under way write into the caller's array, so they are waited for, even by an interrupted caller. */
    private void await() {
        boolean interrupted = false;
        while (true) {
            try {
                left.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
