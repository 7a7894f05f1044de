package io.mlcd.core.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.mlcd.api.ArtifactException;
import io.mlcd.api.ArtifactException.Reason;
import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.core.file.Sha256;
import io.mlcd.core.form.Average;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Opaque;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.form.Scatter;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.json.Json;
import io.mlcd.core.model.Model;
import io.mlcd.core.oracle.Allocation;
import io.mlcd.core.oracle.Forms;
import io.mlcd.core.packed.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactTest {
    private static final Artifact STUMP = Artifact.of(GoldenFiles.stump());

    private static ArtifactException refused(byte[] bytes) {
        ArtifactException e = catchThrowableOfType(ArtifactException.class, () -> Artifact.read(bytes));
        assertThat(e).as("reading %s bytes", bytes.length).isNotNull();
        return e;
    }

    private static void assertRefused(Crafted crafted, Reason reason, String message) {
        ArtifactException e = refused(crafted.bytes());
        assertThat(e).hasMessage(message);
        assertThat(e.reason()).isEqualTo(reason);
    }

    // Round trips.

    @Test
    void read_whatWasWritten_isTheSameModelBytesAndId() {
        for (int seed = 0; seed < 1_000; seed++) {
            Model model = new Forms(seed).model(seed % 5);
            Map<String, String> facts = seed % 2 == 0 ? Map.of() : Map.of("seed", "" + seed, "ü", "\n");
            Artifact written = Artifact.of(model, facts);
            Artifact read = Artifact.read(written.bytes());
            assertThat(read.model()).isEqualTo(model);
            assertThat(read.facts()).isEqualTo(facts);
            assertThat(read).isEqualTo(written).hasSameHashCodeAs(written);
            assertThat(read.id()).isEqualTo(written.id()).isEqualTo(Sha256.of(written.bytes()));
            assertThat(Artifact.of(read.model(), read.facts()).bytes())
                    .as("seed %s", seed)
                    .isEqualTo(written.bytes());
        }
    }

    @Test
    void of_anEqualModelBuiltAnew_hasEqualBytes() {
        for (int seed = 0; seed < 100; seed++) {
            assertThat(Artifact.of(new Forms(seed).model(3)).bytes())
                    .isEqualTo(Artifact.of(new Forms(seed).model(3)).bytes());
        }
        Set<String> ids = new HashSet<>();
        GoldenFiles.artifacts().values().forEach(artifact -> ids.add(artifact.id()));
        assertThat(ids)
                .hasSize(10)
                .doesNotContain(
                        Artifact.of(GoldenFiles.stump(), Map.of("a", "b")).id());
    }

    @Test
    void bytes_areCopiedInAndOut() {
        byte[] bytes = STUMP.bytes();
        Artifact read = Artifact.read(bytes);
        bytes[20] ^= 1;
        read.bytes()[20] ^= 1;
        assertThat(read.bytes()).isEqualTo(STUMP.bytes());
        assertThat(read.size()).isEqualTo(bytes.length);
        assertThat(read).hasToString("artifact " + STUMP.id().substring(0, 8) + " of " + bytes.length + " bytes");
        assertThat(read).isNotEqualTo(Artifact.of(GoldenFiles.stump(), Map.of("a", "b")));
    }

    // What cannot be written.

    @Test
    void of_codeInsideAnEnsemble_isRefusedWithItsDescription() {
        Signature signature = Signature.of(List.of(Feature.number("x")), new Output.Numeric("y"));
        Form code = new Opaque("Tribuo's K-NN", 1, 1, (row, out) -> out[0] = row[0]);
        Form linear = Linear.of(new double[][] {{1}}, new double[] {1});
        Model model = Model.of(signature, Average.of(List.of(linear, code)));
        assertThatThrownBy(() -> Artifact.of(model))
                .isInstanceOfSatisfying(
                        ArtifactException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_DATA))
                .hasMessage("the model holds Tribuo's K-NN, which is code and not data, so it can be evaluated but not"
                        + " saved or published; use learners that compile, or leave this member out");
    }

    private static Model nestedTimes(int count) {
        Form form = Linear.of(new double[][] {{1}}, new double[] {1});
        for (int i = 0; i < count; i++) {
            form = Average.of(List.of(form));
        }
        return Model.of(Signature.of(List.of(Feature.number("x")), new Output.Numeric("y")), form);
    }

    @Test
    void of_formsNestedTooDeep_areRefused_andThirtyTwoAreRead() {
        Model deepest = nestedTimes(FormCodec.MAX_DEPTH - 1);
        assertThat(Artifact.read(Artifact.of(deepest).bytes()).model()).isEqualTo(deepest);
        assertThatThrownBy(() -> Artifact.of(nestedTimes(FormCodec.MAX_DEPTH)))
                .isInstanceOfSatisfying(
                        ArtifactException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LIMIT_EXCEEDED))
                .hasMessage("the model nests more than 32 ensembles in each other, which an artifact cannot hold; nest"
                        + " fewer");
    }

    @Test
    void of_aFormTooWide_isRefused() {
        int wide = (1 << 24) + 1;
        Form form = new Prepared(
                1, List.of(), Trees.of(0, List.of(Tree.builder(1).leaf(1).build()), Trees.Sum.TOTAL));
        Form scatter = new Scatter(form, wide, List.of(wide - 1));
        assertThatThrownBy(() -> FormCodec.write(scatter))
                .isInstanceOfSatisfying(
                        ArtifactException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LIMIT_EXCEEDED))
                .hasMessage("the model holds a form 1 -> 16777217, but an artifact can hold at most 16777216 inputs and"
                        + " outputs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"half \ud800", "\udc00\ud800"})
    void of_aTextThatIsNotUnicode_isRefused(String text) {
        Output output = new Output.Numeric("y");
        Form form = GoldenFiles.stump().form();
        List<Runnable> calls = List.of(
                () -> Artifact.of(GoldenFiles.stump(), Map.of("fact", text)),
                () -> Artifact.of(GoldenFiles.stump(), Map.of(text, "fact")),
                () -> Artifact.of(Model.of(Signature.of(List.of(Feature.number(text)), output), form)),
                () -> Artifact.of(Model.of(
                        Signature.of(List.of(Feature.category("c", List.of(text, "?"))), output), form)),
                () -> Artifact.of(
                        Model.of(Signature.of(List.of(Feature.number("x")), new Output.Numeric(text)), form)));
        for (Runnable call : calls) {
            assertThatThrownBy(call::run)
                    .isInstanceOfSatisfying(
                            ArtifactException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_DATA))
                    .hasMessageContaining("is no Unicode text");
        }
    }

    // The manifest and its schema.

    private static JsonSchema schema() throws IOException {
        try (InputStream in = Artifact.class.getResourceAsStream("manifest-0.1.schema.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static String manifest(Artifact artifact) {
        return new String(Crafted.of(artifact).content("MANI"), StandardCharsets.UTF_8);
    }

    @Test
    void manifest_ofAnyModel_isAsItsSchemaSays() throws IOException {
        JsonSchema schema = schema();
        for (Artifact artifact : GoldenFiles.artifacts().values()) {
            assertThat(schema.validate(manifest(artifact), InputFormat.JSON)).isEmpty();
        }
        for (int seed = 0; seed < 200; seed++) {
            Artifact artifact = Artifact.of(new Forms(seed).model(2), Map.of("seed", "" + seed));
            assertThat(schema.validate(manifest(artifact), InputFormat.JSON)).isEmpty();
        }
    }

    @SuppressWarnings("unchecked") // as the manifest is
    private static Map<String, Object> in(Object manifest, String name) {
        Object inside = ((Map<String, Object>) manifest).get(name);
        return (Map<String, Object>) (inside instanceof List<?> list ? list.get(0) : inside);
    }

    @Test
    void manifest_thatItsSchemaRefuses_isRefusedByTheReader() throws IOException {
        JsonSchema schema = schema();
        List<Consumer<Map<String, Object>>> changes = List.of(
                root -> root.put("unknown", "x"),
                root -> root.remove("facts"),
                root -> root.remove("format"),
                root -> root.put("format", "0.2"),
                root -> root.put("features", "x"),
                root -> root.put("form", 1),
                root -> root.put("output", List.of()),
                root -> in(root, "output").put("unknown", "x"),
                root -> in(root, "output").remove("name"),
                root -> in(root, "output").put("classes", List.of()),
                root -> in(root, "output").put("costs", List.of(List.of("0x1.0p0"))), // without classes
                root -> in(root, "output").putAll(Map.of("classes", List.of("a"), "costs", List.of())),
                root -> in(root, "output").putAll(Map.of("classes", List.of("a"), "costs", List.of(List.of("1")))),
                root -> in(root, "output").putAll(Map.of("classes", List.of("a"), "costs", List.of(List.of("NaN")))),
                root -> in(root, "output").putAll(Map.of("classes", List.of("a"), "costs", List.of(List.of(1)))),
                root -> in(root, "output").put("classes", List.of("a", "a")),
                root -> in(root, "features").put("unknown", "x"),
                root -> in(root, "features").put("name", ""),
                root -> in(root, "features").remove("name"),
                root -> in(root, "features").put("categories", List.of("a", "a")),
                root -> in(root, "features").put("categories", List.of(1)),
                root -> in(root, "features").put("categories", true),
                root -> in(root, "features").put("kind", "number"),
                root -> in(root, "features").put("kind", 1),
                root -> in(root, "features").putAll(Map.of("kind", "time", "categories", List.of())),
                root -> in(root, "facts").put("seed", 42));
        for (Consumer<Map<String, Object>> change : changes) {
            Map<String, Object> manifest = in(Map.of("", Json.read(manifest(STUMP))), "");
            change.accept(manifest);
            String text = Json.write(manifest);
            assertThat(schema.validate(text, InputFormat.JSON)).as(text).isNotEmpty();
            ArtifactException e =
                    refused(Crafted.of(STUMP).replace("MANI", text).bytes());
            assertThat(e.reason()).isEqualTo(Reason.CORRUPT);
            assertThat(e).hasMessageStartingWith("the artifact's manifest is corrupt: ");
        }
    }

    @Test
    void read_aManifestThatIsNoText_isRefused() {
        for (byte[] content :
                new byte[][] {{}, {(byte) 0xff}, {'{'}, {'[', ']'}, {'"', (byte) 0xc0, (byte) 0x80, '"'}}) {
            assertThat(refused(Crafted.of(STUMP).replace("MANI", content).bytes())
                            .reason())
                    .isEqualTo(Reason.CORRUPT);
        }
    }

    @Test
    void read_aManifestOfAnotherShapeThanTheForm_isRefused() {
        String manifest = new String(Crafted.of(STUMP).content("MANI"), StandardCharsets.UTF_8);
        assertRefused(
                Crafted.of(STUMP).replace("MANI", manifest.replace("{\"name\":\"x\"}", "")),
                Reason.CORRUPT,
                "the artifact's manifest and form do not belong together: the signature is 0 features -> 1 scores, but"
                        + " the form is 1 -> 1; they must agree");
    }

    // Damage.

    @Test
    void read_cutOffAtAnyByte_isTruncated() {
        byte[] bytes = STUMP.bytes();
        for (int length = 0; length < bytes.length; length++) {
            ArtifactException e = refused(Arrays.copyOf(bytes, length));
            assertThat(e.reason()).as("cut off at %s", length).isEqualTo(Reason.TRUNCATED);
            assertThat(e)
                    .hasMessageStartingWith("the artifact is cut off: it has " + length + " bytes but needs at least ");
        }
    }

    @Test
    void read_anyBitFlipped_isRefusedForASensibleReason() {
        byte[] bytes = STUMP.bytes();
        int body = 16 + 3 * 20 + 4;
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            int at = bit / 8;
            bytes[at] ^= (byte) (1 << bit % 8);
            Reason reason = refused(bytes).reason();
            if (at < 8) {
                assertThat(reason).as("bit %s", bit).isEqualTo(Reason.NOT_AN_ARTIFACT);
            } else if (at < 12) {
                assertThat(reason).as("bit %s", bit).isIn(Reason.TOO_NEW, Reason.TOO_OLD);
            } else if (at < body) {
                assertThat(reason).as("bit %s", bit).isIn(Reason.CORRUPT, Reason.TRUNCATED);
            } else {
                assertThat(reason).as("bit %s", bit).isEqualTo(Reason.CORRUPT);
            }
            bytes[at] ^= (byte) (1 << bit % 8);
        }
        assertThat(Artifact.read(bytes)).isEqualTo(STUMP);
    }

    @Test
    void read_moreBytesThanTheArtifact_isRefused() {
        byte[] bytes = STUMP.bytes();
        ArtifactException e = refused(Arrays.copyOf(bytes, bytes.length + 2));
        assertThat(e.reason()).isEqualTo(Reason.CORRUPT);
        assertThat(e)
                .hasMessage("the artifact is corrupt: 2 bytes follow its end at byte " + bytes.length
                        + "; fetch it again from where it was published");
    }

    @Test
    void read_somethingElse_isNotAnArtifact() {
        ArtifactException e = refused("PK\u0003\u0004 a zip".getBytes(StandardCharsets.US_ASCII));
        assertThat(e.reason()).isEqualTo(Reason.NOT_AN_ARTIFACT);
        assertThat(e)
                .hasMessage("the bytes are not an artifact of mlcd: byte 0 is not as every artifact begins; if the file"
                        + " is sealed, give an Opener");
    }

    @ParameterizedTest
    @CsvSource({
        "65537, TOO_NEW, 1.1, use a newer mlcd",
        "131072, TOO_NEW, 2.0, use a newer mlcd",
        "-1, TOO_NEW, 65535.65535, use a newer mlcd",
        "-2147483647, TOO_NEW, 32768.1, use a newer mlcd",
        "4, TOO_OLD, 0.4, 'write it again with the mlcd that wrote it, or train anew'",
        "65535, TOO_OLD, 0.65535, 'write it again with the mlcd that wrote it, or train anew'",
        "0, TOO_OLD, 0.0, 'write it again with the mlcd that wrote it, or train anew'"
    })
    void read_anotherFormat_saysWhatToDo(int version, Reason reason, String its, String advice) {
        assertRefused(
                Crafted.of(STUMP).version(version),
                reason,
                "the artifact has format " + its + ", but this mlcd reads 0.1 to 0.3 and 1.0; " + advice);
    }

    @Test
    void read_anUnknownSection_isSkippedIfOptional_andRefusedIfRequired() {
        byte[] optional = Crafted.of(STUMP).with("CARD", 0, (byte) 1, (byte) 2).bytes();
        Artifact read = Artifact.read(optional);
        assertThat(read.model()).isEqualTo(STUMP.model());
        assertThat(read.bytes()).isEqualTo(optional);
        assertThat(read.id()).isNotEqualTo(STUMP.id());
        assertThat(Artifact.read(Crafted.of(STUMP).with("WARM", 0xfffffffe).bytes())
                        .model())
                .isEqualTo(STUMP.model());
        assertRefused(
                Crafted.of(STUMP).with("ZZZZ", 1),
                Reason.TOO_NEW,
                "the artifact cannot be read without its section ZZZZ, which this mlcd does not know; use a newer"
                        + " mlcd");
        optional[optional.length - 1] ^= 1;
        assertThat(refused(optional).reason()).isEqualTo(Reason.CORRUPT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MANI", "FORM", "GOLD"})
    void read_aSectionMissingOrTwice_isRefused(String tag) {
        assertThat(Crafted.of(STUMP).tags()).containsExactly("MANI", "FORM", "GOLD");
        assertRefused(
                Crafted.of(STUMP).without(tag),
                Reason.CORRUPT,
                "the artifact is corrupt: section " + tag
                        + " is not there; fetch it again from where it was published");
        ArtifactException e = refused(
                Crafted.of(STUMP).with(tag, 1, Crafted.of(STUMP).content(tag)).bytes());
        assertThat(e).hasMessageContaining("section " + tag + " comes twice");
    }

    @Test
    void read_aSectionThatSaysItIsHuge_isRefused() {
        for (long length : new long[] {-1, Long.MAX_VALUE, 1L << 31, Integer.MAX_VALUE, 1 << 30}) {
            byte[] bytes = STUMP.bytes();
            for (int i = 0; i < 8; i++) {
                bytes[16 + 8 + i] = (byte) (length >>> (56 - 8 * i));
            }
            int crc = Crafted.crc(Arrays.copyOf(bytes, 76));
            for (int i = 0; i < 4; i++) {
                bytes[76 + i] = (byte) (crc >>> (24 - 8 * i));
            }
            assertThat(refused(bytes).reason()).as("%s", length).isIn(Reason.CORRUPT, Reason.TRUNCATED);
        }
    }

    // Hostile counts.

    private static byte[] form(int... bytes) {
        byte[] form = new byte[bytes.length];
        for (int i = 0; i < form.length; i++) {
            form[i] = (byte) bytes[i];
        }
        return form;
    }

    private static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    @Test
    void read_hugeCounts_areRefusedWithoutMemory() {
        byte[] huge = form(0xff, 0xff, 0xff, 0xff, 0x07); // 2^31 - 1
        byte[] wide = form(0x80, 0x80, 0x80, 0x08); // 2^24, as wide as a form may be
        byte[] rest = new byte[200];
        List<byte[]> forms = new ArrayList<>();
        for (byte[] count : List.of(huge, wide)) {
            forms.add(join(form(1), count, rest)); // trees, inputs
            forms.add(join(form(1, 1, 0), count, rest)); // trees, outputs
            forms.add(join(form(1, 1, 0, 1), count, rest)); // trees
            forms.add(join(form(1, 1, 0, 1, 1), count, rest)); // trees, a node
            forms.add(join(form(2), count, rest)); // linear, outputs
            forms.add(join(form(2, 1), count, rest)); // linear, inputs
            forms.add(join(form(3), count, rest)); // average
            forms.add(join(form(4), count, rest)); // vote
            forms.add(join(form(6), count, rest)); // prepared, inputs
            forms.add(join(form(6, 1), count, rest)); // prepared, derived inputs
            forms.add(join(form(6, 1, 1, 2), count, rest)); // a category's input
            forms.add(join(form(6, 1, 1, 4, 0), count, rest)); // a look-up
            forms.add(join(form(7), count, rest)); // scatter, outputs
            forms.add(join(form(7, 1), count, rest)); // scatter, places
            forms.add(join(form(7), count, form(1, 0, 2, 1, 0), new byte[8])); // a scatter that is whole and wide
        }
        refused(Crafted.of(STUMP).replace("FORM", forms.get(0)).bytes()); // loads the classes
        for (byte[] form : forms) {
            byte[] bytes = Crafted.of(STUMP).replace("FORM", form).bytes();
            long allocated =
                    Allocation.of(() -> assertThat(refused(bytes).reason()).isEqualTo(Reason.CORRUPT));
            assertThat(allocated).as("%s", Arrays.toString(form)).isLessThan(1_000_000);
        }
        byte[] golden = Crafted.of(STUMP).replace("GOLD", join(huge, rest)).bytes();
        assertThat(Allocation.of(() -> assertThat(refused(golden).reason()).isEqualTo(Reason.CORRUPT)))
                .isLessThan(1_000_000);
    }

    @Test
    void read_formsNestedTooDeep_areRefusedBeforeTheStackEnds() {
        byte[] link = form(5, 0);
        byte[] form = new byte[2_000_000];
        for (int i = 0; i < form.length; i += 2) {
            System.arraycopy(link, 0, form, i, 2);
        }
        assertRefused(
                Crafted.of(STUMP).replace("FORM", form),
                Reason.LIMIT_EXCEEDED,
                "the artifact nests forms more than 32 deep, which no mlcd writes; refuse its source");
    }

    @Test
    void read_anIncompleteForm_namesTheByte() {
        byte[] whole = Crafted.of(STUMP).content("FORM");
        for (int length = 0; length < whole.length; length++) {
            ArtifactException e = refused(Crafted.of(STUMP)
                    .replace("FORM", Arrays.copyOf(whole, length))
                    .bytes());
            assertThat(e.reason()).isEqualTo(Reason.CORRUPT);
            assertThat(e).hasMessageMatching("the artifact is corrupt at byte \\d+ of section FORM: .*");
        }
        assertRefused(
                Crafted.of(STUMP).replace("FORM", join(whole, new byte[3])),
                Reason.CORRUPT,
                "the artifact is corrupt at byte " + whole.length
                        + " of section FORM: 3 bytes follow the end; fetch it again from where it was published");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | there is no form of kind 0",
                "11 | there is no form of kind 17",
                "1 1 3 | there is no sum 3",
                "5 4 | there is no link 4",
                "6 1 1 8 0 0 0 | there is no derivation of kind 8",
                "6 1 1 7 0 3f e8 0 0 0 0 0 0 | input 0 cannot have the odds of at least 0.75; the least value must be above 0 and at most 0.5",
                "6 1 1 6 0 f 0 0 0 0 0 0 0 0 | there is no part of a date 15",
                "6 1 1 6 0 3 7f f0 0 0 0 0 0 0 | the MONTH of input 0 cannot be imputed with Infinity; the stand-in must be finite, or NaN for none",
                "6 1 1 6 2 3 7f f8 0 0 0 0 0 0 1 1 0 1 1 0 0 0 0 0 0 0 0 0 | OfDate[input=2, part=MONTH, ifMissing=NaN] is derived from input 2, but a row has only 1",
                "6 1 1 5 0 0 0 0 0 0 0 0 0 | input 0 cannot have the logarithm of at least 0.0; the least value must be finite and above 0",
                "1 81 00 | the number of inputs is written with a needless byte",
                "1 ff ff ff ff ff 1 | the number of inputs is longer than 5 bytes",
                "1 ff ff ff ff 0f | the number of inputs is 4294967295 but can be at most 16777216",
                "1 1 0 0 1 | outputs was 0 but must be at least 1",
                "1 1 0 1 0 0 0 0 0 0 0 0 0 0 | a form of trees needs at least one tree",
                "1 1 0 1 1 0 7f f0 0 0 0 0 0 0 | the leaf at node 0 holds Infinity but must hold finite numbers",
                "1 1 0 1 1 0 7f f8 0 0 0 0 0 1 | a NaN is written with other bits than the one NaN"
            })
    void read_aFormThatMakesNoSense_saysWhy(String hex, String why) {
        int[] bytes = Arrays.stream(hex.trim().split(" "))
                .mapToInt(one -> Integer.parseInt(one, 16))
                .toArray();
        // Room for the counts to be plausible.
        byte[] form = join(form(bytes), why.contains("outputs was 0") ? new byte[20] : new byte[0]);
        ArtifactException e = refused(Crafted.of(STUMP).replace("FORM", form).bytes());
        assertThat(e.reason()).isEqualTo(Reason.CORRUPT);
        assertThat(e).hasMessageContaining(" of section FORM: " + why + "; fetch it again");
    }

    // Golden records.

    @Test
    void read_aModelThatAnswersOtherwise_isRefused() {
        Tree tree = Tree.builder(1)
                .split(0, 2.5, false)
                .leaf(10)
                .leaf(Math.nextUp(20.0))
                .build();
        byte[] changed = FormCodec.write(Trees.of(1, List.of(tree), Trees.Sum.TOTAL));
        ArtifactException e = refused(Crafted.of(STUMP).replace("FORM", changed).bytes());
        assertThat(e.reason()).isEqualTo(Reason.GOLDEN_MISMATCH);
        assertThat(e)
                .hasMessageContaining("with 20.000000000000004 where 20.0 was recorded, so it would not serve as it was"
                        + " tested; do not use it, and report this");
    }

    @Test
    void read_aMovedThreshold_isNoticed() {
        for (double threshold : new double[] {Math.nextUp(2.5), Math.nextDown(2.5)}) {
            Tree tree =
                    Tree.builder(1).split(0, threshold, false).leaf(10).leaf(20).build();
            byte[] changed = FormCodec.write(Trees.of(1, List.of(tree), Trees.Sum.TOTAL));
            Crafted crafted = Crafted.of(STUMP).replace("FORM", changed);
            assertThat(refused(crafted.bytes()).reason()).isEqualTo(Reason.GOLDEN_MISMATCH);
        }
        Tree missing = Tree.builder(1).split(0, 2.5, true).leaf(10).leaf(20).build();
        assertThat(refused(Crafted.of(STUMP)
                                .replace("FORM", FormCodec.write(Trees.of(1, List.of(missing), Trees.Sum.TOTAL)))
                                .bytes())
                        .reason())
                .isEqualTo(Reason.GOLDEN_MISMATCH);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, Double.POSITIVE_INFINITY, 1e300, -(1L << 53) - 2.0})
    void read_aGoldenRecordOfNoTime_isRefused(double millis) {
        Signature timed = Signature.of(List.of(Feature.time("when")), new Output.Numeric("y"));
        Artifact artifact = Artifact.of(Model.of(timed, GoldenFiles.stump().form()));
        Bytes.Writer out = new Bytes.Writer();
        out.varint(1);
        out.float64(millis);
        out.float64(millis <= 2.5 ? 10 : 20);
        assertRefused(
                Crafted.of(artifact).replace("GOLD", out.toByteArray()),
                Reason.CORRUPT,
                "a golden record gives \"when\" the time " + millis
                        + ", which is no whole number of milliseconds up to 2 to the 53rd");
    }

    @Test
    void golden_ofATime_areWholeMilliseconds_onAndBesideTheThreshold_andAtTurnsOfTheCalendar() {
        double[][] rows = Golden.rows(GoldenFiles.artifacts().get("dated").model());
        List<Double> times = new ArrayList<>();
        for (double[] row : rows) {
            times.add(row[0]);
            assertThat(Double.isNaN(row[0]) || row[0] == Math.rint(row[0])).isTrue();
        }
        assertThat(times).contains(Double.NaN, 1.3e12, 1.3e12 + 1);
        assertThat(times).anyMatch(time -> time % 3_600_000 == 0).anyMatch(time -> time < 0);
    }

    @Test
    void read_tooManyGoldenRecords_areRefused() {
        byte[] records = join(form(0x81, 0x02), new byte[16 * 257]); // 257 records, all zero
        assertRefused(
                Crafted.of(STUMP).replace("GOLD", records),
                Reason.LIMIT_EXCEEDED,
                "the artifact has 257 golden records, but at most 256 are read; no mlcd writes so many, refuse its"
                        + " source");
    }

    @Test
    void golden_itsRows_missEverythingFirst_andSitOnAndBesideTheThresholds() {
        double[][] rows = Golden.rows(GoldenFiles.stump());
        assertThat(rows).hasNumberOfRows(32);
        assertThat(rows[0]).containsExactly(Double.NaN);
        List<Double> values = new ArrayList<>();
        for (double[] row : rows) {
            values.add(row[0]);
        }
        assertThat(values).contains(2.5, Math.nextUp(2.5));
        Model forest = GoldenFiles.artifacts().get("forest").model();
        List<Double> codes = new ArrayList<>();
        for (double[] row : Golden.rows(forest)) {
            codes.add(row[1]);
        }
        assertThat(codes).contains(-1.0, 0.0, 1.0, 2.0, Double.NaN);
    }

    // Mutations.

    @Test
    @Timeout(120)
    void read_randomMutations_giveOnlyArtifactExceptions() {
        List<Artifact> artifacts = new ArrayList<>(GoldenFiles.artifacts().values());
        for (int seed = 0; seed < 20; seed++) {
            artifacts.add(Artifact.of(new Forms(seed).model(4)));
        }
        Set<Reason> reasons = new HashSet<>();
        int readable = 0;
        for (int seed = 0; seed < 20_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Artifact artifact = artifacts.get(random.nextInt(artifacts.size()));
            boolean inside = seed % 2 == 0;
            byte[] bytes = inside ? mutatedInside(artifact, random) : mutate(artifact.bytes(), random);
            try {
                Artifact read = Artifact.read(bytes);
                readable++;
                if (!inside) {
                    assertThat(read).as("seed %s", seed).isEqualTo(artifact);
                }
                assertThat(Artifact.read(Artifact.of(read.model(), read.facts()).bytes())
                                .model())
                        .as("seed %s", seed)
                        .isEqualTo(read.model());
            } catch (ArtifactException e) {
                reasons.add(e.reason());
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(readable).isGreaterThan(10); // a class or a fact by another name
        assertThat(reasons)
                .contains(
                        Reason.NOT_AN_ARTIFACT,
                        Reason.TRUNCATED,
                        Reason.CORRUPT,
                        Reason.TOO_NEW,
                        Reason.GOLDEN_MISMATCH);
    }

    /** A section mutated, with checksums that are right: what a forger would hand in. */
    private static byte[] mutatedInside(Artifact artifact, SplittableRandom random) {
        Crafted crafted = Crafted.of(artifact);
        String tag = crafted.tags().get(random.nextInt(3));
        return crafted.replace(tag, mutate(crafted.content(tag), random)).bytes();
    }

    private static byte[] mutate(byte[] bytes, SplittableRandom random) {
        byte[] mutated = bytes;
        for (int count = random.nextInt(1, 4); count > 0; count--) {
            int at = random.nextInt(mutated.length);
            switch (random.nextInt(5)) {
                case 0 -> {
                    mutated = mutated.clone();
                    mutated[at] ^= (byte) (1 << random.nextInt(8));
                }
                case 1 -> {
                    mutated = mutated.clone();
                    mutated[at] = (byte) random.nextInt(256);
                }
                case 2 -> mutated = Arrays.copyOf(mutated, Math.max(1, at));
                case 3 -> {
                    byte[] tail = Arrays.copyOfRange(mutated, at, mutated.length);
                    mutated = join(Arrays.copyOf(mutated, at), new byte[] {(byte) random.nextInt(256)}, tail);
                }
                default -> {
                    int to = Math.min(mutated.length, at + random.nextInt(1, 9));
                    byte[] tail = Arrays.copyOfRange(mutated, to, mutated.length);
                    mutated = join(Arrays.copyOf(mutated, Math.max(1, at)), tail);
                }
            }
        }
        return mutated;
    }
}
