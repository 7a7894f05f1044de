package io.mlcd.crypto;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import org.bouncycastle.asn1.cms.RecipientIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * The secret key of a recipient: what unwraps the content key. Equal by name and key.
 *
 * <p>Security providers report trouble by checked exceptions, and some by unchecked ones; both are caught where a
 * provider is called.
 */
sealed interface RecipientKey {
    /**
     * The content key from the first of the wrapped keys that names this key, or null if there is none or it does not
     * unwrap: nobody may learn which of the two it was. The secret key is used at most once.
     */
    byte @Nullable [] unwrap(List<WrappedKey> wrappedKeys);

    /** Whether both stand under one name, but with different keys. */
    boolean contradicts(RecipientKey other);

    /** By RSA-OAEP. */
    record Rsa(PrivateKey key, BigInteger modulus, List<RecipientIdentifier> identifiers) implements RecipientKey {
        static Rsa of(PrivateKey key) {
            requireRsa(key);
            if (key instanceof RSAPrivateCrtKey rsa) {
                RsaKeys.requireStrong(rsa.getModulus());
                RecipientIdentifier id = RsaKeys.identifier(rsa.getModulus(), rsa.getPublicExponent());
                return new Rsa(key, rsa.getModulus(), List.of(id));
            }
            throw Refusal.unusable("the RSA private key does not tell its public key, by which messages name it;"
                    + " give that too: RsaOpener.with(privateKey, publicKey)");
        }

        static Rsa of(PrivateKey key, PublicKey publicKey) {
            requireRsa(key);
            RSAPublicKey rsa = RsaKeys.require(publicKey);
            if (key instanceof RSAKey half && !half.getModulus().equals(rsa.getModulus())) {
                throw new IllegalArgumentException(
                        "the private and the public key do not belong together; give the two halves of one RSA key");
            }
            RecipientIdentifier id = RsaKeys.identifier(rsa.getModulus(), rsa.getPublicExponent());
            return new Rsa(key, rsa.getModulus(), List.of(id));
        }

        static Rsa of(PrivateKey key, X509Certificate certificate) {
            Rsa bare = of(key, certificate.getPublicKey());
            List<RecipientIdentifier> identifiers = new ArrayList<>(bare.identifiers);
            RecipientIdentifier stated = RsaKeys.subjectKeyIdentifier(certificate);
            if (stated != null && !identifiers.contains(stated)) {
                identifiers.add(stated);
            }
            identifiers.add(RsaKeys.issuerAndSerialNumber(certificate));
            return new Rsa(key, bare.modulus, List.copyOf(identifiers));
        }

        private static void requireRsa(PrivateKey key) {
            if (!RsaKeys.isRsa(key)) {
                throw Refusal.unusable("the private key is of the algorithm " + key.getAlgorithm()
                        + "; give an RSA key that may decrypt");
            }
        }

        @Override
        public byte @Nullable [] unwrap(List<WrappedKey> wrappedKeys) {
            for (WrappedKey wrapped : wrappedKeys) {
                if (wrapped instanceof WrappedKey.Rsa rsa && identifiers.contains(rsa.recipient)) {
                    return rsa.encrypted.length == (modulus.bitLength() + 7) / Byte.SIZE ? unwrap(rsa) : null;
                }
            }
            return null;
        }

        private byte @Nullable [] unwrap(WrappedKey.Rsa wrapped) {
            Cipher cipher;
            try {
                cipher = wrapped.oaep.cipher(Cipher.DECRYPT_MODE, key, null);
            } catch (GeneralSecurityException | RuntimeException e) {
                throw Refusal.unusable("no security provider decrypts RSA-OAEP with the " + this, e);
            }
            try {
                return requireLength(cipher.doFinal(wrapped.encrypted));
            } catch (GeneralSecurityException | RuntimeException e) {
                return null;
            }
        }

        @Override
        public boolean contradicts(RecipientKey other) {
            return false; // The name is made of the key.
        }

        @Override
        public int hashCode() {
            return identifiers.hashCode();
        }

        @Override
        public String toString() {
            return RsaKeys.describe(modulus, identifiers.get(0));
        }
    }

    /** By AES-256 key wrap. */
    record Aes(String keyId, SecretKey key) implements RecipientKey {
        public Aes {
            AesKeys.require(keyId, key);
        }

        @Override
        public byte @Nullable [] unwrap(List<WrappedKey> wrappedKeys) {
            byte[] id = keyId.getBytes(StandardCharsets.UTF_8);
            for (WrappedKey wrapped : wrappedKeys) {
                if (wrapped instanceof WrappedKey.Aes aes && Arrays.equals(aes.keyId, id)) {
                    return unwrap(aes);
                }
            }
            return null;
        }

        private byte @Nullable [] unwrap(WrappedKey.Aes wrapped) {
            Cipher cipher;
            try {
                cipher = AesKeys.cipher(Cipher.UNWRAP_MODE, key);
            } catch (GeneralSecurityException | RuntimeException e) {
                throw Refusal.unusable("no security provider unwraps with the " + this, e);
            }
            try {
                return requireLength(cipher.unwrap(wrapped.encrypted, "AES", Cipher.SECRET_KEY)
                        .getEncoded());
            } catch (GeneralSecurityException | RuntimeException e) {
                return null;
            }
        }

        @Override
        public boolean contradicts(RecipientKey other) {
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

    private static byte @Nullable [] requireLength(byte @Nullable [] contentKey) {
        return contentKey != null && contentKey.length == AesGcm.KEY_BYTES ? contentKey : null;
    }
}
