import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Fuzzes the targets of the module that it is started in, each in a JVM of its own, and fails if one crashes or reaches too
 * little of the code. {@code mvn -Pfuzz} starts it as a source file; it needs nothing but a JDK.
 *
 * <p>The targets are lines of {@code src/test/resources/fuzz/targets.txt}: the class, the least coverage (libFuzzer's count of
 * edges) that a run of 60 s or more must reach, the folder of seeds beside that file. Corpus, log and crashing input are left
 * in {@code target/fuzz}.
 */
public final class Fuzz {
    private static final Path TARGETS = Path.of("src/test/resources/fuzz/targets.txt");
    private static final String INSTRUMENTED =
            "io.mlcd.**:org.bouncycastle.asn1.**:org.bouncycastle.cms.**:com.fasterxml.jackson.core.**";
    private static final Pattern COVERAGE = Pattern.compile("\\bcov: (\\d+)");
    private static final Pattern RUNS = Pattern.compile("number_of_executed_units: (\\d+)");
    private static final int FLOOR_HOLDS_FROM_SECONDS = 60;

    private final String classPath;
    private final int seconds;

    private Fuzz(String classPath, int seconds) {
        this.classPath = classPath;
        this.seconds = seconds;
    }

    /** The class path with Jazzer, the seconds for each target, and what the names of the targets must contain. */
    public static void main(String... args) throws IOException, InterruptedException {
        Fuzz fuzz = new Fuzz(args[0], Integer.parseInt(args[1]));
        String wanted = args.length > 2 ? args[2] : "";
        List<String> problems = new ArrayList<>();
        for (String line : Files.exists(TARGETS) ? Files.readAllLines(TARGETS) : List.<String>of()) {
            if (!line.isBlank() && !line.startsWith("#") && line.split(" ")[0].contains(wanted)) {
                String[] parts = line.split(" ");
                problems.addAll(fuzz.run(parts[0], Integer.parseInt(parts[1]), parts[2]));
            }
        }
        if (!problems.isEmpty()) {
            problems.forEach(System.out::println);
            System.exit(1);
        }
    }

    /** Runs one target; returns what is wrong. */
    private List<String> run(String target, int floor, String seeds) throws IOException, InterruptedException {
        Path out = Path.of("target", "fuzz", target.substring(target.lastIndexOf('.') + 1));
        delete(out);
        Files.createDirectories(out.resolve("corpus"));
        Path log = out.resolve("log.txt");
        Process process = new ProcessBuilder(command(target, out, TARGETS.resolveSibling(seeds)))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(seconds + 120L, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        String text = Files.readString(log, StandardCharsets.ISO_8859_1);
        int coverage = last(COVERAGE, text);
        System.out.printf(
                "%s: %,d runs in %d s, coverage %d (floor %d)%n", target, last(RUNS, text), seconds, coverage, floor);
        List<String> problems = new ArrayList<>();
        if (!ended || process.exitValue() != 0) {
            problems.add(target + (ended ? " ended with exit code " + process.exitValue() : " did not end") + ", see "
                    + log.toAbsolutePath() + "\n" + crash(text));
        } else if (coverage < floor && seconds >= FLOOR_HOLDS_FROM_SECONDS) {
            problems.add(target + " has coverage " + coverage + ", below its floor " + floor
                    + ": the seeds no longer get in, or the code is no longer there; see " + log.toAbsolutePath());
        }
        return problems;
    }

    private List<String> command(String target, Path out, Path seeds) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                // C2 of JDK 17 makes wrong code of what Jazzer instruments: a loop of TreesCodec ended too early.
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target,
                "--instrumentation_includes=" + INSTRUMENTED,
                "--reproducer_path=" + out,
                out.resolve("corpus").toString(),
                seeds.toString(),
                "-artifact_prefix=" + out + "/",
                "-max_total_time=" + seconds,
                "-max_len=4096",
                "-timeout=20",
                "-print_final_stats=1");
    }

    /** From the exception on, without the statistics. */
    private static String crash(String log) {
        int from = Math.max(log.indexOf("== Java Exception"), log.indexOf("ERROR: libFuzzer"));
        return log.substring(from < 0 ? Math.max(0, log.length() - 3000) : from)
                .lines()
                .filter(line -> !line.startsWith("stat::"))
                .limit(60)
                .collect(Collectors.joining("\n"));
    }

    private static int last(Pattern pattern, String text) {
        int last = 0;
        for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
            last = Integer.parseInt(matcher.group(1));
        }
        return last;
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
