package io.mlcd.crypto;

import static io.mlcd.crypto.Refusals.refusal;
import static io.mlcd.crypto.TestKeys.ALICE;
import static io.mlcd.crypto.TestKeys.BOB;
import static io.mlcd.crypto.TestKeys.CERTIFICATE;
import static io.mlcd.crypto.TestKeys.KEK;
import static io.mlcd.crypto.TestKeys.OTHER_KEK;
import static io.mlcd.crypto.TestKeys.P256;
import static io.mlcd.crypto.TestKeys.PLAIN_CERTIFICATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mlcd.api.SealException.Reason;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Encodable;
import org.junit.jupiter.api.Test;

/** Other recipients for the same encrypted content. */
class RewrapTest {
    private static final byte[] PLAIN = bytes(5000);
    private static final char[] PASSPHRASE = "correct-horse".toCharArray();

    private final CmsSealer alice = RsaSealer.to(ALICE.getPublic());
    private final CmsSealer bob = RsaSealer.to(BOB.getPublic());
    private final CmsSealer aes = AesSealer.with("kek-1", KEK);
    private final CmsOpener aliceOpens = RsaOpener.with(ALICE.getPrivate());
    private final CmsOpener bobOpens = RsaOpener.with(BOB.getPrivate());
    private final CmsOpener aesOpens = AesOpener.with("kek-1", KEK);

    /** The bytes from the encrypted content's header to the end: all that is not recipients. */
    private static byte[] encrypted(byte[] sealed) {
        int length = PLAIN.length + 50;
        return Arrays.copyOfRange(sealed, sealed.length - length, sealed.length);
    }

    @Test
    void to_givesTheMessageToThemAndNobodyElse_andTheEncryptedContentIsTheSame() {
        byte[] sealed = alice.and(aes).signedBy(P256.getPrivate()).seal(PLAIN);
        byte[] rewrapped = Rewrap.with(aesOpens).to(bob).rewrap(sealed);
        assertThat(bobOpens.trusting(P256.getPublic()).open(rewrapped)).isEqualTo(PLAIN);
        assertThat(refusal(aliceOpens, rewrapped, "Alice").reason()).isEqualTo(Reason.NO_MATCHING_KEY);
        assertThat(refusal(aesOpens, rewrapped, "AES").reason()).isEqualTo(Reason.NO_MATCHING_KEY);
        assertThat(encrypted(rewrapped)).isEqualTo(encrypted(sealed));
        Messages.Parts before = Messages.parts(sealed);
        Messages.Parts after = Messages.parts(rewrapped);
        assertThat(after.content).isEqualTo(before.content);
        assertThat(after.tag).isEqualTo(before.tag);
        assertThat(after.algorithm).isEqualTo(before.algorithm);
        assertThat(Rewrap.recipients(rewrapped))
                .containsExactly(bob.recipients().get(0).toString());
    }

    @Test
    void add_andRemove_keepTheOthers_andTheirWrappedKeysAsTheyAre() {
        byte[] sealed = alice.and(aes).seal(PLAIN);
        Rewrap rewrap = Rewrap.with(aliceOpens.or(bobOpens)).add(bob).remove(aes);
        byte[] rewrapped = rewrap.rewrap(sealed);
        assertThat(aliceOpens.open(rewrapped)).isEqualTo(PLAIN);
        assertThat(bobOpens.open(rewrapped)).isEqualTo(PLAIN);
        assertThat(refusal(aesOpens, rewrapped, "AES").reason()).isEqualTo(Reason.NO_MATCHING_KEY);
        assertThat(wrappedKey(rewrapped, alice)).isEqualTo(wrappedKey(sealed, alice));
        // The way back gives the same people, and doing anything twice changes nothing.
        assertThat(rewrap.rewrap(rewrapped)).isEqualTo(rewrapped);
        byte[] back = Rewrap.with(bobOpens).add(aes).remove(bob).rewrap(rewrapped);
        assertThat(aesOpens.open(back)).isEqualTo(PLAIN);
        assertThat(Rewrap.recipients(back)).hasSameElementsAs(Rewrap.recipients(sealed));
    }

    private static byte[] wrappedKey(byte[] sealed, CmsSealer sealer) {
        for (Envelope.Entry entry : new Envelope(sealed).recipients()) {
            if (entry.key() != null && sealer.recipients().get(0).isNamedBy(entry.key(), new byte[32])) {
                return entry.der();
            }
        }
        throw new AssertionError("not sealed to " + sealer);
    }

    @Test
    void rewrap_recipientsOfEachKind() {
        KeyPair kem = Keys.newMlKemKeyPair();
        CmsSealer all = alice.and(aes).and(MlKemSealer.to(kem.getPublic())).and(PassphraseSealer.with(PASSPHRASE));
        CmsOpener kemOpens = MlKemOpener.with(kem.getPrivate(), kem.getPublic());
        byte[] sealed = bob.seal(PLAIN);
        byte[] more = Rewrap.with(bobOpens).to(all).rewrap(sealed);
        for (CmsOpener opener : new CmsOpener[] {aliceOpens, aesOpens, kemOpens, PassphraseOpener.with(PASSPHRASE)}) {
            assertThat(opener.open(more)).isEqualTo(PLAIN);
            assertThat(opener.open(Rewrap.with(opener).to(all).rewrap(more))).isEqualTo(PLAIN);
        }
        assertThat(Rewrap.with(aliceOpens.or(kemOpens)).to(all).rewrap(more)).isEqualTo(more);
        assertThat(Rewrap.recipients(more))
                .containsExactlyInAnyOrder(
                        alice.recipients().get(0).toString(),
                        "AES-256 key \"kek-1\"",
                        MlKemSealer.to(kem.getPublic()).recipients().get(0).toString(),
                        "passphrase");
        byte[] fewer = Rewrap.with(kemOpens)
                .remove(PassphraseSealer.with(PASSPHRASE))
                .remove(MlKemSealer.to(kem.getPublic()))
                .remove(alice)
                .rewrap(more);
        assertThat(Rewrap.recipients(fewer)).containsExactly("AES-256 key \"kek-1\"");
        assertThat(Rewrap.with(aesOpens)
                        .remove(PassphraseSealer.with("another one".toCharArray()))
                        .rewrap(more))
                .isEqualTo(more);
    }

    @Test
    void remove_aCertificate_findsItByAllItsNames() {
        for (CmsSealer named : new CmsSealer[] {RsaSealer.to(PLAIN_CERTIFICATE), RsaSealer.to(ALICE.getPublic())}) {
            byte[] sealed = named.and(aes).seal(PLAIN);
            byte[] rewrapped = Rewrap.with(aesOpens)
                    .remove(RsaSealer.to(PLAIN_CERTIFICATE))
                    .rewrap(sealed);
            assertThat(Rewrap.recipients(rewrapped)).containsExactly("AES-256 key \"kek-1\"");
        }
        // A bare key does not know its certificates: the recipient stays, and the list says so.
        byte[] sealed = RsaSealer.to(PLAIN_CERTIFICATE).and(aes).seal(PLAIN);
        assertThat(Rewrap.recipients(Rewrap.with(aesOpens).remove(alice).rewrap(sealed)))
                .hasSize(2);
        assertThat(Rewrap.recipients(Rewrap.with(aesOpens).to(aes).rewrap(sealed)))
                .hasSize(1);
    }

    @Test
    void rewrap_aMessageInPieces_keepsThem() throws Exception {
        byte[] streamed = RoundTripTest.streamed(PLAIN);
        CmsOpener opener = RsaOpener.with(ALICE.getPrivate(), PLAIN_CERTIFICATE);
        byte[] rewrapped = Rewrap.with(opener).to(bob).rewrap(streamed);
        assertThat(bobOpens.open(rewrapped)).isEqualTo(PLAIN);
        assertThat(indexOf(rewrapped, encryptedContentInfo(streamed))).isPositive();
        assertThat(Rewrap.with(bobOpens).add(aes).rewrap(rewrapped))
                .satisfies(again -> assertThat(aesOpens.open(again)).isEqualTo(PLAIN));
    }

    private static byte[] encryptedContentInfo(byte[] streamed) {
        int start = indexOf(streamed, new byte[] {
            0x30, (byte) 0x80, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x07, 0x01
        });
        return Arrays.copyOfRange(streamed, start, streamed.length - 6);
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int at = 0; at <= bytes.length - part.length; at++) {
            if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        return -1;
    }

    @Test
    void rewrap_byOneWhoIsNoRecipient_orAChangedMessage_isRefused() {
        byte[] sealed = alice.seal(PLAIN);
        assertThat(refusal(bytes -> Rewrap.with(bobOpens).to(bob).rewrap(bytes), sealed, "Bob")
                        .reason())
                .isEqualTo(Reason.NO_MATCHING_KEY);
        byte[] changed = sealed.clone();
        changed[changed.length - 100] ^= 1;
        assertThat(refusal(bytes -> Rewrap.with(aliceOpens).to(bob).rewrap(bytes), changed, "changed")
                        .reason())
                .isEqualTo(Reason.TAMPERED);
        Rewrap trusting = Rewrap.with(aliceOpens.trusting(P256.getPublic())).to(bob);
        assertThat(refusal(trusting::rewrap, sealed, "unsigned").reason()).isEqualTo(Reason.SIGNATURE_MISSING);
    }

    @Test
    void rewrap_toNobodyOrToTooMany_isRefused() {
        byte[] sealed = alice.seal(PLAIN);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rewrap.with(aliceOpens).remove(alice).rewrap(sealed))
                .withMessage(
                        "nobody would be left who can open the message; let at least one recipient stay, or add one");
        CmsSealer many = aes;
        for (int i = 2; i <= Envelope.MAX_RECIPIENTS; i++) {
            many = many.and(AesSealer.with("kek-" + i, KEK));
        }
        CmsSealer thousand = many;
        assertThat(Rewrap.recipients(Rewrap.with(aliceOpens).to(thousand).rewrap(sealed)))
                .hasSize(1000);
        assertThat(refusal(bytes -> Rewrap.with(aliceOpens).add(thousand).rewrap(bytes), sealed, "1,001")
                        .reason())
                .isEqualTo(Reason.LIMIT_EXCEEDED);
    }

    @Test
    void rewrap_anotherKeyOfTheSameName() {
        byte[] sealed = alice.and(aes).seal(PLAIN);
        CmsSealer renewed = AesSealer.with("kek-1", OTHER_KEK);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rewrap.with(aliceOpens).add(renewed).rewrap(sealed))
                .withMessage(
                        "the message is sealed to another key that is called AES-256 key \"kek-1\"; give the new one a"
                                + " name of its own, or remove the old one too");
        byte[] replaced = Rewrap.with(aliceOpens).remove(aes).add(renewed).rewrap(sealed);
        assertThat(AesOpener.with("kek-1", OTHER_KEK).open(replaced)).isEqualTo(PLAIN);
        assertThat(refusal(aesOpens, replaced, "the old key").reason()).isEqualTo(Reason.NO_MATCHING_KEY);
        byte[] only = Rewrap.with(aliceOpens).to(renewed).rewrap(sealed);
        assertThat(AesOpener.with("kek-1", OTHER_KEK).open(only)).isEqualTo(PLAIN);
    }

    @Test
    void rewrap_postQuantumOnly_beside_anRsaRecipient_isRefused() {
        KeyPair kem = Keys.newMlKemKeyPair();
        CmsSealer only = MlKemSealer.to(kem.getPublic()).postQuantumOnly();
        byte[] sealed = alice.seal(PLAIN);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rewrap.with(aliceOpens).add(only).rewrap(sealed))
                .withMessageContaining("use to(sealer), which leaves nobody else in");
        byte[] rewrapped = Rewrap.with(aliceOpens).to(only).rewrap(sealed);
        assertThat(MlKemOpener.with(kem.getPrivate(), kem.getPublic())
                        .postQuantumOnly()
                        .open(rewrapped))
                .isEqualTo(PLAIN);
    }

    /** AES key wrap is deterministic, so a message can hold one recipient twice, byte for byte. */
    @Test
    void rewrap_aMessageWithOneRecipientTwice_stillGivesItToAllWhoAreAskedFor() throws Exception {
        byte[] sealed = aes.seal(PLAIN);
        Messages.Parts parts = Messages.parts(sealed);
        ASN1Encodable recipient = parts.recipients.getObjectAt(0);
        byte[] twice = parts.recipients(recipient, recipient).join();
        assertThat(aesOpens.open(twice)).isEqualTo(PLAIN);
        byte[] rewrapped = Rewrap.with(aesOpens).to(aes.and(bob)).rewrap(twice);
        assertThat(bobOpens.open(rewrapped)).isEqualTo(PLAIN);
        assertThat(Rewrap.recipients(rewrapped)).hasSize(2);
        assertThat(Rewrap.recipients(Rewrap.with(aesOpens).to(aes).add(aes).rewrap(twice)))
                .hasSize(1);
    }

    /** Nobody vouches for who is in the list of recipients: an entry in Bob's name may open nothing. */
    @Test
    void rewrap_anEntryThatOnlySeemsToBeThere_isWrappedAnew() throws Exception {
        Messages.Parts parts = Messages.parts(alice.seal(PLAIN));
        ASN1Encodable bogus = Messages.parts(bob.seal(PLAIN)).recipients.getObjectAt(0);
        byte[] spliced =
                parts.recipients(parts.recipients.getObjectAt(0), bogus).join();
        assertThat(refusal(bobOpens, spliced, "Bob").reason()).isEqualTo(Reason.TAMPERED);
        assertThat(bobOpens.open(Rewrap.with(aliceOpens).to(bob).rewrap(spliced)))
                .isEqualTo(PLAIN);
        byte[] added = Rewrap.with(aliceOpens).add(bob).rewrap(spliced);
        assertThat(bobOpens.open(added)).isEqualTo(PLAIN);
        assertThat(aliceOpens.open(added)).isEqualTo(PLAIN);
        assertThat(Rewrap.recipients(added)).hasSize(2);
    }

    @Test
    void add_whatContradictsItself_isRefused() {
        Rewrap one = Rewrap.with(aliceOpens).add(aes);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> one.add(AesSealer.with("kek-1", OTHER_KEK)))
                .withMessageContaining("two different keys are both called AES-256 key \"kek-1\"");
        KeyPair kem = Keys.newMlKemKeyPair();
        Rewrap only = Rewrap.with(aliceOpens).to(MlKemSealer.to(kem.getPublic()).postQuantumOnly());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> only.add(bob))
                .withMessageContaining("postQuantumOnly refuses the RSA-3072 key");
    }

    @Test
    void toString_tellsAll() {
        assertThat(Rewrap.with(aesOpens)
                        .to(aes)
                        .add(RsaSealer.to(CERTIFICATE))
                        .remove(alice)
                        .toString())
                .matches(
                        "Rewrap\\[with CmsOpener\\[AES-256 key \"kek-1\"] to CmsSealer\\[AES-256 key \"kek-1\", RSA-3072 key"
                                + " [0-9a-f]{8}] remove CmsSealer\\[RSA-2048 key [0-9a-f]{8}]]");
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
