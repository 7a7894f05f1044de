package io.mlcd.core.scratch;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.core.oracle.Allocation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class PoolTest {
    private static final int THREADS = 16;

    /** Something to hold, that knows by how many it is held. */
    private static final class Held {
        private final AtomicInteger holders = new AtomicInteger();
    }

    private final AtomicInteger made = new AtomicInteger();

    private Held make() {
        made.incrementAndGet();
        return new Held();
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "1, 2", "2, 2", "3, 4", "4, 4", "5, 8", "63, 64", "64, 64", "65, 64", "1000, 64"})
    void slots_areThePowerOfTwoNotBelowWhatIsWanted_upTo64(int wanted, int slots) {
        assertThat(new Pool<>(wanted, this::make).slots()).isEqualTo(slots);
    }

    @Test
    void take_afterGive_isTheSameObject() {
        Pool<Held> pool = new Pool<>(this::make);
        Held held = pool.take();
        assertThat(pool.take()).isNotSameAs(held);
        pool.give(held);
        assertThat(pool.take()).isSameAs(held);
        assertThat(made).hasValue(2);
    }

    @ParameterizedTest
    @CsvSource({"2", "4", "16", "64"})
    void give_moreThanThereAreSlots_dropsTheRest(int slots) {
        Pool<Held> pool = new Pool<>(slots, this::make);
        List<Held> taken = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            taken.add(pool.take());
        }
        assertThat(new HashSet<>(taken)).hasSize(200);
        taken.forEach(pool::give);
        Set<Held> again = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            again.add(pool.take());
        }
        assertThat(again).hasSize(200);
        assertThat(made).hasValue(400 - slots);
    }

    @ParameterizedTest
    @CsvSource({"2", "8", "64"})
    void take_by16Threads_givesNoObjectToTwoAtOnce(int slots) throws InterruptedException {
        Pool<Held> pool = new Pool<>(slots, this::make);
        AtomicInteger shared = new AtomicInteger();
        CyclicBarrier all = new CyclicBarrier(THREADS);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 50_000; i++) {
                    Held one = pool.take();
                    Held other = pool.take();
                    shared.addAndGet(one.holders.getAndIncrement() + other.holders.getAndIncrement());
                    if (i % 500 == 0) {
                        meet(all); // so 32 are held at once
                    }
                    one.holders.decrementAndGet();
                    other.holders.decrementAndGet();
                    pool.give(one);
                    pool.give(other);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(shared).hasValue(0);

        int before = made.get();
        Set<Held> waiting = Collections.newSetFromMap(new IdentityHashMap<>());
        while (made.get() == before) {
            assertThat(waiting.add(pool.take())).isTrue();
        }
        assertThat(waiting.size() - 1).isBetween(1, slots); // the last was new
    }

    private static void meet(CyclicBarrier all) {
        try {
            all.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void takeAndGive_byManyThreadsInTurn_makeNoNewObjects() throws InterruptedException {
        Pool<Held> pool = new Pool<>(this::make);
        for (int t = 0; t < 100; t++) {
            Thread thread = new Thread(() -> pool.give(pool.take()));
            thread.start();
            thread.join();
        }
        assertThat(made).hasValue(1);
    }

    @Test
    void takeAndGive_allocateNothing() {
        Pool<double[]> pool = new Pool<>(() -> new double[100]);
        Runnable turns = () -> {
            for (int i = 0; i < 10_000; i++) {
                pool.give(pool.take());
            }
        };
        turns.run();
        assertThat(Allocation.of(turns)).isLessThan(10_000);
    }
}
