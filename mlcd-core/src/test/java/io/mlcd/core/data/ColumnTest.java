package io.mlcd.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}
