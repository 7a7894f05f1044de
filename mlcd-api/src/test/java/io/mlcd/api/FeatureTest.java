package io.mlcd.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
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
        assertThatThrownBy(() -> Feature.time("t").code("1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("feature \"t\" is a time and has no category codes");
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
        assertThat(Feature.time("t").kind()).isEqualTo(Kind.TIME);
        assertThat(Feature.time("t").categories()).isEmpty();
        assertThat(Feature.time("t")).hasToString("t: time").isNotEqualTo(Feature.number("t"));
        assertThat(Feature.time("t").takesNumbers()).isFalse();
        assertThat(Feature.category("c", List.of("a", "b")).kind()).isEqualTo(Kind.CATEGORY);
        assertThat(Feature.category("c", List.of("a", "b"))).hasToString("c: one of 2 categories");
        assertThat(Feature.category("none", List.of())).isNotEqualTo(Feature.number("none"));
    }

    @Test
    void codeOf_aNumber_isThatOfItsText() {
        List<String> texts =
                List.of("10", "-3", "0", "0.5", "007", "1e3", "2.0", "-0", "999999999999999", "1E+15", "0.1", "+4");
        Feature feature = Feature.category("c", texts);
        double[] numbers = {10, -3, 0, -0.0, 0.5, 7, 1_000, 2, 999_999_999_999_999.0, 1e15, 0.1, 4, 11, 1e300};
        for (double number : numbers) {
            assertThat(feature.codeOf(number)).as("%s", number).isEqualTo(feature.code(Feature.categoryOf(number)));
        }
        assertThat(feature.codeOf(10.0)).isZero();
        assertThat(feature.codeOf(-0.0)).isEqualTo(2);
        assertThat(feature.codeOf(7.0)).isEqualTo(Feature.UNSEEN);
        assertThat(feature.codeOf(Double.NaN)).isNaN();
        assertThat(feature.codeOf(Double.POSITIVE_INFINITY)).isEqualTo(Feature.UNSEEN);
    }

    @Test
    void codeOf_aFloat_isThatOfItsOwnText() {
        Feature feature = Feature.category("c", List.of("0.1", "0.100000001490116", "0.00001", "0.3", "16777.217"));
        assertThat(feature.codeOf(0.1)).isZero();
        assertThat(feature.codeOf(0.1f)).isEqualTo(1); // its 15 digits come first
        assertThat(feature.codeOf(0.3f)).isEqualTo(3);
        assertThat(feature.codeOf(1e-5f)).isEqualTo(2);
        assertThat(feature.codeOf(16777.217f)).isEqualTo(4);
        assertThat(feature.codeOf(0.7f)).isEqualTo(Feature.UNSEEN);
    }

    @Test
    void codeOf_longWholeNumbers_areExactTo2ToThe53rd() {
        Feature feature = Feature.category("c", List.of("1234567890123456", "1234567890123457", "9007199254740991"));
        assertThat(feature.codeOf(1_234_567_890_123_456L)).isZero();
        assertThat(feature.codeOf(1_234_567_890_123_457L)).isEqualTo(1);
        assertThat(feature.codeOf(9_007_199_254_740_991L)).isEqualTo(2);
        assertThat(feature.codeOf(9_007_199_254_740_992L)).isEqualTo(Feature.UNSEEN);
    }

    @Test
    void codeOf_aNumberAmongTexts_isFoundOrUnseen_andAMistakeOnlyWhereAllAreTexts() {
        Feature mixed = Feature.category("c", List.of("unknown", "1", "2"));
        assertThat(mixed.codeOf(1)).isEqualTo(1);
        assertThat(mixed.codeOf(3)).isEqualTo(Feature.UNSEEN);
        assertThat(mixed.takesNumbers()).isTrue();

        Feature none = Feature.category("c", List.of());
        assertThat(none.codeOf(1)).isEqualTo(Feature.UNSEEN);
        assertThat(none.takesNumbers()).isTrue();

        Feature texts = Feature.category("c", List.of("one", "1st", "0x1p3", "", "-", "1e", "."));
        assertThat(texts.codeOf(1)).isEqualTo(Feature.NO_CODE);
        assertThat(texts.takesNumbers()).isFalse();
        for (String number : List.of("7", "-7", "+7", "7.", ".7", "7.5e-3", "1E+22", "Infinity", "-Infinity", "007")) {
            assertThat(Feature.category("c", List.of("one", number)).takesNumbers())
                    .as(number)
                    .isTrue();
        }
        assertThat(Feature.number("n").takesNumbers()).isTrue();
    }

    @Test
    void category_ofLongTextsThatBeginAsNumbers_takesNoLongerThanTheirLength() {
        List<String> texts = List.of("1".repeat(1_000_000) + "x", "1." + "1".repeat(1_000_000) + "x");
        assertThat(assertTimeoutPreemptively(
                        Duration.ofMinutes(1),
                        () -> Feature.category("c", texts).takesNumbers()))
                .isFalse();
    }

    @Test
    void equals_isByValue() {
        EqualsVerifier.forClass(Feature.class)
                .withIgnoredFields("codes", "textsOnly", "wholes", "wholeCodes") // made from the categories
                .withNonnullFields("name", "kind", "categories")
                .verify();
    }
}
