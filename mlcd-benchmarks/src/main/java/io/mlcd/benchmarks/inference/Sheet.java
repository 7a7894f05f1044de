package io.mlcd.benchmarks.inference;

import io.mlcd.benchmarks.inference.Results.Entry;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A report in Markdown: what all suites say, and room for what one says. */
abstract class Sheet {
    final Settings settings;
    final Machine machine;
    final Results results;
    private final String title;
    private final StringBuilder text = new StringBuilder();

    Sheet(String title, Settings settings, Machine machine, Results results) {
        this.title = title;
        this.settings = settings;
        this.machine = machine;
        this.results = results;
    }

    /** Writes what follows the picture and the machine. */
    abstract void write();

    final String text() {
        text.setLength(0);
        line("# " + title);
        line("");
        if (settings.quick()) {
            line("**A quick look, not a measurement: one short round.**");
            line("");
        }
        line("![Nanoseconds per row](" + settings.bench().file() + ".svg)");
        line("");
        where();
        write();
        return text.toString();
    }

    private void where() {
        table("", "");
        row("processor", machine.processor() + ", " + machine.cores() + " cores");
        row("system", machine.system());
        row("JVM", javaVersion());
        if (!settings.date().isEmpty()) {
            row("date", settings.date());
        }
        row("command", "`" + command() + "`");
        row("rounds", Integer.toString(settings.rounds()));
        row(
                "a turn",
                settings.warmups() + " iterations to warm up and " + settings.measurements() + " that count, of "
                        + settings.millis() + " ms, in a new JVM with one thread unless told");
        line("");
    }

    private String javaVersion() {
        return results.footprints().values().stream()
                .map(Footprint::java)
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private String command() {
        return "mvn -q -Pbench -pl mlcd-benchmarks -am process-classes -Dbench="
                + settings.bench().title() + settings.told();
    }

    final void notRun(String... reasons) {
        line("## Not run");
        line("");
        for (Map.Entry<Entry, String> entry : results.absent().entrySet()) {
            line("- " + title(entry.getKey().contender()) + " at "
                    + entry.getKey().workload().id() + ": "
                    + entry.getValue().lines().findFirst().orElse(""));
        }
        for (Contender contender : settings.bench().contenders()) {
            if (!settings.contenders().contains(contender)) {
                line("- " + title(contender) + ": left out of this run");
            }
        }
        for (String left : reasons) {
            line("- " + left);
        }
        line("");
    }

    final String title(Contender contender) {
        return contender.title(settings.classPath(contender));
    }

    static String figure(Optional<Spread> spread) {
        return spread.map(Figures::of).orElse("-");
    }

    static String difference(Footprint footprint) {
        return String.format(Locale.ROOT, "%.0e", footprint.difference());
    }

    final void table(String... head) {
        row(head);
        text.append("|").append(" --- |".repeat(head.length)).append('\n');
    }

    final void row(String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    final void line(String line) {
        text.append(line).append('\n');
    }
}
