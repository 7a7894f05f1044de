package io.mlcd.benchmarks.inference;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        boolean quick = Boolean.parseBoolean(text(given, "quick", "false"));
        String results = text(given, "results", "results");
        return new Settings(
                bench,
                quick,
                number(given, "rounds", quick ? 1 : 5),
                number(given, "warmups", quick ? 2 : 3),
                number(given, "measurements", quick ? 2 : 3),
                number(given, "millis", quick ? 250 : 350),
                batchRows(number(given, "batch", 1024)),
                Path.of(text(given, "jdk", given.getProperty("java.home", ""))),
                told(given),
                text(given, "date", ""),
                contenders(bench, text(given, "contenders", "")),
                workloads(bench, text(given, "workloads", "")),
                quick ? Path.of(results, "quick") : Path.of(results),
                Path.of(text(given, "scratch", "target/inference")),
                Path.of(text(given, "xgboost.old", "target/peers/xgboost4j-old.jar")));
    }

    Settings {
        contenders = List.copyOf(contenders);
        workloads = List.copyOf(workloads);
    }

    private static String told(Properties given) {
        StringBuilder told = new StringBuilder();
        for (String name : SHOWN) {
            String value = text(given, name, "");
            if (!value.isEmpty()) {
                told.append(" -Dbench.").append(name).append('=').append(value);
            }
        }
        return told.toString();
    }

    private static int batchRows(int rows) {
        if (rows < 1 || Workload.ROWS % rows != 0) {
            throw new IllegalArgumentException(
                    "bench.batch was " + rows + " but must divide " + Workload.ROWS + ", as 1024 and 4096 do");
        }
        return rows;
    }

    private static List<Contender> contenders(Bench bench, String ids) {
        List<Contender> asked = list(ids).map(Contender::of).toList();
        check(bench, "contenders", asked, bench.contenders(), Contender::id);
        List<Contender> taken = new ArrayList<>(bench.contenders());
        taken.removeIf(contender -> !asked.isEmpty() && contender != bench.base() && !asked.contains(contender));
        return taken;
    }

    private static List<Workload> workloads(Bench bench, String ids) {
        List<Workload> asked = list(ids).map(Workload::of).toList();
        check(bench, "workloads", asked, bench.workloads(), Workload::id);
        return asked.isEmpty() ? bench.workloads() : asked;
    }

    private static <T> void check(Bench bench, String name, List<T> asked, List<T> all, Function<T, String> id) {
        for (T one : asked) {
            if (!all.contains(one)) {
                throw new IllegalArgumentException("bench." + name + " names " + id.apply(one) + ", but "
                        + bench.title() + " has only " + all.stream().map(id).collect(Collectors.joining(", ")));
            }
        }
    }

    private static Stream<String> list(String text) {
        return text.isEmpty() ? Stream.empty() : Stream.of(text.split(",", -1)).map(String::strip);
    }

    private static int number(Properties given, String name, int otherwise) {
        String text = text(given, name, "");
        try {
            return text.isEmpty() ? otherwise : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("bench." + name + " was \"" + text + "\" but must be a whole number", e);
        }
    }

    private static String text(Properties given, String name, String otherwise) {
        String text = given.getProperty("bench." + name, "").strip();
        return text.isEmpty() ? otherwise : text;
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
