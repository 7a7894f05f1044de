package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.api.Change;
import io.mlcd.api.JournalHead;
import io.mlcd.core.disk.Disk;
import io.mlcd.core.disk.Operation;
import io.mlcd.core.oracle.Constants;
import io.mlcd.core.rollout.VirtualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A {@link Walk} on a disk that is cut off after each of its operations, in many ways each time. After each the registry is opened:
 * it is what it was when the last call returned, or what it was while the next call was under way.
 */
final class PowerCuts {
    /** How much is lost of what was not forced. */
    enum Loss {
        /** All of it: the harshest crash. */
        ALL,
        /** None: the process was killed. */
        NOTHING,
        /** The content of files, but not their names. */
        CONTENT,
        /** The names of files, but not their content. */
        NAMES,
        /** The content, which is zeros. */
        ZEROS,
        /** Some operations, at random. */
        SOME,
        /** A part of the last write. */
        TORN
    }

    /** Where the log was, and what the registry was, when a call had returned. */
    private record Done(int operations, JournalHead head, String state, Map<String, String> rollouts) {}

    private final Terms terms;
    private final SplittableRandom random;
    private final Disk disk = new Disk();
    private final VirtualTime time = VirtualTime.startingAt(Stage.NOON);
    private final List<Done> done = new ArrayList<>();
    private final Set<Change.Kind> kinds = EnumSet.noneOf(Change.Kind.class);
    private final Map<Loss, Integer> crashes = new EnumMap<>(Loss.class);
    private List<String> lines = List.of();
    private int recoveries;
    /** Every so many operations, and bytes, all is tried, and between them the harshest and the mildest crash. */
    private final int stride;

    PowerCuts(Terms terms, long seed, int stride) {
        this.terms = terms;
        this.stride = stride;
        random = new SplittableRandom(seed);
    }

    private static Path folder(Disk of) {
        return of.path("some/registry");
    }

    /** Opens what a crash left; nothing of it is heard of again. */
    private LocalRegistry.Opening at(Disk of) {
        return terms.at(folder(of), VirtualTime.startingAt(time.instant()));
    }

    /** Makes a history of so many changes, in which the registry is closed and opened again now and then. */
    PowerCuts walk(int changes) {
        done.add(new Done(0, new JournalHead(0, "0".repeat(64)), "", Map.of()));
        int left = changes;
        while (left > 0) {
            try (LocalRegistry registry = terms.at(folder(disk), time).open()) {
                done(registry);
                Walk walk = new Walk(terms, registry, time, random.nextLong());
                for (int each = Math.min(left, 40); each > 0; each--, left--) {
                    walk.next(step -> {});
                    done(registry);
                }
                for (String name : registry.names()) {
                    registry.history(name).forEach(change -> kinds.add(change.kind()));
                }
                lines = lines(disk);
            }
        }
        return this;
    }

    private void done(LocalRegistry registry) {
        done.add(new Done(disk.size(), registry.head(), Sound.state(registry), Sound.rollouts(registry)));
    }

    private static List<String> lines(Disk of) {
        try {
            return new String(Files.readAllBytes(folder(of).resolve("journal")), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Cuts the power after each operation. */
    PowerCuts cutEverywhere() {
        for (int length = 0; length <= disk.size(); length++) {
            for (Loss loss : length % stride == 0 ? EnumSet.allOf(Loss.class) : EnumSet.of(Loss.ALL, Loss.NOTHING)) {
                for (Disk.Loss each : losses(loss, length)) {
                    crash(length, loss, each);
                }
            }
        }
        return this;
    }

    private List<Disk.Loss> losses(Loss loss, int length) {
        return switch (loss) {
            case ALL -> List.of(operation -> null);
            case NOTHING -> List.of(operation -> operation);
            case CONTENT -> List.of(operation -> isContent(operation) ? null : operation);
            case NAMES -> List.of(operation -> isContent(operation) ? operation : null);
            case ZEROS ->
                List.of(operation -> operation instanceof Operation.Written written
                        ? new Operation.Written(written.node(), written.at(), new byte[written.bytes().length])
                        : operation);
            case SOME -> List.of(this::sometimes, this::sometimes, this::sometimes);
            case TORN -> torn(length);
        };
    }

    private static boolean isContent(Operation operation) {
        return operation instanceof Operation.Written || operation instanceof Operation.Cut;
    }

    private Operation sometimes(Operation operation) {
        return random.nextBoolean() ? operation : new Operation.Forced(operation.node());
    }

    /**
     * The last write cut off at each of its bytes, with and without zeros in place of the rest; of files that are not in their
     * place yet at some.
     */
    private List<Disk.Loss> torn(int length) {
        List<Disk.Loss> torn = new ArrayList<>();
        if (length > 0 && disk.operation(length - 1) instanceof Operation.Written last) {
            int step = last.at() > 0 ? stride : Math.max(stride, 50); // only the journal is written on
            for (int bytes = 0; bytes < last.bytes().length; bytes += step) {
                byte[] start = Arrays.copyOf(last.bytes(), bytes);
                byte[] padded = Arrays.copyOf(start, last.bytes().length);
                torn.add(operation ->
                        operation == last ? new Operation.Written(last.node(), last.at(), start) : operation);
                torn.add(operation ->
                        operation == last ? new Operation.Written(last.node(), last.at(), padded) : operation);
            }
        }
        return torn;
    }

    private void crash(int length, Loss loss, Disk.Loss left) {
        Disk after = disk.cutOff(length, left);
        try {
            int recovered = check(after, length);
            crashes.merge(loss, 1, Integer::sum);
            if (loss != Loss.TORN || random.nextInt(10) == 0) { // these are many
                requireWorking(after);
                if (length % stride == 0) {
                    cutTheRecovery(after, recovered, length);
                    cutTheNext(after, recovered);
                }
            }
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(
                    "after " + length + " operations and the loss of " + loss + ", the last being "
                            + (length == 0 ? "none" : disk.operation(length - 1)),
                    e);
        }
    }

    /** The first opening after a crash wrote, too; the power is cut there again. */
    private void cutTheRecovery(Disk after, int recovered, int length) {
        for (int at = after.firm() + 1; at <= recovered; at++) {
            if (!(after.operation(at - 1) instanceof Operation.Forced)) {
                check(after.cutOff(at, operation -> null), length);
                check(after.cutOff(at, operation -> operation), length);
                recoveries += 2;
            }
        }
    }

    /** The first change after the recovery was under way; the power is cut again. */
    private void cutTheNext(Disk after, int recovered) {
        for (int at = recovered + 1; at <= after.size(); at++) {
            if (!(after.operation(at - 1) instanceof Operation.Forced)) {
                for (Disk.Loss loss : List.<Disk.Loss>of(operation -> null, operation -> operation, this::sometimes)) {
                    Disk again = after.cutOff(at, loss);
                    try (LocalRegistry registry = at(again).open()) {
                        Sound.check(registry);
                        Sound.checkFiles(registry, folder(again));
                    }
                    recoveries++;
                }
            }
        }
    }

    /** Gives how many operations there are once the registry is open. */
    private int check(Disk after, int length) {
        int recovered;
        int last = 0;
        while (last + 1 < done.size() && done.get(last + 1).operations <= length) {
            last++;
        }
        Done before = done.get(last);
        Done next = done.get(Math.min(last + 1, done.size() - 1));
        LocalRegistry.Opening opening = at(after);
        try (LocalRegistry registry = (before.head.entries() > 0 ? opening.anchor(before.head) : opening).open()) {
            recovered = after.size();
            int kept = requireHistory(after, before, next);
            Sound.check(registry);
            Sound.checkFiles(registry, folder(after));
            assertThat(Sound.rollouts(registry)).isEqualTo(Sound.rolloutsOfHistory(registry));
            boolean whole = registry.head().entries() == kept; // else a rollout was aborted that was half promoted
            if (whole && kept == before.head.entries()) {
                assertThat(Sound.state(registry)).isEqualTo(before.state);
                assertThat(Sound.rollouts(registry)).isEqualTo(before.rollouts);
            } else if (whole && kept == next.head.entries()) {
                assertThat(Sound.state(registry)).isEqualTo(next.state);
            }
        }
        return recovered;
    }

    /** That the journal is a beginning of what was written, which has all that was acknowledged; gives its length. */
    private int requireHistory(Disk after, Done before, Done next) {
        List<String> found = lines(after);
        int kept = 0;
        while (kept < found.size() && kept < lines.size() && found.get(kept).equals(lines.get(kept))) {
            kept++;
        }
        for (String added : found.subList(kept, found.size())) { // by opening
            assertThat(added).contains("\"event\":\"ENDED\"");
        }
        assertThat((long) kept).isBetween(before.head.entries(), next.head.entries());
        return kept;
    }

    /** That it can be written, and what is written is there when it is opened again. */
    private void requireWorking(Disk after) {
        try (LocalRegistry registry = at(after).open()) {
            terms.publish(registry, "other", Constants.constant(1));
        }
        try (LocalRegistry registry = at(after).open()) {
            assertThat(registry.versions("other")).hasSize(1);
        }
    }

    Set<Change.Kind> kinds() {
        return kinds;
    }

    /** A row of a table: what was done, and how many crashes there were, by loss and of recoveries. */
    String row() {
        StringBuilder row = new StringBuilder(
                String.format(Locale.ROOT, "| %s | %,d | %,d |", terms.words(), lines.size(), disk.size()));
        for (Loss loss : Loss.values()) {
            row.append(String.format(Locale.ROOT, " %,d |", crashes.getOrDefault(loss, 0)));
        }
        return row.append(String.format(Locale.ROOT, " %,d |", recoveries)).toString();
    }
}
