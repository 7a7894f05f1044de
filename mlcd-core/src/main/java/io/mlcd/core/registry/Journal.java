package io.mlcd.core.registry;

import io.mlcd.core.file.DurableFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The append-only, hash-chained, forced file of entries. */
final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private final Path file;
    private final Chain chain;
    private FileChannel channel;
    /** Where the last whole line ends. */
    private long end;
    /** Whether something may follow the last whole line, or the channel be closed: mended before the next line. */
    private boolean torn;

    private Journal(Path file, Chain chain) throws IOException {
        this.file = file;
        this.chain = chain;
        this.channel = channel(file);
    }

    private static FileChannel channel(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** Opens a journal, dropping a last line that was only half written. */
    static Journal open(Path file, Chain chain) throws IOException {
        byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        Journal journal = new Journal(file, chain);
        try {
            journal.end = replay(bytes, 0, chain, file.toString());
            chain.requireTrusted(file.toString());
            if (journal.end < bytes.length) {
                LOG.warn(
                        "dropped {} bytes that were only half written at the end of {}",
                        bytes.length - journal.end,
                        file);
            }
            DurableFiles.uninterruptibly(journal::mend);
            return journal;
        } catch (RuntimeException | IOException e) {
            journal.channel.close();
            throw e;
        }
    }

    /** Adds the lines from a place on to a chain; gives the place where the last whole one ends. */
    static int replay(byte[] bytes, int start, Chain chain, String place) {
        int from = start;
        for (int to = start; to < bytes.length; to++) {
            if (bytes[to] != '\n') {
                continue;
            }
            String line = new String(bytes, from, to - from, StandardCharsets.UTF_8);
            boolean last = to == bytes.length - 1;
            if (last && line.indexOf('\0') >= 0) {
                return from; // a crash left the length but not the content of the last line
            }
            chain.accept(line, place);
            from = to + 1;
        }
        return from;
    }

    /** Adds a line and forces it to disk; if that fails, none of it stays. */
    void append(Entry entry) throws IOException {
        String line = chain.line(entry);
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            DurableFiles.uninterruptibly(() -> {
                if (torn) {
                    mend();
                }
                torn = true;
                DurableFiles.write(channel, bytes);
                torn = false;
            });
        } catch (IOException e) {
            try {
                DurableFiles.uninterruptibly(this::mend);
            } catch (IOException alsoFailed) {
                e.addSuppressed(alsoFailed); // it stays torn, so the next line begins with mending
            }
            throw e;
        }
        end += bytes.length;
        chain.add(line, entry);
    }

    /** Mends what a failed append may have left. */
    void mendIfTorn() throws IOException {
        if (torn) {
            DurableFiles.uninterruptibly(this::mend);
        }
    }

    /** Cuts off what follows the last whole line. */
    private void mend() throws IOException {
        torn = true;
        if (!channel.isOpen()) {
            channel = channel(file);
        }
        if (channel.size() > end) {
            channel.truncate(end);
            channel.force(true);
        }
        channel.position(end);
        torn = false;
    }

    /** Takes back, if it still can, what a failed append may have left: it would be read as a line when it is opened again. */
    @Override
    public void close() throws IOException {
        try {
            mendIfTorn();
        } finally {
            channel.close();
        }
    }
}
