package io.mlcd.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedWorkTest {
    private static void assertAllScored(Executor executor) {
        AtomicInteger rows = new AtomicInteger();
        SharedWork.score(3, 20_000, executor, (from, to) -> rows.addAndGet(to - from));
        assertThat(rows).hasValue(19_997);
    }

    @Test
    void score_onExecutorsThatRefuseForgetOrRunLater_isDoneByTheCaller() {
        assertAllScored(Runnable::run);
        assertAllScored(task -> {
            throw new RejectedExecutionException("full");
        });
        assertAllScored(task -> {
            // forgets it
        });
        AtomicInteger asked = new AtomicInteger();
        assertAllScored(task -> {
            if (asked.getAndIncrement() > 0) {
                throw new RejectedExecutionException("full now");
            }
            new Thread(task).start();
        });
    }

    @Test
    void score_onAnExecutorThatBreaks_throwsWhenNobodyWritesAnyMore() throws InterruptedException {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "one processor asks for no help");
        ExecutorService helper = Executors.newSingleThreadExecutor();
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger rows = new AtomicInteger();
        Executor breaks = task -> {
            helper.execute(task);
            try {
                begun.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            throw new IllegalStateException("broken");
        };
        assertThatThrownBy(() -> SharedWork.score(0, 20_000, breaks, (from, to) -> {
                    begun.countDown();
                    rows.addAndGet(to - from);
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("broken");
        assertThat(rows).hasValue(20_000);
        helper.shutdown();
    }

    @Test
    void score_upToTheLastIntOfRows_doesNotOverflow() {
        AtomicLong rows = new AtomicLong();
        int from = Integer.MAX_VALUE - 100_000;
        SharedWork.score(from, Integer.MAX_VALUE, Runnable::run, (first, end) -> {
            assertThat(first).isBetween(from, end - 1);
            rows.addAndGet(end - first);
        });
        assertThat(rows).hasValue(100_000);
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without checks may give
    void score_withoutAnExecutor_isRefusedHoweverFewRows() {
        assertThatThrownBy(() -> SharedWork.score(0, 1, null, (from, to) -> {}))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("executor");
    }
}
