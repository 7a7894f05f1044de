package io.mlcd.crypto;

import io.mlcd.api.SealException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.X509Certificate;

/**
 * Where sealers to RSA keys come from. Use keys of 3072 bits; 2048 is the least that is accepted, with a warning in the log.
 *
 * <p>Encrypting to a public key authenticates nobody: whoever has the public key can seal, so it keeps a model secret
 * and does not prove where it came from. {@link CmsSealer#signedBy} does.
 */
public final class RsaSealer {
    private RsaSealer() {}

    /**
     * A sealer to a public key, which messages name by its key identifier.
     * {@link RsaOpener#with(java.security.PrivateKey)} opens.
     *
     * @throws SealException with {@code KEY_UNUSABLE} if it is no RSA key, has fewer than 2048 bits or more than 16384,
     *     or a public exponent below 65537
     */
    public static CmsSealer to(PublicKey publicKey) {
        return new CmsSealer(Recipient.Rsa.of(publicKey));
    }

    /**
     * A sealer to the public key of a certificate. Messages name it by the certificate's subject key identifier if it
     * states one, since that survives a renewal, else by issuer and serial number.
     *
     * <p>OpenSSL opens with {@code -recip} and the certificate; {@link RsaOpener#with(java.security.PrivateKey,
     * X509Certificate)} always opens, and the bare private key does when the subject key identifier was made in the
     * usual way. Neither dates nor issuer are checked: whether to trust the certificate is the caller's decision.
     *
     * @throws SealException with {@code KEY_UNUSABLE} as {@link #to(PublicKey)}, or if the certificate's key usage
     *     does not allow to encipher keys
     */
    public static CmsSealer to(X509Certificate certificate) {
        return new CmsSealer(Recipient.Rsa.of(certificate));
    }

    /**
     * A sealer to the certificate in a PEM file, or to its public key if it holds no certificate.
     *
     * @throws SealException with {@code KEY_UNUSABLE} if it cannot be read or holds neither, or as {@link #to(PublicKey)}
     *     and {@link #to(X509Certificate)}
     */
    public static CmsSealer to(Path pemFile) {
        return Keys.fromFile(
                pemFile, pem -> Keys.anyCertificate(pem).map(RsaSealer::to).orElseGet(() -> to(Keys.publicKey(pem))));
    }

    /**
     * A sealer to a certificate in a key store.
     *
     * @param keyStore loaded, for example by {@link Keys#keyStore}
     * @throws SealException with {@code KEY_UNUSABLE} if there is no certificate of that alias, or as
     *     {@link #to(X509Certificate)}
     */
    public static CmsSealer to(KeyStore keyStore, String alias) {
        return to(Keys.certificate(keyStore, alias));
    }
}
