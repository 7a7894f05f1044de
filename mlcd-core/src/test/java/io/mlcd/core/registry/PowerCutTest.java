package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.api.Change;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The power is cut after each operation on the disk; {@link CrashProofTest} has longer histories and more crashes. */
@Timeout(300)
class PowerCutTest {
    @Test
    void open_afterAnyPowerCut_hasWhatWasAcknowledged() {
        Set<Change.Kind> kinds = EnumSet.noneOf(Change.Kind.class);
        long seed = 13;
        for (Terms terms : Terms.values()) {
            PowerCuts cuts = new PowerCuts(terms, seed++, 17).walk(45).cutEverywhere();
            kinds.addAll(cuts.kinds());
        }
        assertThat(kinds).containsExactlyInAnyOrder(Change.Kind.values());
    }
}
