package io.mlcd.crypto;

import static io.mlcd.crypto.Refusals.refusal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mlcd.api.SealException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys in a real PKCS #11 token, SoftHSM, by the platform's provider. Skipped where SoftHSM is not installed. */
class Pkcs11Test {
    private static final byte[] PLAIN = "a small model".getBytes(UTF_8);
    private static final List<String> LIBRARIES = List.of(
            "/usr/lib/softhsm/libsofthsm2.so",
            "/usr/lib64/softhsm/libsofthsm.so",
            "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
            "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so");

    @TempDir
    private static Path folder;

    private static Provider token;
    private static KeyPair rsa;
    private static KeyPair ec;

    @BeforeAll
    static void makeAToken() throws Exception {
        String library = LIBRARIES.stream()
                .filter(file -> Files.exists(Path.of(file)))
                .findFirst()
                .orElse("");
        String configuration = System.getenv("SOFTHSM2_CONF");
        assumeTrue(
                !library.isEmpty() && configuration != null && isThere("softhsm2-util"),
                "SKIPPED: no SoftHSM is installed (apt-get install softhsm2), so nothing is proved about tokens");
        // The library reads its configuration from the environment of the process, which the build sets.
        Path file = Path.of(configuration);
        Path tokens = Files.createDirectories(file.resolveSibling("softhsm-tokens"));
        Files.writeString(
                file, "directories.tokendir = " + tokens + "\nobjectstore.backend = file\nlog.level = ERROR\n");
        run("softhsm2-util", "--init-token", "--free", "--label", "mlcd", "--so-pin", "12345678", "--pin", "12345678");
        Path pkcs11 = folder.resolve("pkcs11.cfg");
        Files.writeString(
                pkcs11,
                "name = SoftHSM\nlibrary = " + library + "\nslotListIndex = 0\n"
                        + "attributes(generate, CKO_PRIVATE_KEY, *) = {\n  CKA_SENSITIVE = true\n  CKA_EXTRACTABLE = false\n"
                        + "  CKA_DECRYPT = true\n  CKA_SIGN = true\n}\n");
        token = Security.getProvider("SunPKCS11").configure(pkcs11.toString());
        KeyStore.getInstance("PKCS11", token).load(null, "12345678".toCharArray());
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", token);
        generator.initialize(3072);
        rsa = generator.generateKeyPair();
        generator = KeyPairGenerator.getInstance("EC", token);
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        ec = generator.generateKeyPair();
    }

    private static boolean isThere(String command) throws InterruptedException {
        try {
            return new ProcessBuilder(command, "--version").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(new String(process.getInputStream().readAllBytes(), UTF_8))
                .isZero();
    }

    @AfterAll
    static void forget() {
        if (token != null) {
            token.clear();
        }
    }

    @Test
    void privateKey_neverLeavesTheToken() {
        for (PrivateKey key : new PrivateKey[] {rsa.getPrivate(), ec.getPrivate()}) {
            assertThat(key.getEncoded()).isNull();
        }
    }

    @Test
    void rsaKeyInTheToken_opens() throws Exception {
        CmsOpener opener = RsaOpener.with(rsa.getPrivate(), rsa.getPublic(), token);
        assertThat(opener.open(RsaSealer.to(rsa.getPublic()).seal(PLAIN))).isEqualTo(PLAIN);
        byte[] mgf1Sha1 = Messages.authEnveloped(Messages.GCM, Messages.oaep(rsa, "SHA-256", "SHA-1", new byte[0]));
        assertThat(opener.open(mgf1Sha1)).isEqualTo(PLAIN);
        byte[] changed = RsaSealer.to(rsa.getPublic()).seal(PLAIN);
        changed[200] ^= 1; // in the wrapped key
        assertThat(refusal(opener, changed, "a changed wrap").reason()).isEqualTo(Reason.NO_MATCHING_KEY);
    }

    @Test
    void keysInATokenOfARegisteredProvider_openAndSign() {
        Security.addProvider(token);
        try {
            CmsOpener opener = RsaOpener.with(rsa.getPrivate(), rsa.getPublic());
            for (KeyPair keys : new KeyPair[] {rsa, ec}) {
                byte[] sealed = RsaSealer.to(rsa.getPublic())
                        .signedBy(keys.getPrivate(), keys.getPublic())
                        .seal(PLAIN);
                assertThat(opener.trusting(keys.getPublic()).open(sealed)).isEqualTo(PLAIN);
            }
        } finally {
            Security.removeProvider(token.getName());
        }
    }

    @Test
    void keysInTheToken_sign() {
        CmsSealer sealer = AesSealer.with("k", TestKeys.KEK);
        CmsOpener opener = AesOpener.with("k", TestKeys.KEK);
        for (KeyPair keys : new KeyPair[] {rsa, ec}) {
            SigningKey signer =
                    SigningKey.of(keys.getPrivate(), keys.getPublic()).provider(token);
            byte[] sealed = sealer.signedBy(signer).seal(PLAIN);
            assertThat(opener.trusting(keys.getPublic()).open(sealed)).isEqualTo(PLAIN);
        }
    }
}
