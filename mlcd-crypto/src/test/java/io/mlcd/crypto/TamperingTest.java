package io.mlcd.crypto;

import static io.mlcd.crypto.Refusals.assertRefused;
import static io.mlcd.crypto.Refusals.refusal;
import static io.mlcd.crypto.TestKeys.ALICE;
import static io.mlcd.crypto.TestKeys.BOB;
import static io.mlcd.crypto.TestKeys.KEK;
import static io.mlcd.crypto.TestKeys.OTHER_KEK;
import static io.mlcd.crypto.TestKeys.P256;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.api.Opener;
import io.mlcd.api.SealException;
import io.mlcd.api.SealException.Reason;
import io.mlcd.crypto.Samples.Sample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.junit.jupiter.api.AfterAll;
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

    /** Of the algorithm identifier of HMAC-SHA-256 with its NULL; behind it nothing is said. */
    private static final byte[] PRF = HexFormat.of().parseHex("300c06082a864886f70d02090500");

    @AfterAll
    static void printTheSum() {
        System.out.print(Refusals.Tally.table());
    }

    @ParameterizedTest
    @MethodSource("io.mlcd.crypto.Samples#all")
    void open_unchanged_opens(Sample sample) throws Exception {
        assertThat(sample.opener().open(sample.sealed())).isEqualTo(sample.content());
        assertThat(sample.fast().open(sample.sealed())).isEqualTo(sample.content());
        assertThat(sample.fast().open(sample.sealedOther())).isEqualTo(Samples.artifact(2));
    }

    @ParameterizedTest
    @MethodSource("io.mlcd.crypto.Samples#all")
    void open_oneFlippedBit_isRefused(Sample sample) {
        byte[] bytes = sample.sealed();
        Refusals.Tally tally = new Refusals.Tally(sample.fast());
        for (int bit = 0; bit < Byte.SIZE * bytes.length; bit++) {
            flip(bytes, bit);
            tally.refuse(bytes, "bit " + bit);
            flip(bytes, bit);
        }
        assertThat(tally.finish("each bit flipped: " + sample).keySet())
                .contains(
                        Reason.NOT_SEALED,
                        Reason.TRUNCATED,
                        Reason.TAMPERED,
                        Reason.NO_MATCHING_KEY,
                        Reason.WEAK_OR_UNSUPPORTED_ALGORITHM)
                .doesNotContain(Reason.KEY_UNUSABLE, Reason.WRONG_CONTEXT);
    }

    /** With the opener as users have it, which pays a private-key operation or a derivation for each. */
    @ParameterizedTest
    @MethodSource("io.mlcd.crypto.Samples#all")
    void open_someFlippedBits_isRefusedByTheWholeOpenerForTheSameReason(Sample sample) {
        byte[] bytes = sample.sealed();
        Random random = new Random(11);
        boolean derives =
                sample.toString().startsWith("PBKDF2") || sample.toString().startsWith("Argon2id");
        Refusals.Tally tally = new Refusals.Tally(sample.opener());
        for (int i = 0; i < (derives ? 2 : 200); i++) {
            // Behind the recipient, lest a flip asks for more work; the others are tried one by one above.
            int bit = derives
                    ? Byte.SIZE * bytes.length - 1 - random.nextInt(Byte.SIZE * 700)
                    : random.nextInt(Byte.SIZE * bytes.length);
            flip(bytes, bit);
            Reason reason = tally.refuse(bytes, "bit " + bit).reason();
            assertThat(reason)
                    .as("bit %d", bit)
                    .isEqualTo(refusal(sample.fast(), bytes, "bit " + bit).reason());
            flip(bytes, bit);
        }
        tally.finish("flipped at random");
    }

    @Test
    void open_flippedTagOfTheParametersOfThePrf_isRefused() throws Exception {
        Sample sample = Samples.all()
                .filter(one -> one.toString().equals("PBKDF2"))
                .findFirst()
                .orElseThrow();
        byte[] bytes = sample.sealed();
        int position = Samples.indexOf(bytes, PRF) + PRF.length - 2;
        Refusals.Tally tally = new Refusals.Tally(sample.fast());
        for (int bit = Byte.SIZE * position; bit < Byte.SIZE * (position + 1); bit++) {
            flip(bytes, bit);
            tally.refuse(bytes, "bit " + bit);
            flip(bytes, bit);
        }
    }

    @ParameterizedTest
    @MethodSource("io.mlcd.crypto.Samples#all")
    void open_bytesChangedAtRandom_isRefused(Sample sample) {
        Random random = new Random(7);
        Refusals.Tally tally = new Refusals.Tally(sample.fast());
        for (int round = 0; round < 500; round++) {
            byte[] bytes = sample.sealed();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                int position = random.nextInt(bytes.length);
                byte value = (byte) random.nextInt();
                bytes[position] = value;
            }
            if (!Arrays.equals(bytes, sample.sealed())) {
                tally.refuse(bytes, "round " + round);
            }
        }
        tally.finish("bytes changed at random");
    }

    @ParameterizedTest
    @MethodSource("io.mlcd.crypto.Samples#all")
    void open_cutAnywhere_isTruncated(Sample sample) {
        Refusals.Tally tally = new Refusals.Tally(sample.opener());
        for (int length = 1; length < sample.sealed().length; length++) {
            SealException e = tally.refuse(Arrays.copyOf(sample.sealed(), length), "cut after " + length);
            assertThat(e.reason()).isEqualTo(Reason.TRUNCATED);
            assertThat(e.getMessage())
                    .isEqualTo(
                            "the sealed message ends too early, after " + length + " bytes; get a complete copy of it");
        }
        assertThat(tally.refuse(new byte[0], "nothing").reason()).isEqualTo(Reason.NOT_SEALED);
        tally.finish("cut at each byte");
    }

    @ParameterizedTest
    @MethodSource("io.mlcd.crypto.Samples#all")
    void open_chunksSwappedDuplicatedOrDropped_isRefused(Sample sample) {
        byte[] bytes = sample.sealed();
        Refusals.Tally tally = new Refusals.Tally(sample.fast());
        for (int size : new int[] {1, 50}) {
            int chunks = bytes.length / size;
            for (int one = 0; one < chunks; one++) {
                int at = one * size;
                tally.refuse(replaced(bytes, at, at + size, new byte[0]), size + " bytes dropped at " + at);
                byte[] chunk = Arrays.copyOfRange(bytes, at, at + size);
                tally.refuse(replaced(bytes, at, at, chunk), size + " bytes duplicated at " + at);
                for (int other = one + 1; other < Math.min(chunks, one + (size == 1 ? 2 : chunks)); other++) {
                    byte[] swapped = bytes.clone();
                    System.arraycopy(bytes, other * size, swapped, at, size);
                    System.arraycopy(chunk, 0, swapped, other * size, size);
                    if (!Arrays.equals(swapped, bytes)) {
                        tally.refuse(swapped, size + " bytes swapped at " + at + " and " + other * size);
                    }
                }
            }
        }
        tally.finish("chunks swapped, duplicated, dropped");
    }

    private static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
        return Der.join(Arrays.copyOf(bytes, from), by, Arrays.copyOfRange(bytes, to, bytes.length));
    }

    @ParameterizedTest
    @MethodSource("io.mlcd.crypto.Samples#all")
    void open_beginningOfOneMessageAndEndOfAnother_isRefused(Sample sample) throws Exception {
        byte[] one = sample.sealed();
        byte[] two = sample.sealedOther();
        Refusals.Tally tally = new Refusals.Tally(sample.fast());
        for (int at = 1; at < Math.min(one.length, two.length); at++) {
            for (byte[] spliced : new byte[][] {
                replaced(two, 0, at, Arrays.copyOf(one, at)), replaced(one, 0, at, Arrays.copyOf(two, at))
            }) {
                if (!Arrays.equals(spliced, one) && !Arrays.equals(spliced, two)) {
                    tally.refuse(spliced, "spliced at " + at);
                }
            }
        }
        tally.finish("spliced at each byte");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 100, 500})
    void open_piecesOfCiphertextSwappedDuplicatedDroppedOrExchanged_isRefused(int pieceBytes) throws Exception {
        byte[] content = Arrays.copyOf(Samples.artifact(1), Math.min(700, 100 * pieceBytes));
        byte[] one = TO_KEK.seal(content);
        List<byte[]> pieces = Messages.pieces(one, pieceBytes);
        List<byte[]> others = Messages.pieces(TO_KEK.seal(content), pieceBytes);
        assertThat(kek.open(Messages.inPieces(one, pieces))).isEqualTo(content);
        Refusals.Tally tally = new Refusals.Tally(kek);
        for (int i = 0; i < pieces.size(); i++) {
            List<byte[]> dropped = new ArrayList<>(pieces);
            dropped.remove(i);
            tally.refuse(Messages.inPieces(one, dropped), "dropped " + i);
            List<byte[]> duplicated = new ArrayList<>(pieces);
            duplicated.add(i, pieces.get(i));
            tally.refuse(Messages.inPieces(one, duplicated), "duplicated " + i);
            List<byte[]> exchanged = new ArrayList<>(pieces);
            exchanged.set(i, others.get(i));
            if (!Arrays.equals(pieces.get(i), others.get(i))) {
                tally.refuse(Messages.inPieces(one, exchanged), "exchanged " + i);
            }
            int j = i * 7 % pieces.size();
            List<byte[]> swapped = new ArrayList<>(pieces);
            swapped.set(i, pieces.get(j));
            swapped.set(j, pieces.get(i));
            if (!Arrays.equals(pieces.get(i), pieces.get(j))) {
                tally.refuse(Messages.inPieces(one, swapped), "swapped " + i + " and " + j);
            }
        }
        tally.finish("BER pieces moved about");
    }

    /** A recipient is vouched for by nobody, so that it can be taken out: what it cannot do is to change the content. */
    @Test
    void open_oneFlippedBitOfAMessageToSeveral_givesTheContentOrNothing() {
        byte[] content = Samples.artifact(1);
        byte[] bytes = TO_KEK.and(TO_ALICE)
                .and(MlKemSealer.to(Samples.KEM.getPublic()))
                .seal(content);
        List<Envelope.Entry> others = new Envelope(bytes)
                .recipients().stream()
                        .filter(entry -> !(entry.key() instanceof WrappedKey.Aes))
                        .toList();
        BitSet ofOthers = new BitSet();
        for (Envelope.Entry other : others) {
            int start = Samples.indexOf(bytes, other.der());
            ofOthers.set(start, start + other.der().length);
        }
        int same = 0;
        Refusals.Tally tally = new Refusals.Tally(kek);
        for (int bit = 0; bit < Byte.SIZE * bytes.length; bit++) {
            flip(bytes, bit);
            if (!ofOthers.get(bit / Byte.SIZE)) {
                tally.refuse(bytes, "bit " + bit);
            } else if (opensAs(kek, bytes, content)) {
                same++;
            }
            flip(bytes, bit);
        }
        tally.finish("AES beside RSA and ML-KEM, bits outside of those flipped");
        System.out.printf(
                Locale.ROOT,
                "%,d flips in the %,d bytes of other recipients: %,d open with the same content, 0 with another%n",
                Byte.SIZE * ofOthers.cardinality(),
                ofOthers.cardinality(),
                same);
    }

    /** Anybody can seal to a public key: what a publisher signed must hold without the help of the seal. */
    @Test
    void open_oneFlippedBitInsideTheSealOfASignedMessage_givesTheSignedContentOrNothing() throws Exception {
        byte[] content = Samples.artifact(1);
        SigningKey signer = SigningKey.of(P256.getPrivate(), P256.getPublic());
        byte[] signed = SignedWriter.write(content, signer, new SecureRandom()).joined();
        byte[] contentKey = new byte[AesGcm.KEY_BYTES];
        byte[] recipient = new Recipient.Aes("kek-1", KEK)
                .wrap(contentKey, new SecureRandom())
                .getEncoded(ASN1Encoding.DER);
        CmsOpener trusting = kek.trusting(P256.getPublic());
        Set<Integer> same = new TreeSet<>();
        for (int bit = 0; bit < Byte.SIZE * signed.length; bit++) {
            flip(signed, bit);
            if (opensAs(trusting, Samples.seal(List.of(recipient), contentKey, signed), content)) {
                same.add(bit / Byte.SIZE);
            }
            flip(signed, bit);
        }
        System.out.printf(
                Locale.ROOT,
                "%,d flips inside a seal, in what is signed: 0 with another content; the same content at bytes %s%n",
                Byte.SIZE * signed.length,
                same);
    }

    /** Whether it opens; with another content, the test fails. */
    private static boolean opensAs(Opener opener, byte[] sealed, byte[] content) {
        byte[] opened;
        try {
            opened = opener.open(sealed);
        } catch (SealException e) {
            Secrets.requireNone(e);
            return false;
        }
        assertThat(opened).isEqualTo(content);
        return true;
    }

    /** One bit at each place, which one is drawn; the proof tries all places of it. */
    @Test
    void open_oneFlippedBitOfALargeModel_isRefused() {
        byte[] content = new byte[1_000_000];
        new Random(5).nextBytes(content);
        byte[] bytes = TO_KEK.seal(content);
        Random random = new Random(6);
        IntStream places = IntStream.concat(
                IntStream.concat(IntStream.range(0, 4096), IntStream.range(bytes.length - 4096, bytes.length)),
                random.ints(2000, 4096, bytes.length - 4096));
        Refusals.Tally tally = new Refusals.Tally(kek);
        places.forEach(place -> {
            int bit = Byte.SIZE * place + random.nextInt(Byte.SIZE);
            flip(bytes, bit);
            tally.refuse(bytes, "bit " + bit);
            flip(bytes, bit);
        });
        tally.finish("AES, 1 MB: the ends and 2,000 places");
        assertThat(kek.open(bytes)).as("unchanged again").isEqualTo(content);
    }

    private static void flip(byte[] bytes, int bit) {
        bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
    }

    @ParameterizedTest
    @MethodSource("io.mlcd.crypto.Samples#all")
    void open_somethingBehindTheEnd_isRefused(Sample sample) {
        int length = sample.sealed().length;
        assertRefused(
                sample.opener(),
                Arrays.copyOf(sample.sealed(), length + 2),
                Reason.TAMPERED,
                "the sealed message was changed: 2 more bytes follow its end at byte " + length
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
