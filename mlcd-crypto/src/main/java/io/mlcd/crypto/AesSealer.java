package io.mlcd.crypto;

import io.mlcd.api.SealException;
import javax.crypto.SecretKey;

/** Where sealers with a shared AES-256 key come from. The key wraps a fresh content key for every message. */
public final class AesSealer {
    private AesSealer() {}

    /**
     * A sealer with a key that both sides share. {@link AesOpener#with} opens with the same id and key.
     *
     * @param keyId the name by which a message says which key opens it, 1 to 255 bytes in UTF-8; it is not secret
     * @param key is kept, not copied; it may live in a token or a key store
     * @throws IllegalArgumentException if the id is empty or too long
     * @throws SealException with {@code KEY_UNUSABLE} if it is no AES key of 256 bits
     * @see Keys#newAesKey()
     */
    public static CmsSealer with(String keyId, SecretKey key) {
        return new CmsSealer(new Recipient.Aes(keyId, key));
    }
}
