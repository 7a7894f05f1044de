package io.mlcd.crypto;

import io.mlcd.api.SealException;
import javax.crypto.SecretKey;

/** Where openers with a shared AES-256 key come from. */
public final class AesOpener {
    private AesOpener() {}

    /**
     * An opener with a key that both sides share.
     *
     * @param keyId the name by which messages mention the key, 1 to 255 bytes in UTF-8
     * @param key is kept, not copied; it may live in a token or a key store
     * @throws IllegalArgumentException if the id is empty or too long
     * @throws SealException with {@code KEY_UNUSABLE} if it is no AES key of 256 bits
     */
    public static CmsOpener with(String keyId, SecretKey key) {
        return new CmsOpener(new RecipientKey.Aes(keyId, key));
    }
}
