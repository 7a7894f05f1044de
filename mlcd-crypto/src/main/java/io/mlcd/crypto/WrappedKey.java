package io.mlcd.crypto;

import io.mlcd.api.SealException;
import java.io.IOException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.cms.KEKRecipientInfo;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientIdentifier;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/** The content key as a message holds it for one recipient. Its algorithm and its sizes are checked. */
sealed interface WrappedKey {
    /** What an ASN.1 parser makes of bytes. */
    interface Parser<T extends ASN1Object> {
        T parse(ASN1Primitive primitive);
    }

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
    }

    /** By AES-256 key wrap. */
    final class Aes implements WrappedKey {
        /** The integrity check of RFC 3394, 8 bytes, and the key. */
        private static final int WRAPPED_BYTES = 8 + AesGcm.KEY_BYTES;

        final byte[] keyId;
        final byte[] encrypted;

        private Aes(KEKRecipientInfo info) {
            requireVersion(4, info.getVersion());
            AlgorithmIdentifier algorithm = info.getKeyEncryptionAlgorithm();
            if (!algorithm.getAlgorithm().equals(NISTObjectIdentifiers.id_aes256_wrap)
                    || algorithm.getParameters() != null) {
                throw Refusal.weak("wraps its key by another algorithm than AES-256 key wrap");
            }
            keyId = info.getKekid().getKeyIdentifier().getOctets();
            encrypted = info.getEncryptedKey().getOctets();
            if (encrypted.length != WRAPPED_BYTES) {
                throw Refusal.weak("wraps a content key of another size than 256 bits");
            }
        }
    }

    /**
     * The key of a {@code KeyTransRecipientInfo} or a {@code KEKRecipientInfo}.
     *
     * @throws SealException if it is malformed, weak or not in DER
     */
    static WrappedKey of(byte[] der) {
        try {
            RecipientInfo info = canonical(der, WrappedKey::recipientInfo);
            return info.getInfo() instanceof KeyTransRecipientInfo rsa
                    ? new Rsa(rsa)
                    : new Aes(KEKRecipientInfo.getInstance(info.getInfo()));
        } catch (SealException e) {
            throw e;
        } catch (RuntimeException e) {
            throw Refusal.tampered("a recipient is malformed", e);
        }
    }

    /** The choice, parsed; {@code RecipientInfo.getInstance} would leave that for later. */
    private static RecipientInfo recipientInfo(ASN1Primitive primitive) {
        return primitive instanceof ASN1TaggedObject tagged
                ? new RecipientInfo(KEKRecipientInfo.getInstance(tagged, false))
                : new RecipientInfo(KeyTransRecipientInfo.getInstance(primitive));
    }

    /**
     * Parses DER, and nothing but DER, so that what the parser overlooks cannot be changed unnoticed.
     *
     * @throws SealException if it is malformed or not in DER
     */
    static <T extends ASN1Object> T canonical(byte[] der, Parser<T> parser) {
        T parsed;
        byte[] again;
        try {
            parsed = parser.parse(ASN1Primitive.fromByteArray(der));
            again = parsed.getEncoded(ASN1Encoding.DER);
        } catch (IOException | RuntimeException e) {
            // The parser throws all kinds of them on hostile bytes.
            throw Refusal.tampered("a part before its content is malformed", e);
        }
        if (!Arrays.equals(again, der)) {
            throw Refusal.tampered("a part before its content is not in DER");
        }
        return parsed;
    }

    private static void requireVersion(int expected, ASN1Integer version) {
        if (!version.hasValue(expected)) {
            throw Refusal.tampered("a recipient has a version other than " + expected);
        }
    }
}
