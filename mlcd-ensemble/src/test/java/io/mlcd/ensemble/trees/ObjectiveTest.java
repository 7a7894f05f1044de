package io.mlcd.ensemble.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients and hessians against differences of the loss. */
class ObjectiveTest {
    private static final int ROWS = 40;

    static Stream<Arguments> losses() {
        return Stream.of(
                Arguments.of(Loss.logLoss(), 2, 1.0),
                Arguments.of(Loss.logLoss(), 4, 4 / 3.0),
                Arguments.of(Loss.squared(), 0, 1.0),
                Arguments.of(Loss.absolute(), 0, 0.0),
                Arguments.of(Loss.quantile(0.8), 0, 0.0),
                Arguments.of(Loss.huber(0.7), 0, 0.0),
                Arguments.of(Loss.poisson(), 0, 1.0),
                Arguments.of(Loss.gamma(), 0, 1.0),
                Arguments.of(Loss.tweedie(1.3), 0, 1.0));
    }

    private static Objective objective(Loss loss, int classes) {
        SplittableRandom random = new SplittableRandom(3);
        double[] truths = new double[ROWS];
        double[] weights = new double[ROWS];
        for (int row = 0; row < ROWS; row++) {
            truths[row] = classes > 0 ? random.nextInt(classes) : 0.1 + 3 * random.nextDouble();
            weights[row] = 0.5 + random.nextDouble();
        }
        return Objective.of(loss, truths, weights, classes);
    }

    @ParameterizedTest
    @MethodSource("losses")
    void gradients_areTheSlopesOfTheLoss_andHessiansTheirs(Loss loss, int classes, double hessianFactor) {
        Objective objective = objective(loss, classes);
        int size = ROWS * objective.outputs;
        double[] scores = new SplittableRandom(5).doubles(size, -1.5, 1.5).toArray();
        double[] gradients = new double[size];
        double[] hessians = new double[size];
        objective.gradients(scores, all(), 0, ROWS, gradients, hessians);
        double step = 1e-5;
        for (int at = 0; at < size; at++) {
            int row = at % ROWS;
            double[] up = scores.clone();
            up[at] += step;
            double[] down = scores.clone();
            down[at] -= step;
            double slope = (objective.loss(up, row) - objective.loss(down, row)) / (2 * step);
            assertThat(gradients[at]).isCloseTo(objective.weights[row] * slope, within(1e-6));
            assertThat(hessians[at]).isPositive();
            if (hessianFactor > 0) {
                double[] above = new double[size];
                double[] below = new double[size];
                objective.gradients(up, all(), 0, ROWS, above, new double[size]);
                objective.gradients(down, all(), 0, ROWS, below, new double[size]);
                assertThat(hessians[at]).isCloseTo(hessianFactor * (above[at] - below[at]) / (2 * step), within(1e-5));
            }
        }
    }

    /** No constant is better than the start. */
    @ParameterizedTest
    @MethodSource("losses")
    void start_isTheBestConstant(Loss loss, int classes, double ignored) {
        Objective objective = objective(loss, classes);
        int[] rows = IntStream.range(0, ROWS).toArray();
        double[] start = objective.start(rows);
        double best = total(objective, start);
        double slack = loss.kind() == Loss.Kind.HUBER ? 0.2 : 1e-12; // Huber's is one step from the median
        for (double step : List.of(-0.1, -0.01, 0.01, 0.1)) {
            for (int k = 0; k < start.length; k++) {
                double[] other = start.clone();
                other[k] += step;
                assertThat(total(objective, other)).as("%s by %s", k, step).isGreaterThanOrEqualTo(best - slack);
            }
        }
    }

    private static int[] all() {
        return IntStream.range(0, ROWS).toArray();
    }

    private static double total(Objective objective, double[] constants) {
        double[] scores = new double[ROWS * objective.outputs];
        for (int k = 0; k < constants.length; k++) {
            Arrays.fill(scores, k * ROWS, (k + 1) * ROWS, constants[k]);
        }
        double sum = 0;
        for (int row = 0; row < ROWS; row++) {
            sum += objective.weights[row] * objective.loss(scores, row);
        }
        assertThat(objective.loss(scores, all(), 0, ROWS)).isEqualTo(sum);
        return sum;
    }
}
