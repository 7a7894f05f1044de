package io.mlcd.ensemble.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Average;
import io.mlcd.core.form.CategorySet;
import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Median;
import io.mlcd.core.form.Opaque;
import io.mlcd.core.form.Packed;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.form.Routed;
import io.mlcd.core.form.Scatter;
import io.mlcd.core.form.Stacked;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.form.Vote;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.Recipes;
import io.mlcd.ensemble.Samples;
import io.mlcd.ensemble.learn.Bagging;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Partition;
import io.mlcd.ensemble.learn.Partitioned;
import io.mlcd.ensemble.trees.Boosting;
import io.mlcd.ensemble.trees.RandomForest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportanceTest {
    private static final Signature AB =
            Signature.of(List.of(Feature.number("a"), Feature.number("b")), new Output.Numeric("y"));

    /** y = 3 a + b + noise that nobody can know; c is of no use. */
    private static Table linear(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] a = random.doubles(rows, -1, 1).toArray();
        double[] b = random.doubles(rows, -1, 1).toArray();
        double[] c = random.doubles(rows, -1, 1).toArray();
        double[] y = new double[rows];
        Arrays.setAll(y, row -> 3 * a[row] + b[row]);
        return Table.of(
                        Column.ofNumbers("a", a),
                        Column.ofNumbers("b", b),
                        Column.ofNumbers("c", c),
                        Column.ofNumbers("y", y))
                .target("y");
    }

    private static Model linearModel() {
        return Model.of(
                Signature.of(
                        List.of(Feature.number("c"), Feature.number("b"), Feature.number("a")),
                        new Output.Numeric("y")),
                Linear.of(new double[][] {{0, 1, 3}}, new double[] {0}));
    }

    /** The mean squared error of a shuffled feature is twice its variance times its squared coefficient. */
    @Test
    void permutation_ofALinearModel_isWhatTheoryGives() throws InterruptedException {
        Importance importance = Importance.permutation(linearModel(), linear(4000, 1), Metric.RMSE, 10, Fit.standard());

        assertThat(importance.of()).extracting(Importance.OfFeature::name).containsExactly("a", "b", "c");
        assertThat(importance.of("a").value()).isCloseTo(Math.sqrt(2 * 9 / 3.0), within(0.05));
        assertThat(importance.of("b").value()).isCloseTo(Math.sqrt(2 / 3.0), within(0.03));
        assertThat(importance.of("c")).isEqualTo(new Importance.OfFeature("c", 0, 0));
        assertThat(importance.of("a").standardDeviation()).isBetween(1e-4, 0.1);
        assertThat(importance)
                .asString()
                .startsWith("feature  importance  deviation\na")
                .contains("\nb ", "\nc ");
    }

    @Test
    void permutation_whereMoreIsBetter_isTheLoss() throws InterruptedException {
        assertThat(Importance.permutation(linearModel(), linear(500, 1), Metric.R2)
                        .of("a")
                        .value())
                .isBetween(1.5, 2.1);
    }

    @Test
    void permutation_sameSeed_sameImportance_onAnyThreads() throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try {
            Table table = linear(300, 2);
            Importance one = Importance.permutation(
                    linearModel(), table, Metric.MAE, 3, Fit.standard().seed(4));

            assertThat(Importance.permutation(
                            linearModel(),
                            table,
                            Metric.MAE,
                            3,
                            Fit.standard().seed(4).executor(pool, 4)))
                    .isEqualTo(one);
            assertThat(Importance.permutation(
                            linearModel(), table, Metric.MAE, 3, Fit.standard().seed(5)))
                    .isNotEqualTo(one);
        } finally {
            pool.shutdownNow();
        }
    }

    /** Rows of weight 0 do not count: where only they need b, b is of no use. */
    @Test
    void permutation_countsRowsByTheirWeights() throws InterruptedException {
        double[] a = new SplittableRandom(1).doubles(200).toArray();
        double[] weights = new double[200];
        Arrays.setAll(weights, row -> a[row] < 0.5 ? 1 : 0);
        double[] b = new SplittableRandom(2).doubles(200).toArray();
        double[] y = new double[200];
        Arrays.setAll(y, row -> a[row] <= 0.5 ? 0 : b[row] <= 0.5 ? -1 : 1);
        Table table = Table.of(
                        Column.ofNumbers("a", a),
                        Column.ofNumbers("b", b),
                        Column.ofNumbers("y", y),
                        Column.ofNumbers("w", weights))
                .target("y");
        Model onlyAbove = Model.of(
                AB,
                Trees.of(
                        2,
                        List.of(Tree.builder(1)
                                .split(0, 0.5, true)
                                .leaf(0)
                                .split(1, 0.5, true)
                                .leaf(-1)
                                .leaf(1)
                                .build()),
                        Trees.Sum.TOTAL));

        assertThat(Importance.permutation(onlyAbove, table.weights("w"), Metric.MAE)
                        .of("b")
                        .value())
                .isZero();
        assertThat(Importance.permutation(onlyAbove, table, Metric.MAE).of("b").value())
                .isBetween(0.3, 0.7);
    }

    @Test
    void permutation_ofCategories_ofAPredictor_andOfWhatIsUndefined() throws InterruptedException {
        Table table = Samples.classes(300, 2, 3);
        Model model = Recipes.tree().fit(table);
        Importance asked = Importance.permutation(model, table, Metric.LOG_LOSS);

        assertThat(asked.of().get(0).name()).isEqualTo("x");
        assertThat(asked.of()).hasSize(4);
        assertThatThrownBy(() -> Importance.permutation(model, table, Metric.RMSE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "RMSE is not defined on these 300 rows, so nothing can be lost of it; choose another measure");
        assertThatThrownBy(() -> Importance.permutation(model, table, Metric.ACCURACY, 0, Fit.standard()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("repeats was 0 but must be at least 1");
        assertThatThrownBy(() -> asked.of("z"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("there is no feature \"z\"; the features are [x, ");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Importance.permutation(model, table, Metric.ACCURACY))
                .isInstanceOf(InterruptedException.class);
    }

    // Gain.

    private static Table square() {
        return Table.of(
                        Column.ofNumbers("a", 0, 0, 1, 1),
                        Column.ofNumbers("b", 0, 1, 0, 1),
                        Column.ofNumbers("y", 0, 0, 4, 6))
                .target("y");
    }

    private static final Tree STUMP_A =
            Tree.builder(1).split(0, 0.5, true).leaf(0).leaf(2).build();
    private static final Tree STUMP_B =
            Tree.builder(1).split(1, 0.5, true).leaf(0).leaf(2).build();

    private static Form trees(Tree... trees) {
        return Trees.of(2, List.of(trees), Trees.Sum.TOTAL);
    }

    private static void assertGain(Form form, Table table, double a) {
        Importance importance = Importance.gain(Model.of(AB, form), table);
        assertThat(importance.of("a").value()).as("%s", form).isCloseTo(a, within(1e-12));
        assertThat(importance.of("b").value()).as("%s", form).isCloseTo(1 - a, within(1e-12));
    }

    @Test
    void gain_byHand() {
        // a: 2 * 2 / 4 * (5 - 0)^2 = 25; below it b: 1 * 1 / 2 * (6 - 4)^2 = 2.
        Tree tree = Tree.builder(1)
                .split(0, 0.5, true)
                .leaf(0)
                .split(1, 0.5, true)
                .leaf(4)
                .leaf(6)
                .build();

        assertGain(trees(tree), square(), 25 / 27.0);
        // Weights 1, 1, 1, 3: a: 2 * 4 / 6 * 5.5^2; b: 1 * 3 / 4 * 2^2.
        Table weighted = square().with(Column.ofNumbers("w", 1, 1, 1, 3)).weights("w");
        double a = 8 / 6.0 * 5.5 * 5.5;
        assertGain(trees(tree), weighted, a / (a + 3));
        assertThat(Importance.splits(Model.of(AB, trees(tree, STUMP_A))).of())
                .containsExactly(new Importance.OfFeature("a", 2, 0), new Importance.OfFeature("b", 1, 0));
    }

    @Test
    void gain_ofTreesThatCountMore_isMore() {
        Form form = Trees.builder(2, 1).add(STUMP_A, 0, 3).add(STUMP_B, 0, 1).build();

        assertGain(form, square(), 9 / 10.0);
    }

    @Test
    void gain_missingAndCategories_goTheWaysOfTheTree() {
        Tree tree = Tree.builder(1)
                .split(1, CategorySet.of(0), false)
                .split(0, 5, true)
                .leaf(0)
                .leaf(4)
                .leaf(4)
                .build();
        Signature signature = Signature.of(
                List.of(Feature.number("a"), Feature.category("b", List.of("p", "q"))), new Output.Numeric("y"));
        Table table = Table.of(
                Column.ofNumbers("a", Double.NaN, 9, 1, 1),
                Column.ofCategories("b", Arrays.asList("p", "p", null, "unseen")));
        // b: left p p with leaves 0 and 4, mean 2; right 4: 2 * 2 / 4 * 4 = 4. a: 1 * 1 / 2 * 16 = 8.
        Importance importance = Importance.gain(Model.of(signature, trees(tree)), table);

        assertThat(importance.of("a").value()).isCloseTo(8 / 12.0, within(1e-12));
        assertThat(importance.of("b").value()).isCloseTo(4 / 12.0, within(1e-12));
    }

    @Test
    void gain_ofCompositions_isDividedAsTheyAnswer() {
        Form a = trees(STUMP_A);
        Form b = trees(STUMP_B);
        Table table = square();
        assertGain(new Average(List.of(a, b), List.of(3.0, 1.0)), table, 0.75);
        assertGain(new Median(List.of(a, b), List.of(3.0, 1.0)), table, 0.75);
        assertGain(Average.of(List.of(a, Linear.of(new double[][] {{0, 1}}, new double[] {0}))), table, 1);
        assertGain(new Linked(a, Linked.Link.EXP), table, 1);
        // Preparation swaps the inputs: what looks at the first looks at b.
        assertGain(new Prepared(2, List.of(Derived.Scaled.asIs(1), Derived.Scaled.asIs(0)), a), table, 0);
        // b <= 0.5 goes to a's tree, and so do 2 of the 4 rows, or 1 of 6 by weight.
        Tree route = Tree.builder(1).split(1, 0.5, true).leaf(0).leaf(1).build();
        Form onlyA = trees(STUMP_A);
        Form both = new Average(List.of(a, a), List.of(1.0, 1.0));
        assertGain(new Routed(route, List.of(onlyA, both)), table, 1);
        Tree byA = Tree.builder(1).split(0, 0.5, true).leaf(0).leaf(1).build();
        Table uneven = Table.of(Column.ofNumbers("a", 0, 0, 0, 0, 1, 1), Column.ofNumbers("b", 0, 1, 0, 1, 0, 1));
        Tree deepA = Tree.builder(1)
                .split(0, -1, true)
                .leaf(9)
                .split(1, 0.5, true)
                .leaf(0)
                .leaf(1)
                .build();
        assertGain(new Routed(byA, List.of(trees(deepA), trees(STUMP_B))), uneven, 0);
        // A stack whose top is linear: members alike. One whose top has trees: as its trees divide.
        assertGain(new Stacked(List.of(a, b), Linear.of(new double[][] {{5, 1}}, new double[] {0}), false), table, 0.5);
        assertGain(new Stacked(List.of(a, b), trees(STUMP_B), false), table, 0);
        Form top = Trees.of(
                3, List.of(Tree.builder(1).split(1, 0.5, true).leaf(0).leaf(1).build()), Trees.Sum.TOTAL);
        assertGain(new Stacked(List.of(b), top, true), table, 1);
    }

    @Test
    void gain_ofClasses_throughVotesAndScatters() {
        Tree ofTwo = Tree.builder(2).split(1, 0.5, true).leaf(1, 0).leaf(0, 1).build();
        Form member = Trees.of(2, List.of(ofTwo), Trees.Sum.TOTAL);
        Signature signature = Signature.of(AB.features(), new Output.Classes("k", List.of("p", "q", "r")));
        Form form = Vote.of(List.of(new Scatter(member, 3, List.of(0, 2)), new Scatter(member, 3, List.of(1, 2))));

        assertThat(Importance.gain(Model.of(signature, form), square()).of())
                .containsExactly(new Importance.OfFeature("b", 1, 0), new Importance.OfFeature("a", 0, 0));
    }

    /** A kind that is added is one to think of here. */
    @Test
    void gainAndSplits_knowEveryKindOfForm() {
        Form a = trees(STUMP_A);
        Form two = Trees.of(
                2,
                List.of(Tree.builder(2)
                        .split(0, 0.5, true)
                        .leaf(1, 0)
                        .leaf(0, 1)
                        .build()),
                Trees.Sum.TOTAL);
        Form line = Linear.of(new double[][] {{1, 1}}, new double[] {0});
        Tree route = Tree.builder(1).split(0, 0.5, true).leaf(0).leaf(0).build();
        Form prepared = new Prepared(2, List.of(Derived.Scaled.asIs(0), Derived.Scaled.asIs(1)), a);
        List<Form> withTrees = List.of(
                a,
                Average.of(List.of(a)),
                Vote.of(List.of(two)),
                Median.of(List.of(a)),
                new Stacked(List.of(a), Linear.of(new double[][] {{1}}, new double[] {0}), false),
                new Routed(route, List.of(a)),
                new Linked(a, Linked.Link.EXP),
                prepared,
                new Scatter(two, 2, List.of(1, 0)),
                Packed.of((Trees) a).orElseThrow());
        List<Form> without = List.of(line, new Opaque("a sum", 2, 1, (row, out) -> out[0] = row[0] + row[1]));
        List<Class<?>> kinds = new ArrayList<>();
        for (Form form : withTrees) {
            kinds.add(form.getClass());
            assertThat(Importance.gain(model(form), square()).of("a").value())
                    .as("%s", form)
                    .isEqualTo(1);
            assertThat(Importance.splits(model(form)).of("a").value())
                    .as("%s", form)
                    .isEqualTo(1);
        }
        for (Form form : without) {
            kinds.add(form.getClass());
            assertThatThrownBy(() -> Importance.gain(model(form), square())).hasMessageContaining("is of trees");
            assertThatThrownBy(() -> Importance.splits(model(form))).hasMessageContaining("is of trees");
        }
        assertThat(kinds).containsExactlyInAnyOrder(Form.class.getPermittedSubclasses());
    }

    private static Model model(Form form) {
        Output output = form.outputs() == 1 ? new Output.Numeric("y") : new Output.Classes("k", List.of("p", "q"));
        return Model.of(Signature.of(AB.features(), output), form);
    }

    @Test
    void modelsWithoutTrees_andSplitsWithoutRows() {
        Model none = Model.of(AB, Linear.of(new double[][] {{1, 1}}, new double[] {0}));
        String message = "no part of the model, y from 2 features by Linear, is of trees, so no feature has splits; use"
                + " Importance.permutation(model, table, measure)";
        assertThatThrownBy(() -> Importance.gain(none, square()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> Importance.splits(none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        Model constant = Model.of(AB, trees(Tree.builder(1).leaf(1).build()));
        assertThat(Importance.gain(constant, square()).of())
                .extracting(Importance.OfFeature::value)
                .containsOnly(0.0);
        assertThatThrownBy(() -> Importance.gain(Model.of(AB, trees(STUMP_A)), square().drop("b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there is no column \"b\"");
    }

    /** On the rows that it was grown on, a tree's gains are the decreases of Gini's impurity, counted anew from the labels. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void gain_ofAClassificationTree_isTheDecreaseOfImpurity(int classes) throws InterruptedException {
        Table table = Samples.complete(Samples.classes(400, classes, 7));
        Model model = Recipes.tree().fit(table);
        Tree tree = onlyTree(model.form());
        List<Column> columns = new ArrayList<>();
        model.signature().features().forEach(feature -> columns.add(table.column(feature.name())));
        double[] expected = new double[columns.size()];
        List<Integer> all = new ArrayList<>();
        for (int row = 0; row < table.rows(); row++) {
            all.add(row);
        }
        addImpurity(tree, 0, all, columns, table.target().orElseThrow(), expected);
        double sum = Arrays.stream(expected).sum();

        Importance gain = Importance.gain(model, table);

        for (int i = 0; i < expected.length; i++) {
            assertThat(gain.of(columns.get(i).name()).value())
                    .as(columns.get(i).name())
                    .isCloseTo(expected[i] / sum, within(1e-6));
        }
    }

    private static Tree onlyTree(Form form) {
        return form instanceof Prepared prepared
                ? onlyTree(prepared.form())
                : ((Trees) form).trees().get(0);
    }

    private static void addImpurity(
            Tree tree, int node, List<Integer> rows, List<Column> columns, Column target, double[] gains) {
        if (tree.isLeaf(node)) {
            return;
        }
        List<Integer> left = new ArrayList<>();
        List<Integer> right = new ArrayList<>();
        for (int row : rows) {
            (columns.get(tree.feature(node)).number(row) <= tree.threshold(node) ? left : right).add(row);
        }
        gains[tree.feature(node)] += gini(rows, target) - gini(left, target) - gini(right, target);
        addImpurity(tree, node + 1, left, columns, target, gains);
        addImpurity(tree, tree.right(node), right, columns, target, gains);
    }

    /** Rows times the chance that two of them differ. */
    private static double gini(List<Integer> rows, Column target) {
        double[] counts = new double[target.categories().size()];
        rows.forEach(row -> counts[target.code(row)]++);
        double alike = Arrays.stream(counts).map(count -> count * count).sum() / Math.max(1, rows.size());
        return rows.size() - alike;
    }

    /** Signal x before y before noise, through forests, boosted trees, bags and partitions. */
    @Test
    void gain_findsTheSignal_inEveryEnsembleOfTrees() throws InterruptedException {
        Table table = Samples.numbers(600, 5);
        List<Model> models = List.of(
                RandomForest.standard().trees(20).fit(table),
                Boosting.gradient().rounds(30).fit(table),
                Boosting.adaBoost(io.mlcd.ensemble.trees.Trees.cart().depth(6))
                        .rounds(10)
                        .fit(table),
                Bagging.of(Recipes.regressionTree()).members(3).fit(table),
                Partitioned.by(Partition.random(2), Recipes.regressionTree()).fit(table));
        for (Model model : models) {
            Importance gain = Importance.gain(model, table);
            assertThat(gain.of().get(0).name()).as("%s", gain).isEqualTo("x");
            assertThat(gain.of("noise").value()).as("%s", gain).isLessThan(0.1);
            assertThat(gain.of().stream()
                            .mapToDouble(Importance.OfFeature::value)
                            .sum())
                    .isCloseTo(1, within(1e-9));
            assertThat(Importance.splits(model).of("x").value()).isPositive();
        }
    }
}
