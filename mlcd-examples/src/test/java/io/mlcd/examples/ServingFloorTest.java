package io.mlcd.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mlcd.api.Row;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.artifact.Models;
import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import io.mlcd.core.registry.LocalRegistry;
import io.mlcd.crypto.CmsSealer;
import io.mlcd.crypto.RsaOpener;
import io.mlcd.crypto.RsaSealer;
import io.mlcd.ensemble.learn.Preparation;
import io.mlcd.ensemble.learn.Prepared;
import io.mlcd.ensemble.source.Csv;
import io.mlcd.ensemble.tribuo.Learners;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.classification.dtree.CARTClassificationTrainer;

/** What serves is small, pure Java, permissively licensed, and enough. */
class ServingFloorTest {
    private static final List<String> OWN = List.of("mlcd-api", "mlcd-core", "mlcd-crypto");
    private static final List<String> REQUIRED = List.of(
            "slf4j-api-",
            "jackson-core-",
            "jspecify-",
            "commons-statistics-inference-",
            "commons-statistics-descriptive-",
            "commons-statistics-distribution-",
            "commons-statistics-ranking-",
            "commons-numbers-arrays-",
            "commons-numbers-combinatorics-",
            "commons-numbers-core-",
            "commons-numbers-fraction-",
            "commons-numbers-gamma-",
            "commons-numbers-rootfinder-",
            "commons-rng-client-api-",
            "commons-rng-sampling-",
            "bcprov-",
            "bcpkix-",
            "bcutil-");
    private static final long OWN_LIMIT_BYTES = 1_000_000;

    @TempDir
    private Path folder;

    @Test
    void serving_withOnlyItsOwnJars_opensSealedModelsAndPredicts() throws Exception {
        KeyPair keys = newKeys();
        CmsSealer sealer = RsaSealer.to(keys.getPublic());
        Table table = Csv.standard()
                .read(Path.of("data", "telco_churn.csv"))
                .range(0, 500)
                .select("tenure", "Contract", "Churn")
                .target("Churn");
        Model model = Prepared.by(Preparation.standard(), Learners.tribuo(new CARTClassificationTrainer(4)))
                .fit(table);
        Path file = folder.resolve("churn.mlcd");
        Models.save(model, file, sealer);
        Path models = folder.resolve("models");
        try (LocalRegistry registry = LocalRegistry.at(models)
                .opener(RsaOpener.with(keys.getPrivate(), keys.getPublic()))
                .open()) {
            registry.promote("churn", registry.publish("churn", Artifact.of(model), sealer));
        }
        Path pem = folder.resolve("key.pem");
        Files.writeString(pem, pem(keys));

        String printed = run(pem.toString(), file.toString(), models.toString());

        double expected =
                model.predict(Row.of("tenure", 1, "Contract", "Month-to-month")).probability("Yes");
        assertThat(printed.lines()).contains("model " + expected, "live " + expected);
    }

    @Test
    void serving_jars_holdNoNativeCodeAndNoCopyleft() throws IOException {
        List<Path> jars = classPath(REQUIRED);
        assertThat(jars).hasSize(REQUIRED.size());
        for (Path jar : jars) {
            try (JarFile file = new JarFile(jar.toFile())) {
                for (JarEntry entry : Collections.list(file.entries())) {
                    String name = entry.getName().toLowerCase(Locale.ROOT);
                    assertThat(name).as(jar.toString()).doesNotMatch(".*\\.(so|dll|dylib|jnilib)(\\.[0-9.]+)?");
                    if (name.matches("meta-inf/.*(license|copying|notice).*") && !entry.isDirectory()) {
                        try (InputStream in = file.getInputStream(entry)) {
                            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                                    .as(jar + "!" + entry)
                                    .doesNotContainIgnoringCase(
                                            "GNU General Public", "GNU Affero", "Business Source License");
                        }
                    }
                }
            }
        }
    }

    @Test
    void serving_dependencies_areThoseListedWithTheirLicences() throws IOException {
        String list = Files.readString(Path.of("..", "docs", "dependencies.md"));
        for (String required : REQUIRED) {
            String artifact = required.substring(0, required.length() - 1).replaceFirst("^(bc[a-z]+)$", "$1-jdk18on");
            String line = list.lines()
                    .filter(row -> row.contains(artifact))
                    .findFirst()
                    .orElse("");
            assertThat(line).as(artifact).containsPattern("Apache-2\\.0|MIT");
        }
        String ships = list.substring(list.indexOf("## What ships"), list.indexOf("## What does not ship"));
        assertThat(ships).doesNotContainPattern("GPL|BSL|BUSL");
    }

    @Test
    void serving_ownJars_areSmall() throws IOException {
        List<Path> jars = new ArrayList<>();
        for (Path entry : classPath(OWN)) {
            assumeTrue(Files.isRegularFile(entry), "there are no jars before the package phase: mvn verify");
            jars.add(entry);
        }
        long bytes = 0;
        for (Path jar : jars) {
            System.out.println(jar.getFileName() + ": " + Files.size(jar) + " bytes");
            bytes += Files.size(jar);
        }
        assertThat(jars).hasSize(OWN.size());
        assertThat(bytes).isLessThanOrEqualTo(OWN_LIMIT_BYTES);
    }

    private String run(String... args) throws IOException, InterruptedException {
        List<Path> entries = new ArrayList<>(classPath(OWN));
        entries.addAll(classPath(REQUIRED));
        entries.add(Path.of("target", "test-classes").toAbsolutePath());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                String.join(
                        File.pathSeparator, entries.stream().map(Path::toString).toList()),
                ServeOnly.class.getName()));
        command.addAll(List.of(args));
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String printed = Files.readString(output);
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }

    /** The entries of this test's class path whose jar, or module folder, has such a name. */
    private static List<Path> classPath(List<String> names) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(entry -> names.stream().anyMatch(name -> {
                    boolean module = entry.endsWith(Path.of(name, "target", "classes"));
                    return module || entry.getFileName().toString().startsWith(name);
                }))
                .toList();
    }

    private static KeyPair newKeys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static String pem(KeyPair keys) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }
}
