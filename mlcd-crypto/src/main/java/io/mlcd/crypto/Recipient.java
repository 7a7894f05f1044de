package io.mlcd.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.cms.KEKIdentifier;
import org.bouncycastle.asn1.cms.KEKRecipientInfo;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientIdentifier;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/** One who will be able to open a message: a key that wraps the content key. Equal by name and key. */
sealed interface Recipient {
    /** The content key, wrapped for this recipient. */
    RecipientInfo wrap(byte[] contentKey, SecureRandom random) throws GeneralSecurityException;

    /** Whether both stand under one name, but with different keys. */
    boolean contradicts(Recipient other);

    /** By RSA-OAEP. */
    record Rsa(RecipientIdentifier identifier, RSAPublicKey key) implements Recipient {
        static Rsa of(PublicKey key) {
            RSAPublicKey rsa = RsaKeys.require(key);
            return new Rsa(RsaKeys.identifier(rsa.getModulus(), rsa.getPublicExponent()), rsa);
        }

        static Rsa of(X509Certificate certificate) {
            RSAPublicKey rsa =
                    RsaKeys.require(RsaKeys.requireKeyEncipherment(certificate).getPublicKey());
            RecipientIdentifier stated = RsaKeys.subjectKeyIdentifier(certificate);
            return new Rsa(stated == null ? RsaKeys.issuerAndSerialNumber(certificate) : stated, rsa);
        }

        @Override
        public RecipientInfo wrap(byte[] contentKey, SecureRandom random) throws GeneralSecurityException {
            byte[] wrapped =
                    Oaep.MGF1_SHA256.cipher(Cipher.ENCRYPT_MODE, key, random).doFinal(contentKey);
            return new RecipientInfo(
                    new KeyTransRecipientInfo(identifier, Oaep.identifier(), new DEROctetString(wrapped)));
        }

        @Override
        public boolean contradicts(Recipient other) {
            return other instanceof Rsa that && identifier.equals(that.identifier) && !key.equals(that.key);
        }

        @Override
        public String toString() {
            return RsaKeys.describe(key.getModulus(), identifier);
        }
    }

    /** By AES-256 key wrap. */
    record Aes(String keyId, SecretKey key) implements Recipient {
        public Aes {
            AesKeys.require(keyId, key);
        }

        @Override
        public RecipientInfo wrap(byte[] contentKey, SecureRandom random) throws GeneralSecurityException {
            Cipher cipher = AesKeys.cipher(Cipher.WRAP_MODE, key);
            byte[] wrapped = cipher.wrap(new SecretKeySpec(contentKey, "AES"));
            KEKIdentifier identifier = new KEKIdentifier(keyId.getBytes(StandardCharsets.UTF_8), null, null);
            return new RecipientInfo(new KEKRecipientInfo(
                    identifier,
                    new AlgorithmIdentifier(NISTObjectIdentifiers.id_aes256_wrap),
                    new DEROctetString(wrapped)));
        }

        @Override
        public boolean contradicts(Recipient other) {
            return other instanceof Aes that && keyId.equals(that.keyId) && !key.equals(that.key);
        }

        @Override
        public int hashCode() {
            return keyId.hashCode();
        }

        @Override
        public String toString() {
            return AesKeys.describe(keyId);
        }
    }
}
