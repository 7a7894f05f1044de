package io.mlcd.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.MlcdException;
import io.mlcd.api.RegistryException;
import io.mlcd.api.Row;
import io.mlcd.api.SealException;
import io.mlcd.api.Version;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.artifact.Models;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import io.mlcd.core.registry.LocalRegistry;
import io.mlcd.crypto.AesOpener;
import io.mlcd.crypto.AesSealer;
import io.mlcd.crypto.CmsOpener;
import io.mlcd.crypto.CmsSealer;
import io.mlcd.crypto.Keys;
import io.mlcd.crypto.Rewrap;
import io.mlcd.crypto.RsaOpener;
import io.mlcd.crypto.RsaSealer;
import io.mlcd.ensemble.trees.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole: models in a registry, sealed and signed with real keys. */
@Timeout(120)
class SealedRegistryTest {
    private static final SecretKey KEK = Keys.newAesKey();
    private static final SecretKey NEXT_KEK = Keys.newAesKey();
    private static KeyPair recipient;
    private static KeyPair publisher;
    private static KeyPair stranger;
    private static CmsSealer sealer;
    private static CmsOpener opener;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeKeys() throws Exception {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(3072);
        recipient = rsa.generateKeyPair();
        KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
        ec.initialize(256);
        publisher = ec.generateKeyPair();
        stranger = ec.generateKeyPair();
        sealer = RsaSealer.to(recipient.getPublic())
                .and(AesSealer.with("backup", KEK))
                .signedBy(publisher.getPrivate());
        opener = RsaOpener.with(recipient.getPrivate()).trusting(publisher.getPublic());
    }

    /** A small tree whose answer for x = 1 is the number. */
    private static Model model(int number) {
        double[] x = new double[200];
        double[] y = new double[200];
        for (int i = 0; i < x.length; i++) {
            x[i] = i;
            y[i] = i < 50 ? number : 100 * Math.floor(i / 50.0);
        }
        try {
            return Trees.cart()
                    .fit(Table.of(Column.ofNumbers("x", x), Column.ofNumbers("y", y))
                            .target("y"));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Path models(String name) {
        return folder.resolve("models").resolve(name);
    }

    private LocalRegistry open(CmsOpener with) {
        return LocalRegistry.at(folder).opener(with).open();
    }

    private static double answer(LocalRegistry registry) {
        return registry.live("m").predict(Row.of("x", 1)).value();
    }

    private static SealException.Reason reason(Throwable e) {
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at instanceof SealException seal) {
                return seal.reason();
            }
        }
        throw new AssertionError("no SealException", e);
    }

    /** Changes the texts of the journal's lines and makes the chain fit again: without a key it shows accidents only. */
    private void forge(UnaryOperator<String> change) throws Exception {
        String last = "mlcd-registry 0.1";
        StringBuilder forged = new StringBuilder();
        for (String line : Files.readAllLines(folder.resolve("journal"))) {
            String text = change.apply(line.substring(65));
            last = sha256((last + " " + text).getBytes(UTF_8)) + " " + text;
            forged.append(last).append('\n');
        }
        Files.writeString(folder.resolve("journal"), forged);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    /** Every file that was written to, as the JVM saw it. */
    private static Set<String> written(Path recorded) throws IOException {
        Set<String> written = new HashSet<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(recorded)) {
            if (event.getEventType().getName().equals("jdk.FileWrite") && event.getString("path") != null) {
                written.add(event.getString("path"));
            }
        }
        return written;
    }

    /** Puts other bytes in the place of a version, and has the journal vouch for them. */
    private void replace(Path file, byte[] bytes) throws Exception {
        String before = sha256(Files.readAllBytes(file));
        Files.write(file, bytes);
        String after = sha256(bytes);
        forge(text -> text.replace(before, after));
    }

    @Test
    void aWholeLife_writesNothingInTheClear_andNoFileButItsOwn() throws Exception {
        List<Artifact> artifacts = List.of(Artifact.of(model(1)), Artifact.of(model(2)));
        Path recorded = Files.createTempFile("writes", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.FileWrite").withoutThreshold().withoutStackTrace();
            recording.start();
            try (LocalRegistry registry = open(opener)) {
                registry.promote("m", registry.publish("m", artifacts.get(0), sealer));
                registry.promote("m", registry.publish("m", artifacts.get(1), sealer));
                registry.rollback("m");
                assertThat(registry.rewrap(Rewrap.with(opener).add(AesSealer.with("next", NEXT_KEK))))
                        .hasSize(2);
            }
            try (LocalRegistry registry = open(AesOpener.with("next", NEXT_KEK))) {
                assertThat(answer(registry)).isEqualTo(1);
                registry.artifact(registry.versions("m").get(1));
            }
            Models.save(model(3), folder.resolve("alone.mlcd"), sealer);
            Models.load(folder.resolve("alone.mlcd"), opener);
            recording.stop();
            recording.dump(recorded);
        }
        Set<String> written = written(recorded);
        Files.delete(recorded);
        List<String> ours = written.stream()
                .filter(path -> path.startsWith(folder.toString()))
                .toList();
        assertThat(ours).as("the recording saw the writes").anyMatch(path -> path.endsWith("journal"));
        assertThat(ours).anyMatch(path -> path.contains(".2.mlcd."));
        assertThat(written)
                .as("files written to by this process")
                .allSatisfy(path -> assertThat(path).startsWith(folder.toString()));
        assertNothingClear(artifacts);
    }

    /** No file of the registry holds 16 bytes in a row of an artifact, or the mark with which releases begin. */
    private void assertNothingClear(List<Artifact> artifacts) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                assertThat(indexOf(bytes, "MLCDREL1".getBytes(UTF_8)))
                        .as("%s", file)
                        .isNegative();
                for (Artifact artifact : artifacts) {
                    byte[] plain = artifact.bytes();
                    for (int at = 0; at + 16 <= plain.length; at += 16) {
                        byte[] part = Arrays.copyOfRange(plain, at, at + 16);
                        if (!Arrays.equals(part, new byte[16])) {
                            assertThat(indexOf(bytes, part))
                                    .as("%s holds bytes from %s on", file, at)
                                    .isNegative();
                        }
                    }
                }
            }
        }
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int at = 0; at + part.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        return -1;
    }

    @Test
    void aSealedFileInAnotherPlace_isRefused_andWhatIsLiveGoesOn() throws Exception {
        try (LocalRegistry registry = open(opener)) {
            registry.promote("m", registry.publish("m", Artifact.of(model(1)), sealer));
            registry.publish("m", Artifact.of(model(2)), sealer);
            registry.publish("n", Artifact.of(model(2)), sealer);
        }
        byte[] otherNumber = Files.readAllBytes(models("m").resolve("1.mlcd"));
        byte[] otherName = Files.readAllBytes(models("n").resolve("1.mlcd"));
        byte[] journal = Files.readAllBytes(folder.resolve("journal"));
        byte[] right = Files.readAllBytes(models("m").resolve("2.mlcd"));
        for (byte[] moved : List.of(otherNumber, otherName)) {
            Files.write(folder.resolve("journal"), journal);
            Files.write(models("m").resolve("2.mlcd"), right);
            replace(models("m").resolve("2.mlcd"), moved);
            try (LocalRegistry registry = open(opener)) {
                Version two = registry.versions("m").get(1);
                assertThatThrownBy(() -> registry.promote("m", two))
                        .isInstanceOf(RegistryException.class)
                        .hasMessageContaining("somebody moved it, put the right file back")
                        .satisfies(e -> assertThat(reason(e)).isEqualTo(SealException.Reason.WRONG_CONTEXT));
                assertThat(answer(registry)).isEqualTo(1);
            }
        }
    }

    @Test
    void aFileThatIsNotSealed_orSignedByAStranger_orNotSigned_neverGoesLive() throws Exception {
        Version two;
        byte[] plain;
        byte[] sealed;
        try (LocalRegistry registry = open(opener)) {
            registry.promote("m", registry.publish("m", Artifact.of(model(1)), sealer));
            two = registry.publish("m", Artifact.of(model(2)), sealer);
            sealed = Files.readAllBytes(models("m").resolve("2.mlcd"));
            plain = opener.open(sealed);
        }
        CmsSealer anybody = RsaSealer.to(recipient.getPublic());
        List<byte[]> files =
                List.of(plain, anybody.signedBy(stranger.getPrivate()).seal(plain), anybody.seal(plain));
        List<SealException.Reason> reasons = List.of(
                SealException.Reason.NOT_SEALED,
                SealException.Reason.UNTRUSTED_SIGNER,
                SealException.Reason.SIGNATURE_MISSING);
        for (int i = 0; i < files.size(); i++) {
            SealException.Reason expected = reasons.get(i);
            replace(models("m").resolve("2.mlcd"), files.get(i));
            try (LocalRegistry registry = open(opener)) {
                assertThatThrownBy(() -> registry.promote("m", two))
                        .isInstanceOf(RegistryException.class)
                        .satisfies(e -> assertThat(reason(e)).isEqualTo(expected));
                assertThat(answer(registry)).isEqualTo(1);
            }
        }
        replace(models("m").resolve("2.mlcd"), sealed);
        try (LocalRegistry registry = open(opener)) {
            registry.promote("m", two);
            assertThat(answer(registry)).isEqualTo(2);
        }
    }

    @Test
    void publish_whatThisRegistryWouldNotOpen_isRefused() {
        try (LocalRegistry registry = open(opener)) {
            Artifact artifact = Artifact.of(model(1));
            for (CmsSealer unfit : new CmsSealer[] {
                AesSealer.with("other", KEK).signedBy(publisher.getPrivate()),
                RsaSealer.to(recipient.getPublic()),
                RsaSealer.to(recipient.getPublic()).signedBy(stranger.getPrivate())
            }) {
                assertThatThrownBy(() -> registry.publish("m", artifact, unfit)).isInstanceOf(SealException.class);
            }
            assertThatThrownBy(() -> registry.publish("m", artifact))
                    .isInstanceOfSatisfying(
                            MlcdException.class, e -> assertThat(e.code()).isEqualTo("seal/not-sealed"));
            assertThat(registry.names()).isEmpty();
        }
    }

    @Test
    void rotation_ofAKey_leavesTheOldOneOutside_andTheSignaturesHold() throws Exception {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(3072);
        KeyPair next = rsa.generateKeyPair();
        CmsOpener both = opener.or(RsaOpener.with(next.getPrivate()));
        List<Version> versions = new ArrayList<>();
        try (LocalRegistry registry = open(both)) {
            for (int number = 1; number <= 3; number++) {
                versions.add(registry.publish("m", Artifact.of(model(number)), sealer));
            }
            registry.promote("m", versions.get(2));
            Rewrap rotation = Rewrap.with(both).to(RsaSealer.to(next.getPublic()));
            assertThat(registry.rewrap(rotation)).isEqualTo(versions);
            assertThat(registry.rewrap(rotation)).isEmpty();
            assertThat(registry.versions("m")).isEqualTo(versions);
        }
        try (LocalRegistry registry = open(RsaOpener.with(next.getPrivate()).trusting(publisher.getPublic()))) {
            assertThat(answer(registry)).isEqualTo(3);
            for (Version version : versions) {
                assertThat(registry.artifact(version).id()).isEqualTo(version.artifactId());
            }
        }
        try (LocalRegistry registry = open(opener)) {
            assertThat(registry.liveProblem("m"))
                    .hasValueSatisfying(why -> assertThat(why).contains("opens with none of the keys given"));
        }
    }

    @Test
    void models_savedSealedAndSigned_loadOnlyWithTheRightKeyAndSigner() {
        Path file = folder.resolve("alone.mlcd");
        Models.save(model(5), file, sealer);
        assertThat(Models.load(file, opener).predict(Row.of("x", 1)).value()).isEqualTo(5);
        CmsOpener other = RsaOpener.with(recipient.getPrivate()).trusting(stranger.getPublic());
        assertThatThrownBy(() -> Models.load(file, other))
                .isInstanceOfSatisfying(
                        SealException.class,
                        e -> assertThat(e.reason()).isEqualTo(SealException.Reason.UNTRUSTED_SIGNER));
    }
}
