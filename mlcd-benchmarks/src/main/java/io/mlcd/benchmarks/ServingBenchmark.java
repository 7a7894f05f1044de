package io.mlcd.benchmarks;

import io.mlcd.api.LiveModel;
import io.mlcd.api.Prediction;
import io.mlcd.api.Row;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import io.mlcd.core.registry.LocalRegistry;
import io.mlcd.ensemble.tribuo.Learners;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.tribuo.Example;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.dtree.impurity.GiniIndex;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/**
 * One row through a random forest of 20 trees, 20 features: by Tribuo's own predict, by the compiled model's bare and
 * friendly faces, and by a live handle. The forests are trained by one trainer on one table; their trees differ in the
 * random numbers only.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class ServingBenchmark {
    private static final int ROWS = 4_096;
    private static final int FEATURES = 20;

    private final String[] names = new String[FEATURES];
    private final double[][] bare = new double[ROWS][FEATURES];
    private final List<Row> rows = new ArrayList<>();
    private final List<Example<Label>> examples = new ArrayList<>();
    private final double[] out = new double[2];
    private Model model;
    private LiveModel live;
    private LocalRegistry registry;
    private org.tribuo.Model<Label> tribuo;
    private int next;

    /** Trains. */
    @Setup(Level.Trial)
    public void train() throws InterruptedException {
        String[] labels = new String[ROWS];
        SplittableRandom random = new SplittableRandom(1);
        for (int row = 0; row < ROWS; row++) {
            for (int i = 0; i < FEATURES; i++) {
                names[i] = "x" + (char) ('a' + i);
                bare[row][i] = random.nextDouble();
            }
            double score = bare[row][0] * bare[row][1] - bare[row][2] + random.nextDouble() / 4;
            labels[row] = score > 0 ? "yes" : "no";
        }
        Table table = Table.of(Column.ofCategories("label", List.of(labels))).target("label");
        MutableDataset<Label> dataset =
                new MutableDataset<>(new SimpleDataSourceProvenance("rows", new LabelFactory()), new LabelFactory());
        for (int i = 0; i < FEATURES; i++) {
            double[] values = new double[ROWS];
            for (int row = 0; row < ROWS; row++) {
                values[row] = bare[row][i];
            }
            table = table.with(Column.ofNumbers(names[i], values));
        }
        for (int row = 0; row < ROWS; row++) {
            Example<Label> example = new ArrayExample<>(new Label(labels[row]), names, bare[row]);
            examples.add(example);
            dataset.add(example);
            rows.add(table.row(row));
        }
        RandomForestTrainer<Label> trainer = new RandomForestTrainer<>(
                new CARTClassificationTrainer(8, 5, 0, 0.5f, false, new GiniIndex(), 1), new VotingCombiner(), 20, 1);
        model = Learners.tribuo(trainer).fit(table);
        tribuo = trainer.train(dataset);
        registry = LocalRegistry.inMemory().open();
        registry.promote("forest", registry.publish("forest", Artifact.of(model)));
        live = registry.live("forest");
    }

    /** Closes. */
    @TearDown(Level.Trial)
    public void close() {
        registry.close();
    }

    private int nextRow() {
        next = (next + 1) % ROWS;
        return next;
    }

    /** The bare face. */
    @Benchmark
    public double score() {
        model.score(bare[nextRow()], out);
        return out[1];
    }

    /** The friendly face. */
    @Benchmark
    public Prediction predict() {
        return model.predict(rows.get(nextRow()));
    }

    /** The friendly face of a live handle. */
    @Benchmark
    public Prediction live() {
        return live.predict(rows.get(nextRow()));
    }

    /** Tribuo's own. */
    @Benchmark
    public org.tribuo.Prediction<Label> tribuo() {
        return tribuo.predict(examples.get(nextRow()));
    }
}
