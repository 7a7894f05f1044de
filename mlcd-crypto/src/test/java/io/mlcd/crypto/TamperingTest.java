package io.mlcd.crypto;

import static io.mlcd.crypto.Refusals.assertRefused;
import static io.mlcd.crypto.Refusals.refusal;
import static io.mlcd.crypto.TestKeys.ALICE;
import static io.mlcd.crypto.TestKeys.BOB;
import static io.mlcd.crypto.TestKeys.KEK;
import static io.mlcd.crypto.TestKeys.OTHER_KEK;
import static io.mlcd.crypto.TestKeys.PLAIN_CERTIFICATE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.api.Opener;
import io.mlcd.api.SealException;
import io.mlcd.api.SealException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing changed, cut, spliced or sealed to others gives one byte of content. */
class TamperingTest {
    private static final byte[] PLAIN = "a small model".getBytes(UTF_8);
    private static final CmsSealer TO_ALICE = RsaSealer.to(ALICE.getPublic());
    private static final CmsSealer TO_KEK = AesSealer.with("kek-1", KEK);

    private final CmsOpener alice = RsaOpener.with(ALICE.getPrivate());
    private final CmsOpener kek = AesOpener.with("kek-1", KEK);

    /** One message and the opener that opens it. */
    static final class Sealed {
        private final String name;
        private final byte[] bytes;
        private final Opener opener;

        Sealed(String name, byte[] bytes, Opener opener) {
            this.name = name;
            this.bytes = bytes;
            this.opener = opener;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Sealed> messages() throws Exception {
        Opener byCertificate = RsaOpener.with(ALICE.getPrivate(), PLAIN_CERTIFICATE);
        return Stream.of(
                new Sealed("AES", TO_KEK.seal(PLAIN), AesOpener.with("kek-1", KEK)),
                new Sealed("AES, no content", TO_KEK.seal(new byte[0]), AesOpener.with("kek-1", KEK)),
                new Sealed("RSA by key identifier", TO_ALICE.seal(PLAIN), RsaOpener.with(ALICE.getPrivate())),
                new Sealed(
                        "RSA by issuer and serial number",
                        RsaSealer.to(PLAIN_CERTIFICATE).seal(PLAIN),
                        byCertificate),
                new Sealed("RSA, in BER pieces", RoundTripTest.streamed(PLAIN), byCertificate));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void open_unchanged_opens(Sealed message) {
        assertThat(message.opener.open(message.bytes)).isIn(PLAIN, new byte[0]);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void open_oneFlippedBit_isRefused(Sealed message) {
        byte[] bytes = message.bytes.clone();
        Set<Reason> seen = EnumSet.noneOf(Reason.class);
        for (int bit = 0; bit < Byte.SIZE * bytes.length; bit++) {
            bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            seen.add(refusal(message.opener, bytes, "bit " + bit).reason());
            bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        }
        assertThat(seen)
                .contains(
                        Reason.NOT_SEALED,
                        Reason.TRUNCATED,
                        Reason.TAMPERED,
                        Reason.NO_MATCHING_KEY,
                        Reason.WEAK_OR_UNSUPPORTED_ALGORITHM)
                .doesNotContain(Reason.KEY_UNUSABLE, Reason.WRONG_CONTEXT);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void open_bytesChangedAtRandom_isRefused(Sealed message) {
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            byte[] bytes = message.bytes.clone();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            if (!Arrays.equals(bytes, message.bytes)) {
                refusal(message.opener, bytes, "round " + round);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void open_cutAnywhere_isTruncated(Sealed message) {
        for (int length = 1; length < message.bytes.length; length++) {
            assertRefused(
                    message.opener,
                    Arrays.copyOf(message.bytes, length),
                    Reason.TRUNCATED,
                    "the sealed message ends too early, after " + length + " bytes; get a complete copy of it");
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void open_somethingBehindTheEnd_isRefused(Sealed message) {
        assertRefused(
                message.opener,
                Arrays.copyOf(message.bytes, message.bytes.length + 2),
                Reason.TAMPERED,
                "the sealed message was changed: 2 more bytes follow its end at byte " + message.bytes.length
                        + "; get an unchanged copy of it");
    }

    @Test
    void open_twoMessagesInARow_isRefused() {
        byte[] first = TO_KEK.seal(PLAIN);
        byte[] both = Arrays.copyOf(first, 2 * first.length);
        System.arraycopy(first, 0, both, first.length, first.length);
        assertThat(refusal(kek, both, "two messages").reason()).isEqualTo(Reason.TAMPERED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "0.5,0.3,0.1\n0.2,0.1,0.9", "-----BEGIN CMS-----\nMIIB", "MIME-Version: 1.0"})
    void open_somethingElse_isNotSealed(String text) {
        assertRefused(
                kek,
                text.getBytes(UTF_8),
                Reason.NOT_SEALED,
                "the bytes are not a sealed message (CMS AuthEnvelopedData in DER or BER);"
                        + " PEM and S/MIME text must be converted first: openssl cms -cmsout -outform DER");
    }

    @Test
    void open_randomBytes_isRefused() {
        Random random = new Random(3);
        for (int round = 0; round < 5000; round++) {
            byte[] bytes = new byte[1 + random.nextInt(200)];
            random.nextBytes(bytes);
            bytes[0] = round % 2 == 0 ? 0x30 : bytes[0];
            refusal(kek, bytes, "round " + round);
        }
    }

    @Test
    void open_partsOfTwoMessages_isRefused() throws Exception {
        byte[] one = TO_ALICE.seal(PLAIN);
        byte[] two = TO_ALICE.seal("a model again".getBytes(UTF_8));
        for (int part = 0; part < 4; part++) {
            Messages.Parts spliced = Messages.parts(one);
            Messages.Parts other = Messages.parts(two);
            switch (part) {
                case 0 -> spliced.recipients = other.recipients;
                case 1 -> spliced.algorithm = other.algorithm;
                case 2 -> spliced.content = other.content;
                default -> spliced.tag = other.tag;
            }
            assertRefused(
                    alice,
                    spliced.join(),
                    Reason.TAMPERED,
                    "the sealed message was changed: its content or its tag does not verify;"
                            + " get an unchanged copy of it");
        }
        assertThat(Messages.parts(one).join())
                .as("taking apart changes nothing")
                .isEqualTo(one);
    }

    @Test
    void open_wrongKeyNoRecipientAndBrokenWrap_readTheSame() throws Exception {
        byte[] toAlice = TO_ALICE.seal(PLAIN);
        byte[] toOthers = RsaSealer.to(BOB.getPublic()).and(TO_KEK).seal(PLAIN);
        byte[] toNobody = Messages.parts(toAlice).recipients().join();
        KeyTransRecipientInfo good = KeyTransRecipientInfo.getInstance(
                Messages.parts(toAlice).recipients.getObjectAt(0));
        byte[] wrapped = good.getEncryptedKey().getOctets().clone();
        wrapped[wrapped.length - 1] ^= 1;
        byte[] brokenWrap = Messages.parts(toAlice)
                .recipients(new RecipientInfo(new KeyTransRecipientInfo(
                        good.getRecipientIdentifier(), good.getKeyEncryptionAlgorithm(), new DEROctetString(wrapped))))
                .join();

        String message = refusal(alice, toOthers, "sealed to others").getMessage();
        assertThat(message)
                .matches(
                        "the message opens with none of the keys given \\(RSA-2048 key [0-9a-f]{8}\\): it was sealed to"
                                + " others, or its wrapped key was changed; have it sealed to one of these\\."
                                + " If it was sealed to"
                                + " a certificate, use RsaOpener\\.with\\(privateKey, certificate\\)");
        for (byte[] sealed : new byte[][] {toOthers, toNobody, brokenWrap}) {
            assertRefused(alice, sealed, Reason.NO_MATCHING_KEY, message);
            assertThat(refusal(alice, sealed, "the message")).hasNoCause();
        }

        CmsOpener wrong = AesOpener.with("kek-1", OTHER_KEK);
        SealException wrongKey = refusal(wrong, toOthers, "a wrong key");
        assertRefused(wrong, toAlice, Reason.NO_MATCHING_KEY, wrongKey.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"800f", "80847fffffff", "8084ffffffff"})
    void open_contentThatClaimsMoreThanThereIs_isTruncatedAndNotAllocated(String header) throws Exception {
        assertRefused(
                kek,
                openEnded(HexFormat.of().parseHex(header)),
                Reason.TRUNCATED,
                "the sealed message ends too early, after "
                        + openEnded(HexFormat.of().parseHex(header)).length + " bytes; get a complete copy of it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8085ffffffffff", "80ff", "2480", "a0800500", "a0802480", "a000", "a0020400"})
    void open_contentOfAnImpossibleForm_isRefused(String header) throws Exception {
        assertThat(refusal(kek, openEnded(HexFormat.of().parseHex(header)), header)
                        .reason())
                .isEqualTo(Reason.TAMPERED);
    }

    /** A message whose outer elements have no lengths, up to the given header of its content. */
    private static byte[] openEnded(byte[] contentHeader) throws IOException {
        Messages.Parts parts = Messages.parts(TO_KEK.seal(PLAIN));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] sequence = {0x30, (byte) 0x80};
        out.write(sequence);
        out.write(CmsType.AUTH_ENVELOPED);
        out.write(new byte[] {(byte) 0xA0, (byte) 0x80});
        out.write(sequence);
        out.write(EnvelopeWriter.VERSION);
        out.write(parts.recipients.getEncoded(ASN1Encoding.DER));
        out.write(sequence);
        out.write(EnvelopeWriter.DATA);
        out.write(parts.algorithm.getEncoded(ASN1Encoding.DER));
        out.write(contentHeader);
        return out.toByteArray();
    }
}
