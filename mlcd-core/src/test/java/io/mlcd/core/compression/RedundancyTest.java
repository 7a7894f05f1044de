package io.mlcd.core.compression;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.core.form.Average;
import io.mlcd.core.form.CategorySet;
import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.form.Stacked;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.oracle.Forms;
import io.mlcd.core.oracle.Oracle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedundancyTest {
    @ParameterizedTest
    @CsvSource({"0, 2000", "1, 1000", "2, 500", "4, 200"})
    void remove_fromAnyForm_keepsEveryAnswerToTheLastBit(int nesting, int count) {
        for (int seed = 0; seed < count; seed++) {
            Forms forms = new Forms(91L * seed + nesting);
            int inputs = 1 + seed % 3;
            Form form = forms.form(inputs, 1 + seed % 3, nesting);
            Form without = Redundancy.remove(form);
            for (int r = 0; r < 100; r++) {
                double[] row = forms.row(inputs);
                double[] expected = Oracle.score(form, row);
                double[] found = Oracle.score(without, row);
                assertThat(Arrays.equals(found, expected))
                        .as(
                                "seed %s, row %s: %s but expected %s",
                                seed, Arrays.toString(row), Arrays.toString(found), Arrays.toString(expected))
                        .isTrue();
            }
            assertThat(Redundancy.remove(without)).as("seed %s", seed).isEqualTo(without);
        }
    }

    private static Tree stump(double left, double right) {
        return Tree.builder(1).split(0, 1, false).leaf(left).leaf(right).build();
    }

    @Test
    void remove_splitsThatAreDecided_leavesTheSideThatRowsGoTo() {
        Tree tree = Tree.builder(1)
                .split(0, 5, false)
                .split(0, 7, false) // decided: at most 5
                .leaf(1)
                .leaf(2)
                .split(0, 5, true) // decided but for a missing value, which goes left
                .leaf(3)
                .leaf(4)
                .build();
        assertThat(TreeRedundancy.remove(tree))
                .isEqualTo(Tree.builder(1)
                        .split(0, 5, false)
                        .leaf(1)
                        .split(0, 5, true)
                        .leaf(3)
                        .leaf(4)
                        .build());
    }

    @Test
    void remove_splitsAtInfinity_leavesTheSideThatRowsGoTo() {
        Tree tree = Tree.builder(1)
                .split(0, Double.NEGATIVE_INFINITY, true)
                .leaf(1)
                .split(0, Double.NEGATIVE_INFINITY, true) // decided: above it, and not missing
                .leaf(2)
                .split(0, Double.POSITIVE_INFINITY, false) // decided too
                .leaf(3)
                .leaf(4)
                .build();
        assertThat(TreeRedundancy.remove(tree))
                .isEqualTo(Tree.builder(1)
                        .split(0, Double.NEGATIVE_INFINITY, true)
                        .leaf(1)
                        .leaf(3)
                        .build());
    }

    @Test
    void remove_setsThatAreDecided_leavesTheSideThatRowsGoTo() {
        Tree tree = Tree.builder(1)
                .split(0, CategorySet.of(1, 2), false)
                .split(0, CategorySet.of(2, 1, 4), false)
                .leaf(1)
                .leaf(2)
                .split(0, CategorySet.allBut(1), true)
                .leaf(3)
                .leaf(4)
                .build();
        assertThat(TreeRedundancy.remove(tree))
                .isEqualTo(Tree.builder(1)
                        .split(0, CategorySet.of(1, 2), false)
                        .leaf(1)
                        .leaf(3)
                        .build());
    }

    @Test
    void remove_sidesThatAreTheSame_leavesOne() {
        Tree tree = Tree.builder(1)
                .split(1, 3, true)
                .split(0, 1, false)
                .leaf(1)
                .leaf(2)
                .split(0, 1, false)
                .leaf(1)
                .leaf(2)
                .build();
        assertThat(TreeRedundancy.remove(tree)).isEqualTo(stump(1, 2));
        assertThat(TreeRedundancy.remove(stump(0.0, -0.0))).isEqualTo(stump(0.0, -0.0));
    }

    @Test
    void remove_membersThatDoNotCount_leavesTheOthers() {
        Trees one = Trees.of(2, List.of(stump(1, 2)), Trees.Sum.TOTAL);
        Trees other = Trees.of(2, List.of(stump(3, 4)), Trees.Sum.TOTAL);
        assertThat(Redundancy.remove(new Average(List.of(one, other), List.of(0.0, 1.0))))
                .isEqualTo(new Average(List.of(other), List.of(1.0)));
        Form stack = new Stacked(List.of(one, other), Linear.of(new double[][] {{0, 2, 5, 0}}, new double[] {1}), true);
        assertThat(Redundancy.remove(stack))
                .isEqualTo(new Stacked(List.of(other), Linear.of(new double[][] {{2, 5, 0}}, new double[] {1}), true));
    }

    @Test
    void remove_aMemberOfAClassifiersStack_leavesTheOthers() {
        Trees one = Trees.of(1, List.of(stump(1, 2)), Trees.Sum.TOTAL);
        Trees other = Trees.of(1, List.of(stump(3, 4)), Trees.Sum.TOTAL);
        Form meta = new Linked(Linear.of(new double[][] {{0, 2}}, new double[] {1}), Linked.Link.SIGMOID);
        assertThat(Redundancy.remove(new Stacked(List.of(one, other), meta, false)))
                .isEqualTo(new Stacked(
                        List.of(other),
                        new Linked(Linear.of(new double[][] {{2}}, new double[] {1}), Linked.Link.SIGMOID),
                        false));
    }

    @Test
    void remove_aMemberThatMayOverflow_isKeptThoughItsWeightIs0() {
        Tree huge = Tree.builder(1).leaf(Double.MAX_VALUE).build();
        Trees mean = Trees.builder(1, 1)
                .sum(Trees.Sum.MEAN)
                .add(huge, Trees.ALL, 0.09639222864568237)
                .add(huge, Trees.ALL, 0.02326256437092026)
                .add(huge, Trees.ALL, 0.061664165595991895)
                .build();
        Form average =
                new Average(List.of(mean, Trees.of(1, List.of(stump(1, 2)), Trees.Sum.TOTAL)), List.of(0.0, 1.0));
        assertThat(Redundancy.remove(average)).isEqualTo(average);
    }

    @Test
    void remove_membersThatTreesDoNotSplitBy_leavesTheOthers() {
        Trees unread = Trees.of(1, List.of(stump(1, 2)), Trees.Sum.TOTAL);
        Trees constant = Trees.of(1, List.of(Tree.builder(1).leaf(0.75).build()), Trees.Sum.TOTAL);
        Trees read = Trees.of(1, List.of(stump(3, 4)), Trees.Sum.TOTAL);
        Tree meta = Tree.builder(1)
                .split(1, 0.5, false) // decided: 0.75
                .leaf(9)
                .split(2, 3.5, true)
                .split(3, 7, true) // the row
                .leaf(5)
                .leaf(6)
                .split(1, 0.75, false)
                .leaf(7)
                .leaf(8)
                .build();
        Form stack = new Stacked(
                List.of(unread, constant, read),
                new Linked(Trees.of(4, List.of(meta), Trees.Sum.TOTAL), Linked.Link.EXP),
                true);
        Tree left = Tree.builder(1)
                .split(0, 3.5, true)
                .split(1, 7, true)
                .leaf(5)
                .leaf(6)
                .leaf(7)
                .build();
        assertThat(Redundancy.remove(stack))
                .isEqualTo(new Stacked(
                        List.of(read), new Linked(Trees.of(2, List.of(left), Trees.Sum.TOTAL), Linked.Link.EXP), true));
    }

    @Test
    void remove_anyStackOfTrees_keepsEveryAnswerToTheLastBit() {
        int fewer = 0;
        for (int seed = 0; seed < 1_000; seed++) {
            Forms forms = new Forms(13L * seed);
            List<Form> members = new ArrayList<>();
            int columns = 0;
            for (int m = 0; m < 4; m++) {
                boolean constant = (seed + m) % 3 == 0;
                Tree leaf = Tree.builder(1).leaf(forms.number()).build();
                members.add(constant ? Trees.of(2, List.of(leaf), Trees.Sum.TOTAL) : forms.form(2, 1 + m % 2, 1));
                columns += members.get(m).outputs();
            }
            boolean row = seed % 2 == 0;
            Form stack = new Stacked(members, forms.trees(columns + (row ? 2 : 0), 1), row);
            Form without = Redundancy.remove(stack);
            fewer += ((Stacked) without).members().size() < 4 ? 1 : 0;
            assertThat(Redundancy.remove(without)).as("seed %s", seed).isEqualTo(without);
            for (int r = 0; r < 50; r++) {
                double[] its = forms.row(2);
                assertThat(Oracle.score(without, its)).as("seed %s", seed).isEqualTo(Oracle.score(stack, its));
            }
        }
        assertThat(fewer).isGreaterThan(300);
    }

    @Test
    void remove_derivedNumbersThatTreesBehindALinkDoNotRead_leavesTheOthers() {
        List<Derived> derived = List.of(new Derived.IsMissing(0), Derived.Scaled.asIs(1));
        Trees two = Trees.of(
                2, List.of(Tree.builder(1).split(1, 1, false).leaf(1).leaf(2).build()), Trees.Sum.TOTAL);
        assertThat(Redundancy.remove(new Prepared(2, derived, new Linked(two, Linked.Link.SIGMOID))))
                .isEqualTo(new Prepared(
                        2,
                        List.of(Derived.Scaled.asIs(1)),
                        new Linked(Trees.of(1, List.of(stump(1, 2)), Trees.Sum.TOTAL), Linked.Link.SIGMOID)));
    }

    @Test
    void remove_derivedNumbersThatNothingReads_leavesTheOthers() {
        List<Derived> derived = List.of(new Derived.IsMissing(0), Derived.Scaled.asIs(1), new Derived.IsCategory(2, 1));
        Tree tree = Tree.builder(1).split(1, 1, false).leaf(1).leaf(2).build();
        Form form = new Prepared(3, derived, Trees.of(3, List.of(tree), Trees.Sum.TOTAL));
        assertThat(Redundancy.remove(form))
                .isEqualTo(new Prepared(
                        3, List.of(Derived.Scaled.asIs(1)), Trees.of(1, List.of(stump(1, 2)), Trees.Sum.TOTAL)));
    }
}
