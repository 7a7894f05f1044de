package io.mlcd.core.registry;

import io.mlcd.api.RegistryException;
import io.mlcd.api.RegistryException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to write a folder, held by one registry of one process.
 *
 * <p>The operating system tells processes apart by a lock on a file. It does not tell the registries of one process
 * apart, and worse: closing any channel on the file, even one that never got the lock, gives up the lock of the whole
 * process. So a second registry of this process is turned away before it opens the file.
 */
final class FolderLock implements AutoCloseable {
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /** Takes the lock of a folder that exists. */
    static FolderLock take(Path folder) throws IOException {
        Path real = folder.toRealPath();
        if (!HELD_HERE.add(real)) {
            throw locked(folder);
        }
        try {
            return new FolderLock(real, lock(folder));
        } catch (IOException | RuntimeException | Error e) {
            HELD_HERE.remove(real);
            throw e;
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            throw locked(folder); // by another class loader's copy of this class
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        if (lock == null) {
            throw locked(folder);
        }
        return channel;
    }

    private static RegistryException locked(Path folder) {
        return new RegistryException(
                Reason.LOCKED,
                "another registry, in this process or another, writes " + folder
                        + "; close it first, or share that one registry: one process writes a folder, and others read along with"
                        + " LocalRegistry.following(folder)");
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close(); // releases the lock
        } finally {
            HELD_HERE.remove(folder);
        }
    }
}
