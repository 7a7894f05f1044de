package io.mlcd.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {
    @TempDir
    Path folder;

    @Test
    void writeAtomically_leavesOnlyTheFile_readableAsAnyOther() throws IOException {
        Path file = folder.resolve("a");
        DurableFiles.writeAtomically(file, new byte[] {1});
        DurableFiles.writeAtomically(file, new byte[] {2, 3});
        assertThat(file).hasBinaryContent(new byte[] {2, 3});
        assertThat(folder).isDirectoryContaining(path -> path.equals(file));
        assertThat(folder.toFile().list()).containsExactly("a");
        Path plain = Files.createFile(folder.resolve("plain"));
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(plain));
    }

    @Test
    void writeAtomically_whereItCannot_leavesNothing() throws IOException {
        Path inTheWay = Files.createDirectories(folder.resolve("a/full")).getParent();
        assertThatThrownBy(() -> DurableFiles.writeAtomically(inTheWay, new byte[1]))
                .isInstanceOf(IOException.class);
        assertThat(folder.toFile().list()).containsExactly("a");
        assertThatThrownBy(() -> DurableFiles.writeAtomically(folder.resolve("none/b"), new byte[1]))
                .isInstanceOf(IOException.class);
    }

    @Test
    void writeAtomically_inAnInterruptedThread_writesAndStaysInterrupted() {
        Path file = folder.resolve("a");
        Thread.currentThread().interrupt();
        assertThat(file).satisfies(path -> DurableFiles.writeAtomically(path, new byte[] {7}));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(file).hasBinaryContent(new byte[] {7});
    }

    @Test
    void uninterruptibly_anInterruptInBetween_beginsAnew() throws IOException {
        AtomicInteger runs = new AtomicInteger();
        DurableFiles.uninterruptibly(() -> {
            if (runs.incrementAndGet() < 3) {
                Thread.currentThread().interrupt();
                throw new ClosedByInterruptException();
            }
        });
        assertThat(runs).hasValue(3);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void createFolders_makesAllThatAreMissing() throws IOException {
        DurableFiles.createFolders(folder.resolve("a/b/c"));
        DurableFiles.createFolders(folder.resolve("a/b/c"));
        DurableFiles.createFolders(folder);
        assertThat(folder.resolve("a/b/c")).isEmptyDirectory();
    }
}
