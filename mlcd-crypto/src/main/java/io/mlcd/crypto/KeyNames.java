package io.mlcd.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.cms.IssuerAndSerialNumber;
import org.bouncycastle.asn1.cms.RecipientIdentifier;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/** How messages name public keys and certificates. */
final class KeyNames {
    private static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";

    private KeyNames() {}

    /** The name of a bare key: RFC 5280, 4.2.1.2, method 1. */
    static RecipientIdentifier of(PublicKey key) {
        byte[] encoded = key.getEncoded();
        if (encoded == null) {
            throw Refusal.unusable("the public key of the algorithm " + key.getAlgorithm()
                    + " does not tell its encoding, by which messages name it; give another form of it");
        }
        try {
            return hash(
                    SubjectPublicKeyInfo.getInstance(encoded).getPublicKeyData().getBytes());
        } catch (RuntimeException e) {
            throw Refusal.unusable("the encoding of the public key is malformed; export it again", e);
        }
    }

    static RecipientIdentifier hash(org.bouncycastle.asn1.pkcs.RSAPublicKey key) {
        try {
            return hash(key.getEncoded(ASN1Encoding.DER));
        } catch (IOException e) {
            throw new IllegalStateException("an array cannot be written to", e);
        }
    }

    private static RecipientIdentifier hash(byte[] key) {
        try {
            // SHA-1 gives a name here, not security.
            return new RecipientIdentifier(
                    new DEROctetString(MessageDigest.getInstance("SHA-1").digest(key)));
        } catch (GeneralSecurityException e) {
            throw Refusal.unusable("the key cannot be named: the platform must have SHA-1 to hash its encoding", e);
        }
    }

    /** By which a certificate is named first: what it states itself, since that survives a renewal, else by its issuer. */
    static RecipientIdentifier of(X509Certificate certificate) {
        RecipientIdentifier stated = stated(certificate);
        return stated == null ? issuerAndSerialNumber(certificate) : stated;
    }

    /** All by which a certificate and its key may be named. */
    static List<RecipientIdentifier> all(X509Certificate certificate) {
        List<RecipientIdentifier> all = new ArrayList<>();
        all.add(of(certificate.getPublicKey()));
        RecipientIdentifier stated = stated(certificate);
        if (stated != null && !all.contains(stated)) {
            all.add(stated);
        }
        all.add(issuerAndSerialNumber(certificate));
        return List.copyOf(all);
    }

    /** The subject key identifier that the certificate states, or null. */
    private static @Nullable RecipientIdentifier stated(X509Certificate certificate) {
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

    private static RecipientIdentifier issuerAndSerialNumber(X509Certificate certificate) {
        X500Name issuer =
                X500Name.getInstance(certificate.getIssuerX500Principal().getEncoded());
        return new RecipientIdentifier(new IssuerAndSerialNumber(issuer, certificate.getSerialNumber()));
    }

    /** A text that anybody may have written, for a message. */
    private static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.chars().limit(200).forEach(c -> shown.append(Character.isISOControl(c) ? '?' : (char) c));
        return shown + (text.length() > 200 ? "..." : "");
    }

    /** The same name, for a signature. */
    static SignerIdentifier signer(RecipientIdentifier name) {
        return SignerIdentifier.getInstance(name.toASN1Primitive());
    }

    /** For people, for example {@code 8f14e45f}. */
    static String describe(RecipientIdentifier name) {
        if (name.getId() instanceof IssuerAndSerialNumber certificate) {
            BigInteger number = certificate.getSerialNumber().getValue();
            // RFC 5280 allows 20 bytes; to write out a million digits takes seconds.
            String serial = number.bitLength() <= 8 * 20 ? number.toString() : "of " + number.bitLength() + " bits";
            return "with certificate " + serial + " of "
                    + shown(certificate.getName().toString());
        }
        byte[] id = ASN1OctetString.getInstance(name.getId()).getOctets();
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < Math.min(4, id.length); i++) {
            hex.append(String.format(Locale.ROOT, "%02x", id[i]));
        }
        return hex.toString();
    }
}
