package io.mlcd.benchmarks.inference;

import io.mlcd.benchmarks.common.SyntheticRows;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** A model in the formats of several tools, and the rows to score. */
enum Workload {
    /** 500 trees of depth 6, binary, boosted. */
    GBT2("gbt2", "boosted, 2 classes: 500 trees, depth 6, 28 features", 28, 2, 1.0, 11, 1),
    /** 100 deep trees, a forest. */
    RF("rf", "forest: 100 trees, mean depth 34, 50 features", 50, 2, 1.0, 22, 1),
    /** 1,000 trees of depth 6, ten classes, boosted. */
    GBT10("gbt10", "boosted, 10 classes: 1,000 trees, depth 6, 32 features", 32, 10, 2.0, 33, 10),
    /** A forest on {@link Adult}. */
    ADULT_FOREST("adult-rf", "adult, a forest: 100 trees, 14 features, 8 of them texts", Adult.FEATURES, 2, 0, 0, 1),
    /** Boosted trees on {@link Adult}. */
    ADULT_BOOSTED(
            "adult-gbt",
            "adult, boosted: 500 trees of depth 6, 14 features, 8 of them texts",
            Adult.FEATURES,
            2,
            0,
            0,
            1);

    /** How many rows are scored; a power of two. */
    static final int ROWS = 16_384;

    private static final int TRAINED = 50_000;

    private final String id;
    private final String title;
    private final int features;
    private final int classes;
    private final double noise;
    private final long seed;
    private final int outputs;

    Workload(String id, String title, int features, int classes, double noise, long seed, int outputs) {
        this.id = id;
        this.title = title;
        this.features = features;
        this.classes = classes;
        this.noise = noise;
        this.seed = seed;
        this.outputs = outputs;
    }

    static Workload of(String id) {
        for (Workload workload : values()) {
            if (workload.id.equals(id)) {
                return workload;
            }
        }
        throw new IllegalArgumentException("there is no workload \"" + id
                + "\"; there are gbt2, rf and gbt10 of Inference and Compression, adult-rf and adult-gbt of Rows");
    }

    String id() {
        return id;
    }

    String title() {
        return title;
    }

    int features() {
        return features;
    }

    /** How many scores a row gets. */
    int outputs() {
        return outputs;
    }

    /** Some of the rows that the model was trained on, with what it predicts. */
    Table trained(int from, int to, String target) {
        SyntheticRows source = new SyntheticRows(features, classes, noise, seed);
        float[] row = new float[features];
        double[][] values = new double[features][to - from];
        double[] numbers = new double[to - from];
        List<String> labels = new ArrayList<>();
        for (int r = 0; r < to; r++) {
            int label = source.next(row, 0);
            if (r >= from) {
                numbers[r - from] = label;
                labels.add(Integer.toString(label));
                for (int f = 0; f < features; f++) {
                    values[f][r - from] = row[f];
                }
            }
        }
        List<Column> columns = new ArrayList<>();
        for (int f = 0; f < features; f++) {
            columns.add(Column.ofNumbers("f" + f, values[f]));
        }
        columns.add(this == RF ? Column.ofNumbers(target, numbers) : Column.ofCategories(target, labels));
        return Table.of(columns).target(target);
    }

    /** The {@link #ROWS} rows after those that the model was trained on. */
    Rows rows() {
        if (isAdult()) {
            return Adult.rows();
        }
        SyntheticRows source = new SyntheticRows(features, classes, noise, seed);
        float[] skipped = new float[features];
        for (int row = 0; row < TRAINED; row++) {
            source.next(skipped, 0);
        }
        float[] values = new float[ROWS * features];
        for (int row = 0; row < ROWS; row++) {
            source.next(values, row * features);
        }
        return new Rows(features, values);
    }

    /** Whether its rows are of {@link Adult}: categories are codes in {@link #rows()}. */
    boolean isAdult() {
        return this == ADULT_FOREST || this == ADULT_BOOSTED;
    }

    /** The model as XGBoost saves it. */
    byte[] ubj() {
        return resource(id + ".ubj.gz");
    }

    /** The model as ONNX. */
    byte[] onnx() {
        return resource(id + ".onnx.gz");
    }

    static byte[] resource(String name) {
        InputStream found = Workload.class.getResourceAsStream(name);
        if (found == null) {
            throw new IllegalStateException("the resource " + name + " is not on the class path");
        }
        try (InputStream packed = found;
                InputStream plain = new GZIPInputStream(packed)) {
            return plain.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
