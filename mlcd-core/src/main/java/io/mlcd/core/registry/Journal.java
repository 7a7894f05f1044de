package io.mlcd.core.registry;

import io.mlcd.api.RegistryException;
import io.mlcd.core.file.DurableFiles;
import io.mlcd.core.file.Sha256;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The append-only, hash-chained, forced file of entries. */
final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final String BEFORE_THE_FIRST = "mlcd-registry 0.1";

    private final Path file;
    private final List<Entry> entries = new ArrayList<>();
    private FileChannel channel;
    private String lastLine = BEFORE_THE_FIRST;
    /** Where the last whole line ends. */
    private long end;
    /** Whether something may follow the last whole line, or the channel be closed: mended before the next line. */
    private boolean torn;

    private Journal(Path file) throws IOException {
        this.file = file;
        this.channel = channel(file);
    }

    private static FileChannel channel(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** Opens a journal, dropping a last line that was only half written. */
    static Journal open(Path file) throws IOException {
        byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        Journal journal = new Journal(file);
        try {
            journal.end = journal.replay(bytes);
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

    /** Where the last whole line ends. */
    private long replay(byte[] bytes) {
        int from = 0;
        for (int to = 0; to < bytes.length; to++) {
            if (bytes[to] != '\n') {
                continue;
            }
            String line = new String(bytes, from, to - from, StandardCharsets.UTF_8);
            boolean last = to == bytes.length - 1;
            if (last && line.indexOf('\0') >= 0) {
                return from; // a crash left the length but not the content of the last line
            }
            accept(line);
            from = to + 1;
        }
        return from;
    }

    private void accept(String line) {
        String problem = "";
        int blank = line.indexOf(' ');
        if (blank != 64 || !line.substring(0, 64).equals(link(line.substring(65)))) {
            problem = "it does not fit the line before it";
        } else {
            try {
                Entry entry = Entry.read(line.substring(65));
                if (entry.seq() != entries.size() + 1) {
                    problem = "its number is " + entry.seq();
                }
                entries.add(entry);
            } catch (IllegalArgumentException e) {
                problem = String.valueOf(e.getMessage());
            }
        }
        if (!problem.isEmpty()) {
            throw new RegistryException(
                    RegistryException.Reason.JOURNAL_CORRUPT,
                    "line " + (entries.size() + 1) + " of "
                            + file + " was changed, or lines before it were removed: " + problem
                            + "; restore the folder from a backup");
        }
        lastLine = line;
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Adds a line and forces it to disk; if that fails, none of it stays. */
    void append(Entry entry) throws IOException {
        String text = entry.toJson();
        String line = link(text) + " " + text;
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
        lastLine = line;
        entries.add(entry);
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

    private String link(String text) {
        return Sha256.of(lastLine + " " + text);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
