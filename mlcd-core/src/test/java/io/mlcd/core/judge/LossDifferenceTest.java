package io.mlcd.core.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.api.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The whole of the simulations is {@link JudgesProofTest}. */
class LossDifferenceTest {
    private static final LossDifference JUDGE = Judge.losses();

    @Test
    void equalChallenger_over30Looks_hardlyEverFails_whereTheZTestOftenDoes() {
        Rollouts.Tally tally = Rollouts.same("equal", 0.15).run(JUDGE, 300);

        assertThat(tally.share(tally.everFailed())).isLessThanOrEqualTo(0.05);
        assertThat(tally.share(tally.naive())).isBetween(0.2, 0.4);
    }

    @Test
    void equalChallenger_20CorrelatedCallsPerKey_late_hardlyEverFails() {
        Rollouts.Tally tally = new Rollouts("equal, keys", 0.15, 0.15, 6_000, 6_000, 20, true).run(JUDGE, 200);

        assertThat(tally.share(tally.everFailed())).isLessThanOrEqualTo(0.05);
        assertThat(tally.share(tally.naive())).isGreaterThan(0.4);
    }

    @Test
    void challengerWorseByFivePoints_failsWithin3000_andDoesNotPass() {
        Rollouts.Tally tally = new Rollouts("worse", 0.15, 0.2, 3_000, 3_000, 1, false).run(JUDGE, 200);

        assertThat(tally.share(tally.failed())).isGreaterThanOrEqualTo(0.9);
        assertThat(tally.share(tally.everPassed())).isLessThanOrEqualTo(0.01);
    }

    @Test
    void equalChallenger_passesWithin20000() {
        Rollouts.Tally tally = Rollouts.same("equal, long", 0.15).of(20_000).run(JUDGE, 50);

        assertThat(tally.share(tally.passed())).isGreaterThanOrEqualTo(0.8);
    }

    @Test
    void orderOfLabels_doesNotMatter() {
        record Label(Arm arm, long key, double loss) {}
        Random random = new Random(5);
        List<Label> labels = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            labels.add(new Label(
                    random.nextBoolean() ? Arm.CHAMPION : Arm.CHALLENGER, random.nextInt(400), random.nextInt(2)));
        }
        List<Verdict> verdicts = new ArrayList<>();
        for (int order = 0; order < 3; order++) {
            Collections.shuffle(labels, random);
            Evidence.Builder builder = Evidence.builder();
            labels.forEach(label -> builder.loss(label.arm, label.key, label.loss));
            verdicts.add(JUDGE.judge(builder.build()));
        }

        assertThat(verdicts)
                .extracting(Verdict::reason)
                .containsOnly(verdicts.get(0).reason());
    }

    @Test
    void fewKeys_areInconclusive_howeverManyCalls() {
        Evidence.Builder builder = Evidence.builder();
        for (int key = 0; key < 99; key++) {
            builder.losses(Arm.CHAMPION, key, 1_000, 0).losses(Arm.CHALLENGER, 1_000 + key, 1_000, 1_000);
        }

        Verdict verdict = JUDGE.judge(builder.build());

        assertThat(verdict)
                .hasToString(
                        "INCONCLUSIVE: labels of 99 keys of the champion and 99 of the challenger are too few; each"
                                + " needs 100");
        assertThat(JUDGE.judge(Evidence.builder().build()).outcome()).isEqualTo(Verdict.Outcome.INCONCLUSIVE);
        assertThat(JUDGE.minKeys(99).judge(builder.build()).failed()).isTrue();
    }

    @Test
    void noErrorsInAHundredCalls_doNotPassYet_butInAThousandDo() {
        assertThat(JUDGE.judge(lone(100, 0, 100, 0)).outcome()).isEqualTo(Verdict.Outcome.INCONCLUSIVE);
        assertThat(JUDGE.judge(lone(1_000, 0, 1_000, 0)).passed()).isTrue();
    }

    @Test
    void moreCallsAsAdvised_settleIt() {
        Verdict verdict = JUDGE.judge(lone(2_000, 300, 2_000, 300));
        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.INCONCLUSIVE);
        assertThat(verdict.reason()).contains("more labelled calls of the challenger");
        double times = 1 + verdict.measures().get("moreCalls") / 2_000;

        assertThat(JUDGE.judge(lone(
                                (int) (2_000 * times), (int) (300 * times), (int) (2_000 * times), (int) (300 * times)))
                        .passed())
                .isTrue();
        double less = 0.9 * times;
        assertThat(JUDGE.judge(lone((int) (2_000 * less), (int) (300 * less), (int) (2_000 * less), (int) (300 * less)))
                        .passed())
                .isFalse();
    }

    @Test
    void surelyWorse_butLessThanTheMargin_passes() {
        Evidence evidence = lone(1_000_000, 150_000, 1_000_000, 155_000);

        assertThat(JUDGE.judge(evidence).measures().get("low")).isPositive();
        assertThat(JUDGE.judge(evidence).passed()).isTrue();
        assertThat(JUDGE.margin(0.001).judge(evidence).failed()).isTrue();
    }

    private static Evidence lone(int champion, int championWrong, int challenger, int challengerWrong) {
        Evidence.Builder builder = Evidence.builder();
        for (int i = 0; i < champion; i++) {
            builder.loss(Arm.CHAMPION, i < championWrong ? 1 : 0);
        }
        for (int i = 0; i < challenger; i++) {
            builder.loss(Arm.CHALLENGER, i < challengerWrong ? 1 : 0);
        }
        return builder.build();
    }
}
