package io.mlcd.crypto;

import io.mlcd.api.Opener;
import io.mlcd.api.SealException;
import io.mlcd.api.SealException.Reason;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.security.auth.Destroyable;
import org.jspecify.annotations.Nullable;

/**
 * An opener with one or more keys, any of which may open a message: CMS AuthEnvelopedData with AES-256-GCM.
 * {@link RsaOpener}, {@link AesOpener}, {@link PassphraseOpener} and {@link MlKemOpener} make it.
 *
 * <pre>{@code
 * Opener opener = RsaOpener.with(current).or(RsaOpener.with(previous)).trusting(publisher);
 * }</pre>
 *
 * <p>What opens is unchanged since it was sealed. <strong>With an RSA or ML-KEM key that says nothing about who sealed
 * it</strong>: whoever has the public key can. Only {@link #trusting(PublicKey) trusting} a publisher does: what opens then
 * was signed by that publisher, and bound to the place for which it was published if it comes from a registry.
 *
 * <p>An immutable value, equal if the keys are, in any order, and the trusted publishers. Safe for concurrent callers. Its
 * text form names the keys and holds no secret. It keeps the key objects it was given: one that is destroyed opens no more.
 */
public final class CmsOpener implements Opener, Destroyable {
    static {
        Envelope.load();
    }

    private final List<RecipientKey> keys;
    private final List<TrustedSigner> trusted;
    private final boolean postQuantumOnly;

    CmsOpener(RecipientKey key) {
        this(List.of(key), List.of(), false);
    }

    private CmsOpener(List<RecipientKey> keys, List<TrustedSigner> trusted, boolean postQuantumOnly) {
        this.keys = keys;
        this.trusted = trusted;
        this.postQuantumOnly = postQuantumOnly;
        if (postQuantumOnly) {
            requirePostQuantum();
        }
    }

    private void requirePostQuantum() {
        for (RecipientKey key : keys) {
            if (key.isClassical()) {
                throw new IllegalArgumentException("postQuantumOnly refuses the " + key
                        + ", which a quantum computer would break; open with ML-KEM-768 keys, AES keys and passphrases"
                        + " only");
            }
        }
    }

    /**
     * An opener with the keys of both; they are tried in order, this opener's first. It trusts the publishers whom either
     * trusts, and takes post-quantum messages only if either does.
     *
     * @throws IllegalArgumentException if one AES key id would stand for two keys, or both trust publishers and not the same
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
        if (!trusted.isEmpty() && !other.trusted.isEmpty() && !isSameTrust(other)) {
            throw new IllegalArgumentException("one opener trusts " + trusted + " and the other " + other.trusted
                    + "; call trusting after or, for all keys");
        }
        return new CmsOpener(
                List.copyOf(all),
                trusted.isEmpty() ? other.trusted : trusted,
                postQuantumOnly || other.postQuantumOnly);
    }

    /**
     * The same opener that requires a signature of this publisher, or of another one who is trusted already.
     *
     * @param publisher a key of RSA (3072 bits or more), of the curves P-256 and P-384, of Ed25519 or of ML-DSA-65
     * @throws SealException with {@code KEY_UNUSABLE} if it is weak or of another kind
     */
    public CmsOpener trusting(PublicKey publisher) {
        return trusting(TrustedSigner.of(publisher));
    }

    /**
     * The same opener that requires a signature of the key of this certificate, or of another one who is trusted already.
     * Neither dates nor issuer are checked, and certificates inside a message are never trusted: whom to trust is the
     * caller's decision.
     *
     * @throws SealException with {@code KEY_UNUSABLE} if its key is weak or of another kind
     */
    public CmsOpener trusting(X509Certificate publisher) {
        return trusting(TrustedSigner.of(publisher));
    }

    private CmsOpener trusting(TrustedSigner publisher) {
        List<TrustedSigner> all = new ArrayList<>(trusted);
        if (!all.contains(publisher)) {
            all.add(publisher);
        }
        return new CmsOpener(keys, List.copyOf(all), postQuantumOnly);
    }

    /**
     * The same opener that refuses messages which a quantum computer would open: those with an RSA recipient, or with one of
     * a kind that is not known here.
     *
     * @throws IllegalArgumentException if one of its own keys is an RSA key
     */
    public CmsOpener postQuantumOnly() {
        return new CmsOpener(keys, trusted, true);
    }

    /**
     * The content, after all of it was verified.
     *
     * <p>Everything that needs no key is checked first: the kind of message, its algorithms, sizes and limits. Then
     * each key whose name the message mentions is used once at most, until one unwraps the content key. Then the content is
     * decrypted, its tag verified, and the signature, if one is required: a signature that nobody required must be well
     * formed, and is taken off.
     *
     * <p>Cost: one private-key operation (1 to 5 ms for RSA of 2048 to 4096 bits; a passphrase a third of a second, or as
     * much as its sealer chose), and about a second for 1 GB. It allocates the result; nothing else grows with the content
     * where the platform's AES-GCM streams (OpenJDK), and one copy of the ciphertext where it does not (Android). A signed
     * message takes one copy of its content more.
     *
     * @param sealed one message and nothing behind it; it must not change meanwhile
     * @throws SealException with {@code NOT_SEALED}, {@code UNSUPPORTED_VERSION} or {@code TRUNCATED} if it is not a
     *     complete message, {@code WEAK_OR_UNSUPPORTED_ALGORITHM} or {@code LIMIT_EXCEEDED} if it is refused before a key was
     *     used, {@code NO_MATCHING_KEY} if no key opens it (also if it was sealed to a key of the same name or under another
     *     passphrase, or the wrapped key was changed), {@code TAMPERED} if anything else was changed,
     *     {@code SIGNATURE_MISSING}, {@code SIGNATURE_INVALID} or {@code UNTRUSTED_SIGNER} if a signature is required,
     *     {@code KEY_UNUSABLE} if no security provider can use a key
     */
    @Override
    public byte[] open(byte[] sealed) {
        Objects.requireNonNull(sealed, "sealed");
        Envelope envelope = new Envelope(sealed);
        byte[] contentKey = unwrap(envelope);
        try {
            return open(envelope, contentKey);
        } finally {
            Arrays.fill(contentKey, (byte) 0);
        }
    }

    /** The content key, to be zeroed by the caller. */
    byte[] unwrap(Envelope envelope) {
        if (postQuantumOnly && envelope.recipients().stream().anyMatch(Envelope.Entry::isClassical)) {
            throw Refusal.weak("has a recipient whom a quantum computer would break, and postQuantumOnly refuses that");
        }
        List<WrappedKey> wrapped = envelope.keys();
        for (RecipientKey key : keys) {
            byte[] contentKey = key.unwrap(wrapped);
            if (contentKey != null) {
                return contentKey;
            }
        }
        throw new SealException(
                Reason.NO_MATCHING_KEY,
                "the message opens with none of the keys given (" + describeKeys()
                        + "): it was sealed to others, or its wrapped key was changed; have it sealed to one of these."
                        + " If it was sealed to a certificate, use RsaOpener.with(privateKey, certificate)");
    }

    /** Whether one of the keys of RSA or ML-KEM gets this content key out of there. */
    boolean unwraps(WrappedKey wrapped, byte[] contentKey) {
        for (RecipientKey key : keys) {
            boolean fits = (wrapped instanceof WrappedKey.Rsa && key instanceof RecipientKey.Rsa)
                    || (wrapped instanceof WrappedKey.Kem && key instanceof RecipientKey.Kem);
            if (fits && Recipient.isSame(contentKey, key.unwrap(List.of(wrapped)))) {
                return true;
            }
        }
        return false;
    }

    /** The verified content. */
    byte[] open(Envelope envelope, byte[] contentKey) {
        byte[] plain = envelope.decrypt(contentKey);
        if (!SignedContent.isSigned(plain)) {
            if (!trusted.isEmpty()) {
                Arrays.fill(plain, (byte) 0);
                throw Refusal.signatureMissing();
            }
            return plain;
        }
        try {
            SignedContent signed = SignedContent.read(plain);
            return trusted.isEmpty() ? signed.content() : signed.contentSignedBy(trusted);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    private String describeKeys() {
        return keys.stream().map(RecipientKey::toString).collect(Collectors.joining(", "));
    }

    /**
     * Forgets the passphrases that it holds; this opener, those made of it and those that it was made of open no more with
     * them. Keys are their owner's and stay as they are.
     */
    @Override
    public void destroy() {
        keys.forEach(RecipientKey::destroy);
    }

    /** Whether it holds passphrases, and has forgotten one. */
    @Override
    public boolean isDestroyed() {
        return keys.stream().anyMatch(RecipientKey::isDestroyed);
    }

    private boolean isSameTrust(CmsOpener other) {
        return new HashSet<>(trusted).equals(new HashSet<>(other.trusted));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CmsOpener that
                && keys.size() == that.keys.size()
                && keys.containsAll(that.keys)
                && isSameTrust(that)
                && postQuantumOnly == that.postQuantumOnly;
    }

    @Override
    public int hashCode() {
        return keys.stream().mapToInt(RecipientKey::hashCode).sum()
                + trusted.stream().mapToInt(TrustedSigner::hashCode).sum();
    }

    /** For example {@code CmsOpener[RSA-3072 key 8f14e45f, trusting ECDSA P-256 key 1b6453a7]}. */
    @Override
    public String toString() {
        return "CmsOpener[" + describeKeys()
                + (trusted.isEmpty()
                        ? "]"
                        : trusted.stream()
                                .map(TrustedSigner::toString)
                                .collect(Collectors.joining(", ", ", trusting ", "]")));
    }
}
