package io.mlcd.crypto;

import static io.mlcd.crypto.Refusals.refusal;
import static io.mlcd.crypto.TestKeys.ALICE;
import static io.mlcd.crypto.TestKeys.BOB;
import static io.mlcd.crypto.TestKeys.KEK;
import static io.mlcd.crypto.TestKeys.P256;
import static io.mlcd.crypto.TestKeys.P384;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.SealException;
import io.mlcd.api.SealException.Reason;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures of publishers, inside what is sealed. */
class SignatureTest {
    private static final byte[] PLAIN = "a small model".getBytes(UTF_8);
    private static final CmsSealer SEALER = AesSealer.with("kek-1", KEK);
    private static final CmsOpener OPENER = AesOpener.with("kek-1", KEK);
    private static final KeyPair ED25519 = generated("Ed25519");
    private static final KeyPair ML_DSA = Keys.newMlDsaKeyPair();

    @TempDir
    private Path folder;

    private static KeyPair generated(String algorithm) {
        try {
            return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A signer and the key that verifies. */
    record Case(String name, SigningKey signer, KeyPair keys) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> signers() {
        return Stream.of(
                new Case("RSA-PSS", SigningKey.of(BOB.getPrivate()), BOB),
                new Case("ECDSA P-256", SigningKey.of(P256.getPrivate()), P256),
                new Case("ECDSA P-384", SigningKey.of(P384.getPrivate(), P384.getPublic()), P384),
                new Case("Ed25519", SigningKey.ed25519(ED25519.getPrivate(), ED25519.getPublic()), ED25519),
                new Case("ML-DSA-65", SigningKey.mlDsa65(ML_DSA.getPrivate(), ML_DSA.getPublic()), ML_DSA));
    }

    @ParameterizedTest
    @MethodSource("signers")
    void signed_openedByOneWhoTrusts_andByOneWhoDoesNotAsk(Case one) {
        for (int length : new int[] {0, 1, 127, 128, 5000, 100_000}) {
            byte[] plain = bytes(length);
            byte[] sealed = SEALER.signedBy(one.signer).seal(plain);
            assertThat(OPENER.trusting(one.keys.getPublic()).open(sealed)).isEqualTo(plain);
            assertThat(OPENER.open(sealed)).isEqualTo(plain);
        }
    }

    @ParameterizedTest
    @MethodSource("signers")
    void signed_byAnother_isRefused(Case one) {
        byte[] sealed = SEALER.signedBy(one.signer).seal(PLAIN);
        for (KeyPair other : new KeyPair[] {TestKeys.rsa(3072), ED25519, P256, P384, ML_DSA}) {
            if (other != one.keys) {
                SealException e = refusal(OPENER.trusting(other.getPublic()), sealed, "by another");
                assertThat(e.code()).isEqualTo("seal/untrusted-signer");
                assertThat(e)
                        .hasMessageStartingWith("the message is signed, but not by one who is trusted here (")
                        .hasMessageEndingWith("); if the signer should be, add trusting(publicKey)");
            }
        }
    }

    @Test
    void unsigned_whereASignatureIsRequired_isRefused() {
        SealException e = refusal(OPENER.trusting(P256.getPublic()), SEALER.seal(PLAIN), "unsigned");
        assertThat(e.code()).isEqualTo("seal/signature-missing");
        assertThat(e)
                .hasMessage(
                        "the message is not signed, but a publisher's signature is required here; have it sealed by a"
                                + " sealer with signedBy(key)");
    }

    @Test
    void signed_oneOfSeveralTrusted_isEnough() {
        CmsOpener opener = OPENER.trusting(BOB.getPublic()).trusting(P256.getPublic());
        assertThat(opener.open(SEALER.signedBy(BOB.getPrivate()).seal(PLAIN))).isEqualTo(PLAIN);
        assertThat(opener.open(
                        SEALER.signedBy(P256.getPrivate(), P256.getPublic()).seal(PLAIN)))
                .isEqualTo(PLAIN);
        assertThat(refusal(opener, SEALER.signedBy(P384.getPrivate()).seal(PLAIN), "P-384")
                        .reason())
                .isEqualTo(Reason.UNTRUSTED_SIGNER);
    }

    @Test
    void signedByACertificate_isTrustedByItAndByItsKey() {
        for (X509Certificate certificate : new X509Certificate[] {TestKeys.CERTIFICATE, TestKeys.SIGNING_CERTIFICATE}) {
            byte[] sealed = SEALER.signedBy(BOB.getPrivate(), certificate).seal(PLAIN);
            assertThat(OPENER.trusting(certificate).open(sealed)).isEqualTo(PLAIN);
            assertThat(OPENER.trusting(BOB.getPublic()).open(sealed)).isEqualTo(PLAIN);
        }
        // Named by issuer and serial number, which a bare key cannot know.
        X509Certificate plain = TestKeys.certificate(P256, false, 0);
        byte[] sealed = SEALER.signedBy(P256.getPrivate(), plain).seal(PLAIN);
        assertThat(OPENER.trusting(plain).open(sealed)).isEqualTo(PLAIN);
        assertThat(OPENER.trusting(P256.getPublic()).open(sealed)).isEqualTo(PLAIN);
    }

    @Test
    void and_or_keepSignerAndTrust() {
        CmsSealer signed = RsaSealer.to(ALICE.getPublic()).signedBy(BOB.getPrivate());
        assertThat(signed.and(SEALER)).isEqualTo(SEALER.and(signed));
        assertThat(signed.and(SEALER).toString()).contains(", signed by RSA-PSS key ");
        CmsOpener trusting = OPENER.trusting(BOB.getPublic());
        CmsOpener both = RsaOpener.with(ALICE.getPrivate()).or(trusting);
        assertThat(both.open(SEALER.and(signed).seal(PLAIN))).isEqualTo(PLAIN);
        assertThat(refusal(both, RsaSealer.to(ALICE.getPublic()).seal(PLAIN), "unsigned to the other key")
                        .reason())
                .isEqualTo(Reason.SIGNATURE_MISSING);
        assertThat(trusting.toString()).contains(", trusting RSA-PSS key ");
        assertThat(OPENER).isNotEqualTo(trusting);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> signed.and(SEALER.signedBy(P256.getPrivate())))
                .withMessageContaining("call signedBy once, after and");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> trusting.or(RsaOpener.with(ALICE.getPrivate()).trusting(P256.getPublic())))
                .withMessageContaining("call trusting after or, for all keys");
    }

    @Test
    void signedBy_unfitKeys_saysWhatToDo() {
        assertThatThrownBy(() -> SEALER.signedBy(ED25519.getPrivate(), ED25519.getPublic()))
                .isInstanceOf(SealException.class)
                .hasMessage("a signature by Ed25519 must be asked for by name, since OpenSSL 3.0 does not read it:"
                        + " SigningKey.ed25519(...), SigningKey.mlDsa65(...)");
        assertThatThrownBy(() -> SEALER.signedBy(ALICE.getPrivate()))
                .isInstanceOf(SealException.class)
                .hasMessage("the public key of the algorithm RSA has 2048 bits, and 3072 to 16384 are allowed for"
                        + " signatures; give an RSA key of 3072 bits or more, an EC key on P-256 or P-384, an Ed25519 or an"
                        + " ML-DSA-65 key");
        assertThatThrownBy(() -> OPENER.trusting(ALICE.getPublic())).isInstanceOf(SealException.class);
        assertThatThrownBy(() -> SigningKey.mlDsa65(ED25519.getPrivate(), ED25519.getPublic()))
                .isInstanceOf(SealException.class)
                .hasMessage("the key is one of Ed25519 and not of ML-DSA-65");
        assertThatThrownBy(() -> SEALER.signedBy(ED25519.getPrivate()))
                .isInstanceOf(SealException.class)
                .hasMessageContaining("does not tell its public key");
        KeyPair p521 = TestKeys.ec("secp521r1");
        assertThatThrownBy(() -> SEALER.signedBy(p521.getPrivate()))
                .isInstanceOf(SealException.class)
                .hasMessage("the EC key is on another curve than P-256 and P-384; make one on P-256");
        X509Certificate encryptsOnly = TestKeys.certificate(BOB, true, KeyUsage.keyEncipherment);
        assertThatThrownBy(() -> SEALER.signedBy(BOB.getPrivate(), encryptsOnly))
                .isInstanceOf(SealException.class)
                .hasMessageContaining("does not allow digitalSignature");
    }

    @Test
    void signedBy_halvesOfTwoKeys_isRefused_atOnceOrWhenItSigns() throws Exception {
        KeyPair other = TestKeys.ec("secp256r1");
        for (PrivateKey key : new PrivateKey[] {P256.getPrivate(), BOB.getPrivate()}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SEALER.signedBy(key, other.getPublic()))
                    .withMessage(
                            "the private and the public key do not belong together; give the two halves of one key");
        }
        // A key that does not tell its public half.
        CmsSealer mixed = SEALER.signedBy(
                SigningKey.ed25519(ED25519.getPrivate(), generated("Ed25519").getPublic()));
        assertThatThrownBy(() -> mixed.seal(PLAIN))
                .isInstanceOf(SealException.class)
                .hasMessageContaining("made a signature that its public key does not verify");
    }

    /** With a salt that RSA-PSS of that size cannot have, in the name of one who is trusted: no word of providers. */
    @Test
    void open_signatureWithAnImpossibleSalt_isInvalid() throws Exception {
        byte[] sealed = changed(SigningKey.of(BOB.getPrivate()), info -> {
            AlgorithmIdentifier sha256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256);
            AlgorithmIdentifier salted = new AlgorithmIdentifier(
                    info.getDigestEncryptionAlgorithm().getAlgorithm(),
                    new RSASSAPSSparams(
                            sha256,
                            new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, sha256),
                            new ASN1Integer(30_000),
                            new ASN1Integer(1)));
            ASN1Set attributes = without(info.getAuthenticatedAttributes(), algorithmProtection(info));
            return new SignerInfo(
                    info.getSID(), info.getDigestAlgorithm(), attributes, salted, info.getEncryptedDigest(), (ASN1Set)
                            null);
        });
        assertThat(refusal(OPENER.trusting(BOB.getPublic()), sealed, "a salt of 30,000 bytes")
                        .reason())
                .isEqualTo(Reason.SIGNATURE_INVALID);
    }

    private static int algorithmProtection(SignerInfo info) {
        ASN1Set attributes = info.getAuthenticatedAttributes();
        for (int i = 0; i < attributes.size(); i++) {
            if (Attribute.getInstance(attributes.getObjectAt(i))
                    .getAttrType()
                    .equals(CMSAttributes.cmsAlgorithmProtect)) {
                return i;
            }
        }
        throw new AssertionError("no algorithm protection");
    }

    @Test
    void open_ecdsaOfTwoZeros_isInvalid() throws Exception {
        byte[] zeros = new DERSequence(new ASN1Encodable[] {new ASN1Integer(0), new ASN1Integer(0)}).getEncoded();
        byte[] sealed = changed(
                SigningKey.of(P256.getPrivate()),
                info -> with(
                        info, info.getDigestAlgorithm(), info.getAuthenticatedAttributes(), new DEROctetString(zeros)));
        assertThat(refusal(OPENER.trusting(P256.getPublic()), sealed, "zeros").reason())
                .isEqualTo(Reason.SIGNATURE_INVALID);
    }

    @Test
    void seal_aSignedMessageWithoutASigner_isRefused() throws Exception {
        byte[] signed = signed(PLAIN, SigningKey.of(P256.getPrivate()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SEALER.seal(signed))
                .withMessage("the content is a CMS SignedData, which an opener would take for a signature of this"
                        + " sealer's; seal what is inside, with signedBy(key)");
        // With a signer it is a content as any other.
        CmsOpener trusting = OPENER.trusting(P384.getPublic());
        assertThat(trusting.open(SEALER.signedBy(P384.getPrivate()).seal(signed)))
                .isEqualTo(signed);
    }

    /** The signed message that a sealer with a signer would encrypt. */
    private static byte[] signed(byte[] plain, SigningKey signer) throws Exception {
        return SignedWriter.write(plain, signer, new SecureRandom()).joined();
    }

    /** Any bytes, sealed as if a sealer had signed them. */
    private static byte[] sealedAsSigned(byte[] message) throws Exception {
        byte[] key = bytes(32);
        byte[] recipient = SEALER.wrap(SEALER.recipients().get(0), key);
        return EnvelopeWriter.write(List.of(recipient), key, new byte[12], EnvelopeWriter.Content.of(message));
    }

    @Test
    void bouncyCastle_verifiesWhatIsSigned() throws Exception {
        for (Case one : signers().toList()) {
            CMSSignedData data = new CMSSignedData(signed(PLAIN, one.signer));
            SignerInformation info =
                    data.getSignerInfos().getSigners().iterator().next();
            assertThat(info.verify(new JcaSimpleSignerInfoVerifierBuilder()
                            .setProvider(Messages.BC)
                            .build(Messages.BC_KEYS.convert(one.keys.getPublic()))))
                    .as(one.name)
                    .isTrue();
            assertThat(data.getSignedContent().getContent()).isEqualTo(PLAIN);
        }
    }

    @Test
    void open_signedByBouncyCastle_opens() throws Exception {
        X509Certificate certificate = TestKeys.certificate(P384, false, 0);
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(
                new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                        .build(
                                new JcaContentSignerBuilder("SHA384withECDSA").build(P384.getPrivate()),
                                new JcaX509CertificateHolder(certificate)));
        byte[] signed =
                generator.generate(new CMSProcessableByteArray(PLAIN), true).getEncoded();
        byte[] sealed = sealedAsSigned(signed);
        assertThat(OPENER.trusting(P384.getPublic()).open(sealed)).isEqualTo(PLAIN);
        assertThat(OPENER.trusting(certificate).open(sealed)).isEqualTo(PLAIN);
    }

    /** What is inside is changed, and sealed again by one who has the key: that is what a signature is for. */
    @ParameterizedTest
    @MethodSource("signers")
    void open_anyBitOfTheSignedMessageFlipped_givesTheContentOrIsRefused(Case one) throws Exception {
        CmsOpener trusting = OPENER.trusting(one.keys.getPublic());
        byte[] message = signed(PLAIN, one.signer);
        int step = message.length > 2000 ? 7 : 1;
        int refused = 0;
        for (int bit = 0; bit < 8 * message.length; bit += step) {
            byte[] flipped = message.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            byte[] sealed = sealedAsSigned(flipped);
            byte[] content;
            try {
                content = trusting.open(sealed);
            } catch (SealException e) {
                refused++;
                continue;
            }
            // The set of digests in front, and the key's name, which are hints, are not signed; the content is.
            assertThat(content).as("bit %s", bit).isEqualTo(PLAIN);
        }
        assertThat(refused).isGreaterThan(8 * message.length / step / 2);
    }

    @Test
    void open_signedMessageCutAnywhere_isRefused() throws Exception {
        byte[] message = signed(PLAIN, SigningKey.of(P256.getPrivate()));
        for (int length = 0; length < message.length; length++) {
            byte[] cut = Arrays.copyOf(message, length);
            if (SignedContent.isSigned(cut)) {
                refusal(OPENER, sealedAsSigned(cut), "cut at " + length);
            }
            refusal(OPENER.trusting(P256.getPublic()), sealedAsSigned(cut), "cut at " + length);
        }
        byte[] longer = Arrays.copyOf(message, message.length + 1);
        assertThat(refusal(OPENER, sealedAsSigned(longer), "one byte more"))
                .hasMessageContaining("1 more bytes follow");
    }

    /** A signed message whose only signature is changed. */
    private static byte[] changed(SigningKey signer, UnaryOperator<SignerInfo> change) throws Exception {
        SignedData data = SignedData.getInstance(
                ContentInfo.getInstance(signed(PLAIN, signer)).getContent());
        SignerInfo info = SignerInfo.getInstance(data.getSignerInfos().getObjectAt(0));
        return message(data, new DERSet(change.apply(info)));
    }

    private static byte[] message(SignedData data, ASN1Set signers) throws Exception {
        SignedData changed = new SignedData(
                data.getDigestAlgorithms(),
                data.getEncapContentInfo(),
                data.getCertificates(),
                data.getCRLs(),
                signers);
        return sealedAsSigned(new ContentInfo(CMSObjectIdentifiers.signedData, changed).getEncoded(ASN1Encoding.DER));
    }

    private static SignerInfo with(
            SignerInfo info, AlgorithmIdentifier digest, ASN1Set attributes, ASN1OctetString signature) {
        return new SignerInfo(
                info.getSID(), digest, attributes, info.getDigestEncryptionAlgorithm(), signature, (ASN1Set) null);
    }

    private static ASN1Set without(ASN1Set attributes, int index) {
        ASN1EncodableVector rest = new ASN1EncodableVector();
        for (int i = 0; i < attributes.size(); i++) {
            if (i != index) {
                rest.add(attributes.getObjectAt(i));
            }
        }
        return new DERSet(rest);
    }

    @Test
    void open_signatureOfAnotherForm_isRefused() throws Exception {
        SigningKey signer = SigningKey.of(P256.getPrivate());
        CmsOpener trusting = OPENER.trusting(P256.getPublic());
        byte[] bare = changed(signer, info -> with(info, info.getDigestAlgorithm(), null, info.getEncryptedDigest()));
        assertThat(refusal(trusting, bare, "without attributes"))
                .hasMessageContaining("has a signature without signed attributes");
        AlgorithmIdentifier sha512 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha512);
        byte[] otherDigest = changed(
                signer, info -> with(info, sha512, info.getAuthenticatedAttributes(), info.getEncryptedDigest()));
        assertThat(refusal(trusting, otherDigest, "another digest"))
                .hasMessageContaining("is signed by another algorithm than ECDSA P-256 with SHA-256");
        byte[] noSignature = changed(
                signer,
                info -> with(
                        info,
                        info.getDigestAlgorithm(),
                        info.getAuthenticatedAttributes(),
                        new DEROctetString(new byte[0])));
        assertThat(refusal(trusting, noSignature, "an empty signature").code()).isEqualTo("seal/signature-invalid");
        for (int i = 0; i < 3; i++) {
            int index = i;
            byte[] fewer = changed(
                    signer,
                    info -> with(
                            info,
                            info.getDigestAlgorithm(),
                            without(info.getAuthenticatedAttributes(), index),
                            info.getEncryptedDigest()));
            assertThat(refusal(trusting, fewer, "an attribute less").code()).isEqualTo("seal/signature-invalid");
        }
        byte[] twice = changed(signer, info -> {
            ASN1EncodableVector attributes = new ASN1EncodableVector();
            for (ASN1Encodable attribute : info.getAuthenticatedAttributes()) {
                attributes.add(attribute);
            }
            attributes.add(new Attribute(CMSAttributes.messageDigest, new DERSet(new DEROctetString(new byte[32]))));
            return with(info, info.getDigestAlgorithm(), new DERSet(attributes), info.getEncryptedDigest());
        });
        assertThat(refusal(trusting, twice, "two digests")).hasMessageContaining("it says one thing twice");
    }

    @Test
    void open_noSignatureInASignedMessage_orTooMany() throws Exception {
        SignedData data =
                SignedData.getInstance(ContentInfo.getInstance(signed(PLAIN, SigningKey.of(P256.getPrivate())))
                        .getContent());
        assertThat(refusal(OPENER.trusting(P256.getPublic()), message(data, new DERSet()), "none")
                        .reason())
                .isEqualTo(Reason.SIGNATURE_MISSING);
        ASN1Encodable[] many = new ASN1Encodable[17];
        Arrays.fill(many, data.getSignerInfos().getObjectAt(0));
        assertThat(refusal(OPENER, message(data, new DERSet(many)), "seventeen"))
                .hasMessage("the message has more than 16 signatures; sign it by fewer");
    }

    /** A trusted publisher among strangers, whoever comes first. */
    @Test
    void open_severalSigners_oneTrusted() throws Exception {
        SignedData one = SignedData.getInstance(ContentInfo.getInstance(signed(PLAIN, SigningKey.of(P256.getPrivate())))
                .getContent());
        SignedData other =
                SignedData.getInstance(ContentInfo.getInstance(signed(PLAIN, SigningKey.of(BOB.getPrivate())))
                        .getContent());
        SignedData foreign =
                SignedData.getInstance(ContentInfo.getInstance(signed(bytes(5), SigningKey.of(P384.getPrivate())))
                        .getContent());
        byte[] sealed = message(one, new DERSet(new ASN1Encodable[] {
            one.getSignerInfos().getObjectAt(0),
            other.getSignerInfos().getObjectAt(0),
            foreign.getSignerInfos().getObjectAt(0)
        }));
        assertThat(OPENER.trusting(P256.getPublic()).open(sealed)).isEqualTo(PLAIN);
        assertThat(OPENER.trusting(BOB.getPublic()).open(sealed)).isEqualTo(PLAIN);
        assertThat(OPENER.trusting(P384.getPublic()).trusting(BOB.getPublic()).open(sealed))
                .isEqualTo(PLAIN);
        assertThat(refusal(OPENER.trusting(P384.getPublic()), sealed, "for another content"))
                .hasMessageContaining("it is for another content");
    }

    // OpenSSL.

    @ParameterizedTest
    @ValueSource(strings = {"rsa", "p256", "p384"})
    void openssl_decryptsAndVerifiesOneFile(String which) throws Exception {
        OpenSsl.require();
        OpenSsl openssl = new OpenSsl(folder);
        KeyPair keys = which.equals("rsa") ? BOB : which.equals("p256") ? P256 : P384;
        X509Certificate certificate = TestKeys.certificate(keys, true, 0);
        openssl.write("publisher.crt", TestKeys.pem("CERTIFICATE", certificate.getEncoded()));
        openssl.write(
                "alice.key", TestKeys.pem("PRIVATE KEY", ALICE.getPrivate().getEncoded()));
        openssl.write("alice.crt", TestKeys.pem("CERTIFICATE", TestKeys.PLAIN_CERTIFICATE.getEncoded()));
        byte[] plain = bytes(70_000);
        for (SigningKey signer : new SigningKey[] {
            SigningKey.of(keys.getPrivate(), certificate), SigningKey.of(keys.getPrivate(), keys.getPublic())
        }) {
            byte[] sealed =
                    RsaSealer.to(TestKeys.PLAIN_CERTIFICATE).signedBy(signer).seal(plain);
            byte[] signed = openssl.decrypt(sealed, "-inkey", "alice.key", "-recip", "alice.crt");
            assertThat(openssl.verify(signed, "-CAfile", "publisher.crt", "-certfile", "publisher.crt"))
                    .isEqualTo(plain);
        }
        byte[] withCertificate = openssl.decrypt(
                RsaSealer.to(TestKeys.PLAIN_CERTIFICATE)
                        .signedBy(keys.getPrivate(), certificate)
                        .seal(plain),
                "-inkey",
                "alice.key",
                "-recip",
                "alice.crt");
        assertThat(openssl.verify(withCertificate, "-CAfile", "publisher.crt")).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa", "p256", "p384"})
    void open_signedAndEncryptedByOpenssl_opens(String which) throws Exception {
        OpenSsl.require();
        OpenSsl openssl = new OpenSsl(folder);
        KeyPair keys = which.equals("rsa") ? BOB : which.equals("p256") ? P256 : P384;
        openssl.write("p.key", TestKeys.pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        openssl.write(
                "p.crt",
                TestKeys.pem("CERTIFICATE", TestKeys.certificate(keys, true, 0).getEncoded()));
        openssl.write("alice.crt", TestKeys.pem("CERTIFICATE", TestKeys.PLAIN_CERTIFICATE.getEncoded()));
        byte[] plain = bytes(70_000);
        String[] pss = {"-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:32"};
        // OpenSSL 3.0 cannot sign by RSA-PSS as a stream.
        for (boolean streamed : which.equals("rsa") ? new boolean[] {false} : new boolean[] {false, true}) {
            List<String> options = new ArrayList<>(List.of("-signer", "p.crt", "-inkey", "p.key"));
            options.addAll(List.of("-md", which.equals("p384") ? "sha384" : "sha256"));
            if (which.equals("rsa")) {
                options.addAll(List.of(pss));
            }
            if (streamed) {
                options.add("-stream");
            }
            byte[] signed = openssl.sign(plain, options.toArray(new String[0]));
            byte[] sealed = openssl.encrypt(signed, OpenSsl.recipient("alice.crt"));
            CmsOpener opener = RsaOpener.with(ALICE.getPrivate(), TestKeys.PLAIN_CERTIFICATE);
            assertThat(opener.trusting(keys.getPublic()).open(sealed)).isEqualTo(plain);
            assertThat(opener.open(sealed)).isEqualTo(plain);
            assertThat(refusal(opener.trusting(ED25519.getPublic()), sealed, "by another")
                            .reason())
                    .isEqualTo(Reason.UNTRUSTED_SIGNER);
        }
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void toString_ofASigner_holdsNoSecret() {
        BigInteger exponent = ((RSAPrivateKey) BOB.getPrivate()).getPrivateExponent();
        assertThat(SigningKey.of(BOB.getPrivate()).toString())
                .matches("RSA-PSS key [0-9a-f]{8}")
                .doesNotContain(exponent.toString(16).substring(0, 8));
    }
}
