package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.api.Version;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.form.CategorySet;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a loaded version is said to take of the heap, beside what it takes. */
class WeightTest {
    private static final int FEATURES = 20;
    private static final long MEASURED_BYTES = 24_000_000;

    private static final SplittableRandom RANDOM = new SplittableRandom(7);

    static Stream<Arguments> models() {
        return Stream.of(
                Arguments.of("500 trees of depth 6", forest(500, 6, false)),
                Arguments.of("100 trees of depth 10", forest(100, 10, false)),
                Arguments.of("20 trees of depth 13", forest(20, 13, false)),
                Arguments.of("100 trees of depth 5 with categories", forest(100, 5, true)),
                Arguments.of("50 trees of depth 9 with categories", forest(50, 9, true)),
                Arguments.of("linear", Linear.of(new double[1][FEATURES], new double[1])));
    }

    private static Form forest(int trees, int depth, boolean categories) {
        List<Tree> forest = new ArrayList<>();
        for (int t = 0; t < trees; t++) {
            Tree.Builder tree = Tree.builder(1);
            grow(tree, depth, categories);
            forest.add(tree.build());
        }
        return Trees.of(FEATURES, forest, Trees.Sum.TOTAL);
    }

    private static void grow(Tree.Builder tree, int depth, boolean categories) {
        if (depth == 0) {
            tree.leaf(RANDOM.nextDouble());
        } else if (categories && RANDOM.nextInt(3) == 0) {
            int[] codes = RANDOM.ints(6, 0, 40).toArray();
            tree.split(0, CategorySet.of(codes), RANDOM.nextBoolean());
            grow(tree, depth - 1, true);
            grow(tree, depth - 1, true);
        } else {
            tree.split(1 + RANDOM.nextInt(FEATURES - 1), RANDOM.nextInt(1_000) / 8.0, RANDOM.nextBoolean());
            grow(tree, depth - 1, categories);
            grow(tree, depth - 1, categories);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void heapBytes_areWithinAFactorOf2OfWhatTheHeapGrowsBy(String name, Form form) {
        List<Feature> features = new ArrayList<>();
        features.add(Feature.category(
                "c", Stream.iterate(0, i -> i + 1).limit(40).map(i -> "c" + i).toList()));
        for (int i = 1; i < FEATURES; i++) {
            features.add(Feature.number("x" + i));
        }
        byte[] bytes = Artifact.of(Model.of(Signature.of(features, new Output.Numeric("y")), form))
                .bytes();
        long said = load(bytes).heapBytes();
        int copies = (int) Math.max(4, Math.min(4_000, MEASURED_BYTES / said));
        Served[] kept = new Served[copies];
        long before = heap();
        for (int i = 0; i < copies; i++) {
            kept[i] = load(bytes);
        }
        double measured = (heap() - before) / (double) copies;
        assertThat(kept).allMatch(one -> one.heapBytes() == said); // they are all still there
        System.out.printf(
                Locale.ROOT,
                "%s: artifact %,d bytes, said %,d, measured %,.0f, factor %.2f%n",
                name,
                bytes.length,
                said,
                measured,
                said / measured);
        assertThat(said / measured).isBetween(0.5, 2.0);
    }

    private static Served load(byte[] bytes) {
        return new Served(new Version("m", 1, "0123456789abcdef".repeat(4)), Artifact.read(bytes));
    }

    private static long heap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }
}
