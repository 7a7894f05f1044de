package io.mlcd.ensemble.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.learn.Fit;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RandomForestTest {
    private static final int LEAST = 3;

    static Table table(int rows, String target, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] a = new double[rows];
        double[] b = new double[rows];
        String[] c = new String[rows];
        double[] w = new double[rows];
        double[] mean = new double[rows];
        double[] number = new double[rows];
        String[] two = new String[rows];
        String[] three = new String[rows];
        for (int r = 0; r < rows; r++) {
            a[r] = random.nextInt(5) == 0 ? Double.NaN : random.nextInt(120) / 8.0;
            b[r] = random.nextInt(8) - 4;
            int code = random.nextInt(3);
            c[r] = random.nextInt(10) == 0 ? null : "c" + code;
            w[r] = random.nextInt(4);
            mean[r] = (Double.isNaN(a[r]) ? 3 : Math.abs(a[r] - 7)) + (c[r] == null ? 1 : b[r] * code);
            number[r] = mean[r] + 4 * random.nextDouble() - 2;
            two[r] = number[r] > 3 ? "yes" : "no";
            three[r] = number[r] > 6 ? "high" : number[r] > 1 ? "middle" : "low";
        }
        Column truth = switch (target) {
            case "number" -> Column.ofNumbers("y", number);
            case "two" -> Column.ofCategories("y", List.of(two));
            case "three" -> Column.ofCategories("y", List.of(three));
            default -> Column.ofNumbers("y", mean);
        };
        return Table.of(List.of(
                        Column.ofNumbers("a", a),
                        Column.ofNumbers("b", b),
                        Column.ofCategories("c", Arrays.asList(c)),
                        Column.ofNumbers("w", w),
                        truth))
                .weights("w")
                .target("y");
    }

    private static RandomForest small() {
        return RandomForest.standard().trees(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"number", "two", "three"})
    void fit_sameSeed_sameBytesOnAnyNumberOfThreads(String target) throws Exception {
        Table table = table(5_000, target, 1);
        byte[] alone = Artifact.of(small().fit(table, Fit.standard().seed(7))).bytes();
        assertThat(Artifact.of(small().fit(table, Fit.standard().seed(8))).bytes())
                .isNotEqualTo(alone);
        for (int threads : new int[] {2, 8}) {
            ExecutorService executor = Executors.newFixedThreadPool(threads);
            try {
                Fit fit = Fit.standard().seed(7).executor(executor, threads);
                assertThat(Artifact.of(small().fit(table, fit)).bytes()).isEqualTo(alone);
            } finally {
                executor.shutdownNow();
            }
        }
    }

    /** Each split of a tree against all that there are, on the rows that were drawn for it, tried one by one. */
    @ParameterizedTest
    @ValueSource(strings = {"number", "two", "three"})
    void grow_allFeatures_takesTheBestSplitOfEachNode(String target) throws Exception {
        Table table = table(400, target, 3);
        Fit fit = Fit.standard().seed(5);
        RandomForest recipe = RandomForest.standard().trees(1).features(3).minLeafRows(LEAST);
        Tree tree = ((Trees) recipe.fit(table, fit).form()).trees().get(0);
        assertThat(tree.leaves()).isGreaterThan(20);
        new Reference(table, fit.member(0).seed()).check(tree, 0, rows(400));
    }

    private static int[] rows(int count) {
        int[] rows = new int[count];
        Arrays.setAll(rows, row -> row);
        return rows;
    }

    private static final class Reference {
        private final Table table;
        private final int[] drawn;

        Reference(Table table, long seed) {
            this.table = table;
            drawn = new int[table.rows()];
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < drawn.length; i++) {
                drawn[random.nextInt(drawn.length)]++;
            }
        }

        private double[] sums(int[] rows) {
            Column y = table.column("y");
            boolean classes = y.type() == Column.Type.CATEGORY;
            double[] sums = new double[classes ? y.categories().size() : 1];
            for (int row : rows) {
                sums[classes ? y.code(row) : 0] += weight(row) * (classes ? 1 : y.number(row));
            }
            return sums;
        }

        private double weight(int row) {
            return drawn[row] * table.column("w").number(row);
        }

        private double weight(int[] rows) {
            return Arrays.stream(rows).mapToDouble(this::weight).sum();
        }

        /** Rows of weight 0 are in no tree. */
        private int count(int[] rows) {
            return Arrays.stream(rows)
                    .map(row -> weight(row) > 0 ? drawn[row] : 0)
                    .sum();
        }

        private double worth(int[] rows) {
            double squares = 0;
            for (double sum : sums(rows)) {
                squares += sum * sum;
            }
            return squares / weight(rows);
        }

        void check(Tree tree, int node, int[] all) {
            int[] rows = Arrays.stream(all).filter(row -> weight(row) > 0).toArray();
            double best = best(rows);
            double scale = worth(rows) * 1e-9 + 1e-6;
            if (tree.isLeaf(node)) {
                double[] sums = sums(rows);
                for (int k = 0; k < sums.length; k++) {
                    assertThat(tree.value(tree.leaf(node), k)).isCloseTo(sums[k] / weight(rows), within(1e-9));
                }
                assertThat(best).isLessThan(scale);
                return;
            }
            Column column = table.column(List.of("a", "b", "c").get(tree.feature(node)));
            int[][] sides = divide(
                    rows,
                    row -> column.isMissing(row)
                            ? tree.missingLeft(node)
                            : tree.isCategory(node)
                                    ? tree.categories(node).contains(column.code(row))
                                    : column.number(row) <= tree.threshold(node));
            assertThat(count(sides[0])).isGreaterThanOrEqualTo(LEAST);
            assertThat(count(sides[1])).isGreaterThanOrEqualTo(LEAST);
            // Of more than two classes categories are put in order by one class, which may miss the best set.
            double slack = tree.isCategory(node) || tree.outputs() > 2 ? 0.5 * best : 0;
            assertThat(gain(rows, sides)).isCloseTo(best, within(scale + slack));
            check(tree, node + 1, sides[0]);
            check(tree, tree.right(node), sides[1]);
        }

        private double gain(int[] rows, int[][] sides) {
            return worth(sides[0]) + worth(sides[1]) - worth(rows);
        }

        private static int[][] divide(int[] rows, IntPredicate isLeft) {
            return new int[][] {
                Arrays.stream(rows).filter(isLeft).toArray(),
                Arrays.stream(rows).filter(isLeft.negate()).toArray()
            };
        }

        private double best(int[] rows) {
            double best = 0;
            for (String name : List.of("a", "b")) {
                Column column = table.column(name);
                double[] values = Arrays.stream(rows)
                        .mapToDouble(column::number)
                        .filter(value -> !Double.isNaN(value))
                        .distinct()
                        .toArray();
                for (double value : values) {
                    best = Math.max(best, gain(rows, row -> column.number(row) <= value));
                    best = Math.max(best, gain(rows, row -> !(column.number(row) > value)));
                }
            }
            Column column = table.column("c");
            for (int set = 1; set < 15; set++) {
                int its = set;
                best = Math.max(best, gain(rows, row -> (its >> (column.code(row) + 1) & 1) != 0));
            }
            return best;
        }

        private double gain(int[] rows, IntPredicate isLeft) {
            int[][] sides = divide(rows, isLeft);
            return count(sides[0]) < LEAST || count(sides[1]) < LEAST ? 0 : gain(rows, sides);
        }
    }

    @Test
    void fit_number_explainsWhatIsNotNoise() throws Exception {
        Model model = RandomForest.standard().trees(60).fit(table(6_000, "number", 1));
        Table test = table(2_000, "mean", 2);
        double[] scores = model.scores(test);
        double squares = 0;
        for (int row = 0; row < test.rows(); row++) {
            double error = scores[row] - test.column("y").number(row);
            squares += error * error / test.rows();
        }
        assertThat(Math.sqrt(squares)).isLessThan(0.75); // the noise alone has a spread of 1.15, the means one of 3.6
    }

    @Test
    void fit_classes_givesSharesOfThem() throws Exception {
        Table table = table(3_000, "three", 1);
        double[] scores = small().fit(table).scores(table);
        int right = 0;
        for (int row = 0; row < table.rows(); row++) {
            double[] its = Arrays.copyOfRange(scores, 3 * row, 3 * row + 3);
            assertThat(Arrays.stream(its).sum()).isCloseTo(1, within(1e-9));
            double truth = its[table.column("y").code(row)];
            right += truth > 0.5 ? 1 : 0;
        }
        assertThat(right / 3_000.0).isGreaterThan(0.75);
    }

    @Test
    void depth_andMinLeafRows_areKept() throws Exception {
        Table table = table(2_000, "two", 1);
        for (Tree tree : ((Trees) small().depth(3).fit(table).form()).trees()) {
            assertThat(tree.leaves()).isLessThanOrEqualTo(8);
        }
        int many = ((Trees) small().fit(table).form()).trees().get(0).leaves();
        int few = ((Trees) small().minLeafRows(50).fit(table).form())
                .trees()
                .get(0)
                .leaves();
        assertThat(few).isLessThanOrEqualTo(40).isLessThan(many / 4);
    }

    static Stream<Arguments> refusedSettings() {
        return Stream.of(
                refused(() -> small().trees(0), "trees was 0 but must be at least 1"),
                refused(() -> small().depth(201), "depth was 201 but must be from 1 to 200"),
                refused(() -> small().minLeafRows(0), "minLeafRows was 0 but must be at least 1"),
                refused(() -> small().features(0), "features was 0 but must be at least 1"),
                refused(() -> small().bins(1), "bins was 1 but must be from 2 to 255"));
    }

    private static Arguments refused(Supplier<Object> call, String message) {
        return Arguments.of(call, message);
    }

    @ParameterizedTest
    @MethodSource("refusedSettings")
    void settings_outOfRange_areRefused(Supplier<Object> call, String message) {
        assertThatThrownBy(call::get)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void fit_interrupted_ends() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> small().fit(table(300, "two", 1))).isInstanceOf(InterruptedException.class);
    }

    @Test
    void equals_isByValue() {
        assertThat(small().features(2)).isEqualTo(small().features(2)).isNotEqualTo(small());
        assertThat(small()).asString().contains("7 trees");
        EqualsVerifier.forClass(RandomForest.class)
                .withNonnullFields("settings")
                .withPrefabValues(
                        ForestSettings.class,
                        new ForestSettings(1, 1, 1, 1, 9, ForestSettings.Drawing.BOOTSTRAP),
                        new ForestSettings(2, 1, 1, 1, 9, ForestSettings.Drawing.BOOTSTRAP))
                .verify();
    }
}
