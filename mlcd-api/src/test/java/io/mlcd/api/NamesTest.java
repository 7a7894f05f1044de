package io.mlcd.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "TENURE, tenure",
                "tenur, tenure",
                "tenrue, tenure", // two substitutions, the most that six letters may have
                "tXnXrX, none",
                "contrat, contract",
                "x, none",
                "ab, aa" // of equally near ones the first in order
            })
    void nearest_isASlipOfThePen_orNone(String name, String nearest) {
        assertThat(Names.nearest(name, List.of("contract", "tenure", "ac", "aa")))
                .isEqualTo(nearest);
    }
}
