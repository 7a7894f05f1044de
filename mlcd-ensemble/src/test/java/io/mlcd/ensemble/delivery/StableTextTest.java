package io.mlcd.ensemble.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StableTextTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    byTime("cutoff").test(0.05)        | byTime("cutoff").test(0.05)
                    rowFraction=1.0, members=10        | rowFraction=1, members=10
                    x@1f2e3d and y                     | x and y
                    v1.2.3                             | v1.2.3
                    """)
    void of_texts_areTheSameOnEveryJava(String text, String expected) {
        assertThat(StableText.of(text)).isEqualTo(expected);
    }

    @Test
    void of_twoPrintsOfOneDouble_areTheSame() {
        assertThat(StableText.of("rate 2.0E-3")).isEqualTo(StableText.of("rate 2.0000000000000004E-3"));
    }

    @Test
    void of_aLambda_isTheSameForEachInstance() {
        int[] shift = {1};
        IntUnaryOperator one = x -> x + shift[0];

        assertThat(StableText.of(one))
                .doesNotContain("@")
                .doesNotContain("Lambda")
                .endsWith("StableTextTest");
    }
}
