package io.mlcd.core.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.Verdict;
import io.mlcd.core.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JudgesTest {
    private static final Evidence NOTHING = Evidence.builder().build();
    private static final Judge PASS = evidence -> Verdict.pass("good", Map.of("x", 1.0));
    private static final Judge FAIL = evidence -> Verdict.fail("bad", Map.of("x", 2.0));
    private static final Judge WAIT = evidence -> Verdict.inconclusive("few", Map.of());

    static Stream<Judge> builtIn() {
        return Stream.of(
                Judge.losses()
                        .margin(0.1 + 0.2)
                        .effect(0.07)
                        .alpha(0.01)
                        .minKeys(7)
                        .lossRange(9),
                Judge.errorRate(0.03).minCalls(5).minBad(2).alpha(0.1),
                Judge.nanRate(0.04),
                Judge.outOfRangeRate(0.05),
                Judge.latency(0.95, Duration.ofMillis(7)).minCalls(5).minBad(2).alpha(0.1),
                Judge.latencyRatio(0.5, 1.7),
                new ConstantGuard(17),
                Judge.series("sales \"net\"")
                        .bad(SeriesShift.Direction.LOW)
                        .tolerance(0)
                        .absoluteTolerance(2)
                        .effect(0.7)
                        .alpha(0.1)
                        .minPoints(9)
                        .maxSpread(3),
                Judge.mcNemar().margin(0.1).alpha(0.2).minKeys(5),
                Judge.pairedLosses()
                        .margin(3)
                        .alpha(0.2)
                        .minKeys(5)
                        .resamples(500)
                        .seed(-1),
                Judge.sampleRatio().alpha(0.01).minAssigned(7),
                Judge.standard(),
                Judge.allOf(Judge.dryRun(Judge.allOf(Judge.errorRate(0.1))), Judge.losses()));
    }

    @ParameterizedTest
    @MethodSource("builtIn")
    @SuppressWarnings("unchecked")
    void json_readsBackTheSame_andEachIsPrintable(Judge judge) {
        String text = Json.write(Judges.toJson(judge));
        Judge read = Judges.read((Map<String, Object>) Json.read(text));

        assertThat(read).isEqualTo(judge).hasSameHashCodeAs(judge).hasToString(judge.toString());
        assertThat(Json.write(Judges.toJson(read))).isEqualTo(text);
        assertThat(judge.toString()).doesNotContain("@");
    }

    @ParameterizedTest
    @MethodSource("builtIn")
    void noEvidence_isInconclusive(Judge judge) {
        assertThat(judge.judge(NOTHING).outcome()).isEqualTo(Verdict.Outcome.INCONCLUSIVE);
    }

    @Test
    void withers_changeOneThing() {
        assertThat(builtIn().distinct()).hasSize(13);
        assertThat(Judge.losses().alpha(0.1)).isEqualTo(new LossDifference(0.02, 0.05, 0.1, 100, 1));
        assertThat(Judge.errorRate(0.1).minBad(1)).isEqualTo(new RateGuard(RateGuard.What.ERRORS, 0.1, 100, 1, 0.001));
        assertThat(Judge.latencyRatio(0.99, 2)).isEqualTo(new LatencyGuard(0.99, 0, 2, 1_000, 3, 0.001));
    }

    @Test
    void allOf_failsWithAnyFailure_elseWaitsWithAny_elsePasses() {
        assertThat(Judge.allOf(PASS, PASS).judge(NOTHING))
                .isEqualTo(Verdict.pass("good; good", Map.of("1.x", 1.0, "2.x", 1.0)));
        assertThat(Judge.allOf(PASS, WAIT).judge(NOTHING)).hasToString("INCONCLUSIVE: few");
        assertThat(Judge.allOf(PASS, WAIT, FAIL).judge(NOTHING)).hasToString("FAIL: bad");
    }

    @Test
    void dryRun_reports_andNeverDecides() {
        Verdict alone = Judge.dryRun(FAIL).judge(NOTHING);
        assertThat(alone).hasToString("INCONCLUSIVE: dry run, would be FAIL: bad");
        assertThat(alone.measures()).isEqualTo(Map.of("dryRun", -1.0, "x", 2.0));

        Verdict together =
                Judge.allOf(Judge.dryRun(FAIL), PASS, Judge.dryRun(WAIT)).judge(NOTHING);
        assertThat(together)
                .hasToString("PASS: good; dry run, would be FAIL: bad; dry run, would be INCONCLUSIVE: few");
        assertThat(together.measures()).containsEntry("1.dryRun", -1.0).containsEntry("3.dryRun", 0.0);
        assertThat(Judge.allOf(Judge.dryRun(PASS)).judge(NOTHING).outcome()).isEqualTo(Verdict.Outcome.INCONCLUSIVE);
    }

    static Stream<Arguments> misuse() {
        return Stream.of(
                refused(
                        () -> Judge.losses().margin(0),
                        "margin was 0.0 but must be above 0 and finite; give the loss that you can bear, say 0.02"),
                refused(
                        () -> Judge.losses().alpha(5),
                        "alpha was 5.0 but must be above 0 and below 1; for 95 % confidence it is 0.05"),
                refused(
                        () -> Judge.losses().minKeys(1),
                        "minKeys was 1 but must be 2 or more; the normal limit needs many, say 100"),
                refused(
                        () -> Judge.errorRate(Double.NaN),
                        "limit was NaN but must be above 0 and below 1; for 1 % it is 0.01"),
                refused(
                        () -> Judge.errorRate(0.1).minBad(0),
                        "minBad was 0 but must be 1 or more; to fail by one call it is 1"),
                refused(
                        () -> Judge.latency(99, Duration.ofMillis(1)),
                        "quantile was 99.0 but must be above 0 and below 1; the 99th percentile is 0.99"),
                refused(
                        () -> Judge.latencyRatio(0.9, 0),
                        "boundNanos and ratio were both 0, so there is no bound; give one, say ratio 1.5"),
                refused(
                        () -> Judge.series("x").minPoints(3),
                        "minPoints was 3 but must be 5 or more; fewer can show nothing, say 20"),
                refused(
                        () -> Judge.series("x").tolerance(-1),
                        "tolerance was -1.0 but must be finite and 0 or more; for a quarter of the champion's median it"
                                + " is 0.25"),
                refused(
                        () -> Judge.pairedLosses().resamples(9),
                        "resamples was 9 but must be 100 or more; few give no quantiles, say 2000"),
                refused(Judge::allOf, "judges were none but must be one or more; add Judge.losses()"),
                refused(
                        () -> Judges.read(Map.of("judge", "oracle")),
                        "judge was \"oracle\", which this version of mlcd does not know; resume with a newer one"),
                refused(
                        () -> Judges.read(Map.of("judge", "constant", "minCalls", "9")),
                        "the field \"minCalls\" of a judge was 9 but must be a Number; judges are written by"
                                + " Judges.toJson"),
                refused(
                        () -> Judges.read(Map.of("judge", "allOf", "judges", List.of("x"))),
                        "the field \"judges\" of a judge holds x, which is no judge"));
    }

    private static Arguments refused(ThrowingCallable call, String message) {
        return Arguments.of(call, message);
    }

    @ParameterizedTest
    @MethodSource
    void misuse(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void ownJudge_cannotBeKept() {
        assertThatThrownBy(() -> Judges.toJson(Judge.allOf(PASS)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("give your own judge again when the rollout is resumed");
    }
}
