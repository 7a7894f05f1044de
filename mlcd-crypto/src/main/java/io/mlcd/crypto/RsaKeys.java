package io.mlcd.crypto;

import java.math.BigInteger;
import java.security.Key;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import org.bouncycastle.asn1.cms.RecipientIdentifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is asked of an RSA key, and how a message names it. */
final class RsaKeys {
    static final int MIN_BITS = 2048;
    /** From here on a key is as good as AES-128 (NIST SP 800-57, part 1, table 2), and signs. */
    static final int GOOD_BITS = 3072;
    /** Larger ones serve nothing but to waste the time of those who use them. */
    static final int MAX_BITS = 16384;

    private static final Logger LOG = LoggerFactory.getLogger(RsaKeys.class);
    private static final int KEY_ENCIPHERMENT = 2;

    private RsaKeys() {}

    /** The key as an RSA key that is strong enough. */
    static RSAPublicKey require(PublicKey key) {
        if (!(key instanceof RSAPublicKey rsa) || !isRsa(key)) {
            throw Refusal.unusable(
                    "the public key is of the algorithm " + key.getAlgorithm() + "; give an RSA key that may encrypt");
        }
        requireStrong(rsa.getModulus());
        requireExponent(rsa.getPublicExponent());
        return rsa;
    }

    static void requireExponent(BigInteger exponent) {
        if (!exponent.testBit(0) || exponent.bitLength() < 17) {
            throw Refusal.unusable(
                    "the RSA public exponent is " + exponent + " but must be odd and at least 65537; make a new key");
        }
    }

    static boolean isRsa(Key key) {
        return key.getAlgorithm().equals("RSA");
    }

    static void requireStrong(BigInteger modulus) {
        if (modulus.bitLength() < MIN_BITS || modulus.bitLength() > MAX_BITS) {
            throw Refusal.unusable("the RSA key has " + modulus.bitLength() + " bits but must have " + MIN_BITS + " to "
                    + MAX_BITS + "; make one of 3072 bits");
        }
        if (modulus.bitLength() < GOOD_BITS) {
            LOG.warn(
                    "an RSA key of {} bits is taken, but is weaker than the rest of the seal; make one of {} bits",
                    modulus.bitLength(),
                    GOOD_BITS);
        }
    }

    /** Requires that the certificate does not forbid to encrypt keys for it. */
    static X509Certificate requireKeyEncipherment(X509Certificate certificate) {
        boolean[] usage = certificate.getKeyUsage();
        if (usage != null && !usage[KEY_ENCIPHERMENT]) {
            throw Refusal.unusable("the key usage of the certificate \"" + certificate.getSubjectX500Principal()
                    + "\" does not allow keyEncipherment; use a certificate that is meant for encryption");
        }
        return certificate;
    }

    /** The name of a bare key. */
    static RecipientIdentifier identifier(BigInteger modulus, BigInteger publicExponent) {
        return KeyNames.hash(new org.bouncycastle.asn1.pkcs.RSAPublicKey(modulus, publicExponent));
    }

    /** For people, for example {@code RSA-3072 key 8f14e45f}. */
    static String describe(int bits, RecipientIdentifier identifier) {
        return "RSA-" + bits + " key " + KeyNames.describe(identifier);
    }
}
