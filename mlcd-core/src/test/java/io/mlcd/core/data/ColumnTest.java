package io.mlcd.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnTest {
    private static final Column NUMBERS = Column.ofNumbers("n", 1, Double.NaN);
    private static final Column CATEGORIES = Column.ofCategories("c", Arrays.asList("b", null, "a", "b"));
    private static final Column TIMES = Column.ofTimes("t", 5, Column.MISSING_MILLIS);

    @Test
    void ofCategories_theTextsAreSorted() {
        assertThat(CATEGORIES.categories()).containsExactly("a", "b");
        assertThat(CATEGORIES.code(0)).isEqualTo(1);
        assertThat(CATEGORIES.code(1)).isEqualTo(Column.MISSING_CODE);
        assertThat(CATEGORIES.text(2)).isEqualTo("a");
        assertThat(CATEGORIES.text(1)).isNull();
        assertThat(CATEGORIES.size()).isEqualTo(4);
    }

    @Test
    void ofCodes_isTheSameColumn() {
        assertThat(Column.ofCodes("c", new int[] {0, -1, 1, 0}, List.of("b", "a")))
                .isEqualTo(CATEGORIES);
        assertThat(Column.ofCodes("c", new int[] {2}, List.of("b", "z", "a")).categories())
                .containsExactly("a", "b", "z");
    }

    @Test
    void ofCodes_thatAreNoPositions_areRefused() {
        for (int wrong : new int[] {-2, 2}) {
            assertThatThrownBy(() -> Column.ofCodes("c", new int[] {0, wrong}, List.of("a", "b")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("row 1 of column \"c\" has code " + wrong + ", but there are only 2 categories");
        }
        assertThatThrownBy(() -> Column.ofCodes("c", new int[0], List.of("a", "a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the categories of column \"c\" name a text twice");
        assertThatThrownBy(() -> Column.ofNumbers("", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a column needs a name, but the name given was empty");
    }

    @Test
    void values_ofTheWrongType_areMisuse() {
        assertThatThrownBy(() -> CATEGORIES.number(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("column \"c\" is a CATEGORY, not a NUMBER");
        assertThatThrownBy(() -> NUMBERS.code(0)).hasMessage("column \"n\" is a NUMBER, not a CATEGORY");
        assertThatThrownBy(() -> NUMBERS.text(0)).hasMessage("column \"n\" is a NUMBER, not a CATEGORY");
        assertThatThrownBy(() -> NUMBERS.millis(0)).hasMessage("column \"n\" is a NUMBER, not a TIME");
        assertThatThrownBy(TIMES::toNumbers).hasMessage("column \"t\" is a TIME, not a NUMBER");
    }

    @Test
    void asNumber_isTheNumber_orTheMilliseconds() {
        assertThat(NUMBERS.asNumber(0)).isEqualTo(1);
        assertThat(NUMBERS.asNumber(1)).isNaN();
        assertThat(TIMES.asNumber(0)).isEqualTo(5);
        assertThat(TIMES.asNumber(1)).isNaN();
        assertThat(Column.ofTimes("t", Long.MAX_VALUE).asNumber(0)).isEqualTo(0x1p63);
        assertThatThrownBy(() -> CATEGORIES.asNumber(0)).hasMessage("column \"c\" is a CATEGORY, not a NUMBER");
    }

    @Test
    void copyNumbers_isAsNumber_ofWholeColumnsViewsAndTimes() {
        Column numbers = Column.ofNumbers("n", 1, Double.NaN, 3, 4, 5);
        Column view = Table.of(numbers).rows(4, 0, 0, 1).column("n");
        for (Column column : List.of(numbers, view, TIMES)) {
            for (int from = 0; from <= column.size(); from++) {
                double[] copy = new double[Math.min(2, column.size() - from)];
                column.copyNumbers(from, copy);
                for (int i = 0; i < copy.length; i++) {
                    assertThat(copy[i]).isEqualTo(Double.valueOf(column.asNumber(from + i)));
                }
            }
        }
        assertThatThrownBy(() -> numbers.copyNumbers(3, new double[3])).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> CATEGORIES.copyNumbers(0, new double[1]))
                .hasMessage("column \"c\" is a CATEGORY, not a NUMBER");
    }

    @Test
    void value_isTyped_andNullWhenMissing() {
        assertThat(NUMBERS.value(0)).isEqualTo(1.0);
        assertThat(CATEGORIES.value(0)).isEqualTo("b");
        assertThat(TIMES.value(0)).isEqualTo(Instant.ofEpochMilli(5));
        for (Column column : List.of(NUMBERS, CATEGORIES, TIMES)) {
            assertThat(column.value(1)).isNull();
            assertThat(column.isMissing(1)).isTrue();
            assertThat(column.isMissing(0)).isFalse();
            assertThat(column.missingCount()).isEqualTo(1);
        }
    }

    @Test
    void values_areCopiedInAndOut() {
        double[] values = {1, 2};
        Column column = Column.ofNumbers("n", values);
        values[0] = 9;
        column.toNumbers()[1] = 9;
        assertThat(column.toNumbers()).containsExactly(1, 2);
    }

    @Test
    void named_isTheSameUnderAnotherName() {
        assertThat(NUMBERS.named("m")).isEqualTo(Column.ofNumbers("m", 1, Double.NaN));
        assertThat(NUMBERS.named("m").name()).isEqualTo("m");
        assertThat(NUMBERS).hasToString("n: NUMBER x 2");
    }

    @Test
    void equals_isByNameTypeAndValues() {
        assertThat(NUMBERS)
                .isEqualTo(Column.ofNumbers("n", 1, Double.NaN))
                .hasSameHashCodeAs(Column.ofNumbers("n", 1, Double.NaN))
                .isNotEqualTo(Column.ofNumbers("n", 1, 2))
                .isNotEqualTo(Column.ofNumbers("n", 1))
                .isNotEqualTo(Column.ofNumbers("m", 1, Double.NaN))
                .isNotEqualTo(Column.ofTimes("n", 1, Column.MISSING_MILLIS))
                .isNotEqualTo(null);
        assertThat(Column.ofNumbers("n", 1, 2)).isNotEqualTo(NUMBERS);
        assertThat(CATEGORIES).isEqualTo(Column.ofCodes("c", new int[] {1, -1, 0, 1}, List.of("a", "b", "c")));
    }

    // -------------------------------------------------------------------- buffers

    private static ByteBuffer doubles(double... values) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(8 * values.length);
        for (double value : values) {
            buffer.putDouble(value);
        }
        buffer.flip();
        return buffer;
    }

    private static ByteBuffer ints(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length);
        for (int value : values) {
            buffer.putInt(value);
        }
        buffer.flip();
        return buffer;
    }

    @Test
    void valuesInBuffers_areTheSameColumns() {
        ByteBuffer millis = ByteBuffer.allocate(16);
        millis.putLong(5).putLong(Column.MISSING_MILLIS).flip();

        assertThat(Column.ofNumbersIn("n", List.of(doubles(1, Double.NaN)))).isEqualTo(NUMBERS);
        assertThat(Column.ofCodesIn("c", List.of(ints(0, -1, 1, 0)), List.of("b", "a")))
                .isEqualTo(CATEGORIES);
        assertThat(Column.ofTimesIn("t", List.of(millis))).isEqualTo(TIMES);
        assertThat(Column.ofNumbersIn("n", List.of()).size()).isZero();
    }

    /** Views, trims of views and trims of trims, beside the same of a column in memory. */
    @Test
    void categoriesInBuffers_areTrimmedAsThoseInMemory() {
        List<String> texts = List.of("e", "a", "d", "b", "c");
        int[] codes = {4, 3, -1, 0, 0, 2, 1, 4};
        Table heap = Table.of(Column.ofCodes("c", codes, texts));
        Table disk = Table.of(Column.ofCodesIn("c", List.of(ints(codes)), texts));

        for (int[] rows : new int[][] {{0, 1, 2, 3}, {7, 2, 2, 5}, {2}, {}, {6, 5, 4, 3, 2, 1, 0}}) {
            Table heapPart = heap.rows(rows).trimmed();
            Table diskPart = disk.rows(rows).trimmed();
            assertThat(diskPart).isEqualTo(heapPart);
            assertThat(diskPart.column("c").categories())
                    .isEqualTo(heapPart.column("c").categories());
            for (int row = 0; row < rows.length; row++) {
                assertThat(diskPart.column("c").code(row))
                        .isEqualTo(heapPart.column("c").code(row));
            }
            int[] half = new int[rows.length / 2];
            assertThat(diskPart.rows(half).trimmed())
                    .isEqualTo(heapPart.rows(half).trimmed());
            assertThat(diskPart.rows(half).trimmed().column("c").categories())
                    .isEqualTo(heapPart.rows(half).trimmed().column("c").categories());
        }
    }

    @Test
    void buffersThatDoNotHoldWholeValues_orAreNotFull_areRefused() {
        assertThatThrownBy(() -> Column.ofNumbersIn("n", List.of(ByteBuffer.allocate(12))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "buffer 0 of column \"n\" holds 12 bytes, but a value takes 8, and all buffers but the last hold"
                                + " 134217728 values");
        assertThatThrownBy(() -> Column.ofCodesIn("n", List.of(ints(1), ints(2)), List.of("a")))
                .hasMessageStartingWith("buffer 0 of column \"n\" holds 4 bytes");
        assertThatThrownBy(() -> Column.ofCodesIn("c", List.of(ints(0)), List.of("a", "a")))
                .hasMessage("the categories of column \"c\" name a text twice");
    }

    @Test
    void buffers_areReadFromTheirPosition_andNotMoved() {
        ByteBuffer buffer = doubles(1, 2, 3);
        buffer.position(8);

        Column column = Column.ofNumbersIn("n", List.of(buffer));

        assertThat(column).isEqualTo(Column.ofNumbers("n", 2, 3));
        assertThat(buffer.position()).isEqualTo(8);
    }
}
