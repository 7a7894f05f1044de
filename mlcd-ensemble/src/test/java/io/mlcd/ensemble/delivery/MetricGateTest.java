package io.mlcd.ensemble.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.metric.ClassMetric;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.metric.NumberMetric;
import io.mlcd.core.model.Model;
import io.mlcd.core.registry.LocalRegistry;
import io.mlcd.ensemble.Recipes;
import io.mlcd.ensemble.Samples;
import io.mlcd.ensemble.evaluate.Evaluation;
import io.mlcd.ensemble.evaluate.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricGateTest {
    /** Predicts a times x. */
    private static Model times(double a) {
        return Model.of(
                Signature.of(List.of(Feature.number("x")), new Output.Numeric("y")),
                Linear.of(new double[][] {{a}}, new double[] {0}));
    }

    /** y = x + an error in (-1, 1); "country" is of 60 % DE, 38 % AT and 2 % LU; only in AT the error is doubled. */
    private static Table table(int rows) {
        SplittableRandom random = new SplittableRandom(11);
        double[] x = new double[rows];
        double[] y = new double[rows];
        List<String> country = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            country.add(row % 50 == 0 ? "LU" : row % 5 < 3 ? "DE" : "AT");
            x[row] = random.nextDouble(10);
            y[row] = x[row] + random.nextDouble(-1, 1) * (country.get(row).equals("AT") ? 2 : 1);
        }
        return Table.of(Column.ofNumbers("x", x), Column.ofNumbers("y", y), Column.ofCategories("country", country))
                .target("y");
    }

    private static Candidate candidate(Model model, Table table, Candidate.Live live) {
        return new Candidate(model, Evaluation.of(model, table), table, live);
    }

    private static Candidate candidate(int rows) {
        return candidate(times(1), table(rows), Candidate.Live.none());
    }

    private static Candidate against(double own, double live, int rows) {
        Table table = table(rows);
        return candidate(times(own), table, Candidate.Live.of(Evaluation.of(times(live), table)));
    }

    @Test
    void withConfidence_passesOnlyWhereTheEndOfTheIntervalKeepsTheBound() {
        Candidate candidate = candidate(500);
        double mae = candidate.evaluation().metric(Metric.MAE).orElseThrow();
        double sure =
                candidate.evaluation().interval(Metric.MAE, 0.9).orElseThrow().high();
        assertThat(sure).isGreaterThan(mae + 0.02);

        GateResult pass =
                Gate.atMost(Metric.MAE, sure + 0.001).withConfidence(0.95).check(candidate);
        GateResult between =
                Gate.atMost(Metric.MAE, (mae + sure) / 2).withConfidence(0.95).check(candidate);
        GateResult fail =
                Gate.atMost(Metric.MAE, mae - 0.01).withConfidence(0.95).check(candidate);

        assertThat(pass.verdict()).isEqualTo(Verdict.PASS);
        assertThat(pass.message()).matches("0\\.\\d{4}, with confidence 0\\.95 at most 0\\.\\d{4}");
        assertThat(between.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(between.message())
                .matches(
                        "0\\.\\d{4}, with confidence 0\\.95 at most 0\\.\\d{4}, which is above 0\\.\\d{4}, on 500 test rows;"
                                + " test on more rows, or set another bound");
        assertThat(fail.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(fail.message()).contains(" is above ").contains(" on 500 test rows; give more or better data");
        // More is better: the lower end.
        double least =
                candidate.evaluation().interval(Metric.R2, 0.9).orElseThrow().low();
        assertThat(Gate.atLeast(Metric.R2, least - 0.001)
                        .withConfidence(0.95)
                        .check(candidate)
                        .verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(Gate.atLeast(Metric.R2, least + 0.001)
                        .withConfidence(0.95)
                        .check(candidate)
                        .verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void withConfidence_onTooFewRows_isInconclusive() {
        assertThat(Gate.atMost(Metric.MAE, 9).withConfidence(0.95).check(candidate(9)))
                .asString()
                .startsWith("INCONCLUSIVE MAE at most 9.0 with confidence 0.95: ")
                .endsWith(
                        ", but how sure that is 9 test rows cannot tell: they are fewer than 10 rows or keys, or drawing them"
                                + " again leaves it undefined or never changes it; test on more rows");
    }

    @Test
    void forEach_looksAtEachSlice_andNamesThoseThatAreTooSmall() {
        Candidate candidate = candidate(500);

        assertThat(Gate.atMost(Metric.MAE, 0.7).check(candidate).verdict()).isEqualTo(Verdict.PASS);
        assertThat(Gate.atMost(Metric.MAE, 0.7).forEach("country").check(candidate))
                .asString()
                .matches(
                        "FAIL MAE at most 0\\.7 for each \"country\" of 100 rows: 1 of 2 slices: country = AT: \\d\\.\\d{4} is"
                                + " above 0\\.7000 on 200 test rows; give more or better data, another learner, or another bound; not"
                                + " looked at for too few rows: country = LU \\(10\\)");
        assertThat(Gate.atMost(Metric.MAE, 1.2).forEach("country").check(candidate))
                .asString()
                .matches(
                        "PASS MAE at most 1\\.2 for each \"country\" of 100 rows: holds in 2 slices, worst in country = AT:"
                                + " \\d\\.\\d{4}; not looked at for too few rows: country = LU \\(10\\)");
        assertThat(Gate.atMost(Metric.MAE, 1.2)
                        .forEach("country")
                        .minRows(10)
                        .check(candidate)
                        .message())
                .startsWith("holds in 3 slices")
                .doesNotContain("not looked at");
        assertThat(Gate.atMost(Metric.MAE, 9).forEach("country").minRows(301).check(candidate))
                .hasToString(
                        "INCONCLUSIVE MAE at most 9.0 for each \"country\" of 301 rows: none of 3 slices has 301 test"
                                + " rows; test on more rows, or lower minRows(301)");
        assertThat(Gate.atMost(Metric.MAE, 9).forEach("x").check(candidate).message())
                .startsWith("holds in 4 slices");
        assertThat(Gate.atMost(Metric.MAE, 9).forEach("county").check(candidate).verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void forEach_oneSliceThatCannotTell_isInconclusive_oneThatFails_fails() {
        Candidate candidate = candidate(500);
        double sure = candidate
                .evaluation()
                .by("country")
                .all()
                .get(0)
                .evaluation()
                .interval(Metric.MAE, 0.9)
                .orElseThrow()
                .high();

        assertThat(Gate.atMost(Metric.MAE, sure - 0.01)
                        .withConfidence(0.95)
                        .forEach("country")
                        .check(candidate)
                        .verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(Gate.atMost(Metric.MAE, 0.3)
                        .withConfidence(0.95)
                        .forEach("country")
                        .check(candidate))
                .matches(result ->
                        result.verdict() == Verdict.FAIL && result.message().startsWith("2 of 2 slices: "));
    }

    @Test
    void notSignificantlyWorseThanLive_isSureOrSaysThatItIsNot() {
        MetricGate gate = Gate.notSignificantlyWorseThanLive(Metric.MAE, 0.05);

        assertThat(gate.comparesWithLive()).isTrue();
        assertThat(gate.check(against(1, 1, 400)).toString())
                .matches(
                        "PASS MAE no worse than live by 0\\.05 with confidence 0\\.95: (0\\.\\d{4}) against \\1 live, with"
                                + " confidence 0\\.95 better by at least 0\\.0000");
        assertThat(gate.check(against(1, 1.5, 400)).toString())
                .startsWith("PASS ")
                .contains("with confidence 0.95 better by at least 1.");
        assertThat(gate.check(against(1.5, 1, 400)).toString())
                .startsWith("FAIL ")
                .contains("with confidence 0.95 worse by at least 1.", ", more than 0.0500; keep the live model");
        GateResult between = gate.check(against(1.06, 1, 400));
        assertThat(between.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(between.message())
                .matches(
                        ".* live, with confidence 0\\.95 worse by at most 0\\.\\d{4}, more than 0\\.0500, on 400 test rows; test"
                                + " on more rows, or allow a larger tolerance");
        assertThat(gate.check(against(1, 1, 9)).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(gate.check(candidate(50)).message()).startsWith("nothing is live yet");
        // More is better.
        MetricGate byR2 = Gate.notSignificantlyWorseThanLive(Metric.R2, 0.01);
        assertThat(byR2.check(against(1, 1.5, 400)).verdict()).isEqualTo(Verdict.PASS);
        assertThat(byR2.check(against(1.5, 1, 400)).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void comparedWithLive_sliceBySlice() {
        Table table = table(500);
        // The live model is far better, but only in AT: it knows what is added there.
        double[] y = table.column("y").toNumbers();
        Arrays.setAll(y, row -> y[row] + ("AT".equals(table.column("country").text(row)) ? 3 : 0));
        Table shifted = table.with(Column.ofNumbers("y", y));
        Evaluation live = Evaluation.of(
                Model.of(
                        Signature.of(
                                List.of(Feature.number("x"), Feature.category("country", List.of("AT"))),
                                new Output.Numeric("y")),
                        new Prepared(
                                2,
                                List.of(Derived.Scaled.asIs(0), new Derived.IsCategory(1, 0)),
                                Linear.of(new double[][] {{1, 3}}, new double[] {0}))),
                shifted);
        Candidate candidate = candidate(times(1), shifted, Candidate.Live.of(live));

        assertThat(Gate.noWorseThanLive(Metric.MAE, 0.1)
                        .forEach("country")
                        .check(candidate)
                        .message())
                .startsWith("1 of 2 slices: country = AT: ")
                .contains(" against ", " live is worse by ");
    }

    @Test
    void anyMeasure_canBeAGate() {
        assertThat(Gate.atMost(NumberMetric.pinball(0.5), 5)
                        .check(candidate(50))
                        .verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(Gate.atLeast(ClassMetric.recall("yes"), 0.5)
                        .check(candidate(50))
                        .message())
                .startsWith(
                        "RECALL of \"yes\" is missing: the model predicts Numeric[name=y], for which it is not defined");
    }

    @Test
    void aMeasureThatTheTestRowsDoNotTake_refuses() {
        Table zeros = Table.of(Column.ofNumbers("x", 1, 2), Column.ofNumbers("y", 0, 2))
                .target("y");

        assertThat(Gate.atMost(Metric.MAPE, 1).check(candidate(times(1), zeros, Candidate.Live.none())))
                .hasToString(
                        "FAIL MAPE at most 1.0: MAPE is missing: the 2 test rows have one value only or one that it does"
                                + " not take, or an answer is no number; choose another metric, or test on rows of other values");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 1, -1, Double.NaN})
    void confidences_areInAHalfTo1(double confidence) {
        assertThatThrownBy(() -> Gate.atLeast(Metric.R2, 0).withConfidence(confidence))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the confidence of R2 was " + (confidence == 0 ? "0 " : confidence + " "));
    }

    @Test
    void gates_areValues_withersInAnyOrder() {
        assertThat(Gate.atLeast(Metric.R2, 0.5).forEach("c").withConfidence(0.9).minRows(7))
                .isEqualTo(Gate.atLeast(Metric.R2, 0.5)
                        .minRows(7)
                        .withConfidence(0.9)
                        .forEach("c"))
                .hasToString("R2 at least 0.5 with confidence 0.9 for each \"c\" of 7 rows");
        assertThat(Gate.atLeast(Metric.R2, 0.5).columns()).isEmpty();
        assertThatThrownBy(() -> Gate.atLeast(Metric.R2, 0.5).minRows(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("minRows of R2 was 0 but must be at least 1");
    }

    // In a delivery.

    private static Table withRegion() {
        Table table = Samples.classes(900, 2, 3);
        List<String> region = new ArrayList<>();
        for (int row = 0; row < 900; row++) {
            region.add(row % 3 == 0 ? "north" : "south");
        }
        return table.with(Column.ofCategories("region", region));
    }

    @Test
    void aDelivery_slicesByAColumnThatItDrops() throws InterruptedException {
        Delivery delivery = Delivery.of("m")
                .target("kind")
                .drop("region")
                .split(Split.stratified().test(0.5))
                .learner(Recipes.tree())
                .gate(Gate.atLeast(Metric.ROC_AUC, 0.6).forEach("region").minRows(50));
        try (LocalRegistry registry = LocalRegistry.inMemory().open()) {
            DeliveryReport report = delivery.run(withRegion(), Run.into(registry));

            assertThat(report.verdict()).as("%s", report).isEqualTo(Verdict.PASS);
            assertThat(report.gates().get(0).message()).startsWith("holds in 2 slices, worst in region = ");
            assertThat(report.model().signature().indexOf("region")).isNegative();
            DeliveryReport without = delivery.run(
                    withRegion().drop("region").with(Column.ofCategories("region", Collections.nCopies(900, "all"))),
                    Run.into(registry));
            assertThat(without.artifact()).isEqualTo(report.artifact());
        }
    }

    @Test
    void aDelivery_whoseGateNamesNoColumn_isRefusedBeforeAnyTimeIsSpent() {
        Delivery delivery = Delivery.of("m")
                .target("kind")
                .learner((table, fit) -> {
                    throw new AssertionError("fitted");
                })
                .gate(Gate.atLeast(Metric.ROC_AUC, 0.6).forEach("county"));
        try (LocalRegistry registry = LocalRegistry.inMemory().open()) {
            assertThatThrownBy(() -> delivery.run(withRegion(), Run.into(registry)))
                    .hasMessageStartingWith(
                            "the delivery \"m\" names the column \"county\", which the table does not have");
        }
    }

    @Test
    void aDelivery_comparesWithLive_surely() throws InterruptedException {
        Table table = withRegion();
        double[] at = new double[900];
        Arrays.setAll(at, row -> row);
        Table timed = table.with(Column.ofNumbers("at", at));
        Delivery delivery = Delivery.of("m")
                .target("kind")
                .split(Split.byTime("at").test(0.3))
                .learner(Recipes.tree())
                .gate(Gate.notSignificantlyWorseThanLive(Metric.ROC_AUC, 0.02));
        try (LocalRegistry registry = LocalRegistry.inMemory().open()) {
            DeliveryReport first = delivery.run(timed.range(0, 500), Run.into(registry));
            registry.promote("m", first.version());
            Split.Parts later = Split.byTime("at").test(0.3).split(timed.target("kind"), 0);

            DeliveryReport second = delivery.run(timed, Run.into(registry));

            assertThat(later.test().rows()).isEqualTo(270);
            assertThat(first.gates().get(0).message()).startsWith("nothing is live yet");
            assertThat(second.gates().get(0).message()).contains(" live, with confidence 0.95 ");
        }
    }
}
