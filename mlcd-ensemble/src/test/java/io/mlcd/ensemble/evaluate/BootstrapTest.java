package io.mlcd.ensemble.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.api.Output;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.metric.ClassMetric;
import io.mlcd.core.metric.Measure;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.metric.Outcomes;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BootstrapTest {
    private static final Output.Classes TWO = new Output.Classes("y", List.of("no", "yes"));
    private static final Output.Numeric NUMBER = new Output.Numeric("y");
    private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

    private static Table table(int rows) {
        return Table.of(Column.ofNumbers("id", new double[rows]));
    }

    private static double normal(SplittableRandom random) {
        return NORMAL.inverseCumulativeProbability(random.nextDouble(1e-12, 1));
    }

    private static double[] ones(int rows) {
        double[] ones = new double[rows];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** Scores of the class are normal around 1, of the other around 0: the area under the curve is Phi(1 / sqrt 2). */
    private static Evaluation ranked(int rows, SplittableRandom random) {
        int[] truth = new int[rows];
        double[] scores = new double[2 * rows];
        for (int row = 0; row < rows; row++) {
            truth[row] = row % 3 == 0 ? 1 : 0;
            scores[2 * row + 1] = NORMAL.cumulativeProbability(truth[row] + normal(random));
            scores[2 * row] = 1 - scores[2 * row + 1];
        }
        return Evaluation.of(Outcomes.ofClasses(TWO, truth, scores, ones(rows)), table(rows));
    }

    /** Errors of a unit normal: the mean absolute one is sqrt(2 / pi), the root of the mean squared one 1. */
    private static Evaluation numbers(int rows, SplittableRandom random) {
        double[] errors = new double[rows];
        Arrays.setAll(errors, row -> normal(random));
        return Evaluation.of(Outcomes.ofNumbers(NUMBER, new double[rows], errors, ones(rows)), table(rows));
    }

    /** The share of right answers is 0.8. */
    private static Evaluation shares(int rows, SplittableRandom random) {
        int[] truth = new int[rows];
        double[] scores = new double[2 * rows];
        for (int row = 0; row < rows; row++) {
            truth[row] = random.nextInt(2);
            boolean right = random.nextDouble() < 0.8;
            scores[2 * row + (right ? truth[row] : 1 - truth[row])] = 1;
        }
        return Evaluation.of(Outcomes.ofClasses(TWO, truth, scores, ones(rows)), table(rows));
    }

    /**
     * Of 400 samples, so many intervals hold the true value: 95 % of them give 0.95 +- 0.011, so 0.92 to 0.98 is within three
     * standard errors but for what small samples cost.
     */
    @ParameterizedTest
    @CsvSource({"ROC_AUC, 150, 0.92, 0.98", "ACCURACY, 150, 0.92, 0.98", "MAE, 100, 0.91, 0.98", "RMSE, 100, 0.91, 0.98"
    })
    void intervals_holdTheTrueValueAsOftenAsTheySay(Metric metric, int rows, double least, double most) {
        double truth = switch (metric) {
            case ROC_AUC -> NORMAL.cumulativeProbability(1 / Math.sqrt(2));
            case ACCURACY -> 0.8;
            case MAE -> Math.sqrt(2 / Math.PI);
            default -> 1;
        };
        int holds = 0;
        int samples = 400;
        for (int seed = 0; seed < samples; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Evaluation evaluation = metric == Metric.ROC_AUC
                    ? ranked(rows, random)
                    : metric == Metric.ACCURACY ? shares(rows, random) : numbers(rows, random);
            holds += evaluation.interval(metric, 0.95).orElseThrow().contains(truth) ? 1 : 0;
        }
        assertThat(holds / (double) samples).isBetween(least, most);
    }

    /** Ten rows of each key are all right or all wrong: rows drawn alone would promise a third of the width. */
    @Test
    void rowsOfOneKey_areDrawnTogether() {
        int keys = 60;
        int holdsByKey = 0;
        int holdsByRow = 0;
        int samples = 300;
        for (int seed = 0; seed < samples; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Evaluation few = shares(keys, random);
            int[] tenfold = new int[10 * keys];
            double[] key = new double[10 * keys];
            Arrays.setAll(tenfold, row -> row % keys);
            Arrays.setAll(key, row -> row % keys);
            Outcomes outcomes = few.outcomes().rows(tenfold);
            Table table = Table.of(Column.ofNumbers("k", key));
            holdsByRow += Evaluation.of(outcomes, table)
                            .interval(Metric.ACCURACY, 0.95)
                            .orElseThrow()
                            .contains(0.8)
                    ? 1
                    : 0;
            Interval byKey = Evaluation.of(outcomes, table.key("k"))
                    .interval(Metric.ACCURACY, 0.95)
                    .orElseThrow();
            holdsByKey += byKey.contains(0.8) ? 1 : 0;
            assertThat(byKey.high() - byKey.low())
                    .isCloseTo(width(few.interval(Metric.ACCURACY, 0.95).orElseThrow()), within(0.035));
        }
        assertThat(holdsByKey / (double) samples).isBetween(0.90, 0.985);
        assertThat(holdsByRow / (double) samples).isLessThan(0.6);
    }

    private static double width(Interval interval) {
        return interval.high() - interval.low();
    }

    @Test
    void anInterval_isNearTheNormalOneWhereThatHolds() {
        Evaluation evaluation = numbers(2000, new SplittableRandom(5));
        double[] errors = new double[2000];
        Arrays.setAll(errors, row -> Math.abs(evaluation.outcomes().score(row, 0)));
        double mean = Arrays.stream(errors).average().orElseThrow();
        double deviation = Math.sqrt(Arrays.stream(errors)
                        .map(error -> (error - mean) * (error - mean))
                        .sum()
                / 1999
                / 2000);

        Interval interval = evaluation
                .interval(Metric.MAE, 0.9, Bootstrap.standard().resamples(4000))
                .orElseThrow();

        assertThat(interval.value()).isCloseTo(mean, within(1e-12));
        assertThat(interval.low()).isCloseTo(mean - 1.645 * deviation, within(0.15 * deviation));
        assertThat(interval.high()).isCloseTo(mean + 1.645 * deviation, within(0.15 * deviation));
        assertThat(interval.level()).isEqualTo(0.9);
    }

    /** The exponential's mean is skewed: BCa must reach farther up than down, as the exact Gamma interval does. */
    @Test
    void anInterval_ofASkewedMeasure_isSkewedAsWell() {
        SplittableRandom random = new SplittableRandom(3);
        int rows = 40;
        double[] errors = new double[rows];
        Arrays.setAll(errors, row -> -Math.log(random.nextDouble(1e-12, 1)));
        Evaluation evaluation =
                Evaluation.of(Outcomes.ofNumbers(NUMBER, new double[rows], errors, ones(rows)), table(rows));

        Interval interval = evaluation
                .interval(Metric.MAE, 0.95, Bootstrap.standard().resamples(4000))
                .orElseThrow();

        assertThat(interval.high() - interval.value()).isGreaterThan(1.15 * (interval.value() - interval.low()));
    }

    @Test
    void sameSeed_sameInterval_anotherSeed_almost() {
        Evaluation evaluation = ranked(200, new SplittableRandom(1));
        Interval interval = evaluation.interval(Metric.ROC_AUC, 0.95).orElseThrow();

        assertThat(evaluation.interval(Metric.ROC_AUC, 0.95)).hasValue(interval);
        Interval other = evaluation
                .interval(Metric.ROC_AUC, 0.95, Bootstrap.standard().seed(1))
                .orElseThrow();
        assertThat(other).isNotEqualTo(interval);
        assertThat(other.low()).isCloseTo(interval.low(), within(0.02));
        assertThat(evaluation.interval(Metric.ROC_AUC, 0.5).orElseThrow().low()).isGreaterThan(interval.low());
    }

    @Test
    void weights_scaleNothing_andRowsOfWeight0_countNot() {
        Evaluation evaluation = ranked(200, new SplittableRandom(1));
        double[] weights = new double[200];
        Arrays.setAll(weights, row -> row % 2 == 0 ? 3 : 0.5);
        double[] larger = Arrays.stream(weights).map(weight -> 4 * weight).toArray();

        assertThat(Evaluation.of(evaluation.outcomes().weights(weights), table(200))
                        .interval(Metric.ROC_AUC, 0.95))
                .isEqualTo(Evaluation.of(evaluation.outcomes().weights(larger), table(200))
                        .interval(Metric.ROC_AUC, 0.95))
                .isNotEqualTo(evaluation.interval(Metric.ROC_AUC, 0.95));
    }

    /** A host's own measure takes the plain way: it must agree with the fast one to the last bit. */
    @Test
    void aMeasureOfTheHosts_isWeighedToo() {
        Evaluation evaluation = ranked(120, new SplittableRandom(1));
        Measure plain = new Measure() {
            @Override
            public boolean higherIsBetter() {
                return true;
            }

            @Override
            public boolean appliesTo(Output output) {
                return true;
            }

            @Override
            public OptionalDouble of(Outcomes outcomes) {
                return Metric.ROC_AUC.of(outcomes);
            }
        };

        assertThat(evaluation.interval(plain, 0.95)).isEqualTo(evaluation.interval(Metric.ROC_AUC, 0.95));
    }

    @Test
    void whatRowsCannotTell_isEmpty() {
        assertThat(ranked(9, new SplittableRandom(1)).interval(Metric.ROC_AUC, 0.95))
                .isEmpty();
        assertThat(ranked(200, new SplittableRandom(1)).interval(Metric.RMSE, 0.95))
                .isEmpty();
        // One row of the class in thirty: a third of the resamples lack it.
        int[] truth = new int[30];
        truth[0] = 1;
        double[] scores = new double[60];
        Arrays.setAll(scores, i -> 0.5);
        Evaluation rare = Evaluation.of(Outcomes.ofClasses(TWO, truth, scores, ones(30)), table(30));
        assertThat(rare.metric(Metric.ROC_AUC)).hasValue(0.5);
        assertThat(rare.interval(Metric.ROC_AUC, 0.95)).isEmpty();
    }

    /** All right: the exact interval, whose lower end is the quantile of a beta distribution. */
    @Test
    void aShareOf1Or0_hasClopperAndPearsonsInterval() {
        int[] truth = new int[20];
        Arrays.setAll(truth, row -> row < 12 ? 1 : 0);
        double[] scores = new double[40];
        for (int row = 0; row < 20; row++) {
            scores[2 * row + truth[row]] = 1;
        }
        Outcomes allRight = Outcomes.ofClasses(TWO, truth, scores, ones(20));
        Evaluation evaluation = Evaluation.of(allRight, table(20));

        assertThat(evaluation.interval(Metric.ACCURACY, 0.95)).hasValueSatisfying(interval -> {
            assertThat(interval.low())
                    .isCloseTo(new BetaDistribution(20, 1).inverseCumulativeProbability(0.025), within(1e-6));
            assertThat(interval.high()).isEqualTo(1);
        });
        assertThat(evaluation
                        .interval(ClassMetric.recall("yes"), 0.95)
                        .orElseThrow()
                        .low())
                .isCloseTo(Math.pow(0.025, 1 / 12.0), within(1e-12));
        assertThat(evaluation
                        .interval(ClassMetric.precision("no"), 0.9)
                        .orElseThrow()
                        .low())
                .isCloseTo(Math.pow(0.05, 1 / 8.0), within(1e-12));
        assertThat(evaluation.interval(Metric.ROC_AUC, 0.95)).isEmpty();
        Interval allWrong = Evaluation.of(swapped(allRight), table(20))
                .interval(Metric.ACCURACY, 0.95)
                .orElseThrow();
        assertThat(allWrong.low()).isZero();
        assertThat(allWrong.high()).isCloseTo(1 - Math.pow(0.025, 1 / 20.0), within(1e-12));
        double[] key = new double[20];
        Arrays.setAll(key, row -> Math.floorDiv(row, 2));
        Evaluation tenKeys =
                Evaluation.of(allRight, Table.of(Column.ofNumbers("k", key)).key("k"));
        assertThat(tenKeys.interval(Metric.ACCURACY, 0.95).orElseThrow().low())
                .isCloseTo(Math.pow(0.025, 1 / 10.0), within(1e-12));
    }

    private static Outcomes swapped(Outcomes outcomes) {
        double[] scores = new double[2 * outcomes.rows()];
        Arrays.setAll(scores, i -> 1 - outcomes.score(i / 2, i % 2));
        return outcomes.scores(scores);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.5, Double.NaN})
    void levelsOutside0To1_areRefused(double level) {
        Evaluation evaluation = ranked(20, new SplittableRandom(1));
        assertThatThrownBy(() -> evaluation.interval(Metric.ROC_AUC, level))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the level of an interval was " + level + " but must be in (0, 1), for example 0.95");
    }

    @Test
    void tooFewResamples_areRefused() {
        assertThatThrownBy(() -> Bootstrap.standard().resamples(99))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("resamples was 99 but must be at least 100; 1000 are usual for an interval of level 0.95");
        assertThat(Bootstrap.standard().seed(3).resamples(100))
                .isEqualTo(Bootstrap.standard().resamples(100).seed(3));
    }

    @Test
    @Timeout(20)
    void aThousandResamplesOfTenThousandRows_takeAMoment() {
        Evaluation evaluation = ranked(10_000, new SplittableRandom(1));
        long start = System.nanoTime();

        Optional<Interval> interval = evaluation.interval(Metric.ROC_AUC, 0.95);

        assertThat(interval).isPresent();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void anInterval_isPrintedShort() {
        assertThat(new Interval(0.84123, 0.82131, 0.86049, 0.95)).hasToString("0.8412 [0.8213, 0.8605]");
    }
}
