package io.mlcd.crypto;

import io.mlcd.api.Rewrapper;
import io.mlcd.api.SealException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gives a sealed message to other recipients: the key of its content is wrapped anew, the encrypted content and what is
 * signed inside it stay as they are, to the last bit.
 *
 * <pre>{@code
 * byte[] message = Rewrap.with(opener).to(RsaSealer.to(newKey)).rewrap(sealed);    // this recipient and no other
 * registry.rewrap(Rewrap.with(opener).add(RsaSealer.to(audit)));                   // one more, of all versions
 * }</pre>
 *
 * <p><strong>It takes access away for the future only.</strong> Who was a recipient, and kept the old message, its content or
 * its content key, can read the content for ever. If that must not be, train or publish a new model.
 *
 * <p>An immutable value. Safe for concurrent callers. Its text form shows no secret.
 */
public final class Rewrap implements Rewrapper {
    private final CmsOpener opener;
    private final @Nullable CmsSealer only;
    private final List<CmsSealer> added;
    private final List<CmsSealer> removed;

    private Rewrap(CmsOpener opener, @Nullable CmsSealer only, List<CmsSealer> added, List<CmsSealer> removed) {
        this.opener = opener;
        this.only = only;
        this.added = added;
        this.removed = removed;
    }

    /**
     * One that changes nothing yet.
     *
     * @param opener opens the messages, and verifies them first, the signature too if it requires one
     */
    public static Rewrap with(CmsOpener opener) {
        return new Rewrap(Objects.requireNonNull(opener, "opener"), null, List.of(), List.of());
    }

    /**
     * With the recipients of a sealer and no others: the way to take access away, since it leaves nobody in who goes by
     * another name. It takes the place of what {@link #add} and {@link #remove} said.
     *
     * @param sealer its signer plays no part: what is signed stays signed by whoever signed it
     */
    public Rewrap to(CmsSealer sealer) {
        return new Rewrap(opener, Objects.requireNonNull(sealer, "sealer"), List.of(), List.of());
    }

    /** With the recipients of a sealer besides those that a message has. */
    public Rewrap add(CmsSealer sealer) {
        return new Rewrap(opener, only, plus(added, sealer), removed);
    }

    /**
     * Without the recipients of a sealer: those that messages name as it does (an RSA or ML-KEM key by its identifier, a
     * certificate by all its names, an AES key by its id, a passphrase by trying it). One that is not in a message is passed
     * over, so a recipient who goes by another name stays: {@link #recipients} shows who is in, and {@link #to} leaves
     * nobody else in.
     */
    public Rewrap remove(CmsSealer sealer) {
        return new Rewrap(opener, only, added, plus(removed, sealer));
    }

    private static List<CmsSealer> plus(List<CmsSealer> sealers, CmsSealer sealer) {
        List<CmsSealer> all = new ArrayList<>(sealers);
        all.add(Objects.requireNonNull(sealer, "sealer"));
        return List.copyOf(all);
    }

    /**
     * The message for its new recipients; those who stay keep their wrapped key as it is. If nothing is to be changed, the
     * bytes as they were.
     *
     * <p>Cost: as {@link CmsOpener#open}, and for the new recipients as {@link CmsSealer#seal}.
     *
     * @throws SealException as {@link CmsOpener#open}, and with {@code LIMIT_EXCEEDED} if there would be too many recipients
     * @throws IllegalArgumentException if nobody would be left, or one AES key id would stand for two keys
     */
    @Override
    public byte[] rewrap(byte[] sealed) {
        Objects.requireNonNull(sealed, "sealed");
        Envelope envelope = new Envelope(sealed);
        byte[] contentKey = opener.unwrap(envelope);
        try {
            Arrays.fill(opener.open(envelope, contentKey), (byte) 0);
            List<byte[]> recipients = recipients(envelope, contentKey);
            return isSame(recipients, envelope) ? sealed.clone() : envelope.withRecipients(recipients);
        } finally {
            Arrays.fill(contentKey, (byte) 0);
        }
    }

    private List<byte[]> recipients(Envelope envelope, byte[] contentKey) {
        List<byte[]> recipients = new ArrayList<>();
        if (only == null) {
            for (Envelope.Entry present : envelope.recipients()) {
                if (present.key() == null || !isRemoved(present.key(), contentKey)) {
                    recipients.add(present.der());
                }
            }
            for (CmsSealer sealer : added) {
                add(sealer, envelope, contentKey, recipients);
            }
        } else {
            add(only, envelope, contentKey, recipients);
            for (CmsSealer sealer : added) {
                add(sealer, envelope, contentKey, recipients);
            }
        }
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException(
                    "nobody would be left who can open the message; let at least one recipient stay, or add one");
        }
        requirePostQuantum(recipients);
        if (recipients.size() > Envelope.MAX_RECIPIENTS) {
            throw Refusal.overLimit("the message would have " + recipients.size() + " recipients, and "
                    + Envelope.MAX_RECIPIENTS + " are allowed; let some share a key");
        }
        return recipients;
    }

    private void requirePostQuantum(List<byte[]> recipients) {
        boolean wanted = added.stream().anyMatch(CmsSealer::isPostQuantumOnly);
        if (wanted && recipients.stream().anyMatch(der -> Envelope.Entry.of(der).isClassical())) {
            throw new IllegalArgumentException(
                    "a sealer that is added is postQuantumOnly, but the message has, or would"
                            + " have, a recipient whom a quantum computer would break; use to(sealer), which leaves nobody else in");
        }
    }

    private boolean isRemoved(WrappedKey present, byte[] contentKey) {
        return removed.stream()
                .flatMap(sealer -> sealer.recipients().stream())
                .anyMatch(recipient -> recipient.isNamedBy(present, contentKey));
    }

    /** Adds the recipients of a sealer; with the key as it is in the message, if it is there. */
    private static void add(CmsSealer sealer, Envelope envelope, byte[] contentKey, List<byte[]> recipients) {
        for (Recipient recipient : sealer.recipients()) {
            byte[] present = null;
            for (Envelope.Entry entry : envelope.recipients()) {
                if (present == null && entry.key() != null && recipient.isServedBy(entry.key(), contentKey)) {
                    present = entry.der();
                } else if (entry.key() instanceof WrappedKey.Aes other
                        && recipient.isNamedBy(other, contentKey)
                        && contains(recipients, entry.der())) {
                    throw new IllegalArgumentException("the message is sealed to another key that is called "
                            + recipient + "; give the new one a name of its own, or remove the old one too");
                }
            }
            if (present == null) {
                recipients.add(sealer.wrap(recipient, contentKey));
            } else if (!contains(recipients, present)) {
                recipients.add(present);
            }
        }
    }

    private static boolean contains(List<byte[]> recipients, byte[] der) {
        return recipients.stream().anyMatch(one -> Arrays.equals(one, der));
    }

    private static boolean isSame(List<byte[]> recipients, Envelope envelope) {
        List<Envelope.Entry> present = envelope.recipients();
        return recipients.size() == present.size()
                && present.stream().allMatch(entry -> contains(recipients, entry.der()));
    }

    /**
     * For people: to whom a message is sealed, for example {@code RSA-3072 key 8f14e45f}, {@code AES-256 key "backup"},
     * {@code passphrase}. Nobody vouches for it: it is read without a key.
     *
     * @throws SealException if the bytes are no message that can be read
     */
    public static List<String> recipients(byte[] sealed) {
        List<String> recipients = new ArrayList<>();
        for (Envelope.Entry entry : new Envelope(Objects.requireNonNull(sealed, "sealed")).recipients()) {
            WrappedKey key = entry.key();
            recipients.add(key == null ? "recipient of an unknown kind" : key.describe());
        }
        return List.copyOf(recipients);
    }

    /** For example {@code Rewrap[with CmsOpener[...] to CmsSealer[...]]}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Rewrap[with ").append(opener);
        if (only != null) {
            text.append(" to ").append(only);
        }
        added.forEach(sealer -> text.append(" add ").append(sealer));
        removed.forEach(sealer -> text.append(" remove ").append(sealer));
        return text.append(']').toString();
    }
}
