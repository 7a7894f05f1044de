package io.mlcd.crypto;

import io.mlcd.api.SealException;
import io.mlcd.api.Sealer;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.security.auth.Destroyable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.jspecify.annotations.Nullable;

/**
 * A sealer for one or more recipients, any of whom can open what it seals: CMS AuthEnvelopedData with AES-256-GCM, around a
 * signature if there is a signer. {@link RsaSealer}, {@link AesSealer}, {@link PassphraseSealer} and {@link MlKemSealer}
 * make it.
 *
 * <pre>{@code
 * Sealer sealer = RsaSealer.to(serving).and(RsaSealer.to(audit)).and(AesSealer.with("backup-2026", backupKey))
 *     .signedBy(publisherKey);
 * }</pre>
 *
 * <p>Encrypting to a public key authenticates nobody: whoever has the public key can seal. A signature does, if openers
 * require it.
 *
 * <p>An immutable value, equal if the recipients are, in any order, and the signer. Safe for concurrent callers. Its text
 * form names the recipients and the signer and holds no secret.
 */
public final class CmsSealer implements Sealer, Destroyable {
    static {
        Envelope.load();
    }

    private final List<Recipient> recipients;
    private final @Nullable SigningKey signer;
    private final boolean postQuantumOnly;
    private final SecureRandom random;

    CmsSealer(Recipient recipient) {
        this(List.of(recipient), null, false, new SecureRandom());
    }

    private CmsSealer(
            List<Recipient> recipients, @Nullable SigningKey signer, boolean postQuantumOnly, SecureRandom random) {
        this.recipients = recipients;
        this.signer = signer;
        this.postQuantumOnly = postQuantumOnly;
        this.random = random;
        if (postQuantumOnly) {
            requirePostQuantum();
        }
    }

    private void requirePostQuantum() {
        for (Recipient recipient : recipients) {
            if (recipient.isClassical()) {
                throw new IllegalArgumentException("postQuantumOnly refuses the " + recipient
                        + ": who breaks it reads the message, whatever the other recipients are; seal to ML-KEM-768 keys,"
                        + " AES keys and passphrases only");
            }
        }
    }

    /**
     * A sealer to the recipients of both; one who is in both counts once. The source of randomness is this sealer's, the
     * signer that of either, and it is for post-quantum recipients only if either is.
     *
     * @throws IllegalArgumentException if one name would stand for two keys, there are more than 1,000 recipients, both
     *     have signers and not the same, or one is for post-quantum recipients only and the other has others
     */
    public CmsSealer and(CmsSealer other) {
        List<Recipient> all = new ArrayList<>(recipients);
        for (Recipient added : other.recipients) {
            for (Recipient present : recipients) {
                if (added.contradicts(present)) {
                    throw new IllegalArgumentException("two different keys are both called " + added
                            + ", so that an opener could not tell them apart; give each a name of its own");
                }
            }
            if (!recipients.contains(added)) {
                all.add(added);
            }
        }
        if (all.size() > Envelope.MAX_RECIPIENTS) {
            throw new IllegalArgumentException("there are " + all.size() + " recipients but at most "
                    + Envelope.MAX_RECIPIENTS + " are allowed; let some share a key");
        }
        requireFewPassphrases(all);
        if (signer != null && other.signer != null && !signer.equals(other.signer)) {
            throw new IllegalArgumentException("one sealer signs with the " + signer + " and the other with the "
                    + other.signer + "; call signedBy once, after and");
        }
        return new CmsSealer(
                List.copyOf(all),
                signer == null ? other.signer : signer,
                postQuantumOnly || other.postQuantumOnly,
                random);
    }

    private static void requireFewPassphrases(List<Recipient> recipients) {
        long passphrases = recipients.stream()
                .filter(Recipient.OfPassphrase.class::isInstance)
                .count();
        if (passphrases > Envelope.MAX_PASSPHRASES) {
            throw new IllegalArgumentException(
                    "there are " + passphrases + " passphrases but at most " + Envelope.MAX_PASSPHRASES
                            + " are allowed, since an opener must try them all; give some an AES key");
        }
    }

    /**
     * The same sealer that also signs what it seals. The signature is inside the encryption, so only who can open the
     * message sees who signed it. {@link CmsOpener#trusting(PublicKey)} requires it.
     */
    public CmsSealer signedBy(SigningKey newSigner) {
        return new CmsSealer(recipients, Objects.requireNonNull(newSigner, "signer"), postQuantumOnly, random);
    }

    /**
     * The same sealer that also signs, as {@link SigningKey#of(PrivateKey)} does.
     *
     * @throws SealException with {@code KEY_UNUSABLE} as there
     */
    public CmsSealer signedBy(PrivateKey privateKey) {
        return signedBy(SigningKey.of(privateKey));
    }

    /**
     * The same sealer that also signs, as {@link SigningKey#of(PrivateKey, PublicKey)} does.
     *
     * @throws SealException with {@code KEY_UNUSABLE} as there
     */
    public CmsSealer signedBy(PrivateKey privateKey, PublicKey publicKey) {
        return signedBy(SigningKey.of(privateKey, publicKey));
    }

    /**
     * The same sealer that also signs, as {@link SigningKey#of(PrivateKey, X509Certificate)} does.
     *
     * @throws SealException with {@code KEY_UNUSABLE} as there
     */
    public CmsSealer signedBy(PrivateKey privateKey, X509Certificate certificate) {
        return signedBy(SigningKey.of(privateKey, certificate));
    }

    /**
     * The same sealer that refuses recipients whom a quantum computer would break. Anybody who can open a message can read
     * all of it, so an ML-KEM recipient beside an RSA recipient adds nothing; AES-256 keys and passphrases may stay. It says
     * nothing about the signer.
     *
     * @throws IllegalArgumentException if there is such a recipient
     */
    public CmsSealer postQuantumOnly() {
        return new CmsSealer(recipients, signer, true, random);
    }

    /**
     * The same sealer with another source of randomness for content keys, nonces, salts, padding and signatures; the
     * default is {@code new SecureRandom()}.
     *
     * @param random safe for concurrent callers; a predictable one breaks the encryption
     */
    public CmsSealer random(SecureRandom random) {
        return new CmsSealer(recipients, signer, postQuantumOnly, Objects.requireNonNull(random, "random"));
    }

    /**
     * The bytes, sealed for every recipient with a key and a nonce of their own.
     *
     * <p>Cost: one pass of AES-GCM and, when it signs, one of SHA-2; one RSA public-key operation, encapsulation or key wrap
     * per recipient (a millisecond or less; a passphrase about a third of a second); no large allocation but the result,
     * which is about 100 bytes longer than the content, and by 350 to 610 for each RSA recipient, 75 for AES, 155 for a
     * passphrase, 1,230 for ML-KEM, 310 (ECDSA P-256) to 3,600 (ML-DSA) for a signature.
     *
     * @param plain the content, possibly empty; it must not change meanwhile
     * @throws SealException with {@code KEY_UNUSABLE} if a key cannot be used, {@code LIMIT_EXCEEDED} if the result
     *     would not fit into an array or the recipients not into 1 MiB
     * @throws IllegalArgumentException if the content is a CMS {@code SignedData} itself, which an opener would take for
     *     this sealer's signature
     */
    @Override
    public byte[] seal(byte[] plain) {
        Objects.requireNonNull(plain, "plain");
        if (signer == null && SignedContent.isSigned(plain)) {
            throw new IllegalArgumentException("the content is a CMS SignedData, which an opener would take for a"
                    + " signature of this sealer's; seal what is inside, with signedBy(key)");
        }
        byte[] contentKey = new byte[AesGcm.KEY_BYTES];
        byte[] nonce = new byte[AesGcm.NONCE_BYTES];
        try {
            EnvelopeWriter.Content content =
                    signer == null ? EnvelopeWriter.Content.of(plain) : SignedWriter.write(plain, signer, random);
            random.nextBytes(contentKey);
            random.nextBytes(nonce);
            List<byte[]> wrapped = new ArrayList<>(recipients.size());
            for (Recipient recipient : recipients) {
                wrapped.add(wrap(recipient, contentKey));
            }
            return EnvelopeWriter.write(wrapped, contentKey, nonce, content);
        } catch (GeneralSecurityException | IOException e) {
            throw Refusal.unusable(
                    "the platform cannot encrypt by AES-256-GCM; its security providers must have that", e);
        } finally {
            Arrays.fill(contentKey, (byte) 0);
        }
    }

    /** A content key as a message holds it for a recipient, in DER. */
    byte[] wrap(Recipient recipient, byte[] contentKey) {
        try {
            return recipient.wrap(contentKey, random).getEncoded(ASN1Encoding.DER);
        } catch (SealException | IllegalStateException e) {
            throw e;
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw Refusal.unusable("cannot seal to the " + recipient + ": no security provider can use that key", e);
        }
    }

    /** The same sealer without its signer. */
    CmsSealer unsigned() {
        return new CmsSealer(recipients, null, postQuantumOnly, random);
    }

    boolean isPostQuantumOnly() {
        return postQuantumOnly;
    }

    List<Recipient> recipients() {
        return recipients;
    }

    /**
     * Forgets the passphrases that it holds; this sealer, those made of it and those that it was made of seal no more with
     * them. Keys are their owner's and stay as they are.
     */
    @Override
    public void destroy() {
        recipients.forEach(Recipient::destroy);
    }

    /** Whether it holds passphrases, and has forgotten one. */
    @Override
    public boolean isDestroyed() {
        return recipients.stream().anyMatch(Recipient::isDestroyed);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CmsSealer that
                && recipients.size() == that.recipients.size()
                && recipients.containsAll(that.recipients)
                && Objects.equals(signer, that.signer)
                && postQuantumOnly == that.postQuantumOnly;
    }

    @Override
    public int hashCode() {
        return recipients.stream().mapToInt(Recipient::hashCode).sum() + Objects.hashCode(signer);
    }

    /** For example {@code CmsSealer[RSA-3072 key 8f14e45f, AES-256 key "backup-2026", signed by ECDSA P-256 key 1b6453a7]}. */
    @Override
    public String toString() {
        return recipients.stream().map(Recipient::toString).collect(Collectors.joining(", ", "CmsSealer[", ""))
                + (signer == null ? "]" : ", signed by " + signer + "]");
    }
}
