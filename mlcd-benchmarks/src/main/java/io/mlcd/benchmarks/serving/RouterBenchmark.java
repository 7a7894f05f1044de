package io.mlcd.benchmarks.serving;

import io.mlcd.api.FixedPredictor;
import io.mlcd.api.LiveModel;
import io.mlcd.api.Prediction;
import io.mlcd.api.Row;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.infra.ThreadParams;

/** One row of one number through a constant model, by each {@link Way}; {@link Router} runs it for all of them, by turns. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RouterBenchmark {
    /** Somewhat less than a microsecond; whoever drains a queue has time for it then. */
    private static final int PAUSE = 400;

    /** Asks, with a key where the way has one. */
    private interface Call {
        Prediction ask(Row row, String key);
    }

    /** The id of a {@link Way}. */
    @Param({
        "direct",
        "current",
        "live",
        "live-key",
        "canary-outside",
        "canary-chance",
        "canary-control",
        "canary-challenger",
        "canary-mixed",
        "ab",
        "ab-chance",
        "shadow-full",
        "paced",
        "paced-live",
        "shadow"
    })
    private String way = "";

    private final Row row = Row.of("x", 1.5);
    private String[] keys = {};
    private int pause;

    @SuppressWarnings("NullAway.Init") // by prepare
    private Stage stage;

    @SuppressWarnings("NullAway.Init") // by prepare
    private Call call;

    /** A thread that asks: its place among the keys, and what it saw in an iteration. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Caller {
        /** So far. */
        public long calls;
        /** Those of all threads that a shadow left out; the first thread tells of them. */
        public long dropped;

        private long droppedBefore;

        /** Begins an iteration. */
        @Setup(Level.Iteration)
        public void begin(RouterBenchmark benchmark) {
            droppedBefore = benchmark.stage.dropped();
        }

        /** Ends an iteration. */
        @TearDown(Level.Iteration)
        public void end(RouterBenchmark benchmark, ThreadParams threads) {
            dropped = threads.getThreadIndex() == 0 ? benchmark.stage.dropped() - droppedBefore : 0;
        }
    }

    /** Makes what is asked. */
    @Setup(Level.Trial)
    public void prepare() {
        Way its = Way.of(way);
        stage = new Stage(its);
        keys = stage.keys();
        call = call(its);
        pause = its.isPaced() ? PAUSE : 0;
    }

    private Call call(Way its) {
        LiveModel live = stage.live();
        FixedPredictor model = stage.model();
        return switch (its) {
            case DIRECT, PACED -> (asked, key) -> model.predict(asked);
            case CURRENT -> (asked, key) -> live.current().predict(asked);
            case LIVE, PACED_LIVE, CANARY_CHANCE, AB_CHANCE -> (asked, key) -> live.predict(asked);
            default -> live::predict;
        };
    }

    /** Checks that nothing moved on. */
    @TearDown(Level.Trial)
    public void close() {
        stage.close();
    }

    /** Asks. */
    @Benchmark
    public void predict(Caller caller, Blackhole sink) {
        sink.consume(call.ask(row, keys[(int) caller.calls++ & (keys.length - 1)]));
        if (pause > 0) {
            Blackhole.consumeCPU(pause);
        }
    }
}
