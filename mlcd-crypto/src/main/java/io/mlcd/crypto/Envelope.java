package io.mlcd.crypto;

import static io.mlcd.crypto.BerReader.CONTEXT_0;
import static io.mlcd.crypto.BerReader.CONTEXT_0_PRIMITIVE;
import static io.mlcd.crypto.BerReader.CONTEXT_1;
import static io.mlcd.crypto.BerReader.CONTEXT_2;
import static io.mlcd.crypto.BerReader.INTEGER;
import static io.mlcd.crypto.BerReader.OBJECT_IDENTIFIER;
import static io.mlcd.crypto.BerReader.OCTET_STRING;
import static io.mlcd.crypto.BerReader.SEQUENCE;
import static io.mlcd.crypto.BerReader.SET;

import io.mlcd.api.SealException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.AEADBadTagException;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * A CMS {@code AuthEnvelopedData} as it was read: who can open it, and where its ciphertext is. Everything that can be
 * checked without a key has been.
 *
 * <p>The frame is walked in place, so that a large or a hostile message costs no memory beyond its recipients; only
 * small parts (recipients, algorithm) go to an ASN.1 parser.
 */
final class Envelope {
    static final int MAX_HEAD_BYTES = 1 << 20;
    static final int MAX_RECIPIENTS = 1000;

    private static final int KEY_TRANSPORT = SEQUENCE;
    private static final int KEK = CONTEXT_2;

    private final byte[] sealed;
    private final List<WrappedKey> keys = new ArrayList<>();
    private final byte[] nonce;
    private final byte[] tag;
    private final int contentStart;
    private final int contentLength;
    private final boolean contentInPieces;

    /**
     * Reads.
     *
     * @param sealed is kept, not copied
     * @throws SealException if it is refused
     */
    Envelope(byte[] sealed) {
        this.sealed = sealed;
        CmsType.requireAuthEnveloped(sealed);
        BerReader in = new BerReader(sealed, 0);
        in.enter(SEQUENCE);
        in.take(OBJECT_IDENTIFIER, MAX_HEAD_BYTES);
        in.enter(CONTEXT_0);
        in.enter(SEQUENCE);
        requireBytes(in, INTEGER, EnvelopeWriter.VERSION, "has another version than 0");
        requireAbsent(in, CONTEXT_0, "originator information");
        readRecipients(in);
        in.enter(SEQUENCE);
        requireBytes(in, OBJECT_IDENTIFIER, EnvelopeWriter.DATA, "has a content type other than id-data");
        nonce = nonce(in.take(SEQUENCE, MAX_HEAD_BYTES));
        if (in.atEnd()) {
            throw Refusal.weak("has its content elsewhere (it is detached)");
        }
        contentInPieces = in.peek() == CONTEXT_0;
        if (contentInPieces) {
            // Whoever knows the length needs no pieces; and so each content has one form with lengths.
            in.enterIndefinite(CONTEXT_0);
            contentStart = in.position();
            contentLength = skipPieces(in);
        } else {
            contentLength = in.open(CONTEXT_0_PRIMITIVE);
            contentStart = in.position();
            in.skip(contentLength);
        }
        in.leave();
        requireAbsent(in, CONTEXT_1, "authenticated attributes");
        tag = tag(in);
        requireAbsent(in, CONTEXT_2, "unauthenticated attributes");
        in.leave();
        in.leave();
        in.leave();
        in.requireEndOfInput();
    }

    /** The content key for each recipient of a kind that is known here. */
    List<WrappedKey> keys() {
        return keys;
    }

    /**
     * The content.
     *
     * @throws SealException if the tag does not hold
     */
    byte[] decrypt(byte[] contentKey) {
        byte[] plain = new byte[contentLength];
        try {
            if (contentInPieces) {
                gatherPieces(plain);
                AesGcm.platform().decrypt(contentKey, nonce, plain, 0, tag, plain);
            } else {
                AesGcm.platform().decrypt(contentKey, nonce, sealed, contentStart, tag, plain);
            }
        } catch (AEADBadTagException e) {
            throw Refusal.tampered("its content or its tag does not verify", e);
        } catch (GeneralSecurityException e) {
            throw Refusal.unusable(
                    "the platform cannot decrypt by AES-256-GCM; its security providers must have that", e);
        }
        return plain;
    }

    private void readRecipients(BerReader in) {
        in.enter(SET);
        for (int count = 0; !in.atEnd(); count++) {
            if (count == MAX_RECIPIENTS) {
                throw Refusal.overLimit("the message has more than " + MAX_RECIPIENTS
                        + " recipients; seal it to fewer, for example to one key that they share");
            }
            int kind = in.peek();
            byte[] recipient = in.take(kind, MAX_HEAD_BYTES);
            if (kind == KEY_TRANSPORT || kind == KEK) {
                keys.add(WrappedKey.of(recipient));
            }
        }
        in.leave();
    }

    private static byte[] nonce(byte[] der) {
        AlgorithmIdentifier algorithm = WrappedKey.canonical(der, AlgorithmIdentifier::getInstance);
        if (!algorithm.getAlgorithm().equals(NISTObjectIdentifiers.id_aes256_GCM)) {
            throw Refusal.weak(
                    "encrypts its content by another algorithm than AES-256-GCM (" + algorithm.getAlgorithm() + ")");
        }
        if (!(algorithm.getParameters() instanceof ASN1Sequence parameters)
                || parameters.size() == 0
                || !(parameters.getObjectAt(0) instanceof ASN1OctetString nonce)) {
            throw Refusal.tampered("the parameters of its AES-GCM are malformed");
        }
        if (nonce.getOctetsLength() != AesGcm.NONCE_BYTES) {
            throw Refusal.weak("has a nonce of " + nonce.getOctetsLength() + " bytes");
        }
        if (parameters.size() != 2
                || !(parameters.getObjectAt(1) instanceof ASN1Integer tagBytes)
                || !tagBytes.hasValue(AesGcm.TAG_BYTES)) {
            throw Refusal.weak("announces a tag of another length than " + AesGcm.TAG_BYTES + " bytes");
        }
        return nonce.getOctets();
    }

    private byte[] tag(BerReader in) {
        int length = in.open(OCTET_STRING);
        if (length != AesGcm.TAG_BYTES) {
            throw Refusal.weak("has a tag of " + length + " bytes");
        }
        int start = in.position();
        in.skip(length);
        return Arrays.copyOfRange(sealed, start, start + length);
    }

    private static int skipPieces(BerReader in) {
        int total = 0;
        while (!in.atEnd()) {
            int length = in.open(OCTET_STRING);
            in.skip(length);
            total += length;
        }
        in.leave();
        return total;
    }

    private void gatherPieces(byte[] out) {
        BerReader in = new BerReader(sealed, contentStart);
        for (int at = 0; at < out.length; ) {
            int length = in.open(OCTET_STRING);
            System.arraycopy(sealed, in.position(), out, at, length);
            in.skip(length);
            at += length;
        }
    }

    private static void requireBytes(BerReader in, int tag, byte[] expected, String otherwise) {
        if (!Arrays.equals(in.take(tag, MAX_HEAD_BYTES), expected)) {
            throw Refusal.weak(otherwise);
        }
    }

    private static void requireAbsent(BerReader in, int tag, String what) {
        if (!in.atEnd() && in.peek() == tag) {
            throw Refusal.weak("carries " + what + ", which are not read here");
        }
    }
}
