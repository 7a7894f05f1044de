package io.mlcd.benchmarks.sealing;

import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.crypto.SecretKey;

/** A bare AES-256-GCM: the message is the nonce, the ciphertext and the tag. */
abstract class BareEngine implements Engine {
    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;

    private final byte[] key;
    private long messages;

    BareEngine(SecretKey key) {
        this.key = key.getEncoded();
    }

    @Override
    public final byte[] seal(byte[] plain) throws Exception {
        byte[] sealed = new byte[NONCE_BYTES + plain.length + TAG_BYTES];
        ByteBuffer.wrap(sealed).putLong(++messages);
        encrypt(key, Arrays.copyOf(sealed, NONCE_BYTES), plain, sealed);
        return sealed;
    }

    @Override
    public final byte[] open(byte[] sealed) throws Exception {
        byte[] plain = new byte[sealed.length - NONCE_BYTES - TAG_BYTES];
        decrypt(key, Arrays.copyOf(sealed, NONCE_BYTES), sealed, plain);
        return plain;
    }

    /** Writes ciphertext and tag behind the nonce. */
    abstract void encrypt(byte[] key, byte[] nonce, byte[] plain, byte[] sealed) throws Exception;

    /** Reads ciphertext and tag from behind the nonce. */
    abstract void decrypt(byte[] key, byte[] nonce, byte[] sealed, byte[] plain) throws Exception;
}
