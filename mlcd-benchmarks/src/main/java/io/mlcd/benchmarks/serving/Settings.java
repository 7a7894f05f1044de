package io.mlcd.benchmarks.serving;

import io.mlcd.benchmarks.common.Options;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * What a run may be told.
 *
 * @param quick whether to look only
 * @param rounds how often every way gets its turn, in a new JVM each time
 * @param warmups iterations of a turn that do not count
 * @param measurements iterations of a turn that count
 * @param millis how long an iteration takes
 * @param told what was given, as on the command line
 * @param date what the report says of the date; empty for nothing
 * @param ways who takes part; those that others are compared with always do
 * @param results the folder for the report
 * @param log where what JMH says goes
 */
record Settings(
        boolean quick,
        int rounds,
        int warmups,
        int measurements,
        int millis,
        String told,
        String date,
        List<Way> ways,
        Path results,
        Path log) {
    static Settings of(Properties given) {
        Options options = new Options(given);
        boolean quick = options.quick();
        List<Way> asked = options.chosen(Router.SUITE, "workloads", Way.all(), Way::id);
        return new Settings(
                quick,
                options.number("rounds", quick ? 1 : 7),
                options.number("warmups", quick ? 2 : 4),
                options.number("measurements", quick ? 2 : 5),
                options.number("millis", quick ? 250 : 500),
                options.told(List.of("quick", "rounds", "warmups", "measurements", "millis", "workloads")),
                options.text("date", ""),
                Way.all().stream()
                        .filter(each -> each.base() == each || asked.contains(each))
                        .toList(),
                options.results(),
                Path.of(options.text("scratch", "target/inference")).resolveSibling(Router.SUITE + ".txt"));
    }

    Settings {
        ways = List.copyOf(ways);
    }
}
