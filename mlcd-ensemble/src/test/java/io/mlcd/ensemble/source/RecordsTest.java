package io.mlcd.ensemble.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.Row;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordsTest {
    private enum Plan {
        BASIC,
        GOLD {
            @Override
            public String toString() {
                return "golden";
            }
        }
    }

    private record Customer(int tenure, String contract, Double charges, LocalDate since, boolean churn, Plan plan) {}

    private record Numbers(
            byte a,
            short b,
            int c,
            long d,
            float e,
            double f,
            Byte g,
            Short h,
            Integer i,
            Long j,
            Float k,
            Double l,
            BigDecimal m) {}

    private record Texts(boolean a, Boolean b, char c, Character d, String e, CharSequence f, Plan g) {}

    private record Times(Instant a, LocalDate b, LocalDateTime c, OffsetDateTime d, ZonedDateTime e) {}

    private record Nested(int id, List<String> tags, Object any, Optional<String> maybe) {}

    private record Generic<T>(T value) {}

    private record Nothing() {}

    record Failing(int value) {
        @Override
        public int value() {
            throw new IllegalStateException("not today");
        }
    }

    private static final Customer ANN = new Customer(12, "monthly", 29.85, LocalDate.of(2011, 12, 31), true, Plan.GOLD);
    private static final Customer BOB = new Customer(0, null, null, null, false, null);

    @Test
    void table_ofRecords_hasAColumnForEachComponent() {
        Table table = Records.table(Customer.class, List.of(ANN, BOB));

        assertThat(table)
                .isEqualTo(Table.of(
                        Column.ofNumbers("tenure", 12, 0),
                        Column.ofCategories("contract", Arrays.asList("monthly", null)),
                        Column.ofNumbers("charges", 29.85, Double.NaN),
                        Column.ofTimes(
                                "since", Instant.parse("2011-12-31T00:00:00Z").toEpochMilli(), Column.MISSING_MILLIS),
                        Column.ofCategories("churn", List.of("true", "false")),
                        Column.ofCategories("plan", Arrays.asList("GOLD", null))));
    }

    @Test
    void table_ofNumbersOfEveryType_holdsNumbers() {
        Numbers some = new Numbers(
                (byte) 1, (short) 2, 3, 4L, 5f, 6d, (byte) 7, (short) 8, 9, 10L, 11f, 12d, BigDecimal.valueOf(13));
        Numbers none =
                new Numbers((byte) 0, (short) 0, 0, 0L, 0f, Double.NaN, null, null, null, null, null, null, null);

        Table table = Records.table(Numbers.class, List.of(some, none));

        assertThat(table.columns()).extracting(Column::type).containsOnly(Column.Type.NUMBER);
        assertThat(table.columns())
                .extracting(column -> column.number(0))
                .containsExactly(1d, 2d, 3d, 4d, 5d, 6d, 7d, 8d, 9d, 10d, 11d, 12d, 13d);
        assertThat(table.columns().stream().filter(column -> column.isMissing(1)))
                .extracting(Column::name)
                .containsExactly("f", "g", "h", "i", "j", "k", "l", "m");
    }

    @Test
    void table_ofTextsOfEveryType_holdsCategories() {
        Table table = Records.table(Texts.class, List.of(new Texts(true, false, 'c', 'd', "e", "f", Plan.BASIC)));

        assertThat(table.columns())
                .extracting(column -> column.text(0))
                .containsExactly("true", "false", "c", "d", "e", "f", "BASIC");
    }

    @Test
    void table_ofTimesOfEveryType_holdsTimes() {
        Instant instant = Instant.parse("2011-12-31T00:00:00Z");
        Times times = new Times(
                instant,
                LocalDate.parse("2011-12-31"),
                LocalDateTime.parse("2011-12-31T00:00"),
                OffsetDateTime.parse("2011-12-31T01:00+01:00"),
                ZonedDateTime.parse("2011-12-31T01:00+01:00[Europe/Berlin]"));

        assertThat(Records.table(Times.class, List.of(times)).columns())
                .extracting(column -> column.value(0))
                .containsOnly(instant);
    }

    @Test
    void table_withoutRecordsOrValues_hasTheDeclaredTypes() {
        Table empty = Records.table(Customer.class, List.of());
        Table missing = Records.table(Times.class, List.of(new Times(null, null, null, null, null)));

        assertThat(empty.rows()).isZero();
        assertThat(empty.columns())
                .extracting(Column::type)
                .containsExactly(
                        Column.Type.NUMBER,
                        Column.Type.CATEGORY,
                        Column.Type.NUMBER,
                        Column.Type.TIME,
                        Column.Type.CATEGORY,
                        Column.Type.CATEGORY);
        assertThat(missing.columns()).allMatch(column -> column.type() == Column.Type.TIME && column.isMissing(0));
        assertThat(Records.table(Customer.class, List.of(BOB)).column("contract"))
                .isEqualTo(Column.ofCategories("contract", Arrays.asList((String) null)));
    }

    @Test
    void row_hasAllComponents() {
        assertThat(Records.row(ANN))
                .isEqualTo(Row.of(
                        "tenure",
                        12,
                        "contract",
                        "monthly",
                        "charges",
                        29.85,
                        "since",
                        LocalDate.of(2011, 12, 31),
                        "churn",
                        true,
                        "plan",
                        "GOLD"));
        assertThat(Records.row(BOB).value("charges")).isNull();
        assertThat(Records.row(BOB).size()).isEqualTo(6);
    }

    @Test
    void row_ofARecord_isTheRowOfItsTable() {
        Table table = Records.table(Customer.class, List.of(ANN, BOB));

        assertThat(Records.row(ANN)).isEqualTo(table.row(0));
        assertThat(Records.row(BOB)).isEqualTo(table.row(1));
    }

    @Test
    void componentsOfOtherTypes_areRefusedTogetherByName() {
        String message =
                "record io.mlcd.ensemble.source.RecordsTest$Nested is no row of a table: component \"tags\" is a"
                        + " java.util.List<java.lang.String>, component \"any\" is a java.lang.Object, component \"maybe\" is a"
                        + " java.util.Optional<java.lang.String>; each must be a number, a text, an enum, a boolean, a char or a"
                        + " date of java.time: give a record without the others";

        assertThatThrownBy(() -> Records.table(Nested.class, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> Records.row(new Nested(1, List.of(), 1, Optional.empty())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void genericComponent_isRefused() {
        assertThatThrownBy(() -> Records.row(new Generic<>(5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("component \"value\" is a T");
    }

    @Test
    void recordWithoutComponents_isRefused() {
        assertThatThrownBy(() -> Records.table(Nothing.class, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no components");
    }

    @Test
    void theClassRecordItself_isRefused() {
        assertThatThrownBy(() -> Records.table(Record.class, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("java.lang.Record is no record class; give the class of the records");
    }

    @Test
    void accessorThatThrows_isRefusedWithItsCause() {
        assertThatThrownBy(() -> Records.row(new Failing(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("component \"value\" of io.mlcd.ensemble.source.RecordsTest$Failing cannot be")
                .hasRootCauseMessage("not today");
    }

    @Test
    void recordOfAModuleThatDoesNotOpenIt_isRefusedWithTheLineToWrite() throws ReflectiveOperationException {
        // A record that the JDK keeps to itself, and that has components of our types.
        Class<? extends Record> hidden =
                Class.forName("jdk.jfr.internal.dcmd.Argument").asSubclass(Record.class);

        assertThatThrownBy(() -> Records.table(hidden, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("record jdk.jfr.internal.dcmd.Argument may not be read by module io.mlcd.ensemble; make it"
                        + " public in an exported package, or write \"opens jdk.jfr.internal.dcmd to io.mlcd.ensemble;\""
                        + " in the module-info of jdk.jfr");
    }
}
