package io.mlcd.crypto;

import io.mlcd.api.SealException;
import java.security.PrivateKey;
import java.security.PublicKey;

/**
 * Where openers with ML-KEM-768 private keys come from. What they open says nothing about who sealed it: whoever has the
 * public key can.
 */
public final class MlKemOpener {
    private MlKemOpener() {}

    /**
     * An opener with a private key whose encoding is told.
     *
     * @param publicKey messages are recognised by its identifier
     * @throws IllegalArgumentException if the two do not belong together
     * @throws SealException with {@code KEY_UNUSABLE} if they are no keys of ML-KEM-768
     */
    public static CmsOpener with(PrivateKey privateKey, PublicKey publicKey) {
        return new CmsOpener(RecipientKey.Kem.of(privateKey, publicKey));
    }
}
