package io.mlcd.ensemble.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.ArtifactException;
import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Row;
import io.mlcd.api.Signature;
import io.mlcd.api.TrainingException;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Opaque;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.Recipes;
import io.mlcd.ensemble.Samples;
import io.mlcd.ensemble.evaluate.Evaluation;
import io.mlcd.ensemble.trees.Boosting;
import io.mlcd.ensemble.trees.RandomForest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StackingTest {
    private static final Fit FIT = Fit.standard().seed(11);

    private static List<String> names(Table table) {
        return table.features().stream().map(Column::name).toList();
    }

    /** Random forests without randomness: their models do not depend on the seed. */
    private static Learner other() {
        return Prepared.by(
                Preparation.standard().encode(Preparation.Encode.ORDINAL),
                io.mlcd.ensemble.tribuo.Learners.tribuo(
                        new org.tribuo.classification.dtree.CARTClassificationTrainer(2)));
    }

    /** What a model says of each class of a table's target, in the table's order. */
    private static double[] scores(Model model, Table rows, List<String> labels) {
        List<String> own = ((Output.Classes) model.signature().output()).labels();
        double[] its = model.scores(rows);
        double[] all = new double[rows.rows() * labels.size()];
        for (int row = 0; row < rows.rows(); row++) {
            for (int k = 0; k < own.size(); k++) {
                all[row * labels.size() + labels.indexOf(own.get(k))] = its[row * own.size() + k];
            }
        }
        return all;
    }

    // ------------------------------------------------------------ what the meta learner sees

    @Test
    void metaFeatures_areOutOfFoldPredictions_ofAllClassesButTheFirst() throws InterruptedException {
        Table table = Samples.classes(150, 3, 2);
        Spy meta = new Spy(Recipes.logistic());
        Folds folds = Folds.stratified(4);

        Stacking.of(Recipes.tree().named("cart"), other().named("small"))
                .meta(meta)
                .folds(folds)
                .fit(table, FIT);

        Table seen = meta.calls.get(0).table();
        assertThat(names(seen)).containsExactly("cart: k1", "cart: k2", "small: k1", "small: k2");
        assertThat(seen.target()).isEqualTo(table.target());
        List<String> labels = List.of("k0", "k1", "k2");
        for (Folds.Fold fold : folds.divide(table, FIT.member(-1).seed())) {
            int member = 0;
            for (Learner learner : List.of(Recipes.tree(), other())) {
                double[] expected = scores(learner.fit(table.rows(fold.train())), table.rows(fold.test()), labels);
                for (int i = 0; i < fold.test().length; i++) {
                    for (int k = 1; k < 3; k++) {
                        double value = seen.features().get(2 * member + k - 1).number(fold.test()[i]);
                        assertThat(value).isEqualTo(odds(expected[3 * i + k], 150));
                    }
                }
                member++;
            }
        }
    }

    /** The logarithm of the odds, of nothing nearer to 0 or 1 than half a row. */
    private static double odds(double probability, int rows) {
        double least = 0.5 / rows;
        return StrictMath.log(Math.max(probability, least)) - StrictMath.log(Math.max(1 - probability, least));
    }

    @Test
    void metaFeatures_ofTwoClasses_areOneColumn_ofANumberToo() throws InterruptedException {
        Spy meta = new Spy(Recipes.logistic());
        Stacking.of(
                        RandomForest.standard().trees(3),
                        Recipes.tree(),
                        Recipes.tree(),
                        Recipes.tree().named("mine"))
                .meta(meta)
                .fit(Samples.classes(100, 2, 2));
        assertThat(names(meta.calls.get(0).table()))
                .containsExactly("random forest: k1", "tribuo learner: k1", "tribuo learner 2: k1", "mine: k1");

        Spy ofNumbers = new Spy(Recipes.regressionTree());
        Learner lambda = (table, fit) -> Recipes.regressionTree().fit(table, fit);
        Stacking.of(RandomForest.standard().trees(3), lambda).meta(ofNumbers).fit(Samples.numbers(100, 2));
        assertThat(names(ofNumbers.calls.get(0).table())).containsExactly("random forest", "member");
    }

    @Test
    void members_areFittedToTheRowsOfEachFold_andToAll() throws InterruptedException {
        Table table = Spy.withId(Samples.classes(100, 2, 2));
        Spy spy = new Spy(Recipes.tree());

        Stacking.of(spy).meta(Recipes.logistic()).folds(Folds.random(4)).fit(table, FIT);

        assertThat(spy.overs).as("nothing is shared with rows that are tested").hasValue(0);
        assertThat(spy.calls).hasSize(5);
        List<int[]> trained = spy.calls.stream()
                .map(Spy.Call::ids)
                .sorted((a, b) -> b.length - a.length)
                .toList();
        assertThat(trained.get(0)).isEqualTo(Draw.ascending(100));
        int[] counts = new int[100];
        trained.subList(1, 5).forEach(ids -> Arrays.stream(ids).forEach(id -> counts[id]++));
        assertThat(counts).as("each row trains in all folds but its own").containsOnly(3);
    }

    @Test
    void aClassThatAFoldLacks_hasProbabilityZero() throws InterruptedException {
        Table table = Samples.classes(60, 2, 1);
        List<String> labels = new ArrayList<>();
        for (int row = 0; row < 60; row++) {
            labels.add(row == 17 ? "rare" : String.valueOf(table.column("kind").text(row)));
        }
        Spy meta = new Spy(Boosting.gradient().rounds(2));
        Model model = Stacking.of(Recipes.tree().named("cart"))
                .meta(meta)
                .fit(table.with(Column.ofCategories("kind", labels)).target("kind"), FIT);

        Table seen = meta.calls.get(0).table();
        assertThat(names(seen)).containsExactly("cart: k1", "cart: rare");
        assertThat(seen.column("cart: rare").number(17)).isEqualTo(odds(0, 60));
        assertThat(model.predict(table.row(3)).probabilities()).hasSize(3);
    }

    @Test
    void names_thatMeetAColumn_getAMark() throws InterruptedException {
        Table table = Samples.numbers(100, 2);
        Spy meta = new Spy(Boosting.gradient().rounds(2));
        Stacking.of(
                        Recipes.regressionTree().named("x"),
                        Recipes.regressionTree().named("amount"))
                .meta(meta)
                .passThrough()
                .fit(table);
        assertThat(names(meta.calls.get(0).table())).containsExactly("x'", "amount'", "x", "y", "noise", "colour");
    }

    // ------------------------------------------------------------ what the model answers

    /** The model is the meta learner's model of what the members fitted to all rows say, and of the row. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void model_answersAsMetaOfMembers(boolean passThrough) throws InterruptedException {
        Table table = Samples.classes(300, 3, 2);
        Spy forest = new Spy(RandomForest.standard().trees(4));
        Spy meta = new Spy(Boosting.gradient().rounds(5));
        Stacking stacking = Stacking.of(
                        forest.named("forest"), Recipes.logistic().named("line"))
                .meta(meta);

        Model model = (passThrough ? stacking.passThrough() : stacking).fit(table, FIT);

        Model top = meta.calls.get(0).model();
        Model all = forest.calls.stream()
                .filter(call -> call.table().rows() == 300)
                .findFirst()
                .orElseThrow()
                .model();
        Model line = Recipes.logistic().fit(table, FIT.member(-2).member(1));
        List<Row> rows = new ArrayList<>();
        for (int row = 0; row < 40; row++) {
            rows.add(table.row(row));
            rows.add(with(table, row, "colour", "never seen"));
            rows.add(with(table, row, "colour", null));
            rows.add(with(table, row, "x", null));
        }
        for (Row row : rows) {
            Map<String, @Nullable Object> seen = new HashMap<>();
            for (String label : List.of("k1", "k2")) {
                seen.put("forest: " + label, odds(all.predict(row).probability(label), 300));
                seen.put("line: " + label, odds(line.predict(row).probability(label), 300));
            }
            for (String name : passThrough ? names(table) : List.<String>of()) {
                seen.put(name, row.value(name));
            }
            assertThat(model.predict(row).probabilities())
                    .isEqualTo(top.predict(Row.of(seen)).probabilities());
        }
        assertThat(Artifact.read(Artifact.of(model).bytes()).model().scores(table))
                .isEqualTo(model.scores(table));
    }

    private static Row with(Table table, int row, String name, @Nullable Object value) {
        Map<String, @Nullable Object> values = new HashMap<>();
        table.features().forEach(column -> values.put(column.name(), column.value(row)));
        values.put(name, value);
        return Row.of(values);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void levels_learnFromThoseBelow(boolean passThrough) throws InterruptedException {
        Table table = Samples.numbers(300, 2);
        Spy first = new Spy(RandomForest.standard().trees(3));
        Spy second = new Spy(Boosting.gradient().rounds(4));
        Spy meta = new Spy(Boosting.gradient().rounds(3));
        Stacking stacking = Stacking.of(first.named("forest"))
                .level(second.named("boost"), Recipes.regressionTree().named("tree"))
                .meta(meta);

        Model model = (passThrough ? stacking.passThrough() : stacking).fit(table, FIT);

        List<String> raw = passThrough ? List.of("x", "y", "noise", "colour") : List.of();
        assertThat(second.calls)
                .hasSize(6)
                .allSatisfy(call -> assertThat(names(call.table())).isEqualTo(concat(List.of("forest"), raw)));
        assertThat(names(meta.calls.get(0).table())).isEqualTo(concat(List.of("boost", "tree"), raw));
        Model one = whole(first);
        Model two = whole(second);
        Model top = whole(meta);
        for (int row = 0; row < 50; row++) {
            Map<String, @Nullable Object> seen = new HashMap<>();
            int at = row;
            raw.forEach(name -> seen.put(name, table.column(name).value(at)));
            seen.put("forest", one.predict(table.row(row)).value());
            double boosted = two.predict(Row.of(seen)).value();
            Model tree = Recipes.regressionTree().fit(whole(second, 300));
            double treed = tree.predict(Row.of(seen)).value();
            seen.remove("forest");
            seen.put("boost", boosted);
            seen.put("tree", treed);
            assertThat(model.predict(table.row(row)).value())
                    .isEqualTo(top.predict(Row.of(seen)).value());
        }
        assertThat(Artifact.read(Artifact.of(model).bytes()).model()).isEqualTo(model);
    }

    private static List<String> concat(List<String> some, List<String> more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    private static Model whole(Spy spy) {
        return spy.calls.stream()
                .filter(call -> call.table().rows() == 300)
                .findFirst()
                .orElseThrow()
                .model();
    }

    private static Table whole(Spy spy, int rows) {
        return spy.calls.stream()
                .filter(call -> call.table().rows() == rows)
                .findFirst()
                .orElseThrow()
                .table();
    }

    // ------------------------------------------------------------ folds

    @Test
    void timedFolds_leaveTheFirstBlockOut() throws InterruptedException {
        Table table = Spy.withId(Samples.classes(100, 2, 2))
                .with(Column.ofNumbers(
                        "when", IntStream.range(0, 100).asDoubleStream().toArray()))
                .time("when");
        Spy meta = new Spy(Boosting.gradient().rounds(2));
        Spy member = new Spy(Recipes.tree());

        EnsembleReport report =
                Stacking.of(member).meta(meta).folds(Folds.timed(4)).fitReported(table, FIT);

        Table seen = meta.calls.stream()
                .map(Spy.Call::table)
                .max((a, b) -> a.rows() - b.rows())
                .orElseThrow();
        assertThat(seen.rows()).as("four blocks of five").isEqualTo(80);
        assertThat(seen.time().orElseThrow().number(0)).isEqualTo(20);
        assertThat(member.calls.stream().map(call -> call.table().rows()).sorted())
                .containsExactly(20, 40, 60, 80, 100);
        assertThat(report.heldOut().rows())
                .as("the stack tests three")
                .hasSize(60)
                .startsWith(40);
        assertThat(report.heldOut().leftOut()).isEqualTo(40);
    }

    @Test
    void timedFolds_tooFewForTheLevels_areRefused() {
        Table table = Samples.classes(100, 2, 2)
                .with(Column.ofNumbers(
                        "when", IntStream.range(0, 100).asDoubleStream().toArray()))
                .time("when");
        Stacking stacking =
                Stacking.of(Recipes.tree()).level(Recipes.logistic()).meta(Recipes.logistic());
        assertThatThrownBy(() -> stacking.folds(Folds.timed(1)).fit(table))
                .isInstanceOf(TrainingException.class)
                .hasMessage(
                        "level 2 of the stack has no fold left: timed(1) leaves its first block without predictions on each"
                                + " level; use more folds, or fewer levels");
    }

    @Test
    void keys_inSeveralFolds_areRefused_untilFoldsAreGrouped() throws InterruptedException {
        Table table = Samples.classes(100, 2, 2)
                .with(Column.ofNumbers(
                        "who",
                        IntStream.range(0, 100)
                                .map(row -> row / 5)
                                .asDoubleStream()
                                .toArray()))
                .key("who");
        Spy spy = new Spy(Recipes.tree());
        Stacking stacking = Stacking.of(spy).meta(Boosting.gradient().rounds(2));

        assertThatThrownBy(() -> stacking.fit(table))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("use Folds.grouped(5)");
        stacking.folds(Folds.grouped(5)).fit(table);
        assertThat(spy.calls).hasSize(6);
    }

    @Test
    void repeatedFolds_giveTheMeanOfTheirPredictions() throws InterruptedException {
        Table table = Samples.numbers(60, 2);
        Spy meta = new Spy(Boosting.gradient().rounds(2));
        Folds folds = Folds.random(3).repeated(2);

        Stacking.of(Recipes.regressionTree()).meta(meta).folds(folds).fit(table, FIT);

        double[] sums = new double[60];
        for (Folds.Fold fold : folds.divide(table, FIT.member(-1).seed())) {
            double[] its =
                    Recipes.regressionTree().fit(table.rows(fold.train())).scores(table.rows(fold.test()));
            for (int i = 0; i < its.length; i++) {
                sums[fold.test()[i]] += its[i];
            }
        }
        assertThat(meta.calls.get(0).table().features().get(0).toNumbers())
                .isEqualTo(Arrays.stream(sums).map(sum -> sum / 2).toArray());
    }

    // ------------------------------------------------------------ report

    @Test
    void report_scoresMembersAndStackOutOfFold() throws InterruptedException {
        Table table = Samples.classes(400, 2, 5);
        Spy meta = new Spy(Recipes.logistic());
        Stacking stacking = Stacking.of(
                        RandomForest.standard().trees(10).named("forest"),
                        Recipes.logistic().named("line"),
                        Recipes.tree().named("tree"))
                .meta(meta);

        EnsembleReport report = stacking.fitReported(table, FIT);

        assertThat(report.model()).isEqualTo(stacking.fit(table, FIT));
        assertThat(report.members().stream().map(EnsembleReport.Member::name))
                .containsExactly("forest", "line", "tree");
        Table seen = meta.calls.stream()
                .map(Spy.Call::table)
                .max((a, b) -> a.rows() - b.rows())
                .orElseThrow();
        for (EnsembleReport.Member member : report.members()) {
            double[] its = seen.column(member.name() + ": k1").toNumbers();
            double loss = 0;
            for (int row = 0; row < 400; row++) {
                double sign = "k1".equals(table.column("kind").text(row)) ? 1 : -1;
                boolean sure = Math.abs(its[row]) >= odds(1, 400) - 1e-9; // the report knows it as 0 or 1
                double truth = sure ? Math.max(0, sign * Math.signum(its[row])) : 1 / (1 + Math.exp(-sign * its[row]));
                loss -= Math.log(Math.max(1e-15, truth)) / 400;
            }
            assertThat(member.scores().get(Metric.LOG_LOSS))
                    .isCloseTo(loss, org.assertj.core.api.Assertions.offset(1e-3));
            assertThat(member.seconds()).isPositive();
        }
        double fresh = Evaluation.of(report.model(), Samples.classes(4000, 2, 6))
                .metric(Metric.LOG_LOSS)
                .orElseThrow();
        assertThat(report.heldOut().metric(Metric.LOG_LOSS).orElseThrow()).isBetween(0.7 * fresh, 1.3 * fresh);
        assertThat(report.heldOut().rows()).hasSize(400);
        assertThat(report.toString()).startsWith("400 rows, ACCURACY ").contains("\n  forest: weight 1.000, ");
    }

    // ------------------------------------------------------------ bad input

    @Test
    void withoutMembersOrMeta_isRefused() {
        assertThatThrownBy(() -> Stacking.of())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there are no members; an ensemble needs at least one learner");
        assertThatThrownBy(() -> Stacking.of(Recipes.tree()).level()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Stacking.of(Recipes.tree()).fit(Samples.classes(50, 2, 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the stack has members but nothing that learns from them; say what:"
                        + " Stacking.of(...).meta(learner)");
    }

    @Test
    void metaWithoutProbabilities_isRefused() {
        Table table = Samples.classes(100, 2, 1);
        Stacking stacking = Stacking.of(Recipes.tree());

        assertThatThrownBy(() -> stacking.meta(opaque((row, out) -> out[0] = -3).named("svm"))
                        .fit(table))
                .isInstanceOf(TrainingException.class)
                .hasMessageMatching(
                        "the meta learner \"svm\" gives no probabilities, which are needed here: it scored row 0 with"
                                + " -3.0 for \"k0\"; use one that gives some, .*");
        assertThatThrownBy(() -> stacking.meta(opaque((row, out) -> out[1] = 1).named("svm"))
                        .fit(table))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("it is sure of every row, with scores of 0 and 1 alone, and wrong about some");
        assertThatThrownBy(() -> stacking.meta(
                                opaque((row, out) -> out[1] = 0.2).named("svm"))
                        .fit(table))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("it gave row 0 scores that sum to 0.2");
    }

    static Learner opaque(Opaque.Function function) {
        return (table, fit) -> {
            Signature signature = Training.of(table).signature();
            return Model.of(
                    signature,
                    new Opaque(
                            "my function",
                            signature.features().size(),
                            signature.output().width(),
                            function));
        };
    }

    @Test
    void aMemberThatPredictsOrReadsSomethingElse_isRefused_namingIt() {
        Table table = Samples.classes(100, 2, 1);
        Learner ofNumbers = (given, fit) -> Model.of(
                Signature.of(List.of(Feature.number("x")), new Output.Numeric("kind")),
                Linear.of(new double[][] {{1}}, new double[] {0}));
        Learner elsewhere = (given, fit) -> Model.of(
                Signature.of(
                        List.of(Feature.number("elsewhere")),
                        Training.of(given).signature().output()),
                Linear.of(new double[2][1], new double[] {0.5, 0.5}));
        Learner otherClasses = (given, fit) -> Model.of(
                Signature.of(List.of(Feature.number("x")), new Output.Classes("kind", List.of("k1", "k7"))),
                Linear.of(new double[2][1], new double[] {0.5, 0.5}));

        assertRefused(
                ofNumbers,
                table,
                "a member predicts the number \"kind\", but the ensemble the classes [k0, k1] of \"kind\";"
                        + " all must predict the same");
        assertRefused(
                elsewhere, table, "a member reads the NUMBER \"elsewhere\", which the ensemble's rows do not have: ");
        assertRefused(
                otherClasses,
                table,
                "a member predicts the classes [k7], which the ensemble's rows do not have: [k0, k1]");
    }

    private static void assertRefused(Learner learner, Table table, String message) {
        assertThatThrownBy(() -> Stacking.of(Recipes.tree(), learner.named("odd"))
                        .meta(Recipes.logistic())
                        .fit(table))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("member \"odd\": " + message);
        assertThatThrownBy(() -> Voting.of(Recipes.tree(), learner).fit(table))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aMemberThatFails_isNamed_andSoIsItsFold() {
        Table table = Samples.classes(100, 2, 1);
        Learner fails = (given, fit) -> {
            if (given.rows() < 100) {
                throw new TrainingException(TrainingException.Reason.TRAINER_FAILED, "no");
            }
            return Recipes.tree().fit(given, fit);
        };
        assertThatThrownBy(() -> Stacking.of(fails.named("weak"))
                        .meta(Recipes.logistic())
                        .fit(table))
                .isInstanceOf(TrainingException.class)
                .hasMessage("member \"weak\", fold 1 of 5: no");
    }

    @Test
    void tablesThatTeachNothing_areRefused() {
        Stacking stacking = Stacking.of(Recipes.tree()).meta(Recipes.logistic());
        Table none = Samples.classes(10, 2, 1).range(0, 0);
        Table one = Table.of(Column.ofNumbers("x", 1, 2, 3), Column.ofCategories("y", Collections.nCopies(3, "a")))
                .target("y");
        for (Learner learner : List.of(
                stacking,
                Voting.of(Recipes.tree()),
                Selection.of(Recipes.tree()),
                AdaBoost.of(Recipes.tree()),
                Bagging.of(Recipes.tree()))) {
            assertThatThrownBy(() -> learner.fit(none))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageStartingWith("the table has no rows");
            assertThatThrownBy(() -> learner.fit(one))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageStartingWith("the target \"y\" is a in all 3 rows, so there is nothing to learn");
        }
        assertThatThrownBy(() -> stacking.fit(Samples.classes(4, 2, 1)))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("give more rows, or fewer folds");
    }

    @Test
    void aFunctionMayTakePart_butNotBePublished() throws InterruptedException {
        Table table = Samples.classes(200, 2, 1);
        Learner mine = opaque((row, out) -> {
            out[1] = 1 / (1 + Math.exp(-2 * row[0]));
            out[0] = 1 - out[1];
        });
        for (Learner learner : List.of(
                Stacking.of(Recipes.tree(), mine).meta(Recipes.logistic()),
                Voting.of(Recipes.tree(), mine),
                Bagging.of(mine).members(2),
                Selection.of(mine, Recipes.tree()).start(2),
                AdaBoost.of(mine).rounds(2))) {
            Model model = learner.fit(table);
            assertThat(Evaluation.of(model, table).metric(Metric.ACCURACY).orElseThrow())
                    .isGreaterThan(0.7);
            assertThatThrownBy(() -> Artifact.of(model))
                    .isInstanceOf(ArtifactException.class)
                    .hasMessageContaining("my function")
                    .hasMessageContaining(
                            "which is code and not data, so it can be evaluated but not saved or published");
        }
    }

    /** Whatever nests in whatever is one model: written, read again, and asked row by row or all at once. */
    @ParameterizedTest
    @MethodSource("io.mlcd.ensemble.learn.ServingTest#everyRecipe")
    void everyEnsemble_isOneServedModel(Map.Entry<String, Learner> recipe) throws InterruptedException {
        boolean ofClasses = Recipes.ofClasses().containsKey(recipe.getKey());
        Table table = ofClasses ? Samples.classes(150, 3, 4) : Samples.numbers(150, 4);
        Model model = recipe.getValue().fit(table, FIT);
        double[] scores = model.scores(table);

        Model read = Artifact.read(Artifact.of(model).bytes()).model();

        assertThat(read).isEqualTo(model);
        assertThat(read.scores(table)).isEqualTo(scores);
        int width = model.signature().output().width();
        for (int row = 0; row < 150; row++) {
            double[] expected = Arrays.copyOfRange(scores, row * width, (row + 1) * width);
            assertThat(
                            ofClasses
                                    ? read.predict(table.row(row)).probabilities()
                                    : new double[] {read.predict(table.row(row)).value()})
                    .isEqualTo(expected);
        }
    }

    // ------------------------------------------------------------ time

    @Test
    void deadline_leavesOutMembersThatLackAFit() throws InterruptedException {
        Spy.Watch watch = new Spy.Watch();
        Learner slow = Spy.slow(Recipes.tree(), watch, 1);
        Spy meta = new Spy(Recipes.logistic());
        Stacking stacking = Stacking.of(slow.named("first"), slow.named("second"), slow.named("third"))
                .meta(meta)
                .folds(Folds.random(2));

        stacking.fit(Samples.classes(100, 2, 1), Fit.standard().deadline(Instant.EPOCH.plusSeconds(7), watch));

        assertThat(names(meta.calls.get(0).table())).as("three fits each").containsExactly("first: k1", "second: k1");
        Fit over = Fit.standard().deadline(Instant.EPOCH, watch);
        assertThatThrownBy(() -> stacking.fit(Samples.classes(100, 2, 1), over))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("before one tree was done");
    }

    @Test
    void pieces_areToldToTheLast() throws InterruptedException {
        List<Integer> told = new ArrayList<>();
        Stacking stacking = Stacking.of(Recipes.tree(), RandomForest.standard().trees(3))
                .level(Recipes.logistic())
                .meta(Recipes.logistic());
        assertThat(stacking.pieces()).isEqualTo(6 + 6 * 3 + 6 + 1);
        stacking.fit(
                Samples.classes(100, 2, 1),
                Fit.standard().progress(step -> told.add((int) step.done()), stacking.pieces()));
        assertThat(told).hasSize(stacking.pieces() + 1).last().isEqualTo(stacking.pieces());
    }

    @Test
    void recipes_areValues() {
        Stacking one = Stacking.of(Recipes.logistic().named("a"), Bagging.of(Boosting.gradient()))
                .meta(Boosting.gradient())
                .passThrough()
                .folds(Folds.grouped(3));
        assertThat(Stacking.of(Boosting.gradient())
                        .folds(Folds.grouped(3))
                        .passThrough()
                        .meta(Boosting.gradient()))
                .isEqualTo(Stacking.of(Boosting.gradient())
                        .meta(Boosting.gradient())
                        .folds(Folds.grouped(3))
                        .passThrough())
                .hasSameHashCodeAs(Stacking.of(Boosting.gradient())
                        .meta(Boosting.gradient())
                        .folds(Folds.grouped(3))
                        .passThrough())
                .isNotEqualTo(Stacking.of(Boosting.gradient())
                        .meta(Boosting.gradient())
                        .folds(Folds.grouped(3)));
        assertThat(one.toString())
                .startsWith("stack of [[a (Prepared")
                .endsWith(", folds grouped(3)")
                .contains(" and the features under ");
        assertThatThrownBy(() -> Recipes.tree().named(" "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a learner cannot be named \" \"; give it a name to read");
    }
}
