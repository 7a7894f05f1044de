package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.Change;
import io.mlcd.api.Prediction;
import io.mlcd.api.Rollout;
import io.mlcd.api.Rollout.State;
import io.mlcd.api.Row;
import io.mlcd.api.Version;
import io.mlcd.core.judge.Judge;
import io.mlcd.core.oracle.ScriptCodec;
import io.mlcd.core.rollout.Analysis;
import io.mlcd.core.rollout.Scheduler;
import io.mlcd.core.rollout.Shadow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A shadow is asked what the champion answers, and whatever it does, nobody notices. */
@Timeout(120)
class ShadowTest {
    private static final Duration DAY = Duration.ofDays(1);

    private static Shadow aDay() {
        return Shadow.lasting(DAY).analysis(Analysis.standard().interval(Duration.ofHours(1)));
    }

    private static Rollout start(Stage stage, Shadow shadow) {
        return stage.registry.rollout("m", stage.two()).shadow(shadow).start();
    }

    /** Counts from now on how often the shadow is asked. */
    private static AtomicInteger counted(Stage stage) {
        AtomicInteger asked = new AtomicInteger();
        stage.codec.on(2, (row, out) -> {
            asked.incrementAndGet();
            out[0] = row[0];
        });
        return asked;
    }

    @Test
    void shadow_isAskedTheSameCallsAndAnswersNone() {
        try (Stage stage = Stage.ofNumbers(2)) {
            Rollout rollout = start(stage, aDay().judge(Judge.errorRate(0.01)));
            AtomicInteger asked = counted(stage);
            assertThat(stage.ask(1_000)).containsExactly(0, 1_000, 0);
            assertThat(asked).hasValue(0); // not on the caller's thread
            stage.time.advance(Duration.ofSeconds(1));
            assertThat(asked).hasValue(1_000);
            stage.time.advance(DAY);
            assertThat(rollout.state()).isEqualTo(State.FINISHED);
            assertThat(rollout.status().verdicts().get(stage.two()).passed()).isTrue();
            assertThat(stage.ask(10)).containsExactly(0, 10, 0);
            stage.time.advance(DAY);
            assertThat(asked).hasValue(1_000);
        }
    }

    @Test
    void fraction_mirrorsThatShareOfTheKeys() {
        try (Stage stage = Stage.ofNumbers(2)) {
            start(stage, aDay().fraction(0.1));
            AtomicInteger asked = counted(stage);
            for (int i = 0; i < 10; i++) {
                stage.ask(1_000); // the same keys
                stage.time.advance(Duration.ofSeconds(1));
            }
            assertThat(asked.get()).isBetween(700, 1_300);
            assertThat(asked.get() % 10).isZero();
        }
    }

    /** A version decides for yes, but on every hundredth row. */
    private static void errsOn(Stage stage, int id, int rest) {
        stage.codec.on(id, (row, out) -> {
            out[1] = row[0] % 100 == rest ? 0.2 : 0.8;
            out[0] = 1 - out[1];
        });
    }

    @Test
    void labels_compareBothOnTheSameCalls() {
        for (boolean worse : new boolean[] {true, false}) {
            try (Stage stage = Stage.ofClasses(2)) {
                Judge judge = Judge.allOf(Judge.errorRate(0.01), Judge.mcNemar(), Judge.pairedLosses(), Judge.losses());
                Rollout rollout = start(stage, aDay().judge(judge));
                errsOn(stage, 1, 5);
                errsOn(stage, 2, 7);
                if (worse) {
                    stage.decides(2, "no");
                }
                for (int i = 0; i < 3_000; i++) {
                    Prediction answer = stage.live.predict(Row.of("x", i), "user" + i % 1_000);
                    assertThat(answer.version()).contains(stage.one());
                    assertThat(stage.live.label(answer.id().getAsLong(), "yes"))
                            .isFalse(); // the shadow has not answered
                    if (i % 1_000 == 999) {
                        stage.time.advance(Duration.ofSeconds(1));
                    }
                }
                List<Prediction> answers = new ArrayList<>();
                for (int i = 0; i < 3_000; i++) {
                    answers.add(stage.live.predict(Row.of("x", i), "user" + i % 1_000));
                }
                stage.time.advance(Duration.ofSeconds(1));
                for (Prediction answer : answers) {
                    assertThat(stage.live.label(answer.id().getAsLong(), "yes")).isTrue();
                }
                stage.time.advance(DAY);
                assertThat(rollout.state()).as("%s", rollout).isEqualTo(worse ? State.ABORTED : State.FINISHED);
            }
        }
    }

    @Test
    void labels_withoutKeys_countAsIndependent() {
        try (Stage stage = Stage.ofClasses(2)) {
            Rollout rollout = start(stage, aDay().judge(Judge.mcNemar()));
            errsOn(stage, 1, 5);
            errsOn(stage, 2, 7);
            List<Prediction> answers = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                answers.add(stage.live.predict(Row.of("x", i)));
            }
            stage.time.advance(Duration.ofSeconds(1));
            answers.forEach(answer -> stage.live.label(answer.id().getAsLong(), "yes"));
            stage.time.advance(DAY);
            assertThat(rollout.state()).as("%s", rollout).isEqualTo(State.FINISHED);
        }
    }

    @Test
    void shadowThatThrows_isAborted_andNoAnswerChanges() {
        try (Stage stage = Stage.ofNumbers(2)) {
            Rollout rollout = start(stage, aDay());
            stage.throwsOn(2);
            assertThat(stage.ask(100)).containsExactly(0, 100, 0);
            stage.time.advance(Duration.ofSeconds(1));
            assertThat(rollout.state()).isEqualTo(State.ABORTED);
            assertThat(rollout.status().reason()).contains("calls of the challenger threw");
            assertThat(stage.ask(100)).containsExactly(0, 100, 0);
        }
    }

    @Test
    void shadowThatAnswersNan_isAborted() {
        try (Stage stage = Stage.ofNumbers(2)) {
            Rollout rollout = start(stage, aDay());
            stage.codec.answers(2, Double.NaN);
            stage.ask(100);
            stage.time.advance(Duration.ofMinutes(1));
            assertThat(rollout.state()).isEqualTo(State.ABORTED);
            assertThat(rollout.status().reason()).contains("NaN");
        }
    }

    @Test
    void flood_isDroppedAndCounted() {
        try (Stage stage = Stage.ofNumbers(2)) {
            Rollout rollout = start(stage, aDay().queue(100));
            AtomicInteger asked = counted(stage);
            assertThat(stage.ask(1_000)).containsExactly(0, 1_000, 0);
            assertThat(rollout.status().dropped()).isEqualTo(900);
            stage.time.advance(Duration.ofSeconds(1));
            assertThat(asked).hasValue(100);
            stage.ask(1_000);
            assertThat(rollout.status().dropped()).isEqualTo(1_800);
            rollout.abort();
            assertThat(rollout.status().dropped()).isEqualTo(1_800);
        }
    }

    @Test
    void shadowThatHangs_isCountedThenAborted_andCallersNeverWait() throws InterruptedException {
        CountDownLatch hang = new CountDownLatch(1);
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        ExecutorService executor = Executors.newSingleThreadExecutor();
        ScriptCodec codec = new ScriptCodec();
        codec.on(1, (row, out) -> out[0] = 1 + row[0]);
        codec.on(2, (row, out) -> out[0] = 2 + row[0]);
        try (LocalRegistry registry = LocalRegistry.inMemory().codec(codec).open()) {
            Version one = registry.publish("m", codec.artifact(1));
            Version two = registry.publish("m", codec.artifact(2));
            registry.promote("m", one);
            Rollout rollout = registry.rollout("m", two)
                    .shadow(aDay().timeout(Duration.ofMillis(50))
                            .queue(10)
                            .analysis(Analysis.standard().interval(Duration.ofMillis(50))))
                    .scheduler(scheduler)
                    .executor(executor)
                    .start();
            codec.on(2, (row, out) -> {
                try {
                    hang.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                out[0] = 0;
            });
            int calls = 0;
            while (rollout.state() == State.RUNNING) {
                assertThat(registry.live("m").predict(Row.of("x", calls++)).version())
                        .contains(one);
                Thread.sleep(1);
            }
            assertThat(rollout.state()).isEqualTo(State.ABORTED);
            assertThat(rollout.status().reason()).contains("a mirrored call has not returned for");
            assertThat(rollout.status().dropped()).isPositive();
            assertThat(registry.live("m").predict(Row.of("x", 1)).version()).contains(one);
        } finally {
            hang.countDown();
            scheduler.shutdownNow();
            executor.shutdownNow();
        }
    }

    @Test
    void executorThatRefuses_letsItStandStill() {
        try (Stage stage = Stage.ofNumbers(2)) {
            Rollout rollout = stage.registry
                    .rollout("m", stage.two())
                    .shadow(aDay())
                    .executor(task -> {
                        throw new RejectedExecutionException("shut down");
                    })
                    .start();
            assertThat(stage.ask(10)).containsExactly(0, 10, 0);
            stage.time.advance(Duration.ofSeconds(1));
            assertThat(rollout.state()).isEqualTo(State.PAUSED);
            assertThat(rollout.status().reason()).contains("the executor refuses");
            assertThat(stage.registry.history("m"))
                    .extracting(Change::kind)
                    .doesNotContain(Change.Kind.ROLLOUT_PAUSED, Change.Kind.ROLLOUT_ENDED);
        }
    }

    @Test
    void idleShadow_stopsLooking_andWakesAgain() {
        try (Stage stage = Stage.ofNumbers(2)) {
            Rollout rollout = start(
                    stage,
                    Shadow.lasting(Duration.ofDays(30))
                            .analysis(Analysis.standard().interval(Duration.ofDays(1))));
            stage.ask(10);
            stage.time.advance(Duration.ofMinutes(1));
            assertThat(stage.time.waiting()).isEqualTo(1); // the next look of the rollout, and no look for calls
            AtomicInteger asked = counted(stage);
            stage.ask(10);
            stage.time.advance(Duration.ofSeconds(1));
            assertThat(asked).hasValue(10);
            assertThat(rollout.state()).isEqualTo(State.RUNNING);
        }
    }

    @Test
    void start_withoutAnExecutor_isRefused() {
        try (LocalRegistry registry = LocalRegistry.inMemory()
                .scheduler((Scheduler) (delay, task) -> {})
                .open()) {
            assertThatThrownBy(() -> registry.rollout("m", new Version("m", 1, "0".repeat(64)))
                            .shadow(aDay())
                            .start())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(".executor(");
        }
    }
}
