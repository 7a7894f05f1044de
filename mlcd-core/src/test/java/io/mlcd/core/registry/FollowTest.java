package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.LiveModel;
import io.mlcd.api.RegistryEvent;
import io.mlcd.api.RegistryException;
import io.mlcd.api.RegistryException.Reason;
import io.mlcd.api.Row;
import io.mlcd.api.Version;
import io.mlcd.core.oracle.Constants;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Registries that follow a folder which another one writes. */
@Timeout(300)
class FollowTest {
    @TempDir
    Path folder;

    private LocalRegistry follow() {
        return LocalRegistry.following(folder).open();
    }

    private static double answer(LiveModel live) {
        return live.predict(Row.of("x", 0)).value();
    }

    @Test
    void refresh_swapsWhenTheWriterMoved_andTellsOfIt() {
        try (LocalRegistry writer = LocalRegistry.at(folder).open();
                LocalRegistry follower = follow()) {
            List<RegistryEvent> events = new ArrayList<>();
            follower.addListener(events::add);
            LiveModel live = follower.live("m");
            assertThat(follower.refresh()).isEmpty();
            Version one = writer.publish("m", Constants.constant(1));
            writer.promote("m", one);
            assertThatThrownBy(() -> answer(live)).isInstanceOf(RegistryException.class);
            assertThat(follower.refresh()).containsExactly("m");
            assertThat(answer(live)).isEqualTo(1);
            assertThat(follower.refresh()).isEmpty();
            Version two = writer.publish("m", Constants.constant(2));
            writer.promote("m", two);
            writer.rollback("m");
            writer.promote("m", two);
            writer.publish("n", Constants.constant(3));
            assertThat(follower.refresh()).containsExactly("m", "n");
            assertThat(answer(live)).isEqualTo(2);
            assertThat(events).extracting(RegistryEvent::version).containsExactly(one, two);
            assertThat(((RegistryEvent.Promoted) events.get(1)).previous()).contains(one);
            writer.rollback("m");
            follower.refresh();
            assertThat(answer(live)).isEqualTo(1);
            assertThat(follower.history("m")).isEqualTo(writer.history("m"));
            assertThat(follower.head()).isEqualTo(writer.head());
            assertThat(follower.details(one)).isEqualTo(writer.details(one));
        }
    }

    private static void assertReadOnly(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.reason()).isEqualTo(Reason.READ_ONLY))
                .hasMessageEndingWith("which another process writes; make changes there");
    }

    @Test
    void changes_areRefused_andWhatIsLiveStays() throws IOException {
        try (LocalRegistry writer = LocalRegistry.at(folder).open()) {
            writer.promote("m", writer.publish("m", Constants.constant(1)));
            Version two = writer.publish("m", Constants.constant(2));
            writer.promote("m", two);
            byte[] journal = Files.readAllBytes(folder.resolve("journal"));
            try (LocalRegistry follower = follow()) {
                assertReadOnly(() -> follower.publish("m", Constants.constant(3)));
                assertReadOnly(
                        () -> follower.promote("m", follower.versions("m").get(0)));
                assertReadOnly(() -> follower.rollback("m"));
                assertReadOnly(() -> follower.moveAlias("m", "a", Optional.empty(), two));
                assertReadOnly(() -> follower.note(two, "no"));
                assertReadOnly(() -> follower.tag(two, "a", "b"));
                assertThat(answer(follower.live("m"))).isEqualTo(2);
            }
            assertThat(Files.readAllBytes(folder.resolve("journal"))).isEqualTo(journal);
        }
    }

    /** A change that must be refused does not serve something else for a moment either. */
    @Test
    void changes_thatAreRefused_areNeverServed() throws Exception {
        try (LocalRegistry writer = LocalRegistry.at(folder).open()) {
            writer.promote("m", writer.publish("m", Constants.constant(1)));
            writer.promote("m", writer.publish("m", Constants.constant(2)));
            try (LocalRegistry follower = follow()) {
                LiveModel live = follower.live("m");
                AtomicBoolean done = new AtomicBoolean();
                CompletableFuture<Double> least = CompletableFuture.supplyAsync(() -> {
                    double lowest = 2;
                    while (!done.get()) {
                        lowest = Math.min(lowest, answer(live));
                    }
                    return lowest;
                });
                for (int i = 0; i < 20_000; i++) {
                    assertThatThrownBy(() -> follower.rollback("m")).isInstanceOf(RegistryException.class);
                }
                done.set(true);
                assertThat(least.get()).isEqualTo(2);
            }
        }
    }

    @Test
    void follow_aVersionThatCannotBeLoaded_leavesTheOldOneServing() throws IOException {
        try (LocalRegistry writer = LocalRegistry.at(folder).open();
                LocalRegistry follower = follow()) {
            writer.promote("m", writer.publish("m", Constants.constant(1)));
            follower.refresh();
            List<RegistryEvent> events = new ArrayList<>();
            follower.addListener(events::add);
            Version two = writer.publish("m", Constants.constant(2));
            writer.promote("m", two);
            byte[] good = Files.readAllBytes(folder.resolve("models/m/2.mlcd"));
            Files.write(folder.resolve("models/m/2.mlcd"), new byte[] {1});
            follower.refresh();
            assertThat(answer(follower.live("m"))).isEqualTo(1);
            assertThat(events).hasSize(1);
            assertThat(events.get(0)).isInstanceOf(RegistryEvent.Refused.class);
            assertThat(events.get(0).version()).isEqualTo(two);
            follower.refresh();
            assertThat(events).hasSize(1); // it tried again, and says no more
            Files.write(folder.resolve("models/m/2.mlcd"), good);
            assertThat(follower.refresh()).isEmpty(); // nothing new, but what failed is tried again
            assertThat(events).hasSize(2);
            assertThat(events.get(1)).isInstanceOf(RegistryEvent.Promoted.class);
            assertThat(answer(follower.live("m"))).isEqualTo(2);
        }
    }

    @Test
    void refresh_aHalfWrittenLine_waits_andARewrittenOneIsRefused() throws IOException {
        Path journal = folder.resolve("journal");
        try (LocalRegistry writer = LocalRegistry.at(folder).open()) {
            writer.promote("m", writer.publish("m", Constants.constant(1)));
        }
        byte[] before = Files.readAllBytes(journal);
        try (LocalRegistry writer = LocalRegistry.at(folder).open()) {
            writer.promote("m", writer.publish("m", Constants.constant(2)));
        }
        byte[] after = Files.readAllBytes(journal);
        Files.write(journal, before);
        try (LocalRegistry follower = follow()) {
            for (int length = before.length + 1; length < after.length; length += 7) {
                Files.write(journal, Arrays.copyOf(after, length));
                follower.refresh();
                assertThat(answer(follower.live("m"))).isEqualTo(1);
            }
            Files.write(journal, after);
            assertThat(follower.refresh()).containsExactly("m");
            assertThat(answer(follower.live("m"))).isEqualTo(2);
            Files.write(journal, before);
            assertThatThrownBy(follower::refresh)
                    .isInstanceOfSatisfying(
                            RegistryException.class, e -> assertThat(e.reason()).isEqualTo(Reason.JOURNAL_UNTRUSTED));
            assertThat(answer(follower.live("m"))).isEqualTo(2);
            Files.write(journal, after);
            Files.write(journal, "nonsense\n".getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
            assertThatThrownBy(follower::refresh)
                    .isInstanceOfSatisfying(
                            RegistryException.class, e -> assertThat(e.reason()).isEqualTo(Reason.JOURNAL_CORRUPT));
            assertThat(answer(follower.live("m"))).isEqualTo(2);
        }
    }

    @Test
    void refresh_aLineThatMakesNoSense_isRefusedEachTime() throws IOException {
        Path journal = folder.resolve("journal");
        try (LocalRegistry writer = LocalRegistry.at(folder).open()) {
            writer.promote("m", writer.publish("m", Constants.constant(1)));
        }
        byte[] before = Files.readAllBytes(journal);
        List<String> texts = Forger.texts(Files.readAllLines(journal));
        texts.add(texts.get(0)
                .replace("\"seq\":1", "\"seq\":3")
                .replace("\"number\":1", "\"number\":2")
                .replace("\"features\":[\"x\"]", "\"features\":[1]"));
        try (LocalRegistry follower = follow()) {
            Files.write(journal, Forger.journal(texts, null));
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(follower::refresh)
                        .isInstanceOfSatisfying(
                                RegistryException.class,
                                e -> assertThat(e.reason()).isEqualTo(Reason.JOURNAL_CORRUPT))
                        .hasMessageContaining("names a feature by something else than a text");
                assertThat(follower.versions("m")).hasSize(1);
                assertThat(answer(follower.live("m"))).isEqualTo(1);
            }
            Files.write(journal, before);
            assertThatThrownBy(follower::refresh).hasMessageContaining("follow it anew");
        }
    }

    @Test
    void follow_aFolderThatIsNoRegistry_isRefused() {
        assertThatThrownBy(() -> LocalRegistry.following(folder.resolve("none")).open())
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_A_REGISTRY))
                .hasMessageContaining("does not exist, so there is nothing to follow");
    }

    /** While another process publishes, promotes and rolls back, two followers go along, and agree in the end. */
    @Test
    void twoFollowers_ofAnotherProcess_agreeWithItWhenItIsKilled() throws Exception {
        Process writer = Child.start("churn", folder, "m");
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            said.readLine();
            said.readLine(); // the first version is live
            try (LocalRegistry one = follow();
                    LocalRegistry two = follow()) {
                int seen = 0;
                for (int operation = 0; operation < 120; operation++) {
                    said.readLine();
                    (operation % 2 == 0 ? one : two).refresh();
                    int size = (operation % 2 == 0 ? one : two).versions("m").size();
                    assertThat(answer(one.live("m"))).isNotNaN();
                    assertThat(answer(two.live("m"))).isNotNaN();
                    seen = Math.max(seen, size);
                }
                assertThat(seen).isGreaterThan(20);
                writer.destroyForcibly();
                writer.waitFor();
                one.refresh();
                two.refresh();
                assertThat(one.history("m")).isEqualTo(two.history("m"));
                assertThat(answer(one.live("m"))).isEqualTo(answer(two.live("m")));
                try (LocalRegistry after = LocalRegistry.at(folder).open()) {
                    assertThat(after.history("m")).isEqualTo(one.history("m"));
                    assertThat(answer(after.live("m"))).isEqualTo(answer(one.live("m")));
                }
            }
        } finally {
            writer.destroyForcibly();
            writer.waitFor();
        }
    }
}
