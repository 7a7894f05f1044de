package io.mlcd.core.registry;

import io.mlcd.api.Version;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.rollout.VirtualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import javax.crypto.spec.SecretKeySpec;

/** What the registry of a proof is opened with: seals, a key for the journal, both, or neither. */
enum Terms {
    PLAIN(false, false),
    KEYED(false, true),
    SEALED(true, false),
    SEALED_KEYED(true, true);

    /** Opens what is sealed to either. */
    static final RingSeal BOTH = new RingSeal("ab");

    static final RingSeal A = new RingSeal("a");
    static final RingSeal B = new RingSeal("b");

    final boolean sealed;
    final boolean keyed;

    Terms(boolean sealed, boolean keyed) {
        this.sealed = sealed;
        this.keyed = keyed;
    }

    String words() {
        return (sealed ? "sealed" : "plain") + (keyed ? ", journal with a key" : "");
    }

    static JournalKey key() {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) 7);
        return JournalKey.hmac(new SecretKeySpec(bytes, "HmacSHA256"));
    }

    /** A registry that writes, whose rollouts move on by virtual time. */
    LocalRegistry.Opening at(Path folder, VirtualTime time) {
        return on(LocalRegistry.at(folder))
                .clock(time)
                .scheduler(time)
                .executor(task -> time.schedule(Duration.ZERO, task));
    }

    LocalRegistry.Opening following(Path folder) {
        return on(LocalRegistry.following(folder));
    }

    private LocalRegistry.Opening on(LocalRegistry.Opening opening) {
        LocalRegistry.Opening withKey = keyed ? opening.journalKey(key()) : opening;
        return sealed ? withKey.opener(BOTH) : withKey;
    }

    Version publish(LocalRegistry registry, String name, Artifact artifact) {
        return sealed ? registry.publish(name, artifact, A) : registry.publish(name, artifact);
    }
}
