package io.mlcd.core.registry;

import io.mlcd.api.RegistryException;
import io.mlcd.api.RegistryException.Reason;
import io.mlcd.core.file.DurableFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keeps everything in a folder; the {@linkplain io.mlcd.core.registry package} says how. */
final class DirectoryStore implements Store {
    private static final String MARKER = "mlcd-registry";
    private static final String FORMAT = "mlcd-registry 0.1";

    private final Path folder;
    private final FileChannel lock;
    private final Journal journal;

    private DirectoryStore(Path folder, FileChannel lock, Journal journal) {
        this.folder = folder;
        this.lock = lock;
        this.journal = journal;
    }

    static DirectoryStore open(Path folder) {
        FileChannel lock = null;
        try {
            checkMarker(folder);
            Files.createDirectories(folder.resolve("models"));
            lock = lock(folder);
            Path marker = folder.resolve(MARKER);
            if (!Files.exists(marker)) {
                DurableFiles.writeAtomically(marker, (FORMAT + "\n").getBytes(StandardCharsets.UTF_8));
            }
            Journal journal = Journal.open(folder.resolve("journal"));
            DurableFiles.forceFolder(folder);
            return new DirectoryStore(folder, lock, journal);
        } catch (IOException e) {
            close(lock);
            throw failed("open", folder, e);
        } catch (RuntimeException e) {
            close(lock);
            throw e;
        }
    }

    private static void checkMarker(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw notARegistry(folder, "it is a file");
        }
        Path marker = folder.resolve(MARKER);
        if (Files.exists(marker)) {
            String format = new String(Files.readAllBytes(marker), StandardCharsets.UTF_8).trim();
            if (!format.equals(FORMAT)) {
                throw new RegistryException(
                        Reason.TOO_NEW,
                        folder + " says \"" + format + "\", but this mlcd reads \"" + FORMAT + "\"; use a newer mlcd");
            }
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            // What a first opening that died leaves behind is no harm: the lock file and the empty models folder.
            boolean foreign = files.map(file -> String.valueOf(file.getFileName()))
                    .anyMatch(name -> !name.equals("lock") && !name.equals("models") && !name.startsWith("." + MARKER));
            if (foreign) {
                throw notARegistry(folder, "it holds other files and no file \"" + MARKER + "\"");
            }
        }
    }

    private static RegistryException notARegistry(Path folder, String why) {
        return new RegistryException(
                Reason.NOT_A_REGISTRY, folder + " is not a registry: " + why + "; name an empty or a new folder");
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null; // this process holds it
        }
        if (lock == null) {
            channel.close();
            throw new RegistryException(
                    Reason.LOCKED,
                    "another registry, in this process or another, writes " + folder
                            + "; close it first, or share that one registry: one process writes a folder");
        }
        return channel;
    }

    @Override
    public List<Entry> entries() {
        return journal.entries();
    }

    @Override
    public void append(Entry entry) {
        try {
            journal.append(entry);
        } catch (IOException e) {
            throw failed("write the journal of", folder, e);
        }
    }

    @Override
    public void write(String model, int number, byte[] bytes) {
        Path file = file(model, number);
        try {
            Path models = folder.resolve("models");
            Files.createDirectories(models.resolve(model));
            DurableFiles.forceFolder(models);
            DurableFiles.writeAtomically(file, bytes);
        } catch (IOException e) {
            throw failed("write", file, e);
        }
    }

    @Override
    public byte[] read(String model, int number) {
        Path file = file(model, number);
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new RegistryException(Reason.VERSION_UNREADABLE, file + " is gone; put it back from a backup", e);
        } catch (IOException e) {
            throw failed("read", file, e);
        }
    }

    private Path file(String model, int number) {
        return folder.resolve("models").resolve(model).resolve(number + ".mlcd");
    }

    @Override
    public void close() {
        try {
            journal.close();
        } catch (IOException e) {
            throw failed("close the journal of", folder, e);
        } finally {
            close(lock);
        }
    }

    private static void close(@Nullable FileChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close(); // releases the lock
        } catch (IOException e) {
            throw new RegistryException(Reason.IO, "cannot release the lock: " + e, e);
        }
    }

    private static RegistryException failed(String verb, Path place, IOException e) {
        return new RegistryException(Reason.IO, "cannot " + verb + " " + place + ": " + e, e);
    }
}
