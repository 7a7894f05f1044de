package io.mlcd.ensemble.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Linear;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.model.Model;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SlicesTest {
    /** Predicts x. */
    private static final Model X = Model.of(
            Signature.of(List.of(Feature.number("x")), new Output.Numeric("y")),
            Linear.of(new double[][] {{1}}, new double[] {0}));

    private static Evaluation evaluation() {
        Table table = Table.of(
                        Column.ofNumbers("x", 1, 2, 3, 4, 5, 6),
                        Column.ofNumbers("y", 1, 3, 3, 2, 5, 9),
                        Column.ofNumbers("w", 1, 1, 1, 1, 1, 3),
                        Column.ofNumbers("age", 30, 20, 40, Double.NaN, 20, 50),
                        Column.ofTimes("at", 0, 1000, 2000, 3000, 4000, Column.MISSING_MILLIS),
                        Column.ofCategories("country", Arrays.asList("DE", "AT", "DE", null, "AT", "DE")))
                .target("y")
                .weights("w");
        return Evaluation.of(X, table);
    }

    private static List<String> names(Slices slices) {
        return slices.all().stream()
                .map(slice -> slice.name() + ": " + slice.evaluation().rows())
                .toList();
    }

    @Test
    void categories_areSlices_missingOnesLast() {
        Slices slices = evaluation().by("country");

        assertThat(names(slices)).containsExactly("country = AT: 2", "country = DE: 3", "country is missing: 1");
        assertThat(slices.all().get(0).evaluation().metric(Metric.MAE)).hasValue(0.5);
        assertThat(slices.all().get(1).evaluation().metric(Metric.MAE)).hasValue(9 / 5.0); // weighted
        assertThat(slices.column()).isEqualTo("country");
    }

    @Test
    void numbersAndTimes_areSlicedByRangesOfAboutAsManyRows() {
        assertThat(names(evaluation().by("age")))
                .containsExactly("age <= 20: 2", "20 < age <= 30: 1", "age > 30: 2", "age is missing: 1");
        assertThat(names(evaluation().by("age", 2)))
                .containsExactly("age <= 20: 2", "age > 20: 3", "age is missing: 1");
        assertThat(names(evaluation().by("age", 1))).containsExactly("age is any: 5", "age is missing: 1");
        assertThat(names(evaluation().by("at", 2)))
                .containsExactly("at <= 1970-01-01T00:00:01Z: 2", "at > 1970-01-01T00:00:01Z: 3", "at is missing: 1");
    }

    @Test
    void everyRow_isInOneSlice_andRangesAreAboutAsLarge() {
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int rows = random.nextInt(40, 200);
            double[] values = random.doubles(rows).toArray();
            Table table = Table.of(Column.ofNumbers("x", values), Column.ofNumbers("y", values))
                    .target("y");
            int ranges = random.nextInt(1, 8);

            Slices slices = Evaluation.of(X, table).by("x", ranges);

            assertThat(slices.all()).hasSize(ranges);
            assertThat(slices.all().stream()
                            .mapToInt(slice -> slice.evaluation().rows())
                            .sum())
                    .isEqualTo(rows);
            assertThat(slices.all())
                    .allSatisfy(
                            slice -> assertThat(slice.evaluation().rows()).isBetween(rows / ranges, rows / ranges + 1));
        }
    }

    @Test
    void slicesThatAreTooSmall_areNamed_andAreNotTheWorst() {
        Slices slices = evaluation().by("country").minRows(2);

        assertThat(slices.tooSmall()).extracting(Slice::name).containsExactly("country is missing");
        assertThat(slices.worst(Metric.MAE)).map(Slice::name).hasValue("country = DE");
        assertThat(slices.minRows(1).worst(Metric.MAE)).map(Slice::name).hasValue("country is missing");
        assertThat(slices.minRows(1).worst(Metric.R2)).map(Slice::name).hasValue("country = AT");
        assertThat(evaluation().by("country").worst(Metric.MAE)).isEmpty();
        assertThat(evaluation().by("country").tooSmall()).hasSize(3);
        assertThat(slices)
                .asString()
                .contains("3 slices by \"country\"", "country is missing: 1 rows", "(too few rows)");
    }

    @Test
    void table_isALineForEachSlice() {
        String table = evaluation().by("country").minRows(3).table(0.95, Metric.MAE, Metric.R2);

        assertThat(table.lines())
                .containsExactly(
                        "                           rows                   MAE                    R2",
                        "country = AT        2 (too few)  0.5000 [cannot tell]  0.5000 [cannot tell]",
                        "country = DE                  3  1.8000 [cannot tell]  0.5559 [cannot tell]",
                        "country is missing  1 (too few)  2.0000 [cannot tell]             undefined");
    }

    @Test
    void columnsThatCannotBeSliced_areRefused() {
        assertThatThrownBy(() -> evaluation().by("county"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no column \"county\"; the columns are [x, y, w, age, at, country]");
        assertThatThrownBy(() -> evaluation().by("country", 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "\"country\" holds a CATEGORY and 3 ranges were asked for; ranges are of numbers or times, and at"
                                + " least 1; slices of categories are by(\"country\")");
        assertThatThrownBy(() -> evaluation().by("age", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"age\" holds a NUMBER and 0 ranges were asked for");
    }
}
