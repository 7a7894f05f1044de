package io.mlcd.core.compression;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.core.bound.ScoreBound;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.oracle.CpuTime;
import io.mlcd.core.oracle.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bounds of large forests whose leaves are quantized, beside the largest change that a search finds; a quarter of an hour;
 * {@code mvn verify -Pproof -pl mlcd-core -am}. The numbers are in docs/proofs/score-bound.md.
 */
@Tag("proof")
class ScoreBoundProofTest {
    private static final int ROWS = 1_000_000;
    private static final int SAMPLE = 5_000;

    private record Model(String name, Trees trees) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Model> models() {
        return Stream.of(
                new Model("500 boosted trees of depth 6, 8 inputs", GrownForests.boosted(8, 500, 1)),
                new Model("500 boosted trees of depth 6, 20 inputs", GrownForests.boosted(20, 500, 2)),
                new Model("100 deep trees, 8 inputs", GrownForests.deep(8, 1, 100, 5_000, 3)),
                new Model("100 deep trees, 20 inputs", GrownForests.deep(20, 1, 100, 5_000, 4)),
                new Model("100 deep trees, 16 inputs, 26 classes", GrownForests.deep(16, 26, 100, 20_000, 5)));
    }

    @ParameterizedTest
    @MethodSource("models")
    void between_quantizedLeaves_isFewTimesWhatASearchFinds(Model model) throws IOException {
        for (int bits : new int[] {8, 6, 4}) {
            compare(model, bits + " bits, uniform", Leaves.uniform(model.trees, bits));
            compare(model, bits + " bits, compressed", LeafQuantization.quantize(model.trees, bits, sample(model)));
        }
    }

    /** Rows to look at while leaves are rounded, from 0 to 1 as thresholds are. */
    private static Sample sample(Model model) {
        int inputs = model.trees.inputs();
        double[] weights = new double[SAMPLE];
        Arrays.fill(weights, 1);
        return new Sample(
                inputs, new SplittableRandom(8).doubles((long) SAMPLE * inputs).toArray(), weights, null);
    }

    private static void compare(Model model, String levels, Trees after) throws IOException {
        long begin = CpuTime.ofThisThread();
        double[] bounds = ScoreBound.between(model.trees, after);
        double seconds = (CpuTime.ofThisThread() - begin) / 1e9;
        int output = 0;
        for (int k = 1; k < bounds.length; k++) {
            output = bounds[k] > bounds[output] ? k : output;
        }
        LargestChange search = new LargestChange(model.trees, after, output, 1);
        search.search(ROWS);
        double[] row = search.row();
        double found = Math.abs(Oracle.score(after, row)[output] - Oracle.score(model.trees, row)[output]);
        double sum = sum(model.trees, after, output);
        String line = String.format(
                Locale.ROOT,
                "| %s | %s | %.3g | %.3g | %.3g | %s | %.1f |%n",
                model.name,
                levels,
                sum,
                bounds[output],
                found,
                found == 0 ? "-" : String.format(Locale.ROOT, "%.2f", bounds[output] / found),
                seconds);
        Path table = Path.of("target", "proofs", "score-bound.md");
        Files.createDirectories(table.getParent());
        Files.writeString(table, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        System.out.print(line);
        assertThat(search.rows()).isGreaterThanOrEqualTo(ROWS);
        assertThat(bounds[output]).as(line).isBetween(found, 10 * found);
        assertThat(bounds[output]).as(line).isLessThanOrEqualTo(sum * (1 + 1e-8));
    }

    /** The sum of the largest differences of leaves, up or down. */
    private static double sum(Trees before, Trees after, int output) {
        double up = 0;
        double down = 0;
        for (int t = 0; t < before.trees().size(); t++) {
            Tree one = before.trees().get(t);
            Tree other = after.trees().get(t);
            double most = Double.NEGATIVE_INFINITY;
            double least = Double.POSITIVE_INFINITY;
            for (int leaf = 0; leaf < one.leaves(); leaf++) {
                double difference = other.value(leaf, output) - one.value(leaf, output);
                most = Math.max(most, difference);
                least = Math.min(least, difference);
            }
            up += most;
            down -= least;
        }
        return Math.max(up, down)
                / (before.sum() == Trees.Sum.MEAN ? before.trees().size() : 1);
    }
}
