package io.mlcd.core.registry;

import io.mlcd.api.ArtifactException;
import io.mlcd.api.Opener;
import io.mlcd.api.RegistryException;
import io.mlcd.api.RegistryException.Reason;
import io.mlcd.api.SealException;
import io.mlcd.api.Sealer;
import io.mlcd.api.Version;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.artifact.Codecs;
import io.mlcd.core.artifact.Load;
import io.mlcd.core.file.Sha256;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts versions into the store and takes them out, sealed if there is an opener: what is opened is in memory only. Whatever
 * is handed out was checked against the journal: the file's digest, the place for which it was released, the artifact's id.
 */
final class Vault {
    private static final Logger LOG = LoggerFactory.getLogger(Vault.class);

    private final Store store;
    private final @Nullable Opener opener;
    private final Codecs codecs;
    private final Load load;

    Vault(Store store, @Nullable Opener opener, Codecs codecs, Load load) {
        this.store = store;
        this.opener = opener;
        this.codecs = codecs;
        this.load = load;
    }

    boolean isSealed() {
        return opener != null;
    }

    Artifact parse(byte[] artifact) {
        return Artifact.read(artifact, codecs, load);
    }

    /** What is stored when the artifact is published as a version. */
    byte[] plain(Version version, Artifact artifact) {
        return new Release(version, artifact.signatureDigest(), artifact.bytes()).toBytes();
    }

    /** The same, sealed; what could not be opened again is refused, since it must not be acknowledged. */
    byte[] sealed(Version version, Artifact artifact, Sealer sealer) {
        byte[] sealed = sealer.seal(plain(version, artifact));
        Release.read(opener("publish sealed versions").open(sealed), version, artifact.signatureDigest());
        return sealed;
    }

    /** What must be there to do something with sealed bytes. */
    Opener opener(String purpose) {
        if (opener == null) {
            throw new SealException(
                    SealException.Reason.KEY_UNUSABLE,
                    "this registry has no opener and so cannot " + purpose
                            + ": open it with one, LocalRegistry.at(folder).opener(opener).open()");
        }
        return opener;
    }

    /** The bytes of a version's file, if they are those that the journal names. */
    byte[] stored(Versions.Published published) {
        byte[] stored = store.read(published.file());
        String digest = Sha256.of(stored);
        if (!digest.equals(published.fileDigest())) {
            throw new RegistryException(
                    Reason.VERSION_UNREADABLE,
                    "the file stored for " + published.version() + " is not the one that was published: its SHA-256 is "
                            + digest + " but must be " + published.fileDigest()
                            + "; put the right file back, or publish anew");
        }
        return stored;
    }

    /** The same, if there are such bytes; the log says why not. */
    Optional<byte[]> storedIfWell(Versions.Published published) {
        try {
            return Optional.of(stored(published));
        } catch (RegistryException e) {
            LOG.warn("{}", e.getMessage());
            return Optional.empty();
        }
    }

    /** Whether the bytes open here and hold what the version is; the log says why not. */
    boolean isStill(Versions.Published published, byte[] stored) {
        try {
            requireSame(published, stored);
            return true;
        } catch (RuntimeException e) { // also whatever a host's opener throws
            LOG.warn("{} is published anew, since it does not open: {}", published.version(), e.getMessage());
            return false;
        }
    }

    /** The artifact of a version. */
    Artifact artifact(Versions.Published published) {
        Version version = published.version();
        try {
            return artifact(published, stored(published));
        } catch (RegistryException e) {
            throw e;
        } catch (RuntimeException e) { // also whatever a host's opener throws
            throw new RegistryException(Reason.VERSION_UNREADABLE, version + " cannot be loaded: " + e.getMessage(), e);
        }
    }

    private Artifact artifact(Versions.Published published, byte[] stored) {
        Version version = published.version();
        Artifact artifact = parse(release(published, stored).artifact());
        if (!artifact.id().equals(version.artifactId())) {
            throw new ArtifactException(
                    ArtifactException.Reason.CORRUPT,
                    "the artifact stored for " + version + " is another one, " + artifact.id());
        }
        if (!artifact.signatureDigest().equals(published.signatureDigest())) {
            throw new ArtifactException(
                    ArtifactException.Reason.CORRUPT,
                    "the model stored for " + version + " has another signature than the one published");
        }
        return artifact;
    }

    private Release release(Versions.Published published, byte[] stored) {
        Version version = published.version();
        if (opener == null && !Release.isPlain(stored)) {
            throw new SealException(
                    SealException.Reason.NO_MATCHING_KEY,
                    version
                            + " is stored sealed, but this registry has no opener: LocalRegistry.at(folder).opener(opener).open()");
        }
        byte[] plain = opener == null ? stored : opener.open(stored);
        return Release.read(plain, version, published.signatureDigest());
    }

    /** Requires that the bytes open, and hold what the version is. */
    void requireSame(Versions.Published published, byte[] sealed) {
        Release release = release(published, sealed);
        String id = Sha256.of(release.artifact());
        if (!id.equals(published.version().artifactId())) {
            throw new SealException(
                    SealException.Reason.TAMPERED, "the bytes hold another artifact than " + published.version());
        }
    }
}
