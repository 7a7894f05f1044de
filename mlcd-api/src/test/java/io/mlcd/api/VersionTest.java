package io.mlcd.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest {
    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void of_aNumberBelowOne_isRefused(int number) {
        assertThatThrownBy(() -> new Version("churn", number, "ab"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a version number counts from 1, but was " + number);
    }

    @Test
    void text_isShort() {
        assertThat(new Version("churn", 3, "8f14e45fceea167a")).hasToString("churn v3 (8f14e45f)");
        assertThat(new Version("churn", 1, "8f")).hasToString("churn v1 (8f)");
    }

    @Test
    void equals_isByValue() {
        EqualsVerifier.forClass(Version.class)
                .withPrefabValuesForField("number", 1, 2)
                .verify();
    }
}
