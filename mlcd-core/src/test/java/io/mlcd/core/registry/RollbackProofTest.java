package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import io.mlcd.api.LiveModel;
import io.mlcd.api.ModelRegistry;
import io.mlcd.api.Rollout;
import io.mlcd.api.Row;
import io.mlcd.api.Verdict;
import io.mlcd.api.Version;
import io.mlcd.core.judge.Judge;
import io.mlcd.core.oracle.ClassPath;
import io.mlcd.core.oracle.Forests;
import io.mlcd.core.oracle.OtherWork;
import io.mlcd.core.rollout.Analysis;
import io.mlcd.core.rollout.Canary;
import io.mlcd.core.rollout.Immediately;
import io.mlcd.core.rollout.VirtualTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/**
 * How soon the old version answers once it was decided to roll back, in a folder, seen by a thread that asks without a pause;
 * {@code mvn verify -Pproof -pl mlcd-core -am -Djacoco.skip=true} writes {@code target/proofs/latency-rollback.md}, which
 * {@code docs/proofs/latency.md} holds.
 */
@Tag("proof")
@Timeout(1800)
class RollbackProofTest {
    private static final int ROLLBACKS = 300;
    private static final int OPENINGS = 60;
    private static final int JVMS = 60;
    private static final int TREES = 300;
    private static final Row ROW = Forests.rows(1, 7).get(0);
    private static final String KEY = "user-1";
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final StringBuilder PAGE = new StringBuilder("""
            | rollback | how many | first answer of the old version after the decision: median, ms | 90 % within | at most \
            | the call returned after: median, ms | failed requests | of calls |
            | --- | --- | --- | --- | --- | --- | --- | --- |
            """);

    @TempDir
    private Path folder;

    /** Of each rollback, in nanoseconds. */
    private static final class Times {
        private final String what;
        private final double[] answered;
        private final double[] returned;
        private int next;

        private Times(String what, int count) {
            this.what = what;
            answered = new double[count];
            returned = new double[count];
        }

        private void add(long untilAnswered, long untilReturned) {
            answered[next] = untilAnswered;
            returned[next++] = untilReturned;
        }

        private double medianMillis() {
            return Windows.median(answered) / 1e6;
        }

        private void tell(long failed, long calls) {
            double[] sorted = answered.clone();
            Arrays.sort(sorted);
            String line = String.format(
                    Locale.ROOT,
                    "| %s | %,d | %.4f | %.3f | %.3f | %.2f | %d | %,d |%n",
                    what,
                    next,
                    medianMillis(),
                    sorted[(int) Math.ceil(0.9 * next) - 1] / 1e6,
                    sorted[next - 1] / 1e6,
                    Windows.median(returned) / 1e6,
                    failed,
                    calls);
            PAGE.append(line);
            System.out.print(line);
        }
    }

    @BeforeAll
    static void instrumentedCodeIsNotMeasured() {
        Windows.assumeNotInstrumented();
    }

    @BeforeEach
    void quiet() throws InterruptedException {
        OtherWork.awaitNone(0.1, 120);
    }

    @AfterAll
    static void write() throws IOException {
        Path file = Path.of("target", "proofs", "latency-rollback.md");
        Files.createDirectories(file.getParent());
        Files.write(file, PAGE.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void prove(Times times, Poller poller) {
        times.tell(poller.failed(), poller.calls());
        assertThat(poller.failed()).isZero();
        assertThat(times.medianMillis()).isLessThan(1);
    }

    @Test
    void rollback_byHand_answersBeforeItIsDurable() {
        Times times = new Times("`registry.rollback(name)` of a promotion", ROLLBACKS);
        try (LocalRegistry registry = LocalRegistry.at(folder).open();
                Poller poller = Poller.start(ROW, KEY)) {
            registry.promote("m", registry.publish("m", Forests.forest(TREES, 1)));
            Version second = registry.publish("m", Forests.forest(TREES, 2));
            poller.ask(registry.live("m"));
            for (int i = 0; i < ROLLBACKS; i++) {
                registry.promote("m", second);
                poller.awaitCalls(100);
                poller.lookOutFor(1);
                long decided = System.nanoTime();
                registry.rollback("m");
                long returned = System.nanoTime();
                times.add(poller.awaitSeen() - decided, returned - decided);
            }
            prove(times, poller);
        }
    }

    /** A rollout whose guard fails when it is told to, and tells when. */
    private static final class Guard {
        private final AtomicBoolean failing = new AtomicBoolean();
        private final AtomicLong decided = new AtomicLong();

        private Judge judge() {
            return evidence -> {
                if (failing.get()) {
                    decided.set(System.nanoTime());
                    return Verdict.fail("it was told to", Map.of());
                }
                return Verdict.pass("nothing was told", Map.of());
            };
        }
    }

    private interface Start {
        Rollout rollout(LocalRegistry registry, Version version, Analysis analysis);
    }

    private void proveByGuard(String what, Start start) {
        Times times = new Times(what, ROLLBACKS);
        VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-11-01T12:00:00Z"));
        Guard guard = new Guard();
        Analysis analysis = Analysis.standard().interval(LOOK).guard(guard.judge());
        try (LocalRegistry registry =
                        LocalRegistry.at(folder).clock(time).scheduler(time).open();
                Poller poller = Poller.start(ROW, KEY)) {
            registry.promote("m", registry.publish("m", Forests.forest(TREES, 1)));
            Version second = registry.publish("m", Forests.forest(TREES, 2));
            poller.ask(registry.live("m"));
            while (times.next < ROLLBACKS) {
                poller.lookOutFor(2);
                Rollout rollout = start.rollout(registry, second, analysis);
                if (registry.live("m").predict(ROW, KEY).version().orElseThrow().number() == 1) {
                    rollout.abort(); // the key is the champion's this time; each rollout deals out keys anew
                    continue;
                }
                poller.awaitSeen();
                poller.lookOutFor(1);
                guard.failing.set(true);
                time.advance(LOOK);
                long returned = System.nanoTime();
                guard.failing.set(false);
                times.add(poller.awaitSeen() - guard.decided.get(), returned - guard.decided.get());
                assertThat(rollout.state()).isEqualTo(Rollout.State.ABORTED);
            }
            prove(times, poller);
        }
    }

    @Test
    void rollback_byAGuardThatWatches_answersBeforeItIsDurable() {
        proveByGuard(
                "a guard rail fails while a promotion is watched",
                (registry, version, analysis) -> registry.rollout("m", version)
                        .immediately(Immediately.standard()
                                .watch(Duration.ofHours(1))
                                .analysis(analysis))
                        .start());
    }

    @Test
    void rollback_byAGuardOfACanary_answersBeforeItIsDurable() {
        proveByGuard(
                "a guard rail fails in a canary of 50 %, a key of the new version's",
                (registry, version, analysis) -> registry.rollout("m", version)
                        .canary(Canary.steps(50).every(Duration.ofHours(1)).analysis(analysis))
                        .start());
    }

    private void publishTwo() {
        try (LocalRegistry registry = LocalRegistry.at(folder).open()) {
            registry.promote("m", registry.publish("m", Forests.forest(TREES, 1)));
            registry.promote("m", registry.publish("m", Forests.forest(TREES, 2)));
        }
    }

    private static void promoteAgain(LocalRegistry registry) {
        registry.promote("m", registry.versions("m").get(1));
    }

    @Test
    void rollback_straightAfterOpening_answersBeforeItIsDurable() {
        Times times = new Times("`registry.rollback(name)` straight after `open()` returned", OPENINGS);
        publishTwo();
        try (Poller poller = Poller.start(ROW, KEY)) {
            for (int i = 0; i < OPENINGS; i++) {
                poller.lookOutFor(1);
                try (LocalRegistry registry = LocalRegistry.at(folder).open()) {
                    long decided = System.nanoTime();
                    poller.ask(registry.live("m"));
                    registry.rollback("m");
                    long returned = System.nanoTime();
                    times.add(poller.awaitSeen() - decided, returned - decided);
                    promoteAgain(registry);
                    poller.rest();
                }
            }
            prove(times, poller);
        }
    }

    @Test
    void rollback_straightAfterOpeningInANewJvm_answers() throws IOException {
        Times times = new Times("straight after `open()` returned, each time in a JVM of its own", JVMS);
        publishTwo();
        long failed = 0;
        long calls = 0;
        for (int i = 0; i < JVMS; i++) {
            Process process = new ProcessBuilder(command(folder))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            List<String> said =
                    Arrays.asList(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                            .trim()
                            .split(" ", -1));
            assertThat(said).hasSize(4);
            times.add(Long.parseLong(said.get(0)), Long.parseLong(said.get(1)));
            failed += Long.parseLong(said.get(2));
            calls += Long.parseLong(said.get(3));
        }
        times.tell(failed, calls);
        assertThat(failed).isZero();
    }

    private static List<String> command(Path folder) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                ClassPath.of(
                        RollbackProofTest.class,
                        LocalRegistry.class,
                        ModelRegistry.class,
                        JsonFactory.class,
                        Logger.class,
                        Test.class,
                        TempDir.class),
                RollbackProofTest.class.getName(),
                folder.toString());
    }

    /** In another JVM: opens, rolls back, promotes again; prints what the times are, how many calls failed, and how many there were. */
    public static void main(String... arguments) {
        try (Poller poller = Poller.start(ROW, KEY)) {
            poller.lookOutFor(1);
            try (LocalRegistry registry =
                    LocalRegistry.at(Path.of(arguments[0])).open()) {
                long decided = System.nanoTime();
                LiveModel live = registry.live("m");
                poller.ask(live);
                registry.rollback("m");
                long returned = System.nanoTime();
                long seen = poller.awaitSeen();
                promoteAgain(registry);
                poller.rest();
                System.out.println(
                        (seen - decided) + " " + (returned - decided) + " " + poller.failed() + " " + poller.calls());
            }
        }
    }
}
