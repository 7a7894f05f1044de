package io.mlcd.benchmarks.learners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class QualityTest {
    private static Data data(int classes, float... targets) {
        return new Data(new float[targets.length], targets, new int[1], classes);
    }

    @Test
    void of_twoClasses_lossAreaAndAccuracy() {
        double[] scores = {0.8, 0.2, 0.5, 0.5, 0.5, 0.5, 0.1, 0.9};
        Quality quality = Quality.of(data(2, 0, 0, 1, 1), scores);
        assertThat(quality.logLoss())
                .isCloseTo(-(Math.log(0.8) + 2 * Math.log(0.5) + Math.log(0.9)) / 4, within(1e-12));
        assertThat(quality.rocAuc()).isEqualTo(3.5 / 4);
        assertThat(quality.accuracy()).isEqualTo(0.75);
        assertThat(quality.rmse()).isNaN();
    }

    @Test
    void of_threeClasses_noArea() {
        Quality quality = Quality.of(data(3, 2, 0), new double[] {0.2, 0.3, 0.5, 0, 0.5, 0.5});
        assertThat(quality.logLoss()).isCloseTo(-(Math.log(0.5) + Math.log(1e-15)) / 2, within(1e-12));
        assertThat(quality.rocAuc()).isNaN();
        assertThat(quality.accuracy()).isEqualTo(0.5);
    }

    @Test
    void of_numbers_errorAndShareOfTheVariance() {
        Quality quality = Quality.of(data(0, 1, 3), new double[] {1, 2});
        assertThat(quality.rmse()).isCloseTo(Math.sqrt(0.5), within(1e-12));
        assertThat(quality.r2()).isCloseTo(0.5, within(1e-12));
        assertThat(quality.logLoss()).isNaN();
    }

    @Test
    void of_scoresOfAnotherShape_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Quality.of(data(2, 0, 1), new double[2]))
                .withMessage("there are 2 scores, but must be 4: 2 for each row");
    }
}
