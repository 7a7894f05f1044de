package io.mlcd.core.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.ArtifactException;
import io.mlcd.api.ArtifactException.Reason;
import io.mlcd.api.SealException;
import io.mlcd.core.model.Model;
import io.mlcd.core.oracle.ToySeal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsTest {
    private static final Model MODEL = GoldenFiles.stump();

    @TempDir
    Path folder;

    @Test
    void load_whatWasSaved_isTheSameModel_andNoOtherFileIsLeft() throws IOException {
        Path file = folder.resolve("model.mlcd");
        Models.save(GoldenFiles.artifacts().get("forest").model(), file);
        Models.save(MODEL, file);
        assertThat(Models.load(file)).isEqualTo(MODEL);
        assertThat(Files.readAllBytes(file)).isEqualTo(Artifact.of(MODEL).bytes());
        assertThat(folder.toFile().list()).containsExactly("model.mlcd");
    }

    @Test
    void load_whatWasSealed_isTheSameModel_andNothingPlainIsOnDisk() throws IOException {
        Path file = folder.resolve("model.sealed");
        Models.save(MODEL, file, new ToySeal(1));
        assertThat(Models.load(file, new ToySeal(1))).isEqualTo(MODEL);
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                .doesNotContain("MLCD");
        assertThatThrownBy(() -> Models.load(file, new ToySeal(2)))
                .isInstanceOfSatisfying(
                        SealException.class,
                        e -> assertThat(e.reason()).isEqualTo(SealException.Reason.NO_MATCHING_KEY));
        assertThatThrownBy(() -> Models.load(file))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("if the file is sealed, give an Opener");
        Path plain = folder.resolve("plain");
        Models.save(MODEL, plain);
        assertThatThrownBy(() -> Models.load(plain, new ToySeal(1))).isInstanceOf(SealException.class);
    }

    private static void assertNames(Path file, Reason reason, String start) {
        assertThatThrownBy(() -> Models.load(file))
                .isInstanceOfSatisfying(
                        ArtifactException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageStartingWith(start);
    }

    @Test
    void load_aFileThatCannotBeRead_namesIt() throws IOException {
        Path none = folder.resolve("none.mlcd");
        assertNames(none, Reason.IO, "cannot read " + none + ": ");
        assertNames(folder, Reason.IO, "cannot read " + folder + ": ");
        Path cut = folder.resolve("cut.mlcd");
        Files.write(cut, Arrays.copyOf(Artifact.of(MODEL).bytes(), 50));
        assertNames(cut, Reason.TRUNCATED, cut + ": the artifact is cut off");
        Files.writeString(cut, "something else");
        assertNames(cut, Reason.NOT_AN_ARTIFACT, cut + ": the bytes are not an artifact");
    }

    @Test
    void load_aFileLargerThanAnArray_isRefused() throws IOException {
        Path file = folder.resolve("sparse.mlcd");
        try (var channel = Files.newByteChannel(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            channel.position(3L << 30).write(ByteBuffer.wrap(new byte[1]));
        }
        assertNames(
                file,
                Reason.LIMIT_EXCEEDED,
                "cannot read " + file + ": it has 3221225473 bytes, but an artifact has at most 2147483639");
    }

    @Test
    void save_whereItCannot_namesTheFile_andLeavesNothing() throws IOException {
        Path inTheWay = Files.createDirectories(folder.resolve("taken/full")).getParent();
        assertThatThrownBy(() -> Models.save(MODEL, inTheWay))
                .isInstanceOfSatisfying(
                        ArtifactException.class, e -> assertThat(e.reason()).isEqualTo(Reason.IO))
                .hasMessageStartingWith("cannot write " + inTheWay + ": ");
        assertThat(folder.toFile().list()).containsExactly("taken");
    }
}
