package io.mlcd.ensemble.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.Recipes;
import io.mlcd.ensemble.Samples;
import io.mlcd.ensemble.progress.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FitTest {
    private final List<ExecutorService> pools = new ArrayList<>();

    private ExecutorService pool(int threads) {
        ExecutorService pool = threads == 0 ? Executors.newCachedThreadPool() : Executors.newFixedThreadPool(threads);
        pools.add(pool);
        return pool;
    }

    @AfterEach
    void shutDown() {
        pools.forEach(ExecutorService::shutdownNow);
    }

    @Test
    void all_givesResultsInOrder_onAnyThreads() throws InterruptedException {
        List<Integer> expected = IntStream.range(0, 200).mapToObj(i -> i * i).toList();

        assertThat(Fit.standard().all(200, index -> index * index)).isEqualTo(expected);
        assertThat(Fit.standard().executor(pool(4), 5).all(200, index -> index * index))
                .isEqualTo(expected);
        assertThat(Fit.standard().all(0, index -> index)).isEmpty();
    }

    @Test
    void all_worksOnTheThreadsLent_andOnTheCallers() throws InterruptedException {
        CountDownLatch three = new CountDownLatch(3);

        // each piece waits for the other two: only three threads at once end it
        List<Boolean> met = Fit.standard().executor(pool(2), 3).all(3, index -> {
            three.countDown();
            return three.await(30, TimeUnit.SECONDS);
        });

        assertThat(met).containsOnly(true);
    }

    /** A pool without a bound must not get more threads than lent, however deep ensembles are nested. */
    @Test
    void nested_neverMoreThreadsThanLent() throws InterruptedException {
        AtomicInteger working = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CyclicBarrier four = new CyclicBarrier(4);
        Fit fit = Fit.standard().executor(pool(0), 3);

        fit.all(
                6,
                outer -> fit.member(outer).all(6, inner -> {
                    most.accumulateAndGet(working.incrementAndGet(), Math::max);
                    waitForAFourth(four);
                    return working.decrementAndGet();
                }));

        assertThat(most.get()).isBetween(2, 3);
    }

    /** Holds the pieces that run at once, so that a thread too many would be seen among them; after that, holds none. */
    private static void waitForAFourth(CyclicBarrier four) throws InterruptedException {
        try {
            four.await(500, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | BrokenBarrierException e) {
            assertThat(four.isBroken()).isTrue(); // nobody came
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void nestedEnsembles_onABoundedPool_doNotBlockEachOther(int threads) throws InterruptedException {
        Table table = Samples.classes(200, 2, 3);
        Learner nested = Bagging.of(Partitioned.by(Partition.stratified(3), Recipes.tree()))
                .members(4);
        Fit fit = Fit.standard().executor(pool(threads), 8);

        Model model = nested.fit(table, fit);

        assertThat(Artifact.of(model)).isEqualTo(Artifact.of(nested.fit(table)));
    }

    @Test
    void aFitFromWithinThePool_doesNotBlock() throws Exception {
        ExecutorService pool = pool(1);
        Fit fit = Fit.standard().executor(pool, 4);

        assertThat(pool.submit(() ->
                                fit.all(5, outer -> fit.all(5, inner -> inner)).size())
                        .get(30, TimeUnit.SECONDS))
                .isEqualTo(5);
    }

    @Test
    void aFailedPiece_isRethrown_andNoFurtherOneIsBegun() {
        AtomicInteger begun = new AtomicInteger();
        IllegalStateException failure = new IllegalStateException("piece 3");

        assertThatThrownBy(() -> Fit.standard().all(100, index -> {
                    begun.incrementAndGet();
                    if (index == 3) {
                        throw failure;
                    }
                    return index;
                }))
                .isSameAs(failure);
        assertThat(begun).hasValue(4);
    }

    @Test
    void aFailedMember_stopsTheEnsemble() {
        AtomicInteger begun = new AtomicInteger();
        Learner failing = (table, fit) -> {
            begun.incrementAndGet();
            throw new StackOverflowError("deep");
        };

        assertThatThrownBy(() -> Bagging.of(failing)
                        .members(1_000)
                        .fit(Samples.classes(50, 2, 1), Fit.standard().executor(pool(3), 4)))
                .isInstanceOf(StackOverflowError.class)
                .hasMessage("deep");
        assertThat(begun.get()).isBetween(1, 4);
    }

    @Test
    void anInterruptedCaller_getsInterruptedException_andNoFurtherPieceIsBegun() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch helperWorks = new CountDownLatch(1);
        CountDownLatch callerWorks = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicBoolean helperBusy = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            try {
                Fit.standard().executor(pool(1), 2).all(50, index -> {
                    begun.incrementAndGet();
                    if (Thread.currentThread().getName().equals("caller")) {
                        callerWorks.countDown();
                        helperWorks.await();
                        Thread.sleep(60_000); // ended by the interrupt
                    } else if (helperBusy.compareAndSet(false, true)) {
                        helperWorks.countDown();
                        release.await();
                    }
                    return index;
                });
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        caller.setName("caller");
        caller.start();
        callerWorks.await();
        helperWorks.await();
        caller.interrupt();
        caller.join();
        release.countDown();
        pools.get(0).shutdown();

        assertThat(pools.get(0).awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class).hasMessage("the fit was interrupted");
        assertThat(begun).hasValue(2);
    }

    /** The caller has no piece left and waits for a helper's: an interrupt must end that. */
    @Test
    void anInterruptWhileWaitingForAHelper_isThrownAtOnce() throws Exception {
        CountDownLatch bothWork = new CountDownLatch(2);
        CountDownLatch release = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        ExecutorService pool = pool(1);
        Thread caller = new Thread(() -> {
            try {
                Fit.standard().executor(pool, 2).all(2, index -> {
                    bothWork.countDown();
                    bothWork.await();
                    if (!Thread.currentThread().getName().equals("caller")) {
                        release.await();
                    }
                    return index;
                });
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        caller.setName("caller");
        caller.start();
        bothWork.await();
        while (caller.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        caller.interrupt();
        caller.join();
        release.countDown();

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class).hasMessage("the fit was interrupted");
    }

    @Test
    void anInterruptThatAPieceDoesNotHeed_isSeenBeforeTheNext() {
        AtomicInteger begun = new AtomicInteger();

        assertThatThrownBy(() -> Fit.standard().all(100, index -> {
                    if (begun.incrementAndGet() == 4) {
                        Thread.currentThread().interrupt();
                    }
                    return index;
                }))
                .isInstanceOf(InterruptedException.class)
                .hasMessage("the fit was interrupted");
        assertThat(Thread.interrupted())
                .as("the flag is taken by the exception")
                .isFalse();
        assertThat(begun).hasValue(4);
    }

    /** Both heed no interrupt: the caller is interrupted in its first piece, and the helper ends its own and begins no other. */
    @Test
    void anInterruptedCaller_stopsItsHelpersToo() throws Exception {
        Thread caller = Thread.currentThread();
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch helperWorks = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        ExecutorService pool = pool(1);

        assertThatThrownBy(() -> Fit.standard().executor(pool, 2).all(100, index -> {
                    begun.incrementAndGet();
                    if (Thread.currentThread() == caller) {
                        helperWorks.await();
                        caller.interrupt();
                    } else {
                        helperWorks.countDown();
                        release.await();
                    }
                    return index;
                }))
                .isInstanceOf(InterruptedException.class);
        release.countDown();
        pool.shutdown();

        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(begun).hasValue(2);
    }

    /** The caller waits in its first piece until the helper, interrupted in its own meanwhile, has left. */
    @Test
    void anInterruptedHelper_endsTheFit() {
        Thread caller = Thread.currentThread();
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch bothWork = new CountDownLatch(2);
        ExecutorService pool = pool(1);

        assertThatThrownBy(() -> Fit.standard().executor(pool, 2).all(100, index -> {
                    begun.incrementAndGet();
                    bothWork.countDown();
                    bothWork.await();
                    if (Thread.currentThread() == caller) {
                        pool.shutdown();
                        return pool.awaitTermination(30, TimeUnit.SECONDS);
                    }
                    Thread.currentThread().interrupt();
                    return true;
                }))
                .isInstanceOf(InterruptedException.class)
                .hasMessage("the fit was interrupted");
        assertThat(begun).hasValue(2);
    }

    @Test
    void anInterruptedThread_fitsNothing() {
        for (Learner learner : List.of(Recipes.tree(), Bagging.of(Recipes.tree()))) {
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> learner.fit(Samples.classes(50, 2, 1))).isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted())
                    .as("the flag is taken by the exception")
                    .isFalse();
        }
    }

    @Test
    void aPoolThatRejects_leavesTheWorkToTheCaller() throws InterruptedException {
        Fit fit = Fit.standard()
                .executor(
                        task -> {
                            throw new RejectedExecutionException("full");
                        },
                        4);

        assertThat(fit.all(3, index -> Thread.currentThread())).containsOnly(Thread.currentThread());
    }

    @Test
    void aPoolThatNeverStartsTheTasks_leavesTheWorkToTheCaller() throws InterruptedException {
        assertThat(Fit.standard().executor(task -> {}, 4).all(3, index -> index))
                .containsExactly(0, 1, 2);
    }

    /** As the caller-runs policy of a full pool does: the caller must not wait for itself. */
    @Test
    @Timeout(60)
    void aPoolThatRunsTasksOnTheCaller_endsAllTheSame() throws InterruptedException {
        Table table = Samples.classes(200, 2, 1);
        Fit callerRuns = Fit.standard().executor(Runnable::run, 4);
        for (Learner learner : List.of(Recipes.boosted(), Recipes.smallForest(), Bagging.of(Recipes.boosted()))) {
            assertThat(learner.fit(table, callerRuns)).isEqualTo(learner.fit(table));
        }
        callerRuns.lend(() -> {
            throw new AssertionError("lent the caller's own thread");
        });
    }

    @Test
    void parallelismBelowOne_isRefused() {
        assertThatThrownBy(() -> Fit.standard().executor(Runnable::run, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("parallelism was 0 but must be at least 1");
    }

    @Test
    void progress_isMonotone_andReachesTheTotal_onManyThreads() throws InterruptedException {
        List<Step> steps = Collections.synchronizedList(new ArrayList<>());
        Learner learner = Bagging.of(Partitioned.by(Partition.stratified(2), Recipes.tree()))
                .members(5);
        assertThat(learner.pieces()).isEqualTo(10);
        Fit fit = Fit.standard().executor(pool(3), 4).progress(steps::add, learner.pieces());

        learner.fit(Samples.classes(120, 2, 9), fit);

        assertThat(steps).extracting(Step::stage).containsOnly("fit");
        assertThat(steps).extracting(Step::total).containsOnly(10L);
        assertThat(steps).extracting(Step::done).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(steps).extracting(Step::elapsed).isSortedAccordingTo(Duration::compareTo);
    }
}
