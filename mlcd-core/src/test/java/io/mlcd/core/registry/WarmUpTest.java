package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.RegistryEvent;
import io.mlcd.api.RegistryException;
import io.mlcd.api.Row;
import io.mlcd.api.Version;
import io.mlcd.core.oracle.ScriptCodec;
import io.mlcd.core.rollout.Canary;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Rows that a version must answer before it goes live. */
class WarmUpTest {
    private final ScriptCodec codec = new ScriptCodec();

    private LocalRegistry open(Row... rows) {
        codec.varies(1);
        codec.on(2, (row, out) -> out[0] = row[0] < 0 ? Double.NaN : 2);
        return LocalRegistry.inMemory()
                .codec(codec)
                .warmUp("m", List.of(rows))
                .scheduler((delay, task) -> {})
                .open();
    }

    @Test
    void version_thatDoesNotAnswerThem_staysOutOfService() {
        try (LocalRegistry registry = open(Row.of("x", 1), Row.of("x", -1))) {
            List<RegistryEvent> events = new ArrayList<>();
            registry.addListener(events::add);
            registry.promote("m", registry.publish("m", codec.artifact(1)));
            Version two = registry.publish("m", codec.artifact(2));
            assertFails(() -> registry.promote("m", two));
            assertFails(
                    () -> registry.rollout("m", two).canary(Canary.steps(50)).start());
            assertThat(registry.live("m").version().orElseThrow().number()).isEqualTo(1);
            assertThat(events)
                    .filteredOn(event -> event instanceof RegistryEvent.Refused)
                    .hasSize(2);
        }
    }

    private static void assertFails(ThrowingCallable call) {
        assertThatThrownBy(call)
                .hasMessageContaining("warm-up row 1 of \"m\" is answered NaN, by m v2")
                .isInstanceOfSatisfying(
                        RegistryException.class,
                        e -> assertThat(e.reason()).isEqualTo(RegistryException.Reason.WARM_UP_FAILED));
    }

    @Test
    void version_isAskedThemManyTimes_beforeTheFirstCaller() {
        try (LocalRegistry registry = open(Row.of("x", 1), Row.of("x", 2))) {
            AtomicInteger asked = new AtomicInteger();
            Version one = registry.publish("m", codec.artifact(1));
            codec.on(1, (row, out) -> {
                asked.incrementAndGet();
                out[0] = 1 + row[0] * 1e-9;
            });
            registry.promote("m", one);
            assertThat(asked.get()).isGreaterThanOrEqualTo(2_000);
        }
    }

    @Test
    void rowsOfAWiderVersion_areAnsweredByANarrowOne() {
        try (LocalRegistry registry = open(Row.of("x", 1, "z", 2))) {
            Version narrow = registry.publish("m", codec.artifact(1));
            assertThatThrownBy(() -> registry.promote("m", narrow)).hasMessageContaining("fails with", "\"z\"");
            registry.publish("m", codec.artifact(1, new Output.Numeric("y"), Feature.number("x"), Feature.number("z")));
            registry.promote("m", narrow);
            assertThat(registry.live("m").version()).contains(narrow);
        }
    }
}
