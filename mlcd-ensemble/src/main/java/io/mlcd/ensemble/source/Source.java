package io.mlcd.ensemble.source;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Text that can be read more than once, and its name in messages. */
final class Source {
    /** The name of what has none. */
    static final String UNNAMED = "CSV";

    private static final int BUFFER_BYTES = 1 << 16;

    private final String name;
    private final Opening opening;

    private Source(String name, Opening opening) {
        this.name = name;
        this.opening = opening;
    }

    private interface Opening {
        Reader open() throws IOException;
    }

    static Source of(Path file, Charset charset) {
        return new Source(file.toString(), () -> decoded(Files.newInputStream(file), charset));
    }

    static Source of(byte[] bytes, Charset charset) {
        return new Source(UNNAMED, () -> decoded(new ByteArrayInputStream(bytes), charset));
    }

    static Source of(String text) {
        int start = text.startsWith("\uFEFF") ? 1 : 0;
        return new Source(UNNAMED, () -> new StringReader(text.substring(start)));
    }

    String name() {
        return name;
    }

    /** The text from its start, without a byte-order mark. Closing it closes what is below. */
    Reader open() throws IOException {
        return opening.open();
    }

    private static Reader decoded(InputStream bytes, Charset charset) throws IOException {
        try {
            InputStream plain = buffered(bytes);
            if (startsWith(plain, 0x1F, 0x8B)) {
                plain = buffered(new GZIPInputStream(plain, BUFFER_BYTES));
            }
            return new StrictReader(plain, marked(plain, charset));
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    private static InputStream buffered(InputStream bytes) {
        return new BufferedInputStream(bytes, BUFFER_BYTES);
    }

    /** The charset that a byte-order mark tells, which is then skipped; else the one given. */
    private static Charset marked(InputStream bytes, Charset charset) throws IOException {
        if (startsWith(bytes, 0xEF, 0xBB, 0xBF)) {
            bytes.skipNBytes(3);
            return StandardCharsets.UTF_8;
        }
        if (startsWith(bytes, 0xFE, 0xFF)) {
            bytes.skipNBytes(2);
            return StandardCharsets.UTF_16BE;
        }
        if (startsWith(bytes, 0xFF, 0xFE)) {
            bytes.skipNBytes(2);
            return StandardCharsets.UTF_16LE;
        }
        return charset;
    }

    private static boolean startsWith(InputStream bytes, int... start) throws IOException {
        bytes.mark(start.length);
        boolean same = true;
        for (int i = 0; i < start.length && same; i++) {
            same = bytes.read() == start[i];
        }
        bytes.reset();
        return same;
    }
}
