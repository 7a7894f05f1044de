package io.mlcd.crypto;

import io.mlcd.api.SealException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Objects;

/**
 * Where openers with RSA private keys come from, of 2048 to 16384 bits, in memory, in a token, a key store or a service.
 *
 * <p>What they open says nothing about who sealed it: whoever has the public key can. Add
 * {@link CmsOpener#trusting(PublicKey)} where that matters.
 */
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
        return new CmsOpener(RecipientKey.Rsa.of(privateKey, publicKey, null));
    }

    /**
     * An opener with a private key and its certificate. Messages are recognised by issuer and serial number, by the
     * certificate's subject key identifier, and by the identifier of the public key.
     *
     * @throws IllegalArgumentException if the two do not belong together, as far as the private key tells
     * @throws SealException with {@code KEY_UNUSABLE} if it is no RSA key, too short or too long
     */
    public static CmsOpener with(PrivateKey privateKey, X509Certificate certificate) {
        return new CmsOpener(RecipientKey.Rsa.of(privateKey, certificate, null));
    }

    /**
     * An opener with a private key in a token, used by the given security provider, which need not be registered with the
     * platform. The key stays in the token: a token that knows RSA but not OAEP, as PKCS #11 tokens are seen by the
     * platform's own provider, does the RSA operation, and the padding is taken off outside.
     *
     * @param provider for example {@code Security.getProvider("SunPKCS11").configure("token.cfg")}
     * @throws IllegalArgumentException if the two do not belong together, as far as the private key tells
     * @throws SealException with {@code KEY_UNUSABLE} if it is no RSA key, too short or too long
     */
    public static CmsOpener with(PrivateKey privateKey, X509Certificate certificate, Provider provider) {
        return new CmsOpener(
                RecipientKey.Rsa.of(privateKey, certificate, Objects.requireNonNull(provider, "provider")));
    }

    /** As {@link #with(PrivateKey, X509Certificate, Provider)}, with a public key in place of a certificate. */
    public static CmsOpener with(PrivateKey privateKey, PublicKey publicKey, Provider provider) {
        return new CmsOpener(RecipientKey.Rsa.of(privateKey, publicKey, Objects.requireNonNull(provider, "provider")));
    }

    /**
     * An opener with a private key that is elsewhere, for example in a key management service.
     *
     * @throws SealException with {@code KEY_UNUSABLE} if the public key is no RSA key, too short or too long
     */
    public static CmsOpener with(KeyUnwrapper unwrapper, PublicKey publicKey) {
        return new CmsOpener(RecipientKey.Rsa.of(remote(unwrapper), publicKey));
    }

    /**
     * An opener with a private key that is elsewhere, and its certificate.
     *
     * @throws SealException with {@code KEY_UNUSABLE} if the certificate's key is no RSA key, too short or too long
     */
    public static CmsOpener with(KeyUnwrapper unwrapper, X509Certificate certificate) {
        return new CmsOpener(RecipientKey.Rsa.of(remote(unwrapper), certificate));
    }

    /**
     * An opener with the private key in a PEM file that is not encrypted, and its certificate if the file holds one too.
     *
     * @throws SealException with {@code KEY_UNUSABLE} if it cannot be read or holds no private key, or as
     *     {@link #with(PrivateKey)}
     */
    public static CmsOpener with(Path pemFile) {
        return Keys.fromFile(pemFile, pem -> of(Keys.privateKey(pem), pem));
    }

    /**
     * An opener with the encrypted private key in a PEM file, and its certificate if the file holds one too.
     *
     * @param passphrase what the file is encrypted with; the caller may zero it afterwards
     * @throws SealException with {@code KEY_UNUSABLE} if it cannot be read or decrypted, or as {@link #with(PrivateKey)}
     */
    public static CmsOpener with(Path pemFile, char[] passphrase) {
        return Keys.fromFile(pemFile, pem -> of(Keys.privateKey(pem, passphrase), pem));
    }

    private static CmsOpener of(PrivateKey key, char[] pem) {
        return Keys.anyCertificate(pem)
                .map(certificate -> with(key, certificate))
                .orElseGet(() -> with(key));
    }

    /**
     * An opener with a private key in a key store and its certificate.
     *
     * @param keyStore loaded, for example by {@link Keys#keyStore}
     * @param password the key's; the caller may zero it afterwards
     * @throws SealException with {@code KEY_UNUSABLE} if there is no key of that alias, or the password does not open it, or
     *     as {@link #with(PrivateKey, X509Certificate)}
     */
    public static CmsOpener with(KeyStore keyStore, String alias, char[] password) {
        return with(Keys.privateKey(keyStore, alias, password), Keys.certificate(keyStore, alias));
    }

    private static UnwrappingKey remote(KeyUnwrapper unwrapper) {
        return new UnwrappingKey.Remote(Objects.requireNonNull(unwrapper, "unwrapper"));
    }
}
