package io.mlcd.ensemble.learn;

import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.evaluate.Evaluation;
import io.mlcd.ensemble.source.Csv;
import io.mlcd.ensemble.source.DiskTable;
import io.mlcd.ensemble.trees.Boosting;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One training on generated rows, as a program, so that it can be run with a heap of any size. */
final class PartitionJob {
    static final int NUMBERS = 45;
    static final int CATEGORIES = 5;
    static final int THREADS = 2;
    private static final int PARTS = 8;
    private static final int TEST_ROWS = 20_000;

    private PartitionJob() {}

    /**
     * Trains, and prints the seconds and scores.
     *
     * @param args what to do, how many rows, how many rounds, the CSV file, the folder for what is spilled
     */
    public static void main(String[] args) throws Exception {
        int rows = Integer.parseInt(args[1]);
        Learner boosting = Boosting.gradient().rounds(Integer.parseInt(args[2]));
        Path file = Path.of(args[3]);
        Path folder = Path.of(args[4]);
        Partitioned parts = Partitioned.by(Partition.random(PARTS), boosting);
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            Fit fit = Fit.standard().seed(1).executor(pool, THREADS);
            switch (args[0]) {
                case "one" -> train(boosting, table(0, rows), fit, System.nanoTime());
                case "parts" -> train(parts, table(0, rows), fit, System.nanoTime());
                case "spilled" -> onDisk(Spilled.in(folder, parts), file, folder, fit);
                case "disk" -> onDisk(boosting, file, folder, fit);
                default -> throw new IllegalArgumentException(args[0]);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static void onDisk(Learner learner, Path file, Path folder, Fit fit) throws InterruptedException {
        long started = System.nanoTime();
        try (DiskTable rows = Csv.standard().onDisk(folder).read(file)) {
            System.out.printf(Locale.ROOT, "read %.1f s%n", (System.nanoTime() - started) / 1e9);
            train(learner, rows.table().target("bought"), fit, System.nanoTime());
        }
    }

    private static void train(Learner learner, Table table, Fit fit, long started) throws InterruptedException {
        Model model = learner.fit(table, fit);
        double seconds = (System.nanoTime() - started) / 1e9;
        Evaluation test = Evaluation.of(model, table(1 << 30, TEST_ROWS));
        System.out.printf(
                Locale.ROOT,
                "fit %.1f s, log loss %.4f, AUC %.4f%n",
                seconds,
                test.metric(Metric.LOG_LOSS).orElseThrow(),
                test.metric(Metric.ROC_AUC).orElseThrow());
    }

    /** Rows counted from a first one, a column at a time. */
    static Table table(int first, int rows) {
        List<Column> columns = new ArrayList<>();
        for (int feature = 0; feature < NUMBERS; feature++) {
            double[] values = new double[rows];
            for (int row = 0; row < rows; row++) {
                values[row] = thousandths(first + row, feature) / 1000.0;
            }
            columns.add(Column.ofNumbers("n" + feature, values));
        }
        List<String> letters = new ArrayList<>();
        for (int letter = 0; letter < 20; letter++) {
            letters.add(String.valueOf((char) ('a' + letter)));
        }
        for (int feature = 0; feature < CATEGORIES; feature++) {
            int[] codes = new int[rows];
            for (int row = 0; row < rows; row++) {
                codes[row] = letter(first + row, feature);
            }
            columns.add(Column.ofCodes("c" + feature, codes, letters));
        }
        int[] target = new int[rows];
        for (int row = 0; row < rows; row++) {
            target[row] = bought(first + row);
        }
        columns.add(Column.ofCodes("bought", target, List.of("no", "yes")));
        return Table.of(columns).target("bought");
    }

    /** The same rows as text. */
    static void write(Path file, int rows) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            StringBuilder line = new StringBuilder();
            for (int feature = 0; feature < NUMBERS; feature++) {
                line.append('n').append(feature).append(',');
            }
            for (int feature = 0; feature < CATEGORIES; feature++) {
                line.append('c').append(feature).append(',');
            }
            line.append("bought\n");
            for (int row = 0; row < rows; row++) {
                for (int feature = 0; feature < NUMBERS; feature++) {
                    append(line, thousandths(row, feature));
                }
                for (int feature = 0; feature < CATEGORIES; feature++) {
                    line.append((char) ('a' + letter(row, feature))).append(',');
                }
                line.append(bought(row) == 1 ? "yes\n" : "no\n");
                out.write(line.toString().getBytes(StandardCharsets.US_ASCII));
                line.setLength(0);
            }
        }
    }

    private static void append(StringBuilder line, int thousandths) {
        int rest = thousandths % 1000;
        line.append(thousandths / 1000)
                .append('.')
                .append((char) ('0' + rest / 100))
                .append((char) ('0' + rest / 10 % 10))
                .append((char) ('0' + rest % 10))
                .append(',');
    }

    private static int thousandths(int row, int feature) {
        return (int) Long.remainderUnsigned(mix(row * 64L + feature), 10_000);
    }

    private static int letter(int row, int feature) {
        return (int) Long.remainderUnsigned(mix(row * 64L + NUMBERS + feature), 20);
    }

    private static int bought(int row) {
        double score = -3;
        for (int feature = 0; feature < 6; feature++) {
            score += thousandths(row, feature) / 10_000.0 * (feature % 3 == 0 ? 2 : 1);
        }
        score += thousandths(row, 6) > 5000 && thousandths(row, 7) < 3000 ? 2 : -0.5;
        score += letter(row, 0) % 4 == 1 ? 1.5 : -0.5;
        double chance = 1 / (1 + StrictMath.exp(-score));
        return Long.remainderUnsigned(mix(row * 64L + 63), 1_000_000) < 1e6 * chance ? 1 : 0;
    }

    private static long mix(long value) {
        long z = (value + 0x9e3779b97f4a7c15L) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return (z ^ (z >>> 31)) >>> 3;
    }
}
