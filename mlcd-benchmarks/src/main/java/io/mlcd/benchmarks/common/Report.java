package io.mlcd.benchmarks.common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files that a run leaves. */
public final class Report {
    private Report() {}

    /** Writes a page and the numbers it was made of. */
    public static void write(Path folder, String name, String page, String csv) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name + ".md"), page);
        Files.writeString(folder.resolve(name + ".csv"), csv);
    }
}
