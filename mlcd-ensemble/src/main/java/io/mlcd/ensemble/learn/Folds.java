package io.mlcd.ensemble.learn;

import io.mlcd.api.TrainingException;
import io.mlcd.api.TrainingException.Reason;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How rows are divided into folds, each with rows to train on and rows to test on. Each kind refuses what would let a model see
 * what it is tested on: a key on both sides, or a row to test on that is not after all rows to train on. Immutable.
 *
 * <pre>{@code
 * Folds.stratified(5)                                 // each row is tested once, the target spread evenly
 * Folds.grouped(5)                                    // all rows of one key, table.key(name), on one side
 * Folds.timed(4).gap(Duration.ofDays(7))              // train on the past, test on what comes a week later
 * Folds.stratified(5).repeated(3)                     // fifteen folds
 * }</pre>
 *
 * @param kind how rows are chosen
 * @param count how many folds, at least 2; of {@link Kind#TIMED} at least 1
 * @param repeats how often, with other random rows, at least 1
 * @param window of {@link Kind#TIMED} how many blocks before the tested one are trained on; 0 for all
 * @param gap of {@link Kind#TIMED} rows so near before the first tested one, in milliseconds or the unit of a time column of
 *     numbers, are left out; 0 for none
 */
public record Folds(Kind kind, int count, int repeats, int window, double gap) {
    /** How rows are chosen. */
    public enum Kind {
        /** At random. */
        RANDOM,
        /** At random, with the target spread in each fold as in the whole. */
        STRATIFIED,
        /** By the table's key: all rows of a key in one fold. */
        GROUPED,
        /** By the table's time: one block of rows after the other is tested, on models of the blocks before it. */
        TIMED
    }

    /**
     * One fold.
     *
     * @param train positions of the rows to train on, ascending; not to be changed
     * @param test positions of the rows to test on, ascending; not to be changed
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not compared
    public record Fold(int[] train, int[] test) {}

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if a number is not as stated, or the kind does not take it
     */
    public Folds {
        boolean timed = kind == Kind.TIMED;
        require(count >= (timed ? 1 : 2), "count", count, timed ? "at least 1" : "at least 2");
        require(repeats >= 1, "repeats", repeats, "at least 1");
        require(window >= 0, "window", window, "at least 1 block");
        require(gap >= 0 && gap < Double.POSITIVE_INFINITY, "gap", gap, "finite, and 0 or more");
        require(
                repeats == 1 || kind == Kind.RANDOM || kind == Kind.STRATIFIED || kind == Kind.GROUPED,
                "repeats",
                repeats,
                "1 for folds in the order of time, which are the same every time");
        require(
                timed || (window == 0 && gap == 0),
                "window or gap",
                Math.max(window, gap),
                "left out unless folds are timed");
    }

    private static void require(boolean good, String name, Number value, String wanted) {
        if (!good) {
            throw new IllegalArgumentException("folds: " + name + " was " + value + " but must be " + wanted);
        }
    }

    /** Random rows. */
    public static Folds random(int count) {
        return new Folds(Kind.RANDOM, count, 1, 0, 0);
    }

    /** Random rows with the target spread evenly. */
    public static Folds stratified(int count) {
        return new Folds(Kind.STRATIFIED, count, 1, 0, 0);
    }

    /** Whole keys, see {@link Table#key(String)}, in folds of about as many rows. */
    public static Folds grouped(int count) {
        return new Folds(Kind.GROUPED, count, 1, 0, 0);
    }

    /**
     * Rows in the order of time, see {@link Table#time(String)}, in one block more than there are folds, of whole moments and about
     * as many rows; fold i tests block i + 1 and trains on those before it. The first block is never tested.
     */
    public static Folds timed(int count) {
        return new Folds(Kind.TIMED, count, 1, 0, 0);
    }

    /** So many times over, each time with other random rows. */
    public Folds repeated(int times) {
        return new Folds(kind, count, times, window, gap);
    }

    /** Of {@link #timed}: training on the last so many blocks only, instead of all that came before. */
    public Folds window(int blocks) {
        require(blocks >= 1, "window", blocks, "at least 1 block");
        return new Folds(kind, count, repeats, blocks, gap);
    }

    /** Of {@link #timed}: leaving out rows that are this near before the first tested one, whose outcome was not known yet. */
    public Folds gap(Duration newGap) {
        return gap((double) newGap.toMillis());
    }

    /** As {@link #gap(Duration)}, for a time column of numbers and in its unit. */
    public Folds gap(double newGap) {
        return new Folds(kind, count, repeats, window, newGap);
    }

    /** How many folds {@link #divide} gives. */
    public int size() {
        return count * repeats;
    }

    /** Whether each row is tested exactly once. */
    public boolean testEachRowOnce() {
        return kind != Kind.TIMED && repeats == 1;
    }

    /**
     * Divides rows.
     *
     * @param table with a target if folds are stratified, a key if they are grouped, a time if they are timed
     * @param seed decides all that is random
     * @throws TrainingException if the role is missing, a fold would be empty, or would leak
     */
    public List<Fold> divide(Table table, long seed) {
        if (kind == Kind.TIMED) {
            return timed(table);
        }
        List<Fold> folds = new ArrayList<>();
        for (int repeat = 0; repeat < repeats; repeat++) {
            long its = repeat == 0
                    ? seed
                    : Fit.standard().seed(seed).member(repeat).seed();
            int[] foldOf = switch (kind) {
                case RANDOM -> dealt(Draw.shuffled(table.rows(), its));
                case STRATIFIED -> dealt(Training.byTarget(table, its));
                case GROUPED, TIMED -> grouped(table, its);
            };
            if (kind != Kind.GROUPED) {
                requireWholeKeys(table, foldOf);
            }
            for (int fold = 0; fold < count; fold++) {
                int wanted = fold;
                folds.add(fold(
                        IntStream.range(0, foldOf.length)
                                .filter(row -> foldOf[row] != wanted)
                                .toArray(),
                        IntStream.range(0, foldOf.length)
                                .filter(row -> foldOf[row] == wanted)
                                .toArray(),
                        table.rows()));
            }
        }
        return folds;
    }

    private int[] dealt(int[] order) {
        int[] foldOf = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            foldOf[order[i]] = i % count;
        }
        return foldOf;
    }

    private Fold fold(int[] train, int[] test, int rows) {
        if (train.length == 0 || test.length == 0) {
            throw new TrainingException(
                    Reason.NO_ROWS,
                    this + " of " + rows + " rows gives a fold with " + train.length + " to train on and " + test.length
                            + " to test on; give more rows, or fewer folds");
        }
        return new Fold(train, test);
    }

    /** The largest keys first, each to the fold with the fewest rows so far. */
    private int[] grouped(Table table, long seed) {
        Column key = table.key()
                .orElseThrow(() -> new TrainingException(
                        Reason.BAD_COLUMN, this + " needs to know whose each row is: table.key(name)"));
        Map<Object, List<Integer>> groups = new LinkedHashMap<>();
        for (int row : Draw.shuffled(table.rows(), seed)) {
            Object value = key.value(row);
            if (value == null) {
                throw new TrainingException(
                        Reason.BAD_COLUMN,
                        "row " + row + " has no key in \"" + key.name()
                                + "\"; every row needs one, or use other folds");
            }
            groups.computeIfAbsent(value, its -> new ArrayList<>()).add(row);
        }
        if (groups.size() < count) {
            throw new TrainingException(
                    Reason.NO_ROWS,
                    this + " needs at least " + count + " different keys, but \"" + key.name() + "\" has "
                            + groups.size() + "; use fewer folds");
        }
        List<List<Integer>> bySize = new ArrayList<>(groups.values());
        bySize.sort(Comparator.comparingInt(rows -> -rows.size())); // stable
        int[] foldOf = new int[table.rows()];
        int[] sizes = new int[count];
        for (List<Integer> rows : bySize) {
            int smallest = 0;
            for (int fold = 1; fold < count; fold++) {
                smallest = sizes[fold] < sizes[smallest] ? fold : smallest;
            }
            for (int row : rows) {
                foldOf[row] = smallest;
            }
            sizes[smallest] += rows.size();
        }
        return foldOf;
    }

    /** Whose rows are on both sides is known to a model before it is tested on them. */
    private void requireWholeKeys(Table table, int[] foldOf) {
        if (table.key().isEmpty()) {
            return;
        }
        Column key = table.key().get();
        Map<Object, Integer> foldOfKey = new HashMap<>();
        Set<Object> divided = new HashSet<>();
        for (int row = 0; row < foldOf.length; row++) {
            Object value = key.value(row);
            Integer other = value == null ? null : foldOfKey.putIfAbsent(value, foldOf[row]);
            if (other != null && other != foldOf[row]) {
                divided.add(value);
            }
        }
        if (!divided.isEmpty()) {
            throw new TrainingException(
                    Reason.LEAK,
                    divided.size() + " values of the key \"" + key.name()
                            + "\" have rows in several folds, so a fold would be tested on whom it knows; use Folds.grouped("
                            + count + "), or Folds.timed(" + count + ")");
        }
    }

    private List<Fold> timed(Table table) {
        Column time = table.time()
                .orElseThrow(() -> new TrainingException(
                        Reason.BAD_COLUMN, this + " needs to know what orders the rows: table.time(name)"));
        double[] moments = new double[table.rows()];
        for (int row = 0; row < moments.length; row++) {
            if (time.isMissing(row)) {
                throw new TrainingException(
                        Reason.BAD_COLUMN,
                        "row " + row + " has no time in \"" + time.name()
                                + "\"; every row needs one, or use other folds");
            }
            moments[row] = time.type() == Column.Type.TIME ? time.millis(row) : time.number(row);
        }
        int[] order = IntStream.range(0, moments.length)
                .boxed()
                .sorted(Comparator.comparingDouble(row -> moments[row])) // stable
                .mapToInt(Integer::intValue)
                .toArray();
        int[] starts = starts(order, moments);
        List<Fold> folds = new ArrayList<>();
        for (int fold = 1; fold <= count; fold++) {
            int[] test = Arrays.copyOfRange(order, starts[fold], starts[fold + 1]);
            double first = test.length == 0 ? Double.POSITIVE_INFINITY : moments[test[0]];
            int from = window == 0 ? 0 : starts[Math.max(0, fold - window)];
            int[] train = Arrays.stream(order, from, starts[fold])
                    .filter(row -> moments[row] < first && moments[row] <= first - gap)
                    .toArray();
            Arrays.sort(train);
            Arrays.sort(test);
            folds.add(fold(train, test, moments.length));
        }
        return folds;
    }

    /** Where each block begins in the order of time, and where the last ends: near equal shares, at the next new moment. */
    private int[] starts(int[] order, double[] moments) {
        int blocks = count + 1;
        int[] starts = new int[blocks + 1];
        for (int block = 1; block < blocks; block++) {
            int at = Math.max(starts[block - 1], (int) ((long) order.length * block / blocks));
            while (at > 0 && at < order.length && moments[order[at]] == moments[order[at - 1]]) {
                at++;
            }
            starts[block] = at;
        }
        starts[blocks] = order.length;
        return starts;
    }

    /** For example {@code stratified(5).repeated(3)}. */
    @Override
    public String toString() {
        String name = switch (kind) {
            case RANDOM -> "random(";
            case STRATIFIED -> "stratified(";
            case GROUPED -> "grouped(";
            case TIMED -> "timed(";
        };
        return name + count + ")"
                + (repeats > 1 ? ".repeated(" + repeats + ")" : "")
                + (window > 0 ? ".window(" + window + ")" : "")
                + (gap > 0 ? ".gap(" + gap + ")" : "");
    }
}
