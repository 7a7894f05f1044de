package io.mlcd.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import nl.jqno.equalsverifier.EqualsVerifier;
import nl.jqno.equalsverifier.Warning;
import org.junit.jupiter.api.Test;

class VerdictTest {
    @Test
    void measures_areCopied_inTheirOrder() {
        Map<String, Double> measures = new LinkedHashMap<>();
        measures.put("z", 1.0);
        measures.put("a", 2.0);
        Verdict verdict = Verdict.fail("too bad", measures);
        measures.put("late", 3.0);

        assertThat(verdict.measures()).containsExactly(Map.entry("z", 1.0), Map.entry("a", 2.0));
        assertThatThrownBy(() -> verdict.measures().put("b", 1.0)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void outcome_isOneOfThree_andPrinted() {
        assertThat(Verdict.pass("good", Map.of()).passed()).isTrue();
        assertThat(Verdict.fail("bad", Map.of()).failed()).isTrue();
        Verdict unknown = Verdict.inconclusive("3 calls are too few", Map.of());
        assertThat(unknown.passed() || unknown.failed()).isFalse();
        assertThat(unknown).hasToString("INCONCLUSIVE: 3 calls are too few");
    }

    @Test
    void equals_isByValue() {
        EqualsVerifier.forClass(Verdict.class).suppress(Warning.NULL_FIELDS).verify();
    }
}
