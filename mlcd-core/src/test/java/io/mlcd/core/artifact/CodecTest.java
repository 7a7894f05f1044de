package io.mlcd.core.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.ArtifactException;
import io.mlcd.api.ArtifactException.Reason;
import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Row;
import io.mlcd.api.Signature;
import io.mlcd.core.form.Average;
import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Opaque;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.form.Routed;
import io.mlcd.core.form.Scatter;
import io.mlcd.core.form.Stacked;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Vote;
import io.mlcd.core.model.Model;
import io.mlcd.core.oracle.ToyCodec;
import io.mlcd.core.oracle.ToySeal;
import io.mlcd.core.packed.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of a model that only a codec of the host's reads. */
class CodecTest {
    private static final ToyCodec TOY = new ToyCodec();
    private static final Codecs CODECS = Codecs.of(TOY);

    @TempDir
    Path folder;

    private static Model model(Form form) {
        Output output = form.outputs() == 1 ? new Output.Numeric("y") : new Output.Classes("y", List.of("no", "yes"));
        return Model.of(Signature.of(List.of(Feature.number("a"), Feature.number("b")), output), form);
    }

    private static void assertRefused(Reason reason, ThrowingCallable call, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ArtifactException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContainingAll(parts);
    }

    /** The opaque form in each place where forms stand. */
    static Stream<Form> forms() {
        Form toy = TOY.form(2, 3, -1);
        Form linear = Linear.of(new double[][] {{1, 2}, {0, 1}}, new double[] {0, 1});
        Tree route = Tree.builder(1).split(0, 0.5, true).leaf(1).leaf(0).build();
        return Stream.of(
                toy,
                new Average(List.of(linear, toy), List.of(1.0, 3.0)),
                new Vote(List.of(toy, linear), List.of(2.0, 1.0)),
                new Linked(toy, Linked.Link.SOFTMAX),
                new Linked(toy, Linked.Link.EXP),
                Prepared.of(2, List.of(Derived.Scaled.imputed(1, 4), new Derived.Scaled(0, 1, -2, 2, 0.5, 3)), toy),
                new Scatter(TOY.form(2, 5), 2, List.of(1)),
                new Stacked(List.of(toy, linear), TOY.form(6, 1, 2), true),
                new Routed(route, List.of(linear, toy)));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void read_withTheCodec_isTheSameModelAndBytes(Form form) {
        Model model = model(form);
        Artifact written = Artifact.of(model);
        Artifact read = Artifact.read(written.bytes(), CODECS);

        assertThat(read.model()).isEqualTo(model).hasSameHashCodeAs(model);
        assertThat(read.model().form()).isEqualTo(form);
        assertThat(Artifact.of(read.model())).isEqualTo(written);
        Row row = Row.of("a", 2.5, "b", -1);
        assertThat(read.model().predict(row)).isEqualTo(model.predict(row));
    }

    @Test
    void read_withoutTheCodec_namesItAndSaysHowToHandItIn() {
        byte[] bytes = Artifact.of(model(TOY.form(2, 1))).bytes();

        assertRefused(
                Reason.CODEC_MISSING,
                () -> Artifact.read(bytes),
                "the artifact holds a model that only the codec toy-1 reads, and the codecs here are []; hand it in:"
                        + " Models.load(file, Codecs.of(codec))");
        assertRefused(
                Reason.CODEC_MISSING,
                () -> Artifact.read(bytes, Codecs.of(new ToyCodec("toy-2"))),
                "only the codec toy-1 reads, and the codecs here are [toy-2]");
    }

    @Test
    void models_loadWithTheCodecs() {
        Model model = model(TOY.form(2, 1));
        Path plain = folder.resolve("plain.mlcd");
        Path sealed = folder.resolve("sealed.mlcd");
        ToySeal seal = new ToySeal(7);
        Models.save(model, plain);
        Models.save(model, sealed, seal);

        assertThat(Models.load(plain, CODECS)).isEqualTo(model);
        assertThat(Models.load(sealed, seal, CODECS)).isEqualTo(model);
        assertRefused(Reason.CODEC_MISSING, () -> Models.load(plain), plain + ": the artifact holds a model");
        assertRefused(Reason.CODEC_MISSING, () -> Models.load(sealed, seal), sealed + ": the artifact holds a model");
    }

    @Test
    void read_aCodecThatAnswersOtherwise_isCaughtByTheGoldenRecords() {
        byte[] bytes = Artifact.of(model(TOY.form(2, 1))).bytes();
        Codec liar = codec("toy-1", (row, out) -> out[0] = 12.5);

        assertRefused(Reason.GOLDEN_MISMATCH, () -> Artifact.read(bytes, Codecs.of(liar)), "with 12.5 where");
    }

    @Test
    void read_aFunctionThatFails_isCaughtByTheGoldenRecords() {
        byte[] bytes = Artifact.of(model(TOY.form(2, 1))).bytes();
        Codec broken = codec("toy-1", (row, out) -> out[7] = 0);

        assertRefused(
                Reason.GOLDEN_MISMATCH,
                () -> Artifact.read(bytes, Codecs.of(broken)),
                "the model cannot answer its golden records: java.lang.ArrayIndexOutOfBounds");
    }

    @Test
    void read_aCodecThatFails_isAnArtifactThatCannotBeRead() {
        byte[] bytes = Artifact.of(model(TOY.form(2, 1))).bytes();
        Codec failing = new Codec() {
            @Override
            public String name() {
                return "toy-1";
            }

            @Override
            public Opaque.Function open(byte[] its, int inputs, int outputs) {
                throw new IndexOutOfBoundsException("place 9");
            }
        };

        assertRefused(
                Reason.CORRUPT,
                () -> Artifact.read(bytes, Codecs.of(failing)),
                "the codec toy-1 cannot read its 1 bytes of the artifact: place 9");
    }

    private static Codec codec(String name, Opaque.Function function) {
        return new Codec() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Opaque.Function open(byte[] bytes, int inputs, int outputs) {
                return function;
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Toy", "a b", "ä", "a/b", "a_b"})
    void codecs_ofOtherNames_areRefused(String name) {
        assertThatThrownBy(() -> Codecs.of(new ToyCodec(name)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the codec's name was \"" + name
                        + "\" but must be 1 to 100 lower-case letters, digits and hyphens, for example my-codec-1");
        Model model = model(Opaque.encoded(name, new byte[1], 2, 1, (row, out) -> {}));
        assertRefused(Reason.NOT_DATA, () -> Artifact.of(model), "holds a part of the codec \"" + name + "\"");
    }

    @Test
    void codecs_twoOfOneName_areRefused() {
        assertThatThrownBy(() -> Codecs.of(TOY, new ToyCodec()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there are two codecs named toy-1; give one of them");
        assertThat(Codecs.of(new ToyCodec("b"), new ToyCodec("a"))).hasToString("codecs [a, b]");
        assertThat(Codecs.of()).hasToString("codecs []");
    }

    @Test
    void opaqueForms_areEqualByBytes_andCodeByItsFunction() {
        Opaque.Function one = (row, out) -> {};
        Opaque.Function other = (row, out) -> {};
        Opaque encoded = Opaque.encoded("c", new byte[] {1}, 2, 1, one);

        assertThat(encoded)
                .isEqualTo(Opaque.encoded("c", new byte[] {1}, 2, 1, other))
                .hasSameHashCodeAs(Opaque.encoded("c", new byte[] {1}, 2, 1, other))
                .isNotEqualTo(Opaque.encoded("c", new byte[] {2}, 2, 1, one))
                .isNotEqualTo(Opaque.encoded("d", new byte[] {1}, 2, 1, one))
                .isNotEqualTo(Opaque.encoded("c", new byte[] {1}, 3, 1, one))
                .isNotEqualTo(Opaque.encoded("c", new byte[] {1}, 2, 2, one))
                .isNotEqualTo(new Opaque("c", 2, 1, one));
        assertThat(new Opaque("c", 2, 1, one))
                .isEqualTo(new Opaque("c", 2, 1, one))
                .isNotEqualTo(new Opaque("c", 2, 1, other));
        byte[] bytes = {5};
        Opaque copied = Opaque.encoded("c", bytes, 2, 1, one);
        bytes[0] = 6;
        copied.bytes()[0] = 7;
        assertThat(copied.bytes()).containsExactly(5);
        assertThat(copied.codec()).contains("c");
        assertThat(new Opaque("c", 2, 1, one).codec()).isEmpty();
    }

    // Bytes that mean harm.

    @Test
    void read_everyByteOfTheFormChanged_isAModelOrRefused() {
        Map<Reason, Integer> refused = new EnumMap<>(Reason.class);
        Artifact artifact = Artifact.of(model(Average.of(List.of(TOY.form(2, 3, 1), TOY.form(2, 0, 1)))));
        byte[] content = Crafted.of(artifact).content(Sections.FORM);
        for (int at = 0; at < content.length; at++) {
            for (int value = 0; value < 256; value++) {
                byte[] changed = content.clone();
                changed[at] = (byte) value;
                byte[] bytes =
                        Crafted.of(artifact).replace(Sections.FORM, changed).bytes();
                try {
                    Artifact.read(bytes, CODECS);
                } catch (ArtifactException e) {
                    refused.merge(e.reason(), 1, Integer::sum);
                }
            }
        }
        assertThat(refused).containsOnlyKeys(Reason.CORRUPT, Reason.GOLDEN_MISMATCH, Reason.CODEC_MISSING);
    }

    @Test
    void read_moreBytesThanThereAre_isRefusedBeforeAnythingIsMade() {
        Bytes.Writer out = new Bytes.Writer();
        out.octet(11);
        out.varint(2);
        out.varint(1);
        out.varint(5);
        out.octets(new byte[] {'t', 'o', 'y', '-', '1'});
        out.varint(Integer.MAX_VALUE);
        Artifact artifact = Artifact.of(model(TOY.form(2, 1)));
        byte[] bytes =
                Crafted.of(artifact).replace(Sections.FORM, out.toByteArray()).bytes();

        assertRefused(
                Reason.CORRUPT,
                () -> Artifact.read(bytes, CODECS),
                "the length of what the codec reads is 2147483647 but can be at most ");
    }

    /** The file is written once and then never again. */
    @ParameterizedTest
    @ValueSource(strings = {"v0.3", "v1.0"})
    void read_theGoldenFile_isTheModelOfThen_andIsWrittenTheSame(String version) throws IOException {
        Model expected =
                model(new Linked(Average.of(List.of(TOY.form(2, 3, -1), TOY.form(2, 0, 1))), Linked.Link.SOFTMAX));
        byte[] bytes;
        try (InputStream in = CodecTest.class.getResourceAsStream("/golden/" + version + "/opaque.mlcd")) {
            assertThat(in).isNotNull();
            bytes = in.readAllBytes();
        }

        Artifact read = Artifact.read(bytes, CODECS);

        assertThat(read.model()).isEqualTo(expected);
        if (version.equals("v1.0")) {
            assertThat(Artifact.of(expected).bytes()).isEqualTo(bytes);
        }
    }

    /** Writes the golden file. */
    public static void main(String... file) {
        Models.save(
                model(new Linked(Average.of(List.of(TOY.form(2, 3, -1), TOY.form(2, 0, 1))), Linked.Link.SOFTMAX)),
                Path.of(file[0]));
    }
}
