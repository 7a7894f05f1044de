package io.mlcd.ensemble.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.ArtifactException;
import io.mlcd.api.GateException;
import io.mlcd.api.Prediction;
import io.mlcd.api.RegistryException;
import io.mlcd.api.Row;
import io.mlcd.api.SealException;
import io.mlcd.api.TrainingException;
import io.mlcd.api.Version;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Opaque;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.model.Model;
import io.mlcd.core.registry.LocalRegistry;
import io.mlcd.ensemble.Recipes;
import io.mlcd.ensemble.Samples;
import io.mlcd.ensemble.evaluate.Evaluation;
import io.mlcd.ensemble.evaluate.Split;
import io.mlcd.ensemble.learn.Bagging;
import io.mlcd.ensemble.learn.Learner;
import io.mlcd.ensemble.learn.Preparation;
import io.mlcd.ensemble.learn.Prepared;
import io.mlcd.ensemble.progress.Step;
import io.mlcd.ensemble.trees.Boosting;
import io.mlcd.ensemble.tribuo.Learners;
import io.mlcd.ensemble.tribuo.TribuoCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.common.nearest.KNNModel;
import org.tribuo.common.nearest.KNNTrainer;
import org.tribuo.math.distance.L2Distance;
import org.tribuo.math.neighbour.NeighboursQueryFactoryType;

class DeliveryTest {
    private static final Gate EASY = Gate.atLeast(Metric.ACCURACY, 0.1);
    private static final Gate IMPOSSIBLE = Gate.atLeast(Metric.ACCURACY, 0.999);

    @TempDir
    Path folder;

    private final LocalRegistry registry = LocalRegistry.inMemory().open();

    @AfterEach
    void close() {
        registry.close();
    }

    /** Rows of days from..to-1, four a day; features, a target, an id and a customer. */
    private static Table days(int from, int to) {
        int rows = 4 * (to - from);
        double[] day = new double[rows];
        List<String> customers = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            day[row] = from + row / 4;
            customers.add("c" + (row * 7 + from) % 61);
        }
        return Samples.classes(rows, 2, from + 1)
                .with(Column.ofNumbers("day", day))
                .with(Column.ofCategories("customer", customers));
    }

    private static Delivery delivery() {
        return Delivery.of("kinds").target("kind").learner(Recipes.tree()).drop("customer");
    }

    private static Delivery byTime(Gate... gates) {
        Delivery delivery = delivery().split(Split.byTime("day"));
        for (Gate gate : gates) {
            delivery = delivery.gate(gate);
        }
        return delivery;
    }

    // ------------------------------------------------------------------- the way

    /** So many rounds would take an hour; what is there in time is a model. */
    @Test
    void timeLimit_endsTheFit() throws InterruptedException {
        Delivery endless = delivery().learner(Boosting.gradient().rounds(3_000_000));

        DeliveryReport report = endless.run(days(0, 50), Run.dry().timeLimit(Duration.ofSeconds(1)));

        assertThat(report.evaluation().rows()).isPositive();
        assertThatThrownBy(() -> Run.dry().timeLimit(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timeLimit was PT0S but must be above 0");
    }

    @Test
    void run_fromTableToLivePrediction() throws InterruptedException {
        Table table = days(0, 50);

        DeliveryReport report = byTime(EASY).seed(5).run(table, Run.into(registry));
        registry.promote("kinds", report.version());

        Prediction answer = registry.live("kinds").predict(Row.of("x", 0.5, "colour", "blue"));
        assertThat(answer.version()).contains(report.version());
        assertThat(answer)
                .isEqualTo(report.model()
                        .predict(Row.of("x", 0.5, "colour", "blue"))
                        .answeredBy(report.version()));
        assertThat(report.passed()).isTrue();
        assertThat(report.trainRows()).isEqualTo(160);
        assertThat(report.evaluation().rows()).isEqualTo(40);
        assertThat(report.validation()).isEmpty();
        assertThat(report.version().artifactId())
                .isEqualTo(report.artifact().orElseThrow().id());
        assertThat(report.elapsed().keySet()).containsExactly("split", "fit", "evaluate", "write", "publish");
        assertThat(report.model().signature().features())
                .extracting(feature -> feature.name())
                .containsExactly("x", "y", "noise", "colour");
        assertThat(report.toString())
                .contains("kinds: PASS, published as " + report.version())
                .contains("PASS ACCURACY at least 0.1: ")
                .contains("trained on 160 rows; test: 40 rows, ACCURACY ");
    }

    @Test
    void run_intoAFolder_isThereAfterReopening(@TempDir Path folder) throws InterruptedException {
        Version version;
        try (LocalRegistry first = LocalRegistry.at(folder).open()) {
            version = delivery().run(days(0, 30), Run.into(first)).version();
            first.promote("kinds", version);
        }
        try (LocalRegistry again = LocalRegistry.at(folder).open()) {
            assertThat(again.live("kinds").version()).contains(version);
            assertThat(again.artifact(version).facts()).containsEntry("train-rows", "96");
        }
    }

    @Test
    void run_isTheSame_onAnyThreads_andLearnsByTheSeed() throws InterruptedException {
        Delivery delivery =
                delivery().learner(Bagging.of(Recipes.tree()).members(4)).seed(3);
        Table table = days(0, 40);
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try {
            Artifact expected = delivery.run(table, Run.dry()).artifact().orElseThrow();

            assertThat(delivery.run(table, Run.dry().executor(pool, 4)).artifact())
                    .contains(expected);
            assertThat(delivery.seed(4).run(table, Run.dry()).artifact()).isNotEqualTo(Optional.of(expected));
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void runTwice_publishesOneVersion() throws InterruptedException {
        Delivery delivery = delivery();

        assertThat(delivery.run(days(0, 30), Run.into(registry)).version())
                .isEqualTo(delivery.run(days(0, 30), Run.into(registry)).version());
        assertThat(registry.versions("kinds")).hasSize(1);
    }

    @Test
    void validationPart_isEvaluated_andNotTrainedOn() throws InterruptedException {
        DeliveryReport report =
                byTime().split(Split.byTime("day").test(0.2).validation(0.1)).run(days(0, 50), Run.dry());

        assertThat(report.trainRows()).isEqualTo(140);
        assertThat(report.validation().orElseThrow().rows()).isEqualTo(20);
        assertThat(report.evaluation().rows()).isEqualTo(40);
        assertThat(report.toString()).contains("\n  validation: 20 rows, ");
        assertThat(report.artifact().orElseThrow().facts())
                .as("whoever tunes on the validation part has seen it")
                .containsEntry("trained-until", "39");
    }

    @Test
    void facts_sayWhatTheModelWasMadeOf() throws InterruptedException {
        Learner lambda = (table, fit) -> Recipes.tree().fit(table, fit);
        Artifact artifact = byTime().learner(Bagging.of(lambda).members(2))
                .seed(9)
                .run(days(10, 60), Run.dry())
                .artifact()
                .orElseThrow();

        assertThat(artifact.facts())
                .containsOnlyKeys("learner", "seed", "split", "train-rows", "trained-until")
                .containsEntry("seed", "9")
                .containsEntry("split", "byTime(\"day\").test(0.2)")
                .containsEntry("train-rows", "160")
                .containsEntry("trained-until", "49");
        assertThat(artifact.facts().get("learner"))
                .startsWith("Bagging[learner=io.mlcd.ensemble.delivery.DeliveryTest")
                .doesNotContain("@", "Lambda/", "$$");
        assertThat(Artifact.read(artifact.bytes()).facts()).isEqualTo(artifact.facts());
    }

    @Test
    void times_areWrittenAsMilliseconds() throws InterruptedException {
        long day = 86_400_000L;
        Table table = Samples.classes(20, 2, 3)
                .with(Column.ofTimes(
                        "at",
                        IntStream.range(0, 20)
                                .mapToLong(i -> 1_700_000_000_001L + i * day)
                                .toArray()));

        assertThat(delivery()
                        .drop()
                        .split(Split.byTime("at"))
                        .run(table.with(Column.ofCategories("customer", Collections.nCopies(20, "c"))), Run.dry())
                        .artifact()
                        .orElseThrow()
                        .facts())
                .containsEntry("trained-until", Long.toString(1_700_000_000_001L + 15 * day));
    }

    @Test
    void weights_reachTheFitAndTheEvaluation() throws InterruptedException {
        Table table = days(0, 40)
                .with(Column.ofNumbers(
                        "w", IntStream.range(0, 160).mapToDouble(i -> 1 + i % 5).toArray()));
        Delivery weighted = delivery().weights("w");

        DeliveryReport report = weighted.run(table, Run.dry());

        assertThat(report.evaluation().outcomes().weight(3)).isGreaterThanOrEqualTo(1);
        assertThat(IntStream.range(0, report.evaluation().rows())
                        .mapToDouble(report.evaluation().outcomes()::weight)
                        .distinct()
                        .count())
                .isGreaterThan(2);
        assertThat(report.model().signature().indexOf("w")).isEqualTo(-1);
        assertThat(report.model())
                .isNotEqualTo(delivery().drop("w").run(table, Run.dry()).model());
    }

    /** A seal that only turns the bits. */
    private static byte[] turned(byte[] bytes) {
        byte[] turned = bytes.clone();
        for (int i = 0; i < turned.length; i++) {
            turned[i] = (byte) ~turned[i];
        }
        return turned;
    }

    @Test
    void sealer_sealsWhatIsPublished() throws InterruptedException {
        try (LocalRegistry sealed =
                LocalRegistry.inMemory().opener(DeliveryTest::turned).open()) {
            assertThatThrownBy(() -> delivery().run(days(0, 30), Run.into(sealed)))
                    .isInstanceOf(SealException.class);

            DeliveryReport report = delivery().run(days(0, 30), Run.into(sealed).sealer(DeliveryTest::turned));

            assertThat(sealed.artifact(report.version()))
                    .isEqualTo(report.artifact().orElseThrow());
        }
    }

    // --------------------------------------------------------------------- gates

    @Test
    void aRefusedCandidate_isANormalReport_andIsNotPublished() throws InterruptedException {
        DeliveryReport report = byTime(EASY, IMPOSSIBLE).run(days(0, 50), Run.into(registry));

        assertThat(report.passed()).isFalse();
        assertThat(report.published()).isEmpty();
        assertThat(report.artifact()).isPresent();
        assertThat(registry.versions("kinds")).isEmpty();
        assertThat(report.gates()).extracting(GateResult::verdict).containsExactly(Verdict.PASS, Verdict.FAIL);
        assertThatThrownBy(report::orThrow)
                .isInstanceOf(GateException.class)
                .satisfies(e -> assertThat(((GateException) e).reason()).isEqualTo(GateException.Reason.REFUSED))
                .hasMessage("\"kinds\" was not released: " + report.gates().get(1));
        assertThatThrownBy(report::version).isInstanceOf(GateException.class);
    }

    @Test
    void anInconclusiveGate_doesNotPass() throws InterruptedException {
        Gate unsure = candidate -> new GateResult("mood", Verdict.INCONCLUSIVE, "who knows");

        DeliveryReport report = byTime(unsure, EASY).run(days(0, 50), Run.into(registry));

        assertThat(report.published()).isEmpty();
        assertThatThrownBy(report::orThrow)
                .isInstanceOf(GateException.class)
                .satisfies(e -> assertThat(((GateException) e).reason()).isEqualTo(GateException.Reason.INCONCLUSIVE))
                .hasMessage("\"kinds\" was not released: INCONCLUSIVE mood: who knows");
    }

    @Test
    void dryRun_hasNoVersion() throws InterruptedException {
        DeliveryReport report = delivery().run(days(0, 30), Run.dry());

        assertThat(report.orThrow()).isSameAs(report);
        assertThatThrownBy(report::version)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("\"kinds\" was run without a registry: Run.into(registry)");
    }

    // ------------------------------------------------------------ noWorseThanLive

    private static final Gate NO_WORSE = Gate.noWorseThanLive(Metric.LOG_LOSS, 0.01);

    private void makeLive(Delivery delivery, Table table) throws InterruptedException {
        registry.promote("kinds", delivery.run(table, Run.into(registry)).version());
    }

    @Test
    void noWorseThanLive_inAllItsStates() throws InterruptedException {
        Gate noWorse = Gate.noWorseThanLive(Metric.ROC_AUC, 0.01);
        Delivery weak = byTime().learner(
                        Prepared.by(Preparation.standard(), Learners.tribuo(new CARTClassificationTrainer(1))));
        Delivery strong = byTime().learner(Bagging.of(Recipes.tree()).members(10));

        DeliveryReport nothing = strong.gate(noWorse).run(days(0, 50), Run.into(registry));
        assertThat(nothing.gates().get(0).message()).startsWith("nothing is live yet");

        makeLive(weak, days(0, 50));
        Table later = Table.concat(List.of(days(0, 50), days(50, 100))).target("kind");
        DeliveryReport better = strong.gate(noWorse).run(later, Run.into(registry));
        assertThat(better.verdict()).as(better.toString()).isEqualTo(Verdict.PASS);
        assertThat(better.gates().get(0).message()).endsWith(" live");

        makeLive(strong, days(0, 50));
        DeliveryReport worse = weak.gate(noWorse).run(later, Run.into(registry));
        assertThat(worse.verdict()).as(worse.toString()).isEqualTo(Verdict.FAIL);
        assertThat(worse.gates().get(0).message()).contains(" live is worse by ");
    }

    @Test
    void noWorseThanLive_scoresTheLiveModelOnThisRunsTestPart() throws InterruptedException {
        makeLive(byTime(), days(0, 50));
        Model live = registry.artifact(registry.versions("kinds").get(0)).model();
        List<Candidate> seen = new ArrayList<>();
        Gate spy = new Gate() {
            @Override
            public GateResult check(Candidate candidate) {
                seen.add(candidate);
                return NO_WORSE.check(candidate);
            }

            @Override
            public boolean comparesWithLive() {
                return true;
            }
        };
        Table later = days(0, 90);

        byTime(spy).run(later, Run.into(registry));

        Table test = Split.byTime("day").split(later, 0).test();
        assertThat(seen.get(0).test())
                .as("with the dropped column, by which a gate may slice")
                .isEqualTo(test);
        assertThat(seen.get(0).model().signature().indexOf("customer")).isNegative();
        assertThat(seen.get(0).live().evaluation().orElseThrow())
                .hasToString(Evaluation.of(live, test).toString());
    }

    @Test
    void noWorseThanLive_trainedOnRowsOfTheTestPart_isInconclusive() throws InterruptedException {
        makeLive(byTime(), days(0, 50));

        DeliveryReport report = byTime(NO_WORSE).run(days(0, 49), Run.into(registry));

        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.gates().get(0).message())
                .isEqualTo("the live model cannot be compared: "
                        + registry.versions("kinds").get(0)
                        + " was trained on rows up to 39.0, but this run's test rows begin at 39.0");
    }

    @Test
    void noWorseThanLive_splitAnotherWay_isInconclusive() throws InterruptedException {
        Table table = days(0, 50).with(days(100, 150).column("day").named("created"));
        Version version =
                delivery().drop("created", "day").run(table, Run.into(registry)).version();
        registry.promote("kinds", version);
        String start =
                "the live model cannot be compared: " + version + " was split by stratified().test(0.2), this run by ";

        assertThat(byTime(NO_WORSE)
                        .drop("created")
                        .run(table, Run.into(registry))
                        .gates()
                        .get(0)
                        .message())
                .isEqualTo(start + "byTime(\"day\").test(0.2), so it may have been trained on this run's test rows");

        makeLive(byTime().split(Split.byTime("created")).drop("day"), table);
        DeliveryReport otherColumn = byTime(NO_WORSE).drop("created").run(table, Run.into(registry));
        assertThat(otherColumn.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(otherColumn.gates().get(0).message())
                .contains("was split by byTime(\"created\").test(0.2), this run by byTime(\"day\").test(0.2), so");
    }

    @Test
    void noWorseThanLive_byKey_needsTheSameSplit() throws InterruptedException {
        Delivery byKey = Delivery.of("kinds")
                .target("kind")
                .learner(Recipes.tree())
                .drop("day")
                .split(Split.byKey("customer"));
        makeLive(byKey, days(0, 50));

        assertThat(byKey.gate(NO_WORSE)
                        .run(days(20, 70), Run.into(registry))
                        .gates()
                        .get(0)
                        .message())
                .contains(" against ");
        DeliveryReport other =
                byKey.gate(NO_WORSE).split(Split.byKey("customer").test(0.3)).run(days(20, 70), Run.into(registry));
        assertThat(other.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(other.gates().get(0).message())
                .contains("was split by byKey(\"customer\").test(0.2), this run by byKey(\"customer\").test(0.3), so");
    }

    @Test
    void noWorseThanLive_liveCannotReadTheRows_isInconclusive() throws InterruptedException {
        makeLive(byTime(), days(0, 50));
        Table later = days(60, 90).drop("noise");

        DeliveryReport report = byTime(NO_WORSE).run(later, Run.into(registry));

        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.gates().get(0).message())
                .startsWith(
                        "the live model cannot be compared: the table cannot be scored: there is no column \"noise\"");
    }

    @Test
    void noWorseThanLive_liveIsUnreadable_isInconclusive(@TempDir Path folder) throws Exception {
        try (LocalRegistry first = LocalRegistry.at(folder).open()) {
            first.promote("kinds", byTime().run(days(0, 50), Run.into(first)).version());
        }
        try (var files = java.nio.file.Files.walk(folder)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".mlcd")).toList()) {
                java.nio.file.Files.write(file, new byte[] {1, 2, 3});
            }
        }
        try (LocalRegistry again = LocalRegistry.at(folder).open()) {
            DeliveryReport report = byTime(NO_WORSE).run(days(60, 90), Run.into(again));

            assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.INCONCLUSIVE);
            assertThat(report.gates().get(0).message()).contains("is not the one that was published");
        }
    }

    // ------------------------------------------------------------ bad recipes

    @Test
    void anIncompleteRecipe_isRefused_withAllProblems() {
        Delivery empty = Delivery.of("kinds").gate(NO_WORSE);

        assertThatThrownBy(() -> empty.run(days(0, 10), Run.dry()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the delivery \"kinds\" cannot be run; it has no target: .target(column); and no learner:"
                        + " .learner(learner); and the gate \"LOG_LOSS no worse than live by 0.01\" with the split"
                        + " stratified().test(0.2), in which the live model may have been trained on the rows that test it:"
                        + " split by time, Split.byTime(column), or by key, Split.byKey(column)");
        assertThatThrownBy(() -> delivery().split(Split.random()).gate(NO_WORSE).run(days(0, 10), Run.dry()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("the delivery \"kinds\" cannot be run; it has the gate ")
                .hasMessageContaining("random().test(0.2)");
    }

    /** A table has one key: the other one would have become a feature. */
    @Test
    void twoKeys_orOneColumnInTwoRoles_areRefused() {
        assertThatThrownBy(() -> delivery()
                        .key("customer")
                        .split(Split.byKey("day"))
                        .weights("kind")
                        .run(days(0, 10), Run.dry()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the delivery \"kinds\" cannot be run; it has the key \"customer\", but the split"
                        + " byKey(\"day\").test(0.2) takes another column for it: split by the key, or leave .key(column)"
                        + " out; and the column \"kind\" as target and as weights; a column has one role");
        assertThatThrownBy(() -> byTime().weights("day").run(days(0, 10), Run.dry()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "the delivery \"kinds\" cannot be run; it has the column \"day\" as weights and as split; a column"
                                + " has one role");
    }

    @Test
    void theKey_mayBeTheSplits() throws InterruptedException {
        Delivery delivery = Delivery.of("kinds")
                .target("kind")
                .learner(Recipes.tree())
                .key("customer")
                .split(Split.byKey("customer"));

        assertThat(delivery.run(days(0, 40), Run.dry()).model().signature().indexOf("customer"))
                .isEqualTo(-1);
    }

    @Test
    void unknownColumns_areNamed() {
        String end = ", which the table does not have; it has [x, y, noise, colour, kind, day, customer]";
        for (Delivery delivery : List.of(
                delivery().target("z"),
                delivery().weights("z"),
                delivery().key("z"),
                delivery().drop("z"),
                delivery().split(Split.byTime("z")))) {
            assertThatThrownBy(() -> delivery.run(days(0, 10), Run.dry()))
                    .isInstanceOf(TrainingException.class)
                    .hasMessage("the delivery \"kinds\" names the column \"z\"" + end);
        }
    }

    @Test
    void aNameThatCannotBePublished_isRefusedBeforeAnyWork() {
        List<Step> steps = new ArrayList<>();

        assertThatThrownBy(() -> Delivery.of("no good name")
                        .target("kind")
                        .learner(Recipes.tree())
                        .run(days(0, 30), Run.into(registry).progress(steps::add)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the name \"no good name\" is not allowed");
        assertThat(steps).isEmpty();
    }

    @Test
    void aBadTable_isRefusedBeforeItIsSplit() {
        List<Step> steps = new ArrayList<>();
        Table table = days(0, 30).with(Column.ofCategories("kind", Collections.nCopies(120, "k")));

        assertThatThrownBy(() -> delivery().run(table, Run.dry().progress(steps::add)))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("the target \"kind\" is k in all 120 rows");
        assertThat(steps).extracting(Step::stage).containsOnly("split");
    }

    // --------------------------------------------------------------------- opaque

    private static Learner opaque() {
        return Prepared.by(
                Preparation.scaled(),
                Learners.tribuo(seed -> new KNNTrainer<>(
                        3,
                        new L2Distance(),
                        1,
                        new VotingCombiner(),
                        KNNModel.Backend.THREADPOOL,
                        NeighboursQueryFactoryType.BRUTE_FORCE)));
    }

    /** K-NN has no form: it is carried for a codec. */
    @Test
    void anOpaqueModel_isPublishedPromotedAndServed_whereTheCodecIs() throws InterruptedException {
        try (LocalRegistry trusting = LocalRegistry.at(folder.resolve("trusting"))
                .codec(TribuoCodec.protobuf())
                .open()) {
            DeliveryReport report = byTime(EASY).learner(opaque()).run(days(0, 30), Run.into(trusting));

            trusting.promote("kinds", report.version());

            Row row = days(0, 30).drop("day", "customer").row(3);
            assertThat(trusting.live("kinds").predict(row).label())
                    .isEqualTo(
                            report.artifact().orElseThrow().model().predict(row).label());
        }
    }

    @Test
    void anOpaqueModel_isEvaluatedButNotPublished_whereTheCodecIsNot() throws InterruptedException {
        Delivery delivery = byTime(EASY).learner(opaque());

        DeliveryReport report = delivery.run(days(0, 30), Run.dry());

        assertThat(report.passed()).isTrue();
        assertThat(report.artifact()).isPresent();
        assertThat(report.evaluation().metric(Metric.ACCURACY)).isPresent();
        assertThatThrownBy(() -> delivery.run(days(0, 30), Run.into(registry)))
                .isInstanceOfSatisfying(
                        ArtifactException.class,
                        e -> assertThat(e.reason()).isEqualTo(ArtifactException.Reason.CODEC_MISSING))
                .hasMessageContaining("only the codec tribuo-1 reads");
        assertThat(registry.versions("kinds")).isEmpty();
    }

    @Test
    void anOpaqueVersion_withoutTheCodec_leavesTheOldOneServing() throws InterruptedException {
        Path place = folder.resolve("shared");
        Version plain;
        Version opaque;
        try (LocalRegistry trusting =
                LocalRegistry.at(place).codec(TribuoCodec.protobuf()).open()) {
            plain = byTime(EASY).run(days(0, 30), Run.into(trusting)).version();
            trusting.promote("kinds", plain);
            opaque = byTime(EASY)
                    .learner(opaque())
                    .run(days(0, 30), Run.into(trusting))
                    .version();
        }
        try (LocalRegistry without = LocalRegistry.at(place).open()) {
            assertThatThrownBy(() -> without.promote("kinds", opaque))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("TribuoCodec.protobuf()");
            assertThat(without.live("kinds").version()).contains(plain);
            assertThat(without.live("kinds")
                            .predict(days(0, 30).drop("day", "customer").row(3))
                            .label())
                    .isNotBlank();
        }
    }

    /** A host's own code takes part in evaluating, and no more. */
    @Test
    void code_isEvaluated_butNotPublished() throws InterruptedException {
        Learner code = (table, fit) -> {
            Model fitted = Recipes.tree().fit(table, fit);
            return Model.of(
                    fitted.signature(),
                    new Opaque(
                            "a host's own function",
                            fitted.form().inputs(),
                            fitted.form().outputs(),
                            fitted::score));
        };
        Delivery delivery = byTime(EASY).learner(code);

        assertThat(delivery.run(days(0, 30), Run.dry()).artifact()).isEmpty();
        assertThatThrownBy(() -> delivery.run(days(0, 30), Run.into(registry)))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("a host's own function, which is code and not data");
        DeliveryReport refused = byTime(IMPOSSIBLE).learner(code).run(days(0, 30), Run.into(registry));
        assertThat(refused.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(refused.artifact()).isEmpty();
        assertThat(registry.versions("kinds")).isEmpty();
    }

    // --------------------------------------------------------------- interruption

    @Test
    void anInterruptedRun_publishesNothing() {
        Gate interrupting = candidate -> {
            Thread.currentThread().interrupt();
            return new GateResult("interrupt", Verdict.PASS, "");
        };
        Learner interrupted = (table, fit) -> {
            Thread.currentThread().interrupt();
            return Recipes.tree().fit(table, fit);
        };
        for (Delivery delivery : List.of(byTime(interrupting), byTime().learner(interrupted))) {
            assertThatThrownBy(() -> delivery.run(days(0, 30), Run.into(registry)))
                    .isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
            assertThat(registry.versions("kinds")).isEmpty();
        }
    }

    // ------------------------------------------------------------------- progress

    @Test
    void progress_tellsEveryStageFromBeginningToEnd() throws InterruptedException {
        Learner silent = (table, fit) -> Recipes.tree().fit(table); // tells nobody
        Learner told = Bagging.of(Recipes.tree()).members(4);
        for (Learner learner : List.of(told, silent)) {
            List<Step> steps = new ArrayList<>();

            delivery().learner(learner).run(days(0, 30), Run.into(registry).progress(steps::add));

            assertThat(new LinkedHashSet<>(steps.stream().map(Step::stage).toList()))
                    .containsExactly("split", "fit", "evaluate", "write", "publish");
            for (String stage : List.of("split", "fit", "evaluate", "write", "publish")) {
                List<Step> its = steps.stream()
                        .filter(step -> step.stage().equals(stage))
                        .toList();
                assertThat(its).extracting(Step::done).isSorted();
                assertThat(its.get(0).done()).isZero();
                assertThat(its.get(its.size() - 1).finished()).isTrue();
                assertThat(its.stream().filter(Step::finished)).hasSize(1);
            }
        }
    }

    // --------------------------------------------------------------------- values

    @Test
    void withers_inAnyOrder_giveEqualValues() {
        Delivery one = Delivery.of("n")
                .target("t")
                .weights("w")
                .key("k")
                .drop("b")
                .drop("a")
                .split(Split.random())
                .learner(Recipes.tree())
                .gate(EASY)
                .gate(NO_WORSE)
                .seed(4);
        Delivery other = Delivery.of("n")
                .seed(4)
                .gate(EASY)
                .learner(Recipes.tree())
                .gate(NO_WORSE)
                .split(Split.random())
                .drop("a", "b")
                .key("k")
                .weights("w")
                .target("t");

        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other).hasToString(other.toString());
        for (Delivery changed : List.of(
                one.target("u"),
                one.weights("u"),
                one.key("u"),
                one.drop("u"),
                one.split(Split.stratified()),
                one.learner(Recipes.logistic()),
                one.gate(EASY),
                one.seed(5),
                Delivery.of("m"))) {
            assertThat(changed).isNotEqualTo(one);
        }
        assertThat(one.toString())
                .startsWith("delivery \"n\" of \"t\": random().test(0.2), Prepared[")
                .endsWith(", gates [ACCURACY at least 0.1, LOG_LOSS no worse than live by 0.01], seed 4");
    }

    @Test
    void aRecipe_isNotChangedByItsWithers() {
        Delivery delivery = delivery();
        String before = delivery.toString();

        assertThat(delivery.gate(EASY).seed(99).drop("x")).isNotEqualTo(delivery);
        assertThat(delivery).hasToString(before).isEqualTo(delivery());
        assertThat(Map.of(delivery, 1)).containsKey(delivery());
    }
}
