package io.mlcd.core.registry;

import io.mlcd.api.JournalHead;
import java.util.List;

/**
 * Where a registry keeps its journal and its files. Used by one thread at a time, but for {@link #read}, which any thread may
 * call at any time.
 */
interface Store extends AutoCloseable {
    /** The entries written so far, in order. */
    List<Entry> entries();

    /** Where the journal ends. */
    JournalHead head();

    /** Reads what another process wrote since; whether there was anything. */
    default boolean refresh() {
        return false;
    }

    /** Whether it is only read. */
    default boolean isReadOnly() {
        return false;
    }

    /** Adds an entry; it is durable, if the store is, when this returns. */
    void append(Entry entry);

    /**
     * Requires that the journal is whole: a line that was written in part, or that may name what is stored next, must be
     * gone before that is.
     */
    void requireWritable();

    /** Stores the bytes of a version. */
    void write(StoredFile file, byte[] bytes);

    /** The bytes of a version as they are now. */
    byte[] read(StoredFile file);

    /** The names under which there may be bytes of versions, in any order. */
    List<String> names();

    /** Where there are bytes of versions of a name, in any order. */
    List<StoredFile> files(String model);

    /** Removes the bytes of a version, if they are there. */
    void delete(StoredFile file);

    @Override
    void close();
}
