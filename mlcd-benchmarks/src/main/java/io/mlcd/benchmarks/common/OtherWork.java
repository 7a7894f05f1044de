package io.mlcd.benchmarks.common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many processors are busy with what is neither this process nor a process that it started and that ended. */
public final class OtherWork {
    /** Linux tells times in hundredths of a second. */
    private static final double TICKS_PER_SECOND = 100;

    private final long begin = System.nanoTime();
    private final double before;

    private OtherWork(double before) {
        this.before = before;
    }

    /** Counts from now on. */
    public static OtherWork start() throws IOException {
        return new OtherWork(seconds());
    }

    /** Processors since the start, in the mean; 0 if the system does not say. */
    public double processors() throws IOException {
        return Math.max(0, (seconds() - before) / ((System.nanoTime() - begin) / 1e9));
    }

    private static double seconds() throws IOException {
        return (Machine.busyTicks() - ownTicks()) / TICKS_PER_SECOND;
    }

    private static long ownTicks() throws IOException {
        Path file = Path.of("/proc/self/stat");
        if (!Files.isReadable(file)) {
            return 0;
        }
        String text = Files.readString(file);
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = 0;
        for (int i = 11; i <= 14; i++) { // utime stime cutime cstime, of which the state is number 0
            ticks += Long.parseLong(fields[i]);
        }
        return ticks;
    }
}
