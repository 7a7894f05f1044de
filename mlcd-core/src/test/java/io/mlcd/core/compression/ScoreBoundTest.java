package io.mlcd.core.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.core.bound.ScoreBound;
import io.mlcd.core.form.Average;
import io.mlcd.core.form.CategorySet;
import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Median;
import io.mlcd.core.form.Opaque;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.form.Routed;
import io.mlcd.core.form.Scatter;
import io.mlcd.core.form.Stacked;
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
import org.junit.jupiter.params.provider.EnumSource;

class ScoreBoundTest {
    private static final double[] ZERO = {0};

    @ParameterizedTest
    @CsvSource({"0, 2000, 2000", "1, 2000, 2000", "2, 1000, 700", "3, 400, 200"})
    void between_anyForms_holdsForEveryRow(int nesting, int count, int atLeast) {
        int proved = 0;
        for (int seed = 0; seed < count; seed++) {
            Forms forms = new Forms(37L * seed + nesting);
            SplittableRandom random = new SplittableRandom(seed);
            int inputs = 1 + seed % 4;
            Form before = forms.form(inputs, 1 + seed % 3, nesting);
            int changes = random.nextInt(1, 7); // of six numbers
            Form changed = Leaves.map(before, value -> random.nextInt(6) < changes ? perturbed(value, random) : value);
            Form after = seed % 5 == 0 ? Redundancy.remove(changed) : changed;
            double[] bounds = ScoreBound.between(before, after);
            for (double bound : bounds) {
                proved += bound < Double.POSITIVE_INFINITY ? 1 : 0;
                assertThat(bound).isNotNegative();
            }
            for (int r = 0; r < 150; r++) {
                double[] row = forms.row(inputs);
                assertHolds(before, after, bounds, row, seed);
            }
        }
        assertThat(proved).isGreaterThan(atLeast);
    }

    private static double perturbed(double value, SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> value;
            case 1 -> Math.rint(value);
            case 2 -> (float) Math.max(-1e30, Math.min(1e30, value));
            case 3 -> Math.nextUp(value);
            default -> value + 0.01 * (random.nextDouble() - 0.5) * Math.max(1, Math.abs(value));
        };
    }

    private static void assertHolds(Form before, Form after, double[] bounds, double[] row, int seed) {
        double[] one = Oracle.score(before, row);
        double[] other = Oracle.score(after, row);
        for (int k = 0; k < bounds.length; k++) {
            boolean same = Double.isNaN(one[k]) ? Double.isNaN(other[k]) : one[k] == other[k];
            boolean within = bounds[k] == Double.POSITIVE_INFINITY || same || Math.abs(other[k] - one[k]) <= bounds[k];
            assertThat(within)
                    .as(
                            "seed %s, row %s, output %s: %s -> %s, bound %s",
                            seed, Arrays.toString(row), k, one[k], other[k], bounds[k])
                    .isTrue();
        }
    }

    @Test
    void between_equalForms_isZero() {
        for (int seed = 0; seed < 1_000; seed++) {
            Form form = new Forms(seed).form(3, 1 + seed % 3, seed % 4);
            Form equal = new Forms(seed).form(3, 1 + seed % 3, seed % 4);
            assertThat(ScoreBound.between(form, equal)).containsOnly(0);
        }
    }

    @Test
    void between_leavesThatDifferInTheSignOfZero_isZero() {
        assertThat(ScoreBound.between(stumps(0.0, 1), stumps(-0.0, 1))).containsExactly(0);
    }

    @Test
    void between_formsThatReadOther_isRefused() {
        assertThatThrownBy(() -> ScoreBound.between(linear(1), linear(1, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 -> 1, but the one after 2 -> 1");
    }

    /** x0 at most 0 ? left : right. */
    private static Tree stump(int input, double left, double right) {
        return Tree.builder(1).split(input, 0, false).leaf(left).leaf(right).build();
    }

    private static Trees stumps(double left, double right) {
        return Trees.of(2, List.of(stump(0, left, right)), Trees.Sum.TOTAL);
    }

    private static Linear linear(double... weights) {
        return Linear.of(new double[][] {weights}, ZERO);
    }

    private static void assertBound(Form before, Form after, double... expected) {
        double[] bounds = ScoreBound.between(before, after);
        for (int k = 0; k < expected.length; k++) {
            assertThat(bounds[k]).isBetween(expected[k], expected[k] * (1 + 1e-8) + 1e-14);
        }
    }

    @Test
    void between_oneTree_isTheLargestDifferenceOfItsLeaves() {
        assertBound(stumps(1, 2), stumps(1.25, 1.5), 0.5);
        assertBound(stumps(1, 2), stumps(1.25, 0.5), 1.5);
    }

    @Test
    void between_leavesThatNoRowReachesTogether_areNotAdded() {
        Tree up = stump(0, 1, 0);
        Tree down = stump(0, 0, 1);
        Tree none = stump(0, 0, 0);
        Trees before = Trees.of(1, List.of(none, none), Trees.Sum.TOTAL);
        assertBound(before, Trees.of(1, List.of(up, down), Trees.Sum.TOTAL), 1);
        assertBound(before, Trees.of(1, List.of(up, up), Trees.Sum.TOTAL), 2);
        Tree other = Tree.builder(1).split(0, 0, true).leaf(0).leaf(1).build(); // a missing value goes left here
        Tree missing = Tree.builder(1).split(0, 0, true).leaf(1).leaf(0).build();
        assertBound(before, Trees.of(1, List.of(missing, down), Trees.Sum.TOTAL), 2);
        assertBound(before, Trees.of(1, List.of(missing, other), Trees.Sum.TOTAL), 1);
    }

    @Test
    void between_categoriesThatExcludeEachOther_areNotAdded() {
        Tree none = Tree.builder(1).leaf(0).build();
        Tree one = Tree.builder(1)
                .split(0, CategorySet.of(1, 2), false)
                .leaf(1)
                .leaf(0)
                .build();
        Tree other = Tree.builder(1)
                .split(0, CategorySet.of(3), false)
                .leaf(1)
                .leaf(0)
                .build();
        Tree rest = Tree.builder(1)
                .split(0, CategorySet.allBut(1, 2, 3), false)
                .leaf(1)
                .leaf(0)
                .build();
        Tree some = Tree.builder(1)
                .split(0, CategorySet.of(2, 3), false)
                .leaf(1)
                .leaf(0)
                .build();
        Trees before = Trees.of(1, List.of(none, none, none), Trees.Sum.TOTAL);
        assertBound(before, Trees.of(1, List.of(one, other, rest), Trees.Sum.TOTAL), 1);
        assertBound(before, Trees.of(1, List.of(one, some, rest), Trees.Sum.TOTAL), 2);
    }

    @Test
    void between_aLargerChangeOfALeaf_isALargerBound() {
        double last = 0;
        for (int step = 1; step < 20; step++) {
            double bound = ScoreBound.between(stumps(1, 2), stumps(1, 2 + step / 10.0))[0];
            assertThat(bound).isGreaterThan(last);
            last = bound;
        }
    }

    @ParameterizedTest
    @EnumSource(Trees.Sum.class)
    void between_smallForests_isTheLargestChangeOfAnyRow(Trees.Sum sum) {
        double total = 0;
        double totalFound = 0;
        for (int seed = 0; seed < 300; seed++) {
            Forms forms = new Forms(seed);
            SplittableRandom random = new SplittableRandom(seed);
            List<Tree> trees = new ArrayList<>();
            int count = 2 + seed % 5;
            while (trees.size() < count) {
                Trees some = forms.trees(2, 1 + seed % 2);
                trees.addAll(some.isPlain() ? some.trees() : List.of());
            }
            // Differences of a size: the numbers of Forms reach 1e300.
            Trees before = Leaves.trees(Trees.of(2, trees, sum), value -> random.nextDouble());
            Trees after = Leaves.trees(before, value -> value + 0.1 * (random.nextDouble() - 0.5));
            int output = seed % 2;
            double found = new LargestChange(before, after, output, seed).search(2_000);
            double bound = ScoreBound.between(before, after)[output];
            assertThat(bound)
                    .as("seed %s", seed)
                    .isGreaterThanOrEqualTo(found * (1 - 1e-12))
                    .isLessThan(2 * found);
            total += bound;
            totalFound += found;
        }
        assertThat(total / totalFound).isLessThan(1.1);
    }

    @Test
    void between_boostedTrees_isLessThanTwiceWhatASearchFinds() {
        for (int seed = 0; seed < 20; seed++) {
            Trees before = GrownForests.boosted(3, 12, seed);
            Trees after = seed % 2 == 0 ? Leaves.uniform(before, 4) : Leaves.kMeans(before, 4);
            double found = new LargestChange(before, after, 0, seed).search(2_000);
            assertThat(ScoreBound.between(before, after)[0])
                    .as("seed %s", seed)
                    .isBetween(found * (1 - 1e-12), 2 * found);
        }
    }

    @ParameterizedTest
    @EnumSource(Linked.Link.class)
    void between_changesOfOneUlp_holdsThoughLinksAreRounded(Linked.Link link) {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 5_000; i++) {
            double score = 0.02 * random.nextDouble(); // its own rounding is less than that of a probability
            Form before = new Linked(scores(link, score), link);
            Form after = new Linked(scores(link, Math.nextUp(score)), link);
            assertHolds(before, after, ScoreBound.between(before, after), new double[] {-1, -1}, i);
        }
    }

    private static Trees scores(Linked.Link link, double score) {
        Trees.Builder trees =
                Trees.builder(2, link == Linked.Link.SOFTMAX ? 2 : 1).add(stump(0, score, 0), 0);
        return link == Linked.Link.SOFTMAX ? trees.add(stump(0, 0.01, 0), 1).build() : trees.build();
    }

    @Test
    void between_treesWithoutSplitsThatDecideNothing_comparesTheirLeaves() {
        Tree before = Tree.builder(1)
                .split(0, 0, false)
                .split(1, 1, true)
                .leaf(1)
                .leaf(2)
                .split(1, 1, true)
                .leaf(1.1)
                .leaf(2.2)
                .build();
        Tree after = Tree.builder(1).split(1, 1, true).leaf(1).leaf(2).build();
        assertBound(Trees.of(2, List.of(before), Trees.Sum.TOTAL), Trees.of(2, List.of(after), Trees.Sum.TOTAL), 0.2);
    }

    @Test
    void between_linearOfBoundedInputs_addsWhatTheyCanChange() {
        Form chance = new Linked(stumps(-1, 1), Linked.Link.SIGMOID);
        Form before = new Stacked(List.of(chance), linear(1, 2), false);
        Form after = new Stacked(List.of(chance), linear(1, 2.5), false);
        assertBound(before, after, 0.5);
        assertThat(ScoreBound.between(linear(1, 2), linear(1, 2.5))).containsExactly(Double.POSITIVE_INFINITY);
        Form stacked = new Stacked(List.of(stumps(1, 2)), linear(-3), false);
        assertBound(stacked, new Stacked(List.of(stumps(1, 2.5)), linear(-3), false), 1.5);
    }

    @Test
    void between_linearBehindPreparation_knowsIndicators() {
        List<Derived> derived = List.of(new Derived.IsCategory(0, 1), new Derived.IsMissing(0));
        assertBound(new Prepared(1, derived, linear(1, 2)), new Prepared(1, derived, linear(1.5, 2)), 0.5);
    }

    @Test
    void between_links_boundsProbabilities() {
        assertBound(
                new Linked(stumps(1, 2), Linked.Link.SIGMOID),
                new Linked(stumps(1, 2.1), Linked.Link.SIGMOID),
                StrictMath.tanh(0.1 / 4),
                StrictMath.tanh(0.1 / 4));
        assertBound(
                new Linked(stumps(1, 2), Linked.Link.EXP),
                new Linked(stumps(1, 2.1), Linked.Link.EXP),
                Math.exp(2.1) - Math.exp(2));
        assertBound(new Linked(stumps(-1, 2), Linked.Link.STEP), new Linked(stumps(-1, 2.1), Linked.Link.STEP), 1, 1);
        assertBound(new Linked(stumps(1, 2), Linked.Link.STEP), new Linked(stumps(1, 2.1), Linked.Link.STEP), 0, 0);
        Trees before = Trees.builder(2, 2)
                .add(stump(0, 1, 2), 0)
                .add(stump(1, 1, 2), 1)
                .build();
        Trees after = Trees.builder(2, 2)
                .add(stump(0, 1, 2.1), 0)
                .add(stump(1, 1, 2.1), 1)
                .build();
        assertBound(
                new Linked(before, Linked.Link.SOFTMAX),
                new Linked(after, Linked.Link.SOFTMAX),
                StrictMath.tanh(0.2 / 4),
                StrictMath.tanh(0.2 / 4));
    }

    @Test
    void between_members_areAveragedVotedOrTheirMedianTaken() {
        Form one = new Linked(stumps(-1, 1), Linked.Link.SIGMOID);
        Form other = new Linked(stumps(-1, 1.1), Linked.Link.SIGMOID);
        double change = StrictMath.tanh(0.1 / 4);
        assertBound(
                new Average(List.of(one, one), List.of(1.0, 3.0)),
                new Average(List.of(one, other), List.of(1.0, 3.0)),
                0.75 * change);
        assertBound(Median.of(List.of(one, one)), Median.of(List.of(one, other)), change);
        assertBound(Vote.of(List.of(one, one)), Vote.of(List.of(one, other)), 0.5, 0.5);
        Tree route = stump(0, 0, 1);
        assertBound(new Routed(route, List.of(one, one)), new Routed(route, List.of(one, other)), change);
        assertBound(new Scatter(one, 3, List.of(2, 0)), new Scatter(other, 3, List.of(2, 0)), change, 0, change);
    }

    @Test
    void between_votesOfTrees_changeByTheLeavesThatFlip() {
        Tree before =
                Tree.builder(2).split(0, 0, false).leaf(0.4, 0.6).leaf(0.6, 0.4).build();
        Tree close =
                Tree.builder(2).split(0, 0, false).leaf(0.5, 0.5).leaf(0.6, 0.4).build();
        Tree far =
                Tree.builder(2).split(0, 0, false).leaf(0.3, 0.7).leaf(0.6, 0.4).build();
        assertBound(votes(before, before, before), votes(before, before, close), 1 / 3.0, 1 / 3.0);
        assertBound(votes(before, before, before), votes(before, before, far), 0, 0);
    }

    private static Form votes(Tree... trees) {
        List<Form> members = new ArrayList<>();
        for (Tree tree : trees) {
            members.add(Trees.of(1, List.of(tree), Trees.Sum.TOTAL));
        }
        return Vote.of(members);
    }

    @Test
    void between_weightsThatAreRounded_saysNothingOfAMedianButItsRange() {
        assertThat(ScoreBound.areAddedExactly(List.of(1.0, 2.0, 0.25))).isTrue();
        assertThat(ScoreBound.areAddedExactly(List.of(0.1, 0.2, 0.3))).isFalse();
        List<Double> weights = List.of(0.1, 0.2, 0.3);
        Form before = new Median(List.of(stumps(0, 1), stumps(0, 1), stumps(0, 1)), weights);
        Form after = new Median(List.of(stumps(0, 1), stumps(0, 1.25), stumps(0, 1)), weights);
        assertBound(before, after, 1.25);
    }

    @Test
    void between_otherKindsOrCode_isUnknown() {
        Opaque.Function function = (row, out) -> out[0] = row[0];
        Form opaque = new Opaque("code", 2, 1, function);
        assertThat(ScoreBound.between(opaque, new Opaque("code", 2, 1, function)))
                .containsExactly(0);
        assertThat(ScoreBound.between(opaque, new Opaque("code", 2, 1, (row, out) -> out[0] = row[1])))
                .containsExactly(Double.POSITIVE_INFINITY);
        assertThat(ScoreBound.between(opaque, linear(1, 0))).containsExactly(Double.POSITIVE_INFINITY);
        assertBound(stumps(1, 2), Trees.of(2, List.of(stump(0, 4, 5), stump(1, 0, 0)), Trees.Sum.TOTAL), 4);
    }

    @Test
    void between_moreOutputs_boundsEach() {
        Tree before =
                Tree.builder(3).split(0, 0, false).leaf(1, 2, 3).leaf(4, 5, 6).build();
        Tree after = Tree.builder(3)
                .split(0, 0, false)
                .leaf(1, 2.5, 3)
                .leaf(4.25, 5, 6)
                .build();
        assertBound(
                Trees.of(1, List.of(before), Trees.Sum.MEAN),
                Trees.of(1, List.of(after), Trees.Sum.MEAN),
                0.25,
                0.5,
                0);
        assertThat(
                        ScoreBound.between(
                                Trees.of(1, List.of(before), Trees.Sum.MEAN),
                                Trees.of(1, List.of(after), Trees.Sum.MEAN))[2])
                .isCloseTo(0, within(0.0));
    }
}
