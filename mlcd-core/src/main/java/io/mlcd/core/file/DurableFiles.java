package io.mlcd.core.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Writes that are on disk, whole, when they return.
 *
 * <p>An interrupt does not break them off: a channel that an interrupt closed is opened again, and the thread is
 * interrupted again afterwards.
 */
public final class DurableFiles {
    /** How the names of files end that are not in their place yet; they begin with a dot. */
    public static final String UNFINISHED = ".tmp";

    /** What an array holds on every Java platform. */
    private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

    private DurableFiles() {}

    /** Writes that may be begun anew when an interrupt closed a channel. */
    @FunctionalInterface
    public interface Write {
        /** Writes. */
        void run() throws IOException;
    }

    /** Runs a write until no interrupt breaks it off. */
    public static void uninterruptibly(Write write) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    write.run();
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Writes a file beside its place, forces it to disk and moves it there: others see all of it or nothing. */
    public static void writeAtomically(Path file, byte[] bytes) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null) {
            throw new IOException(file + " is not a file in a folder");
        }
        // Not Files.createTempFile, whose files only their owner may read.
        Path beside = folder.resolve("." + absolute.getFileName() + "." + UUID.randomUUID() + UNFINISHED);
        try {
            uninterruptibly(() -> {
                try (FileChannel channel = FileChannel.open(
                        beside,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
                    write(channel, bytes);
                }
            });
            Files.move(beside, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
        forceFolder(folder);
    }

    /** Writes all bytes at the channel's position and forces them to disk. */
    public static void write(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        channel.force(true);
    }

    /**
     * All bytes of a file.
     *
     * @throws FileTooLarge if there are more than an array holds
     */
    public static byte[] read(Path file) throws IOException {
        long size = Files.size(file);
        if (size > MAX_BYTES) {
            throw new FileTooLarge("it has " + size + " bytes, but an artifact has at most " + MAX_BYTES);
        }
        return Files.readAllBytes(file);
    }

    /** A file has more bytes than an array holds. */
    public static final class FileTooLarge extends IOException {
        private static final long serialVersionUID = 1L;

        FileTooLarge(String message) {
            super(message);
        }
    }

    /** Makes a folder, and those above it, and forces their names to disk. */
    public static void createFolders(Path folder) throws IOException {
        Path missing = folder.toAbsolutePath();
        while (missing.getParent() != null && !Files.exists(missing.getParent())) {
            missing = missing.getParent();
        }
        Files.createDirectories(folder);
        for (Path at = folder.toAbsolutePath(); at.getParent() != null; at = at.getParent()) {
            forceFolder(at.getParent());
            if (at.equals(missing)) {
                return;
            }
        }
    }

    /** Forces the names in a folder to disk, where the system lets a folder be opened (Windows does not; it orders renames). */
    public static void forceFolder(Path folder) throws IOException {
        uninterruptibly(() -> {
            FileChannel opened;
            try {
                opened = FileChannel.open(folder, StandardOpenOption.READ);
            } catch (ClosedByInterruptException e) {
                throw e;
            } catch (IOException e) {
                return;
            }
            try (FileChannel channel = opened) {
                channel.force(true);
            }
        });
    }
}
