package io.mlcd.ensemble.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.api.TrainingException;
import io.mlcd.api.TrainingException.Reason;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Linear;
import io.mlcd.core.metric.CostMetric;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.Recipes;
import io.mlcd.ensemble.Samples;
import io.mlcd.ensemble.calibrate.Decided;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Folds;
import io.mlcd.ensemble.learn.Learner;
import io.mlcd.ensemble.progress.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CrossValidationTest {
    private static Table withIds(Table table) {
        double[] ids = new double[table.rows()];
        Arrays.setAll(ids, row -> row);
        return table.with(Column.ofNumbers("id", ids));
    }

    /** Every part is what fitting and evaluating by hand gives. */
    @Test
    void folds_areFittedAndEvaluatedOnTheirRows() throws InterruptedException {
        Table table = Samples.classes(200, 3, 4);
        Learner learner = Recipes.tree();
        Folds folds = Folds.stratified(4);
        Fit fit = Fit.standard().seed(9);

        CrossValidationReport report = CrossValidation.of(learner, folds).run(table, fit);

        List<Folds.Fold> divided = folds.divide(table, 9);
        double sum = 0;
        for (int i = 0; i < 4; i++) {
            Folds.Fold fold = divided.get(i);
            Model model = learner.fit(table.rows(fold.train()), fit.member(i));
            Evaluation expected = Evaluation.of(model, table.rows(fold.test()));
            CrossValidationReport.Fold found = report.folds().get(i);
            assertThat(found.evaluation()).hasToString(expected.toString());
            assertThat(found.trainRows()).isEqualTo(150);
            assertThat(found.elapsed()).isPositive();
            for (int at = 0; at < fold.test().length; at++) {
                int row = fold.test()[at];
                assertThat(report.prediction(row).orElseThrow().probabilities())
                        .isEqualTo(model.predict(table.row(row)).probabilities());
            }
            sum += expected.metric(Metric.ACCURACY).orElseThrow();
        }
        CrossValidationReport.Summary summary = report.summary(Metric.ACCURACY).orElseThrow();
        assertThat(summary.mean()).isCloseTo(sum / 4, within(1e-12));
        assertThat(summary.folds()).isEqualTo(4);
        // All folds are as large as each other, so the pooled accuracy is their mean.
        assertThat(report.pooled().metric(Metric.ACCURACY).orElseThrow()).isCloseTo(sum / 4, within(1e-12));
        assertThat(report.pooled().rows()).isEqualTo(200);
        assertThat(report.pooled().interval(Metric.ACCURACY, 0.95).orElseThrow().contains(sum / 4))
                .isTrue();
    }

    /** Folds of an MAE of 1, 2 and 6 whatever is learned. */
    @Test
    void summary_byHand() throws InterruptedException {
        Table table = Table.of(
                        Column.ofNumbers("x", 1, 1, 1, 1),
                        Column.ofNumbers("t", 0, 1, 2, 3),
                        Column.ofNumbers("y", 0, 1, 3, 9))
                .target("y")
                .time("t");
        Learner last = (rows, fit) -> constant(rows.column("y").number(rows.rows() - 1));

        CrossValidationReport report = CrossValidation.of(last, Folds.timed(3)).run(table);

        CrossValidationReport.Summary mae = report.summary(Metric.MAE).orElseThrow();
        assertThat(mae.mean()).isCloseTo(3, within(1e-12));
        assertThat(mae.standardDeviation()).isCloseTo(Math.sqrt((4 + 1 + 9) / 2.0), within(1e-12));
        assertThat(mae.standardError()).isCloseTo(Math.sqrt(7 / 3.0), within(1e-12));
        assertThat(mae).hasToString("3.0000 +- 1.5275 (standard error), 2.6458 (standard deviation), 3 folds");
        assertThat(report.summary(Metric.R2)).as("one row has no spread").isEmpty();
        assertThat(report.summary(Metric.ACCURACY)).isEmpty();
        assertThat(report.prediction(0)).as("never tested").isEmpty();
        assertThat(report.prediction(3).orElseThrow().value()).isEqualTo(3);
        assertThat(report.pooled().rows()).isEqualTo(3);
        assertThat(report.pooled().metric(Metric.MAE)).hasValue(3);
        assertThat(report.pooled().table().column("t").toNumbers()).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> report.prediction(4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> report.prediction(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        List<String> lines = report.toString()
                .lines()
                .map(line -> line.replaceAll(" +", " "))
                .toList();
        assertThat(lines.get(0)).startsWith("timed(3) of ");
        assertThat(lines.get(1)).isEqualTo(" mean deviation error pooled fold 1 fold 2 fold 3");
        assertThat(lines).contains("MAE 3.0000 2.6458 1.5275 3.0000 1.0000 2.0000 6.0000", "test rows 3 1 1 1");
        assertThat(lines)
                .filteredOn(line -> line.startsWith("R2"))
                .hasSize(1)
                .allMatch(line -> line.endsWith(" undefined"));
        assertThat(lines.get(lines.size() - 1)).startsWith("seconds 0.");
    }

    private static Model constant(double value) {
        return Model.of(
                Signature.of(List.of(Feature.number("x")), new Output.Numeric("y")),
                Linear.of(new double[][] {{0}}, new double[] {value}));
    }

    @Test
    void repeatedFolds_averageThePredictionsOfARow() throws InterruptedException {
        Table table = Samples.numbers(60, 4);
        CrossValidationReport twice = CrossValidation.of(
                        Recipes.regressionTree(), Folds.random(3).repeated(2))
                .run(table);

        assertThat(twice.folds()).hasSize(6);
        assertThat(twice.pooled().rows()).isEqualTo(60);
        List<Folds.Fold> divided = Folds.random(3).repeated(2).divide(table, 0);
        double sum = 0;
        for (int i = 0; i < 6; i++) {
            int at = Arrays.binarySearch(divided.get(i).test(), 17);
            sum += at < 0 ? 0 : twice.folds().get(i).evaluation().outcomes().score(at, 0);
        }
        assertThat(twice.prediction(17).orElseThrow().value()).isCloseTo(sum / 2, within(1e-12));
    }

    /** The costs make the models choose k0 oftener than it is probable; the reports must choose as they do. */
    @Test
    void labels_areChosenAsTheModelsChooseThem() throws InterruptedException {
        Table table = Samples.classes(200, 2, 4);
        CostMetric cost = CostMetric.of("k0", "k1", 9);
        Learner plain = Recipes.ofClasses().get("our logistic");
        CrossValidationReport decided = CrossValidation.of(Decided.by(plain).cost("k0", "k1", 9), Folds.stratified(4))
                .run(table);
        CrossValidationReport undecided =
                CrossValidation.of(plain, Folds.stratified(4)).run(table);

        assertThat(decided.summary(cost).orElseThrow().mean())
                .isLessThan(undecided.summary(cost).orElseThrow().mean() / 1.5);
        assertThat(decided.pooled().metric(cost).orElseThrow())
                .isCloseTo(decided.summary(cost).orElseThrow().mean(), within(1e-12));
        assertThat(decided.pooled().metric(Metric.LOG_LOSS))
                .isEqualTo(undecided.pooled().metric(Metric.LOG_LOSS));
        long chosen = IntStream.range(0, 200)
                .filter(row -> decided.prediction(row).orElseThrow().label().equals("k0"))
                .count();
        assertThat(chosen)
                .isEqualTo(IntStream.range(0, 200)
                        .filter(row -> undecided.prediction(row).orElseThrow().probability("k0") > 0.1)
                        .count());
    }

    /** A fold's model sees neither the rows that test it, nor their categories. */
    @Test
    void noModel_seesTheRowsThatTestIt() throws InterruptedException {
        Table table = withIds(Samples.classes(90, 2, 4));
        List<Set<Double>> seen = Collections.synchronizedList(new ArrayList<>());
        List<List<String>> categories = Collections.synchronizedList(new ArrayList<>());
        Learner watched = (rows, fit) -> {
            Set<Double> ids = new HashSet<>();
            for (double id : rows.column("id").toNumbers()) {
                ids.add(id);
            }
            seen.add(ids);
            categories.add(rows.column("colour").categories());
            return Recipes.tree().fit(rows, fit);
        };
        List<String> colours = new ArrayList<>(Collections.nCopies(90, "amber"));
        IntStream.range(0, 90).filter(row -> row % 2 == 0).forEach(row -> colours.set(row, "blue"));
        colours.set(33, "only here");

        CrossValidationReport report =
                CrossValidation.of(watched, Folds.random(5)).run(table.with(Column.ofCategories("colour", colours)));

        for (int i = 0; i < 5; i++) {
            Set<Double> ids = seen.get(i);
            boolean testsIt = false;
            for (double id :
                    report.folds().get(i).evaluation().table().column("id").toNumbers()) {
                assertThat(ids).doesNotContain(id);
                testsIt |= id == 33;
            }
            assertThat(ids).hasSize(72);
            assertThat(categories.get(i).contains("only here")).isEqualTo(!testsIt);
        }
    }

    /** The class c is in one fold only, whose model cannot know it. */
    @Test
    void aClassThatAFoldNeverSaw_hasProbability0() throws InterruptedException {
        List<String> kinds = new ArrayList<>();
        double[] x = new double[30];
        for (int row = 0; row < 30; row++) {
            kinds.add(row == 7 ? "c" : row % 2 == 0 ? "a" : "b");
            x[row] = row % 2;
        }
        Table table = Table.of(Column.ofNumbers("x", x), Column.ofCategories("kind", kinds))
                .target("kind");

        CrossValidationReport report =
                CrossValidation.of(Recipes.tree(), Folds.random(3)).run(table);

        assertThat(report.prediction(7).orElseThrow().probability("c")).isZero();
        assertThat(report.pooled().metric(Metric.ACCURACY).orElseThrow()).isCloseTo(29 / 30.0, within(1e-12));
        assertThat(report.pooled().metric(Metric.LOG_LOSS).orElseThrow()).isGreaterThan(1);
    }

    @Test
    void leaks_areRefused() {
        Table keyed = withIds(Samples.classes(60, 2, 4))
                .with(Column.ofNumbers(
                        "who",
                        IntStream.range(0, 60)
                                .mapToDouble(row -> Math.floorDiv(row, 3))
                                .toArray()))
                .key("who");

        assertThatThrownBy(() ->
                        CrossValidation.of(Recipes.tree(), Folds.stratified(3)).run(keyed))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LEAK));
    }

    @Test
    void groupedFolds_giveAClusteredInterval() throws InterruptedException {
        Table keyed = Samples.classes(120, 2, 4)
                .with(Column.ofNumbers(
                        "who",
                        IntStream.range(0, 120)
                                .mapToDouble(row -> Math.floorDiv(row, 6))
                                .toArray()))
                .key("who");

        CrossValidationReport report =
                CrossValidation.of(Recipes.tree(), Folds.grouped(4)).run(keyed);

        assertThat(report.pooled().table().key()).isPresent();
        assertThat(report.pooled().interval(Metric.ACCURACY, 0.95))
                .isNotEqualTo(Evaluation.of(report.pooled().outcomes(), Samples.classes(120, 2, 4))
                        .interval(Metric.ACCURACY, 0.95));
    }

    @Test
    void aFoldThatCannotBeLearned_isNamed() {
        double[] y = new double[12];
        y[11] = 1;
        Table table = Table.of(
                        Column.ofNumbers("x", y),
                        Column.ofNumbers(
                                "t", IntStream.range(0, 12).asDoubleStream().toArray()),
                        Column.ofNumbers("y", y))
                .target("y")
                .time("t");

        assertThatThrownBy(() -> CrossValidation.of(Recipes.regressionTree(), Folds.timed(3))
                        .run(table))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BAD_TARGET))
                .hasMessageStartingWith("fold 1 of 3, 3 rows to train on: the target \"y\" is 0.0 in all 3 rows");
    }

    @Test
    void sameSeed_sameReport_onAnyThreads_andProgressIsToldToTheEnd() throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try {
            Table table = Samples.classes(150, 2, 4);
            CrossValidation validation = CrossValidation.of(Recipes.tree(), Folds.stratified(5));
            List<Step> steps = Collections.synchronizedList(new ArrayList<>());
            assertThat(validation.pieces()).isEqualTo(5);

            CrossValidationReport one = validation.run(table, Fit.standard().seed(3));
            CrossValidationReport other = validation.run(
                    table, Fit.standard().seed(3).executor(pool, 4).progress(steps::add, validation.pieces()));

            assertThat(other.pooled()).hasToString(one.pooled().toString());
            for (int row = 0; row < 150; row++) {
                assertThat(other.prediction(row)).isEqualTo(one.prediction(row));
            }
            assertThat(steps.get(steps.size() - 1).finished()).isTrue();
            assertThat(validation.run(table, Fit.standard().seed(4)).pooled().toString())
                    .isNotEqualTo(one.pooled().toString());
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void weights_count() throws InterruptedException {
        Table table = Samples.classes(100, 2, 4);
        double[] weights = new double[100];
        Arrays.setAll(weights, row -> row % 3 + 0.5);
        CrossValidationReport report = CrossValidation.of(Recipes.tree(), Folds.random(4))
                .run(table.with(Column.ofNumbers("w", weights)).weights("w"));

        assertThat(report.pooled().outcomes().weights()).isEqualTo(weights);
    }
}
