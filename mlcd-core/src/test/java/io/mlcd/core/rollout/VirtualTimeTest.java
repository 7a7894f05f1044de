package io.mlcd.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Time that is told to move. */
class VirtualTimeTest {
    private static final Instant START = Instant.parse("2026-11-01T12:00:00Z");

    private final VirtualTime time = VirtualTime.startingAt(START);
    private final List<String> seen = new ArrayList<>();

    private void note(String name) {
        seen.add(name + " " + Duration.between(START, time.instant()).toMinutes());
    }

    @Test
    void advance_runsWhatIsDue_atItsInstant_inOrder() {
        time.schedule(Duration.ofMinutes(10), () -> note("b"));
        time.schedule(Duration.ofMinutes(5), () -> note("a"));
        time.schedule(Duration.ofMinutes(10), () -> note("c"));
        time.schedule(Duration.ofMinutes(11), () -> note("late"));
        time.advance(Duration.ofMinutes(4));
        assertThat(seen).isEmpty();
        time.advance(Duration.ofMinutes(6));
        assertThat(seen).containsExactly("a 5", "b 10", "c 10");
        assertThat(time.instant()).isEqualTo(START.plus(Duration.ofMinutes(10)));
        assertThat(time.waiting()).isEqualTo(1);
    }

    @Test
    void advance_runsWhatTasksSchedule_alsoSoon() {
        time.schedule(Duration.ofHours(1), this::hourly);
        time.schedule(Duration.ZERO, () -> time.schedule(Duration.ofMinutes(-1), () -> note("soon")));
        time.advance(Duration.ofDays(7));
        assertThat(seen)
                .hasSize(7 * 24 + 1)
                .startsWith("soon 0", "hour 60", "hour 120")
                .endsWith("hour 10080");
    }

    private void hourly() {
        note("hour");
        time.schedule(Duration.ofHours(1), this::hourly);
    }

    @Test
    void advance_whenATaskThrows_standsThere_andCanGoOn() {
        time.schedule(Duration.ofMinutes(1), () -> {
            throw new IllegalStateException("broken");
        });
        time.schedule(Duration.ofMinutes(2), () -> note("next"));
        assertThatThrownBy(() -> time.advance(Duration.ofMinutes(5))).hasMessage("broken");
        assertThat(time.instant()).isEqualTo(START.plus(Duration.ofMinutes(1)));
        time.advance(Duration.ofMinutes(1));
        assertThat(seen).containsExactly("next 2");
        assertThatThrownBy(() -> time.advance(Duration.ofMinutes(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("time cannot go back by PT-1M; start another one");
    }

    @Test
    void of_anExecutor_runsLater() throws InterruptedException {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
        try {
            CountDownLatch ran = new CountDownLatch(1);
            Scheduler.of(executor).schedule(Duration.ofMillis(1), ran::countDown);
            assertThat(ran.await(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            executor.shutdown();
        }
    }
}
