package io.mlcd.benchmarks;

import io.mlcd.ensemble.Placeholder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

@State(Scope.Benchmark)
public class MeanBenchmark {
    private final double[] values = {1, 2, 3};

    @Benchmark
    public double mean() {
        return Placeholder.mean(values);
    }
}
