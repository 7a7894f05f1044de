package io.mlcd.ensemble;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds the real data sets, which are no part of the repository: the folder {@code shared/data} next to the checkout or
 * above it, or in the folder that the system property {@code mlcd.shared} or the variable {@code MLCD_SHARED} names.
 */
public final class SharedData {
    private SharedData() {}

    /**
     * A file of {@code shared/data}, for example {@code iris/iris.csv}. The test is skipped, with a message, if there is
     * no such folder, or no such file in it; in CI a file that its folder lacks fails it.
     */
    public static Path require(String relative) {
        Optional<Path> folder = folder();
        if (folder.isEmpty()) {
            return abort("no shared/data beside the checkout; give its parent with -Dmlcd.shared=... or MLCD_SHARED");
        }
        Path file = folder.get().resolve(relative);
        if (Files.isRegularFile(file)) {
            return file;
        }
        String message = "there is no " + file;
        return "true".equals(System.getenv("CI")) ? fail(message) : abort(message);
    }

    private static Optional<Path> folder() {
        String named = System.getProperty("mlcd.shared", System.getenv("MLCD_SHARED"));
        if (named == null) {
            return above(Path.of("").toAbsolutePath());
        }
        Path data = Path.of(named, "data");
        return Files.isDirectory(data) ? Optional.of(data) : fail("mlcd.shared names " + named + ", without a data/");
    }

    /** The nearest {@code shared/data} in a folder or one that it is in. */
    static Optional<Path> above(Path start) {
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            Path data = folder.resolve("shared").resolve("data");
            if (Files.isDirectory(data)) {
                return Optional.of(data);
            }
        }
        return Optional.empty();
    }
}
