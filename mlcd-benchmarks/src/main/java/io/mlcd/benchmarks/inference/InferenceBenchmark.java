package io.mlcd.benchmarks.inference;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * One contender at one workload, row by row and in batches; the rows go round, so that no branch is learnt by heart.
 * {@link Suite} runs it for all of them, by turns.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class InferenceBenchmark {
    /** The folder of {@link Scratch}, as a system property. */
    static final String SCRATCH = "mlcd.bench.scratch";

    /** The id of a {@link Contender}. */
    @Param("mlcd")
    String contender = "";

    /** The id of a {@link Workload}. */
    @Param({"gbt2", "rf", "gbt10"})
    String workload = "";

    /** How many rows a batch has; divides the number of rows. */
    @Param("1024")
    int batchRows;

    @SuppressWarnings("NullAway.Init") // by open
    Engine engine;

    int outputs;

    /** Loads the model and prepares the rows. */
    @Setup(Level.Trial)
    public void open() throws Exception {
        Contender who = Contender.of(contender);
        Workload what = Workload.of(workload);
        Scratch scratch = new Scratch(Path.of(System.getProperty(SCRATCH, "target/inference")));
        outputs = who.outputs(what);
        engine = who.library().open(what, scratch.model(who, what), who.rows(what), batchRows);
    }

    /** Frees the model. */
    @TearDown(Level.Trial)
    public void close() {
        engine.close();
    }

    /** A thread that asks. */
    @State(Scope.Thread)
    public static class Caller {
        int row;
        double[] out = {};
        double[] all = {};

        /** Threads begin at different rows. */
        @Setup(Level.Trial)
        public void begin(InferenceBenchmark benchmark, ThreadParams threads) {
            row = Workload.ROWS / threads.getThreadCount() * threads.getThreadIndex();
            row -= row % benchmark.batchRows;
            out = new double[benchmark.outputs];
            all = new double[Workload.ROWS * benchmark.outputs];
        }
    }

    /** One row. */
    @Benchmark
    public double single(Caller caller) throws Exception {
        int row = caller.row;
        caller.row = (row + 1) & (Workload.ROWS - 1);
        engine.score(row, caller.out);
        return caller.out[0];
    }

    /** Many rows in one call. */
    @Benchmark
    public double batch(Caller caller) throws Exception {
        int row = caller.row;
        caller.row = (row + batchRows) & (Workload.ROWS - 1);
        engine.scoreRows(row, row + batchRows, caller.all);
        return caller.all[row * outputs];
    }
}
