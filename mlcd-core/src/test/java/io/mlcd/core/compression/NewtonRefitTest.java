package io.mlcd.core.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NewtonRefitTest {
    private static final int ROWS = 200;
    private static final int LEAVES = 7;

    @ParameterizedTest
    @EnumSource(Loss.class)
    void moves_towardTheTruth_loseLessEachTime(Loss loss) {
        SplittableRandom random = new SplittableRandom(9);
        int outputs = loss == Loss.SOFTMAX ? 3 : 1;
        double[] truth = new double[ROWS];
        double[] weights = new double[ROWS];
        double[][] raw = new double[outputs][ROWS];
        for (int row = 0; row < ROWS; row++) {
            truth[row] = switch (loss) {
                case SQUARED -> random.nextDouble(-3, 3);
                case POISSON -> random.nextInt(5);
                case SIGMOID -> random.nextInt(2);
                case SOFTMAX -> random.nextInt(3);
            };
            weights[row] = row % 5 == 0 ? 0 : random.nextDouble(2);
            for (double[] its : raw) {
                its[row] = random.nextDouble(-2, 2);
            }
        }
        Sample sample = new Sample(0, new double[0], weights, new Sample.Truth(truth, loss != Loss.SQUARED));
        double[] scores = new double[outputs * ROWS];
        for (int k = 0; k < outputs; k++) {
            System.arraycopy(raw[k], 0, scores, k * ROWS, ROWS);
        }
        NewtonRefit refit = NewtonRefit.toTruth(loss, sample, outputs, scores);
        double lost = lost(loss, sample, raw);
        for (int tree = 0; tree < 60; tree++) {
            int output = tree % outputs;
            int[] nodes = random.ints(ROWS, 0, LEAVES).toArray();
            double[] moves = refit.moves(nodes, LEAVES, output);
            for (int row = 0; row < ROWS; row++) {
                raw[output][row] += moves[nodes[row]];
            }
            double now = lost(loss, sample, raw);
            assertThat(now).as("tree %s", tree).isLessThan(lost);
            lost = now;
            assertThat(tracked(loss, scores)).containsExactly(tracked(loss, raw), within(1e-9));
        }
    }

    /** Scores that teach are kept as they are, or as powers of e whose ratios count. */
    private static double[] tracked(Loss loss, double[] scores) {
        double[] all = scores.clone();
        for (int row = 0; row < ROWS && loss == Loss.SOFTMAX; row++) {
            double sum = 0;
            for (int i = row; i < all.length; i += ROWS) {
                sum += all[i];
            }
            for (int i = row; i < all.length; i += ROWS) {
                all[i] /= sum;
            }
        }
        return all;
    }

    private static double[] tracked(Loss loss, double[][] raw) {
        double[] all = Arrays.stream(raw).flatMapToDouble(Arrays::stream).toArray();
        if (loss != Loss.SQUARED) {
            Arrays.setAll(all, i -> Math.exp(all[i]));
        }
        return tracked(loss, all);
    }

    private static double lost(Loss loss, Sample sample, double[][] raw) {
        double[] truth = sample.truth().of();
        double lost = 0;
        for (int row = 0; row < ROWS; row++) {
            double score = raw[0][row];
            double its = switch (loss) {
                case SQUARED -> (score - truth[row]) * (score - truth[row]);
                case POISSON -> Math.exp(score) - truth[row] * score;
                case SIGMOID -> Math.log1p(Math.exp(score)) - truth[row] * score;
                case SOFTMAX -> {
                    double sum = 0;
                    for (double[] one : raw) {
                        sum += Math.exp(one[row]);
                    }
                    yield Math.log(sum) - raw[(int) truth[row]][row];
                }
            };
            lost += sample.weights()[row] * its;
        }
        return lost;
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void moves_fromScoresFarApart_stayNumbers(Loss loss) {
        int outputs = loss == Loss.SOFTMAX ? 3 : 1;
        double[] scores = new double[2 * outputs];
        Arrays.fill(scores, -40);
        scores[0] = 90;
        Sample sample = new Sample(
                0, new double[0], new double[] {1, 1}, new Sample.Truth(new double[] {outputs - 1.0, 0}, true));
        NewtonRefit refit = NewtonRefit.toTruth(loss, sample, outputs, scores);
        double first = 0;
        for (int step = 0; step < 500; step++) {
            for (int output = 0; output < outputs; output++) {
                double[] moves = refit.moves(new int[] {0, 1}, 2, output);
                assertThat(Arrays.stream(moves)).allMatch(Double::isFinite);
                first += output == 0 ? moves[0] : 0;
            }
        }
        assertThat(first).isNegative();
    }
}
