package io.mlcd.crypto;

import io.mlcd.api.SealException;
import java.io.IOException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Objects;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.cms.RecipientIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.jspecify.annotations.Nullable;

/**
 * A publisher's key: what {@link CmsSealer#signedBy(SigningKey)} signs with. Which signature it is follows from the key:
 * RSA-PSS with SHA-256 for RSA of 3072 bits and more, ECDSA with SHA-256 or SHA-384 for the curves P-256 and P-384.
 * Ed25519 and ML-DSA-65 are made only by their own methods, since OpenSSL 3.0 does not read them in CMS.
 *
 * <p>Use a key that signs and does nothing else: one key for signing and for opening would let a weakness of either hurt both.
 *
 * <p>The private key may live in a token or a key store. An immutable value, equal by key. Safe for concurrent callers. Its
 * text form names the key and holds no secret.
 */
public final class SigningKey {
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int NON_REPUDIATION = 1;

    private final SignatureAlgorithm signing;
    private final PrivateKey privateKey;
    private final PublicKey publicKey;
    private final RecipientIdentifier name;
    private final @Nullable X509Certificate certificate;
    private final @Nullable Provider provider;

    private SigningKey(
            SignatureAlgorithm signing,
            PrivateKey privateKey,
            PublicKey publicKey,
            RecipientIdentifier name,
            @Nullable X509Certificate certificate,
            @Nullable Provider provider) {
        this.signing = signing;
        this.privateKey = privateKey;
        this.publicKey = publicKey;
        this.name = name;
        this.certificate = certificate;
        this.provider = provider;
    }

    /**
     * A signer with a private key that tells its public key, as those of RSA and EC do that were read from a file.
     *
     * @throws SealException with {@code KEY_UNUSABLE} if it does not, or it is weak or of another kind
     */
    public static SigningKey of(PrivateKey privateKey) {
        return of(privateKey, PublicHalf.of(privateKey));
    }

    /**
     * A signer with a private key, which messages name by the identifier of the public key.
     *
     * @throws IllegalArgumentException if the two do not belong together, as far as the private key tells; otherwise sealing
     *     finds it out
     * @throws SealException with {@code KEY_UNUSABLE} if they are weak or of another kind
     */
    public static SigningKey of(PrivateKey privateKey, PublicKey publicKey) {
        return usual(bare(privateKey, publicKey));
    }

    /**
     * A signer with a private key and its certificate, which goes along in the signature, so that
     * {@code openssl cms -verify} needs no more than the certificate's issuer.
     *
     * @throws IllegalArgumentException if the two do not belong together, as far as the private key tells; otherwise sealing
     *     finds it out
     * @throws SealException with {@code KEY_UNUSABLE} if they are weak or of another kind, or the certificate's key usage
     *     does not allow to sign
     */
    public static SigningKey of(PrivateKey privateKey, X509Certificate certificate) {
        boolean[] usage = certificate.getKeyUsage();
        if (usage != null && !usage[DIGITAL_SIGNATURE] && !usage[NON_REPUDIATION]) {
            throw Refusal.unusable("the key usage of the certificate \"" + certificate.getSubjectX500Principal()
                    + "\" does not allow digitalSignature; use a certificate that is meant for signing");
        }
        PublicKey key = certificate.getPublicKey();
        PublicHalf.requireHalves(privateKey, key);
        return usual(new SigningKey(
                SignatureAlgorithm.of(key), privateKey, key, KeyNames.of(certificate), certificate, null));
    }

    /**
     * A signer by Ed25519 (RFC 8419). OpenSSL 3.0 does not read it.
     *
     * @throws SealException with {@code KEY_UNUSABLE} if they are no keys of Ed25519
     */
    public static SigningKey ed25519(PrivateKey privateKey, PublicKey publicKey) {
        return bare(privateKey, publicKey).require(SignatureAlgorithm.ED25519);
    }

    /**
     * A signer by ML-DSA-65 (FIPS 204, RFC 9882), which a quantum computer does not break. OpenSSL 3.0 does not read it.
     *
     * @throws SealException with {@code KEY_UNUSABLE} if they are no keys of ML-DSA-65
     * @see Keys#newMlDsaKeyPair()
     */
    public static SigningKey mlDsa65(PrivateKey privateKey, PublicKey publicKey) {
        return bare(privateKey, publicKey).require(SignatureAlgorithm.ML_DSA_65);
    }

    /**
     * The same signer by a given security provider, for a key in a token whose provider is not registered with the
     * platform; the default is the first registered one that can use the key.
     */
    public SigningKey provider(Provider newProvider) {
        return new SigningKey(
                signing, privateKey, publicKey, name, certificate, Objects.requireNonNull(newProvider, "provider"));
    }

    private static SigningKey bare(PrivateKey privateKey, PublicKey publicKey) {
        PublicHalf.requireHalves(privateKey, publicKey);
        return new SigningKey(
                SignatureAlgorithm.of(publicKey), privateKey, publicKey, KeyNames.of(publicKey), null, null);
    }

    private static SigningKey usual(SigningKey signer) {
        if (!signer.signing.isUsual()) {
            throw Refusal.unusable("a signature by " + signer.signing + " must be asked for by name, since OpenSSL 3.0"
                    + " does not read it: SigningKey.ed25519(...), SigningKey.mlDsa65(...)");
        }
        return signer;
    }

    private SigningKey require(SignatureAlgorithm wanted) {
        if (signing != wanted) {
            throw Refusal.unusable("the key is one of " + signing + " and not of " + wanted);
        }
        return this;
    }

    SignatureAlgorithm signing() {
        return signing;
    }

    RecipientIdentifier name() {
        return name;
    }

    /**
     * Signs, and verifies what it signed: a signature that fails in a chip can give the key away, and a private key that is
     * not of this public key would be found out by openers only.
     */
    byte[] sign(byte[] bytes, SecureRandom random) {
        byte[] signature = signing.sign(privateKey, provider, random, bytes, this);
        int saltBytes = signing.saltBytes(signing.identifier());
        if (!signing.verifies(publicKey, saltBytes, bytes, signature)) {
            throw Refusal.unusable("the " + this
                    + " made a signature that its public key does not verify; give the two halves of one key");
        }
        return signature;
    }

    /** The certificate in DER, or null if there is none. */
    byte @Nullable [] certificate() {
        if (certificate == null) {
            return null;
        }
        try {
            return Certificate.getInstance(certificate.getEncoded()).getEncoded(ASN1Encoding.DER);
        } catch (CertificateEncodingException | IOException | RuntimeException e) {
            throw Refusal.unusable("the certificate of the " + this + " cannot be encoded; use another one", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SigningKey that
                && name.equals(that.name)
                && publicKey.equals(that.publicKey)
                && privateKey.equals(that.privateKey)
                && Objects.equals(certificate, that.certificate)
                && Objects.equals(provider, that.provider);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** For example {@code ECDSA P-256 key 8f14e45f}. */
    @Override
    public String toString() {
        return signing + " key " + KeyNames.describe(name);
    }
}
