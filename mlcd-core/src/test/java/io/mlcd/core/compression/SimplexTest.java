package io.mlcd.core.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SimplexTest {
    @Test
    void project_anyNumbers_areTheNearestProbabilities() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 2_000; round++) {
            int classes = 2 + round % 7;
            double[] numbers = random.doubles(classes).map(u -> (u - 0.3) * 3).toArray();
            double[] nearest = numbers.clone();
            Simplex.project(nearest);
            assertThat(Arrays.stream(nearest).sum()).isCloseTo(1, within(1e-12));
            assertThat(Arrays.stream(nearest)).allMatch(each -> each >= 0 && each <= 1 + 1e-12);
            for (int other = 0; other < 20; other++) {
                double[] probabilities =
                        random.doubles(classes).map(u -> -Math.log(u)).toArray();
                double sum = Arrays.stream(probabilities).sum();
                double share = Math.pow(random.nextDouble(), 4); // near to what was found, too
                double[] others = new double[classes];
                Arrays.setAll(others, k -> (1 - share) * nearest[k] + share * probabilities[k] / sum);
                assertThat(distance(numbers, nearest)).isLessThanOrEqualTo(distance(numbers, others) + 1e-12);
            }
        }
    }

    private static double distance(double[] a, double[] b) {
        double squares = 0;
        for (int k = 0; k < a.length; k++) {
            squares += (a[k] - b[k]) * (a[k] - b[k]);
        }
        return squares;
    }

    @Test
    void holds_leaves_areProbabilitiesOrNot() {
        assertThat(Simplex.holds(trees(0.25, 0.75))).isTrue();
        assertThat(Simplex.holds(trees(1.25, -0.25))).isFalse();
        assertThat(Simplex.holds(trees(0.5, 0.25))).isFalse();
        assertThat(Simplex.holds(trees(1))).isFalse();
    }

    private static Trees trees(double... leaf) {
        return Trees.of(1, List.of(Tree.builder(leaf.length).leaf(leaf).build()), Trees.Sum.MEAN);
    }
}
