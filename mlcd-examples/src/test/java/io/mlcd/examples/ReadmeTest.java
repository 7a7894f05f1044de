package io.mlcd.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs every Java snippet of the README, as a newcomer would: in the root of the project. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String IMPORTS = """
            import io.mlcd.api.*;
            import io.mlcd.core.artifact.*;
            import io.mlcd.core.compression.*;
            import io.mlcd.core.data.*;
            import io.mlcd.core.judge.*;
            import io.mlcd.core.metric.*;
            import io.mlcd.core.model.*;
            import io.mlcd.core.registry.*;
            import io.mlcd.core.rollout.*;
            import io.mlcd.crypto.*;
            import io.mlcd.ensemble.calibrate.*;
            import io.mlcd.ensemble.delivery.*;
            import io.mlcd.ensemble.evaluate.*;
            import io.mlcd.ensemble.learn.*;
            import io.mlcd.ensemble.linear.*;
            import io.mlcd.ensemble.progress.*;
            import io.mlcd.ensemble.source.*;
            import io.mlcd.ensemble.trees.*;
            import io.mlcd.ensemble.tribuo.*;
            import io.mlcd.interop.xgboost.*;
            import java.nio.file.*;
            import java.security.*;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.*;
            import javax.crypto.KeyGenerator;
            import org.tribuo.classification.dtree.CARTClassificationTrainer;
            import org.tribuo.classification.dtree.impurity.GiniIndex;
            """;

    @TempDir
    private Path folder;

    @Test
    void firstSnippet_endsBeforeLine25() throws IOException {
        List<String> lines = Files.readAllLines(ROOT.resolve("README.md"));
        int begin = lines.indexOf("```java");
        int end = begin + lines.subList(begin, lines.size()).indexOf("```");

        assertThat(begin).isPositive();
        assertThat(end).isLessThan(25);
    }

    @TestFactory
    Stream<DynamicTest> everySnippet_compilesAndRuns() throws IOException {
        List<String> snippets = snippets();
        assertThat(snippets).hasSizeGreaterThanOrEqualTo(3);
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < snippets.size(); i++) {
            String name = "Snippet" + (i + 1);
            String code = snippets.get(i);
            tests.add(DynamicTest.dynamicTest(name, () -> compileAndRun(name, code)));
        }
        return tests.stream();
    }

    private static List<String> snippets() throws IOException {
        List<String> snippets = new ArrayList<>();
        StringBuilder open = null;
        for (String line : Files.readAllLines(ROOT.resolve("README.md"))) {
            if (line.equals("```java")) {
                open = new StringBuilder();
            } else if (open != null && line.equals("```")) {
                snippets.add(open.toString());
                open = null;
            } else if (open != null) {
                open.append(line).append('\n');
            }
        }
        return snippets;
    }

    private void compileAndRun(String name, String code) throws IOException, InterruptedException {
        Path source = folder.resolve(name + ".java");
        Files.writeString(
                source,
                IMPORTS + "public class " + name + " { public static void main(String[] args) throws Exception {\n"
                        + code + "}}\n");
        String classPath = System.getProperty("java.class.path");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(
                            messages,
                            files,
                            null,
                            List.of("-cp", classPath, "-d", folder.toString(), "-proc:none"),
                            null,
                            files.getJavaFileObjects(source))
                    .call();
            assertThat(compiled).as(messages.toString()).isTrue();
        }
        Path output = folder.resolve(name + ".txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath + File.pathSeparator + folder,
                        name)
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        process.destroyForcibly();
        String printed = Files.readString(output);
        assertThat(ended).as(printed).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
        assertThat(printed).isNotBlank();
    }
}
