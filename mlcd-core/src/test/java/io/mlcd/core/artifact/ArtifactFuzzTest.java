package io.mlcd.core.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The targets of the fuzzer, without it: their seeds and some bytes at random. {@code mvn -Pfuzz} does the rest. */
class ArtifactFuzzTest {
    private static final List<String> SECTIONS = ArtifactSectionsFuzz.SECTIONS;

    @Test
    void targets_areThoseThatTheFuzzerIsTold() throws IOException {
        assertThat(Files.readString(Path.of("src/test/resources/fuzz/targets.txt")))
                .startsWith("# ")
                .containsPattern("\\n" + ArtifactFuzz.class.getName() + " [1-9]\\d{3} ../golden\\n")
                .containsPattern("\\n" + ArtifactSectionsFuzz.class.getName() + " [1-9]\\d{3} sections\\n");
    }

    @Test
    void read_goldenFiles_areModels() {
        for (String name : ArtifactSectionsFuzz.GOLDEN) {
            assertThat(ArtifactFuzz.read(ArtifactSectionsFuzz.golden(name)))
                    .as(name)
                    .isTrue();
        }
    }

    @Test
    void crafted_seedsOfSections_areModels() throws IOException {
        Path seeds = Path.of("src/test/resources/fuzz/sections");
        for (int i = 0; i < ArtifactSectionsFuzz.GOLDEN.size(); i++) {
            for (int section = 0; section < SECTIONS.size(); section++) {
                byte[] seed = Files.readAllBytes(seeds.resolve(name(i, section)));
                assertThat(seed).isEqualTo(seed(i, section));
                assertThat(ArtifactFuzz.read(ArtifactSectionsFuzz.crafted(seed)))
                        .as(name(i, section))
                        .isTrue();
            }
        }
    }

    @Test
    void fuzzerTestOneInput_anyBytes_isAModelOrRefused() {
        Random random = new Random(5);
        for (int round = 0; round < 2000; round++) {
            byte[] seed = seed(random.nextInt(ArtifactSectionsFuzz.GOLDEN.size()), 1);
            byte[] data = Arrays.copyOf(seed, seed.length - random.nextInt(2));
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                data[2 + random.nextInt(data.length - 2)] = (byte) random.nextInt();
            }
            ArtifactSectionsFuzz.fuzzerTestOneInput(data);
            ArtifactFuzz.fuzzerTestOneInput(data);
        }
    }

    /** Writes the seeds of the sections into a folder; those of whole artifacts are the golden files. */
    public static void main(String... folder) throws IOException {
        for (int i = 0; i < ArtifactSectionsFuzz.GOLDEN.size(); i++) {
            for (int section = 0; section < SECTIONS.size(); section++) {
                Files.write(Path.of(folder[0], name(i, section)), seed(i, section));
            }
        }
    }

    private static String name(int golden, int section) {
        return ArtifactSectionsFuzz.GOLDEN.get(golden).replace('/', '-') + "-" + SECTIONS.get(section);
    }

    /** A section as it is; with the manifest and the form, the golden records are left out. */
    private static byte[] seed(int golden, int section) {
        boolean withRecords = SECTIONS.get(section).equals(Sections.GOLDEN);
        ByteArrayOutputStream seed = new ByteArrayOutputStream();
        seed.write(golden);
        seed.write(withRecords ? section : section + SECTIONS.size());
        seed.writeBytes(Crafted.of(Artifact.read(
                        ArtifactSectionsFuzz.golden(ArtifactSectionsFuzz.GOLDEN.get(golden)), ArtifactFuzz.CODECS))
                .content(SECTIONS.get(section)));
        return seed.toByteArray();
    }
}
