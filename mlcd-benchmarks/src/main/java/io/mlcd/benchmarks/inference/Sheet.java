package io.mlcd.benchmarks.inference;

import io.mlcd.benchmarks.common.Machine;
import io.mlcd.benchmarks.common.Markdown;
import io.mlcd.benchmarks.common.Spread;
import io.mlcd.benchmarks.inference.Results.Entry;
import java.util.ArrayList;
import java.util.List;
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
    private Markdown page = new Markdown("", false);

    Sheet(String title, Settings settings, Machine machine, Results results) {
        this.title = title;
        this.settings = settings;
        this.machine = machine;
        this.results = results;
    }

    /** Writes what follows the picture and the machine. */
    abstract void write();

    final String text() {
        page = new Markdown(title, settings.quick());
        line("![Nanoseconds per row](" + settings.bench().file() + ".svg)");
        line("");
        where();
        write();
        return page.text();
    }

    private void where() {
        page.where(machine, javaVersion(), settings.date(), settings.bench().title(), settings.told());
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

    /** Who was not run, and why; nothing if there is none. */
    final void notRun(String... reasons) {
        List<String> left = new ArrayList<>();
        for (Map.Entry<Entry, String> entry : results.absent().entrySet()) {
            left.add(title(entry.getKey().contender()) + " at "
                    + entry.getKey().workload().id() + ": "
                    + entry.getValue().lines().findFirst().orElse(""));
        }
        for (Contender contender : settings.bench().contenders()) {
            if (!settings.contenders().contains(contender)) {
                left.add(title(contender) + ": left out of this run");
            }
        }
        left.addAll(List.of(reasons));
        page.notRun(left);
    }

    final String title(Contender contender) {
        return contender.title(settings.classPath(contender));
    }

    static String figure(Optional<Spread> spread) {
        return Markdown.figure(spread);
    }

    static String difference(Footprint footprint) {
        return String.format(Locale.ROOT, "%.0e", footprint.difference());
    }

    final void table(String... head) {
        page.table(head);
    }

    final void row(String... cells) {
        page.row(cells);
    }

    final void line(String line) {
        page.line(line);
    }
}
