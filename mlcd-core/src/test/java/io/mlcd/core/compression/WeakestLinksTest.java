package io.mlcd.core.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WeakestLinksTest {
    /** A random tree in pre-order: the right child of each split, -1 of a leaf. */
    private static int grow(int[] rights, int from, int splits, SplittableRandom random) {
        if (splits == 0) {
            rights[from] = -1;
            return from + 1;
        }
        int left = random.nextInt(splits);
        int next = grow(rights, from + 1, left, random);
        rights[from] = next;
        return grow(rights, next, splits - 1 - left, random);
    }

    /** The least cost of cutting a closed set of so many splits below a node, for each number; by trying all ways. */
    private static double[] least(double[] costs, int[] rights, int node) {
        if (rights[node] < 0) {
            return new double[] {0};
        }
        double[] left = least(costs, rights, node + 1);
        double[] right = least(costs, rights, rights[node]);
        double[] both = new double[left.length + right.length];
        Arrays.fill(both, Double.POSITIVE_INFINITY);
        for (int i = 0; i < left.length; i++) {
            for (int j = 0; j < right.length; j++) {
                both[i + j] = Math.min(both[i + j], left[i] + right[j]);
            }
        }
        both[both.length - 1] = left[left.length - 1] + right[right.length - 1] + costs[node];
        return both;
    }

    @Test
    void alphas_anyTree_cutWhatCostsLeastForItsSize() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 2_000; round++) {
            int splits = random.nextInt(1, 14);
            int[] rights = new int[2 * splits + 1];
            grow(rights, 0, splits, random);
            double[] costs = new double[rights.length];
            for (int node = 0; node < costs.length; node++) {
                costs[node] = rights[node] < 0 ? Double.NaN : random.nextInt(4) == 0 ? 0 : random.nextDouble();
            }
            double[] alphas = WeakestLinks.alphas(costs, rights);
            double[] least = least(costs, rights, 0);
            for (int node = 0; node < alphas.length; node++) {
                assertThat(Double.isNaN(alphas[node])).isEqualTo(rights[node] < 0);
                if (rights[node] < 0) {
                    continue;
                }
                double cost = 0;
                int cut = 0;
                for (int other = 0; other < alphas.length; other++) {
                    if (alphas[other] <= alphas[node]) {
                        cost += costs[other];
                        cut++;
                    }
                }
                assertThat(cost).as("round %s", round).isCloseTo(least[cut], within(1e-12));
                for (int child : new int[] {node + 1, rights[node]}) {
                    assertThat(rights[child] < 0 || alphas[child] <= alphas[node] + 1e-15)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void alphas_aDeepTree_needNoStack() {
        int splits = 200_000;
        int[] rights = new int[2 * splits + 1];
        double[] costs = new double[rights.length];
        for (int node = 0; node < splits; node++) { // each right side is a leaf
            rights[node] = 2 * splits - node;
            costs[node] = 1 + node % 7;
        }
        Arrays.fill(rights, splits, rights.length, -1);
        Arrays.fill(costs, splits, costs.length, Double.NaN);
        double[] alphas = WeakestLinks.alphas(costs, rights);
        assertThat(alphas[0]).isGreaterThanOrEqualTo(alphas[splits - 1]);
    }
}
