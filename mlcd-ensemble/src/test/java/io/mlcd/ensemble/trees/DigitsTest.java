package io.mlcd.ensemble.trees;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DigitsTest {
    private static Named<ToDoubleFunction<SplittableRandom>> of(String name, ToDoubleFunction<SplittableRandom> draw) {
        return Named.of(name, draw);
    }

    static Stream<Named<ToDoubleFunction<SplittableRandom>>> draws() {
        return Stream.of(
                of("doubles", random -> random.nextDouble() - 0.5),
                of("floats", random -> (float) random.nextDouble() - 0.5f),
                of("few values", random -> random.nextInt(5) - 2),
                of("one value", random -> 3.25),
                of("any double", random -> finite(Double.longBitsToDouble(random.nextLong()))),
                of("any float", random -> finite(Float.intBitsToFloat(random.nextInt()))),
                of(
                        "infinite ones",
                        random -> random.nextBoolean() ? Double.NEGATIVE_INFINITY : 1 / random.nextDouble()),
                of("tiny ones", random -> random.nextInt(3) * Double.MIN_VALUE));
    }

    private static double finite(double value) {
        return Double.isNaN(value) ? 0 : value + 0.0;
    }

    @ParameterizedTest
    @MethodSource("draws")
    void sort_isThatOfTheLibrary(ToDoubleFunction<SplittableRandom> draw) {
        for (int size : new int[] {0, 1, 100, 1_999, 2_000, 5_000, 70_000}) {
            SplittableRandom random = new SplittableRandom(size);
            double[] values = new double[size];
            for (int i = 0; i < size; i++) {
                values[i] = draw.applyAsDouble(random) + 0.0;
            }
            double[] expected = values.clone();
            Arrays.sort(expected);
            Digits.sort(values);
            assertThat(Arrays.equals(values, expected)).as("%s values", size).isTrue();
        }
    }
}
