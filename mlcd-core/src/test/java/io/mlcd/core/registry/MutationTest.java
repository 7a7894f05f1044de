package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Thousands of changed registries in a JVM with little memory; {@link CrashProofTest} tries a hundred thousand. */
@Timeout(300)
class MutationTest {
    /** Rollouts of two names record answers, 16 MB each if the journal does not say how many. */
    static final int HEAP_MEGABYTES = 96;

    @Test
    void open_whateverSomebodyChanged_isRefusedOrWorks() throws IOException {
        String table = Mutations.inAnotherJvm(HEAP_MEGABYTES, 11, 300);

        assertThat(table).contains("\n2,100 registries; ").doesNotContain("Exception");
    }
}
