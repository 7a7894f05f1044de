package io.mlcd.core.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdsTest {
    private static void assertEnds(float threshold) {
        double below = Thresholds.below(threshold);
        if (threshold > Float.NEGATIVE_INFINITY) {
            assertThat((float) below < threshold)
                    .as("at the end below %s", threshold)
                    .isTrue();
            assertThat((float) Math.nextUp(below) < threshold)
                    .as("after the end below %s", threshold)
                    .isFalse();
        }
        double atMost = Thresholds.atMost(threshold);
        assertThat((float) atMost <= threshold)
                .as("at the end of %s", threshold)
                .isTrue();
        if (threshold < Float.POSITIVE_INFINITY) {
            assertThat((float) Math.nextUp(atMost) <= threshold)
                    .as("after the end of %s", threshold)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            floats = {
                0f,
                -0f,
                1f,
                -1f,
                0.1f,
                Float.MIN_VALUE,
                -Float.MIN_VALUE,
                Float.MIN_NORMAL,
                Float.MAX_VALUE,
                -Float.MAX_VALUE,
                Float.POSITIVE_INFINITY,
                Float.NEGATIVE_INFINITY
            })
    void belowAndAtMost_areTheLastDoublesThatPass(float threshold) {
        assertEnds(threshold);
    }

    @Test
    void belowAndAtMost_ofAnyBits_areTheLastDoublesThatPass() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 200_000; i++) {
            float threshold = Float.intBitsToFloat(random.nextInt());
            if (!Float.isNaN(threshold)) {
                assertEnds(threshold);
            }
        }
    }

    @Test
    void isBelowFloat_knowsWhatBelowGave_andNothingElse() {
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < 100_000; i++) {
            float threshold = Float.intBitsToFloat(random.nextInt());
            if (!Float.isNaN(threshold) && threshold > Float.NEGATIVE_INFINITY) {
                double below = Thresholds.below(threshold);
                assertThat(Thresholds.isBelowFloat(below)).isTrue();
                assertThat(Thresholds.below(Thresholds.floatAbove(below))).isEqualTo(below);
                assertThat(Thresholds.isBelowFloat(Math.nextUp(Math.nextUp(below))))
                        .isFalse();
            }
        }
        assertThat(Thresholds.isBelowFloat(0.1)).isFalse();
        assertThat(Thresholds.isBelowFloat(Double.POSITIVE_INFINITY)).isFalse();
    }

    @Test
    void isBelowFloat_ofNeighbours_isWhatItsWordsSay() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 300_000; i++) {
            // Every other time near the ends of what a float can hold.
            int bits = random.nextInt();
            if (i % 2 == 1) {
                bits = (bits & 0x80ffffff) | (random.nextInt(2) * 0x7e000000);
            }
            float from = Float.intBitsToFloat(bits);
            double middle = ((double) from + Math.nextUp(from)) / 2;
            for (double near = Math.nextDown(Math.nextDown(middle)), step = 0;
                    step < 5;
                    step++, near = Math.nextUp(near)) {
                boolean expected = near < Double.POSITIVE_INFINITY
                        && Double.compare(Thresholds.below(Thresholds.floatAbove(near)), near) == 0;
                assertThat(Thresholds.isBelowFloat(near)).as("%a", near).isEqualTo(expected);
            }
        }
    }

    @Test
    void below_ofADouble_isTheNumberBefore() {
        assertThat(Thresholds.below(2.5)).isEqualTo(Math.nextDown(2.5));
        assertThat(Thresholds.below(0.0)).isEqualTo(-Double.MIN_VALUE);
    }
}
