package io.mlcd.ensemble.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Trees;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Fitter;
import io.mlcd.ensemble.learn.Learner;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What all learners of trees promise of rows that share their bins, and of deadlines. */
class SharedRowsTest {
    private static final int ROWS = 600;

    private static Table table() {
        SplittableRandom random = new SplittableRandom(4);
        double[] a = new double[ROWS];
        String[] c = new String[ROWS];
        String[] y = new String[ROWS];
        double[] w = new double[ROWS];
        for (int r = 0; r < ROWS; r++) {
            a[r] = random.nextInt(9) == 0 ? Double.NaN : random.nextInt(50);
            c[r] = "c" + random.nextInt(5);
            y[r] = a[r] + random.nextInt(20) > 35 ? "yes" : "no";
            w[r] = 1 + random.nextInt(2);
        }
        return Table.of(
                        Column.ofNumbers("a", a),
                        Column.ofCategories("c", Arrays.asList(c)),
                        Column.ofNumbers("w", w),
                        Column.ofCategories("y", Arrays.asList(y)))
                .weights("w")
                .target("y");
    }

    static Stream<Learner> learners() {
        return Stream.of(
                Boosting.gradient().rounds(5),
                Boosting.gradient().rounds(30).earlyStopping(3, 0.3).rowFraction(0.7),
                RandomForest.standard().trees(3),
                ExtraTrees.standard().trees(3),
                io.mlcd.ensemble.trees.Trees.cart(),
                io.mlcd.ensemble.trees.Trees.cart().pruned(0.002));
    }

    @ParameterizedTest
    @MethodSource("learners")
    void over_allRows_isTheFitToTheTable(Learner learner) throws Exception {
        Fit fit = Fit.standard().seed(5);
        assertThat(learner.over(table(), fit)
                        .fit(IntStream.range(0, ROWS).toArray(), fit)
                        .form())
                .isEqualTo(learner.fit(table(), fit).form());
    }

    /** Few values: the bins of the whole and of a part are the same, so the models must be. */
    @ParameterizedTest
    @MethodSource("learners")
    void over_someRows_answersAsTheFitToThemAlone(Learner learner) throws Exception {
        Table table = table().drop("a");
        int[] some = IntStream.range(0, ROWS).filter(row -> row % 3 != 1).toArray();
        Fit fit = Fit.standard().seed(5);
        Model shared = learner.over(table, fit).fit(some, fit);
        Model alone = learner.fit(table.rows(some), fit);
        assertThat(shared.scores(table)).hasSameSizeAs(alone.scores(table));
        for (int i = 0; i < shared.scores(table).length; i++) {
            assertThat(shared.scores(table)[i])
                    .isCloseTo(alone.scores(table)[i], org.assertj.core.api.Assertions.within(0.1));
        }
    }

    /** A row that comes twice is a row of twice the weight; only what is random by row may differ, so nothing is drawn here. */
    @Test
    void over_repeatedRows_countThatOften() throws Exception {
        Table table = table();
        int[] twice =
                IntStream.range(0, ROWS).flatMap(row -> IntStream.of(row, row)).toArray();
        double[] doubled =
                Arrays.stream(table.column("w").toNumbers()).map(w -> 2 * w).toArray();
        Table heavier = Table.of(
                        table.column("a"), table.column("c"), Column.ofNumbers("w", doubled), table.column("y"))
                .weights("w")
                .target("y");
        Learner boosted = Boosting.gradient().rounds(5);
        Fit fit = Fit.standard().seed(5);
        assertThat(boosted.over(table, fit).fit(twice, fit).form())
                .isEqualTo(boosted.fit(heavier, fit).form());
    }

    @ParameterizedTest
    @MethodSource("learners")
    void over_rowsOfOneClass_areRefused(Learner learner) throws Exception {
        Table table = table();
        int[] same = IntStream.range(0, ROWS)
                .filter(row -> "yes".equals(table.column("y").text(row)))
                .toArray();
        Fitter fitter = learner.over(table, Fit.standard());
        assertThatThrownBy(() -> fitter.fit(same, Fit.standard()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("have one value of \"y\"");
    }

    @ParameterizedTest
    @MethodSource("learners")
    void fit_badInput_saysWhatIsWrong(Learner learner) {
        Table table = table();
        double[] nothing = new double[ROWS];
        Arrays.fill(nothing, Double.NaN);
        double[] infinite = table.column("a").toNumbers();
        infinite[17] = Double.NEGATIVE_INFINITY;
        String[] oneClass = new String[ROWS];
        Arrays.fill(oneClass, "yes");
        double[] holes = table.column("w").toNumbers();
        holes[3] = Double.NaN;
        refuses(
                learner,
                table.with(Column.ofNumbers("b", nothing)),
                "the columns [b] have no value in any of the 600 rows");
        refuses(
                learner,
                table.with(Column.ofNumbers("a", infinite)),
                "column \"a\" is infinite in 1 of 600 rows, first in row 17");
        refuses(learner, table.with(Column.ofCategories("y", Arrays.asList(oneClass))), "\"y\" is yes in all 600 rows");
        refuses(
                learner,
                table.with(Column.ofNumbers("z", holes)).target("z"),
                "\"z\" is missing in 1 and infinite in 0 of 600 rows");
        refuses(learner, table.rows(new int[0]), "has no rows");
        refuses(learner, table.with(Column.ofNumbers("w", holes)), "the weights \"w\" must be numbers of 0 or more");
    }

    private static void refuses(Learner learner, Table table, String message) {
        assertThatThrownBy(() -> learner.fit(table, Fit.standard()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining(message);
    }

    private static final class Ticking extends Clock {
        private int asked;
        private final int late;

        Ticking(int late) {
            this.late = late;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochSecond(asked++ < late ? 0 : 100);
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }

    private static Fit endsAfter(int questions) {
        return Fit.standard().deadline(Instant.ofEpochSecond(50), new Ticking(questions));
    }

    @Test
    void deadline_leavesTheTreesThatWereGrown() throws Exception {
        Model boosted = Boosting.gradient().rounds(50).fit(table(), endsAfter(4));
        assertThat(((Trees) ((Linked) boosted.form()).form()).trees()).hasSize(4);
        Model forest = RandomForest.standard().trees(50).fit(table(), endsAfter(3));
        assertThat(((Trees) forest.form()).trees()).hasSize(3);
    }

    @Test
    void deadline_beforeTheFirstTree_isAnError() {
        for (Learner learner : new Learner[] {Boosting.gradient(), RandomForest.standard(), ExtraTrees.standard()}) {
            assertThatThrownBy(() -> learner.fit(table(), endsAfter(0)))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageStartingWith("the time given ended, at 1970-01-01T00:00:50Z, before one ")
                    .hasMessageEndingWith("give more time, fewer rows, or a learner that is faster");
        }
    }
}
