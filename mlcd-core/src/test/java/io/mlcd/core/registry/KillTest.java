package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process killed while it makes changes of all kinds; {@link CrashProofTest} kills more often. */
@Timeout(300)
class KillTest {
    @TempDir
    Path temporary;

    @ParameterizedTest
    @EnumSource
    void open_afterAKill_hasWhatWasAcknowledged_andFollowersAgree(Terms terms) throws Exception {
        try (Kills kills = new Kills(temporary.resolve("folder"), terms, System.nanoTime())) {
            for (int i = 0; i < 2; i++) {
                kills.kill();
            }
            assertThat(kills.kills()).isEqualTo(2);
        }
    }
}
