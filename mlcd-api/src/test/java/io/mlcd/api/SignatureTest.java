package io.mlcd.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SignatureTest {
    private static final Output OUTPUT = new Output.Numeric("y");
    private static final Signature SIGNATURE = Signature.of(
            List.of(
                    Feature.number("tenure"),
                    Feature.category("Contract", List.of("Monthly", "Yearly")),
                    Feature.number("TotalCharges")),
            OUTPUT);

    private static double[] encode(Row row) {
        double[] out = {7, 7, 7};
        SIGNATURE.encode(row, out);
        return out;
    }

    @Test
    void encode_putsNumbersAndCodesInTheOrderOfTheFeatures() {
        assertThat(encode(Row.of("TotalCharges", 1.5, "Contract", "Yearly", "tenure", 12)))
                .containsExactly(12, 1, 1.5);
    }

    @Test
    void encode_absentNullAndNaN_areMissing() {
        assertThat(encode(Row.of("Contract", null, "tenure", Double.NaN)))
                .containsExactly(Double.NaN, Double.NaN, Double.NaN);
    }

    @Test
    void encode_aCategoryNeverSeen_isMinusOne() {
        assertThat(encode(Row.of("Contract", "monthly"))).containsExactly(Double.NaN, -1, Double.NaN);
    }

    static Stream<Arguments> refused() {
        String features = "; its features are tenure, Contract, TotalCharges";
        return Stream.of(
                Arguments.of(
                        Row.of("Tenure", 1),
                        "the row names \"Tenure\", which is not a feature of this model; did you mean \"tenure\"?"),
                Arguments.of(
                        Row.of("TotalCharge", 1),
                        "the row names \"TotalCharge\", which is not a feature of this model; did you mean"
                                + " \"TotalCharges\"?"),
                Arguments.of(
                        Row.of("age", 1), "the row names \"age\", which is not a feature of this model" + features),
                Arguments.of(
                        Row.of("age", null), "the row names \"age\", which is not a feature of this model" + features),
                Arguments.of(
                        Row.of("tenure", "twelve"),
                        "feature \"tenure\" is a number, but the row gives the text \"twelve\"; give a number, or null"
                                + " if it is missing"),
                Arguments.of(
                        Row.of("Contract", 1),
                        "feature \"Contract\" is a category, but the row gives the number 1.0; give its text, or null"
                                + " if it is missing"),
                Arguments.of(
                        Row.of("tenure", true, "age", 1, "TotalCharges", 5, "Contract", 2.5),
                        "feature \"tenure\" is a number, but the row gives the text \"true\"; give a number, or null if"
                                + " it is missing; the row names \"age\", which is not a feature of this model"
                                + features
                                + "; feature \"Contract\" is a category, but the row gives the number 2.5; give its"
                                + " text, or null if it is missing"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void encode_aCallersMistake_isRefusedWithAllProblems(Row row, String message) {
        assertThatThrownBy(() -> encode(row))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void encode_namesAndTextsInAnyOrderAndObject_areFound() {
        String name = String.valueOf("Contract".toCharArray());
        String text = String.valueOf("Yearly".toCharArray());
        assertThat(encode(Row.of("tenure", -2, name, text, "TotalCharges", -1))).containsExactly(-2, 1, -1);
        assertThat(encode(Row.of(name, text, "TotalCharges", -1, "tenure", -2))).containsExactly(-2, 1, -1);
    }

    /** Rows of some order and objects of names, so often that the order is learnt, and other rows in between. */
    @Test
    void encode_anyOrdersInTurn_neverMixUpFeatures() {
        List<Feature> features = new ArrayList<>();
        for (int f = 0; f < 9; f++) {
            features.add(Feature.number("f" + f));
        }
        Signature signature = Signature.of(features, OUTPUT);
        Random random = new Random(7);
        List<List<String>> orders = new ArrayList<>();
        for (int order = 0; order < 6; order++) {
            List<String> names = new ArrayList<>(List.of("other", "another"));
            for (Feature feature : features) {
                names.add(
                        order % 2 == 0
                                ? feature.name()
                                : String.valueOf(feature.name().toCharArray()));
            }
            Collections.shuffle(names, random);
            orders.add(names);
        }
        double[] out = new double[9];
        for (int i = 0; i < 5_000; i++) {
            List<String> names = orders.get(i < 2_000 ? i / 500 : random.nextInt(orders.size()));
            double[] expected = new double[9];
            Arrays.fill(expected, Double.NaN);
            Map<String, Object> row = new LinkedHashMap<>();
            for (String name : names) {
                if (random.nextInt(5) > 0) {
                    row.put(name, random.nextDouble());
                    int feature = signature.indexOf(name);
                    if (feature >= 0) {
                        expected[feature] = (Double) row.get(name);
                    }
                }
            }
            signature.encode(Row.of(row), name -> name.endsWith("other"), out);
            assertThat(out).isEqualTo(expected);
        }
    }

    @Test
    void encode_anUnknownNameInALearntOrder_isStillRefused() {
        double[] out = new double[3];
        Row row = Row.of("newer", 1, "other", 2, "tenure", 3);
        for (int i = 0; i < 10; i++) {
            SIGNATURE.encode(row, name -> true, out);
            assertThat(out).containsExactly(3, Double.NaN, Double.NaN);
            assertThatThrownBy(() -> SIGNATURE.encode(row, out))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"newer\"")
                    .hasMessageContaining("\"other\"");
        }
    }

    @Test
    void encode_ignoredNames_areLeftOutAndOthersStillRefused() {
        double[] out = new double[3];
        SIGNATURE.encode(Row.of("tenure", 1, "newer", List.of("x").get(0)), "newer"::equals, out);
        assertThat(out).containsExactly(1, Double.NaN, Double.NaN);
        assertThatThrownBy(() -> SIGNATURE.encode(Row.of("tenure", 1, "never", 1), "newer"::equals, out))
                .hasMessageContaining("\"never\"");
    }

    @Test
    void encode_anOutOfAnotherLength_isRefused() {
        assertThatThrownBy(() -> SIGNATURE.encode(Row.of("tenure", 1), new double[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("out has length 2 but must have one place for each of the 3 features");
    }

    @Test
    void encode_withManyFeatures_namesTwentyOfThem() {
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < 23; i++) {
            features.add(Feature.number("f" + i));
        }
        assertThatThrownBy(() -> Signature.of(features, OUTPUT).encode(Row.of("somethingElse", 1), new double[23]))
                .hasMessageEndingWith("f18, f19 and 3 more");
    }

    @Test
    void encode_manyMistakes_namesTheFirstTen() {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < 10_000; i++) {
            values.put("name " + i, i);
        }
        assertThatThrownBy(() -> encode(Row.of(values)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"name 9\"")
                .hasMessageNotContaining("\"name 10\"")
                .hasMessageEndingWith("; 9990 more values were not looked at");
    }

    @Test
    void encode_veryLongNamesAndTexts_areCutInTheMessage() {
        String text = "x".repeat(1_000_000);
        Throwable refusal = assertTimeoutPreemptively(
                Duration.ofMinutes(1), () -> catchThrowable(() -> encode(Row.of(text, 1, "tenure", text))));
        assertThat(refusal)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the row names \"" + "x".repeat(100) + "... (1000000 characters)\"")
                .hasMessageContaining("gives the text \"" + "x".repeat(100) + "... (1000000 characters)\"");
    }

    @Test
    void of_aNameTwice_isRefused() {
        assertThatThrownBy(() -> Signature.of(List.of(Feature.number("a"), Feature.category("a", List.of())), OUTPUT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the features name \"a\" twice; each must occur once");
    }

    @Test
    void indexOf_isThePosition_orMinusOne() {
        assertThat(SIGNATURE.indexOf("Contract")).isEqualTo(1);
        assertThat(SIGNATURE.indexOf("contract")).isEqualTo(-1);
        assertThat(SIGNATURE.features()).hasSize(3);
        assertThat(SIGNATURE.output()).isEqualTo(OUTPUT);
        assertThat(SIGNATURE).asString().startsWith("[tenure: number, Contract: one of 2 categories");
    }

    @Test
    void equals_isByValue() {
        EqualsVerifier.forClass(Signature.class)
                .withIgnoredFields("positions", "inOrder", "names") // made from the features
                .withNonnullFields("features", "output")
                .withPrefabValues(Output.class, OUTPUT, new Output.Numeric("z"))
                .verify();
    }

    @Test
    void encode_numbersAndBooleansForCategories_areFoundByTheirText() {
        Signature signature = Signature.of(
                List.of(
                        Feature.category("senior", List.of("0", "1")),
                        Feature.category("rate", List.of("0.5", "2")),
                        Feature.category("flag", List.of("FALSE", "TRUE"))),
                new Output.Numeric("y"));
        double[] out = new double[3];

        signature.encode(Row.of("senior", 1, "rate", 0.5f, "flag", true), out);
        assertThat(out).containsExactly(1, 0, 1);
        signature.encode(Row.of("senior", 7L, "rate", Double.NaN, "flag", "maybe"), out);
        assertThat(out).containsExactly(Feature.UNSEEN, Double.NaN, Feature.UNSEEN);
    }

    @Test
    void categoryOf_numbers_isTheirShortText() {
        assertThat(Feature.categoryOf(3)).isEqualTo("3");
        assertThat(Feature.categoryOf(-0.0)).isEqualTo("0");
        assertThat(Feature.categoryOf(0.1)).isEqualTo("0.1");
        assertThat(Feature.categoryOf(1e22)).isEqualTo("1E+22");
    }

    private static final Signature TIMED = Signature.of(
            List.of(
                    Feature.time("when"),
                    Feature.number("n"),
                    Feature.category("c", List.of("a")),
                    Feature.category("any", List.of("1"))),
            OUTPUT);

    @Test
    void encode_aTime_isItsMillisecondsRoundedDown_andMissingIsNaN() {
        double[] out = new double[4];
        TIMED.encode(Row.of("when", Instant.ofEpochSecond(1_700_000_000L, 123_999_999)), out);
        assertThat(out[0]).isEqualTo(1_700_000_000_123.0);
        TIMED.encode(Row.of("when", Instant.ofEpochSecond(0, -1)), out);
        assertThat(out[0]).isEqualTo(-1);
        TIMED.encode(Row.of("when", LocalDate.of(2000, 3, 1)), out);
        assertThat(out[0]).isEqualTo(951_868_800_000.0);
        TIMED.encode(Row.of("n", 1), out);
        assertThat(out).containsExactly(Double.NaN, 1, Double.NaN, Double.NaN);
        TIMED.encode(Row.of("when", null), out);
        assertThat(out[0]).isNaN();
        TIMED.encode(Row.of("when", Double.NaN), out);
        assertThat(out[0]).isNaN();
    }

    static Stream<Arguments> noTimes() {
        return Stream.of(
                Arguments.of(
                        Row.of("when", 1_700_000_000L),
                        "feature \"when\" is a time, but the row gives the number 1.7E9; give Instant.ofEpochMilli(number),"
                                + " or Instant.ofEpochSecond(number) if it counts seconds, or null if it is missing"),
                Arguments.of(
                        Row.of("when", "2011-12-31"),
                        "feature \"when\" is a time, but the row gives the text \"2011-12-31\"; give a time of java.time,"
                                + " for example Instant.parse(text) or LocalDate.parse(text), or null if it is missing"),
                Arguments.of(
                        Row.of("n", Instant.EPOCH),
                        "feature \"n\" is a number, but the row gives the time 1970-01-01T00:00:00Z; give a number, or"
                                + " null if it is missing"),
                Arguments.of(
                        Row.of("c", Instant.EPOCH, "any", LocalDate.EPOCH),
                        "feature \"c\" is a category, but the row gives the time 1970-01-01T00:00:00Z; give its text, or"
                                + " null if it is missing; feature \"any\" is a category, but the row gives the time"
                                + " 1970-01-01T00:00:00Z; give its text, or null if it is missing"));
    }

    @ParameterizedTest
    @MethodSource("noTimes")
    void encode_whatIsNoTime_orATimeElsewhere_isRefusedWithTheRemedy(Row row, String message) {
        assertThatThrownBy(() -> TIMED.encode(row, new double[4]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
