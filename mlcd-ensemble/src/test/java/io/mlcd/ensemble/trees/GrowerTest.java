package io.mlcd.ensemble.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each split of a grown tree against all splits that there are, tried one by one with the gradients as they are. */
class GrowerTest {
    private static final double L2 = 0.7;
    private static final double LEAST = 4;

    private final Table table;
    private final double[] gradients;

    GrowerTest() {
        table = table(600, 3);
        Column target = table.column("y");
        double[] truths = target.toNumbers();
        double mean = Arrays.stream(truths).average().orElseThrow();
        gradients = Arrays.stream(truths).map(truth -> mean - truth).toArray();
    }

    private static Table table(int rows, int categories) {
        SplittableRandom random = new SplittableRandom(9);
        double[] a = new double[rows];
        double[] b = new double[rows];
        String[] c = new String[rows];
        double[] y = new double[rows];
        for (int r = 0; r < rows; r++) {
            a[r] = random.nextInt(5) == 0 ? Double.NaN : random.nextInt(200) / 8.0;
            b[r] = random.nextInt(8) - 4;
            int code = random.nextInt(categories + 1);
            c[r] = code == categories ? null : "c" + code;
            y[r] = (Double.isNaN(a[r]) ? 3 : Math.abs(a[r] - 9)) + b[r] * code + 5 * random.nextDouble();
        }
        return Table.of(List.of(
                        Column.ofNumbers("a", a),
                        Column.ofNumbers("b", b),
                        Column.ofCategories("c", Arrays.asList(c)),
                        Column.ofNumbers("y", y)))
                .target("y");
    }

    private static GradientBoosting one() {
        return Boosting.gradient().rounds(1).rate(1).l2(L2).minLeafWeight(LEAST);
    }

    private static Trees trees(Model model) {
        return (Trees) model.form();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8})
    void grow_levelByLevel_takesTheBestSplitOfEachNode_andNoneThatGainsNothing(int depth) throws Exception {
        Tree tree = trees(one().depth(depth).fit(table)).trees().get(0);
        assertThat(tree.leaves()).isGreaterThan(depth);
        check(tree, 0, rows(), depth);
    }

    @Test
    void grow_bestFirst_takesTheBestSplitOfEachNode() throws Exception {
        Tree tree = trees(one().leaves(7).fit(table)).trees().get(0);
        assertThat(tree.leaves()).isEqualTo(7);
        check(tree, 0, rows(), 0);
    }

    /** The leaves of the best-first tree are those that the greedy order gives: no open leaf gains more than a split taken. */
    @Test
    void grow_bestFirst_splitsTheLeafThatGainsMost() throws Exception {
        Tree tree = trees(one().leaves(7).fit(table)).trees().get(0);
        double[] least = {Double.POSITIVE_INFINITY};
        double[] most = {0};
        gains(tree, 0, rows(), least, most);
        assertThat(most[0]).isLessThan(least[0] * 1.001).isPositive();
    }

    private void gains(Tree tree, int node, int[] rows, double[] least, double[] most) {
        if (tree.isLeaf(node)) {
            most[0] = Math.max(most[0], best(rows));
            return;
        }
        int[][] sides = sides(tree, node, rows);
        least[0] = Math.min(least[0], gain(rows, sides[0], sides[1]));
        gains(tree, node + 1, sides[0], least, most);
        gains(tree, tree.right(node), sides[1], least, most);
    }

    private int[] rows() {
        int[] rows = new int[table.rows()];
        Arrays.setAll(rows, row -> row);
        return rows;
    }

    /** @param depth how deep leaves must lie that could still gain; 0 for any */
    private void check(Tree tree, int node, int[] rows, int depth) {
        double best = best(rows);
        if (tree.isLeaf(node)) {
            double sum = 0;
            for (int row : rows) {
                sum += gradients[row];
            }
            assertThat(tree.value(tree.leaf(node), 0)).isCloseTo(-sum / (rows.length + L2), within(1e-9));
            if (depth > 0) {
                assertThat(best).isLessThan(1e-4);
            }
            return;
        }
        int[][] sides = sides(tree, node, rows);
        assertThat(sides[0].length).isGreaterThanOrEqualTo((int) LEAST);
        assertThat(sides[1].length).isGreaterThanOrEqualTo((int) LEAST);
        assertThat(gain(rows, sides[0], sides[1])).isCloseTo(best, within(best * 1e-3 + 1e-4));
        int below = depth == 0 ? 0 : depth == 1 ? -1 : depth - 1;
        check(tree, node + 1, sides[0], below);
        check(tree, tree.right(node), sides[1], below);
    }

    private int[][] sides(Tree tree, int node, int[] rows) {
        Column column = table.column(tree.feature(node) == 0 ? "a" : tree.feature(node) == 1 ? "b" : "c");
        return divide(rows, row -> {
            if (column.isMissing(row)) {
                return tree.missingLeft(node);
            }
            return tree.isCategory(node)
                    ? tree.categories(node).contains(column.code(row))
                    : column.number(row) <= tree.threshold(node);
        });
    }

    private interface Side {
        boolean isLeft(int row);
    }

    private static int[][] divide(int[] rows, Side side) {
        return new int[][] {
            Arrays.stream(rows).filter(side::isLeft).toArray(),
            Arrays.stream(rows).filter(row -> !side.isLeft(row)).toArray()
        };
    }

    private double worth(int[] rows) {
        double sum = 0;
        for (int row : rows) {
            sum += gradients[row];
        }
        return sum * sum / (rows.length + L2);
    }

    private double gain(int[] rows, int[] left, int[] right) {
        return worth(left) + worth(right) - worth(rows);
    }

    private double best(int[] rows) {
        double best = 0;
        for (Side side : all(rows)) {
            int[][] sides = divide(rows, side);
            if (sides[0].length >= LEAST && sides[1].length >= LEAST) {
                best = Math.max(best, gain(rows, sides[0], sides[1]));
            }
        }
        return best;
    }

    private List<Side> all(int[] rows) {
        List<Side> all = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            Column column = table.column(name);
            double[] values = Arrays.stream(rows)
                    .mapToDouble(column::number)
                    .filter(value -> !Double.isNaN(value))
                    .distinct()
                    .toArray();
            for (double value : values) {
                for (boolean missingLeft : new boolean[] {true, false}) {
                    all.add(row -> column.isMissing(row) ? missingLeft : column.number(row) <= value);
                }
            }
        }
        Column column = table.column("c");
        for (int code = -1; code < column.categories().size(); code++) {
            int its = code;
            all.add(row -> column.code(row) == its);
        }
        return all;
    }

    /** Seven categories and missing: of all 128 ways to divide them, the one found is as good as the best but for smoothing. */
    @Test
    void grow_manyCategories_dividesThemAlmostAsWellAsAnySet() throws Exception {
        Table many = table(4_000, 7).drop("a", "b");
        Tree tree = trees(one().depth(1).fit(many)).trees().get(0);
        Column column = many.column("c");
        double[] sums = new double[8];
        int[] counts = new int[8];
        double mean = Arrays.stream(many.column("y").toNumbers()).average().orElseThrow();
        for (int row = 0; row < many.rows(); row++) {
            int code = column.code(row) + 1;
            sums[code] += mean - many.column("y").number(row);
            counts[code]++;
        }
        double best = 0;
        double taken = 0;
        int goesLeft = tree.missingLeft(0) ? 1 : 0;
        for (int code = 0; code < 7; code++) {
            goesLeft |= tree.categories(0).contains(code) ? 2 << code : 0;
        }
        for (int set = 1; set < 255; set++) {
            double left = 0;
            double right = 0;
            int leftCount = 0;
            int rightCount = 0;
            for (int code = 0; code < 8; code++) {
                boolean isLeft = (set >> code & 1) != 0;
                left += isLeft ? sums[code] : 0;
                right += isLeft ? 0 : sums[code];
                leftCount += isLeft ? counts[code] : 0;
                rightCount += isLeft ? 0 : counts[code];
            }
            double gain = left * left / (leftCount + L2) + right * right / (rightCount + L2);
            best = Math.max(best, gain);
            taken = set == goesLeft ? gain : taken;
        }
        assertThat(taken).isGreaterThan(0.999 * best);
    }
}
