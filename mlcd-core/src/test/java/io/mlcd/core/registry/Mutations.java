package io.mlcd.core.registry;

import io.mlcd.api.MlcdException;
import io.mlcd.api.ModelRegistry;
import io.mlcd.api.RegistryException;
import io.mlcd.api.Rollout;
import io.mlcd.api.Row;
import io.mlcd.api.Version;
import io.mlcd.core.disk.Disk;
import io.mlcd.core.file.Sha256;
import io.mlcd.core.json.Json;
import io.mlcd.core.judge.Judge;
import io.mlcd.core.oracle.Allocation;
import io.mlcd.core.oracle.ClassPath;
import io.mlcd.core.oracle.Constants;
import io.mlcd.core.rollout.AbTest;
import io.mlcd.core.rollout.Analysis;
import io.mlcd.core.rollout.BlueGreen;
import io.mlcd.core.rollout.Canary;
import io.mlcd.core.rollout.Immediately;
import io.mlcd.core.rollout.Shadow;
import io.mlcd.core.rollout.Strategy;
import io.mlcd.core.rollout.VirtualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Registries whose journals or files somebody changed, at random, also so that all digests fit: each is refused with an exception
 * of mlcd's, or is a registry that works, and can be opened again.
 */
final class Mutations {
    /** What is changed. */
    enum Kind {
        /** The bytes of the journal: bits, lengths, parts twice or elsewhere. */
        BYTES,
        /** The lines of the journal, each as it was: left out, twice, swapped. */
        LINES,
        /** Values inside entries; links fit. */
        VALUES,
        /** The characters of an entry; links fit. */
        CHARACTERS,
        /** Entries left out, twice, swapped, or of another registry; links and numbers fit. */
        ENTRIES,
        /** Rollouts that never were; links and numbers fit. */
        ROLLOUTS,
        /** The file of a version; its digest and links fit. */
        FILES
    }

    /** A registry as it was before somebody came. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Base(Terms terms, Disk disk, byte[] journal, List<String> texts, VirtualTime time) {}

    private static final List<Object> ODD = List.of(
            0L,
            -1L,
            1L,
            2L,
            3L,
            17L,
            (long) Integer.MAX_VALUE,
            Integer.MAX_VALUE + 1L,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            true,
            false,
            "",
            "x",
            "m",
            "../m",
            "a".repeat(1_001),
            "b".repeat(70_000),
            "NaN",
            "-1e308",
            "1e-320",
            "Infinity",
            "0x1p3",
            "PT0S",
            "PT-1S",
            "P36500D",
            "PT9999999999999999H",
            "2026-11-01T12:00:00Z",
            "+1000000000-12-31T23:59:59.999999999Z",
            "-1000000000-01-01T00:00:00Z",
            "1");

    private static final List<String> RAW = List.of(
            "1.5",
            "null",
            "1e999",
            "123456789012345678901234567890",
            "\"\\ud800\"",
            "\"\\u0000\"",
            "[".repeat(15) + "]".repeat(15),
            "[".repeat(2_000) + "]".repeat(2_000),
            "{\"a\":".repeat(1_000) + "1" + "}".repeat(1_000),
            "[" + "0,".repeat(5_000) + "0]",
            "\"seq\":1,\"seq\"",
            "}",
            "{}{}",
            "\u2028",
            "");

    private static final String WORKS = "works";

    private final SplittableRandom random;
    private final List<Base> bases = new ArrayList<>();
    /** By kind, how each ended. */
    private final Map<Kind, Map<String, Integer>> ends = new TreeMap<>();

    private long slowestNanos;
    private long mostBytes;

    Mutations(long seed, int changes) {
        random = new SplittableRandom(seed);
        for (Terms terms : Terms.values()) {
            for (int i = 0; i < 3; i++) {
                bases.add(base(terms, changes));
            }
        }
    }

    private static Path folder(Disk disk) {
        return disk.path("registry");
    }

    private Base base(Terms terms, int changes) {
        Disk disk = new Disk();
        VirtualTime time = VirtualTime.startingAt(Stage.NOON);
        try (LocalRegistry registry = terms.at(folder(disk), time).open()) {
            Walk walk = new Walk(terms, registry, time, random.nextLong());
            for (int i = 0; i < changes; i++) {
                walk.next(step -> {});
            }
        }
        byte[] journal = read(folder(disk).resolve("journal"));
        List<String> lines = new String(journal, StandardCharsets.UTF_8).lines().toList();
        return new Base(terms, disk, journal, Forger.texts(lines), time);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** So many mutations of each kind. */
    Mutations run(int each) {
        for (Kind kind : Kind.values()) {
            for (int i = 0; i < each; i++) {
                mutate(kind);
            }
        }
        return this;
    }

    private void mutate(Kind kind) {
        Base base = any(bases);
        Disk disk = base.disk.cutOff(base.disk.size(), operation -> operation);
        boolean stolen = base.terms.keyed && (kind == Kind.ROLLOUTS || random.nextInt(4) > 0);
        byte[] journal = switch (kind) {
            case BYTES -> bytes(base.journal);
            case LINES -> lines(base.journal);
            case FILES -> fitted(file(base, disk), stolen);
            default -> fitted(texts(kind, base), stolen);
        };
        write(folder(disk).resolve("journal"), journal);
        String end;
        try {
            end = open(base, disk);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(kind + " of " + base.terms + ": " + difference(base, journal), e);
        }
        ends.computeIfAbsent(kind, each -> new TreeMap<>()).merge(end, 1, Integer::sum);
    }

    /** The texts that the registry did not have, without their links. */
    private static String difference(Base base, byte[] journal) {
        return new String(journal, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> base.texts.stream().noneMatch(line::endsWith))
                .map(line -> line.substring(Math.max(0, line.indexOf('{'))))
                .collect(Collectors.joining("\n"));
    }

    private static byte[] fitted(List<String> texts, boolean stolen) {
        return Forger.journal(texts, stolen ? Terms.key() : null);
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    // What is changed

    private byte[] bytes(byte[] journal) {
        byte[] bytes = journal;
        for (int times = 1 + random.nextInt(2); times > 0; times--) {
            bytes = changed(bytes);
        }
        return bytes;
    }

    private byte[] changed(byte[] bytes) {
        if (bytes.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        int at = random.nextInt(bytes.length);
        int to = Math.min(bytes.length, at + 1 + random.nextInt(400));
        byte[] part = Arrays.copyOfRange(bytes, at, to);
        return switch (random.nextInt(7)) {
            case 0 -> flipped(bytes, at);
            case 1 -> Arrays.copyOf(bytes, at);
            case 2 -> Arrays.copyOf(bytes, bytes.length + random.nextInt(1_000));
            case 3 -> spliced(bytes, at, at, part);
            case 4 -> spliced(bytes, at, to, new byte[0]);
            case 5 -> spliced(bytes, at, to, new byte[part.length]);
            default -> {
                random.nextBytes(part);
                yield spliced(bytes, at, to, part);
            }
        };
    }

    private byte[] flipped(byte[] bytes, int at) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        return flipped;
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] part) {
        byte[] spliced = new byte[from + part.length + bytes.length - to];
        System.arraycopy(bytes, 0, spliced, 0, from);
        System.arraycopy(part, 0, spliced, from, part.length);
        System.arraycopy(bytes, to, spliced, from + part.length, bytes.length - to);
        return spliced;
    }

    private byte[] lines(byte[] journal) {
        List<String> lines = new ArrayList<>(
                new String(journal, StandardCharsets.UTF_8).lines().toList());
        shuffle(lines, any(bases));
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Leaves out, doubles, swaps, or takes from elsewhere. */
    private void shuffle(List<String> lines, Base elsewhere) {
        int at = random.nextInt(lines.size());
        switch (random.nextInt(5)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(random.nextInt(lines.size()), lines.get(at));
            case 2 -> Collections.swap(lines, at, random.nextInt(lines.size()));
            case 3 -> lines.subList(at, lines.size()).clear();
            default -> lines.add(at, any(elsewhere.texts));
        }
    }

    private List<String> texts(Kind kind, Base base) {
        List<String> texts = new ArrayList<>(base.texts);
        int at = random.nextInt(texts.size());
        switch (kind) {
            case VALUES -> texts.set(at, withOtherValue(texts.get(at)));
            case CHARACTERS -> texts.set(at, withOtherCharacters(texts.get(at)));
            case ENTRIES -> {
                for (int times = 1 + random.nextInt(3); times > 0 && !texts.isEmpty(); times--) {
                    shuffle(texts, any(bases));
                }
                renumber(texts);
            }
            default -> {
                clearRollouts(texts);
                addRollout(texts, base);
                renumber(texts);
            }
        }
        return texts;
    }

    private static void renumber(List<String> texts) {
        for (int i = 0; i < texts.size(); i++) {
            texts.set(i, texts.get(i).replaceFirst("\"seq\":\\d+", "\"seq\":" + (i + 1)));
        }
    }

    private String withOtherValue(String text) {
        Object value = Json.read(text);
        for (int times = 1 + random.nextInt(2); times > 0; times--) {
            changeInside(value);
        }
        return Json.write(value);
    }

    /** Changes something somewhere inside a map or a list. */
    @SuppressWarnings("unchecked")
    private void changeInside(Object container) {
        if (container instanceof Map<?, ?> any && !any.isEmpty()) {
            Map<String, Object> map = (Map<String, Object>) any;
            List<String> names = new ArrayList<>(map.keySet());
            String name = any(names);
            Object old = map.get(name);
            if (isContainer(old) && random.nextInt(4) > 0) {
                changeInside(old);
                return;
            }
            switch (random.nextInt(5)) {
                case 0 -> map.remove(name);
                case 1 -> map.put(any(names), old);
                case 2 -> map.put("odd", any(ODD));
                default -> map.put(name, odd(old));
            }
        } else if (container instanceof List<?> any && !any.isEmpty()) {
            List<Object> list = (List<Object>) any;
            int at = random.nextInt(list.size());
            switch (random.nextInt(4)) {
                case 0 -> list.remove(at);
                case 1 -> list.add(list.get(at));
                default -> list.set(at, odd(list.get(at)));
            }
        }
    }

    private static boolean isContainer(Object value) {
        return value instanceof Map<?, ?> || value instanceof List<?>;
    }

    private Object odd(Object old) {
        if (old instanceof Long number && random.nextBoolean()) {
            return number + random.nextInt(-2, 3);
        }
        return switch (random.nextInt(8)) {
            case 0 -> new ArrayList<>(List.of(old, any(ODD)));
            case 1 -> new LinkedHashMap<>(Map.of("judge", any(ODD)));
            case 2 -> Json.write(new ArrayList<>(List.of(old)));
            default -> any(ODD);
        };
    }

    private String withOtherCharacters(String text) {
        int at = random.nextInt(text.length());
        int to = Math.min(text.length(), at + random.nextInt(12));
        String part = switch (random.nextInt(3)) {
            case 0 -> any(RAW);
            case 1 -> String.valueOf((char) (32 + random.nextInt(96)));
            default -> text.substring(random.nextInt(text.length()));
        };
        if (random.nextBoolean()) { // in place of a value
            int colon = text.indexOf(':', at);
            int end = colon < 0 ? -1 : text.indexOf(',', colon);
            if (end > 0) {
                return text.substring(0, colon + 1) + part + text.substring(end);
            }
        }
        return (text.substring(0, at) + part + text.substring(to))
                .replace("\n", "")
                .replace("\r", "");
    }

    private List<String> file(Base base, Disk disk) {
        List<String> texts = new ArrayList<>(base.texts);
        List<Path> files = new ArrayList<>();
        for (String name : Walk.NAMES) {
            try (Stream<Path> its = Files.list(folder(disk).resolve("models").resolve(name))) {
                files.addAll(its.toList());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Path file = any(files);
        byte[] before = read(file);
        byte[] after = changed(base.terms.sealed ? Terms.BOTH.open(before) : before);
        byte[] stored = base.terms.sealed ? Terms.A.seal(after) : after;
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        write(file, stored);
        texts.replaceAll(text -> text.replace(Sha256.of(before), Sha256.of(stored)));
        return texts;
    }

    // Rollouts that never were

    /** Leaves what was before the first rollout, most times. */
    private void clearRollouts(List<String> texts) {
        for (int i = 1; i < texts.size() && texts.size() > 8; i++) {
            if (texts.get(i).contains("\"kind\":\"ROLLOUT\"") && random.nextInt(5) > 0) {
                texts.subList(i, texts.size()).clear();
            }
        }
    }

    /** Most of it fits, and something does not. */
    private void addRollout(List<String> texts, Base base) {
        String name = any(Walk.NAMES);
        int versions = (int) texts.stream()
                .filter(text -> text.contains("\"PUBLISH\",\"model\":\"" + name + "\""))
                .count();
        int live = number(versions);
        if (isUsual()) {
            texts.add(entry(Entry.Kind.PROMOTE, name, live, Map.of()));
        }
        long start = texts.size() + 1L;
        Strategy strategy = strategy();
        List<Object> challengers = new ArrayList<>();
        int count = isUsual() ? Plan.challengers(strategy) : random.nextInt(4);
        for (int i = 1; i <= count; i++) {
            int number = isUsual() ? 1 + (live + i) % Math.max(1, versions) : number(versions);
            challengers.add((long) number);
        }
        Map<String, Object> json = Strategies.toJson(strategy);
        for (int times = random.nextInt(3); times > 0; times--) {
            changeInside(json);
        }
        Map<String, Object> started = new LinkedHashMap<>();
        started.put(Entry.Names.EVENT, Entry.Event.STARTED.name());
        started.put(Entry.Names.FROM, (long) (isUsual() ? live : number(versions)));
        started.put(Entry.Names.CHALLENGERS, challengers);
        started.put(Entry.Names.STEP, isUsual() ? 1L : any(ODD));
        started.put(Entry.Names.STRATEGY, json);
        int first = challengers.isEmpty() ? 1 : (int) (long) (Long) challengers.get(0);
        texts.add(entry(Entry.Kind.ROLLOUT, name, first, started));
        for (int more = random.nextInt(4); more > 0; more--) {
            texts.add(next(name, start, isUsual() ? first : number(versions), live));
        }
        if (!isUsual()) {
            shuffle(texts, base);
        }
    }

    private boolean isUsual() {
        return random.nextInt(12) > 0;
    }

    private int number(int versions) {
        return isUsual() ? 1 + random.nextInt(Math.max(1, versions)) : random.nextInt(versions + 2);
    }

    private String next(String name, long start, int number, int live) {
        long rollout = isUsual() ? start : random.nextInt(20);
        switch (random.nextInt(8)) {
            case 0 -> {
                return entry(Entry.Kind.ROLLBACK, name, live, Map.of(Entry.Names.ROLLOUT, rollout));
            }
            case 1, 2 -> {
                return entry(Entry.Kind.PROMOTE, name, number, Map.of(Entry.Names.ROLLOUT, rollout));
            }
            default -> {
                Map<String, Object> rest = new LinkedHashMap<>();
                Entry.Event event = any(List.of(Entry.Event.values()));
                rest.put(Entry.Names.EVENT, event.name());
                rest.put(Entry.Names.STEP, isUsual() ? random.nextInt(6) : any(ODD));
                rest.put(Entry.Names.STATE, any(List.of("PROMOTED", "ABORTED", "LOST")));
                return entry(Entry.Kind.ROLLOUT, name, number, rest);
            }
        }
    }

    private static String entry(Entry.Kind kind, String name, int number, Map<String, Object> rest) {
        return new Entry(1, Stage.NOON.toString(), kind, name, number, "eve", "", rest).toJson();
    }

    private Strategy strategy() {
        Judge judge = any(List.of(
                Judge.errorRate(0.01),
                Judge.guardRails(),
                Judge.standard(),
                Judge.losses(),
                Judge.series("revenue"),
                Judge.dryRun(Judge.losses())));
        Analysis analysis = Analysis.standard().guard(judge).answers(isUsual() ? 100 : 0);
        return switch (random.nextInt(6)) {
            case 0 -> BlueGreen.after(Walk.STEP).judge(judge).analysis(analysis);
            case 1 -> Shadow.lasting(Walk.STEP).judge(judge).analysis(analysis);
            case 2 -> AbTest.percents(20, 30).judge(judge).analysis(analysis);
            case 3 -> Immediately.standard().analysis(analysis);
            default -> Canary.steps(1, 5, 100).every(Walk.STEP).judge(judge).analysis(analysis);
        };
    }

    // What must come of it

    private String open(Base base, Disk disk) {
        VirtualTime time = VirtualTime.startingAt(base.time.instant());
        Map<String, String> left;
        try (LocalRegistry registry = measured(base.terms.at(folder(disk), time))) {
            use(base.terms, registry, time);
            left = Sound.rollouts(registry);
        } catch (RegistryException e) {
            requireWords(e);
            return e.reason().name();
        }
        try (LocalRegistry registry = base.terms.at(folder(disk), time).open()) {
            look(registry);
            if (left.isEmpty() && !Sound.rollouts(registry).isEmpty()) {
                throw new IllegalStateException("a rollout that ended goes on");
            }
        }
        try (LocalRegistry follower = base.terms.following(folder(disk)).open()) {
            look(follower);
        }
        return WORKS;
    }

    private LocalRegistry measured(LocalRegistry.Opening opening) {
        AtomicReference<LocalRegistry> opened = new AtomicReference<>();
        long start = System.nanoTime();
        try {
            mostBytes = Math.max(mostBytes, Allocation.of(() -> opened.set(opening.open())));
        } finally {
            slowestNanos = Math.max(slowestNanos, System.nanoTime() - start);
        }
        return opened.get();
    }

    private static void requireWords(MlcdException e) {
        if (String.valueOf(e.getMessage()).isBlank()) {
            throw new IllegalStateException("an exception without words", e);
        }
    }

    /** Asks all that can be asked. */
    private static void look(LocalRegistry registry) {
        String state = Sound.state(registry) + registry.head();
        for (String name : registry.names()) {
            state += registry.history(name) + " " + registry.liveAt(name, Instant.MAX) + registry.aliases(name);
            state += registry.liveProblem(name) + " " + registry.live(name);
            state += registry.rollout(name).map(one -> one + " " + one.champion() + one.challengers());
            predict(registry, name);
        }
        if (state.isEmpty()) {
            throw new IllegalStateException("nothing was said");
        }
    }

    private static void predict(LocalRegistry registry, String name) {
        for (int i = 0; i < 20; i++) {
            try {
                registry.live(name).predict(Row.of("x", i), "key" + i);
            } catch (RegistryException e) {
                requireWords(e);
            }
        }
    }

    /** Makes changes, each of which is made or refused. */
    private void use(Terms terms, LocalRegistry registry, VirtualTime time) {
        look(registry);
        for (String name : registry.names()) {
            tried(() -> registry.rollout(name).ifPresent(this::move));
        }
        time.advance(Duration.ofMinutes(40));
        for (String name : registry.names()) {
            predict(registry, name);
        }
        time.advance(Duration.ofMinutes(40));
        for (String name : registry.names()) {
            tried(() -> registry.rollback(name));
            tried(() -> registry.promote(name, any(registry.versions(name))));
            tried(() -> registry.promote(name, terms.publish(registry, name, Constants.constant(1_000))));
            tried(() -> registry.retain(name, 2));
            tried(() -> registry.tag(any(registry.versions(name)), "tag", "value"));
            tried(() -> registry.rollout(name, any(registry.versions(name)))
                    .immediately(
                            Immediately.standard().analysis(Analysis.standard().answers(100)))
                    .start());
        }
        tried(() -> {
            if (terms.sealed) {
                registry.rewrap(Terms.B);
            }
        });
        Optional<Version> none = Optional.empty();
        for (String name : registry.names()) {
            tried(() -> registry.moveAlias(name, "forged", none, any(registry.versions(name))));
        }
        look(registry);
    }

    private void move(Rollout rollout) {
        if (rollout.state().isEnd()) {
            return;
        }
        switch (random.nextInt(5)) {
            case 0 -> rollout.advance();
            case 1 -> rollout.pause();
            case 2 -> rollout.abort();
            case 3 -> rollout.promote();
            default -> {
                // It goes on by itself.
            }
        }
    }

    /** What cannot be done is refused by mlcd, or, of a rollout's state or of what the caller named, as its methods say. */
    private static void tried(Runnable change) {
        try {
            change.run();
        } catch (MlcdException e) {
            requireWords(e);
        } catch (IllegalStateException | IllegalArgumentException e) {
            if (e.getClass() != IllegalStateException.class && e.getClass() != IllegalArgumentException.class) {
                throw e;
            }
        }
    }

    /**
     * Runs them in a JVM with this heap and prints a table.
     *
     * @return what it printed
     */
    static String inAnotherJvm(int heapMegabytes, long seed, int each) throws IOException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + heapMegabytes + "m",
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        ClassPath.ofAll(Mutations.class, LocalRegistry.class, ModelRegistry.class),
                        Mutations.class.getName(),
                        Long.toString(seed),
                        Integer.toString(each))
                .redirectErrorStream(true)
                .start();
        try {
            return new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            child.destroyForcibly(); // also when a timeout interrupts
        }
    }

    /** A seed, and how many mutations of each kind. */
    public static void main(String... arguments) {
        Mutations mutations = new Mutations(Long.parseLong(arguments[0]), 40).run(Integer.parseInt(arguments[1]));
        System.out.println("| changed | registries | refused | why | works |");
        System.out.println("| --- | --- | --- | --- | --- |");
        int all = 0;
        for (Kind kind : Kind.values()) {
            Map<String, Integer> ends = new TreeMap<>(mutations.ends.getOrDefault(kind, Map.of()));
            Integer works = ends.remove(WORKS);
            int refused = ends.values().stream().mapToInt(Integer::intValue).sum();
            int worked = works == null ? 0 : works;
            all += refused + worked;
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %,d | %,d | %s | %,d |%n",
                    kind.name().toLowerCase(Locale.ROOT),
                    refused + worked,
                    refused,
                    ends.toString().replaceAll("[{}]", ""),
                    worked);
        }
        System.out.printf(
                Locale.ROOT,
                "%n%,d registries; opening one took at most %,d ms and allocated at most %,d MB.%n",
                all,
                mutations.slowestNanos / 1_000_000,
                mutations.mostBytes >> 20);
    }
}
