package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.RegistryEvent;
import io.mlcd.api.RegistryException;
import io.mlcd.api.RegistryException.Reason;
import io.mlcd.api.Row;
import io.mlcd.api.Version;
import io.mlcd.core.oracle.Constants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Aliases, and what retiring spares. */
class AliasTest {
    private static final Optional<Version> NONE = Optional.empty();

    @TempDir
    Path folder;

    private static List<Version> publish(LocalRegistry registry, int count) {
        List<Version> versions = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            versions.add(registry.publish("m", Constants.constant(i)));
        }
        return versions;
    }

    @Test
    void moveAlias_onlyFromWhereItIs_andOpeningAgainKnowsIt() {
        List<RegistryEvent> events = new ArrayList<>();
        List<Version> v;
        try (LocalRegistry registry = LocalRegistry.at(folder).open()) {
            v = publish(registry, 3);
            registry.addListener(events::add);
            assertThat(registry.alias("m", "challenger")).isEmpty();
            assertThat(registry.moveAlias("m", "challenger", Optional.of(v.get(0)), v.get(1)))
                    .isFalse();
            assertThat(registry.moveAlias("m", "challenger", NONE, v.get(1))).isTrue();
            assertThat(registry.moveAlias("m", "challenger", NONE, v.get(2))).isFalse();
            assertThat(registry.moveAlias("m", "challenger", Optional.of(v.get(1)), v.get(1)))
                    .isTrue();
            assertThat(registry.moveAlias("m", "challenger", Optional.of(v.get(1)), v.get(2)))
                    .isTrue();
            assertThat(registry.moveAlias("m", "best", NONE, v.get(2))).isTrue();
            assertThat(registry.removeAlias("m", "best", v.get(1))).isFalse();
            assertThat(registry.removeAlias("m", "best", v.get(2))).isTrue();
            assertThat(events).hasSize(4);
            assertThat(((RegistryEvent.AliasMoved) events.get(3)).to()).isEmpty();
            assertThat(events.get(3).version()).isEqualTo(v.get(2));
        }
        try (LocalRegistry registry = LocalRegistry.at(folder).open()) {
            assertThat(registry.alias("m", "challenger")).contains(v.get(2));
            assertThat(registry.alias("m", "best")).isEmpty();
            assertThat(registry.aliases("m")).isEqualTo(Map.of("challenger", v.get(2)));
            assertThat(registry.details(v.get(2)).aliases()).containsExactly("challenger");
        }
    }

    @Test
    void champion_isWhatIsLive_andMovingItPromotes() {
        try (LocalRegistry registry = LocalRegistry.inMemory().open()) {
            List<Version> v = publish(registry, 2);
            assertThat(registry.moveAlias("m", "champion", NONE, v.get(0))).isTrue();
            assertThat(registry.live("m").version()).contains(v.get(0));
            assertThat(registry.moveAlias("m", "champion", NONE, v.get(1))).isFalse();
            assertThat(registry.live("m").version()).contains(v.get(0));
            assertThat(registry.moveAlias("m", "champion", Optional.of(v.get(0)), v.get(1)))
                    .isTrue();
            assertThat(registry.aliases("m")).isEqualTo(Map.of("champion", v.get(1)));
            registry.rollback("m");
            assertThat(registry.alias("m", "champion")).contains(v.get(0));
            assertThatThrownBy(() -> registry.removeAlias("m", "champion", v.get(0)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("\"champion\" is what is live and cannot be taken away; promote another version");
        }
    }

    /** Each thread adds one to what it sees; compare-and-set loses none. */
    @Test
    void moveAlias_by16Threads_losesNoMove() throws Exception {
        int threads = 16;
        int moves = 20;
        try (LocalRegistry registry = LocalRegistry.inMemory().open()) {
            List<Version> v = publish(registry, 1 + threads * moves);
            assertThat(registry.moveAlias("m", "a", NONE, v.get(0))).isTrue();
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            CountDownLatch start = new CountDownLatch(1);
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                all.add(pool.submit(() -> {
                    start.await();
                    for (int i = 0; i < moves; ) {
                        Version now = registry.alias("m", "a").orElseThrow();
                        i += registry.moveAlias("m", "a", Optional.of(now), v.get(now.number())) ? 1 : 0;
                    }
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> one : all) {
                one.get();
            }
            pool.shutdown();
            assertThat(registry.alias("m", "a").orElseThrow().number()).isEqualTo(1 + threads * moves);
        }
    }

    @Test
    void retain_sparesWhatIsLiveWarmAndAliased() throws IOException {
        List<Version> v;
        try (LocalRegistry registry = LocalRegistry.at(folder).open()) {
            v = publish(registry, 8);
            registry.promote("m", v.get(0));
            registry.promote("m", v.get(1));
            registry.promote("m", v.get(2));
            registry.moveAlias("m", "reference", NONE, v.get(4));
            assertThat(registry.retain("m", 2)).containsExactly(v.get(0), v.get(3), v.get(5));
            assertThat(registry.versions("m")).containsExactly(v.get(1), v.get(2), v.get(4), v.get(6), v.get(7));
            assertThat(registry.retain("m", 2)).isEmpty();
            assertThatThrownBy(() -> registry.retain("m", 0))
                    .hasMessage("the last 0 versions cannot be kept; keep at least 1");
            for (Version needed : List.of(v.get(1), v.get(2), v.get(4))) {
                assertThatThrownBy(() -> registry.retire(needed))
                        .isInstanceOfSatisfying(
                                RegistryException.class,
                                e -> assertThat(e.reason()).isEqualTo(Reason.IN_USE))
                        .hasMessageStartingWith(needed + " cannot be retired: ");
            }
            assertThat(files()).containsExactly("2.mlcd", "3.mlcd", "5.mlcd", "7.mlcd", "8.mlcd");
        }
        Files.write(folder.resolve("models/m/4.mlcd"), new byte[] {1}); // as if the process had died before deleting it
        try (LocalRegistry registry = LocalRegistry.at(folder).open()) {
            assertThat(files()).containsExactly("2.mlcd", "3.mlcd", "5.mlcd", "7.mlcd", "8.mlcd");
            assertThat(registry.rollback("m")).isEqualTo(v.get(1));
            assertThat(registry.live("m").predict(Row.of("x", 0)).value()).isEqualTo(2);
            assertThatThrownBy(() -> registry.rollback("m")) // version 1 is retired
                    .isInstanceOfSatisfying(
                            RegistryException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.NOTHING_TO_ROLL_BACK));
            assertThatThrownBy(() -> registry.promote("m", v.get(3))).hasMessageStartingWith("there is no " + v.get(3));
            assertThat(registry.history("m").stream()
                            .filter(one -> one.version().equals(Optional.of(v.get(3)))))
                    .hasSize(2);
            assertThat(registry.publish("m", Constants.constant(4)).number()).isEqualTo(9);
        }
    }

    @Test
    void rollback_pastARetiredVersion_goesToAnotherOne_neverToItself() {
        try (LocalRegistry registry = LocalRegistry.inMemory().open()) {
            List<Version> v = publish(registry, 4);
            for (int live : new int[] {0, 2, 1, 2, 3}) {
                registry.promote("m", v.get(live));
            }
            registry.retire(v.get(1));
            assertThat(registry.rollback("m")).isEqualTo(v.get(2));
            assertThat(registry.rollback("m")).isEqualTo(v.get(0));
        }
    }

    @Test
    void retire_aVersionWhoseFileIsLost_isPossible() throws IOException {
        try (LocalRegistry registry = LocalRegistry.at(folder).open()) {
            List<Version> v = publish(registry, 2);
            Files.delete(folder.resolve("models/m/1.mlcd"));
            registry.retire(v.get(0));
            assertThat(registry.versions("m")).containsExactly(v.get(1));
        }
    }

    private List<String> files() throws IOException {
        try (var files = Files.list(folder.resolve("models/m"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
