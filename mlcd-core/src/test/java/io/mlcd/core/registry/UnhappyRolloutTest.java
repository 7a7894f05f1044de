package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.Change;
import io.mlcd.api.LiveModel;
import io.mlcd.api.RegistryException;
import io.mlcd.api.Rollout;
import io.mlcd.api.Rollout.State;
import io.mlcd.api.Row;
import io.mlcd.core.judge.Judge;
import io.mlcd.core.oracle.ClosingCodec;
import io.mlcd.core.oracle.ScriptCodec;
import io.mlcd.core.rollout.AbTest;
import io.mlcd.core.rollout.Analysis;
import io.mlcd.core.rollout.BlueGreen;
import io.mlcd.core.rollout.Canary;
import io.mlcd.core.rollout.Immediately;
import io.mlcd.core.rollout.Scheduler;
import io.mlcd.core.rollout.Shadow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rollouts whose journal cannot be written, whose scheduler is gone, whose registry closes. */
@Timeout(120)
class UnhappyRolloutTest {
    private static final Duration STEP = Duration.ofMinutes(10);
    private static final Canary CANARY = Canary.steps(50).every(STEP).judge(Judge.errorRate(0.01));

    @TempDir
    Path folder;

    /** A key in a service: slow, or out of reach. */
    private static final class RemoteKey implements JournalKey {
        private final JournalKey key = JournalKey.hmac(new SecretKeySpec(new byte[32], "HmacSHA256"));
        private final AtomicBoolean down = new AtomicBoolean();
        /** How many more tags it makes before it is down. */
        private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);

        private final AtomicLong millis = new AtomicLong();

        @Override
        public byte[] tag(byte[] text) {
            if (down.get() || left.getAndDecrement() <= 0) {
                throw new IllegalStateException("the key service is down");
            }
            try {
                Thread.sleep(millis.get());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return key.tag(text);
        }

        @Override
        public boolean verifies(byte[] text, byte[] tag) {
            return key.verifies(text, tag);
        }
    }

    private final RemoteKey key = new RemoteKey();

    private Stage open() {
        return Stage.ofNumbers(LocalRegistry.at(folder).journalKey(key), 2);
    }

    @Test
    void promotionOfAFailingVersion_whileTheJournalIsSlow_failsNoCall() throws InterruptedException {
        try (Stage stage = open()) {
            Rollout rollout =
                    stage.registry.rollout("m", stage.two()).canary(CANARY).start();
            stage.throwsOn(2);
            key.millis.set(300);
            AtomicBoolean stop = new AtomicBoolean();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread caller = new Thread(() -> {
                for (int i = 0; !stop.get(); i++) {
                    try {
                        stage.live.predict(Row.of("x", 1), "key" + i);
                    } catch (RuntimeException e) {
                        failure.compareAndSet(null, e);
                    }
                }
            });
            caller.start();
            rollout.promote();
            rollout.abort();
            stop.set(true);
            caller.join();
            assertThat(failure.get()).isNull();
        }
    }

    @Test
    void promotionThatCannotBeWritten_pauses_andTheChampionServesItsShare() {
        try (Stage stage = open()) {
            Rollout rollout =
                    stage.registry.rollout("m", stage.two()).canary(CANARY).start();
            stage.ask(1_000);
            key.down.set(true);
            stage.time.advance(STEP);
            assertThat(rollout.state()).isEqualTo(State.PAUSED);
            assertThat(rollout.status().reason()).contains("cannot be promoted", "the key service is down");
            assertThat(stage.ask(1_000)[2]).isBetween(400L, 600L);
            stage.time.advance(Duration.ofHours(1));
            assertThat(rollout.state()).isEqualTo(State.PAUSED);
            assertThat(stage.events).hasSize(2); // started and paused, and no more for each look
            key.down.set(false);
            rollout.promote();
            assertThat(rollout.state()).isEqualTo(State.WATCHING);
        }
    }

    @Test
    void abortThatCannotBeWritten_movesTrafficAtOnce_andIsWrittenLater() {
        try (Stage stage = open()) {
            Rollout rollout =
                    stage.registry.rollout("m", stage.two()).canary(CANARY).start();
            key.down.set(true);
            assertThatThrownBy(rollout::abort).hasMessageContaining("the key service is down");
            assertThat(stage.ask(100)).containsExactly(0, 100, 0);
            assertThat(rollout.status().share()).isZero();
            assertThatThrownBy(rollout::advance).hasMessageContaining("is being aborted");
            assertThatThrownBy(rollout::promote).hasMessageContaining("is being aborted");
            stage.time.advance(Duration.ofMinutes(5));
            assertThat(rollout.state()).isEqualTo(State.RUNNING);
            key.down.set(false);
            stage.time.advance(Duration.ofMinutes(1));
            assertThat(rollout.state()).isEqualTo(State.ABORTED);
        }
    }

    @Test
    void rollbackOfAWatchedVersion_thatCannotBeWritten_isMadeLater() {
        try (Stage stage = open()) {
            Rollout rollout = stage.registry
                    .rollout("m", stage.two())
                    .immediately(Immediately.standard())
                    .start();
            key.down.set(true);
            assertThatThrownBy(rollout::abort).hasMessageContaining("the key service is down");
            assertThat(stage.liveNumber()).isEqualTo(2);
            assertThat(rollout.state()).isEqualTo(State.WATCHING);
            stage.throwsOn(2);
            assertThat(stage.ask(10)).containsExactly(0, 10, 0); // it is still covered
            key.down.set(false);
            stage.time.advance(Duration.ofMinutes(1));
            assertThat(stage.liveNumber()).isEqualTo(1);
            assertThat(rollout.state()).isEqualTo(State.ABORTED);
        }
    }

    @Test
    void endAfterARollback_thatCannotBeWritten_isAborted_whateverIsDoneMeanwhile() {
        try (Stage stage = open()) {
            Rollout rollout = stage.registry
                    .rollout("m", stage.two())
                    .immediately(Immediately.standard())
                    .start();
            key.left.set(1); // the rollback is written, the end is not
            assertThatThrownBy(rollout::abort).hasMessageContaining("the key service is down");
            assertThat(stage.liveNumber()).isEqualTo(1);
            assertThatThrownBy(rollout::advance).hasMessageContaining("is being aborted");
            key.left.set(Long.MAX_VALUE);
            stage.time.advance(Duration.ofMinutes(1));
            assertThat(rollout.state()).isEqualTo(State.ABORTED);
        }
    }

    @Test
    void immediately_thatCannotBeWritten_changesNothingInTheEnd() {
        try (Stage stage = open()) {
            Launch launch = stage.registry.rollout("m", stage.two()).immediately(Immediately.standard());
            key.down.set(true);
            assertThatThrownBy(launch::start).hasMessageContaining("the key service is down");
            assertThat(stage.registry.rollout("m")).isEmpty();
            key.down.set(false);
            key.left.set(1); // the start is written, the promotion is not
            assertThatThrownBy(launch::start).hasMessageContaining("the key service is down");
            assertThat(stage.liveNumber()).isEqualTo(1);
            Rollout rollout = stage.registry.rollout("m").orElseThrow();
            assertThat(rollout.state().isEnd()).isFalse();
            key.left.set(Long.MAX_VALUE);
            stage.time.advance(Duration.ofMinutes(1));
            assertThat(rollout.state()).isEqualTo(State.ABORTED);
            assertThat(launch.start().state()).isEqualTo(State.WATCHING);
        }
    }

    @Test
    void schedulerThatForgetsOrRefuses_leavesGuardRailsToCallers() {
        for (boolean forgets : new boolean[] {true, false}) {
            AtomicBoolean gone = new AtomicBoolean();
            Scheduler scheduler = (delay, task) -> {
                if (gone.get() && !forgets) {
                    throw new IllegalStateException("Timer already cancelled.");
                }
            };
            ScriptCodec codec = new ScriptCodec();
            codec.varies(1);
            codec.varies(2);
            try (LocalRegistry registry = LocalRegistry.inMemory().codec(codec).open()) {
                registry.promote("m", registry.publish("m", codec.artifact(1)));
                Rollout rollout = registry.rollout("m", registry.publish("m", codec.artifact(2)))
                        .canary(CANARY)
                        .scheduler(scheduler)
                        .start();
                gone.set(true);
                codec.on(2, (row, out) -> {
                    throw new IllegalStateException("gone");
                });
                long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
                for (int i = 0; rollout.state() == State.RUNNING && System.nanoTime() < end; i++) {
                    assertThat(registry.live("m")
                                    .predict(Row.of("x", 1), "key" + i)
                                    .value())
                            .isBetween(1.0, 1.1);
                }
                assertThat(rollout.state()).isEqualTo(State.ABORTED);
            }
        }
    }

    @Test
    void schedulerThatIsShutDown_isRefusedAtTheStart() {
        try (Stage stage = Stage.ofNumbers(2)) {
            ScheduledExecutorService gone = Executors.newSingleThreadScheduledExecutor();
            gone.shutdown();
            assertThatThrownBy(() -> stage.registry
                            .rollout("m", stage.two())
                            .canary(CANARY)
                            .scheduler(gone)
                            .start())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("not shut down");
            assertThat(stage.registry.rollout("m")).isEmpty();
        }
    }

    @Test
    void shadow_whosePoolsAreShutDownBeforeTheRegistry_goesOnAfterwards() {
        ScriptCodec codec = new ScriptCodec();
        codec.varies(1);
        codec.varies(2);
        Shadow shadow = Shadow.lasting(Duration.ofDays(14));
        for (int opening = 0; opening < 3; opening++) {
            ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
            ExecutorService executor = Executors.newSingleThreadExecutor();
            try (LocalRegistry registry = LocalRegistry.at(folder)
                    .codec(codec)
                    .scheduler(scheduler)
                    .executor(executor)
                    .open()) {
                if (opening == 0) {
                    registry.promote("m", registry.publish("m", codec.artifact(1)));
                    registry.rollout("m", registry.publish("m", codec.artifact(2)))
                            .shadow(shadow)
                            .start();
                }
                assertThat(registry.rollout("m").orElseThrow().state()).isEqualTo(State.RUNNING);
                scheduler.shutdownNow();
                executor.shutdownNow();
                for (int i = 0; i < 100; i++) {
                    registry.live("m").predict(Row.of("x", i));
                }
            }
        }
    }

    @Test
    void pauseByHand_leavesTheAlarmOfTheSplitOn() {
        try (Stage stage = Stage.ofNumbers(2)) {
            Rollout rollout = stage.registry
                    .rollout("m", stage.two())
                    .abTest(AbTest.percents(50).lasting(Duration.ofDays(7)))
                    .start();
            rollout.pause();
            rollout.resume();
            TrafficSplit split = TrafficSplit.of(TrafficSplit.mixed(31 * rollout.id() + "m".hashCode()), 0.5);
            for (int i = 0; i < 6_000; i++) {
                if (split.arm("key" + i) == 0 || i % 2 == 0) {
                    stage.ask("key" + i);
                }
            }
            stage.time.advance(Duration.ofMinutes(1));
            assertThat(rollout.state()).isEqualTo(State.PAUSED);
            assertThat(rollout.status().reason()).contains("not split as planned");
        }
    }

    @Test
    void closing_underTraffic_refusesCallsAndClosesAllModels() throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            ClosingCodec codec = new ClosingCodec();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            LocalRegistry registry = LocalRegistry.inMemory()
                    .codec(codec)
                    .scheduler((delay, task) -> {})
                    .open();
            registry.promote("m", registry.publish("m", ClosingCodec.artifact(1)));
            registry.rollout("m", registry.publish("m", ClosingCodec.artifact(2)))
                    .canary(CANARY)
                    .start();
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                threads.add(new Thread(() -> {
                    try {
                        for (int i = 0; ; i++) {
                            LiveModel live = registry.live("m");
                            live.predict(Row.of("x", 1), "key" + i);
                        }
                    } catch (RegistryException e) {
                        if (e.reason() != RegistryException.Reason.CLOSED) {
                            failure.compareAndSet(null, e);
                        }
                    } catch (RuntimeException e) {
                        failure.compareAndSet(null, e);
                    }
                }));
            }
            threads.forEach(Thread::start);
            Thread.sleep(5);
            registry.close();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failure.get()).isNull();
            assertThat(codec.open()).isEmpty();
            assertThat(codec.misuses()).isZero();
        }
    }

    @Test
    void judgeThatMayLookOnce_isAskedAtTheEndOfTheStepAlone() {
        try (Stage stage = Stage.ofNumbers(2)) {
            Rollout rollout = stage.registry
                    .rollout("m", stage.two())
                    .canary(Canary.steps(50)
                            .every(Duration.ofHours(1))
                            .judge(Judge.series("revenue"))
                            .analysis(Analysis.standard().interval(Duration.ofMinutes(1))))
                    .start();
            for (int minute = 0; minute < 59; minute++) {
                rollout.measure("revenue", stage.one(), 100 + minute % 3);
                rollout.measure("revenue", stage.two(), 10 + minute % 3);
                stage.time.advance(Duration.ofMinutes(1));
                assertThat(rollout.state()).isEqualTo(State.RUNNING);
            }
            assertThat(rollout.status().verdicts().get(stage.two()).reason()).contains("may look once");
            stage.time.advance(Duration.ofMinutes(1));
            assertThat(rollout.state()).isEqualTo(State.ABORTED);
        }
    }

    @Test
    void constantAnswers_afterASwitch_rollBack() {
        try (Stage stage = Stage.ofNumbers(2)) {
            Rollout rollout = stage.registry
                    .rollout("m", stage.two())
                    .blueGreen(BlueGreen.after(STEP))
                    .start();
            for (int i = 0; i < 200; i++) {
                rollout.preview().predict(Row.of("x", i));
            }
            stage.ask(5_000);
            stage.time.advance(STEP);
            assertThat(rollout.state()).isEqualTo(State.WATCHING);
            stage.codec.answers(2, 42);
            stage.ask(200);
            stage.time.advance(Duration.ofMinutes(1));
            assertThat(rollout.state()).isEqualTo(State.ABORTED);
            assertThat(stage.liveNumber()).isEqualTo(1);
        }
    }

    @Test
    void watchedVersionThatIsLost_isRolledBackWhenOpened() throws IOException {
        try (Stage stage = open()) {
            stage.registry
                    .rollout("m", stage.two())
                    .immediately(Immediately.standard())
                    .start();
        }
        Files.delete(folder.resolve("models/m/2.mlcd"));
        ScriptCodec codec = new ScriptCodec();
        codec.varies(1);
        try (LocalRegistry registry =
                LocalRegistry.at(folder).journalKey(key).codec(codec).open()) {
            assertThat(registry.live("m")
                            .predict(Row.of("x", 1))
                            .version()
                            .orElseThrow()
                            .number())
                    .isEqualTo(1);
            assertThat(registry.history("m"))
                    .extracting(Change::kind)
                    .endsWith(Change.Kind.ROLLED_BACK, Change.Kind.ROLLOUT_ENDED);
        }
    }

    @Test
    void longStep_takesWhatWasLeftOfIt_afterARestart() {
        try (Stage stage = open()) {
            stage.registry
                    .rollout("m", stage.two())
                    .abTest(AbTest.percents(50).lasting(Duration.ofDays(14)).judge(Judge.errorRate(0.01)))
                    .start();
        }
        assertEndsWithin(Duration.ofDays(4), Stage.NOON.plus(Duration.ofDays(10)));
    }

    @Test
    void longStep_thatIsOver_takesAnHourAfterARestart() {
        try (Stage stage = open()) {
            stage.registry
                    .rollout("m", stage.two())
                    .abTest(AbTest.percents(50).lasting(Duration.ofDays(14)).judge(Judge.errorRate(0.01)))
                    .start();
        }
        assertEndsWithin(Duration.ofHours(1), Stage.NOON.plus(Duration.ofDays(100)));
    }

    private void assertEndsWithin(Duration left, Instant opened) {
        try (Stage stage = Stage.ofNumbers(LocalRegistry.at(folder).journalKey(key), opened, 2)) {
            Rollout rollout = stage.registry.rollout("m").orElseThrow();
            stage.ask(1_000);
            stage.time.advance(left.minusSeconds(1));
            assertThat(rollout.state()).isEqualTo(State.RUNNING);
            stage.time.advance(Duration.ofSeconds(1));
            assertThat(rollout.state()).isEqualTo(State.FINISHED);
        }
    }

    @Test
    void endedRollout_holdsNoModel() {
        try (Stage stage = Stage.ofNumbers(2)) {
            Rollout rollout =
                    stage.registry.rollout("m", stage.two()).canary(CANARY).start();
            stage.ask(100);
            rollout.abort();
            assertThat(rollout.champion()).isEqualTo(stage.one());
            assertThat(rollout.challengers()).containsExactly(stage.two());
            assertThat(rollout.status().forgotten()).isZero();
            assertThatThrownBy(rollout::preview).hasMessageContaining("has ended");
            assertThat(stage.live.label(1, 1.0)).isFalse();
            stage.registry.retire(stage.two());
        }
    }
}
