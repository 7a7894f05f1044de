package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two writers on one folder, and writers that die. */
@Timeout(300)
class ProcessesTest {
    @TempDir
    Path folder;

    private void assertLocked(Path path) {
        assertThatThrownBy(() -> LocalRegistry.at(path).open())
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LOCKED))
                .hasMessage("another registry, in this process or another, writes " + path
                        + "; close it first, or share that one registry: one process writes a folder, and others read along"
                        + " with LocalRegistry.following(folder)");
    }

    @Test
    void open_aSecondWriter_isRefusedHereAndElsewhere_untilTheFirstCloses() throws IOException {
        try (LocalRegistry registry = LocalRegistry.at(folder).open()) {
            assertThat(Child.output(Child.start("open", folder, ""))).isEqualTo("LOCKED");
            assertLocked(folder);
            Path link =
                    Files.createSymbolicLink(Files.createTempDirectory("mlcd").resolve("link"), folder);
            assertLocked(link);
            Files.delete(link);
            Files.delete(link.getParent());
            // The refused ones must not have given up the lock of this process.
            assertThat(Child.output(Child.start("open", folder, ""))).isEqualTo("LOCKED");
            registry.promote("m", registry.publish("m", Constants.constant(1)));
        }
        assertThat(Child.output(Child.start("open", folder, ""))).isEqualTo("OPEN");
        try (LocalRegistry registry = LocalRegistry.at(folder).open()) {
            assertThat(registry.names()).containsExactly("m");
        }
    }

    @Test
    void open_afterAFailure_theLockIsFree() throws IOException {
        Files.writeString(folder.resolve("mlcd-registry"), "mlcd-registry 0.1");
        Files.createDirectories(folder.resolve("journal"));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> LocalRegistry.at(folder).open())
                    .isInstanceOfSatisfying(
                            RegistryException.class, e -> assertThat(e.reason()).isEqualTo(Reason.IO))
                    .hasMessageStartingWith("cannot open " + folder + ": ");
        }
        Files.delete(folder.resolve("journal"));
        LocalRegistry.at(folder).open().close();
    }

    @Test
    void kill_atAnyMoment_losesNothingThatWasAcknowledged() throws Exception {
        List<String> expected = new ArrayList<>();
        for (int seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            String name = "m" + seed;
            int acknowledged = churnAndKill(name, random.nextInt(60), random.nextInt(200_000));
            try (LocalRegistry registry = LocalRegistry.at(folder).open()) {
                int versions = registry.versions(name).size();
                int live = registry.live(name).version().map(Version::number).orElse(0);
                String state = versions + " versions, live " + live;
                // What was not acknowledged may be there or not, but one operation at most.
                assertThat(state)
                        .as("after %s operations", acknowledged)
                        .isIn(state(acknowledged), state(acknowledged + 1));
                expected.add(name + ": " + state);
                List<String> all = new ArrayList<>();
                for (int i = 0; i <= seed; i++) {
                    all.add(describe(registry, "m" + i));
                }
                assertThat(all).isEqualTo(expected);
                if (live > 0) {
                    assertThat(registry.live(name).predict(Row.of("x", 1)).value())
                            .isEqualTo(live - 1);
                }
            }
        }
    }

    private static String state(int operations) {
        return Child.versionsAfter(operations) + " versions, live " + Child.liveAfter(operations);
    }

    private static String describe(LocalRegistry registry, String name) {
        return name + ": " + registry.versions(name).size() + " versions, live "
                + registry.live(name).version().map(Version::number).orElse(0);
    }

    /** How many operations were acknowledged before the child died. */
    private int churnAndKill(String name, int after, int spins) throws Exception {
        Process child = Child.start("churn", folder, name);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            int acknowledged = 0;
            while (acknowledged < after) {
                assertThat(lines.readLine())
                        .as("the child died by itself")
                        .isIn("published", "promoted", "rolled back");
                acknowledged++;
            }
            for (int i = 0; i < spins; i++) {
                Thread.onSpinWait();
            }
            child.toHandle().destroyForcibly(); // Process.destroyForcibly() would close the stream with the last lines
            child.waitFor();
            while (lines.readLine() != null) {
                acknowledged++;
            }
            return acknowledged;
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void promote_whenTheJournalCannotBeWritten_isRefused_andNothingIsHalfDone() throws Exception {
        // A limit of 4 blocks for each file, which the journal reaches first.
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -f 8; exec \"$@\"", "sh"));
        command.addAll(Child.command("fill", folder, "m"));
        Process child = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> lines = Child.output(child).lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).startsWith("IO ");
        assertThat(lines.get(1)).isEqualTo(lines.get(0));
        String[] words = lines.get(0).split(" ", -1);
        assertThat(words[2]).isEqualTo(words[3]).isIn("1.0", "2.0");
        byte[] journal = Files.readAllBytes(folder.resolve("journal"));
        assertThat(journal[journal.length - 1]).isEqualTo((byte) '\n'); // the half-written line was cut off
        try (LocalRegistry registry = LocalRegistry.at(folder).open()) {
            assertThat(registry.live("m").predict(Row.of("x", 1)).value()).isEqualTo(Double.parseDouble(words[3]));
            assertThat(Files.readAllLines(folder.resolve("journal"))).hasSize(2 + Integer.parseInt(words[1]));
            registry.rollback("m");
        }
    }
}
