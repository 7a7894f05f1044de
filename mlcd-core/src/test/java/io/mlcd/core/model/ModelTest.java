package io.mlcd.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Prediction;
import io.mlcd.api.Row;
import io.mlcd.api.Signature;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Average;
import io.mlcd.core.form.DatePart;
import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Opaque;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.form.Scatter;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.oracle.Allocation;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ModelTest {
    private static final Signature SIGNATURE = Signature.of(
            List.of(Feature.number("n"), Feature.category("c", List.of("x", "a"))),
            new Output.Classes("y", List.of("no", "yes")));

    /** Shows what reaches the form. */
    private static final Model MIRROR = Model.of(SIGNATURE, new Opaque("mirror", 2, 2, (row, out) -> {
        out[0] = row[0];
        out[1] = row[1];
    }));

    @Test
    void of_aFormOfAnotherShape_isRefused() {
        assertThatThrownBy(() -> Model.of(SIGNATURE, Linear.of(new double[][] {{1}}, new double[] {1})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the signature is 2 features -> 2 scores, but the form is 1 -> 1; they must agree");
    }

    @Test
    void predict_aRow_isEncodedBySignature() {
        Prediction answer = MIRROR.predict(Row.of("c", "a", "n", 7));
        assertThat(answer).isEqualTo(Prediction.of(SIGNATURE.output(), 7, 1));
        assertThat(MIRROR.predict(Row.of("c", "never")).probabilities()).containsExactly(Double.NaN, -1);
        assertThat(answer.version()).isEmpty();
        assertThatThrownBy(() -> MIRROR.predict(Row.of("z", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"z\", which is not a feature");
    }

    @Test
    void score_bareNumbers_areTakenAsTheyAre() {
        double[] out = new double[2];
        MIRROR.score(new double[] {1, Double.NaN}, out);
        assertThat(out).containsExactly(1, Double.NaN);
    }

    @Test
    void score_arraysOfTheWrongLength_areRefused() {
        String message = "the row has %d values and out %d places, but the model takes 2 and gives 2";
        assertThatThrownBy(() -> MIRROR.score(new double[1], new double[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(String.format(message, 1, 2));
        assertThatThrownBy(() -> MIRROR.score(new double[2], new double[3])).hasMessage(String.format(message, 2, 3));
    }

    @Test
    void predict_aTable_matchesCategoriesByText() {
        Table table = Table.of(
                Column.ofCategories("c", Arrays.asList("x", "a", "new", null)),
                Column.ofNumbers("other", 0, 0, 0, 0),
                Column.ofNumbers("n", 1, Double.NaN, 3, 4));
        double nan = Double.NaN;
        assertThat(MIRROR.scores(table)).containsExactly(1, 0, nan, 1, 3, -1, 4, nan);
        assertThat(MIRROR.predict(table.rows(2, 0)))
                .containsExactly(Prediction.of(SIGNATURE.output(), 3, -1), Prediction.of(SIGNATURE.output(), 1, 0));
        for (int row = 0; row < table.rows(); row++) {
            assertThat(MIRROR.predict(table.drop("other").row(row)))
                    .isEqualTo(MIRROR.predict(table).get(row));
        }
        assertThat(MIRROR.predict(table.range(0, 0))).isEmpty();
    }

    @Test
    void predict_aTableThatDoesNotFit_isRefusedWithAllProblems() {
        assertThatThrownBy(() -> MIRROR.predict(Table.of(Column.ofNumbers("c", 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the table cannot be scored: there is no column \"n\"; column \"c\" is a NUMBER but the"
                        + " model takes a CATEGORY; it has [c]");
    }

    @Test
    void equals_isBySignatureAndForm() {
        Linear linear = Linear.of(new double[][] {{1, 2}, {3, 4}}, new double[] {5, 6});
        Model model = Model.of(SIGNATURE, linear);
        assertThat(model)
                .isEqualTo(Model.of(SIGNATURE, Linear.of(new double[][] {{1, 2}, {3, 4}}, new double[] {5, 6})))
                .hasSameHashCodeAs(Model.of(SIGNATURE, linear))
                .isNotEqualTo(Model.of(SIGNATURE, new Scatter(linear, 2, List.of(1, 0))))
                .isNotEqualTo(Model.of(
                        Signature.of(SIGNATURE.features(), new Output.Classes("z", List.of("no", "yes"))), linear))
                .hasToString("y from 2 features by Linear");
        assertThat(model.form()).isSameAs(linear);
        assertThat(model.signature()).isSameAs(SIGNATURE);
    }

    private static double[] rows(int count) {
        double[] rows = new double[2 * count];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
        }
        return rows;
    }

    @Test
    void scoreRows_onAnyExecutor_isTheSameAsAlone() throws InterruptedException {
        double[] rows = rows(20_000);
        double[] alone = new double[rows.length];
        MIRROR.scoreRows(rows, 5, 19_000, alone);
        assertThat(alone[9]).isZero();
        assertThat(alone[10]).isEqualTo(10);
        assertThat(alone[2 * 19_000]).isZero();
        ExecutorService pool = Executors.newFixedThreadPool(3);
        List<Executor> executors = List.of(pool, Runnable::run, task -> {
            throw new RejectedExecutionException("full");
        });
        for (Executor executor : executors) {
            double[] out = new double[rows.length];
            MIRROR.scoreRows(rows, 5, 19_000, out, executor);
            assertThat(out).isEqualTo(alone);
            double[][] columns = new double[2][20_000];
            for (int i = 0; i < rows.length; i++) {
                columns[i % 2][i / 2] = rows[i];
            }
            double[] byColumns = new double[rows.length];
            MIRROR.scoreColumns(columns, 5, 19_000, byColumns, executor);
            assertThat(byColumns).isEqualTo(alone);
            float[] floats = new float[rows.length];
            for (int i = 0; i < rows.length; i++) {
                floats[i] = (float) rows[i];
            }
            double[] byFloats = new double[rows.length];
            MIRROR.scoreRows(floats, 5, 19_000, byFloats, executor);
            assertThat(byFloats).isEqualTo(alone);
        }
        pool.shutdownNow();
        assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void scoreRows_aFunctionThatFails_throwsItsFailure() {
        Model failing = Model.of(SIGNATURE, new Opaque("failing", 2, 2, (row, out) -> {
            throw new IllegalStateException("row " + row[0]);
        }));
        assertThatThrownBy(() -> failing.scoreRows(rows(9_000), 0, 9_000, new double[18_000], Runnable::run))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("row ");
    }

    @Test
    void scoreRows_outsideTheArrays_isRefused() {
        assertThatThrownBy(() -> MIRROR.scoreRows(new double[10], 0, 6, new double[12]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "rows 0 to 6 of 2 features need an array of 12 values and one of 12 scores, but there are 10"
                                + " and 12");
        assertThatThrownBy(() -> MIRROR.scoreRows(new float[12], 3, 2, new double[12]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MIRROR.scoreRows(new double[12], -1, 2, new double[12], Runnable::run))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MIRROR.scoreColumns(new double[1][9], 0, 2, new double[12]))
                .hasMessage("there are 1 columns, but the model takes 2 features, one column for each");
        assertThatThrownBy(() -> MIRROR.scoreColumns(new double[][] {{1, 2}, {1}}, 0, 2, new double[12]))
                .hasMessage("column 1, \"c\", has 1 values, but rows 0 to 2 were asked for");
    }

    @Test
    void score_withoutAnArray_orIntoTheRowItself_isRefusedBeforeAnythingIsWritten() {
        double[] both = {1, 2};
        assertThatThrownBy(() -> MIRROR.score(both, both))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "out is the array that the values are in, and scores written there would change values that are"
                                + " still to be read; give an array of its own for the scores");
        assertThatThrownBy(() -> MIRROR.scoreRows(both, 0, 1, both)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MIRROR.scoreRows(both, 0, 1, both, Runnable::run))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MIRROR.scoreColumns(new double[][] {{1, 2}, both}, 0, 1, both))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MIRROR.scoreColumns(new double[][] {both, {1, 2}}, 0, 1, both, Runnable::run))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(both).containsExactly(1, 2);
    }

    /** Whatever is wrong, the answers that are there already stay. */
    @Test
    @SuppressWarnings("NullAway") // what callers without checks may give
    void bareFace_ofBadArguments_throwsAndWritesNothing() {
        double[] rows = rows(5);
        float[] floats = new float[10];
        double[][] columns = new double[2][5];
        double[] out = new double[10];
        Arrays.fill(out, 77);
        Executor executor = Runnable::run;
        List<Runnable> nulls = List.of(
                () -> MIRROR.score((double[]) null, out),
                () -> MIRROR.score((float[]) null, out),
                () -> MIRROR.score(new double[2], null),
                () -> MIRROR.score(new float[2], null),
                () -> MIRROR.scoreRows((double[]) null, 0, 1, out),
                () -> MIRROR.scoreRows((float[]) null, 0, 1, out),
                () -> MIRROR.scoreRows(rows, 0, 1, null),
                () -> MIRROR.scoreRows(floats, 0, 1, null),
                () -> MIRROR.scoreColumns(null, 0, 1, out),
                () -> MIRROR.scoreColumns(columns, 0, 1, null),
                () -> MIRROR.scoreColumns(new double[][] {columns[0], null}, 0, 1, out),
                () -> MIRROR.scoreRows(rows, 0, 1, null, executor),
                () -> MIRROR.scoreRows(rows, 0, 1, out, null),
                () -> MIRROR.scoreRows(floats, 0, 1, out, null),
                () -> MIRROR.scoreColumns(columns, 0, 1, out, null));
        for (Runnable call : nulls) {
            assertThatThrownBy(call::run).isInstanceOf(NullPointerException.class);
        }
        int[][] ranges = {
            {-1, 1}, {-5, -1}, {3, 2}, {0, 6}, {0, Integer.MAX_VALUE}, {1 << 30, (1 << 30) + 1}, {1 << 31, 0}
        };
        for (int[] range : ranges) {
            int from = range[0];
            int to = range[1];
            List<Runnable> calls = List.of(
                    () -> MIRROR.scoreRows(rows, from, to, out),
                    () -> MIRROR.scoreRows(floats, from, to, out),
                    () -> MIRROR.scoreColumns(columns, from, to, out),
                    () -> MIRROR.scoreRows(rows, from, to, out, executor),
                    () -> MIRROR.scoreRows(floats, from, to, out, executor),
                    () -> MIRROR.scoreColumns(columns, from, to, out, executor));
            for (Runnable call : calls) {
                assertThatThrownBy(call::run)
                        .as("%s to %s", from, to)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(Integer.toString(to));
            }
        }
        assertThatThrownBy(() -> MIRROR.scoreRows(rows, 0, 5, new double[9]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(out).containsOnly(77);
        MIRROR.scoreRows(rows, 5, 5, out);
        MIRROR.scoreRows(new double[0], 0, 0, new double[0], executor);
        assertThat(out).containsOnly(77);
    }

    @Test
    void form_ofAModelThatDoesNotKeepIt_isAskedForAgain() {
        Linear linear = Linear.of(new double[][] {{1, 0}, {0, 1}}, new double[] {0, 0});
        AtomicInteger asked = new AtomicInteger();
        Model model = Model.of(SIGNATURE, linear, () -> {
            asked.incrementAndGet();
            return linear;
        });
        model.score(new double[] {1, 2}, new double[2]);
        assertThat(asked).hasValue(0);
        assertThat(model.form()).isEqualTo(linear);
        assertThat(model).isEqualTo(Model.of(SIGNATURE, linear));
    }

    /** Answers the mean of the month and, after a moment, e, else 1. */
    private static Model timed() {
        Tree late = Tree.builder(1).split(0, 1e12, false).leaf(0).leaf(1).build();
        Form month = new Prepared(
                1, List.of(new Derived.OfDate(0, DatePart.MONTH, 6)), Linear.of(new double[][] {{1}}, new double[] {0
                }));
        Form after = new Linked(Trees.of(1, List.of(late), Trees.Sum.TOTAL), Linked.Link.EXP);
        return Model.of(
                Signature.of(List.of(Feature.time("when")), new Output.Numeric("y")),
                Average.of(List.of(month, after)));
    }

    @Test
    void score_ofATime_isTheSameByEveryFace() {
        Model model = timed();
        long[] millis = {
            Instant.parse("2012-02-29T23:59:59.999Z").toEpochMilli(), Column.MISSING_MILLIS, 1_000_000_000_000L, -1
        };
        double[] expected = {(2 + StrictMath.exp(1)) / 2, (6 + StrictMath.exp(1)) / 2, (9 + 1) / 2.0, (12 + 1) / 2.0};
        Table table = Table.of(Column.ofTimes("when", millis));
        double[] bare = new double[millis.length];
        model.scoreColumns(new double[][] {{millis[0], Double.NaN, millis[2], -1}}, 0, millis.length, bare);
        assertThat(model.scores(table)).containsExactly(expected).containsExactly(bare);
        for (int row = 0; row < millis.length; row++) {
            assertThat(model.predict(table.row(row)).value()).isEqualTo(expected[row]);
            assertThat(model.predict(table).get(row).value()).isEqualTo(expected[row]);
        }
        assertThat(model.predict(Row.of("when", LocalDate.of(2012, 2, 29))).value())
                .isEqualTo(expected[0]);
        assertThat(model.predict(Row.of("when", null)).value()).isEqualTo(expected[1]);
        Table numbers = Table.of(Column.ofNumbers("when", 1));
        assertThatThrownBy(() -> model.scores(numbers))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the table cannot be scored: column \"when\" is a NUMBER but the model takes a TIME; it has"
                        + " [when]");
    }

    @Test
    void score_ofATime_onceWarm_allocatesNothing() {
        Model model = timed();
        double[] row = {0};
        double[] out = new double[1];
        double[] rows = new double[200];
        double[] scores = new double[200];
        Runnable many = () -> {
            for (int i = 0; i < 200; i++) {
                row[0] = i * 1e10;
                rows[i] = row[0];
                model.score(row, out);
            }
            model.scoreRows(rows, 0, rows.length, scores);
        };
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 100; i++) {
            least = Math.min(least, Allocation.of(many));
        }
        assertThat(least).isLessThan(1_000);
    }
}
