package io.mlcd.ensemble.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.ArtifactException;
import io.mlcd.api.ArtifactException.Reason;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.artifact.Codecs;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Opaque;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.Samples;
import io.mlcd.ensemble.learn.Bagging;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Learner;
import io.mlcd.ensemble.learn.Preparation;
import io.mlcd.ensemble.learn.Prepared;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.tribuo.Output;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.mnb.MultinomialNaiveBayesTrainer;
import org.tribuo.regression.Regressor;

/** Models of Tribuo's that have no form: they answer as Tribuo does, are written, and are read by the codec alone. */
class TribuoCodecTest {
    private static final Codecs CODECS = Codecs.of(TribuoCodec.protobuf());

    private static <T extends Output<T>> Learner learner(LongFunction<Trainer<T>> trainers) {
        return Prepared.by(Preparation.scaled(), Learners.tribuo(trainers));
    }

    /** Every family, with the table that it learns from. */
    private static Map<String, Model> models(Fit fit) throws InterruptedException {
        Map<String, Model> models = new LinkedHashMap<>();
        Table classes = Samples.classes(150, 3, 4);
        for (Map.Entry<String, LongFunction<Trainer<Label>>> kind :
                Families.ofClasses().entrySet()) {
            models.put(kind.getKey(), learner(kind.getValue()).fit(classes, fit));
        }
        for (Map.Entry<String, LongFunction<Trainer<Label>>> kind :
                Families.withoutProbabilities().entrySet()) {
            models.put(kind.getKey(), learner(kind.getValue()).fit(classes, fit));
        }
        Table numbers = Samples.numbers(150, 4);
        for (Map.Entry<String, LongFunction<Trainer<Regressor>>> kind :
                Families.ofNumbers().entrySet()) {
            models.put(kind.getKey() + " of numbers", learner(kind.getValue()).fit(numbers, fit));
        }
        return models;
    }

    // --------------------------------------------------------------------- as Tribuo

    @Test
    void everyFamily_answersAsTribuo_toTheLastBit() throws InterruptedException {
        for (int classes : List.of(2, 4)) {
            for (Map.Entry<String, LongFunction<Trainer<Label>>> kind :
                    Families.ofClasses().entrySet()) {
                Parity parity = Parity.of(Samples.classes(300, classes, 4), Preparation.scaled(), kind.getValue(), 300);
                assertThat(parity.wrongLabels() + parity.notSameBits())
                        .as("%s of %s: %s", kind.getKey(), classes, parity)
                        .isLessThanOrEqualTo(0);
            }
        }
        for (Map.Entry<String, LongFunction<Trainer<Regressor>>> kind :
                Families.ofNumbers().entrySet()) {
            Parity parity = Parity.of(Samples.numbers(300, 4), Preparation.scaled(), kind.getValue(), 300);
            assertThat(parity.sameBits()).as("%s: %s", kind.getKey(), parity).isTrue();
        }
    }

    @Test
    void whatGivesNoProbabilities_getsSome_andTheSameLabels() throws InterruptedException {
        for (int classes : List.of(2, 4)) {
            for (Map.Entry<String, LongFunction<Trainer<Label>>> kind :
                    Families.withoutProbabilities().entrySet()) {
                Table table = Samples.classes(300, classes, 4);
                assertThat(Parity.of(table, Preparation.scaled(), kind.getValue(), 300)
                                .wrongLabels())
                        .as("%s of %s", kind.getKey(), classes)
                        .isZero();
                double[] scores = learner(kind.getValue()).fit(table).scores(table);
                for (int row = 0; row < table.rows(); row++) {
                    double sum = 0;
                    for (int k = 0; k < classes; k++) {
                        assertThat(scores[row * classes + k]).isBetween(0.0, 1.0);
                        sum += scores[row * classes + k];
                    }
                    assertThat(sum).isBetween(1 - 1e-9, 1 + 1e-9);
                }
            }
        }
    }

    /** It is a linear model: no codec is needed. */
    @Test
    void naiveBayes_isCompiled_andAnswersAsTribuo() throws InterruptedException {
        Table raw = Samples.classes(400, 3, 4).drop("y");
        double[] counts = raw.column("x").toNumbers();
        double[] others = raw.column("noise").toNumbers();
        for (int row = 0; row < counts.length; row++) {
            counts[row] = Math.floor(4 * (counts[row] + 1));
            others[row] = row % 3 == 0 ? 0 : Math.floor(others[row] / 100);
        }
        Table table = raw.with(Column.ofNumbers("x", counts)).with(Column.ofNumbers("noise", others));
        LongFunction<Trainer<Label>> trainer = seed -> new MultinomialNaiveBayesTrainer(0.5);

        Parity parity = Parity.of(table, Preparation.standard(), trainer, 400);
        Model model =
                Prepared.by(Preparation.standard(), Learners.tribuo(trainer)).fit(table);

        assertThat(parity.within(1e-9)).as("%s", parity).isTrue();
        assertThat(Artifact.read(Artifact.of(model).bytes()).model()).isEqualTo(model);
    }

    // --------------------------------------------------------------------- artifacts

    @Test
    void everyFamily_isWrittenAndReadByTheCodecAlone() throws InterruptedException {
        for (Map.Entry<String, Model> one : models(Fit.standard()).entrySet()) {
            Artifact artifact = Artifact.of(one.getValue());
            Artifact read = Artifact.read(artifact.bytes(), CODECS);
            assertThat(read.model()).as(one.getKey()).isEqualTo(one.getValue());
            assertThat(Artifact.of(read.model())).isEqualTo(artifact);
            Table table = one.getKey().endsWith("numbers") ? Samples.numbers(80, 9) : Samples.classes(80, 3, 9);
            assertThat(read.model().scores(table)).isEqualTo(one.getValue().scores(table));
            assertThatThrownBy(() -> Artifact.read(artifact.bytes()))
                    .isInstanceOfSatisfying(
                            ArtifactException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CODEC_MISSING))
                    .hasMessageContaining("only the codec tribuo-1 reads")
                    .hasMessageContaining("TribuoCodec.protobuf()");
        }
    }

    @Test
    void everyFamily_sameSeed_sameBytesOnAnyThreadCount() throws InterruptedException {
        Map<String, String> once = ids(Fit.standard().seed(3));
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            assertThat(ids(Fit.standard().seed(3).executor(pool, 4))).isEqualTo(once);
        } finally {
            pool.shutdownNow();
        }
    }

    private static Map<String, String> ids(Fit fit) throws InterruptedException {
        Map<String, String> ids = new LinkedHashMap<>();
        models(fit).forEach((name, model) -> ids.put(name, Artifact.of(model).id()));
        for (String kind : List.of("k-nn", "factorization machine")) {
            Model bag = Bagging.of(learner(Families.ofClasses().get(kind)))
                    .members(4)
                    .fit(Samples.classes(150, 3, 4), fit);
            ids.put("bag of " + kind + " by mlcd", Artifact.of(bag).id());
        }
        return ids;
    }

    /** What is stored says nothing of the place and time of training, and asks for no threads. */
    @Test
    void whatIsStored_holdsNoProvenance() throws InterruptedException {
        for (Map.Entry<String, Model> one : models(Fit.standard()).entrySet()) {
            String bytes = new String(Artifact.of(one.getValue()).bytes(), StandardCharsets.ISO_8859_1);
            assertThat(bytes)
                    .as(one.getKey())
                    .doesNotContain(
                            "provenance", "Provenance", "trained-at", "java-version", System.getProperty("os.name"));
        }
    }

    // --------------------------------------------------------------------- bytes that mean harm

    private static byte[] stored(String kind) throws InterruptedException {
        Table table = Samples.complete(Samples.classes(12, 2, 4));
        Model model = Learners.tribuo(Families.ofClasses().get(kind)).fit(table);
        return opaque(model.form()).bytes();
    }

    private static Opaque opaque(io.mlcd.core.form.Form form) {
        return form instanceof io.mlcd.core.form.Prepared prepared ? opaque(prepared.form()) : (Opaque) form;
    }

    @Test
    void open_everyByteChanged_isAFunctionOrRefused() throws InterruptedException {
        Map<Reason, Integer> refused = new LinkedHashMap<>();
        int opened = 0;
        for (String kind : List.of("k-nn", "factorization machine", "svm with probabilities")) {
            byte[] bytes = stored(kind);
            for (int at = 0; at < bytes.length; at++) {
                for (int value : new int[] {bytes[at] ^ 1, bytes[at] ^ 0x80, 0xff}) {
                    byte[] changed = bytes.clone();
                    changed[at] = (byte) value;
                    try {
                        TribuoCodec.protobuf().open(changed, 3, 2);
                        opened++;
                    } catch (ArtifactException e) {
                        refused.merge(e.reason(), 1, Integer::sum);
                    } catch (IllegalArgumentException e) {
                        refused.merge(Reason.CORRUPT, 1, Integer::sum); // as the artifact's reader takes it
                    }
                }
            }
        }
        System.out.printf("%,d changed models of Tribuo: opened; refused are %s%n", opened, refused);
        assertThat(refused.get(Reason.CORRUPT)).isGreaterThan(1_000);
    }

    @Test
    void open_anUnknownClassName_isRefusedBeforeTribuoSeesIt() throws InterruptedException {
        byte[] bytes = stored("k-nn");
        List<String> names = List.of(
                "org.tribuo.math.distance.L2Distance",
                "org.tribuo.common.nearest.KNNModel",
                "org.tribuo.ImmutableFeatureMap",
                "org.tribuo.classification.ensemble.VotingCombiner",
                "org.tribuo.classification.Label");
        for (String name : names) {
            byte[] changed = replace(bytes, name, "java.lang.Runtime");
            assertThatThrownBy(() -> TribuoCodec.protobuf().open(changed, 3, 2))
                    .isInstanceOfSatisfying(
                            ArtifactException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT))
                    .hasMessageContaining("is no ");
        }
    }

    /** Puts another text of the same length in the place of the first one. */
    private static byte[] replace(byte[] bytes, String text, String by) {
        String padded = by + "x".repeat(text.length() - by.length());
        String all = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(all).contains(text);
        return all.replace(text, padded).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void open_provenance_isRefused() throws InterruptedException {
        byte[] bytes = TribuoWire.toTribuo(stored("k-nn"), Set.of());

        assertThatThrownBy(() -> TribuoCodec.protobuf().open(bytes, 3, 2))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("field 2 of tribuo.core.ModelDataProto may not be there");
    }

    @Test
    void open_ofAnotherShape_isRefused() throws InterruptedException {
        byte[] bytes = stored("k-nn");

        for (int[] shape : new int[][] {{2, 2}, {3, 1}}) {
            assertThatThrownBy(() -> TribuoCodec.protobuf().open(bytes, shape[0], shape[1]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> TribuoCodec.protobuf().open(new byte[0], 3, 2)).isInstanceOf(ArtifactException.class);
        assertThatThrownBy(() -> TribuoCodec.protobuf().open("no protobuf".getBytes(StandardCharsets.US_ASCII), 3, 2))
                .isInstanceOf(ArtifactException.class);
    }

    // --------------------------------------------------------------------- XGBoost

    @Test
    void xgboost_isCarried_andOpenedOnlyWhereNativeCodeIsAllowed() throws InterruptedException {
        Table table = Samples.classes(40, 2, 4);
        LongFunction<Trainer<Label>> trainer = Families::xgboost;
        Model model = learner(trainer).fit(table);
        Artifact artifact = Artifact.of(model);

        assertThat(Parity.of(table, Preparation.scaled(), trainer, 40).sameBits())
                .isTrue();
        assertThat(Artifact.of(learner(trainer).fit(table)).id()).isEqualTo(artifact.id());
        Codecs allowed = Codecs.of(TribuoCodec.protobuf().withXGBoost());
        assertThat(Artifact.read(artifact.bytes(), allowed).model().scores(table))
                .isEqualTo(model.scores(table));
        assertThatThrownBy(() -> Artifact.read(artifact.bytes(), CODECS))
                .isInstanceOfSatisfying(
                        ArtifactException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_SUPPORTED))
                .hasMessageContaining("which native code would read")
                .hasMessageContaining("TribuoCodec.protobuf().withXGBoost()");
        Table numbers = Samples.numbers(40, 4);
        LongFunction<Trainer<Regressor>> ofNumbers = Families::xgboostOfNumbers;
        assertThat(Parity.of(numbers, Preparation.scaled(), ofNumbers, 40).sameBits())
                .isTrue();
    }

    // --------------------------------------------------------------------- settings

    @Test
    void everyFamily_isCopiedFromItsConfiguration() throws InterruptedException {
        List<Trainer<?>> trainers = new ArrayList<>();
        Families.ofClasses().values().forEach(one -> trainers.add(one.apply(1)));
        Families.withoutProbabilities().values().forEach(one -> trainers.add(one.apply(1)));
        trainers.add(new MultinomialNaiveBayesTrainer());
        trainers.add(Families.xgboost(1));
        for (Trainer<?> trainer : trainers) {
            @SuppressWarnings({"unchecked", "rawtypes"})
            Learner learner = Learners.tribuo((Trainer) trainer);
            assertThat(learner.toString()).contains(trainer.toString());
        }
    }
}
