package io.mlcd.crypto;

import static io.mlcd.crypto.Refusals.refusal;
import static io.mlcd.crypto.TestKeys.ALICE;
import static io.mlcd.crypto.TestKeys.KEK;
import static io.mlcd.crypto.TestKeys.P256;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.api.SealException;
import io.mlcd.api.SealException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is made to cost time or memory is refused within 100 ms and 64 MB, by an opener with a key of each kind. The time is
 * the best of a few runs, since other work runs on the machine; the memory is all that is allocated, not what is held.
 */
class LimitsTest {
    private static final double MAX_MILLIS = 100;
    private static final long MAX_ALLOCATED_BYTES = 64_000_000;
    private static final int RUNS = 7;
    /** One that takes this long is not timed again. */
    private static final double HOPELESS_MILLIS = 2000;

    private static final int OCTETS = 0x04;
    private static final int OCTETS_IN_PIECES = 0x24;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int KEK_RECIPIENT = 0xA2;
    private static final int PASSPHRASE_RECIPIENT = 0xA3;
    private static final int OTHER_RECIPIENT = 0xA4;
    private static final byte[] NOTHING = {};
    private static final byte[] NULL = {5, 0};

    /** About 1 MiB in all: the most that is read before a content. */
    private static final int ROOM = (1 << 20) - 2000;

    private static final List<String> TABLE = Collections.synchronizedList(new ArrayList<>());

    private static final CmsOpener OPENER = AesOpener.with("kek-1", KEK)
            .or(RsaOpener.with(ALICE.getPrivate()))
            .or(PassphraseOpener.with(Samples.PASSPHRASE))
            .or(MlKemOpener.with(Samples.KEM.getPrivate(), Samples.KEM.getPublic()))
            .trusting(P256.getPublic());

    /** Something hostile. */
    static final class Hostile {
        private final String name;
        private final byte[] sealed;

        Hostile(String name, byte[] sealed) {
            this.name = name;
            this.sealed = sealed;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void warmUp() throws Exception {
        for (Hostile hostile : Stream.concat(counts(), derivations()).toList()) {
            for (int i = 0; i < 20; i++) {
                refusal(OPENER, hostile.sealed, hostile.name);
            }
        }
    }

    @AfterAll
    static void printTheTable() {
        System.out.printf("%-62s %10s %9s %9s %s%n", "hostile message", "bytes", "best ms", "MB", "refused as");
        TABLE.forEach(System.out::println);
    }

    static Stream<Hostile> counts() throws Exception {
        byte[] aes = aesRecipient();
        byte[] many = repeated(aes, 10_001);
        byte[] short1 = tlv(0xA1, NOTHING);
        return Stream.of(
                hostile("10,001 recipients", withRecipients(many)),
                hostile("1,001 recipients", withRecipients(repeated(aes, 1001))),
                hostile("10,001 empty recipients of an unknown kind", withRecipients(repeated(short1, 10_001))),
                hostile("500,000 empty recipients of an unknown kind", withRecipients(repeated(short1, 500_000))),
                hostile("a recipient of 2 MiB", withRecipients(tlv(SEQUENCE, new byte[2 << 20]))),
                hostile("a recipient of 2 MiB of an unknown kind", withRecipients(tlv(0xA1, new byte[2 << 20]))),
                hostile("900 recipients in 2 MiB", withRecipients(repeated(tlv(0xA1, new byte[2400]), 900))),
                hostile("a content algorithm of 2 MiB", withAlgorithm(aes, tlv(SEQUENCE, new byte[2 << 20]))),
                hostile("a content type of 2 MiB", withContentType(aes, tlv(6, new byte[2 << 20]))),
                hostile("a version of 2 MiB", withVersion(tlv(2, new byte[2 << 20]))),
                hostile("a type of 2 MiB", cat(new byte[] {SEQUENCE, (byte) 0x80}, tlv(6, new byte[2 << 20]))),
                hostile("9 passphrases", withRecipients(repeated(passphraseRecipient(Samples.PBKDF2), 9))),
                hostile("1,000 passphrases", withRecipients(repeated(passphraseRecipient(Samples.PBKDF2), 1000))),
                hostile("4 MB of empty pieces of ciphertext", manyPieces(2_000_000)),
                hostile("a head that announces 2 GiB", longHead()));
    }

    static Stream<Hostile> derivations() throws Exception {
        BigInteger gib4 = BigInteger.valueOf(4L << 20);
        BigInteger max = BigInteger.valueOf(Integer.MAX_VALUE);
        BigInteger digits = BigInteger.ONE.shiftLeft(3_321_929); // 10^1,000,000
        return Stream.of(
                hostile("PBKDF2 count 2^31", pbkdf2(BigInteger.ONE.shiftLeft(31))),
                hostile("PBKDF2 count 2^31 - 1", pbkdf2(max)),
                hostile("PBKDF2 count 2^32 + 600,000", pbkdf2(BigInteger.valueOf((1L << 32) + 600_000))),
                hostile("PBKDF2 count 2^40", pbkdf2(BigInteger.ONE.shiftLeft(40))),
                hostile(
                        "PBKDF2 count 2^64 + 600,000",
                        pbkdf2(BigInteger.ONE.shiftLeft(64).add(BigInteger.valueOf(600_000)))),
                hostile("PBKDF2 count 10,000,001", pbkdf2(BigInteger.valueOf(10_000_001))),
                hostile("PBKDF2 count 0", pbkdf2(BigInteger.ZERO)),
                hostile("PBKDF2 count -1", pbkdf2(BigInteger.ONE.negate())),
                hostile(
                        "PBKDF2 count -2^31",
                        pbkdf2(BigInteger.ONE.shiftLeft(31).negate())),
                hostile(
                        "PBKDF2 count -(2^64) + 600,000",
                        pbkdf2(BigInteger.valueOf(600_000).subtract(BigInteger.ONE.shiftLeft(64)))),
                hostile("PBKDF2 count of a million digits", pbkdf2(digits)),
                hostile("PBKDF2 count of a million digits, negative", pbkdf2(digits.negate())),
                hostile("PBKDF2 key length of a million digits", pbkdf2(BigInteger.valueOf(600_000), digits, 16)),
                hostile(
                        "PBKDF2 salt of 900,000 bytes",
                        pbkdf2(BigInteger.valueOf(600_000), BigInteger.valueOf(32), 900_000)),
                hostile("Argon2id with 4 GiB", argon2id(gib4, 3, 4)),
                hostile("Argon2id with 1 GiB and 1 KiB", argon2id(BigInteger.valueOf((1 << 20) + 1), 2, 4)),
                hostile("Argon2id with 2^32 + 65,536 KiB", argon2id(BigInteger.valueOf((1L << 32) + 65_536), 3, 4)),
                hostile("Argon2id with a negative memory", argon2id(gib4.negate(), 3, 4)),
                hostile("Argon2id with a memory of a million digits", argon2id(digits, 3, 4)),
                hostile("Argon2id with 65 passes", argon2id(BigInteger.valueOf(65_536), 65, 4)),
                hostile("Argon2id with 2^31 - 1 passes", argon2id(BigInteger.valueOf(65_536), Integer.MAX_VALUE, 4)),
                hostile("Argon2id with no pass", argon2id(BigInteger.valueOf(65_536), 0, 4)),
                hostile("Argon2id with a negative pass", argon2id(BigInteger.valueOf(65_536), -1, 4)),
                hostile("Argon2id with 17 lanes", argon2id(BigInteger.valueOf(65_536), 3, 17)),
                hostile("Argon2id with 2^24 lanes", argon2id(BigInteger.valueOf(65_536), 3, 1 << 24)),
                hostile("Argon2id with no lane", argon2id(BigInteger.valueOf(65_536), 3, 0)),
                hostile("Argon2id with 1 GiB and 5 passes", argon2id(BigInteger.valueOf(1 << 20), 5, 4)),
                hostile("2 passphrases of 6,000,000 rounds", sum(new KeyDerivation.Pbkdf2(new byte[16], 6_000_000), 2)),
                hostile("8 passphrases of 1,300,000 rounds", sum(new KeyDerivation.Pbkdf2(new byte[16], 1_300_000), 8)),
                hostile(
                        "2 of Argon2id with 1 GiB and 3 passes",
                        sum(new KeyDerivation.Argon2id(new byte[16], 1 << 20, 3, 4), 2)),
                hostile(
                        "8 of Argon2id with 256 MiB and 3 passes",
                        sum(new KeyDerivation.Argon2id(new byte[16], 1 << 18, 3, 4), 8)));
    }

    /** A hundred thousand elements in one another, at each place where one is read. */
    static Stream<Hostile> nested() throws Exception {
        List<Hostile> all = new ArrayList<>();
        int[] tags = {SEQUENCE, SET, OCTETS_IN_PIECES, 0xA0, 0x7F};
        byte[] aes = aesRecipient();
        for (int tag : tags) {
            for (boolean indefinite : new boolean[] {false, true}) {
                byte[] deep = indefinite ? nestedWithoutLengths(tag, 200_000) : nested(tag, 150_000, NOTHING);
                String what = String.format("0x%02x nested %s", tag, indefinite ? "without lengths" : "150,000 deep");
                all.add(hostile(what + ", in place of a message", deep));
                all.add(hostile(what + ", in place of the envelope", cat(contentInfo(), deep)));
                all.add(hostile(what + ", in place of the version", withVersion(deep)));
                all.add(hostile(what + ", in place of a recipient", withRecipients(deep)));
                for (int kind : new int[] {SEQUENCE, KEK_RECIPIENT, PASSPHRASE_RECIPIENT, OTHER_RECIPIENT}) {
                    all.add(hostile(
                            String.format("%s, in recipient 0x%02x", what, kind), withRecipients(tlv(kind, deep))));
                }
                all.add(hostile(what + ", in the parameters of RSA", withRecipients(rsaRecipient(deep))));
                all.add(hostile(
                        what + ", in the parameters of PBKDF2",
                        withRecipients(derivedBy(PKCSObjectIdentifiers.id_PBKDF2, deep))));
                all.add(hostile(
                        what + ", in the parameters of Argon2id",
                        withRecipients(derivedBy(KeyDerivation.Argon2id.NAME, deep))));
                all.add(hostile(what + ", in an ML-KEM recipient", withRecipients(kemRecipient(deep))));
                all.add(hostile(what + ", in place of the content algorithm", withAlgorithm(aes, deep)));
                all.add(hostile(what + ", in the parameters of AES-GCM", withAlgorithm(aes, gcm(deep))));
                all.add(hostile(what + ", in place of the ciphertext", withContent(aes, deep)));
                all.add(hostile(
                        what + ", in the ciphertext",
                        withContent(aes, cat(new byte[] {(byte) 0xA0, (byte) 0x80}, deep))));
            }
        }
        return all.stream();
    }

    /** The same within a signed message, which its opener decrypts first. */
    static Stream<Hostile> nestedInside() throws Exception {
        List<Hostile> all = new ArrayList<>();
        byte[] head = tlv(SET, NOTHING);
        byte[] content = tlv(0xA0, tlv(OCTETS, new byte[100]));
        for (int tag : new int[] {SEQUENCE, SET, OCTETS_IN_PIECES, 0xA0}) {
            for (boolean indefinite : new boolean[] {false, true}) {
                byte[] deep = indefinite ? nestedWithoutLengths(tag, 200_000) : nested(tag, 150_000, NOTHING);
                String what =
                        String.format("0x%02x nested %s, inside", tag, indefinite ? "without lengths" : "150,000 deep");
                all.add(hostile(what + ": in place of it", sealed(cat(signedStart(), deep))));
                all.add(hostile(what + ": digests", sealed(signed(tlv(SET, deep), content, NOTHING, head))));
                all.add(hostile(what + ": content", sealed(signed(head, tlv(0xA0, deep), NOTHING, head))));
                all.add(hostile(what + ": certificates", sealed(signed(head, content, tlv(0xA0, deep), head))));
                all.add(hostile(what + ": signers", sealed(signed(head, content, NOTHING, tlv(SET, deep)))));
                all.add(hostile(
                        what + ": a signer", sealed(signed(head, content, NOTHING, tlv(SET, tlv(SEQUENCE, deep))))));
                all.add(hostile(
                        what + ": signed attributes",
                        sealed(signed(head, content, NOTHING, tlv(SET, signer(tlv(0xA0, deep)))))));
            }
        }
        byte[] one = tlv(SEQUENCE, NOTHING);
        all.add(hostile("17 signers", sealed(signed(head, content, NOTHING, tlv(SET, repeated(realSigner(), 17))))));
        all.add(hostile(
                "500,000 empty signers", sealed(signed(head, content, NOTHING, tlv(SET, repeated(one, 500_000))))));
        all.add(hostile(
                "a signer of 2 MiB",
                sealed(signed(head, content, NOTHING, tlv(SET, tlv(SEQUENCE, new byte[2 << 20]))))));
        all.add(hostile("certificates of 2 MiB", sealed(signed(head, content, tlv(0xA0, new byte[2 << 20]), head))));
        all.add(hostile("digests of 2 MiB", sealed(signed(tlv(SET, new byte[2 << 20]), content, NOTHING, head))));
        return all.stream();
    }

    /** A parser's work is more than the bytes it reads: of many small elements, and more the deeper they are. */
    static Stream<Hostile> wide() throws Exception {
        List<Hostile> all = new ArrayList<>();
        List<String> places = List.of("RSA", "PBKDF2", "ML-KEM", "AES-GCM", "a signer");
        for (String place : places) {
            for (Object[] kind : new Object[][] {
                {"NULLs", NULL},
                {"empty octet strings", new byte[] {OCTETS, 0}},
                {"empty sequences", new byte[] {SEQUENCE, 0}},
                {"empty sets", new byte[] {SET, 0}},
                {"empty [0]", new byte[] {(byte) 0xA0, 0}},
                {"OIDs", new byte[] {6, 1, 0x2A}},
                {"integers", new byte[] {2, 1, 1}},
            }) {
                byte[] element = (byte[]) kind[1];
                all.add(hostile(
                        "1 MiB of " + kind[0] + " in " + place,
                        at(place, tlv(SEQUENCE, repeated(element, ROOM / element.length)))));
            }
            all.add(hostile("1 MiB of a set in no order in " + place, at(place, tlv(SET, shuffled()))));
            byte[] wide = repeated(new byte[] {OCTETS, 0}, ROOM / 2 - 2000);
            all.add(hostile(
                    "1 MiB under 28 sequences in " + place, at(place, under(SEQUENCE, repeated(NULL, 17), wide, 28))));
            all.add(hostile(
                    "1 MiB under 28 sets in " + place, at(place, under(SET, new byte[] {OCTETS, 0}, wide, 28))));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource({"counts", "derivations", "nested", "nestedInside"})
    void open_hostileMessage_isRefusedWithin100MillisecondsAnd64Megabytes(Hostile hostile) {
        requireCheap(hostile);
    }

    @ParameterizedTest
    @MethodSource("wide")
    void open_manyElements_isRefusedWithin100MillisecondsAnd64Megabytes(Hostile hostile) {
        requireCheap(hostile);
    }

    @Test
    void recipients_serialNumberOfAMegabyte_isShownWithin100Milliseconds() throws Exception {
        byte[] serial = new byte[1_000_000];
        Arrays.fill(serial, (byte) 0x5A);
        byte[] name = tlv(SEQUENCE, cat(tlv(SEQUENCE, NOTHING), tlv(2, serial)));
        byte[] recipient = tlv(
                SEQUENCE,
                cat(
                        new byte[] {2, 1, 0},
                        name,
                        Oaep.identifier().getEncoded(ASN1Encoding.DER),
                        tlv(OCTETS, new byte[256])));
        byte[] sealed = new Envelope(AesSealer.with("kek-1", KEK).seal(NOTHING)).withRecipients(List.of(recipient));
        Measured measured = measure(() -> Rewrap.recipients(sealed));
        assertThat(measured.millis).isLessThan(MAX_MILLIS);
        assertThat(Rewrap.recipients(sealed).get(0)).hasSizeLessThan(1000);
    }

    private static void requireCheap(Hostile hostile) {
        SealException refused = refusal(OPENER, hostile.sealed, hostile.name);
        Measured measured = measure(() -> refusal(OPENER, hostile.sealed, hostile.name));
        TABLE.add(String.format(
                Locale.ROOT,
                "%-62s %,10d %9.2f %9.2f %s",
                hostile.name,
                hostile.sealed.length,
                measured.millis,
                measured.bytes / 1e6,
                refused.reason()));
        assertThat(refused.reason())
                .isNotIn(Reason.NO_MATCHING_KEY, Reason.TRUNCATED, Reason.KEY_UNUSABLE, Reason.WRONG_CONTEXT);
        assertThat(refused.getMessage()).hasSizeLessThan(10_000);
        assertThat(measured.bytes).as("bytes allocated").isLessThan(MAX_ALLOCATED_BYTES);
        assertThat(measured.millis).as("milliseconds").isLessThan(MAX_MILLIS);
    }

    private record Measured(double millis, long bytes) {}

    private static Measured measure(Runnable work) {
        double best = Double.MAX_VALUE;
        long bytes = Long.MAX_VALUE;
        for (int run = 0; run < RUNS && best > MAX_MILLIS / 10; run++) {
            long before = allocated();
            long start = System.nanoTime();
            work.run();
            best = Math.min(best, (System.nanoTime() - start) / 1e6);
            bytes = Math.min(bytes, allocated() - before);
            if (best > HOPELESS_MILLIS) {
                break;
            }
        }
        return new Measured(best, bytes);
    }

    /** By this thread so far. By reflection, since the module does not require the platform's management. */
    private static long allocated() {
        try {
            Object bean = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getThreadMXBean")
                    .invoke(null);
            Method allocated =
                    Class.forName("com.sun.management.ThreadMXBean").getMethod("getThreadAllocatedBytes", long.class);
            return (Long) allocated.invoke(bean, Thread.currentThread().getId());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Hostile hostile(String name, byte[] sealed) {
        return new Hostile(name, sealed);
    }

    private static byte[] cat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] tlv(int tag, byte[] content) {
        Der der = new Der((int) Der.elementLength(content.length));
        der.header(tag, content.length);
        der.bytes(content);
        return der.written();
    }

    private static byte[] repeated(byte[] element, int times) {
        byte[] all = new byte[element.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(element, 0, all, i * element.length, element.length);
        }
        return all;
    }

    /** Elements in one another, with lengths; all of 4 bytes, so that the headers are alike. */
    private static byte[] nested(int tag, int depth, byte[] innermost) {
        byte[] all = new byte[6 * depth + innermost.length];
        for (int i = 0; i < depth; i++) {
            int length = all.length - 6 * (i + 1);
            byte[] header = {
                (byte) tag,
                (byte) 0x84,
                (byte) (length >> 24),
                (byte) (length >> 16),
                (byte) (length >> 8),
                (byte) length
            };
            System.arraycopy(header, 0, all, 6 * i, 6);
        }
        System.arraycopy(innermost, 0, all, 6 * depth, innermost.length);
        return all;
    }

    private static byte[] nestedWithoutLengths(int tag, int depth) {
        return cat(repeated(new byte[] {(byte) tag, (byte) 0x80}, depth), new byte[2 * depth]);
    }

    /** Elements with a few companions each, and the widest in the middle; the lengths as short as DER wants. */
    private static byte[] under(int tag, byte[] companions, byte[] innermost, int depth) {
        byte[] all = innermost;
        for (int i = 0; i < depth; i++) {
            all = tlv(tag, cat(companions, all));
        }
        return all;
    }

    private static byte[] shuffled() {
        Random random = new Random(4);
        byte[] all = new byte[ROOM / 4 * 4];
        for (int at = 0; at < all.length; at += 4) {
            byte[] element = {OCTETS, 2, (byte) random.nextInt(), (byte) random.nextInt()};
            System.arraycopy(element, 0, all, at, 4);
        }
        return all;
    }

    private static byte[] at(String place, byte[] parameters) throws Exception {
        byte[] head = tlv(SET, NOTHING);
        byte[] content = tlv(0xA0, tlv(OCTETS, new byte[100]));
        return switch (place) {
            case "RSA" -> withRecipients(rsaRecipient(parameters));
            case "PBKDF2" -> withRecipients(derivedBy(PKCSObjectIdentifiers.id_PBKDF2, parameters));
            case "ML-KEM" -> withRecipients(kemRecipient(parameters));
            case "AES-GCM" -> withAlgorithm(aesRecipient(), gcm(parameters));
            default -> sealed(signed(head, content, NOTHING, tlv(SET, signer(tlv(0xA0, parameters)))));
        };
    }

    private static byte[] contentInfo() {
        return cat(new byte[] {SEQUENCE, (byte) 0x80}, CmsType.AUTH_ENVELOPED);
    }

    private static byte[] envelope() {
        return cat(contentInfo(), new byte[] {(byte) 0xA0, (byte) 0x80, SEQUENCE, (byte) 0x80});
    }

    private static byte[] withVersion(byte[] version) {
        return cat(envelope(), version, new byte[1000]);
    }

    private static byte[] withRecipients(byte[] recipients) {
        return cat(envelope(), EnvelopeWriter.VERSION, new byte[] {SET, (byte) 0x80}, recipients, new byte[1000]);
    }

    private static byte[] withContentType(byte[] recipient, byte[] type) {
        return cat(
                envelope(),
                EnvelopeWriter.VERSION,
                tlv(SET, recipient),
                new byte[] {SEQUENCE, (byte) 0x80},
                type,
                new byte[1000]);
    }

    private static byte[] withAlgorithm(byte[] recipient, byte[] algorithm) {
        return withContentType(recipient, cat(EnvelopeWriter.DATA, algorithm));
    }

    private static byte[] withContent(byte[] recipient, byte[] content) throws IOException {
        byte[] good = gcm(tlv(SEQUENCE, cat(tlv(OCTETS, new byte[12]), new byte[] {2, 1, 16})));
        return withAlgorithm(recipient, cat(good, content));
    }

    private static byte[] gcm(byte[] parameters) throws IOException {
        return tlv(SEQUENCE, cat(NISTObjectIdentifiers.id_aes256_GCM.getEncoded(), parameters));
    }

    /** With a tag that nobody computed; each piece is empty. */
    private static byte[] manyPieces(int pieces) throws Exception {
        byte[] sealed = AesSealer.with("kek-1", KEK).seal(NOTHING);
        Messages.Parts parts = Messages.parts(sealed);
        parts.tag = new DEROctetString(new byte[16]);
        byte[] head = withContent(
                parts.recipients.getObjectAt(0).toASN1Primitive().getEncoded(ASN1Encoding.DER),
                new byte[] {(byte) 0xA0, (byte) 0x80});
        return cat(
                Arrays.copyOf(head, head.length - 1000),
                repeated(new byte[] {OCTETS, 0}, pieces),
                new byte[4],
                tlv(OCTETS, new byte[16]),
                new byte[6]);
    }

    private static byte[] longHead() {
        return cat(
                envelope(),
                EnvelopeWriter.VERSION,
                new byte[] {SET, (byte) 0x84, 0x7F, -1, -1, -1, SEQUENCE, (byte) 0x84, 0x7F, -1, -1, -16},
                new byte[1000]);
    }

    private static byte[] aesRecipient() {
        return new Envelope(AesSealer.with("kek-1", KEK).seal(NOTHING))
                .recipients()
                .get(0)
                .der();
    }

    private static byte[] rsaRecipient(byte[] parameters) throws IOException {
        byte[] algorithm = tlv(SEQUENCE, cat(PKCSObjectIdentifiers.id_RSAES_OAEP.getEncoded(), parameters));
        return tlv(SEQUENCE, cat(new byte[] {2, 1, 2}, tlv(0x80, new byte[20]), algorithm, tlv(OCTETS, new byte[256])));
    }

    private static byte[] kemRecipient(byte[] value) throws IOException {
        return tlv(OTHER_RECIPIENT, cat(CMSObjectIdentifiers.id_ori_kem.getEncoded(), value));
    }

    private static byte[] passphraseRecipient(KeyDerivation derivation) throws IOException {
        return Samples.recipient(derivation, new byte[32], new SecureRandom());
    }

    /** Nobody derived the key. */
    private static byte[] sum(KeyDerivation derivation, int times) throws IOException {
        byte[] one = tlv(
                PASSPHRASE_RECIPIENT,
                Arrays.copyOfRange(
                        new PasswordWrap(new byte[16], new byte[48])
                                .info(derivation)
                                .getEncoded(ASN1Encoding.DER),
                        headerBytes(derivation),
                        new PasswordWrap(new byte[16], new byte[48])
                                .info(derivation)
                                .getEncoded(ASN1Encoding.DER)
                                .length));
        return withRecipients(repeated(one, times));
    }

    private static int headerBytes(KeyDerivation derivation) throws IOException {
        int all = new PasswordWrap(new byte[16], new byte[48]).info(derivation).getEncoded(ASN1Encoding.DER).length;
        return all < 0x82 ? 2 : 3;
    }

    private static byte[] derivedBy(ASN1ObjectIdentifier name, byte[] parameters) throws IOException {
        byte[] derivation = tlv(0xA0, cat(name.getEncoded(), parameters));
        byte[] cipher = tlv(SEQUENCE, cat(NISTObjectIdentifiers.id_aes256_CBC.getEncoded(), tlv(OCTETS, new byte[16])));
        byte[] wrap = tlv(SEQUENCE, cat(PKCSObjectIdentifiers.id_alg_PWRI_KEK.getEncoded(), cipher));
        return tlv(PASSPHRASE_RECIPIENT, cat(new byte[] {2, 1, 0}, derivation, wrap, tlv(OCTETS, new byte[48])));
    }

    private static byte[] pbkdf2(BigInteger count) throws IOException {
        return pbkdf2(count, BigInteger.valueOf(32), 16);
    }

    private static byte[] pbkdf2(BigInteger count, BigInteger keyBytes, int saltBytes) throws IOException {
        byte[] prf = tlv(SEQUENCE, cat(PKCSObjectIdentifiers.id_hmacWithSHA256.getEncoded(), NULL));
        byte[] parameters = tlv(
                SEQUENCE,
                cat(
                        tlv(OCTETS, new byte[saltBytes]),
                        tlv(2, count.toByteArray()),
                        tlv(2, keyBytes.toByteArray()),
                        prf));
        return withRecipients(derivedBy(PKCSObjectIdentifiers.id_PBKDF2, parameters));
    }

    private static byte[] argon2id(BigInteger memoryKib, int passes, int lanes) throws IOException {
        byte[] parameters = tlv(
                SEQUENCE,
                cat(
                        tlv(OCTETS, new byte[16]),
                        tlv(2, memoryKib.toByteArray()),
                        tlv(2, BigInteger.valueOf(passes).toByteArray()),
                        tlv(2, BigInteger.valueOf(lanes).toByteArray())));
        return withRecipients(derivedBy(KeyDerivation.Argon2id.NAME, parameters));
    }

    /** What is to be a signed message, sealed for the shared key. */
    private static byte[] sealed(byte[] signed) throws Exception {
        byte[] contentKey = new byte[AesGcm.KEY_BYTES];
        byte[] recipient = new Recipient.Aes("kek-1", KEK)
                .wrap(contentKey, new SecureRandom())
                .getEncoded(ASN1Encoding.DER);
        return Samples.seal(List.of(recipient), contentKey, signed);
    }

    private static byte[] signedStart() {
        return cat(
                new byte[] {SEQUENCE, (byte) 0x80}, SignedContent.SIGNED_DATA, new byte[] {(byte) 0xA0, (byte) 0x80});
    }

    private static byte[] signed(byte[] digests, byte[] content, byte[] certificates, byte[] signers) {
        byte[] data = cat(
                new byte[] {2, 1, 1}, digests, tlv(SEQUENCE, cat(EnvelopeWriter.DATA, content)), certificates, signers);
        return tlv(SEQUENCE, cat(SignedContent.SIGNED_DATA, tlv(0xA0, tlv(SEQUENCE, data))));
    }

    private static byte[] signer(byte[] attributes) throws IOException {
        return tlv(
                SEQUENCE,
                cat(
                        new byte[] {2, 1, 3},
                        tlv(0x80, new byte[20]),
                        SignatureAlgorithm.ECDSA_P256.digestIdentifier().getEncoded(ASN1Encoding.DER),
                        attributes,
                        SignatureAlgorithm.ECDSA_P256.identifier().getEncoded(ASN1Encoding.DER),
                        tlv(OCTETS, new byte[70])));
    }

    private static byte[] realSigner() throws Exception {
        SigningKey signer = SigningKey.of(P256.getPrivate(), P256.getPublic());
        byte[] infos = SignedWriter.write("x".getBytes(UTF_8), signer, new SecureRandom())
                .tail();
        return Arrays.copyOfRange(infos, (infos[1] & 0x80) == 0 ? 2 : 2 + (infos[1] & 0x7F), infos.length);
    }
}
