package io.mlcd.ensemble.learn;

import io.mlcd.api.TrainingException;
import io.mlcd.api.TrainingException.Reason;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

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
        List<String> problems = new ArrayList<>();
        require(problems, count >= (timed ? 1 : 2), "count", count, timed ? "at least 1" : "at least 2");
        require(problems, repeats >= 1, "repeats", repeats, "at least 1");
        require(problems, window >= 0, "window", window, "at least 1 block, or 0 for all");
        require(problems, gap >= 0 && gap < Double.POSITIVE_INFINITY, "gap", gap, "finite, and 0 or more");
        require(
                problems,
                !timed || repeats <= 1,
                "repeats",
                repeats,
                "1 for timed folds, which are the same every time");
        require(problems, timed || window == 0, "window", window, "left out unless folds are timed");
        require(problems, timed || gap == 0, "gap", gap, "left out unless folds are timed");
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("folds: " + String.join("; ", problems));
        }
    }

    private static void require(List<String> problems, boolean good, String name, Number value, String wanted) {
        if (!good) {
            problems.add(name + " was " + value + " but must be " + wanted);
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
        if (blocks < 1) {
            throw new IllegalArgumentException("folds: window was " + blocks + " but must be at least 1 block");
        }
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
            addFolds(folds, foldOf);
        }
        return folds;
    }

    /**
     * Divides the rows of a fit, by its seed: as {@link #divide(Table, long)}, but in a member of an ensemble the copies of a row stay
     * together, since a bag may hold it more than once, and a model that was fitted to one knows the others.
     *
     * @throws TrainingException if the role is missing, a fold would be empty, or would leak
     */
    public List<Fold> divide(Table table, Fit fit) {
        if (fit.isMember()) {
            Copies copies = Copies.of(table);
            if (copies.matter()) {
                return divide(table.rows(copies.firsts()), fit.seed()).stream()
                        .map(fold -> new Fold(copies.all(fold.train()), copies.all(fold.test())))
                        .toList();
            }
        }
        return divide(table, fit.seed());
    }

    private void addFolds(List<Fold> folds, int[] foldOf) {
        int[] sizes = new int[count];
        for (int fold : foldOf) {
            sizes[fold]++;
        }
        for (int fold = 0; fold < count; fold++) {
            int[] train = new int[foldOf.length - sizes[fold]];
            int[] test = new int[sizes[fold]];
            int trained = 0;
            int tested = 0;
            for (int row = 0; row < foldOf.length; row++) {
                if (foldOf[row] == fold) {
                    test[tested++] = row;
                } else {
                    train[trained++] = row;
                }
            }
            folds.add(fold(train, test, foldOf.length));
        }
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
                            + " to test on; give more rows, or fewer folds" + (gap > 0 ? ", or a shorter gap" : ""));
        }
        return new Fold(train, test);
    }

    /** The largest keys first, each to the fold with the fewest rows so far. */
    private int[] grouped(Table table, long seed) {
        Column key = table.key()
                .orElseThrow(() -> new TrainingException(
                        Reason.BAD_COLUMN, this + " needs to know whose each row is: table.key(name)"));
        Groups groups = Groups.of(key);
        for (int row = 0; row < table.rows(); row++) {
            if (groups.of()[row] == Groups.NONE) {
                throw new TrainingException(
                        Reason.BAD_COLUMN,
                        "row " + row + " has no key in \"" + key.name()
                                + "\"; every row needs one, or use other folds");
            }
        }
        if (groups.count() < count) {
            throw new TrainingException(
                    Reason.NO_ROWS,
                    this + " needs at least " + count + " different keys, but \"" + key.name() + "\" has "
                            + groups.count() + "; use fewer folds");
        }
        int[] foldOfGroup = foldOfGroup(groups, seed);
        int[] foldOf = new int[table.rows()];
        Arrays.setAll(foldOf, row -> foldOfGroup[groups.of()[row]]);
        return foldOf;
    }

    private int[] foldOfGroup(Groups groups, long seed) {
        double[] minusRows = new double[groups.count()];
        for (int group : groups.of()) {
            minusRows[group]--;
        }
        int[] order = Draw.shuffled(groups.count(), seed);
        Order.sortStably(order, minusRows);
        int[] foldOfGroup = new int[groups.count()];
        long[] sizes = new long[count];
        for (int group : order) {
            int smallest = 0;
            for (int fold = 1; fold < count; fold++) {
                smallest = sizes[fold] < sizes[smallest] ? fold : smallest;
            }
            foldOfGroup[group] = smallest;
            sizes[smallest] -= (long) minusRows[group];
        }
        return foldOfGroup;
    }

    /** Whose rows are on both sides is known to a model before it is tested on them. */
    private void requireWholeKeys(Table table, int[] foldOf) {
        if (table.key().isEmpty()) {
            return;
        }
        Column key = table.key().get();
        Groups groups = Groups.of(key);
        int[] foldOfGroup = new int[groups.count()];
        Arrays.fill(foldOfGroup, Groups.NONE);
        BitSet divided = new BitSet();
        for (int row = 0; row < foldOf.length; row++) {
            int group = groups.of()[row];
            if (group != Groups.NONE) {
                int other = foldOfGroup[group];
                divided.set(group, divided.get(group) || (other != Groups.NONE && other != foldOf[row]));
                foldOfGroup[group] = foldOf[row];
            }
        }
        if (!divided.isEmpty()) {
            throw new TrainingException(
                    Reason.LEAK,
                    divided.cardinality() + " values of the key \"" + key.name()
                            + "\" have rows in several folds, so a fold would be tested on whom it knows; use Folds.grouped("
                            + count + "), or Folds.timed(" + count + ")");
        }
    }

    private List<Fold> timed(Table table) {
        Column time = table.time()
                .orElseThrow(() -> new TrainingException(
                        Reason.BAD_COLUMN, this + " needs to know what orders the rows: table.time(name)"));
        double[] moments = Moments.of(time, "; every row needs one, or use other folds");
        int[] order = new int[moments.length];
        Arrays.setAll(order, row -> row);
        Order.sortStably(order, moments);
        int[] starts = starts(order, moments);
        List<Fold> folds = new ArrayList<>();
        for (int fold = 1; fold <= count; fold++) {
            int[] test = Arrays.copyOfRange(order, starts[fold], starts[fold + 1]);
            double first = test.length == 0 ? Double.POSITIVE_INFINITY : moments[test[0]];
            int from = window == 0 ? 0 : starts[Math.max(0, fold - window)];
            int to = starts[fold];
            while (to > from && !(moments[order[to - 1]] < first && moments[order[to - 1]] <= first - gap)) {
                to--;
            }
            int[] train = Arrays.copyOfRange(order, from, to);
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
