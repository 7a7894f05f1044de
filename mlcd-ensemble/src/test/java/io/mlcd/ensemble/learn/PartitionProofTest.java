package io.mlcd.ensemble.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.ensemble.OtherJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What partitions cost and save, in JVMs of their own; {@code mvn verify -Pproof -pl mlcd-ensemble -am} writes
 * {@code target/proofs/partitions-*.md}, which {@code docs/proofs/partitions.md} holds.
 */
@Tag("proof")
class PartitionProofTest {
    private static final int ROWS = 500_000;
    private static final int STEP_MB = 8;
    private static final int ENOUGH_MB = 2048;
    private static final Pattern FIT = Pattern.compile("fit ([\\d.]+) s, log loss ([\\d.]+), AUC ([\\d.]+)");

    @TempDir
    private Path temp;

    private final StringBuilder page = new StringBuilder();

    private record Ran(double seconds, double logLoss, double auc, double wallSeconds) {}

    @Test
    void spilledTraining_takesAThirdOfTheHeap() throws Exception {
        Path file = temp.resolve("rows.csv");
        PartitionJob.write(file, ROWS);
        page.append(String.format(
                Locale.ROOT,
                "## %,d rows x %d features, 50 rounds of boosting%n%n"
                        + "| | fit, s | log loss | AUC | smallest -Xmx, MB |%n|---|---|---|---|---|%n",
                ROWS,
                PartitionJob.NUMBERS + PartitionJob.CATEGORIES));
        Map<String, Integer> heaps = new TreeMap<>();
        Map<String, Ran> runs = new TreeMap<>();
        for (String kind : List.of("one", "parts", "spilled")) {
            Ran free = run(kind, ROWS, 50, file, ENOUGH_MB).orElseThrow();
            int heap = smallest(kind, file);
            heaps.put(kind, heap);
            runs.put(kind, free);
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %.1f | %.4f | %.4f | %d |%n",
                    Map.of(
                                    "one",
                                    "one model, table in the heap",
                                    "parts",
                                    "8 random parts, table in the heap",
                                    "spilled",
                                    "8 random parts, spilled from a CSV file")
                            .get(kind),
                    free.seconds(),
                    free.logLoss(),
                    free.auc(),
                    heap));
        }
        write("spilled");

        assertThat(runs.get("spilled").logLoss()).isLessThan(runs.get("one").logLoss() + 0.01);
        assertThat(heaps.get("spilled")).isLessThanOrEqualTo(heaps.get("one") / 3);
    }

    @Test
    void aMillionRows_trainFromAFile_in512MB() throws Exception {
        Path file = temp.resolve("rows.csv");
        PartitionJob.write(file, 1_000_000);

        Ran ran = run("disk", 1_000_000, 100, file, 512).orElseThrow();

        page.append(String.format(
                Locale.ROOT,
                "## 1,000,000 rows x 50 features from a CSV file of %,d MB, 100 rounds, -Xmx512m%n%n"
                        + "%.1f s with reading, of which the fit %.1f s; log loss %.4f, AUC %.4f%n",
                Files.size(file) >> 20,
                ran.wallSeconds(),
                ran.seconds(),
                ran.logLoss(),
                ran.auc()));
        write("million");
    }

    /** By bisection with 3 rounds, whose memory is that of 50 but for the trees; then 50 rounds must run in it, too. */
    private int smallest(String kind, Path file) throws Exception {
        int fails = 0;
        int works = 640;
        while (works - fails > STEP_MB) {
            int middle = (fails + works) / 2 / STEP_MB * STEP_MB;
            middle = middle == fails ? middle + STEP_MB : middle;
            if (run(kind, ROWS, 3, file, middle).isPresent()) {
                works = middle;
            } else {
                fails = middle;
            }
        }
        while (run(kind, ROWS, 50, file, works).isEmpty()) {
            works += STEP_MB;
        }
        return works;
    }

    private Optional<Ran> run(String kind, int rows, int rounds, Path file, int heapMb) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapMb + "m",
                "-XX:+UseSerialGC",
                "-cp",
                OtherJvm.classPath(),
                PartitionJob.class.getName(),
                kind,
                String.valueOf(rows),
                String.valueOf(rounds),
                file.toString(),
                temp.resolve("disk").toString()));
        Path printed = temp.resolve("printed.txt");
        long started = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        boolean ended = process.waitFor(15, TimeUnit.MINUTES);
        process.destroyForcibly().waitFor();
        double wall = (System.nanoTime() - started) / 1e9;
        String text = Files.readString(printed, StandardCharsets.UTF_8);
        Matcher fit = FIT.matcher(text);
        boolean good = ended && process.exitValue() == 0 && fit.find();
        assertThat(good || text.contains("OutOfMemoryError") || text.contains("Too small maximum heap") || !ended)
                .as(text)
                .isTrue();
        return good
                ? Optional.of(new Ran(
                        Double.parseDouble(fit.group(1)),
                        Double.parseDouble(fit.group(2)),
                        Double.parseDouble(fit.group(3)),
                        wall))
                : Optional.empty();
    }

    private void write(String name) throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "proofs"));
        Files.writeString(folder.resolve("partitions-" + name + ".md"), page);
        System.out.println(page);
    }
}
