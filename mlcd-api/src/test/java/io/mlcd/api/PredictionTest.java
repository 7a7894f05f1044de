package io.mlcd.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nl.jqno.equalsverifier.EqualsVerifier;
import nl.jqno.equalsverifier.Warning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PredictionTest {
    private static final Output CLASSES = new Output.Classes("churn", List.of("no", "yes", "maybe"));
    private static final Output NUMBER = new Output.Numeric("price");

    @Test
    void value_ofClasses_namesTheRightOnes() {
        assertThatThrownBy(() -> Prediction.of(CLASSES, 1, 0, 0).value())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this model predicts the class \"churn\", not a number: use label() or probability(label)");
    }

    @Test
    void label_ofANumber_namesTheRightOne() {
        Prediction number = Prediction.of(NUMBER, 3.5);
        for (Runnable wrong :
                List.<Runnable>of(number::label, number::probabilities, () -> number.probability("yes"))) {
            assertThatThrownBy(wrong::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("this model predicts the number \"price\": use value()");
        }
        assertThat(number.value()).isEqualTo(3.5);
    }

    @Test
    void probability_ofAnUnknownClass_namesTheClasses() {
        assertThatThrownBy(() -> Prediction.of(CLASSES, 1, 0, 0).probability("Yes"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"Yes\" is not a class of \"churn\"; its classes are [no, yes, maybe]");
    }

    @Test
    void of_anotherNumberOfScores_isRefused() {
        assertThatThrownBy(() -> Prediction.of(CLASSES, 0.5, 0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"churn\" takes 3 scores, but got 2");
    }

    static Stream<Arguments> scores() {
        double nan = Double.NaN;
        return Stream.of(
                Arguments.of(new double[] {0.2, 0.5, 0.3}, 1),
                Arguments.of(new double[] {0.4, 0.4, 0.2}, 0),
                Arguments.of(new double[] {0.2, 0.4, 0.4}, 1),
                Arguments.of(new double[] {-0.0, 0.0, 0.0}, 0),
                Arguments.of(new double[] {nan, 0.1, 0.1}, 1),
                Arguments.of(new double[] {0.1, nan, 0.2}, 2),
                Arguments.of(new double[] {0.1, nan, 0.1}, 0),
                Arguments.of(new double[] {nan, nan, Double.NEGATIVE_INFINITY}, 2),
                Arguments.of(new double[] {nan, nan, nan}, 0));
    }

    @ParameterizedTest
    @MethodSource("scores")
    void label_isTheFirstOfTheLargest_andNaNIsNeverLarger(double[] scores, int expected) {
        assertThat(Prediction.mostProbable(scores)).isEqualTo(expected);
        assertThat(Prediction.of(CLASSES, scores).label())
                .isEqualTo(List.of("no", "yes", "maybe").get(expected));
    }

    @Test
    void scores_areCopiedInAndOut() {
        double[] scores = {0.2, 0.5, 0.3};
        Prediction prediction = Prediction.of(CLASSES, scores);
        scores[0] = 9;
        prediction.probabilities()[1] = 9;
        assertThat(prediction.probabilities()).containsExactly(0.2, 0.5, 0.3);
        assertThat(prediction.probability("maybe")).isEqualTo(0.3);
    }

    @Test
    void answeredBy_marksAnotherPrediction_andLeavesThisOne() {
        Version version = new Version("churn", 2, "0123456789abcdef");
        Prediction plain = Prediction.of(NUMBER, 1.5);
        Prediction marked = plain.answeredBy(version);
        assertThat(plain.version()).isEmpty();
        assertThat(marked.version()).contains(version);
        assertThat(marked.output()).isEqualTo(NUMBER);
        assertThat(marked).isNotEqualTo(plain).hasToString("price=1.5 by churn v2 (01234567)");
        assertThat(Prediction.of(CLASSES, 0.25, 0.5, 0.25)).hasToString("churn=yes [0.25, 0.5, 0.25]");
    }

    private static Output classes(int count) {
        List<String> labels = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            labels.add("class" + k);
        }
        return new Output.Classes("y", labels);
    }

    private static double[] counting(int count) {
        double[] scores = new double[count];
        Arrays.setAll(scores, k -> k + 0.5);
        return scores;
    }

    static IntStream sizes() {
        return IntStream.concat(IntStream.rangeClosed(1, 31), IntStream.of(100, 1_000));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void anyNumberOfScores_isKept(int count) {
        Output output = classes(count);
        double[] scores = counting(count);
        Prediction prediction = Prediction.of(output, scores);
        assertThat(prediction.probabilities()).containsExactly(scores);
        for (int k = 0; k < count; k++) {
            assertThat(prediction.probability("class" + k)).isEqualTo(k + 0.5);
            double[] changed = scores.clone();
            changed[k] = 5_000;
            Prediction other = Prediction.of(output, changed);
            assertThat(other.label()).isEqualTo("class" + k);
            assertThat(other).isNotEqualTo(prediction);
            assertThat(other.hashCode()).isNotEqualTo(prediction.hashCode());
        }
        assertThat(prediction.label()).isEqualTo("class" + (count - 1));
        Version version = new Version("m", 1, "0123456789abcdef");
        assertThat(prediction.answeredBy(version))
                .isEqualTo(Answers.to(output).by(version).of(scores))
                .hasSameHashCodeAs(Answers.to(output).by(version).of(scores))
                .isNotEqualTo(prediction);
        assertThat(Prediction.of(output, scores)).isEqualTo(prediction).hasSameHashCodeAs(prediction);
        assertThat(Prediction.of(classes(count + 1), counting(count + 1))).isNotEqualTo(prediction);
    }

    @Test
    void equals_ofScores_isByBits() {
        double nan = Double.NaN;
        assertThat(Prediction.of(NUMBER, nan)).isEqualTo(Prediction.of(NUMBER, nan));
        assertThat(Prediction.of(NUMBER, 0.0)).isNotEqualTo(Prediction.of(NUMBER, -0.0));
        assertThat(Prediction.of(NUMBER, 1)).isNotEqualTo(Prediction.of(new Output.Numeric("rent"), 1));
        assertThat(Prediction.of(NUMBER, 1)).isNotEqualTo(Prediction.of(classes(1), 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 28}) // with which no room is left
    void equals_isByValue(int count) {
        EqualsVerifier.forClass(Prediction.of(classes(count), counting(count)).getClass())
                .usingGetClass() // as many scores, the same class
                .withRedefinedSuperclass()
                .withIgnoredFields("id")
                .suppress(Warning.NULL_FIELDS)
                .withPrefabValues(double[].class, counting(count), new double[count])
                .withPrefabValues(
                        Answers.class,
                        Answers.to(classes(count)),
                        Answers.to(classes(count)).by(new Version("m", 1, "0123456789abcdef")))
                .verify();
    }
}
