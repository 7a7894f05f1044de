package io.mlcd.crypto;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Collection;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * Writes a CMS {@code AuthEnvelopedData} in DER: the only large allocation is the result, and the ciphertext is
 * encrypted into its place there.
 */
final class EnvelopeWriter {
    /** {@code INTEGER 0}. */
    static final byte[] VERSION = {BerReader.INTEGER, 1, 0};

    /** id-data, 1.2.840.113549.1.7.1, with its header. */
    static final byte[] DATA = {0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x07, 0x01};

    /** The most that the JVM lets an array hold. */
    static final long MAX_SEALED_BYTES = Integer.MAX_VALUE - 8;

    private EnvelopeWriter() {}

    /**
     * Writes.
     *
     * @param recipients each in DER
     * @param content what is encrypted
     */
    static byte[] write(Collection<byte[]> recipients, byte[] contentKey, byte[] nonce, Content content)
            throws GeneralSecurityException, IOException {
        byte[] algorithm = new AlgorithmIdentifier(
                        NISTObjectIdentifiers.id_aes256_GCM, new GCMParameters(nonce, AesGcm.TAG_BYTES))
                .getEncoded(ASN1Encoding.DER);
        long contentInfo = DATA.length + algorithm.length + Der.elementLength(content.length());
        long behind = Der.elementLength(contentInfo) + Der.elementLength(AesGcm.TAG_BYTES);
        Der der = begin(recipients, behind);
        der.header(BerReader.SEQUENCE, contentInfo);
        der.bytes(DATA);
        der.bytes(algorithm);
        der.header(BerReader.CONTEXT_0_PRIMITIVE, content.length());
        encrypt(der, contentKey, nonce, content);
        return der.written();
    }

    /**
     * Writes what stands before the content, and makes place for the rest.
     *
     * @param recipients each in DER
     * @param behindBytes how much follows them inside the {@code AuthEnvelopedData}
     */
    static Der begin(Collection<byte[]> recipients, long behindBytes) {
        long all = 0;
        for (byte[] recipient : recipients) {
            all += recipient.length;
        }
        requireHeadWithinLimit(all);
        byte[] recipientSet = Der.set(recipients);
        long authEnveloped = VERSION.length + recipientSet.length + behindBytes;
        long explicit = Der.elementLength(authEnveloped);
        long message = CmsType.AUTH_ENVELOPED.length + Der.elementLength(explicit);
        if (Der.elementLength(message) > MAX_SEALED_BYTES) {
            throw Refusal.overLimit("the message would have " + Der.elementLength(message) + " bytes, above the "
                    + MAX_SEALED_BYTES + " of one array; seal the content in parts");
        }
        Der der = new Der((int) Der.elementLength(message));
        der.header(BerReader.SEQUENCE, message);
        der.bytes(CmsType.AUTH_ENVELOPED);
        der.header(BerReader.CONTEXT_0, explicit);
        der.header(BerReader.SEQUENCE, authEnveloped);
        der.bytes(VERSION);
        der.bytes(recipientSet);
        return der;
    }

    /** Refuses to write what a reader would refuse; the rest before the content needs less than 256 bytes. */
    private static void requireHeadWithinLimit(long recipientBytes) {
        if (recipientBytes > Envelope.MAX_HEAD_BYTES - 256) {
            throw Refusal.overLimit("the recipients take " + recipientBytes
                    + " bytes, and together with the rest at most " + Envelope.MAX_HEAD_BYTES
                    + " are allowed before the content; seal to fewer, or to smaller keys");
        }
    }

    /** The ciphertext, and the tag in an element of its own; the cipher writes both without a gap, so we make one. */
    private static void encrypt(Der der, byte[] contentKey, byte[] nonce, Content content)
            throws GeneralSecurityException {
        byte[] out = der.written();
        int start = der.position();
        if (content.isBare()) {
            AesGcm.platform().encrypt(contentKey, nonce, content.plain(), out, start);
            der.advance(content.plain().length);
        } else {
            der.bytes(content.head());
            der.bytes(content.plain());
            der.bytes(content.tail());
            AesGcm.platform().encrypt(contentKey, nonce, out, start, der.position() - start, out, start);
        }
        int tagAt = der.position();
        int header = (int) Der.elementLength(AesGcm.TAG_BYTES) - AesGcm.TAG_BYTES;
        System.arraycopy(out, tagAt, out, tagAt + header, AesGcm.TAG_BYTES);
        der.header(BerReader.OCTET_STRING, AesGcm.TAG_BYTES);
        der.advance(AesGcm.TAG_BYTES);
    }

    /**
     * What is encrypted: an array, with what stands before and behind it when it is signed.
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Content(byte[] head, byte[] plain, byte[] tail) {
        private static final byte[] NOTHING = {};

        static Content of(byte[] plain) {
            return new Content(NOTHING, plain, NOTHING);
        }

        long length() {
            return (long) head.length + plain.length + tail.length;
        }

        private boolean isBare() {
            return head.length + tail.length == 0;
        }

        /** All of it, a copy. */
        byte[] joined() {
            return Der.join(head, plain, tail);
        }
    }
}
