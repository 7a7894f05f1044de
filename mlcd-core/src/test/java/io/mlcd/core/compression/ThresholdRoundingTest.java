package io.mlcd.core.compression;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.core.form.Average;
import io.mlcd.core.form.Trees;
import io.mlcd.core.kernel.Scorer;
import io.mlcd.core.oracle.Forests;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ThresholdRoundingTest {
    private static final int INPUTS = 20;

    private static Sample rows(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[count * INPUTS];
        Arrays.setAll(values, i -> random.nextInt(30) == 0 ? Double.NaN : random.nextDouble(-0.2, 1.2));
        double[] weights = new double[count];
        Arrays.fill(weights, 1);
        return new Sample(INPUTS, values, weights, null);
    }

    private static double score(Scorer scorer, double... row) {
        double[] out = new double[1];
        scorer.score(row, out);
        return out[0];
    }

    private static double[] row(Sample sample, int row) {
        return Arrays.copyOfRange(sample.values(), row * INPUTS, (row + 1) * INPUTS);
    }

    @Test
    void replace_aForest_sendsEveryRowTheSameWay_andOthersOutsideOfTheIntervals() {
        Trees forest = (Trees) Forests.forest(20, 3).model().form();
        Sample training = rows(500, 1);
        ThresholdRounding rounding = new ThresholdRounding();
        Scorer after = Scorer.compile(rounding.replace(forest, training));
        Scorer before = Scorer.compile(forest);
        assertThat(rounding.moved()).hasSizeBetween(rounding.thresholds() / 2, rounding.thresholds());
        for (int r = 0; r < training.rows(); r++) {
            double[] row = row(training, r);
            assertThat(score(after, row)).isEqualTo(score(before, row));
            for (Moved moved : rounding.moved()) {
                assertThat(row[moved.input()] > moved.above() && row[moved.input()] <= moved.upTo())
                        .isFalse();
            }
        }
        Sample others = rows(2_000, 2);
        int inside = 0;
        int changed = 0;
        for (int r = 0; r < others.rows(); r++) {
            double[] row = row(others, r);
            boolean outside = rounding.moved().stream()
                    .noneMatch(moved -> row[moved.input()] > moved.above() && row[moved.input()] <= moved.upTo());
            boolean same = score(after, row) == score(before, row);
            assertThat(same || !outside).isTrue();
            inside += outside ? 0 : 1;
            changed += same ? 0 : 1;
        }
        assertThat(inside).isPositive();
        assertThat(changed).isPositive();
    }

    @Test
    void replace_anEnsemble_saysWhichTreesMoved() {
        Trees first = (Trees) Forests.forest(3, 5).model().form();
        Trees second = (Trees) Forests.forest(2, 6).model().form();
        Sample training = rows(300, 1);
        ThresholdRounding rounding = new ThresholdRounding();
        rounding.replace(Average.of(List.of(first, second)), training);
        ThresholdRounding alone = new ThresholdRounding();
        alone.replace(second, training);
        assertThat(rounding.moved()).extracting(Moved::part).contains(0, 1).isSorted();
        assertThat(rounding.moved().stream()
                        .filter(moved -> moved.part() == 1)
                        .map(moved -> new Moved(0, moved.input(), moved.above(), moved.upTo()))
                        .toList())
                .isEqualTo(alone.moved());
    }

    @Test
    void shortest_anyInterval_isInItAndShort() {
        assertThat(ThresholdRounding.shortest(0.3, 0.6)).isEqualTo(0.5);
        assertThat(ThresholdRounding.shortest(5.1, 6.9)).isEqualTo(6);
        assertThat(ThresholdRounding.shortest(-6.9, -5.1)).isEqualTo(-6);
        assertThat(ThresholdRounding.shortest(-1, 2)).isZero();
        assertThat(ThresholdRounding.shortest(0.3, 0.3)).isEqualTo(0.3);
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 10_000; i++) {
            double a = random.nextDouble(-1, 1);
            double b = a + Math.pow(random.nextDouble(), 9);
            assertThat(ThresholdRounding.shortest(a, b)).isBetween(a, b);
        }
    }
}
