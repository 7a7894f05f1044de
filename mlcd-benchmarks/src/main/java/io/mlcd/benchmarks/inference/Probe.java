package io.mlcd.benchmarks.inference;

import io.mlcd.benchmarks.common.Child;
import io.mlcd.benchmarks.common.Memory;
import io.mlcd.benchmarks.common.Spread;
import io.mlcd.benchmarks.inference.Agreement.Mismatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.zip.GZIPOutputStream;

/**
 * Checks one contender at one workload, and measures its model: bytes, time to load, memory. Runs in a JVM of its own, since
 * a peer may end it.
 */
final class Probe {
    /** How a probe ends when the contender does not answer as it must. */
    static final int MISMATCH = 3;

    /** How a probe ends when the contender does not work here. */
    static final int BROKEN = 4;

    private static final int QUICK_ROWS = 2_048;
    private static final String ERROR = "error";

    private final Contender contender;
    private final Workload workload;
    private final Scratch scratch;
    private final int batchRows;
    private final boolean quick;
    private final Properties facts = new Properties();

    private Probe(Contender contender, Workload workload, Scratch scratch, int batchRows, boolean quick) {
        this.contender = contender;
        this.workload = workload;
        this.scratch = scratch;
        this.batchRows = batchRows;
        this.quick = quick;
    }

    /**
     * Runs one probe.
     *
     * @param args contender, workload, scratch folder, rows in a batch, whether to look only
     */
    public static void main(String[] args) throws IOException {
        Probe probe = new Probe(
                Contender.of(args[0]),
                Workload.of(args[1]),
                new Scratch(Path.of(args[2])),
                Integer.parseInt(args[3]),
                Boolean.parseBoolean(args[4]));
        System.exit(probe.run());
    }

    private int run() throws IOException {
        int code = 0;
        try {
            byte[] file = scratch.model(contender, workload);
            facts.setProperty("java", Child.java());
            facts.setProperty("bytes", Long.toString(file.length));
            facts.setProperty("zipped", Long.toString(zipped(file)));
            byte[] form = contender.kind() == Contender.Kind.OURS ? FormSection.of(file) : file;
            facts.setProperty("form", Long.toString(form.length));
            facts.setProperty("form.zipped", Long.toString(zipped(form)));
            agree(file);
            load(file);
            weigh(file);
        } catch (Mismatch e) {
            facts.setProperty(ERROR, String.valueOf(e.getMessage()));
            code = MISMATCH;
        } catch (Exception | LinkageError e) {
            e.printStackTrace();
            facts.setProperty(ERROR, e.toString());
            code = BROKEN;
        }
        try (Writer out = Files.newBufferedWriter(scratch.report(contender, workload))) {
            facts.store(out, null);
        }
        return code;
    }

    private void agree(byte[] file) throws Exception {
        String who = contender.id() + " at " + workload.id();
        double largest = agree(who, file, contender.rows(workload), contender.reference(workload));
        if (contender.takesMissing()) {
            largest = Math.max(
                    largest,
                    agree(
                            who + " with missing values",
                            file,
                            Contender.withMissing(workload.rows()),
                            Contender.missing(contender.reference(workload))));
        }
        facts.setProperty("difference", Double.toString(largest));
    }

    private double agree(String who, byte[] file, Rows all, String reference) throws Exception {
        Rows rows = quick ? all.first(Math.max(QUICK_ROWS, batchRows)) : all;
        try (Engine engine = contender.library().open(workload, file, rows, batchRows)) {
            if (contender.isBase()) {
                scratch.writeMargins(reference, Agreement.single(engine, rows.count(), contender.outputs(workload)));
            }
            double[] expected = scratch.readMargins(reference);
            if (contender.givesProbabilities()) {
                expected = Agreement.probabilities(expected, workload.outputs());
            }
            return Agreement.check(who, engine, expected, contender.outputs(workload), batchRows);
        }
    }

    private void load(byte[] file) throws Exception {
        Rows row = contender.rows(workload).first(1);
        times(file, row);
        Spread millis = Spread.of(times(file, row));
        facts.setProperty("load.median", Double.toString(millis.median()));
        facts.setProperty("load.min", Double.toString(millis.min()));
        facts.setProperty("load.max", Double.toString(millis.max()));
    }

    /** Milliseconds from bytes to the first score, again and again. */
    private List<Double> times(byte[] file, Rows row) throws Exception {
        List<Double> millis = new ArrayList<>();
        double[] out = new double[contender.outputs(workload)];
        int least = quick ? 1 : 3;
        long end = System.nanoTime() + (quick ? 200_000_000L : 1_000_000_000L);
        while (millis.size() < least || System.nanoTime() < end) {
            long begin = System.nanoTime();
            try (Engine engine = contender.library().open(workload, file, row, 1)) {
                engine.score(0, out);
                millis.add((System.nanoTime() - begin) / 1e6);
            }
        }
        return millis;
    }

    /** Of some copies held at once, how many bytes more each takes; the median. */
    private void weigh(byte[] file) throws Exception {
        Rows row = contender.rows(workload).first(1);
        int copies = quick ? 2 : 5;
        double[] heap = new double[copies];
        double[] resident = new double[copies];
        List<Engine> held = new ArrayList<>();
        for (int copy = 0; copy < copies; copy++) {
            double usedBefore = Memory.usedHeap();
            double residentBefore = Memory.resident();
            held.add(contender.library().open(workload, file, row, 1));
            heap[copy] = Memory.usedHeap() - usedBefore;
            resident[copy] = Memory.resident() - residentBefore;
        }
        for (Engine engine : held) {
            engine.close();
        }
        boolean isNative = contender.kind() == Contender.Kind.NATIVE;
        facts.setProperty("memory", Double.toString(Spread.median(isNative ? resident : heap)));
    }

    private static long zipped(byte[] file) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.size();
    }
}
