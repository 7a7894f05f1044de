package io.mlcd.crypto;

import static io.mlcd.crypto.TestKeys.ALICE;
import static io.mlcd.crypto.TestKeys.BOB;
import static io.mlcd.crypto.TestKeys.CERTIFICATE;
import static io.mlcd.crypto.TestKeys.KEK;
import static io.mlcd.crypto.TestKeys.PLAIN_CERTIFICATE;
import static io.mlcd.crypto.TestKeys.pem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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
    private static final String[] OAEP = {
        "-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha256", "-keyopt", "rsa_mgf1_md:sha256"
    };

    @TempDir
    private Path directory;

    @BeforeAll
    static void requireOpenSsl() {
        boolean present;
        try {
            present = new ProcessBuilder("openssl", "version").start().waitFor() == 0;
        } catch (IOException e) {
            present = false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        boolean required = "true".equals(System.getenv("CI"));
        assertThat(present || !required)
                .as("the openssl command must be on the PATH in CI")
                .isTrue();
        assumeTrue(present, "SKIPPED: no openssl command on the PATH, so nothing is proved about OpenSSL");
    }

    @BeforeEach
    void writeKeys() throws Exception {
        write("bob.key", pem("PRIVATE KEY", BOB.getPrivate().getEncoded()));
        write("bob.crt", pem("CERTIFICATE", CERTIFICATE.getEncoded()));
        write("alice.key", pem("PRIVATE KEY", ALICE.getPrivate().getEncoded()));
        write("alice.crt", pem("CERTIFICATE", PLAIN_CERTIFICATE.getEncoded()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 100_000})
    void openssl_decryptsRsaByPublicKey(int length) throws Exception {
        byte[] plain = bytes(length);
        byte[] sealed = RsaSealer.to(BOB.getPublic()).seal(plain);
        assertThat(decrypt(sealed, "-inkey", "bob.key", "-recip", "bob.crt")).isEqualTo(plain);
    }

    @Test
    void openssl_decryptsRsaByEitherKindOfCertificate() throws Exception {
        byte[] plain = bytes(1000);
        assertThat(decrypt(RsaSealer.to(CERTIFICATE).seal(plain), "-inkey", "bob.key", "-recip", "bob.crt"))
                .isEqualTo(plain);
        assertThat(decrypt(RsaSealer.to(PLAIN_CERTIFICATE).seal(plain), "-inkey", "alice.key", "-recip", "alice.crt"))
                .isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 100_000})
    void openssl_decryptsAes(int length) throws Exception {
        byte[] plain = bytes(length);
        byte[] sealed = AesSealer.with("kek-1", KEK).seal(plain);
        assertThat(decrypt(sealed, "-secretkey", KEK_HEX, "-secretkeyid", KEY_ID_HEX))
                .isEqualTo(plain);
    }

    @Test
    void openssl_decryptsOneMessageAsEachOfThreeRecipients() throws Exception {
        byte[] plain = bytes(1000);
        byte[] sealed = RsaSealer.to(ALICE.getPublic())
                .and(RsaSealer.to(CERTIFICATE))
                .and(AesSealer.with("kek-1", KEK))
                .seal(plain);
        assertThat(decrypt(sealed, "-inkey", "bob.key", "-recip", "bob.crt")).isEqualTo(plain);
        assertThat(decrypt(sealed, "-secretkey", KEK_HEX, "-secretkeyid", KEY_ID_HEX))
                .isEqualTo(plain);
        assertThat(RsaOpener.with(ALICE.getPrivate()).open(sealed)).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 100_000})
    void open_encryptedByOpensslToACertificate_opens(int length) throws Exception {
        byte[] plain = bytes(length);
        byte[] sealed = encrypt(plain, recipient("bob.crt"));
        assertThat(RsaOpener.with(BOB.getPrivate(), CERTIFICATE).open(sealed)).isEqualTo(plain);
    }

    @Test
    void open_encryptedByOpensslByKeyIdentifier_opensWithTheBareKey() throws Exception {
        byte[] plain = bytes(1000);
        byte[] sealed = encrypt(plain, recipient("bob.crt", "-keyid"));
        assertThat(RsaOpener.with(BOB.getPrivate()).open(sealed)).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4096, 100_000})
    void open_streamedByOpensslInBer_opens(int length) throws Exception {
        byte[] plain = bytes(length);
        byte[] sealed = encrypt(plain, recipient("alice.crt", "-stream"));
        assertThat(RsaOpener.with(ALICE.getPrivate(), PLAIN_CERTIFICATE).open(sealed))
                .isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 100_000})
    void open_encryptedByOpensslWithAes_opens(int length) throws Exception {
        byte[] plain = bytes(length);
        byte[] sealed = encrypt(plain, "-secretkey", KEK_HEX, "-secretkeyid", KEY_ID_HEX);
        assertThat(AesOpener.with("kek-1", KEK).open(sealed)).isEqualTo(plain);
    }

    private static String[] recipient(String certificate, String... more) {
        List<String> options = new ArrayList<>(List.of("-recip", certificate));
        options.addAll(Arrays.asList(OAEP));
        options.addAll(0, Arrays.asList(more));
        return options.toArray(new String[0]);
    }

    private byte[] decrypt(byte[] sealed, String... options) throws Exception {
        return cms("-decrypt", sealed, List.of("-inform", "DER"), options);
    }

    private byte[] encrypt(byte[] plain, String... options) throws Exception {
        return cms("-encrypt", plain, List.of("-aes-256-gcm", "-outform", "DER"), options);
    }

    private byte[] cms(String verb, byte[] in, List<String> form, String... options) throws Exception {
        Files.write(directory.resolve("in"), in);
        List<String> command = new ArrayList<>(List.of("openssl", "cms", verb, "-binary", "-in", "in", "-out", "out"));
        command.addAll(form);
        command.addAll(Arrays.asList(options));
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        return Files.readAllBytes(directory.resolve("out"));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
