package io.mlcd.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {"-|[]", "a,a|[a, a]", "a,b,a|[a, b, a]"})
    void classes_noneOrOneTwice_areRefused(String labels, String shown) {
        List<String> list = labels == null ? List.of() : List.of(labels.split(",", -1));
        assertThatThrownBy(() -> new Output.Classes("y", list))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the classes of \"y\" must be at least one and each given once, but were " + shown);
    }

    @Test
    void classes_theList_isCopied() {
        List<String> labels = new ArrayList<>(List.of("a", "b"));
        Output.Classes classes = new Output.Classes("y", labels);
        labels.add("c");
        assertThat(classes.labels()).containsExactly("a", "b");
    }

    @Test
    void width_isOneScoreForEachClass_andOneForANumber() {
        assertThat(new Output.Classes("y", List.of("a", "b", "c")).width()).isEqualTo(3);
        assertThat(new Output.Numeric("y").width()).isEqualTo(1);
    }

    @Test
    void equals_isByValue() {
        EqualsVerifier.forClass(Output.Classes.class)
                .withNonnullFields("labels", "decision")
                .withPrefabValues(List.class, List.of("a"), List.of("b"))
                .withPrefabValues(Decision.class, Decision.mostProbable(), Decision.costs(new double[][] {{1}}))
                .verify();
        EqualsVerifier.forClass(Output.Numeric.class).verify();
    }
}
