package io.mlcd.ensemble.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.api.Feature;
import io.mlcd.api.Row;
import io.mlcd.api.TrainingException;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.DatePart;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.model.Model;
import io.mlcd.core.registry.LocalRegistry;
import io.mlcd.ensemble.SharedData;
import io.mlcd.ensemble.evaluate.Evaluation;
import io.mlcd.ensemble.evaluate.Importance;
import io.mlcd.ensemble.linear.Linear;
import io.mlcd.ensemble.source.Csv;
import io.mlcd.ensemble.trees.Boosting;
import io.mlcd.ensemble.trees.RandomForest;
import io.mlcd.ensemble.trees.Trees;
import io.mlcd.ensemble.tribuo.Learners;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tribuo.regression.rtree.CARTRegressionTrainer;

class TimesTest {
    private static final LocalDateTime BEGIN = LocalDateTime.of(2011, 1, 1, 0, 0);

    private static Table table(Column... features) {
        double[] y = new double[features[0].size()];
        Arrays.setAll(y, row -> row);
        return Table.of(features).with(Column.ofNumbers("y", y)).target("y");
    }

    private static Column times(String... texts) {
        return Column.ofTimes(
                "when",
                Arrays.stream(texts)
                        .mapToLong(text -> text == null
                                ? Column.MISSING_MILLIS
                                : LocalDateTime.parse(text)
                                        .toInstant(ZoneOffset.UTC)
                                        .toEpochMilli())
                        .toArray());
    }

    private static Table prepared(Preparation preparation, Column... features) {
        Training training = Training.of(table(features));
        return FittedPreparation.of(preparation, training, 0).prepare(training);
    }

    /** Rides that depend on the hour, the day of the week and the month, and a little on the temperature. */
    private static Table rides(int hours, int every, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int rows = hours / every;
        long[] when = new long[rows];
        double[] temperature = new double[rows];
        double[] rides = new double[rows];
        for (int row = 0; row < rows; row++) {
            LocalDateTime time = BEGIN.plusHours((long) row * every);
            when[row] = random.nextInt(50) == 0
                    ? Column.MISSING_MILLIS
                    : time.toInstant(ZoneOffset.UTC).toEpochMilli();
            temperature[row] = random.nextInt(30);
            boolean weekend = time.getDayOfWeek().getValue() > 5;
            int hour = time.getHour();
            rides[row] = (weekend ? (hour > 9 && hour < 20 ? 300 : 50) : hour == 8 || hour == 17 ? 400 : 100)
                    + 20 * time.getMonthValue()
                    + 2 * temperature[row]
                    + random.nextInt(20);
        }
        return Table.of(
                        Column.ofTimes("when", when),
                        Column.ofNumbers("temperature", temperature),
                        Column.ofNumbers("rides", rides))
                .target("rides");
    }

    // What a time becomes.

    @Test
    void prepare_aTime_isTheStandardPartsThatDiffer_imputedByTheirMedian() {
        Table prepared = prepared(
                Preparation.standard().flagMissing(true),
                times("2012-02-29T08:30", null, "2012-07-01T17:05", "2012-12-31T17:59"));

        assertThat(prepared.features())
                .containsExactly(
                        Column.ofNumbers("when: month", 2, 7, 7, 12),
                        Column.ofNumbers("when: day of week", 3, 3, 7, 1),
                        Column.ofNumbers("when: hour", 8, 17, 17, 17),
                        Column.ofNumbers("when is missing", 0, 1, 0, 0));
        assertThat(prepared(
                                Preparation.standard(),
                                times("2012-02-29T08:30", "2012-02-01T08:05"),
                                Column.ofNumbers("x", 1, 2))
                        .features())
                .as("the same month, day of the week and hour")
                .containsExactly(Column.ofNumbers("x", 1, 2));
    }

    @ParameterizedTest
    @EnumSource
    void prepare_anyPart_isWhatThePartSays(DatePart part) {
        Column when = times("2012-02-29T08:30:15", "1969-12-31T23:59:59", "2020-07-01T17:05", "2021-12-30T00:00");
        Table prepared = prepared(Preparation.standard().dateParts(part), when);
        double[] expected = new double[4];
        Arrays.setAll(expected, row -> part.of(when.millis(row)));
        assertThat(prepared.features().get(0).toNumbers()).containsExactly(expected);
    }

    @Test
    void prepare_aPart_isClippedAndScaledAsANumber_inServingTheSame() throws InterruptedException {
        Preparation scaling = Preparation.scaled()
                .clip(0.25, 1)
                .impute(Preparation.Impute.MEAN)
                .dateParts(DatePart.HOUR, DatePart.YEAR);
        Column when = times("2012-01-01T00:00", "2013-01-01T04:00", null, "2014-01-01T08:00", "2014-01-01T16:00");
        double[] hours = prepared(scaling, when).column("when: hour").toNumbers();
        double[] clipped = {3, 4, 7, 8, 16}; // a quarter of the way from 0 to 4 is 3; the mean is 7
        double mean = 7.6;
        double deviation = Math.sqrt(Arrays.stream(clipped)
                        .map(hour -> (hour - mean) * (hour - mean))
                        .sum()
                / 5);
        for (int row = 0; row < 5; row++) {
            assertThat(hours[row]).isEqualTo((clipped[row] - mean) / deviation, within(1e-12));
        }
        Learner sum = (table, fit) -> Model.of(
                Training.of(table).signature(),
                io.mlcd.core.form.Linear.of(new double[][] {{1, 1000}}, new double[] {0}));
        Table table = table(when);
        Model model = Prepared.by(scaling, sum).fit(table);
        double[] years = prepared(scaling, when).column("when: year").toNumbers();
        for (int row = 0; row < 5; row++) {
            double expected = hours[row] + 1000 * years[row];
            assertThat(model.predict(table.row(row)).value()).isEqualTo(expected);
            assertThat(model.scores(table)[row]).isEqualTo(expected);
        }
        assertThat(Artifact.read(Artifact.of(model).bytes()).model()).isEqualTo(model);
    }

    @Test
    void fit_timesWithoutAPartThatDiffers_saysSo() {
        assertThatThrownBy(() -> Prepared.by(Preparation.standard(), Linear.ridge())
                        .fit(table(times("2012-01-01T00:00", null, "2012-01-01T00:30"))))
                .isInstanceOf(TrainingException.class)
                .hasMessage(
                        "no feature has a value in any of the 3 rows, or a time with one of the parts [MONTH, DAY_OF_WEEK,"
                                + " HOUR] that differs, so there is nothing to learn from");
    }

    @Test
    void dateParts_noneOrOneTwice_areRefused() {
        for (DatePart[] parts : new DatePart[][] {{}, {DatePart.HOUR, DatePart.HOUR}}) {
            assertThatThrownBy(() -> Preparation.standard().dateParts(parts))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("dateParts was " + Arrays.toString(parts)
                            + " but must name one or more, each once; for example dateParts(DatePart.MONTH,"
                            + " DatePart.HOUR); to learn nothing of times drop them, table.drop(names)");
        }
    }

    // Learners that take times, and learners that do not.

    @Test
    void trees_splitATimeAsItIs_andAnswerWhatIsMissing() throws InterruptedException {
        Table table = rides(2_000, 1, 3).drop("temperature");
        Instant change = BEGIN.plusHours(700).toInstant(ZoneOffset.UTC);
        double[] after = new double[table.rows()];
        Arrays.setAll(
                after,
                row -> table.column("when").isMissing(row)
                        ? 7
                        : table.column("when").millis(row) < change.toEpochMilli() ? 1 : 2);
        Table steps = table.with(Column.ofNumbers("rides", after));
        for (Learner learner : List.of(
                Trees.cart(),
                RandomForest.standard().trees(5),
                Boosting.gradient().rounds(100))) {
            Model model = learner.fit(steps);
            assertThat(model.signature().features()).containsExactly(Feature.time("when"));
            double before = model.predict(Row.of("when", change.minus(2, ChronoUnit.DAYS)))
                    .value();
            double behind = model.predict(Row.of("when", change.plus(2, ChronoUnit.DAYS)))
                    .value();
            double far = model.predict(Row.of("when", change.plus(9_999, ChronoUnit.DAYS)))
                    .value();
            double missing = model.predict(Row.of("when", null)).value();
            assertThat(before).as("%s", learner).isEqualTo(1, within(0.1));
            assertThat(behind).isEqualTo(2, within(0.1));
            assertThat(far).as("no trend goes on").isEqualTo(2, within(0.1));
            assertThat(missing).isEqualTo(7, within(0.1));
            double[] scores = model.scores(steps);
            for (int row = 0; row < 200; row++) {
                assertThat(model.predict(steps.row(row)).value()).isEqualTo(scores[row]);
            }
        }
    }

    @Test
    void linearModels_refuseTimes_andTakeTheirParts() throws InterruptedException {
        Table table = rides(2_000, 3, 5);
        assertThatThrownBy(() -> Linear.ridge().fit(table))
                .isInstanceOf(TrainingException.class)
                .hasMessage(
                        "linear models take numbers and categories, but the columns [when] hold times; make numbers of"
                                + " them: Prepared.by(Preparation.scaled().dateParts(...), learner), or drop them,"
                                + " table.drop(names)");
        Model model = Prepared.by(
                        Preparation.scaled().dateParts(DatePart.SINE_OF_DAY, DatePart.COSINE_OF_DAY, DatePart.YEAR),
                        Linear.ridge())
                .fit(table);
        double midnight = model.predict(Row.of("when", Instant.parse("2011-03-02T00:00:00Z")))
                .value();
        double before = model.predict(Row.of("when", Instant.parse("2011-03-01T23:59:59Z")))
                .value();
        assertThat(before).isEqualTo(midnight, within(0.1));
        assertThatThrownBy(() -> Learners.tribuo(new CARTRegressionTrainer()).fit(table))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("the columns [when] hold times")
                .hasMessageEndingWith("wrap the learner: Prepared.by(Preparation.standard().dateParts(...), learner)");
        assertThat(Prepared.by(Preparation.standard(), Learners.tribuo(new CARTRegressionTrainer(5)))
                        .fit(table)
                        .predict(Row.of("when", null))
                        .value())
                .isFinite();
    }

    // Compositions.

    @Test
    void ensembles_overTimes_areTheSameOnAnyThreads_andAfterARoundTrip() throws InterruptedException {
        Table table = rides(3_000, 3, 7);
        Learner boosted = Prepared.by(
                Preparation.standard().flagMissing(true).scale(Preparation.Scale.MIN_MAX),
                Boosting.gradient().rounds(20));
        List<Learner> learners = List.of(
                Bagging.of(boosted).members(3),
                Bagging.of(Trees.cart()).members(3),
                Stacking.of(boosted, RandomForest.standard().trees(5))
                        .meta(Prepared.by(Preparation.scaled(), Linear.ridge()))
                        .passThrough(),
                Partitioned.by(Partition.byClusters(2), boosted).combine(Combine.route()),
                Partitioned.by(Partition.random(2), Trees.cart()));
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            for (Learner learner : learners) {
                Model model = learner.fit(table, Fit.standard().seed(3));
                Artifact artifact = Artifact.of(model);
                assertThat(Artifact.of(learner.fit(table, Fit.standard().seed(3).executor(threads, 3))))
                        .as("%s", learner)
                        .isEqualTo(artifact);
                Model read = Artifact.read(artifact.bytes()).model();
                assertThat(read.signature().features())
                        .containsExactly(Feature.time("when"), Feature.number("temperature"));
                double[] scores = model.scores(table);
                assertThat(read.scores(table)).isEqualTo(scores);
                for (int row = 0; row < 100; row++) {
                    assertThat(read.predict(table.row(row)).value()).isEqualTo(scores[row]);
                }
            }
        } finally {
            threads.shutdown();
        }
    }

    /** The time that divides the rows is no feature; the same values under another name are one. */
    @Test
    void partitionByTime_besideATimeAsFeature_learnsItsParts() throws InterruptedException {
        Table rides = rides(3_000, 3, 13);
        long[] at = new long[rides.rows()];
        Arrays.setAll(at, row -> row * 3L * 3_600_000);
        Table table = rides.with(Column.ofTimes("at", at));
        Learner boosted =
                Prepared.by(Preparation.standard(), Boosting.gradient().rounds(10));
        for (Partition partition : List.of(Partition.byTime("at", 3), Partition.byTime("at", Duration.ofDays(60)))) {
            Model model = Partitioned.by(partition, boosted).fit(table);
            assertThat(model.signature().features())
                    .containsExactly(Feature.time("when"), Feature.number("temperature"));
            assertThat(model.predict(table.time("at").row(5)).value()).isEqualTo(model.scores(table)[5]);
        }
    }

    @Test
    void aRowOfJdbcsDate_isRefusedWithTheRemedy() throws ReflectiveOperationException {
        Object date = Class.forName("java.sql.Date")
                .getMethod("valueOf", String.class)
                .invoke(null, "2012-02-29");
        assertThatThrownBy(() -> Row.of("when", date))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the value of \"when\" is a java.sql.Date, which is a moment only in the time zone of this JVM; give"
                                + " its toLocalDate()");
        Object stamp = Class.forName("java.sql.Timestamp")
                .getMethod("from", Instant.class)
                .invoke(null, Instant.ofEpochMilli(5));
        assertThat(Row.of("when", stamp).value(0)).isEqualTo(Instant.ofEpochMilli(5));
    }

    @Test
    void importance_ofATime_isThatOfItsParts() throws InterruptedException {
        Table table = rides(6_000, 3, 9);
        Model model = Prepared.by(Preparation.standard(), Boosting.gradient().rounds(30))
                .fit(table);
        assertThat(Importance.permutation(model, table, Metric.RMSE).of().get(0).name())
                .isEqualTo("when");
        assertThat(Importance.gain(model, table).of("when").value()).isGreaterThan(0.9);
        assertThat(Importance.splits(model).of("when").value()).isPositive();
        Model raw = Trees.cart().fit(table);
        assertThat(Importance.gain(raw, table).of("when").value()).isPositive();
        assertThat(Evaluation.of(model, table).by("when", 4).all()).hasSize(5);
    }

    // From a text to a live answer.

    @Test
    void aTimeFromACsv_throughRegistryAndLiveModel_isAnsweredAsInTheBatch(@TempDir Path folder)
            throws IOException, InterruptedException {
        Table rides = rides(8_760, 2, 11);
        StringBuilder text = new StringBuilder("when,temperature,rides\n");
        for (int row = 0; row < rides.rows(); row++) {
            Object when = rides.column("when").value(row);
            text.append(when == null ? "" : when)
                    .append(',')
                    .append((int) rides.column("temperature").number(row))
                    .append(',')
                    .append((int) rides.column("rides").number(row))
                    .append('\n');
        }
        Path file = Files.writeString(folder.resolve("rides.csv"), text);
        Table table = Csv.standard().read(file).target("rides");
        assertThat(table).isEqualTo(rides);
        int[] fourOfFive =
                IntStream.range(0, table.rows()).filter(row -> row % 5 > 0).toArray();
        int[] others =
                IntStream.range(0, table.rows()).filter(row -> row % 5 == 0).toArray();
        Table train = table.rows(fourOfFive);
        Table test = table.rows(others);
        Learner boosted = Boosting.gradient().rounds(60);

        Model model = Prepared.by(Preparation.standard(), boosted).fit(train);

        assertLiveAnswersAsTheBatch(folder, model, test);
        assertThat(rmse(model, test))
                .as("what comes again is learnt, by the time itself it is not")
                .isLessThan(0.5 * rmse(boosted.fit(train), test));
    }

    private static double rmse(Model model, Table test) {
        return Evaluation.of(model, test).metric(Metric.RMSE).orElseThrow();
    }

    private static void assertLiveAnswersAsTheBatch(Path folder, Model model, Table test) {
        double[] scores = model.scores(test);
        try (LocalRegistry registry = LocalRegistry.at(folder.resolve("models")).open()) {
            registry.promote("rides", registry.publish("rides", Artifact.of(model)));
            for (int row = 0; row < test.rows(); row += 7) {
                assertThat(registry.live("rides").predict(test.row(row)).value())
                        .isEqualTo(scores[row]);
            }
            Instant when = Instant.parse("2013-05-06T08:15:00Z");
            Row typed = Row.of("when", when, "temperature", 20);
            Row zoned = Row.of("when", when.atOffset(ZoneOffset.ofHours(2)), "temperature", 20);
            assertThat(registry.live("rides").predict(zoned).value())
                    .isEqualTo(registry.live("rides").predict(typed).value());
            assertThatThrownBy(() -> registry.live("rides").predict(Row.of("when", when.toEpochMilli())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("feature \"when\" is a time, but the row gives the number");
        }
        try (LocalRegistry registry = LocalRegistry.at(folder.resolve("models")).open()) {
            assertThat(registry.live("rides").predict(test.row(0)).value()).isEqualTo(scores[0]);
        }
    }

    /** The hours of two years, without the columns that somebody made of the time by hand. */
    @Test
    void bikeSharing_byPartsOfItsTime_isNearlyWhatItsOwnColumnsGive() throws InterruptedException {
        Table raw = Csv.standard().read(SharedData.require("bike_sharing/bike_sharing_hour.csv.gz"));
        long[] when = new long[raw.rows()];
        Arrays.setAll(
                when,
                row -> raw.column("dteday").millis(row)
                        + 3_600_000 * (long) raw.column("hr").number(row));
        Table all = raw.drop("instant", "casual", "registered").target("cnt");
        Table byHand = all.drop("dteday");
        Table timed =
                all.drop("dteday", "season", "yr", "mnth", "hr", "weekday").with(Column.ofTimes("when", when));
        int[] odd = new int[raw.rows() / 2];
        int[] even = new int[raw.rows() / 2];
        Arrays.setAll(odd, i -> 2 * i + 1);
        Arrays.setAll(even, i -> 2 * i);
        Learner boosted = Boosting.gradient().rounds(100);
        Model model = Prepared.by(
                        Preparation.standard()
                                .dateParts(DatePart.YEAR, DatePart.MONTH, DatePart.DAY_OF_WEEK, DatePart.HOUR),
                        boosted)
                .fit(timed.rows(odd));

        double parts = rmse(model, timed.rows(even));
        double columns = rmse(boosted.fit(byHand.rows(odd)), byHand.rows(even));
        double nothing = rmse(boosted.fit(timed.drop("when").rows(odd)), timed.rows(even));

        System.out.printf("bike sharing, RMSE: %.1f, own columns %.1f, no time %.1f%n", parts, columns, nothing);
        assertThat(parts).isLessThan(1.05 * columns).isLessThan(0.5 * nothing);
        double[] scores = model.scores(timed);
        for (int row = 0; row < timed.rows(); row += 97) {
            assertThat(model.predict(timed.row(row)).value()).isEqualTo(scores[row]);
        }
    }
}
