package io.mlcd.core.oracle;

import io.mlcd.api.Opener;
import io.mlcd.api.SealException;
import io.mlcd.api.SealException.Reason;
import io.mlcd.api.Sealer;
import io.mlcd.core.file.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Hides bytes behind a number, and notices a change; no secret is safe with it. */
public final class ToySeal implements Sealer, Opener {
    private static final byte[] MAGIC = "TOYSEAL!".getBytes(StandardCharsets.US_ASCII);
    private static final int HEAD = 16;
    private static final int TAG = 64;

    private final long key;
    private final AtomicLong nonces = new AtomicLong();

    /** With a key. */
    public ToySeal(long key) {
        this.key = key;
    }

    @Override
    public byte[] seal(byte[] plain) {
        long nonce = nonces.incrementAndGet();
        ByteBuffer out = ByteBuffer.allocate(HEAD + TAG + plain.length);
        out.put(MAGIC).putLong(nonce);
        out.put(stream(
                nonce,
                ByteBuffer.allocate(TAG + plain.length)
                        .put(tag(nonce, plain))
                        .put(plain)
                        .array()));
        return out.array();
    }

    @Override
    public byte[] open(byte[] sealed) {
        if (sealed.length < MAGIC.length || !Arrays.equals(Arrays.copyOf(sealed, MAGIC.length), MAGIC)) {
            throw new SealException(Reason.NOT_SEALED, "the bytes are not sealed");
        }
        if (sealed.length < HEAD + TAG) {
            throw new SealException(Reason.TRUNCATED, "the seal is cut off");
        }
        long nonce = ByteBuffer.wrap(sealed).getLong(MAGIC.length);
        byte[] all = stream(nonce, Arrays.copyOfRange(sealed, HEAD, sealed.length));
        byte[] plain = Arrays.copyOfRange(all, TAG, all.length);
        if (!Arrays.equals(Arrays.copyOf(all, TAG), tag(nonce, plain))) {
            throw new SealException(Reason.NO_MATCHING_KEY, "no key here opens the bytes, or they were changed");
        }
        return plain;
    }

    private byte[] tag(long nonce, byte[] plain) {
        return Sha256.of(key + " " + nonce + " " + Sha256.of(plain)).getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] stream(long nonce, byte[] bytes) {
        SplittableRandom random = new SplittableRandom(key * 31 + nonce);
        byte[] out = new byte[bytes.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) (bytes[i] ^ random.nextInt());
        }
        return out;
    }

    @Override
    public String toString() {
        return "toy seal";
    }
}
