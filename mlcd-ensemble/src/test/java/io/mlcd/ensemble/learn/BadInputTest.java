package io.mlcd.ensemble.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.TrainingException;
import io.mlcd.api.TrainingException.Reason;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.metric.Metric;
import io.mlcd.ensemble.Recipes;
import io.mlcd.ensemble.Samples;
import io.mlcd.ensemble.calibrate.Calibrated;
import io.mlcd.ensemble.calibrate.Decided;
import io.mlcd.ensemble.linear.Linear;
import io.mlcd.ensemble.trees.Boosting;
import io.mlcd.ensemble.trees.ExtraTrees;
import io.mlcd.ensemble.trees.RandomForest;
import io.mlcd.ensemble.trees.Trees;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each kind of table that nothing can be learned from, given to each kind of learner. */
class BadInputTest {
    private static final Learner FOREST = RandomForest.standard().trees(3);

    /** A table, and what must be said of it. */
    private record Bad(UnaryOperator<Table> spoil, Reason reason, List<String> words) {
        Bad(UnaryOperator<Table> spoil, Reason reason, String... words) {
            this(spoil, reason, List.of(words));
        }
    }

    private static Map<String, Learner> learners(boolean classes) {
        Learner line = classes ? Linear.logistic() : Linear.ridge();
        Map<String, Learner> learners = new LinkedHashMap<>();
        learners.put("line", line);
        learners.put("elastic net", classes ? Linear.logistic().l1Ratio(0.5) : Linear.elasticNet());
        learners.put("cart", Trees.cart());
        learners.put("pruned cart", Trees.cart().pruned(Folds.random(3)));
        learners.put("forest", FOREST);
        learners.put("extra trees", ExtraTrees.standard().trees(3));
        learners.put("boosting", Boosting.gradient().rounds(3));
        learners.put("AdaBoost", Boosting.adaBoost(FOREST).rounds(2));
        learners.put("bagging", Bagging.of(line).members(2));
        learners.put("partitions", Partitioned.by(Partition.random(2), FOREST));
        learners.put("routes", Partitioned.by(Partition.byClusters(2), FOREST).combine(Combine.route()));
        learners.put("stack", Stacking.of(FOREST, line).meta(line));
        learners.put("mean", Voting.of(FOREST, line));
        learners.put("weighted mean", Voting.of(FOREST, line).weightedBy(Metric.RMSE));
        learners.put("selection", Selection.of(FOREST, line));
        learners.put("Tribuo's", classes ? Recipes.tree() : Recipes.regressionTree());
        if (classes) {
            learners.put("calibrated", Calibrated.by(FOREST));
            learners.put("decided", Decided.by(FOREST).cost("k0", "k1", 2));
            learners.put("weighted mean", Voting.of(FOREST, line).weightedBy(Metric.ROC_AUC));
        }
        return learners;
    }

    private static Table with(Table table, String column, double... values) {
        double[] all = table.column(column).toNumbers();
        System.arraycopy(values, 0, all, 0, values.length);
        return table.with(Column.ofNumbers(column, all));
    }

    private static Table weighted(Table table, double first) {
        double[] weights = new double[table.rows()];
        Arrays.fill(weights, 1);
        weights[0] = first;
        return table.with(Column.ofNumbers("w", weights)).weights("w");
    }

    private static Map<String, Bad> bad(boolean classes) {
        String target = classes ? "kind" : "amount";
        double[] nothing = new double[200];
        Arrays.fill(nothing, Double.NaN);
        Map<String, Bad> bad = new LinkedHashMap<>();
        bad.put("no rows", new Bad(table -> table.rows(new int[0]), Reason.NO_ROWS, "no rows", target));
        bad.put(
                "no target",
                new Bad(
                        table -> Table.of(table.features().toArray(Column[]::new)),
                        Reason.BAD_TARGET,
                        "no target",
                        "table.target("));
        bad.put(
                "one value of the target",
                new Bad(
                        table -> table.rows(sameTarget(table)),
                        Reason.BAD_TARGET,
                        "\"" + target + "\"",
                        "in all",
                        "nothing to learn"));
        bad.put(
                "a missing target",
                new Bad(
                        table -> classes
                                ? table.with(missingLabel(table)).target(target)
                                : with(table, target, Double.NaN).target(target),
                        Reason.BAD_TARGET,
                        "is missing in 1",
                        "of 200 rows",
                        "leave these rows out"));
        bad.put(
                "a number without any value",
                new Bad(table -> table.with(Column.ofNumbers("y", nothing)), Reason.BAD_COLUMN, "[y]", "no value"));
        bad.put(
                "a category without any value",
                new Bad(
                        table -> table.with(Column.ofCategories("colour", Collections.nCopies(200, null))),
                        Reason.BAD_COLUMN,
                        "[colour]",
                        "no value",
                        "table.drop("));
        bad.put(
                "an infinite value",
                new Bad(
                        table -> with(table, "x", 1, 2, Double.NEGATIVE_INFINITY),
                        Reason.BAD_COLUMN,
                        "\"x\"",
                        "infinite"));
        bad.put("a negative weight", new Bad(table -> weighted(table, -1), Reason.BAD_COLUMN, "\"w\"", "0 or more"));
        bad.put("no weight", new Bad(table -> weighted(table, Double.NaN), Reason.BAD_COLUMN, "\"w\"", "none missing"));
        bad.put(
                "no features",
                new Bad(table -> table.drop("x", "y", "noise", "colour"), Reason.BAD_COLUMN, "no features"));
        if (!classes) {
            bad.put(
                    "an infinite target",
                    new Bad(
                            table -> with(table, target, Double.POSITIVE_INFINITY)
                                    .target(target),
                            Reason.BAD_TARGET,
                            "infinite in 1"));
        }
        return bad;
    }

    private static int[] sameTarget(Table table) {
        Column target = table.target().orElseThrow();
        List<Integer> rows = new ArrayList<>();
        for (int row = 0; row < table.rows(); row++) {
            if (target.value(row).equals(target.value(0))) {
                rows.add(row);
            }
        }
        return rows.stream().mapToInt(Integer::intValue).toArray();
    }

    private static Column missingLabel(Table table) {
        Column target = table.target().orElseThrow();
        List<String> labels = new ArrayList<>();
        for (int row = 0; row < table.rows(); row++) {
            labels.add(row == 7 ? null : target.text(row));
        }
        return Column.ofCategories(target.name(), labels);
    }

    @TestFactory
    Stream<DynamicTest> everyLearner_refusesEveryBadTable_namingThePlace() {
        return Stream.of(true, false)
                .flatMap(classes -> learners(classes).entrySet().stream()
                        .flatMap(learner -> bad(classes).entrySet().stream()
                                .map(bad -> DynamicTest.dynamicTest(
                                        learner.getKey() + (classes ? " of classes: " : " of numbers: ") + bad.getKey(),
                                        () -> assertRefused(classes, learner.getValue(), bad.getValue())))));
    }

    private static void assertRefused(boolean classes, Learner learner, Bad bad) {
        Table good = classes ? Samples.classes(200, 2, 3) : Samples.numbers(200, 3);
        Table table = bad.spoil().apply(good);
        if (learner instanceof Prepared && bad.words().contains("no value")) {
            return; // a preparation leaves such a column out
        }
        assertThatThrownBy(() -> learner.fit(table))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.reason()).isEqualTo(bad.reason()))
                .hasMessageContainingAll(bad.words().toArray(String[]::new));
    }

    /** A column that has a value in one row only: whoever sees the other rows, to test or to be tested by, learns without it. */
    @TestFactory
    Stream<DynamicTest> everyLearner_takesRowsThatAreAPart_withoutAValue() {
        Learner line = Linear.logistic();
        Map<String, Learner> learners = learners(true);
        learners.put("held out", Calibrated.by(line).holdOut(0.5));
        learners.put("tuned", Decided.by(line).cost("k0", "k1", 2).tuned());
        learners.put("weights", Partitioned.by(Partition.random(2), FOREST).combine(Combine.weighted()));
        learners.put(
                "stacked parts", Partitioned.by(Partition.random(2), FOREST).combine(Combine.stacked(line)));
        learners.put(
                "a report",
                (table, fit) -> Partitioned.by(Partition.random(2), FOREST)
                        .compared(true)
                        .fitReported(table, fit)
                        .model());
        return learners.entrySet().stream()
                .map(learner -> DynamicTest.dynamicTest(learner.getKey(), () -> {
                    Table table = Samples.classes(200, 2, 3);
                    for (int row = 0; row < 10; row++) {
                        double[] rare = new double[200];
                        Arrays.fill(rare, Double.NaN);
                        rare[row] = 1;
                        Table its = table.with(Column.ofNumbers("rare", rare)).target("kind");
                        assertThat(learner.getValue().fit(its, Fit.standard()).scores(its))
                                .doesNotContain(Double.NaN);
                    }
                }));
    }

    /** A deadline in the past: not one tree, not one member. */
    @TestFactory
    Stream<DynamicTest> everyLearner_outOfTimeBeforeItsFirstTree_saysSo() {
        Learner boosting = Boosting.gradient().rounds(3);
        return Stream.of(
                        FOREST,
                        ExtraTrees.standard(),
                        boosting,
                        Trees.cart(),
                        Trees.cart().pruned(Folds.random(3)),
                        Bagging.of(Trees.cart()),
                        Voting.of(Trees.cart(), FOREST),
                        Boosting.adaBoost(FOREST),
                        Bagging.of(FOREST),
                        Partitioned.by(Partition.random(2), FOREST),
                        Stacking.of(FOREST, boosting).meta(Linear.logistic()),
                        Voting.of(FOREST, boosting),
                        Voting.of(FOREST, boosting).weightedBy(Metric.ROC_AUC),
                        Selection.of(FOREST, boosting),
                        Calibrated.by(FOREST),
                        Decided.by(boosting),
                        Prepared.by(Preparation.standard(), FOREST))
                .map(learner -> DynamicTest.dynamicTest(
                        learner.toString(),
                        () -> assertThatThrownBy(() -> learner.fit(
                                        Samples.classes(200, 2, 3),
                                        Fit.standard().timeLimit(Duration.ofNanos(1))))
                                .isInstanceOfSatisfying(
                                        TrainingException.class,
                                        e -> assertThat(e.reason()).isEqualTo(Reason.DEADLINE))));
    }

    /** One member that is there in time is the best so far. */
    @Test
    void anEnsemble_outOfTimeAfterItsFirstMember_isThatMember() throws InterruptedException {
        Table table = Samples.classes(200, 2, 3);
        Fit late = Fit.standard().timeLimit(Duration.ofNanos(1));

        assertThat(Voting.of(FOREST, Recipes.tree()).fit(table, late).scores(table))
                .isEqualTo(Recipes.tree().fit(table).scores(table));
    }

    @Test
    void settingsOutOfRange_areRefusedAtOnce_withTheNumber() {
        for (double fraction : new double[] {0, -0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> Bagging.of(FOREST).rowFraction(fraction))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("" + fraction);
            assertThatThrownBy(() -> Bagging.of(FOREST).featureFraction(fraction))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("" + fraction);
            assertThatThrownBy(() -> Boosting.gradient().rowFraction(fraction))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("" + fraction);
            assertThatThrownBy(() -> Boosting.gradient().featureFraction(fraction))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("" + fraction);
        }
        assertThatThrownBy(() -> Bagging.of(FOREST).members(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("members was 0");
        assertThatThrownBy(() -> RandomForest.standard().trees(0)).hasMessageContaining("trees was 0");
        assertThatThrownBy(() -> Boosting.gradient().rounds(0)).hasMessageContaining("rounds was 0");
        assertThatThrownBy(Voting::of)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("member");
        assertThatThrownBy(Stacking::of)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("member");
        assertThatThrownBy(Selection::of).isInstanceOf(IllegalArgumentException.class);
    }

    /** A part without rows is a mistake of the function that divides, or there are more parts than rows. */
    @Test
    void aPartThatEndsUpEmpty_isNamed() {
        Partition partition = (table, seed) -> List.of(Draw.ascending(table.rows()), new int[0]);
        assertThatThrownBy(() -> Partitioned.by(partition, FOREST).fit(Samples.classes(50, 2, 3)))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("part 2")
                .hasMessageContaining("has no rows")
                .extracting(e -> ((TrainingException) e).reason())
                .isEqualTo(Reason.NO_ROWS);
        assertThatThrownBy(
                        () -> Partitioned.by((table, seed) -> List.of(), FOREST).fit(Samples.classes(50, 2, 3)))
                .hasMessageContaining("gave no part")
                .extracting(e -> ((TrainingException) e).reason())
                .isEqualTo(Reason.NO_ROWS);
        assertThatThrownBy(() ->
                        Partitioned.by(Partition.random(60), Linear.ridge()).fit(Samples.numbers(50, 3)))
                .hasMessageContaining("part 60 of 60 has no rows")
                .extracting(e -> ((TrainingException) e).reason())
                .isEqualTo(Reason.NO_ROWS);
    }

    /** One that is sure of what it does not know, or whose scores are distances. */
    @Test
    void aMetaLearnerOfClasses_withoutProbabilities_isRefused_overParts_too() {
        Partitioned parts = Partitioned.by(Partition.random(2), FOREST);
        Learner distances = StackingTest.opaque((row, out) -> out[0] = -3).named("svm");
        Learner sure = StackingTest.opaque((row, out) -> out[1] = 1).named("svm");
        assertThatThrownBy(() -> parts.combine(Combine.stacked(distances)).fit(Samples.classes(100, 2, 3)))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TRAINER_FAILED))
                .hasMessageContaining(
                        "the meta learner \"svm\" gives no probabilities, which are needed here: it scored"
                                + " row 0 with -3.0 for \"k0\"");
        assertThatThrownBy(() -> parts.combine(Combine.stacked(sure)).fit(Samples.classes(100, 2, 3)))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("it is sure of every row");
    }

    /** A meta learner that predicts a number where probabilities are wanted. */
    @Test
    void aMetaLearnerWithoutProbabilities_isRefused() {
        assertThatThrownBy(() -> Stacking.of(FOREST).meta(Linear.ridge()).fit(Samples.classes(100, 2, 3)))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("least squares predict numbers; use Linear.logistic()");
        assertThatThrownBy(() -> Partitioned.by(Partition.random(2), FOREST)
                        .combine(Combine.stacked(Linear.ridge()))
                        .fit(Samples.classes(100, 2, 3)))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("least squares predict numbers; use Linear.logistic()");
    }
}
