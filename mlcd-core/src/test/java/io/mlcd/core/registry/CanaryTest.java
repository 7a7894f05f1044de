package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.api.Change;
import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Prediction;
import io.mlcd.api.RegistryEvent;
import io.mlcd.api.RegistryException;
import io.mlcd.api.Rollout;
import io.mlcd.api.Rollout.State;
import io.mlcd.api.Row;
import io.mlcd.api.Verdict;
import io.mlcd.api.Version;
import io.mlcd.core.judge.Arm;
import io.mlcd.core.judge.Judge;
import io.mlcd.core.rollout.Analysis;
import io.mlcd.core.rollout.Canary;
import io.mlcd.core.rollout.Immediately;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A canary, from its first step to its promotion, and all that may come between. */
@Timeout(120)
class CanaryTest {
    private static final Duration STEP = Duration.ofMinutes(10);
    private static final Canary CANARY = Canary.steps(1, 5, 25, 100).every(STEP).judge(Judge.errorRate(0.01));

    private static Rollout start(Stage stage, Canary canary) {
        return stage.registry.rollout("m", stage.two()).canary(canary).start();
    }

    @Test
    void canary_withoutFailures_goesThroughItsStepsAndIsPromotedAndWatched() {
        try (Stage stage = Stage.ofNumbers(2)) {
            Rollout rollout = start(stage, CANARY);
            List<Double> shares = new ArrayList<>();
            for (int step = 1; step <= 3; step++) {
                assertThat(rollout.state()).isEqualTo(State.RUNNING);
                assertThat(rollout.status().step()).isEqualTo(step);
                shares.add(rollout.status().share());
                assertThat(stage.liveNumber()).isEqualTo(1);
                stage.ask(20_000);
                stage.time.advance(STEP);
            }
            assertThat(shares).containsExactly(0.01, 0.05, 0.25);
            assertThat(rollout.state()).isEqualTo(State.WATCHING);
            assertThat(rollout.status().share()).isEqualTo(1);
            assertThat(stage.liveNumber()).isEqualTo(2);
            assertThat(stage.ask(1_000)).containsExactly(0, 0, 1_000);
            stage.time.advance(STEP);
            assertThat(rollout.state()).isEqualTo(State.PROMOTED);
            assertThat(stage.registry.alias("m", "champion")).contains(stage.two());
            assertThat(stage.time.waiting()).isLessThan(5);
            stage.time.advance(Duration.ofHours(1));
            assertThat(stage.time.waiting()).isZero();
            assertThat(stage.registry.rollback("m")).isEqualTo(stage.one());
            assertThat(stage.events.stream().map(event -> event.getClass().getSimpleName()))
                    .containsExactly(
                            "RolloutStarted",
                            "RolloutStepped",
                            "RolloutStepped",
                            "Promoted",
                            "RolloutEnded",
                            "RolledBack");
        }
    }

    @Test
    void history_ofACanary_tellsWhoAndWhyAndOnWhichEvidence() {
        try (Stage stage = Stage.ofNumbers(2)) {
            Rollout rollout = stage.registry
                    .by("alice", "fewer errors offline")
                    .rollout("m", stage.two())
                    .canary(Canary.steps(50).every(STEP).judge(Judge.errorRate(0.01)))
                    .start();
            stage.ask(1_000);
            stage.time.advance(STEP);
            stage.registry.by("bob", "odd answers").rollback("m");
            List<Change> history = stage.registry.history("m");
            List<Change> its = history.subList(history.size() - 4, history.size());
            assertThat(its)
                    .extracting(Change::kind)
                    .containsExactly(
                            Change.Kind.ROLLOUT_STARTED,
                            Change.Kind.PROMOTED,
                            Change.Kind.ROLLED_BACK,
                            Change.Kind.ROLLOUT_ENDED);
            assertThat(its).extracting(Change::by).containsExactly("alice", "alice", "bob", "bob");
            assertThat(its.get(0).seq()).isEqualTo(rollout.id());
            assertThat(its.get(0).why()).isEqualTo("fewer errors offline");
            assertThat(its.get(0).from()).contains(stage.one());
            assertThat(its.get(0).details())
                    .containsEntry("strategy.strategy", "canary")
                    .containsEntry("strategy.percents", "[50.0]")
                    .containsEntry("strategy.judge.judge", "rate");
            assertThat(its.get(1).why()).contains("0 of ", "calls of the challenger threw");
            assertThat(its.get(1).details())
                    .containsEntry("verdicts.v2.outcome", "PASS")
                    .containsKey("verdicts.v2.measures.calls");
            assertThat(its.get(3).why()).isEqualTo("odd answers");
            assertThat(its.get(3).details()).containsEntry("state", "ABORTED");
            assertThat(stage.registry.liveAt("m", Stage.NOON.plus(STEP).minusSeconds(1)))
                    .contains(stage.one());
        }
    }

    @Test
    void sevenDays_withALookAnHour_passOnVirtualTime() {
        AtomicInteger looks = new AtomicInteger();
        Judge judge = evidence -> {
            looks.incrementAndGet();
            return Judge.allOf(Judge.guardRails(), Judge.losses()).judge(evidence);
        };
        Canary canary = Canary.steps(10, 25, 50, 100)
                .every(Duration.ofHours(56))
                .judge(judge)
                .patience(Duration.ofDays(1))
                .analysis(Analysis.standard().interval(Duration.ofHours(1)));
        try (Stage stage = Stage.ofClasses(2)) {
            Rollout rollout = start(stage, canary);
            int hour = 0; // a step that needs some labels more takes an hour longer
            for (; hour < 8 * 24 && rollout.state() == State.RUNNING; hour++) {
                for (int call = 0; call < 1_000; call++) {
                    Prediction answer = stage.ask("user" + hour + "-" + call);
                    answer.id().ifPresent(id -> stage.live.label(id, id % 10 == 0 ? "no" : "yes"));
                }
                stage.time.advance(Duration.ofHours(1));
            }
            assertThat(rollout.state()).as("%s", rollout).isEqualTo(State.WATCHING);
            assertThat(hour).isGreaterThanOrEqualTo(7 * 24);
            assertThat(looks.get()).isEqualTo(hour);
        }
    }

    @Test
    void shares_atEachStep_areWithinThreeSigmaAndKeysNeverMoveBack() {
        try (Stage stage = Stage.ofNumbers(2)) {
            Rollout rollout = start(stage, CANARY);
            Map<String, Integer> last = new HashMap<>();
            for (double share : new double[] {0.01, 0.05, 0.25}) {
                int calls = 100_000;
                int byKey = 0;
                int byChance = 0;
                for (int i = 0; i < calls; i++) {
                    String key = "user-" + i;
                    int number = stage.ask(key).version().orElseThrow().number();
                    assertThat(number).isGreaterThanOrEqualTo(last.getOrDefault(key, 1));
                    last.put(key, number);
                    byKey += number - 1;
                    byChance += stage.live
                                    .predict(Row.of("x", i))
                                    .version()
                                    .orElseThrow()
                                    .number()
                            - 1;
                }
                double sigma = Math.sqrt(calls * share * (1 - share));
                assertThat((double) byKey).isCloseTo(calls * share, within(3 * sigma));
                assertThat((double) byChance).isCloseTo(calls * share, within(5 * sigma)); // by chance, each time anew
                rollout.advance();
            }
            assertThat(rollout.state()).isEqualTo(State.WATCHING);
        }
    }

    @Test
    void inconclusive_atTheEndOfAStep_pausesAndNeverGoesOnByItself() {
        try (Stage stage = Stage.ofNumbers(2)) {
            Rollout rollout = start(stage, CANARY);
            stage.time.advance(STEP); // nobody called
            assertThat(rollout.state()).isEqualTo(State.PAUSED);
            assertThat(rollout.status().reason()).contains("to pass needs 100 more calls");
            stage.ask(30_000);
            stage.time.advance(Duration.ofDays(1));
            assertThat(rollout.state()).isEqualTo(State.PAUSED);
            assertThat(rollout.status().step()).isEqualTo(1);
            assertThat(rollout.status().verdicts().get(stage.two()).passed()).isTrue();
            rollout.resume();
            rollout.resume();
            assertThat(rollout.state()).isEqualTo(State.RUNNING);
            stage.ask(30_000);
            stage.time.advance(STEP.minusSeconds(1));
            assertThat(rollout.status().step()).isEqualTo(1);
            stage.time.advance(Duration.ofSeconds(1));
            assertThat(rollout.status().step()).isEqualTo(2);
        }
    }

    @Test
    void patience_waitsForAJudgeThatCannotTell() {
        try (Stage stage = Stage.ofNumbers(2)) {
            Rollout rollout = start(stage, CANARY.patience(Duration.ofHours(1)));
            stage.time.advance(Duration.ofMinutes(30));
            assertThat(rollout.state()).isEqualTo(State.RUNNING);
            stage.ask(20_000);
            stage.time.advance(Duration.ofMinutes(1)); // the next look, not the end of the patience
            assertThat(rollout.status().step()).isEqualTo(2);
            stage.time.advance(Duration.ofMinutes(70));
            assertThat(rollout.state()).isEqualTo(State.PAUSED);
        }
    }

    @Test
    void defaults_askForLabels_beforeTheyPromote() {
        try (Stage stage = Stage.ofClasses(2)) {
            Rollout rollout = start(stage, Canary.steps(20, 50).every(STEP));
            stage.ask(2_000);
            stage.time.advance(STEP);
            assertThat(rollout.status().step()).isEqualTo(2);
            stage.ask(2_000);
            stage.time.advance(STEP);
            assertThat(rollout.state()).isEqualTo(State.PAUSED);
            assertThat(rollout.status().reason()).contains("labels of 0 keys");
        }
    }

    @Test
    void labels_ofAWorseChallenger_abort_andOfAnEqualOnePromote() {
        for (boolean worse : new boolean[] {true, false}) {
            try (Stage stage = Stage.ofClasses(2)) {
                Rollout rollout = start(
                        stage,
                        Canary.steps(50)
                                .every(Duration.ofHours(10))
                                .analysis(Analysis.standard().interval(Duration.ofMinutes(10))));
                if (worse) {
                    stage.decides(2, "no");
                }
                SplittableRandom random = new SplittableRandom(5);
                List<Prediction> unlabelled = new ArrayList<>();
                for (int i = 0; i < 30_000 && rollout.state() == State.RUNNING; i++) {
                    Prediction answer = stage.ask("user" + i);
                    assertThat(answer.id()).isNotEqualTo(OptionalLong.empty());
                    unlabelled.add(answer);
                    if (i % 500 == 499) { // labels come late, the newest first
                        for (int j = unlabelled.size() - 1; j >= 0; j--) {
                            String truth = random.nextInt(10) == 0 ? "no" : "yes";
                            long id = unlabelled.get(j).id().getAsLong();
                            assertThat(stage.live.label(id, truth)).isTrue();
                            assertThat(stage.live.label(id, truth)).isFalse();
                        }
                        unlabelled.clear();
                        stage.time.advance(Duration.ofMinutes(10));
                    }
                }
                assertThat(rollout.state()).isEqualTo(worse ? State.ABORTED : State.WATCHING);
                assertThat(rollout.status().forgotten()).isPositive();
                if (worse) {
                    assertThat(rollout.status().reason()).contains("which is surely worse");
                    assertThat(stage.ask(500)).containsExactly(0, 500, 0);
                }
            }
        }
    }

    @Test
    void label_thatIsNone_isRefused() {
        try (Stage stage = Stage.ofClasses(2)) {
            assertThat(stage.live.label(7, "yes")).isFalse(); // no rollout, nothing recorded
            start(stage, CANARY);
            assertThatThrownBy(() -> stage.live.label(7, "maybe"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"maybe\" is not a class of \"yes-no\"; its classes are [no, yes]");
            assertThatThrownBy(() -> stage.live.label(7, 1.0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("tell one of [no, yes]");
        }
    }

    @Test
    void challengerThatThrows_isCoveredAndAbortedWithinThreeCalls() {
        try (Stage stage = Stage.ofNumbers(2)) {
            Rollout rollout = start(stage, Canary.steps(50).every(STEP));
            stage.ask(10);
            stage.throwsOn(2);
            int asked = 0;
            while (rollout.state() == State.RUNNING) {
                assertThat(stage.ask("key" + asked++).version()).contains(stage.one());
                stage.time.advance(Duration.ZERO);
            }
            assertThat(rollout.state()).isEqualTo(State.ABORTED);
            assertThat(rollout.status().reason()).contains("3 of ", "calls of the challenger threw");
            assertThat(asked).isLessThan(30);
            assertThat(stage.liveNumber()).isEqualTo(1);
        }
    }

    @Test
    void challengerThatFailsLessOftenThanItMay_isNotLookedAtAllTheTime() {
        try (Stage stage = Stage.ofNumbers(2)) {
            AtomicInteger looks = new AtomicInteger();
            Judge guard = evidence -> {
                looks.incrementAndGet();
                return Judge.errorRate(0.5).judge(evidence);
            };
            Rollout rollout = start(
                    stage,
                    Canary.steps(50)
                            .every(STEP)
                            .judge(Judge.errorRate(0.5))
                            .analysis(Analysis.standard().guard(guard)));
            stage.codec.on(2, (row, out) -> {
                if (row[0] % 10 == 0) {
                    throw new IllegalStateException("every tenth");
                }
                out[0] = 2;
            });
            for (int i = 0; i < 10_000; i++) {
                stage.live.predict(Row.of("x", i), "key" + i);
                stage.time.advance(Duration.ofMillis(1));
            }
            assertThat(rollout.state()).isEqualTo(State.RUNNING);
            assertThat(looks.get()).isBetween(50, 130); // 20 at once, and then ten a second
        }
    }

    @Test
    void challengerThatAnswersNan_isCoveredAndAborted() {
        try (Stage stage = Stage.ofNumbers(2)) {
            Rollout rollout = start(stage, Canary.steps(50).every(STEP));
            stage.codec.answers(2, Double.NaN);
            assertThat(stage.ask(100)).containsExactly(0, 100, 0);
            stage.time.advance(Duration.ZERO);
            assertThat(rollout.state()).isEqualTo(State.ABORTED);
            assertThat(rollout.status().reason()).contains("were answered NaN");
        }
    }

    @Test
    void mistakesOfCallers_countForNobody() {
        try (Stage stage = Stage.ofNumbers(2)) {
            Version wider = stage.registry.publish(
                    "m", stage.codec.artifact(2, new Output.Numeric("y"), Feature.number("x"), Feature.number("z")));
            Rollout rollout = stage.registry
                    .rollout("m", wider)
                    .canary(Canary.steps(50).every(STEP))
                    .start();
            stage.codec.on(1, (row, out) -> {
                if (row[0] < 0) {
                    throw new IllegalStateException("negative");
                }
                out[0] = 1 + row[0];
            });
            stage.codec.on(2, (row, out) -> {
                if (row[0] < 0) {
                    throw new IllegalStateException("negative");
                }
                out[0] = 2 + row[0];
            });
            for (int i = 0; i < 200; i++) {
                String key = "key" + i;
                assertThatThrownBy(() -> stage.live.predict(Row.of("x", "text"), key))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("\"x\" is a number");
                assertThatThrownBy(() -> stage.live.predict(Row.of("x", -1), key))
                        .hasMessage("negative");
            }
            stage.time.advance(Duration.ofMinutes(2));
            assertThat(rollout.state()).isEqualTo(State.RUNNING);
            Verdict verdict = rollout.status().verdicts().get(wider);
            assertThat(verdict.measures().get("1.calls")).isZero();
        }
    }

    @Test
    void callersThatThePromotionWouldFail_areCovered_andAbortIt() {
        try (Stage stage = Stage.ofNumbers(2)) {
            Version wider = stage.registry.publish(
                    "m", stage.codec.artifact(2, new Output.Numeric("y"), Feature.number("x"), Feature.number("z")));
            Rollout rollout = stage.registry
                    .rollout("m", wider)
                    .canary(Canary.steps(50).every(STEP))
                    .start();
            for (int i = 0; i < 20; i++) { // z is a number for the new version, and for the champion nothing
                assertThat(stage.live
                                .predict(Row.of("x", 1, "z", "text"), "key" + i)
                                .version())
                        .contains(stage.one());
            }
            stage.time.advance(Duration.ZERO);
            assertThat(rollout.state()).isEqualTo(State.ABORTED);
        }
    }

    @Test
    void afterThePromotion_guardRailsRollBack_andNoCallFails() {
        try (Stage stage = Stage.ofNumbers(2)) {
            Rollout rollout = start(stage, Canary.steps(50).every(STEP).judge(Judge.errorRate(0.01)));
            stage.ask(1_000);
            stage.time.advance(STEP);
            assertThat(rollout.state()).isEqualTo(State.WATCHING);
            stage.throwsOn(2);
            assertThat(stage.ask(10)).containsExactly(0, 10, 0);
            stage.time.advance(Duration.ZERO);
            assertThat(rollout.state()).isEqualTo(State.ABORTED);
            assertThat(stage.liveNumber()).isEqualTo(1);
            assertThat(stage.registry.history("m"))
                    .extracting(Change::kind)
                    .endsWith(Change.Kind.ROLLED_BACK, Change.Kind.ROLLOUT_ENDED);
            assertThatThrownBy(() -> stage.registry.rollback("m"))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("was live before");
        }
    }

    @Test
    void byHand_everyMoveIsPossible() {
        try (Stage stage = Stage.ofNumbers(3)) {
            Rollout rollout = start(stage, CANARY);
            rollout.pause();
            rollout.pause();
            stage.time.advance(Duration.ofDays(3));
            assertThat(rollout.state()).isEqualTo(State.PAUSED);
            rollout.advance();
            assertThat(rollout.status().step()).isEqualTo(2);
            assertThat(rollout.state()).isEqualTo(State.RUNNING);
            rollout.promote();
            assertThat(rollout.state()).isEqualTo(State.WATCHING);
            assertThat(stage.liveNumber()).isEqualTo(2);
            assertThatThrownBy(rollout::pause)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("rolls back");
            rollout.promote(); // a second time: it is live, and goes on being watched
            assertThat(rollout.state()).isEqualTo(State.WATCHING);
            rollout.advance();
            assertThat(rollout.state()).isEqualTo(State.PROMOTED);
            assertThatThrownBy(rollout::abort)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has ended: it was PROMOTED");

            Rollout next = stage.registry
                    .rollout("m", stage.versions.get(2))
                    .canary(CANARY)
                    .start();
            next.abort();
            assertThat(next.state()).isEqualTo(State.ABORTED);
            assertThat(stage.ask(100)).containsExactly(0, 0, 100, 0);
        }
    }

    @Test
    void whileARolloutRuns_whatElseMovesTheLiveVersionIsRefused() {
        try (Stage stage = Stage.ofNumbers(3)) {
            Rollout rollout = start(stage, CANARY);
            Version three = stage.versions.get(2);
            assertThat(stage.registry.rollout("m"))
                    .get()
                    .extracting(Rollout::id)
                    .isEqualTo(rollout.id());
            assertThat(stage.registry.alias("m", "challenger")).contains(stage.two());
            assertThat(stage.registry.details(stage.two()).aliases()).contains("challenger");
            assertRunning(() -> stage.registry.promote("m", three));
            assertRunning(() -> stage.registry.promoteIncompatible("m", three));
            assertRunning(
                    () -> stage.registry.moveAlias("m", "challenger", stage.registry.alias("m", "challenger"), three));
            assertRunning(
                    () -> stage.registry.rollout("m", three).canary(CANARY).start());
            assertThatThrownBy(() -> stage.registry.retire(stage.two())).hasMessageContaining("is rolled out");
            assertThat(stage.registry.retain("m", 1)).isEmpty();
            assertThat(stage.registry.rollback("m")).isEqualTo(stage.one());
            assertThat(rollout.state()).isEqualTo(State.ABORTED);
            assertThat(stage.registry.alias("m", "challenger")).isEmpty();

            Rollout again = start(stage, CANARY);
            stage.registry.promote("m", stage.two()); // the challenger itself: that ends it
            assertThat(again.state()).isEqualTo(State.WATCHING);
        }
    }

    private static void assertRunning(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RegistryException.class,
                        e -> assertThat(e.reason()).isEqualTo(RegistryException.Reason.ROLLOUT_RUNNING));
    }

    @Test
    void start_ofWhatCannotBe_isRefused() {
        try (Stage stage = Stage.ofNumbers(2)) {
            LocalRegistry registry = stage.registry;
            Version other = registry.publish("other", stage.codec.artifact(1));
            assertThatThrownBy(() ->
                            registry.rollout("other", other).canary(CANARY).start())
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("promote the first one");
            assertThatThrownBy(() ->
                            registry.rollout("m", stage.one()).canary(CANARY).start())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is live; roll out another");
            assertThatThrownBy(() -> registry.rollout("m", stage.two()).start())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("say how \"m\" is rolled out");
            assertThat(registry.rollout("m")).isEmpty();
            Version narrow =
                    registry.publish("m", stage.codec.artifact(2, new Output.Numeric("y"), Feature.number("other")));
            assertThatThrownBy(
                            () -> registry.rollout("m", narrow).canary(CANARY).start())
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("\"other\"");
            assertThat(registry.history("m")).extracting(Change::kind).doesNotContain(Change.Kind.ROLLOUT_STARTED);
        }
        try (LocalRegistry bare = LocalRegistry.inMemory().open()) {
            assertThatThrownBy(() -> bare.rollout("m", new Version("m", 1, "0".repeat(64)))
                            .canary(CANARY)
                            .start())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(".scheduler(");
        }
    }

    @Test
    void immediately_promotesAndWatches() {
        try (Stage stage = Stage.ofNumbers(3)) {
            Rollout rollout = stage.registry
                    .rollout("m", stage.two())
                    .immediately(Immediately.standard())
                    .start();
            assertThat(rollout.state()).isEqualTo(State.WATCHING);
            assertThat(stage.ask(100)).containsExactly(0, 0, 100, 0);
            stage.time.advance(Duration.ofMinutes(10));
            assertThat(rollout.state()).isEqualTo(State.PROMOTED);
            Rollout unwatched = stage.registry
                    .rollout("m", stage.versions.get(2))
                    .immediately(Immediately.standard().watch(Duration.ZERO))
                    .start();
            assertThat(unwatched.state()).isEqualTo(State.PROMOTED);
            assertThat(stage.events.get(stage.events.size() - 1)).isInstanceOf(RegistryEvent.RolloutEnded.class);
        }
    }

    @Test
    void judgeThatThrows_cannotTell() {
        try (Stage stage = Stage.ofNumbers(2)) {
            Rollout rollout = start(stage, CANARY.judge(evidence -> {
                throw new IllegalStateException("no connection to the metrics");
            }));
            stage.ask(1_000);
            stage.time.advance(STEP);
            assertThat(rollout.state()).isEqualTo(State.PAUSED);
            assertThat(rollout.status().reason()).contains("no connection to the metrics");
        }
    }

    @Test
    void dryRun_neverDecides() {
        try (Stage stage = Stage.ofNumbers(2)) {
            Judge fails = evidence -> Verdict.fail("always", Map.of());
            Rollout rollout = start(
                    stage,
                    CANARY.judge(Judge.allOf(Judge.errorRate(0.01), Judge.dryRun(fails)))
                            .analysis(Analysis.standard().guard(Judge.dryRun(fails))));
            stage.ask(20_000);
            stage.time.advance(STEP);
            assertThat(rollout.status().step()).isEqualTo(2);
        }
    }

    @Test
    void measure_feedsJudgesOfSeries() {
        try (Stage stage = Stage.ofNumbers(2)) {
            Rollout rollout =
                    start(stage, Canary.steps(50).every(Duration.ofHours(1)).judge(Judge.series("revenue")));
            for (int minute = 0; minute < 59; minute++) {
                rollout.measure("revenue", stage.one(), 100 + minute % 3);
                rollout.measure("revenue", stage.two(), 100 + (minute + 1) % 3);
                stage.time.advance(Duration.ofMinutes(1));
            }
            assertThatThrownBy(() -> rollout.measure("revenue", new Version("m", 9, "0".repeat(64)), 1))
                    .isInstanceOf(IllegalArgumentException.class);
            stage.time.advance(Duration.ofMinutes(1));
            assertThat(rollout.state()).as("%s", rollout).isEqualTo(State.WATCHING);
        }
    }

    @Test
    void control_isOfTheSameSizeAtEachStep() {
        AtomicInteger champion = new AtomicInteger();
        AtomicInteger challenger = new AtomicInteger();
        Judge judge = evidence -> {
            champion.set((int) evidence.seen(Arm.CHAMPION).calls());
            challenger.set((int) evidence.seen(Arm.CHALLENGER).calls());
            return Verdict.pass("counted", Map.of());
        };
        try (Stage stage = Stage.ofNumbers(2)) {
            Rollout rollout = start(stage, Canary.steps(1, 10, 75).every(STEP).judge(judge));
            for (double share : new double[] {0.01, 0.1, 0.75}) {
                stage.ask(50_000);
                stage.time.advance(STEP);
                double control = Math.min(share, 1 - share);
                assertThat(challenger.get()).isCloseTo((int) (50_000 * share), within(700));
                assertThat(champion.get()).isCloseTo((int) (50_000 * control), within(700));
            }
            assertThat(rollout.state()).isEqualTo(State.WATCHING);
        }
    }
}
