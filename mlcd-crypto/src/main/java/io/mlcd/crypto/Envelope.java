package io.mlcd.crypto;

import static io.mlcd.crypto.BerReader.CONTEXT_0;
import static io.mlcd.crypto.BerReader.CONTEXT_0_PRIMITIVE;
import static io.mlcd.crypto.BerReader.CONTEXT_1;
import static io.mlcd.crypto.BerReader.CONTEXT_2;
import static io.mlcd.crypto.BerReader.CONTEXT_3;
import static io.mlcd.crypto.BerReader.CONTEXT_4;
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
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;

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

    /** Of all recipients together. */
    private static final int MAX_ELEMENTS = 64_000;

    /** Each may cost an opener as much work as it would spend on one. */
    static final int MAX_PASSPHRASES = 8;

    private static final int KEY_TRANSPORT = SEQUENCE;
    private static final int KEK = CONTEXT_2;
    private static final int PASSPHRASE = CONTEXT_3;
    private static final int OTHER = CONTEXT_4;

    /**
     * One recipient as it stands there.
     *
     * @param key null if it is of a kind that is not known here
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Entry(byte[] der, @Nullable WrappedKey key) {
        static Entry of(byte[] der) {
            int kind = der[0] & 0xFF;
            boolean known = kind == KEY_TRANSPORT || kind == KEK || kind == PASSPHRASE || kind == OTHER;
            return new Entry(der, known ? WrappedKey.of(der) : null);
        }

        /** Whether a quantum computer would break it, for all that is known of it. */
        boolean isClassical() {
            return key == null || key instanceof WrappedKey.Rsa;
        }
    }

    /** 2.16.840.1.101.3.4.1.46; a constant of its own so that the class is loaded with its library. */
    private static final ASN1ObjectIdentifier AES256_GCM = NISTObjectIdentifiers.id_aes256_GCM;

    private final byte[] sealed;
    private final List<Entry> recipients = new ArrayList<>();
    private final int recipientsEnd;
    private final int end;
    private final byte[] nonce;
    private final byte[] tag;
    private final int contentStart;
    private final int contentLength;
    private final boolean contentInPieces;

    /**
     * Loads what messages need. The first class of Bouncy Castle's signed jar takes a third of a second, since the JVM reads
     * the digests of all its 6,000 classes: better when a sealer or an opener is made than when the first message waits.
     */
    static void load() {
        AES256_GCM.getId();
    }

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
        if (!Arrays.equals(in.take(INTEGER, MAX_HEAD_BYTES), EnvelopeWriter.VERSION)) {
            throw Refusal.unsupportedVersion("has another version than 0");
        }
        requireAbsent(in, CONTEXT_0, "originator information");
        readRecipients(in);
        recipientsEnd = in.position();
        in.enter(SEQUENCE);
        if (!Arrays.equals(in.take(OBJECT_IDENTIFIER, MAX_HEAD_BYTES), EnvelopeWriter.DATA)) {
            throw Refusal.weak("has a content type other than id-data");
        }
        nonce = nonce(in.take(SEQUENCE, MAX_HEAD_BYTES));
        if (in.atEnd()) {
            throw Refusal.weak("has its content elsewhere (it is detached)");
        }
        contentInPieces = in.peek() == CONTEXT_0;
        if (contentInPieces) {
            // Whoever knows the length needs no pieces; and so each content has one form with lengths.
            in.enterIndefinite(CONTEXT_0);
            contentStart = in.position();
            contentLength = in.skipPieces();
        } else {
            contentLength = in.open(CONTEXT_0_PRIMITIVE);
            contentStart = in.position();
            in.skip(contentLength);
        }
        in.leave();
        requireAbsent(in, CONTEXT_1, "authenticated attributes");
        tag = tag(in);
        requireAbsent(in, CONTEXT_2, "unauthenticated attributes");
        end = in.position();
        in.leave();
        in.leave();
        in.leave();
        in.requireEndOfInput();
    }

    /** The recipients, in the order in which they stand there. */
    List<Entry> recipients() {
        return recipients;
    }

    /** The content key for each recipient of a kind that is known here. */
    List<WrappedKey> keys() {
        List<WrappedKey> keys = new ArrayList<>();
        for (Entry recipient : recipients) {
            if (recipient.key != null) {
                keys.add(recipient.key);
            }
        }
        return keys;
    }

    /** The same message for others, in DER; not a byte of the encrypted content and the tag is changed. */
    byte[] withRecipients(List<byte[]> others) {
        int behind = end - recipientsEnd;
        Der der = EnvelopeWriter.begin(others, behind);
        der.bytes(sealed, recipientsEnd, behind);
        return der.written();
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
                BerReader.gatherPieces(sealed, contentStart, plain);
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
        int elements = 0;
        while (!in.atEnd()) {
            if (recipients.size() == MAX_RECIPIENTS) {
                throw Refusal.overLimit("the message has more than " + MAX_RECIPIENTS
                        + " recipients; seal it to fewer, for example to one key that they share");
            }
            byte[] der = in.take(in.peek(), MAX_HEAD_BYTES);
            elements += StrictDer.count(der);
            if (elements > MAX_ELEMENTS) {
                throw Refusal.overLimit("the recipients of the message have more than " + MAX_ELEMENTS
                        + " elements, which no tool needs; seal it anew");
            }
            recipients.add(Entry.of(der));
        }
        in.leave();
        limitPassphrases();
    }

    private void limitPassphrases() {
        int count = 0;
        double share = 0;
        for (Entry recipient : recipients) {
            if (recipient.key instanceof WrappedKey.OfPassphrase one) {
                count++;
                share += one.derivation.share();
            }
        }
        if (count > MAX_PASSPHRASES || share > 1) {
            throw Refusal.overLimit(
                    "the message is sealed to " + count + " passphrases, and to derive their keys takes "
                            + (long) Math.ceil(100 * share) + " % of the work that is allowed; seal it to at most "
                            + MAX_PASSPHRASES + ", or to an AES key");
        }
    }

    private static byte[] nonce(byte[] der) {
        AlgorithmIdentifier algorithm = StrictDer.parse(der, AlgorithmIdentifier::getInstance);
        if (!algorithm.getAlgorithm().equals(AES256_GCM)) {
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

    private static void requireAbsent(BerReader in, int tag, String what) {
        if (!in.atEnd() && in.peek() == tag) {
            throw Refusal.weak("carries " + what + ", which are not read here");
        }
    }
}
