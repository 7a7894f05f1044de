package io.mlcd.core.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Thousands of simulated rollouts, each judged at 30 looks; a minute or two of two cores;
 * {@code mvn verify -Pproof -pl mlcd-core -am}. The numbers are in docs/proofs/judges.md.
 */
@Tag("proof")
class JudgesProofTest {
    private static final Judge JUDGE = LossDifference.standard();

    static Stream<Rollouts> equalChallengers() {
        return Stream.of(
                Rollouts.same("equal, 15 % wrong, 3,000 calls per arm", 0.15),
                Rollouts.same("equal, 15 % wrong, 20,000 calls per arm", 0.15).of(20_000),
                Rollouts.same("equal, 1 % wrong, 3,000 calls per arm", 0.01),
                Rollouts.same("equal, 1 % wrong, 20,000 calls per arm", 0.01).of(20_000),
                Rollouts.same("equal, 0.1 % wrong, 20,000 calls per arm", 0.001).of(20_000),
                Rollouts.same("equal, 50 % wrong, 3,000 calls per arm", 0.5),
                new Rollouts("equal, 300 keys of 20 calls per arm", 0.15, 0.15, 6_000, 6_000, 20, false),
                new Rollouts("equal, 1,000 keys of 20 calls per arm", 0.15, 0.15, 20_000, 20_000, 20, false),
                new Rollouts("equal, 1 % wrong, 500 keys of 20 calls per arm", 0.01, 0.01, 10_000, 10_000, 20, false),
                new Rollouts("equal, labels late and out of order", 0.15, 0.15, 3_000, 3_000, 1, true),
                new Rollouts("equal, 300 keys of 20, late and out of order", 0.15, 0.15, 6_000, 6_000, 20, true),
                new Rollouts("equal, canary of 5 %: 1,000 against 19,000", 0.15, 0.15, 1_000, 19_000, 1, false),
                new Rollouts("equal, canary of 5 %, 1 % wrong", 0.01, 0.01, 1_000, 19_000, 1, false));
    }

    @ParameterizedTest
    @MethodSource("equalChallengers")
    void equalChallenger_over30Looks_failsInAtMost5Percent(Rollouts rollouts) {
        Rollouts.Tally tally = rollouts.run(JUDGE, 4_000);

        assertThat(tally.share(tally.everFailed())).isLessThanOrEqualTo(0.05);
    }

    @Test
    void worseChallenger_fails_within3000Rows() {
        Rollouts.Tally tally = new Rollouts(
                        "0.80 against 0.85, 3,000 calls per arm", 0.15, 0.20, 3_000, 3_000, 1, false)
                .run(JUDGE, 1_000);

        assertThat(tally.share(tally.failed())).isGreaterThanOrEqualTo(0.9);
        assertThat(tally.share(tally.everPassed())).isLessThanOrEqualTo(0.01);
    }

    @Test
    void worseChallenger_hardlyEverPasses_within20000Rows() {
        Rollouts.Tally tally = new Rollouts(
                        "0.80 against 0.85, 20,000 calls per arm", 0.15, 0.20, 20_000, 20_000, 1, false)
                .run(JUDGE, 1_000);

        assertThat(tally.share(tally.everPassed())).isLessThanOrEqualTo(0.01);
    }

    @Test
    void equalChallenger_passes_within20000Rows() {
        Rollouts.Tally tally =
                Rollouts.same("equal, 15 % wrong, to pass", 0.15).of(20_000).run(JUDGE, 1_000);

        assertThat(tally.share(tally.passed())).isGreaterThanOrEqualTo(0.8);
    }

    @Test
    void challengerWorseByTheMargin_hardlyEverPasses() {
        Rollouts.Tally tally = new Rollouts(
                        "worse by just the margin, 20,000 calls per arm", 0.15, 0.17, 20_000, 20_000, 1, false)
                .run(JUDGE, 4_000);

        assertThat(tally.share(tally.everPassed())).isLessThanOrEqualTo(0.05);
    }

    @Test
    void challengerWorseByTheMargin_withFewErrors_hardlyEverPasses() {
        Rollouts.Tally tally = new Rollouts("1 % against 3 % wrong, canary of 5 %", 0.01, 0.03, 1_000, 19_000, 1, false)
                .run(JUDGE, 4_000);

        assertThat(tally.share(tally.everPassed())).isLessThanOrEqualTo(0.05);
    }

    @Test
    void mismatchOfSharesAfterEveryHundred_isFoundAtMostOnceInAThousand() {
        assertThat(SampleRatioTest.alarms(0.5, 0.5, 4_000)).isLessThanOrEqualTo(8);
        assertThat(SampleRatioTest.alarms(0.05, 0.05, 4_000)).isLessThanOrEqualTo(8);
    }
}
