package io.mlcd.crypto;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds published test vectors, which are no part of the repository: {@code shared/vectors} next to the checkout or above it,
 * or in the folder that the system property {@code mlcd.shared} or the variable {@code MLCD_SHARED} names.
 */
final class SharedVectors {
    private SharedVectors() {}

    /** A file of {@code shared/vectors}. Without it the test is skipped, with a message; in CI it fails. */
    static Path require(String relative) {
        String named = System.getProperty("mlcd.shared", System.getenv("MLCD_SHARED"));
        if (named != null) {
            return file(Path.of(named, "vectors"), relative);
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path vectors = folder.resolve("shared").resolve("vectors");
            if (Files.isDirectory(vectors)) {
                return file(vectors, relative);
            }
        }
        return absent("no shared/vectors beside the checkout; give its parent with -Dmlcd.shared=... or MLCD_SHARED");
    }

    private static Path file(Path vectors, String relative) {
        Path file = vectors.resolve(relative);
        return Files.isRegularFile(file) ? file : absent("there is no " + file);
    }

    private static Path absent(String message) {
        return "true".equals(System.getenv("CI")) ? fail(message) : abort(message);
    }
}
