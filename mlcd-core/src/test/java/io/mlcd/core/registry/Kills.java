package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.api.Change;
import io.mlcd.api.JournalHead;
import io.mlcd.api.ModelRegistry;
import io.mlcd.core.oracle.ClassPath;
import io.mlcd.core.rollout.VirtualTime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A process that {@linkplain Walk makes changes} in a folder, killed at a random moment, again and again: also while it opens what
 * the kill before left. Two followers go along. After each kill all agree, and have what was acknowledged.
 */
final class Kills implements AutoCloseable {
    private static final String OPENING = "opening";
    private static final String BEGIN = "begin ";
    private static final String DONE = "done ";

    /** What the child did, by what it said. */
    private record Heard(JournalHead acknowledged, Optional<Walk.Step> underWay, boolean opening) {
        static Heard of(List<String> lines, JournalHead before) {
            JournalHead head = before;
            Optional<Walk.Step> underWay = Optional.empty();
            boolean opening = true;
            for (String line : lines) {
                if (line.startsWith(DONE)) {
                    head = JournalHead.parse(line.substring(DONE.length()));
                    underWay = Optional.empty();
                    opening = false;
                } else if (line.startsWith(BEGIN)) {
                    underWay = Optional.of(Walk.Step.valueOf(line.substring(BEGIN.length())));
                }
            }
            return new Heard(head, underWay, opening);
        }
    }

    private final Path folder;
    private final Terms terms;
    private final SplittableRandom random;
    private final List<LocalRegistry> followers = new ArrayList<>();
    private JournalHead head = new JournalHead(0, "0".repeat(64));
    /** By what was under way, how many kills. */
    private final Map<String, Integer> kills = new TreeMap<>();

    private int acknowledged;
    private int unacknowledged;
    private int refreshes;
    private int rolloutsGoneOn;

    Kills(Path folder, Terms terms, long seed) {
        this.folder = folder;
        this.terms = terms;
        random = new SplittableRandom(seed);
    }

    /** What runs in the process that is killed: a folder, terms, and a seed. */
    public static void main(String... arguments) {
        Terms terms = Terms.valueOf(arguments[1]);
        VirtualTime time = VirtualTime.startingAt(Stage.NOON);
        System.out.println(OPENING);
        try (LocalRegistry registry = terms.at(Path.of(arguments[0]), time).open()) {
            System.out.println(DONE + registry.head());
            System.out.println(BEGIN + Walk.Step.WAIT); // until the time at which the registry stands
            Walk walk = new Walk(terms, registry, time, Long.parseLong(arguments[2]));
            System.out.println(DONE + registry.head());
            // Until nobody reads any more: no child outlives a test that failed.
            while (!System.out.checkError()) {
                walk.next(step -> System.out.println(BEGIN + step));
                System.out.println(DONE + registry.head());
            }
        }
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        ClassPath.ofAll(Kills.class, LocalRegistry.class, ModelRegistry.class),
                        Kills.class.getName(),
                        folder.toString(),
                        terms.name(),
                        Long.toString(random.nextLong()))
                .redirectError(
                        folder.resolveSibling(folder.getFileName() + ".err").toFile())
                .start();
    }

    /** One more kill, and all that must hold after it. */
    void kill() throws IOException, InterruptedException {
        Heard heard = walkAndKill();
        followers.forEach(LocalRegistry::refresh);
        if (followers.isEmpty() && Files.exists(folder.resolve("mlcd-registry"))) {
            for (int i = 0; i < 2; i++) {
                followers.add(terms.following(folder).open());
            }
        }
        for (LocalRegistry follower : followers) {
            Sound.check(follower);
            Sound.checkSame(followers.get(0), follower);
            requireAcknowledged(follower, heard);
        }
        VirtualTime time = VirtualTime.startingAt(Stage.NOON);
        LocalRegistry.Opening opening = terms.at(folder, time);
        try (LocalRegistry registry = heard.acknowledged.entries() > 0
                ? opening.anchor(heard.acknowledged).open()
                : opening.open()) {
            Sound.check(registry);
            Sound.checkFiles(registry, folder);
            assertThat(Sound.rollouts(registry)).isEqualTo(Sound.rolloutsOfHistory(registry));
            rolloutsGoneOn += Sound.rollouts(registry).size();
            for (LocalRegistry follower : followers) {
                follower.refresh();
                Sound.check(follower);
                Sound.checkSame(registry, follower);
            }
            head = registry.head();
        }
        kills.merge(heard.opening ? "OPEN" : heard.underWay.map(Enum::name).orElse("nothing"), 1, Integer::sum);
    }

    private Heard walkAndKill() throws IOException, InterruptedException {
        Process child = start();
        BufferedReader said = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
        try {
            assertThat(said.readLine()).as("the child, see its .err file").isEqualTo(OPENING);
            List<String> lines = Collections.synchronizedList(new ArrayList<>());
            CompletableFuture<Void> listening =
                    CompletableFuture.runAsync(() -> said.lines().forEach(lines::add));
            boolean duringOpening = random.nextInt(5) == 0;
            while (!duringOpening && lines.isEmpty()) {
                follow(child, 1_000_000);
            }
            follow(child, random.nextLong(400_000_000));
            child.toHandle().destroyForcibly(); // Process.destroyForcibly() would close the stream with the last lines
            child.waitFor();
            listening.join();
            return Heard.of(lines, head);
        } finally {
            child.destroyForcibly();
            child.waitFor();
        }
    }

    /** Followers read along for so long. */
    private void follow(Process child, long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            for (LocalRegistry follower : followers) {
                follower.refresh();
                refreshes++;
            }
            assertThat(child.waitFor(Math.min(left, 1_000_000), TimeUnit.NANOSECONDS))
                    .as("the child ended by itself, see its .err file")
                    .isFalse();
        }
    }

    /** That all is there that was acknowledged, and beside it nothing but a part of what was under way. */
    private void requireAcknowledged(LocalRegistry follower, Heard heard) {
        List<Change> more = new ArrayList<>();
        for (String name : follower.names()) {
            follower.history(name).stream()
                    .filter(change -> change.seq() > heard.acknowledged.entries())
                    .forEach(more::add);
        }
        assertThat(follower.head().entries()).isEqualTo(heard.acknowledged.entries() + more.size());
        if (heard.underWay.isPresent()) {
            Walk.Step step = heard.underWay.get();
            assertThat(more).hasSizeLessThanOrEqualTo(step.most);
            assertThat(more).allMatch(change -> step.writes(change.kind()), "is of " + step);
        } else if (heard.opening) {
            assertThat(more).allMatch(change -> change.kind() == Change.Kind.ROLLOUT_ENDED);
        } else {
            assertThat(more).isEmpty();
        }
        if (follower == followers.get(0)) {
            acknowledged += (int) (heard.acknowledged.entries() - head.entries());
            unacknowledged += more.isEmpty() ? 0 : 1;
        }
    }

    @Override
    public void close() {
        followers.forEach(LocalRegistry::close);
    }

    /** How many kills there were. */
    int kills() {
        return kills.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** A row of a table: what was killed, and what came of it. */
    String row() {
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %,d | %,d | %,d | %,d | %s |",
                terms.words(),
                kills(),
                acknowledged,
                unacknowledged,
                rolloutsGoneOn,
                refreshes,
                kills.entrySet().stream()
                        .map(each -> each.getKey().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + each.getValue())
                        .collect(Collectors.joining(", ")));
    }
}
