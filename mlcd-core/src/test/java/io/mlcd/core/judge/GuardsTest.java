package io.mlcd.core.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.api.Verdict;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GuardsTest {
    private static Evidence calls(long calls, long errors, long nans, long outOfRange) {
        return Evidence.builder()
                .calls(Arm.CHALLENGER, new Seen(calls, errors, nans, outOfRange, Latencies.ofNanos(), Scores.NONE))
                .build();
    }

    private static Evidence scored(Scores champion, Scores challenger) {
        return Evidence.builder()
                .calls(Arm.CHAMPION, new Seen(champion.count(), 0, 0, 0, Latencies.ofNanos(), champion))
                .calls(Arm.CHALLENGER, new Seen(challenger.count(), 0, 0, 0, Latencies.ofNanos(), challenger))
                .build();
    }

    private static Evidence took(Latencies champion, Latencies challenger) {
        return Evidence.builder()
                .calls(Arm.CHAMPION, new Seen(champion.calls(), 0, 0, 0, champion, Scores.NONE))
                .calls(Arm.CHALLENGER, new Seen(challenger.calls(), 0, 0, 0, challenger, Scores.NONE))
                .build();
    }

    /** As the Javadoc says. */
    @ParameterizedTest
    @CsvSource({"0.0001, 3", "0.01, 3", "0.06, 3", "0.1, 4", "0.5, 13"})
    void everyCallThrows_failsAtThatCall(double limit, int within) {
        RateGuard guard = Judge.errorRate(limit);

        assertThat(guard.judge(calls(within, within, 0, 0)).failed()).isTrue();
        assertThat(guard.judge(calls(within - 1, within - 1, 0, 0)).failed()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(RateGuard.What.class)
    void oneUnluckyCall_doesNotFail_unlessConfigured(RateGuard.What what) {
        RateGuard guard = new RateGuard(what, 0.0001, 100, 3, 0.001);

        assertThat(guard.judge(calls(1, 1, 1, 1)).failed()).isFalse();
        assertThat(guard.minBad(1).judge(calls(1, 1, 1, 1)).failed()).isTrue();
        assertThat(guard.judge(calls(3, 3, 3, 3)).failed()).isTrue();
    }

    @Test
    void kinds_countTheirOwn() {
        assertThat(Judge.errorRate(0.01).judge(calls(200, 0, 200, 200)).passed())
                .isTrue();
        assertThat(Judge.nanRate(0.01).judge(calls(200, 200, 0, 200)).passed()).isTrue();
        assertThat(Judge.outOfRangeRate(0.01).judge(calls(200, 200, 200, 0)).passed())
                .isTrue();
    }

    @Test
    void rate_lookedAtAfterEachCall_failsFiveTimesTheLimitWithin800_andHardlyEverTheLimit() {
        assertThat(failing(0.05, 800)).isGreaterThanOrEqualTo(198);
        assertThat(failing(0.01, 3_000)).isLessThanOrEqualTo(1);
    }

    private static long failing(double rate, int calls) {
        RateGuard guard = Judge.errorRate(0.01);
        return IntStream.range(0, 200)
                .filter(run -> {
                    SplittableRandom random = new SplittableRandom(run);
                    int errors = 0;
                    for (int call = 1; call <= calls; call++) {
                        errors += random.nextDouble() < rate ? 1 : 0;
                        if (guard.judge(calls(call, errors, 0, 0)).failed()) {
                            return true;
                        }
                    }
                    return false;
                })
                .count();
    }

    @Test
    void rate_reasonTellsTheNumbers_andTooFewCallsHowManyMore() {
        assertThat(Judge.errorRate(0.01).judge(calls(40, 7, 0, 0)).reason())
                .startsWith("7 of 40 calls of the challenger threw, allowed are 1 %; that is surely more");
        assertThat(Judge.errorRate(0.01).judge(calls(40, 0, 0, 0)).reason()).endsWith("to pass needs 60 more calls");
        assertThat(Judge.errorRate(0.01).judge(calls(100, 2, 0, 0)).outcome()).isEqualTo(Verdict.Outcome.INCONCLUSIVE);
    }

    @Test
    void constantAnswers_failWhereTheChampionsDiffer() {
        Scores differ = new Scores(500, 0.1, 0.9, 0.4);
        ConstantGuard guard = Judge.constantOutput();

        assertThat(guard.judge(scored(differ, new Scores(100, 0.5, 0.5, 0.5))).failed())
                .isTrue();
        assertThat(guard.judge(scored(differ, new Scores(99, 0.5, 0.5, 0.5))).outcome())
                .isEqualTo(Verdict.Outcome.INCONCLUSIVE);
        assertThat(guard.judge(scored(differ, new Scores(2, 0.5, 0.6, 0.55))).passed())
                .isTrue();
        assertThat(guard.judge(scored(new Scores(100, 1, 1, 1), new Scores(100, 0.5, 0.5, 0.5)))
                        .passed())
                .isTrue();
        assertThat(guard.judge(Evidence.builder().build()).outcome()).isEqualTo(Verdict.Outcome.INCONCLUSIVE);
    }

    @Test
    void latency_aboveABound_failsAtTheThirdCall() {
        LatencyGuard guard = Judge.latency(0.99, Duration.ofMillis(5));
        Latencies none = Latencies.ofNanos();

        assertThat(guard.judge(took(none, Latencies.ofNanos(9_000_000, 9_000_000, 9_000_000)))
                        .failed())
                .isTrue();
        assertThat(guard.judge(took(none, Latencies.ofNanos(9_000_000, 9_000_000)))
                        .failed())
                .isFalse();
        assertThat(guard.judge(took(none, spread(1_000, 4_000_000))).passed()).isTrue();
    }

    @Test
    void latency_asAMultipleOfTheChampions_needsEnoughOfIt() {
        LatencyGuard guard = Judge.latencyRatio(0.99, 1.5);
        Latencies champion = spread(1_000, 1_000_000);

        assertThat(guard.judge(took(champion, spread(1_000, 1_200_000))).passed())
                .isTrue();
        assertThat(guard.judge(took(champion, spread(1_000, 2_000_000))).failed())
                .isTrue();
        assertThat(guard.judge(took(spread(999, 1_000_000), spread(1_000, 2_000_000)))
                        .outcome())
                .isEqualTo(Verdict.Outcome.INCONCLUSIVE);
        assertThat(guard.bound(Duration.ofMillis(3))
                        .judge(took(champion, spread(1_000, 2_000_000)))
                        .passed())
                .isTrue();
    }

    private static Latencies spread(int calls, long slowest) {
        return Latencies.ofNanos(
                LongStream.rangeClosed(1, calls).map(i -> slowest * i / calls).toArray());
    }
}
