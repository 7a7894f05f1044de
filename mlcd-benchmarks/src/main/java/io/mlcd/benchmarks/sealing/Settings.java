package io.mlcd.benchmarks.sealing;

import io.mlcd.benchmarks.common.Child;
import io.mlcd.benchmarks.common.ClassPath;
import io.mlcd.benchmarks.common.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * What a run may be told.
 *
 * @param quick whether to look only
 * @param rounds how often every contender gets its turn, in a new JVM each time
 * @param millis how long a turn warms up, and how long it measures
 * @param jdk the home of the JDK that is measured
 * @param told what was given, as on the command line; without what names places on this machine
 * @param date what the report says of the date; empty for nothing
 * @param contenders who takes part; this project always does
 * @param sizes what is sealed
 * @param results the folder for the report
 * @param scratch the folder for the run's own files
 */
record Settings(
        boolean quick,
        int rounds,
        int millis,
        Path jdk,
        String told,
        String date,
        List<Contender> contenders,
        List<Size> sizes,
        Path results,
        Path scratch) {
    static Settings of(Properties given) {
        Options options = new Options(given);
        boolean quick = options.quick();
        List<Contender> asked = options.chosen(Sealing.SUITE, "contenders", Contender.all(), Contender::id);
        return new Settings(
                quick,
                options.number("rounds", quick ? 1 : 5),
                options.number("millis", quick ? 300 : 2_000),
                options.jdk(),
                options.told(List.of("quick", "rounds", "millis", "contenders", "workloads")),
                options.text("date", ""),
                Contender.all().stream()
                        .filter(each -> each.isOurs() || asked.contains(each))
                        .toList(),
                options.chosen(Sealing.SUITE, "workloads", List.of(Size.values()), Size::id),
                options.results(),
                Path.of(options.text("scratch", "target/inference")).resolveSibling(Sealing.SUITE));
    }

    Settings {
        contenders = List.copyOf(contenders);
        sizes = List.copyOf(sizes);
    }

    /** The sealed message that contender and size have in common in all JVMs of a run. */
    Path message(Contender contender, Size size) {
        return scratch.resolve(contender.id() + "-" + size.id() + ".sealed");
    }

    /**
     * Runs a turn in a JVM of its own.
     *
     * @param millis 0 for the first call only
     * @param options of the JVM
     * @return what it reports; has {@code error} if it failed
     */
    Properties turn(Contender contender, Direction direction, Size size, int millis, List<String> options)
            throws IOException, InterruptedException {
        String name = contender.id() + "-" + direction.id() + "-" + size.id();
        Path report = scratch.resolve(name + ".properties");
        Files.deleteIfExists(report);
        int code = Child.run(
                jdk,
                options,
                ClassPath.of(System.getProperty("java.class.path", "")),
                Turn.class,
                List.of(
                        contender.name(),
                        direction.name(),
                        size.name(),
                        Integer.toString(millis),
                        message(contender, size).toString(),
                        report.toString()),
                Map.of(),
                scratch.resolve(name + ".txt"));
        Properties facts = Child.facts(report);
        if (code != 0) {
            facts.putIfAbsent("error", "ended its JVM with code " + code);
        }
        return facts;
    }
}
