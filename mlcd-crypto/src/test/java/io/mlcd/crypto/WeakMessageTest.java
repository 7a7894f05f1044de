package io.mlcd.crypto;

import static io.mlcd.crypto.Refusals.refusal;
import static io.mlcd.crypto.Samples.PASSPHRASE;
import static io.mlcd.crypto.TestKeys.ALICE;
import static io.mlcd.crypto.TestKeys.BOB;
import static io.mlcd.crypto.TestKeys.KEK;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.bouncycastle.cms.PasswordRecipient.PRF.HMacSHA1;
import static org.bouncycastle.cms.PasswordRecipient.PRF.HMacSHA224;
import static org.bouncycastle.cms.PasswordRecipient.PRF.HMacSHA256;
import static org.bouncycastle.cms.PasswordRecipient.PRF.HMacSHA512;

import io.mlcd.api.SealException;
import io.mlcd.api.SealException.Reason;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.List;
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
import org.bouncycastle.asn1.ASN1OctetString;
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
import org.bouncycastle.asn1.cms.KEMRecipientInfo;
import org.bouncycastle.asn1.cms.KeyTransRecipientInfo;
import org.bouncycastle.asn1.cms.OriginatorInfo;
import org.bouncycastle.asn1.cms.OtherRecipientInfo;
import org.bouncycastle.asn1.cms.PasswordRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientIdentifier;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAESOAEPparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.PasswordRecipient;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is weak, oversized or of a form that is not read is refused, and no private key is used for it. */
class WeakMessageTest {
    private static final ASN1ObjectIdentifier GCM = CMSAlgorithm.AES256_GCM;
    private static final byte[] PLAIN = "a small model".getBytes(UTF_8);
    private static final byte[] NO_LABEL = {};

    private final CountingKeys keys = new CountingKeys();
    private final CmsOpener opener = keys.opener();

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
                weak("EncryptedData", "is CMS EncryptedData, and only", Messages.encrypted()),
                weak(
                        "EnvelopedData for an AES key",
                        "is CMS EnvelopedData, and only",
                        Messages.enveloped(Messages.kek("kek-1", KEK))),
                weak(
                        "EnvelopedData by PKCS #1 v1.5",
                        "is CMS EnvelopedData, and only",
                        Messages.enveloped(Messages.pkcs1(ALICE))),
                weak(
                        "EnvelopedData for a passphrase",
                        "is CMS EnvelopedData, and only",
                        Messages.enveloped(passphrase(CMSAlgorithm.AES256_CBC, HMacSHA256, 100_000))));
    }

    static Stream<Refused> weakContent() throws Exception {
        return Stream.of(
                weak("AES-128-GCM", "(2.16.840.1.101.3.4.1.6)", encrypted(CMSAlgorithm.AES128_GCM)),
                weak("AES-192-GCM", "(2.16.840.1.101.3.4.1.26)", encrypted(CMSAlgorithm.AES192_GCM)),
                weak("AES-256-CCM", "(2.16.840.1.101.3.4.1.47)", encrypted(CMSAlgorithm.AES256_CCM)),
                weak("CBC", "than AES-256-GCM", changed(p -> parameters(p, CMSAlgorithm.AES256_CBC, 12, tagBytes(16)))),
                weak("a tag of 4 bytes that holds", "a tag of another length than 16", gcm(12, 4, tagBytes(4))),
                weak("a tag of 8 bytes that holds", "a tag of another length than 16", gcm(12, 8, tagBytes(8))),
                weak("a tag of 12 bytes that holds", "a tag of another length than 16", gcm(12, 12, tagBytes(12))),
                weak("a tag of 15 bytes that holds", "a tag of another length than 16", gcm(12, 15, tagBytes(15))),
                weak("12 bytes, the default, that hold", "a tag of another length than 16", gcm(12, 12)),
                weak("a tag of 4 bytes, announced as 16", "has a tag of 4 bytes", gcm(12, 4, tagBytes(16))),
                weak("a tag of 8 bytes, announced as 16", "has a tag of 8 bytes", gcm(12, 8, tagBytes(16))),
                weak("a tag of 12 bytes, announced as 16", "has a tag of 12 bytes", gcm(12, 12, tagBytes(16))),
                weak("a tag of 16 bytes, announced as 4", "a tag of another length than 16", gcm(12, 16, tagBytes(4))),
                weak("no tag", "has a tag of 0 bytes", gcm(12, 0, tagBytes(16))),
                weak("a nonce of 8 bytes that holds", "nonce of 8 bytes", gcm(8, 16, tagBytes(16))),
                weak("a nonce of 16 bytes that holds", "nonce of 16 bytes", gcm(16, 16, tagBytes(16))),
                weak("a nonce of 1 byte that holds", "nonce of 1 bytes", gcm(1, 16, tagBytes(16))),
                weak("a nonce of 13 bytes that holds", "nonce of 13 bytes", gcm(13, 16, tagBytes(16))),
                weak("no nonce", "nonce of 0 bytes", changed(p -> parameters(p, GCM, 0, tagBytes(16)))),
                weak("tag length left out", "announces a tag", changed(p -> parameters(p, GCM, 12))),
                weak("a tag of 17 bytes", "of 17 bytes", changed(p -> p.tag = new DEROctetString(new byte[17]))),
                weak("AES-128-CBC", "than AES-256-GCM", changed(p -> parameters(p, CMSAlgorithm.AES128_CBC, 12))),
                weak("triple DES", "than AES-256-GCM", changed(p -> parameters(p, CMSAlgorithm.DES_EDE3_CBC, 12))),
                weak("ChaCha20", "than AES-256-GCM", changed(p -> parameters(p, CMSAlgorithm.ChaCha20Poly1305, 12))));
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
                        sealed(Messages.oaep(ALICE), Messages.kek("k", new SecretKeySpec(new byte[16], "AES")))),
                weak(
                        "AES-128 key wrap",
                        "than AES-256 key wrap",
                        sealed(Messages.kek("kek-1", new SecretKeySpec(new byte[16], "AES")))),
                weak(
                        "AES-192 key wrap",
                        "than AES-256 key wrap",
                        sealed(Messages.kek("kek-1", new SecretKeySpec(new byte[24], "AES")))),
                weak(
                        "an AES-128 content key for RSA",
                        "than AES-256-GCM",
                        Messages.authEnveloped(CMSAlgorithm.AES128_GCM, Messages.oaep(ALICE))),
                weak("RSA-1024", "an RSA key of 1024 bits", sealed(Messages.oaep(TestKeys.rsa(1024)))),
                weak("RSA-1024 by PKCS #1 v1.5", oaep, sealed(Messages.pkcs1(TestKeys.rsa(1024)))),
                weak("OAEP-SHA-256 with MGF1-SHA-224", oaep, oaep("SHA-256", "SHA-224")),
                weak("OAEP-SHA-224", oaep, oaep("SHA-224", "SHA-256")),
                weak("OAEP-SHA-384", oaep, oaep("SHA-384", "SHA-384")),
                weak(
                        "OAEP without parameters",
                        oaep,
                        oaep(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSAES_OAEP))),
                weak("OAEP by default, SHA-1", oaep, oaep(identifier(new RSAESOAEPparams()))),
                weak(
                        "OAEP with another mask",
                        oaep,
                        oaep(identifier(
                                new RSAESOAEPparams(sha256(), sha256(), RSAESOAEPparams.DEFAULT_P_SOURCE_ALGORITHM)))),
                weak(
                        "OAEP with a label of another kind",
                        oaep,
                        oaep(identifier(new RSAESOAEPparams(
                                sha256(),
                                new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, sha256()),
                                sha256())))));
    }

    static Stream<Refused> weakPassphrases() throws Exception {
        String function = "by another function than HMAC-SHA-256";
        String cipher = "wraps its key for a passphrase by another cipher than AES-256";
        AlgorithmIdentifier good = Samples.PBKDF2.identifier();
        PBKDF2Params params = PBKDF2Params.getInstance(good.getParameters());
        return Stream.of(
                weak("HMAC-SHA-1", function, sealed(passphrase(CMSAlgorithm.AES256_CBC, HMacSHA1, 100_000))),
                weak("HMAC-SHA-224", function, sealed(passphrase(CMSAlgorithm.AES256_CBC, HMacSHA224, 100_000))),
                weak("HMAC-SHA-512", function, sealed(passphrase(CMSAlgorithm.AES256_CBC, HMacSHA512, 100_000))),
                weak("HMAC-SHA-1 by default", function, derived(new PBKDF2Params(params.getSalt(), 600_000))),
                weak("1 round", "PBKDF2 count to 1,", sealed(passphrase(CMSAlgorithm.AES256_CBC, HMacSHA256, 1))),
                weak(
                        "1,000 rounds",
                        "sets the PBKDF2 count to 1000, below the least allowed of 100000",
                        sealed(passphrase(CMSAlgorithm.AES256_CBC, HMacSHA256, 1000))),
                weak(
                        "99,999 rounds",
                        "below the least allowed of 100000",
                        sealed(passphrase(CMSAlgorithm.AES256_CBC, HMacSHA256, 99_999))),
                weak("PWRI with AES-128", cipher, sealed(passphrase(CMSAlgorithm.AES128_CBC, HMacSHA256, 100_000))),
                weak("PWRI with AES-192", cipher, sealed(passphrase(CMSAlgorithm.AES192_CBC, HMacSHA256, 100_000))),
                weak(
                        "PWRI with triple DES",
                        cipher,
                        sealed(passphrase(CMSAlgorithm.DES_EDE3_CBC, HMacSHA256, 100_000))),
                weak(
                        "an AES-128 content key",
                        "of another size than 256 bits",
                        Messages.authEnveloped(
                                CMSAlgorithm.AES128_GCM, passphrase(CMSAlgorithm.AES256_CBC, HMacSHA256, 100_000))),
                weak(
                        "a derived key of 128 bits",
                        "derives a key of another size than 256 bits",
                        derived(new PBKDF2Params(params.getSalt(), 600_000, 16, params.getPrf()))),
                weak(
                        "scrypt",
                        "by another algorithm than PBKDF2 or Argon2id (1.3.6.1.4.1.11591.4.11)",
                        derived(new AlgorithmIdentifier(
                                MiscObjectIdentifiers.id_scrypt, new ScryptParams(new byte[16], 1 << 15, 8, 1)))),
                weak("no derivation", "does not say how a key comes out", derived((AlgorithmIdentifier) null)),
                weak(
                        "AES key wrap in place of PWRI",
                        "by another algorithm than PWRI-KEK",
                        recipients(new DERTaggedObject(
                                false,
                                3,
                                new PasswordRecipientInfo(
                                        good,
                                        new AlgorithmIdentifier(CMSAlgorithm.AES256_WRAP),
                                        new DEROctetString(new byte[48]))))),
                weak("18 MiB for Argon2id", "below the least allowed of 19456", derived(argon2id(16, 18 << 10, 2, 1))),
                weak("1 pass of Argon2id", "below the least allowed of 2", derived(argon2id(16, 64 << 10, 1, 1))),
                weak("no lane of Argon2id", "below the least allowed of 1", derived(argon2id(16, 64 << 10, 3, 0))),
                limit("a salt of 7 bytes", "salt for a passphrase has 7 bytes", derived(salted(7))),
                limit("a salt of 65 bytes", "salt for a passphrase has 65 bytes", derived(salted(65))),
                limit("Argon2id: 0 bytes", "salt for a passphrase has 0 bytes", derived(argon2id(0, 64 << 10, 3, 4))));
    }

    static Stream<Refused> weakKems() throws Exception {
        String kem = "encapsulates its key by another algorithm than ML-KEM-768 with HKDF-SHA-256";
        KeyPair keys = kemKeys("ML-KEM-768");
        ASN1ObjectIdentifier hkdf = PKCSObjectIdentifiers.id_alg_hkdf_with_sha256;
        return Stream.of(
                weak("ML-KEM-512", kem, sealed(Messages.kem(kemKeys("ML-KEM-512"), CMSAlgorithm.AES256_WRAP, hkdf))),
                weak("ML-KEM-1024", kem, sealed(Messages.kem(kemKeys("ML-KEM-1024"), CMSAlgorithm.AES256_WRAP, hkdf))),
                weak("AES-128 key wrap", kem, sealed(Messages.kem(keys, CMSAlgorithm.AES128_WRAP, hkdf))),
                weak(
                        "HKDF-SHA-512",
                        kem,
                        sealed(Messages.kem(
                                keys, CMSAlgorithm.AES256_WRAP, PKCSObjectIdentifiers.id_alg_hkdf_with_sha512))),
                weak("a key of 128 bits", kem, kem(16, null, MlKem.WRAP, 1088, 40)),
                weak("keying material", kem, kem(32, new DEROctetString(new byte[1]), MlKem.WRAP, 1088, 40)),
                weak(
                        "AES-128 key wrap with a key of 256 bits",
                        "wraps its key by another algorithm than AES-256 key wrap",
                        kem(32, null, new AlgorithmIdentifier(CMSAlgorithm.AES128_WRAP), 1088, 40)),
                weak("an AES-128 content key", "of another size than 256 bits", kem(32, null, MlKem.WRAP, 1088, 24)),
                tampered("a short encapsulation", "has 768 bytes instead of 1088", kem(32, null, MlKem.WRAP, 768, 40)));
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
                limit("nested very deep", "is nested deeper than 12 elements", deep()));
    }

    @ParameterizedTest
    @MethodSource({
        "otherTypes",
        "weakContent",
        "weakRecipients",
        "weakPassphrases",
        "weakKems",
        "otherForms",
        "hostileRecipients"
    })
    void open_refusedForm_usesNoKey(Refused message) {
        SealException e = refusal(opener, message.sealed, message.name);
        assertThat(e).hasMessageContaining(message.messagePart);
        assertThat(e.reason()).isEqualTo(message.reason);
        assertThat(keys.uses()).as("uses of any key").isZero();
    }

    /** The other side of the test above: what differs from its messages only in strength does use the keys. */
    static Stream<Refused> strong() throws Exception {
        return Stream.of(
                weak("RSA", "", sealed(Messages.oaep(ALICE))),
                weak("RSA in a service", "", sealed(Messages.oaep(BOB))),
                weak("AES", "", sealed(Messages.kek("kek-1", KEK))),
                weak("AES in a service", "", sealed(Messages.kek("service-1", KEK))),
                weak("taken apart and joined", "", changed(p -> {})),
                weak("GCM by hand", "", gcm(12, 16, tagBytes(16))));
    }

    @ParameterizedTest
    @MethodSource("strong")
    void open_strongMessageOfTheSameMaking_opensAndUsesAKey(Refused message) {
        assertThat(opener.open(message.sealed)).isEqualTo(PLAIN);
        assertThat(keys.uses()).isPositive();
    }

    @Test
    void open_strongPassphraseOfTheSameMaking_opens() throws Exception {
        CmsOpener passphrase = PassphraseOpener.with(PASSPHRASE);
        assertThat(passphrase.open(sealed(passphrase(CMSAlgorithm.AES256_CBC, HMacSHA256, 100_000))))
                .isEqualTo(PLAIN);
        assertThat(passphrase.open(recipientOf(Samples.ARGON2ID))).isEqualTo(PLAIN);
        assertThatExceptionOfType(IllegalStateException.class)
                .as("a destroyed passphrase shows that it is used")
                .isThrownBy(() -> opener.open(recipientOf(Samples.PBKDF2)));
    }

    /** Nothing about the tags is wrong but their length. */
    @ParameterizedTest
    @ValueSource(ints = {4, 8, 12, 15, 16})
    void shortTags_hold(int tagBytes) throws Exception {
        Messages.Parts parts = Messages.parts(gcm(12, tagBytes, tagBytes(tagBytes)));
        GCMModeCipher gcm = GCMBlockCipher.newInstance(AESEngine.newInstance());
        gcm.init(false, new AEADParameters(new KeyParameter(new byte[32]), Byte.SIZE * tagBytes, new byte[12]));
        byte[] sealed = Der.join(parts.ciphertext(), parts.tag.getOctets(), new byte[0]);
        byte[] plain = new byte[gcm.getOutputSize(sealed.length)];
        int written = gcm.processBytes(sealed, 0, sealed.length, plain, 0);
        written += gcm.doFinal(plain, written);
        assertThat(Arrays.copyOf(plain, written)).isEqualTo(PLAIN);
    }

    @Test
    void open_oneThousandRecipientsOfOneName_usesThePrivateKeyOnce() throws Exception {
        opener.open(changed(p -> {}));
        int usesOfOneOpening = keys.privateKeyUses();
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
        assertThat(keys.privateKeyUses()).isEqualTo(2 * usesOfOneOpening);
    }

    @Test
    void open_wrappedKeyOfAnotherLengthThanOurs_isLikeOneThatDoesNotUnwrap() throws Exception {
        opener.open(changed(p -> {}));
        int usesOfOneOpening = keys.privateKeyUses();
        KeyTransRecipientInfo good = KeyTransRecipientInfo.getInstance(
                recipient(Messages.parts(changed(p -> {}))).getInfo());
        byte[] sealed = recipients(new RecipientInfo(new KeyTransRecipientInfo(
                good.getRecipientIdentifier(), good.getKeyEncryptionAlgorithm(), new DEROctetString(new byte[257]))));
        assertThat(refusal(opener, sealed, "a long key").reason()).isEqualTo(Reason.NO_MATCHING_KEY);
        assertThat(keys.privateKeyUses()).isEqualTo(2 * usesOfOneOpening);
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

    /** A message that is right in itself, with nonce and tag of the given lengths: a short tag is the start of the whole. */
    private static byte[] gcm(int nonceBytes, int tagBytes, ASN1Encodable... announced) throws Exception {
        byte[] key = new byte[32];
        byte[] nonce = new byte[nonceBytes];
        Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
        gcm.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        byte[] out = gcm.doFinal(PLAIN);
        RecipientInfo wrapped = Recipient.Rsa.of(ALICE.getPublic()).wrap(key, new SecureRandom());
        return changed(p -> {
            p.recipients(wrapped);
            parameters(p, GCM, nonceBytes, announced);
            p.content = new DEROctetString(Arrays.copyOf(out, PLAIN.length));
            p.tag = new DEROctetString(Arrays.copyOfRange(out, PLAIN.length, PLAIN.length + tagBytes));
        });
    }

    private static RecipientInfoGenerator passphrase(ASN1ObjectIdentifier wrap, PasswordRecipient.PRF prf, int count) {
        return Messages.passphrase(wrap, prf, count, PASSPHRASE);
    }

    private static byte[] recipientOf(KeyDerivation derivation) throws Exception {
        byte[] contentKey = new byte[AesGcm.KEY_BYTES];
        byte[] recipient = Samples.recipient(derivation, contentKey, new SecureRandom());
        return Samples.seal(List.of(recipient), contentKey, PLAIN);
    }

    private static byte[] derived(PBKDF2Params params) throws Exception {
        return derived(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBKDF2, params));
    }

    private static PBKDF2Params salted(int saltBytes) {
        return PBKDF2Params.getInstance(new KeyDerivation.Pbkdf2(new byte[saltBytes], 600_000)
                .identifier()
                .getParameters());
    }

    private static AlgorithmIdentifier argon2id(int saltBytes, int memoryKib, int passes, int lanes) {
        return new KeyDerivation.Argon2id(new byte[saltBytes], memoryKib, passes, lanes).identifier();
    }

    /** A message to a passphrase with another derivation; nobody derived that key. */
    private static byte[] derived(AlgorithmIdentifier derivation) throws Exception {
        AlgorithmIdentifier wrap = new PasswordWrap(new byte[16], new byte[48])
                .info(Samples.PBKDF2)
                .getKeyEncryptionAlgorithm();
        return recipients(new DERTaggedObject(
                false, 3, new PasswordRecipientInfo(derivation, wrap, new DEROctetString(new byte[48]))));
    }

    private static KeyPair kemKeys(String name) throws Exception {
        return KeyPairGenerator.getInstance(name, Messages.BC).generateKeyPair();
    }

    /** A message to an ML-KEM-768 key of which nothing is true but the lengths. */
    private static byte[] kem(
            int keyBytes, ASN1OctetString material, AlgorithmIdentifier wrap, int encapsulatedBytes, int wrappedBytes)
            throws Exception {
        KEMRecipientInfo info = new KEMRecipientInfo(
                new RecipientIdentifier(new DEROctetString(new byte[20])),
                MlKem.KEM,
                new DEROctetString(new byte[encapsulatedBytes]),
                MlKem.KDF,
                new ASN1Integer(keyBytes),
                material,
                wrap,
                new DEROctetString(new byte[wrappedBytes]));
        return recipients(new RecipientInfo(new OtherRecipientInfo(CMSObjectIdentifiers.id_ori_kem, info)));
    }

    private static byte[] oaep(String digest, String maskDigest) throws Exception {
        return sealed(Messages.oaep(ALICE, digest, maskDigest, NO_LABEL));
    }

    /** A message to Alice with another algorithm beside her wrapped key. */
    private static byte[] oaep(AlgorithmIdentifier algorithm) throws Exception {
        KeyTransRecipientInfo good = KeyTransRecipientInfo.getInstance(
                recipient(Messages.parts(changed(p -> {}))).getInfo());
        return recipients(new RecipientInfo(
                new KeyTransRecipientInfo(good.getRecipientIdentifier(), algorithm, good.getEncryptedKey())));
    }

    private static AlgorithmIdentifier identifier(RSAESOAEPparams parameters) {
        return new AlgorithmIdentifier(PKCSObjectIdentifiers.id_RSAES_OAEP, parameters);
    }

    private static AlgorithmIdentifier sha256() {
        return new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE);
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
