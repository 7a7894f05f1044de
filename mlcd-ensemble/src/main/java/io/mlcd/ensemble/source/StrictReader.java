package io.mlcd.ensemble.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/**
 * Decodes bytes and refuses malformed ones, but only after all characters before them have been delivered, so that a
 * parser knows the line when it happens. {@link java.io.InputStreamReader} would replace them, or lose what is before.
 *
 * <p>For FastCSV, which asks for thousands of characters at a time; one at a time would not hold a surrogate pair.
 */
final class StrictReader extends Reader {
    private final InputStream stream;
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 13).flip();
    private boolean ended;

    StrictReader(InputStream stream, Charset charset) {
        this.stream = stream;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        CharBuffer chars = CharBuffer.wrap(target, offset, length);
        int start = chars.position();
        while (true) {
            CoderResult result = decoder.decode(bytes, chars, ended);
            if (chars.position() > start) {
                return chars.position() - start;
            }
            if (result.isError()) {
                throw new MalformedException(decoder.charset(), bytes.get(bytes.position()));
            }
            if (ended) {
                return -1;
            }
            fill();
        }
    }

    private void fill() throws IOException {
        bytes.compact();
        int count = stream.read(bytes.array(), bytes.position(), bytes.remaining());
        ended = count < 0;
        bytes.position(bytes.position() + Math.max(count, 0)).flip();
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    /** A byte that the charset does not allow where it is. */
    static final class MalformedException extends CharacterCodingException {
        private static final long serialVersionUID = 1L;

        private final String message;

        MalformedException(Charset charset, byte first) {
            message = "the byte " + String.format("0x%02X", first & 0xFF) + " is not allowed here in " + charset;
        }

        @Override
        public String getMessage() {
            return message;
        }
    }
}
