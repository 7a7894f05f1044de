package io.mlcd.ensemble.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The promise that the same data and seed give the same artifact. {@code model-ids.txt} holds the ids, so that a run on
 * another JDK or machine compares with this one. A change to the form, the format or a learner changes them: look why,
 * then write what {@link ModelIds#main} prints.
 */
class SameModelTest {
    private static final int SEED = 7;
    private static final int RECIPES = 52;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void fit_sameSeed_sameModelOnAnyThreadCount_asWritten(int threads) throws Exception {
        assertThat(ModelIds.of(threads, SEED)).isEqualTo(written()).hasSize(RECIPES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xmixed", "-Xint"})
    void fit_inAnotherJvm_givesTheSameModels(String mode) throws Exception {
        assertThat(otherJvm(mode)).isEqualTo(written());
    }

    /** What the seed decides differs; trees of all rows, boosted too, and linear models that see all in the same order, may not. */
    @Test
    void fit_otherSeed_givesOtherEnsembles() throws Exception {
        Map<String, String> one = ModelIds.of(1, SEED);
        Map<String, String> other = ModelIds.of(1, SEED + 1);

        assertThat(one.keySet())
                .filteredOn(name -> one.get(name).equals(other.get(name)))
                .isSubsetOf(
                        "tree",
                        "cart",
                        "pruned",
                        "regression cart",
                        "boosted",
                        "boosted numbers",
                        "boosted median",
                        "regression tree",
                        "elastic net",
                        "adaptive",
                        "adaptive regression",
                        "our logistic",
                        "sparse logistic",
                        "decided",
                        "ridge",
                        "lasso");
        assertThat(Set.copyOf(one.values()))
                .as("each kind has a model of its own")
                .hasSize(one.size());
    }

    @Test
    void member_givesEachIndexASeedOfItsOwn() {
        Set<Long> seeds = new LinkedHashSet<>();
        Fit fit = Fit.standard().seed(3);
        for (int outer = 0; outer < 50; outer++) {
            seeds.add(fit.member(outer).seed());
            for (int inner = 0; inner < 50; inner++) {
                seeds.add(fit.member(outer).member(inner).seed());
            }
        }

        assertThat(seeds).hasSize(50 + 50 * 50);
    }

    private static Map<String, String> written() throws IOException {
        try (InputStream in = SameModelTest.class.getResourceAsStream("model-ids.txt")) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Map<String, String> otherJvm(String mode) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        mode,
                        "-Djava.util.logging.config.file=" + System.getProperty("java.util.logging.config.file"),
                        "-cp",
                        String.join(File.pathSeparator, classPath()),
                        "io.mlcd.ensemble.learn.ModelIds")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        return parse(printed);
    }

    /** The tests run in modules; the other JVM gets all of them, and the test classes, on its class path. */
    private static List<String> classPath() throws URISyntaxException {
        Set<String> paths = new LinkedHashSet<>();
        for (Class<?> one : List.of(SameModelTest.class, Fit.class)) {
            String file = one.getName().replace('.', '/') + ".class";
            URI uri = one.getResource("/" + file).toURI();
            if (uri.getScheme().equals("file")) {
                paths.add(uri.getPath().substring(0, uri.getPath().length() - file.length()));
            }
        }
        for (String property : List.of("jdk.module.path", "java.class.path", "surefire.test.class.path")) {
            paths.addAll(List.of(System.getProperty(property, "").split(File.pathSeparator)));
        }
        paths.remove("");
        return List.copyOf(paths);
    }

    private static Map<String, String> parse(String lines) {
        Map<String, String> ids = new TreeMap<>();
        lines.lines().filter(line -> line.contains(": ")).forEach(line -> {
            int colon = line.indexOf(": ");
            ids.put(line.substring(0, colon), line.substring(colon + 2));
        });
        return ids;
    }
}
