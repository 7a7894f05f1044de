package io.mlcd.crypto;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.GCMParameters;
import org.bouncycastle.asn1.cms.RecipientInfo;
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
    private static final long MAX_SEALED_BYTES = Integer.MAX_VALUE - 8;

    private final byte[] out;
    private int position;

    private EnvelopeWriter(int length) {
        out = new byte[length];
    }

    static byte[] write(List<RecipientInfo> recipients, byte[] contentKey, byte[] nonce, byte[] plain)
            throws GeneralSecurityException, IOException {
        byte[] recipientSet = new DERSet(recipients.toArray(new RecipientInfo[0])).getEncoded(ASN1Encoding.DER);
        byte[] algorithm = new AlgorithmIdentifier(
                        NISTObjectIdentifiers.id_aes256_GCM, new GCMParameters(nonce, AesGcm.TAG_BYTES))
                .getEncoded(ASN1Encoding.DER);

        requireHeadWithinLimit(recipientSet.length);
        long contentInfo = DATA.length + algorithm.length + elementLength(plain.length);
        long authEnveloped =
                VERSION.length + recipientSet.length + elementLength(contentInfo) + elementLength(AesGcm.TAG_BYTES);
        long explicit = elementLength(authEnveloped);
        long message = CmsType.AUTH_ENVELOPED.length + elementLength(explicit);
        if (elementLength(message) > MAX_SEALED_BYTES) {
            throw Refusal.overLimit("the content has " + plain.length + " bytes, and sealed it would have "
                    + elementLength(message) + ", above the " + MAX_SEALED_BYTES + " of one array; seal it in parts");
        }

        EnvelopeWriter writer = new EnvelopeWriter((int) elementLength(message));
        writer.header(BerReader.SEQUENCE, message);
        writer.bytes(CmsType.AUTH_ENVELOPED);
        writer.header(BerReader.CONTEXT_0, explicit);
        writer.header(BerReader.SEQUENCE, authEnveloped);
        writer.bytes(VERSION);
        writer.bytes(recipientSet);
        writer.header(BerReader.SEQUENCE, contentInfo);
        writer.bytes(DATA);
        writer.bytes(algorithm);
        writer.header(BerReader.CONTEXT_0_PRIMITIVE, plain.length);
        writer.encrypted(contentKey, nonce, plain);
        return writer.out;
    }

    /** Refuses to write what a reader would refuse; the rest before the content needs less than 256 bytes. */
    private static void requireHeadWithinLimit(int recipientBytes) {
        if (recipientBytes > Envelope.MAX_HEAD_BYTES - 256) {
            throw Refusal.overLimit("the recipients take " + recipientBytes
                    + " bytes, and together with the rest at most " + Envelope.MAX_HEAD_BYTES
                    + " are allowed before the content; seal to fewer, or to smaller keys");
        }
    }

    /** The ciphertext, and the tag in an element of its own; the cipher writes both without a gap, so we make one. */
    private void encrypted(byte[] contentKey, byte[] nonce, byte[] plain) throws GeneralSecurityException {
        AesGcm.platform().encrypt(contentKey, nonce, plain, out, position);
        position += plain.length;
        int header = (int) elementLength(AesGcm.TAG_BYTES) - AesGcm.TAG_BYTES;
        System.arraycopy(out, position, out, position + header, AesGcm.TAG_BYTES);
        header(BerReader.OCTET_STRING, AesGcm.TAG_BYTES);
        position += AesGcm.TAG_BYTES;
    }

    private void bytes(byte[] bytes) {
        System.arraycopy(bytes, 0, out, position, bytes.length);
        position += bytes.length;
    }

    private void header(int tag, long length) {
        out[position++] = (byte) tag;
        int lengthBytes = lengthBytes(length);
        if (lengthBytes > 1) {
            out[position++] = (byte) (0x80 | lengthBytes - 1);
        }
        for (int shift = Byte.SIZE * (lengthBytes > 1 ? lengthBytes - 2 : 0); shift >= 0; shift -= Byte.SIZE) {
            out[position++] = (byte) (length >> shift);
        }
    }

    /** The length of an element whose content has the given length. */
    private static long elementLength(long contentLength) {
        return 1 + lengthBytes(contentLength) + contentLength;
    }

    /** How many bytes DER needs to say a length: one below 128, else a count and the bytes. */
    private static int lengthBytes(long length) {
        return length < 0x80 ? 1 : 1 + (Long.SIZE - Long.numberOfLeadingZeros(length) + 7) / Byte.SIZE;
    }
}
