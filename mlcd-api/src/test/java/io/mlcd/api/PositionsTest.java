package io.mlcd.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionsTest {
    private static void prove(List<String> texts, List<String> others) {
        Positions positions = new Positions(texts.toArray(new String[0]));
        for (int i = 0; i < texts.size(); i++) {
            String copy = String.valueOf(texts.get(i).toCharArray());
            assertThat(positions.of(texts.get(i))).isEqualTo(i);
            assertThat(positions.of(copy)).isEqualTo(i);
        }
        for (String other : others) {
            assertThat(positions.of(other)).isEqualTo(Positions.NONE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 8, 9, 100, 5_000})
    void of_findsEachTextOfAListAndNoOther(int size) {
        List<String> texts = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            texts.add("text " + i);
            others.add("other " + i);
        }
        others.add("");
        prove(texts, others);
    }

    /** Texts of one hash: "Aa" and "BB" have the same, and so has whatever is put together of as many of them. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 6, 7, 10})
    void of_textsThatAllHashToOnePlace_areFoundToo(int pairs) {
        List<String> texts = oneHash(pairs);
        String missing = texts.remove(texts.size() / 2);
        assertThat(missing).hasSameHashCodeAs(texts.get(0));
        prove(texts, List.of(missing, "Aa".repeat(pairs + 1)));
    }

    private static List<String> oneHash(int pairs) {
        List<String> texts = new ArrayList<>();
        for (int bits = 0; bits < 1 << pairs; bits++) {
            StringBuilder text = new StringBuilder();
            for (int pair = 0; pair < pairs; pair++) {
                text.append((bits >> pair & 1) == 0 ? "Aa" : "BB");
            }
            texts.add(text.toString());
        }
        return texts;
    }

    @Test
    void twice_isTheFirstTextSeenBefore_orNull() {
        assertThat(Positions.twice("a", "b", "b", "a")).isEqualTo("b");
        assertThat(Positions.twice("a", "b")).isNull();
        assertThat(Positions.twice()).isNull();
    }

    @Test
    void twice_textsOfOneHash_areToldApart() {
        String[] texts = oneHash(7).toArray(new String[0]);
        assertThat(Positions.twice(texts)).isNull();
        texts[texts.length - 1] = String.valueOf(texts[5].toCharArray());
        assertThat(Positions.twice(texts)).isEqualTo(texts[5]);
    }
}
