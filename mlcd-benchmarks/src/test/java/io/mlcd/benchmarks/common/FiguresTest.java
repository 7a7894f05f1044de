package io.mlcd.benchmarks.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"3281.4; 3,280", "41.94; 41.9", "0.166; 0.17", "999.6; 1,000", "1234567; 1,230,000", "NaN; -"})
    void of_number_threeDigits(double number, String text) {
        assertThat(Figures.of(number)).isEqualTo(text);
    }

    @Test
    void of_spread_rangeOnlyIfThereIsOne() {
        assertThat(Figures.of(new Spread(2, 1, 3))).isEqualTo("2.00 (1.00 to 3.00)");
        assertThat(Figures.of(new Spread(2, 2, 2))).isEqualTo("2.00");
    }

    @Test
    void spread_oddAndEvenCounts_median() {
        assertThat(Spread.of(List.of(3.0, 1.0, 2.0))).isEqualTo(new Spread(2, 1, 3));
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(new Spread(2.5, 1, 4));
    }
}
