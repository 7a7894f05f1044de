package io.mlcd.core.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.core.file.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The disk that may lose what was not forced: it must not be kinder than a real one. */
class DiskTest {
    private final Disk disk = new Disk();

    private static final Disk.Loss ALL = operation -> null;
    private static final Disk.Loss NOTHING = operation -> operation;

    private static void write(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::toString).toList();
        }
    }

    @Test
    void files_areAsElsewhere() throws IOException {
        Path folder = disk.path("a/b");
        assertThatThrownBy(() -> names(folder)).isInstanceOf(NoSuchFileException.class);
        Files.createDirectories(folder);
        Files.createDirectories(folder);
        assertThat(Files.isDirectory(folder)).isTrue();
        write(folder.resolve("one"), "first");
        write(folder.resolve("one"), "FI");
        assertThat(Files.readAllBytes(folder.resolve("one"))).asString().isEqualTo("FIrst");
        assertThat(Files.size(folder.resolve("one"))).isEqualTo(5);
        write(folder.resolve("two"), "2");
        Files.move(folder.resolve("one"), folder.resolve("two"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(names(folder)).containsExactly("/a/b/two");
        assertThat(Files.readAllBytes(folder.resolve("two"))).asString().isEqualTo("FIrst");
        try (FileChannel channel = FileChannel.open(folder.resolve("two"), StandardOpenOption.WRITE)) {
            channel.truncate(1);
            channel.position(3).write(ByteBuffer.wrap(new byte[] {'x'}));
        }
        assertThat(Files.readAllBytes(folder.resolve("two"))).containsExactly('F', 0, 0, 'x');
        assertThatThrownBy(() -> Files.delete(folder)).isInstanceOf(DirectoryNotEmptyException.class);
        assertThat(Files.deleteIfExists(folder.resolve("two"))).isTrue();
        assertThat(Files.deleteIfExists(folder.resolve("two"))).isFalse();
        assertThat(folder.toRealPath()).isEqualTo(disk.path("a/b")).isNotEqualTo(new Disk().path("a/b"));
    }

    @Test
    void cutOff_whatWasNotForced_isLostOrKept() throws IOException {
        Path file = disk.path("file");
        write(file, "text");
        assertThat(disk.loose(disk.size())).hasSize(2);
        assertThat(names(disk.cutOff(disk.size(), ALL).path(""))).isEmpty();
        Disk kept = disk.cutOff(disk.size(), NOTHING);
        assertThat(Files.readAllBytes(kept.path("file"))).asString().isEqualTo("text");
        assertThat(names(disk.cutOff(0, NOTHING).path(""))).isEmpty();
        assertThat(kept.cutOff(kept.size(), ALL).loose(kept.size())).isEmpty(); // what came through one crash stays

        Disk half = disk.cutOff(
                disk.size(),
                operation -> operation instanceof Operation.Written written
                        ? new Operation.Written(written.node(), 0, new byte[] {'t'})
                        : operation);
        assertThat(Files.readAllBytes(half.path("file"))).asString().isEqualTo("t");
    }

    @Test
    void force_ofAFile_isNotOfItsName_norTheOtherWayRound() throws IOException {
        Path file = disk.path("file");
        write(file, "text");
        DurableFiles.forceFolder(disk.path(""));
        assertThat(Files.size(disk.cutOff(disk.size(), ALL).path("file"))).isZero();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {'T'}));
            channel.force(true);
            channel.write(ByteBuffer.wrap(new byte[] {'E'}));
        }
        assertThat(Files.readAllBytes(disk.cutOff(disk.size(), ALL).path("file")))
                .asString()
                .isEqualTo("Text");
        Files.move(file, disk.path("other"));
        assertThat(names(disk.cutOff(disk.size(), ALL).path(""))).containsExactly("/file");
        DurableFiles.forceFolder(disk.path(""));
        assertThat(names(disk.cutOff(disk.size(), ALL).path(""))).containsExactly("/other");
    }

    @Test
    void cutOff_aRenameWithoutTheNameItWasMadeUnder_isThere() throws IOException {
        write(disk.path("file"), "text");
        Files.move(disk.path("file"), disk.path("other"));
        Disk after = disk.cutOff(disk.size(), operation -> operation instanceof Operation.Made ? null : operation);
        assertThat(Files.readAllBytes(after.path("other"))).asString().isEqualTo("text");
        assertThat(names(after.path(""))).containsExactly("/other");
    }

    @Test
    void failAt_aWrite_leavesHalfOfIt_andOthersDoNothing() throws IOException {
        write(disk.path("file"), "text");
        disk.failAt(operation -> operation == disk.size());
        assertThatThrownBy(() -> write(disk.path("file"), "MORE")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> write(disk.path("other"), "MORE")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Files.delete(disk.path("file"))).isInstanceOf(IOException.class);
        disk.failAt(operation -> false);
        assertThat(names(disk.path(""))).containsExactly("/file");
        assertThat(Files.readAllBytes(disk.path("file"))).asString().isEqualTo("MOxt");
    }
}
