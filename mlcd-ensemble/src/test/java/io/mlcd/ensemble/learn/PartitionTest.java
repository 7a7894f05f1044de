package io.mlcd.ensemble.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.ensemble.Samples;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionTest {
    private static final long DAY = 24 * 3600 * 1000L;

    /** Customers of several rows, regions of very different sizes, days, a number with ties, all with a target. */
    private static Table customers(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> customers = new ArrayList<>();
        List<String> regions = new ArrayList<>();
        double[] ages = new double[rows];
        long[] days = new long[rows];
        for (int row = 0; row < rows; row++) {
            customers.add("c" + random.nextInt(rows / 3));
            regions.add("r" + (int) Math.floor(20 * Math.pow(random.nextDouble(), 3)));
            ages[row] = random.nextInt(20) == 0 ? Double.NaN : 18 + random.nextInt(60);
            days[row] = random.nextInt(100) * DAY;
        }
        return Samples.classes(rows, 2, seed)
                .with(Column.ofCategories("customer", customers))
                .with(Column.ofCategories("region", regions))
                .with(Column.ofNumbers("age", ages))
                .with(Column.ofTimes("date", days));
    }

    static List<Partition> all() {
        return List.of(
                Partition.random(4),
                Partition.stratified(4),
                Partition.byHash("customer", 4),
                Partition.byGroup("region", 4),
                Partition.byCategory("region").minRows(40),
                Partition.byCategory("colour"),
                Partition.byQuantiles("age", 4),
                Partition.byTime("date", 4),
                Partition.byTime("date", Duration.ofDays(25)),
                Partition.byTime("x", 3),
                Partition.byClusters(4),
                Partition.by("parity", (table, row) -> row % 3 == 0 ? "third" : "other"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyRow_isInOnePart_andTheSameSeedGivesTheSame(Partition partition) {
        Table given = customers(600, 3);
        Table table = partition.toString().startsWith("stratified") ? given.drop("date") : given;

        List<int[]> parts = partition.divide(table, 5);

        assertThat(parts)
                .hasSizeGreaterThan(1)
                .allSatisfy(rows -> assertThat(rows).isNotEmpty().isSorted());
        assertThat(parts.stream().flatMapToInt(Arrays::stream).sorted().toArray())
                .isEqualTo(IntStream.range(0, 600).toArray());
        assertThat(partition.divide(table, 5)).usingRecursiveComparison().isEqualTo(parts);
    }

    /** The partitions by values do not depend on the seed, nor on where rows are. */
    @ParameterizedTest
    @MethodSource("all")
    void rowsInAnotherOrder_areDividedAlike_whereValuesDecide(Partition partition) {
        String kind = partition.toString();
        if (kind.startsWith("random")
                || kind.startsWith("stratified")
                || kind.startsWith("byClusters")
                || kind.startsWith("by(")
                || kind.startsWith("byGroup")) {
            return;
        }
        Table given = customers(600, 3);
        Table table = given.rows(Arrays.stream(Draw.shuffled(600, 9))
                .filter(row -> !given.column("age").isMissing(row)
                        && !given.column("colour").isMissing(row))
                .toArray());
        int[] turned = IntStream.range(0, table.rows())
                .map(row -> table.rows() - 1 - row)
                .toArray();

        assertThat(keysOf(partition.divide(table, 1), table))
                .isEqualTo(keysOf(partition.divide(table.rows(turned), 2), table.rows(turned)));
    }

    /** For each part the noise of its rows, which is as good as a row number. */
    private static Set<Set<Double>> keysOf(List<int[]> parts, Table table) {
        Set<Set<Double>> all = new HashSet<>();
        for (int[] rows : parts) {
            Set<Double> noise = new HashSet<>();
            for (int row : rows) {
                noise.add(table.column("noise").number(row));
            }
            all.add(noise);
        }
        return all;
    }

    @Test
    void byHash_putsAKeyIntoOnePart_theSameInEveryTable() {
        Table table = customers(900, 1);
        Table other = customers(900, 2);

        Map<String, Integer> here = partOf(Partition.byHash("customer", 5), table, "customer");
        Map<String, Integer> there = partOf(Partition.byHash("customer", 5), other, "customer");

        Set<String> both = new HashSet<>(here.keySet());
        both.retainAll(there.keySet());
        assertThat(both).hasSizeGreaterThan(100);
        assertThat(both).allSatisfy(key -> assertThat(here.get(key)).isEqualTo(there.get(key)));
        assertThat(Partition.byHash("customer", 5).divide(table, 1))
                .allSatisfy(rows -> assertThat(rows.length).isBetween(100, 260));
    }

    /** SHA-256 of the text decides; another program computed these places, and they must stay, on every JDK. */
    @Test
    void byHash_givesTheseKeysTheseParts_forEver() {
        List<String> keys = IntStream.range(0, 12).mapToObj(i -> "k" + i).toList();
        Table table = Table.of(Column.ofCategories("key", keys), Column.ofNumbers("y", new double[12]));

        Map<String, Integer> parts = partOf(Partition.byHash("key", 3), table, "key");

        assertThat(keys.stream().map(parts::get).toList()).isEqualTo(List.of(PLACES));
    }

    private static final Integer[] PLACES = {2, 1, 0, 0, 1, 1, 0, 2, 1, 2, 0, 0};

    /** Each key's part; fails if a key is in two. */
    private static Map<String, Integer> partOf(Partition partition, Table table, String column) {
        Map<String, Integer> partOf = new HashMap<>();
        List<int[]> parts = partition.divide(table, 0);
        for (int part = 0; part < parts.size(); part++) {
            for (int row : parts.get(part)) {
                Integer before = partOf.put(table.column(column).text(row), part);
                assertThat(before == null || before == part).isTrue();
            }
        }
        return partOf;
    }

    @Test
    void byGroup_keepsGroupsWhole_andBalances() {
        Table table = customers(3000, 4);

        partOf(Partition.byGroup("region", 4), table, "region");
        List<Integer> sizes = Partition.byGroup("customer", 4).divide(table, 0).stream()
                .map(rows -> rows.length)
                .toList();

        assertThat(Collections.max(sizes) - Collections.min(sizes)).isLessThanOrEqualTo(1);
    }

    @Test
    void byCategory_putsRareValuesTogether() {
        List<String> texts = new ArrayList<>();
        for (String text : List.of("a:30", "b:25", "c:4", "d:3", "e:12")) {
            texts.addAll(Collections.nCopies(Integer.parseInt(text.substring(2)), text.substring(0, 1)));
        }
        Table table = Table.of(
                Column.ofCategories("c", texts),
                Column.ofNumbers("y", IntStream.range(0, 74).asDoubleStream().toArray()));

        assertThat(sizes(Partition.byCategory("c"), table)).containsExactly(30, 25, 4, 3, 12);
        assertThat(sizes(Partition.byCategory("c").minRows(5), table)).containsExactly(30, 25, 12, 4 + 3);
        assertThat(sizes(Partition.byCategory("c").minRows(4), table)).containsExactly(30, 25, 12, 4 + 3);
        assertThat(sizes(Partition.byCategory("c").minRows(20), table))
                .as("19 rare ones are too few, so the 25 join them")
                .containsExactly(30, 25 + 19);
    }

    private static List<Integer> sizes(Partition partition, Table table) {
        return partition.divide(table, 0).stream().map(rows -> rows.length).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 10})
    void byQuantiles_givesRangesOfEqualSize(int parts) {
        double[] values = new SplittableRandom(1).doubles(1000).toArray();
        Table table = Table.of(Column.ofNumbers("v", values), Column.ofNumbers("y", values));

        List<int[]> divided = Partition.byQuantiles("v", parts).divide(table, 0);

        double before = Double.NEGATIVE_INFINITY;
        for (int[] rows : divided) {
            assertThat(rows.length).isBetween(1000 / parts, 1000 / parts + 1);
            assertThat(Arrays.stream(rows).mapToDouble(row -> values[row]).min().orElseThrow())
                    .isGreaterThan(before);
            before = Arrays.stream(rows).mapToDouble(row -> values[row]).max().orElseThrow();
        }
    }

    @Test
    void byQuantiles_keepsEqualNumbersTogether_andLeavesNoPartEmpty() {
        double[] values = {5, 5, 5, 5, 5, 5, 5, 5, 1, 9, -0.0, 0.0};
        Table table = Table.of(Column.ofNumbers("v", values), Column.ofNumbers("y", values));

        for (int parts = 2; parts <= 4; parts++) {
            Set<Double> seen = new HashSet<>();
            List<int[]> divided = Partition.byQuantiles("v", parts).divide(table, 0);
            assertThat(divided).hasSize(parts);
            for (int[] rows : divided) {
                Set<Double> its = new HashSet<>();
                Arrays.stream(rows).forEach(row -> its.add(values[row] + 0.0));
                assertThat(its).isNotEmpty();
                assertThat(Collections.disjoint(its, seen)).isTrue();
                seen.addAll(its);
            }
        }
    }

    @Test
    void byTime_keepsMomentsWhole_oldestFirst() {
        Table table = customers(500, 8);
        for (Partition partition :
                List.of(Partition.byTime("date", 5), Partition.byTime("date", Duration.ofDays(20)))) {
            long before = Long.MIN_VALUE;
            List<int[]> parts = partition.divide(table, 0);
            assertThat(parts).hasSize(5);
            for (int[] rows : parts) {
                assertThat(Arrays.stream(rows)
                                .mapToLong(row -> table.column("date").millis(row))
                                .min()
                                .orElseThrow())
                        .isGreaterThan(before);
                before = Arrays.stream(rows)
                        .mapToLong(row -> table.column("date").millis(row))
                        .max()
                        .orElseThrow();
            }
        }
    }

    @Test
    void byTime_leavesOutWindowsWithoutRows() {
        Table table = Table.of(Column.ofTimes("t", 0, DAY, 50 * DAY, 51 * DAY), Column.ofNumbers("y", 1, 2, 3, 4));

        assertThat(Partition.byTime("t", Duration.ofDays(10)).divide(table, 0)).hasSize(2);
    }

    @Test
    void byTime_ofMonths_followsTheCalendar() {
        long[] days = IntStream.range(0, 366).mapToLong(day -> day * DAY).toArray(); // 1970 and the first of 1971
        Table table = Table.of(Column.ofTimes("t", days), Column.ofNumbers("y", new double[366]));

        assertThat(sizes(Partition.byTime("t", Period.ofMonths(1)), table))
                .containsExactly(31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 1);
        assertThat(sizes(Partition.byTime("t", Period.ofYears(1)), table)).containsExactly(365, 1);
        assertThatThrownBy(() -> Partition.byTime("t", Period.ofMonths(-1)))
                .hasMessage("a window of time was P-1M long but must be a java.time.Duration or Period above 0");
    }

    /** Three heaps far from each other are found, whatever their scale; one of them only a category tells. */
    @Test
    void byClusters_findsHeaps() {
        SplittableRandom random = new SplittableRandom(4);
        double[] x = new double[300];
        double[] y = new double[300];
        List<String> shape = new ArrayList<>();
        for (int row = 0; row < 300; row++) {
            x[row] = (row % 3 == 0 ? 1000 : 0) + random.nextDouble(20);
            y[row] = (row % 3 == 1 ? 0.001 : 0) + random.nextDouble(0.00001);
            shape.add(row % 3 == 2 ? "round" : "flat");
        }
        Table table = Table.of(Column.ofNumbers("x", x), Column.ofNumbers("y", y), Column.ofCategories("shape", shape));

        List<int[]> parts = Partition.byClusters(3).divide(table, 2);

        assertThat(parts).hasSize(3).allSatisfy(rows -> {
            assertThat(rows).hasSize(100);
            assertThat(Arrays.stream(rows).map(row -> row % 3).distinct().count())
                    .isEqualTo(1);
        });
    }

    /** An oracle: the nearest centre by plain distances, with centres taken as the means of a converged clustering. */
    @Test
    void byClusters_putsEachRowToTheNearestMean() {
        SplittableRandom random = new SplittableRandom(7);
        double[] x = random.doubles(400).toArray();
        double[] y = random.doubles(400).toArray();
        Table table = Table.of(Column.ofNumbers("x", x), Column.ofNumbers("y", y));
        List<int[]> parts = Partition.byClusters(3).divide(table, 2);
        Function<double[], Double> deviation = values -> {
            double mean = Arrays.stream(values).average().orElseThrow();
            return Math.sqrt(Arrays.stream(values)
                    .map(v -> (v - mean) * (v - mean))
                    .average()
                    .orElseThrow());
        };
        double sx = deviation.apply(x);
        double sy = deviation.apply(y);
        double[][] means = new double[3][];
        for (int part = 0; part < 3; part++) {
            int[] rows = parts.get(part);
            means[part] = new double[] {
                Arrays.stream(rows).mapToDouble(row -> x[row] / sx).average().orElseThrow(),
                Arrays.stream(rows).mapToDouble(row -> y[row] / sy).average().orElseThrow()
            };
        }
        int wrong = 0;
        for (int part = 0; part < 3; part++) {
            for (int row : parts.get(part)) {
                double own = Math.hypot(x[row] / sx - means[part][0], y[row] / sy - means[part][1]);
                for (double[] mean : means) {
                    wrong += Math.hypot(x[row] / sx - mean[0], y[row] / sy - mean[1]) < own - 1e-9 ? 1 : 0;
                }
            }
        }
        assertThat(wrong).isZero();
    }

    // ------------------------------------------------------------------ refusals

    static List<Object[]> refused() {
        return List.of(
                new Object[] {Partition.byHash("nope", 3), "there is no column \"nope\"; the columns are [x, "},
                new Object[] {Partition.byGroup("nope", 3), "there is no column \"nope\"; the columns are [x, "},
                new Object[] {Partition.byCategory("nope"), "there is no column \"nope\"; the columns are [x, "},
                new Object[] {Partition.byQuantiles("nope", 3), "there is no column \"nope\"; the columns are [x, "},
                new Object[] {Partition.byTime("nope", 3), "there is no column \"nope\"; the columns are [x, "},
                new Object[] {Partition.byHash("colour", 3), "\"colour\" is missing in 7 of 100 rows; leave these out"},
                new Object[] {Partition.byGroup("kind", 3), "has 2 different values, but there are to be 3 parts"},
                new Object[] {Partition.byHash("kind", 9), "of 9 among 100 rows; use fewer parts, or Partition.byGroup"
                },
                new Object[] {Partition.byCategory("x"), "\"x\" is a NUMBER; make it a category, table.asCategory"},
                new Object[] {
                    Partition.byCategory("colour").minRows(1000),
                    "give 1 parts, [colour other], but there must be at least 2; lower minRows, or divide"
                },
                new Object[] {
                    Partition.byQuantiles("colour", 3), "is a CATEGORY, not a number; use Partition.byCategory"
                },
                new Object[] {Partition.byQuantiles("flag", 3), "has 2 different values, but there are to be 3 parts"},
                new Object[] {Partition.byTime("y", 3), "\"y\" is missing in "},
                new Object[] {Partition.byTime("colour", 3), "holds categories, not times or numbers"},
                new Object[] {Partition.byTime("x", Duration.ofDays(1)), "holds numbers, not times"},
                new Object[] {
                    Partition.by("all", (table, row) -> "same"), "puts all 100 rows into the part [same]; it must name"
                });
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatCannotBeDivided_isRefused_sayingWhatToDo(Partition partition, String message) {
        double[] flag = IntStream.range(0, 100).mapToDouble(row -> row % 2).toArray();
        Table table = Samples.classes(100, 2, 5).with(Column.ofNumbers("flag", flag));

        assertThatThrownBy(() -> partition.divide(table, 0))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("the rows cannot be divided by " + partition + ": ")
                .hasMessageContaining(message);
    }

    @Test
    void clustersOfEqualRows_andInfiniteNumbers_areRefused() {
        Table same = Table.of(Column.ofNumbers("x", 1, 1, 1), Column.ofNumbers("y", 1, 2, 3))
                .target("y");
        Table infinite = Table.of(Column.ofNumbers("x", 1, 2, Double.POSITIVE_INFINITY));

        assertThatThrownBy(() -> Partition.byClusters(2).divide(same, 0))
                .hasMessageEndingWith("there are 1 different rows; use fewer clusters, or Partition.random(k)");
        assertThatThrownBy(() -> Partition.byClusters(2).divide(infinite, 0))
                .hasMessageContaining("\"x\" is infinite in row 2");
    }

    /** A one-hot sample of 100,000 categories would take 8 GB. */
    @Test
    void clustersOfTooManyCategories_areRefused() {
        List<String> ids = IntStream.range(0, 2_000).mapToObj(row -> "id" + row).toList();
        Table table = Table.of(
                        Column.ofCategories("id", ids),
                        Column.ofNumbers("x", new double[2_000]),
                        Column.ofNumbers("y", new double[2_000]))
                .target("y");

        assertThat(Partition.byClusters(2).divide(table.drop("x"), 0)).hasSize(2);
        assertThatThrownBy(() -> Partition.byClusters(2).divide(table, 0))
                .isInstanceOf(TrainingException.class)
                .hasMessage(
                        "the rows cannot be divided by byClusters(2): each number and each category is a coordinate, which"
                                + " makes 2001, of which \"id\" has 2000, but there may be at most 2000; drop such"
                                + " columns, table.drop(names), or put rare categories together,"
                                + " Prepared.by(Preparation.standard().rareCategories(20), learner)");
    }

    @Test
    void anInterrupt_endsTheSearchForCentres() {
        Table table = customers(300, 3).target("kind");
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> Partition.byClusters(3).divide(table, 0))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageStartingWith(
                            "the rows were not divided by byClusters(3): the thread was interrupted, and");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Partitioned.by(Partition.byClusters(3), (part, fit) -> {
                            throw new AssertionError("interrupted before");
                        })
                        .fit(table))
                .isInstanceOf(InterruptedException.class)
                .hasMessage("the fit was interrupted while byClusters(3) looked for the centres");
        assertThat(Thread.interrupted()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1", "0", "-2"})
    void fewerThanTwoParts_areRefused(int parts) {
        String message = "a partition into " + parts + " parts is none; give at least 2";
        assertThatThrownBy(() -> Partition.byHash("a", parts)).hasMessage(message);
        assertThatThrownBy(() -> Partition.byGroup("a", parts)).hasMessage(message);
        assertThatThrownBy(() -> Partition.byQuantiles("a", parts)).hasMessage(message);
        assertThatThrownBy(() -> Partition.byTime("a", parts)).hasMessage(message);
        assertThatThrownBy(() -> Partition.byClusters(parts)).hasMessage(message);
        assertThatThrownBy(() -> Partition.byCategory("a").minRows(parts - 1))
                .hasMessage("minRows was " + (parts - 1) + " but must be at least 1");
        assertThatThrownBy(() -> Partition.byTime("a", Duration.ofDays(parts - 1)))
                .hasMessageEndingWith("long but must be a java.time.Duration or Period above 0");
    }

    @Test
    void partitions_areValuesThatPrintAsTheirCalls() {
        assertThat(Partition.byCategory("a").minRows(3))
                .isEqualTo(Partition.byCategory("a").minRows(3));
        assertThat(all().stream().map(Object::toString).toList())
                .contains(
                        "byHash(\"customer\", 4)",
                        "byGroup(\"region\", 4)",
                        "byCategory(\"region\").minRows(40)",
                        "byQuantiles(\"age\", 4)",
                        "byTime(\"date\", 4)",
                        "byTime(\"date\", PT600H)",
                        "byClusters(4)",
                        "by(\"parity\")");
    }
}
