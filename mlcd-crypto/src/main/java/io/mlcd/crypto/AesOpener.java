package io.mlcd.crypto;

import io.mlcd.api.SealException;
import java.util.Objects;
import javax.crypto.SecretKey;

/** Where openers with a shared AES-256 key come from. What they open was sealed by one who holds that key. */
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
        return new CmsOpener(RecipientKey.Aes.of(keyId, key));
    }

    /**
     * An opener with a shared key that is elsewhere, for example in a key management service.
     *
     * @param keyId the name by which messages mention the key, 1 to 255 bytes in UTF-8
     * @throws IllegalArgumentException if the id is empty or too long
     */
    public static CmsOpener with(String keyId, KeyUnwrapper unwrapper) {
        return new CmsOpener(
                new RecipientKey.Aes(keyId, new UnwrappingKey.Remote(Objects.requireNonNull(unwrapper, "unwrapper"))));
    }
}
