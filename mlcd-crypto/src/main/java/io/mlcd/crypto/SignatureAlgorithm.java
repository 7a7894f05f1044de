package io.mlcd.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/** The signatures that are made and accepted; which one follows from the key. */
enum SignatureAlgorithm {
    /** RSASSA-PSS with SHA-256, MGF1 with SHA-256 and, when made here, a salt of 32 bytes. */
    RSA_PSS("RSA-PSS", "SHA-256"),
    ECDSA_P256("ECDSA P-256", "SHA-256"),
    ECDSA_P384("ECDSA P-384", "SHA-384"),
    ED25519("Ed25519", "SHA-512"),
    ML_DSA_65("ML-DSA-65", "SHA-512");

    private static final int PSS_SALT_BYTES = 32;

    private final String title;
    private final String digest;

    SignatureAlgorithm(String title, String digest) {
        this.title = title;
        this.digest = digest;
    }

    /** The digest of the content, by its name on the platform. */
    String digest() {
        return digest;
    }

    /** RFC 5754: SHA-2 is named without parameters. */
    AlgorithmIdentifier digestIdentifier() {
        return new AlgorithmIdentifier(
                switch (this) {
                    case RSA_PSS, ECDSA_P256 -> NISTObjectIdentifiers.id_sha256;
                    case ECDSA_P384 -> NISTObjectIdentifiers.id_sha384;
                    case ED25519, ML_DSA_65 -> NISTObjectIdentifiers.id_sha512;
                });
    }

    /** By which security providers call it; Android has a name of its own for the first. */
    private List<String> platformNames() {
        return switch (this) {
            case RSA_PSS -> List.of("RSASSA-PSS", "SHA256withRSA/PSS");
            case ECDSA_P256 -> List.of("SHA256withECDSA");
            case ECDSA_P384 -> List.of("SHA384withECDSA");
            case ED25519 -> List.of("Ed25519");
            case ML_DSA_65 -> List.of("ML-DSA-65", "ML-DSA");
        };
    }

    /** Whether OpenSSL reads it in CMS, so that it may be made without being asked for by name. */
    boolean isUsual() {
        return this == RSA_PSS || this == ECDSA_P256 || this == ECDSA_P384;
    }

    /** What a message says of the signature. */
    AlgorithmIdentifier identifier() {
        return switch (this) {
            case RSA_PSS -> {
                AlgorithmIdentifier sha256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE);
                yield new AlgorithmIdentifier(
                        PKCSObjectIdentifiers.id_RSASSA_PSS,
                        new RSASSAPSSparams(
                                sha256,
                                new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, sha256),
                                new ASN1Integer(PSS_SALT_BYTES),
                                new ASN1Integer(1)));
            }
            case ECDSA_P256 -> new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
            case ECDSA_P384 -> new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA384);
            case ED25519 -> new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519);
            case ML_DSA_65 -> new AlgorithmIdentifier(NISTObjectIdentifiers.id_ml_dsa_65);
        };
    }

    /** Whether a message names the digest of this signature. */
    boolean hasDigest(AlgorithmIdentifier given) {
        return given.getAlgorithm().equals(digestIdentifier().getAlgorithm()) && hasNoParameters(given);
    }

    /**
     * The salt's bytes if a message names this signature, 0 if it has no salt, -1 if the message names another one.
     */
    int saltBytes(AlgorithmIdentifier given) {
        if (!given.getAlgorithm().equals(identifier().getAlgorithm())) {
            return -1;
        }
        if (this != RSA_PSS) {
            return hasNoParameters(given) ? 0 : -1;
        }
        RSASSAPSSparams parameters = RSASSAPSSparams.getInstance(given.getParameters());
        if (parameters == null
                || !hasDigest(parameters.getHashAlgorithm())
                || !parameters.getMaskGenAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.id_mgf1)
                || !hasDigest(AlgorithmIdentifier.getInstance(
                        parameters.getMaskGenAlgorithm().getParameters()))
                || !parameters.getTrailerField().equals(BigInteger.ONE)) {
            return -1;
        }
        BigInteger salt = parameters.getSaltLength();
        return salt.bitLength() < 16 && salt.intValue() >= PSS_SALT_BYTES ? salt.intValue() : -1;
    }

    private static boolean hasNoParameters(AlgorithmIdentifier given) {
        ASN1Encodable parameters = given.getParameters();
        return parameters == null || parameters.equals(DERNull.INSTANCE);
    }

    /** The signature that a key makes; refuses keys that are weak or of another kind. */
    static SignatureAlgorithm of(PublicKey key) {
        byte[] encoded = key.getEncoded();
        if (encoded == null) {
            throw refused(key, "does not tell its encoding");
        }
        AlgorithmIdentifier algorithm;
        try {
            algorithm = SubjectPublicKeyInfo.getInstance(encoded).getAlgorithm();
        } catch (RuntimeException e) {
            throw refused(key, "has a malformed encoding");
        }
        ASN1ObjectIdentifier name = algorithm.getAlgorithm();
        if (name.equals(PKCSObjectIdentifiers.rsaEncryption) || name.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
            return requireRsa(key);
        }
        if (name.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            if (SECObjectIdentifiers.secp256r1.equals(algorithm.getParameters())) {
                return ECDSA_P256;
            }
            if (SECObjectIdentifiers.secp384r1.equals(algorithm.getParameters())) {
                return ECDSA_P384;
            }
            throw refused(key, "is on another curve than P-256 and P-384");
        }
        for (SignatureAlgorithm signing : List.of(ED25519, ML_DSA_65)) {
            if (name.equals(signing.identifier().getAlgorithm())) {
                return signing;
            }
        }
        throw refused(key, "is of another kind");
    }

    private static SignatureAlgorithm requireRsa(PublicKey key) {
        if (!(key instanceof RSAPublicKey rsa)) {
            throw refused(key, "does not tell its modulus");
        }
        int bits = rsa.getModulus().bitLength();
        if (bits < RsaKeys.GOOD_BITS || bits > RsaKeys.MAX_BITS) {
            throw refused(
                    key,
                    "has " + bits + " bits, and " + RsaKeys.GOOD_BITS + " to " + RsaKeys.MAX_BITS
                            + " are allowed for signatures");
        }
        RsaKeys.requireExponent(rsa.getPublicExponent());
        return RSA_PSS;
    }

    private static RuntimeException refused(PublicKey key, String why) {
        return Refusal.unusable(
                "the public key of the algorithm " + key.getAlgorithm() + " " + why
                        + "; give an RSA key of 3072 bits or more, an EC key on P-256 or P-384, an Ed25519 or an ML-DSA-65 key");
    }

    /**
     * Signs.
     *
     * @param provider the one to use, or null for the first that can use the key
     * @param who is named in errors
     */
    byte[] sign(PrivateKey key, @Nullable Provider provider, SecureRandom random, byte[] bytes, Object who) {
        Exception why = new InvalidKeyException("no security provider has that algorithm");
        for (Attempt attempt : attempts(provider)) {
            try {
                Signature signature = attempt.signature();
                PrivateKey usable = attempt.translates ? translated(key) : key;
                // First the key, which chooses among the registered providers, then what RSA-PSS is.
                signature.initSign(usable, random);
                configure(signature, PSS_SALT_BYTES);
                signature.update(bytes);
                return signature.sign();
            } catch (GeneralSecurityException | RuntimeException e) {
                why = e;
            }
        }
        throw Refusal.unusable("cannot sign with the " + who + ": no security provider can use that key", why);
    }

    /** Whether a key signed the bytes so. */
    boolean verifies(PublicKey key, int saltBytes, byte[] bytes, byte[] signed) {
        boolean ecdsa = this == ECDSA_P256 || this == ECDSA_P384;
        boolean saltFits = !(key instanceof RSAPublicKey rsa) || saltBytes <= mostSaltBytes(rsa);
        if (!saltFits || (ecdsa && !isPairOfPositives(signed))) {
            return false;
        }
        Exception why = new InvalidKeyException("no security provider has that algorithm");
        for (Attempt attempt : attempts(null)) {
            Signature signature;
            try {
                signature = attempt.signature();
                PublicKey usable = attempt.translates ? translated(key) : key;
                signature.initVerify(usable);
                configure(signature, saltBytes);
            } catch (GeneralSecurityException | RuntimeException e) {
                why = e;
                continue;
            }
            try {
                signature.update(bytes);
                return signature.verify(signed);
            } catch (GeneralSecurityException | RuntimeException e) {
                return false; // the signature has no form of one
            }
        }
        throw Refusal.unusable("no security provider verifies " + title, why);
    }

    /** RFC 8017, 9.1.1: what a modulus leaves beside a digest and two bytes. */
    private static int mostSaltBytes(RSAPublicKey key) {
        return (key.getModulus().bitLength() - 1 + 7) / Byte.SIZE - 32 - 2;
    }

    /** Some builds of Java 17 took two zeros for a signature by any key (CVE-2022-21449). */
    private static boolean isPairOfPositives(byte[] signed) {
        try {
            ASN1Sequence pair = ASN1Sequence.getInstance(signed);
            return pair.size() == 2
                    && ASN1Integer.getInstance(pair.getObjectAt(0)).getValue().signum() > 0
                    && ASN1Integer.getInstance(pair.getObjectAt(1)).getValue().signum() > 0;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** One way to a signature object. */
    private record Attempt(String name, @Nullable Provider provider, boolean translates) {
        Signature signature() throws GeneralSecurityException {
            return provider == null ? Signature.getInstance(name) : Signature.getInstance(name, provider);
        }
    }

    /** The platform's, and Bouncy Castle's for what the platform does not have. */
    private List<Attempt> attempts(@Nullable Provider provider) {
        List<Attempt> attempts = new ArrayList<>();
        platformNames().forEach(name -> attempts.add(new Attempt(name, provider, false)));
        if (provider == null) {
            attempts.add(new Attempt(bouncyCastleName(), BouncyCastle.PROVIDER, true));
        }
        return attempts;
    }

    private String bouncyCastleName() {
        return this == RSA_PSS ? "SHA256withRSAandMGF1" : platformNames().get(0);
    }

    private void configure(Signature signature, int saltBytes) throws GeneralSecurityException {
        if (this == RSA_PSS) {
            // Explicit, since "RSASSA-PSS" alone means SHA-1.
            signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, saltBytes, 1));
        }
    }

    private PublicKey translated(PublicKey key) throws GeneralSecurityException {
        return keyFactory().generatePublic(new X509EncodedKeySpec(key.getEncoded()));
    }

    private PrivateKey translated(PrivateKey key) throws GeneralSecurityException {
        byte[] encoded = key.getEncoded();
        if (encoded == null) {
            throw new InvalidKeyException("the key cannot leave its key store");
        }
        try {
            return keyFactory().generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private KeyFactory keyFactory() throws GeneralSecurityException {
        String name = switch (this) {
            case RSA_PSS -> "RSA";
            case ECDSA_P256, ECDSA_P384 -> "EC";
            case ED25519, ML_DSA_65 -> title.toUpperCase(Locale.ROOT);
        };
        return KeyFactory.getInstance(name, BouncyCastle.PROVIDER);
    }

    @Override
    public String toString() {
        return title;
    }
}
