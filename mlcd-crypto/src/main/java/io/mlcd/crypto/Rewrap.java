package io.mlcd.crypto;

import io.mlcd.api.Rewrapper;
import io.mlcd.api.SealException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
    /** Who is to be able to open, besides those who are (unless there are to be no others). */
    private final @Nullable CmsSealer wanted;

    private final boolean noOthers;
    private final List<CmsSealer> removed;

    private Rewrap(CmsOpener opener, @Nullable CmsSealer wanted, boolean noOthers, List<CmsSealer> removed) {
        this.opener = opener;
        this.wanted = wanted;
        this.noOthers = noOthers;
        this.removed = removed;
    }

    /**
     * One that changes nothing yet.
     *
     * @param opener opens the messages, and verifies them first, the signature too if it requires one
     */
    public static Rewrap with(CmsOpener opener) {
        return new Rewrap(Objects.requireNonNull(opener, "opener"), null, false, List.of());
    }

    /**
     * With the recipients of a sealer and no others: the way to take access away, since it leaves nobody in who goes by
     * another name. It takes the place of what {@link #add} and {@link #remove} said before.
     *
     * @param sealer its signer plays no part: what is signed stays signed by whoever signed it
     */
    public Rewrap to(CmsSealer sealer) {
        return new Rewrap(opener, sealer.unsigned(), true, List.of());
    }

    /**
     * With the recipients of a sealer besides those that a message has, or that {@link #to} said.
     *
     * @throws IllegalArgumentException as {@link CmsSealer#and}, if it cannot go together with what was added before
     */
    public Rewrap add(CmsSealer sealer) {
        CmsSealer more = sealer.unsigned();
        return new Rewrap(opener, wanted == null ? more : wanted.and(more), noOthers, removed);
    }

    /**
     * Without the recipients of a sealer: those that messages name as it does (an RSA or ML-KEM key by its identifier, a
     * certificate by all its names, an AES key by its id, a passphrase by trying it). One that is not in a message is passed
     * over, so a recipient who goes by another name stays: {@link #recipients} shows who is in, and {@link #to} leaves
     * nobody else in.
     */
    public Rewrap remove(CmsSealer sealer) {
        List<CmsSealer> all = new ArrayList<>(removed);
        all.add(Objects.requireNonNull(sealer, "sealer"));
        return new Rewrap(opener, wanted, noOthers, List.copyOf(all));
    }

    /**
     * The message for its new recipients. If nothing is to be changed, the bytes as they were.
     *
     * <p>Nobody vouches for the list of recipients of a message, only for its content. So a recipient who is asked for and
     * seems to be there keeps the wrapped key only if it is seen to open the message, by the sealer's key (AES, passphrase) or
     * by one of the opener's (RSA, ML-KEM); otherwise it is wrapped anew, each time. Those who are not mentioned stay as they
     * are.
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
        List<Envelope.Entry> kept = new ArrayList<>();
        for (Envelope.Entry present : envelope.recipients()) {
            if (!noOthers && !isRemoved(present, contentKey)) {
                kept.add(present);
            }
        }
        Map<ByteBuffer, byte[]> recipients = new LinkedHashMap<>();
        if (wanted != null) {
            for (Recipient recipient : wanted.recipients()) {
                List<Envelope.Entry> present = named(recipient, noOthers ? envelope.recipients() : kept, contentKey);
                kept.removeAll(present);
                byte[] der = wrapped(wanted, recipient, present, contentKey);
                recipients.put(ByteBuffer.wrap(der), der);
            }
        }
        kept.forEach(entry -> recipients.put(ByteBuffer.wrap(entry.der()), entry.der()));
        require(recipients.values());
        return List.copyOf(recipients.values());
    }

    private void require(Collection<byte[]> recipients) {
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException(
                    "nobody would be left who can open the message; let at least one recipient stay, or add one");
        }
        if (recipients.size() > Envelope.MAX_RECIPIENTS) {
            throw Refusal.overLimit("the message would have " + recipients.size() + " recipients, and "
                    + Envelope.MAX_RECIPIENTS + " are allowed; let some share a key");
        }
        boolean postQuantumOnly = wanted != null && wanted.isPostQuantumOnly();
        if (postQuantumOnly
                && recipients.stream().anyMatch(der -> Envelope.Entry.of(der).isClassical())) {
            throw new IllegalArgumentException(
                    "a sealer that is added is postQuantumOnly, but the message has a recipient"
                            + " whom a quantum computer would break; use to(sealer), which leaves nobody else in");
        }
    }

    private boolean isRemoved(Envelope.Entry present, byte[] contentKey) {
        WrappedKey key = present.key();
        return key != null
                && removed.stream()
                        .flatMap(sealer -> sealer.recipients().stream())
                        .anyMatch(recipient -> recipient.isNamedBy(key, contentKey));
    }

    private static List<Envelope.Entry> named(Recipient recipient, List<Envelope.Entry> entries, byte[] contentKey) {
        List<Envelope.Entry> named = new ArrayList<>();
        for (Envelope.Entry entry : entries) {
            if (entry.key() != null && recipient.isNamedBy(entry.key(), contentKey)) {
                named.add(entry);
            }
        }
        return named;
    }

    /**
     * The content key for a recipient: as it is in the message, if it is seen to be right, otherwise wrapped anew.
     *
     * @param named the entries in the recipient's name
     */
    private byte[] wrapped(CmsSealer sealer, Recipient recipient, List<Envelope.Entry> named, byte[] contentKey) {
        for (Envelope.Entry entry : named) {
            WrappedKey key = entry.key();
            if (key != null && recipient.isServedBy(key, contentKey, opener)) {
                return entry.der();
            }
            if (!noOthers && recipient instanceof Recipient.Aes) {
                throw new IllegalArgumentException("the message is sealed to another key that is called " + recipient
                        + "; give the new one a name of its own, or remove the old one too");
            }
        }
        return sealer.wrap(recipient, contentKey);
    }

    private static boolean isSame(List<byte[]> recipients, Envelope envelope) {
        List<Envelope.Entry> present = envelope.recipients();
        Set<ByteBuffer> before = new HashSet<>();
        present.forEach(entry -> before.add(ByteBuffer.wrap(entry.der())));
        Set<ByteBuffer> after = new HashSet<>();
        recipients.forEach(der -> after.add(ByteBuffer.wrap(der)));
        return recipients.size() == present.size() && before.equals(after);
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
        if (wanted != null) {
            text.append(noOthers ? " to " : " add ").append(wanted);
        }
        removed.forEach(sealer -> text.append(" remove ").append(sealer));
        return text.append(']').toString();
    }
}
