package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.core.judge.Latencies;
import io.mlcd.core.judge.Scores;
import io.mlcd.core.judge.Seen;
import io.mlcd.core.oracle.Allocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What is counted of an arm. */
class ArmRecorderTest {
    @Test
    void seen_ofNothing_isNothing() {
        Seen seen = new ArmRecorder(0, 1).seen();
        assertThat(seen.calls()).isZero();
        assertThat(seen.scores()).isEqualTo(Scores.NONE);
        assertThat(seen.latencies().calls()).isZero();
    }

    @Test
    void seen_isWhatWasCounted() {
        ArmRecorder recorder = new ArmRecorder(-1, 10);
        recorder.answered(100, 2);
        recorder.answered(1_000, -1);
        recorder.answered(10_000, 10.5);
        recorder.answered(100_000, -1.5);
        recorder.answered(1_000_000, Double.NaN);
        recorder.failed(5);
        Seen seen = recorder.seen();
        assertThat(seen.calls()).isEqualTo(6);
        assertThat(seen.errors()).isEqualTo(1);
        assertThat(seen.nans()).isEqualTo(1);
        assertThat(seen.outOfRange()).isEqualTo(2);
        assertThat(seen.scores()).isEqualTo(new Scores(4, -1.5, 10.5, 2.5));
        assertThat(seen.latencies())
                .hasToString(Latencies.ofNanos(100, 1_000, 10_000, 100_000, 1_000_000, 5)
                        .toString());
    }

    @Test
    void seen_of16Threads_losesNothing_andIsWholeMeanwhile() throws Exception {
        int threads = 16;
        int calls = 20_000;
        long all = (long) threads * calls;
        ArmRecorder recorder = new ArmRecorder(0, 1);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<Double>> sums = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            Random random = new Random(t);
            sums.add(pool.submit(() -> {
                double sum = 0;
                for (int i = 0; i < calls; i++) {
                    double score = random.nextDouble();
                    if (i % 10 == 0) {
                        recorder.failed(random.nextInt(1_000_000));
                    } else {
                        recorder.answered(random.nextInt(1_000_000), score);
                        sum += score;
                    }
                }
                return sum;
            }));
        }
        double expected = 0;
        for (Future<Double> sum : sums) {
            while (!sum.isDone()) {
                Seen seen = recorder.seen(); // throws if a part were larger than the whole
                assertThat(seen.calls()).isLessThanOrEqualTo(all);
            }
            expected += sum.get();
        }
        pool.shutdown();
        Seen seen = recorder.seen();
        assertThat(seen.calls()).isEqualTo(all);
        assertThat(seen.errors()).isEqualTo(all / 10);
        assertThat(seen.latencies().calls()).isEqualTo(all);
        long answers = all / 10 * 9;
        assertThat(seen.scores().count()).isEqualTo(answers);
        assertThat(seen.scores().mean()).isCloseTo(expected / answers, within(1e-9));
        assertThat(seen.scores().min()).isBetween(0.0, 1e-3);
        assertThat(seen.scores().max()).isBetween(1 - 1e-3, 1.0);
    }

    @Test
    void answered_onceWarm_allocatesNothing() {
        ArmRecorder recorder = new ArmRecorder(0, 1);
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            least = Math.min(least, Allocation.of(() -> record(recorder)));
        }
        assertThat(least).isLessThan(100);
    }

    private static void record(ArmRecorder recorder) {
        for (int i = 0; i < 10_000; i++) {
            recorder.answered(i, i * 1e-4);
        }
    }
}
