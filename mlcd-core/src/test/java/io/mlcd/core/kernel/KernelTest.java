package io.mlcd.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.core.form.Average;
import io.mlcd.core.form.DatePart;
import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Median;
import io.mlcd.core.form.Opaque;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.form.Scatter;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.form.Vote;
import io.mlcd.core.oracle.Forms;
import io.mlcd.core.oracle.Oracle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelTest {
    private static double[] score(Form form, double... row) {
        double[] out = new double[form.outputs()];
        Arrays.fill(out, 99); // what a caller left there must not matter
        Scorer.compile(form).score(row, out);
        return out;
    }

    @ParameterizedTest
    @CsvSource({"0, 1000", "1, 600", "2, 400", "4, 200"})
    void score_anyForm_equalsTheOracleBitForBit(int nesting, int count) {
        for (int seed = 0; seed < count; seed++) {
            Forms forms = new Forms(31L * seed + nesting);
            int inputs = 1 + seed % 5;
            Form form = forms.form(inputs, 1 + seed % 4, nesting);
            Scorer kernel = Scorer.compile(form);
            double[] out = new double[form.outputs()];
            double[][] rows = new double[40 + seed % 300][];
            for (int r = 0; r < rows.length; r++) {
                rows[r] = forms.row(inputs);
            }
            double[][] expected = new double[rows.length][];
            for (int r = 0; r < rows.length; r++) {
                expected[r] = Oracle.score(form, rows[r]);
                double[] before = rows[r].clone();
                kernel.score(rows[r], out);
                // Double.doubleToLongBits for each number: NaN is NaN, -0.0 is not 0.0.
                assertThat(Arrays.equals(out, expected[r]))
                        .as("seed %s, row %s: %s but expected %s", seed, Arrays.toString(rows[r]), out, expected[r])
                        .isTrue();
                assertThat(rows[r]).isEqualTo(before);
            }
            Faces.assertAllAnswer(form, kernel, rows, expected, "seed " + seed);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2.5, true, 10",
        "2.5000000000000004, true, 20",
        "2.4999999999999996, true, 10",
        "NaN, true, 10",
        "NaN, false, 20",
        "Infinity, true, 20",
        "-Infinity, false, 10",
        "-1, false, 10"
    })
    void score_aStump_sendsAtMostTheThresholdLeft(double value, boolean missingLeft, double expected) {
        Tree stump =
                Tree.builder(1).split(0, 2.5, missingLeft).leaf(10).leaf(20).build();
        assertThat(score(Trees.of(1, List.of(stump), Trees.Sum.TOTAL), value)).containsExactly(expected);
    }

    @Test
    void score_aThresholdOfZero_sendsBothZerosLeft() {
        Tree stump = Tree.builder(1).split(0, -0.0, false).leaf(10).leaf(20).build();
        Trees trees = Trees.of(1, List.of(stump), Trees.Sum.TOTAL);
        assertThat(score(trees, 0.0)).containsExactly(10);
        assertThat(score(trees, -0.0)).containsExactly(10);
        assertThat(score(trees, Double.MIN_VALUE)).containsExactly(20);
    }

    @ParameterizedTest
    @CsvSource({"TOTAL, 0.6000000000000001", "MEAN, 0.20000000000000004", "RUNNING_MEAN, 0.2"})
    void score_theSums_areInTheStatedOrder(Trees.Sum sum, double expected) {
        List<Tree> trees = new ArrayList<>();
        for (double value : new double[] {0.1, 0.2, 0.3}) {
            trees.add(Tree.builder(1).leaf(value).build());
        }
        assertThat(score(Trees.of(0, trees, sum))).containsExactly(expected);
    }

    @Test
    void score_aTreeThatIsOneLongChain_isWalkedWithoutRecursion() {
        int depth = 200_000;
        Tree.Builder tree = Tree.builder(1);
        for (int i = 0; i < depth; i++) {
            tree.split(0, i, true).leaf(i);
        }
        Form chain = Trees.of(1, List.of(tree.leaf(-1).build()), Trees.Sum.TOTAL);
        assertThat(score(chain, depth - 1)).containsExactly(depth - 1);
        assertThat(score(chain, depth)).containsExactly(-1);
    }

    @Test
    void score_aLinearForm_addsTheBiasLast() {
        Linear linear = Linear.of(new double[][] {{2, -1}, {0, 0.5}}, new double[] {1, -1});
        assertThat(score(linear, 3, 4)).containsExactly(3, 1);
        assertThat(score(linear, 3, Double.NaN)).containsExactly(Double.NaN, Double.NaN);
    }

    @Test
    void score_aVote_givesTheFirstOfEqualScores_andSharesByWeight() {
        Form tie = Linear.of(new double[][] {{0}, {0}}, new double[] {0.5, 0.5});
        Form second = Linear.of(new double[][] {{0}, {0}}, new double[] {0.1, 0.9});
        assertThat(score(new Vote(List.of(tie, second), List.of(3.0, 1.0)), 0)).containsExactly(0.75, 0.25);
        assertThat(score(Vote.of(List.of(second, second, tie)), 0)).containsExactly(1 / 3.0, 2 / 3.0);
    }

    @Test
    void score_anAverage_dividesByTheSumOfTheWeights() {
        Form one = Linear.of(new double[][] {{0}}, new double[] {1});
        Form five = Linear.of(new double[][] {{0}}, new double[] {5});
        assertThat(score(new Average(List.of(one, five), List.of(1.0, 3.0)), 0)).containsExactly(4);
        assertThat(score(Average.of(List.of(one, five)), 0)).containsExactly(3);
    }

    @Test
    void score_aMedian_isTheScoreThatHalfOfTheWeightReaches() {
        List<Form> members = new ArrayList<>();
        for (double value : new double[] {5, -1, 3, 3}) {
            members.add(Linear.of(new double[][] {{0}, {0}}, new double[] {value, -value}));
        }
        assertThat(score(Median.of(members), 0)).containsExactly(3, -3);
        assertThat(score(Median.of(members.subList(0, 2)), 0))
                .as("the lower one")
                .containsExactly(-1, -5);
        assertThat(score(new Median(members, List.of(3.0, 1.0, 1.0, 0.5)), 0)).containsExactly(5, -5);
        assertThat(score(new Median(members, List.of(0.0, 4.0, 1.0, 1.0)), 0)).containsExactly(-1, 1);
        assertThat(score(new Median(members, List.of(1.0, 0.0, 0.0, 0.0)), 0)).containsExactly(5, -5);
    }

    @Test
    void score_aMedianWithAMissingScore_isMissing() {
        Form number = Linear.of(new double[][] {{0}}, new double[] {1});
        Form missing = Linear.of(new double[][] {{1}}, new double[] {1});
        Form median = Median.of(List.of(number, number, missing));
        assertThat(score(median, Double.NaN)).containsExactly(Double.NaN);
        assertThat(score(median, 7)).containsExactly(1);
    }

    /** More members than fit a glance, many equal, both zeros among them, all faces. */
    @Test
    void score_aMedianOfManyMembers_isThatOfTheOracle() {
        SplittableRandom random = new SplittableRandom(5);
        for (int count = 1; count < 60; count += 7) {
            List<Form> members = new ArrayList<>();
            List<Double> weights = new ArrayList<>();
            for (int m = 0; m < count; m++) {
                double step = random.nextInt(3) - 1;
                members.add(Linear.of(new double[][] {{step}, {0}}, new double[] {-0.0, random.nextInt(5)}));
                weights.add(m == 0 ? 0.1 : random.nextInt(4) / 3.0);
            }
            Form median = new Median(members, weights);
            double[][] rows = {{0}, {-0.0}, {1}, {-2.5}, {Double.NaN}, {Double.POSITIVE_INFINITY}};
            double[][] expected = new double[rows.length][];
            for (int r = 0; r < rows.length; r++) {
                expected[r] = Oracle.score(median, rows[r]);
                assertThat(score(median, rows[r])).as("%s members", count).isEqualTo(expected[r]);
            }
            Faces.assertAllAnswer(median, Scorer.compile(median), rows, expected, count + " members");
        }
    }

    @Test
    void score_links_giveProbabilities() {
        Form zero = Linear.of(new double[][] {{1}}, new double[] {0});
        assertThat(score(new Linked(zero, Linked.Link.SIGMOID), 0)).containsExactly(0.5, 0.5);
        assertThat(score(new Linked(zero, Linked.Link.SIGMOID), -1e9)).containsExactly(1, 0);
        Form three = Linear.of(new double[][] {{0}, {0}, {0}}, new double[] {1000, 1000, -1000});
        assertThat(score(new Linked(three, Linked.Link.SOFTMAX), 0)).containsExactly(0.5, 0.5, 0);
    }

    /** A month, an hour, a number and a category, asked by trees alone, in a mean, a vote, a link and a scatter. */
    @Test
    void score_treesBehindDateParts_isWhatTheOracleSays_andDerivesEachPartOnce() {
        List<Derived> derived = List.of(
                new Derived.OfDate(0, DatePart.MONTH, 6),
                new Derived.IsCategory(2, 1),
                new Derived.Scaled(1, 0.5, -1, 1, 0.25, 2),
                new Derived.OfDate(0, DatePart.HOUR, Double.NaN),
                Derived.Scaled.imputed(0, 1e12),
                new Derived.IsMissing(1));
        List<Derived> first = List.of(
                derived.get(0), Derived.Scaled.asIs(2), Derived.Scaled.asIs(1), derived.get(3), Derived.Scaled.asIs(0));
        SplittableRandom random = new SplittableRandom(3);
        double[][] rows = new double[400][];
        for (int r = 0; r < rows.length; r++) {
            rows[r] = new double[] {
                random.nextInt(9) == 0 ? Double.NaN : random.nextLong(-4_000_000_000_000L, 4_000_000_000_000L),
                random.nextInt(9) == 0 ? Double.NaN : random.nextDouble() * 3 - 1.5,
                random.nextInt(4) - 1
            };
        }
        List<Form> trees = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            Tree.Builder tree = Tree.builder(2);
            bush(tree, random, 5);
            trees.add(Trees.of(6, List.of(tree.build()), Trees.Sum.TOTAL));
        }
        List<Form> forms = List.of(
                trees.get(0),
                Average.of(trees),
                Vote.of(trees),
                new Linked(trees.get(1), Linked.Link.SOFTMAX),
                new Scatter(trees.get(2), 3, List.of(2, 0)));
        for (Form form : forms) {
            Form prepared = new Prepared(3, derived, form);
            assertThat(Lowering.lower(prepared)).isInstanceOfSatisfying(Prepared.class, lowered -> {
                assertThat(lowered.derived()).isEqualTo(first);
                assertThat(lowered.form()).isNotInstanceOf(Prepared.class);
                assertThat(lowered.form()).isInstanceOfAny(Trees.class, Linked.class, Scatter.class);
            });
            double[][] expected = new double[rows.length][];
            for (int r = 0; r < rows.length; r++) {
                expected[r] = Oracle.score(prepared, rows[r]);
                assertThat(score(prepared, rows[r])).isEqualTo(expected[r]);
            }
            Faces.assertAllAnswer(prepared, Scorer.compile(prepared), rows, expected, form.toString());
        }
    }

    private static void bush(Tree.Builder tree, SplittableRandom random, int depth) {
        if (depth == 0) {
            tree.leaf(random.nextInt(5), random.nextInt(5));
            return;
        }
        int input = random.nextInt(6);
        double threshold = switch (input) {
            case 0 -> random.nextInt(13) + 0.5;
            case 3 -> random.nextInt(24);
            case 4 -> random.nextLong(-4_000_000_000_000L, 4_000_000_000_000L);
            default -> random.nextDouble() - 0.2;
        };
        tree.split(input, threshold, random.nextBoolean());
        bush(tree, random, depth - 1);
        bush(tree, random, depth - 1);
    }

    @Test
    void score_aScatter_leavesZeroElsewhere() {
        Form two = Linear.of(new double[][] {{0}, {0}}, new double[] {0.25, 0.75});
        assertThat(score(new Scatter(two, 4, List.of(3, 1)), 0)).containsExactly(0, 0.75, 0, 0.25);
    }

    @Test
    void score_anOpaqueForm_asksTheFunction() {
        assertThat(score(new Opaque("f", 2, 1, (row, out) -> out[0] = row[0] * row[1]), 6, 7))
                .containsExactly(42);
    }
}
