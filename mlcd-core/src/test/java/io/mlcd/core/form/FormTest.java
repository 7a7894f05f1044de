package io.mlcd.core.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FormTest {
    private static final double NAN = Double.NaN;
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private static Form constant(int inputs, double... values) {
        return Linear.of(new double[values.length][inputs], values);
    }

    private static Tree leaf(double... values) {
        return Tree.builder(values.length).leaf(values).build();
    }

    private static Arguments refused(ThrowingCallable call, String message) {
        return Arguments.of(call, message);
    }

    static Stream<Arguments> refusedArguments() {
        return Stream.of(
                refused(() -> Tree.builder(0), "outputs was 0 but must be at least 1"),
                refused(
                        () -> Tree.builder(1).split(-1, 0, true),
                        "node 0 splits input -1 at 0.0; an input counts from 0 and a threshold is a number"),
                refused(
                        () -> Tree.builder(1).split(0, 1, true).split(2, NAN, true),
                        "node 1 splits input 2 at NaN; an input counts from 0 and a threshold is a number"),
                refused(() -> Tree.builder(2).leaf(1), "the leaf at node 0 has 1 values but must have 2"),
                refused(
                        () -> Tree.builder(1).split(0, 1, true).leaf(INFINITY),
                        "the leaf at node 1 holds Infinity but must hold finite numbers"),
                refused(() -> Tree.builder(1).leaf(NAN), "the leaf at node 0 holds NaN but must hold finite numbers"),
                refused(
                        () -> leaf(1).withLeaves(values -> new double[2]),
                        "changed leaf 0 has 2 values but must have 1"),
                refused(
                        () -> leaf(1).withLeaves(values -> new double[] {NAN}),
                        "changed leaf 0 holds NaN but must hold finite numbers"),
                refused(() -> Trees.of(1, List.of(), Trees.Sum.MEAN), "a form of trees needs at least one tree"),
                refused(
                        () -> Trees.of(1, List.of(leaf(1), leaf(1, 2)), Trees.Sum.MEAN),
                        "tree 1 has 2 outputs but must have 1, as all that give all scores"),
                refused(
                        () -> Trees.of(
                                2,
                                List.of(Tree.builder(1)
                                        .split(2, 0, true)
                                        .leaf(0)
                                        .leaf(1)
                                        .build()),
                                Trees.Sum.MEAN),
                        "tree 0 looks at input 2, but a row has only 2"),
                refused(
                        () -> Linear.of(new double[][] {}, new double[] {}),
                        "there are 0 rows of weights and 0 biases; there must be one of each for each output, and at"
                                + " least one"),
                refused(
                        () -> Linear.of(new double[][] {{1}}, new double[] {1, 2}),
                        "there are 1 rows of weights and 2 biases; there must be one of each for each output, and at"
                                + " least one"),
                refused(
                        () -> Linear.of(new double[][] {{1, 2}, {3}}, new double[] {1, 2}),
                        "output 1 has 1 weights, but output 0 has 2; all must have one for each input"),
                refused(
                        () -> Linear.of(new double[][] {{1, NAN}}, new double[] {1}),
                        "the weights of output 0 hold NaN but must be finite; a trainer that gave them has diverged:"
                                + " scale the inputs or lower its learning rate"),
                refused(
                        () -> Linear.of(new double[][] {{1}}, new double[] {INFINITY}),
                        "the biases hold Infinity but must be finite; a trainer that gave them has diverged: scale the"
                                + " inputs or lower its learning rate"),
                refused(
                        () -> Average.of(List.of()),
                        "there are 0 members and 0 weights; give at least one member and one weight for each"),
                refused(
                        () -> new Average(List.of(constant(1, 0)), List.of(1.0, 2.0)),
                        "there are 1 members and 2 weights; give at least one member and one weight for each"),
                refused(
                        () -> Average.of(List.of(constant(1, 0), constant(2, 0))),
                        "member 1 is 2 -> 1, but member 0 is 1 -> 1; all must read the same row and give as many"
                                + " scores"),
                refused(
                        () -> Average.of(List.of(constant(1, 0), constant(1, 0, 0))),
                        "member 1 is 1 -> 2, but member 0 is 1 -> 1; all must read the same row and give as many"
                                + " scores"),
                refused(
                        () -> new Average(List.of(constant(1, 0)), List.of(-1.0)),
                        "a member's weight was -1.0 but must be 0 or more"),
                refused(
                        () -> new Average(List.of(constant(1, 0)), List.of(NAN)),
                        "a member's weight was NaN but must be 0 or more"),
                refused(
                        () -> new Average(List.of(constant(1, 0)), List.of(INFINITY)),
                        "a member's weight was Infinity but must be 0 or more"),
                refused(
                        () -> new Average(List.of(constant(1, 0)), List.of(0.0)),
                        "the members' weights sum to 0.0; at least one must be above 0"),
                refused(
                        () -> new Average(
                                List.of(constant(1, 0), constant(1, 0)), List.of(Double.MAX_VALUE, Double.MAX_VALUE)),
                        "the members' weights sum to Infinity; at least one must be above 0"),
                refused(
                        () -> Vote.of(List.of(constant(1, 0))),
                        "members that give one number cannot vote; average them"),
                refused(
                        () -> Median.of(List.of()),
                        "there are 0 members and 0 weights; give at least one member and one weight for each"),
                refused(
                        () -> new Median(List.of(constant(1, 0)), List.of(0.0)),
                        "the members' weights sum to 0.0; at least one must be above 0"),
                refused(
                        () -> new Linked(constant(1, 0), Linked.Link.SOFTMAX),
                        "SOFTMAX cannot follow a form with 1 scores: SIGMOID and STEP take one, SOFTMAX several, EXP any number"),
                refused(
                        () -> new Linked(constant(1, 0, 0), Linked.Link.SIGMOID),
                        "SIGMOID cannot follow a form with 2 scores: SIGMOID and STEP take one, SOFTMAX several, EXP any number"),
                refused(
                        () -> new Scatter(constant(1, 0, 0), 3, List.of(1, 1)),
                        "the places [1, 1] must be one for each of the 2 scores, each once, from 0 to 2"),
                refused(
                        () -> new Scatter(constant(1, 0, 0), 3, List.of(0, 3)),
                        "the places [0, 3] must be one for each of the 2 scores, each once, from 0 to 2"),
                refused(
                        () -> new Scatter(constant(1, 0, 0), 3, List.of(-1, 0)),
                        "the places [-1, 0] must be one for each of the 2 scores, each once, from 0 to 2"),
                refused(
                        () -> new Scatter(constant(1, 0, 0), 3, List.of(0)),
                        "the places [0] must be one for each of the 2 scores, each once, from 0 to 2"),
                refused(
                        () -> new Opaque("mine", 1, 0, (row, out) -> {}),
                        "\"mine\" is 1 -> 0 but needs at least one output"));
    }

    @ParameterizedTest
    @MethodSource("refusedArguments")
    void of_argumentsThatMakeNoSense_areRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void tree_withTheTestsOfAnother_isEqual() {
        Tree tree = Tree.builder(2)
                .split(3, -0.0, true)
                .leaf(1, -0.0)
                .split(1, CategorySet.allBut(2), false)
                .leaf(3, 4)
                .leaf(5, 6)
                .build();
        Tree.Builder same = Tree.builder(2);
        for (int node = 0; node < tree.nodes(); node++) {
            if (tree.isLeaf(node)) {
                same.leaf(tree.values(tree.leaf(node)));
            } else {
                same.split(tree.feature(node), tree, node);
            }
        }
        assertThat(same.build()).isEqualTo(tree);
        assertThatThrownBy(() -> Tree.builder(1).split(0, tree, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("node 1 of the other tree is a leaf");
    }

    @Test
    void build_anIncompleteTree_saysHowManySubtreesAreMissing() {
        assertThatThrownBy(() -> Tree.builder(1).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the tree is not complete: it has no node");
        assertThatThrownBy(() -> Tree.builder(1).split(0, 1, true).build())
                .hasMessage("the tree is not complete: 2 more subtrees must follow");
        assertThatThrownBy(() -> Tree.builder(1)
                        .split(0, 1, true)
                        .split(0, 0, true)
                        .leaf(1)
                        .build())
                .hasMessage("the tree is not complete: 2 more subtrees must follow");
        assertThatThrownBy(() -> Tree.builder(1).split(0, 1, true).leaf(1).build())
                .hasMessage("the tree is not complete: 1 more subtrees must follow");
    }

    @Test
    void builder_afterACompleteTree_refusesMore() {
        Tree.Builder builder = Tree.builder(1).leaf(1);
        assertThatThrownBy(() -> builder.leaf(2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the tree is complete after 1 nodes; nothing may follow");
        assertThatThrownBy(() -> builder.split(0, 1, true)).isInstanceOf(IllegalStateException.class);
        assertThat(builder.build()).isEqualTo(leaf(1));
    }

    @Test
    void tree_inPreOrder_knowsItsNodes() {
        //        0: x1 <= 5
        //   1: x0 <= 2    4: leaf 2
        // 2: leaf 0  3: leaf 1
        Tree tree = Tree.builder(2)
                .split(1, 5, true)
                .split(0, 2, false)
                .leaf(1, 10)
                .leaf(2, 20)
                .leaf(3, 30)
                .build();
        assertThat(tree.nodes()).isEqualTo(5);
        assertThat(tree.leaves()).isEqualTo(3);
        assertThat(tree.outputs()).isEqualTo(2);
        assertThat(tree.right(0)).isEqualTo(4);
        assertThat(tree.right(1)).isEqualTo(3);
        assertThat(tree.feature(0)).isEqualTo(1);
        assertThat(tree.feature(2)).isEqualTo(-1);
        assertThat(tree.threshold(1)).isEqualTo(2);
        assertThat(tree.missingLeft(0)).isTrue();
        assertThat(tree.missingLeft(1)).isFalse();
        assertThat(tree.isLeaf(2)).isTrue();
        assertThat(tree.leaf(4)).isEqualTo(2);
        assertThat(tree.value(1, 1)).isEqualTo(20);
        assertThat(tree).hasToString("tree of 5 nodes");
    }

    @Test
    void builder_usedAgain_buildsAsIfItWereNew() {
        Tree.Builder builder = Tree.builder(1)
                .split(0, 1, true)
                .split(1, CategorySet.of(2), true)
                .leaf(1)
                .leaf(2)
                .leaf(3);
        Tree first = builder.build();
        Tree second = builder.split(0, 4, false).leaf(5).leaf(6).build();
        Tree third = builder.leaf(7).build();
        assertThat(first.categories(1)).isEqualTo(CategorySet.of(2));
        assertThat(first.nodes()).isEqualTo(5);
        assertThat(first.value(2, 0)).isEqualTo(3);
        assertThat(second)
                .isEqualTo(Tree.builder(1).split(0, 4, false).leaf(5).leaf(6).build());
        assertThat(third).isEqualTo(leaf(7));
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the tree is not complete: it has no node");
    }

    @Test
    void forms_copyWhatTheyAreGiven() {
        List<Form> members = new ArrayList<>(List.of(constant(1, 0, 1)));
        List<Double> weights = new ArrayList<>(List.of(1.0));
        Average average = new Average(members, weights);
        Vote vote = new Vote(members, weights);
        Median median = new Median(members, weights);
        members.add(constant(1, 0, 1));
        weights.set(0, 9.0);
        assertThat(average.members()).hasSize(1);
        assertThat(average.weights()).containsExactly(1.0);
        assertThat(vote.members()).hasSize(1);
        assertThat(median.members()).hasSize(1);
        assertThat(median.weights()).containsExactly(1.0);

        double[][] rows = {{1}};
        double[] bias = {2};
        Linear linear = Linear.of(rows, bias);
        rows[0][0] = 9;
        bias[0] = 9;
        assertThat(linear.weight(0, 0)).isEqualTo(1);
        assertThat(linear.bias(0)).isEqualTo(2);

        List<Integer> places = new ArrayList<>(List.of(0));
        Scatter scatter = new Scatter(constant(1, 0), 2, places);
        places.set(0, 1);
        assertThat(scatter.places()).containsExactly(0);
    }

    @Test
    void shapes_followFromTheParts() {
        Form two = constant(3, 0, 0);
        assertThat(new int[] {two.inputs(), two.outputs()}).containsExactly(3, 2);
        assertThat(new Scatter(two, 5, List.of(0, 1)).outputs()).isEqualTo(5);
        assertThat(new Scatter(two, 5, List.of(0, 1)).inputs()).isEqualTo(3);
        assertThat(new Linked(constant(3, 0), Linked.Link.SIGMOID).outputs()).isEqualTo(2);
        assertThat(new Linked(two, Linked.Link.SOFTMAX).outputs()).isEqualTo(2);
        assertThat(new Linked(two, Linked.Link.SOFTMAX).inputs()).isEqualTo(3);
        assertThat(Vote.of(List.of(two)).outputs()).isEqualTo(2);
        assertThat(Average.of(List.of(two)).inputs()).isEqualTo(3);
        assertThat(Median.of(List.of(two)).inputs()).isEqualTo(3);
        assertThat(Median.of(List.of(two)).outputs()).isEqualTo(2);
        assertThat(new Prepared(7, List.of(), constant(0, 1)).inputs()).isEqualTo(7);
        assertThat(Trees.of(4, List.of(leaf(1, 2, 3)), Trees.Sum.TOTAL).outputs())
                .isEqualTo(3);
        assertThat(Trees.of(4, Arrays.asList(leaf(1), leaf(2)), Trees.Sum.TOTAL))
                .hasToString("2 trees, 2 nodes");
        assertThat(Trees.of(4, List.of(leaf(1)), Trees.Sum.TOTAL)).hasToString("1 tree, 1 nodes");
        assertThat(two).hasToString("linear, 2 x 3 weights");
    }

    private static Tree three(double... values) {
        return Tree.builder(2)
                .split(0, 1, false)
                .leaf(values[0], values[1])
                .split(1, 2, true)
                .leaf(values[2], values[3])
                .leaf(values[4], values[5])
                .build();
    }

    private static Tree.Builder sharing(double... values) {
        return Tree.builder(2).sharing(values);
    }

    @Test
    void equals_ofTrees_isByValue() {
        double[] table = {5, 6, 1, 2};
        Tree shared = sharing(table)
                .split(0, 1, false)
                .leafOf(1)
                .split(1, 2, true)
                .leafOf(0)
                .leafOf(1)
                .build();
        Tree alike = sharing(1, 2, 5, 6)
                .split(0, 1, false)
                .leafOf(0)
                .split(1, 2, true)
                .leafOf(1)
                .leafOf(0)
                .build();
        Tree own = three(1, 2, 5, 6, 1, 2);
        Tree copied = Tree.builder(2)
                .split(0, own, 0)
                .leaf(shared, 0)
                .split(1, own, 2)
                .leaf(shared, 1)
                .leaf(shared, 2)
                .build();
        Tree mixed = Tree.builder(2)
                .split(0, own, 0)
                .leaf(shared, 0)
                .split(1, own, 2)
                .leaf(own, 1)
                .leaf(1, 2)
                .build();
        assertThat(List.of(own, shared, alike, copied, mixed))
                .allSatisfy(
                        one -> assertThat(one).isEqualTo(own).isEqualTo(shared).hasSameHashCodeAs(own));
        assertThat(List.of(shared, alike, copied, own, mixed))
                .extracting(shared::sharesLeavesWith)
                .containsExactly(true, false, true, false, false);
        assertThat(List.of(shared, own)).extracting(Tree::vectors).containsExactly(2, 3);
        assertThat(List.of(shared, own)).extracting(Tree::leaves).containsExactly(3, 3);
        List<Tree> others = List.of(
                own,
                three(-0.0, 2, 5, 6, 1, 2),
                three(0.0, 2, 5, 6, 1, 2),
                three(1, 2, 5, 6, 1, 3),
                sharing(table)
                        .split(0, 1, false)
                        .leafOf(1)
                        .split(1, 2, true)
                        .leafOf(1)
                        .leafOf(1)
                        .build(),
                sharing(table)
                        .split(0, 1, false)
                        .leafOf(1)
                        .split(1, 2, false)
                        .leafOf(0)
                        .leafOf(1)
                        .build(),
                sharing(table)
                        .split(0, 1, false)
                        .leafOf(1)
                        .split(0, 2, true)
                        .leafOf(0)
                        .leafOf(1)
                        .build(),
                sharing(table)
                        .split(0, 1, false)
                        .leafOf(1)
                        .split(1, 3, true)
                        .leafOf(0)
                        .leafOf(1)
                        .build(),
                sharing(table)
                        .split(0, 1, false)
                        .split(1, 2, true)
                        .leafOf(1)
                        .leafOf(0)
                        .leafOf(1)
                        .build(),
                sharing(table)
                        .split(0, 1, false)
                        .leafOf(1)
                        .split(1, CategorySet.of(2), true)
                        .leafOf(0)
                        .leafOf(1)
                        .build(),
                Tree.builder(1)
                        .split(0, 1, false)
                        .leaf(1)
                        .split(1, 2, true)
                        .leaf(5)
                        .leaf(1)
                        .build());
        for (int i = 0; i < others.size(); i++) {
            for (int j = 0; j < others.size(); j++) {
                assertThat(others.get(i).equals(others.get(j))).isEqualTo(i == j);
            }
        }
    }

    @Test
    void withLeaves_changesWhatIsKept_andKeepsItOnce() {
        Tree shared = sharing(5, 6, 1, 2)
                .split(0, 1, false)
                .leafOf(1)
                .split(1, 2, true)
                .leafOf(0)
                .leafOf(1)
                .build();
        Tree changed = shared.withLeaves(values -> new double[] {values[1], -values[0]});
        assertThat(changed).isEqualTo(three(2, -1, 6, -5, 2, -1));
        assertThat(changed.vectors()).isEqualTo(2);
    }

    @Test
    void equals_isByValue() {
        Form red = constant(1, 0, 1);
        Form blue = constant(1, 2, 3);
        EqualsVerifier.forClass(Linear.class)
                .withNonnullFields("weights", "bias")
                .verify();
        EqualsVerifier.forClass(Average.class)
                .withNonnullFields("members", "weights")
                .withPrefabValuesForField("members", List.of(red), List.of(blue))
                .withPrefabValuesForField("weights", List.of(1.0), List.of(2.0))
                .verify();
        assertThat(new Linked(red, Linked.Link.SOFTMAX))
                .isEqualTo(new Linked(constant(1, 0, 1), Linked.Link.SOFTMAX))
                .isNotEqualTo(new Linked(blue, Linked.Link.SOFTMAX));
        assertThat(new Scatter(red, 3, List.of(0, 1)))
                .isEqualTo(new Scatter(constant(1, 0, 1), 3, List.of(0, 1)))
                .isNotEqualTo(new Scatter(red, 3, List.of(1, 0)))
                .isNotEqualTo(new Scatter(red, 4, List.of(0, 1)));
        assertThat(Vote.of(List.of(red))).isEqualTo(Vote.of(List.of(red))).isNotEqualTo(Vote.of(List.of(blue)));
        assertThat(Trees.of(1, List.of(leaf(1)), Trees.Sum.MEAN))
                .isEqualTo(Trees.of(1, List.of(leaf(1)), Trees.Sum.MEAN))
                .isNotEqualTo(Trees.of(1, List.of(leaf(1)), Trees.Sum.TOTAL))
                .isNotEqualTo(Trees.of(2, List.of(leaf(1)), Trees.Sum.MEAN));
    }
}
