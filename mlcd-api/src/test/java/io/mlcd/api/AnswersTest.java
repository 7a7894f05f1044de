package io.mlcd.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private static final Output CLASSES = new Output.Classes("churn", List.of("no", "yes"));
    private static final Version VERSION = new Version("churn", 2, "0123456789abcdef");

    @Test
    void of_scores_isAnAnswerOfTheVersion() {
        Answers answers = Answers.to(CLASSES);
        assertThat(answers.of(0.25, 0.75)).isEqualTo(Prediction.of(CLASSES, 0.25, 0.75));
        assertThat(answers.by(VERSION).of(0.25, 0.75))
                .isEqualTo(Prediction.of(CLASSES, 0.25, 0.75).answeredBy(VERSION));
        assertThat(answers.of(0.25, 0.75).version()).isEmpty();
    }

    @Test
    void of_anotherNumberOfScores_isRefused() {
        assertThatThrownBy(() -> Answers.to(CLASSES).of(0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"churn\" takes 2 scores, but got 1");
    }

    @Test
    void recorded_hasTheId_andIsEqualToTheSameAnswer() {
        Answers answers = Answers.to(CLASSES);
        Prediction recorded = answers.recorded(-7, 0.25, 0.75);
        assertThat(recorded.id()).hasValue(-7);
        assertThat(recorded.answeredBy(VERSION).id()).hasValue(-7);
        assertThat(recorded).isEqualTo(answers.of(0.25, 0.75));
        assertThat(answers.of(0.25, 0.75).id()).isEmpty();
        assertThatThrownBy(() -> answers.recorded(0, 0.25, 0.75))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the id of a recorded answer is not 0; use of(scores) for one without an id");
        assertThatThrownBy(() -> answers.recorded(1, 0.5)).hasMessage("\"churn\" takes 2 scores, but got 1");
    }

    @Test
    void equals_isByValue() {
        EqualsVerifier.forClass(Answers.class)
                .withIgnoredFields("width", "decision") // the output's
                .withNonnullFields("output")
                .withPrefabValues(Output.class, CLASSES, new Output.Numeric("price"))
                .verify();
        assertThat(Answers.to(CLASSES).by(VERSION)).asString().endsWith("[no, yes]] by churn v2 (01234567)");
    }
}
