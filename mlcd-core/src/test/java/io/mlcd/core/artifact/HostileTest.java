package io.mlcd.core.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import io.mlcd.api.ArtifactException;
import io.mlcd.api.ArtifactException.Reason;
import io.mlcd.api.Feature;
import io.mlcd.core.model.Model;
import io.mlcd.core.oracle.Allocation;
import io.mlcd.core.oracle.ClassPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;

/** What a writer who means harm may hand in, with checksums that are right: it ends in a model or in the one exception. */
@Timeout(120)
class HostileTest {
    /** With the heap that {@link io.mlcd.core.artifact} promises for so many bytes: 192 for each, and 64 MB. */
    @ParameterizedTest
    @CsvSource({"131072, 88", "524288, 160"})
    void read_andScore_ofWhatAsksForMuch_staysWithinTheHeapThatIsPromised(int bytes, int megabytes) throws IOException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + megabytes + "m",
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        ClassPath.of(HostileTest.class, Artifact.class, Feature.class, JsonFactory.class, Logger.class),
                        HostileTest.class.getName(),
                        Integer.toString(bytes))
                .redirectErrorStream(true)
                .start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        System.out.print(output);
        assertThat(output.lines())
                .hasSize(2 * Hostile.artifacts(10_000).size())
                .allSatisfy(line -> assertThat(line).matches(".*: (a model|LIMIT_EXCEEDED|CORRUPT), .*"));
        assertThat(output).contains("a model").contains("LIMIT_EXCEEDED");
    }

    /** Reads and scores each; one line says how each ended. */
    public static void main(String... bytes) {
        int size = Integer.parseInt(bytes[0]);
        for (String name : Hostile.artifacts(size).keySet()) {
            byte[] artifact =
                    Objects.requireNonNull(Hostile.artifacts(size).get(name)).get();
            for (Load load : Load.values()) {
                long start = System.nanoTime();
                String end = end(artifact, load);
                long millis = (System.nanoTime() - start) / 1_000_000;
                System.out.printf("%s, %s: %s, %,d bytes, %,d ms%n", name, load, end, artifact.length, millis);
            }
        }
    }

    private static String end(byte[] artifact, Load load) {
        try {
            score(Artifact.read(artifact, Codecs.none(), load).model());
            return "a model";
        } catch (ArtifactException e) {
            return e.reason().name();
        } catch (RuntimeException | Error e) {
            return e.toString();
        }
    }

    /** One row and a batch, which take other ways. */
    private static void score(Model model) {
        int features = model.signature().features().size();
        int width = model.signature().output().width();
        double[] row = new double[features];
        Arrays.fill(row, Double.NaN);
        model.score(row, new double[width]);
        int rows = Math.max(1, Math.min(100, 100_000 / Math.max(features, width)));
        model.scoreRows(new double[rows * features], 0, rows, new double[rows * width]);
    }

    // Wide forms, refused with their place.

    @Test
    void read_aFormWiderThanItsBytesAllow_namesItAndSaysWhatToDo() {
        byte[] artifact = Objects.requireNonNull(Hostile.artifacts(2_000).get("a wide scatter in a stack"))
                .get();
        assertThatThrownBy(() -> Artifact.read(artifact))
                .isInstanceOfSatisfying(
                        ArtifactException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LIMIT_EXCEEDED))
                .hasMessage("form 1 in section FORM, a Stacked 1 -> 1, asks for too much: to score a row takes 2097154"
                        + " numbers of working memory, which an artifact of " + artifact.length
                        + " bytes may not; leave out scores that are always 0 and steps that change nothing, and refuse a"
                        + " source that you do not know");
    }

    // Every byte.

    @Test
    void read_everyByteChanged_isAModelOrRefused_withLittleMemory() {
        Map<Reason, Integer> refused = new EnumMap<>(Reason.class);
        int[] tried = new int[2];
        long[] most = new long[1];
        for (Artifact artifact : GoldenFiles.artifacts().values()) {
            Crafted whole = Crafted.of(artifact);
            for (String tag : whole.tags()) {
                byte[] content = whole.content(tag);
                for (int at = 0; at < content.length; at++) {
                    for (byte[] changed : changes(content, at)) {
                        byte[] bytes =
                                Crafted.of(artifact).replace(tag, changed).bytes();
                        tried[0]++;
                        long allocated = Allocation.of(() -> {
                            try {
                                score(Artifact.read(bytes).model());
                                tried[1]++;
                            } catch (ArtifactException e) {
                                refused.merge(e.reason(), 1, Integer::sum);
                                assertThat(e.getMessage()).isNotBlank();
                            }
                        });
                        most[0] = Math.max(most[0], allocated);
                    }
                }
            }
        }
        System.out.printf(
                "%,d changed artifacts: %,d are models, refused are %s; the greediest allocated %,d KB%n",
                tried[0], tried[1], refused, most[0] >> 10);
        assertThat(refused).containsKeys(Reason.CORRUPT, Reason.GOLDEN_MISMATCH);
        assertThat(most[0]).isLessThan(32 << 20);
    }

    /** Some bits, the extremes, large numbers in place of small ones, and nothing more after it. */
    private static byte[][] changes(byte[] content, int at) {
        byte[][] changes = new byte[9][];
        int[] values = {content[at] ^ 1, content[at] ^ 0x40, content[at] ^ 0x80, 0, 0xff, content[at] + 1};
        for (int i = 0; i < values.length; i++) {
            changes[i] = content.clone();
            changes[i][at] = (byte) values[i];
        }
        changes[6] = with(content, at, 0xff, 0xff, 0xff, 0xff, 0x07); // 2^31 - 1
        changes[7] = with(content, at, 0x80, 0x80, 0x80, 0x08); // 2^24
        changes[8] = Arrays.copyOf(content, at);
        return changes;
    }

    private static byte[] with(byte[] content, int at, int... instead) {
        byte[] changed = new byte[content.length - 1 + instead.length];
        System.arraycopy(content, 0, changed, 0, at);
        for (int i = 0; i < instead.length; i++) {
            changed[at + i] = (byte) instead[i];
        }
        System.arraycopy(content, at + 1, changed, at + instead.length, content.length - at - 1);
        return changed;
    }
}
