package io.mlcd.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.api.Output;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetricTest {
    private static final Output.Classes TWO = new Output.Classes("y", List.of("no", "yes"));
    private static final Output.Classes THREE = new Output.Classes("y", List.of("a", "b", "c"));
    private static final Output.Numeric NUMBER = new Output.Numeric("y");
    private static final int UNKNOWN = Outcomes.UNKNOWN_CLASS;

    private static double[] ones(int rows) {
        double[] weights = new double[rows];
        Arrays.fill(weights, 1);
        return weights;
    }

    /** Two classes, the probability of the second given. */
    private static Outcomes two(int[] truth, double[] yes, double... weights) {
        double[] scores = new double[2 * yes.length];
        for (int row = 0; row < yes.length; row++) {
            scores[2 * row] = 1 - yes[row];
            scores[2 * row + 1] = yes[row];
        }
        return Outcomes.ofClasses(TWO, truth, scores, weights.length == 0 ? ones(truth.length) : weights);
    }

    private static Outcomes numbers(double[] truth, double[] predicted, double... weights) {
        return Outcomes.ofNumbers(NUMBER, truth, predicted, weights.length == 0 ? ones(truth.length) : weights);
    }

    private static void assertValue(OptionalDouble value, double expected) {
        assertThat(value).isPresent();
        assertThat(value.getAsDouble()).isCloseTo(expected, within(1e-12));
    }

    @Test
    void accuracy_isTheWeightedShareOfRightRows() {
        int[] truth = {1, 0, 1, 0};
        double[] yes = {0.9, 0.2, 0.4, 0.5}; // right, right, wrong, right: of a tie the first
        assertValue(Metric.ACCURACY.of(two(truth, yes)), 3 / 4.0);
        assertValue(Metric.ACCURACY.of(two(truth, yes, 1, 2, 5, 0)), 3 / 8.0);
    }

    @Test
    void accuracy_anUnknownClass_isNeverRight() {
        assertValue(Metric.ACCURACY.of(two(new int[] {UNKNOWN, 1}, new double[] {0.9, 0.9})), 0.5);
    }

    @Test
    void rocAuc_tiesCountHalf() {
        // Pairs (positive, negative): 0.8-0.5 +, 0.8-0.3 +, 0.5-0.5 half, 0.5-0.3 +.
        int[] truth = {1, 1, 0, 0};
        double[] yes = {0.8, 0.5, 0.5, 0.3};
        assertValue(Metric.ROC_AUC.of(two(truth, yes)), 3.5 / 4);
        // Weights 2, 1, 3, 1: (2*3 + 2*1 + 1*3/2 + 1*1) / (3*4).
        assertValue(Metric.ROC_AUC.of(two(truth, yes, 2, 1, 3, 1)), 10.5 / 12);
    }

    @Test
    void rocAuc_zeroAndMinusZero_areTied() {
        double[] scores = {1, 0.0, 1, -0.0};
        Outcomes outcomes = Outcomes.ofClasses(TWO, new int[] {1, 0}, scores, ones(2));
        assertValue(Metric.ROC_AUC.of(outcomes), 0.5);
    }

    @Test
    void rocAuc_anUnknownClass_countsAsNotTheClass() {
        int[] truth = {1, UNKNOWN, 0};
        assertValue(Metric.ROC_AUC.of(two(truth, new double[] {0.5, 0.9, 0.1})), 0.5);
    }

    @Test
    void rocAuc_ofOneClassOnly_isEmpty() {
        assertThat(Metric.ROC_AUC.of(two(new int[] {1, 1}, new double[] {0.2, 0.8})))
                .isEmpty();
        assertThat(Metric.ROC_AUC.of(two(new int[] {0, 0}, new double[] {0.2, 0.8})))
                .isEmpty();
        assertThat(Metric.ROC_AUC.of(two(new int[] {0, 1}, new double[] {0.2, 0.8}, 1, 0)))
                .isEmpty();
    }

    @Test
    void rocAuc_ofManyClasses_isThePlainMeanOfEachAgainstTheRest() {
        int[] truth = {0, 1, 2, 1};
        double[] scores = {
            0.6, 0.3, 0.1, //
            0.5, 0.2, 0.3, //
            0.4, 0.3, 0.3, //
            0.1, 0.8, 0.1
        };
        // a: 0.6 above all three: 1. b: (0.2: below 0.3 and 0.3 = 0) (0.8: 2) of 4 = 0.5.
        // c: 0.3 against 0.1, 0.3, 0.1 = 2.5 of 3.
        Outcomes outcomes = Outcomes.ofClasses(THREE, truth, scores, ones(4));
        assertValue(Metric.ROC_AUC.of(outcomes), (1 + 0.5 + 2.5 / 3) / 3);
        Outcomes lacksOne = Outcomes.ofClasses(THREE, new int[] {0, 1, 0, 1}, scores, ones(4));
        assertThat(Metric.ROC_AUC.of(lacksOne)).isEmpty();
    }

    @Test
    void rocAuc_onRandomRows_isTheShareOfPairsInTheRightOrder() {
        for (int seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int rows = random.nextInt(2, 60);
            int[] truth = new int[rows];
            double[] yes = new double[rows];
            double[] weights = new double[rows];
            for (int row = 0; row < rows; row++) {
                truth[row] = random.nextInt(8) == 0 ? UNKNOWN : random.nextInt(2);
                yes[row] = random.nextInt(1, 12) / 12.0; // many ties
                weights[row] = random.nextInt(4);
            }
            Outcomes outcomes = two(truth, yes, weights);
            OptionalDouble expected = pairs(outcomes);
            OptionalDouble actual = Metric.ROC_AUC.of(outcomes);
            assertThat(actual.isPresent()).as("seed %s", seed).isEqualTo(expected.isPresent());
            if (expected.isPresent()) {
                assertValue(actual, expected.getAsDouble());
            }
        }
    }

    private static OptionalDouble pairs(Outcomes outcomes) {
        double right = 0;
        double all = 0;
        for (int p = 0; p < outcomes.rows(); p++) {
            for (int n = 0; n < outcomes.rows(); n++) {
                if (outcomes.truth(p) == 1 && outcomes.truth(n) != 1) {
                    double weight = outcomes.weight(p) * outcomes.weight(n);
                    double above = Double.compare(outcomes.score(p, 1), outcomes.score(n, 1));
                    all += weight;
                    right += above > 0 ? weight : above == 0 ? weight / 2 : 0;
                }
            }
        }
        return all > 0 ? OptionalDouble.of(right / all) : OptionalDouble.empty();
    }

    @Test
    void logLoss_isTheWeightedMeanOfTheLogarithms() {
        int[] truth = {1, 0};
        double[] yes = {0.5, 0.75};
        assertValue(Metric.LOG_LOSS.of(two(truth, yes)), (Math.log(2) + Math.log(4)) / 2);
        assertValue(Metric.LOG_LOSS.of(two(truth, yes, 3, 1)), (3 * Math.log(2) + Math.log(4)) / 4);
    }

    @Test
    void logLoss_impossibleAndUnknownClasses_countAsAMillionthOfABillionth() {
        double least = -Math.log(1e-15);
        assertValue(Metric.LOG_LOSS.of(two(new int[] {1}, new double[] {0})), least);
        assertValue(Metric.LOG_LOSS.of(two(new int[] {UNKNOWN}, new double[] {0.5})), least);
        assertValue(Metric.LOG_LOSS.of(two(new int[] {1}, new double[] {1.0000001})), 0);
    }

    @Test
    void macroF1_isThePlainMeanOverClasses() {
        // Truth 1 1 0 0, predicted 1 0 0 0. yes: 2*1/(2+1) = 2/3. no: 2*2/(2+3) = 4/5.
        int[] truth = {1, 1, 0, 0};
        double[] yes = {0.9, 0.1, 0.1, 0.1};
        assertValue(Metric.MACRO_F1.of(two(truth, yes)), (2 / 3.0 + 4 / 5.0) / 2);
        // Weight 3 on the wrong row: yes 2*1/(4+1), no 2*2/(2+5).
        assertValue(Metric.MACRO_F1.of(two(truth, yes, 1, 3, 1, 1)), (2 / 5.0 + 4 / 7.0) / 2);
    }

    @Test
    void macroF1_classesThatOccurNowhere_areLeftOut() {
        double[] scores = {0.8, 0.1, 0.1, 0.1, 0.8, 0.1};
        assertValue(Metric.MACRO_F1.of(Outcomes.ofClasses(THREE, new int[] {0, 1}, scores, ones(2))), 1);
    }

    @Test
    void macroF1_anUnknownClass_isAWrongPrediction() {
        // yes: 2*1/(1+2); no occurs nowhere.
        assertValue(Metric.MACRO_F1.of(two(new int[] {1, UNKNOWN}, new double[] {0.9, 0.9})), 2 / 3.0);
        assertValue(Metric.MACRO_F1.of(two(new int[] {UNKNOWN}, new double[] {0.9})), 0);
    }

    @Test
    void errors_areOfTheUnitOfTheTarget() {
        double[] truth = {1, 2, 3};
        double[] predicted = {1, 4, 2};
        assertValue(Metric.RMSE.of(numbers(truth, predicted)), Math.sqrt(5 / 3.0));
        assertValue(Metric.MAE.of(numbers(truth, predicted)), 1);
        assertValue(Metric.RMSE.of(numbers(truth, predicted, 1, 0, 3)), Math.sqrt(3 / 4.0));
        assertValue(Metric.MAE.of(numbers(truth, predicted, 2, 1, 1)), 3 / 4.0);
    }

    @Test
    void r2_isTheShareOfVarianceThatIsPredicted() {
        double[] truth = {1, 2, 3};
        assertValue(Metric.R2.of(numbers(truth, truth)), 1);
        assertValue(Metric.R2.of(numbers(truth, new double[] {2, 2, 2})), 0);
        assertValue(Metric.R2.of(numbers(truth, new double[] {1, 4, 2})), 1 - 5 / 2.0);
        // Weights 1, 1, 2: mean 2.25, spread 1.5625 + 0.0625 + 2 * 0.5625 = 2.75, error 0 + 4 + 2.
        assertValue(Metric.R2.of(numbers(truth, new double[] {1, 4, 2}, 1, 1, 2)), 1 - 6 / 2.75);
    }

    @Test
    void r2_aConstantTarget_isEmpty() {
        for (double constant : new double[] {0, 5, 0.1, 1 / 3.0, 1e17 + 1}) {
            for (int rows = 1; rows < 30; rows++) {
                double[] truth = new double[rows];
                Arrays.fill(truth, constant);
                assertThat(Metric.R2.of(numbers(truth, new double[rows])))
                        .as("%s rows of %s", rows, constant)
                        .isEmpty();
            }
        }
        assertThat(Metric.R2.of(numbers(new double[] {1, 1, 7}, new double[3], 1, 1, 0)))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void of_aScoreOfNaN_isEmpty(Metric metric) {
        Outcomes outcomes = metric.appliesTo(NUMBER)
                ? numbers(new double[] {1, 2, 3}, new double[] {1, Double.NaN, 3})
                : Outcomes.ofClasses(
                        TWO, new int[] {0, 1, 1}, new double[] {0.5, 0.5, Double.NaN, 0.9, 0.5, 0.5}, ones(3));
        assertThat(metric.of(outcomes)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void of_noRowsNoWeightOrAnotherOutput_isEmpty(Metric metric) {
        boolean ofNumbers = metric.appliesTo(NUMBER);
        assertThat(metric.appliesTo(TWO)).isNotEqualTo(ofNumbers);
        Outcomes none = ofNumbers ? numbers(new double[0], new double[0]) : two(new int[0], new double[0]);
        Outcomes weightless = ofNumbers
                ? numbers(new double[] {1, 2}, new double[] {1, 2}, 0, 0)
                : two(new int[] {0, 1}, new double[] {0, 1}, 0, 0);
        Outcomes other = ofNumbers
                ? two(new int[] {0, 1}, new double[] {0, 1})
                : numbers(new double[] {1, 2}, new double[] {1, 2});
        assertThat(metric.of(none)).isEmpty();
        assertThat(metric.of(weightless)).isEmpty();
        assertThat(metric.of(other)).isEmpty();
    }

    @Test
    void higherIsBetter_isSoForAllButLossesAndErrors() {
        for (Metric metric : Metric.values()) {
            boolean more =
                    List.of("ACCURACY", "AUC", "F1", "MATTHEWS", "R2").stream().anyMatch(metric.name()::endsWith);
            assertThat(metric.higherIsBetter()).as("%s", metric).isEqualTo(more);
        }
    }

    @Test
    void outcomes_thatDoNotFit_areRefused() {
        assertThatThrownBy(() -> Outcomes.ofClasses(TWO, new int[] {0}, new double[1], ones(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "there are 1 rows of truth, 1 scores and 1 weights; each row takes 2 scores and one weight");
        assertThatThrownBy(() -> numbers(new double[] {1}, new double[] {1}, 1, 1))
                .hasMessage(
                        "there are 1 rows of truth, 1 scores and 2 weights; each row takes 1 scores and one weight");
        for (int wrong : new int[] {2, -2}) {
            assertThatThrownBy(() -> two(new int[] {0, wrong}, new double[2]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("row 1 has class " + wrong + ", but there are only 2 classes");
        }
        for (double wrong : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> two(new int[] {0, 1}, new double[2], 1, wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("row 1 has the weight " + wrong + " but a weight must be 0 or more");
        }
        assertThatThrownBy(() -> numbers(new double[1], new double[1]).confusion())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("numbers were predicted, which have no confusion matrix");
    }

    @Test
    void outcomes_copyWhatTheyAreGiven() {
        double[] truth = {1};
        double[] predicted = {2};
        double[] weights = {3};
        Outcomes outcomes = Outcomes.ofNumbers(NUMBER, truth, predicted, weights);
        truth[0] = predicted[0] = weights[0] = 9;
        assertThat(new double[] {outcomes.truth(0), outcomes.score(0, 0), outcomes.weight(0)})
                .containsExactly(1, 2, 3);
    }

    @Test
    void confusion_isTrueByPredicted() {
        Outcomes outcomes = two(new int[] {1, 1, 0, UNKNOWN}, new double[] {0.9, 0.1, 0.2, 0.9}, 1, 2, 4, 8);
        assertThat(outcomes.confusion()).isDeepEqualTo(new double[][] {{4, 0}, {2, 1}});
    }
}
