package io.mlcd.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MeanBenchmarkTest {
    @Test
    void mean_threeValues_middle() {
        assertThat(new MeanBenchmark().mean()).isEqualTo(2);
        assertThat(MeanBenchmark.class.getResource("/META-INF/BenchmarkList")).isNotNull();
    }
}
