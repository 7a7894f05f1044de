package io.mlcd.core.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.api.ArtifactException;
import io.mlcd.api.Feature;
import io.mlcd.api.GateException;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.core.certificate.Certificate;
import io.mlcd.core.certificate.Effect;
import io.mlcd.core.certificate.Measured;
import io.mlcd.core.certificate.Stage;
import io.mlcd.core.compression.Compressed;
import io.mlcd.core.compression.Compression;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.model.Model;
import io.mlcd.core.oracle.Forests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CertificateTest {
    private static final Compressed COMPRESSED =
            Compression.lossless().quantize(5).apply(Forests.forest(5, 7).model());

    private static Artifact artifact() {
        return COMPRESSED.artifact(Map.of("seed", "7"));
    }

    /** The same trees, of which one leaf holds another number. */
    private static Model withALeafChanged(Model model, double by) {
        Trees trees = (Trees) model.form();
        List<Tree> all = new ArrayList<>(trees.trees());
        Tree first = all.get(0);
        Tree.Builder changed = Tree.builder(1);
        for (int node = 0; node < first.nodes(); node++) {
            if (first.isLeaf(node)) {
                changed.leaf(first.value(first.leaf(node), 0) + (first.leaf(node) == 3 ? by : 0));
            } else {
                changed.split(first.feature(node), first, node);
            }
        }
        all.set(0, changed.build());
        return Model.of(model.signature(), Trees.of(trees.inputs(), all, trees.sum()));
    }

    @Test
    void read_whatWasWritten_isTheCertificate() {
        Artifact artifact = artifact();
        Artifact read = Artifact.read(artifact.bytes());
        assertThat(read.certificate()).contains(COMPRESSED.certificate());
        assertThat(read).isEqualTo(artifact);
        assertThat(read.formId()).isEqualTo(COMPRESSED.certificate().formId());
        assertThat(Artifact.of(COMPRESSED.model()).certificate()).isEmpty();
        assertThat(Artifact.of(COMPRESSED.model()).formId()).isEqualTo(read.formId());
    }

    @Test
    void read_allThatACertificateMayHold_isTheSame() {
        String formId = Artifact.of(COMPRESSED.model()).formId();
        Certificate full = new Certificate(
                formId,
                "other",
                12,
                List.of(
                        new Stage("a", Effect.EXACT, 5, List.of()),
                        new Stage("b", Effect.EXACT_OUTSIDE_INTERVALS, 5, List.of()),
                        new Stage("c", Effect.MEASURED, 0, List.of()),
                        new Stage("d", Effect.PROVED, 5, List.of(0.1, 0.0, Double.POSITIVE_INFINITY, 1e-300))),
                Optional.of(new Measured(3, 2, 0.5, 0.25, 1, Double.POSITIVE_INFINITY, "ROC_AUC", Double.NaN, -0.0)));
        Artifact artifact = Artifact.of(COMPRESSED.model(), Map.of(), full);
        assertThat(Artifact.read(artifact.bytes()).certificate()).contains(full);
    }

    @Test
    void read_aLeafTamperedWith_isRefused() {
        byte[] form = Crafted.of(Artifact.of(withALeafChanged(COMPRESSED.model(), 1e-9)))
                .content(Sections.FORM);
        Crafted crafted = Crafted.of(artifact());
        byte[] golden = Crafted.of(Artifact.of(withALeafChanged(COMPRESSED.model(), 1e-9)))
                .content(Sections.GOLDEN);
        byte[] tampered = crafted.version(version(artifact()))
                .replace(Sections.FORM, form)
                .replace(Sections.GOLDEN, golden)
                .bytes();
        assertThatThrownBy(() -> Artifact.read(tampered))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("the model has been changed since it was compressed");
    }

    private static int version(Artifact artifact) {
        return ByteBuffer.wrap(artifact.bytes()).getInt(8);
    }

    @Test
    void verify_aLeafTamperedWith_fails() {
        assertThat(Compression.verify(COMPRESSED.compared(), artifact()))
                .isPositive()
                .isLessThanOrEqualTo(COMPRESSED.certificate().bound());
        Model tampered = withALeafChanged(COMPRESSED.model(), 0.9);
        Certificate stated = COMPRESSED.certificate();
        Artifact resealed = Artifact.of(
                tampered,
                Map.of(),
                new Certificate(
                        Artifact.of(tampered).formId(),
                        stated.comparedId(),
                        stated.bytesBefore(),
                        stated.stages(),
                        stated.measured()));
        assertThatThrownBy(() -> Compression.verify(COMPRESSED.compared(), resealed))
                .isInstanceOf(GateException.class)
                .hasMessageContaining("but it may change by");
        assertThatThrownBy(() -> Compression.verify(COMPRESSED.model(), artifact()))
                .isInstanceOf(GateException.class)
                .hasMessageContaining("give Compressed.compared()");
        assertThatThrownBy(() -> Compression.verify(COMPRESSED.compared(), Artifact.of(tampered)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("holds no certificate");
    }

    @Test
    void verify_eachScore_isHeldToItsOwnBound() {
        Model before = twoClasses(0.25);
        Model after = twoClasses(0.25 + 0.375);
        assertThat(Compression.verify(before, stating(before, after, 0.01, 0.5)))
                .isCloseTo(0.375, within(1e-12));
        assertThatThrownBy(() -> Compression.verify(before, stating(before, after, 0.5, 0.01)))
                .isInstanceOf(GateException.class)
                .hasMessageContaining("score 1 changes by at most 0.01, but it may change by 0.37");
        assertThatThrownBy(() -> Compression.verify(before, stating(before, after, 0.5)))
                .isInstanceOf(GateException.class)
                .hasMessageContaining("bounds 1 scores, but the model has 2");
    }

    private static Model twoClasses(double second) {
        Tree tree = Tree.builder(2)
                .split(0, 1, false)
                .leaf(0.5, 0.5)
                .leaf(0.75, second)
                .build();
        Signature signature = Signature.of(List.of(Feature.number("x")), new Output.Classes("y", List.of("no", "yes")));
        return Model.of(signature, Trees.of(1, List.of(tree), Trees.Sum.MEAN));
    }

    private static Artifact stating(Model before, Model after, Double... bounds) {
        Stage stage = new Stage("rounded", Effect.PROVED, 100, List.of(bounds));
        String formId = Artifact.of(after).formId();
        String comparedId = Artifact.of(before).formId();
        return Artifact.of(after, Map.of(), new Certificate(formId, comparedId, 100, List.of(stage), Optional.empty()));
    }

    @Test
    void of_aCertificateOfAnotherModel_isRefused() {
        Model other = Forests.forest(5, 8).model();
        assertThatThrownBy(() -> Artifact.of(other, Map.of(), COMPRESSED.certificate()))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("the certificate is of the form");
    }

    @Test
    void read_badCertificates_areRefused() {
        Crafted crafted = Crafted.of(artifact()).version(version(artifact()));
        String json = new String(crafted.content(Sections.CERTIFICATE), StandardCharsets.UTF_8);
        for (String bad : List.of(
                "{",
                "[]",
                json.replace("\"stages\"", "\"stage\""),
                json.replace("\"exact\"", "\"free\""),
                json.replace("0x1.", "0x3."),
                json.replace("\"bytes\":", "\"bytes\":-"),
                json.replace("\"proved\"", "\"measured\""))) {
            assertThat(bad).isNotEqualTo(json);
            assertThatThrownBy(() -> Artifact.read(
                            crafted.replace(Sections.CERTIFICATE, bad).bytes()))
                    .isInstanceOf(ArtifactException.class)
                    .hasMessageContaining("certificate");
        }
        assertThat(Artifact.read(crafted.replace(Sections.CERTIFICATE, json).bytes()))
                .isEqualTo(artifact());
    }

    @Test
    void of_partsThatDoNotFit_areRefused() {
        assertThatThrownBy(() -> new Stage("", Effect.EXACT, 1, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Stage("a", Effect.EXACT, 1, List.of(1.0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Stage("a", Effect.PROVED, 1, List.of(-1.0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Certificate("", "", 1, List.of(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Measured(0, 1, 1, 1, 1, 0, "", 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Measured(1, 1, 0.5, 0.6, 1, 0, "", 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void bound_stages_addUpFromTheLastThatIsNotProved() {
        Stage exact = new Stage("a", Effect.EXACT, 1, List.of());
        Stage proved = new Stage("b", Effect.PROVED, 1, List.of(0.5, 0.25));
        Stage measured = new Stage("c", Effect.MEASURED, 1, List.of());
        Certificate all = new Certificate("", "", 9, List.of(exact, proved, proved), Optional.empty());
        assertThat(all.bound()).isEqualTo(1).isEqualTo(all.boundOfRounding());
        assertThat(all.isExact()).isFalse();
        Certificate pruned = new Certificate("", "", 9, List.of(proved, measured, proved, exact), Optional.empty());
        assertThat(pruned.bound()).isInfinite();
        assertThat(pruned.boundOfRounding()).isEqualTo(0.5);
        assertThat(new Certificate("", "", 9, List.of(exact), Optional.empty()).isExact())
                .isTrue();
        assertThat(pruned.toString())
                .contains("b: 1 bytes, scores change by at most 0.5, proved", "c: 1 bytes, answers change");
    }
}
