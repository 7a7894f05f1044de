package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.api.Change;
import io.mlcd.api.LiveModel;
import io.mlcd.api.MlcdException;
import io.mlcd.api.Prediction;
import io.mlcd.api.Rollout;
import io.mlcd.api.Row;
import io.mlcd.api.Version;
import io.mlcd.core.oracle.ClosingCodec;
import io.mlcd.core.rollout.AbTest;
import io.mlcd.core.rollout.Analysis;
import io.mlcd.core.rollout.BlueGreen;
import io.mlcd.core.rollout.Canary;
import io.mlcd.core.rollout.Immediately;
import io.mlcd.core.rollout.Shadow;
import io.mlcd.core.rollout.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rollouts that many threads move at once, of versions that own resources, under traffic. */
@Timeout(300)
class RolloutThreadsTest {
    private static final Analysis QUICK = Analysis.standard().interval(Duration.ofMillis(1));
    private static final List<Strategy> STRATEGIES = List.of(
            Canary.steps(10, 50).every(Duration.ofMillis(5)).analysis(QUICK),
            BlueGreen.after(Duration.ofMillis(5)).analysis(QUICK),
            Shadow.lasting(Duration.ofMillis(5)).analysis(QUICK),
            AbTest.percents(30).lasting(Duration.ofMillis(5)).analysis(QUICK),
            Immediately.standard().watch(Duration.ofMillis(5)).analysis(QUICK));

    @Test
    void rollouts_movedBySixThreadsUnderTraffic_failNoCallAndLeaveNothingOpen() throws InterruptedException {
        ClosingCodec codec = new ClosingCodec();
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        ExecutorService executor = Executors.newSingleThreadExecutor();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        AtomicLong calls = new AtomicLong();
        AtomicLong moves = new AtomicLong();
        try (LocalRegistry registry = LocalRegistry.inMemory()
                .codec(codec)
                .scheduler(scheduler)
                .executor(executor)
                .open()) {
            List<Version> versions = new ArrayList<>();
            for (int number = 1; number <= 5; number++) {
                versions.add(registry.publish("m", ClosingCodec.artifact(number)));
            }
            registry.promote("m", versions.get(0));
            AtomicBoolean stop = new AtomicBoolean();
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 10; t++) {
                int seed = t;
                threads.add(new Thread(() -> {
                    try {
                        SplittableRandom random = new SplittableRandom(seed);
                        while (!stop.get() && failure.get() == null) {
                            if (seed < 4) {
                                call(registry.live("m"), random);
                                calls.incrementAndGet();
                            } else {
                                move(registry, versions, random);
                                moves.incrementAndGet();
                            }
                        }
                    } catch (Throwable e) {
                        failure.compareAndSet(null, e);
                    }
                }));
            }
            threads.forEach(Thread::start);
            Thread.sleep(4_000);
            stop.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failure.get()).isNull();
            assertThat(calls.get()).isGreaterThan(1_000);
            assertThat(moves.get()).isGreaterThan(100);
            assertHistory(registry.history("m"));
            registry.rollout("m").filter(one -> !one.state().isEnd()).ifPresent(Rollout::abort);
            assertThat(codec.open().size()).isLessThanOrEqualTo(2);
        } finally {
            scheduler.shutdown();
            executor.shutdown();
            assertThat(scheduler.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
            assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(codec.open()).isEmpty();
        assertThat(codec.misuses()).isZero();
    }

    private static void call(LiveModel live, SplittableRandom random) {
        Prediction answer = live.predict(Row.of("x", 1), "key" + random.nextInt(1_000));
        assertThat(answer.value()).isEqualTo(answer.version().orElseThrow().number());
        answer.id().ifPresent(id -> live.label(id, answer.value()));
    }

    /** Something that may be refused, but then with an error of its own kind. */
    private static void move(LocalRegistry registry, List<Version> versions, SplittableRandom random) {
        Version version = versions.get(random.nextInt(versions.size()));
        try {
            switch (random.nextInt(8)) {
                case 0, 1, 2 ->
                    registry.rollout("m", version)
                            .by(STRATEGIES.get(random.nextInt(STRATEGIES.size())))
                            .start();
                case 3 -> registry.rollback("m");
                case 4 -> registry.promote("m", version);
                case 5 -> registry.rollout("m").ifPresent(Rollout::advance);
                case 6 -> registry.rollout("m").ifPresent(Rollout::pause);
                default -> registry.rollout("m").ifPresent(Rollout::resume);
            }
        } catch (MlcdException | IllegalStateException | IllegalArgumentException e) {
            assertThat(e).hasMessageNotContaining("is not held by anybody").hasMessageNotContaining("never began");
        }
    }

    /** Rollouts do not overlap, and nothing else moves what is live while one runs. */
    private static void assertHistory(List<Change> history) {
        boolean running = false;
        for (Change change : history) {
            if (change.kind() == Change.Kind.ROLLOUT_STARTED) {
                assertThat(running).isFalse();
                running = true;
            } else if (change.kind() == Change.Kind.ROLLOUT_ENDED) {
                assertThat(running).isTrue();
                running = false;
            } else if (change.kind() == Change.Kind.PROMOTED) {
                assertThat(change.details().containsKey("rollout") || !running).isEqualTo(true);
            }
        }
        assertThat(history).extracting(Change::kind).contains(Change.Kind.ROLLOUT_ENDED, Change.Kind.ROLLOUT_STEPPED);
    }
}
