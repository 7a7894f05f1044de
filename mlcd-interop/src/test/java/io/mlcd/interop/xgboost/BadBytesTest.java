package io.mlcd.interop.xgboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.mlcd.api.ArtifactException;
import io.mlcd.api.ArtifactException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that are no model end in the one exception, whatever is wrong with them. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BadBytesTest {
    private static final Path ROOT = Path.of("src", "test", "resources", "xgboost");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3.4.0/leaf.json",
                "3.4.0/leaf.ubj",
                "2.1.4/leaf.deprecated",
                "2.1.4/linear.ubj",
                "2.1.4/linear.deprecated",
                "2.1.4/dart.deprecated",
                "3.4.0/categories-onehot.ubj"
            })
    void everyTruncation_isRefused(String name) throws IOException {
        byte[] model = Files.readAllBytes(ROOT.resolve(name));
        for (int length = 0; length < model.length; length++) {
            byte[] cut = Arrays.copyOf(model, length);
            int at = length;
            assertThatThrownBy(() -> XGBoostModel.read(cut))
                    .as("%s cut to %d bytes", name, at)
                    .isInstanceOf(ArtifactException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "3.4.0/binary-logistic.json",
                "3.4.0/categories-partition.json",
                "3.4.0/categories-partition.ubj",
                "3.4.0/dart-multi.ubj",
                "2.1.4/dart.ubj",
                "2.1.4/dart-multi.deprecated",
                "2.1.4/linear-multi.ubj",
                "2.1.4/linear-multi.deprecated",
                "2.1.4/pruned.deprecated"
            })
    void changedBytes_areRefusedOrAModel(String name) throws IOException {
        byte[] model = Files.readAllBytes(ROOT.resolve(name));
        Random random = new Random(name.hashCode());
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] changed = changed(model, random);
            try {
                XGBoostModel read = XGBoostModel.read(changed);
                if (read.features().size() <= 1000) {
                    answer(read);
                }
            } catch (ArtifactException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(300);
    }

    /** One to three bytes changed, or a piece taken out, doubled, or filled. */
    private static byte[] changed(byte[] model, Random random) {
        int at = random.nextInt(model.length);
        int length = Math.min(1 + random.nextInt(12), model.length - at);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        switch (random.nextInt(4)) {
            case 0 -> {
                out.write(model, 0, at);
                out.write(model, at + length, model.length - at - length);
            }
            case 1 -> {
                out.write(model, 0, at + length);
                out.write(model, at, model.length - at);
            }
            case 2 -> {
                byte[] filled = model.clone();
                Arrays.fill(filled, at, at + length, (byte) (random.nextBoolean() ? 0xff : random.nextInt(256)));
                out.writeBytes(filled);
            }
            default -> {
                byte[] flipped = model.clone();
                for (int i = 0; i <= random.nextInt(3); i++) {
                    flipped[random.nextInt(model.length)] ^= (byte) (1 << random.nextInt(8));
                }
                out.writeBytes(flipped);
            }
        }
        return out.toByteArray();
    }

    private static void answer(XGBoostModel read) {
        double[] row = new double[read.features().size()];
        Arrays.fill(row, Double.NaN);
        double[] out = new double[read.model().signature().output().width()];
        read.model().score(row, out);
        for (double score : out) {
            if (Double.isNaN(score)) {
                fail("%s answers NaN", read);
            }
        }
    }

    static Arguments[] refusals() {
        return new Arguments[] {
            Arguments.of("", Reason.NOT_AN_ARTIFACT, "there is no byte"),
            Arguments.of("hello", Reason.NOT_AN_ARTIFACT, "5 bytes are too few"),
            Arguments.of("x".repeat(300), Reason.NOT_AN_ARTIFACT, "the objective's name"),
            Arguments.of("[{\"nodeid\": 0}]", Reason.NOT_AN_ARTIFACT, "dump_model"),
            Arguments.of("booster[0]:\n0:leaf=1", Reason.NOT_AN_ARTIFACT, "dump_model"),
            Arguments.of("CONFIG-offset:1234", Reason.NOT_AN_ARTIFACT, "serialised booster"),
            Arguments.of("bs64\tAAAA", Reason.NOT_AN_ARTIFACT, "base64"),
            Arguments.of("PK\3\4", Reason.NOT_AN_ARTIFACT, "ZIP"),
            Arguments.of("{}", Reason.CORRUPT, "at the top: there is no \"learner\""),
            Arguments.of("{\"learner\": 1}", Reason.CORRUPT, "at learner: it is a number but must be an object"),
            Arguments.of("{\"learner\": {", Reason.TRUNCATED, "ends too early"),
            Arguments.of("{\"learner\": {}} x", Reason.CORRUPT, "byte"),
            Arguments.of("{\"learner\": 1, \"learner\": 1}", Reason.CORRUPT, "Duplicate"),
            Arguments.of("{\"learner\":".repeat(40), Reason.LIMIT_EXCEEDED, "32"),
            Arguments.of("[".repeat(100_000), Reason.NOT_AN_ARTIFACT, "list"),
            Arguments.of("{\"other\":" + "[".repeat(100_000), Reason.LIMIT_EXCEEDED, "32"),
            Arguments.of("{L\0\0\0\0\0\0\0\7learner" + "[".repeat(100_000), Reason.LIMIT_EXCEEDED, "32"),
            Arguments.of("{L\177\0\0\0\0\0\0\0", Reason.TRUNCATED, "announced"),
            Arguments.of("{L\0\0\0\0\0\0\0\7learner[$d#L\0\0\0\0\177\0\0\0", Reason.TRUNCATED, "announced"),
            Arguments.of("{L\0\0\0\0\0\0\0\7learner[#L\0\0\0\0\177\0\0\0", Reason.TRUNCATED, "announced"),
            Arguments.of("{L\0\0\0\0\0\0\0\7learnerH", Reason.CORRUPT, "'H' marks no value"),
            Arguments.of("{L\0\0\0\0\0\0\0\7learner[ii\5Z]}", Reason.CORRUPT, "byte")
        };
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatIsNoModel_isRefused_sayingWhy(String text, Reason reason, String why) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> XGBoostModel.read(bytes))
                .isInstanceOfSatisfying(
                        ArtifactException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(why);
    }

    @Test
    void gzip_isRefused_sayingWhatToDo() {
        assertThatThrownBy(() -> XGBoostModel.read(new byte[] {0x1f, (byte) 0x8b, 8, 0}))
                .hasMessageContainingAll("gzip", "GZIPInputStream");
    }

    @Test
    void binaryCounts_areCheckedBeforeAnythingIsAllocated() throws IOException {
        byte[] model = Files.readAllBytes(ROOT.resolve("2.1.4/leaf.deprecated"));
        int parameters = "binf".length();
        int trees = parameters + 136 + 8 + "reg:squarederror".length() + 8 + "gbtree".length();
        int nodes = trees + 160 + 4;

        assertRefused(with(model, trees, Integer.MAX_VALUE), "2147483647 trees are announced");
        assertRefused(with(model, trees, -1), "-1 trees are announced");
        assertRefused(with(model, nodes, Integer.MAX_VALUE), "2147483647 nodes of tree 0");
        assertRefused(with(model, nodes, 0), "0 nodes");
        assertRefused(with(model, parameters + 4, -1), "num_feature is 4294967295");
        assertRefused(with(model, parameters + 8, 1 << 20), "num_class is 1048576");
        assertRefused(with(model, trees + 28, 3), "3 values each", "one_output_per_tree");
    }

    private static byte[] with(byte[] model, int at, int value) {
        byte[] changed = model.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
        return changed;
    }

    private static void assertRefused(byte[] bytes, String... texts) {
        assertThatThrownBy(() -> XGBoostModel.read(bytes))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContainingAll(texts);
    }
}
