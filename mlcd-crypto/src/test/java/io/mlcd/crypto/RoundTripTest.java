package io.mlcd.crypto;

import static io.mlcd.crypto.TestKeys.ALICE;
import static io.mlcd.crypto.TestKeys.BOB;
import static io.mlcd.crypto.TestKeys.CERTIFICATE;
import static io.mlcd.crypto.TestKeys.KEK;
import static io.mlcd.crypto.TestKeys.PLAIN_CERTIFICATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.api.Opener;
import io.mlcd.api.Sealer;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.RSAPrivateKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSAuthEnvelopedData;
import org.bouncycastle.cms.CMSAuthEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSAuthEnvelopedDataStreamGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSTypedData;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKEKAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyTransAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OutputAEADEncryptor;
import org.bouncycastle.operator.jcajce.JcaAlgorithmParametersConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sealed opens: here, and with Bouncy Castle's own CMS as the other side. */
class RoundTripTest {
    private static final BouncyCastleProvider BC = new BouncyCastleProvider();

    private final CmsSealer rsa = RsaSealer.to(ALICE.getPublic());
    private final CmsSealer aes = AesSealer.with("kek-1", KEK);
    private final CmsOpener aliceOpener = RsaOpener.with(ALICE.getPrivate());
    private final CmsOpener bobOpener = RsaOpener.with(BOB.getPrivate());
    private final CmsOpener aesOpener = AesOpener.with("kek-1", KEK);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 127, 128, 255, 256, 4095, 4096, 4097, 8192, 8193, 65_535, 65_536, 1_000_000})
    void open_sealedBytesOfAnyLength_givesThem(int length) {
        byte[] plain = bytes(length);
        byte[] sealed = rsa.and(aes).seal(plain);
        assertThat(aliceOpener.open(sealed)).isEqualTo(plain);
        assertThat(aesOpener.open(sealed)).isEqualTo(plain);
    }

    @Test
    void open_everyLengthUpToThreeHundred_givesThem() {
        for (int length = 0; length < 300; length++) {
            byte[] plain = bytes(length);
            assertThat(aesOpener.open(aes.seal(plain))).isEqualTo(plain);
        }
    }

    @Test
    void open_severalRecipientsOfBothKinds_eachOpens() {
        byte[] plain = bytes(1000);
        byte[] sealed = rsa.and(aes).and(RsaSealer.to(BOB.getPublic())).seal(plain);
        for (Opener opener : List.of(aliceOpener, bobOpener, aesOpener)) {
            assertThat(opener.open(sealed)).isEqualTo(plain);
        }
    }

    @Test
    void open_oneThousandRecipients_opens() {
        CmsSealer sealer = aes;
        for (int i = 2; i <= 1000; i++) {
            sealer = sealer.and(AesSealer.with("kek-" + i, KEK));
        }
        byte[] sealed = sealer.seal(bytes(10));
        assertThat(AesOpener.with("kek-1000", KEK).open(sealed)).isEqualTo(bytes(10));
    }

    @Test
    void open_anyKeyOfAnOpener_isEnough() {
        CmsOpener either = aliceOpener.or(aesOpener);
        assertThat(either.open(rsa.seal(bytes(5)))).isEqualTo(bytes(5));
        assertThat(either.open(aes.seal(bytes(5)))).isEqualTo(bytes(5));
    }

    @Test
    void open_firstKeyDoesNotUnwrap_triesTheNext() {
        CmsOpener opener = AesOpener.with("kek-1", TestKeys.OTHER_KEK).or(aliceOpener);
        assertThat(opener.open(rsa.and(aes).seal(bytes(5)))).isEqualTo(bytes(5));
    }

    @Test
    void open_sealedToACertificateWithKeyIdentifier_opensWithTheBareKeyToo() {
        byte[] sealed = RsaSealer.to(CERTIFICATE).seal(bytes(5));
        assertThat(bobOpener.open(sealed)).isEqualTo(bytes(5));
        assertThat(RsaOpener.with(BOB.getPrivate(), CERTIFICATE).open(sealed)).isEqualTo(bytes(5));
    }

    @Test
    void open_sealedToACertificateWithoutKeyIdentifier_opensWithTheCertificate() {
        byte[] sealed = RsaSealer.to(PLAIN_CERTIFICATE).seal(bytes(5));
        assertThat(RsaOpener.with(ALICE.getPrivate(), PLAIN_CERTIFICATE).open(sealed))
                .isEqualTo(bytes(5));
    }

    @Test
    void open_privateKeyWithItsPublicKey_opens() {
        assertThat(RsaOpener.with(ALICE.getPrivate(), ALICE.getPublic()).open(rsa.seal(bytes(5))))
                .isEqualTo(bytes(5));
    }

    @Test
    void open_privateKeyOfModulusAndExponentAlone_opensWithItsPublicKey() throws Exception {
        RSAPrivateKey full = (RSAPrivateKey) ALICE.getPrivate();
        PrivateKey bare = KeyFactory.getInstance("RSA")
                .generatePrivate(new RSAPrivateKeySpec(full.getModulus(), full.getPrivateExponent()));
        assertThat(RsaOpener.with(bare, ALICE.getPublic()).open(rsa.seal(bytes(5))))
                .isEqualTo(bytes(5));
    }

    @Test
    void seal_sameBytesTwice_sharesNoKeyAndNoNonce() {
        byte[] first = aes.seal(bytes(100));
        byte[] second = aes.seal(bytes(100));
        assertThat(first).hasSameSizeAs(second).isNotEqualTo(second);
    }

    @Test
    void seal_givenRandom_isWhatItUses() {
        int[] drawn = {0};
        @SuppressWarnings("serial")
        SecureRandom counting = new SecureRandom() {
            @Override
            public void nextBytes(byte[] bytes) {
                drawn[0] += bytes.length;
                super.nextBytes(bytes);
            }
        };
        byte[] sealed = rsa.random(counting).and(aes).seal(bytes(5));
        assertThat(aesOpener.open(sealed)).isEqualTo(bytes(5));
        assertThat(drawn[0]).as("content key, nonce, OAEP seed").isEqualTo(32 + 12 + 32);
    }

    @Test
    void seal_anything_isDer() throws Exception {
        for (int length : new int[] {0, 1, 100, 127, 128, 70_000}) {
            byte[] sealed = rsa.and(aes).seal(bytes(length));
            assertThat(ASN1Primitive.fromByteArray(sealed).getEncoded(ASN1Encoding.DER))
                    .isEqualTo(sealed);
        }
    }

    @Test
    void seal_andOpen_leaveTheirInputUnchanged() {
        byte[] plain = bytes(5000);
        byte[] sealed = aes.seal(plain);
        byte[] copy = sealed.clone();
        aesOpener.open(sealed);
        assertThat(plain).isEqualTo(bytes(5000));
        assertThat(sealed).isEqualTo(copy);
    }

    @Test
    void sealAndOpen_sixteenThreadsOnOneSealerAndOpener_giveEachItsOwn() throws Exception {
        Sealer sealer = rsa.and(aes);
        Opener opener = aesOpener.or(aliceOpener);
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                byte[] plain = bytes(9000 + i);
                results.add(threads.submit(() -> {
                    boolean same = true;
                    for (int round = 0; round < 25; round++) {
                        same &= Arrays.equals(opener.open(sealer.seal(plain)), plain);
                    }
                    return same;
                }));
            }
            for (Future<Boolean> result : results) {
                assertThat(result.get()).isTrue();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void bouncyCastle_opensWhatIsSealedHere() throws Exception {
        byte[] plain = bytes(10_000);
        CMSAuthEnvelopedData message = new CMSAuthEnvelopedData(rsa.and(aes).seal(plain));
        Collection<RecipientInformation> recipients =
                message.getRecipientInfos().getRecipients();
        assertThat(recipients).hasSize(2);
        for (RecipientInformation recipient : recipients) {
            byte[] opened = recipient.getRID().getType() == org.bouncycastle.cms.RecipientId.kek
                    ? recipient.getContent(new JceKEKAuthEnvelopedRecipient(KEK).setProvider(BC))
                    : recipient.getContent(new JceKeyTransAuthEnvelopedRecipient(ALICE.getPrivate()).setProvider(BC));
            assertThat(opened).isEqualTo(plain);
        }
    }

    @Test
    void open_writtenByBouncyCastle_opens() throws Exception {
        byte[] plain = bytes(10_000);
        CMSAuthEnvelopedDataGenerator generator = new CMSAuthEnvelopedDataGenerator();
        generator.addRecipientInfoGenerator(oaep("SHA-256"));
        CMSTypedData content = new CMSProcessableByteArray(plain);
        byte[] sealed = generator.generate(content, encryptor()).getEncoded();
        assertThat(openWithCertificate(sealed)).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, 100_000})
    void open_streamedByBouncyCastleInBerPieces_opens(int length) throws Exception {
        assertThat(openWithCertificate(streamed(bytes(length)))).isEqualTo(bytes(length));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, 100_000})
    void open_streamedByBouncyCastleWithLengths_opens(int length) throws Exception {
        CMSAuthEnvelopedDataStreamGenerator generator = new CMSAuthEnvelopedDataStreamGenerator();
        generator.addRecipientInfoGenerator(oaep("SHA-256"));
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        try (OutputStream out = generator.open(sealed, length, encryptor())) {
            out.write(bytes(length));
        }
        assertThat(openWithCertificate(sealed.toByteArray())).isEqualTo(bytes(length));
    }

    @Test
    void open_mgf1WithSha1_opens() throws Exception {
        CMSAuthEnvelopedDataGenerator generator = new CMSAuthEnvelopedDataGenerator();
        generator.addRecipientInfoGenerator(oaep("SHA-1"));
        byte[] sealed = generator
                .generate(new CMSProcessableByteArray(bytes(5)), encryptor())
                .getEncoded();
        assertThat(openWithCertificate(sealed)).isEqualTo(bytes(5));
    }

    @Test
    void open_recipientOfAKindUnknownHere_isPassedOver() throws Exception {
        CMSAuthEnvelopedDataGenerator generator = new CMSAuthEnvelopedDataGenerator();
        generator.addRecipientInfoGenerator(new JceKeyAgreeRecipientInfoGenerator(
                        CMSAlgorithm.ECDH_SHA256KDF,
                        TestKeys.P256.getPrivate(),
                        TestKeys.P256.getPublic(),
                        CMSAlgorithm.AES256_WRAP)
                .addRecipient(new byte[] {1, 2}, TestKeys.P256.getPublic())
                .setProvider(BC));
        generator.addRecipientInfoGenerator(oaep("SHA-256"));
        byte[] sealed = generator
                .generate(new CMSProcessableByteArray(bytes(5)), encryptor())
                .getEncoded();
        assertThat(openWithCertificate(sealed)).isEqualTo(bytes(5));
    }

    /** A message in BER with indefinite lengths and its ciphertext in pieces, for Alice's plain certificate. */
    static byte[] streamed(byte[] plain) throws Exception {
        CMSAuthEnvelopedDataStreamGenerator generator = new CMSAuthEnvelopedDataStreamGenerator();
        generator.setBufferSize(256);
        generator.addRecipientInfoGenerator(oaep("SHA-256"));
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        try (OutputStream out = generator.open(sealed, encryptor())) {
            out.write(plain);
        }
        return sealed.toByteArray();
    }

    private static byte[] openWithCertificate(byte[] sealed) {
        return RsaOpener.with(ALICE.getPrivate(), PLAIN_CERTIFICATE).open(sealed);
    }

    private static JceKeyTransRecipientInfoGenerator oaep(String maskDigest) throws Exception {
        OAEPParameterSpec parameters =
                new OAEPParameterSpec("SHA-256", "MGF1", new MGF1ParameterSpec(maskDigest), PSource.PSpecified.DEFAULT);
        return new JceKeyTransRecipientInfoGenerator(
                        PLAIN_CERTIFICATE,
                        new JcaAlgorithmParametersConverter()
                                .getAlgorithmIdentifier(PKCSObjectIdentifiers.id_RSAES_OAEP, parameters))
                .setProvider(BC);
    }

    private static OutputAEADEncryptor encryptor() throws Exception {
        return (OutputAEADEncryptor) new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_GCM)
                .setProvider(BC)
                .build();
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
