package io.mlcd.core.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.api.Verdict;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleRatioTest {
    private static final SampleRatio JUDGE = SampleRatio.standard();

    /** In how many of the rollouts a judge that looks after each hundred of 10,000 ever fails. */
    static long alarms(double planned, double actual, int rollouts) {
        return IntStream.range(0, rollouts)
                .filter(run -> {
                    SplittableRandom random = new SplittableRandom(run);
                    long challenger = 0;
                    for (int seen = 1; seen <= 10_000; seen++) {
                        challenger += random.nextDouble() < actual ? 1 : 0;
                        if (seen % 100 == 0
                                && judged(planned, seen - challenger, challenger)
                                        .failed()) {
                            return true;
                        }
                    }
                    return false;
                })
                .count();
    }

    private static Verdict judged(double planned, long champion, long challenger) {
        return JUDGE.judge(Evidence.builder()
                .assigned(new Assigned(planned, champion, challenger))
                .build());
    }

    @Test
    void splitAsPlanned_hardlyEverFails_andOneThatIsNot_does() {
        assertThat(alarms(0.5, 0.5, 300)).isLessThanOrEqualTo(2);
        assertThat(alarms(0.05, 0.05, 300)).isLessThanOrEqualTo(2);
        assertThat(alarms(0.5, 0.45, 100)).isGreaterThanOrEqualTo(95);
    }

    @Test
    void few_areInconclusive_andSaysHowManyMore() {
        Verdict verdict = judged(0.5, 300, 310);

        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.INCONCLUSIVE);
        assertThat(verdict.reason()).endsWith("to pass needs 390 more");
    }

    @Test
    void stagesOfDifferentShares_areJudgedEachByItsOwn() {
        Evidence evidence = Evidence.builder()
                .assigned(new Assigned(0.01, 9_900, 100))
                .assigned(new Assigned(0.5, 5_010, 4_990))
                .build();

        assertThat(JUDGE.judge(evidence).passed()).isTrue();
        assertThat(judged(0.2, 14_910, 5_090).failed()).isTrue();
    }
}
