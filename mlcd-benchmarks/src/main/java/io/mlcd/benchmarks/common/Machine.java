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

    /**
     * How many processors are busy while this thread pauses; {@code NaN} if the system does not say.
     *
     * @param millis of the pause
     */
    public static double busyProcessors(int millis) throws IOException, InterruptedException {
        long[] before = ticks();
        Thread.sleep(millis);
        long[] after = ticks();
        double all = after[0] - before[0];
        return (all - (after[1] - before[1])) / all * Runtime.getRuntime().availableProcessors();
    }

    /** How many ticks all processors together were busy since the system started; 0 if it does not say. */
    static long busyTicks() throws IOException {
        long[] ticks = ticks();
        return ticks[0] - ticks[1];
    }

    /** Of all processors together: in all, and idle. */
    private static long[] ticks() throws IOException {
        Path file = Path.of("/proc/stat");
        long[] ticks = new long[2];
        if (Files.isReadable(file)) {
            String[] fields = Files.readAllLines(file).get(0).split(" +", -1);
            // cpu user nice system idle iowait irq softirq steal; what guests take is in user already
            for (int i = 1; i <= 8; i++) {
                ticks[0] += Long.parseLong(fields[i]);
            }
            ticks[1] = Long.parseLong(fields[4]) + Long.parseLong(fields[5]);
        }
        return ticks;
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
