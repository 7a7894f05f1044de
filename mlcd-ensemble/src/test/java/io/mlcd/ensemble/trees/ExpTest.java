package io.mlcd.ensemble.trees;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpTest {
    @Test
    void exp_isThatOfStrictMath_butForTheLastBits() {
        SplittableRandom random = new SplittableRandom(1);
        double most = 0;
        for (int i = 0; i < 300_000; i++) {
            double x = (random.nextDouble() - 0.5) * (i % 3 == 0 ? 1_416 : i % 3 == 1 ? 20 : 0.01);
            double wanted = StrictMath.exp(x);
            most = Math.max(most, Math.abs(Exp.exp(x) - wanted) / wanted);
        }
        assertThat(most).isLessThan(1e-15).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                0,
                -0.0,
                800,
                -800,
                708,
                -708,
                -745.2,
                Double.MAX_VALUE,
                -Double.MAX_VALUE,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                Double.NaN,
                Double.MIN_VALUE
            })
    void exp_atTheEnds_isThatOfStrictMath(double x) {
        assertThat(Double.compare(Exp.exp(x), StrictMath.exp(x))).isZero();
    }
}
