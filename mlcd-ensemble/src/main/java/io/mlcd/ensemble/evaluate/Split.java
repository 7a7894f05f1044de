package io.mlcd.ensemble.evaluate;

import io.mlcd.api.TrainingException;
import io.mlcd.api.TrainingException.Reason;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.ensemble.key.KeyHash;
import io.mlcd.ensemble.learn.Draw;
import io.mlcd.ensemble.learn.Training;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How rows are divided into a part to train on, a part to test on, and one beside it if wanted, which a {@code
 * Delivery} only reports on. Immutable.
 *
 * <pre>{@code
 * Split.stratified().test(0.2)
 * Split.byTime("signup").test(0.2).validation(0.1)
 * Split.byTime("signup").gap(Duration.ofDays(7))       // what came less than a week before the test part is left out
 * }</pre>
 *
 * @param kind how rows are chosen
 * @param column what orders the rows or says whose they are; empty for kinds that need none
 * @param testFraction how much is for testing, in (0, 1)
 * @param validationFraction how much is set aside for validation, in [0, 1); 0 is none
 * @param gap of {@link Kind#BY_TIME} rows so near before the first row of the next part, in milliseconds or the unit of a column
 *     of numbers, are in no part, since their outcome was not known yet; 0 for none
 */
public record Split(Kind kind, String column, double testFraction, double validationFraction, double gap) {
    /** How rows are chosen. */
    public enum Kind {
        /** At random. */
        RANDOM,
        /** At random, with the target spread in each part as in the whole. */
        STRATIFIED,
        /** The newest rows test, those before them tune, the oldest train. */
        BY_TIME,
        /** By a hash of a key: rows with one key stay together, on the same side in this run and in all later ones. */
        BY_KEY
    }

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the fractions leave nothing to train on, or the gap is not as stated
     */
    public Split {
        boolean fits = testFraction > 0 && validationFraction >= 0 && testFraction + validationFraction < 1;
        if (!fits) {
            throw new IllegalArgumentException("test(" + testFraction + ") and validation(" + validationFraction
                    + ") must be in (0, 1) and [0, 1) and together below 1, so that rows to train on are left");
        }
        if (!(gap >= 0) || Double.isInfinite(gap) || (gap > 0 && kind != Kind.BY_TIME)) {
            throw new IllegalArgumentException(
                    "gap(" + gap + ") of a split " + kind
                            + " must be 0 or more, finite, and is for rows in the order of time only: Split.byTime(column).gap(...)");
        }
    }

    /** Without a gap. */
    public Split(Kind kind, String column, double testFraction, double validationFraction) {
        this(kind, column, testFraction, validationFraction, 0);
    }

    /** Random rows, a fifth for testing. */
    public static Split random() {
        return new Split(Kind.RANDOM, "", 0.2, 0);
    }

    /** Random rows with the target spread evenly, a fifth for testing. */
    public static Split stratified() {
        return new Split(Kind.STRATIFIED, "", 0.2, 0);
    }

    /**
     * The newest fifth for testing, rounded up to whole moments: rows of one moment stay together.
     *
     * @param column times or numbers; it orders the rows and is no feature
     */
    public static Split byTime(String column) {
        return new Split(Kind.BY_TIME, column, 0.2, 0);
    }

    /**
     * A fifth of the keys for testing, the same keys in every run.
     *
     * @param column categories or whole numbers, for example a customer number; it is no feature
     */
    public static Split byKey(String column) {
        return new Split(Kind.BY_KEY, column, 0.2, 0);
    }

    /** With another fraction for testing, in (0, 1). */
    public Split test(double fraction) {
        return new Split(kind, column, fraction, validationFraction, gap);
    }

    /** With a fraction set aside for validation, in [0, 1). */
    public Split validation(double fraction) {
        return new Split(kind, column, testFraction, fraction, gap);
    }

    /**
     * Of {@link #byTime}: leaving out rows that are this near before the first one to test on, and before the first one set
     * aside for validation, whose outcome was not known yet.
     */
    public Split gap(Duration newGap) {
        return gap((double) newGap.toMillis());
    }

    /** As {@link #gap(Duration)}, for a column of numbers and in its unit. */
    public Split gap(double newGap) {
        return new Split(kind, column, testFraction, validationFraction, newGap);
    }

    /**
     * The parts of a split. They share their values with the table.
     *
     * @param train the rows to learn from
     * @param validation the rows for validation, if a fraction was set aside
     * @param test the rows to test on
     */
    public record Parts(Table train, Optional<Table> validation, Table test) {}

    /** The table with the role that this split gives a column, which makes it no feature. */
    public Table roles(Table table) {
        return switch (kind) {
            case BY_TIME -> table.time(column);
            case BY_KEY -> table.key(column);
            case RANDOM, STRATIFIED -> table;
        };
    }

    /**
     * Divides rows. Every row is in one part, or in a {@linkplain #gap gap}.
     *
     * @param table with a target
     * @param seed decides all that is random
     * @throws TrainingException if a part would be empty, or rows to test on are not after those to train on
     */
    public Parts split(Table table, long seed) {
        if (table.rows() == 0) {
            throw new TrainingException(Reason.NO_ROWS, "the table has no rows to split");
        }
        Table given = roles(table);
        return switch (kind) {
            case RANDOM -> requireWholeKeys(cut(given, Draw.shuffled(given.rows(), seed)));
            case STRATIFIED -> requireWholeKeys(stratified(given, seed));
            case BY_TIME -> byTime(given);
            case BY_KEY -> byKey(given);
        };
    }

    private Parts cut(Table table, int[] order) {
        int test = (int) Math.round(testFraction * order.length);
        int validation = (int) Math.round(validationFraction * order.length);
        return parts(
                table,
                Arrays.copyOfRange(order, test + validation, order.length),
                Arrays.copyOfRange(order, test, test + validation),
                Arrays.copyOf(order, test));
    }

    /**
     * Along the rows sorted by target, each part takes a row whenever it has fallen behind its share, so that any stretch
     * of the target is divided by the fractions.
     */
    private Parts stratified(Table table, long seed) {
        List<Integer> train = new ArrayList<>();
        List<Integer> validation = new ArrayList<>();
        List<Integer> test = new ArrayList<>();
        int[] order = Training.byTarget(table, seed);
        for (int i = 0; i < order.length; i++) {
            if (Math.round(testFraction * (i + 1)) > test.size()) {
                test.add(order[i]);
            } else if (Math.round(validationFraction * (i + 1)) > validation.size()) {
                validation.add(order[i]);
            } else {
                train.add(order[i]);
            }
        }
        return parts(table, ints(train), ints(validation), ints(test));
    }

    private Parts byTime(Table table) {
        Column time = table.column(column);
        if (time.type() == Column.Type.CATEGORY || time.missingCount() > 0) {
            throw new TrainingException(
                    Reason.BAD_COLUMN,
                    "rows cannot be ordered by \"" + column + "\": it is a "
                            + time.type() + " and missing in " + time.missingCount()
                            + " rows; name a column of times or numbers that every row has");
        }
        Integer[] order = new Integer[table.rows()];
        Arrays.setAll(order, row -> row);
        Arrays.sort(order, (a, b) -> compare(time, a, b)); // stable
        int test = wholeMoments(time, order, order.length, testFraction * order.length);
        int validation =
                validationFraction == 0 ? test : wholeMoments(time, order, test, validationFraction * order.length);
        if (validation == 0) {
            throw new TrainingException(
                    Reason.LEAK,
                    "with test(" + testFraction + ") and validation("
                            + validationFraction + ") no row of \"" + column + "\" is before the first one to test on: "
                            + (compare(time, order[0], order[order.length - 1]) == 0
                                    ? "all " + order.length + " rows have the value " + time.value(0)
                                    : "too few different values")
                            + "; give older rows, too, or smaller fractions");
        }
        int[] rows = Arrays.stream(order).mapToInt(Integer::intValue).toArray();
        Parts parts = parts(
                table,
                Arrays.copyOf(rows, beforeGap(time, rows, 0, validation)),
                Arrays.copyOfRange(rows, validation, beforeGap(time, rows, validation, test)),
                Arrays.copyOfRange(rows, test, rows.length));
        requireAfter(parts);
        return parts;
    }

    /** Where a part begins that ends at {@code end}, holds whole moments and at least so many rows. */
    private static int wholeMoments(Column time, Integer[] order, int end, double atLeast) {
        int from = end - (int) Math.max(1, Math.ceil(atLeast - 1e-9)); // 0.1 of 30 rows is a little more than 3
        while (from > 0 && compare(time, order[from - 1], order[from]) == 0) {
            from--;
        }
        return Math.max(0, from);
    }

    /** Where a part ends whose rows are at least a gap before the first one of the next part. */
    private int beforeGap(Column time, int[] order, int from, int next) {
        int end = next;
        while (end > from && !(time.asNumber(order[end - 1]) <= time.asNumber(order[next]) - gap)) {
            end--;
        }
        return end;
    }

    /** What a split by time promises, checked on the result: each part lies after the one before it. */
    private void requireAfter(Parts parts) {
        List<Table> inOrder = new ArrayList<>(List.of(parts.train));
        parts.validation.ifPresent(inOrder::add);
        inOrder.add(parts.test);
        for (int i = 1; i < inOrder.size(); i++) {
            double last = extreme(inOrder.get(i - 1).column(column), true);
            double first = extreme(inOrder.get(i).column(column), false);
            if (!(first > last)) {
                throw new TrainingException(
                        Reason.LEAK,
                        "a row to test or tune on is at " + first + ", not after the last row to train on at " + last);
            }
        }
    }

    private static double extreme(Column time, boolean last) {
        double extreme = last ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        for (int row = 0; row < time.size(); row++) {
            double value = time.asNumber(row);
            extreme = last ? Math.max(extreme, value) : Math.min(extreme, value);
        }
        return extreme;
    }

    private static int compare(Column time, int a, int b) {
        return Double.compare(time.asNumber(a), time.asNumber(b));
    }

    private Parts byKey(Table table) {
        Column key = table.column(column);
        List<Integer> train = new ArrayList<>();
        List<Integer> validation = new ArrayList<>();
        List<Integer> test = new ArrayList<>();
        for (int row = 0; row < table.rows(); row++) {
            double place = KeyHash.unit(key, row);
            (place < testFraction ? test : place < testFraction + validationFraction ? validation : train).add(row);
        }
        return parts(table, ints(train), ints(validation), ints(test));
    }

    /** Whose rows are on both sides is known to a model before it is tested on them. */
    private Parts requireWholeKeys(Parts parts) {
        if (parts.train.key().isEmpty()) {
            return parts;
        }
        Set<Object> trained = keys(parts.train);
        List<Table> others = new ArrayList<>(List.of(parts.test));
        parts.validation.ifPresent(others::add);
        for (Table other : others) {
            Set<Object> both = keys(other);
            both.retainAll(trained);
            if (!both.isEmpty()) {
                String key = parts.train.key().get().name();
                throw new TrainingException(
                        Reason.LEAK,
                        both.size() + " values of the key \"" + key + "\", for example "
                                + both.iterator().next()
                                + ", have rows to train on and rows to test on, so the test would tell too much; split by the"
                                + " key, Split.byKey(\"" + key + "\"), or by time");
            }
        }
        return parts;
    }

    private static Set<Object> keys(Table table) {
        Column key = table.key().orElseThrow();
        Set<Object> keys = new LinkedHashSet<>();
        for (int row = 0; row < key.size(); row++) {
            Object value = key.value(row);
            if (value != null) {
                keys.add(value);
            }
        }
        return keys;
    }

    private Parts parts(Table table, int[] train, int[] validation, int[] test) {
        if (train.length == 0 || test.length == 0 || (validationFraction > 0 && validation.length == 0)) {
            throw new TrainingException(
                    Reason.NO_ROWS,
                    this + " of " + table.rows() + " rows gives " + train.length
                            + " to train on, " + validation.length + " to tune on and " + test.length
                            + " to test on; give more rows or other fractions" + (gap > 0 ? ", or a shorter gap" : ""));
        }
        Arrays.sort(train);
        Arrays.sort(validation);
        Arrays.sort(test);
        return new Parts(
                table.rows(train).trimmed(),
                validation.length == 0 ? Optional.empty() : Optional.of(table.rows(validation)),
                table.rows(test));
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    /** For example {@code byTime("signup").test(0.2)}. */
    @Override
    public String toString() {
        String name = switch (kind) {
            case RANDOM -> "random()";
            case STRATIFIED -> "stratified()";
            case BY_TIME -> "byTime(\"" + column + "\")";
            case BY_KEY -> "byKey(\"" + column + "\")";
        };
        return name + ".test(" + testFraction + ")"
                + (validationFraction > 0 ? ".validation(" + validationFraction + ")" : "")
                + (gap > 0 ? ".gap(" + gap + ")" : "");
    }
}
