package io.mlcd.ensemble.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.ArtifactException;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.DataSets;
import io.mlcd.ensemble.DataSets.DataSet;
import io.mlcd.ensemble.Samples;
import io.mlcd.ensemble.learn.Learner;
import io.mlcd.ensemble.learn.Preparation;
import io.mlcd.ensemble.learn.Prepared;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.Output;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.dtree.impurity.Entropy;
import org.tribuo.classification.dtree.impurity.GiniIndex;
import org.tribuo.classification.ensemble.AdaBoostTrainer;
import org.tribuo.classification.ensemble.FullyWeightedVotingCombiner;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.common.tree.ExtraTreesTrainer;
import org.tribuo.ensemble.BaggingTrainer;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.ensemble.AveragingCombiner;
import org.tribuo.regression.slm.LARSLassoTrainer;
import org.tribuo.regression.slm.LARSTrainer;
import org.tribuo.regression.slm.SLMTrainer;

/**
 * The promise that a compiled model answers as Tribuo's own does: the same label on every row, every score the same to
 * the last bit for trees, and within 1e-9 for linear models.
 *
 * <p>To stay quick: the first 5,000 rows of each set are asked about; trees are 7 deep with 5 rows in a child; sets with
 * more than 30 columns after preparation are trained on 2,000 rows of these, others on all.
 */
class CompiledEqualsSourceTest {
    private static final double LINEAR_BOUND = 1e-9;
    private static final int ROWS = 5_000;
    private static final int WIDE_TRAIN_ROWS = 2_000;

    @Test
    void everySharedDataSet_everyKind_answersAsTribuo() throws Exception {
        Map<String, Future<Map<String, Parity>>> work = new LinkedHashMap<>();
        Map<String, Table> tables = new LinkedHashMap<>();
        DataSets.all().forEach(set -> tables.put(set.toString(), set.read(ROWS)));
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            for (DataSet set : DataSets.all()) {
                work.put(set.toString(), pool.submit(() -> parities(tables.get(set.toString()))));
            }
            int models = 0;
            long rows = 0;
            double largestLinearGap = 0;
            Map<String, Parity> wrong = new TreeMap<>();
            for (Map.Entry<String, Future<Map<String, Parity>>> set : work.entrySet()) {
                for (Map.Entry<String, Parity> one : set.getValue().get().entrySet()) {
                    boolean linear = isLinear(one.getKey());
                    models++;
                    rows += one.getValue().rows();
                    largestLinearGap =
                            linear ? Math.max(largestLinearGap, one.getValue().largestGap()) : largestLinearGap;
                    if (linear
                            ? !one.getValue().within(LINEAR_BOUND)
                            : !one.getValue().sameBits()) {
                        wrong.put(set.getKey() + " " + one.getKey(), one.getValue());
                    }
                }
            }
            System.out.printf(
                    "compiled equals source: %d sets, %d models, %,d rows asked; trees to the last bit, linear within %.1e%n",
                    work.size(), models, rows, largestLinearGap);
            assertThat(wrong).isEmpty();
            assertThat(work).hasSize(15);
            assertThat(models)
                    .as("10 sets of classes x 4 kinds and 5 of numbers x 5")
                    .isEqualTo(65);
        } finally {
            pool.shutdownNow();
        }
    }

    private static boolean isLinear(String kind) {
        return kind.equals("linear") || kind.equals("elastic net");
    }

    private static Map<String, Parity> parities(Table table) throws InterruptedException {
        return table.target().orElseThrow().categories().isEmpty()
                ? parities(table, Kinds.ofNumbers())
                : parities(table, Kinds.ofClasses());
    }

    private static <T extends Output<T>> Map<String, Parity> parities(
            Table table, Map<String, LongFunction<Trainer<T>>> kinds) throws InterruptedException {
        int width = table.features().stream()
                .mapToInt(column -> Math.max(1, column.categories().size()))
                .sum();
        int trainRows = width > 30 ? WIDE_TRAIN_ROWS : ROWS;
        Map<String, Parity> parities = new LinkedHashMap<>();
        for (Map.Entry<String, LongFunction<Trainer<T>>> kind : kinds.entrySet()) {
            Preparation preparation = isLinear(kind.getKey()) ? Preparation.scaled() : Preparation.standard();
            parities.put(kind.getKey(), Parity.of(table, preparation, kind.getValue(), trainRows));
        }
        return parities;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void generatedClasses_everyKind_answersAsTribuo(int classes) throws InterruptedException {
        Map<String, Parity> parities = parities(Samples.classes(600, classes, classes), Kinds.ofClasses());

        assertThat(parities).hasSize(4).allSatisfy(CompiledEqualsSourceTest::assertSame);
    }

    @Test
    void generatedNumbers_everyKind_answersAsTribuo() throws InterruptedException {
        Map<String, Parity> parities = parities(Samples.numbers(600, 5), Kinds.ofNumbers());

        assertThat(parities).hasSize(5).allSatisfy(CompiledEqualsSourceTest::assertSame);
    }

    /** Further ensembles of Tribuo, and ensembles whose members are no trees. */
    @Test
    void furtherKindsOfClasses_answerAsTribuo() throws InterruptedException {
        Map<String, LongFunction<Trainer<Label>>> kinds = new LinkedHashMap<>();
        kinds.put(
                "extra trees",
                seed -> new ExtraTreesTrainer<>(
                        new CARTClassificationTrainer(6, 5, 0, 0.5f, true, new Entropy(), seed),
                        new VotingCombiner(),
                        7,
                        seed));
        kinds.put(
                "boosted trees",
                seed -> new AdaBoostTrainer(
                        new CARTClassificationTrainer(3, 1e-3f, 0, 1, false, new GiniIndex(), seed), 7, seed));
        kinds.put(
                "weighted votes",
                seed -> new BaggingTrainer<>(Kinds.tree(1, seed), new FullyWeightedVotingCombiner(), 7, seed));
        kinds.put(
                "bag of bags",
                seed -> new BaggingTrainer<>(
                        new BaggingTrainer<>(Kinds.tree(1, seed), new VotingCombiner(), 3, seed),
                        new VotingCombiner(),
                        3,
                        seed));
        for (int classes : List.of(2, 4)) {
            for (LongFunction<Trainer<Label>> kind : kinds.values()) {
                Learner learner = Prepared.by(Preparation.standard(), Learners.tribuo(kind));
                Artifact.of(learner.fit(Samples.classes(200, classes, 11))); // is data
            }
            assertThat(parities(Samples.classes(500, classes, 11), kinds))
                    .hasSize(4)
                    .allSatisfy(CompiledEqualsSourceTest::assertSame);
        }
    }

    /** Tribuo weighs a member that is worse than chance negatively; such a vote is no share and stays Tribuo's. */
    @Test
    void boostedWithNegativeWeights_staysOpaque_andAnswersAsTribuo() throws InterruptedException {
        Table table = Samples.classes(500, 2, 11);
        LongFunction<Trainer<Label>> splitless = seed -> new AdaBoostTrainer(
                new CARTClassificationTrainer(7, 1e-3f, 1e9f, 1, false, new GiniIndex(), seed), 7, seed);

        assertThat(Parity.of(table, Preparation.standard(), splitless, ROWS))
                .satisfies(parity -> assertThat(parity.sameBits()).isTrue());
        Model model =
                Prepared.by(Preparation.standard(), Learners.tribuo(splitless)).fit(table);
        assertThat(model.form().toString()).contains("a model of Tribuo's WeightedEnsembleModel");
        assertThatThrownBy(() -> Artifact.of(model))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("a model of Tribuo's WeightedEnsembleModel");
    }

    @Test
    void furtherLinearKinds_answerAsTribuo() throws InterruptedException {
        Map<String, LongFunction<Trainer<Regressor>>> kinds = new LinkedHashMap<>();
        kinds.put("LARS", seed -> new LARSTrainer());
        kinds.put("LARS lasso", seed -> new LARSLassoTrainer());
        kinds.put("SLM", seed -> new SLMTrainer(false));
        kinds.put("SLM normalised", seed -> new SLMTrainer(true));
        kinds.put(
                "bag of linear",
                seed -> new BaggingTrainer<>(
                        Kinds.ofNumbers().get("linear").apply(seed), new AveragingCombiner(), 3, seed));
        Table table = Samples.numbers(300, 21);
        for (Map.Entry<String, LongFunction<Trainer<Regressor>>> kind : kinds.entrySet()) {
            assertThat(Parity.of(table, Preparation.scaled(), kind.getValue(), ROWS))
                    .as(kind.getKey())
                    .satisfies(parity -> assertThat(parity.within(LINEAR_BOUND)).isTrue());
        }
        assertThat(Parity.of(
                        Samples.classes(300, 3, 21), Preparation.scaled(), seed -> Kinds.logisticRegression(), ROWS))
                .satisfies(parity -> assertThat(parity.within(LINEAR_BOUND)).isTrue());
    }

    private static void assertSame(String kind, Parity parity) {
        assertThat(isLinear(kind) ? parity.within(LINEAR_BOUND) : parity.sameBits())
                .as("%s: %s", kind, parity)
                .isTrue();
    }
}
