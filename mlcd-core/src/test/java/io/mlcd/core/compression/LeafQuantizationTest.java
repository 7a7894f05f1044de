package io.mlcd.core.compression;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.core.form.Trees;
import io.mlcd.core.kernel.Scorer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeafQuantizationTest {
    private static final int INPUTS = 6;
    private static final int ROWS = 2_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void quantize_besideRows_losesLessOnThem(int outputs) {
        Trees shares = GrownForests.deep(INPUTS, outputs, 40, 400, 3);
        Trees trees = Leaves.trees(shares, value -> 3 * value + 1); // no probabilities
        double[] weights = new double[ROWS];
        Arrays.fill(weights, 1);
        double[] values = new SplittableRandom(2).doubles((long) ROWS * INPUTS).toArray();
        Sample sample = new Sample(INPUTS, values, weights, null);
        double blind = lost(trees, LeafQuantization.quantize(trees, 3, null), values);
        double seeing = lost(trees, LeafQuantization.quantize(trees, 3, sample), values);
        assertThat(seeing).isPositive().isLessThan(0.5 * blind);
    }

    /** The sum of the squares of what scores change. */
    private static double lost(Trees before, Trees after, double[] values) {
        Scorer one = Scorer.compile(before);
        Scorer other = Scorer.compile(after);
        double[] scores = new double[before.outputs()];
        double[] changed = new double[before.outputs()];
        double lost = 0;
        for (int row = 0; row < ROWS; row++) {
            double[] its = Arrays.copyOfRange(values, row * INPUTS, (row + 1) * INPUTS);
            one.score(its, scores);
            other.score(its, changed);
            for (int k = 0; k < scores.length; k++) {
                lost += (scores[k] - changed[k]) * (scores[k] - changed[k]);
            }
        }
        return lost;
    }
}
