package io.mlcd.core.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenFilesTest {
    private static byte[] file(String version, String name) throws IOException {
        try (InputStream in = GoldenFilesTest.class.getResourceAsStream("/golden/" + version + "/" + name)) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        }
    }

    static List<String> ids() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String version : List.of("v0.1", "v0.2", "v0.3", "v1.0")) {
            new String(file(version, "ids.txt"), StandardCharsets.US_ASCII)
                    .lines()
                    .forEach(line -> lines.add(version + " " + line));
        }
        assertThat(lines).hasSize(4 + 5 + 3 + 10);
        return lines;
    }

    @ParameterizedTest
    @MethodSource("ids")
    void read_aGoldenFile_isTheModelOfThen_andIsWrittenTheSame(String line) throws IOException {
        String version = line.substring(0, 4);
        String id = line.substring(5, 69);
        String name = line.substring(70);
        byte[] bytes = file(version, name + ".mlcd");
        Artifact artifact = Artifact.read(bytes);
        Artifact expected = GoldenFiles.artifacts().get(name);
        assertThat(artifact.id()).isEqualTo(id);
        assertThat(artifact.model()).isEqualTo(expected.model());
        assertThat(artifact.facts()).isEqualTo(expected.facts());
        if (version.equals("v1.0")) { // older ones hold trees, which are written more tightly now
            assertThat(Artifact.of(artifact.model(), artifact.facts()).bytes()).isEqualTo(bytes);
            assertThat(expected.id()).isEqualTo(id);
        }
    }
}
