package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import io.mlcd.api.Row;
import io.mlcd.api.Version;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.artifact.Codecs;
import io.mlcd.core.oracle.ClassPath;
import io.mlcd.core.oracle.ClosingCodec;
import io.mlcd.core.oracle.Constants;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;

/** The shelf of loaded versions, with Caffeine and without. */
@Timeout(120)
class ShelfTest {
    private static final long PLENTY = 1 << 30;

    private final ClosingCodec codec = new ClosingCodec();
    private final AtomicInteger loads = new AtomicInteger();

    static Stream<Arguments> both() {
        LongFunction<Spares> caffeine = CaffeineSpares::new;
        LongFunction<Spares> plain = PlainSpares::new;
        return Stream.of(Arguments.of("Caffeine", caffeine), Arguments.of("plain", plain));
    }

    private static Version version(int number) {
        return new Version("m", number, "0123456789abcdef".repeat(4));
    }

    /** Answers its number, and owns something. */
    private Served load(int number) {
        Artifact artifact = Artifact.read(ClosingCodec.artifact(number).bytes(), Codecs.of(codec));
        return new Served(version(number), artifact);
    }

    /** Answers its number, and is data alone. */
    private Served loadData(int number) {
        loads.incrementAndGet();
        return new Served(version(number), Constants.constant(number));
    }

    private Served takeData(Shelf shelf, int number) {
        return shelf.take(version(number), () -> loadData(number));
    }

    private Served take(Shelf shelf, int number) {
        return shelf.take(version(number), () -> load(number));
    }

    @Test
    void spares_withCaffeineOnTheClassPath_areCaffeines() {
        assertThat(Shelf.spares(PLENTY)).isInstanceOf(CaffeineSpares.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("both")
    void take_by16Threads_loadsOnce(String name, LongFunction<Spares> spares) throws Exception {
        Shelf shelf = new Shelf(spares.apply(PLENTY));
        CountDownLatch asked = new CountDownLatch(16);
        List<Served> taken = together(16, () -> {
            asked.countDown();
            return shelf.take(version(1), () -> {
                loads.incrementAndGet();
                await(asked);
                return load(1);
            });
        });
        assertThat(loads).hasValue(1);
        assertThat(taken).hasSize(16).allMatch(one -> one == taken.get(0));
        taken.forEach(shelf::give);
        shelf.close();
        assertThat(codec.open()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("both")
    void take_ofSomethingThatFails_tellsAllWhoWait_andTriesAgain(String name, LongFunction<Spares> spares)
            throws Exception {
        Shelf shelf = new Shelf(spares.apply(PLENTY));
        IllegalStateException failure = new IllegalStateException("no disk");
        CyclicBarrier together = new CyclicBarrier(16);
        CountDownLatch asked = new CountDownLatch(16);
        List<@Nullable Throwable> failures = together(16, () -> {
            together.await();
            asked.countDown();
            try {
                shelf.take(version(1), () -> {
                    loads.incrementAndGet();
                    await(asked);
                    throw failure;
                });
                return null;
            } catch (IllegalStateException e) {
                return e;
            }
        });
        assertThat(failures).hasSize(16).allMatch(one -> one == failure);
        // One who asked before the failure and came to the lock after it has tried again.
        assertThat(loads.get()).isBetween(1, 16);

        assertThat(take(shelf, 1).predict(Row.of("x", 0)).value()).isEqualTo(1);
        assertThatThrownBy(() -> shelf.take(version(2), () -> {
                    throw new AssertionError("broken");
                }))
                .isInstanceOf(AssertionError.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("both")
    void take_ofDifferentVersions_loadsThemSideBySide(String name, LongFunction<Spares> spares) throws Exception {
        Shelf shelf = new Shelf(spares.apply(PLENTY));
        CountDownLatch loading = new CountDownLatch(4);
        AtomicInteger next = new AtomicInteger();
        List<Served> taken = together(4, () -> {
            int number = next.incrementAndGet();
            return shelf.take(version(number), () -> {
                loading.countDown();
                await(loading); // only when all of them load at the same time
                return load(number);
            });
        });
        assertThat(taken).doesNotHaveDuplicates().hasSize(4);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("both")
    void give_keepsASpare_untilThereIsNoRoom(String name, LongFunction<Spares> spares) {
        long one = loadData(99).heapBytes();
        Shelf shelf = new Shelf(spares.apply(4 * (one + 1024)));
        Served first = takeData(shelf, 1);
        shelf.give(first);
        assertThat(takeData(shelf, 1)).isSameAs(first);
        shelf.give(first);
        loads.set(0);
        for (int round = 0; round < 2; round++) {
            for (int number = 1; number <= 20; number++) {
                Served served = takeData(shelf, number); // what was evicted is loaded anew
                assertThat(served.predict(Row.of("x", 0)).value()).isEqualTo(number);
                shelf.give(served);
            }
        }
        assertThat(loads.get()).isBetween(2 * (20 - 4) - 1, 2 * 20 - 1);
        shelf.close();
        takeData(shelf, 1);
        loads.set(0);
        takeData(shelf, 2);
        assertThat(loads).hasValue(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("both")
    void give_ofWhatOwnsResources_closesItAfterItsLastCall(String name, LongFunction<Spares> spares) {
        Shelf shelf = new Shelf(spares.apply(PLENTY));
        Served served = take(shelf, 1);
        shelf.keep(served);
        shelf.give(served);
        assertThat(codec.open()).containsExactly(1.0);
        assertThat(served.begin()).isTrue();

        shelf.give(served);

        assertThat(codec.open()).containsExactly(1.0);
        assertThat(served.predict(Row.of("x", 0), feature -> false).value()).isEqualTo(1);
        served.end();
        assertThat(codec.open()).isEmpty();
        assertThat(served.begin()).isFalse();
        assertThatThrownBy(() -> served.score(new double[1], new double[1]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("m v1", "live.current()");
        assertThat(codec.misuses()).isZero();
        assertThat(take(shelf, 1)).isNotSameAs(served);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("both")
    void pinned_isNeverEvicted_andTakesNoRoom(String name, LongFunction<Spares> spares) {
        long one = load(99).heapBytes();
        Shelf shelf = new Shelf(spares.apply(2 * (one + 1024)));
        List<Served> pinned = new ArrayList<>();
        for (int number = 1; number <= 10; number++) {
            pinned.add(take(shelf, number));
        }
        Served spare = takeData(shelf, 11);
        shelf.give(spare);
        assertThat(takeData(shelf, 11)).isSameAs(spare);
        shelf.keep(spare);
        shelf.give(spare);
        for (Served held : pinned) {
            assertThat(held.predict(Row.of("x", 0)).value())
                    .isEqualTo(held.version().number());
        }
        shelf.close();
        assertThat(codec.open()).hasSize(1 + 10);
        shelf.give(spare);
        pinned.forEach(shelf::give);
        assertThat(codec.open()).containsExactly(99.0);
        assertThat(codec.misuses()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("both")
    void give_ofWhatHasNoRoomAtAll_retiresIt(String name, LongFunction<Spares> spares) {
        Shelf shelf = new Shelf(spares.apply(0));
        Served served = take(shelf, 1);
        shelf.give(served);
        assertThat(codec.open()).isEmpty();
        assertThatThrownBy(() -> shelf.give(served)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> shelf.keep(served)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("both")
    void spares_atRandom_areWithinTheBound_andLoseNone(String name, LongFunction<Spares> made) {
        long one = load(99).heapBytes() + 1024;
        Spares spares = made.apply(5 * one); // evicted or not, nothing here is retired
        Map<Version, Served> inside = new HashMap<>();
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            Version version = version(1 + random.nextInt(12));
            Served there = inside.remove(version);
            assertThat(spares.take(version)).isSameAs(there);
            Served next = there == null ? load(version.number()) : there;
            inside.put(version, next);
            for (Served evicted : spares.put(next)) {
                assertThat(inside.remove(evicted.version())).isSameAs(evicted);
            }
            assertThat(inside.values().stream().mapToLong(Served::heapBytes).sum())
                    .isLessThanOrEqualTo(5 * one);
        }
        assertThat(inside).hasSizeBetween(4, 6);
        assertThat(spares.clear()).containsExactlyInAnyOrderElementsOf(inside.values());
        assertThat(spares.clear()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("both")
    void takeAndGive_by16ThreadsAtRandom_closesEachOnce(String name, LongFunction<Spares> spares) throws Exception {
        Shelf shelf = new Shelf(spares.apply(3 * 4096));
        AtomicInteger seeds = new AtomicInteger();
        together(16, () -> {
            Random random = new Random(seeds.incrementAndGet());
            for (int i = 0; i < 2_000; i++) {
                int number = 1 + random.nextInt(10);
                Served served = take(shelf, number);
                assertThat(served.predict(Row.of("x", 0)).value()).isEqualTo(number);
                shelf.give(served);
            }
            return true;
        });
        shelf.close();
        assertThat(codec.open()).isEmpty();
        assertThat(codec.misuses()).isZero();
    }

    @Test
    void withoutCaffeine_inAnotherJvm_itFallsBack() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        ClassPath.of(ShelfTest.class, Shelf.class, Version.class, JsonFactory.class, Logger.class),
                        WithoutCaffeine.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(printed.lines()).containsExactly("PlainSpares", "1.0 2.0 1.0");
    }

    /** What the test runs in a JVM that has no Caffeine. */
    static final class WithoutCaffeine {
        private WithoutCaffeine() {}

        public static void main(String... arguments) {
            System.out.println(Shelf.spares(PLENTY).getClass().getSimpleName());
            try (LocalRegistry registry = LocalRegistry.inMemory().open()) {
                List<String> answers = new ArrayList<>();
                for (int number = 1; number <= 2; number++) {
                    registry.promote("m", registry.publish("m", Constants.constant(number)));
                    answers.add(String.valueOf(
                            registry.live("m").predict(Row.of("x", 0)).value()));
                }
                registry.rollback("m");
                answers.add(String.valueOf(
                        registry.live("m").predict(Row.of("x", 0)).value()));
                System.out.println(String.join(" ", answers));
            }
        }
    }

    /** What some threads give that do the same at the same time. */
    private static <T extends @Nullable Object> List<T> together(int threads, java.util.concurrent.Callable<T> work)
            throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : executor.invokeAll(Collections.nCopies(threads, work))) {
                results.add(result.get());
            }
            return results;
        } finally {
            executor.shutdown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
