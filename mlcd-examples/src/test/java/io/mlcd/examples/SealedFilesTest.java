package io.mlcd.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mlcd.api.Opener;
import io.mlcd.api.RegistryException;
import io.mlcd.api.Row;
import io.mlcd.api.SealException;
import io.mlcd.api.Version;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.artifact.Models;
import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import io.mlcd.core.registry.LocalRegistry;
import io.mlcd.crypto.AesOpener;
import io.mlcd.crypto.AesSealer;
import io.mlcd.crypto.CmsOpener;
import io.mlcd.crypto.CmsSealer;
import io.mlcd.crypto.Keys;
import io.mlcd.crypto.RsaOpener;
import io.mlcd.crypto.RsaSealer;
import io.mlcd.ensemble.learn.Preparation;
import io.mlcd.ensemble.learn.Prepared;
import io.mlcd.ensemble.source.Csv;
import io.mlcd.ensemble.tribuo.Learners;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.classification.dtree.CARTClassificationTrainer;

/** Real sealed models in files, changed where they lie: none is loaded, and the reader of artifacts sees no byte of them. */
class SealedFilesTest {
    private static final SecretKey KEY = Keys.newAesKey();
    private static final CmsSealer SEALER = AesSealer.with("models", KEY);

    private static Model model;

    @TempDir
    private Path folder;

    private final Counting opener = new Counting(AesOpener.with("models", KEY));

    /** Counts what is handed to the reader of artifacts. */
    private static final class Counting implements Opener {
        private final Opener opener;
        private long calls;
        private long bytes;

        Counting(Opener opener) {
            this.opener = opener;
        }

        @Override
        public byte[] open(byte[] sealed) {
            calls++;
            byte[] content = opener.open(sealed);
            bytes += content.length;
            return content;
        }
    }

    @BeforeAll
    static void train() throws InterruptedException {
        Table table = Csv.standard()
                .read(Path.of("data", "telco_churn.csv"))
                .range(0, 500)
                .select("tenure", "Contract", "Churn")
                .target("Churn");
        model = Prepared.by(Preparation.standard(), Learners.tribuo(new CARTClassificationTrainer(2)))
                .fit(table);
    }

    /** A bit of each byte; the tests of mlcd-crypto try them all. */
    @Test
    void load_oneFlippedBitOfASealedFile_isRefusedAndReadsNothing() throws IOException {
        Path file = folder.resolve("churn.mlcd");
        Models.save(model, file, SEALER);
        byte[] bytes = Files.readAllBytes(file);
        Random random = new Random(4);
        for (int position = 0; position < bytes.length; position++) {
            int bit = Byte.SIZE * position + random.nextInt(Byte.SIZE);
            flip(bytes, bit);
            Files.write(file, bytes);
            assertNotLoaded(file, "bit " + bit);
            flip(bytes, bit);
        }
        assertThat(opener.calls).isEqualTo(bytes.length);
        assertThat(opener.bytes).as("bytes handed to the reader").isZero();
        System.out.printf("a sealed model of %,d bytes: %,d flips, 0 loaded%n", bytes.length, opener.calls);

        Files.write(file, bytes);
        Row row = Row.of("tenure", 1, "Contract", "Month-to-month");
        assertThat(Models.load(file, opener).predict(row).probability("Yes"))
                .isEqualTo(model.predict(row).probability("Yes"));
        assertThat(opener.bytes).isPositive();
    }

    @Test
    void load_sealedFileCut_isRefusedAndReadsNothing() throws IOException {
        Path file = folder.resolve("churn.mlcd");
        Models.save(model, file, SEALER);
        byte[] bytes = Files.readAllBytes(file);
        for (int length = 0; length < bytes.length; length += 7) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertNotLoaded(file, "cut after " + length);
        }
        assertThat(opener.bytes).as("bytes handed to the reader").isZero();
    }

    private void assertNotLoaded(Path file, String description) {
        assertThatExceptionOfType(SealException.class)
                .as(description)
                .isThrownBy(() -> Models.load(file, opener))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("tenure", "Contract", hex(KEY)));
    }

    /** The journal names the file's digest, so that a changed one does not even come to the opener. */
    @Test
    void registry_flippedFile_isNeverLiveAndReadsNothing() throws IOException {
        try (LocalRegistry registry = open(opener)) {
            Version version = registry.publish("churn", Artifact.of(model), SEALER);
            Path file = fileOf(version);
            byte[] bytes = Files.readAllBytes(file);
            long callsBefore = opener.calls;
            long bytesBefore = opener.bytes;
            Random random = new Random(9);
            for (int i = 0; i < 300; i++) {
                int bit = random.nextInt(Byte.SIZE * bytes.length);
                flip(bytes, bit);
                Files.write(file, bytes);
                assertThatExceptionOfType(RegistryException.class).isThrownBy(() -> registry.artifact(version));
                assertThatExceptionOfType(RegistryException.class).isThrownBy(() -> registry.promote("churn", version));
                flip(bytes, bit);
            }
            assertThat(opener.calls).isEqualTo(callsBefore);
            assertThat(opener.bytes).isEqualTo(bytesBefore);
            assertThat(registry.live("churn").version()).isEmpty();
            Files.write(file, bytes);
            registry.promote("churn", version);
            assertThat(registry.live("churn").version()).contains(version);
        }
    }

    @Test
    void registry_filesOfTwoVersionsExchanged_areBothRefused() throws IOException {
        try (LocalRegistry registry = open(opener)) {
            Version one = registry.publish("churn", Artifact.of(model), SEALER);
            Version two = registry.publish("churn-copy", Artifact.of(model), SEALER);
            byte[] bytes = Files.readAllBytes(fileOf(one));
            Files.write(fileOf(one), Files.readAllBytes(fileOf(two)));
            Files.write(fileOf(two), bytes);
            for (Version version : List.of(one, two)) {
                assertThatExceptionOfType(RegistryException.class).isThrownBy(() -> registry.artifact(version));
            }
        }
    }

    @Test
    void registry_flippedFileOfTheLiveVersion_answersNothingAfterARestart() throws IOException {
        Version version;
        try (LocalRegistry registry = open(opener)) {
            version = registry.publish("churn", Artifact.of(model), SEALER);
            registry.promote("churn", version);
        }
        byte[] bytes = Files.readAllBytes(fileOf(version));
        flip(bytes, Byte.SIZE * bytes.length / 2);
        Files.write(fileOf(version), bytes);
        long bytesBefore = opener.bytes;
        try (LocalRegistry registry = open(opener)) {
            assertThat(registry.liveProblem("churn")).isPresent();
            assertThatExceptionOfType(RegistryException.class)
                    .isThrownBy(
                            () -> registry.live("churn").predict(Row.of("tenure", 1, "Contract", "Month-to-month")));
        }
        assertThat(opener.bytes).isEqualTo(bytesBefore);
    }

    @Test
    void log_ofOpenersSealersAndRefusals_tellsNoSecret() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        PrintStream err = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            CmsOpener rsa = RsaOpener.with(keys.getPrivate()).or(AesOpener.with("models", KEY));
            Version version;
            try (LocalRegistry registry = open(rsa)) {
                version = registry.publish("churn", Artifact.of(model), RsaSealer.to(keys.getPublic()));
                registry.promote("churn", version);
            }
            byte[] bytes = Files.readAllBytes(fileOf(version));
            flip(bytes, 8 * 700);
            Files.write(fileOf(version), bytes);
            open(rsa).close();
        } finally {
            System.setErr(err);
        }
        String text = log.toString(StandardCharsets.UTF_8);
        RSAPrivateCrtKey key = (RSAPrivateCrtKey) keys.getPrivate();
        assertThat(text).as("the damaged version is logged").contains("churn v1");
        assertThat(text)
                .doesNotContain(
                        hex(KEY),
                        Base64.getEncoder().encodeToString(KEY.getEncoded()),
                        key.getPrivateExponent().toString(),
                        key.getPrivateExponent().toString(16),
                        key.getPrimeP().toString());
    }

    private LocalRegistry open(Opener any) {
        return LocalRegistry.at(folder.resolve("registry")).opener(any).open();
    }

    private Path fileOf(Version version) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("registry"))) {
            return files.filter(file -> file.endsWith(Path.of(version.model(), version.number() + ".mlcd")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String hex(SecretKey key) {
        return HexFormat.of().formatHex(key.getEncoded());
    }

    private static void flip(byte[] bytes, int bit) {
        bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
    }
}
