package io.mlcd.core.registry;

import io.mlcd.api.RegistryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the files that rewrapping replaced (they can be read by those from whom access was taken, and did their duty when the
 * journal named the next) and those of retired versions. Used by one thread at a time.
 */
final class Revisions {
    private static final Logger LOG = LoggerFactory.getLogger(Revisions.class);

    private final Store store;
    private final Vault vault;

    Revisions(Store store, Vault vault) {
        this.store = store;
        this.vault = vault;
    }

    /** Warns of what publications that died left behind, which is no version; gives it. */
    List<StoredFile> warnOfUnknown(Ledger ledger) {
        List<StoredFile> unknown = new ArrayList<>();
        for (String name : names()) {
            for (StoredFile file : files(name)) {
                if (!ledger.of(name).flatMap(its -> its.ever(file.number())).isPresent()) {
                    LOG.warn("{} is not in the journal; the next publication under that number takes its place", file);
                    unknown.add(file);
                }
            }
        }
        return unknown;
    }

    /**
     * Deletes the files beside those that count, if the one that counts is well.
     *
     * @return those that are still there
     */
    List<StoredFile> deleteOthers(String name, Versions its) {
        List<StoredFile> left = new ArrayList<>();
        for (StoredFile file : files(name)) {
            Optional<Versions.Published> published = its.numbered(file.number());
            boolean retired = !published.isPresent() && its.ever(file.number()).isPresent();
            boolean replaced = published.isPresent() && !published.get().file().equals(file);
            if ((retired || replaced) && !(isSuperfluous(published) && delete(file))) {
                left.add(file);
            }
        }
        return left;
    }

    private boolean isSuperfluous(Optional<Versions.Published> published) {
        return !published.isPresent() || vault.storedIfWell(published.get()).isPresent();
    }

    /** Whether it is gone. */
    boolean delete(StoredFile file) {
        try {
            store.delete(file);
            return true;
        } catch (RegistryException e) {
            LOG.warn("{} is not needed any more, but could not be deleted: {}", file, e.getMessage());
            return false;
        }
    }

    private List<String> names() {
        try {
            return store.names();
        } catch (RegistryException e) {
            LOG.warn("cannot look for files that are left over: {}", e.getMessage());
            return List.of();
        }
    }

    private List<StoredFile> files(String name) {
        try {
            return store.files(name);
        } catch (RegistryException e) {
            LOG.warn("cannot look for files of \"{}\" that are left over: {}", name, e.getMessage());
            return List.of();
        }
    }
}
