package io.mlcd.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.core.form.Thresholds;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SpreadTest {
    private static final int COUNT = 1 << 14;
    private static final int BITS = 16;
    /** What many a program multiplies with. */
    private static final long WELL_KNOWN = 0x9E3779B97F4A7C15L;

    static Stream<Arguments> families() {
        return Stream.of(
                family("whole numbers", i -> i),
                family("halves of floats", i -> (float) (i * 0.1)),
                family("limits of floats", i -> Thresholds.below(1 + i / 1024f)),
                family("neighbours", i -> 1 + i * 0x1p-52),
                family("powers", i -> Math.scalb(17.0 + 2 * (i / 2_000), i % 2_000 - 1_000)),
                family("made for a well-known multiplier", i -> Double.longBitsToDouble(i * inverse(WELL_KNOWN))));
    }

    private static Arguments family(String name, IntToDoubleFunction numbers) {
        return Arguments.of(name, numbers);
    }

    /** The number whose product with another one is 1, by Newton's steps. */
    private static long inverse(long odd) {
        long inverse = odd;
        for (int step = 0; step < 6; step++) {
            inverse *= 2 - odd * inverse;
        }
        assertThat(odd * inverse).isOne();
        return inverse;
    }

    /** Random places: 16,384 numbers on 65,536 places leave more than 14,000 of them taken, and none by many. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("families")
    void place_spreadsWhateverAFileHolds(String name, IntToDoubleFunction numbers) {
        int[] taken = new int[1 << BITS];
        int places = 0;
        int most = 0;
        for (int i = 0; i < COUNT; i++) {
            long bits = Double.doubleToRawLongBits(numbers.applyAsDouble(i));
            int place = Spread.place(Spread.add(Spread.add(0, bits), i % 3), BITS);
            places += taken[place]++ == 0 ? 1 : 0;
            most = Math.max(most, taken[place]);
        }
        assertThat(places).isGreaterThan(13_000);
        assertThat(most).isLessThan(16);
    }
}
