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
    private static final String FOLDER = "/golden/v0.1/";

    private static byte[] file(String name) throws IOException {
        try (InputStream in = GoldenFilesTest.class.getResourceAsStream(FOLDER + name)) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        }
    }

    static List<String> ids() throws IOException {
        List<String> lines = new ArrayList<>(
                new String(file("ids.txt"), StandardCharsets.US_ASCII).lines().toList());
        assertThat(lines).hasSize(4);
        return lines;
    }

    @ParameterizedTest
    @MethodSource("ids")
    void read_aGoldenFile_isTheModelOfThen_andIsWrittenTheSame(String line) throws IOException {
        String id = line.substring(0, 64);
        String name = line.substring(65);
        byte[] bytes = file(name + ".mlcd");
        Artifact artifact = Artifact.read(bytes);
        Artifact expected = GoldenFiles.artifacts().get(name);
        assertThat(artifact.id()).isEqualTo(id);
        assertThat(artifact.model()).isEqualTo(expected.model());
        assertThat(artifact.facts()).isEqualTo(expected.facts());
        assertThat(Artifact.of(artifact.model(), artifact.facts()).bytes()).isEqualTo(bytes);
        assertThat(expected.id()).isEqualTo(id);
    }
}
