package io.mlcd.ensemble.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.api.GateException;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.certificate.Effect;
import io.mlcd.core.certificate.Stage;
import io.mlcd.core.compression.Compressed;
import io.mlcd.core.compression.Compression;
import io.mlcd.core.compression.Pruning;
import io.mlcd.core.compression.Variant;
import io.mlcd.core.data.Table;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.Samples;
import io.mlcd.ensemble.learn.Learner;
import io.mlcd.ensemble.learn.Preparation;
import io.mlcd.ensemble.learn.Prepared;
import io.mlcd.ensemble.learn.Stacking;
import io.mlcd.ensemble.linear.Linear;
import io.mlcd.ensemble.trees.Boosting;
import io.mlcd.ensemble.trees.RandomForest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CompressedModelsTest {
    private static final Table CLASSES = Samples.classes(900, 3, 1);
    private static final Table NUMBERS = Samples.numbers(900, 1);

    private static final Learner BOOSTED = Boosting.gradient().rounds(30);
    private static final Learner FOREST = RandomForest.standard().trees(20);

    /** A model with the rows that trained it and others. */
    private record Trained(Model model, Table training, Table validation) {
        static Trained of(Learner learner, Table table) {
            try {
                Table training = table.range(0, 600);
                return new Trained(learner.fit(training), training, table.range(600, table.rows()));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        Compressed apply(Compression compression) {
            return compression.apply(model, training, validation);
        }
    }

    private static Stream<Trained> models() {
        Learner logistic = Prepared.by(Preparation.standard(), Linear.logistic());
        return Stream.of(
                Trained.of(BOOSTED, Samples.classes(900, 2, 2)),
                Trained.of(BOOSTED, CLASSES),
                Trained.of(BOOSTED, NUMBERS),
                Trained.of(FOREST, CLASSES),
                Trained.of(FOREST, NUMBERS),
                Trained.of(logistic, CLASSES),
                Trained.of(Stacking.of(BOOSTED, FOREST, logistic).meta(Linear.logistic()), CLASSES));
    }

    @ParameterizedTest
    @MethodSource("models")
    void apply_allStages_isSmallerAndSaysWhatItCost(Trained trained) {
        Compression recipe = Compression.lossless().deduplicate().prune(0.5).quantize(5);
        Compressed compressed = trained.apply(recipe);
        assertThat(compressed.bytesAfter()).isLessThanOrEqualTo(compressed.bytesBefore());
        assertThat(compressed.bytesAfter())
                .isEqualTo(Artifact.of(compressed.model()).size());
        assertThat(compressed.certificate().stages())
                .extracting(Stage::effect)
                .startsWith(Effect.EXACT)
                .contains(Effect.MEASURED, Effect.PROVED)
                .endsWith(Effect.EXACT);
        assertThat(compressed.certificate().measured().orElseThrow().rows()).isEqualTo(300);
        Artifact artifact = Artifact.read(compressed.artifact(Map.of()).bytes());
        assertThat(artifact.certificate()).contains(compressed.certificate());
        assertThat(artifact.model()).isEqualTo(compressed.model());
        verify(compressed);
        Compressed pruned = trained.apply(Compression.lossless().prune(0.3));
        assertThat(pruned.bytesAfter()).isEqualTo(Artifact.of(pruned.model()).size());
        assertThat(trained.apply(recipe).artifact(Map.of())).isEqualTo(artifact);
    }

    /** What is proved is proved again; of linear parts that read numbers without bounds nothing is. */
    private static void verify(Compressed compressed) {
        double bound = compressed.certificate().boundOfRounding();
        if (Double.isInfinite(bound)) {
            assertThatThrownBy(() -> Compression.verify(compressed.compared(), compressed.artifact(Map.of())))
                    .isInstanceOf(GateException.class)
                    .hasMessageContaining("proves nothing");
        } else {
            assertThat(Compression.verify(compressed.compared(), compressed.artifact(Map.of())))
                    .isLessThanOrEqualTo(bound);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void apply_rounded_keepsItsBound(Trained trained) {
        Compressed compressed = trained.apply(Compression.lossless().quantize(4));
        double bound = compressed.certificate().boundOfRounding();
        double largest = 0;
        int features = trained.model.signature().features().size();
        double[] before = new double[trained.model.signature().output().width()];
        double[] after = before.clone();
        double[] rows = trained.model.rows(trained.validation);
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 20_000; i++) {
            double[] row = new double[features];
            for (int f = 0; f < features; f++) {
                row[f] = rows[random.nextInt(300) * features + f];
            }
            compressed.compared().score(row, before);
            compressed.model().score(row, after);
            for (int k = 0; k < before.length; k++) {
                largest = Math.max(largest, Math.abs(before[k] - after[k]));
            }
        }
        assertThat(largest).isLessThanOrEqualTo(bound);
        assertThat(largest > 0).isEqualTo(bound > 0); // pure leaves need no rounding
        verify(compressed);
    }

    @ParameterizedTest
    @MethodSource("models")
    void apply_movedThresholds_answersEveryTrainingRowTheSame(Trained trained) {
        Compressed compressed = trained.apply(Compression.lossless().quantize(32));
        assertThat(compressed.compared().scores(trained.training)).isEqualTo(trained.model.scores(trained.training));
    }

    @Test
    void prune_fewerSplits_areFewerBytes() {
        Trained trained = Trained.of(BOOSTED, CLASSES);
        int before = Integer.MAX_VALUE;
        for (double keep : new double[] {1, 0.7, 0.4, 0.2, 0.1, 0.01}) {
            for (Pruning.Refit refit : Pruning.Refit.values()) {
                int bytes = trained.apply(Compression.lossless()
                                .prune(Pruning.keeping(keep).refit(refit)))
                        .bytesAfter();
                assertThat(bytes).as("%s %s", keep, refit).isLessThanOrEqualTo(before);
            }
            before = trained.apply(Compression.lossless().prune(keep)).bytesAfter();
        }
    }

    private static Stream<Trained> toRefit() {
        return Stream.of(
                Trained.of(BOOSTED, NUMBERS),
                Trained.of(BOOSTED, CLASSES),
                Trained.of(BOOSTED, Samples.classes(900, 2, 2)),
                Trained.of(RandomForest.standard().trees(20).minLeafRows(1), CLASSES));
    }

    @ParameterizedTest
    @MethodSource("toRefit")
    void prune_refittedToScores_isNearerToTheModelBefore(Trained trained) {
        List<Double> changes = new ArrayList<>();
        for (Pruning.Refit refit : List.of(Pruning.Refit.NONE, Pruning.Refit.SCORES)) {
            Model pruned = trained.apply(
                            Compression.lossless().prune(Pruning.keeping(0.2).refit(refit)))
                    .model();
            double[] before = trained.model.scores(trained.training);
            double[] after = pruned.scores(trained.training);
            double squares = 0;
            for (int i = 0; i < before.length; i++) {
                squares += (before[i] - after[i]) * (before[i] - after[i]);
            }
            changes.add(squares);
        }
        assertThat(changes.get(1)).isLessThan(0.8 * changes.get(0));
    }

    @Test
    void prune_aForestOfClasses_answersWithProbabilities() {
        Trained trained = Trained.of(FOREST, Samples.classes(900, 2, 3));
        for (double keep : new double[] {0.5, 0.1, 0.02}) {
            Compressed pruned = trained.apply(Compression.lossless().prune(new Pruning(keep, Pruning.Refit.SCORES)));
            Compressed rounded = trained.apply(Compression.lossless()
                    .prune(new Pruning(keep, Pruning.Refit.SCORES))
                    .quantize(4));
            for (Model model : List.of(pruned.model(), rounded.model())) {
                double[] scores = model.scores(NUMBERS);
                for (int row = 0; row < scores.length / 2; row++) {
                    assertThat(scores[2 * row]).isBetween(0.0, 1 + 1e-12);
                    assertThat(scores[2 * row] + scores[2 * row + 1]).isCloseTo(1, within(1e-9));
                }
            }
        }
    }

    @Test
    void toBytes_anyLimit_isKeptByWhatIsHandedOut() {
        Learner forest = RandomForest.standard().trees(10).minLeafRows(1);
        Trained trained = Trained.of(Prepared.by(Preparation.standard(), forest), CLASSES);
        int whole = Artifact.of(trained.model).size();
        assertThat(whole).isGreaterThan(5_000);
        for (int most = 2_500; most < whole; most += whole / 10) {
            Compressed compressed = trained.apply(Compression.toBytes(most));
            assertThat(compressed.bytesAfter()).isLessThanOrEqualTo(most);
            assertThat(Artifact.of(compressed.model()).size()).isEqualTo(compressed.bytesAfter());
        }
    }

    @Test
    void smallest_withinATolerance_isTheSmallestVariantThatKeepsIt() {
        Trained trained = Trained.of(BOOSTED, CLASSES);
        Compressed compressed = trained.apply(Compression.smallest().within(Metric.LOG_LOSS, 0.03));
        double before = compressed.certificate().measured().orElseThrow().before();
        List<Variant> kept = compressed.variants().stream()
                .filter(variant -> variant.score() - before <= 0.03)
                .toList();
        assertThat(compressed.variants()).hasSizeGreaterThan(10);
        assertThat(kept.get(0).chosen()).isTrue();
        assertThat(compressed.bytesAfter()).isEqualTo(kept.get(0).bytes()).isLessThan(compressed.bytesBefore() / 3);
        assertThat(compressed.variants())
                .allSatisfy(variant -> assertThat(variant.nanosPerRow()).isPositive());
        assertThat(compressed.toString()).contains("* lossless, ");
    }

    @Test
    void smallest_aForest_isNotRefittedToLabelsInVain() {
        Compression recipe = Compression.smallest().within(Metric.LOG_LOSS, 0.03);
        assertThat(Trained.of(FOREST, CLASSES).apply(recipe).variants())
                .extracting(Variant::recipe)
                .noneMatch(name -> name.contains("labels"))
                .anyMatch(name -> name.contains("scores"));
        assertThat(Trained.of(BOOSTED, CLASSES).apply(recipe).variants())
                .extracting(Variant::recipe)
                .anyMatch(name -> name.contains("labels"));
    }

    @Test
    void toBytes_aSizeThatCanBeReached_isKept() {
        Trained trained = Trained.of(RandomForest.standard(), CLASSES);
        int most = Artifact.of(trained.model).size() / 4;
        Compressed compressed = trained.apply(Compression.toBytes(most));
        assertThat(compressed.bytesAfter()).isBetween(most / 2, most);
        assertThat(trained.apply(Compression.toBytes(10 * most)).bytesAfter()).isBetween(most, 10 * most);
    }

    @Test
    void toBytes_aSizeThatCannotBeReached_saysWhatCan() {
        Trained trained = Trained.of(BOOSTED, CLASSES);
        assertThatThrownBy(() -> trained.apply(Compression.toBytes(100)))
                .isInstanceOf(GateException.class)
                .hasMessageContaining("none of at most 100 bytes exists")
                .hasMessageContaining("the smallest is \"lossless, prune to ");
        assertThatThrownBy(() -> trained.apply(Compression.toBytes(2_000).within(Metric.LOG_LOSS, 0)))
                .isInstanceOf(GateException.class)
                .hasMessageContaining("keeps LOG_LOSS within 0.0")
                .hasMessageContaining("the smallest within the tolerance is");
        assertThatThrownBy(
                        () -> trained.apply(Compression.smallest().quantize(1).within(Metric.LOG_LOSS, 0)))
                .isInstanceOf(GateException.class)
                .hasMessageContaining("none keeps LOG_LOSS within 0.0")
                .hasMessageContaining("the best is \"lossless, ");
    }

    @Test
    void toBytes_withinATolerance_refitsWhatLosesTooMuchWithout() {
        Trained trained = Trained.of(BOOSTED, NUMBERS);
        int most = Artifact.of(trained.model).size() / 4;
        Compressed free = trained.apply(Compression.toBytes(most));
        double best = Double.POSITIVE_INFINITY;
        for (Variant variant : free.variants()) {
            boolean refitted = variant.recipe().contains("refit");
            best = refitted || variant.bytes() > most ? best : Math.min(best, variant.score());
        }
        double before = free.certificate().measured().orElseThrow().before();
        double after = free.certificate().measured().orElseThrow().after();
        assertThat(after).isLessThan(best);
        double tolerance = (after + best) / 2 - before;
        assertThat(trained.apply(Compression.toBytes(most).within(Metric.RMSE, Math.max(0, tolerance)))
                        .bytesAfter())
                .isLessThanOrEqualTo(most);
    }

    @Test
    void compression_badRequests_sayWhatIsPossible() {
        Compression lossless = Compression.lossless();
        for (int bits : new int[] {0, 33, -1}) {
            assertThatThrownBy(() -> lossless.quantize(bits))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("but to 1 to 32");
        }
        for (double keep : new double[] {0, -0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> lossless.prune(keep))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("above 0 and at most 1");
        }
        for (double tolerance : new double[] {-1e-9, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> lossless.within(Metric.ROC_AUC, tolerance))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("must be 0 or more");
        }
        assertThatThrownBy(() -> Compression.toBytes(0)).isInstanceOf(IllegalArgumentException.class);
        Trained trained = Trained.of(BOOSTED, CLASSES);
        assertThatThrownBy(() -> lossless.prune(0.5).apply(trained.model))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("use apply(model, training, validation)");
        assertThatThrownBy(() -> Compression.toBytes(10).prune(0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("searches by itself");
        assertThatThrownBy(() -> trained.apply(Compression.smallest()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("smallest().within(metric, tolerance)");
        assertThatThrownBy(() -> trained.apply(lossless.within(Metric.RMSE, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("RMSE is not defined");
        assertThatThrownBy(() -> lossless.prune(0.5).apply(trained.model, NUMBERS, trained.validation))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rows whose outcome is known, a CATEGORY");
    }

    @Test
    void compression_anyOrderOfCalls_isTheSameRecipe() {
        Compression one = Compression.lossless().quantize(6).prune(0.3).deduplicate();
        Compression other = Compression.lossless().deduplicate().prune(0.3).quantize(6);
        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(one).hasToString("lossless, deduplicate, prune to 0.3, quantize to 6 bits");
        assertThat(Compression.toBytes(7).within(Metric.R2, 0.1)).hasToString("to 7 bytes, within R2 0.1");
        assertThat(Compression.smallest().quantize(4).deduplicate().within(Metric.R2, 0.1))
                .hasToString("smallest, deduplicate, quantize to 4 bits, within R2 0.1");
        assertThat(one).isNotEqualTo(other.within(Metric.R2, 0.1));
    }
}
