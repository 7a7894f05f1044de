package io.mlcd.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.RecipientIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.jspecify.annotations.Nullable;

/** What is asked of an RSA key, and how a message names it. */
final class RsaKeys {
    static final int MIN_BITS = 2048;
    /** Larger ones serve nothing but to waste the time of those who use them. */
    static final int MAX_BITS = 16384;

    private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
    private static final int KEY_ENCIPHERMENT = 2;

    private RsaKeys() {}

    /** The key as an RSA key that is strong enough. */
    static RSAPublicKey require(PublicKey key) {
        if (!(key instanceof RSAPublicKey rsa) || !isRsa(key)) {
            throw Refusal.unusable(
                    "the public key is of the algorithm " + key.getAlgorithm() + "; give an RSA key that may encrypt");
        }
        requireStrong(rsa.getModulus());
        if (!rsa.getPublicExponent().testBit(0) || rsa.getPublicExponent().bitLength() < 17) {
            throw Refusal.unusable("the RSA public exponent is " + rsa.getPublicExponent()
                    + " but must be odd and at least 65537; make a new key");
        }
        return rsa;
    }

    static boolean isRsa(Key key) {
        return key.getAlgorithm().equals("RSA");
    }

    static void requireStrong(BigInteger modulus) {
        if (modulus.bitLength() < MIN_BITS || modulus.bitLength() > MAX_BITS) {
            throw Refusal.unusable("the RSA key has " + modulus.bitLength() + " bits but must have " + MIN_BITS + " to "
                    + MAX_BITS + "; make one of 3072 bits");
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

    /** The name of a bare key: RFC 5280, 4.2.1.2, method 1. */
    static RecipientIdentifier identifier(BigInteger modulus, BigInteger publicExponent) {
        try {
            byte[] key =
                    new org.bouncycastle.asn1.pkcs.RSAPublicKey(modulus, publicExponent).getEncoded(ASN1Encoding.DER);
            // SHA-1 gives a name here, not security.
            return new RecipientIdentifier(
                    new DEROctetString(MessageDigest.getInstance("SHA-1").digest(key)));
        } catch (IOException | GeneralSecurityException e) {
            throw Refusal.unusable("the RSA key cannot be named: the platform must have SHA-1 to hash its encoding", e);
        }
    }

    /** The subject key identifier that the certificate states, or null. */
    static @Nullable RecipientIdentifier subjectKeyIdentifier(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(SUBJECT_KEY_IDENTIFIER);
        if (extension == null) {
            return null;
        }
        try {
            byte[] value = ASN1OctetString.getInstance(extension).getOctets();
            return new RecipientIdentifier(
                    new DEROctetString(ASN1OctetString.getInstance(value).getOctets()));
        } catch (RuntimeException e) {
            throw Refusal.unusable("the subject key identifier of the certificate is malformed; use another one", e);
        }
    }

    static RecipientIdentifier issuerAndSerialNumber(X509Certificate certificate) {
        X500Name issuer =
                X500Name.getInstance(certificate.getIssuerX500Principal().getEncoded());
        return new RecipientIdentifier(new IssuerAndSerialNumber(issuer, certificate.getSerialNumber()));
    }

    /** For people, for example {@code RSA-3072 key 8f14e45f}. */
    static String describe(BigInteger modulus, RecipientIdentifier identifier) {
        String text = "RSA-" + modulus.bitLength() + " key ";
        if (identifier.getId() instanceof IssuerAndSerialNumber certificate) {
            return text + "with certificate " + certificate.getSerialNumber().getValue() + " of "
                    + certificate.getName();
        }
        byte[] id = ASN1OctetString.getInstance(identifier.getId()).getOctets();
        StringBuilder hex = new StringBuilder(text);
        for (int i = 0; i < Math.min(4, id.length); i++) {
            hex.append(String.format(Locale.ROOT, "%02x", id[i]));
        }
        return hex.toString();
    }
}
