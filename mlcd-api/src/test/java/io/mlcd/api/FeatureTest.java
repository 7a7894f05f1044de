package io.mlcd.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;

class FeatureTest {
    @Test
    void code_isThePositionOfTheText_andMinusOneIfUnseen() {
        Feature feature = Feature.category("c", List.of("b", "a"));
        assertThat(feature.code("b")).isZero();
        assertThat(feature.code("a")).isEqualTo(1);
        assertThat(feature.code("A")).isEqualTo(Feature.UNSEEN).isEqualTo(-1);
    }

    @Test
    void code_ofANumber_isMisuse() {
        assertThatThrownBy(() -> Feature.number("n").code("1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("feature \"n\" is a number and has no category codes");
    }

    @Test
    void category_aTextTwice_isRefused() {
        assertThatThrownBy(() -> Feature.category("c", List.of("a", "b", "a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the categories of feature \"c\" name \"a\" twice; each must occur once");
    }

    @Test
    void of_anEmptyName_isRefused() {
        assertThatThrownBy(() -> Feature.number(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a feature needs a name, but the name given was empty");
        assertThatThrownBy(() -> Feature.category("", List.of("a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a feature needs a name, but the name given was empty");
    }

    @Test
    void category_itsList_isCopiedAndCannotBeChanged() {
        List<String> texts = new ArrayList<>(List.of("a"));
        Feature feature = Feature.category("c", texts);
        texts.add("b");
        assertThat(feature.categories()).containsExactly("a");
        assertThatThrownBy(() -> feature.categories().add("b")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void kindAndText_sayWhatItIs() {
        assertThat(Feature.number("n").kind()).isEqualTo(Kind.NUMBER);
        assertThat(Feature.number("n").categories()).isEmpty();
        assertThat(Feature.number("n")).hasToString("n: number");
        assertThat(Feature.category("c", List.of("a", "b")).kind()).isEqualTo(Kind.CATEGORY);
        assertThat(Feature.category("c", List.of("a", "b"))).hasToString("c: one of 2 categories");
        assertThat(Feature.category("none", List.of())).isNotEqualTo(Feature.number("none"));
    }

    @Test
    void equals_isByValue() {
        EqualsVerifier.forClass(Feature.class)
                .withIgnoredFields("codes", "numbered") // made from the categories
                .withNonnullFields("name", "kind", "categories")
                .verify();
    }
}
