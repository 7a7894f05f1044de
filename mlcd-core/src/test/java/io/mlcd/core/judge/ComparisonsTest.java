package io.mlcd.core.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.api.Verdict;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mann and Whitney's test on series, McNemar's and the bootstrap on pairs. */
class ComparisonsTest {
    private static final SeriesShift SERIES = Judge.series("ms");
    private static final double[] ONES = points(10, i -> 1);
    private static final double[] SEVEN_OF_TEN = points(10, i -> i < 7 ? 100 : 1);

    private static double[] points(int count, IntToDoubleFunction of) {
        return IntStream.range(0, count).mapToDouble(of).toArray();
    }

    private static double[] noise(int count, double mean, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return points(count, i -> mean * (0.9 + 0.2 * random.nextDouble()));
    }

    private static Evidence series(double[] champion, double[] challenger) {
        return Evidence.builder().series("ms", champion, challenger).build();
    }

    @ParameterizedTest
    @EnumSource(SeriesShift.Direction.class)
    void sevenOfTenAHundredfold_neverPasses(SeriesShift.Direction bad) {
        for (SeriesShift judge : new SeriesShift[] {SERIES, SERIES.minPoints(10), SERIES.minPoints(5)}) {
            assertThat(judge.bad(bad).judge(series(ONES, SEVEN_OF_TEN)).passed())
                    .isFalse();
            assertThat(judge.bad(bad).judge(series(SEVEN_OF_TEN, ONES)).passed())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(SeriesShift.Direction.class)
    void threePoints_neverPass(SeriesShift.Direction bad) {
        double[] three = {5, 5, 5};
        for (SeriesShift judge :
                new SeriesShift[] {SERIES.bad(bad), SERIES.bad(bad).minPoints(5)}) {
            assertThat(judge.judge(series(three, three)).outcome()).isEqualTo(Verdict.Outcome.INCONCLUSIVE);
            assertThat(judge.judge(series(noise(100, 5, 1), three)).outcome()).isEqualTo(Verdict.Outcome.INCONCLUSIVE);
            assertThat(judge.judge(series(three, noise(100, 5, 1))).outcome()).isEqualTo(Verdict.Outcome.INCONCLUSIVE);
        }
    }

    @Test
    void missingPoints_areNotCounted() {
        double[] missing = points(100, i -> i < 3 ? 5 : Double.NaN);

        assertThat(SERIES.judge(series(noise(100, 5, 1), missing)).reason())
                .isEqualTo(
                        "\"ms\" has 100 points of the champion and 3 of the challenger, which are too few; each needs"
                                + " 20");
        assertThat(SERIES.judge(Evidence.builder().build()).outcome()).isEqualTo(Verdict.Outcome.INCONCLUSIVE);
    }

    @Test
    void shift_failsInABadDirection_andPassesInAGoodOne() {
        Evidence higher = series(noise(40, 10, 1), noise(40, 20, 2));
        Evidence lower = series(noise(40, 20, 1), noise(40, 10, 2));

        assertThat(SERIES.judge(higher).failed()).isTrue();
        assertThat(SERIES.judge(lower).failed()).isTrue();
        assertThat(SERIES.bad(SeriesShift.Direction.HIGH).judge(lower).passed()).isTrue();
        assertThat(SERIES.bad(SeriesShift.Direction.LOW).judge(higher).passed()).isTrue();
        assertThat(SERIES.tolerance(2).judge(higher).passed()).isTrue();
    }

    @Test
    void sameLevel_passes_butNotWhenItVariesTooMuch() {
        assertThat(SERIES.judge(series(noise(40, 10, 1), noise(40, 10, 2))).passed())
                .isTrue();
        assertThat(SERIES.judge(series(points(40, i -> 7), points(40, i -> 7))).passed())
                .isTrue();
        double[] wild = points(40, i -> i % 2 == 0 ? 1 : 50 + i);
        assertThat(SERIES.judge(series(wild, wild)).reason()).contains("they vary too much to pass");
    }

    @Test
    void zeros_passOnlyWithAnAbsoluteTolerance() {
        Evidence zeros = series(points(40, i -> 0), points(40, i -> 0));

        assertThat(SERIES.judge(zeros).outcome()).isEqualTo(Verdict.Outcome.INCONCLUSIVE);
        assertThat(SERIES.absoluteTolerance(0.01).judge(zeros).passed()).isTrue();
    }

    @Test
    void onTheEdgeOfTheTolerance_allTied_isInconclusive() {
        assertThat(SERIES.judge(series(points(40, i -> 4), points(40, i -> 5))).outcome())
                .isEqualTo(Verdict.Outcome.INCONCLUSIVE);
    }

    /** Pairs without keys: how many both got right, and only one got wrong. */
    private static Evidence pairs(int same, int onlyChampion, int onlyChallenger) {
        Evidence.Builder builder = Evidence.builder();
        IntStream.range(0, same).forEach(i -> builder.pair(0, 0));
        IntStream.range(0, onlyChampion).forEach(i -> builder.pair(1, 0));
        IntStream.range(0, onlyChallenger).forEach(i -> builder.pair(0, 1));
        return builder.build();
    }

    @Test
    void mcNemar_isExactForFew_andMidPForMore() {
        // P(X >= 8) of 10 fair throws is (45 + 10 + 1) / 1024
        assertThat(Judge.mcNemar().judge(pairs(190, 2, 8)).measures().get("p")).isCloseTo(0.0546875, within(1e-12));
        double mid = Judge.mcNemar().judge(pairs(160, 13, 27)).measures().get("p");
        assertThat(mid).isBetween(0.0134, 0.0155); // the normal approximation gives 0.01343, the exact test 0.0192
    }

    @Test
    void paired_surelyWorseFails_equalPasses_fewAreInconclusive() {
        for (Judge judge : new Judge[] {Judge.mcNemar(), Judge.pairedLosses()}) {
            assertThat(judge.judge(pairs(900, 20, 80)).failed()).isTrue();
            assertThat(judge.judge(pairs(4_900, 50, 50)).passed()).isTrue();
            assertThat(judge.judge(pairs(200, 20, 25)).outcome()).isEqualTo(Verdict.Outcome.INCONCLUSIVE);
            assertThat(judge.judge(pairs(9, 0, 90)).outcome()).isEqualTo(Verdict.Outcome.INCONCLUSIVE);
            assertThat(judge.judge(Evidence.builder().build()).outcome()).isEqualTo(Verdict.Outcome.INCONCLUSIVE);
        }
    }

    @Test
    void paired_correlatedInputsOfAKey_countAsFew() {
        Evidence.Builder builder = Evidence.builder();
        for (int key = 0; key < 200; key++) {
            for (int input = 0; input < 20; input++) {
                builder.pair(key, key < 6 ? 1 : 0, key >= 6 && key < 18 ? 1 : 0);
            }
        }
        Evidence evidence = builder.build();

        assertThat(evidence.pairs().onlyChallengerWrong()).isEqualTo(240);
        assertThat(Judge.mcNemar().judge(evidence).outcome()).isEqualTo(Verdict.Outcome.INCONCLUSIVE);
        assertThat(Judge.mcNemar().judge(pairs(3_640, 120, 240)).failed()).isTrue();
        assertThat(Judge.pairedLosses().judge(evidence).outcome()).isEqualTo(Verdict.Outcome.INCONCLUSIVE);
    }

    @Test
    void otherLosses_areForTheBootstrap() {
        SplittableRandom random = new SplittableRandom(4);
        Evidence.Builder builder = Evidence.builder();
        for (int i = 0; i < 500; i++) {
            double loss = random.nextDouble();
            builder.pair(loss, loss + 0.1 * random.nextDouble());
        }
        Evidence evidence = builder.build();

        assertThat(Judge.mcNemar().judge(evidence).reason()).contains("use Judge.pairedLosses()");
        assertThat(Judge.pairedLosses().judge(evidence).failed()).isTrue();
        assertThat(Judge.pairedLosses().margin(0.2).judge(evidence).passed()).isTrue();
        assertThat(Judge.pairedLosses().judge(evidence))
                .isEqualTo(Judge.pairedLosses().judge(evidence));
        assertThat(Arrays.stream(evidence.pairs().excessByKey()).min().orElseThrow())
                .isNotNegative();
    }
}
