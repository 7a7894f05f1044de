package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.Change;
import io.mlcd.api.Rollout;
import io.mlcd.api.Rollout.State;
import io.mlcd.api.Row;
import io.mlcd.api.Verdict;
import io.mlcd.core.judge.Judge;
import io.mlcd.core.judge.SampleRatio;
import io.mlcd.core.oracle.ScriptCodec;
import io.mlcd.core.rollout.AbTest;
import io.mlcd.core.rollout.Analysis;
import io.mlcd.core.rollout.BlueGreen;
import io.mlcd.core.rollout.Canary;
import io.mlcd.core.rollout.Immediately;
import io.mlcd.core.rollout.Loss;
import io.mlcd.core.rollout.Shadow;
import io.mlcd.core.rollout.Strategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rollouts that go on after the registry was closed and opened again. */
@Timeout(120)
class ResumeTest {
    private static final Duration STEP = Duration.ofMinutes(10);
    private static final Canary CANARY = Canary.steps(10, 50).every(STEP).judge(Judge.errorRate(0.01));

    @TempDir
    Path folder;

    private Stage open() {
        return Stage.ofNumbers(LocalRegistry.at(folder), 2);
    }

    @Test
    void canary_goesOnAtTheSameStep_withTheSameKeys() {
        List<String> keys = IntStream.range(0, 500).mapToObj(i -> "key" + i).toList();
        List<Integer> before;
        Rollout left;
        try (Stage stage = open()) {
            Rollout rollout = stage.registry
                    .by("alice", "")
                    .rollout("m", stage.two())
                    .canary(CANARY)
                    .start();
            stage.ask(2_000);
            stage.time.advance(STEP);
            assertThat(rollout.status().step()).isEqualTo(2);
            before = keys.stream()
                    .map(key -> stage.ask(key).version().orElseThrow().number())
                    .toList();
            left = rollout;
        }
        assertThat(left.state()).isEqualTo(State.SUSPENDED);
        assertThatThrownBy(left::advance).hasMessageContaining("the registry is closed");
        try (Stage stage = open()) {
            Rollout rollout = stage.registry.rollout("m").orElseThrow();
            assertThat(rollout.state()).isEqualTo(State.RUNNING);
            assertThat(rollout.status().step()).isEqualTo(2);
            assertThat(rollout.status().share()).isEqualTo(0.5);
            assertThat(keys.stream()
                            .map(key -> stage.ask(key).version().orElseThrow().number())
                            .toList())
                    .isEqualTo(before);
            stage.time.advance(STEP.minusSeconds(1));
            assertThat(rollout.state()).isEqualTo(State.RUNNING); // the step begins anew
            stage.time.advance(Duration.ofSeconds(1));
            assertThat(rollout.state()).isEqualTo(State.WATCHING);
        }
        try (Stage stage = open()) {
            Rollout rollout = stage.registry.rollout("m").orElseThrow();
            assertThat(rollout.state()).isEqualTo(State.WATCHING);
            assertThat(stage.liveNumber()).isEqualTo(2);
            stage.throwsOn(2);
            assertThat(stage.ask(10)).containsExactly(0, 10, 0);
            stage.time.advance(Duration.ZERO);
            assertThat(rollout.state()).isEqualTo(State.ABORTED);
            assertThat(stage.registry.history("m"))
                    .filteredOn(change -> change.kind() == Change.Kind.ROLLED_BACK)
                    .extracting(Change::by)
                    .containsExactly("alice");
        }
        try (Stage stage = open()) {
            assertThat(stage.registry.rollout("m")).isEmpty();
            assertThat(stage.liveNumber()).isEqualTo(1);
        }
    }

    @Test
    void paused_staysPaused() {
        try (Stage stage = open()) {
            stage.registry.rollout("m", stage.two()).canary(CANARY).start();
            stage.registry.by("bob", "it is weekend").rollout("m").orElseThrow().pause();
        }
        try (Stage stage = open()) {
            Rollout rollout = stage.registry.rollout("m").orElseThrow();
            assertThat(rollout.state()).isEqualTo(State.PAUSED);
            assertThat(rollout.status().reason()).isEqualTo("it is weekend");
            assertThat(stage.ask(2_000)[2]).isBetween(100L, 300L);
            stage.time.advance(Duration.ofDays(2));
            assertThat(rollout.state()).isEqualTo(State.PAUSED);
            rollout.resume();
            stage.ask(2_000);
            stage.time.advance(STEP);
            assertThat(rollout.status().step()).isEqualTo(2);
        }
    }

    @Test
    void withoutAScheduler_itKeepsItsShare_andGuardRailsStillAbort() {
        try (Stage stage = open()) {
            stage.registry.rollout("m", stage.two()).canary(Canary.steps(50)).start();
        }
        ScriptCodec codec = new ScriptCodec();
        codec.varies(1);
        codec.varies(2);
        try (LocalRegistry registry = LocalRegistry.at(folder).codec(codec).open()) {
            Rollout rollout = registry.rollout("m").orElseThrow();
            assertThat(rollout.state()).isEqualTo(State.PAUSED);
            assertThat(rollout.status().reason()).contains("without a scheduler");
            assertThatThrownBy(rollout::resume)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(".scheduler(");
            codec.on(2, (row, out) -> {
                throw new IllegalStateException("gone");
            });
            for (int i = 0; i < 50; i++) {
                assertThat(registry.live("m").predict(Row.of("x", 1), "key" + i).value())
                        .isBetween(1.0, 1.1);
            }
            assertThat(rollout.state()).isEqualTo(State.ABORTED);
        }
    }

    @Test
    void challengerThatIsLost_abortsTheRollout_andTheRegistryOpens() throws IOException {
        try (Stage stage = open()) {
            stage.registry.rollout("m", stage.two()).canary(CANARY).start();
        }
        try (var files = Files.walk(folder)) {
            List<Path> second = files.filter(
                            file -> file.getFileName().toString().startsWith("2"))
                    .toList();
            assertThat(second).isNotEmpty();
            for (Path file : second) {
                Files.delete(file);
            }
        }
        ScriptCodec codec = new ScriptCodec();
        codec.varies(1);
        try (LocalRegistry registry = LocalRegistry.at(folder).codec(codec).open()) {
            assertThat(registry.live("m").predict(Row.of("x", 1)).value()).isBetween(1.0, 1.1);
            assertThat(registry.rollout("m")).isEmpty();
            List<Change> history = registry.history("m");
            Change last = history.get(history.size() - 1);
            assertThat(last.kind()).isEqualTo(Change.Kind.ROLLOUT_ENDED);
            assertThat(last.why()).contains("it cannot go on");
        }
    }

    @Test
    void judgeOfTheHost_isGivenAgain_orCannotTell() {
        Judge own = evidence -> Verdict.pass("fine", Map.of());
        try (Stage stage = open()) {
            stage.registry.rollout("m", stage.two()).canary(CANARY.judge(own)).start();
        }
        try (Stage stage = open()) {
            stage.time.advance(STEP);
            Rollout rollout = stage.registry.rollout("m").orElseThrow();
            assertThat(rollout.state()).isEqualTo(State.PAUSED);
            assertThat(rollout.status().reason()).contains(".judge(name, judge)");
            rollout.resume();
        }
        try (Stage stage = Stage.ofNumbers(LocalRegistry.at(folder).judge("m", own), 2)) {
            stage.time.advance(STEP);
            assertThat(stage.registry.rollout("m").orElseThrow().status().step())
                    .isEqualTo(2);
        }
    }

    @Test
    void followers_serveTheChampionUntilThePromotion() {
        try (Stage stage = open();
                LocalRegistry follower =
                        LocalRegistry.following(folder).codec(stage.codec).open()) {
            Rollout rollout =
                    stage.registry.rollout("m", stage.two()).canary(CANARY).start();
            follower.refresh();
            assertThat(follower.rollout("m")).isEmpty();
            assertThat(follower.live("m").version()).contains(stage.one());
            assertThat(follower.alias("m", "challenger")).contains(stage.two());
            rollout.promote();
            follower.refresh();
            assertThat(follower.live("m").version()).contains(stage.two());
        }
    }

    static List<Strategy> strategies() {
        Analysis analysis = Analysis.standard()
                .interval(Duration.ofSeconds(7))
                .guard(Judge.allOf(Judge.nanRate(0.03), Judge.outOfRangeRate(0.1)))
                .loss(Loss.SQUARED)
                .range(-1.5, 1e300)
                .answers(77);
        return List.of(
                Canary.steps(0.1, 33, 100),
                Canary.steps(5)
                        .every(Duration.ofNanos(17))
                        .judge(Judge.mcNemar())
                        .stepJudge(Judge.dryRun(Judge.losses().margin(0.1)))
                        .patience(Duration.ofDays(3))
                        .watch(Duration.ZERO)
                        .analysis(analysis),
                BlueGreen.after(Duration.ofHours(3))
                        .judge(Judge.latency(0.99, Duration.ofMillis(3)))
                        .patience(Duration.ofSeconds(1))
                        .watch(Duration.ofDays(1))
                        .analysis(analysis),
                Shadow.lasting(Duration.ofDays(9))
                        .fraction(0.3)
                        .judge(Judge.pairedLosses())
                        .patience(Duration.ofMinutes(4))
                        .queue(99)
                        .timeout(Duration.ofMillis(250))
                        .analysis(analysis),
                AbTest.percents(1.5, 20)
                        .lasting(Duration.ofDays(30))
                        .judge(Judge.series("revenue"))
                        .sampleRatio(SampleRatio.standard().alpha(0.01))
                        .patience(Duration.ofMinutes(4))
                        .analysis(analysis),
                Immediately.standard().watch(Duration.ofHours(2)).analysis(analysis));
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void strategies_areReadAsTheyWereWritten(Strategy strategy) {
        assertThat(Strategies.read(Strategies.toJson(strategy), Optional.empty()))
                .isEqualTo(strategy);
    }
}
