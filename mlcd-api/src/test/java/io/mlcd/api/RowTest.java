package io.mlcd.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.CharBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.AbstractMap;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowTest {
    private enum Colour {
        DARK_RED {
            @Override
            public String toString() {
                return "dark red";
            }
        }
    }

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of(12, 12.0),
                Arguments.of(12L, 12.0),
                Arguments.of((short) 3, 3.0),
                Arguments.of((byte) -1, -1.0),
                Arguments.of(0.5f, 0.5),
                Arguments.of(0.1, 0.1),
                Arguments.of(Double.NaN, Double.NaN),
                Arguments.of(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY),
                Arguments.of(new BigDecimal("2.50"), 2.5),
                Arguments.of("text", "text"),
                Arguments.of("", ""),
                Arguments.of(CharBuffer.wrap("built"), "built"),
                Arguments.of('c', "c"),
                Arguments.of(true, "true"),
                Arguments.of(Colour.DARK_RED, "DARK_RED"),
                Arguments.of(null, null));
    }

    @ParameterizedTest
    @MethodSource("values")
    void of_aValueOfAnyAllowedType_becomesANumberOrAText(Object given, Object kept) {
        assertThat(Row.of("x", given).value("x")).isEqualTo(kept);
        assertThat(Row.of(Collections.singletonMap("x", given)).value(0)).isEqualTo(kept);
    }

    @Test
    void of_aValueOfAnotherType_isRefusedWithItsNameAndType() {
        assertThatThrownBy(() -> Row.of("a", 1, "tags", List.of("x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the value of \"tags\" is a java.util.ImmutableCollections$")
                .hasMessageEndingWith(", but must be a number, a text, a boolean, an enum, a time or null");
    }

    @SuppressWarnings("JavaUtilDate") // a row takes it
    static Stream<Arguments> times() {
        Instant noon = Instant.parse("2011-12-31T12:00:00.250Z");
        return Stream.of(
                Arguments.of(noon, noon),
                Arguments.of(LocalDate.of(2012, 2, 29), Instant.parse("2012-02-29T00:00:00Z")),
                Arguments.of(LocalDateTime.of(1969, 12, 31, 23, 59), Instant.parse("1969-12-31T23:59:00Z")),
                Arguments.of(OffsetDateTime.parse("2012-01-01T00:30:00+02:00"), Instant.parse("2011-12-31T22:30:00Z")),
                Arguments.of(
                        ZonedDateTime.of(2012, 1, 1, 0, 0, 0, 0, ZoneId.of("America/New_York")),
                        Instant.parse("2012-01-01T05:00:00Z")),
                Arguments.of(new Date(noon.toEpochMilli()), noon),
                Arguments.of(new Date(Long.MIN_VALUE), Instant.ofEpochMilli(Long.MIN_VALUE)));
    }

    @ParameterizedTest
    @MethodSource("times")
    void of_aTimeOfAnyAllowedType_becomesAnInstant(Object given, Instant kept) {
        assertThat(Row.of("x", given).value("x")).isEqualTo(kept);
        assertThat(Row.of(Map.of("x", given))).isEqualTo(Row.of("x", kept));
    }

    @Test
    void of_aTimeTooFarAway_isRefusedByName() {
        for (Object far : List.of(Instant.MAX, Instant.MIN, LocalDate.MAX, LocalDateTime.MIN)) {
            assertThatThrownBy(() -> Row.of("when", far))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("the value of \"when\" is ")
                    .hasMessageEndingWith(", more than 292 million years away; give null if it is missing");
        }
    }

    static Stream<Arguments> badArguments() {
        return Stream.of(
                Arguments.of(
                        new Object[] {"b"},
                        "names and values come in pairs, but the last name, b, has no value; give null for a missing"
                                + " value"),
                Arguments.of(
                        new Object[] {7, "b"},
                        "argument 3 must be a feature name, but was 7; give names and values in turn:"
                                + " Row.of(\"tenure\", 12, \"Contract\", \"One year\")"),
                Arguments.of(
                        new Object[] {"b", 1, null, 2},
                        "argument 5 must be a feature name, but was null; give names and values in turn:"
                                + " Row.of(\"tenure\", 12, \"Contract\", \"One year\")"),
                Arguments.of(new Object[] {"b", 1, "a", 2}, "the row names \"a\" twice; give each feature once"));
    }

    @ParameterizedTest
    @MethodSource("badArguments")
    void of_oddArguments_areRefused(Object[] more, String message) {
        assertThatThrownBy(() -> Row.of("a", 1, more))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void of_aNullName_isRefused() {
        Map<String, Object> map = new HashMap<>();
        map.put(null, 1);
        assertThatThrownBy(() -> Row.of(map))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a name in the row is null; give each value the name of its feature");
        assertThatThrownBy(() -> Row.of(null, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a name in the row is null; give each value the name of its feature");
    }

    @Test
    void of_aMap_isCopied() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", 1);
        Row row = Row.of(map);
        map.put("a", 2);
        map.put("b", 3);
        assertThat(row.size()).isEqualTo(1);
        assertThat(row.value("a")).isEqualTo(1.0);
        assertThat(row.value("b")).isNull();
    }

    /** As a map may that another thread changes. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 100})
    void of_aMapThatSaysAnotherSize_takesWhatItGives(int size) {
        Map<String, Object> three = new LinkedHashMap<>();
        three.put("a", 1);
        three.put("b", null);
        three.put("c", "x");
        Map<String, Object> map = new AbstractMap<>() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public Set<Entry<String, Object>> entrySet() {
                return three.entrySet();
            }
        };
        assertThat(Row.of(map)).isEqualTo(Row.of(three));
        assertThat(Row.of(map).size()).isEqualTo(3);
    }

    @Test
    void only_leavesOutWhatIsNoFeature() {
        Signature signature = Signature.of(List.of(Feature.number("b"), Feature.number("c")), new Output.Numeric("y"));
        Row row = Row.of("a", 1, "b", null, "c", "x");
        assertThat(row.only(signature)).isEqualTo(Row.of("b", null, "c", "x"));
        assertThat(row.size()).isEqualTo(3);
    }

    @Test
    void name_keepsTheOrderGiven() {
        Row row = Row.of("z", 1, "a", null, "m", "x");
        assertThat(Arrays.asList(row.name(0), row.name(1), row.name(2))).containsExactly("z", "a", "m");
        assertThat(row).hasToString("{z=1.0, a=null, m=x}");
    }

    @Test
    void equals_theOrderOfTheNames_doesNotMatter() {
        Row one = Row.of("a", 1, "b", "x");
        Row other = Row.of("b", "x", "a", 1L);
        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
    }

    @Test
    void equals_anotherValueNameOrType_isAnotherRow() {
        Row row = Row.of("a", 1);
        assertThat(row)
                .isNotEqualTo(Row.of("a", 2))
                .isNotEqualTo(Row.of("b", 1))
                .isNotEqualTo(Row.of("a", "1"))
                .isNotEqualTo(Row.of("a", 1, "b", null))
                .isNotEqualTo(Row.of("a", null))
                .isNotEqualTo(null);
        assertThat(row.equals((Object) "a")).isFalse();
    }
}
