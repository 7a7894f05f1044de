package io.mlcd.ensemble.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Linear;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.metric.Outcomes;
import io.mlcd.core.model.Model;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final Output.Classes TWO = new Output.Classes("y", List.of("no", "yes"));
    private static final Output.Numeric NUMBER = new Output.Numeric("y");

    private static double[] ones(int rows) {
        double[] ones = new double[rows];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static Table table(int rows) {
        double[] id = new double[rows];
        Arrays.setAll(id, row -> row);
        return Table.of(Column.ofNumbers("id", id));
    }

    /** All rows are of class yes; right where stated. */
    private static Evaluation right(Table table, boolean... right) {
        int[] truth = new int[right.length];
        Arrays.fill(truth, 1);
        double[] scores = new double[2 * right.length];
        for (int row = 0; row < right.length; row++) {
            scores[2 * row + (right[row] ? 1 : 0)] = 1;
        }
        return Evaluation.of(Outcomes.ofClasses(TWO, truth, scores, ones(right.length)), table);
    }

    /** The first is right in the first {@code a} rows, the second in the last {@code b}. */
    private static Comparison accuracies(Table table, int a, int b) {
        int rows = table.rows();
        boolean[] first = new boolean[rows];
        boolean[] second = new boolean[rows];
        for (int row = 0; row < rows; row++) {
            first[row] = row < a;
            second[row] = row >= rows - b;
        }
        return Comparison.of(right(table, first), right(table, second));
    }

    private static Evaluation errors(Table table, double... errors) {
        return Evaluation.of(Outcomes.ofNumbers(NUMBER, new double[errors.length], errors, ones(errors.length)), table);
    }

    @Test
    void aClearDifference_isFound_inEitherDirection() {
        Comparison comparison = accuracies(table(100), 80, 40);
        Difference difference = comparison.difference(Metric.ACCURACY).orElseThrow();

        assertThat(difference.first()).isEqualTo(0.8);
        assertThat(difference.second()).isEqualTo(0.4);
        assertThat(difference.interval().value()).isCloseTo(0.4, within(1e-12));
        assertThat(difference.interval().low()).isGreaterThan(0.2);
        assertThat(difference.pValue()).isLessThan(0.01);
        assertThat(difference.verdict()).isEqualTo(Difference.Verdict.BETTER);
        assertThat(accuracies(table(100), 40, 80)
                        .difference(Metric.ACCURACY)
                        .orElseThrow()
                        .verdict())
                .isEqualTo(Difference.Verdict.WORSE);
        assertThat(difference)
                .asString()
                .startsWith("ACCURACY 0.8000 against 0.4000: 0.4000 [")
                .endsWith("BETTER");
    }

    @Test
    void ofAnError_lessIsBetter() {
        SplittableRandom random = new SplittableRandom(1);
        double[] small = random.doubles(60, -1, 1).toArray();
        double[] large = Arrays.stream(small).map(error -> 2 * error).toArray();
        Comparison comparison = Comparison.of(errors(table(60), small), errors(table(60), large));

        assertThat(comparison.difference(Metric.MAE).orElseThrow().verdict()).isEqualTo(Difference.Verdict.BETTER);
        assertThat(comparison.difference(Metric.MAE).orElseThrow().interval().high())
                .isNegative();
        assertThat(comparison.difference(Metric.ACCURACY)).isEmpty();
        assertThat(comparison).asString().contains("60 rows, first against second", "MAE ", "R2 undefined");
    }

    @Test
    void equalAnswers_areNoDifference() {
        Difference difference =
                accuracies(table(50), 50, 50).difference(Metric.ACCURACY).orElseThrow();

        assertThat(difference.interval()).isEqualTo(new Interval(0, 0, 0, 0.95));
        assertThat(difference.pValue()).isEqualTo(1);
        assertThat(difference.verdict()).isEqualTo(Difference.Verdict.CANNOT_TELL);
    }

    @Test
    void aDifferenceOnEachRow_isCertain() {
        Difference difference =
                accuracies(table(50), 50, 0).difference(Metric.ACCURACY).orElseThrow();

        assertThat(difference.interval()).isEqualTo(new Interval(1, 1, 1, 0.95));
        assertThat(difference.pValue()).isCloseTo(2.0 / 1001, within(1e-12));
        assertThat(difference.verdict()).isEqualTo(Difference.Verdict.BETTER);
    }

    @Test
    void tooFewRows_cannotTell() {
        Difference difference =
                accuracies(table(9), 9, 0).difference(Metric.ACCURACY).orElseThrow();

        assertThat(difference.interval())
                .isEqualTo(new Interval(1, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0.95));
        assertThat(difference.pValue()).isEqualTo(1);
        assertThat(difference.verdict()).isEqualTo(Difference.Verdict.CANNOT_TELL);
    }

    /** Pairing takes out what rows have in common: a small difference beside large errors. */
    @Test
    void rowsArePaired() {
        SplittableRandom random = new SplittableRandom(1);
        double[] large = random.doubles(200, 0, 100).toArray();
        double[] larger = Arrays.stream(large)
                .map(error -> error + 0.5 + random.nextDouble())
                .toArray();
        Evaluation one = errors(table(200), large);
        Evaluation other = errors(table(200), larger);

        assertThat(Comparison.of(one, other)
                        .difference(Metric.MAE)
                        .orElseThrow()
                        .verdict())
                .isEqualTo(Difference.Verdict.BETTER);
        assertThat(one.interval(Metric.MAE, 0.95).orElseThrow())
                .matches(alone -> alone.contains(other.metric(Metric.MAE).orElseThrow()));
    }

    /** Under no difference one in twenty is found at level 0.95, and the p-value is as often below any bound as it says. */
    @Test
    void underNoDifference_oneInTwentyIsFound() {
        int found = 0;
        int below20 = 0;
        int below50 = 0;
        int samples = 400;
        for (int seed = 0; seed < samples; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            double[] one = random.doubles(120, -1, 1).toArray();
            double[] other = random.doubles(120, -1, 1).toArray();
            Difference difference = Comparison.of(errors(table(120), one), errors(table(120), other))
                    .bootstrap(Bootstrap.standard().resamples(400))
                    .difference(Metric.MAE)
                    .orElseThrow();
            boolean significant = difference.verdict() != Difference.Verdict.CANNOT_TELL;
            found += significant ? 1 : 0;
            below20 += difference.pValue() < 0.2 ? 1 : 0;
            below50 += difference.pValue() < 0.5 ? 1 : 0;
            if (Math.abs(difference.pValue() - 0.05) > 0.02) {
                assertThat(significant).as("seed %s: %s", seed, difference).isEqualTo(difference.pValue() < 0.05);
            }
        }
        assertThat(found / (double) samples).isBetween(0.02, 0.085);
        assertThat(below20 / (double) samples).isBetween(0.14, 0.26);
        assertThat(below50 / (double) samples).isBetween(0.42, 0.58);
    }

    @Test
    void level_isThatOfTheInterval() {
        Comparison comparison = accuracies(table(100), 50, 45);
        Interval wide = comparison.difference(Metric.ACCURACY).orElseThrow().interval();
        Interval narrow =
                comparison.level(0.5).difference(Metric.ACCURACY).orElseThrow().interval();

        assertThat(narrow.high() - narrow.low()).isLessThan(wide.high() - wide.low());
        assertThat(narrow.level()).isEqualTo(0.5);
        assertThatThrownBy(() -> comparison.level(1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keys_areDrawnTogether() {
        double[] key = new double[200];
        Arrays.setAll(key, row -> Math.floorDiv(row, 20));
        Table keyed = Table.of(Column.ofNumbers("k", key)).key("k");

        Interval byRow = accuracies(table(200), 110, 90)
                .difference(Metric.ACCURACY)
                .orElseThrow()
                .interval();
        Interval byKey = accuracies(keyed, 110, 90)
                .difference(Metric.ACCURACY)
                .orElseThrow()
                .interval();

        assertThat(byKey.high() - byKey.low()).isGreaterThan(3 * (byRow.high() - byRow.low()));
        assertThat(accuracies(keyed, 110, 90).mcNemar()).isEmpty();
    }

    @Test
    void mcNemar_isExact() {
        // Only the first: 7 rows; only the second: 2. P = 2 * (C(9,0) + C(9,1) + C(9,2)) / 2^9.
        boolean[] first = new boolean[30];
        boolean[] second = new boolean[30];
        for (int row = 0; row < 30; row++) {
            first[row] = row < 7 || row >= 15;
            second[row] = (row >= 7 && row < 9) || row >= 15;
        }
        Table table = table(30);
        Comparison comparison = Comparison.of(right(table, first), right(table, second));

        Comparison.McNemar test = comparison.mcNemar().orElseThrow();

        assertThat(test.onlyFirst()).isEqualTo(7);
        assertThat(test.onlySecond()).isEqualTo(2);
        assertThat(test.pValue()).isCloseTo(2 * (1 + 9 + 36) / 512.0, within(1e-9));
        assertThat(accuracies(table(20), 20, 20).mcNemar().orElseThrow()).isEqualTo(new Comparison.McNemar(0, 0, 1));
        assertThat(accuracies(table(20), 10, 10).mcNemar().orElseThrow().pValue())
                .isEqualTo(1);
        double[] weights = ones(30);
        weights[4] = 2;
        Evaluation weighted = Evaluation.of(right(table, first).outcomes().weights(weights), table);
        assertThat(Comparison.of(weighted, weighted).mcNemar()).isEmpty();
        assertThat(Comparison.of(errors(table, ones(30)), errors(table, ones(30)))
                        .mcNemar())
                .isEmpty();
    }

    @Test
    void twoPredictors_areAskedAboutOneTable() {
        Signature signature = Signature.of(List.of(Feature.number("x")), NUMBER);
        Model one = Model.of(signature, Linear.of(new double[][] {{1}}, new double[] {0}));
        Model other = Model.of(signature, Linear.of(new double[][] {{1}}, new double[] {2}));
        double[] x = new SplittableRandom(1).doubles(40).toArray();
        Table table =
                Table.of(Column.ofNumbers("x", x), Column.ofNumbers("y", x)).target("y");

        Comparison comparison = Comparison.of(one, other, table);

        assertThat(comparison.first().metric(Metric.MAE)).hasValue(0);
        assertThat(comparison.difference(Metric.MAE).orElseThrow().interval().value())
                .isCloseTo(-2, within(1e-12));
        // The same rows in another table of the same content are the same rows.
        assertThat(Comparison.of(Evaluation.of(one, table), Evaluation.of(other, table.rows(rows(40))))
                        .second()
                        .rows())
                .isEqualTo(40);
    }

    private static int[] rows(int count) {
        int[] rows = new int[count];
        Arrays.setAll(rows, row -> row);
        return rows;
    }

    @Test
    void evaluationsOfOtherRows_areRefused() {
        Signature signature = Signature.of(List.of(Feature.number("x")), NUMBER);
        Model model = Model.of(signature, Linear.of(new double[][] {{1}}, new double[] {0}));
        Table table = Table.of(
                        Column.ofNumbers("x", 1, 2, 3),
                        Column.ofNumbers("y", 1, 2, 3),
                        Column.ofNumbers("w", 1, 2, 3),
                        Column.ofCategories("c", List.of("no", "yes", "no")))
                .target("y");
        Evaluation evaluation = Evaluation.of(model, table);

        assertThatThrownBy(() -> Comparison.of(evaluation, Evaluation.of(model, table.rows(0, 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the evaluations cannot be paired row by row: one has 3 rows and the other 2; evaluate both on one"
                                + " table");
        assertThatThrownBy(() -> Comparison.of(
                        evaluation, Evaluation.of(model, table.rows(0, 2, 1).weights("w"))))
                .hasMessage(
                        "the evaluations cannot be paired row by row: their targets differ; their weights differ; evaluate"
                                + " both on one table");
        assertThatThrownBy(() -> Comparison.of(right(table(3), true, true, true), errors(table(3), 1, 2, 3)))
                .hasMessageContaining("one predicts Classes[name=y, labels=[no, yes]] and the other Numeric[name=y]");
    }
}
