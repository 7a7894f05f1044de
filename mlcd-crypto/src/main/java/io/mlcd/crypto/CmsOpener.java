package io.mlcd.crypto;

import io.mlcd.api.Opener;
import io.mlcd.api.SealException;
import io.mlcd.api.SealException.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An opener with one or more keys, any of which may open a message: CMS AuthEnvelopedData with AES-256-GCM.
 * {@link RsaOpener} and {@link AesOpener} make it.
 *
 * <pre>{@code
 * Opener opener = RsaOpener.with(current).or(RsaOpener.with(previous));
 * }</pre>
 *
 * <p>What opens is unchanged since it was sealed. With an RSA key that says nothing about who sealed it: whoever has
 * the public key can.
 *
 * <p>An immutable value, equal if the keys are, in any order. Safe for concurrent callers. Its text form names the keys
 * and holds no secret. It keeps the key objects it was given: one that is destroyed opens no more.
 */
public final class CmsOpener implements Opener {
    private final List<RecipientKey> keys;

    CmsOpener(RecipientKey key) {
        this(List.of(key));
    }

    private CmsOpener(List<RecipientKey> keys) {
        this.keys = keys;
    }

    /**
     * An opener with the keys of both; they are tried in order, this opener's first.
     *
     * @throws IllegalArgumentException if one AES key id would stand for two keys
     */
    public CmsOpener or(CmsOpener other) {
        List<RecipientKey> all = new ArrayList<>(keys);
        for (RecipientKey added : other.keys) {
            for (RecipientKey present : keys) {
                if (added.contradicts(present)) {
                    throw new IllegalArgumentException("two different keys are both called " + added
                            + ", so that a message could not tell them apart; give each a name of its own");
                }
            }
            if (!keys.contains(added)) {
                all.add(added);
            }
        }
        return new CmsOpener(List.copyOf(all));
    }

    /**
     * The content, after all of it was verified.
     *
     * <p>Everything that needs no key is checked first: the kind of message, its algorithms, sizes and limits. Then
     * each key whose name the message mentions is used once at most, until one unwraps the content key.
     *
     * <p>Cost: one private-key operation (1 to 5 ms for RSA of 2048 to 4096 bits), and about a second for 1 GB. It
     * allocates the result; nothing else grows with the content where the platform's AES-GCM streams (OpenJDK), and one
     * copy of the ciphertext where it does not (Android).
     *
     * @param sealed one message and nothing behind it; it must not change meanwhile
     * @throws SealException with {@code NOT_SEALED} or {@code TRUNCATED} if it is not a complete message,
     *     {@code WEAK_OR_UNSUPPORTED_ALGORITHM} or {@code LIMIT_EXCEEDED} if it is refused before a key was used,
     *     {@code NO_MATCHING_KEY} if no key opens it (also if it was sealed to a key of the same name, or the wrapped
     *     key was changed), {@code TAMPERED} if anything else was changed, {@code KEY_UNUSABLE} if no security provider
     *     can use a key
     */
    @Override
    public byte[] open(byte[] sealed) {
        Objects.requireNonNull(sealed, "sealed");
        Envelope envelope = new Envelope(sealed);
        for (RecipientKey key : keys) {
            byte[] contentKey = key.unwrap(envelope.keys());
            if (contentKey != null) {
                try {
                    return envelope.decrypt(contentKey);
                } finally {
                    Arrays.fill(contentKey, (byte) 0);
                }
            }
        }
        throw new SealException(
                Reason.NO_MATCHING_KEY,
                "the message opens with none of the keys given (" + describeKeys()
                        + "): it was sealed to others, or its wrapped key was changed; have it sealed to one of these."
                        + " If it was sealed to a certificate, use RsaOpener.with(privateKey, certificate)");
    }

    private String describeKeys() {
        return keys.stream().map(RecipientKey::toString).collect(Collectors.joining(", "));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CmsOpener that && keys.size() == that.keys.size() && keys.containsAll(that.keys);
    }

    @Override
    public int hashCode() {
        return keys.stream().mapToInt(RecipientKey::hashCode).sum();
    }

    /** For example {@code CmsOpener[RSA-3072 key 8f14e45f]}. */
    @Override
    public String toString() {
        return "CmsOpener[" + describeKeys() + "]";
    }
}
