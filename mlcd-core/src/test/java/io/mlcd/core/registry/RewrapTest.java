package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.MlcdException;
import io.mlcd.api.RegistryEvent;
import io.mlcd.api.RegistryException;
import io.mlcd.api.RegistryException.Reason;
import io.mlcd.api.Rewrapper;
import io.mlcd.api.Row;
import io.mlcd.api.SealException;
import io.mlcd.api.Version;
import io.mlcd.core.file.Sha256;
import io.mlcd.core.oracle.Constants;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The rotation of keys in a registry. */
@Timeout(300)
class RewrapTest {
    private static final RingSeal A = new RingSeal("a");
    private static final RingSeal B = new RingSeal("b");
    private static final RingSeal BOTH = new RingSeal("ab");

    @TempDir
    Path folder;

    private LocalRegistry open(RingSeal opener) {
        return LocalRegistry.at(folder).opener(opener).open();
    }

    /** Two names with two versions each, sealed to a; the second version of each is live. */
    private List<Version> filled(LocalRegistry registry) {
        List<Version> versions = new ArrayList<>();
        for (String name : List.of("m", "n")) {
            for (int value = 1; value <= 2; value++) {
                versions.add(registry.publish(name, Constants.constant(value), A));
                registry.promote(name, versions.get(versions.size() - 1));
            }
        }
        return versions;
    }

    private List<String> files(String name) {
        try (Stream<Path> files = Files.list(folder.resolve("models").resolve(name))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static double answer(LocalRegistry registry, String name) {
        return registry.live(name).predict(Row.of("x", 1)).value();
    }

    @Test
    void rewrap_givesAllVersionsToTheNewKey_andOnlyToIt() {
        List<Version> versions;
        try (LocalRegistry registry = open(BOTH)) {
            versions = filled(registry);
            List<RegistryEvent> events = new ArrayList<>();
            registry.addListener(events::add);
            String before = registry.fileDigest(versions.get(0));
            assertThat(registry.rewrap(B)).isEqualTo(versions);
            assertThat(events).extracting(RegistryEvent::version).isEqualTo(versions);
            assertThat(events).allMatch(RegistryEvent.Rewrapped.class::isInstance);
            assertThat(registry.fileDigest(versions.get(0))).isNotEqualTo(before);
            assertThat(answer(registry, "m")).isEqualTo(2);
            assertThat(registry.versions("m")).isEqualTo(versions.subList(0, 2));
            assertThat(registry.rollback("m")).isEqualTo(versions.get(0));
            registry.promote("m", versions.get(1));
        }
        assertThat(files("m")).containsExactly("1.1.mlcd", "2.1.mlcd");
        try (LocalRegistry registry = open(B)) {
            assertThat(answer(registry, "n")).isEqualTo(2);
            assertThat(registry.rollback("m")).isEqualTo(versions.get(0));
            assertThat(registry.artifact(versions.get(2)).id())
                    .isEqualTo(versions.get(2).artifactId());
        }
        try (LocalRegistry registry = open(A)) {
            assertThat(registry.liveProblem("m"))
                    .hasValueSatisfying(problem -> assertThat(problem).contains("sealed to b"));
        }
    }

    @Test
    void rewrap_again_changesNothing() throws IOException {
        try (LocalRegistry registry = open(BOTH)) {
            filled(registry);
            registry.rewrap(B);
            byte[] journal = Files.readAllBytes(folder.resolve("journal"));
            assertThat(registry.rewrap(B)).isEmpty();
            assertThat(Files.readAllBytes(folder.resolve("journal"))).isEqualTo(journal);
        }
    }

    @Test
    void rewrap_inMemory_works() {
        try (LocalRegistry registry = LocalRegistry.inMemory().opener(BOTH).open()) {
            List<Version> versions = filled(registry);
            assertThat(registry.rewrap(B)).isEqualTo(versions);
            assertThat(registry.rollback("m")).isEqualTo(versions.get(0));
            assertThat(registry.artifact(versions.get(3))).isEqualTo(Constants.constant(2));
        }
    }

    @Test
    void rewrap_withoutAnOpener_isRefused() {
        try (LocalRegistry registry = LocalRegistry.inMemory().open()) {
            assertThatThrownBy(() -> registry.rewrap(B))
                    .isInstanceOfSatisfying(
                            SealException.class,
                            e -> assertThat(e.reason()).isEqualTo(SealException.Reason.KEY_UNUSABLE))
                    .hasMessage("this registry has no opener and so cannot tell whether it can still open what was"
                            + " rewrapped: open it with one, LocalRegistry.at(folder).opener(opener).open()");
        }
    }

    @Test
    void rewrap_toAKeyThatThisRegistryDoesNotHave_isRefused_andAllStaysAsItWas() throws IOException {
        try (LocalRegistry registry = open(A)) {
            List<Version> versions = filled(registry);
            byte[] journal = Files.readAllBytes(folder.resolve("journal"));
            assertThatThrownBy(() -> registry.rewrap(B))
                    .isInstanceOfSatisfying(
                            RegistryException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_REWRAPPED))
                    .hasMessageStartingWith(
                            "not all of the versions could be rewrapped: 0 were; mend the rest (4), or retire(version) what is lost for good, and call it again. "
                                    + versions.get(0) + ": sealed to b; ");
            assertThat(Files.readAllBytes(folder.resolve("journal"))).isEqualTo(journal);
            assertThat(files("m")).containsExactly("1.mlcd", "2.mlcd");
        }
    }

    @Test
    void rewrap_aDamagedVersion_isNamed_andTheOthersAreDone() throws IOException {
        try (LocalRegistry registry = open(BOTH)) {
            List<Version> versions = filled(registry);
            Files.write(folder.resolve("models/m/1.mlcd"), new byte[] {1});
            assertThatThrownBy(() -> registry.rewrap(B))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageStartingWith(
                            "not all of the versions could be rewrapped: 3 were; mend the rest (1), or retire(version) what is lost for good, and call it again.")
                    .hasMessageContaining("the file stored for " + versions.get(0) + " is not the one");
            assertThat(files("m")).containsExactly("1.mlcd", "2.1.mlcd");
        }
    }

    @Test
    void rewrap_aRewrapperThatPutsSomethingElseInside_isRefused() {
        try (LocalRegistry registry = open(BOTH)) {
            List<Version> versions = filled(registry);
            byte[] other = B.seal(new Release(
                            versions.get(1),
                            Constants.constant(1).signatureDigest(),
                            Constants.constant(9).bytes())
                    .toBytes());
            Rewrapper forger = bytes -> other;
            assertThatThrownBy(() -> registry.rewrap(forger))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("was released as {\"model\":\"m\",\"number\":2,")
                    .hasMessageContaining("the bytes hold another artifact than " + versions.get(1));
            assertThat(files("m")).containsExactly("1.mlcd", "2.mlcd");
        }
    }

    @Test
    void rewrap_aVersionThatIsNotSealed_isPassedOver() {
        Version plain;
        try (LocalRegistry registry = LocalRegistry.at(folder).open()) {
            plain = registry.publish("p", Constants.constant(5));
        }
        try (LocalRegistry registry = open(BOTH)) {
            List<Version> versions = filled(registry);
            assertThat(registry.rewrap(B)).isEqualTo(versions);
            assertThatThrownBy(() -> registry.promote("p", plain))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("no toy");
        }
    }

    @Test
    void publish_theSameArtifactAfterRewrapping_isTheSameVersion() {
        try (LocalRegistry registry = open(BOTH)) {
            List<Version> versions = filled(registry);
            registry.rewrap(B);
            assertThat(registry.publish("m", Constants.constant(1), B)).isEqualTo(versions.get(0));
        }
    }

    @Test
    void open_afterACrashBeforeOrAfterTheJournal_countsWhatTheJournalSays() throws IOException {
        try (LocalRegistry registry = open(BOTH)) {
            filled(registry);
        }
        byte[] old = Files.readAllBytes(folder.resolve("models/m/1.mlcd"));
        // Before: the new file is there and the journal knows nothing of it.
        Files.write(folder.resolve("models/m/1.1.mlcd"), new byte[] {7});
        try (LocalRegistry registry = open(BOTH)) {
            assertThat(registry.artifact(registry.versions("m").get(0))).isEqualTo(Constants.constant(1));
            assertThat(registry.rewrap(B)).hasSize(4);
        }
        // After: the old file is still there, which its readers should not keep.
        Files.write(folder.resolve("models/m/1.mlcd"), old);
        try (LocalRegistry registry = open(BOTH)) {
            assertThat(files("m")).containsExactly("1.1.mlcd", "2.1.mlcd");
            assertThat(registry.artifact(registry.versions("m").get(0))).isEqualTo(Constants.constant(1));
        }
        // If the new one was lost since, the old one is all there is.
        Files.delete(folder.resolve("models/m/1.1.mlcd"));
        Files.write(folder.resolve("models/m/1.mlcd"), old);
        open(BOTH).close();
        assertThat(files("m")).containsExactly("1.mlcd", "2.1.mlcd");
    }

    @Test
    void rewrap_whileOthersPublishPromoteAndRewrap_losesNothing() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try (LocalRegistry registry = open(BOTH)) {
            filled(registry);
            AtomicInteger values = new AtomicInteger(10);
            List<Future<?>> work = new ArrayList<>();
            for (int thread = 0; thread < 6; thread++) {
                int number = thread;
                work.add(threads.submit(() -> {
                    for (int i = 0; i < 10; i++) {
                        if (number < 3) {
                            registry.rewrap(number == 0 ? A : B);
                        } else {
                            Version version = registry.publish("m", Constants.constant(values.getAndIncrement()), BOTH);
                            registry.promote("m", version);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> one : work) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        try (LocalRegistry registry = open(BOTH)) {
            List<Version> versions = registry.versions("m");
            assertThat(versions).hasSize(32);
            for (Version version : versions) {
                assertThat(registry.artifact(version).id()).isEqualTo(version.artifactId());
            }
            assertThat(files("m")).hasSize(32);
        }
    }

    @Test
    void kill_atAnyMoment_leavesEachVersionWithItsOldOrItsNewKeys() throws Exception {
        List<Version> versions;
        try (LocalRegistry registry = open(BOTH)) {
            versions = filled(registry);
        }
        int mixed = 0;
        for (int seed = 0; seed < 20; seed++) {
            rewrapAndKill(new SplittableRandom(seed));
            try (LocalRegistry registry = open(BOTH)) {
                List<String> keys = new ArrayList<>();
                for (Version version : versions) {
                    assertThat(registry.artifact(version).id()).isEqualTo(version.artifactId());
                }
                for (String name : List.of("m", "n")) {
                    assertThat(answer(registry, name)).isEqualTo(2);
                    for (Version version : registry.versions(name)) {
                        keys.add(keyOf(registry.fileDigest(version), name));
                    }
                }
                mixed += keys.stream().distinct().count() > 1 ? 1 : 0;
                // And the call may simply be made again.
                registry.rewrap(A);
                assertThat(registry.rewrap(A)).isEmpty();
                assertThat(files("m")).hasSize(2);
            }
        }
        assertThat(mixed).as("kills between two versions of one call").isPositive();
    }

    private String keyOf(String digest, String name) throws IOException {
        for (String file : files(name)) {
            byte[] bytes =
                    Files.readAllBytes(folder.resolve("models").resolve(name).resolve(file));
            if (Sha256.of(bytes).equals(digest)) {
                return String.valueOf((char) bytes[3]);
            }
        }
        throw new AssertionError("no file of " + name + " has the digest " + digest);
    }

    private void rewrapAndKill(SplittableRandom random) throws Exception {
        Process child = Child.start("rewrap", folder, "");
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            int rounds = random.nextInt(1, 20);
            for (int round = 0; round < rounds; round++) {
                assertThat(lines.readLine()).as("the child died by itself").isEqualTo("rewrapped");
            }
            long until = System.nanoTime() + random.nextInt(10_000_000);
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
        } finally {
            child.destroyForcibly();
            child.waitFor();
        }
    }

    /** A folder in the place of the old file, which cannot be deleted since it is not empty. */
    @Test
    void rewrap_anOldFileThatCannotBeDeleted_isNamedUntilItIsGone() throws IOException {
        try (LocalRegistry registry = open(BOTH)) {
            List<Version> versions = filled(registry);
            Rewrapper blocking = bytes -> {
                block(folder.resolve("models/m/1.mlcd"));
                return B.rewrap(bytes);
            };
            assertThatThrownBy(() -> registry.rewrap(blocking))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageStartingWith(
                            "not all of the versions could be rewrapped: 4 were; mend the rest (1), or retire(version) what is lost for good, and call it again.")
                    .hasMessageEndingWith(
                            "m/1.mlcd was replaced, but could not be deleted, and can be read by those who could before");
            assertThatThrownBy(() -> registry.rewrap(B)).hasMessageContaining("0 were; mend the rest (1)");
            Files.delete(folder.resolve("models/m/1.mlcd/block"));
            assertThat(registry.rewrap(B)).isEmpty();
            assertThat(files("m")).containsExactly("1.1.mlcd", "2.1.mlcd");
            assertThat(registry.artifact(versions.get(0))).isEqualTo(Constants.constant(1));
        }
    }

    private static void block(Path file) {
        try {
            if (Files.isRegularFile(file)) {
                Files.delete(file);
                Files.createDirectory(file);
                Files.createFile(file.resolve("block"));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void publish_whatIsSealedForOthersNow_isPublishedAnew() {
        try (LocalRegistry registry = open(A)) {
            registry.publish("m", Constants.constant(1), A);
        }
        try (LocalRegistry registry = open(B)) {
            Version again = registry.publish("m", Constants.constant(1), B);
            assertThat(again.number()).isEqualTo(2);
            registry.promote("m", again);
            assertThat(answer(registry, "m")).isEqualTo(1);
        }
    }

    @Test
    void rewrap_afterClosing_isRefused() {
        LocalRegistry registry = open(BOTH);
        registry.close();
        assertThatThrownBy(() -> registry.rewrap(B))
                .isInstanceOfSatisfying(
                        MlcdException.class, e -> assertThat(e.code()).isEqualTo("registry/closed"));
    }
}
