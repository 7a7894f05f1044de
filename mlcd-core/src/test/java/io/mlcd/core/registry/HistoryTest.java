package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.Change;
import io.mlcd.api.RegistryException;
import io.mlcd.api.Version;
import io.mlcd.core.oracle.Constants;
import io.mlcd.core.rollout.VirtualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who moved what, when and why, and what was live at a time. */
class HistoryTest {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

    @TempDir
    Path folder;

    private static Instant minute(int minutes) {
        return NOON.plus(Duration.ofMinutes(minutes));
    }

    /** Version 1 live at minute 1, version 2 at 3, version 1 again at 5. */
    private static void fill(LocalRegistry registry, VirtualTime clock) {
        Version one = registry.by("nightly", "").publish("m", Constants.constant(1));
        clock.advance(Duration.ofMinutes(1));
        registry.by("alice", "first model").promote("m", one);
        clock.advance(Duration.ofMinutes(1));
        Version two = registry.by("nightly", "").publish("m", Constants.constant(2));
        registry.publish("other", Constants.constant(3));
        clock.advance(Duration.ofMinutes(1));
        registry.promote("m", two);
        clock.advance(Duration.ofMinutes(2));
        registry.by("bob", "more errors since 12:04").rollback("m");
    }

    private static void assertFilled(LocalRegistry registry) {
        List<Version> versions = registry.versions("m");
        Optional<Version> one = Optional.of(versions.get(0));
        Optional<Version> two = Optional.of(versions.get(1));
        Optional<Version> none = Optional.empty();
        List<Change> history = registry.history("m");
        assertThat(history)
                .extracting(Change::kind)
                .containsExactly(
                        Change.Kind.PUBLISHED,
                        Change.Kind.PROMOTED,
                        Change.Kind.PUBLISHED,
                        Change.Kind.PROMOTED,
                        Change.Kind.ROLLED_BACK);
        assertThat(history).extracting(Change::by).containsExactly("nightly", "alice", "nightly", "", "bob");
        assertThat(history)
                .extracting(Change::why)
                .containsExactly("", "first model", "", "", "more errors since 12:04");
        assertThat(history).extracting(Change::version).containsExactly(one, one, two, two, one);
        assertThat(history).extracting(Change::from).containsExactly(none, none, none, one, two);
        assertThat(history).extracting(Change::seq).containsExactly(1L, 2L, 3L, 5L, 6L);
        assertThat(history)
                .extracting(Change::at)
                .containsExactly(minute(0), minute(1), minute(2), minute(3), minute(5));
        assertThat(history.get(0).details()).containsEntry("artifact", one.get().artifactId());

        assertThat(registry.liveAt("m", minute(0))).isEqualTo(none);
        assertThat(registry.liveAt("m", minute(1).minusNanos(1))).isEqualTo(none);
        assertThat(registry.liveAt("m", minute(1))).isEqualTo(one);
        assertThat(registry.liveAt("m", minute(3).minusNanos(1))).isEqualTo(one);
        assertThat(registry.liveAt("m", minute(4))).isEqualTo(two);
        assertThat(registry.liveAt("m", minute(500))).isEqualTo(one);
        assertThat(registry.liveAt("other", minute(500))).isEqualTo(none);
        assertThat(registry.history("other")).hasSize(1);
        assertThat(registry.history("none")).isEmpty();
        assertThat(registry.head().entries()).isEqualTo(6);
    }

    @Test
    void history_inMemory_saysWhoWhenWhatAndWhy() {
        VirtualTime clock = VirtualTime.startingAt(NOON);
        try (LocalRegistry registry = LocalRegistry.inMemory().clock(clock).open()) {
            assertThat(registry.head().entries()).isZero();
            fill(registry, clock);
            assertFilled(registry);
            assertThatThrownBy(() -> registry.liveAt("none", NOON))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageStartingWith("nothing is published as \"none\"");
        }
    }

    @Test
    void history_afterOpeningAgain_isTheSame_alsoTheHead() {
        VirtualTime clock = VirtualTime.startingAt(NOON);
        String head;
        try (LocalRegistry registry = LocalRegistry.at(folder).clock(clock).open()) {
            fill(registry, clock);
            assertFilled(registry);
            head = registry.head().toString();
        }
        try (LocalRegistry registry = LocalRegistry.at(folder).open()) {
            assertFilled(registry);
            assertThat(registry.head()).hasToString(head);
        }
    }

    @Test
    void time_whenTheClockIsSetBack_staysUntilItHasCaughtUp() {
        try (LocalRegistry registry =
                LocalRegistry.at(folder).clock(VirtualTime.startingAt(NOON)).open()) {
            registry.publish("m", Constants.constant(1));
        }
        VirtualTime behind = VirtualTime.startingAt(NOON.minus(Duration.ofHours(1)));
        try (LocalRegistry registry = LocalRegistry.at(folder).clock(behind).open()) {
            Version one = registry.versions("m").get(0);
            registry.promote("m", one);
            registry.note(one, "at which time?");
            behind.advance(Duration.ofHours(2));
            registry.note(one, "later");
            assertThat(registry.history("m"))
                    .extracting(Change::at)
                    .containsExactly(NOON, NOON, NOON, NOON.plus(Duration.ofHours(1)));
        }
    }

    @Test
    void by_oneViewOfTheRegistry_changesNothingOfTheOthers() {
        try (LocalRegistry registry = LocalRegistry.inMemory().open()) {
            LocalRegistry alice = registry.by("alice", "");
            Version one = alice.publish("m", Constants.constant(1));
            registry.promote("m", one);
            assertThat(alice.live("m")).isSameAs(registry.live("m"));
            assertThat(registry.history("m")).extracting(Change::by).containsExactly("alice", "");
            assertThatThrownBy(() -> registry.by("x".repeat(1001), ""))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "\"by\" has 1001 characters but may have at most 1000; keep the long text elsewhere and name"
                                    + " its place");
            alice.close();
            assertThatThrownBy(() -> registry.promote("m", one)).hasMessageContaining("the registry is closed");
        }
    }

    @Test
    void tagsAndNotes_areKept_andSaidInTheHistory() {
        VirtualTime clock = VirtualTime.startingAt(NOON);
        try (LocalRegistry registry = LocalRegistry.at(folder).clock(clock).open()) {
            Version one = registry.by("ci", "").publish("m", Constants.constant(1));
            registry.tag(one, "team", "risk");
            registry.tag(one, "team", "fraud");
            registry.tag(one, "team", "fraud"); // nothing new, so nothing is written
            registry.tag(one, "stage", "trial");
            registry.untag(one, "stage");
            registry.untag(one, "never");
            clock.advance(Duration.ofMinutes(1));
            registry.by("carol", "").note(one, "trained without\nthe \"March\" rows");
        }
        try (LocalRegistry registry = LocalRegistry.at(folder).clock(clock).open()) {
            Version one = registry.versions("m").get(0);
            var details = registry.details(one);
            assertThat(details.version()).isEqualTo(one);
            assertThat(details.publishedAt()).isEqualTo(NOON);
            assertThat(details.publishedBy()).isEqualTo("ci");
            assertThat(details.tags()).isEqualTo(Map.of("team", "fraud"));
            assertThat(details.notes()).hasSize(1);
            assertThat(details.notes().get(0).by()).isEqualTo("carol");
            assertThat(details.notes().get(0).at()).isEqualTo(minute(1));
            assertThat(details.notes().get(0).text()).isEqualTo("trained without\nthe \"March\" rows");
            assertThat(details.aliases()).isEmpty();
            assertThat(registry.history("m")).hasSize(6);
            assertThat(registry.history("m").get(2).details()).isEqualTo(Map.of("key", "team", "value", "fraud"));
            assertThatThrownBy(() -> registry.tag(one, "a b", ""))
                    .hasMessageStartingWith("the tag \"a b\" is not allowed");
            assertThatThrownBy(() -> registry.note(one, "x".repeat(10_001)))
                    .hasMessageStartingWith("a note has 10001 characters but may have at most 10000");
            assertThatThrownBy(() -> registry.note(new Version("m", 2, "ab"), ""))
                    .hasMessageStartingWith("there is no m v2");
        }
    }
}
