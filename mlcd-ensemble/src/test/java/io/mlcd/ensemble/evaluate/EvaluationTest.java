package io.mlcd.ensemble.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Prediction;
import io.mlcd.api.Predictor;
import io.mlcd.api.RegistryException;
import io.mlcd.api.Row;
import io.mlcd.api.Signature;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.model.Model;
import io.mlcd.core.registry.LocalRegistry;
import io.mlcd.ensemble.Recipes;
import io.mlcd.ensemble.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluationTest {
    private static final Output.Classes KIND = new Output.Classes("kind", List.of("a", "b", "c"));

    /** Answers by a function; notes what it was asked. */
    private static final class Fake implements Predictor {
        private final Signature signature;
        private final Function<Row, Prediction> function;
        private final List<Row> asked = new ArrayList<>();

        Fake(Signature signature, Function<Row, Prediction> function) {
            this.signature = signature;
            this.function = function;
        }

        @Override
        public Signature signature() {
            return signature;
        }

        @Override
        public Prediction predict(Row row) {
            asked.add(row);
            return function.apply(row);
        }
    }

    private static Fake ofX(Output output, Function<Double, double[]> scores) {
        return new Fake(
                Signature.of(List.of(Feature.number("x")), output),
                row -> Prediction.of(output, scores.apply((Double) row.value("x"))));
    }

    private static Table table() {
        return Table.of(
                        Column.ofNumbers("x", 1, 2, 3, 4),
                        Column.ofCategories("other", List.of("p", "q", "p", "q")),
                        Column.ofCategories("kind", List.of("a", "b", "b", "c")))
                .target("kind");
    }

    @Test
    void metricsOfClasses_byHand() {
        Fake fake = ofX(KIND, x -> x < 3 ? new double[] {0.5, 0.25, 0.25} : new double[] {0, 1, 0});

        Evaluation evaluation = Evaluation.of(fake, table());

        assertThat(evaluation.rows()).isEqualTo(4);
        assertThat(evaluation.metric(Metric.ACCURACY)).hasValue(0.5);
        assertThat(evaluation.metric(Metric.LOG_LOSS).getAsDouble())
                .isCloseTo((Math.log(2) + Math.log(4) + 0 - Math.log(1e-15)) / 4, within(1e-12));
        assertThat(evaluation.metric(Metric.RMSE)).isEmpty();
        assertThat(evaluation.confusion()).isDeepEqualTo(new double[][] {{1, 0, 0}, {1, 1, 0}, {0, 1, 0}});
        assertThat(evaluation.toString()).startsWith("4 rows, ACCURACY 0.5000, ROC_AUC ");
    }

    @Test
    void metricsOfNumbers_byHand_weighted() {
        Fake fake = ofX(new Output.Numeric("y"), x -> new double[] {x});
        Table numbers = Table.of(
                        Column.ofNumbers("x", 1, 2, 3), Column.ofNumbers("y", 1, 4, 0), Column.ofNumbers("w", 2, 1, 0))
                .target("y");

        assertThat(Evaluation.of(fake, numbers).metric(Metric.MAE)).hasValue(5.0 / 3);
        assertThat(Evaluation.of(fake, numbers.weights("w")).metric(Metric.MAE)).hasValue(2.0 / 3);
        assertThat(Evaluation.of(fake, numbers.weights("w")).metric(Metric.RMSE))
                .hasValue(Math.sqrt(4.0 / 3));
        assertThatThrownBy(() -> Evaluation.of(fake, numbers).confusion())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("numbers were predicted, which have no confusion matrix");
    }

    private static Table above0(Table numbers) {
        double[] amounts = numbers.column("amount").toNumbers();
        Arrays.setAll(amounts, row -> amounts[row] + 100);
        return numbers.with(Column.ofNumbers("amount", amounts));
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void weights_countAsDuplicatedRows(Metric metric) throws InterruptedException {
        boolean classes = metric.appliesTo(KIND);
        Table table = classes ? Samples.classes(120, 3, 3) : above0(Samples.numbers(120, 3));
        Model model = (classes ? Recipes.logistic() : Recipes.regressionTree()).fit(table.range(0, 60));
        double[] weights = new double[120];
        List<Integer> repeated = new ArrayList<>();
        for (int row = 0; row < 120; row++) {
            weights[row] = row % 4;
            for (int time = 0; time < row % 4; time++) {
                repeated.add(row);
            }
        }
        Table duplicated =
                table.rows(repeated.stream().mapToInt(Integer::intValue).toArray());

        double weighted = Evaluation.of(
                        model, table.with(Column.ofNumbers("w", weights)).weights("w"))
                .metric(metric)
                .getAsDouble();

        assertThat(weighted)
                .isCloseTo(Evaluation.of(model, duplicated).metric(metric).getAsDouble(), within(1e-12));
        assertThat(weighted)
                .isNotEqualTo(Evaluation.of(model, table).metric(metric).getAsDouble());
    }

    @Test
    void aModel_itsLiveHandle_andAFunction_areEvaluatedAlike() throws InterruptedException {
        Table table = Samples.classes(200, 3, 3);
        Model model = Recipes.tree().fit(table.drop("noise").range(0, 100));
        Table test = table.range(100, 200).with(Column.ofTimes("at", new long[100]));
        Fake function = new Fake(model.signature(), model::predict);
        try (LocalRegistry registry = LocalRegistry.inMemory().open()) {
            registry.promote("m", registry.publish("m", Artifact.of(model)));

            String expected = Evaluation.of(model, test).toString();

            assertThat(Evaluation.of(registry.live("m"), test)).hasToString(expected);
            assertThat(Evaluation.of(registry.live("m").current(), test)).hasToString(expected);
            assertThat(Evaluation.of(function, test)).hasToString(expected);
            assertThatThrownBy(() -> Evaluation.of(registry.live("other"), test))
                    .isInstanceOf(RegistryException.class);
        }
    }

    /** Columns that the predictor does not know are not asked about: "other" here. */
    @Test
    void onlyItsFeatures_areAsked() {
        Fake fake = ofX(KIND, x -> new double[] {1, 0, 0});

        Evaluation.of(fake, table());

        assertThat(fake.asked).hasSize(4).contains(Row.of("x", 1)).allMatch(row -> row.size() == 1);
    }

    @Test
    void columnsThatAreMissing_orOfAnotherType_areAllNamed() throws InterruptedException {
        Model model = Recipes.tree().fit(Samples.classes(50, 2, 1));
        Fake fake = new Fake(model.signature(), model::predict);
        Table wrong = Table.of(
                        Column.ofCategories("x", List.of("1", "2")),
                        Column.ofNumbers("y", 1, 2),
                        Column.ofCategories("kind", List.of("k0", "k1")))
                .target("kind");
        String message = "the table cannot be scored: column \"x\" is a CATEGORY but the %s takes a NUMBER; there is no"
                + " column \"noise\"; there is no column \"colour\"; it has [x, y, kind]";

        assertThatThrownBy(() -> Evaluation.of(model, wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message, "model");
        assertThatThrownBy(() -> Evaluation.of(fake, wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message, "predictor");
    }

    @Test
    void aClassThatThePredictorDoesNotKnow_countsAsWrong() {
        Fake fake = ofX(new Output.Classes("kind", List.of("a", "b")), x -> new double[] {0.5, 0.5});

        Evaluation evaluation = Evaluation.of(fake, table());

        assertThat(evaluation.metric(Metric.ACCURACY)).hasValue(0.25);
        assertThat(evaluation.metric(Metric.LOG_LOSS).getAsDouble())
                .isCloseTo((3 * Math.log(2) - Math.log(1e-15)) / 4, within(1e-12));
    }

    @Test
    void anAnswerThatIsNoNumber_isNoMetric() {
        Fake fake = ofX(KIND, x -> x < 4 ? new double[] {1, 0, 0} : new double[] {Double.NaN, 0, 0});

        assertThat(Evaluation.of(fake, table()).metric(Metric.ACCURACY)).isEmpty();
    }

    @Test
    void anAnswerOfOtherClasses_isFoundOut() {
        Output.Classes turned = new Output.Classes("kind", List.of("c", "b", "a"));
        Fake fake = new Fake(Signature.of(List.of(Feature.number("x")), KIND), row -> Prediction.of(turned, 1, 0, 0));

        assertThatThrownBy(() -> Evaluation.of(fake, table()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the predictor's signature says " + KIND + ", but to row 0 it answered " + turned
                        + "; evaluate a fixed version");
    }

    @Test
    void tablesThatCannotBeComparedWith_areRefused() {
        Fake fake = ofX(KIND, x -> new double[] {1, 0, 0});
        Table untargeted = Table.of(Column.ofNumbers("x", 1, 2));
        assertThatThrownBy(() -> Evaluation.of(fake, untargeted))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the table has no target to compare with: table.target(name); its columns are [x]");
        assertThatThrownBy(() -> Evaluation.of(fake, table().range(0, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the table has 0 rows, of which 0 lack the target \"kind\"; evaluate on rows whose outcome is"
                                + " known");
        assertThatThrownBy(() -> Evaluation.of(
                        fake, table().with(Column.ofCategories("kind", Arrays.asList("a", null, "b", null)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the table has 4 rows, of which 2 lack the target \"kind\"; evaluate on rows whose outcome is"
                                + " known");
        assertThatThrownBy(() -> Evaluation.of(fake, table().target("x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the predictor predicts " + KIND
                        + ", but the target \"x\" is a NUMBER; evaluate it on the target that it was trained for");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN})
    void weightsBelow0_areRefused(double weight) {
        Table weighted = table().with(Column.ofNumbers("w", 1, 1, weight, 1)).weights("w");

        assertThatThrownBy(() -> Evaluation.of(ofX(KIND, x -> new double[] {1, 0, 0}), weighted))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("row 2 has the weight " + (weight < 0 ? "-1.0" : "null")
                        + " in \"w\", but weights must be numbers of 0 or more");
    }
}
