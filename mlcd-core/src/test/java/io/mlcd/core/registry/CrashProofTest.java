package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 200 kills, power cuts at each operation of long histories, 100,000 changed registries; half an hour of two cores;
 * {@code mvn verify -Pproof -pl mlcd-core -am -Dtest=CrashProofTest -Dsurefire.failIfNoSpecifiedTests=false} writes {@code
 * target/proofs/crash-*.md}, which {@code docs/proofs/crash.md} holds.
 */
@Tag("proof")
class CrashProofTest {
    private static final int KILLS = 200;

    @TempDir
    Path temporary;

    private final StringBuilder page = new StringBuilder();
    private final long start = System.nanoTime();

    private void line(String line) {
        page.append(line).append('\n');
        System.out.println(line);
    }

    private void write(String name) throws IOException {
        line(String.format(Locale.ROOT, "%n%.0f s.", (System.nanoTime() - start) / 1e9));
        Path folder = Files.createDirectories(Path.of("target", "proofs"));
        Files.writeString(folder.resolve("crash-" + name + ".md"), page);
    }

    @Test
    void open_after200Kills_hasWhatWasAcknowledged() throws Exception {
        line("| registry | kills | changes acknowledged | kills that left a change not acknowledged |"
                + " rollouts gone on with | refreshes of followers | under way |");
        line("| --- | --- | --- | --- | --- | --- | --- |");
        for (Terms terms : Terms.values()) {
            try (Kills kills = new Kills(
                    temporary.resolve(terms.name()), terms, terms.name().hashCode())) {
                while (kills.kills() < KILLS / Terms.values().length) {
                    kills.kill();
                }
                line(kills.row());
            }
        }
        write("kills");
    }

    @Test
    void open_afterAnyPowerCut_hasWhatWasAcknowledged() throws IOException {
        line("| registry | changes | operations | all lost | nothing lost | content lost | names lost | content zeros |"
                + " some lost | last write torn | recovery cut off |");
        line("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        for (Terms terms : Terms.values()) {
            line(new PowerCuts(terms, terms.name().hashCode(), 1)
                    .walk(160)
                    .cutEverywhere()
                    .row());
        }
        write("power");
    }

    @Test
    void open_whateverSomebodyChanged_isRefusedOrWorks() throws IOException {
        String table = Mutations.inAnotherJvm(MutationTest.HEAP_MEGABYTES, 12, 15_000);

        line(table);
        assertThat(table).contains("\n105,000 registries; ").doesNotContain("Exception");
        write("mutations");
    }
}
