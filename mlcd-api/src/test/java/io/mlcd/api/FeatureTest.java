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
    void codeOf_aNumber_isThatOfItsText() {
        List<String> texts =
                List.of("10", "-3", "0", "0.5", "007", "1e3", "2.0", "-0", "999999999999999", "1E+15", "0.1", "+4");
        Feature feature = Feature.category("c", texts);
        double[] numbers = {10, -3, 0, -0.0, 0.5, 7, 1_000, 2, 999_999_999_999_999.0, 1e15, 0.1, 0.1f, 4, 11, 1e300};
        for (double number : numbers) {
            assertThat(feature.codeOf(number)).as("%s", number).isEqualTo(feature.code(Feature.categoryOf(number)));
        }
        assertThat(feature.codeOf(10.0)).isZero();
        assertThat(feature.codeOf(-0.0)).isEqualTo(2);
        assertThat(feature.codeOf(7.0)).isEqualTo(Feature.UNSEEN);
        assertThat(feature.codeOf(Double.NaN)).isNaN();
        assertThat(feature.codeOf(Double.POSITIVE_INFINITY)).isEqualTo(Feature.UNSEEN);
        assertThat(Feature.category("c", List.of("1", "one")).codeOf(1.0)).isEqualTo(Feature.NO_CODE);
    }

    @Test
    void equals_isByValue() {
        EqualsVerifier.forClass(Feature.class)
                .withIgnoredFields("codes", "numbered", "wholes", "wholeCodes") // made from the categories
                .withNonnullFields("name", "kind", "categories")
                .verify();
    }
}
