package io.mlcd.core.registry;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.mlcd.core.oracle.OtherWork;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * Windows of calls, by turns without and with something beside them, in pairs: without, with; with, without; and so on. A pair
 * beside which other processes worked is made again.
 */
final class Windows {
    private static final double MOST_OTHER_WORK = 0.1;
    private static final int MOST_PAIRS = 5;
    private static final int MOST_WAIT_SECONDS = 60;

    /** What goes on beside a window. */
    interface Beside {
        /** Ends it, and what it does has ended when this returns. */
        void end() throws Exception;
    }

    private record Pair(OpenLoop.Window without, OpenLoop.Window with, double otherWork) {}

    private final OpenLoop client;
    private final int calls;
    private final Callable<? extends Beside> beside;
    private final List<Pair> pairs = new ArrayList<>();
    private int disturbed;
    private int accepted;

    Windows(OpenLoop client, int calls, Callable<? extends Beside> beside) {
        this.client = client;
        this.calls = calls;
        this.beside = beside;
    }

    /** Runs so many pairs that are not disturbed; one that goes on being disturbed counts at last. */
    void run(int count) throws Exception {
        while (pairs.size() < count) {
            OtherWork.awaitNone(MOST_OTHER_WORK, MOST_WAIT_SECONDS);
            Pair pair = pair(pairs.size() % 2 == 0);
            if (pair.otherWork() <= MOST_OTHER_WORK) {
                pairs.add(pair);
            } else if (disturbed >= MOST_PAIRS * count) {
                pairs.add(pair);
                accepted++;
            } else {
                disturbed++;
            }
        }
    }

    private Pair pair(boolean withoutFirst) throws Exception {
        OtherWork work = OtherWork.start();
        OpenLoop.Window before = withoutFirst ? client.run(calls) : with();
        OpenLoop.Window after = withoutFirst ? with() : client.run(calls);
        return new Pair(withoutFirst ? before : after, withoutFirst ? after : before, work.processors());
    }

    private OpenLoop.Window with() throws Exception {
        Beside its = beside.call();
        try {
            return client.run(calls);
        } finally {
            its.end();
        }
    }

    long failed() {
        return pairs.stream()
                .mapToLong(pair -> pair.without().failed() + pair.with().failed())
                .sum();
    }

    double mostBusy() {
        return pairs.stream()
                .mapToDouble(pair -> Math.max(pair.without().busy(), pair.with().busy()))
                .max()
                .orElse(0);
    }

    /** The ratio of a percentile with to that without, of each pair. */
    double[] ratios(double percentile) {
        return of(pair -> pair.with().micros(percentile) / pair.without().micros(percentile));
    }

    private double[] of(ToDoubleFunction<Pair> figure) {
        return pairs.stream().mapToDouble(figure).toArray();
    }

    static double median(double[] numbers) {
        double[] sorted = numbers.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /**
     * An interval that holds the median with at least 95 % confidence, whatever the distribution is: from one of the numbers to
     * another, by the binomial distribution of how many lie below the median. Of fewer than 6 numbers there is none.
     */
    static double[] interval(double[] numbers) {
        double[] sorted = numbers.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        int below = BinomialDistribution.of(n, 0.5).inverseCumulativeProbability(0.025);
        return below == 0 ? new double[] {Double.NaN, Double.NaN} : new double[] {sorted[below - 1], sorted[n - below]};
    }

    /** Skips a test if JaCoCo has put its probes into the code. */
    static void assumeNotInstrumented() {
        for (Method method : Handle.class.getDeclaredMethods()) {
            assumeThat(method.getName())
                    .as("instrumented code is not worth measuring: -Djacoco.skip=true")
                    .doesNotContain("jacoco");
        }
    }

    /** A table of the percentiles, and what there is to know of the run. */
    String text() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%d pairs of windows of %,d calls each; the client took at most %.0f %% of a core; %d failed. Other processes took"
                        + " %.2f processors (median, at most %.2f) meanwhile; pairs repeated for that: %d, disturbed ones kept"
                        + " all the same: %d.%n%n"
                        + "| percentile | without, µs | with, µs | ratio, median | 95 %% interval | least and greatest ratio |%n"
                        + "| --- | --- | --- | --- | --- | --- |%n",
                pairs.size(),
                calls,
                100 * mostBusy(),
                failed(),
                median(of(Pair::otherWork)),
                Arrays.stream(of(Pair::otherWork)).max().orElse(0),
                disturbed,
                accepted));
        for (double percentile : List.of(50.0, 99.0, 99.9)) {
            double[] ratios = ratios(percentile);
            double[] interval = interval(ratios);
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %.2f | %.2f | %.3f | %.3f to %.3f | %.2f, %.2f |%n",
                    Double.toString(percentile),
                    median(of(pair -> pair.without().micros(percentile))),
                    median(of(pair -> pair.with().micros(percentile))),
                    median(ratios),
                    interval[0],
                    interval[1],
                    Arrays.stream(ratios).min().orElse(0),
                    Arrays.stream(ratios).max().orElse(0)));
        }
        return text.toString();
    }

    /** How many windows with it there were, those of disturbed pairs too. */
    int made() {
        return pairs.size() + disturbed;
    }

    /** Of each pair the percentiles without and with, in microseconds, and the other work. */
    String lines() {
        StringBuilder lines =
                new StringBuilder("p50 without,p50 with,p99 without,p99 with,p99.9 without,p99.9 with,other work\n");
        for (Pair pair : pairs) {
            lines.append(String.format(
                    Locale.ROOT,
                    "%.2f,%.2f,%.2f,%.2f,%.2f,%.2f,%.3f%n",
                    pair.without().micros(50),
                    pair.with().micros(50),
                    pair.without().micros(99),
                    pair.with().micros(99),
                    pair.without().micros(99.9),
                    pair.with().micros(99.9),
                    pair.otherWork()));
        }
        return lines.toString();
    }
}
