package io.mlcd.interop.xgboost;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds the models of other programs, which are no part of the repository: {@code shared/data} next to the checkout or above
 * it, or in the folder that the system property {@code mlcd.shared} or the variable {@code MLCD_SHARED} names.
 */
final class SharedData {
    private SharedData() {}

    /** A file of {@code shared/data}; without the folder the test is skipped, with a message, and in CI fails if the file lacks. */
    static Path require(String relative) {
        String named = System.getProperty("mlcd.shared", System.getenv("MLCD_SHARED"));
        Path start = Path.of(named == null ? "" : named).toAbsolutePath();
        if (named != null) {
            return file(start.resolve("data"), relative);
        }
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            Path data = folder.resolve("shared").resolve("data");
            if (Files.isDirectory(data)) {
                return file(data, relative);
            }
        }
        return abort("no shared/data beside the checkout; give its parent with -Dmlcd.shared=... or MLCD_SHARED");
    }

    private static Path file(Path data, String relative) {
        Path file = data.resolve(relative);
        if (Files.isRegularFile(file)) {
            return file;
        }
        String message = "there is no " + file;
        return "true".equals(System.getenv("CI")) ? fail(message) : abort(message);
    }
}
