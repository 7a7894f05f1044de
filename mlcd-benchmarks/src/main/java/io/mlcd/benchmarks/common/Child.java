package io.mlcd.benchmarks.common;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Another JVM, and what it reports in a file of properties. */
public final class Child {
    private Child() {}

    /**
     * Runs it to its end.
     *
     * @param jdk the home of the JDK
     * @param options of the JVM
     * @param arguments of the class
     * @param environment what it gets besides this one's
     * @param log where to all it says goes
     * @return its exit code
     */
    public static int run(
            Path jdk,
            List<String> options,
            ClassPath classPath,
            Class<?> main,
            List<String> arguments,
            Map<String, String> environment,
            Path log)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(jdk.resolve("bin").resolve("java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath.toString(), main.getName()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
    }

    /** What it reported; nothing if there is no such file. */
    public static Properties facts(Path report) throws IOException {
        Properties facts = new Properties();
        if (Files.exists(report)) {
            try (Reader in = Files.newBufferedReader(report)) {
                facts.load(in);
            }
        }
        return facts;
    }

    /** The JVM that this is. */
    public static String java() {
        return System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version");
    }
}
