package io.mlcd.core.registry;

import io.mlcd.api.RegistryEvent;
import io.mlcd.api.RegistryException;
import io.mlcd.api.RegistryException.Reason;
import io.mlcd.api.Rewrapper;
import io.mlcd.api.Version;
import io.mlcd.core.file.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives all versions to other holders of keys. */
final class Rewrapping {
    private static final Logger LOG = LoggerFactory.getLogger(Rewrapping.class);

    private final Shared shared;
    private final Revisions revisions;

    Rewrapping(Shared shared, Revisions revisions) {
        this.shared = shared;
        this.revisions = revisions;
    }

    List<Version> rewrap(Attribution who, Rewrapper rewrapper) {
        shared.vault.opener("tell whether it can still open what was rewrapped");
        List<Version> changed = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        List<RuntimeException> causes = new ArrayList<>();
        for (Version version : allVersions()) {
            try {
                if (rewrap(who, version, rewrapper)) {
                    changed.add(version);
                }
            } catch (RuntimeException e) { // also whatever a host's rewrapper throws
                shared.requireOpen();
                LOG.warn("{} was not rewrapped: {}", version, e.getMessage());
                failures.add(version + ": " + e.getMessage());
                causes.add(e);
            }
        }
        for (StoredFile file : otherRevisions()) {
            failures.add(file + " was replaced, but could not be deleted, and can be read by those who could before");
        }
        if (!failures.isEmpty()) {
            RegistryException failed = new RegistryException(
                    Reason.NOT_REWRAPPED,
                    "not all of the versions could be rewrapped: " + changed.size() + " were; mend the rest ("
                            + failures.size() + "), or retire(version) what is lost for good, and call it again. "
                            + String.join("; ", failures));
            causes.forEach(failed::addSuppressed);
            throw failed;
        }
        return List.copyOf(changed);
    }

    private List<Version> allVersions() {
        synchronized (shared) {
            shared.requireOpen();
            List<Version> all = new ArrayList<>();
            shared.ledger.all().values().forEach(its -> all.addAll(its.all()));
            return all;
        }
    }

    /** Files that do not count and are still there, after trying once more to delete them. */
    private List<StoredFile> otherRevisions() {
        synchronized (shared) {
            shared.requireOpen();
            List<StoredFile> left = new ArrayList<>();
            shared.ledger.all().forEach((name, its) -> left.addAll(revisions.deleteOthers(name, its)));
            return left;
        }
    }

    /** Whether it changed. The new file lies beside the old one until the journal names it, so that one of them counts. */
    private boolean rewrap(Attribution who, Version version, Rewrapper rewrapper) {
        while (true) {
            Map.Entry<Versions.Published, byte[]> read =
                    shared.reading(version, published -> Map.entry(published, shared.vault.stored(published)));
            Versions.Published published = read.getKey();
            byte[] stored = read.getValue();
            if (Release.isPlain(stored)) {
                return false;
            }
            // A key may be far away, and what is live may have to be rolled back meanwhile.
            byte[] rewrapped = rewrapper.rewrap(stored);
            if (Arrays.equals(rewrapped, stored)) {
                return false;
            }
            shared.vault.requireSame(published, rewrapped);
            synchronized (shared) {
                shared.requireOpen();
                // Otherwise another call was faster.
                if (shared.ledger.find(version.model(), version).equals(published)) {
                    shared.store.requireWritable();
                    shared.store.write(published.file().next(), rewrapped);
                    shared.ledger.record(
                            who,
                            Entry.Kind.REWRAP,
                            version.model(),
                            version.number(),
                            Map.of(Entry.Names.FILE, Sha256.of(rewrapped)));
                    revisions.delete(published.file());
                    LOG.info("rewrapped {}", version);
                    shared.tell(new RegistryEvent.Rewrapped(shared.ledger.now(), version));
                    return true;
                }
            }
        }
    }
}
