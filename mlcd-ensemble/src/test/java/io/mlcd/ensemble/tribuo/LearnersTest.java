package io.mlcd.ensemble.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import io.mlcd.api.Prediction;
import io.mlcd.api.Row;
import io.mlcd.api.TrainingException;
import io.mlcd.api.TrainingException.Reason;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.artifact.Codecs;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.Samples;
import io.mlcd.ensemble.learn.Bagging;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Learner;
import io.mlcd.ensemble.learn.Preparation;
import io.mlcd.ensemble.learn.Prepared;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.Dataset;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.dtree.impurity.GiniIndex;
import org.tribuo.classification.ensemble.AdaBoostTrainer;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.classification.sgd.fm.FMClassificationTrainer;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.classification.sgd.objectives.Hinge;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.common.tree.ExtraTreesTrainer;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.ensemble.BaggingTrainer;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.regression.ensemble.AveragingCombiner;
import org.tribuo.regression.rtree.CARTRegressionTrainer;
import org.tribuo.regression.slm.ElasticNetCDTrainer;
import org.tribuo.regression.slm.LARSLassoTrainer;
import org.tribuo.regression.slm.LARSTrainer;
import org.tribuo.regression.slm.SLMTrainer;

class LearnersTest {
    private static final Trainer<Label> TREE = new CARTClassificationTrainer(4);

    private static Table classes() {
        return Samples.complete(Samples.classes(120, 2, 1));
    }

    // ------------------------------------------------------------------ bad input

    static Stream<Arguments> badInput() {
        Table plain =
                Table.of(Column.ofNumbers("x", 1, 2, 3, 4), Column.ofCategories("kind", List.of("a", "b", "a", "b")));
        return Stream.of(
                Arguments.of(
                        plain,
                        Reason.BAD_TARGET,
                        "the table has no target; say which column is to be predicted: table.target(name); the columns are"
                                + " [x, kind]"),
                Arguments.of(
                        plain.target("kind").range(0, 0),
                        Reason.NO_ROWS,
                        "the table has no rows, so \"kind\" cannot be learned from it"),
                Arguments.of(
                        plain.with(Column.ofCategories("kind", List.of("a", "a", "a", "a")))
                                .target("kind"),
                        Reason.BAD_TARGET,
                        "the target \"kind\" is a in all 4 rows, so there is nothing to learn; give rows with other values"
                                + " too"),
                Arguments.of(
                        plain.with(Column.ofNumbers("y", 7, 7, 7, 7)).target("y"),
                        Reason.BAD_TARGET,
                        "the target \"y\" is 7.0 in all 4 rows, so there is nothing to learn; give rows with other values"
                                + " too"),
                Arguments.of(
                        plain.with(Column.ofCategories("kind", Arrays.asList("a", null, "b", null)))
                                .target("kind"),
                        Reason.BAD_TARGET,
                        "the target \"kind\" is missing in 2 and infinite in 0 of 4 rows; leave these rows out"),
                Arguments.of(
                        plain.with(Column.ofNumbers("y", 1, Double.NaN, Double.POSITIVE_INFINITY, 2))
                                .target("y"),
                        Reason.BAD_TARGET,
                        "the target \"y\" is missing in 1 and infinite in 1 of 4 rows; leave these rows out"),
                Arguments.of(
                        plain.with(Column.ofTimes("at", 1, 2, 3, 4)).target("at"),
                        Reason.BAD_TARGET,
                        "the target \"at\" holds times, which cannot be predicted; predict a number, for example days until"
                                + " then"),
                Arguments.of(
                        plain.drop("x").target("kind"),
                        Reason.BAD_COLUMN,
                        "the table has no features: all its columns play a role: [kind]"),
                Arguments.of(
                        plain.with(Column.ofTimes("at", 1, 2, 3, 4))
                                .with(Column.ofTimes("until", 1, 2, 3, 4))
                                .target("kind"),
                        Reason.BAD_COLUMN,
                        "Tribuo's trainers take complete numbers only, but the columns [at, until] hold times; wrap the"
                                + " learner: Prepared.by(Preparation.standard().dateParts(...), learner)"),
                Arguments.of(
                        plain.with(Column.ofCategories("colour", List.of("r", "g", "r", "g")))
                                .with(Column.ofNumbers("z", 1, Double.NaN, Double.NEGATIVE_INFINITY, 2))
                                .target("kind"),
                        Reason.BAD_COLUMN,
                        "Tribuo's trainers take complete numbers only, but the columns [colour] are categories; values are"
                                + " missing or infinite: \"z\" in 2 of 4 rows; wrap the learner:"
                                + " Prepared.by(Preparation.standard(), learner)"),
                Arguments.of(
                        plain.with(Column.ofNumbers("w", 1, -1, 1, 1))
                                .target("kind")
                                .weights("w"),
                        Reason.BAD_COLUMN,
                        "the weights \"w\" must be numbers of 0 or more, none missing, and not all 0"),
                Arguments.of(
                        plain.with(Column.ofNumbers("w", 0, 0, 0, 0))
                                .target("kind")
                                .weights("w"),
                        Reason.BAD_COLUMN,
                        "the weights \"w\" must be numbers of 0 or more, none missing, and not all 0"),
                Arguments.of(
                        plain.with(Column.ofNumbers("w", 1, Double.NaN, 1, 1))
                                .target("kind")
                                .weights("w"),
                        Reason.BAD_COLUMN,
                        "the weights \"w\" must be numbers of 0 or more, none missing, and not all 0"),
                Arguments.of(
                        plain.with(Column.ofCategories("w", List.of("1", "1", "1", "1")))
                                .target("kind")
                                .weights("w"),
                        Reason.BAD_COLUMN,
                        "the weights \"w\" must be numbers of 0 or more, none missing, and not all 0"),
                Arguments.of(
                        Samples.complete(Samples.numbers(20, 1)),
                        Reason.BAD_TARGET,
                        "the target \"amount\" is a NUMBER, which this trainer cannot learn: " + TREE
                                + "; use a classification trainer for categories and a regression trainer for numbers"));
    }

    @ParameterizedTest
    @MethodSource("badInput")
    void whatCannotBeLearned_isRefused_withTheRemedy(Table table, Reason reason, String message) {
        assertThatThrownBy(() -> Learners.tribuo(TREE).fit(table))
                .isInstanceOf(TrainingException.class)
                .satisfies(e -> assertThat(((TrainingException) e).reason()).isEqualTo(reason))
                .hasMessage(message);
    }

    @Test
    void unknownTarget_isRefused() {
        assertThatThrownBy(() -> classes().target("Kind"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no column \"Kind\"; the columns are [x, y, noise, kind]");
    }

    @Test
    void trainersOfTheWrongKind_areNamed() {
        Table numbers = Samples.complete(Samples.numbers(60, 1));
        for (Trainer<Label> trainer : List.of(
                new LogisticRegressionTrainer(),
                new BaggingTrainer<>(Kinds.tree(1, 1), new VotingCombiner(), 3),
                new RandomForestTrainer<>(Kinds.tree(0.5f, 1), new VotingCombiner(), 3),
                new AdaBoostTrainer(Kinds.treeForBoosting(1), 3))) {
            assertThatThrownBy(() -> Learners.tribuo(trainer).fit(numbers))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageStartingWith("the target \"amount\" is a NUMBER, which this trainer cannot learn: ");
        }
        Kinds.ofNumbers()
                .forEach((kind, trainers) -> assertThatThrownBy(
                                () -> Learners.tribuo(trainers).fit(classes()))
                        .as(kind)
                        .isInstanceOf(TrainingException.class)
                        .hasMessageStartingWith("the target \"kind\" is a CATEGORY, which this trainer cannot learn: ")
                        .hasMessageEndingWith(
                                "; use a classification trainer for categories and a regression trainer for numbers"));
    }

    @Test
    void aTrainerThatFails_isNamed() {
        Learner failing = Learners.tribuo((long seed) -> new Failing());

        assertThatThrownBy(() -> failing.fit(classes()))
                .isInstanceOf(TrainingException.class)
                .satisfies(e -> assertThat(((TrainingException) e).reason()).isEqualTo(Reason.TRAINER_FAILED))
                .hasMessage("Tribuo's trainer failed on 120 rows: out of luck; the trainer was a failing trainer");
    }

    @Test
    void aTrainerThatCannotBeCopied_isRefusedAtOnce() {
        assertThatThrownBy(() -> Learners.tribuo(new Failing()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the trainer a failing trainer cannot be copied from its configuration (it has none); give a"
                                + " function that makes one: Learners.tribuo(seed -> ...)");
    }

    private static final class Failing implements Trainer<Label> {
        @Override
        public org.tribuo.Model<Label> train(Dataset<Label> examples, Map<String, Provenance> runProvenance) {
            throw new IllegalStateException("out of luck");
        }

        @Override
        public org.tribuo.Model<Label> train(
                Dataset<Label> examples, Map<String, Provenance> runProvenance, int invocationCount) {
            return train(examples, runProvenance);
        }

        @Override
        public int getInvocationCount() {
            return 0;
        }

        @Override
        public void setInvocationCount(int invocationCount) {}

        @Override
        public TrainerProvenance getProvenance() {
            throw new IllegalStateException("it has none");
        }

        @Override
        public String toString() {
            return "a failing trainer";
        }
    }

    // --------------------------------------------------------------------- copies

    static List<Trainer<?>> trainers() {
        return List.of(
                Kinds.tree(0.5f, 1),
                new CARTClassificationTrainer(),
                Kinds.regressionTree(0.5f, 1),
                new CARTRegressionTrainer(),
                new RandomForestTrainer<>(Kinds.tree(0.5f, 1), new VotingCombiner(), 3),
                new RandomForestTrainer<>(Kinds.regressionTree(0.5f, 1), new AveragingCombiner(), 3),
                new ExtraTreesTrainer<>(
                        new CARTClassificationTrainer(4, 5, 0, 0.5f, true, new GiniIndex(), 1),
                        new VotingCombiner(),
                        3),
                new BaggingTrainer<>(
                        new BaggingTrainer<>(Kinds.tree(1, 1), new VotingCombiner(), 2), new VotingCombiner(), 3),
                new AdaBoostTrainer(Kinds.tree(1, 1), 3),
                new LogisticRegressionTrainer(),
                Kinds.logistic(1),
                Kinds.ofNumbers().get("linear").apply(1),
                new ElasticNetCDTrainer(0.1, 0.5),
                new LARSTrainer(),
                new LARSLassoTrainer(3),
                new SLMTrainer(true),
                factorization());
    }

    private static FMClassificationTrainer factorization() {
        return new FMClassificationTrainer(new LogMulticlass(), new AdaGrad(0.1), 2, 1, 3, 0.1);
    }

    /** The copies have all settings of the trainer but its seeds. */
    @ParameterizedTest
    @MethodSource("trainers")
    void everyTrainer_isCopiedWithItsSettings(Trainer<?> trainer) {
        TrainerCopies<?> copies = copies(trainer);

        Trainer<?> copy = copies.fresh(5);

        assertThat(copy).isNotSameAs(trainer).isNotSameAs(copies.fresh(5)).hasSameClassAs(trainer);
        assertThat(settings(copy)).isEqualTo(settings(trainer));
        assertThat(copy.getProvenance()).isEqualTo(copies.fresh(5).getProvenance());
        assertThat(copy.getInvocationCount()).isZero();
        assertThat(copies(trainer)).isEqualTo(copies).hasSameHashCodeAs(copies);
        assertThat(copies).isNotEqualTo(copies(new CARTClassificationTrainer(17)));
        assertThat(copies).hasToString(trainer.toString());
        copies.fresh(Long.MIN_VALUE);
        copies.fresh(Long.MAX_VALUE);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static TrainerCopies<?> copies(Trainer<?> trainer) {
        return new TrainerCopies(trainer);
    }

    private static String settings(Trainer<?> trainer) {
        return trainer.getProvenance().toString().replaceAll("seed=-?\\d+", "seed");
    }

    @Test
    void seeds_ofTheTrainerAndTheFit_bothCount() throws InterruptedException {
        Table table = classes();
        List<String> ids = new ArrayList<>();
        for (long own : new long[] {1, 2}) {
            for (long fits : new long[] {1, 2}) {
                Learner learner =
                        Learners.tribuo(new RandomForestTrainer<>(Kinds.tree(0.5f, own), new VotingCombiner(), 3, own));
                ids.add(Artifact.of(learner.fit(table, Fit.standard().seed(fits)))
                        .id());
                assertThat(Artifact.of(learner.fit(table, Fit.standard().seed(fits)))
                                .id())
                        .as("the second fit of one learner")
                        .isEqualTo(ids.get(ids.size() - 1));
            }
        }

        assertThat(ids).doesNotHaveDuplicates();
    }

    /** A trainer used elsewhere is in another state; the copies do not know. */
    @Test
    void aTrainerUsedBefore_givesTheSameModel() throws InterruptedException {
        Table table = classes();
        Trainer<Label> trainer = new RandomForestTrainer<>(Kinds.tree(0.5f, 1), new VotingCombiner(), 3);
        Learner before = Learners.tribuo(trainer);
        trainer.train(
                TribuoData.<Label>of(io.mlcd.ensemble.learn.Training.of(table)).dataset());

        assertThat(Learners.tribuo(trainer).fit(table)).isEqualTo(before.fit(table));
        assertThat(Learners.tribuo(trainer)).hasToString(before.toString());
    }

    // -------------------------------------------------------------------- weights

    /** A tree of rows with weights is the tree of rows that occur as often; deep down, rounding of Tribuo's floats decides. */
    @Test
    void weights_countAsDuplicatedRows() throws InterruptedException {
        for (boolean classes : new boolean[] {true, false}) {
            Table table = Samples.complete(classes ? Samples.classes(150, 3, 5) : Samples.numbers(150, 5));
            double[] weights = new double[table.rows()];
            List<Integer> repeated = new ArrayList<>();
            for (int row = 0; row < weights.length; row++) {
                weights[row] = row % 4;
                for (int time = 0; time < row % 4; time++) {
                    repeated.add(row);
                }
            }
            Learner learner =
                    classes ? Learners.tribuo(Kinds.tree(1, 1)) : Learners.tribuo(new CARTRegressionTrainer(3));
            Table weighted = table.with(Column.ofNumbers("w", weights)).weights("w");
            Table duplicated =
                    table.rows(repeated.stream().mapToInt(Integer::intValue).toArray());

            double[] scores = learner.fit(weighted).scores(table);

            assertClose(scores, learner.fit(duplicated).scores(table));
            assertThat(scores).isNotEqualTo(learner.fit(table).scores(table));
        }
    }

    private static void assertClose(double[] actual, double[] expected) {
        double gap = 0;
        for (int i = 0; i < actual.length; i++) {
            gap = Math.max(gap, Math.abs(actual[i] - expected[i]));
        }
        assertThat(gap).isLessThan(1e-5); // Tribuo sums weights as floats
    }

    @Test
    void weights_passThroughPreparationAndBagging() throws InterruptedException {
        Table table = Samples.classes(150, 2, 5);
        double[] weights = new double[table.rows()];
        Arrays.setAll(weights, row -> 1 + row % 7);
        Table weighted = table.with(Column.ofNumbers("w", weights)).weights("w");
        UnaryOperator<Learner> prepared = learner -> Prepared.by(Preparation.standard(), learner);
        Learner learner = Bagging.of(prepared.apply(Learners.tribuo(TREE))).members(3);

        Model model = learner.fit(weighted);

        assertThat(model.signature()).isEqualTo(learner.fit(table).signature());
        assertThat(model).isNotEqualTo(learner.fit(table));
    }

    @Test
    void weights_withATrainerThatIgnoresThem_areRefused() {
        Table weighted = classes()
                .with(Column.ofNumbers("w", new double[120]))
                .with(ones())
                .weights("w");
        for (Trainer<Label> trainer : List.of(
                new BaggingTrainer<>(Kinds.tree(1, 1), new VotingCombiner(), 3),
                new RandomForestTrainer<>(Kinds.tree(0.5f, 1), new VotingCombiner(), 3),
                new AdaBoostTrainer(Kinds.treeForBoosting(1), 3))) {
            Learner learner = Learners.tribuo(trainer);
            assertThatThrownBy(() -> learner.fit(weighted))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageStartingWith("the table has the weights \"w\", but ")
                    .hasMessageEndingWith(" would ignore them; use a trainer that takes weights, or drop them");
        }
    }

    private static Column ones() {
        double[] ones = new double[120];
        Arrays.fill(ones, 1);
        return Column.ofNumbers("w", ones);
    }

    // -------------------------------------------------------------------- serving

    /** Without a preparation, and with columns that were complete in training. */
    @Test
    void missingAtServing_isTheMedianOfTraining_forEveryKind() throws InterruptedException {
        Map<String, Learner> learners = new TreeMap<>();
        Kinds.ofClasses().forEach((kind, trainers) -> learners.put("classes, " + kind, Learners.tribuo(trainers)));
        Kinds.ofNumbers().forEach((kind, trainers) -> learners.put("numbers, " + kind, Learners.tribuo(trainers)));
        for (Map.Entry<String, Learner> learner : learners.entrySet()) {
            boolean ofClasses = learner.getKey().startsWith("classes");
            Table table = Samples.complete(ofClasses ? Samples.classes(101, 3, 4) : Samples.numbers(101, 4));
            double[] x = table.column("x").toNumbers();
            Arrays.sort(x);
            Model model = learner.getValue().fit(table);

            assertThat(model.predict(Row.of("y", 0.5, "noise", 3)))
                    .as(learner.getKey())
                    .isEqualTo(model.predict(Row.of("x", x[50], "y", 0.5, "noise", 3)));
            assertThat(scores(model.predict(Row.of(Map.of())))).doesNotContain(Double.NaN);
        }
    }

    private static double[] scores(Prediction prediction) {
        return prediction.output().width() > 1 ? prediction.probabilities() : new double[] {prediction.value()};
    }

    @Test
    void aHingeLoss_givesTheSameLabels_andProbabilities() throws InterruptedException {
        Parity parity = Parity.of(
                Samples.classes(300, 3, 4),
                Preparation.scaled(),
                seed -> new LinearSGDTrainer(new Hinge(), new AdaGrad(1, 0.1), 5, seed),
                300);
        Model model = Learners.tribuo((long seed) -> new LinearSGDTrainer(new Hinge(), new AdaGrad(1, 0.1), 5, seed))
                .fit(classes());

        assertThat(parity.wrongLabels()).isZero();
        double[] probabilities = model.predict(Row.of("x", 0.2)).probabilities();
        assertThat(probabilities[0] + probabilities[1]).isBetween(1 - 1e-12, 1 + 1e-12);
    }

    /** What has no form is asked through Tribuo: it can be evaluated, bagged, and carried for the codec. */
    @Test
    void aModelWithoutAForm_answersAsTribuo_andIsCarried() throws InterruptedException {
        Table table = Samples.classes(200, 3, 4);
        Parity parity = Parity.of(table, Preparation.scaled(), seed -> factorization(), 200);
        Learner learner = Prepared.by(Preparation.scaled(), Learners.tribuo(factorization()));
        Model bag = Bagging.of(learner).members(2).fit(table);

        assertThat(parity.sameBits()).isTrue();
        assertThat(scores(bag.predict(Row.of(Map.of())))).doesNotContain(Double.NaN);
        assertThat(Artifact.read(Artifact.of(bag).bytes(), Codecs.of(TribuoCodec.protobuf()))
                        .model())
                .isEqualTo(bag);
    }

    /** Weights sum to 1 while boosting, so a child of the default tree would need more than there is. */
    @Test
    void adaBoostOverTreesThatCannotSplit_isRefused_withTheRemedy() throws InterruptedException {
        String message = "every tree would be a single leaf: AdaBoost gives all rows together the weight 1, and"
                + " CARTClassificationTrainer wants a minChildWeight of 5.0 in each child";
        for (Learner learner : List.of(
                Learners.tribuo(new AdaBoostTrainer(new CARTClassificationTrainer(6), 10)),
                Learners.tribuo((long seed) -> new AdaBoostTrainer(Kinds.tree(1, seed), 10, seed)),
                Learners.tribuo(new BaggingTrainer<>(
                        new AdaBoostTrainer(new CARTClassificationTrainer(6), 10), new VotingCombiner(), 2)))) {
            assertThatThrownBy(() -> learner.fit(classes()))
                    .isInstanceOfSatisfying(
                            TrainingException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TRAINER_FAILED))
                    .hasMessageStartingWith(message)
                    .hasMessageContaining("for 120 rows give 5.0 / 120 = 0.0417");
        }
        Model grown = Learners.tribuo(new AdaBoostTrainer(
                        new CARTClassificationTrainer(6, 5f / 120, 0, 1, false, new GiniIndex(), 1), 10))
                .fit(classes());
        double[] low = scores(grown.predict(Row.of("x", -0.9, "y", 0, "noise", 1)));
        double[] high = scores(grown.predict(Row.of("x", 0.9, "y", 0, "noise", 1)));
        assertThat(low).isNotEqualTo(high);
    }

    /** Tribuo looks for its methods by names that it makes with the rules of the default language; reading needs none. */
    @Test
    void inTurkish_whatTribuoMustWrite_isRefusedWithTheRemedy_andServingWorks() throws InterruptedException {
        Table table = classes();
        Learner neighbours = Learners.tribuo(Families.ofClasses().get("k-nn"));
        Model model = neighbours.fit(table);
        byte[] written = Artifact.of(model).bytes();
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr-TR"));
        try {
            Artifact.of(Learners.tribuo(Kinds.tree(1, 1)).fit(table));
            assertThat(Artifact.read(written, Codecs.of(TribuoCodec.protobuf())).model())
                    .isEqualTo(model);
            for (Learner learner : List.of(neighbours, Learners.tribuo(factorization()))) {
                assertThatThrownBy(() -> learner.fit(table))
                        .isInstanceOf(TrainingException.class)
                        .hasMessageContaining("where the language is tr_TR")
                        .hasMessageContaining("-Duser.language=en");
            }
        } finally {
            Locale.setDefault(before);
        }
    }
}
