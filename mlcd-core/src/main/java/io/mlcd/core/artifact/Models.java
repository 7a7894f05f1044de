package io.mlcd.core.artifact;

import io.mlcd.api.ArtifactException;
import io.mlcd.api.Opener;
import io.mlcd.api.SealException;
import io.mlcd.api.Sealer;
import io.mlcd.core.file.DurableFiles;
import io.mlcd.core.model.Model;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Saves models to files and loads them, without a registry.
 *
 * <pre>{@code
 * Models.save(model, Paths.get("churn.mlcd"));
 * Model same = Models.load(Paths.get("churn.mlcd"));
 * }</pre>
 */
public final class Models {
    private Models() {}

    /**
     * Saves a model; the file is there whole, or not at all.
     *
     * @throws ArtifactException if the file cannot be written, or the model is not data
     */
    public static void save(Model model, Path file) {
        write(Artifact.of(model).bytes(), file);
    }

    /**
     * Saves a model sealed; the file is there whole, or not at all.
     *
     * @throws ArtifactException if the file cannot be written, or the model is not data
     * @throws SealException if it cannot be sealed
     */
    public static void save(Model model, Path file, Sealer sealer) {
        write(sealer.seal(Artifact.of(model).bytes()), file);
    }

    /**
     * Saves an artifact, with the facts and the certificate that it has; the file is there whole, or not at all.
     *
     * @throws ArtifactException if the file cannot be written
     */
    public static void save(Artifact artifact, Path file) {
        write(artifact.bytes(), file);
    }

    /**
     * Saves an artifact sealed; the file is there whole, or not at all.
     *
     * @throws ArtifactException if the file cannot be written
     * @throws SealException if it cannot be sealed
     */
    public static void save(Artifact artifact, Path file, Sealer sealer) {
        write(sealer.seal(artifact.bytes()), file);
    }

    /**
     * Loads a model that is not sealed.
     *
     * @throws ArtifactException if the file cannot be read, or is not an artifact that answers as it did when written
     */
    public static Model load(Path file) {
        return load(file, Codecs.none());
    }

    /**
     * Loads a model that is not sealed, as fast as can be or in as few bytes.
     *
     * @throws ArtifactException if the file cannot be read, or is not an artifact that answers as it did when written
     */
    public static Model load(Path file, Load load) {
        return read(read(file), file, Codecs.none(), load);
    }

    /**
     * Loads a model that is not sealed and parts of which may be another library's.
     *
     * @param codecs the only ones that may read such parts
     * @throws ArtifactException if the file cannot be read, needs a codec that is not given, or is not an artifact that
     *     answers as it did when written
     */
    public static Model load(Path file, Codecs codecs) {
        return read(read(file), file, codecs, Load.FAST);
    }

    /**
     * Loads a sealed model; it is decrypted in memory only.
     *
     * @throws SealException if the file is not sealed, was changed, or the opener's keys do not open it
     * @throws ArtifactException if the file cannot be read, or is not an artifact that answers as it did when written
     */
    public static Model load(Path file, Opener opener) {
        return load(file, opener, Codecs.none());
    }

    /**
     * Loads a sealed model, parts of which may be another library's; it is decrypted in memory only.
     *
     * @param codecs the only ones that may read such parts
     * @throws SealException if the file is not sealed, was changed, or the opener's keys do not open it
     * @throws ArtifactException if the file cannot be read, needs a codec that is not given, or is not an artifact that
     *     answers as it did when written
     */
    public static Model load(Path file, Opener opener, Codecs codecs) {
        return load(file, opener, codecs, Load.FAST);
    }

    /**
     * Loads a sealed model, as fast as can be or in as few bytes; it is decrypted in memory only.
     *
     * @param codecs the only ones that may read parts that are another library's
     * @throws SealException if the file is not sealed, was changed, or the opener's keys do not open it
     * @throws ArtifactException if the file cannot be read, needs a codec that is not given, or is not an artifact that
     *     answers as it did when written
     */
    public static Model load(Path file, Opener opener, Codecs codecs, Load load) {
        return read(opener.open(read(file)), file, codecs, load);
    }

    private static Model read(byte[] bytes, Path file, Codecs codecs, Load load) {
        try {
            return Artifact.read(bytes, codecs, load).model();
        } catch (ArtifactException e) {
            throw new ArtifactException(e.reason(), file + ": " + e.getMessage(), e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return DurableFiles.read(file);
        } catch (DurableFiles.FileTooLarge e) {
            throw new ArtifactException(
                    ArtifactException.Reason.LIMIT_EXCEEDED, "cannot read " + file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new ArtifactException(ArtifactException.Reason.IO, "cannot read " + file + ": " + e, e);
        }
    }

    private static void write(byte[] bytes, Path file) {
        try {
            DurableFiles.writeAtomically(file, bytes);
        } catch (IOException e) {
            throw new ArtifactException(ArtifactException.Reason.IO, "cannot write " + file + ": " + e, e);
        }
    }
}
