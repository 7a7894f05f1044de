package io.mlcd.crypto;

import static io.mlcd.crypto.BerReader.CONSTRUCTED_OCTET_STRING;
import static io.mlcd.crypto.BerReader.CONTEXT_0;
import static io.mlcd.crypto.BerReader.CONTEXT_1;
import static io.mlcd.crypto.BerReader.INTEGER;
import static io.mlcd.crypto.BerReader.OBJECT_IDENTIFIER;
import static io.mlcd.crypto.BerReader.OCTET_STRING;
import static io.mlcd.crypto.BerReader.SEQUENCE;
import static io.mlcd.crypto.BerReader.SET;

import io.mlcd.api.SealException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAlgorithmProtection;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.jspecify.annotations.Nullable;

/**
 * A CMS {@code SignedData} (RFC 5652) with its content inside, as it was read. The frame is walked in place; only the
 * signatures go to an ASN.1 parser.
 */
final class SignedContent {
    static final int MAX_SIGNERS = 16;
    /** Before the content. */
    private static final int MAX_HEAD_BYTES = 1 << 16;
    /** Certificates and signatures, behind the content. */
    private static final int MAX_TAIL_BYTES = 1 << 20;

    /** id-signedData, 1.2.840.113549.1.7.2, with its header. */
    static final byte[] SIGNED_DATA = {
        0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x07, 0x02
    };

    /** Of one signature, which may carry a time stamp with its certificates. */
    private static final int MAX_ELEMENTS = 2_000;

    private static final int MAX_DEPTH = 24;

    private static final byte[] VERSION_1 = {INTEGER, 1, 1};
    private static final byte[] VERSION_3 = {INTEGER, 1, 3};

    private final byte[] message;
    private final List<SignerInfo> signers = new ArrayList<>();
    private final int contentStart;
    private final int contentLength;
    private final boolean contentInPieces;

    /**
     * Reads.
     *
     * @param message is kept, not copied
     * @throws SealException if it is malformed, too large or of a kind that is refused
     */
    SignedContent(byte[] message) {
        this.message = message;
        BerReader in = new BerReader(message, 0);
        in.enter(SEQUENCE);
        if (!Arrays.equals(in.take(OBJECT_IDENTIFIER, MAX_HEAD_BYTES), SIGNED_DATA)) {
            throw Refusal.weakSignature("holds another message than SignedData");
        }
        in.enter(CONTEXT_0);
        in.enter(SEQUENCE);
        byte[] version = in.take(INTEGER, MAX_HEAD_BYTES);
        if (!Arrays.equals(version, VERSION_1) && !Arrays.equals(version, VERSION_3)) {
            throw Refusal.unsupportedVersion("holds SignedData of another version than 1 and 3");
        }
        in.take(SET, MAX_HEAD_BYTES); // digests, which the signatures name again
        in.enter(SEQUENCE);
        if (!Arrays.equals(in.take(OBJECT_IDENTIFIER, MAX_HEAD_BYTES), EnvelopeWriter.DATA)) {
            throw Refusal.weakSignature("signs a content of another type than id-data");
        }
        if (in.atEnd()) {
            throw Refusal.weakSignature("holds a signature of something that is elsewhere (it is detached)");
        }
        in.enter(CONTEXT_0);
        contentInPieces = in.peek() == CONSTRUCTED_OCTET_STRING;
        if (contentInPieces) {
            in.enter(CONSTRUCTED_OCTET_STRING);
            contentStart = in.position();
            contentLength = in.skipPieces();
        } else {
            contentLength = in.open(OCTET_STRING);
            contentStart = in.position();
            in.skip(contentLength);
        }
        in.leave();
        in.leave();
        readSigners(in);
        in.leave();
        in.leave();
        in.leave();
        in.requireEndOfInput();
    }

    /**
     * Reads what was opened.
     *
     * @throws SealException if it is malformed, which is its sealer's doing, too large or of a kind that is refused
     */
    static SignedContent read(byte[] message) {
        try {
            return new SignedContent(message);
        } catch (SealException e) {
            if (e.reason() == SealException.Reason.TAMPERED || e.reason() == SealException.Reason.TRUNCATED) {
                throw new SealException(
                        SealException.Reason.SIGNATURE_INVALID,
                        "what was sealed begins as a signed message and is malformed, as it came from its sealer: "
                                + e.getMessage(),
                        e);
            }
            throw e;
        }
    }

    private void readSigners(BerReader in) {
        long partsEnd = (long) in.position() + MAX_TAIL_BYTES;
        int maxEnd = (int) Math.min(partsEnd, Integer.MAX_VALUE);
        while (in.peek() == CONTEXT_0 || in.peek() == CONTEXT_1) {
            in.take(in.peek(), maxEnd); // certificates and revocations, which nobody is trusted for
        }
        in.enter(SET);
        while (!in.atEnd()) {
            if (signers.size() == MAX_SIGNERS) {
                throw Refusal.overLimit("the message has more than " + MAX_SIGNERS + " signatures; sign it by fewer");
            }
            signers.add(StrictDer.parse(in.take(SEQUENCE, maxEnd), SignerInfo::getInstance, MAX_ELEMENTS, MAX_DEPTH));
        }
        in.leave();
    }

    /**
     * Whether bytes are a signed message, by their first bytes. The envelope does not say: its content type must be id-data
     * unless it has authenticated attributes (RFC 5083, 2.1), which OpenSSL 3.0 does not read.
     */
    static boolean isSigned(byte[] bytes) {
        int at = CmsType.position(bytes);
        return at >= 0
                && bytes.length >= at + SIGNED_DATA.length
                && Arrays.equals(Arrays.copyOfRange(bytes, at, at + SIGNED_DATA.length), SIGNED_DATA);
    }

    /** What was signed, a copy. */
    byte[] content() {
        byte[] content = new byte[contentLength];
        if (contentInPieces) {
            BerReader.gatherPieces(message, contentStart, content);
        } else {
            System.arraycopy(message, contentStart, content, 0, contentLength);
        }
        return content;
    }

    /**
     * What was signed, a copy, if one of the trusted signed it.
     *
     * @throws SealException if nobody signed, none of the trusted did, or a signature in their name does not hold
     */
    byte[] contentSignedBy(List<TrustedSigner> trusted) {
        if (signers.isEmpty()) {
            throw Refusal.signatureMissing();
        }
        byte[] content = content();
        boolean verified = false;
        try {
            requireSignedBy(trusted, content);
            verified = true;
            return content;
        } finally {
            if (!verified) {
                Arrays.fill(content, (byte) 0);
            }
        }
    }

    private void requireSignedBy(List<TrustedSigner> trusted, byte[] content) {
        Map<String, byte[]> digests = new HashMap<>();
        SealException problem = null;
        for (SignerInfo signer : signers) {
            for (TrustedSigner one : candidates(signer.getSID(), trusted)) {
                boolean named = one.isNamed(signer.getSID());
                try {
                    requireSigned(signer, one, content, digests);
                    return;
                } catch (SealException e) {
                    problem = named ? e : problem;
                }
            }
        }
        if (problem != null) {
            throw problem;
        }
        throw Refusal.untrusted(trusted.stream().map(TrustedSigner::toString).collect(Collectors.joining(", ")));
    }

    /**
     * Those in whose name it is signed; if there are none, all, since a signer may be named by a certificate that is not
     * known here. The name is a hint: what counts is whose key verifies.
     */
    private static List<TrustedSigner> candidates(SignerIdentifier signer, List<TrustedSigner> trusted) {
        List<TrustedSigner> named = new ArrayList<>();
        for (TrustedSigner one : trusted) {
            if (one.isNamed(signer)) {
                named.add(one);
            }
        }
        return named.isEmpty() ? trusted : named;
    }

    private static void requireSigned(
            SignerInfo signer, TrustedSigner trusted, byte[] content, Map<String, byte[]> digests) {
        try {
            SignatureAlgorithm signing = trusted.signing();
            int saltBytes = signing.saltBytes(signer.getDigestEncryptionAlgorithm());
            if (saltBytes < 0 || !signing.hasDigest(signer.getDigestAlgorithm())) {
                throw Refusal.weakSignature(
                        "is signed by another algorithm than " + signing + " with " + signing.digest());
            }
            // Without signed attributes the content itself could pass for them, and they for a content.
            ASN1Set attributes = signer.getAuthenticatedAttributes();
            if (attributes == null) {
                throw Refusal.weakSignature("has a signature without signed attributes");
            }
            requireAttributes(
                    signer, attributes, digests.computeIfAbsent(signing.digest(), name -> digest(name, content)));
            byte[] signed = attributes.getEncoded(ASN1Encoding.DER);
            byte[] signature = signer.getEncryptedDigest().getOctets();
            if (!signing.verifies(trusted.key(), saltBytes, signed, signature)) {
                throw Refusal.signatureInvalid("it does not verify with the " + trusted);
            }
        } catch (SealException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new SealException(SealException.Reason.SIGNATURE_INVALID, "the signature is malformed", e);
        }
    }

    private static void requireAttributes(SignerInfo signer, ASN1Set attributes, byte[] digest) {
        ASN1Encodable type = only(attributes, CMSAttributes.contentType, true);
        if (!CMSObjectIdentifiers.data.equals(type)) {
            throw Refusal.signatureInvalid("it is for a content of another type");
        }
        byte[] signedDigest = ASN1OctetString.getInstance(only(attributes, CMSAttributes.messageDigest, true))
                .getOctets();
        if (!MessageDigest.isEqual(signedDigest, digest)) {
            throw Refusal.signatureInvalid("it is for another content");
        }
        ASN1Encodable protection = only(attributes, CMSAttributes.cmsAlgorithmProtect, false);
        if (protection != null) {
            CMSAlgorithmProtection said = CMSAlgorithmProtection.getInstance(protection);
            if (!signer.getDigestAlgorithm().equals(said.getDigestAlgorithm())
                    || !signer.getDigestEncryptionAlgorithm().equals(said.getSignatureAlgorithm())) {
                throw Refusal.signatureInvalid("its algorithms are not those that it was made with");
            }
        }
    }

    /** The only value of an attribute. */
    private static @Nullable ASN1Encodable only(ASN1Set attributes, ASN1ObjectIdentifier type, boolean required) {
        ASN1Encodable value = null;
        for (ASN1Encodable element : attributes) {
            Attribute attribute = Attribute.getInstance(element);
            if (attribute.getAttrType().equals(type)) {
                if (value != null || attribute.getAttrValues().size() != 1) {
                    throw Refusal.signatureInvalid("it says one thing twice");
                }
                value = attribute.getAttrValues().getObjectAt(0);
            }
        }
        if (required && value == null) {
            throw Refusal.signatureInvalid("it does not say what it is for");
        }
        return value;
    }

    static byte[] digest(String algorithm, byte[] content) {
        try {
            return MessageDigest.getInstance(algorithm).digest(content);
        } catch (GeneralSecurityException e) {
            throw Refusal.unusable("the platform has no " + algorithm + "; its security providers must have that", e);
        }
    }
}
