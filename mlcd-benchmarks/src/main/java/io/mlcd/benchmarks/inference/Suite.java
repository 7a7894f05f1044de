package io.mlcd.benchmarks.inference;

import io.mlcd.benchmarks.common.Child;
import io.mlcd.benchmarks.common.Machine;
import io.mlcd.benchmarks.inference.Results.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * The whole run: every contender is checked at every workload, then all take turns, round after round, each turn in a JVM of
 * its own; the report is written after every round.
 */
public final class Suite {
    private static final String THREADS = "OMP_NUM_THREADS";
    private static final String QUIET = "-Dslf4j.internal.verbosity=ERROR";

    private final Settings settings;
    private final Scratch scratch;
    private final Results results = new Results();

    private Suite(Settings settings) {
        this.settings = settings;
        scratch = new Scratch(settings.scratch());
    }

    /**
     * Runs as the system properties say.
     *
     * @param args the name of the suite
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (!"1".equals(System.getenv(THREADS))) {
            throw new IllegalStateException(THREADS + " is not 1, so that native peers would use more threads than are"
                    + " counted; start by mvn -Pbench, which sets it");
        }
        new Suite(Settings.of(Bench.of(args[0]), System.getProperties())).run();
    }

    private void run() throws IOException, InterruptedException {
        scratch.clear();
        for (Workload workload : settings.workloads()) {
            for (Contender contender : settings.contenders()) {
                probe(new Entry(workload, contender));
            }
        }
        new Report(settings, Machine.here(), results).write();
        List<Cell> cells = cells();
        long begin = System.nanoTime();
        for (int round = 1; round <= settings.rounds(); round++) {
            for (int i = 0; i < cells.size(); i++) {
                turn(cells.get(i), round);
                progress(cells.get(i), (round - 1) * cells.size() + i + 1, settings.rounds() * cells.size(), begin);
            }
            new Report(settings, Machine.here(), results).write();
        }
        say("written to " + settings.results());
    }

    private void probe(Entry entry) throws IOException, InterruptedException {
        Optional<String> excuse = entry.contender().excuse(entry.workload());
        if (excuse.isPresent()) {
            results.addAbsent(entry, excuse.get());
            return;
        }
        String name = entry.contender().id() + "-" + entry.workload().id();
        int code = start(entry, scratch.log("probe-" + name));
        Properties facts = Child.facts(scratch.report(entry.contender(), entry.workload()));
        if (code == Probe.MISMATCH) {
            throw new IllegalStateException(
                    facts.getProperty("error") + "; nothing is timed, since the contenders do not do the same");
        }
        if (code == 0) {
            results.add(entry, Footprint.of(facts));
            say("checked " + name + ", largest difference " + facts.getProperty("difference"));
        } else if (entry.contender().kind() == Contender.Kind.OURS) {
            throw new IllegalStateException(name + " does not work: " + facts.getProperty("error", "code " + code));
        } else {
            String reason = facts.getProperty("error", "ends its JVM with code " + code);
            results.addAbsent(entry, reason);
            say("not run: " + name + ": " + reason);
        }
    }

    private int start(Entry entry, Path log) throws IOException, InterruptedException {
        String heap = entry.contender().kind() == Contender.Kind.NATIVE ? "-Xmx1g" : "-Xmx3g";
        return Child.run(
                settings.jdk(),
                List.of("-XX:+UseSerialGC", "-XX:+AlwaysPreTouch", "-Xms1g", QUIET, heap),
                settings.classPath(entry.contender()),
                Probe.class,
                List.of(
                        entry.contender().id(),
                        entry.workload().id(),
                        settings.scratch().toString(),
                        Integer.toString(settings.batchRows()),
                        Boolean.toString(settings.quick())),
                Map.of(),
                log);
    }

    /** What one round times; those that are compared come one after the other. */
    private List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (Workload workload : settings.workloads()) {
            for (Mode mode : settings.bench().modes()) {
                for (Contender contender : settings.contenders()) {
                    if (results.footprints().containsKey(new Entry(workload, contender))) {
                        for (int threads : settings.bench().threads(contender)) {
                            cells.add(new Cell(workload, contender, mode, threads));
                        }
                    }
                }
            }
        }
        return cells;
    }

    private void turn(Cell cell, int round) {
        String before = System.getProperty("java.class.path", "");
        System.setProperty(
                "java.class.path", settings.classPath(cell.contender()).toString()); // JMH hands it to the fork
        try {
            for (RunResult result : new Runner(options(cell).build()).run()) {
                int rows = cell.mode() == Mode.SINGLE ? 1 : settings.batchRows();
                Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
                results.add(new Sample(
                        cell,
                        round,
                        result.getPrimaryResult().getStatistics().getPercentile(50) / rows,
                        bytes == null ? Double.NaN : bytes.getStatistics().getPercentile(50)));
            }
        } catch (RunnerException e) {
            if (cell.contender().kind() == Contender.Kind.OURS) {
                throw new IllegalStateException(cell + " failed", e);
            }
            results.addAbsent(
                    new Entry(cell.workload(), cell.contender()),
                    "round " + round + " of " + cell + ": " + e.getMessage());
            say("failed: " + cell + ": " + e.getMessage());
        } finally {
            System.setProperty("java.class.path", before);
        }
    }

    private ChainedOptionsBuilder options(Cell cell) {
        TimeValue time = TimeValue.milliseconds(settings.millis());
        return new OptionsBuilder()
                .include(
                        InferenceBenchmark.class.getName() + "\\." + cell.mode().id() + "$")
                .param("contender", cell.contender().id())
                .param("workload", cell.workload().id())
                .param("batchRows", Integer.toString(settings.batchRows()))
                .threads(cell.threads())
                .forks(1)
                .warmupIterations(settings.warmups())
                .warmupTime(time)
                .measurementIterations(settings.measurements())
                .measurementTime(time)
                .timeout(TimeValue.minutes(2))
                .timeUnit(TimeUnit.NANOSECONDS)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .jvm(settings.java().toString())
                .jvmArgs("-Xms1g", "-Xmx3g", QUIET, "-D" + InferenceBenchmark.SCRATCH + "=" + settings.scratch())
                .output(scratch.log("jmh-" + cell.toString().replace(' ', '-')).toString());
    }

    private void progress(Cell cell, int done, int all, long begin) {
        long left = (System.nanoTime() - begin) / done * (all - done) / 1_000_000_000;
        String time = results.samples().isEmpty()
                ? "-"
                : String.format(
                        Locale.ROOT,
                        "%,.0f ns",
                        results.samples().get(results.samples().size() - 1).nanosPerRow());
        say(String.format(Locale.ROOT, "%d/%d, %d:%02d left: %s %s", done, all, left / 60, left % 60, cell, time));
    }

    private static void say(String text) {
        System.out.println(text);
    }
}
