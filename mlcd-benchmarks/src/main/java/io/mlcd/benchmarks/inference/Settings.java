package io.mlcd.benchmarks.inference;

import io.mlcd.benchmarks.common.ClassPath;
import io.mlcd.benchmarks.common.Options;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * What a run may be told, as system properties whose names begin with {@code bench.}; an empty one counts as not given.
 *
 * @param bench the suite
 * @param quick whether to look only, not to measure: one round of short iterations
 * @param rounds how often every contender gets its turn, in a new JVM each time; with 0 all is checked and nothing timed
 * @param warmups iterations of a turn that do not count
 * @param measurements iterations of a turn that count
 * @param millis how long an iteration takes
 * @param batchRows how many rows a batch has
 * @param jdk the home of the JDK that is measured
 * @param told what was given, as on the command line; without what names places on this machine
 * @param date what the report says of the date; empty for nothing
 * @param contenders who takes part; this project always does
 * @param workloads what is scored
 * @param results the folder for the report
 * @param scratch the folder for the run's own files
 * @param oldXgboost the older XGBoost4J
 */
record Settings(
        Bench bench,
        boolean quick,
        int rounds,
        int warmups,
        int measurements,
        int millis,
        int batchRows,
        Path jdk,
        String told,
        String date,
        List<Contender> contenders,
        List<Workload> workloads,
        Path results,
        Path scratch,
        Path oldXgboost) {
    private static final List<String> SHOWN =
            List.of("quick", "rounds", "warmups", "measurements", "millis", "batch", "contenders", "workloads");

    static Settings of(Bench bench, Properties given) {
        Options options = new Options(given);
        boolean quick = options.quick();
        return new Settings(
                bench,
                quick,
                options.number("rounds", quick ? 1 : 5),
                options.number("warmups", quick ? 2 : 3),
                options.number("measurements", quick ? 2 : 3),
                options.number("millis", quick ? 250 : 350),
                batchRows(options.number("batch", 1024)),
                options.jdk(),
                options.told(SHOWN),
                options.text("date", ""),
                contenders(bench, options),
                options.chosen(bench.title(), "workloads", bench.workloads(), Workload::id),
                options.results(),
                Path.of(options.text("scratch", "target/inference")),
                Path.of(options.text("xgboost.old", "target/peers/xgboost4j-old.jar")));
    }

    Settings {
        contenders = List.copyOf(contenders);
        workloads = List.copyOf(workloads);
    }

    private static int batchRows(int rows) {
        if (rows < 1 || Workload.ROWS % rows != 0) {
            throw new IllegalArgumentException(
                    "bench.batch was " + rows + " but must divide " + Workload.ROWS + ", as 1024 and 4096 do");
        }
        return rows;
    }

    private static List<Contender> contenders(Bench bench, Options options) {
        List<Contender> asked = options.chosen(bench.title(), "contenders", bench.contenders(), Contender::id);
        List<Contender> taken = new ArrayList<>(bench.contenders());
        taken.removeIf(contender -> !bench.bases().contains(contender) && !asked.contains(contender));
        return taken;
    }

    /** The program that starts the JVM that is measured. */
    Path java() {
        return jdk.resolve("bin").resolve("java");
    }

    /** The class path that a contender needs. */
    ClassPath classPath(Contender contender) {
        ClassPath path = ClassPath.of(System.getProperty("java.class.path", ""));
        return contender == Contender.XGBOOST_OLD ? path.withXgboost(oldXgboost) : path;
    }
}
