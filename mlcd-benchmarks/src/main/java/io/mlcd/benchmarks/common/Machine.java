package io.mlcd.benchmarks.common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a run took place.
 *
 * @param processor its model
 * @param cores how many the JVM may use
 * @param system the operating system
 */
public record Machine(String processor, int cores, String system) {
    public static Machine here() throws IOException {
        String arch = System.getProperty("os.arch", "?");
        return new Machine(
                fact(Path.of("/proc/cpuinfo"), "model name", ":", arch),
                Runtime.getRuntime().availableProcessors(),
                fact(Path.of("/etc/os-release"), "PRETTY_NAME", "=", System.getProperty("os.name", "?")) + ", " + arch);
    }

    private static String fact(Path file, String name, String separator, String otherwise) throws IOException {
        List<String> lines = Files.isReadable(file) ? Files.readAllLines(file) : List.of();
        for (String line : lines) {
            if (line.startsWith(name)) {
                return line.substring(line.indexOf(separator) + 1)
                        .replace("\"", "")
                        .strip();
            }
        }
        return otherwise;
    }
}
