package io.mlcd.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSAuthEnvelopedDataStreamGenerator;
import org.bouncycastle.cms.PasswordRecipient;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JcePasswordRecipientInfoGenerator;
import org.bouncycastle.operator.OutputAEADEncryptor;
import org.bouncycastle.operator.jcajce.JcaAlgorithmParametersConverter;

/** The messages from which the fuzzing of the envelope starts. They are in {@code src/test/resources/fuzz/envelope}. */
final class EnvelopeSeeds {
    /** All, those first that open. */
    static final List<String> NAMES = List.of(
            "aes-empty",
            "aes-short",
            "aes-longer",
            "aes-second-recipient",
            "rsa-key-identifier",
            "rsa-certificate",
            "rsa-and-aes",
            "password-and-aes",
            "ber-pieces-aes",
            "ber-pieces-rsa",
            "ber-lengths-rsa-mgf1-sha1",
            "argon2-and-aes",
            "kem-and-aes",
            "signed-aes",
            "refused-password-weak",
            "refused-aes-128",
            "refused-enveloped",
            "refused-signed",
            "refused-rsa-pkcs1");

    /** How many open. */
    static final int OPENING = 14;

    private EnvelopeSeeds() {}

    /** Writes them, and those of {@link SignedFuzz}, into a folder, each with a new content key. */
    public static void main(String... folder) throws Exception {
        for (Map.Entry<String, byte[]> seed : seeds().entrySet()) {
            Files.write(Path.of(folder[0], "envelope", seed.getKey()), seed.getValue());
        }
        for (Map.Entry<String, byte[]> seed : SignedFuzz.seeds().entrySet()) {
            Files.write(Path.of(folder[0], "signed", seed.getKey()), seed.getValue());
        }
    }

    private static Map<String, byte[]> seeds() throws Exception {
        String pem = new String(EnvelopeFuzz.resource("key-for-tests-only.pem"), UTF_8);
        X509Certificate certificate = Keys.certificate(pem);
        PrivateKey privateKey = Keys.privateKey(pem.toCharArray());
        KeyPair keys = new KeyPair(certificate.getPublicKey(), privateKey);
        byte[] empty = EnvelopeFuzz.CONTENTS.get(0);
        byte[] small = EnvelopeFuzz.CONTENTS.get(1);
        byte[] longer = EnvelopeFuzz.CONTENTS.get(2);
        CmsSealer aes = AesSealer.with("kek-1", EnvelopeFuzz.KEK);
        RecipientInfoGenerator toAes = Messages.kek("kek-1", EnvelopeFuzz.KEK);

        Map<String, byte[]> seeds = new LinkedHashMap<>();
        seeds.put("aes-empty", aes.seal(empty));
        seeds.put("aes-short", aes.seal(small));
        seeds.put("aes-longer", aes.seal(longer));
        seeds.put(
                "aes-second-recipient",
                AesSealer.with("kek-2", TestKeys.OTHER_KEK).and(aes).seal(small));
        seeds.put("rsa-key-identifier", RsaSealer.to(certificate.getPublicKey()).seal(small));
        seeds.put("rsa-certificate", RsaSealer.to(certificate).seal(small));
        seeds.put("rsa-and-aes", RsaSealer.to(certificate).and(aes).seal(small));
        seeds.put("password-and-aes", Messages.authEnveloped(CMSAlgorithm.AES256_GCM, password(100_000), toAes));
        seeds.put(
                "argon2-and-aes",
                PassphraseSealer.argon2id("correct-horse".toCharArray())
                        .and(aes)
                        .seal(small));
        seeds.put(
                "kem-and-aes",
                MlKemSealer.to(Keys.newMlKemKeyPair().getPublic()).and(aes).seal(small));
        seeds.put("signed-aes", aes.signedBy(SignedFuzz.signingKey()).seal(small));
        seeds.put("refused-password-weak", Messages.authEnveloped(CMSAlgorithm.AES256_GCM, password(1000), toAes));
        seeds.put("ber-pieces-aes", streamed(longer, -1, toAes));
        seeds.put("ber-pieces-rsa", streamed(longer, -1, oaep(certificate, "SHA-256")));
        seeds.put("ber-lengths-rsa-mgf1-sha1", streamed(small, small.length, oaep(certificate, "SHA-1")));
        seeds.put("refused-aes-128", Messages.authEnveloped(CMSAlgorithm.AES128_GCM, toAes));
        seeds.put("refused-enveloped", Messages.enveloped(toAes));
        seeds.put("refused-signed", Messages.signed());
        seeds.put("refused-rsa-pkcs1", Messages.authEnveloped(CMSAlgorithm.AES256_GCM, Messages.pkcs1(keys)));
        return seeds;
    }

    private static RecipientInfoGenerator password(int rounds) {
        return new JcePasswordRecipientInfoGenerator(CMSAlgorithm.AES256_CBC, "secret".toCharArray())
                .setProvider(Messages.BC)
                .setPRF(PasswordRecipient.PRF.HMacSHA256)
                .setSaltAndIterationCount(new byte[16], rounds);
    }

    private static RecipientInfoGenerator oaep(X509Certificate certificate, String maskDigest) throws Exception {
        OAEPParameterSpec parameters =
                new OAEPParameterSpec("SHA-256", "MGF1", new MGF1ParameterSpec(maskDigest), PSource.PSpecified.DEFAULT);
        return new JceKeyTransRecipientInfoGenerator(
                        certificate,
                        new JcaAlgorithmParametersConverter()
                                .getAlgorithmIdentifier(PKCSObjectIdentifiers.id_RSAES_OAEP, parameters))
                .setProvider(Messages.BC);
    }

    /** As Bouncy Castle streams it, in BER; in pieces if no length is given. */
    private static byte[] streamed(byte[] content, long length, RecipientInfoGenerator recipient) throws Exception {
        CMSAuthEnvelopedDataStreamGenerator generator = new CMSAuthEnvelopedDataStreamGenerator();
        generator.setBufferSize(64);
        generator.addRecipientInfoGenerator(recipient);
        OutputAEADEncryptor encryptor = (OutputAEADEncryptor) new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_GCM)
                .setProvider(Messages.BC)
                .build();
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        try (OutputStream out =
                length < 0 ? generator.open(sealed, encryptor) : generator.open(sealed, length, encryptor)) {
            out.write(content);
        }
        return sealed.toByteArray();
    }
}
