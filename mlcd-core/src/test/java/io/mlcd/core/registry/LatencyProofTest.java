package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.api.LiveModel;
import io.mlcd.api.Rollout;
import io.mlcd.api.Row;
import io.mlcd.api.Verdict;
import io.mlcd.api.Version;
import io.mlcd.core.judge.Arm;
import io.mlcd.core.oracle.Forests;
import io.mlcd.core.rollout.Analysis;
import io.mlcd.core.rollout.Shadow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long calls take while versions are delivered and while a shadow is asked; {@code mvn verify -Pproof -pl mlcd-core -am
 * -Djacoco.skip=true} writes {@code target/proofs/latency-*.md}, which {@code docs/proofs/latency.md} holds.
 */
@Tag("proof")
class LatencyProofTest {
    private static final int TREES = 300;
    private static final int CALLS = 100_000;
    private static final long INTERVAL_NANOS = 150_000;
    private static final long WINDOW_MILLIS = CALLS * INTERVAL_NANOS / 1_000_000;
    private static final int PAIRS = Integer.getInteger("proof.pairs", 24);
    /** What is published in turn; a version that was retired is published anew. */
    private static final int ARTIFACTS = 12;
    /** Until then the JVM compiles what delivers, which takes processors from the client. */
    private static final int WARM_UP_STEPS = 6_000;

    @TempDir
    private Path folder;

    private final List<Row> rows = Forests.rows(4_096, 7);

    @BeforeAll
    static void instrumentedCodeIsNotMeasured() {
        Windows.assumeNotInstrumented();
    }

    private OpenLoop client(LiveModel live, StringBuilder page) {
        OpenLoop.cost(live, rows, 300_000);
        page.append(String.format(
                Locale.ROOT,
                "The model: %d trees of depth 8, 20 features; a call takes %.2f µs if the next follows at once. One is due every"
                        + " %d µs.%n%n",
                TREES,
                OpenLoop.cost(live, rows, 100_000) / 1e3,
                INTERVAL_NANOS / 1_000));
        return new OpenLoop(live, rows, INTERVAL_NANOS);
    }

    private static List<byte[]> artifacts() {
        List<byte[]> artifacts = new ArrayList<>();
        for (int i = 0; i < ARTIFACTS; i++) {
            artifacts.add(Forests.forest(TREES, 100 + i).bytes());
        }
        return artifacts;
    }

    /** What a team does to its model, but as often as nobody does. */
    private static final class Delivery {
        private final LocalRegistry registry;
        private final List<byte[]> artifacts = artifacts();
        private @Nullable Version last;
        private int steps;
        private int loads;

        private Delivery(LocalRegistry registry) {
            this.registry = registry;
        }

        /** A swap: to a new version, back to the one before, forth, and back; old versions are retired now and then. */
        private void step() {
            switch (steps % 4) {
                case 0 -> {
                    last = registry.publish("m", artifacts.get(loads % ARTIFACTS));
                    registry.promote("m", last);
                    loads++;
                }
                case 2 -> {
                    registry.promote("m", Objects.requireNonNull(last));
                    if (loads % 4 == 0) {
                        registry.retain("m", 2);
                    }
                }
                default -> registry.rollback("m");
            }
            steps++;
        }

        /** Steps in a thread, one a period. */
        private Windows.Beside begin(long periodMillis) {
            AtomicBoolean ending = new AtomicBoolean();
            Thread thread = new Thread(
                    () -> {
                        while (!ending.get()) {
                            step();
                            LockSupport.parkNanos(periodMillis * 1_000_000);
                        }
                    },
                    "delivery");
            AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
            thread.setUncaughtExceptionHandler((ended, e) -> failure.set(e));
            thread.start();
            return () -> {
                ending.set(true);
                LockSupport.unpark(thread);
                thread.join();
                assertThat(failure.get()).as("what ended the delivery").isNull();
            };
        }
    }

    @Test
    void p99_duringSwapsAndLoads_isAtMostHalfAsMuchAgain() throws Exception {
        StringBuilder page = new StringBuilder();
        try (LocalRegistry registry = LocalRegistry.at(folder).open()) {
            registry.promote("m", registry.publish("m", Forests.forest(TREES, 1)));
            OpenLoop client = client(registry.live("m"), page);
            Delivery delivery = new Delivery(registry);
            client.run(CALLS);
            Windows first = windows(page, client, delivery, 50, ", in a JVM that has not delivered before", PAIRS / 6);
            for (int i = 0; i < WARM_UP_STEPS; i++) {
                delivery.step();
            }
            client.run(CALLS);
            Windows its = windows(page, client, delivery, 500, "", PAIRS);
            Windows often = windows(page, client, delivery, 50, "", PAIRS / 3);
            write("swaps", page, first, its, often);
            assertThat(first.failed() + its.failed() + often.failed()).isZero();
            assertThat(Math.max(its.mostBusy(), often.mostBusy())).isLessThan(0.3);
            assertThat(Windows.median(its.ratios(99))).isLessThanOrEqualTo(1.5);
        }
    }

    private static Windows windows(
            StringBuilder page, OpenLoop client, Delivery delivery, long periodMillis, String when, int pairs)
            throws Exception {
        Windows its = new Windows(client, CALLS, () -> delivery.begin(periodMillis));
        int stepsBefore = delivery.steps;
        int loadsBefore = delivery.loads;
        its.run(pairs);
        assertThat(delivery.steps - stepsBefore).isGreaterThan((int) (its.made() * WINDOW_MILLIS / periodMillis / 2));
        assertThat(delivery.loads - loadsBefore).isGreaterThan((delivery.steps - stepsBefore) / 4 - 2);
        page.append(String.format(
                        Locale.ROOT,
                        "### A swap, then a pause of %d ms%s%n%nIn a window with them there were %.1f swaps, of them %.1f to a version that was"
                                + " published, checked and loaded from the folder then (%,d bytes).%n%n",
                        periodMillis,
                        when,
                        (double) (delivery.steps - stepsBefore) / its.made(),
                        (double) (delivery.loads - loadsBefore) / its.made(),
                        delivery.artifacts.get(0).length))
                .append(its.text())
                .append('\n');
        return its;
    }

    private final AtomicLong asked = new AtomicLong();
    private long askedBefore;
    private long dropped;

    /** A shadow that asks all calls again. */
    private final class Shadowing implements Windows.Beside {
        private final Rollout rollout;

        private Shadowing(LocalRegistry registry, Version challenger) {
            asked.set(0);
            Analysis analysis = Analysis.standard()
                    .interval(Duration.ofMillis(100))
                    .guard(evidence -> {
                        asked.set(evidence.seen(Arm.CHALLENGER).calls());
                        return Verdict.pass("counted", Map.of());
                    });
            rollout = registry.rollout("m", challenger)
                    .shadow(Shadow.lasting(Duration.ofDays(1)).analysis(analysis))
                    .start();
        }

        @Override
        public void end() throws InterruptedException {
            Thread.sleep(250); // another look
            dropped += rollout.status().dropped();
            askedBefore += asked.get();
            assertThat(rollout.state()).isEqualTo(Rollout.State.RUNNING);
            rollout.abort();
        }
    }

    @Test
    void p99_besideAShadow_isLessThanAQuarterMore() throws Exception {
        StringBuilder page = new StringBuilder();
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (LocalRegistry registry =
                LocalRegistry.at(folder).scheduler(scheduler).executor(executor).open()) {
            registry.promote("m", registry.publish("m", Forests.forest(TREES, 1)));
            Version challenger = registry.publish("m", Forests.forest(TREES, 2));
            OpenLoop client = client(registry.live("m"), page);
            for (int i = 0; i < 3; i++) {
                Shadowing warmUp = new Shadowing(registry, challenger);
                client.run(CALLS);
                warmUp.end();
                client.run(CALLS);
            }
            dropped = 0;
            askedBefore = 0;
            Windows its = new Windows(client, CALLS, () -> new Shadowing(registry, challenger));
            its.run(2 * PAIRS); // its bound is of the interval, which is to be narrow
            page.append(String.format(
                    Locale.ROOT,
                    "In a window with a shadow the challenger, a forest of the same size, answered %,.0f of %,d calls too; %.1f"
                            + " were dropped.%n%n",
                    (double) askedBefore / its.made(),
                    CALLS,
                    (double) dropped / its.made()));
            page.append(its.text());
            write("shadow", page, its);
            assertThat(its.failed()).isZero();
            assertThat(askedBefore).as("calls that the shadow answered").isGreaterThan((long)
                    (0.99 * CALLS * its.made()));
            assertThat(its.mostBusy()).isLessThan(0.3);
            assertThat(Windows.interval(its.ratios(99))[1]).isLessThan(1.25);
        } finally {
            scheduler.shutdownNow();
            executor.shutdownNow();
        }
    }

    private static void write(String name, StringBuilder page, Windows... all) throws IOException {
        Path file = Path.of("target", "proofs", "latency-" + name + ".md");
        Files.createDirectories(file.getParent());
        Files.write(file, page.toString().getBytes(StandardCharsets.UTF_8));
        StringBuilder lines = new StringBuilder();
        for (Windows windows : all) {
            lines.append(windows.lines()).append('\n');
        }
        Path csv = file.resolveSibling("latency-" + name + ".csv");
        Files.write(csv, lines.toString().getBytes(StandardCharsets.UTF_8));
        System.out.println(page);
    }
}
