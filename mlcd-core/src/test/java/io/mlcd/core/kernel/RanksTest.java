package io.mlcd.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.core.form.Thresholds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RanksTest {
    /** How thresholds lie, as functions of a number from 0 to 1. */
    private static final List<DoubleUnaryOperator> SPREADS = List.of(
            u -> 100 * u - 50,
            u -> Math.exp(12 * u),
            u -> u * Double.MIN_NORMAL,
            u -> (u - 0.5) * Double.MAX_VALUE,
            u -> (u - 0.5) * 2 * Float.MAX_VALUE,
            u -> u < 0.995 ? u : 1e12 * u,
            u -> u < 0.9 ? u * 1e-9 : u,
            u -> Math.rint(u * 40),
            u -> 1 + u * 1e-12,
            u -> u < 0.1 ? Double.NEGATIVE_INFINITY : u > 0.9 ? Double.POSITIVE_INFINITY : u);

    private static double[] thresholds(DoubleUnaryOperator spread, int count, boolean floats, SplittableRandom random) {
        double[] all = new double[count];
        for (int i = 0; i < count; i++) {
            double number = spread.applyAsDouble(random.nextDouble());
            all[i] = floats ? Thresholds.below((float) number) : number;
        }
        return Arrays.stream(all).map(x -> x + 0.0).sorted().distinct().toArray();
    }

    private static double[] rows(double[] thresholds) {
        List<Double> rows = new ArrayList<>(List.of(
                0.0,
                -0.0,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                Double.MAX_VALUE,
                -Double.MAX_VALUE,
                Double.MIN_VALUE));
        for (double threshold : thresholds) {
            rows.addAll(
                    List.of(threshold, Math.nextUp(threshold), Math.nextDown(threshold), (double) (float) threshold));
        }
        return rows.stream().mapToDouble(x -> x).toArray();
    }

    private static int expected(double[] thresholds, double value) {
        return Double.isNaN(value)
                ? Ranks.MISSING
                : (int) Arrays.stream(thresholds)
                        .filter(threshold -> value > threshold)
                        .count();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void row_andColumn_countTheThresholdsBelow(int spread) {
        for (int count : new int[] {1, 2, 3, 7, 8, 40, 300}) {
            for (boolean floats : new boolean[] {false, true}) {
                SplittableRandom random = new SplittableRandom(count);
                double[][] thresholds = new double[5][];
                for (int s = 0; s < thresholds.length; s++) {
                    DoubleUnaryOperator its = SPREADS.get((spread + s * s) % SPREADS.size());
                    thresholds[s] = thresholds(its, 1 + random.nextInt(count), floats, random);
                }
                int[] inputs = {0, 2, 3, 7, 8};
                assertRight(new Ranks(inputs, thresholds), inputs, thresholds);
            }
        }
    }

    private static void assertRight(Ranks ranks, int[] inputs, double[][] thresholds) {
        for (int s = 0; s < ranks.slots(); s++) {
            int of = Arrays.binarySearch(inputs, ranks.inputs[s]);
            double[] values = rows(thresholds[of]);
            int[] column = new int[3 + Ranks.places(values.length)];
            ranks.column(s, values, 0, 1, values.length, column, 3);
            for (int r = 0; r < values.length; r++) {
                int expected = expected(thresholds[of], values[r]);
                assertThat(column[3 + r])
                        .as("%s of %s", values[r], thresholds[of])
                        .isEqualTo(expected);
                double[] row = new double[11];
                Arrays.fill(row, values[r]);
                int[] out = new int[2 + Ranks.places(ranks.slots())];
                ranks.row(row, 2, out, 2);
                assertThat(out[2 + s]).isEqualTo(expected);
            }
        }
    }

    @Test
    void row_ofNoInputs_asksNothing() {
        int[] out = {5};
        new Ranks(new int[0], new double[0][]).row(new double[0], 0, out, 0);
        assertThat(out).containsExactly(5);
    }

    @Test
    void buckets_evenKeys_areSmall() {
        float[] keys = new float[5000];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = i * 0.37f;
        }
        assertThat(Buckets.of(keys).most).isLessThanOrEqualTo(8);
    }

    @Test
    void buckets_aFewKeysFarOut_stillServeTheOthers() {
        float[] keys = new float[5000];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = i < 4990 ? i : i * 1e9f;
        }
        assertThat(Buckets.of(keys).most).isLessThanOrEqualTo(32);
    }
}
