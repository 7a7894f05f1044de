package io.mlcd.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.Row;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final Table TABLE = Table.of(
                    Column.ofNumbers("tenure", 1, 34, Double.NaN, 5),
                    Column.ofCategories("contract", Arrays.asList("monthly", "yearly", null, "daily")),
                    Column.ofTimes("since", 0, 1_000, Column.MISSING_MILLIS, 5),
                    Column.ofNumbers("weight", 1, 2, 3, 4),
                    Column.ofCategories("churn", List.of("yes", "no", "no", "yes")))
            .target("churn")
            .weights("weight");

    private static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }

    @Test
    void of_twoColumnsOfOneNameOrOtherLengths_areRefused() {
        assertThatThrownBy(() -> Table.of(Column.ofNumbers("a"), Column.ofTimes("a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two columns are named \"a\"; rename one with Column.named(String)");
        assertThatThrownBy(() -> Table.of(Column.ofNumbers("a", 1, 2), Column.ofNumbers("b", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("column \"b\" has 1 rows, but \"a\" has 2; all must have the same");
        assertThat(Table.of().rows()).isZero();
    }

    @Test
    void ofMaps_findsTheTypesAndTheMissingValues() {
        Table table = Table.ofMaps(List.of(
                map("n", 1, "t", "x", "b", true, "only", null),
                map("n", 2.5f, "t", 'c', "late", LocalDate.of(1970, 1, 2), "only", null),
                map("t", null, "b", Thread.State.NEW)));
        assertThat(table)
                .isEqualTo(Table.of(
                        Column.ofNumbers("n", 1, 2.5, Double.NaN),
                        Column.ofCategories("t", Arrays.asList("x", "c", null)),
                        Column.ofCategories("b", Arrays.asList("true", null, "NEW")),
                        Column.ofNumbers("only", Double.NaN, Double.NaN, Double.NaN),
                        Column.ofTimes("late", Column.MISSING_MILLIS, 86_400_000, Column.MISSING_MILLIS)));
        assertThat(table.names()).containsExactly("n", "t", "b", "only", "late");
        assertThat(Table.ofMaps(List.of())).isEqualTo(Table.of());
    }

    @Test
    void column_everyKindOfTime_isAMoment() {
        Instant at = Instant.parse("2026-03-01T10:15:30.123Z");
        LocalDateTime local = LocalDateTime.ofInstant(at, ZoneOffset.UTC);
        OffsetDateTime elsewhere = at.atOffset(ZoneOffset.ofHours(5));
        ZonedDateTime zoned = at.atZone(ZoneOffset.ofHours(-3));
        Column column = Table.column("at", Arrays.asList(at, local, elsewhere, zoned, null));
        assertThat(column)
                .isEqualTo(Column.ofTimes(
                        "at",
                        at.toEpochMilli(),
                        at.toEpochMilli(),
                        at.toEpochMilli(),
                        at.toEpochMilli(),
                        Column.MISSING_MILLIS));
        assertThat(column.value(0)).isEqualTo(at);
        assertThat(column.value(4)).isNull();
    }

    @Test
    void ofMaps_valuesOfDifferentTypes_areRefusedWithRowAndColumn() {
        assertThatThrownBy(() -> Table.ofMaps(List.of(map("a", 1), map("a", null), map("a", "x"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("column \"a\" holds a NUMBER first, but row 2 has the CATEGORY \"x\"; give all values of a"
                        + " column in one type");
        assertThatThrownBy(() -> Table.ofMaps(List.of(map("a", 1, "b", 2), map("b", Year.of(2026)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("row 1 of column \"b\" is a java.time.Year, but must be a number, a text, a boolean, an"
                        + " enum or a date");
    }

    @Test
    void columns_knowTheirRoles() {
        assertThat(TABLE.features()).extracting(Column::name).containsExactly("tenure", "contract", "since");
        assertThat(TABLE.target()).map(Column::name).contains("churn");
        assertThat(TABLE.weights()).map(Column::name).contains("weight");
        assertThat(TABLE.key()).isEmpty();
        assertThat(TABLE.time()).isEmpty();
        Table timed = TABLE.time("since").key("contract");
        assertThat(timed.time()).contains(TABLE.column("since"));
        assertThat(timed.key()).contains(TABLE.column("contract"));
        assertThat(timed.features()).extracting(Column::name).containsExactly("tenure");
        assertThat(TABLE.target("tenure").target()).map(Column::name).contains("tenure");
        assertThat(TABLE).isNotEqualTo(timed);
    }

    @Test
    void column_thatIsNotThere_isRefusedWithThoseThatAre() {
        String message = "there is no column \"Churn\"; the columns are [tenure, contract, since, weight, churn]";
        List<Runnable> calls = List.of(
                () -> TABLE.column("Churn"),
                () -> TABLE.target("Churn"),
                () -> TABLE.weights("Churn"),
                () -> TABLE.key("Churn"),
                () -> TABLE.time("Churn"),
                () -> TABLE.select("Churn"),
                () -> TABLE.drop("Churn"),
                () -> TABLE.asCategory("Churn"));
        for (Runnable call : calls) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(message);
        }
        assertThat(TABLE.has("Churn")).isFalse();
        assertThat(TABLE.has("churn")).isTrue();
    }

    @Test
    void select_keepsTheRolesAndTheOrder() {
        Table table = TABLE.select("since", "tenure");
        assertThat(table.names()).containsExactly("tenure", "since", "weight", "churn");
        assertThat(table.target()).isPresent();
        assertThat(table.rows()).isEqualTo(4);
    }

    @Test
    void drop_aColumnWithARole_isRefused() {
        assertThat(TABLE.drop("since", "tenure").names()).containsExactly("contract", "weight", "churn");
        assertThatThrownBy(() -> TABLE.drop("tenure", "churn"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("column \"churn\" is the TARGET and cannot be dropped; it is no feature anyway");
        assertThat(TABLE.has("tenure")).isTrue();
    }

    @Test
    void with_addsOrReplaces() {
        Table more = TABLE.with(Column.ofNumbers("tenure", 9, 9, 9, 9)).with(Column.ofNumbers("new", 1, 2, 3, 4));
        assertThat(more.names()).containsExactly("tenure", "contract", "since", "weight", "churn", "new");
        assertThat(more.column("tenure").number(0)).isEqualTo(9);
        assertThat(TABLE.column("tenure").number(0)).isEqualTo(1);
        assertThat(Table.of().with(Column.ofNumbers("a", 1, 2)).rows()).isEqualTo(2);
        assertThatThrownBy(() -> TABLE.with(Column.ofNumbers("new", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("column \"new\" has 1 rows, but the table has 4");
    }

    @Test
    void asCategory_wholeNumbersAreWrittenWhole() {
        Table table = Table.of(
                Column.ofNumbers("n", 3, -0.0, 2.5, Double.NaN, 1e15, -7, Double.POSITIVE_INFINITY, 1e17),
                Column.ofTimes("at", new long[8]));
        assertThat(table.asCategory("n").column("n"))
                .isEqualTo(Column.ofCategories(
                        "n", Arrays.asList("3", "0", "2.5", null, "1000000000000000", "-7", "Infinity", "1E+17")));
        assertThat(TABLE.asCategory("contract")).isSameAs(TABLE);
        assertThatThrownBy(() -> table.asCategory("at"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("column \"at\" holds times, which are no categories");
    }

    @Test
    void rows_viewsOfViews_showTheRightRows() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Table view = TABLE.with(Column.ofNumbers("row", 0, 1, 2, 3));
            List<Integer> expected = new ArrayList<>(List.of(0, 1, 2, 3));
            for (int step = 0; step < 5 && view.rows() > 0; step++) {
                int[] chosen = new int[random.nextInt(6)];
                List<Integer> next = new ArrayList<>();
                for (int i = 0; i < chosen.length; i++) {
                    chosen[i] = random.nextInt(view.rows());
                    next.add(expected.get(chosen[i]));
                }
                view = view.rows(chosen).with(Column.ofNumbers("fresh" + step, new double[chosen.length]));
                Arrays.fill(chosen, 0); // copied
                expected = next;
            }
            assertThat(view.rows()).isEqualTo(expected.size());
            for (int row = 0; row < view.rows(); row++) {
                int original = expected.get(row);
                assertThat(view.column("row").number(row)).isEqualTo(original);
                for (Column column : TABLE.columns()) {
                    assertThat(view.column(column.name()).value(row)).isEqualTo(column.value(original));
                }
            }
            assertThat(view.target()).isPresent();
        }
    }

    @Test
    void rows_ofColumnsThatWereViewedTogether_shareOneIndex() {
        Table view = TABLE.rows(3, 2, 1).rows(0, 0, 2);
        assertThat(view)
                .isEqualTo(Table.of(
                                Column.ofNumbers("tenure", 5, 5, 34),
                                Column.ofCategories("contract", List.of("daily", "daily", "yearly")),
                                Column.ofTimes("since", 5, 5, 1_000),
                                Column.ofNumbers("weight", 4, 4, 2),
                                Column.ofCategories("churn", List.of("yes", "yes", "no")))
                        .target("churn")
                        .weights("weight"));
    }

    @Test
    void rows_thatAreNotThere_areRefused() {
        for (int wrong : new int[] {-1, 4}) {
            assertThatThrownBy(() -> TABLE.rows(0, wrong))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("there is no row " + wrong + " in a table of 4");
            assertThatThrownBy(() -> TABLE.rows(0, 1, 2, 3).row(wrong))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("there is no row " + wrong + " in a table of 4");
        }
        for (int[] wrong : new int[][] {{-1, 2}, {3, 2}, {0, 5}}) {
            assertThatThrownBy(() -> TABLE.range(wrong[0], wrong[1]))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("there are no rows from " + wrong[0] + " to " + wrong[1] + " in a table of 4");
        }
        assertThat(TABLE.range(1, 3)).isEqualTo(TABLE.rows(1, 2));
        assertThat(TABLE.range(4, 4).rows()).isZero();
    }

    @Test
    void trimmed_forgetsTheCategoriesOfOtherRows() {
        Table view = TABLE.rows(1, 2);
        assertThat(view.column("contract").categories()).containsExactly("daily", "monthly", "yearly");
        Table trimmed = view.trimmed();
        assertThat(trimmed).isEqualTo(view);
        assertThat(trimmed.column("contract").categories()).containsExactly("yearly");
        assertThat(trimmed.column("contract").code(0)).isZero();
        assertThat(trimmed.column("contract").code(1)).isEqualTo(Column.MISSING_CODE);
        assertThat(trimmed.column("churn").categories()).containsExactly("no");
        assertThat(TABLE.trimmed().column("contract")).isSameAs(TABLE.column("contract"));
    }

    @Test
    void concat_translatesTheCodes() {
        Table first = Table.of(Column.ofCategories("c", Arrays.asList("b", "z", null)), Column.ofNumbers("n", 1, 2, 3))
                .target("n");
        Table second = Table.of(Column.ofCategories("c", List.of("a", "z")), Column.ofNumbers("n", 4, 5))
                .target("c");
        Table both = Table.concat(List.of(first, second, first.rows(0)));
        assertThat(both)
                .isEqualTo(Table.of(
                                Column.ofCategories("c", Arrays.asList("b", "z", null, "a", "z", "b")),
                                Column.ofNumbers("n", 1, 2, 3, 4, 5, 1))
                        .target("n"));
        assertThat(both.column("c").categories()).containsExactly("a", "b", "z");
        assertThat(Table.concat(List.of(TABLE.rows(0, 1), TABLE.rows(2, 3)))).isEqualTo(TABLE);
    }

    @Test
    void concat_columnsThatDiffer_areRefused() {
        Table n = Table.of(Column.ofNumbers("n", 1));
        String end = "; all must have the same";
        assertThatThrownBy(() -> Table.concat(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no table to concatenate; give at least one");
        assertThatThrownBy(() -> Table.concat(List.of(n, n.with(Column.ofNumbers("m", 1)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("table 1 has the columns {n=NUMBER, m=NUMBER}, but table 0 has {n=NUMBER}" + end);
        assertThatThrownBy(() -> Table.concat(List.of(n, n, Table.of(Column.ofTimes("n", 1)))))
                .hasMessage("table 2 has the columns {n=TIME}, but table 0 has {n=NUMBER}" + end);
        assertThatThrownBy(() -> Table.concat(List.of(Table.of(), n)))
                .hasMessage("table 1 has the columns {n=NUMBER}, but table 0 has {}" + end);
    }

    @Test
    void row_isTheFeaturesInOrder_withoutRoles() {
        assertThat(TABLE.row(1))
                .isEqualTo(Row.of("tenure", 34, "contract", "yearly", "since", Instant.ofEpochMilli(1_000)));
        assertThat(TABLE.row(2)).isEqualTo(Row.of("tenure", null, "contract", null, "since", null));
        assertThat(TABLE.rows(3, 0).row(0)).hasToString("{tenure=5.0, contract=daily, since=1970-01-01T00:00:00.005Z}");
        assertThat(TABLE.time("since").row(1)).isEqualTo(Row.of("tenure", 34, "contract", "yearly"));
        List<Column> columns = new ArrayList<>();
        for (String name : List.of("z", "a", "y", "b", "x", "c", "w")) {
            columns.add(Column.ofNumbers(name, 1));
        }
        Row row = Table.of(columns).row(0);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            names.add(row.name(i));
        }
        assertThat(names).containsExactly("z", "a", "y", "b", "x", "c", "w");
    }

    @Test
    void equals_isByValue_whateverItIsAViewOf() {
        Table view = TABLE.rows(3, 2, 1, 0).rows(3, 2, 1, 0);
        assertThat(view).isEqualTo(TABLE).hasSameHashCodeAs(TABLE);
        assertThat(TABLE)
                .isNotEqualTo(TABLE.rows(0, 1, 2))
                .isNotEqualTo(TABLE.drop("tenure"))
                .isNotEqualTo(TABLE.rows(0, 1, 3, 2))
                .isNotEqualTo(null);
        assertThat(TABLE.equals((Object) "x")).isFalse();
        assertThat(Table.of(Column.ofNumbers("a", 1), Column.ofNumbers("b", 1)))
                .isNotEqualTo(Table.of(Column.ofNumbers("b", 1), Column.ofNumbers("a", 1)));
        assertThat(Collections.singleton(TABLE)).contains(view);
    }

    @Test
    void text_tellsTheShape() {
        assertThat(TABLE)
                .hasToString("4 rows x 5 columns\n  tenure: NUMBER, 1 missing\n  contract: CATEGORY of 3, 1 missing\n"
                        + "  since: TIME, 1 missing\n  weight: NUMBER (WEIGHTS)\n  churn: CATEGORY of 2 (TARGET)");
    }

    @Test
    void role_givenToAnotherColumn_isRefused() {
        Table table =
                Table.of(Column.ofNumbers("a", 1), Column.ofNumbers("b", 2)).key("a");

        assertThatThrownBy(() -> table.key("b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "the KEY of this table is \"a\"; if it were \"b\", \"a\" would become a feature");
        assertThat(table.key("a")).isEqualTo(table);
    }
}
