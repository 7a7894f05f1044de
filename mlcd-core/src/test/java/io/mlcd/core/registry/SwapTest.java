package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.api.LiveModel;
import io.mlcd.api.Prediction;
import io.mlcd.api.Row;
import io.mlcd.api.Version;
import io.mlcd.core.oracle.Constants;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The swap: while versions change, every call is answered, by exactly one version, and by none that was replaced before
 * the call began.
 */
@Timeout(300)
class SwapTest {
    private static final int THREADS = 16;

    @TempDir
    Path folder;

    /** A change, and the number of the version that is live after it. */
    record Step(Runnable change, int live) {}

    @Test
    void predict_during1000PromotionsInMemory_isNeverAnsweredByAnOlderVersion() throws InterruptedException {
        try (LocalRegistry registry = LocalRegistry.inMemory().open()) {
            List<Step> steps = new ArrayList<>();
            for (int i = 1; i <= 1_000; i++) {
                Version version = registry.publish("m", Constants.constant(i));
                steps.add(new Step(() -> registry.promote("m", version), i));
            }
            prove(registry.live("m"), steps);
        }
    }

    @Test
    void predict_duringPromotionsAndRollbacksInAFolder_isAnsweredByWhatIsLive() throws InterruptedException {
        try (LocalRegistry registry = LocalRegistry.at(folder).open()) {
            List<Step> steps = new ArrayList<>();
            List<Integer> live = new ArrayList<>();
            for (int i = 1; i <= 60; i++) {
                Version version = registry.publish("m", Constants.constant(i));
                steps.add(new Step(() -> registry.promote("m", version), i));
                live.add(i);
                if (i % 3 == 0) {
                    live.remove(live.size() - 1);
                    steps.add(new Step(() -> registry.rollback("m"), live.get(live.size() - 1)));
                }
            }
            prove(registry.live("m"), steps);
        }
    }

    /** Takes the steps while 16 threads ask; gives how many calls were answered. */
    static long prove(LiveModel live, List<Step> steps) throws InterruptedException {
        AtomicInteger begun = new AtomicInteger(); // raised before a change
        AtomicInteger returned = new AtomicInteger(); // raised after it
        AtomicLong calls = new AtomicLong();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        step(steps, 0, begun, returned);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            Thread thread = new Thread(() -> {
                try {
                    while (returned.get() < steps.size() && failure.get() == null) {
                        call(live, steps, begun, returned);
                        calls.incrementAndGet();
                    }
                    call(live, steps, begun, returned);
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (int i = 1; i < steps.size(); i++) {
            long needed = i % 10 == 0 ? calls.get() + THREADS : 0; // bursts of changes, and calls between them
            while (calls.get() < needed && failure.get() == null) {
                Thread.onSpinWait();
            }
            step(steps, i, begun, returned);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failure.get()).isNull();
        assertThat(calls.get()).isGreaterThan(THREADS * (steps.size() / 10L - 1));
        return calls.get();
    }

    private static void step(List<Step> steps, int i, AtomicInteger begun, AtomicInteger returned) {
        begun.set(i + 1);
        steps.get(i).change().run();
        returned.set(i + 1);
    }

    /** One call; what answers must have been live at some time between the call's begin and its end. */
    private static void call(LiveModel live, List<Step> steps, AtomicInteger begun, AtomicInteger returned) {
        int atLeast = returned.get();
        Prediction answer = live.predict(Row.of("x", 1));
        int atMost = begun.get();
        int number = answer.version().orElseThrow().number();
        assertThat(answer.value()).isEqualTo(number);
        boolean wasLive = false;
        for (int step = atLeast; step <= atMost; step++) {
            wasLive |= steps.get(step - 1).live() == number;
        }
        assertThat(wasLive)
                .as(
                        "v%s answered a call that began after step %s and ended before step %s",
                        number, atLeast, atMost + 1)
                .isTrue();
    }
}
