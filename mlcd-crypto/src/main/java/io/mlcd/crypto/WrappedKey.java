package io.mlcd.crypto;

import io.mlcd.api.SealException;
import java.io.IOException;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.KEKRecipientInfo;
import org.bouncycastle.asn1.cms.KEMRecipientInfo;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.OtherRecipientInfo;
import org.bouncycastle.asn1.cms.PasswordRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientIdentifier;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;

/** The content key as a message holds it for one recipient. Its algorithm and its sizes are checked. */
sealed interface WrappedKey {
    /** For people, as the recipient who is meant is shown. */
    String describe();

    /** By RSA-OAEP. */
    final class Rsa implements WrappedKey {
        final RecipientIdentifier recipient;
        final Oaep oaep;
        final byte[] encrypted;

        private Rsa(KeyTransRecipientInfo info) {
            recipient = info.getRecipientIdentifier();
            requireVersion(recipient.isTagged() ? 2 : 0, info.getVersion());
            oaep = Oaep.of(info.getKeyEncryptionAlgorithm());
            encrypted = info.getEncryptedKey().getOctets();
            // It is as long as the modulus: a weak key shows, even if it is not ours.
            if (encrypted.length < RsaKeys.MIN_BITS / Byte.SIZE) {
                throw Refusal.weak("was sealed to an RSA key of " + Byte.SIZE * encrypted.length
                        + " bits, and the least allowed is " + RsaKeys.MIN_BITS);
            }
        }

        @Override
        public String describe() {
            return RsaKeys.describe(Byte.SIZE * encrypted.length, recipient);
        }
    }

    /** By AES-256 key wrap. */
    final class Aes implements WrappedKey {
        final byte[] keyId;
        final byte[] encrypted;

        private Aes(KEKRecipientInfo info) {
            requireVersion(4, info.getVersion());
            requireWrap(info.getKeyEncryptionAlgorithm());
            keyId = info.getKekid().getKeyIdentifier().getOctets();
            encrypted = requireWrapped(info.getEncryptedKey());
        }

        @Override
        public String describe() {
            return AesKeys.describe(keyId);
        }
    }

    /** By a key that comes out of a passphrase, and the double AES-256-CBC of RFC 3211. */
    final class OfPassphrase implements WrappedKey {
        final KeyDerivation derivation;
        final PasswordWrap wrap;

        private OfPassphrase(PasswordRecipientInfo info) {
            requireVersion(0, info.getVersion());
            AlgorithmIdentifier derivedBy = info.getKeyDerivationAlgorithm();
            if (derivedBy == null) {
                throw Refusal.weak("does not say how a key comes out of the passphrase");
            }
            derivation = KeyDerivation.of(derivedBy);
            wrap = PasswordWrap.of(
                    info.getKeyEncryptionAlgorithm(), info.getEncryptedKey().getOctets());
        }

        @Override
        public String describe() {
            return "passphrase";
        }
    }

    /** By ML-KEM-768. */
    final class Kem implements WrappedKey {
        final RecipientIdentifier recipient;
        final byte[] encapsulated;
        final byte[] encrypted;

        private Kem(KEMRecipientInfo info) {
            recipient = info.getRecipientIdentifier();
            if (!info.getKem().equals(MlKem.KEM)
                    || !info.getKdf().equals(MlKem.KDF)
                    || info.getKekLength() != AesGcm.KEY_BYTES
                    || info.getUkm() != null) {
                throw Refusal.weak("encapsulates its key by another algorithm than ML-KEM-768 with HKDF-SHA-256 and"
                        + " no further keying material");
            }
            requireWrap(info.getWrap());
            encapsulated = info.getKemct().getOctets();
            if (encapsulated.length != MlKem.ENCAPSULATED_BYTES) {
                throw Refusal.tampered("an encapsulated key has " + encapsulated.length + " bytes instead of "
                        + MlKem.ENCAPSULATED_BYTES);
            }
            encrypted = requireWrapped(info.getEncryptedKey());
        }

        @Override
        public String describe() {
            return MlKem.describe(recipient);
        }
    }

    /**
     * The key of a recipient of a known kind.
     *
     * @return null if it is an {@code OtherRecipientInfo} that is no KEM's
     * @throws SealException if it is malformed, weak or not in DER
     */
    static @Nullable WrappedKey of(byte[] der) {
        try {
            ASN1Object info = StrictDer.parse(der, WrappedKey::choice).value;
            if (info instanceof KeyTransRecipientInfo rsa) {
                return new Rsa(rsa);
            }
            if (info instanceof KEKRecipientInfo aes) {
                return new Aes(aes);
            }
            if (info instanceof PasswordRecipientInfo passphrase) {
                return new OfPassphrase(passphrase);
            }
            OtherRecipientInfo other = OtherRecipientInfo.getInstance(info);
            return other.getType().equals(CMSObjectIdentifiers.id_ori_kem) ? new Kem(kem(other)) : null;
        } catch (SealException e) {
            throw e;
        } catch (RuntimeException e) {
            throw Refusal.tampered("a recipient is malformed", e);
        }
    }

    private static KEMRecipientInfo kem(OtherRecipientInfo other) {
        try {
            byte[] der = other.getValue().toASN1Primitive().getEncoded(ASN1Encoding.DER);
            return StrictDer.parse(der, KEMRecipientInfo::getInstance);
        } catch (IOException e) {
            throw Refusal.tampered("a recipient is malformed", e);
        }
    }

    /** The choice that {@code RecipientInfo} is, parsed; {@code RecipientInfo.getInstance} would leave that for later. */
    final class Choice extends ASN1Object {
        private final RecipientInfo info;
        private final ASN1Object value;

        private Choice(RecipientInfo info, ASN1Object value) {
            this.info = info;
            this.value = value;
        }

        @Override
        public ASN1Primitive toASN1Primitive() {
            return info.toASN1Primitive();
        }
    }

    private static Choice choice(ASN1Primitive primitive) {
        if (!(primitive instanceof ASN1TaggedObject tagged)) {
            KeyTransRecipientInfo info = KeyTransRecipientInfo.getInstance(primitive);
            return new Choice(new RecipientInfo(info), info);
        }
        return switch (tagged.getTagNo()) {
            case 2 -> {
                KEKRecipientInfo info = KEKRecipientInfo.getInstance(tagged, false);
                yield new Choice(new RecipientInfo(info), info);
            }
            case 3 -> {
                PasswordRecipientInfo info = PasswordRecipientInfo.getInstance(tagged, false);
                yield new Choice(new RecipientInfo(info), info);
            }
            default -> {
                OtherRecipientInfo info = OtherRecipientInfo.getInstance(tagged, false);
                yield new Choice(new RecipientInfo(info), info);
            }
        };
    }

    private static void requireVersion(int expected, ASN1Integer version) {
        if (!version.hasValue(expected)) {
            throw Refusal.unsupportedVersion("has a recipient of a version other than " + expected);
        }
    }

    private static void requireWrap(AlgorithmIdentifier algorithm) {
        if (!algorithm.getAlgorithm().equals(NISTObjectIdentifiers.id_aes256_wrap)
                || algorithm.getParameters() != null) {
            throw Refusal.weak("wraps its key by another algorithm than AES-256 key wrap");
        }
    }

    private static byte[] requireWrapped(ASN1OctetString encrypted) {
        byte[] octets = encrypted.getOctets();
        if (octets.length != AesKeys.WRAPPED_BYTES) {
            throw Refusal.weak("wraps a content key of another size than 256 bits");
        }
        return octets;
    }
}
