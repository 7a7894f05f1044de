package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.RegistryException;
import io.mlcd.api.RegistryException.Reason;
import io.mlcd.api.Rollout;
import io.mlcd.api.Row;
import io.mlcd.api.Version;
import io.mlcd.core.disk.Disk;
import io.mlcd.core.oracle.Constants;
import io.mlcd.core.rollout.Immediately;
import io.mlcd.core.rollout.VirtualTime;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that fails at each operation of a history: the change is refused, nothing is half done, and the next ones are made. */
@Timeout(300)
class DiskFailureTest {
    private static final Terms TERMS = Terms.SEALED_KEYED;
    private static final int CHANGES = 30;
    private static final long SEED = 6;
    private static final Set<Reason> REASONS = Set.of(Reason.IO, Reason.NOT_REWRAPPED);

    private static Path folder(Disk disk) {
        return disk.path("registry");
    }

    private static LocalRegistry open(Disk disk) {
        return TERMS.at(folder(disk), VirtualTime.startingAt(Stage.NOON)).open();
    }

    /** Fails at an operation, once or until it is mended; gives whether that came. */
    private static boolean walk(int failing, boolean once) {
        Disk disk = new Disk();
        VirtualTime time = VirtualTime.startingAt(Stage.NOON);
        AtomicBoolean failed = new AtomicBoolean();
        AtomicBoolean mended = new AtomicBoolean();
        String state;
        Set<String> rollouts;
        try (LocalRegistry registry = TERMS.at(folder(disk), time).open()) {
            int first = disk.size();
            disk.failAt(
                    operation -> operation >= first + failing && !mended.get() && !(failed.getAndSet(true) && once));
            Walk walk = new Walk(TERMS, registry, time, SEED);
            for (int i = 0; i < CHANGES; i++) {
                String before = Sound.state(registry);
                long entries = registry.head().entries();
                try {
                    walk.next(step -> {});
                } catch (RegistryException e) {
                    assertThat(failed).isTrue();
                    assertThat(REASONS).contains(e.reason());
                    if (registry.head().entries() == entries) {
                        assertThat(Sound.state(registry)).isEqualTo(before);
                    }
                } catch (IllegalStateException e) { // all traffic is the champion's; the next look writes it down
                    assertThat(e).hasMessageContaining("only the journal could not be written yet");
                }
                mended.set(failed.get());
                Sound.check(registry);
            }
            disk.failAt(operation -> false);
            time.advance(Walk.STEP); // what could not be written then is written now
            state = Sound.state(registry);
            rollouts = Sound.rollouts(registry).keySet();
        }
        try (LocalRegistry again = open(disk)) {
            assertThat(Sound.state(again)).isEqualTo(state);
            // A pause that could not be written down ends with the registry.
            assertThat(Sound.rollouts(again)).isEqualTo(Sound.rolloutsOfHistory(again));
            assertThat(Sound.rollouts(again).keySet()).isEqualTo(rollouts);
            Sound.check(again);
            Sound.checkFiles(again, folder(disk));
        }
        return failed.get();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void changes_whenTheDiskFails_areRefusedWhole(boolean once) {
        int failing = 0;
        try {
            while (walk(failing, once)) {
                failing++;
            }
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("when operation " + failing + " fails" + (once ? "" : ", and those after it"), e);
        }
        assertThat(failing).isGreaterThan(100);
    }

    @Test
    void close_afterALineThatCouldNotBeTakenBack_takesItBack() {
        Disk disk = new Disk();
        Version two;
        try (LocalRegistry registry = open(disk)) {
            registry.promote("m", TERMS.publish(registry, "m", Constants.constant(1)));
            two = TERMS.publish(registry, "m", Constants.constant(2));
            int written = disk.size() + 1;
            disk.failAt(operation -> operation >= written); // but not the writing itself
            assertThatThrownBy(() -> registry.promote("m", two)).isInstanceOf(RegistryException.class);
            assertThat(registry.live("m").predict(Row.of("x", 1)).value()).isEqualTo(1);
            disk.failAt(operation -> false);
        }
        try (LocalRegistry registry = open(disk)) {
            assertThat(registry.live("m").predict(Row.of("x", 1)).value()).isEqualTo(1);
            registry.promote("m", two);
        }
    }

    @Test
    void start_whenNeitherThePromotionNorItsEndCanBeWritten_isAbortedLater() {
        Disk disk = new Disk();
        VirtualTime time = VirtualTime.startingAt(Stage.NOON);
        try (LocalRegistry registry = TERMS.at(folder(disk), time).open()) {
            registry.promote("m", TERMS.publish(registry, "m", Constants.constant(1)));
            Launch launch = registry.rollout("m", TERMS.publish(registry, "m", Constants.constant(2)))
                    .immediately(Immediately.standard());
            int started = disk.size() + 2;
            disk.failAt(operation -> operation >= started);
            assertThatThrownBy(launch::start).isInstanceOf(RegistryException.class);
            Rollout rollout = registry.rollout("m").orElseThrow();
            time.advance(Walk.STEP);
            assertThat(rollout.state().isEnd()).isFalse();
            assertThat(registry.live("m").predict(Row.of("x", 1)).value()).isEqualTo(1);
            disk.failAt(operation -> false);
            time.advance(Walk.STEP);
            assertThat(rollout.state()).isEqualTo(Rollout.State.ABORTED);
            assertThat(time.waiting()).isZero();
        }
    }
}
