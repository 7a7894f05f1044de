package io.mlcd.benchmarks.sealing;

import io.mlcd.benchmarks.common.Machine;
import io.mlcd.benchmarks.common.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * The whole run: in every round every contender seals and opens every size, each in a JVM of its own, and OpenSSL is measured
 * before and after each size; then the smallest heap is looked for. The report is written after every round.
 */
public final class Sealing {
    /** The name on the command line. */
    public static final String SUITE = "Sealing";

    private static final List<String> HEAP = List.of("-Xmx3g");
    private static final int MOST_EXTRA_MEGABYTES = 256;
    private static final int PAUSE_MILLIS = 300;

    private final Settings settings;
    private final OpenSsl openSsl;
    private final Found found = new Found();

    private Sealing(Settings settings, OpenSsl openSsl) {
        this.settings = settings;
        this.openSsl = openSsl;
    }

    /** Runs as the system properties say. */
    public static void run() throws IOException, InterruptedException {
        new Sealing(Settings.of(System.getProperties()), OpenSsl.find()).rounds();
    }

    private void rounds() throws IOException, InterruptedException {
        prepare();
        for (int round = 1; round <= settings.rounds(); round++) {
            for (Size size : settings.sizes()) {
                size(size, round);
            }
            write();
        }
        heap();
        write();
        clear();
        System.out.println("written to " + settings.results());
    }

    private void prepare() throws IOException {
        Files.createDirectories(settings.scratch());
        clear();
        if (!openSsl.isHere()) {
            System.out.println("not run: openssl is not here; there are no ratios to it");
        }
    }

    /** The messages of a run take a gigabyte and more. */
    private void clear() throws IOException {
        for (Contender contender : settings.contenders()) {
            for (Size size : settings.sizes()) {
                Files.deleteIfExists(settings.message(contender, size));
            }
        }
    }

    private void size(Size size, int round) throws IOException, InterruptedException {
        found.addOtherWork(Machine.busyProcessors(PAUSE_MILLIS));
        double before = openSsl();
        List<Found.Sample> samples = new ArrayList<>();
        for (Contender contender : settings.contenders()) {
            for (Direction direction : Direction.values()) {
                Found.Entry entry = new Found.Entry(contender, direction, size);
                if (!found.absent().containsKey(entry)) {
                    turn(entry, round, samples);
                }
            }
        }
        double mean = (before + openSsl()) / 2;
        samples.forEach(each -> found.add(new Found.Sample(each.entry(), round, each.outcome(), mean)));
    }

    private double openSsl() throws InterruptedException {
        double speed = openSsl.megabytesPerSecond(settings.quick() ? 1 : 2);
        found.addOpenSsl(speed);
        return speed;
    }

    private void turn(Found.Entry entry, int round, List<Found.Sample> samples)
            throws IOException, InterruptedException {
        Properties facts = settings.turn(entry.contender(), entry.direction(), entry.size(), settings.millis(), HEAP);
        String error = facts.getProperty("error", "");
        if (error.isEmpty()) {
            Found.Sample sample = new Found.Sample(entry, round, Outcome.of(facts), Double.NaN);
            samples.add(sample);
            System.out.println(String.format(
                    Locale.ROOT,
                    "%d/%d %s: %.0f ms cold, then %.0f MB/s",
                    round,
                    settings.rounds(),
                    name(entry),
                    sample.coldMillis(),
                    sample.warmSpeed()));
        } else if (entry.contender().isOurs()) {
            throw new IllegalStateException(name(entry) + " does not work: " + error);
        } else {
            found.addAbsent(entry, error);
            System.out.println(name(entry) + " failed: " + error);
        }
    }

    private static String name(Found.Entry entry) {
        return entry.contender().id() + " " + entry.direction().id() + " "
                + entry.size().id();
    }

    /** The smallest heap for the largest content, of this project's own. */
    private void heap() throws InterruptedException {
        Size largest = settings.sizes().stream().max(Size::compareTo).orElseThrow();
        for (Contender contender : settings.contenders()) {
            for (Direction direction : Direction.values()) {
                if (contender.isOurs()) {
                    Found.Entry entry = new Found.Entry(contender, direction, largest);
                    int arrays = 2 * largest.megabytes();
                    double least = HeapSearch.least(
                            arrays, arrays + MOST_EXTRA_MEGABYTES, megabytes -> works(entry, megabytes));
                    found.addExtraHeap(entry, least - arrays);
                    System.out.println(name(entry) + ": smallest heap " + least + " MB");
                }
            }
        }
    }

    private boolean works(Found.Entry entry, int megabytes) {
        try {
            List<String> heap = List.of("-Xms" + megabytes + "m", "-Xmx" + megabytes + "m");
            return !settings.turn(entry.contender(), entry.direction(), entry.size(), 0, heap)
                    .containsKey("error");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void write() throws IOException {
        String page = new SealingPage(settings, Machine.here(), openSsl, found).text();
        Report.write(settings.results(), "sealing", page, csv(found));
    }

    /** Every number of every round. */
    static String csv(Found found) {
        StringBuilder text = new StringBuilder("size,contender,direction,round,measure,value\n");
        for (Found.Sample sample : found.samples()) {
            String place = place(sample.entry()) + sample.round() + ",";
            text.append(place + "seconds to make it," + sample.outcome().makingSeconds() + "\n");
            text.append(place + "seconds of the first call," + sample.outcome().coldSeconds() + "\n");
            text.append(place + "seconds of a warm call," + sample.outcome().warmSeconds() + "\n");
            text.append(place + "MB/s of OpenSSL," + sample.openSsl() + "\n");
        }
        found.extraHeap()
                .forEach((entry, megabytes) ->
                        text.append(place(entry) + ",megabytes of heap beyond both arrays," + megabytes + "\n"));
        return text.toString();
    }

    private static String place(Found.Entry entry) {
        return entry.size().id() + "," + entry.contender().id() + ","
                + entry.direction().id() + ",";
    }
}
