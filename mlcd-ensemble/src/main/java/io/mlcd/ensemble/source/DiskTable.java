package io.mlcd.ensemble.source;

import io.mlcd.core.data.Table;
import io.mlcd.ensemble.disk.DiskFolder;

/**
 * A table whose values lie in files, which are deleted when it is closed, and when the process exits. Nothing may read the table,
 * or one made of it, after that. A platform that cannot delete mapped files keeps them until the next run in the folder. Safe for concurrent readers.
 */
public final class DiskTable implements AutoCloseable {
    private final Table table;
    private final DiskFolder disk;

    DiskTable(Table table, DiskFolder disk) {
        this.table = table;
        this.disk = disk;
    }

    /** The table. */
    public Table table() {
        return table;
    }

    /** How many bytes its files take. */
    public long bytes() {
        return disk.bytes();
    }

    /** Deletes its files. */
    @Override
    public void close() {
        disk.close();
    }

    @Override
    public String toString() {
        return table + "\non disk in " + disk;
    }
}
