package io.mlcd.crypto;

import io.mlcd.api.SealException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;

/** Where openers with RSA private keys come from, of 2048 to 16384 bits, in memory, in a token or a key store. */
public final class RsaOpener {
    private RsaOpener() {}

    /**
     * An opener with a private key that tells its public key, as those read from a file do. Messages are recognised by
     * the identifier of the public key; for those that name a certificate by issuer and serial number, as
     * {@code openssl cms -encrypt} writes them, use {@link #with(PrivateKey, X509Certificate)}.
     *
     * @throws SealException with {@code KEY_UNUSABLE} if it is no RSA key, too short, too long, or does not tell its
     *     public key
     */
    public static CmsOpener with(PrivateKey privateKey) {
        return new CmsOpener(RecipientKey.Rsa.of(privateKey));
    }

    /**
     * An opener with a private key that may live in a token or a key store. Messages are recognised by the identifier
     * of the public key.
     *
     * @throws IllegalArgumentException if the two do not belong together, as far as the private key tells
     * @throws SealException with {@code KEY_UNUSABLE} if it is no RSA key, too short or too long
     */
    public static CmsOpener with(PrivateKey privateKey, PublicKey publicKey) {
        return new CmsOpener(RecipientKey.Rsa.of(privateKey, publicKey));
    }

    /**
     * An opener with a private key and its certificate. Messages are recognised by issuer and serial number, by the
     * certificate's subject key identifier, and by the identifier of the public key.
     *
     * @throws IllegalArgumentException if the two do not belong together, as far as the private key tells
     * @throws SealException with {@code KEY_UNUSABLE} if it is no RSA key, too short or too long
     */
    public static CmsOpener with(PrivateKey privateKey, X509Certificate certificate) {
        return new CmsOpener(RecipientKey.Rsa.of(privateKey, certificate));
    }
}
