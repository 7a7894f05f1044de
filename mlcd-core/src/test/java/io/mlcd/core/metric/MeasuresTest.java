package io.mlcd.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.api.Decision;
import io.mlcd.api.Output;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Measures against values by hand, and against plain definitions over rows that are repeated instead of weighted. */
class MeasuresTest {
    private static final Output.Classes TWO = new Output.Classes("y", List.of("no", "yes"));
    private static final Output.Classes THREE = new Output.Classes("y", List.of("a", "b", "c"));
    private static final Output.Numeric NUMBER = new Output.Numeric("y");
    private static final int UNKNOWN = Outcomes.UNKNOWN_CLASS;

    private static double[] ones(int rows) {
        double[] weights = new double[rows];
        Arrays.fill(weights, 1);
        return weights;
    }

    private static Outcomes two(int[] truth, double... yes) {
        double[] scores = new double[2 * yes.length];
        for (int row = 0; row < yes.length; row++) {
            scores[2 * row] = 1 - yes[row];
            scores[2 * row + 1] = yes[row];
        }
        return Outcomes.ofClasses(TWO, truth, scores, ones(truth.length));
    }

    private static Outcomes numbers(double[] truth, double... predicted) {
        return Outcomes.ofNumbers(NUMBER, truth, predicted, ones(truth.length));
    }

    private static void assertValue(OptionalDouble value, double expected) {
        assertThat(value).isPresent();
        assertThat(value.getAsDouble()).isCloseTo(expected, within(1e-12 * Math.max(1, Math.abs(expected))));
    }

    // By hand.

    @Test
    void balancedAccuracy_isTheMeanRecall() {
        Outcomes outcomes = two(new int[] {1, 0, 0, 0}, 0.9, 0.9, 0.1, 0.1);
        assertValue(Metric.BALANCED_ACCURACY.of(outcomes), (1 + 2 / 3.0) / 2);
        assertValue(Metric.BALANCED_ACCURACY.of(outcomes.weights(new double[] {1, 2, 1, 1})), (1 + 2 / 4.0) / 2);
    }

    @Test
    void cost_isTheMeanCostOfTheChosenLabels() {
        CostMetric cost = CostMetric.of("yes", "no", 5);
        Outcomes outcomes = two(new int[] {1, 1, 0, 0, 0}, 0.9, 0.3, 0.3, 0.9, 0.1); // one overlooked, one false alarm
        assertValue(cost.of(outcomes), 6 / 5.0);
        assertValue(cost.of(outcomes.weights(new double[] {1, 2, 1, 1, 0})), 11 / 5.0);
        assertValue(cost.and("no", "yes", 0.5).of(outcomes), 5.5 / 5);
        assertValue(cost.and("yes", "yes", -0.0).of(outcomes), 6 / 5.0);
        assertValue(new CostMetric(Map.of()).of(outcomes), 2 / 5.0);
        assertValue(cost.of(two(new int[] {UNKNOWN, 0}, 0.9, 0.1)), 5 / 2.0);
        assertThat(cost.higherIsBetter()).isFalse();
        assertThat(Decision.costs(cost.matrix(TWO.labels()))).isEqualTo(Decision.costs(new double[][] {{0, 1}, {5, 0}
        }));
    }

    /** Chosen by the same costs, "yes" is taken from a sixth on. */
    @Test
    void cost_isOfTheLabelsThatTheDecisionChooses() {
        Outcomes outcomes = Outcomes.ofClasses(
                TWO.decidedBy(Decision.costs(new double[][] {{0, 1}, {5, 0}})),
                new int[] {1, 0},
                new double[] {0.8, 0.2, 0.9, 0.1},
                ones(2));
        assertValue(CostMetric.of("yes", "no", 5).of(outcomes), 0);
        assertValue(Metric.ACCURACY.of(outcomes), 1);
    }

    @Test
    void cost_ofLabelsThatAreNotThere_orThatAreNoCosts() {
        assertThat(CostMetric.of("churns", "no", 5).of(two(new int[] {1}, 0.3))).isEmpty();
        assertThat(CostMetric.of("yes", "no", 5).of(numbers(new double[] {1}, 1)))
                .isEmpty();
        assertThat(CostMetric.of("yes", "no", 5)).hasToString("COST of {[yes, no]=5.0}");
        assertThatThrownBy(() -> CostMetric.of("yes", "no", Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the cost of choosing \"no\" where \"yes\" is true was NaN but must be finite and 0 or more");
        assertThatThrownBy(() -> new CostMetric(Map.of(List.of("yes"), 1.0)))
                .hasMessage("[yes] is no pair of a true and a chosen label");
    }

    @Test
    void balancedAccuracy_unknownClasses_areOneMoreThatIsNeverFound() {
        assertValue(Metric.BALANCED_ACCURACY.of(two(new int[] {1, 0, UNKNOWN, UNKNOWN}, 0.9, 0.1, 0.1, 0.9)), 2 / 3.0);
    }

    @Test
    void matthews_ofTwoClasses_isTheClassicFormula() {
        // true positives 2, false positives 1, false negatives 1, true negatives 3
        Outcomes outcomes = two(new int[] {1, 1, 0, 1, 0, 0, 0}, 0.9, 0.9, 0.9, 0.1, 0.1, 0.1, 0.1);
        assertValue(Metric.MATTHEWS.of(outcomes), (2 * 3 - 1 * 1) / Math.sqrt(3.0 * 3 * 4 * 4));
    }

    @Test
    void matthews_ofOneClassOnly_isEmpty() {
        assertThat(Metric.MATTHEWS.of(two(new int[] {1, 1, 1}, 0.9, 0.1, 0.9))).isEmpty();
        assertThat(Metric.MATTHEWS.of(two(new int[] {1, 0, 1}, 0.9, 0.9, 0.9).weights(new double[] {0.1, 0.7, 0.3})))
                .isEmpty();
    }

    @Test
    void prAuc_isTheMeanPrecisionAtTheRowsOfTheClass() {
        // descending: yes 1/1, no, yes 2/3, no, yes 3/5
        assertValue(Metric.PR_AUC.of(two(new int[] {1, 0, 1, 0, 1}, 0.9, 0.8, 0.7, 0.6, 0.5)), (1 + 2 / 3.0 + 0.6) / 3);
        // a tie of yes and no comes together: 1/2 for it
        assertValue(Metric.PR_AUC.of(two(new int[] {1, 0, 0}, 0.9, 0.9, 0.1)), 0.5);
        assertThat(Metric.PR_AUC.of(two(new int[] {1, 1}, 0.9, 0.8))).isEmpty();
        assertThat(Metric.PR_AUC.of(two(new int[] {0, 0}, 0.9, 0.8))).isEmpty();
    }

    @Test
    void brier_ofTwoClasses_isTheSquaredErrorOfOne() {
        assertValue(Metric.BRIER.of(two(new int[] {1, 0}, 0.7, 0.2)), (0.09 + 0.04) / 2);
        assertValue(Metric.BRIER.of(two(new int[] {UNKNOWN}, 0.7)), (1 + 0.49 + 0.09) / 2);
    }

    @Test
    void calibrationError_comparesProbabilitiesWithFrequencies_binByBin() {
        // One bin holds 0.70 to 0.733: promised 1.41 + 0.72, came true 2 of 3; another 0.1: promised 0.1, none came
        // true.
        Outcomes outcomes = two(new int[] {1, 0, 1, 0}, 0.70, 0.71, 0.72, 0.1);
        assertValue(Metric.CALIBRATION_ERROR.of(outcomes), (Math.abs(2.13 - 2) + 0.1) / 4);
        // of three classes: the predicted one
        double[] scores = {0.5, 0.3, 0.2, 0.2, 0.5, 0.3};
        Outcomes three = Outcomes.ofClasses(THREE, new int[] {0, 2}, scores, ones(2));
        assertValue(Metric.CALIBRATION_ERROR.of(three), 0);
        assertValue(Metric.CALIBRATION_ERROR.of(three.weights(new double[] {3, 1})), (3 - 2) / 4.0);
    }

    @Test
    void measuresOfAClass_byHand() {
        Outcomes outcomes = two(new int[] {1, 1, 0, 1, 0}, 0.9, 0.9, 0.9, 0.1, 0.1);
        assertValue(ClassMetric.precision("yes").of(outcomes), 2 / 3.0);
        assertValue(ClassMetric.recall("yes").of(outcomes), 2 / 3.0);
        assertValue(ClassMetric.f1("yes").of(outcomes), 2 / 3.0);
        assertValue(ClassMetric.precision("no").of(outcomes), 1 / 2.0);
        assertValue(ClassMetric.recall("no").of(outcomes), 1 / 2.0);
        assertValue(
                ClassMetric.rocAuc("no").of(outcomes),
                Metric.ROC_AUC.of(outcomes).getAsDouble());
        assertValue(
                ClassMetric.prAuc("yes").of(outcomes),
                Metric.PR_AUC.of(outcomes).getAsDouble());
        assertThat(ClassMetric.recall("maybe").of(outcomes)).isEmpty();
        assertThat(ClassMetric.precision("yes").of(two(new int[] {1, 0}, 0.1, 0.1)))
                .isEmpty();
        assertThat(ClassMetric.recall("yes").of(two(new int[] {0, 0}, 0.9, 0.1)))
                .isEmpty();
        assertThat(ClassMetric.f1("yes").of(two(new int[] {0, 0}, 0.1, 0.1))).isEmpty();
        assertThat(ClassMetric.recall("yes").of(numbers(new double[] {1}, 1))).isEmpty();
        assertThat(ClassMetric.recall("yes")).hasToString("RECALL of \"yes\"");
    }

    @Test
    void measuresOfNumbers_byHand() {
        Outcomes outcomes = numbers(new double[] {1, 2, 4, 8}, 2, 2, 1, 6); // errors 1, 0, 3, 2
        assertValue(Metric.MEDIAN_AE.of(outcomes), 1.5);
        assertValue(Metric.MEDIAN_AE.of(outcomes.weights(new double[] {1, 1, 1, 2})), 2);
        assertValue(Metric.MEDIAN_AE.of(outcomes.weights(new double[] {0, 1, 1, 0})), 1.5);
        assertValue(Metric.MAPE.of(outcomes), (1 + 0 + 0.75 + 0.25) / 4);
        assertValue(Metric.SMAPE.of(outcomes), (2 / 3.0 + 0 + 6 / 5.0 + 4 / 14.0) / 4);
        assertValue(Metric.RMSLE.of(numbers(new double[] {0, Math.E - 1}, Math.E - 1, Math.E * Math.E - 1)), 1);
        assertValue(NumberMetric.pinball(0.9).of(outcomes), (0.1 * 1 + 0 + 0.9 * 3 + 0.9 * 2) / 4);
        assertValue(
                Metric.POISSON_DEVIANCE.of(numbers(new double[] {0, 2}, 1, 1)), (2 + 2 * (2 * Math.log(2) - 1)) / 2);
        assertValue(Metric.GAMMA_DEVIANCE.of(numbers(new double[] {2, 1}, 1, 1)), (2 * (1 - Math.log(2))) / 2);
        assertValue(NumberMetric.tweedie(1.5).of(numbers(new double[] {0}, 4)), 2 * 2 / 0.5);
        assertThat(NumberMetric.tweedie(1.5)).hasToString("TWEEDIE_DEVIANCE 1.5");
    }

    @Test
    void valuesOutsideTheirDomain_areEmpty_unlessTheyHaveNoWeight() {
        Outcomes zero = numbers(new double[] {0, 1}, 1, 1);
        Outcomes below = numbers(new double[] {-1, 1}, 1, 1);
        Outcomes predictedZero = numbers(new double[] {1, 1}, 0, 1);
        assertThat(Metric.MAPE.of(zero)).isEmpty();
        assertThat(Metric.GAMMA_DEVIANCE.of(zero)).isEmpty();
        assertThat(Metric.POISSON_DEVIANCE.of(zero)).isPresent();
        assertThat(Metric.RMSLE.of(below)).isEmpty();
        assertThat(Metric.POISSON_DEVIANCE.of(below)).isEmpty();
        assertThat(NumberMetric.tweedie(1.2).of(below)).isEmpty();
        assertThat(Metric.POISSON_DEVIANCE.of(predictedZero)).isEmpty();
        assertThat(Metric.SMAPE.of(numbers(new double[] {0}, 0))).hasValue(0);
        for (Measure measure : List.of(Metric.RMSLE, Metric.POISSON_DEVIANCE, Metric.GAMMA_DEVIANCE)) {
            assertThat(measure.of(below.weights(new double[] {0, 1}))).hasValue(0);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PINBALL | 0 | the quantile of PINBALL was 0.0 but must be in (0, 1)",
                "PINBALL | 1 | the quantile of PINBALL was 1.0 but must be in (0, 1)",
                "PINBALL | NaN | the quantile of PINBALL was NaN but must be in (0, 1)",
                "TWEEDIE_DEVIANCE | 0 | the power of TWEEDIE_DEVIANCE was 0.0 but must be from 1, Poisson, to 2, Gamma; for"
                        + " power 0 use RMSE",
                "TWEEDIE_DEVIANCE | NaN | the power of TWEEDIE_DEVIANCE was NaN but must be from 1, Poisson, to 2, Gamma;"
                        + " for power 0 use RMSE"
            })
    void parametersOutsideTheirRange_areRefused(NumberMetric.Kind kind, double parameter, String message) {
        assertThatThrownBy(() -> new NumberMetric(kind, parameter))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    // Against plain definitions.

    /** A measure, and what it is by its definition over rows that all count once. */
    private record Definition(Measure measure, Output output, ToDoubleFunction<Outcomes> plain) {
        @Override
        public String toString() {
            return measure + " of " + output.width();
        }
    }

    static List<Definition> definitions() {
        List<Definition> all = new ArrayList<>();
        for (Output.Classes output : List.of(TWO, THREE)) {
            all.add(new Definition(Metric.ACCURACY, output, MeasuresTest::plainAccuracy));
            all.add(new Definition(Metric.BALANCED_ACCURACY, output, MeasuresTest::plainBalancedAccuracy));
            all.add(new Definition(Metric.MATTHEWS, output, MeasuresTest::plainCorrelation));
            all.add(new Definition(Metric.MACRO_F1, output, MeasuresTest::plainMacroF1));
            all.add(new Definition(Metric.BRIER, output, MeasuresTest::plainBrier));
            all.add(new Definition(Metric.LOG_LOSS, output, MeasuresTest::plainLogLoss));
            all.add(new Definition(Metric.CALIBRATION_ERROR, output, MeasuresTest::plainCalibrationError));
            all.add(new Definition(Metric.ROC_AUC, output, rows -> overClasses(rows, MeasuresTest::plainRocAuc)));
            all.add(new Definition(Metric.PR_AUC, output, rows -> overClasses(rows, MeasuresTest::plainPrecision)));
            String last = output.labels().get(output.width() - 1);
            int k = output.width() - 1;
            all.add(new Definition(ClassMetric.precision(last), output, rows -> plainPrecisionOf(rows, k)));
            all.add(new Definition(ClassMetric.recall(last), output, rows -> plainRecallOf(rows, k)));
            all.add(new Definition(ClassMetric.f1(last), output, rows -> plainF1Of(rows, k)));
            all.add(new Definition(
                    ClassMetric.rocAuc("yes".equals(last) ? "yes" : "c"), output, rows -> plainRocAuc(rows, k)));
            all.add(new Definition(ClassMetric.prAuc(last), output, rows -> plainPrecision(rows, k)));
        }
        all.add(new Definition(Metric.RMSE, NUMBER, rows -> Math.sqrt(mean(rows, (y, m) -> Math.pow(y - m, 2)))));
        all.add(new Definition(Metric.MAE, NUMBER, rows -> mean(rows, (y, m) -> Math.abs(y - m))));
        all.add(new Definition(Metric.MEDIAN_AE, NUMBER, MeasuresTest::plainMedian));
        all.add(new Definition(Metric.R2, NUMBER, MeasuresTest::plainR2));
        all.add(new Definition(Metric.MAPE, NUMBER, rows -> mean(rows, (y, m) -> Math.abs(y - m) / y)));
        all.add(new Definition(Metric.SMAPE, NUMBER, rows -> mean(rows, (y, m) -> Math.abs(y - m) / ((y + m) / 2))));
        all.add(new Definition(
                Metric.RMSLE,
                NUMBER,
                rows -> Math.sqrt(mean(rows, (y, m) -> Math.pow(Math.log((1 + y) / (1 + m)), 2)))));
        all.add(new Definition(
                NumberMetric.pinball(0.2),
                NUMBER,
                rows -> mean(rows, (y, m) -> Math.max(0.2 * (y - m), -0.8 * (y - m)))));
        for (double power : new double[] {1, 1.3, 1.5, 2}) {
            ToDoubleFunction<Outcomes> plain = rows -> mean(rows, (y, m) -> plainDeviance(y, m, power));
            all.add(new Definition(NumberMetric.tweedie(power), NUMBER, plain));
        }
        all.add(new Definition(Metric.POISSON_DEVIANCE, NUMBER, rows -> mean(rows, (y, m) -> plainDeviance(y, m, 1))));
        all.add(new Definition(Metric.GAMMA_DEVIANCE, NUMBER, rows -> mean(rows, (y, m) -> plainDeviance(y, m, 2))));
        return all;
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void onRandomWeightedRows_itIsAsDefined(Definition definition) {
        int defined = 0;
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Outcomes outcomes = random(definition.output, random);
            double expected = definition.plain.applyAsDouble(repeated(outcomes));
            OptionalDouble actual = definition.measure.of(outcomes);

            assertThat(actual.isPresent()).as("seed %s: %s", seed, expected).isEqualTo(!Double.isNaN(expected));
            if (actual.isPresent()) {
                defined++;
                assertThat(actual.getAsDouble())
                        .as("seed %s", seed)
                        .isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
            }
        }
        assertThat(defined).isGreaterThan(100);
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void over_weighsAnew_asIfTheRowsWereGivenSo(Definition definition) {
        for (int seed = 0; seed < 30; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Outcomes outcomes = random(definition.output, random);
            Measure.Weighed weighed = definition.measure.over(outcomes);
            for (int time = 0; time < 3; time++) {
                double[] weights = random.doubles(outcomes.rows()).toArray();

                assertThat(weighed.of(weights)).isEqualTo(definition.measure.of(outcomes.weights(weights)));
            }
        }
    }

    private static Outcomes random(Output output, SplittableRandom random) {
        int rows = random.nextInt(5, 40);
        double[] weights = new double[rows];
        for (int row = 0; row < rows; row++) {
            weights[row] = random.nextInt(4);
        }
        if (!(output instanceof Output.Classes classes)) {
            double[] truth = random.doubles(rows, 0.5, 5).toArray();
            double[] predicted = random.doubles(rows, 0.5, 5).toArray();
            return Outcomes.ofNumbers(NUMBER, truth, predicted, weights);
        }
        int[] truth = new int[rows];
        double[] scores = new double[rows * classes.width()];
        for (int row = 0; row < rows; row++) {
            truth[row] = random.nextInt(12) == 0 ? UNKNOWN : random.nextInt(classes.width());
            double sum = 0;
            for (int k = 0; k < classes.width(); k++) {
                scores[row * classes.width() + k] = random.nextInt(1, 8); // many ties
                sum += scores[row * classes.width() + k];
            }
            for (int k = 0; k < classes.width(); k++) {
                scores[row * classes.width() + k] /= sum;
            }
        }
        return Outcomes.ofClasses(classes, truth, scores, weights);
    }

    private static Outcomes repeated(Outcomes outcomes) {
        List<Integer> rows = new ArrayList<>();
        for (int row = 0; row < outcomes.rows(); row++) {
            for (int time = 0; time < outcomes.weight(row); time++) {
                rows.add(row);
            }
        }
        int[] positions = rows.stream().mapToInt(Integer::intValue).toArray();
        return outcomes.rows(positions).weights(ones(positions.length));
    }

    private static double mean(Outcomes rows, DoubleBinaryOperator loss) {
        double sum = 0;
        for (int row = 0; row < rows.rows(); row++) {
            sum += loss.applyAsDouble(rows.truth(row), rows.score(row, 0));
        }
        return sum / rows.rows();
    }

    private static double plainAccuracy(Outcomes rows) {
        double right = 0;
        for (int row = 0; row < rows.rows(); row++) {
            right += rows.truth(row) == rows.predictedClass(row) ? 1 : 0;
        }
        return right / rows.rows();
    }

    private static double plainRecallOf(Outcomes rows, int k) {
        double right = 0;
        double all = 0;
        for (int row = 0; row < rows.rows(); row++) {
            all += rows.truth(row) == k ? 1 : 0;
            right += rows.truth(row) == k && rows.predictedClass(row) == k ? 1 : 0;
        }
        return right / all;
    }

    private static double plainPrecisionOf(Outcomes rows, int k) {
        double right = 0;
        double all = 0;
        for (int row = 0; row < rows.rows(); row++) {
            all += rows.predictedClass(row) == k ? 1 : 0;
            right += rows.truth(row) == k && rows.predictedClass(row) == k ? 1 : 0;
        }
        return right / all;
    }

    private static double plainF1Of(Outcomes rows, int k) {
        double precision = plainPrecisionOf(rows, k);
        double recall = plainRecallOf(rows, k);
        if (Double.isNaN(precision) && Double.isNaN(recall)) {
            return Double.NaN;
        }
        if (Double.isNaN(precision) || Double.isNaN(recall) || precision + recall == 0) {
            return 0;
        }
        return 2 / (1 / precision + 1 / recall);
    }

    private static double plainMacroF1(Outcomes rows) {
        double sum = 0;
        int counted = 0;
        for (int k = 0; k < rows.output().width(); k++) {
            double f1 = plainF1Of(rows, k);
            sum += Double.isNaN(f1) ? 0 : f1;
            counted += Double.isNaN(f1) ? 0 : 1;
        }
        return sum / counted;
    }

    private static double plainBalancedAccuracy(Outcomes rows) {
        double sum = 0;
        int counted = 0;
        for (int k = UNKNOWN; k < rows.output().width(); k++) {
            double recall = plainRecallOf(rows, k); // nothing is predicted as unknown
            sum += Double.isNaN(recall) ? 0 : recall;
            counted += Double.isNaN(recall) ? 0 : 1;
        }
        return sum / counted;
    }

    /** Of indicators of the classes: their covariances, added. */
    private static double plainCorrelation(Outcomes rows) {
        double both = 0;
        double truly = 0;
        double taken = 0;
        for (int k = UNKNOWN; k < rows.output().width(); k++) {
            double[] x = new double[rows.rows()];
            double[] y = new double[rows.rows()];
            for (int row = 0; row < x.length; row++) {
                x[row] = rows.truth(row) == k ? 1 : 0;
                y[row] = rows.predictedClass(row) == k ? 1 : 0;
            }
            both += covariance(x, y);
            truly += covariance(x, x);
            taken += covariance(y, y);
        }
        return truly < 1e-12 || taken < 1e-12 ? Double.NaN : both / Math.sqrt(truly * taken);
    }

    private static double covariance(double[] x, double[] y) {
        double meanX = Arrays.stream(x).average().orElse(0);
        double meanY = Arrays.stream(y).average().orElse(0);
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (x[i] - meanX) * (y[i] - meanY);
        }
        return sum;
    }

    private static double plainBrier(Outcomes rows) {
        double sum = 0;
        for (int row = 0; row < rows.rows(); row++) {
            for (int k = UNKNOWN; k < rows.output().width(); k++) {
                double promised = k == UNKNOWN ? 0 : rows.score(row, k);
                sum += Math.pow(promised - (rows.truth(row) == k ? 1 : 0), 2) / 2;
            }
        }
        return sum / rows.rows();
    }

    private static double plainLogLoss(Outcomes rows) {
        double sum = 0;
        for (int row = 0; row < rows.rows(); row++) {
            sum -= rows.truth(row) == UNKNOWN ? Math.log(1e-15) : Math.log(rows.score(row, (int) rows.truth(row)));
        }
        return sum / rows.rows();
    }

    private static double plainCalibrationError(Outcomes rows) {
        double error = 0;
        for (int bin = 0; bin < 15; bin++) {
            double promised = 0;
            double came = 0;
            for (int row = 0; row < rows.rows(); row++) {
                int k = rows.output().width() == 2 ? 1 : rows.predictedClass(row);
                double probability = rows.score(row, k);
                if (Math.floor(probability * 15) == bin) {
                    promised += probability;
                    came += rows.truth(row) == k ? 1 : 0;
                }
            }
            error += Math.abs(promised - came);
        }
        return error / rows.rows();
    }

    private interface OfClass {
        double of(Outcomes rows, int k);
    }

    private static double overClasses(Outcomes rows, OfClass measure) {
        int classes = rows.output().width();
        if (classes == 2) {
            return measure.of(rows, 1);
        }
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            sum += measure.of(rows, k);
        }
        return sum / classes;
    }

    private static double plainRocAuc(Outcomes rows, int k) {
        double right = 0;
        double pairs = 0;
        for (int p = 0; p < rows.rows(); p++) {
            for (int n = 0; n < rows.rows(); n++) {
                if (rows.truth(p) == k && rows.truth(n) != k) {
                    pairs++;
                    right += rows.score(p, k) > rows.score(n, k) ? 1 : rows.score(p, k) == rows.score(n, k) ? 0.5 : 0;
                }
            }
        }
        return right / pairs;
    }

    private static double plainPrecision(Outcomes rows, int k) {
        double sum = 0;
        double all = 0;
        for (int p = 0; p < rows.rows(); p++) {
            double above = 0;
            double right = 0;
            for (int row = 0; row < rows.rows(); row++) {
                boolean taken = rows.score(row, k) >= rows.score(p, k);
                above += taken ? 1 : 0;
                right += taken && rows.truth(row) == k ? 1 : 0;
            }
            sum += rows.truth(p) == k ? right / above : 0;
            all += rows.truth(p) == k ? 1 : 0;
        }
        return all == rows.rows() ? Double.NaN : sum / all;
    }

    private static double plainMedian(Outcomes rows) {
        double[] errors = new double[rows.rows()];
        for (int row = 0; row < errors.length; row++) {
            errors[row] = Math.abs(rows.truth(row) - rows.score(row, 0));
        }
        Arrays.sort(errors);
        int half = errors.length / 2;
        return errors.length == 0
                ? Double.NaN
                : errors.length % 2 == 1 ? errors[half] : (errors[half - 1] + errors[half]) / 2;
    }

    private static double plainR2(Outcomes rows) {
        double mean = mean(rows, (y, m) -> y);
        double spread = mean(rows, (y, m) -> Math.pow(y - mean, 2));
        return spread == 0 ? Double.NaN : 1 - mean(rows, (y, m) -> Math.pow(y - m, 2)) / spread;
    }

    /** {@code 2 * integral from m to y of (y - t) / t^p dt}, by Simpson's rule. */
    private static double plainDeviance(double y, double m, double power) {
        int steps = 4000;
        double width = (y - m) / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double t = m + i * width;
            sum += (i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2) * (y - t) / Math.pow(t, power);
        }
        return 2 * sum * width / 3;
    }
}
