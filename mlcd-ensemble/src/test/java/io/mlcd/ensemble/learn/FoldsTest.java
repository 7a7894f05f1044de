package io.mlcd.ensemble.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.api.TrainingException;
import io.mlcd.api.TrainingException.Reason;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.ensemble.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FoldsTest {
    /** "day" has ties, "customer" comes several times, one row in five is of class b. */
    private static Table table(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] x = new double[rows];
        double[] day = new double[rows];
        List<String> kind = new ArrayList<>();
        List<String> customer = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            x[row] = random.nextDouble();
            day[row] = random.nextInt(Math.max(2, rows / 3));
            kind.add(random.nextInt(5) == 0 || row == 0 ? "b" : "a");
            customer.add("c" + Math.min(random.nextInt(rows), random.nextInt(rows)) / 3);
        }
        return Table.of(
                        Column.ofNumbers("x", x),
                        Column.ofNumbers("day", day),
                        Column.ofCategories("customer", customer),
                        Column.ofCategories("kind", kind))
                .target("kind");
    }

    private static Table withRoles(Folds folds, Table table) {
        return switch (folds.kind()) {
            case GROUPED -> table.key("customer");
            case TIMED -> table.time("day");
            case RANDOM, STRATIFIED -> table;
        };
    }

    static List<Folds> onceEach() {
        return List.of(
                Folds.random(2),
                Folds.random(7),
                Folds.stratified(2),
                Folds.stratified(5),
                Folds.grouped(2),
                Folds.grouped(5));
    }

    @ParameterizedTest
    @MethodSource("onceEach")
    void eachRow_isTestedOnce_andTrainedOnInAllOtherFolds(Folds folds) {
        assertThat(folds.testEachRowOnce()).isTrue();
        for (int seed = 0; seed < 30; seed++) {
            Table table = table(40 + 7 * seed, seed);
            int[] tested = new int[table.rows()];
            int[] trained = new int[table.rows()];
            List<Folds.Fold> divided = folds.divide(withRoles(folds, table), seed);
            assertThat(divided).hasSize(folds.size());
            for (Folds.Fold fold : divided) {
                Arrays.stream(fold.test()).forEach(row -> tested[row]++);
                Arrays.stream(fold.train()).forEach(row -> trained[row]++);
                assertThat(fold.test()).isSorted();
                assertThat(fold.train()).isSorted();
            }
            assertThat(tested).as("seed %s", seed).containsOnly(1);
            assertThat(trained).as("seed %s", seed).containsOnly(folds.count() - 1);
        }
    }

    @Test
    void randomFolds_areAsLargeAsEachOther() {
        for (int rows : new int[] {20, 21, 24, 103}) {
            for (Folds folds : List.of(Folds.random(5), Folds.stratified(5))) {
                assertThat(folds.divide(table(rows, rows), 3))
                        .allSatisfy(fold -> assertThat(fold.test().length).isBetween(rows / 5, (rows + 4) / 5));
            }
        }
    }

    @Test
    void stratifiedFolds_holdAsManyOfAClassAsEachOther_andTheSameSpreadOfNumbers() {
        for (int seed = 0; seed < 30; seed++) {
            Table table = table(200, seed);
            Column kind = table.column("kind");
            List<Integer> ofB = new ArrayList<>();
            for (Folds.Fold fold : Folds.stratified(4).divide(table, seed)) {
                ofB.add((int) Arrays.stream(fold.test())
                        .filter(row -> "b".equals(kind.text(row)))
                        .count());
            }
            assertThat(ofB.stream().mapToInt(Integer::intValue).max().getAsInt()
                            - ofB.stream().mapToInt(Integer::intValue).min().getAsInt())
                    .isLessThanOrEqualTo(1);
            for (Folds.Fold fold : Folds.stratified(4).divide(table.target("x"), seed)) {
                assertThat(Arrays.stream(fold.test())
                                .mapToDouble(row -> table.column("x").number(row))
                                .average()
                                .getAsDouble())
                        .isCloseTo(
                                Arrays.stream(table.column("x").toNumbers())
                                        .average()
                                        .getAsDouble(),
                                within(0.02));
            }
        }
    }

    @Test
    void groupedFolds_keepKeysWhole_andAreAboutAsLarge() {
        for (int seed = 0; seed < 30; seed++) {
            Table table = table(300, seed).key("customer");
            Column key = table.column("customer");
            Map<String, Integer> foldOf = new HashMap<>();
            Map<String, Integer> rowsOf = new HashMap<>();
            List<Folds.Fold> folds = Folds.grouped(4).divide(table, seed);
            for (int fold = 0; fold < folds.size(); fold++) {
                for (int row : folds.get(fold).test()) {
                    Integer other = foldOf.put(key.text(row), fold);
                    assertThat(other == null || other == fold).isTrue();
                    rowsOf.merge(key.text(row), 1, Integer::sum);
                }
            }
            int largest =
                    rowsOf.values().stream().mapToInt(Integer::intValue).max().getAsInt();
            int[] sizes = folds.stream().mapToInt(fold -> fold.test().length).toArray();
            assertThat(Arrays.stream(sizes).max().getAsInt()
                            - Arrays.stream(sizes).min().getAsInt())
                    .isLessThanOrEqualTo(largest);
        }
    }

    @Test
    void groupedFolds_byNumbers_keepKeysWholeToo() {
        Table table = table(60, 1);
        double[] ids = new double[60];
        Arrays.setAll(ids, row -> row % 20);
        Table keyed = table.with(Column.ofNumbers("id", ids)).key("id");
        for (Folds.Fold fold : Folds.grouped(5).divide(keyed, 2)) {
            Set<Integer> tested = new HashSet<>();
            Arrays.stream(fold.test()).forEach(row -> tested.add(row % 20));
            assertThat(fold.test()).hasSize(12);
            assertThat(tested).hasSize(4);
            assertThat(Arrays.stream(fold.train())).noneMatch(row -> tested.contains(row % 20));
        }
    }

    static List<Folds> timed() {
        List<Folds> all = new ArrayList<>();
        for (Folds folds : List.of(Folds.timed(1), Folds.timed(4))) {
            all.add(folds);
            all.add(folds.gap(3));
            all.add(folds.window(1));
            all.add(folds.window(2).gap(2.5));
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("timed")
    void timedFolds_trainOnlyOnWhatIsAGapBefore_andWithinTheWindow(Folds folds) {
        for (int seed = 0; seed < 30; seed++) {
            Table table = table(150 + seed, seed).time("day");
            Column day = table.column("day");
            List<Folds.Fold> divided = folds.divide(table, seed);
            int[] tested = new int[table.rows()];
            double lastBefore = Double.NEGATIVE_INFINITY;
            for (Folds.Fold fold : divided) {
                double first = Arrays.stream(fold.test())
                        .mapToDouble(day::number)
                        .min()
                        .getAsDouble();
                double last = Arrays.stream(fold.test())
                        .mapToDouble(day::number)
                        .max()
                        .getAsDouble();
                assertThat(first).isGreaterThan(lastBefore);
                lastBefore = last;
                Arrays.stream(fold.test()).forEach(row -> tested[row]++);
                assertThat(Arrays.stream(fold.train()).boxed())
                        .allSatisfy(row ->
                                assertThat(day.number(row)).isLessThan(first).isLessThanOrEqualTo(first - folds.gap()));
                int before = (int) IntStream.range(0, table.rows())
                        .filter(row -> day.number(row) < first && day.number(row) <= first - folds.gap())
                        .count();
                if (folds.window() == 0) {
                    assertThat(fold.train()).hasSize(before);
                }
            }
            assertThat(tested).containsOnly(0, 1);
            assertThat(Arrays.stream(tested).sum())
                    .as("all but the first block")
                    .isCloseTo(table.rows() * folds.count() / (folds.count() + 1), within(folds.count() * 8));
        }
    }

    @Test
    void timedFolds_byHand() {
        // Twelve moments in four blocks of three; the rows are given backwards.
        double[] day = new double[12];
        Arrays.setAll(day, row -> 11 - row);
        Table table = Table.of(Column.ofNumbers("day", day), Column.ofNumbers("y", day))
                .time("day");

        assertThat(days(Folds.timed(3), table)).containsExactly("0-2 | 3-5", "0-5 | 6-8", "0-8 | 9-11");
        assertThat(days(Folds.timed(3).window(1), table)).containsExactly("0-2 | 3-5", "3-5 | 6-8", "6-8 | 9-11");
        assertThat(days(Folds.timed(3).window(2), table)).containsExactly("0-2 | 3-5", "0-5 | 6-8", "3-8 | 9-11");
        assertThat(days(Folds.timed(3).gap(2), table)).containsExactly("0-1 | 3-5", "0-4 | 6-8", "0-7 | 9-11");
        assertThat(days(Folds.timed(3).gap(3).window(2), table))
                .containsExactly("0-0 | 3-5", "0-3 | 6-8", "3-6 | 9-11");
    }

    private static List<String> days(Folds folds, Table table) {
        return folds.divide(table, 0).stream()
                .map(fold -> range(fold.train(), table) + " | " + range(fold.test(), table))
                .toList();
    }

    private static String range(int[] rows, Table table) {
        double[] days = Arrays.stream(rows)
                .mapToDouble(table.column("day")::number)
                .sorted()
                .toArray();
        assertThat(days[days.length - 1] - days[0]).isEqualTo(days.length - 1);
        return (int) days[0] + "-" + (int) days[days.length - 1];
    }

    @Test
    void timedFolds_ofTimes_takeADuration() {
        long day = Duration.ofDays(1).toMillis();
        long[] at = new long[12];
        Arrays.setAll(at, row -> row * day);
        Table table = Table.of(Column.ofTimes("at", at), Column.ofNumbers("y", new double[12]))
                .time("at");

        assertThat(Folds.timed(3)
                        .gap(Duration.ofDays(2))
                        .divide(table, 0)
                        .get(0)
                        .train())
                .containsExactly(0, 1);
        assertThat(Folds.timed(3).gap(Duration.ofDays(2)))
                .isEqualTo(Folds.timed(3).gap(2.0 * day));
    }

    @ParameterizedTest
    @MethodSource("onceEach")
    void sameSeed_sameFolds_anotherSeed_others(Folds folds) {
        Table table = withRoles(folds, table(200, 9));

        assertThat(rows(folds.divide(table, 4))).isEqualTo(rows(folds.divide(table, 4)));
        assertThat(rows(folds.divide(table, 4))).isNotEqualTo(rows(folds.divide(table, 5)));
    }

    @Test
    void repeatedFolds_differ_andTheFirstOnesAreThoseOfOnce() {
        for (Folds folds : List.of(Folds.random(4), Folds.stratified(4), Folds.grouped(4))) {
            Table table = withRoles(folds, table(200, 9));
            List<Folds.Fold> repeated = folds.repeated(3).divide(table, 4);

            assertThat(repeated).hasSize(12).hasSize(folds.repeated(3).size());
            assertThat(folds.repeated(3).testEachRowOnce()).isFalse();
            assertThat(rows(repeated.subList(0, 4))).isEqualTo(rows(folds.divide(table, 4)));
            assertThat(new HashSet<>(List.of(
                            rows(repeated.subList(0, 4)), rows(repeated.subList(4, 8)), rows(repeated.subList(8, 12)))))
                    .hasSize(3);
            int[] tested = new int[200];
            repeated.forEach(fold -> Arrays.stream(fold.test()).forEach(row -> tested[row]++));
            assertThat(tested).containsOnly(3);
        }
    }

    private static List<List<Integer>> rows(List<Folds.Fold> folds) {
        return folds.stream()
                .map(fold -> Arrays.stream(fold.test()).boxed().toList())
                .toList();
    }

    static List<Arguments> bad() {
        return List.of(
                bad(() -> Folds.random(1), "folds: count was 1 but must be at least 2"),
                bad(() -> Folds.stratified(0), "folds: count was 0 but must be at least 2"),
                bad(() -> Folds.grouped(-3), "folds: count was -3 but must be at least 2"),
                bad(() -> Folds.timed(0), "folds: count was 0 but must be at least 1"),
                bad(() -> Folds.random(3).repeated(0), "folds: repeats was 0 but must be at least 1"),
                bad(
                        () -> Folds.timed(3).repeated(2),
                        "folds: repeats was 2 but must be 1 for timed folds, which are the same every time"),
                bad(() -> Folds.timed(3).window(0), "folds: window was 0 but must be at least 1 block"),
                bad(() -> Folds.random(3).window(2), "folds: window was 2 but must be left out unless folds are timed"),
                bad(() -> Folds.grouped(3).gap(2), "folds: gap was 2.0 but must be left out unless folds are timed"),
                bad(() -> Folds.timed(3).gap(-1), "folds: gap was -1.0 but must be finite, and 0 or more"),
                bad(
                        () -> Folds.timed(3).gap(Duration.ofMillis(-5)),
                        "folds: gap was -5.0 but must be finite, and 0 or more"),
                bad(() -> Folds.timed(3).gap(Double.NaN), "folds: gap was NaN but must be finite, and 0 or more"),
                bad(
                        () -> Folds.timed(3).gap(Double.POSITIVE_INFINITY),
                        "folds: gap was Infinity but must be finite, and 0 or more"),
                bad(
                        () -> new Folds(Folds.Kind.RANDOM, 1, 0, 2, 3),
                        "folds: count was 1 but must be at least 2; repeats was 0 but must be at least 1; window was 2 but"
                                + " must be left out unless folds are timed; gap was 3.0 but must be left out unless folds"
                                + " are timed"));
    }

    private static Arguments bad(Supplier<Folds> folds, String message) {
        return Arguments.of(folds, message);
    }

    @ParameterizedTest
    @MethodSource("bad")
    void foldsThatCannotBe_areRefused(Supplier<Folds> folds, String message) {
        assertThatThrownBy(folds::get)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    static List<Arguments> badTables() {
        Table table = table(20, 1);
        List<String> someMissing = new ArrayList<>(Collections.nCopies(20, "k"));
        someMissing.set(7, null);
        double[] oneMissing = new double[20];
        oneMissing[3] = Double.NaN;
        return List.of(
                Arguments.of(
                        Folds.random(21),
                        table,
                        Reason.NO_ROWS,
                        "random(21) of 20 rows gives a fold with 20 to train on and 0 to test on; give more rows, or fewer"
                                + " folds"),
                Arguments.of(
                        Folds.grouped(3),
                        table,
                        Reason.BAD_COLUMN,
                        "grouped(3) needs to know whose each row is: table.key(name)"),
                Arguments.of(
                        Folds.grouped(3),
                        table.with(Column.ofCategories("k", someMissing)).key("k"),
                        Reason.BAD_COLUMN,
                        "row 7 has no key in \"k\"; every row needs one, or use other folds"),
                Arguments.of(
                        Folds.grouped(3),
                        table.key("kind"),
                        Reason.NO_ROWS,
                        "grouped(3) needs at least 3 different keys, but \"kind\" has 2; use fewer folds"),
                Arguments.of(
                        Folds.timed(3),
                        table,
                        Reason.BAD_COLUMN,
                        "timed(3) needs to know what orders the rows: table.time(name)"),
                Arguments.of(
                        Folds.timed(3),
                        table.time("customer"),
                        Reason.BAD_COLUMN,
                        "rows cannot be ordered by \"customer\": it holds categories; name a column of times or numbers,"
                                + " table.time(name)"),
                Arguments.of(
                        Folds.timed(3),
                        table.with(Column.ofNumbers("t", oneMissing)).time("t"),
                        Reason.BAD_COLUMN,
                        "row 3 has no time in \"t\"; every row needs one, or use other folds"),
                Arguments.of(
                        Folds.timed(1),
                        table.with(Column.ofNumbers("t", new double[20])).time("t"),
                        Reason.NO_ROWS,
                        "timed(1) of 20 rows gives a fold with 20 to train on and 0 to test on; give more rows, or fewer"
                                + " folds"),
                Arguments.of(
                        Folds.timed(1).gap(1000),
                        table.time("day"),
                        Reason.NO_ROWS,
                        "timed(1).gap(1000.0) of 20 rows gives a fold with 0 to train on and %d to test on; give more rows,"
                                + " or fewer folds, or a shorter gap"));
    }

    @ParameterizedTest
    @MethodSource("badTables")
    void tablesThatCannotBeDivided_areRefused(Folds folds, Table table, Reason reason, String message) {
        assertThatThrownBy(() -> folds.divide(table, 0)).isInstanceOfSatisfying(TrainingException.class, e -> {
            assertThat(e.reason()).isEqualTo(reason);
            assertThat(e.getMessage().replaceAll("and [1-9]\\d* to test", "and %d to test"))
                    .isEqualTo(message.replaceAll("and [1-9]\\d* to test", "and %d to test"));
        });
    }

    @ParameterizedTest
    @CsvSource({"RANDOM, random", "STRATIFIED, stratified"})
    void keysInSeveralFolds_areALeak(Folds.Kind kind, String name) {
        Folds folds = new Folds(kind, 3, 1, 0, 0);
        Table oneEach = table(30, 2).key("x");
        Table keyed = table(30, 2)
                .with(Column.ofNumbers(
                        "id",
                        IntStream.range(0, 30)
                                .mapToDouble(row -> Math.floorDiv(row, 6))
                                .toArray()))
                .key("id");

        assertThat(folds.divide(oneEach, 1)).hasSize(3);
        assertThatThrownBy(() -> folds.divide(keyed, 1))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LEAK))
                .hasMessage(
                        "5 values of the key \"id\" have rows in several folds, so a fold would be tested on whom it knows;"
                                + " use Folds.grouped(3), or Folds.timed(3)");
        assertThat(folds).hasToString(name + "(3)");
    }

    @Test
    void rowsOfNobody_areNoLeak() {
        Table keyed = table(30, 2)
                .with(Column.ofNumbers(
                        "id",
                        IntStream.range(0, 30)
                                .mapToDouble(row -> row % 2 == 0 ? Double.NaN : row)
                                .toArray()))
                .key("id");

        assertThat(Folds.random(3).divide(keyed, 1)).hasSize(3);
    }

    /** A bag holds some rows more than once; what was fitted to one copy knows the others. */
    @ParameterizedTest
    @MethodSource("ofBags")
    void inAMember_copiesOfARowStayTogether(Folds folds) {
        int[] drawn = Draw.withReplacement(100, 100, new SplittableRandom(3));
        Table table = Samples.classes(100, 2, 1);
        double[] hours = IntStream.range(0, 100).asDoubleStream().toArray();
        Table bag = table.with(Column.ofNumbers("hour", hours)).time("hour").rows(drawn);
        Fit fit = Fit.standard().seed(5);

        List<Folds.Fold> divided = folds.divide(bag, fit.asMember());

        assertThat(divided).hasSize(folds.size());
        int tested = 0;
        for (Folds.Fold fold : divided) {
            Set<Integer> trained = new HashSet<>();
            Arrays.stream(fold.train()).forEach(row -> trained.add(drawn[row]));
            assertThat(Arrays.stream(fold.test()).map(row -> drawn[row])).noneMatch(trained::contains);
            assertThat(fold.train()).isSorted();
            assertThat(fold.test()).isSorted();
            tested += fold.test().length;
        }
        assertThat(tested).isEqualTo(folds.testEachRowOnce() ? 100 : tested).isPositive();
        assertThat(folds.divide(bag, fit)).usingRecursiveComparison().isEqualTo(folds.divide(bag, fit.seed()));
    }

    static List<Folds> ofBags() {
        return List.of(Folds.random(5), Folds.stratified(4), Folds.stratified(3).repeated(2), Folds.timed(3));
    }

    /** Where most rows are equal by nature, to keep them together would leave too few to divide. */
    @Test
    void inAMember_rowsThatAreEqualByNatureAreDivided() {
        List<String> few = new ArrayList<>();
        for (int row = 0; row < 60; row++) {
            few.add(row % 2 == 0 ? "a" : "b");
        }
        Table table = Table.of(Column.ofCategories("c", few), Column.ofCategories("y", few))
                .target("y");
        assertThat(Folds.stratified(5).divide(table, Fit.standard().asMember()))
                .usingRecursiveComparison()
                .isEqualTo(Folds.stratified(5).divide(table, 0));
    }

    @Test
    void theyAreValues_withersInAnyOrder() {
        assertThat(Folds.timed(4).window(2).gap(1))
                .isEqualTo(Folds.timed(4).gap(1).window(2));
        assertThat(Folds.timed(4).window(2).gap(1)).hasToString("timed(4).window(2).gap(1.0)");
        assertThat(Folds.stratified(5).repeated(3)).hasToString("stratified(5).repeated(3)");
        assertThat(Folds.grouped(5)).hasToString("grouped(5)");
    }

    @Test
    void groups_countFromTheirFirstRows() {
        Groups byText = Groups.of(Column.ofCategories("k", Arrays.asList("z", null, "a", "z", "m", "a")));
        Groups byNumber = Groups.of(Column.ofNumbers("k", 9, Double.NaN, 1, 9, 4, 1));

        assertThat(byText.of()).containsExactly(0, Groups.NONE, 1, 0, 2, 1);
        assertThat(byText.count()).isEqualTo(3);
        assertThat(byNumber.of()).containsExactly(byText.of());
        assertThat(byNumber.count()).isEqualTo(3);
    }

    @Test
    void sortStably_isAStableSort() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int rows = random.nextInt(1, 70);
            double[] keys = random.ints(rows, -3, 4)
                    .mapToDouble(key -> key == 3 ? Double.NaN : key * 0.0 + key)
                    .toArray();
            int[] order = Draw.shuffled(rows, seed);
            int[] expected = Arrays.stream(order)
                    .boxed()
                    .sorted((a, b) -> Double.compare(keys[a], keys[b]))
                    .mapToInt(Integer::intValue)
                    .toArray();

            Order.sortStably(order, keys);

            assertThat(order).as("seed %s", seed).isEqualTo(expected);
        }
    }

    /** A bound that only boxes and lists would break: a million rows in ten folds of each kind. */
    @Test
    @Timeout(30)
    void aMillionRows_areDividedInSeconds() {
        int rows = 1_000_000;
        SplittableRandom random = new SplittableRandom(1);
        double[] y = random.doubles(rows).toArray();
        double[] id = random.ints(rows, 0, 200_000).asDoubleStream().toArray();
        Table table =
                Table.of(Column.ofNumbers("y", y), Column.ofNumbers("id", id)).target("y");
        List<Folds> all = List.of(Folds.random(10), Folds.stratified(10));

        all.forEach(folds -> assertThat(folds.divide(table, 1)).hasSize(10));
        assertThat(Folds.grouped(10).divide(table.key("id"), 1)).hasSize(10);
        assertThat(Folds.timed(10).divide(table.time("id"), 1)).hasSize(10);
    }
}
