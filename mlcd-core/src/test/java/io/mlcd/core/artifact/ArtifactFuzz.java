package io.mlcd.core.artifact;

import io.mlcd.api.ArtifactException;
import io.mlcd.core.model.Model;
import io.mlcd.core.oracle.ToyCodec;
import java.util.Arrays;

/** A fuzzer's bytes, read as an artifact: a model that works, or an {@link ArtifactException}, and nothing else. */
public final class ArtifactFuzz {
    static final Codecs CODECS = Codecs.of(new ToyCodec());

    private ArtifactFuzz() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] data) {
        read(data);
    }

    /** Reads; returns whether it is a model, and throws if anything else happens than is allowed. */
    static boolean read(byte[] bytes) {
        byte[] before = bytes.clone();
        Artifact artifact;
        try {
            artifact = Artifact.read(bytes, CODECS);
        } catch (ArtifactException e) {
            require(!String.valueOf(e.getMessage()).isBlank(), "a message without words");
            return false;
        } finally {
            require(Arrays.equals(bytes, before), "the bytes were changed");
        }
        require(Arrays.equals(artifact.bytes(), bytes), "the artifact has other bytes");
        score(artifact.model());
        writeAgain(artifact);
        return true;
    }

    /** One row and a batch, which take other ways. */
    private static void score(Model model) {
        int features = model.signature().features().size();
        int width = model.signature().output().width();
        double[] row = new double[features];
        Arrays.fill(row, Double.NaN);
        model.score(row, new double[width]);
        int rows = Math.max(1, Math.min(20, 10_000 / Math.max(features, width)));
        model.scoreRows(new double[rows * features], 0, rows, new double[rows * width]);
    }

    /** What is written is read again, and then is written the same. */
    private static void writeAgain(Artifact artifact) {
        byte[] written;
        try {
            written = Artifact.of(artifact.model(), artifact.facts()).bytes();
        } catch (ArtifactException e) {
            // Sections that are not known gave it room, and it has less now.
            require(e.reason() == ArtifactException.Reason.LIMIT_EXCEEDED, "cannot be written again: " + e);
            return;
        }
        Artifact again = Artifact.read(written, CODECS);
        require(again.model().equals(artifact.model()), "another model was written");
        require(Arrays.equals(Artifact.of(again.model(), again.facts()).bytes(), written), "other bytes were written");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
