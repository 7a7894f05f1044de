package io.mlcd.benchmarks.common;

import java.util.List;
import java.util.Optional;

/** A page being written. */
public final class Markdown {
    private final StringBuilder text = new StringBuilder();

    /** A page with a title. */
    public Markdown(String title, boolean quick) {
        paragraph("# " + title);
        if (quick) {
            paragraph("**A quick look, not a measurement.**");
        }
    }

    /** One line. */
    public void line(String line) {
        text.append(line).append('\n');
    }

    /** One line with an empty one after it. */
    public void paragraph(String line) {
        line(line);
        line("");
    }

    /** The head of a table. */
    public void table(String... head) {
        row(head);
        text.append("|").append(" --- |".repeat(head.length)).append('\n');
    }

    /** A row of a table. */
    public void row(String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    /**
     * The head of the table that says where a run took place.
     *
     * @param date may be empty
     * @param options after the name of the suite
     */
    public void where(Machine machine, String java, String date, String suite, String options) {
        table("", "");
        row("processor", machine.processor() + ", " + machine.cores() + " cores");
        row("system", machine.system());
        row("JVM", java);
        if (!date.isEmpty()) {
            row("date", date);
        }
        row("command", "`mvn -q -Pbench -pl mlcd-benchmarks -am process-classes -Dbench=" + suite + options + "`");
    }

    /** Who was not run, and why; nothing if there is none. */
    public void notRun(List<String> reasons) {
        if (!reasons.isEmpty()) {
            paragraph("## Not run");
            reasons.forEach(reason -> line("- " + reason));
            line("");
        }
    }

    /** A spread for people, a dash if there is none. */
    public static String figure(Optional<Spread> spread) {
        return spread.map(Figures::of).orElse("-");
    }

    /** What is written so far. */
    public String text() {
        return text.toString();
    }
}
