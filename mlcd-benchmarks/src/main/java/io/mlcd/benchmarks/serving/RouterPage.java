package io.mlcd.benchmarks.serving;

import static io.mlcd.benchmarks.common.Markdown.figure;

import io.mlcd.benchmarks.common.Child;
import io.mlcd.benchmarks.common.Figures;
import io.mlcd.benchmarks.common.Machine;
import io.mlcd.benchmarks.common.Markdown;
import io.mlcd.benchmarks.common.Spread;
import java.util.Optional;

/** The report in Markdown. */
final class RouterPage {
    private static final String MORE = "more than the model itself";

    private final Settings settings;
    private final Machine machine;
    private final Found found;
    private final Markdown page;

    RouterPage(Settings settings, Machine machine, Found found) {
        this.settings = settings;
        this.machine = machine;
        this.found = found;
        page = new Markdown("What the router adds to a call", settings.quick());
    }

    String text() {
        page.where(machine, Child.java(), settings.date(), Router.SUITE, settings.told());
        page.row("rounds", Integer.toString(settings.rounds()));
        page.row(
                "a turn",
                settings.warmups() + " iterations to warm up and " + settings.measurements() + " that count, of "
                        + settings.millis() + " ms, in a new JVM");
        page.row("other work meanwhile, processors", figure(found.otherWork()));
        page.line("");
        oneThread();
        twoThreads();
        method();
        return page.text();
    }

    private void oneThread() {
        page.paragraph("## One thread");
        page.table("way", "ns for a call", MORE + ", ns", "bound", "kept", "bytes allocated", MORE, "dropped");
        for (Way way : settings.ways()) {
            double bound = way.bound().nanos();
            Optional<Spread> more = more(way, 1);
            page.row(
                    way.title(),
                    figure(found.spread(way, 1, Found.Sample::nanos)),
                    figure(more),
                    Double.isNaN(bound) ? "" : "at most " + Math.round(bound),
                    Double.isNaN(bound) ? "" : kept(more, bound),
                    bytes(found.spread(way, 1, Found.Sample::bytes)),
                    moreBytes(way, 1),
                    dropped(way, 1));
        }
        page.line("");
    }

    private void twoThreads() {
        page.paragraph("## Two threads");
        page.table("way", "ns for a call", MORE + ", ns", "bytes allocated", MORE, "dropped");
        for (Way way : settings.ways()) {
            page.row(
                    way.title(),
                    figure(found.spread(way, 2, Found.Sample::nanos)),
                    figure(more(way, 2)),
                    bytes(found.spread(way, 2, Found.Sample::bytes)),
                    moreBytes(way, 2),
                    dropped(way, 2));
        }
        page.line("");
        page.paragraph(
                "Both cores are taken. Threads that call as fast as they can share the cache lines of what waits in a"
                        + " model's pools, and of the cards that the garbage collector marks for them, more or less as chance has"
                        + " placed them, so that the model itself varies as much as all else; and whoever drains a shadow's queue"
                        + " takes its time from the callers. So the bounds are those of one thread.");
    }

    private Optional<Spread> more(Way way, int threads) {
        return way == way.base() ? Optional.empty() : found.more(way, threads, Found.Sample::nanos);
    }

    private String moreBytes(Way way, int threads) {
        return way == way.base() ? "-" : bytes(found.more(way, threads, Found.Sample::bytes));
    }

    private String dropped(Way way, int threads) {
        return way.isShadow()
                ? found.spread(way, threads, Found.Sample::dropped)
                        .map(its -> Figures.of(100 * its.median()) + " %")
                        .orElse("-")
                : "";
    }

    private static String kept(Optional<Spread> more, double bound) {
        return more.map(its -> its.median() <= bound ? "yes" : "**no**").orElse("-");
    }

    private static String bytes(Optional<Spread> spread) {
        // What the JVM and JMH themselves allocate while they measure comes to some hundredths of a byte for each call.
        return spread.map(its -> Double.toString(Math.round(10 * its.median()) / 10.0))
                .orElse("-");
    }

    private void method() {
        page.paragraph("## Method");
        page.line(
                "- The model answers one number whatever it is asked: a tree of one leaf, one feature. The row is made"
                        + " ready; keys are 1,024 texts such as `user-4711`, asked in turn, of those that the way is about."
                        + " Answers escape (`Blackhole`), so that they are allocated: 32 bytes each.");
        page.line(
                "- A canary of 5 % has a control of the same size: of its keys 5 % go to the challenger and 5 % to the"
                        + " champion's control, and these are recorded: counted, timed, and kept until their labels come. The"
                        + " others are neither. Without keys every call is split by chance.");
        page.line(
                "- Of a shadow all calls are recorded and put on a queue for the challenger. Full is a queue that nobody"
                        + " drains. Else one thread drains it, looking for work every 10 ms, and after each call comes a"
                        + " pause (`Blackhole.consumeCPU`) of some 0.7 µs, so that it can keep up; the model itself is then measured"
                        + " with the same pause. What is allocated beyond the answer is the call that waits, and what the"
                        + " challenger's side allocates: both are in the figure.");
        page.line(
                "- Every turn is a JMH fork; all ways take turns, in every round. A time is the median of the iterations,"
                        + " then the median of the rounds with the least and the most; a difference is taken in each round by itself,"
                        + " then the median of those. Bytes are `gc.alloc.rate.norm`, medians.");
        page.line("- A turn waits until the machine is idle, and is made again, up to "
                + (Router.MOST_TRIES - 1)
                + " times, if other processes took more than "
                + Router.MOST_OTHER_WORK
                + " processors meanwhile; the turn with the least counts.");
        page.line("- `router.csv` has every number of every round.");
    }
}
