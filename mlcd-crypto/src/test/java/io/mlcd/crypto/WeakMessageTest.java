package io.mlcd.crypto;

import static io.mlcd.crypto.Refusals.refusal;
import static io.mlcd.crypto.TestKeys.ALICE;
import static io.mlcd.crypto.TestKeys.BOB;
import static io.mlcd.crypto.TestKeys.KEK;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mlcd.api.SealException;
import io.mlcd.api.SealException.Reason;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.OriginatorInfo;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is weak, oversized or of a form that is not read is refused, and no private key is used for it. */
class WeakMessageTest {
    private static final ASN1ObjectIdentifier GCM = CMSAlgorithm.AES256_GCM;
    private static final byte[] PLAIN = "a small model".getBytes(UTF_8);
    private static final byte[] NO_LABEL = {};

    private final TestKeys.Counting privateKey = new TestKeys.Counting(ALICE);
    private final CmsOpener opener = RsaOpener.with(privateKey);

    /** A message and why it is refused. */
    static final class Refused {
        private final String name;
        private final Reason reason;
        private final String messagePart;
        private final byte[] sealed;

        Refused(String name, Reason reason, String messagePart, byte[] sealed) {
            this.name = name;
            this.reason = reason;
            this.messagePart = messagePart;
            this.sealed = sealed;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Refused> otherTypes() throws Exception {
        return Stream.of(
                weak("EnvelopedData", "is CMS EnvelopedData, and only", Messages.enveloped(Messages.oaep(ALICE))),
                weak("SignedData", "is CMS SignedData, and only", Messages.signed()),
                weak("EncryptedData", "is CMS EncryptedData, and only", Messages.encrypted()));
    }

    static Stream<Refused> weakContent() throws Exception {
        return Stream.of(
                weak("AES-128-GCM", "(2.16.840.1.101.3.4.1.6)", encrypted(CMSAlgorithm.AES128_GCM)),
                weak("AES-192-GCM", "(2.16.840.1.101.3.4.1.26)", encrypted(CMSAlgorithm.AES192_GCM)),
                weak("AES-256-CCM", "(2.16.840.1.101.3.4.1.47)", encrypted(CMSAlgorithm.AES256_CCM)),
                weak("CBC", "than AES-256-GCM", changed(p -> parameters(p, CMSAlgorithm.AES256_CBC, 12, tagBytes(16)))),
                weak("a tag of 12 bytes that holds", "announces a tag of another length than 16", shortTag()),
                weak("tag length left out", "announces a tag", changed(p -> parameters(p, GCM, 12))),
                weak("a tag of 4 bytes", "has a tag of 4 bytes", changed(p -> p.tag = new DEROctetString(new byte[4]))),
                weak("a tag of 17 bytes", "of 17 bytes", changed(p -> p.tag = new DEROctetString(new byte[17]))),
                weak("a nonce of 8 bytes", "nonce of 8 bytes", changed(p -> parameters(p, GCM, 8, tagBytes(16)))),
                weak("a nonce of 16 bytes", "nonce of 16 bytes", changed(p -> parameters(p, GCM, 16, tagBytes(16)))));
    }

    static Stream<Refused> weakRecipients() throws Exception {
        String oaep = "than RSA-OAEP with SHA-256, MGF1 with SHA-256 or SHA-1, and no label";
        return Stream.of(
                weak("PKCS #1 v1.5", oaep, sealed(Messages.pkcs1(ALICE))),
                weak("PKCS #1 v1.5 for another", oaep, sealed(Messages.oaep(ALICE), Messages.pkcs1(BOB))),
                weak("OAEP-SHA-1", oaep, sealed(Messages.oaep(ALICE, "SHA-1", "SHA-1", NO_LABEL))),
                weak("OAEP-SHA-512", oaep, sealed(Messages.oaep(ALICE, "SHA-512", "SHA-256", NO_LABEL))),
                weak("MGF1-SHA-512", oaep, sealed(Messages.oaep(ALICE, "SHA-256", "SHA-512", NO_LABEL))),
                weak("a label", oaep, sealed(Messages.oaep(ALICE, "SHA-256", "SHA-256", new byte[] {1}))),
                weak(
                        "RSA-1024 for another",
                        "was sealed to an RSA key of 1024 bits, and the least allowed is 2048",
                        sealed(Messages.oaep(ALICE), Messages.oaep(TestKeys.rsa(1024)))),
                weak(
                        "an AES-128 content key",
                        "wraps a content key of another size than 256 bits",
                        Messages.authEnveloped(CMSAlgorithm.AES128_GCM, Messages.kek("kek-1", KEK))),
                weak(
                        "AES-128 key wrap for another",
                        "than AES-256 key wrap",
                        sealed(Messages.oaep(ALICE), Messages.kek("k", new SecretKeySpec(new byte[16], "AES")))));
    }

    static Stream<Refused> otherForms() throws Exception {
        ASN1Set attributes = new DERSet(new Attribute(CMSAttributes.contentHint, new DERSet(new DERUTF8String("x"))));
        return Stream.of(
                weak(
                        "originator",
                        "carries originator information",
                        changed(p -> p.originator = new OriginatorInfo(new DERSet(), new DERSet()))),
                weak("attributes", "carries authenticated attributes", changed(p -> p.authenticated = attributes)),
                weak("loose attributes", "carries unauthenticated", changed(p -> p.unauthenticated = attributes)),
                weak(
                        "type",
                        "a content type other than id-data",
                        changed(p -> p.contentType = CMSObjectIdentifiers.signedData)),
                weak("no content", "has its content elsewhere (it is detached)", changed(p -> p.content = null)));
    }

    static Stream<Refused> hostileRecipients() throws Exception {
        RecipientInfo good =
                recipient(Messages.parts(RsaSealer.to(ALICE.getPublic()).seal(PLAIN)));
        RecipientInfo[] many = new RecipientInfo[1001];
        Arrays.fill(many, good);
        ASN1Sequence sequence = ASN1Sequence.getInstance(good.toASN1Primitive());
        ASN1EncodableVector surplus = new ASN1EncodableVector();
        for (ASN1Encodable element : sequence) {
            surplus.add(element);
        }
        surplus.add(DERNull.INSTANCE);
        ASN1EncodableVector otherVersion = new ASN1EncodableVector();
        otherVersion.add(new ASN1Integer(3));
        for (int i = 1; i < sequence.size(); i++) {
            otherVersion.add(sequence.getObjectAt(i));
        }
        return Stream.of(
                limit("1,001 recipients", "the message has more than 1000 recipients", recipients(many)),
                limit("one above 1 MiB", "larger than 1048576 bytes", recipients(good, unknown(1 << 20, 0))),
                limit(
                        "1 MiB in sum",
                        "larger than 1048576 bytes",
                        recipients(good, unknown(400_000, 0), unknown(400_000, 1), unknown(400_000, 2))),
                tampered("a long length", "is not in DER", Messages.withRawRecipient(longLength(good))),
                tampered("a surplus element", "malformed", recipients(new DERSequence(surplus))),
                new Refused(
                        "another version",
                        Reason.UNSUPPORTED_VERSION,
                        "has a recipient of a version other than 2",
                        recipients(new DERSequence(otherVersion))),
                tampered("an empty one", "malformed", recipients(new DERSequence())),
                tampered(
                        "no sequence", "malformed", recipients(good, new DERTaggedObject(false, 2, new DERSequence()))),
                tampered("nested very deep", "malformed", deep()));
    }

    @ParameterizedTest
    @MethodSource({"otherTypes", "weakContent", "weakRecipients", "otherForms", "hostileRecipients"})
    void open_refusedForm_usesNoPrivateKey(Refused message) {
        SealException e = refusal(opener, message.sealed, message.name);
        assertThat(e).hasMessageContaining(message.messagePart);
        assertThat(e.reason()).isEqualTo(message.reason);
        assertThat(privateKey.uses()).as("uses of the private key").isZero();
    }

    @Test
    void open_strongMessageOfTheSameMaking_usesThePrivateKey() throws Exception {
        assertThat(opener.open(sealed(Messages.oaep(ALICE)))).isEqualTo(PLAIN);
        assertThat(privateKey.uses()).isPositive();
        assertThat(opener.open(changed(p -> {}))).isEqualTo(PLAIN);
    }

    @Test
    void open_oneThousandRecipientsOfOneName_usesThePrivateKeyOnce() throws Exception {
        opener.open(changed(p -> {}));
        int usesOfOneOpening = privateKey.uses();
        KeyTransRecipientInfo good = KeyTransRecipientInfo.getInstance(
                recipient(Messages.parts(changed(p -> {}))).getInfo());
        RecipientInfo[] wrong = new RecipientInfo[1000];
        for (int i = 0; i < wrong.length; i++) {
            byte[] garbage = new byte[256];
            garbage[255] = (byte) i;
            wrong[i] = new RecipientInfo(new KeyTransRecipientInfo(
                    good.getRecipientIdentifier(), good.getKeyEncryptionAlgorithm(), new DEROctetString(garbage)));
        }
        assertThat(refusal(opener, recipients(wrong), "garbage").reason()).isEqualTo(Reason.NO_MATCHING_KEY);
        assertThat(privateKey.uses()).isEqualTo(2 * usesOfOneOpening);
    }

    @Test
    void open_wrappedKeyOfAnotherLengthThanOurs_usesNoPrivateKey() throws Exception {
        KeyTransRecipientInfo good = KeyTransRecipientInfo.getInstance(
                recipient(Messages.parts(changed(p -> {}))).getInfo());
        byte[] sealed = recipients(new RecipientInfo(new KeyTransRecipientInfo(
                good.getRecipientIdentifier(), good.getKeyEncryptionAlgorithm(), new DEROctetString(new byte[257]))));
        assertThat(refusal(opener, sealed, "a long key").reason()).isEqualTo(Reason.NO_MATCHING_KEY);
        assertThat(privateKey.uses()).isZero();
    }

    @Test
    void seal_recipientsThatAReaderWouldRefuse_isRefused() throws Exception {
        Random random = new Random(5);
        CmsSealer sealer = AesSealer.with("kek-1", KEK);
        for (int i = 0; i < 500; i++) {
            BigInteger modulus = new BigInteger(16_384, random).setBit(16_383).setBit(0);
            sealer = sealer.and(RsaSealer.to(KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(modulus, BigInteger.valueOf(65_537)))));
        }
        CmsSealer many = sealer;
        assertThatExceptionOfType(SealException.class)
                .isThrownBy(() -> many.seal(PLAIN))
                .withMessageMatching("the recipients take \\d+ bytes, and together with the rest at most 1048576 are"
                        + " allowed before the content; seal to fewer, or to smaller keys")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.LIMIT_EXCEEDED));
    }

    private static Refused weak(String name, String messagePart, byte[] sealed) {
        return new Refused(name, Reason.WEAK_OR_UNSUPPORTED_ALGORITHM, messagePart, sealed);
    }

    private static Refused limit(String name, String messagePart, byte[] sealed) {
        return new Refused(name, Reason.LIMIT_EXCEEDED, messagePart, sealed);
    }

    private static Refused tampered(String name, String messagePart, byte[] sealed) {
        return new Refused(name, Reason.TAMPERED, messagePart, sealed);
    }

    private static byte[] encrypted(ASN1ObjectIdentifier algorithm) throws Exception {
        return Messages.authEnveloped(algorithm, Messages.oaep(ALICE));
    }

    private static byte[] sealed(RecipientInfoGenerator... recipients) throws Exception {
        return Messages.authEnveloped(GCM, recipients);
    }

    /** A message to Alice with a change. */
    private static byte[] changed(Consumer<Messages.Parts> change) throws Exception {
        Messages.Parts parts = Messages.parts(RsaSealer.to(ALICE.getPublic()).seal(PLAIN));
        change.accept(parts);
        return parts.join();
    }

    private static byte[] recipients(ASN1Encodable... recipients) throws Exception {
        return changed(p -> p.recipients(recipients));
    }

    private static RecipientInfo recipient(Messages.Parts parts) {
        return RecipientInfo.getInstance(parts.recipients.getObjectAt(0));
    }

    /** With a length that is said in three bytes where two are enough. */
    private static byte[] longLength(RecipientInfo recipient) throws Exception {
        byte[] der = recipient.getEncoded(ASN1Encoding.DER);
        assertThat(der[1]).isEqualTo((byte) 0x82);
        byte[] longer = new byte[der.length + 1];
        longer[0] = der[0];
        longer[1] = (byte) 0x83;
        System.arraycopy(der, 2, longer, 3, der.length - 2);
        return longer;
    }

    private static ASN1Encodable[] tagBytes(int tagBytes) {
        return new ASN1Encodable[] {new ASN1Integer(tagBytes)};
    }

    private static void parameters(
            Messages.Parts parts, ASN1ObjectIdentifier algorithm, int nonceBytes, ASN1Encodable... others) {
        ASN1EncodableVector parameters = new ASN1EncodableVector();
        parameters.add(new DEROctetString(new byte[nonceBytes]));
        parameters.addAll(others);
        parts.algorithm(algorithm, parameters);
    }

    /** A message that is right in itself, with a tag of 96 bits. */
    private static byte[] shortTag() throws Exception {
        byte[] key = new byte[32];
        byte[] nonce = new byte[12];
        Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
        gcm.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(96, nonce));
        byte[] out = gcm.doFinal(PLAIN);
        RecipientInfo wrapped = Recipient.Rsa.of(ALICE.getPublic()).wrap(key, new SecureRandom());
        return changed(p -> {
            p.recipients(wrapped);
            parameters(p, GCM, 12, tagBytes(12));
            p.content = new DEROctetString(Arrays.copyOf(out, PLAIN.length));
            p.tag = new DEROctetString(Arrays.copyOfRange(out, PLAIN.length, out.length));
        });
    }

    /** A recipient of a kind that is not known here. */
    private static ASN1Encodable unknown(int bytes, int number) {
        ASN1EncodableVector other = new ASN1EncodableVector();
        other.add(new ASN1ObjectIdentifier("1.2.3." + number));
        other.add(new DEROctetString(new byte[bytes]));
        return new DERTaggedObject(false, 4, new DERSequence(other));
    }

    /** A recipient of a hundred thousand sequences in one another, which would exhaust a careless parser's stack. */
    private static byte[] deep() throws Exception {
        int depth = 100_000;
        byte[] nested = new byte[6 * depth];
        for (int i = 0; i < depth; i++) {
            int length = 6 * (depth - 1 - i);
            byte[] header = {0x30, (byte) 0x84, 0, (byte) (length >> 16), (byte) (length >> 8), (byte) length};
            System.arraycopy(header, 0, nested, 6 * i, 6);
        }
        return Messages.withRawRecipient(nested);
    }
}
