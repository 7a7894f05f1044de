package io.mlcd.benchmarks.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.artifact.Codecs;
import io.mlcd.core.artifact.Load;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A lossless artifact of every workload's model answers as its trees do, to the last bit, where that is hardest. */
class BesideThresholdsTest {
    private static final int ROWS = 100_000;
    private static final double MISSING = 0.03;

    @ParameterizedTest
    @EnumSource(
            value = Workload.class,
            names = {"GBT2", "RF", "GBT10"})
    void score_rowsOnAndBesideEveryThreshold_sameBitsHoweverLoaded(Workload workload) {
        Trees trees = Ours.trees(workload);
        double[] rows = rows(trees);
        double[] expected = walked(trees, rows);
        byte[] file = Artifact.of(Ours.margins(workload)).bytes();
        for (Load load : Load.values()) {
            Model model = Artifact.read(file, Codecs.none(), load).model();
            double[] together = new double[expected.length];
            model.scoreRows(rows, 0, ROWS, together);
            assertThat(bits(together)).as("%s, together", load).isEqualTo(bits(expected));
            double[] single = new double[expected.length];
            double[] row = new double[trees.inputs()];
            double[] out = new double[trees.outputs()];
            for (int r = 0; r < ROWS; r++) {
                System.arraycopy(rows, r * row.length, row, 0, row.length);
                model.score(row, out);
                System.arraycopy(out, 0, single, r * out.length, out.length);
            }
            assertThat(bits(single)).as("%s, one by one", load).isEqualTo(bits(expected));
        }
    }

    private static long[] bits(double[] numbers) {
        long[] bits = new long[numbers.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Double.doubleToRawLongBits(numbers[i]);
        }
        return bits;
    }

    /** Each input goes round all thresholds at which it is split, the number above and the one below each; now and then it is missing. */
    private static double[] rows(Trees trees) {
        List<double[]> values = new ArrayList<>();
        for (Set<Double> its : thresholds(trees)) {
            double[] beside = new double[Math.max(1, 3 * its.size())];
            int next = 0;
            for (double threshold : its) {
                beside[next++] = threshold;
                beside[next++] = Math.nextUp(threshold);
                beside[next++] = Math.nextDown(threshold);
            }
            assertThat(beside.length).isLessThan(ROWS);
            values.add(beside);
        }
        SplittableRandom random = new SplittableRandom(7);
        double[] rows = new double[ROWS * trees.inputs()];
        int[] at = new int[trees.inputs()];
        for (int i = 0; i < rows.length; i++) {
            int input = i % trees.inputs();
            double[] its = values.get(input);
            boolean missing = at[input] >= its.length && random.nextDouble() < MISSING;
            int turn = at[input] < its.length ? at[input] : random.nextInt(its.length);
            rows[i] = missing ? Double.NaN : its[turn];
            at[input]++;
        }
        return rows;
    }

    private static List<Set<Double>> thresholds(Trees trees) {
        List<Set<Double>> thresholds = new ArrayList<>();
        for (int input = 0; input < trees.inputs(); input++) {
            thresholds.add(new TreeSet<>());
        }
        for (Tree tree : trees.trees()) {
            for (int node = 0; node < tree.nodes(); node++) {
                if (!tree.isLeaf(node)) {
                    thresholds.get(tree.feature(node)).add(tree.threshold(node));
                }
            }
        }
        return thresholds;
    }

    private static double[] walked(Trees trees, double[] rows) {
        int outputs = trees.outputs();
        double[] all = new double[ROWS * outputs];
        for (int row = 0; row < ROWS; row++) {
            for (int k = 0; k < outputs; k++) {
                all[row * outputs + k] = trees.base(k);
            }
            for (int t = 0; t < trees.trees().size(); t++) {
                Tree tree = trees.trees().get(t);
                int node = 0;
                while (!tree.isLeaf(node)) {
                    double value = rows[row * trees.inputs() + tree.feature(node)];
                    boolean left = Double.isNaN(value) ? tree.missingLeft(node) : value <= tree.threshold(node);
                    node = left ? node + 1 : tree.right(node);
                }
                all[row * outputs + Math.max(0, trees.output(t))] += trees.weight(t) * tree.value(tree.leaf(node), 0);
            }
        }
        return all;
    }
}
