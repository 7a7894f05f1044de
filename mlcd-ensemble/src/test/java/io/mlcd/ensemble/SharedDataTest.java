package io.mlcd.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedDataTest {
    @Test
    void above_isTheFolderBesideTheCheckout(@TempDir Path root) throws IOException {
        Path data = Files.createDirectories(root.resolve("shared/data"));
        Path module = Files.createDirectories(root.resolve("main/mlcd-ensemble"));

        assertThat(SharedData.above(module)).contains(data);
    }

    @Test
    void above_isEmptyWhenNoFolderHasIt(@TempDir Path root) throws IOException {
        Path data = Files.createDirectories(root.resolve("a/shared/data"));

        assertThat(SharedData.above(Files.createDirectories(root.resolve("b"))))
                .isNotEqualTo(java.util.Optional.of(data));
    }
}
