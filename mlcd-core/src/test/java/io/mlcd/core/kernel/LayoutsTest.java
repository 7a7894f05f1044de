package io.mlcd.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.core.form.CategorySet;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Thresholds;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.oracle.Allocation;
import io.mlcd.core.oracle.Oracle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every layout against the plain walk of the oracle, to the last bit, with values on and beside the thresholds. */
class LayoutsTest {
    /** Thresholds as floats' limits, as floats, as doubles close to each other, and as few whole numbers. */
    private enum Kind {
        BELOW_FLOATS,
        FLOATS,
        DOUBLES,
        CLOSE,
        WHOLE
    }

    private static final Trees.Sum[] SUMS = Trees.Sum.values();

    private static final class Generator {
        private final SplittableRandom random;
        private final Kind kind;
        private final int inputs;
        /** Of so many inputs the last are categories. */
        private final int categories;

        private final List<Double> landmarks = new ArrayList<>();
        /** How many categories there are. */
        private int codes = 9;
        /** How many values leaves have, or 0 for as many as there are leaves. */
        private int pure;

        Generator(long seed, Kind kind, int inputs, int categories) {
            random = new SplittableRandom(seed);
            this.kind = kind;
            this.inputs = inputs;
            this.categories = categories;
        }

        double threshold() {
            double number = (random.nextDouble() - 0.5) * 8;
            double threshold = switch (kind) {
                case BELOW_FLOATS -> Thresholds.below((float) number);
                case FLOATS -> (float) number;
                case DOUBLES -> number;
                case CLOSE -> 1 + random.nextInt(500) * 0x1p-52;
                case WHOLE -> random.nextInt(7) - 3;
            };
            landmarks.add(threshold);
            return threshold;
        }

        void split(Tree.Builder tree) {
            int input = random.nextInt(inputs);
            if (input < inputs - categories) {
                tree.split(input, threshold(), random.nextBoolean());
                return;
            }
            int[] some = new int[1 + random.nextInt(4)];
            for (int i = 0; i < some.length; i++) {
                some[i] = random.nextInt(codes);
            }
            tree.split(
                    input,
                    random.nextBoolean() ? CategorySet.of(some) : CategorySet.allBut(some),
                    random.nextBoolean());
        }

        /** A bushy tree down to a depth. */
        void grow(Tree.Builder tree, int depth, int outputs, double stop) {
            if (depth == 0 || random.nextDouble() < stop) {
                leaf(tree, outputs);
                return;
            }
            split(tree);
            grow(tree, depth - 1, outputs, stop);
            grow(tree, depth - 1, outputs, stop);
        }

        /** A chain to one side. */
        void chain(Tree.Builder tree, int depth, int outputs, boolean left) {
            for (int i = 0; i < depth; i++) {
                split(tree);
                if (!left) {
                    leaf(tree, outputs);
                }
            }
            leaf(tree, outputs);
            for (int i = 0; left && i < depth; i++) {
                leaf(tree, outputs);
            }
        }

        void leaf(Tree.Builder tree, int outputs) {
            double[] values = new double[outputs];
            for (int k = 0; k < outputs; k++) {
                double value = pure > 0 ? (random.nextInt(pure) - 1) * 0.1 : random.nextDouble() - 0.5;
                values[k] = random.nextInt(20) == 0 ? -0.0 : value;
            }
            tree.leaf(values);
        }

        double[] row() {
            double[] row = new double[inputs];
            for (int i = 0; i < inputs; i++) {
                row[i] = i < inputs - categories ? number() : random.nextInt(codes + codes / 4 + 1) - 1;
                if (random.nextInt(12) == 0) {
                    row[i] = Double.NaN;
                }
            }
            return row;
        }

        private double number() {
            double near = landmarks.isEmpty() ? 0 : landmarks.get(random.nextInt(landmarks.size()));
            return switch (random.nextInt(8)) {
                case 0 -> near;
                case 1 -> Math.nextUp(near);
                case 2 -> Math.nextDown(near);
                case 3 -> (float) near;
                case 4 -> Math.nextUp((float) near);
                case 5 -> random.nextInt(3) == 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
                case 6 -> random.nextBoolean() ? 0.0 : -0.0;
                default -> (random.nextDouble() - 0.5) * 10;
            };
        }
    }

    private static int assertLikeTheOracle(Form form, Generator generator, int rows, String description) {
        double[][] all = new double[rows][];
        double[][] expected = new double[rows][];
        Scorer scorer = Scorer.compile(form);
        double[] out = new double[form.outputs()];
        for (int r = 0; r < rows; r++) {
            all[r] = generator.row();
            expected[r] = Oracle.score(form, all[r]);
            scorer.score(all[r], out);
            assertThat(out).as("%s, row %s", description, r).isEqualTo(expected[r]);
        }
        Faces.assertAllAnswer(form, scorer, all, expected, description);
        return rows;
    }

    @ParameterizedTest
    @CsvSource({
        // trees, depth, inputs, categories, outputs, rows: the shallow layout, its limit, beyond it, deep ones
        "1, 0, 1, 0, 1, 200",
        "3, 1, 2, 1, 1, 500",
        "17, 2, 3, 0, 2, 500",
        "100, 3, 5, 2, 1, 1000",
        "40, 4, 30, 10, 3, 1000",
        "64, 5, 2000, 0, 1, 300",
        "20, 6, 3000, 5, 2, 100",
        "5, 12, 3000, 5, 1, 100",
        "200, 6, 28, 4, 1, 1500",
        "50, 7, 10, 0, 1, 1000",
        "30, 8, 10, 3, 200, 300",
        "30, 9, 10, 3, 1, 1000",
        "20, 12, 6, 2, 26, 600",
        "100, 40, 50, 5, 1, 1500",
        "5000, 3, 20, 2, 1, 300",
        "2500, 6, 40, 0, 1, 200",
        "1000, 5, 12, 1, 5, 200"
    })
    void score_forestsOfAnyShape_equalTheOracle(
            int trees, int depth, int inputs, int categories, int outputs, int rows) {
        for (Kind kind : Kind.values()) {
            Generator generator = new Generator(31L * trees + depth, kind, inputs, categories);
            List<Tree> forest = new ArrayList<>();
            for (int t = 0; t < trees; t++) {
                Tree.Builder tree = Tree.builder(outputs);
                generator.grow(tree, depth, outputs, stop(depth, t));
                forest.add(tree.build());
            }
            Trees form = Trees.of(inputs, forest, SUMS[trees % SUMS.length]);
            assertLikeTheOracle(form, generator, rows / Kind.values().length + 70, kind + ", " + form);
        }
    }

    @ParameterizedTest
    @CsvSource({"6, BELOW_FLOATS", "6, DOUBLES", "12, BELOW_FLOATS", "12, CLOSE"})
    void score_a100_000Rows_equalTheOracle(int depth, Kind kind) {
        Generator generator = new Generator(depth, kind, 8, 2);
        List<Tree> forest = new ArrayList<>();
        for (int t = 0; t < 12; t++) {
            Tree.Builder tree = Tree.builder(1);
            generator.grow(tree, depth, 1, stop(depth, t));
            forest.add(tree.build());
        }
        assertThat(assertLikeTheOracle(Trees.of(8, forest, Trees.Sum.TOTAL), generator, 100_000, kind.toString()))
                .isEqualTo(100_000);
    }

    /** How often a tree stops at a node: seldom, but so that the deepest do not double at each level. */
    private static double stop(int depth, int tree) {
        if (depth > 12) {
            return 0.47;
        }
        return depth > 8 ? 0.12 : tree % 5 == 0 ? 0.3 : 0.02;
    }

    @ParameterizedTest
    @CsvSource({"1", "8", "9", "40", "3000", "20000"})
    void score_chainsToOneSide_equalTheOracle(int depth) {
        Generator generator = new Generator(depth, Kind.DOUBLES, 4, 1);
        List<Tree> forest = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            Tree.Builder tree = Tree.builder(1);
            generator.chain(tree, depth, 1, t % 2 == 0);
            forest.add(tree.build());
        }
        assertLikeTheOracle(Trees.of(4, forest, Trees.Sum.TOTAL), generator, 200, "chains of " + depth);
    }

    @Test
    void score_moreTestsThanFourBytesTell_equalsTheOracle() {
        // 300,000 distinct thresholds: several parts; a tree of 40,000 nodes: nodes of eight bytes.
        Generator generator = new Generator(7, Kind.DOUBLES, 12, 2);
        List<Tree> forest = new ArrayList<>();
        for (int t = 0; t < 12; t++) {
            Tree.Builder tree = Tree.builder(1);
            generator.grow(tree, 15, 1, 0.02);
            forest.add(tree.build());
        }
        Trees form = Trees.of(12, forest, Trees.Sum.TOTAL);
        assertThat(form.trees().stream().mapToInt(Tree::nodes).sum()).isGreaterThan(400_000);
        assertLikeTheOracle(form, generator, 1_500, form.toString());
    }

    @ParameterizedTest
    @CsvSource({
        // trees, depth, inputs, categories, codes, values of leaves, outputs
        "40, 14, 20, 0, 9, 2, 1",
        "40, 14, 20, 6, 40, 3, 1",
        "10, 16, 4, 1, 9, 15, 1",
        "10, 16, 4, 1, 9, 30, 1",
        "6, 18, 4, 1, 9, 2, 1",
        "20, 12, 10, 2, 9, 2, 3",
        "200, 10, 2000, 100, 9, 2, 1",
        "10, 11, 6, 6, 200, 0, 1",
        "2, 10, 5, 2, 100000, 2, 1"
    })
    void score_deepForestsOfPureLeavesAndManyCategories_equalTheOracle(
            int trees, int depth, int inputs, int categories, int codes, int pure, int outputs) {
        for (Kind kind : List.of(Kind.BELOW_FLOATS, Kind.DOUBLES)) {
            Generator generator = new Generator(trees + depth, kind, inputs, categories);
            generator.codes = codes;
            generator.pure = pure;
            List<Tree> forest = new ArrayList<>();
            for (int t = 0; t < trees; t++) {
                Tree.Builder tree = Tree.builder(outputs);
                generator.grow(tree, depth, outputs, 0.05);
                forest.add(tree.build());
            }
            Trees form = Trees.of(inputs, forest, Trees.Sum.TOTAL);
            assertLikeTheOracle(form, generator, 150, kind + ", " + form);
        }
    }

    @ParameterizedTest
    @CsvSource({"50, 5000, 12, 25", "500, 400, 12, 22", "3000, 60, 12, 19", "20000, 3, 12, 16", "50, 20000, 12, 0"})
    void narrowShift_ofManyInputs_takesSmallerPages(int inputs, int thresholds, int bits, int expected) {
        int[] tests = new int[inputs];
        Arrays.fill(tests, thresholds);
        assertThat(DeepPart.narrowShift(tests, bits)).isEqualTo(expected);
    }

    @Test
    void score_treesOfDifferentScoresAndWeights_addInOrder() {
        for (int seed = 0; seed < 40; seed++) {
            Generator generator = new Generator(seed, Kind.FLOATS, 6, 1);
            int outputs = 2 + seed % 4;
            Trees.Builder form = Trees.builder(6, outputs).base(new double[outputs]);
            for (int t = 0; t < 30; t++) {
                boolean all = seed % 2 == 0 && t % 7 == 0;
                Tree.Builder tree = Tree.builder(all ? outputs : 1);
                generator.grow(tree, seed % 3 == 0 ? 10 : 5, all ? outputs : 1, 0.1);
                form.add(tree.build(), all ? Trees.ALL : (t * 5 + seed) % outputs, t % 3 == 0 ? 1 : 0.1 * t - 1);
            }
            assertLikeTheOracle(form.build(), generator, 150, "seed " + seed);
        }
    }

    @Test
    void score_constantTrees_giveTheirSum() {
        List<Tree> constants = new ArrayList<>();
        for (int t = 0; t < 1000; t++) {
            constants.add(Tree.builder(1).leaf(0.1).build());
        }
        Generator generator = new Generator(1, Kind.FLOATS, 1, 0);
        assertLikeTheOracle(Trees.of(1, constants, Trees.Sum.MEAN), generator, 100, "constants");
    }

    @ParameterizedTest
    @CsvSource({"6, 300", "14, 30"})
    void score_onAllBareFaces_allocatesNothing(int depth, int trees) {
        Generator generator = new Generator(3, Kind.BELOW_FLOATS, 10, 2);
        List<Tree> forest = new ArrayList<>();
        for (int t = 0; t < trees; t++) {
            Tree.Builder tree = Tree.builder(1);
            generator.grow(tree, depth, 1, 0.05);
            forest.add(tree.build());
        }
        Scorer scorer = Scorer.compile(Trees.of(10, forest, Trees.Sum.TOTAL));
        double[] row = generator.row();
        float[] floats = new float[10];
        double[] out = new double[1];
        double[] rows = new double[10 * 300];
        double[] scores = new double[300];
        double[][] columns = new double[10][300];
        Runnable all = () -> {
            scorer.score(row, out);
            scorer.score(floats, out);
            scorer.scoreRows(rows, 0, 300, scores);
            scorer.scoreColumns(columns, 0, 300, scores);
        };
        for (int i = 0; i < 50; i++) {
            all.run();
        }
        long once = Allocation.of(() -> {});
        assertThat(Allocation.of(() -> {
                    for (int i = 0; i < 200; i++) {
                        all.run();
                    }
                }))
                .isLessThanOrEqualTo(once + 200); // nothing for each call; the measurement itself may take a little
    }

    @Test
    void score_by16ThreadsAtOnce_isRight() throws InterruptedException, ExecutionException {
        Generator generator = new Generator(11, Kind.DOUBLES, 8, 2);
        List<Tree> forest = new ArrayList<>();
        for (int t = 0; t < 60; t++) {
            Tree.Builder tree = Tree.builder(2);
            generator.grow(tree, t % 2 == 0 ? 6 : 11, 2, 0.1);
            forest.add(tree.build());
        }
        Form form = Trees.of(8, forest, Trees.Sum.MEAN);
        Scorer scorer = Scorer.compile(form);
        double[][] rows = new double[500][];
        double[][] expected = new double[500][];
        for (int r = 0; r < rows.length; r++) {
            rows[r] = generator.row();
            expected[r] = Oracle.score(form, rows[r]);
        }
        ExecutorService pool = Executors.newFixedThreadPool(16);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < 16; t++) {
                all.add(pool.submit(() -> {
                    double[] out = new double[2];
                    for (int i = 0; i < 5_000; i++) {
                        scorer.score(rows[i % rows.length], out);
                        assertThat(out).isEqualTo(expected[i % rows.length]);
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
