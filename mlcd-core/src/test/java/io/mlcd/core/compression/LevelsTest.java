package io.mlcd.core.compression;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LevelsTest {
    private static final double[] ONES = new double[1_000];

    static {
        Arrays.fill(ONES, 1);
    }

    @Test
    void of_fewNumbers_areAllKept() {
        Levels levels = Levels.of(new double[] {0.1, -3, 0.1, 7}, ONES, 4);
        assertThat(levels.count()).isEqualTo(3);
        for (double number : new double[] {0.1, -3, 7}) {
            assertThat(levels.nearest(number)).isEqualTo(number);
            assertThat(levels.around(number, 100)).isEqualTo(number);
        }
    }

    @Test
    void of_manyNumbers_loseLessThanEqualSteps() {
        SplittableRandom random = new SplittableRandom(1);
        double[] numbers = new double[1_000];
        Arrays.setAll(numbers, i -> Math.pow(random.nextDouble(-1, 1), 5));
        Levels levels = Levels.of(numbers, ONES, 16);
        assertThat(levels.count()).isEqualTo(16);
        double step = 2.0 / 15;
        double lost = 0;
        double lostByEqualSteps = 0;
        for (double number : numbers) {
            double nearest = levels.nearest(number);
            assertThat((double) (float) nearest).isEqualTo(nearest);
            lost += Math.pow(number - nearest, 2);
            lostByEqualSteps += Math.pow(number - Math.rint(number / step) * step, 2);
        }
        assertThat(lost).isLessThan(0.7 * lostByEqualSteps); // 0.66 at best
    }

    @Test
    void of_weights_drawLevelsToWhatCounts() {
        double[] numbers = {0, 1, 2, 3, 100};
        double[] weights = {1_000, 1_000, 1_000, 1_000, 1e-9};
        Levels levels = Levels.of(numbers, weights, 4);
        for (int i = 0; i < 4; i++) {
            assertThat(levels.nearest(i)).isBetween(i - 0.5, i + 0.5);
        }
    }

    @Test
    void around_aNumberBetweenTwoLevels_isThatNearerToWhatIsWanted() {
        Levels levels = Levels.of(new double[] {0, 1, 2}, ONES, 3);
        assertThat(levels.around(0.4, 0.4)).isEqualTo(0);
        assertThat(levels.around(0.4, 0.9)).isEqualTo(1);
        assertThat(levels.around(0.4, 100)).isEqualTo(1);
        assertThat(levels.around(-5, 1)).isEqualTo(0);
        assertThat(levels.around(5, 0)).isEqualTo(2);
    }
}
