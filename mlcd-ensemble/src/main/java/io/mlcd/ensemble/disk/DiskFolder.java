package io.mlcd.ensemble.disk;

import io.mlcd.api.TrainingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of one's own in a folder of the host's, deleted when it is closed or the process exits. Beside it lies a file that is
 * locked as long as its process lives; one whose lock is free was left by a process that was killed, and is removed by the next
 * who comes.
 */
public final class DiskFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DiskFolder.class);
    private static final String PREFIX = "mlcd-rows-";
    private static final String LOCK = ".lock";

    /** Of this process: where locks are files' and not channels', to try one would free it. */
    private static final Set<DiskFolder> OPEN = ConcurrentHashMap.newKeySet();

    private static final Set<Path> LOCKED = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> new ArrayList<>(OPEN).forEach(DiskFolder::close)));
    }

    private final Path folder;
    private final Path lockFile;
    private final FileChannel channel;

    private DiskFolder(Path folder, Path lockFile, FileChannel channel) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.channel = channel;
    }

    /**
     * Makes one, and removes what killed processes left.
     *
     * @param parent is made if it is not there
     * @throws TrainingException if it cannot be written to
     * @throws DiskInterruptedException if the thread was interrupted
     */
    public static DiskFolder in(Path parent) {
        try {
            Path home = Files.createDirectories(parent).toRealPath();
            sweep(home);
            Optional<DiskFolder> made = make(home);
            while (made.isEmpty()) {
                made = make(home);
            }
            return made.get();
        } catch (ClosedByInterruptException | FileLockInterruptionException e) {
            throw new DiskInterruptedException("no folder for rows was made in " + parent, e);
        } catch (IOException e) {
            throw new TrainingException(
                    TrainingException.Reason.BAD_SOURCE,
                    "the folder " + parent + " cannot hold rows: " + e
                            + "; give a folder that this process may write to, with room for 8 bytes a number",
                    e);
        }
    }

    /** Empty if another process swept the lock's file between its making and its locking. */
    private static Optional<DiskFolder> make(Path home) throws IOException {
        String name = PREFIX + UUID.randomUUID();
        Path lockFile = home.resolve(name + LOCK);
        LOCKED.add(lockFile);
        Optional<DiskFolder> made = Optional.empty();
        try {
            made = locked(home.resolve(name), lockFile);
        } finally {
            if (made.isEmpty()) {
                LOCKED.remove(lockFile);
            }
        }
        made.ifPresent(OPEN::add);
        return made;
    }

    /** Leaves no file when it makes none. */
    private static Optional<DiskFolder> locked(Path folder, Path lockFile) throws IOException {
        FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Optional<DiskFolder> made = Optional.empty();
        try {
            channel.lock();
            if (Files.exists(lockFile)) {
                made = Optional.of(new DiskFolder(Files.createDirectory(folder), lockFile, channel));
            }
            return made;
        } finally {
            if (made.isEmpty()) {
                channel.close();
                Files.deleteIfExists(lockFile);
            }
        }
    }

    private static void sweep(Path home) throws IOException {
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(home, PREFIX + "*" + LOCK)) {
            for (Path lock : locks) {
                if (!LOCKED.contains(lock)) {
                    sweepOne(lock);
                }
            }
        }
    }

    private static void sweepOne(Path lockFile) {
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                String name = lockFile.toString();
                delete(Path.of(name.substring(0, name.length() - LOCK.length())));
                Files.deleteIfExists(lockFile);
                LOG.info("removed {}, which a process that ended early had left", name);
            }
        } catch (OverlappingFileLockException e) {
            return; // of this process
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("cannot remove what a process that ended early had left at {}", lockFile, e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }

    /** A file in it. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /** How many bytes its files take. */
    public long bytes() {
        long sum = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                sum += Files.size(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sum;
    }

    /** Deletes its files; values that are mapped from them stay readable where the platform lets them. */
    @Override
    public void close() {
        if (!OPEN.remove(this)) {
            return;
        }
        try (channel) {
            delete(folder);
            Files.deleteIfExists(lockFile);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("cannot delete {}; the next who uses its parent will", folder, e);
        } finally {
            LOCKED.remove(lockFile);
        }
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
