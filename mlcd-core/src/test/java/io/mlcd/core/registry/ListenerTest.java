package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.api.RegistryEvent;
import io.mlcd.api.Version;
import io.mlcd.core.oracle.Constants;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Listeners are other people's code: they may be slow, and wait for each other. */
@Timeout(60)
class ListenerTest {
    @Test
    void listenerThatBlocks_delaysOtherEvents_andNoChange() throws InterruptedException {
        try (LocalRegistry registry = LocalRegistry.inMemory().open()) {
            Version one = registry.publish("m", Constants.constant(1));
            Version two = registry.publish("m", Constants.constant(2));
            registry.promote("m", one);
            CountDownLatch inListener = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            List<String> heard = Collections.synchronizedList(new ArrayList<>());
            registry.addListener(event -> {
                if (event instanceof RegistryEvent.Promoted) {
                    inListener.countDown();
                    awaitQuietly(go);
                }
                heard.add(event.getClass().getSimpleName());
            });
            Thread promoting = new Thread(() -> registry.promote("m", two));
            promoting.start();
            inListener.await();
            registry.rollback("m"); // does not wait for the listener
            assertThat(registry.live("m").version()).contains(one);
            assertThat(heard).isEmpty();
            go.countDown();
            promoting.join();
            assertThat(heard).containsExactly("Promoted", "RolledBack");
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void events_ofManyThreads_areAllHeardInTheOrderOfTheChanges() throws InterruptedException {
        try (LocalRegistry registry = LocalRegistry.inMemory().open()) {
            List<RegistryEvent> heard = new ArrayList<>(); // one at a time, so it needs no lock of its own
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            registry.addListener(event -> {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                heard.add(event);
                inside.decrementAndGet();
            });
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                int from = 100 * t;
                threads.add(new Thread(() -> {
                    for (int i = from; i < from + 100; i++) {
                        registry.publish("m", Constants.constant(i));
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(most).hasValue(1);
            assertThat(heard).hasSize(800);
            assertThat(heard.stream().map(event -> event.version().number()).toList())
                    .isSorted();
        }
    }
}
