package io.mlcd.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void read_whatWasWritten_isTheSame() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("z", List.of(1L, -1L, Long.MAX_VALUE, Long.MIN_VALUE));
        map.put("a", "\u0000\n\"\\\u00e9\ud83d\ude00\u2028");
        map.put("", Map.of("deep", true));
        String text = Json.write(map);
        assertThat(text).startsWith("{\"z\":[1,-1,9223372036854775807,");
        assertThat(Json.read(text)).isEqualTo(map);
        assertThat(Json.write(Json.read(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,",
                "{\"a\":1,\"a\":2}",
                "{\"a\":1}{}",
                "[1] x",
                "null",
                "[null]",
                "1.5",
                "1e3",
                "NaN",
                "9223372036854775808",
                "123456789012345678901234567890",
                "{a:1}",
                "{'a':1}",
                "[1,]",
                "[01]",
                "/* c */ 1",
                "\"\n\"",
                "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]"
            })
    void read_anythingElse_isRefused(String text) {
        assertThatThrownBy(() -> Json.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not the JSON expected: ");
    }

    @Test
    void read_sixteenDeep_isStillRead() {
        assertThat(Json.read("[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]")).isNotNull();
    }

    @Test
    void write_anotherType_isRefused() {
        assertThatThrownBy(() -> Json.write(List.of('c')))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cannot be written as JSON: class java.lang.Character");
    }
}
