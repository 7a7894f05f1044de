package io.mlcd.crypto;

import static io.mlcd.crypto.Refusals.refusal;
import static io.mlcd.crypto.TestKeys.ALICE;
import static io.mlcd.crypto.TestKeys.BOB;
import static io.mlcd.crypto.TestKeys.KEK;
import static io.mlcd.crypto.TestKeys.OTHER_KEK;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mlcd.api.Opener;
import io.mlcd.api.SealException;
import io.mlcd.api.SealException.Reason;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import javax.crypto.Cipher;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.KEMRecipientInfo;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.OtherRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.junit.jupiter.api.Test;

/**
 * A wrong key or passphrase, an unknown name and a wrapped key that was changed cannot be told apart: not by the exception,
 * and not by what was done with the key.
 */
class SameRefusalTest {
    private static final byte[] CONTENT = Samples.artifact(1);
    private static final byte[] CONTENT_KEY = new byte[AesGcm.KEY_BYTES];

    private final SecureRandom random = new SecureRandom();

    /** What one sees of a refusal. */
    private record Seen(Class<?> type, Reason reason, String code, String message, boolean hasCause, int suppressed) {
        static Seen of(SealException e) {
            return new Seen(
                    e.getClass(),
                    e.reason(),
                    e.code(),
                    String.valueOf(e.getMessage()),
                    e.getCause() != null,
                    e.getSuppressed().length);
        }
    }

    @Test
    void open_aesKey_refusesAllAlikeWithOneUnwrapping() throws Exception {
        CountingKeys.SharedKey key = new CountingKeys.SharedKey(KEK);
        CmsOpener opener = AesOpener.with("kek-1", key);
        Map<String, Integer> uses = assertAlike(opener, key::uses, aesMessages());
        assertThat(uses.values()).as("uses of the key").containsOnly(1);
    }

    @Test
    void open_aesKeyBesideOthers_refusesAllAlikeWithOneUnwrapping() throws Exception {
        CountingKeys.SharedKey key = new CountingKeys.SharedKey(KEK);
        CmsOpener opener = AesOpener.with("kek-1", key)
                .or(RsaOpener.with(BOB.getPrivate()))
                .or(PassphraseOpener.with(Samples.PASSPHRASE));
        Map<String, Integer> uses = assertAlike(opener, key::uses, aesMessages());
        assertThat(uses.values()).as("uses of the key").containsOnly(1);
    }

    private Map<String, byte[]> aesMessages() throws Exception {
        Map<String, byte[]> messages = new LinkedHashMap<>();
        byte[] wrapped =
                new Recipient.Aes("kek-1", KEK).wrap(CONTENT_KEY, random).getEncoded(ASN1Encoding.DER);
        messages.put("wrong key", AesSealer.with("kek-1", OTHER_KEK).seal(CONTENT));
        messages.put("unknown id", AesSealer.with("kek-2", KEK).seal(CONTENT));
        messages.put("unknown id, longer", AesSealer.with("kek-1-and-more", KEK).seal(CONTENT));
        messages.put("bad wrap", sealed(changed(wrapped, wrapped.length - 1)));
        messages.put("bad wrap, first byte", sealed(changed(wrapped, wrapped.length - 40)));
        messages.put(
                "recipients of other kinds", RsaSealer.to(ALICE.getPublic()).seal(CONTENT));
        messages.put(
                "nobody",
                Messages.parts(AesSealer.with("kek-1", KEK).seal(CONTENT))
                        .recipients()
                        .join());
        return messages;
    }

    @Test
    void open_aesKeyInAService_refusesAllAlike() throws Exception {
        CountingKeys.Unwrapper service = new CountingKeys.Unwrapper(KEK);
        Map<String, Integer> calls = assertAlike(AesOpener.with("kek-1", service), service::calls, aesMessages());
        assertThat(calls).containsEntry("wrong key", 1).containsEntry("bad wrap", 1);
    }

    @Test
    void open_rsaKey_refusesAllAlike() throws Exception {
        TestKeys.Counting key = new TestKeys.Counting(ALICE);
        Map<String, Integer> uses = assertAlike(RsaOpener.with(key), key::uses, rsaMessages());
        assertThat(uses.get("wrong key")).isPositive();
        assertThat(uses.get("bad wrap")).isEqualTo(uses.get("wrong key"));
        assertThat(uses.get("bad wrap, all of it")).isEqualTo(uses.get("wrong key"));
        assertThat(uses.get("a key of 128 bits")).isEqualTo(uses.get("wrong key"));
    }

    @Test
    void open_rsaKey_usesItAsOftenForAnUnknownId() throws Exception {
        TestKeys.Counting key = new TestKeys.Counting(ALICE);
        Map<String, Integer> uses = assertAlike(RsaOpener.with(key), key::uses, rsaMessages());
        assertThat(uses.get("unknown id")).isEqualTo(uses.get("bad wrap"));
    }

    private Map<String, byte[]> rsaMessages() throws Exception {
        Map<String, byte[]> messages = new LinkedHashMap<>();
        byte[] wrapped =
                Recipient.Rsa.of(ALICE.getPublic()).wrap(CONTENT_KEY, random).getEncoded(ASN1Encoding.DER);
        KeyPair other = TestKeys.rsa(2048);
        KeyTransRecipientInfo forOther = KeyTransRecipientInfo.getInstance(
                Recipient.Rsa.of(other.getPublic()).wrap(CONTENT_KEY, random).getInfo());
        messages.put("wrong key", sealed(named(forOther.getEncryptedKey().getOctets())));
        messages.put("unknown id", RsaSealer.to(other.getPublic()).seal(CONTENT));
        messages.put("unknown id, longer key", RsaSealer.to(BOB.getPublic()).seal(CONTENT));
        messages.put("bad wrap", sealed(changed(wrapped, wrapped.length - 1)));
        messages.put("bad wrap, all of it", sealed(named(new byte[256])));
        Cipher oaep = Oaep.MGF1_SHA256.cipher(Cipher.ENCRYPT_MODE, ALICE.getPublic(), random);
        messages.put("a key of 128 bits", sealed(named(oaep.doFinal(new byte[16]))));
        messages.put("recipients of other kinds", AesSealer.with("kek-1", KEK).seal(CONTENT));
        messages.put(
                "nobody",
                Messages.parts(RsaSealer.to(ALICE.getPublic()).seal(CONTENT))
                        .recipients()
                        .join());
        return messages;
    }

    /** In Alice's name. */
    private static byte[] named(byte[] encrypted) throws Exception {
        KeyTransRecipientInfo good = KeyTransRecipientInfo.getInstance(Recipient.Rsa.of(ALICE.getPublic())
                .wrap(CONTENT_KEY, new SecureRandom())
                .getInfo());
        return new RecipientInfo(new KeyTransRecipientInfo(
                        good.getRecipientIdentifier(), good.getKeyEncryptionAlgorithm(), new DEROctetString(encrypted)))
                .getEncoded(ASN1Encoding.DER);
    }

    @Test
    void open_rsaKeyInAService_refusesAllAlike() throws Exception {
        CountingKeys.Unwrapper service = new CountingKeys.Unwrapper(ALICE.getPrivate());
        Map<String, Integer> calls =
                assertAlike(RsaOpener.with(service, ALICE.getPublic()), service::calls, rsaMessages());
        assertThat(calls)
                .containsEntry("wrong key", 1)
                .containsEntry("bad wrap", 1)
                .containsEntry("a key of 128 bits", 1);
    }

    @Test
    void open_mlKemKey_refusesAllAlike() throws Exception {
        KeyPair other = Keys.newMlKemKeyPair();
        byte[] good = MlKemSealer.to(Samples.KEM.getPublic()).seal(CONTENT);
        byte[] forOther = MlKemSealer.to(other.getPublic()).seal(CONTENT);
        byte[] der = new Envelope(good).recipients().get(0).der();
        KEMRecipientInfo info = kem(der);
        KEMRecipientInfo otherInfo =
                kem(new Envelope(forOther).recipients().get(0).der());
        byte[] named = new RecipientInfo(new OtherRecipientInfo(
                        CMSObjectIdentifiers.id_ori_kem,
                        new KEMRecipientInfo(
                                info.getRecipientIdentifier(),
                                otherInfo.getKem(),
                                otherInfo.getKemct(),
                                otherInfo.getKdf(),
                                new ASN1Integer(AesGcm.KEY_BYTES),
                                null,
                                otherInfo.getWrap(),
                                otherInfo.getEncryptedKey())))
                .getEncoded(ASN1Encoding.DER);
        Map<String, byte[]> messages = new LinkedHashMap<>();
        messages.put("wrong key", new Envelope(forOther).withRecipients(List.of(named)));
        messages.put("unknown id", forOther);
        messages.put("bad wrap", new Envelope(good).withRecipients(List.of(changed(der, der.length - 1))));
        messages.put(
                "bad encapsulation",
                new Envelope(good)
                        .withRecipients(List.of(changed(
                                der, Samples.indexOf(der, info.getKemct().getOctets())))));
        messages.put("recipients of other kinds", AesSealer.with("kek-1", KEK).seal(CONTENT));
        messages.put("nobody", Messages.parts(good).recipients().join());
        assertAlike(MlKemOpener.with(Samples.KEM.getPrivate(), Samples.KEM.getPublic()), () -> 0, messages);
    }

    private static KEMRecipientInfo kem(byte[] der) {
        OtherRecipientInfo other = OtherRecipientInfo.getInstance(ASN1TaggedObject.getInstance(der), false);
        return KEMRecipientInfo.getInstance(other.getValue());
    }

    @Test
    void open_passphrase_refusesAllAlikeAndDerivesForEachButThoseWithoutOne() throws Exception {
        for (KeyDerivation derivation : List.of(Samples.PBKDF2, Samples.ARGON2ID)) {
            byte[] der = Samples.recipient(derivation, CONTENT_KEY, random);
            byte[] good = sealed(der);
            Map<String, byte[]> messages = new LinkedHashMap<>();
            messages.put("bad wrap", sealed(changed(der, der.length - 1)));
            messages.put("bad wrap, first byte", sealed(changed(der, der.length - 48)));
            messages.put("wrong salt", sealed(changed(der, Samples.indexOf(der, "sixteen bytes".getBytes(UTF_8)))));
            CmsOpener right = PassphraseOpener.with(Samples.PASSPHRASE);
            CmsOpener wrong = PassphraseOpener.with("another-passphrase".toCharArray());
            assertThat(right.open(good)).isEqualTo(CONTENT);
            Seen wrongPassphrase = Seen.of(refusal(wrong, good, "a wrong passphrase"));
            assertThat(Seen.of(refusal(wrong, messages.get("bad wrap"), "both")))
                    .isEqualTo(wrongPassphrase);
            CmsOpener destroyed = PassphraseOpener.with(Samples.PASSPHRASE);
            destroyed.destroy();
            for (byte[] message : messages.values()) {
                assertThat(Seen.of(refusal(right, message, "a bad wrap"))).isEqualTo(wrongPassphrase);
                assertThatExceptionOfType(IllegalStateException.class)
                        .as("it is derived")
                        .isThrownBy(() -> destroyed.open(message));
            }
            byte[] toOthers = AesSealer.with("kek-1", KEK).seal(CONTENT);
            assertThat(Seen.of(refusal(right, toOthers, "recipients of other kinds")))
                    .isEqualTo(wrongPassphrase);
            assertThat(Seen.of(refusal(destroyed, toOthers, "nothing is derived")))
                    .isEqualTo(wrongPassphrase);
        }
    }

    /** RFC 3211 checks 24 bits, and its vector can be changed behind them; the content's tag then finds it. */
    @Test
    void open_eachFlippedBitOfAKeyWrappedForAPassphrase_isRefused() throws Exception {
        byte[] der = Samples.recipient(Samples.PBKDF2, CONTENT_KEY, random);
        byte[] good = sealed(der);
        WrappedKey.OfPassphrase wrapped =
                (WrappedKey.OfPassphrase) new Envelope(good).keys().get(0);
        int vector = Samples.indexOf(der, wrapped.wrap.iv());
        int encrypted = Samples.indexOf(der, wrapped.wrap.encrypted());
        Opener opener = Samples.all()
                .filter(sample -> sample.toString().equals("PBKDF2"))
                .findFirst()
                .orElseThrow()
                .fast();
        int told = 0;
        for (int bit = 0; bit < Byte.SIZE * 64; bit++) {
            int position = bit / Byte.SIZE < 16 ? vector + bit / Byte.SIZE : encrypted + bit / Byte.SIZE - 16;
            byte[] flipped = der.clone();
            flipped[position] ^= (byte) (1 << bit % Byte.SIZE);
            Reason reason = refusal(opener, sealed(flipped), "bit " + bit).reason();
            if (reason == Reason.TAMPERED) {
                assertThat(position).as("only in the vector").isBetween(vector + 7, vector + 15);
                told++;
            } else {
                assertThat(reason).isEqualTo(Reason.NO_MATCHING_KEY);
            }
        }
        System.out.printf(
                "%d of 512 flips of a key wrapped for a passphrase are found by the content's tag only%n", told);
    }

    /** Requires that all look the same; returns how often the key was used for each, where opening once is one use. */
    private static Map<String, Integer> assertAlike(CmsOpener opener, IntSupplier uses, Map<String, byte[]> messages) {
        Map<String, Integer> used = new LinkedHashMap<>();
        Seen first = null;
        for (Map.Entry<String, byte[]> message : messages.entrySet()) {
            int before = uses.getAsInt();
            Seen seen = Seen.of(refusal(opener, message.getValue(), message.getKey()));
            used.put(message.getKey(), uses.getAsInt() - before);
            first = first == null ? seen : first;
            assertThat(seen).as(message.getKey()).isEqualTo(first);
            assertThat(seen.reason()).isEqualTo(Reason.NO_MATCHING_KEY);
            assertThat(seen.code()).isEqualTo("seal/no-matching-key");
            assertThat(seen.hasCause()).isFalse();
            assertThat(seen.suppressed()).isZero();
        }
        System.out.println(opener + ": uses of its key " + used);
        return used;
    }

    /** To one recipient, by the content key of this test. */
    private static byte[] sealed(byte[] recipient) throws Exception {
        return Samples.seal(List.of(recipient), CONTENT_KEY, CONTENT);
    }

    private static byte[] changed(byte[] bytes, int position) {
        byte[] changed = bytes.clone();
        changed[position] ^= 1;
        return changed;
    }
}
