package io.mlcd.benchmarks.learners;

import io.mlcd.benchmarks.common.Child;
import io.mlcd.benchmarks.common.ClassPath;
import io.mlcd.benchmarks.common.Options;
import io.mlcd.benchmarks.common.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;

/**
 * What a suite that trains may be told.
 *
 * @param suite its name on the command line
 * @param quick whether to look only: fewer rows, trees and rounds
 * @param rounds how often all is done
 * @param jdk the home of the JDK that is measured
 * @param told what was given, as on the command line; without what names places on this machine
 * @param date what the report says of the date; empty for nothing
 * @param contenders who takes part; this project always does
 * @param workloads what is trained
 * @param results the folder for the report
 * @param scratch the folder for the run's own files
 * @param data the folder of the public data sets
 */
public record Plan<W>(
        String suite,
        boolean quick,
        int rounds,
        Path jdk,
        String told,
        String date,
        List<Contender> contenders,
        List<W> workloads,
        Path results,
        Path scratch,
        Path data) {
    /** How many threads each library has. */
    public static final int THREADS = 2;

    /**
     * As the properties say.
     *
     * @param rounds unless told
     * @param quickRounds unless told, for a quick look
     * @param id what a workload is called on the command line
     */
    public static <W> Plan<W> of(
            String suite,
            Properties given,
            int rounds,
            int quickRounds,
            List<Contender> contenders,
            List<W> workloads,
            Function<W, String> id) {
        Options options = new Options(given);
        List<Contender> asked = options.chosen(suite, "contenders", contenders, Contender::id);
        return new Plan<>(
                suite,
                options.quick(),
                options.number("rounds", options.quick() ? quickRounds : rounds),
                options.jdk(),
                options.told(List.of("quick", "rounds", "contenders", "workloads")),
                options.text("date", ""),
                contenders.stream()
                        .filter(each -> each == Contender.MLCD || asked.contains(each))
                        .toList(),
                options.chosen(suite, "workloads", workloads, id),
                options.results(),
                Path.of(options.text("scratch", "target/inference")).resolveSibling(suite),
                Path.of(options.text("data", "../../shared/data")));
    }

    /** Takes copies. */
    public Plan {
        contenders = List.copyOf(contenders);
        workloads = List.copyOf(workloads);
    }

    /**
     * Runs a class in a JVM of its own.
     *
     * @param name of its report and its log
     * @param arguments those that come before the folder of the data, whether it is quick, and the file to report in
     * @return what it reports; has {@code error} if it failed
     */
    public Properties child(Class<?> main, String name, String... arguments) throws IOException, InterruptedException {
        Files.createDirectories(scratch);
        Path report = scratch.resolve(name + ".properties");
        Files.deleteIfExists(report);
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(data.toString(), Boolean.toString(quick), report.toString()));
        int code = Child.run(
                jdk,
                List.of(
                        "-Xmx4g",
                        "-Dslf4j.internal.verbosity=ERROR",
                        // Beside the caller's: what works in parallel streams has as many as all others.
                        "-Djava.util.concurrent.ForkJoinPool.common.parallelism=" + (THREADS - 1)),
                ClassPath.of(System.getProperty("java.class.path", "")),
                main,
                all,
                Map.of(
                        "OMP_NUM_THREADS",
                        Integer.toString(THREADS),
                        "WEKA_HOME", // or else Weka makes a folder in the home
                        scratch.resolve("weka").toString()),
                scratch.resolve(name + ".txt"));
        Properties facts = Child.facts(report);
        if (code != 0) {
            facts.putIfAbsent("error", "ended its JVM with code " + code);
        }
        return facts;
    }

    /** Writes the report. */
    public void write(String name, String page, String csv) throws IOException {
        Report.write(results, name, page, csv);
    }
}
