package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.core.oracle.Allocation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Answers that wait for their labels. */
class AnswerLogTest {
    @Test
    void take_findsEachAnswerOnce_inAnyOrder() {
        AnswerLog log = new AnswerLog(1000, 2, 1);
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            long id = log.nextId();
            ids.add(id);
            log.remember(id, i % 3, 17L * i, new double[] {i, -i});
        }
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(2));
        for (int i : order) {
            AnswerLog.Answer answer = log.take(ids.get(i));
            assertThat(answer).isNotNull();
            assertThat(answer.arm()).isEqualTo(i % 3);
            assertThat(answer.key()).isEqualTo(17L * i);
            assertThat(answer.scores()).containsExactly(i, -i);
            assertThat(log.take(ids.get(i))).isNull();
        }
        assertThat(log.forgotten()).isEqualTo(1000);
    }

    @Test
    void take_whatIsTooOldOrNeverWas_isCounted() {
        AnswerLog log = new AnswerLog(4, 1, 3);
        long first = log.nextId();
        log.remember(first, 0, 1, new double[] {Double.NaN});
        for (int i = 0; i < 4; i++) {
            log.remember(log.nextId(), 1, 2, new double[] {1});
        }
        assertThat(log.take(first)).isNull();
        assertThat(log.take(0)).isNull();
        assertThat(log.take(first - 1)).isNull();
        assertThat(log.forgotten()).isEqualTo(3);
        assertThat(new AnswerLog(4, 1, 4).take(first)).isNull(); // after a restart
    }

    /** Writers that overtake one another in a tiny ring: whatever is found is one whole answer. */
    @Test
    void take_whileWritersOvertakeOneAnother_neverGivesAMixture() throws Exception {
        AnswerLog log = new AnswerLog(2, 3, 5);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Future<Integer>> readers = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            readers.add(pool.submit(() -> {
                int found = 0;
                for (int i = 0; i < 200_000; i++) {
                    long id = log.nextId();
                    log.remember(
                            id, (int) (id & 1), id, new double[] {(double) id, (double) (id + 1), (double) (id + 2)});
                    AnswerLog.Answer answer = log.take(id - (i & 1));
                    if (answer != null) {
                        long of = answer.key();
                        assertThat(answer.arm()).isEqualTo((int) (of & 1));
                        assertThat(answer.scores()).containsExactly((double) of, (double) (of + 1), (double) (of + 2));
                        found++;
                    }
                }
                return found;
            }));
        }
        for (Future<Integer> reader : readers) {
            assertThat(reader.get()).isPositive();
        }
        pool.shutdown();
    }

    @Test
    void remember_onceWarm_allocatesNothing() {
        AnswerLog log = new AnswerLog(1024, 2, 6);
        double[] scores = {0.25, 0.75};
        Allocation.of(() -> remember(log, scores));
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            least = Math.min(least, Allocation.of(() -> remember(log, scores)));
        }
        assertThat(least).isLessThan(100);
    }

    private static void remember(AnswerLog log, double[] scores) {
        for (int i = 0; i < 10_000; i++) {
            log.remember(log.nextId(), 1, i, scores);
        }
    }
}
