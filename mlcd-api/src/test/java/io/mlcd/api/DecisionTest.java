package io.mlcd.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DecisionTest {
    private static final List<String> LABELS = List.of("no", "yes", "maybe");
    private static final double[][] COSTS = {{0, 1, 2}, {10, 0, 3}, {0.5, 4, 0}};

    @ParameterizedTest
    @CsvSource({"0.1, no", "0.2, no", "0.21, yes", "0.9, yes", "0, no", "1, yes"})
    void threshold_choosesTheSecondAboveIt_andLeavesProbabilities(double probability, String label) {
        Output output = new Output.Classes("y", List.of("no", "yes")).decidedBy(Decision.threshold(0.2));
        Prediction prediction = Prediction.of(output, 1 - probability, probability);

        assertThat(prediction.label()).isEqualTo(label);
        assertThat(prediction.probability("yes")).isEqualTo(probability);
        assertThat(prediction.probabilities()).containsExactly(1 - probability, probability);
    }

    @Test
    void costs_choosesTheLeastExpectedCost_withAndWithoutAnArray() {
        SplittableRandom random = new SplittableRandom(1);
        Decision decision = Decision.costs(COSTS);
        for (int i = 0; i < 1_000; i++) {
            double[] p = {random.nextInt(5) / 4.0, random.nextInt(5) / 4.0, random.nextInt(5) / 4.0};
            int expected = 0;
            for (int j = 1; j < 3; j++) {
                expected = cost(p, j) < cost(p, expected) ? j : expected;
            }
            assertThat(decision.choose(p)).isEqualTo(expected);
            assertThat(Prediction.of(new Output.Classes("y", LABELS, decision), p)
                            .label())
                    .isEqualTo(LABELS.get(expected));
        }
    }

    private static double cost(double[] p, int chosen) {
        return p[0] * COSTS[0][chosen] + p[1] * COSTS[1][chosen] + p[2] * COSTS[2][chosen];
    }

    @Test
    void choose_NaN_isNeverBetter() {
        double[] none = {Double.NaN, Double.NaN, Double.NaN};
        assertThat(Decision.costs(COSTS).choose(none)).isZero();
        assertThat(Decision.mostProbable().choose(new double[] {Double.NaN, 0.1, 0.2}))
                .isEqualTo(2);
    }

    @Test
    void costs_areCopied_andAskedForAgain() {
        double[][] costs = {{0, 1}, {2, 0}};
        Decision decision = Decision.costs(costs);
        costs[0][1] = 9;
        decision.costs()[1][0] = 9;

        assertThat(decision).isEqualTo(Decision.costs(new double[][] {{-0.0, 1}, {2, 0}}));
        assertThat(decision).hasToString("least cost of [[0.0, 1.0], [2.0, 0.0]]");
        assertThat(new Output.Classes("y", List.of("a", "b"), decision))
                .hasToString("Classes[name=y, labels=[a, b], decision=least cost of [[0.0, 1.0], [2.0, 0.0]]]");
        assertThat(new Output.Classes("y", List.of("a", "b"))).hasToString("Classes[name=y, labels=[a, b]]");
        assertThat(Decision.mostProbable().costs()).isEmpty();
    }

    static Stream<Arguments> misuse() {
        return Stream.of(
                refused(() -> Decision.threshold(1.5), "threshold was 1.5 but must be from 0 to 1"),
                refused(() -> Decision.threshold(Double.NaN), "threshold was NaN but must be from 0 to 1"),
                refused(
                        () -> Decision.costs(new double[][] {{0, 1}, {-1, 0}}),
                        "the costs where class 1 is true were [-1.0, 0.0] but must be one for each of the 2 classes, finite"
                                + " and 0 or more"),
                refused(
                        () -> Decision.costs(new double[][] {{0, 1, 2}, {1, 0}}),
                        "the costs where class 0 is true were [0.0, 1.0, 2.0] but must be one for each of the 2 classes,"
                                + " finite and 0 or more"),
                refused(
                        () -> Decision.costs(new double[2][2]),
                        "all costs were 0, so nothing can be decided by them; use Decision.mostProbable()"),
                refused(
                        () -> new Output.Classes("y", List.of("a", "b", "c"), Decision.threshold(0.5)),
                        "the costs are for 2 classes, but there are 3; give one row and one column for each class, in"
                                + " their order"));
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
    void equals_isByValue() {
        EqualsVerifier.forClass(Decision.class).withNonnullFields("costs").verify();
    }
}
