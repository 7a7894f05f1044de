package io.mlcd.crypto;

import static io.mlcd.crypto.Refusals.refusal;
import static io.mlcd.crypto.TestKeys.ALICE;
import static io.mlcd.crypto.TestKeys.BOB;
import static io.mlcd.crypto.TestKeys.CERTIFICATE;
import static io.mlcd.crypto.TestKeys.KEK;
import static io.mlcd.crypto.TestKeys.P256;
import static io.mlcd.crypto.TestKeys.PLAIN_CERTIFICATE;
import static io.mlcd.crypto.TestKeys.pem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.SealException;
import io.mlcd.api.SealException.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys from wherever hosts keep them, and that they open what was sealed to them. */
class KeySourcesTest {
    private static final byte[] PLAIN = "a small model".getBytes(UTF_8);
    private static final String PASSPHRASE = "hunter2 hunter2";

    @TempDir
    private Path folder;

    private OpenSsl openssl;

    @BeforeEach
    void folder() {
        openssl = new OpenSsl(folder);
    }

    private static char[] passphrase() {
        return PASSPHRASE.toCharArray();
    }

    private static void refused(String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SealException.class, e -> assertThat(e.reason()).isEqualTo(Reason.KEY_UNUSABLE))
                .hasMessageContaining(message)
                .hasMessageNotContaining(PASSPHRASE);
    }

    // PEM files.

    @ParameterizedTest
    @CsvSource({
        "rsa -traditional, pkcs1",
        "pkcs8 -topk8 -nocrypt, pkcs8",
        "pkcs8 -topk8 -v2 aes256 -passout pass:hunter2 hunter2, encrypted",
        "pkcs8 -topk8 -v2 aes-128-cbc -v2prf hmacWithSHA512 -passout pass:hunter2 hunter2, encrypted",
        "pkcs8 -topk8 -scrypt -passout pass:hunter2 hunter2, encrypted"
    })
    void privateKey_asOpensslWritesIt_isRead(String options, String kind) throws Exception {
        OpenSsl.require();
        for (KeyPair keys : new KeyPair[] {BOB, P256}) {
            if (kind.equals("pkcs1") && keys == P256) {
                continue;
            }
            openssl.write("in.pem", pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
            String[] words = (options.replace(PASSPHRASE, "\0") + " -in in.pem -out out.pem").split(" ");
            for (int i = 0; i < words.length; i++) {
                words[i] = words[i].replace("\0", PASSPHRASE);
            }
            openssl.run(words);
            Path file = openssl.file("out.pem");
            PrivateKey read = kind.equals("encrypted") ? Keys.privateKey(file, passphrase()) : Keys.privateKey(file);
            assertThat(read).isEqualTo(keys.getPrivate());
            if (kind.equals("encrypted")) {
                refused("does not open: the passphrase is another one", () -> Keys.privateKey(file, "x".toCharArray()));
                refused("holds ENCRYPTED PRIVATE KEY but no PRIVATE KEY", () -> Keys.privateKey(file));
            }
        }
    }

    @Test
    void privateKey_sec1_isRead() throws Exception {
        OpenSsl.require();
        openssl.run("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", "ec.pem");
        openssl.run("ec", "-in", "ec.pem", "-pubout", "-out", "public.pem");
        PrivateKey key = Keys.privateKey(openssl.file("ec.pem"));
        PublicKey publicKey = Keys.publicKey(openssl.file("public.pem"));
        byte[] sealed = AesSealer.with("k", KEK).signedBy(key).seal(PLAIN);
        assertThat(AesOpener.with("k", KEK).trusting(publicKey).open(sealed)).isEqualTo(PLAIN);
    }

    @Test
    void privateKey_weaklyEncrypted_isRefusedWithTheRemedy() throws Exception {
        OpenSsl.require();
        openssl.write("in.pem", pem("PRIVATE KEY", BOB.getPrivate().getEncoded()));
        openssl.run(
                "rsa", "-traditional", "-aes256", "-passout", "pass:" + PASSPHRASE, "-in", "in.pem", "-out", "old.pem");
        refused(
                "is encrypted in the old way, by a key made of the passphrase with one round of MD5; openssl pkcs8 -topk8",
                () -> Keys.privateKey(openssl.file("old.pem")));
        openssl.run(
                "pkcs8", "-topk8", "-v2", "des3", "-passout", "pass:" + PASSPHRASE, "-in", "in.pem", "-out", "des.pem");
        refused(
                "is encrypted by another cipher than AES",
                () -> Keys.privateKey(openssl.file("des.pem"), passphrase()));
        openssl.run(
                "pkcs8",
                "-topk8",
                "-v1",
                "PBE-SHA1-3DES",
                "-passout",
                "pass:" + PASSPHRASE,
                "-in",
                "in.pem",
                "-out",
                "v1.pem");
        refused("by another scheme than PBES2", () -> Keys.privateKey(openssl.file("v1.pem"), passphrase()));
    }

    @Test
    void sealerAndOpener_ofPemFiles() throws Exception {
        openssl.write(
                "both.pem",
                pem("CERTIFICATE", PLAIN_CERTIFICATE.getEncoded())
                        + pem("PRIVATE KEY", ALICE.getPrivate().getEncoded()));
        openssl.write("public.pem", pem("PUBLIC KEY", ALICE.getPublic().getEncoded()));
        openssl.write("private.pem", pem("PRIVATE KEY", ALICE.getPrivate().getEncoded()));
        byte[] toCertificate = RsaSealer.to(openssl.file("both.pem")).seal(PLAIN);
        byte[] toKey = RsaSealer.to(openssl.file("public.pem")).seal(PLAIN);
        assertThat(RsaOpener.with(openssl.file("both.pem")).open(toCertificate)).isEqualTo(PLAIN);
        assertThat(RsaOpener.with(openssl.file("both.pem")).open(toKey)).isEqualTo(PLAIN);
        assertThat(RsaOpener.with(openssl.file("private.pem")).open(toKey)).isEqualTo(PLAIN);
        // The private key alone does not know the certificate's serial number.
        refusal(RsaOpener.with(openssl.file("private.pem")), toCertificate, "the bare key");
        refused(
                "the file " + openssl.file("private.pem") + ": the PEM text holds PRIVATE KEY but no PUBLIC KEY",
                () -> RsaSealer.to(openssl.file("private.pem")));
        refused("cannot be read: java.nio.file.NoSuchFileException", () -> RsaOpener.with(openssl.file("none.pem")));
        Files.write(openssl.file("huge.pem"), new byte[(1 << 20) + 1]);
        refused("has more than 1048576 bytes and so holds no keys", () -> RsaOpener.with(openssl.file("huge.pem")));
    }

    @Test
    void encryptedPemFile_opens() throws Exception {
        OpenSsl.require();
        openssl.write("in.pem", pem("PRIVATE KEY", BOB.getPrivate().getEncoded()));
        openssl.run("pkcs8", "-topk8", "-passout", "pass:" + PASSPHRASE, "-in", "in.pem", "-out", "out.pem");
        Files.writeString(
                openssl.file("both.pem"),
                Files.readString(openssl.file("out.pem")) + pem("CERTIFICATE", CERTIFICATE.getEncoded()));
        byte[] sealed = RsaSealer.to(CERTIFICATE).seal(PLAIN);
        assertThat(RsaOpener.with(openssl.file("both.pem"), passphrase()).open(sealed))
                .isEqualTo(PLAIN);
    }

    @Test
    void encryptedPem_askingForTooMuch_isRefusedAtOnce() throws Exception {
        PBKDF2Params slow = new PBKDF2Params(
                new byte[8], 10_000_001, 32, new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256));
        assertTooMuch(
                "more than 10000000 rounds of PBKDF2", new KeyDerivationFunc(PKCSObjectIdentifiers.id_PBKDF2, slow));
        ScryptParams large = new ScryptParams(new byte[8], 1 << 20, 8, 1);
        assertTooMuch(
                "more than 268435456 bytes of scrypt", new KeyDerivationFunc(MiscObjectIdentifiers.id_scrypt, large));
    }

    private static void assertTooMuch(String what, KeyDerivationFunc function) throws IOException {
        AlgorithmIdentifier aes = new AlgorithmIdentifier(NISTObjectIdentifiers.id_aes256_CBC);
        PBES2Parameters parameters = new PBES2Parameters(function, EncryptionScheme.getInstance(aes));
        byte[] info = new EncryptedPrivateKeyInfo(
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, parameters), new byte[32])
                .getEncoded();
        char[] pem = pem("ENCRYPTED PRIVATE KEY", info).toCharArray();
        assertThatThrownBy(() -> Keys.privateKey(pem, "x".toCharArray()))
                .isInstanceOfSatisfying(
                        SealException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LIMIT_EXCEEDED))
                .hasMessageContaining("asks for " + what);
    }

    // Key stores.

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JKS"})
    void keyStore_ofAKeyAndItsCertificate(String type) throws Exception {
        Path file = folder.resolve("keys." + type);
        KeyStore made = KeyStore.getInstance(type);
        made.load(null, null);
        made.setKeyEntry("bob", BOB.getPrivate(), passphrase(), new Certificate[] {CERTIFICATE});
        made.setCertificateEntry("alice", PLAIN_CERTIFICATE);
        try (OutputStream out = Files.newOutputStream(file)) {
            made.store(out, passphrase());
        }
        KeyStore keyStore = Keys.keyStore(file, passphrase());
        byte[] sealed = RsaSealer.to(keyStore, "bob")
                .signedBy(Keys.privateKey(keyStore, "bob", passphrase()), Keys.certificate(keyStore, "bob"))
                .seal(PLAIN);
        assertThat(RsaOpener.with(keyStore, "bob", passphrase())
                        .trusting(Keys.certificate(keyStore, "bob"))
                        .open(sealed))
                .isEqualTo(PLAIN);
        assertThat(Keys.certificate(keyStore, "alice")).isEqualTo(PLAIN_CERTIFICATE);
        refused(
                "is no key store (PKCS #12 or JKS) that the password opens",
                () -> Keys.keyStore(file, "x".toCharArray()));
        refused(
                "the key store has no private key of the alias \"alice\"; its aliases are [",
                () -> RsaOpener.with(keyStore, "alice", passphrase()));
        refused("has no certificate of the alias \"carol\"", () -> RsaSealer.to(keyStore, "carol"));
        if (type.equals("JKS")) {
            refused(
                    "the private key of the alias \"bob\" cannot be read: its password is another one",
                    () -> RsaOpener.with(keyStore, "bob", "x".toCharArray()));
        }
        refused("it was not loaded", () -> Keys.certificate(KeyStore.getInstance(type), "bob"));
    }

    @Test
    void keyStore_thatOpensslWrote_isRead() throws Exception {
        OpenSsl.require();
        openssl.write("k.pem", pem("PRIVATE KEY", BOB.getPrivate().getEncoded()));
        openssl.write("c.pem", pem("CERTIFICATE", CERTIFICATE.getEncoded()));
        openssl.run(
                "pkcs12",
                "-export",
                "-inkey",
                "k.pem",
                "-in",
                "c.pem",
                "-name",
                "bob",
                "-passout",
                "pass:" + PASSPHRASE,
                "-out",
                "k.p12");
        KeyStore keyStore = Keys.keyStore(openssl.file("k.p12"), passphrase());
        assertThat(RsaOpener.with(keyStore, "bob", passphrase())
                        .open(RsaSealer.to(keyStore, "bob").seal(PLAIN)))
                .isEqualTo(PLAIN);
    }

    // The environment, as the build sets it for the tests.

    @Test
    void environment_holdsKeys() {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 0xAB);
        assertThat(Keys.aesKeyFromEnvironment("MLCD_TEST_AES_HEX").getEncoded()).isEqualTo(key);
        assertThat(Keys.aesKeyFromEnvironment("MLCD_TEST_AES_BASE64").getEncoded())
                .isEqualTo(key);
        assertThat(Keys.passphraseFromEnvironment("MLCD_TEST_PASSPHRASE"))
                .containsExactly("correct-horse".toCharArray());
        assertThat(Keys.privateKeyFromEnvironment("MLCD_TEST_PRIVATE_KEY").getAlgorithm())
                .isEqualTo("EC");
        refused(
                "the environment variable MLCD_TEST_NONE is not set; set it for this process",
                () -> Keys.aesKeyFromEnvironment("MLCD_TEST_NONE"));
        refused(
                "the environment variable MLCD_TEST_PASSPHRASE holds no AES-256 key; give its 32 bytes in hexadecimal"
                        + " (openssl rand -hex 32) or Base64",
                () -> Keys.aesKeyFromEnvironment("MLCD_TEST_PASSPHRASE"));
        refused(
                "the environment variable MLCD_TEST_PASSPHRASE: the PEM text holds no PRIVATE KEY",
                () -> Keys.privateKeyFromEnvironment("MLCD_TEST_PASSPHRASE"));
    }

    @Test
    void aesKey_ofBytes() {
        byte[] key = KEK.getEncoded();
        SecretKey made = Keys.aesKey(key);
        Arrays.fill(key, (byte) 0);
        assertThat(made).isEqualTo(KEK);
        refused("the AES key has 128 bits but must have 256", () -> Keys.aesKey(new byte[16]));
    }

    // Keys elsewhere.

    /** A service that decrypts with Bob's key, as the real ones do. */
    private static byte[] decryptElsewhere(KeyWrap how, byte[] wrapped) throws GeneralSecurityException {
        assertThat(how).isEqualTo(KeyWrap.RSA_OAEP_SHA256);
        return Oaep.MGF1_SHA256
                .cipher(Cipher.DECRYPT_MODE, BOB.getPrivate(), null)
                .doFinal(wrapped);
    }

    @Test
    void keyUnwrapper_opensWithoutTheKey() {
        AtomicInteger calls = new AtomicInteger();
        KeyUnwrapper service = (how, wrapped) -> {
            calls.incrementAndGet();
            return decryptElsewhere(how, wrapped);
        };
        CmsOpener opener = RsaOpener.with(service, BOB.getPublic());
        assertThat(opener.open(RsaSealer.to(BOB.getPublic()).seal(PLAIN))).isEqualTo(PLAIN);
        assertThat(RsaOpener.with(service, CERTIFICATE)
                        .open(RsaSealer.to(CERTIFICATE).seal(PLAIN)))
                .isEqualTo(PLAIN);
        assertThat(calls).hasValue(2);
        refusal(opener, RsaSealer.to(ALICE.getPublic()).seal(PLAIN), "for Alice");
        assertThat(calls).as("a message for others asks for nothing").hasValue(2);
        byte[] sealed = RsaSealer.to(BOB.getPublic()).seal(PLAIN);
        sealed[200] ^= 1; // in the wrapped key
        assertThat(refusal(opener, sealed, "a changed wrap").reason()).isEqualTo(Reason.NO_MATCHING_KEY);
        assertThat(calls).hasValue(3);
    }

    @Test
    void keyUnwrapper_ofASharedKey() {
        CmsOpener opener = AesOpener.with("kms-1", (how, wrapped) -> {
            assertThat(how).isEqualTo(KeyWrap.AES256_WRAP);
            Cipher cipher = Cipher.getInstance("AESWrap");
            cipher.init(Cipher.UNWRAP_MODE, KEK);
            return cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY).getEncoded();
        });
        assertThat(opener.open(AesSealer.with("kms-1", KEK).seal(PLAIN))).isEqualTo(PLAIN);
        assertThat(refusal(opener, AesSealer.with("kms-1", TestKeys.OTHER_KEK).seal(PLAIN), "another key")
                        .reason())
                .isEqualTo(Reason.NO_MATCHING_KEY);
    }

    @Test
    void keyUnwrapper_thatFails_isNamed_andOneThatAnswersNonsenseOpensNothing() {
        byte[] sealed = RsaSealer.to(BOB.getPublic()).seal(PLAIN);
        CmsOpener unreachable = RsaOpener.with(
                (how, wrapped) -> {
                    throw new IOException("connection refused");
                },
                BOB.getPublic());
        SealException e = refusal(unreachable, sealed, "unreachable");
        assertThat(e.reason()).isEqualTo(Reason.KEY_UNUSABLE);
        assertThat(e)
                .hasMessageMatching("the RSA-3072 key [0-9a-f]{8} cannot be reached \\(java.io.IOException\\); its"
                        + " unwrapper says why")
                .hasCauseInstanceOf(IOException.class);
        CmsOpener broken = RsaOpener.with(
                (how, wrapped) -> {
                    throw new IllegalStateException("broken");
                },
                BOB.getPublic());
        assertThat(refusal(broken, sealed, "broken").reason()).isEqualTo(Reason.KEY_UNUSABLE);
        CmsOpener nonsense = RsaOpener.with((how, wrapped) -> new byte[5], BOB.getPublic());
        assertThat(refusal(nonsense, sealed, "nonsense").reason()).isEqualTo(Reason.NO_MATCHING_KEY);
    }
}
