package io.mlcd.crypto;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.cms.CMSORIforKEMOtherInfo;
import org.bouncycastle.asn1.cms.KEMRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.jspecify.annotations.Nullable;

/** ML-KEM-768 (FIPS 203) as a KEM recipient of CMS (RFC 9629, RFC 9936): HKDF-SHA-256 and AES-256 key wrap. */
final class MlKem {
    static final AlgorithmIdentifier KEM = new AlgorithmIdentifier(NISTObjectIdentifiers.id_alg_ml_kem_768);
    static final AlgorithmIdentifier KDF = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_alg_hkdf_with_sha256);
    static final AlgorithmIdentifier WRAP = new AlgorithmIdentifier(NISTObjectIdentifiers.id_aes256_wrap);
    static final int ENCAPSULATED_BYTES = 1088;

    private MlKem() {}

    /** The key, in the form that encapsulates. */
    static MLKEMPublicKeyParameters require(PublicKey key) {
        CipherParameters parameters;
        try {
            parameters = PublicKeyFactory.createKey(encoded(key));
        } catch (IOException | RuntimeException e) {
            throw notMlKem(key, e);
        }
        if (parameters instanceof MLKEMPublicKeyParameters mlkem
                && mlkem.getParameters().equals(MLKEMParameters.ml_kem_768)) {
            return mlkem;
        }
        throw notMlKem(key, null);
    }

    /** The key, in the form that decapsulates. */
    static MLKEMPrivateKeyParameters require(PrivateKey key) {
        byte[] encoded = encoded(key);
        CipherParameters parameters;
        try {
            parameters = PrivateKeyFactory.createKey(encoded);
        } catch (IOException | RuntimeException e) {
            // Without its cause, which may quote what it could not read.
            throw notMlKem(key, null);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
        if (parameters instanceof MLKEMPrivateKeyParameters mlkem
                && mlkem.getParameters().equals(MLKEMParameters.ml_kem_768)) {
            return mlkem;
        }
        throw notMlKem(key, null);
    }

    private static byte[] encoded(Key key) {
        byte[] encoded = key.getEncoded();
        if (encoded == null) {
            throw Refusal.unusable("the ML-KEM key cannot leave its key store, and is not used there; give one whose"
                    + " encoding is told");
        }
        return encoded;
    }

    private static RuntimeException notMlKem(Key key, @Nullable Throwable cause) {
        return Refusal.unusable(
                "the key is of the algorithm " + key.getAlgorithm()
                        + " and not a readable one of ML-KEM-768; Keys.newMlKemKeyPair() makes one",
                cause);
    }

    static KEMRecipientInfo wrap(
            MLKEMPublicKeyParameters key, RecipientIdentifier recipient, byte[] contentKey, SecureRandom random)
            throws GeneralSecurityException {
        SecretWithEncapsulation secret = new MLKEMGenerator(random).generateEncapsulated(key);
        byte[] kek = derive(secret.getSecret());
        try {
            Cipher cipher = AesKeys.cipher(Cipher.WRAP_MODE, new SecretKeySpec(kek, "AES"));
            byte[] wrapped = cipher.wrap(new SecretKeySpec(contentKey, "AES"));
            return new KEMRecipientInfo(
                    recipient,
                    KEM,
                    new DEROctetString(secret.getEncapsulation()),
                    KDF,
                    new ASN1Integer(AesGcm.KEY_BYTES),
                    null,
                    WRAP,
                    new DEROctetString(wrapped));
        } finally {
            Arrays.fill(kek, (byte) 0);
        }
    }

    /** The content key, or null if it was wrapped for another key or changed. */
    static byte @Nullable [] unwrap(MLKEMPrivateKeyParameters key, byte[] encapsulated, byte[] wrapped) {
        byte[] kek = derive(new MLKEMExtractor(key).extractSecret(encapsulated));
        try {
            return AesKeys.unwrap(new SecretKeySpec(kek, "AES"), wrapped, "key from ML-KEM-768");
        } finally {
            Arrays.fill(kek, (byte) 0);
        }
    }

    /** The key that wraps; zeroes the secret. */
    private static byte[] derive(byte[] secret) {
        byte[] kek = new byte[AesGcm.KEY_BYTES];
        try {
            byte[] info = new CMSORIforKEMOtherInfo(WRAP, AesGcm.KEY_BYTES).getEncoded(ASN1Encoding.DER);
            HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
            hkdf.init(new HKDFParameters(secret, null, info));
            hkdf.generateBytes(kek, 0, kek.length);
            return kek;
        } catch (IOException e) {
            throw new IllegalStateException("an array cannot be written to", e);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** For people, for example {@code ML-KEM-768 key 8f14e45f}. */
    static String describe(RecipientIdentifier recipient) {
        return "ML-KEM-768 key " + KeyNames.describe(recipient);
    }
}
