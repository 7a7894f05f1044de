package io.mlcd.crypto;

import io.mlcd.api.SealException;
import io.mlcd.api.Sealer;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.jspecify.annotations.Nullable;

/**
 * A sealer for one or more recipients, any of whom can open what it seals: CMS AuthEnvelopedData with AES-256-GCM.
 * {@link RsaSealer} and {@link AesSealer} make it.
 *
 * <pre>{@code
 * Sealer sealer = RsaSealer.to(serving).and(RsaSealer.to(audit)).and(AesSealer.with("backup-2026", backupKey));
 * }</pre>
 *
 * <p>Encrypting to a public key authenticates nobody: whoever has the public key can seal.
 *
 * <p>An immutable value, equal if the recipients are, in any order. Safe for concurrent callers. Its text form names
 * the recipients and holds no secret.
 */
public final class CmsSealer implements Sealer {
    private final List<Recipient> recipients;
    private final SecureRandom random;

    CmsSealer(Recipient recipient) {
        this(List.of(recipient), new SecureRandom());
    }

    private CmsSealer(List<Recipient> recipients, SecureRandom random) {
        this.recipients = recipients;
        this.random = random;
    }

    /**
     * A sealer to the recipients of both; one who is in both counts once. The source of randomness is this sealer's.
     *
     * @throws IllegalArgumentException if one name would stand for two keys, or there are more than 1,000 recipients
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
        return new CmsSealer(List.copyOf(all), random);
    }

    /**
     * The same sealer with another source of randomness for content keys, nonces and RSA padding; the default is
     * {@code new SecureRandom()}.
     *
     * @param random safe for concurrent callers; a predictable one breaks the encryption
     */
    public CmsSealer random(SecureRandom random) {
        return new CmsSealer(recipients, Objects.requireNonNull(random, "random"));
    }

    /**
     * The bytes, sealed for every recipient with a key and a nonce of their own.
     *
     * <p>Cost: one pass of AES-GCM, one RSA public-key operation or key wrap per recipient (well below a millisecond),
     * and no large allocation but the result, which is about 150 bytes longer than the content, and by 300 to 700 for
     * each RSA recipient, 70 for each AES recipient.
     *
     * @param plain the content, possibly empty; it must not change meanwhile
     * @throws SealException with {@code KEY_UNUSABLE} if a key cannot be used, {@code LIMIT_EXCEEDED} if the result
     *     would not fit into an array or the recipients not into 1 MiB
     */
    @Override
    public byte[] seal(byte[] plain) {
        Objects.requireNonNull(plain, "plain");
        byte[] contentKey = new byte[AesGcm.KEY_BYTES];
        byte[] nonce = new byte[AesGcm.NONCE_BYTES];
        try {
            random.nextBytes(contentKey);
            random.nextBytes(nonce);
            List<RecipientInfo> wrapped = new ArrayList<>(recipients.size());
            for (Recipient recipient : recipients) {
                wrapped.add(wrap(recipient, contentKey));
            }
            return EnvelopeWriter.write(wrapped, contentKey, nonce, plain);
        } catch (GeneralSecurityException | IOException e) {
            throw Refusal.unusable(
                    "the platform cannot encrypt by AES-256-GCM; its security providers must have that", e);
        } finally {
            Arrays.fill(contentKey, (byte) 0);
        }
    }

    private RecipientInfo wrap(Recipient recipient, byte[] contentKey) {
        try {
            return recipient.wrap(contentKey, random);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw Refusal.unusable("cannot seal to the " + recipient + ": no security provider can use that key", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CmsSealer that
                && recipients.size() == that.recipients.size()
                && recipients.containsAll(that.recipients);
    }

    @Override
    public int hashCode() {
        return recipients.stream().mapToInt(Recipient::hashCode).sum();
    }

    /** For example {@code CmsSealer[RSA-3072 key 8f14e45f, AES-256 key "backup-2026"]}. */
    @Override
    public String toString() {
        return recipients.stream().map(Recipient::toString).collect(Collectors.joining(", ", "CmsSealer[", "]"));
    }
}
