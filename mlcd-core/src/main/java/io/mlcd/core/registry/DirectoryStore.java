package io.mlcd.core.registry;

import io.mlcd.api.JournalHead;
import io.mlcd.api.RegistryException;
import io.mlcd.api.RegistryException.Reason;
import io.mlcd.core.file.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps everything in a folder; the {@linkplain io.mlcd.core.registry package} says how. */
final class DirectoryStore implements Store {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryStore.class);
    private static final String MARKER = "mlcd-registry";
    static final String JOURNAL = "journal";
    static final String MODELS = "models";
    private static final String FORMAT = "mlcd-registry 0.1";

    private final Path folder;
    private final FolderLock lock;
    private final Journal journal;
    private final Chain chain;

    private DirectoryStore(Path folder, FolderLock lock, Journal journal, Chain chain) {
        this.folder = folder;
        this.lock = lock;
        this.journal = journal;
        this.chain = chain;
    }

    static DirectoryStore open(Path folder, Chain chain) {
        FolderLock lock = null;
        try {
            checkMarker(folder);
            DurableFiles.createFolders(folder.resolve(MODELS));
            lock = FolderLock.take(folder);
            Path marker = folder.resolve(MARKER);
            if (!Files.exists(marker)) {
                DurableFiles.writeAtomically(marker, (FORMAT + "\n").getBytes(StandardCharsets.UTF_8));
            }
            deleteUnfinished(folder);
            requireJournal(folder);
            Journal journal = Journal.open(folder.resolve(JOURNAL), chain);
            DurableFiles.forceFolder(folder);
            return new DirectoryStore(folder, lock, journal, chain);
        } catch (IOException e) {
            close(lock);
            throw failed("open", folder, e);
        } catch (RuntimeException | Error e) {
            close(lock);
            throw e;
        }
    }

    /** What writers that died left beside the marker and the versions. */
    private static void deleteUnfinished(Path folder) throws IOException {
        deleteUnfinishedIn(folder);
        try (Stream<Path> names = Files.list(folder.resolve(MODELS))) {
            for (Path name : (Iterable<Path>) names.filter(Files::isDirectory)::iterator) {
                deleteUnfinishedIn(name);
            }
        }
    }

    private static void deleteUnfinishedIn(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ".*" + DurableFiles.UNFINISHED)) {
            for (Path file : files) {
                LOG.info("deleting {}, which was never finished", file);
                Files.deleteIfExists(file);
            }
        }
    }

    /** The journal is made before the first version; without it versions would be numbered, and overwritten, anew. */
    static void requireJournal(Path folder) {
        if (!Files.exists(folder.resolve(JOURNAL)) && !isEmpty(folder.resolve(MODELS))) {
            throw new RegistryException(
                    Reason.JOURNAL_CORRUPT,
                    folder + " holds versions but no journal, so nothing says which they are; restore the folder from a"
                            + " backup");
        }
    }

    static void checkMarker(Path folder) throws IOException {
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
            if (files.anyMatch(DirectoryStore::isForeign)) {
                throw notARegistry(folder, "it holds other files and no file \"" + MARKER + "\"");
            }
        }
    }

    private static boolean isForeign(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.equals(MODELS) ? !isEmpty(file) : !name.equals("lock") && !name.startsWith("." + MARKER);
    }

    private static boolean isEmpty(Path models) {
        try (Stream<Path> files = Files.list(models)) {
            return !files.findAny().isPresent();
        } catch (IOException e) {
            throw failed("read", models, e);
        }
    }

    private static RegistryException notARegistry(Path folder, String why) {
        return new RegistryException(
                Reason.NOT_A_REGISTRY, folder + " is not a registry: " + why + "; name an empty or a new folder");
    }

    @Override
    public List<Entry> entries() {
        return chain.entries();
    }

    @Override
    public JournalHead head() {
        return chain.head();
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
    public void requireWritable() {
        try {
            journal.mendIfTorn();
        } catch (IOException e) {
            throw failed("write the journal of", folder, e);
        }
    }

    @Override
    public void write(StoredFile stored, byte[] bytes) {
        Path file = path(stored);
        try {
            DurableFiles.createFolders(folder.resolve(MODELS).resolve(stored.model()));
            DurableFiles.writeAtomically(file, bytes);
        } catch (IOException e) {
            throw failed("write", file, e);
        }
    }

    @Override
    public List<String> names() {
        Path models = folder.resolve(MODELS);
        try (Stream<Path> names = Files.list(models)) {
            return names.filter(Files::isDirectory)
                    .map(name -> String.valueOf(name.getFileName()))
                    .collect(Collectors.toList());
        } catch (IOException e) {
            throw failed("read", models, e);
        }
    }

    @Override
    public List<StoredFile> files(String model) {
        Path models = folder.resolve(MODELS).resolve(model);
        List<StoredFile> of = new ArrayList<>();
        if (!Files.isDirectory(models)) {
            return of;
        }
        try (Stream<Path> files = Files.list(models)) {
            files.forEach(file ->
                    StoredFile.parse(model, String.valueOf(file.getFileName())).ifPresent(of::add));
        } catch (IOException e) {
            throw failed("read", models, e);
        }
        return of;
    }

    @Override
    public void delete(StoredFile stored) {
        Path file = path(stored);
        try {
            if (Files.deleteIfExists(file)) {
                DurableFiles.forceFolder(folder.resolve(MODELS).resolve(stored.model()));
            }
        } catch (IOException e) {
            throw failed("delete", file, e);
        }
    }

    @Override
    public byte[] read(StoredFile stored) {
        return read(folder, stored);
    }

    static byte[] read(Path folder, StoredFile stored) {
        Path file = path(folder, stored);
        try {
            return DurableFiles.read(file);
        } catch (DurableFiles.FileTooLarge e) {
            throw new RegistryException(
                    Reason.VERSION_UNREADABLE, file + " is not what was published: " + e.getMessage(), e);
        } catch (NoSuchFileException e) {
            throw new RegistryException(Reason.VERSION_UNREADABLE, file + " is gone; put it back from a backup", e);
        } catch (IOException e) {
            throw failed("read", file, e);
        }
    }

    private Path path(StoredFile stored) {
        return path(folder, stored);
    }

    private static Path path(Path folder, StoredFile stored) {
        return folder.resolve(MODELS).resolve(stored.model()).resolve(stored.fileName());
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

    private static void close(@Nullable FolderLock lock) {
        if (lock == null) {
            return;
        }
        try {
            lock.close();
        } catch (IOException e) {
            throw new RegistryException(Reason.IO, "cannot release the lock: " + e, e);
        }
    }

    static RegistryException failed(String verb, Path place, IOException e) {
        return new RegistryException(Reason.IO, "cannot " + verb + " " + place + ": " + e, e);
    }
}
