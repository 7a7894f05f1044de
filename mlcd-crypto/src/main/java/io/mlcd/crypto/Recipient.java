package io.mlcd.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.KEKIdentifier;
import org.bouncycastle.asn1.cms.KEKRecipientInfo;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.OtherRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientIdentifier;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;
import org.jspecify.annotations.Nullable;

/** One who will be able to open a message: a key that wraps the content key. Equal by name and key. */
sealed interface Recipient {
    /** The content key, wrapped for this recipient. */
    RecipientInfo wrap(byte[] contentKey, SecureRandom random) throws GeneralSecurityException;

    /** Whether a message names this recipient here. */
    boolean isNamedBy(WrappedKey wrapped, byte[] contentKey);

    /**
     * Whether it is seen to hold the content key.
     *
     * @param wrapped names this recipient, as {@link #isNamedBy} said
     * @param opener may have the keys that show it
     */
    boolean isServedBy(WrappedKey wrapped, byte[] contentKey, CmsOpener opener);

    /** Whether both stand under one name, but with different keys. */
    default boolean contradicts(Recipient other) {
        return false;
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
    record Rsa(RecipientIdentifier identifier, List<RecipientIdentifier> names, RSAPublicKey key) implements Recipient {
        static Rsa of(PublicKey key) {
            RSAPublicKey rsa = RsaKeys.require(key);
            RecipientIdentifier name = RsaKeys.identifier(rsa.getModulus(), rsa.getPublicExponent());
            return new Rsa(name, List.of(name), rsa);
        }

        static Rsa of(X509Certificate certificate) {
            RSAPublicKey rsa =
                    RsaKeys.require(RsaKeys.requireKeyEncipherment(certificate).getPublicKey());
            return new Rsa(KeyNames.of(certificate), KeyNames.all(certificate), rsa);
        }

        @Override
        public RecipientInfo wrap(byte[] contentKey, SecureRandom random) throws GeneralSecurityException {
            byte[] wrapped =
                    Oaep.MGF1_SHA256.cipher(Cipher.ENCRYPT_MODE, key, random).doFinal(contentKey);
            return new RecipientInfo(
                    new KeyTransRecipientInfo(identifier, Oaep.identifier(), new DEROctetString(wrapped)));
        }

        @Override
        public boolean isNamedBy(WrappedKey wrapped, byte[] contentKey) {
            return wrapped instanceof WrappedKey.Rsa rsa && names.contains(rsa.recipient);
        }

        @Override
        public boolean isServedBy(WrappedKey wrapped, byte[] contentKey, CmsOpener opener) {
            return opener.unwraps(wrapped, contentKey);
        }

        @Override
        public boolean contradicts(Recipient other) {
            return other instanceof Rsa that && identifier.equals(that.identifier) && !key.equals(that.key);
        }

        @Override
        public boolean isClassical() {
            return true;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Rsa that && identifier.equals(that.identifier) && key.equals(that.key);
        }

        @Override
        public int hashCode() {
            return identifier.hashCode();
        }

        @Override
        public String toString() {
            return RsaKeys.describe(key.getModulus().bitLength(), identifier);
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
        public boolean isNamedBy(WrappedKey wrapped, byte[] contentKey) {
            return wrapped instanceof WrappedKey.Aes aes
                    && Arrays.equals(aes.keyId, keyId.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public boolean isServedBy(WrappedKey wrapped, byte[] contentKey, CmsOpener opener) {
            return isSame(contentKey, AesKeys.unwrap(key, ((WrappedKey.Aes) wrapped).encrypted, this));
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

    /** By a passphrase. */
    record OfPassphrase(Passphrase passphrase, boolean argon2) implements Recipient {
        @Override
        public RecipientInfo wrap(byte[] contentKey, SecureRandom random) {
            KeyDerivation derivation =
                    argon2 ? KeyDerivation.Argon2id.fresh(random) : KeyDerivation.Pbkdf2.fresh(random);
            byte[] key = RecipientKey.OfPassphrase.derive(passphrase, derivation);
            try {
                return new RecipientInfo(
                        PasswordWrap.wrap(key, contentKey, random).info(derivation));
            } finally {
                Arrays.fill(key, (byte) 0);
            }
        }

        /** A message names no passphrase, so there is nothing to do but to try it. */
        @Override
        public boolean isNamedBy(WrappedKey wrapped, byte[] contentKey) {
            if (!(wrapped instanceof WrappedKey.OfPassphrase one)) {
                return false;
            }
            byte[] key = RecipientKey.OfPassphrase.derive(passphrase, one.derivation);
            try {
                return isSame(contentKey, one.wrap.unwrap(key));
            } finally {
                Arrays.fill(key, (byte) 0);
            }
        }

        @Override
        public boolean isServedBy(WrappedKey wrapped, byte[] contentKey, CmsOpener opener) {
            return true; // it would not be named otherwise
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
            return argon2 ? "passphrase (Argon2id)" : "passphrase";
        }
    }

    /** By ML-KEM-768. */
    record Kem(RecipientIdentifier identifier, MLKEMPublicKeyParameters key) implements Recipient {
        static Kem of(PublicKey key) {
            return new Kem(KeyNames.of(key), MlKem.require(key));
        }

        @Override
        public RecipientInfo wrap(byte[] contentKey, SecureRandom random) throws GeneralSecurityException {
            return new RecipientInfo(new OtherRecipientInfo(
                    CMSObjectIdentifiers.id_ori_kem, MlKem.wrap(key, identifier, contentKey, random)));
        }

        @Override
        public boolean isNamedBy(WrappedKey wrapped, byte[] contentKey) {
            return wrapped instanceof WrappedKey.Kem kem && kem.recipient.equals(identifier);
        }

        @Override
        public boolean isServedBy(WrappedKey wrapped, byte[] contentKey, CmsOpener opener) {
            return opener.unwraps(wrapped, contentKey);
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

    static boolean isSame(byte[] contentKey, byte @Nullable [] unwrapped) {
        boolean same = unwrapped != null && MessageDigest.isEqual(contentKey, unwrapped);
        if (unwrapped != null) {
            Arrays.fill(unwrapped, (byte) 0);
        }
        return same;
    }
}
