package io.mlcd.crypto;

import static io.mlcd.crypto.OpenSsl.recipient;
import static io.mlcd.crypto.TestKeys.ALICE;
import static io.mlcd.crypto.TestKeys.BOB;
import static io.mlcd.crypto.TestKeys.CERTIFICATE;
import static io.mlcd.crypto.TestKeys.KEK;
import static io.mlcd.crypto.TestKeys.PLAIN_CERTIFICATE;
import static io.mlcd.crypto.TestKeys.pem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenSSL's {@code cms} command as the other side. Skipped where there is no OpenSSL, except in CI. */
class OpenSslTest {
    private static final String KEY_ID_HEX = HexFormat.of().formatHex("kek-1".getBytes(UTF_8));
    private static final String KEK_HEX = HexFormat.of().formatHex(KEK.getEncoded());

    @TempDir
    private Path directory;

    private OpenSsl openssl;

    @BeforeAll
    static void requireOpenSsl() {
        OpenSsl.require();
    }

    @BeforeEach
    void writeKeys() throws Exception {
        openssl = new OpenSsl(directory);
        openssl.write("bob.key", pem("PRIVATE KEY", BOB.getPrivate().getEncoded()));
        openssl.write("bob.crt", pem("CERTIFICATE", CERTIFICATE.getEncoded()));
        openssl.write("alice.key", pem("PRIVATE KEY", ALICE.getPrivate().getEncoded()));
        openssl.write("alice.crt", pem("CERTIFICATE", PLAIN_CERTIFICATE.getEncoded()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 100_000})
    void openssl_decryptsRsaByPublicKey(int length) throws Exception {
        byte[] plain = bytes(length);
        byte[] sealed = RsaSealer.to(BOB.getPublic()).seal(plain);
        assertThat(openssl.decrypt(sealed, "-inkey", "bob.key", "-recip", "bob.crt"))
                .isEqualTo(plain);
    }

    @Test
    void openssl_decryptsRsaByEitherKindOfCertificate() throws Exception {
        byte[] plain = bytes(1000);
        assertThat(openssl.decrypt(RsaSealer.to(CERTIFICATE).seal(plain), "-inkey", "bob.key", "-recip", "bob.crt"))
                .isEqualTo(plain);
        assertThat(openssl.decrypt(
                        RsaSealer.to(PLAIN_CERTIFICATE).seal(plain), "-inkey", "alice.key", "-recip", "alice.crt"))
                .isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 100_000})
    void openssl_decryptsAes(int length) throws Exception {
        byte[] plain = bytes(length);
        byte[] sealed = AesSealer.with("kek-1", KEK).seal(plain);
        assertThat(openssl.decrypt(sealed, "-secretkey", KEK_HEX, "-secretkeyid", KEY_ID_HEX))
                .isEqualTo(plain);
    }

    @Test
    void openssl_decryptsOneMessageAsEachOfThreeRecipients() throws Exception {
        byte[] plain = bytes(1000);
        byte[] sealed = RsaSealer.to(ALICE.getPublic())
                .and(RsaSealer.to(CERTIFICATE))
                .and(AesSealer.with("kek-1", KEK))
                .seal(plain);
        assertThat(openssl.decrypt(sealed, "-inkey", "bob.key", "-recip", "bob.crt"))
                .isEqualTo(plain);
        assertThat(openssl.decrypt(sealed, "-secretkey", KEK_HEX, "-secretkeyid", KEY_ID_HEX))
                .isEqualTo(plain);
        assertThat(RsaOpener.with(ALICE.getPrivate()).open(sealed)).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 100_000})
    void open_encryptedByOpensslToACertificate_opens(int length) throws Exception {
        byte[] plain = bytes(length);
        byte[] sealed = openssl.encrypt(plain, recipient("bob.crt"));
        assertThat(RsaOpener.with(BOB.getPrivate(), CERTIFICATE).open(sealed)).isEqualTo(plain);
    }

    @Test
    void open_encryptedByOpensslByKeyIdentifier_opensWithTheBareKey() throws Exception {
        byte[] plain = bytes(1000);
        byte[] sealed = openssl.encrypt(plain, recipient("bob.crt", "-keyid"));
        assertThat(RsaOpener.with(BOB.getPrivate()).open(sealed)).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4096, 100_000})
    void open_streamedByOpensslInBer_opens(int length) throws Exception {
        byte[] plain = bytes(length);
        byte[] sealed = openssl.encrypt(plain, recipient("alice.crt", "-stream"));
        assertThat(RsaOpener.with(ALICE.getPrivate(), PLAIN_CERTIFICATE).open(sealed))
                .isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 100_000})
    void open_encryptedByOpensslWithAes_opens(int length) throws Exception {
        byte[] plain = bytes(length);
        byte[] sealed = openssl.encrypt(plain, "-secretkey", KEK_HEX, "-secretkeyid", KEY_ID_HEX);
        assertThat(AesOpener.with("kek-1", KEK).open(sealed)).isEqualTo(plain);
    }

    /** Both sides of a message to a key of each size. */
    @ParameterizedTest
    @ValueSource(ints = {2048, 3072, 4096})
    void rsaOfEachSize_bothWays(int bits) throws Exception {
        KeyPair keys = TestKeys.rsa(bits);
        openssl.write("k.key", pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        openssl.run("req", "-x509", "-key", "k.key", "-out", "k.crt", "-subj", "/CN=rsa", "-days", "30");
        X509Certificate certificate = Keys.certificate(openssl.file("k.crt"));
        byte[] plain = bytes(50_000);
        byte[] sealed = RsaSealer.to(openssl.file("k.crt")).seal(plain);
        assertThat(openssl.decrypt(sealed, "-inkey", "k.key", "-recip", "k.crt"))
                .isEqualTo(plain);
        byte[] theirs = openssl.encrypt(plain, recipient("k.crt"));
        assertThat(RsaOpener.with(keys.getPrivate(), certificate).open(theirs)).isEqualTo(plain);
        byte[] streamed = openssl.encrypt(plain, recipient("k.crt", "-stream"));
        assertThat(RsaOpener.with(keys.getPrivate(), certificate).open(streamed))
                .isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"correct-horse", "größer, 大きい, 🐎 and longer than one block of SHA-256 is"})
    void openssl_decryptsByPassphrase(String passphrase) throws Exception {
        byte[] plain = bytes(10_000);
        byte[] sealed = PassphraseSealer.with(passphrase.toCharArray()).seal(plain);
        assertThat(openssl.decrypt(sealed, "-pwri_password", passphrase)).isEqualTo(plain);
    }

    @Test
    void openssl_decryptsAMessageWithARecipientOfEachKind() throws Exception {
        byte[] plain = bytes(1000);
        KeyPair kem = Keys.newMlKemKeyPair();
        byte[] sealed = RsaSealer.to(CERTIFICATE)
                .and(AesSealer.with("kek-1", KEK))
                .and(PassphraseSealer.with("correct-horse".toCharArray()))
                .and(MlKemSealer.to(kem.getPublic()))
                .and(PassphraseSealer.argon2id("battery-staple".toCharArray()))
                .seal(plain);
        assertThat(openssl.decrypt(sealed, "-inkey", "bob.key", "-recip", "bob.crt"))
                .isEqualTo(plain);
        assertThat(openssl.decrypt(sealed, "-secretkey", KEK_HEX, "-secretkeyid", KEY_ID_HEX))
                .isEqualTo(plain);
        assertThat(openssl.decrypt(sealed, "-pwri_password", "correct-horse")).isEqualTo(plain);
        assertThat(MlKemOpener.with(kem.getPrivate(), kem.getPublic()).open(sealed))
                .isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void open_encryptedByOpensslToTwo_opensForEach(boolean streamed) throws Exception {
        byte[] plain = bytes(100_000);
        List<String> options = new ArrayList<>(List.of("-secretkey", KEK_HEX, "-secretkeyid", KEY_ID_HEX));
        options.addAll(List.of(recipient("bob.crt")));
        options.addAll(List.of(recipient("alice.crt")));
        if (streamed) {
            options.add(0, "-stream");
        }
        byte[] sealed = openssl.encrypt(plain, options.toArray(new String[0]));
        assertThat(RsaOpener.with(BOB.getPrivate(), CERTIFICATE).open(sealed)).isEqualTo(plain);
        assertThat(RsaOpener.with(ALICE.getPrivate(), PLAIN_CERTIFICATE).open(sealed))
                .isEqualTo(plain);
        assertThat(AesOpener.with("kek-1", KEK).open(sealed)).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4096, 100_000})
    void open_streamedByOpensslWithAes_opens(int length) throws Exception {
        byte[] plain = bytes(length);
        byte[] sealed = openssl.encrypt(plain, "-stream", "-secretkey", KEK_HEX, "-secretkeyid", KEY_ID_HEX);
        assertThat(AesOpener.with("kek-1", KEK).open(sealed)).isEqualTo(plain);
    }

    @Test
    void openssl_decryptsWhatWasRewrapped() throws Exception {
        byte[] plain = bytes(10_000);
        byte[] theirs = openssl.encrypt(plain, recipient("bob.crt", "-stream"));
        Rewrap rewrap = Rewrap.with(RsaOpener.with(BOB.getPrivate(), CERTIFICATE));
        byte[] rewrapped = rewrap.to(RsaSealer.to(PLAIN_CERTIFICATE).and(AesSealer.with("kek-1", KEK)))
                .rewrap(theirs);
        assertThat(openssl.decrypt(rewrapped, "-inkey", "alice.key", "-recip", "alice.crt"))
                .isEqualTo(plain);
        assertThat(openssl.decrypt(rewrapped, "-secretkey", KEK_HEX, "-secretkeyid", KEY_ID_HEX))
                .isEqualTo(plain);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
