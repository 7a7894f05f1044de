package io.mlcd.benchmarks.sealing;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/** What is sealed: pseudorandom bytes from a fixed seed, the same in every JVM, made without any cryptography. */
final class Content {
    private static final int PIECE_BYTES = 1 << 16;

    private final SplittableRandom random = new SplittableRandom(20261130);
    private final byte[] piece = new byte[PIECE_BYTES];

    private Content() {}

    static byte[] make(int bytes) {
        Content content = new Content();
        byte[] all = new byte[bytes];
        for (int at = 0; at < bytes; at += PIECE_BYTES) {
            content.next();
            System.arraycopy(content.piece, 0, all, at, Math.min(PIECE_BYTES, bytes - at));
        }
        return all;
    }

    /** Whether that is it, piece by piece, so that it takes no memory. */
    static boolean is(byte[] all, int bytes) {
        Content content = new Content();
        boolean same = all.length == bytes;
        for (int at = 0; same && at < bytes; at += PIECE_BYTES) {
            content.next();
            int end = Math.min(at + PIECE_BYTES, bytes);
            same = Arrays.equals(all, at, end, content.piece, 0, end - at);
        }
        return same;
    }

    private void next() {
        ByteBuffer buffer = ByteBuffer.wrap(piece);
        while (buffer.hasRemaining()) {
            buffer.putLong(random.nextLong());
        }
    }
}
