package io.mlcd.ensemble.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.ensemble.key.KeyHash;
import io.mlcd.ensemble.learn.Draw;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SplitTest {
    private static final List<String> SHARES = List.of("a", "a", "a", "a", "a", "a", "b", "b", "b", "c");

    /** 1 row in 10 is of class c, 3 are of b; "day" has ties; "customer" comes several times; "id" is the row. */
    private static Table table(int rows) {
        SplittableRandom random = new SplittableRandom(rows);
        double[] id = new double[rows];
        double[] day = new double[rows];
        double[] amount = new double[rows];
        List<String> kind = new ArrayList<>();
        List<String> customer = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            id[row] = row;
            day[row] = random.nextInt(Math.max(2, rows / 4));
            amount[row] = random.nextDouble(100);
            kind.add(SHARES.get(row % 10));
            customer.add("c" + random.nextInt(Math.max(2, rows / 3)));
        }
        return Table.of(
                        Column.ofNumbers("id", id),
                        Column.ofNumbers("day", day),
                        Column.ofNumbers("amount", amount),
                        Column.ofCategories("customer", customer),
                        Column.ofCategories("kind", kind))
                .target("kind");
    }

    private static double[] ids(Table part) {
        return part.column("id").toNumbers();
    }

    private static Map<String, Integer> counts(Table part) {
        Map<String, Integer> counts = new HashMap<>();
        for (int row = 0; row < part.rows(); row++) {
            counts.merge(part.column("kind").text(row), 1, Integer::sum);
        }
        return counts;
    }

    static List<Split> splits() {
        List<Split> splits = new ArrayList<>();
        for (Split split : List.of(Split.random(), Split.stratified(), Split.byTime("day"), Split.byKey("customer"))) {
            splits.add(split);
            splits.add(split.test(0.3).validation(0.25));
            splits.add(split.test(0.05).validation(0.6));
        }
        return splits;
    }

    @ParameterizedTest
    @MethodSource("splits")
    void everyRow_isInExactlyOnePart(Split split) {
        for (int rows : new int[] {150, 151, 397, 1000}) {
            Split.Parts parts = split.split(table(rows), 5);
            double[] validation = parts.validation().map(SplitTest::ids).orElse(new double[0]);

            double[] all = DoubleStream.of(ids(parts.train())).toArray();
            all = DoubleStream.concat(DoubleStream.of(all), DoubleStream.of(validation))
                    .toArray();
            all = DoubleStream.concat(DoubleStream.of(all), DoubleStream.of(ids(parts.test())))
                    .sorted()
                    .toArray();

            assertThat(all)
                    .as("%s of %d rows", split, rows)
                    .isEqualTo(IntStream.range(0, rows).asDoubleStream().toArray());
            assertThat(parts.validation().isPresent()).isEqualTo(split.validationFraction() > 0);
            assertThat(ids(parts.train())).isSorted();
        }
    }

    @ParameterizedTest
    @MethodSource("splits")
    void sameSeed_sameParts(Split split) {
        Table table = table(300);
        Split.Parts once = split.split(table, 11);

        assertThat(split.split(table, 11)).isEqualTo(once);
        boolean drawn = split.kind() == Split.Kind.RANDOM || split.kind() == Split.Kind.STRATIFIED;
        assertThat(split.split(table, 12).equals(once))
                .as("only random splits look at the seed")
                .isNotEqualTo(drawn);
    }

    @ParameterizedTest
    @CsvSource({"100, 0.2, 0, 20, 0", "99, 0.2, 0.1, 20, 10", "7, 0.5, 0.2, 4, 1", "1000, 0.001, 0.001, 1, 1"})
    void random_takesTheFractions(int rows, double test, double validation, int testRows, int validationRows) {
        Split.Parts parts = Split.random().test(test).validation(validation).split(table(rows), 3);

        assertThat(parts.test().rows()).isEqualTo(testRows);
        assertThat(parts.validation().map(Table::rows).orElse(0)).isEqualTo(validationRows);
        assertThat(parts.train().rows()).isEqualTo(rows - testRows - validationRows);
    }

    @ParameterizedTest
    @CsvSource({"0.2, 0", "0.2, 0.2", "0.1, 0.3", "0.33, 0.34", "0.5, 0.49"})
    void stratified_spreadsEveryClass(double test, double validation) {
        for (int rows : new int[] {100, 237, 1000}) {
            Table table = table(rows);
            Split.Parts parts =
                    Split.stratified().test(test).validation(validation).split(table, rows);

            counts(table).forEach((kind, count) -> {
                assertThat((double) counts(parts.test()).getOrDefault(kind, 0))
                        .as("%s in the test part of %d", kind, rows)
                        .isCloseTo(test * count, offset(1.01));
                if (validation > 0) {
                    assertThat((double) counts(parts.validation().orElseThrow()).getOrDefault(kind, 0))
                            .as("%s in the validation part of %d", kind, rows)
                            .isCloseTo(validation * count, offset(2.01));
                }
            });
            assertThat(parts.test().rows()).isEqualTo((int) Math.round(test * rows));
            assertThat((double) parts.validation().map(Table::rows).orElse(0))
                    .isCloseTo(validation * rows, offset(1.51));
        }
    }

    @Test
    void stratified_spreadsANumber() {
        Table table = table(1000).target("amount");

        Split.Parts parts = Split.stratified().split(table, 1);

        double[] sorted = table.column("amount").toNumbers();
        Arrays.sort(sorted);
        for (int tenth = 0; tenth < 10; tenth++) {
            double low = sorted[tenth * 100];
            double high = tenth == 9 ? Double.POSITIVE_INFINITY : sorted[(tenth + 1) * 100];
            long inside = Arrays.stream(parts.test().column("amount").toNumbers())
                    .filter(value -> value >= low && value < high)
                    .count();
            assertThat(inside).isBetween(19L, 21L);
        }
    }

    @ParameterizedTest
    @CsvSource({"0.2, 0", "0.2, 0.1", "0.07, 0.31", "0.35, 0"})
    void byTime_testsOnTheNewest_wholeMoments_atLeastTheFraction(double test, double validation) {
        for (int rows : new int[] {40, 41, 300, 1000}) {
            Split.Parts parts =
                    Split.byTime("day").test(test).validation(validation).split(table(rows), 0);

            assertThat(parts.test().rows()).isGreaterThanOrEqualTo((int) Math.ceil(test * rows - 1e-9));
            List<Table> inOrder = new ArrayList<>(List.of(parts.train()));
            parts.validation().ifPresent(part -> {
                assertThat(part.rows()).isGreaterThanOrEqualTo((int) Math.ceil(validation * rows - 1e-9));
                inOrder.add(part);
            });
            inOrder.add(parts.test());
            for (int i = 1; i < inOrder.size(); i++) {
                double last = Arrays.stream(inOrder.get(i - 1).column("day").toNumbers())
                        .max()
                        .orElseThrow();
                double first = Arrays.stream(inOrder.get(i).column("day").toNumbers())
                        .min()
                        .orElseThrow();
                assertThat(last).isLessThan(first);
            }
            assertThat(parts.train().features()).extracting(Column::name).doesNotContain("day");
        }
    }

    @Test
    void byTime_tiesAtTheBoundary_goToTheTestPart() {
        Table table = days(1, 2, 3, 3, 3, 3, 4, 5, 6, 7);

        assertThat(Split.byTime("day")
                        .test(0.5)
                        .split(table, 0)
                        .test()
                        .column("day")
                        .toNumbers())
                .containsExactly(3, 3, 3, 3, 4, 5, 6, 7);
        assertThat(Split.byTime("day")
                        .test(0.3)
                        .split(table, 0)
                        .test()
                        .column("day")
                        .toNumbers())
                .containsExactly(5, 6, 7);
    }

    /** A fifth of 12 rows is 2.4; 0.1 of 30 is a little above 3 in binary. */
    @ParameterizedTest
    @CsvSource({"12, 0.2, 3", "30, 0.1, 3", "10, 0.7, 7", "11, 0.01, 1"})
    void byTime_roundsUp(int rows, double test, int testRows) {
        Table table = days(IntStream.range(0, rows).asDoubleStream().toArray());

        assertThat(Split.byTime("day").test(test).split(table, 0).test().rows()).isEqualTo(testRows);
    }

    @Test
    void byTime_takesRowsInAnyOrder_andTimes() {
        Table table = Table.of(
                        Column.ofTimes("at", 5_000_000_000_000L, -10, 30, 20, 40),
                        Column.ofNumbers("id", 0, 1, 2, 3, 4),
                        Column.ofNumbers("y", 1, 2, 3, 4, 5))
                .target("y");

        Split.Parts parts = Split.byTime("at").test(0.2).validation(0.2).split(table, 0);

        assertThat(ids(parts.test())).containsExactly(0);
        assertThat(ids(parts.validation().orElseThrow())).containsExactly(4);
        assertThat(ids(parts.train())).containsExactly(1, 2, 3);
    }

    private static Table days(double... days) {
        return Table.of(Column.ofNumbers("day", days), Column.ofNumbers("y", days.clone()))
                .target("y");
    }

    @Test
    void byTime_oneMomentOnly_isRefused() {
        assertThatThrownBy(() -> Split.byTime("day").split(days(3, 3, 3, 3), 0))
                .isInstanceOf(TrainingException.class)
                .hasMessage(
                        "with test(0.2) and validation(0.0) no row of \"day\" is before the first one to test on: all 4"
                                + " rows have the value 3.0; give older rows, too, or smaller fractions");
    }

    @Test
    void byTime_tooFewMomentsForThreeParts_isRefused() {
        assertThatThrownBy(() -> Split.byTime("day").validation(0.2).split(days(3, 3, 3, 4), 0))
                .isInstanceOf(TrainingException.class)
                .hasMessage(
                        "with test(0.2) and validation(0.2) no row of \"day\" is before the first one to test on: too few"
                                + " different values; give older rows, too, or smaller fractions");
    }

    @Test
    void byTime_aTextOrAMissingTime_isRefused() {
        assertThatThrownBy(() -> Split.byTime("customer").split(table(20), 0))
                .isInstanceOf(TrainingException.class)
                .hasMessage(
                        "rows cannot be ordered by \"customer\": it is a CATEGORY and missing in 0 rows; name a column of"
                                + " times or numbers that every row has");
        assertThatThrownBy(() -> Split.byTime("day").split(days(1, Double.NaN, 3), 0))
                .isInstanceOf(TrainingException.class)
                .hasMessage(
                        "rows cannot be ordered by \"day\": it is a NUMBER and missing in 1 rows; name a column of times or"
                                + " numbers that every row has");
        assertThatThrownBy(() -> Split.byTime("when").split(days(1, 2, 3), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no column \"when\"; the columns are [day, y]");
    }

    @Test
    void byKey_keepsKeysTogether_inEveryOrderOfRows() {
        Table table = table(500);
        Split split = Split.byKey("customer").validation(0.2);
        Split.Parts parts = split.split(table, 1);
        Split.Parts shuffled = split.split(table.rows(Draw.shuffled(500, 9)), 2);

        assertThat(customers(shuffled.test())).isEqualTo(customers(parts.test()));
        assertThat(customers(shuffled.train())).isEqualTo(customers(parts.train()));
        assertThat(customers(parts.train())).doesNotContainAnyElementsOf(customers(parts.test()));
        assertThat(customers(parts.validation().orElseThrow()))
                .doesNotContainAnyElementsOf(customers(parts.test()))
                .doesNotContainAnyElementsOf(customers(parts.train()));
        assertThat(parts.train().features()).extracting(Column::name).doesNotContain("customer");
    }

    private static Set<String> customers(Table part) {
        return new TreeSet<>(IntStream.range(0, part.rows())
                .mapToObj(row -> part.column("customer").text(row))
                .toList());
    }

    /** SHA-256 by Python's hashlib. These numbers are part of the promise: a later version that hashes otherwise would test on rows trained on. */
    @Test
    void byKey_hashIsTheSameForEver() {
        Column texts = Column.ofCategories("key", List.of("alice", "bob", "42"));
        Column numbers = Column.ofNumbers("key", 42, -0.0, 0.5, 1e300);

        assertThat(IntStream.range(0, 3).mapToDouble(row -> KeyHash.unit(texts, row)))
                .containsExactly(0.1712650529798836, 0.5066866783861981, 0.45030764956967506);
        assertThat(KeyHash.unit(numbers, 0)).as("42 is \"42\"").isEqualTo(KeyHash.unit(texts, 2));
        assertThat(IntStream.range(1, 4).mapToDouble(row -> KeyHash.unit(numbers, row)))
                .containsExactly(0.374708855291631, 0.33844631133883496, 0.20048853713988357);
    }

    @Test
    void byKey_takesAboutTheFraction() {
        Table many = Table.of(
                        Column.ofNumbers(
                                "key",
                                IntStream.range(0, 20_000).asDoubleStream().toArray()),
                        Column.ofNumbers(
                                "y", IntStream.range(0, 20_000).asDoubleStream().toArray()))
                .target("y");

        Split.Parts parts = Split.byKey("key").test(0.2).validation(0.1).split(many, 0);

        assertThat(parts.test().rows()).isBetween(3_800, 4_200);
        assertThat(parts.validation().orElseThrow().rows()).isBetween(1_850, 2_150);
    }

    @Test
    void byKey_aRowWithoutKey_isRefused() {
        Table table = Table.of(Column.ofCategories("key", Arrays.asList("a", null)), Column.ofNumbers("y", 1, 2))
                .target("y");

        assertThatThrownBy(() -> Split.byKey("key").split(table, 0))
                .isInstanceOf(TrainingException.class)
                .hasMessage("row 1 has no key in \"key\"; every row needs one, or divide the rows by something else");
    }

    @Test
    void anEmptyPart_isRefused() {
        assertThatThrownBy(() -> Split.random().split(table(2), 0))
                .isInstanceOf(TrainingException.class)
                .hasMessage(
                        "random().test(0.2) of 2 rows gives 2 to train on, 0 to tune on and 0 to test on; give more rows"
                                + " or other fractions");
        assertThatThrownBy(() -> Split.random().split(table(5).range(0, 0), 0))
                .isInstanceOf(TrainingException.class)
                .hasMessage("the table has no rows to split");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "-0.1, 0", "0.5, 0.5", "0.6, 0.6", "0.2, -0.1", "NaN, 0", "0.2, NaN"})
    void fractionsThatLeaveNothing_areRefused(double test, double validation) {
        assertThatThrownBy(() -> new Split(Split.Kind.RANDOM, "", test, validation))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("test(" + test + ") and validation(" + validation
                        + ") must be in (0, 1) and [0, 1) and together below 1, so that rows to train on are left");
    }

    @Test
    void withers_inAnyOrder_giveEqualValues() {
        assertThat(Split.byTime("day").test(0.3).validation(0.1))
                .isEqualTo(Split.byTime("day").validation(0.1).test(0.3))
                .hasToString("byTime(\"day\").test(0.3).validation(0.1)");
        assertThat(new HashSet<>(splits())).hasSize(splits().size());
    }

    @Test
    void trainPart_knowsNoCategoryOfTheTestPart() {
        Table table = Table.of(
                        Column.ofNumbers("day", 1, 2, 3, 4, 5),
                        Column.ofCategories("colour", List.of("red", "blue", "red", "blue", "green")),
                        Column.ofNumbers("y", 1, 2, 3, 4, 5))
                .target("y");

        assertThat(Split.byTime("day").split(table, 0).train().column("colour").categories())
                .containsExactly("blue", "red");
    }

    @ParameterizedTest
    @CsvSource({"RANDOM", "STRATIFIED"})
    void split_keysOnBothSides_isRefused(Split.Kind kind) {
        Table keyed = table(300).key("customer");

        assertThatThrownBy(() -> new Split(kind, "", 0.2, 0).split(keyed, 1))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("values of the key \"customer\", for example c")
                .hasMessageEndingWith(
                        "have rows to train on and rows to test on, so the test would tell too much; split by"
                                + " the key, Split.byKey(\"customer\"), or by time");
        assertThat(new Split(kind, "", 0.2, 0)
                        .split(table(300).key("id"), 1)
                        .test()
                        .rows())
                .isEqualTo(60);
    }

    @Test
    void aGap_leavesOutWhatIsTooNearBeforeTheNextPart() {
        double[] day = new double[20];
        Arrays.setAll(day, row -> 19 - row);
        Table table = Table.of(Column.ofNumbers("day", day), Column.ofNumbers("id", day), Column.ofNumbers("y", day))
                .target("y");
        Split.Parts plain = Split.byTime("day").test(0.25).validation(0.25).split(table, 0);
        Split.Parts gapped =
                Split.byTime("day").test(0.25).validation(0.25).gap(3).split(table, 0);

        assertThat(plain.train().rows()).isEqualTo(10);
        assertThat(ids(gapped.test())).containsExactlyInAnyOrder(15, 16, 17, 18, 19);
        assertThat(ids(gapped.validation().orElseThrow())).containsExactlyInAnyOrder(10, 11, 12);
        assertThat(ids(gapped.train())).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(ids(Split.byTime("day").test(0.25).gap(0.5).split(table, 0).train()))
                .hasSize(15);
    }

    @Test
    void aGap_onRandomDays_isKept_andOnlyRowsInItAreLost() {
        for (int seed = 0; seed < 50; seed++) {
            Table table = table(200 + seed);
            Split split = Split.byTime("day").test(0.2).gap(4);

            Split.Parts parts = split.split(table, seed);

            double first =
                    Arrays.stream(parts.test().column("day").toNumbers()).min().orElseThrow();
            double last =
                    Arrays.stream(parts.train().column("day").toNumbers()).max().orElseThrow();
            assertThat(last).isLessThanOrEqualTo(first - 4);
            long inGap = Arrays.stream(table.column("day").toNumbers())
                    .filter(day -> day > first - 4 && day < first)
                    .count();
            assertThat(parts.train().rows() + parts.test().rows() + inGap).isEqualTo(table.rows());
        }
    }

    @Test
    void aGap_ofADuration_isForTimes() {
        long day = Duration.ofDays(1).toMillis();
        Table table = Table.of(
                        Column.ofTimes("at", 0, day, 2 * day, 3 * day, 4 * day), Column.ofNumbers("y", 1, 2, 3, 4, 5))
                .target("y");

        assertThat(Split.byTime("at")
                        .gap(Duration.ofDays(2))
                        .split(table, 0)
                        .train()
                        .rows())
                .isEqualTo(3);
        assertThat(Split.byTime("at").gap(Duration.ofDays(2)))
                .isEqualTo(Split.byTime("at").gap(2.0 * day).test(0.2))
                .isNotEqualTo(Split.byTime("at"))
                .hasToString("byTime(\"at\").test(0.2).gap(1.728E8)");
        assertThatThrownBy(() -> Split.byTime("at").gap(Duration.ofDays(9)).split(table, 0))
                .isInstanceOf(TrainingException.class)
                .hasMessage(
                        "byTime(\"at\").test(0.2).gap(7.776E8) of 5 rows gives 0 to train on, 0 to tune on and 1 to test"
                                + " on; give more rows or other fractions, or a shorter gap");
    }

    @Test
    void aGap_thatCannotBe_isRefused() {
        for (double gap : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> Split.byTime("day").gap(gap))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("gap(" + gap
                            + ") of a split BY_TIME must be 0 or more, finite, and is for rows in the order"
                            + " of time only: Split.byTime(column).gap(...)");
        }
        for (Split split : List.of(Split.random(), Split.stratified(), Split.byKey("customer"))) {
            assertThatThrownBy(() -> split.gap(1)).isInstanceOf(IllegalArgumentException.class);
            assertThat(split.gap(0)).isEqualTo(split);
        }
    }
}
