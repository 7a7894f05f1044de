package io.mlcd.crypto;

import io.mlcd.api.SealException;
import io.mlcd.api.SealException.Reason;
import org.jspecify.annotations.Nullable;

/** The refusals, one factory for each reason, so that what is common to their messages is written once. */
final class Refusal {
    private Refusal() {}

    static SealException notSealed() {
        return new SealException(
                Reason.NOT_SEALED,
                "the bytes are not a sealed message (CMS AuthEnvelopedData in DER or BER);"
                        + " PEM and S/MIME text must be converted first: openssl cms -cmsout -outform DER");
    }

    static SealException truncated(int lengthBytes) {
        return new SealException(
                Reason.TRUNCATED,
                "the sealed message ends too early, after " + lengthBytes + " bytes; get a complete copy of it");
    }

    static SealException tampered(String what) {
        return tampered(what, null);
    }

    static SealException tampered(String what, @Nullable Throwable cause) {
        return new SealException(
                Reason.TAMPERED, "the sealed message was changed: " + what + "; get an unchanged copy of it", cause);
    }

    static SealException weak(String what) {
        return new SealException(
                Reason.WEAK_OR_UNSUPPORTED_ALGORITHM,
                "the message " + what + "; seal it with AES-256-GCM (12-byte nonce, 16-byte tag) for recipients by"
                        + " RSA-OAEP-SHA-256, AES-256 key wrap, PBKDF2 with 600,000 rounds or ML-KEM-768");
    }

    static SealException unsupportedVersion(String what) {
        return new SealException(
                Reason.UNSUPPORTED_VERSION, "the message " + what + "; use a newer mlcd, or seal it with this one");
    }

    static SealException signatureMissing() {
        return new SealException(
                Reason.SIGNATURE_MISSING,
                "the message is not signed, but a publisher's signature is required here;"
                        + " have it sealed by a sealer with signedBy(key)");
    }

    static SealException signatureInvalid(String what) {
        return new SealException(
                Reason.SIGNATURE_INVALID,
                "the signature is not a trusted publisher's for this content: " + what
                        + "; do not use it, and find out who made it");
    }

    static SealException untrusted(String trusted) {
        return new SealException(
                Reason.UNTRUSTED_SIGNER,
                "the message is signed, but not by one who is trusted here (" + trusted
                        + "); if the signer should be, add trusting(publicKey)");
    }

    static SealException weakSignature(String what) {
        return new SealException(
                Reason.WEAK_OR_UNSUPPORTED_ALGORITHM,
                "the message " + what
                        + "; sign it by RSA-PSS with SHA-256, ECDSA on P-256 or P-384, Ed25519 or ML-DSA-65, with"
                        + " signed attributes and the content inside");
    }

    static SealException overLimit(String what) {
        return new SealException(Reason.LIMIT_EXCEEDED, what);
    }

    static SealException unusable(String what) {
        return unusable(what, null);
    }

    static SealException unusable(String what, @Nullable Throwable cause) {
        return new SealException(Reason.KEY_UNUSABLE, what, cause);
    }
}
