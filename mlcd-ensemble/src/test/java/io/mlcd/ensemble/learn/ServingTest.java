package io.mlcd.ensemble.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.mlcd.api.Feature;
import io.mlcd.api.Kind;
import io.mlcd.api.Output;
import io.mlcd.api.Prediction;
import io.mlcd.api.Row;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.DataSets;
import io.mlcd.ensemble.Recipes;
import io.mlcd.ensemble.Samples;
import io.mlcd.ensemble.tribuo.Learners;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.classification.dtree.CARTClassificationTrainer;

/** The promises that serving answers raw rows as training prepared them, and never throws for what production sends. */
class ServingTest {
    /** The whole of adult: nine columns of text, 4,262 missing cells. */
    @Test
    void adult_rawRows_getTheScoresOfThePreparedTable_toTheLastBit() throws InterruptedException {
        Table adult = DataSets.adult().read(Integer.MAX_VALUE);

        assertSameThreeWays(adult, 32_561, 4_262);
    }

    @Test
    void generated_rawRows_getTheScoresOfThePreparedTable_toTheLastBit() throws InterruptedException {
        assertSameThreeWays(Samples.classes(2_000, 3, 6), 2_000, 300);
    }

    private static void assertSameThreeWays(Table raw, int rows, int atLeastMissing) throws InterruptedException {
        AtomicReference<Table> prepared = new AtomicReference<>();
        AtomicReference<Model> inner = new AtomicReference<>();
        Learner bag = Bagging.of(Learners.tribuo(new CARTClassificationTrainer(5)))
                .members(3)
                .rowFraction(0.1);
        Learner spy = (table, fit) -> {
            prepared.set(table);
            inner.set(bag.fit(table, fit));
            return inner.get();
        };
        Model model = Prepared.by(Preparation.standard().flagMissing(true).clip(0.01, 0.99), spy)
                .fit(raw, Fit.standard().seed(3));

        double[] scores = model.scores(raw);

        int width = model.signature().output().width();
        assertThat(raw.rows()).isEqualTo(rows);
        assertThat(raw.features().stream().mapToInt(Column::missingCount).sum()).isGreaterThanOrEqualTo(atLeastMissing);
        assertThat(inner.get().scores(prepared.get())).isEqualTo(scores);
        double[] rowByRow = new double[scores.length];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(model.predict(raw.row(row)).probabilities(), 0, rowByRow, row * width, width);
        }
        assertThat(rowByRow).isEqualTo(scores);
        assertThat(Arrays.stream(scores).distinct().count())
                .as("it learned something")
                .isGreaterThan(20);
        assertThat(Artifact.read(Artifact.of(model).bytes()).model().scores(raw))
                .isEqualTo(scores);
    }

    static Stream<Map.Entry<String, Learner>> everyRecipe() {
        return Stream.concat(Recipes.ofClasses().entrySet().stream(), Recipes.ofNumbers().entrySet().stream());
    }

    @ParameterizedTest
    @MethodSource("everyRecipe")
    void missingAndUnseen_areAnswered(Map.Entry<String, Learner> recipe) throws InterruptedException {
        boolean ofClasses = Recipes.ofClasses().containsKey(recipe.getKey());
        Table table = ofClasses ? Samples.classes(200, 3, 2) : Samples.numbers(200, 2);
        Model model = recipe.getValue().fit(table);
        List<Row> rows = new ArrayList<>(List.of(Row.of(Map.of()), allNull(model)));
        for (Feature feature : model.signature().features()) {
            for (int row = 0; row < 20; row++) {
                rows.add(with(table, row, feature.name(), null));
                if (feature.kind() == Kind.CATEGORY) {
                    rows.add(with(table, row, feature.name(), "never seen"));
                    rows.add(with(table, row, feature.name(), ""));
                } else {
                    rows.add(with(table, row, feature.name(), -1e9));
                    rows.add(with(table, row, feature.name(), 1e9));
                }
            }
        }

        assertThat(rows).allSatisfy(row -> assertAnswers(model.predict(row)));
        double[] out = new double[model.signature().output().width()];
        double[] bare = new double[model.signature().features().size()];
        for (double value : new double[] {Double.NaN, Feature.UNSEEN, 1_000}) {
            Arrays.fill(bare, value);
            model.score(bare, out);
            assertThat(out).doesNotContain(Double.NaN);
        }
    }

    private static void assertAnswers(Prediction prediction) {
        if (prediction.output() instanceof Output.Classes classes) {
            assertThat(Arrays.stream(prediction.probabilities()).allMatch(p -> p >= 0 && p <= 1))
                    .isTrue();
            assertThat(Arrays.stream(prediction.probabilities()).sum()).isCloseTo(1, offset(1e-9));
            assertThat(classes.labels()).contains(prediction.label());
        } else {
            assertThat(prediction.value()).isFinite();
        }
    }

    /** A missing value answers as its stand-in does, an unseen category as a missing one. */
    @Test
    void missing_isTheMedian_andUnseenIsNoCategory() throws InterruptedException {
        Table table = Samples.classes(301, 2, 2);
        double[] noise = table.column("noise").toNumbers();
        Arrays.sort(noise);
        for (Learner learner : List.of(Recipes.tree(), Recipes.logistic())) {
            Model model = learner.fit(table);
            for (int row = 0; row < 50; row++) {
                assertThat(model.predict(with(table, row, "noise", null)))
                        .isEqualTo(model.predict(with(table, row, "noise", noise[150])));
                assertThat(model.predict(with(table, row, "colour", "never seen")))
                        .isEqualTo(model.predict(with(table, row, "colour", null)));
            }
        }
    }

    private static Row allNull(Model model) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        model.signature().features().forEach(feature -> values.put(feature.name(), null));
        return Row.of(values);
    }

    private static Row with(Table table, int row, String name, @Nullable Object value) {
        Map<String, @Nullable Object> values = new HashMap<>();
        table.features().forEach(column -> values.put(column.name(), column.value(row)));
        values.put(name, value);
        return Row.of(values);
    }
}
