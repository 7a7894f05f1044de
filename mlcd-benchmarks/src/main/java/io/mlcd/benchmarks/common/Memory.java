package io.mlcd.benchmarks.common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process takes. */
public final class Memory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private Memory() {}

    /** The bytes of the Java heap that live objects take. */
    public static double usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** The bytes outside the files it maps that the process keeps in memory; {@code NaN} if the system does not say. */
    public static double resident() throws IOException {
        return status("RssAnon:");
    }

    /** The most bytes that the process ever had in memory; {@code NaN} if the system does not say. */
    public static double peak() throws IOException {
        return status("VmHWM:");
    }

    private static double status(String name) throws IOException {
        if (Files.isReadable(STATUS)) {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(name)) {
                    return Double.parseDouble(line.replaceAll("\\D", "")) * 1024;
                }
            }
        }
        return Double.NaN;
    }
}
