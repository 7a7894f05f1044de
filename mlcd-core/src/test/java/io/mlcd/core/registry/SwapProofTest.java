package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.core.oracle.ClosingCodec;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand swaps of versions that own resources at a time, for more than a minute, under 16 threads;
 * {@code mvn verify -Pproof -pl mlcd-core -am}.
 */
@Tag("proof")
class SwapProofTest {
    private static final int SWAPS = 10_000;
    private static final long LEAST_NANOS = 60_000_000_000L;

    @Test
    void predict_during10000SwapsAtATime_neverMeetsAClosedOne() throws InterruptedException {
        long start = System.nanoTime();
        long swaps = 0;
        long calls = 0;
        long opened = 0;
        while (System.nanoTime() - start < LEAST_NANOS) {
            ClosingCodec codec = new ClosingCodec();
            try (LocalRegistry registry = LocalRegistry.inMemory().codec(codec).open()) {
                calls += SwapTest.prove(registry.live("m"), ResourceSwapTest.steps(registry, SWAPS, 500));
                assertThat(codec.open()).hasSize(2);
            }
            assertThat(codec.open()).isEmpty();
            assertThat(codec.misuses()).isZero();
            swaps += SWAPS;
            opened += codec.opened().size();
        }
        System.out.printf(
                Locale.ROOT,
                "%,d swaps under 16 threads, %,d calls: 0 failed, 0 stale; %,d opened, each closed once, 0 used after, in %.0f s%n",
                swaps,
                calls,
                opened,
                (System.nanoTime() - start) / 1e9);
    }
}
