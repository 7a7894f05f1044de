package io.mlcd.core.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/**
 * A section made of a fuzzer's bytes in a golden artifact, with the lengths and checksums that belong to it, so that what lies
 * behind them is reached.
 *
 * <p>The first byte chooses the artifact, the second the section and whether the golden records, which no other form answers,
 * are left out. The rest is the section.
 */
public final class ArtifactSectionsFuzz {
    /** The artifacts, in the order by which the fuzzer's seeds name them: new ones come last. */
    static final List<String> GOLDEN = List.of(
            "v0.1/forest",
            "v0.1/nested",
            "v0.1/prepared",
            "v0.1/stump",
            "v0.2/boosted",
            "v0.2/forest",
            "v0.2/nested",
            "v0.2/prepared",
            "v0.2/stump",
            "v0.3/dated",
            "v0.3/decided",
            "v0.3/median",
            "v0.3/opaque",
            "v1.0/boosted",
            "v1.0/forest",
            "v1.0/nested",
            "v1.0/crowded",
            "v1.0/quantized");

    static final List<String> SECTIONS = List.of(Sections.MANIFEST, Sections.FORM, Sections.GOLDEN);

    private static final List<Artifact> ARTIFACTS = GOLDEN.stream()
            .map(name -> Artifact.read(golden(name), ArtifactFuzz.CODECS))
            .toList();

    private ArtifactSectionsFuzz() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] data) {
        ArtifactFuzz.read(crafted(data));
    }

    static byte[] crafted(byte[] data) {
        if (data.length < 2) {
            return data;
        }
        Crafted artifact = Crafted.of(ARTIFACTS.get((data[0] & 0xFF) % ARTIFACTS.size()));
        int how = data[1] & 0xFF;
        if (how / SECTIONS.size() % 2 == 1) {
            artifact.replace(Sections.GOLDEN, new byte[1]); // no record
        }
        artifact.replace(SECTIONS.get(how % SECTIONS.size()), Arrays.copyOfRange(data, 2, data.length));
        return artifact.bytes();
    }

    static byte[] golden(String name) {
        try (InputStream in = ArtifactSectionsFuzz.class.getResourceAsStream("/golden/" + name + ".mlcd")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
