package io.mlcd.ensemble.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.ArtifactException;
import io.mlcd.api.TrainingException;
import io.mlcd.api.TrainingException.Reason;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Opaque;
import io.mlcd.ensemble.DataSets.DataSet;
import io.mlcd.ensemble.Samples;
import io.mlcd.ensemble.calibrate.Decided;
import io.mlcd.ensemble.learn.Bagging;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Learner;
import io.mlcd.ensemble.trees.Boosting;
import io.mlcd.ensemble.trees.RandomForest;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.ensemble.AdaBoostTrainer;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.classification.evaluation.LabelEvaluation;
import org.tribuo.classification.evaluation.LabelEvaluator;
import org.tribuo.ensemble.BaggingTrainer;
import org.tribuo.evaluation.CrossValidation;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.ensemble.AveragingCombiner;
import org.tribuo.regression.evaluation.RegressionEvaluator;

/** Learners of mlcd as a user of Tribuo meets them. */
class TribuoTrainersTest {
    private static final Learner FOREST = RandomForest.standard().trees(20);

    @TempDir
    Path folder;

    /** A table as a data set, zeros left out as in sparse data. */
    private static MutableDataset<Label> labels(Table table) {
        LabelFactory factory = new LabelFactory();
        MutableDataset<Label> dataset =
                new MutableDataset<>(new SimpleDataSourceProvenance("a table", factory), factory);
        for (int row = 0; row < table.rows(); row++) {
            dataset.add(example(
                    table,
                    row,
                    new Label(String.valueOf(table.target().orElseThrow().value(row)))));
        }
        return dataset;
    }

    private static MutableDataset<Regressor> numbers(Table table) {
        OutputFactory<Regressor> factory = new RegressionFactory();
        MutableDataset<Regressor> dataset =
                new MutableDataset<>(new SimpleDataSourceProvenance("a table", factory), factory);
        for (int row = 0; row < table.rows(); row++) {
            dataset.add(example(
                    table,
                    row,
                    new Regressor("amount", table.target().orElseThrow().number(row))));
        }
        return dataset;
    }

    private static <T extends Output<T>> Example<T> example(Table table, int row, T output) {
        ArrayExample<T> example = new ArrayExample<>(output);
        for (Column column : table.features()) {
            if (column.number(row) != 0) {
                example.add(new org.tribuo.Feature(column.name(), column.number(row)));
            }
        }
        return example;
    }

    /** The label that a decision chooses, beside probabilities that stay as they are. */
    @Test
    void predict_choosesTheLabelAsTheModelDecides() {
        MutableDataset<Label> dataset = labels(classes(300));
        Learner decided = Decided.by(FOREST).cost("k2", "k0", 1000).cost("k2", "k1", 1000);

        Model<Label> model = TribuoTrainers.label(decided, Fit.standard()).train(dataset);

        int changed = 0;
        for (Example<Label> one : dataset) {
            org.tribuo.Prediction<Label> prediction = model.predict(one);
            Map<String, Label> scores = prediction.getOutputScores();
            boolean possible = scores.get("k2").getScore() > 0.002;
            assertThat(prediction.getOutput().getLabel().equals("k2")).isEqualTo(possible);
            changed += possible && scores.get("k2").getScore() < 0.3 ? 1 : 0;
        }
        assertThat(changed).isGreaterThan(10);
    }

    private static Table classes(int rows) {
        Table table = Samples.complete(Samples.classes(rows, 3, 5));
        double[] noise = table.column("noise").toNumbers();
        for (int row = 0; row < rows; row++) {
            noise[row] = row % 4 == 0 ? 0 : noise[row];
        }
        return table.with(Column.ofNumbers("noise", noise));
    }

    // --------------------------------------------------------------------- scores

    @Test
    void predict_givesTheScoresOfTheLearnersOwnModel() throws InterruptedException {
        Table table = classes(300);
        Dataset<Label> dataset = labels(table);
        Fit fit = Fit.standard().seed(9);

        Model<Label> model = TribuoTrainers.label(FOREST, fit).train(dataset);

        // Tribuo sorts features by name, and numbers classes in its own order.
        io.mlcd.core.model.Model own = FOREST.fit(new DatasetTable<>(dataset, Label.class).table(), fit);
        assertThat(((MlcdModel<Label>) model).model()).isEqualTo(own);
        double[] scores = own.scores(table);
        List<String> names = ((io.mlcd.api.Output.Classes) own.signature().output()).labels();
        for (int row = 0; row < table.rows(); row++) {
            org.tribuo.Prediction<Label> prediction = model.predict(dataset.getExample(row));
            assertThat(prediction.hasProbabilities()).isTrue();
            assertThat(prediction.getOutput().getLabel())
                    .isEqualTo(own.predict(table).get(row).label());
            for (int k = 0; k < names.size(); k++) {
                assertThat(prediction.getOutputScores().get(names.get(k)).getScore())
                        .isEqualTo(scores[row * names.size() + k]);
            }
        }
    }

    @Test
    void predict_ofNumbers_givesTheScoresOfTheLearnersOwnModel() throws InterruptedException {
        Table table = Samples.complete(Samples.numbers(300, 5));
        Dataset<Regressor> dataset = numbers(table);
        Learner boosting = Boosting.gradient().rounds(20);

        MlcdModel<Regressor> model =
                (MlcdModel<Regressor>) TribuoTrainers.regressor(boosting).train(dataset);

        double[] scores = model.model().scores(table);
        for (int row = 0; row < table.rows(); row++) {
            assertThat(model.predict(dataset.getExample(row)).getOutput().getValues())
                    .containsExactly(scores[row]);
        }
        assertThat(new RegressionEvaluator().evaluate(model, dataset).averageR2())
                .isGreaterThan(0.8);
    }

    @Test
    void evaluator_onRealData_measuresWhatItShould() {
        Table table = new DataSet("iris/iris.csv", "species", true, List.of()).read(1_000);
        Dataset<Label> dataset = labels(table);

        Model<Label> model = TribuoTrainers.label(FOREST).train(dataset);
        LabelEvaluation evaluation = new LabelEvaluator().evaluate(model, dataset);

        assertThat(evaluation.accuracy()).isGreaterThan(0.9);
        assertThat(evaluation.averageAUCROC(false)).isGreaterThan(0.95);
    }

    @Test
    void crossValidation_onRealData_works() {
        Table table = new DataSet("wine/wine.csv", "target", true, List.of()).read(1_000);

        var folds = new CrossValidation<>(TribuoTrainers.label(FOREST), labels(table), new LabelEvaluator(), 4, 7)
                .evaluate();

        assertThat(folds).hasSize(4);
        double sum = 0;
        for (var fold : folds) {
            sum += fold.getA().accuracy();
        }
        assertThat(sum / 4).isGreaterThan(0.9);
    }

    @Test
    void ensemblesOfTribuo_takeTheTrainersAsMembers() {
        Dataset<Label> dataset = labels(classes(300));
        Trainer<Label> trees = TribuoTrainers.label(RandomForest.standard().trees(3));
        for (Trainer<Label> trainer : List.<Trainer<Label>>of(
                new BaggingTrainer<>(trees, new VotingCombiner(), 4, 1), new AdaBoostTrainer(trees, 4, 1))) {
            double accuracy = new LabelEvaluator()
                    .evaluate(trainer.train(dataset), dataset)
                    .accuracy();
            assertThat(accuracy).as(trainer.toString()).isGreaterThan(0.8);
        }
        Table numbers = Samples.complete(Samples.numbers(200, 5));
        Model<Regressor> bag = new BaggingTrainer<>(
                        TribuoTrainers.regressor(RandomForest.standard().trees(3)), new AveragingCombiner(), 3, 1)
                .train(numbers(numbers));
        assertThat(new RegressionEvaluator().evaluate(bag, numbers(numbers)).averageR2())
                .isGreaterThan(0.7);
    }

    // --------------------------------------------------------------------- invocations

    @Test
    void train_again_isAnotherSeed_andTheSameAgainFromTheSameCount() {
        Dataset<Label> dataset = labels(classes(120));
        Trainer<Label> trainer = TribuoTrainers.label(FOREST);

        io.mlcd.core.model.Model first = own(trainer.train(dataset));
        io.mlcd.core.model.Model second = own(trainer.train(dataset));
        assertThat(trainer.getInvocationCount()).isEqualTo(2);
        assertThat(second).isNotEqualTo(first);
        assertThat(own(trainer.train(dataset, Map.of(), 0))).isEqualTo(first);
        assertThat(own(trainer.train(dataset))).isEqualTo(second);
        assertThat(own(TribuoTrainers.label(FOREST).train(dataset))).isEqualTo(first);
    }

    private static io.mlcd.core.model.Model own(Model<Label> model) {
        return ((MlcdModel<Label>) model).model();
    }

    // --------------------------------------------------------------------- weights, classes, sparse rows

    @Test
    void weights_countByTheirShare() {
        double[] x = new double[400];
        List<String> kinds = new ArrayList<>();
        for (int row = 0; row < x.length; row++) {
            x[row] = 1 + row % 2;
            kinds.add(row % 4 < 2 ? "a" : "b");
        }
        Table table = Table.of(Column.ofNumbers("x", x), Column.ofCategories("kind", kinds))
                .target("kind");
        MutableDataset<Label> plain = labels(table);
        MutableDataset<Label> small = labels(table);
        MutableDataset<Label> weighted = labels(table);
        for (int row = 0; row < table.rows(); row++) {
            small.getExample(row).setWeight(0.001f);
            weighted.getExample(row).setWeight(kinds.get(row).equals("a") ? 0.003f : 0.001f);
        }
        assertThat(own(TribuoTrainers.label(FOREST).train(small)))
                .isEqualTo(own(TribuoTrainers.label(FOREST).train(plain)));
        Model<Label> even = TribuoTrainers.label(FOREST).train(plain);
        Model<Label> uneven = TribuoTrainers.label(FOREST).train(weighted);
        assertThat(even.predict(plain.getExample(0)).getOutputScores().get("a").getScore())
                .isBetween(0.4, 0.6);
        assertThat(uneven.predict(plain.getExample(0))
                        .getOutputScores()
                        .get("a")
                        .getScore())
                .isBetween(0.68, 0.82);
    }

    @Test
    void aFeatureThatAnExampleDoesNotHave_isZero() {
        Table table = classes(200);
        Model<Label> model = TribuoTrainers.label(FOREST).train(labels(table));
        Example<Label> without = new ArrayExample<>(new Label("k0"), new String[] {"x", "y"}, new double[] {0.3, 0.2});
        Example<Label> zero = new ArrayExample<>(
                new Label("k0"), new String[] {"noise", "other", "x", "y"}, new double[] {0, 7, 0.3, 0.2});

        assertThat(model.predict(without).getOutputScores())
                .isEqualTo(model.predict(zero).getOutputScores());
        assertThatThrownBy(() ->
                        model.predict(new ArrayExample<>(new Label("k0"), new String[] {"other"}, new double[] {1})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("No features found in Example");
    }

    @Test
    void badDataSets_areRefused_withTheRemedy() {
        Table table = classes(40);
        LabelFactory factory = new LabelFactory();
        MutableDataset<Label> empty = new MutableDataset<>(new SimpleDataSourceProvenance("none", factory), factory);
        MutableDataset<Label> one =
                labels(table.with(Column.ofCategories("kind", java.util.Collections.nCopies(40, "k")))
                        .target("kind"));
        MutableDataset<Regressor> two = new MutableDataset<>(
                new SimpleDataSourceProvenance("two", new RegressionFactory()), new RegressionFactory());
        two.add(new ArrayExample<>(
                new Regressor(new String[] {"a", "b"}, new double[] {1, 2}), new String[] {"x"}, new double[] {1}));
        @SuppressWarnings({"unchecked", "rawtypes"})
        Dataset<Regressor> wrong = (Dataset) labels(table);

        assertRefused(Reason.NO_ROWS, () -> TribuoTrainers.label(FOREST).train(empty), "has no examples");
        assertRefused(Reason.BAD_TARGET, () -> TribuoTrainers.label(FOREST).train(one), "is k in all 40 rows");
        assertRefused(Reason.BAD_TARGET, () -> TribuoTrainers.regressor(FOREST).train(two), "outputs of 2 dimensions");
        assertRefused(
                Reason.BAD_TARGET,
                () -> TribuoTrainers.regressor(FOREST).train(wrong),
                "which are no Regressor; use TribuoTrainers.label");
    }

    private static void assertRefused(
            Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(message);
    }

    @Test
    void anInterruptedTraining_keepsTheInterrupt() {
        Learner interrupted = (table, fit) -> {
            throw new InterruptedException("the fit was interrupted");
        };
        assertThatThrownBy(() -> TribuoTrainers.label(interrupted).train(labels(classes(40))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the training was interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    // --------------------------------------------------------------------- protobuf

    @Test
    void protobuf_savedAndLoadedByTribuo_isTheSameModel() throws Exception {
        Table table = classes(150);
        Dataset<Label> dataset = labels(table);
        Model<Label> bag =
                new BaggingTrainer<>(TribuoTrainers.label(FOREST), new VotingCombiner(), 2, 1).train(dataset);
        Model<Label> neighbours = TribuoTrainers.label(
                        Bagging.of(Learners.tribuo(Families.ofClasses().get("k-nn")))
                                .members(2))
                .train(dataset);
        for (Model<Label> model : List.of(TribuoTrainers.label(FOREST).train(dataset), bag, neighbours)) {
            Path file = folder.resolve("model.pb");
            model.serializeToFile(file);

            Model<Label> read = Model.deserializeFromFile(file).castModel(Label.class);

            assertThat(read.getProvenance()).isEqualTo(model.getProvenance());
            for (Example<Label> example : dataset) {
                assertThat(read.predict(example)
                                .getOutput()
                                .fullEquals(model.predict(example).getOutput()))
                        .isTrue();
            }
        }
    }

    @Test
    void protobuf_damagedOrOfCode_isRefused() {
        Dataset<Label> dataset = labels(classes(60));
        var proto = TribuoTrainers.label(FOREST).train(dataset).serialize();
        byte[] data = proto.getSerializedData().getValue().toByteArray();
        data[data.length - 3] ^= 1;
        var damaged = proto.toBuilder()
                .setSerializedData(
                        proto.getSerializedData().toBuilder().setValue(com.google.protobuf.ByteString.copyFrom(data)))
                .build();
        Learner code = (table, fit) -> {
            io.mlcd.core.model.Model fitted = FOREST.fit(table, fit);
            return io.mlcd.core.model.Model.of(fitted.signature(), new Opaque("code", 3, 3, fitted::score));
        };

        assertThatThrownBy(() -> Model.deserialize(damaged)).hasStackTraceContaining("ArtifactException");
        assertThatThrownBy(() -> TribuoTrainers.label(code).train(dataset).serialize())
                .isInstanceOf(ArtifactException.class);
    }

    @Test
    void javaSerialization_isRefused() {
        Model<Label> model = TribuoTrainers.label(FOREST).train(labels(classes(60)));
        assertThatThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(model))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("serializeToFile(path)");
    }

    @Test
    void provenance_saysWhichLearnerItWas() {
        Model<Label> model =
                TribuoTrainers.label(FOREST, Fit.standard().seed(4)).train(labels(classes(60)));

        assertThat(model.getProvenance().getTrainerProvenance().toString()).contains(FOREST.toString(), "seed");
        assertThat(model.copy().getProvenance()).isEqualTo(model.getProvenance());
        assertThat(model.getTopFeatures(3)).isEmpty();
        assertThat(model.toString()).contains("MlcdModel");
    }
}
