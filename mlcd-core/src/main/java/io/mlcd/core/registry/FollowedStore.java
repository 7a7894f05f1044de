package io.mlcd.core.registry;

import io.mlcd.api.JournalHead;
import io.mlcd.api.RegistryException;
import io.mlcd.api.RegistryException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** A folder that another process writes, read only and without its lock. */
final class FollowedStore implements Store {
    private final Path folder;
    private final Path journal;
    private final Supplier<Chain> empty;
    private Chain chain;
    /** The bytes of the lines in the chain. */
    private byte[] seen = new byte[0];

    private FollowedStore(Path folder, Supplier<Chain> empty) {
        this.folder = folder;
        this.journal = folder.resolve(DirectoryStore.JOURNAL);
        this.empty = empty;
        this.chain = empty.get();
    }

    /**
     * Opens it.
     *
     * @param empty chains without a line
     */
    static FollowedStore open(Path folder, Supplier<Chain> empty) {
        try {
            if (!Files.exists(folder)) {
                throw new RegistryException(
                        Reason.NOT_A_REGISTRY,
                        folder
                                + " does not exist, so there is nothing to follow; let the process that writes it open it first");
            }
            DirectoryStore.checkMarker(folder);
        } catch (IOException e) {
            throw DirectoryStore.failed("open", folder, e);
        }
        FollowedStore store = new FollowedStore(folder, empty);
        store.refresh();
        store.chain.requireTrusted(store.journal.toString());
        return store;
    }

    @Override
    public List<Entry> entries() {
        return chain.entries();
    }

    @Override
    public JournalHead head() {
        return chain.head();
    }

    /**
     * Reads on. The writer takes back a line whose writing failed, so that what was read may be no more: then another chain
     * begins, which must hold all that was applied.
     */
    @Override
    public boolean refresh() {
        byte[] now = bytes();
        if (Arrays.equals(now, seen)) {
            return false;
        }
        Chain next = empty.get();
        int end = Journal.replay(now, 0, next, journal.toString());
        next.requireTrusted(journal.toString());
        if (!startsWith(next.entries(), chain.entries())) {
            throw new RegistryException(
                    Reason.JOURNAL_UNTRUSTED,
                    journal
                            + " no longer begins with what was read of it before; if the writer failed to write a line, or its folder was restored from a backup,"
                            + " close this registry and follow it anew");
        }
        boolean more = next.entries().size() > chain.entries().size();
        chain = next;
        seen = Arrays.copyOf(now, end);
        return more;
    }

    private static boolean startsWith(List<Entry> entries, List<Entry> start) {
        return entries.size() >= start.size()
                && entries.subList(0, start.size()).equals(start);
    }

    private byte[] bytes() {
        try {
            return Files.readAllBytes(journal);
        } catch (NoSuchFileException e) {
            return new byte[0]; // the writer has not come so far yet
        } catch (IOException e) {
            throw DirectoryStore.failed("read", journal, e);
        }
    }

    @Override
    public byte[] read(StoredFile file) {
        return DirectoryStore.read(folder, file);
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public void append(Entry entry) {
        throw readOnly();
    }

    @Override
    public void requireWritable() {
        throw readOnly();
    }

    @Override
    public void write(StoredFile file, byte[] bytes) {
        throw readOnly();
    }

    @Override
    public List<String> names() {
        return List.of();
    }

    /** None, so that nobody looks for those to be deleted. */
    @Override
    public List<StoredFile> files(String model) {
        return List.of();
    }

    @Override
    public void delete(StoredFile file) {
        throw readOnly();
    }

    private RegistryException readOnly() {
        return new RegistryException(
                Reason.READ_ONLY,
                "this registry follows " + folder + ", which another process writes; make changes there");
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
