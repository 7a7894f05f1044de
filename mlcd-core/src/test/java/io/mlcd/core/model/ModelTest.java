package io.mlcd.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Prediction;
import io.mlcd.api.Row;
import io.mlcd.api.Signature;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Opaque;
import io.mlcd.core.form.Scatter;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelTest {
    private static final Signature SIGNATURE = Signature.of(
            List.of(Feature.number("n"), Feature.category("c", List.of("x", "a"))),
            new Output.Classes("y", List.of("no", "yes")));

    /** Shows what reaches the form. */
    private static final Model MIRROR = Model.of(SIGNATURE, new Opaque("mirror", 2, 2, (row, out) -> {
        out[0] = row[0];
        out[1] = row[1];
    }));

    @Test
    void of_aFormOfAnotherShape_isRefused() {
        assertThatThrownBy(() -> Model.of(SIGNATURE, Linear.of(new double[][] {{1}}, new double[] {1})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the signature is 2 features -> 2 scores, but the form is 1 -> 1; they must agree");
    }

    @Test
    void predict_aRow_isEncodedBySignature() {
        Prediction answer = MIRROR.predict(Row.of("c", "a", "n", 7));
        assertThat(answer).isEqualTo(Prediction.of(SIGNATURE.output(), 7, 1));
        assertThat(MIRROR.predict(Row.of("c", "never")).probabilities()).containsExactly(Double.NaN, -1);
        assertThat(answer.version()).isEmpty();
        assertThatThrownBy(() -> MIRROR.predict(Row.of("z", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"z\", which is not a feature");
    }

    @Test
    void score_bareNumbers_areTakenAsTheyAre() {
        double[] out = new double[2];
        MIRROR.score(new double[] {1, Double.NaN}, out);
        assertThat(out).containsExactly(1, Double.NaN);
    }

    @Test
    void score_arraysOfTheWrongLength_areRefused() {
        String message = "the row has %d values and out %d places, but the model takes 2 and gives 2";
        assertThatThrownBy(() -> MIRROR.score(new double[1], new double[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(String.format(message, 1, 2));
        assertThatThrownBy(() -> MIRROR.score(new double[2], new double[3])).hasMessage(String.format(message, 2, 3));
    }

    @Test
    void predict_aTable_matchesCategoriesByText() {
        Table table = Table.of(
                Column.ofCategories("c", Arrays.asList("x", "a", "new", null)),
                Column.ofNumbers("other", 0, 0, 0, 0),
                Column.ofNumbers("n", 1, Double.NaN, 3, 4));
        double nan = Double.NaN;
        assertThat(MIRROR.scores(table)).containsExactly(1, 0, nan, 1, 3, -1, 4, nan);
        assertThat(MIRROR.predict(table.rows(2, 0)))
                .containsExactly(Prediction.of(SIGNATURE.output(), 3, -1), Prediction.of(SIGNATURE.output(), 1, 0));
        for (int row = 0; row < table.rows(); row++) {
            assertThat(MIRROR.predict(table.drop("other").row(row)))
                    .isEqualTo(MIRROR.predict(table).get(row));
        }
        assertThat(MIRROR.predict(table.range(0, 0))).isEmpty();
    }

    @Test
    void predict_aTableThatDoesNotFit_isRefusedWithAllProblems() {
        assertThatThrownBy(() -> MIRROR.predict(Table.of(Column.ofNumbers("c", 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the table cannot be scored: there is no column \"n\"; column \"c\" is a NUMBER but the"
                        + " model takes a CATEGORY; it has [c]");
    }

    @Test
    void equals_isBySignatureAndForm() {
        Linear linear = Linear.of(new double[][] {{1, 2}, {3, 4}}, new double[] {5, 6});
        Model model = Model.of(SIGNATURE, linear);
        assertThat(model)
                .isEqualTo(Model.of(SIGNATURE, Linear.of(new double[][] {{1, 2}, {3, 4}}, new double[] {5, 6})))
                .hasSameHashCodeAs(Model.of(SIGNATURE, linear))
                .isNotEqualTo(Model.of(SIGNATURE, new Scatter(linear, 2, List.of(1, 0))))
                .isNotEqualTo(Model.of(
                        Signature.of(SIGNATURE.features(), new Output.Classes("z", List.of("no", "yes"))), linear))
                .hasToString("y from 2 features: linear, 2 x 2 weights");
        assertThat(model.form()).isSameAs(linear);
        assertThat(model.signature()).isSameAs(SIGNATURE);
    }
}
