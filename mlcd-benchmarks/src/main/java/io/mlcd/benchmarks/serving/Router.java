package io.mlcd.benchmarks.serving;

import io.mlcd.benchmarks.common.Machine;
import io.mlcd.benchmarks.common.OtherWork;
import io.mlcd.benchmarks.common.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * The whole run: in every round every way gets its turn, in a JVM of its own, with one thread and with two; the report is written
 * after every round.
 */
public final class Router {
    /** The name on the command line. */
    public static final String SUITE = "Router";

    static final List<Integer> THREADS = List.of(1, 2);
    /** A turn beside more other work, in processors, is made again. */
    static final double MOST_OTHER_WORK = 0.1;

    static final int MOST_TRIES = 8;
    private static final int PAUSE_MILLIS = 1_000;
    private static final int MOST_PAUSES = 60;
    private static final String BYTES = "gc.alloc.rate.norm";

    private final Settings settings;
    private final Found found = new Found();

    private Router(Settings settings) {
        this.settings = settings;
    }

    /** Runs as the system properties say. */
    public static void run() throws IOException, InterruptedException, RunnerException {
        new Router(Settings.of(System.getProperties())).rounds();
    }

    private void rounds() throws IOException, InterruptedException, RunnerException {
        for (int round = 1; round <= settings.rounds(); round++) {
            for (int threads : THREADS) {
                List<Way> ways = new ArrayList<>(settings.ways());
                if (round % 2 == 0) { // so that no way is always the first
                    Collections.reverse(ways);
                }
                for (Way way : ways) {
                    found.add(quietTurn(way, threads, round));
                }
            }
            String page = new RouterPage(settings, Machine.here(), found).text();
            Report.write(settings.results(), "router", page, csv(found));
        }
        System.out.println("written to " + settings.results());
    }

    /** A turn beside as little other work as can be had. */
    private Found.Sample quietTurn(Way way, int threads, int round)
            throws IOException, InterruptedException, RunnerException {
        Found.Sample least = null;
        for (int i = 0; i < (settings.quick() ? 1 : MOST_TRIES); i++) {
            await();
            Found.Sample sample = turn(way, threads, round);
            if (least == null || sample.otherWork() < least.otherWork()) {
                least = sample;
            }
            if (least.otherWork() <= MOST_OTHER_WORK) {
                return least;
            }
        }
        if (least == null) {
            throw new IllegalStateException("no turn was made");
        }
        return least;
    }

    /** Until nobody else works, but not for ever. */
    private void await() throws IOException, InterruptedException {
        for (int i = 0; i < MOST_PAUSES && !settings.quick(); i++) {
            if (Machine.busyProcessors(PAUSE_MILLIS) <= MOST_OTHER_WORK) {
                return;
            }
        }
    }

    private Found.Sample turn(Way way, int threads, int round) throws IOException, RunnerException {
        OtherWork otherWork = OtherWork.start();
        RunResult result = new Runner(options(way, threads)).run().iterator().next();
        Found.Sample sample = new Found.Sample(
                way,
                threads,
                round,
                result.getPrimaryResult().getStatistics().getPercentile(50),
                secondary(result, BYTES).getStatistics().getPercentile(50),
                secondary(result, "dropped").getScore()
                        / Math.max(1, secondary(result, "calls").getScore()),
                otherWork.processors());
        System.out.println(String.format(
                Locale.ROOT,
                "%d/%d %s, %d threads: %.1f ns, %.2f bytes, other work %.2f",
                round,
                settings.rounds(),
                way.id(),
                threads,
                sample.nanos(),
                sample.bytes(),
                sample.otherWork()));
        return sample;
    }

    private static Result<?> secondary(RunResult result, String name) {
        Result<?> its = result.getSecondaryResults().get(name);
        if (its == null) {
            throw new IllegalStateException("JMH does not tell " + name + " but only "
                    + result.getSecondaryResults().keySet());
        }
        return its;
    }

    private Options options(Way way, int threads) throws IOException {
        TimeValue time = TimeValue.milliseconds(settings.millis());
        Files.createDirectories(settings.log().toAbsolutePath().getParent());
        return new OptionsBuilder()
                .include(RouterBenchmark.class.getName() + "\\.predict$")
                .param("way", way.id())
                .threads(threads)
                .forks(1)
                .warmupIterations(settings.warmups())
                .warmupTime(time)
                .measurementIterations(settings.measurements())
                .measurementTime(time)
                .timeout(TimeValue.minutes(2))
                .timeUnit(TimeUnit.NANOSECONDS)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .jvmArgs("-Xms1g", "-Xmx3g", "-Dslf4j.internal.verbosity=ERROR")
                .output(settings.log().toString())
                .build();
    }

    /** Every number of every round. */
    static String csv(Found found) {
        StringBuilder text = new StringBuilder("way,threads,round,measure,value\n");
        for (Found.Sample sample : found.samples()) {
            String place = sample.way().id() + "," + sample.threads() + "," + sample.round() + ",";
            text.append(place + "ns," + sample.nanos() + "\n");
            text.append(place + "bytes," + sample.bytes() + "\n");
            text.append(place + "dropped," + sample.dropped() + "\n");
            text.append(place + "other work," + sample.otherWork() + "\n");
        }
        return text.toString();
    }
}
