package io.mlcd.benchmarks.sealing;

import static io.mlcd.benchmarks.common.Markdown.figure;

import io.mlcd.benchmarks.common.Figures;
import io.mlcd.benchmarks.common.Machine;
import io.mlcd.benchmarks.common.Markdown;
import io.mlcd.benchmarks.common.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The report in Markdown. */
final class SealingPage {
    private static final double LEAST_COLD_RATIO = 0.15;
    private static final double LEAST_WARM_RATIO = 0.5;
    private static final double MOST_EXTRA_MEGABYTES = 32;
    private static final double MOST_MILLIS_PER_MEGABYTE = 1;

    private final Settings settings;
    private final Machine machine;
    private final OpenSsl openSsl;
    private final Found found;
    private final Markdown page;

    SealingPage(Settings settings, Machine machine, OpenSsl openSsl, Found found) {
        this.settings = settings;
        this.machine = machine;
        this.openSsl = openSsl;
        this.found = found;
        page = new Markdown("Sealing and opening beside OpenSSL", settings.quick());
    }

    String text() {
        String java = found.samples().stream()
                .map(sample -> sample.outcome().java())
                .distinct()
                .collect(Collectors.joining(", "));
        page.where(machine, java, settings.date(), Sealing.SUITE, settings.told());
        page.row("rounds", Integer.toString(settings.rounds()));
        page.row("OpenSSL", openSsl.isHere() ? openSsl.version() : "not here");
        page.row("`" + OpenSsl.COMMAND + "`, MB/s", figure(found.openSsl()));
        page.row("other work meanwhile, processors", figure(found.otherWork()));
        page.line("");
        bounds();
        for (Size size : settings.sizes()) {
            for (Direction direction : Direction.values()) {
                table(direction, size);
            }
        }
        notRun();
        method();
        return page.text();
    }

    /** What this project sets itself, at the largest size. */
    private void bounds() {
        Size largest = settings.sizes().stream().max(Size::compareTo).orElseThrow();
        page.paragraph("## Bounds, at " + largest.title());
        page.table("engine", "what", "bound", "found", "kept");
        for (Contender contender : settings.contenders()) {
            for (Direction direction : Direction.values()) {
                if (contender.isOurs()) {
                    bounds(new Found.Entry(contender, direction, largest));
                }
            }
        }
        page.line("");
    }

    private void bounds(Found.Entry entry) {
        atLeast(entry, "first call of a JVM, of OpenSSL's speed", LEAST_COLD_RATIO, Found.Sample::coldRatio);
        atLeast(entry, "warm, of OpenSSL's speed", LEAST_WARM_RATIO, Found.Sample::warmRatio);
        if (entry.direction() == Direction.OPEN) {
            Optional<Spread> millis = found.spread(entry, Found.Sample::warmMillisPerMegabyte);
            bound(entry, "warm, ms for a MB", "at most ", MOST_MILLIS_PER_MEGABYTE, millis);
        }
        Optional<Spread> heap = Optional.ofNullable(found.extraHeap().get(entry))
                .filter(Double::isFinite)
                .map(megabytes -> new Spread(megabytes, megabytes, megabytes));
        bound(entry, "heap beyond both arrays, MB", "at most ", MOST_EXTRA_MEGABYTES, heap);
    }

    private void atLeast(Found.Entry entry, String what, double bound, ToDoubleFunction<Found.Sample> figure) {
        bound(entry, what, "at least ", bound, found.spread(entry, figure));
    }

    private void bound(Found.Entry entry, String what, String kind, double bound, Optional<Spread> spread) {
        page.row(
                entry.contender().title(),
                entry.direction().id() + ": " + what,
                kind + Figures.of(bound),
                figure(spread),
                spread.map(each -> kind.equals("at least ") ? each.median() >= bound : each.median() <= bound)
                        .map(kept -> kept ? "yes" : "**no**")
                        .orElse("-"));
    }

    private void table(Direction direction, Size size) {
        page.paragraph("## " + direction.title() + " " + size.title());
        page.table(
                "engine",
                "making it in a new JVM, ms",
                "first call of the JVM, ms",
                "MB/s",
                "of OpenSSL",
                "warm, MB/s",
                "of OpenSSL",
                "warm, ms for a MB");
        for (Contender contender : settings.contenders()) {
            Found.Entry entry = new Found.Entry(contender, direction, size);
            if (found.spread(entry, Found.Sample::coldMillis).isPresent()) {
                page.row(
                        contender.title(),
                        figure(found.spread(entry, Found.Sample::makingMillis)),
                        figure(found.spread(entry, Found.Sample::coldMillis)),
                        figure(found.spread(entry, Found.Sample::coldSpeed)),
                        figure(found.spread(entry, Found.Sample::coldRatio)),
                        figure(found.spread(entry, Found.Sample::warmSpeed)),
                        figure(found.spread(entry, Found.Sample::warmRatio)),
                        figure(found.spread(entry, Found.Sample::warmMillisPerMegabyte)));
            }
        }
        page.line("");
    }

    private void notRun() {
        List<String> reasons = new ArrayList<>();
        if (!openSsl.isHere()) {
            reasons.add("openssl: it is not here, so there are no ratios to it");
        }
        found.absent()
                .forEach((entry, reason) -> reasons.add(entry.contender().title() + ", "
                        + entry.direction().id() + " " + entry.size().title() + ": " + reason));
        Contender.all().stream()
                .filter(each -> !settings.contenders().contains(each))
                .forEach(each -> reasons.add(each.title() + ": left out of this run"));
        page.notRun(reasons);
    }

    private void method() {
        page.paragraph("## Method");
        page.line(
                "- From an array in memory to a new one; contents are pseudorandom. A size's MB has 2^20 bytes, that of a"
                        + " speed 10^6, as OpenSSL counts.");
        page.line(
                "- mlcd seals for one AES recipient, so that no RSA counts, and its message is CMS; `Cipher.doFinal` and"
                        + " `GCMBlockCipher` are bare, in one call on arrays. What is opened was sealed in another JVM, and is"
                        + " compared with what had been sealed. The platform's fast code needs thousands of calls to be compiled;"
                        + " one call for a message does not give them in the time of a turn.");
        page.line(
                "- The sealer or opener is made before the clock of the first call starts, and what that takes is shown beside"
                        + " it: the JVM then verifies the list of classes of Bouncy Castle's signed file. The first call has the"
                        + " loading of the other classes in its time, the system's giving out of memory, and the"
                        + " compilation. Then the turn warms up and measures for " + settings.millis()
                        + " ms each, with at least one call; warm is the median of those measured.");
        page.line(
                "- Every turn has a new JVM (`-Xmx3g`, otherwise as it comes), one after the other. A figure is the median"
                        + " of the rounds with the least and the most. OpenSSL is measured before and after each size in each"
                        + " round, and a ratio is to the mean of the two; then the median of the rounds.");
        page.line(
                "- The heap is the smallest with which the first call works (`-Xms` and `-Xmx` alike), less content and"
                        + " message, found by halving. A heap that has to grow (`-Xmx` alone) may be left without room in one piece for"
                        + " the second array; G1 then asks for up to half as much again.");
        page.line(
                "- Other work is how many processors were busy in a pause before each size. A first call suffers most by it:"
                        + " it has the compiler run beside it.");
        page.line("- `sealing.csv` has every number of every round.");
    }
}
