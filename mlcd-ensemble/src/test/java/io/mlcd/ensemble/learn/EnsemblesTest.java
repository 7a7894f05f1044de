package io.mlcd.ensemble.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Prediction;
import io.mlcd.api.Row;
import io.mlcd.api.Signature;
import io.mlcd.api.TrainingException;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.Recipes;
import io.mlcd.ensemble.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import nl.jqno.equalsverifier.EqualsVerifier;
import nl.jqno.equalsverifier.Warning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnsemblesTest {
    // ------------------------------------------------------------------ Partition

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void partitions_holdEveryRowOnce_inSizesThatDifferByOne(int parts) {
        Table table = Samples.classes(101, 3, 1);
        for (Partition partition : List.of(Partition.random(parts), Partition.stratified(parts))) {
            List<int[]> divided = partition.divide(table, 5);

            assertThat(divided).hasSize(parts);
            assertThat(divided).allSatisfy(rows -> assertThat(rows.length).isBetween(101 / parts, 101 / parts + 1));
            assertThat(divided.stream().flatMapToInt(Arrays::stream).sorted().toArray())
                    .isEqualTo(IntStream.range(0, 101).toArray());
            assertThat(partition.divide(table, 5)).usingRecursiveComparison().isEqualTo(divided);
            assertThat(Arrays.deepEquals(partition.divide(table, 6).toArray(), divided.toArray()))
                    .isFalse();
        }
    }

    @Test
    void stratified_spreadsEveryClassByOne() {
        Table table = Samples.classes(200, 4, 2);
        Column kind = table.column("kind");

        List<int[]> parts = Partition.stratified(3).divide(table, 1);

        for (String label : kind.categories()) {
            List<Long> counts = parts.stream()
                    .map(rows -> Arrays.stream(rows)
                            .filter(row -> label.equals(kind.text(row)))
                            .count())
                    .toList();
            assertThat(Collections.max(counts) - Collections.min(counts)).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void stratified_spreadsANumber() {
        Table table = Samples.numbers(300, 2);
        double[] amounts = table.column("amount").toNumbers();
        Arrays.sort(amounts);
        double median = amounts[150];

        for (int[] rows : Partition.stratified(3).divide(table, 1)) {
            assertThat(Arrays.stream(rows)
                            .filter(row -> table.column("amount").number(row) < median)
                            .count())
                    .isEqualTo(50);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 0, -3})
    void aPartitionIntoFewerThanTwo_isRefused(int parts) {
        String message = "a partition into " + parts + " parts is none; give at least 2";
        assertThatThrownBy(() -> Partition.random(parts))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> Partition.stratified(parts))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    // ---------------------------------------------------------------- Partitioned

    @Test
    void partitioned_fitsOneModelToEachPart() throws InterruptedException {
        Table table = Samples.classes(100, 2, 3);
        List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
        Learner spy = (given, fit) -> {
            sizes.add(given.rows());
            return Recipes.tree().fit(given, fit);
        };
        Partitioned partitioned = Partitioned.by(Partition.stratified(3), spy);

        partitioned.fit(table);

        assertThat(sizes).containsExactlyInAnyOrder(34, 33, 33);
        assertThat(partitioned.pieces()).isEqualTo(3);
        assertThat(partitioned)
                .hasToString("Partitioned[partition=stratified(3), learner=" + spy + ", combine=AVERAGE]");
    }

    @Test
    void aPartWithoutAClass_isRefused_naming_partAndClass() {
        Table table = table(Arrays.asList("a", "a", "b", "c", "a", "a", "b", "c"), 8);
        Partition halves = (given, seed) -> List.of(new int[] {0, 1, 2, 3}, new int[] {4, 5}, new int[] {6, 7});

        assertThatThrownBy(() -> Partitioned.by(halves, Recipes.tree()).fit(table))
                .isInstanceOf(TrainingException.class)
                .satisfies(e ->
                        assertThat(((TrainingException) e).reason()).isEqualTo(TrainingException.Reason.MISSING_CLASS))
                .hasMessage(
                        "part 2 of 3, 2 rows, has no row of the classes [b, c]; part 3 of 3, 2 rows, has no row of the"
                                + " class \"a\"; use fewer parts, Partition.stratified(k), or give more rows of the rare values");
    }

    @Test
    void aPartWithOneNumberOnly_orWithoutRows_isRefused() {
        Table table = Table.of(Column.ofNumbers("x", 1, 2, 3, 4), Column.ofNumbers("y", 5, 5, 6, 7))
                .target("y");
        Partition parts = (given, seed) -> List.of(new int[] {0, 1}, new int[] {2, 3}, new int[0]);

        assertThatThrownBy(() -> Partitioned.by(parts, Recipes.regressionTree()).fit(table))
                .isInstanceOf(TrainingException.class)
                .hasMessage(
                        "part 1 of 3, 2 rows, has only the value 5.0 of \"y\"; part 3 of 3 has no rows; use fewer parts,"
                                + " Partition.stratified(k), or give more rows of the rare values");
        assertThatThrownBy(() -> Partitioned.by((given, seed) -> List.of(), Recipes.regressionTree())
                        .fit(table))
                .isInstanceOf(TrainingException.class)
                .hasMessageMatching("the partition .* gave no part; use fewer parts, .*");
    }

    // -------------------------------------------------------------------- Bagging

    @Test
    void bagging_drawsSamplesOfTheSize_withAndWithoutReplacement() throws InterruptedException {
        Table table = withId(Samples.classes(100, 2, 3));
        for (Bagging bagging : List.of(
                Bagging.of(Recipes.tree()).members(4).rowFraction(0.6),
                Bagging.of(Recipes.tree()).members(4).rowFraction(0.6).withoutReplacement())) {
            List<double[]> samples = Collections.synchronizedList(new ArrayList<>());
            Learner spy = (given, fit) -> {
                samples.add(given.column("id").toNumbers());
                return Recipes.tree().fit(given, fit);
            };
            new Bagging(spy, 4, bagging.rowFraction(), bagging.replacement(), bagging.combine(), 1, false).fit(table);

            assertThat(samples).hasSize(4);
            assertThat(new HashSet<>(samples.stream().map(Arrays::toString).toList()))
                    .as("all differ")
                    .hasSize(4);
            assertThat(samples).allSatisfy(ids -> {
                assertThat(ids).hasSize(60);
                assertThat(Arrays.stream(ids).distinct().count() == 60).isNotEqualTo(bagging.replacement());
            });
        }
        assertThat(Bagging.of(Recipes.tree()).members(7).pieces()).isEqualTo(7);
    }

    /** One row of class b in 40: a sample misses it with probability 0.36 and is then drawn again. */
    @Test
    void constantSamples_areDrawnAgain() throws InterruptedException {
        List<String> labels = new ArrayList<>(Collections.nCopies(39, "a"));
        labels.add("b");
        AtomicInteger fits = new AtomicInteger();
        Learner spy = (given, fit) -> {
            fits.incrementAndGet();
            assertThat(Training.isConstant(given.target().orElseThrow())).isFalse();
            return Recipes.tree().fit(given, fit);
        };

        Bagging.of(spy).members(50).fit(table(labels, 40));

        assertThat(fits).hasValue(50);
    }

    @Test
    void samplesThatAreAlwaysConstant_areRefused() {
        assertThatThrownBy(
                        () -> Bagging.of(Recipes.tree()).rowFraction(0.01).fit(table(List.of("a", "b", "a", "b"), 4)))
                .isInstanceOf(TrainingException.class)
                .hasMessage(
                        "100 samples of 1 rows out of 4 each held one value of \"kind\" only; raise rowFraction(0.01) or"
                                + " give more rows of the rare values");
    }

    /** Class c and category "rare" occur in one row of sixty: most samples have neither. */
    @Test
    void membersThatLackAClassOrACategory_areAligned() throws InterruptedException {
        List<String> labels = new ArrayList<>();
        List<String> colours = new ArrayList<>();
        for (int row = 0; row < 60; row++) {
            labels.add(row == 59 ? "a-rare-class" : row % 2 == 0 ? "b" : "c");
            colours.add(row == 59 ? "a-rare-colour" : row % 2 == 0 ? "red" : "white");
        }
        Table table = Table.of(Column.ofCategories("colour", colours), Column.ofCategories("kind", labels))
                .target("kind");
        AtomicInteger without = new AtomicInteger();
        Learner spy = (given, fit) -> {
            Model model = Recipes.tree().fit(given, fit);
            without.addAndGet(model.signature().output().width() == 2 ? 1 : 0);
            return model;
        };

        Model model = Bagging.of(spy).members(12).fit(table);

        assertThat(without.get()).as("members without the class").isBetween(2, 11);
        assertThat(model.signature().features().get(0).categories()).containsExactly("a-rare-colour", "red", "white");
        assertThat(((Output.Classes) model.signature().output()).labels()).containsExactly("a-rare-class", "b", "c");
        assertThat(model.predict(Row.of("colour", "red")).label()).isEqualTo("b");
        assertThat(model.predict(Row.of("colour", "white")).label()).isEqualTo("c");
        for (String colour : Arrays.asList("red", "white", "a-rare-colour", "never seen", null)) {
            assertThat(Arrays.stream(model.predict(Row.of("colour", colour)).probabilities())
                            .sum())
                    .isCloseTo(1, offset(1e-9));
        }
        assertThat(Artifact.read(Artifact.of(model).bytes()).model()).isEqualTo(model);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.5", "-1, 0.5"})
    void membersBelowOne_areRefused(int members, double fraction) {
        assertThatThrownBy(() -> Bagging.of(Recipes.tree()).members(members).rowFraction(fraction))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("members was " + members + " but must be at least 1");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.5, 1.5, Double.NaN})
    void rowFractionOutOfRange_isRefused(double fraction) {
        assertThatThrownBy(() -> Bagging.of(Recipes.tree()).rowFraction(fraction))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rowFraction was " + fraction
                        + " but must be in (0, 1]; to weight rows use Table.weights(String)");
    }

    @Test
    void recipes_areValues() {
        assertThat(Bagging.of(Recipes.tree())
                        .members(3)
                        .rowFraction(0.5)
                        .combine(Combine.VOTE)
                        .withoutReplacement())
                .isEqualTo(Bagging.of(Recipes.tree())
                        .withoutReplacement()
                        .combine(Combine.VOTE)
                        .rowFraction(0.5)
                        .members(3))
                .hasSameHashCodeAs(Bagging.of(Recipes.tree())
                        .withoutReplacement()
                        .combine(Combine.VOTE)
                        .rowFraction(0.5)
                        .members(3));
        assertThat(Partitioned.by(Partition.random(2), Recipes.tree()).combine(Combine.VOTE))
                .isNotEqualTo(Partitioned.by(Partition.random(2), Recipes.tree()));
        assertThat(Partitioned.by(Partition.random(2), Recipes.tree()).validation(0.3))
                .isNotEqualTo(Partitioned.by(Partition.random(2), Recipes.tree()));
        EqualsVerifier.forClass(Combine.class).suppress(Warning.NULL_FIELDS).verify();
    }

    // -------------------------------------------------------------------- Combine

    /** Three members: (0.6, 0.4), (0.6, 0.4), (0, 1). The mean chooses the second class, the vote the first. */
    @Test
    void vote_againstAverage_byHand() {
        Signature signature =
                Signature.of(List.of(Feature.number("x")), new Output.Classes("kind", List.of("first", "second")));
        List<Model> members = List.of(leaf(signature, 0.6, 0.4), leaf(signature, 0.6, 0.4), leaf(signature, 0, 1));

        Prediction average = Combine.AVERAGE.combine(signature, members).predict(Row.of("x", 1));
        Prediction vote = Combine.VOTE.combine(signature, members).predict(Row.of("x", 1));

        assertThat(average.label()).isEqualTo("second");
        assertThat(average.probabilities()).containsExactly(1.2 / 3, (0.4 + 0.4 + 1) / 3);
        assertThat(vote.label()).isEqualTo("first");
        assertThat(vote.probabilities()).containsExactly(2.0 / 3, 1.0 / 3);
    }

    @Test
    void average_ofNumbers_isTheirMean() {
        Signature signature = Signature.of(List.of(Feature.number("x")), new Output.Numeric("y"));
        List<Model> members = new ArrayList<>();
        for (double slope : new double[] {1, 2, 6}) {
            members.add(Model.of(signature, Linear.of(new double[][] {{slope}}, new double[] {1})));
        }

        assertThat(Combine.AVERAGE
                        .combine(signature, members)
                        .predict(Row.of("x", 10))
                        .value())
                .isEqualTo(31);
    }

    @Test
    void aMembersCategoriesAndClasses_areFoundByText() {
        Signature all = Signature.of(
                List.of(Feature.number("n"), Feature.category("c", List.of("a", "b", "d"))),
                new Output.Classes("kind", List.of("p", "q", "r")));
        Signature some = Signature.of(
                List.of(Feature.category("c", List.of("b", "d", "z"))), new Output.Classes("kind", List.of("r", "p")));
        // "b" (code 0 to the member) -> r, "d" (code 1) -> p; unseen (-1) goes left
        Tree tree = Tree.builder(2)
                .split(0, 0.5, true)
                .leaf(0.9, 0.1)
                .leaf(0.2, 0.8)
                .build();
        Model member = Model.of(some, Trees.of(1, List.of(tree), Trees.Sum.TOTAL));

        Model model = Combine.AVERAGE.combine(all, List.of(member));

        assertThat(model.predict(Row.of("c", "b")).probabilities()).containsExactly(0.1, 0, 0.9);
        assertThat(model.predict(Row.of("c", "d")).probabilities()).containsExactly(0.8, 0, 0.2);
        assertThat(model.predict(Row.of("c", "a")).probabilities())
                .as("unseen to the member")
                .containsExactly(0.1, 0, 0.9);
    }

    @Test
    void aMemberThatReadsAnotherColumn_isFoundOut() {
        Signature signature = Signature.of(List.of(Feature.number("x")), new Output.Numeric("y"));
        Model other = Model.of(
                Signature.of(List.of(Feature.number("z")), new Output.Numeric("y")),
                Linear.of(new double[][] {{1}}, new double[] {0}));

        assertThatThrownBy(() -> Combine.AVERAGE.combine(signature, List.of(other)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a member reads the NUMBER \"z\", which the ensemble's rows do not have: [x: number]");
    }

    @Test
    void votingOnNumbers_isRefused() {
        String message = "the target \"amount\" is a number, on which members cannot vote; use Combine.AVERAGE";
        for (Learner learner : List.of(
                Bagging.of(Recipes.regressionTree()).combine(Combine.VOTE),
                Partitioned.by(Partition.random(2), Recipes.regressionTree()).combine(Combine.VOTE))) {
            assertThatThrownBy(() -> learner.fit(Samples.numbers(50, 1)))
                    .isInstanceOf(TrainingException.class)
                    .hasMessage(message);
        }
    }

    /** A bag answers as its members, fitted one by one, do on average. */
    @Test
    void bagging_answersAsTheMeanOfItsMembers() throws InterruptedException {
        Table table = Samples.classes(150, 3, 8);
        Map<Long, Model> members = Collections.synchronizedMap(new HashMap<>());
        Learner spy = (given, fit) -> {
            Model member = Recipes.tree().fit(given, fit);
            members.put(fit.seed(), member);
            return member;
        };
        Fit fit = Fit.standard().seed(4);

        double[] scores = Bagging.of(spy).members(5).fit(table, fit).scores(table);

        double[] sum = new double[scores.length];
        for (int index = 0; index < 5; index++) {
            double[] its = members.get(fit.member(index).seed()).scores(table);
            Arrays.setAll(sum, i -> sum[i] + its[i]);
        }
        Arrays.setAll(sum, i -> sum[i] / 5);
        assertThat(scores).isEqualTo(sum);
    }

    private static Model leaf(Signature signature, double... values) {
        Tree tree = Tree.builder(values.length).leaf(values).build();
        return Model.of(signature, Trees.of(1, List.of(tree), Trees.Sum.TOTAL));
    }

    private static Table withId(Table table) {
        return table.with(Column.ofNumbers(
                "id", IntStream.range(0, table.rows()).asDoubleStream().toArray()));
    }

    private static Table table(List<String> labels, int rows) {
        assertThat(new TreeSet<>(labels)).hasSizeGreaterThan(1);
        return withId(Table.of(
                        Column.ofNumbers(
                                "x", IntStream.range(0, rows).asDoubleStream().toArray()),
                        Column.ofCategories("kind", labels)))
                .target("kind");
    }

    @Test
    void partition_thatTakesARowTwiceOrLeavesOneOut_isRefused() {
        Table table = Table.of(Column.ofNumbers("x", 1, 2, 3, 4), Column.ofCategories("y", List.of("a", "b", "a", "b")))
                .target("y");
        Learner learner =
                new Partitioned((rows, seed) -> List.of(new int[] {0, 1}, new int[] {1, 2}), null, Combine.VOTE);
        Learner other = new Partitioned((rows, seed) -> List.of(new int[] {0, 1}), null, Combine.VOTE);

        assertThatThrownBy(() -> learner.fit(table))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names row 1 of 4 a second time; each row must be in exactly one part");
        assertThatThrownBy(() -> other.fit(table))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("leaves out row 2 and 1 others");
    }
}
