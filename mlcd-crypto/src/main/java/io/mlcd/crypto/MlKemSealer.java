package io.mlcd.crypto;

import io.mlcd.api.SealException;
import java.security.PublicKey;

/**
 * Where sealers to ML-KEM-768 keys come from (FIPS 203), whom a quantum computer does not break, as far as is known. OpenSSL
 * 3.0 does not open them.
 *
 * <p>Anybody who can open a message can read all of it: beside an RSA recipient an ML-KEM recipient adds nothing.
 * {@link CmsSealer#postQuantumOnly()} refuses such company.
 */
public final class MlKemSealer {
    private MlKemSealer() {}

    /**
     * A sealer to a public key, which messages name by its key identifier. {@link MlKemOpener#with} opens.
     *
     * @throws SealException with {@code KEY_UNUSABLE} if it is no key of ML-KEM-768
     * @see Keys#newMlKemKeyPair()
     */
    public static CmsSealer to(PublicKey publicKey) {
        return new CmsSealer(Recipient.Kem.of(publicKey));
    }
}
