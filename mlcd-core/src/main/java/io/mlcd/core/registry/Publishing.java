package io.mlcd.core.registry;

import io.mlcd.api.RegistryEvent;
import io.mlcd.api.Version;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.file.Sha256;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores artifacts as versions. */
final class Publishing {
    private static final Logger LOG = LoggerFactory.getLogger(Publishing.class);

    private final Shared shared;

    Publishing(Shared shared) {
        this.shared = shared;
    }

    Version publish(Attribution who, String name, byte[] given, BiFunction<Version, Artifact, byte[]> stored) {
        Ledger.checkName(name);
        Artifact artifact = shared.vault.parse(given);
        artifact.model().close(); // it was read to see that it answers; what serves is loaded from the store
        while (true) {
            Version next;
            Optional<Versions.Published> same;
            synchronized (shared) {
                shared.requireOpen();
                shared.ledger.requireDistinct(name);
                next = new Version(name, shared.ledger.nextNumber(name), artifact.id());
                same = withArtifact(artifact.id(), name);
            }
            // Opening and sealing take their time, and what is live may have to be rolled back meanwhile.
            Optional<byte[]> sameFile = same.flatMap(shared.vault::storedIfWell);
            if (sameFile.isPresent() && shared.vault.isStill(same.get(), sameFile.get())) {
                return same.get().version();
            }
            byte[] bytes = stored.apply(next, artifact);
            synchronized (shared) {
                shared.requireOpen();
                // Otherwise another call was faster.
                if (shared.ledger.nextNumber(name) == next.number()
                        && withArtifact(artifact.id(), name).equals(same)) {
                    shared.store.requireWritable();
                    shared.store.write(new StoredFile(name, next.number(), 0), bytes);
                    shared.ledger.record(who, Entry.Kind.PUBLISH, name, next.number(), facts(artifact, bytes));
                    LOG.info("published {}, {} bytes", next, bytes.length);
                    shared.tell(new RegistryEvent.Published(shared.ledger.now(), next));
                    return next;
                }
            }
        }
    }

    private static Map<String, Object> facts(Artifact artifact, byte[] stored) {
        List<String> features = new ArrayList<>();
        artifact.model().signature().features().forEach(feature -> features.add(feature.name()));
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put(Entry.Names.ARTIFACT, artifact.id());
        facts.put(Entry.Names.SIGNATURE, artifact.signatureDigest());
        facts.put(Entry.Names.FILE, Sha256.of(stored));
        facts.put(Entry.Names.FEATURES, features);
        return facts;
    }

    /**
     * The version that is this artifact already. It is published anew if it does not open: its file was lost or changed, was
     * sealed for others, or signed by one who is trusted no more.
     */
    private Optional<Versions.Published> withArtifact(String id, String name) {
        return shared.ledger.of(name).flatMap(its -> its.withArtifact(id));
    }
}
