package io.mlcd.core.oracle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many processors are busy with what is not this process; 0 where the system does not say. Linux samples the whole by ticks
 * and counts the process exactly, so the difference may be a little below 0.
 */
public final class OtherWork {
    /** Linux tells times in hundredths of a second. */
    private static final double TICKS_PER_SECOND = 100;

    private final long begin = System.nanoTime();
    private final double before = seconds();

    private OtherWork() {}

    /** Counts from now on. */
    public static OtherWork start() {
        return new OtherWork();
    }

    /** Processors since the start, in the mean. */
    public double processors() {
        return (seconds() - before) / ((System.nanoTime() - begin) / 1e9);
    }

    /** Waits, but not for ever, until others leave the processors alone. */
    public static void awaitNone(double mostProcessors, int mostSeconds) throws InterruptedException {
        for (int second = 0; second < mostSeconds; second++) {
            OtherWork work = start();
            Thread.sleep(1_000);
            if (work.processors() <= mostProcessors) {
                return;
            }
        }
    }

    private static double seconds() {
        try {
            Path all = Path.of("/proc/stat");
            Path own = Path.of("/proc/self/stat");
            if (!Files.isReadable(all) || !Files.isReadable(own)) {
                return 0;
            }
            String[] fields = Files.readAllLines(all).get(0).split(" +", -1);
            long ticks = sum(fields, 1, 8) - sum(fields, 4, 5); // but for idle and iowait
            String text = Files.readString(own);
            // utime stime cutime cstime, of which the state behind the name is number 0
            ticks -= sum(text.substring(text.lastIndexOf(')') + 2).split(" ", -1), 11, 14);
            return ticks / TICKS_PER_SECOND;
        } catch (IOException e) {
            return 0;
        }
    }

    private static long sum(String[] fields, int from, int to) {
        long sum = 0;
        for (int i = from; i <= to; i++) {
            sum += Long.parseLong(fields[i]);
        }
        return sum;
    }
}
