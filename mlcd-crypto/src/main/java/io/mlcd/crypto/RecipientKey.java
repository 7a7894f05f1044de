package io.mlcd.crypto;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.List;
import javax.crypto.SecretKey;
import org.bouncycastle.asn1.cms.RecipientIdentifier;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
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
     * unwrap: nobody may learn which of the two it was, so a key in memory is used in vain if no wrapped key names it. The
     * secret key is used at most once (a passphrase, which messages do not name, once for each wrapped key that is for a
     * passphrase).
     */
    byte @Nullable [] unwrap(List<WrappedKey> wrappedKeys);

    /** Whether both stand under one name, but with different keys. */
    default boolean contradicts(RecipientKey other) {
        return false; // Most names are made of the key.
    }

    /** Whether a quantum computer would break it. */
    default boolean isClassical() {
        return false;
    }

    /** Forgets what is secret, if it is held here. */
    default void destroy() {}

    /** Whether it did. */
    default boolean isDestroyed() {
        return false;
    }

    /** By RSA-OAEP. */
    record Rsa(UnwrappingKey key, BigInteger modulus, List<RecipientIdentifier> identifiers) implements RecipientKey {
        static Rsa of(PrivateKey key) {
            requireRsa(key);
            if (key instanceof RSAPrivateCrtKey rsa) {
                RsaKeys.requireStrong(rsa.getModulus());
                RecipientIdentifier id = RsaKeys.identifier(rsa.getModulus(), rsa.getPublicExponent());
                return new Rsa(new UnwrappingKey.Local(key, null), rsa.getModulus(), List.of(id));
            }
            throw Refusal.unusable("the RSA private key does not tell its public key, by which messages name it;"
                    + " give that too: RsaOpener.with(privateKey, publicKey)");
        }

        static Rsa of(PrivateKey key, PublicKey publicKey, @Nullable Provider provider) {
            requireRsa(key);
            PublicHalf.requireHalves(key, RsaKeys.require(publicKey));
            return of(new UnwrappingKey.Local(key, provider), publicKey);
        }

        static Rsa of(PrivateKey key, X509Certificate certificate, @Nullable Provider provider) {
            requireRsa(key);
            PublicHalf.requireHalves(key, RsaKeys.require(certificate.getPublicKey()));
            return of(new UnwrappingKey.Local(key, provider), certificate);
        }

        static Rsa of(UnwrappingKey key, PublicKey publicKey) {
            RSAPublicKey rsa = RsaKeys.require(publicKey);
            RecipientIdentifier id = RsaKeys.identifier(rsa.getModulus(), rsa.getPublicExponent());
            return new Rsa(key, rsa.getModulus(), List.of(id));
        }

        static Rsa of(UnwrappingKey key, X509Certificate certificate) {
            RSAPublicKey rsa = RsaKeys.require(certificate.getPublicKey());
            return new Rsa(key, rsa.getModulus(), KeyNames.all(certificate));
        }

        private static void requireRsa(PrivateKey key) {
            if (!RsaKeys.isRsa(key)) {
                throw Refusal.unusable("the private key is of the algorithm " + key.getAlgorithm()
                        + "; give an RSA key that may decrypt");
            }
        }

        @Override
        public byte @Nullable [] unwrap(List<WrappedKey> wrappedKeys) {
            int modulusBytes = (modulus.bitLength() + 7) / Byte.SIZE;
            for (WrappedKey wrapped : wrappedKeys) {
                if (wrapped instanceof WrappedKey.Rsa rsa && identifiers.contains(rsa.recipient)) {
                    if (rsa.encrypted.length == modulusBytes) {
                        return key.unwrap(rsa.oaep.keyWrap(), rsa.encrypted, this);
                    }
                    break;
                }
            }
            byte[] any = new byte[modulusBytes];
            Arrays.fill(any, 1, modulusBytes, (byte) 1);
            key.unwrapInVain(KeyWrap.RSA_OAEP_SHA256, any, this);
            return null;
        }

        @Override
        public boolean isClassical() {
            return true;
        }

        @Override
        public int hashCode() {
            return identifiers.hashCode();
        }

        @Override
        public String toString() {
            return RsaKeys.describe(modulus.bitLength(), identifiers.get(0));
        }
    }

    /** By AES-256 key wrap. */
    record Aes(String keyId, UnwrappingKey key) implements RecipientKey {
        public Aes {
            AesKeys.requireId(keyId);
        }

        static Aes of(String keyId, SecretKey key) {
            AesKeys.require(keyId, key);
            return new Aes(keyId, new UnwrappingKey.Shared(key));
        }

        @Override
        public byte @Nullable [] unwrap(List<WrappedKey> wrappedKeys) {
            byte[] id = keyId.getBytes(StandardCharsets.UTF_8);
            for (WrappedKey wrapped : wrappedKeys) {
                if (wrapped instanceof WrappedKey.Aes aes && Arrays.equals(aes.keyId, id)) {
                    return key.unwrap(KeyWrap.AES256_WRAP, aes.encrypted, this);
                }
            }
            key.unwrapInVain(KeyWrap.AES256_WRAP, new byte[AesKeys.WRAPPED_BYTES], this);
            return null;
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

    /** By a passphrase. */
    record OfPassphrase(Passphrase passphrase) implements RecipientKey {
        static byte[] derive(Passphrase passphrase, KeyDerivation derivation) {
            byte[] bytes = passphrase.bytes();
            try {
                return derivation.derive(bytes);
            } finally {
                Arrays.fill(bytes, (byte) 0);
            }
        }

        @Override
        public byte @Nullable [] unwrap(List<WrappedKey> wrappedKeys) {
            for (WrappedKey wrapped : wrappedKeys) {
                if (wrapped instanceof WrappedKey.OfPassphrase one) {
                    byte[] key = derive(passphrase, one.derivation);
                    byte[] contentKey = UnwrappingKey.requireLength(one.wrap.unwrap(key));
                    Arrays.fill(key, (byte) 0);
                    if (contentKey != null) {
                        return contentKey;
                    }
                }
            }
            return null;
        }

        @Override
        public void destroy() {
            passphrase.destroy();
        }

        @Override
        public boolean isDestroyed() {
            return passphrase.isDestroyed();
        }

        @Override
        public String toString() {
            return "passphrase";
        }
    }

    /** By ML-KEM-768. */
    record Kem(RecipientIdentifier identifier, MLKEMPrivateKeyParameters key) implements RecipientKey {
        static Kem of(PrivateKey privateKey, PublicKey publicKey) {
            MLKEMPrivateKeyParameters key = MlKem.require(privateKey);
            if (!Arrays.equals(key.getPublicKey(), MlKem.require(publicKey).getEncoded())) {
                throw new IllegalArgumentException("the private and the public key do not belong together; give the two"
                        + " halves of one ML-KEM key");
            }
            return new Kem(KeyNames.of(publicKey), key);
        }

        @Override
        public byte @Nullable [] unwrap(List<WrappedKey> wrappedKeys) {
            for (WrappedKey wrapped : wrappedKeys) {
                if (wrapped instanceof WrappedKey.Kem kem && kem.recipient.equals(identifier)) {
                    return UnwrappingKey.requireLength(MlKem.unwrap(key, kem.encapsulated, kem.encrypted));
                }
            }
            MlKem.unwrap(key, new byte[MlKem.ENCAPSULATED_BYTES], new byte[AesKeys.WRAPPED_BYTES]); // in vain, as above
            return null;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Kem that && identifier.equals(that.identifier);
        }

        @Override
        public int hashCode() {
            return identifier.hashCode();
        }

        @Override
        public String toString() {
            return MlKem.describe(identifier);
        }
    }
}
