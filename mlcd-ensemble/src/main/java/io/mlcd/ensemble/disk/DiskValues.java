package io.mlcd.ensemble.disk;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Column;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Values of one column written to a file one after the other, then mapped. The file is open only while a full buffer is written,
 * so that a table may have more columns than a process may have files. For one thread.
 */
public final class DiskValues {
    private static final int BUFFER_BYTES = 1 << 15;

    private final Path file;
    private final ByteBuffer buffer;

    /** Values that will be written to a file. */
    public DiskValues(Path file) {
        this.file = file;
        this.buffer = ByteBuffer.allocate(BUFFER_BYTES);
    }

    /** Adds a number. */
    public void add(double value) {
        room(Double.BYTES).putDouble(value);
    }

    /** Adds a time. */
    public void add(long value) {
        room(Long.BYTES).putLong(value);
    }

    /** Adds a code. */
    public void add(int value) {
        room(Integer.BYTES).putInt(value);
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            flush();
        }
        return buffer;
    }

    /** Writes what has been added so far. */
    void flush() {
        buffer.flip();
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw failed("written", file, e);
        }
        buffer.clear();
    }

    private static TrainingException failed(String what, Path file, IOException e) {
        if (e instanceof ClosedByInterruptException) {
            return new DiskInterruptedException("rows were not " + what + " in " + file, e);
        }
        return new TrainingException(
                TrainingException.Reason.BAD_SOURCE,
                "rows cannot be " + what + " in " + file + ": " + e.getMessage()
                        + "; give a folder with more room, and let nobody else change what is in it",
                e);
    }

    /** Begins again, with no value. */
    public void restart() {
        buffer.clear();
        delete();
    }

    /** Deletes the file. */
    public void delete() {
        delete(file);
    }

    /** Deletes a file of values. */
    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failed("deleted", file, e);
        }
    }

    /** The file. */
    Path file() {
        return file;
    }

    /** The values of a file as buffers of a column; nothing may be added afterwards. They are let go with the buffers. */
    static List<ByteBuffer> map(Path file, int bytesEach) {
        List<ByteBuffer> buffers = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long most = (long) Column.BUFFER_VALUES * bytesEach;
            for (long at = 0; at < channel.size(); at += most) {
                long length = Math.min(most, channel.size() - at);
                buffers.add(channel.map(FileChannel.MapMode.READ_ONLY, at, length));
            }
        } catch (IOException e) {
            throw failed("mapped", file, e);
        }
        return buffers;
    }
}
