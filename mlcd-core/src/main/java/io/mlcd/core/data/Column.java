package io.mlcd.core.data;

import io.mlcd.api.Kind;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A named column: numbers as {@code double}, categories as codes into a sorted list of texts, or times as milliseconds.
 *
 * <p>The values lie in arrays, or in buffers such as mapped files, where they take no heap. A view of some rows shares the
 * values with the column it was taken from. Immutable; safe for concurrent readers.
 */
public final class Column {
    /** The code of a missing category. */
    public static final int MISSING_CODE = -1;

    /** The milliseconds of a missing time. */
    public static final long MISSING_MILLIS = Long.MIN_VALUE;

    /** What the values are. */
    public enum Type {
        /** A number; {@code NaN} when missing. */
        NUMBER,
        /** A text out of a list. */
        CATEGORY,
        /** A moment. */
        TIME;

        /** The type of the columns that hold a feature's values. */
        public static Type of(Kind kind) {
            return switch (kind) {
                case NUMBER -> NUMBER;
                case CATEGORY -> CATEGORY;
                case TIME -> TIME;
            };
        }
    }

    private final String name;
    private final Type type;
    private final double[] numbers;
    private final int[] codes;
    private final long[] millis;
    private final List<String> categories;
    /** The rows of a view; null when all rows are in it. */
    private final int @Nullable [] view;
    /** Where the values lie instead of the arrays; null when these hold them, which is what the hot accessors ask first. */
    private final @Nullable Buffers buffers;

    private Column(
            String name,
            Type type,
            double[] numbers,
            int[] codes,
            long[] millis,
            List<String> categories,
            int @Nullable [] view,
            @Nullable Buffers buffers) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a column needs a name, but the name given was empty");
        }
        this.name = name;
        this.type = type;
        this.numbers = numbers;
        this.codes = codes;
        this.millis = millis;
        this.categories = categories;
        this.view = view;
        this.buffers = buffers;
    }

    private static final double[] NO_NUMBERS = {};
    private static final int[] NO_CODES = {};
    private static final long[] NO_MILLIS = {};

    /**
     * A column of numbers.
     *
     * @param values copied; {@code NaN} means missing
     */
    public static Column ofNumbers(String name, double... values) {
        return new Column(name, Type.NUMBER, values.clone(), NO_CODES, NO_MILLIS, List.of(), null, null);
    }

    /**
     * A column of categories.
     *
     * @param texts copied; null means missing
     */
    public static Column ofCategories(String name, List<? extends @Nullable String> texts) {
        TreeSet<String> sorted = new TreeSet<>();
        for (String text : texts) {
            if (text != null) {
                sorted.add(text);
            }
        }
        List<String> categories = List.copyOf(sorted);
        Map<String, Integer> positions = positions(categories);
        int[] codes = new int[texts.size()];
        for (int row = 0; row < codes.length; row++) {
            String text = texts.get(row);
            codes[row] = text == null ? MISSING_CODE : positions.getOrDefault(text, MISSING_CODE);
        }
        return new Column(name, Type.CATEGORY, NO_NUMBERS, codes, NO_MILLIS, categories, null, null);
    }

    /**
     * A column of categories given as codes; the list of texts need not be sorted, the column's is.
     *
     * @param codes positions in {@code categories}, {@link #MISSING_CODE} when missing; copied
     * @param categories the texts, each once
     * @throws IllegalArgumentException if a code is no position, or a text occurs twice
     */
    public static Column ofCodes(String name, int[] codes, List<String> categories) {
        if (new HashSet<>(categories).size() != categories.size()) {
            throw new IllegalArgumentException("the categories of column \"" + name + "\" name a text twice");
        }
        List<String> sorted = List.copyOf(new TreeSet<>(categories));
        Map<String, Integer> positions = positions(sorted);
        int[] translated = new int[codes.length];
        for (int row = 0; row < codes.length; row++) {
            int code = codes[row];
            if (code < MISSING_CODE || code >= categories.size()) {
                throw new IllegalArgumentException("row " + row + " of column \"" + name + "\" has code " + code
                        + ", but there are only " + categories.size() + " categories");
            }
            translated[row] =
                    code == MISSING_CODE ? MISSING_CODE : positions.getOrDefault(categories.get(code), MISSING_CODE);
        }
        return new Column(name, Type.CATEGORY, NO_NUMBERS, translated, NO_MILLIS, sorted, null, null);
    }

    /**
     * A column of times.
     *
     * @param epochMillis milliseconds since 1970-01-01 UTC, {@link #MISSING_MILLIS} when missing; copied
     */
    public static Column ofTimes(String name, long... epochMillis) {
        return new Column(name, Type.TIME, NO_NUMBERS, NO_CODES, epochMillis.clone(), List.of(), null, null);
    }

    /** How many values a buffer holds, of those given to {@link #ofNumbersIn}, {@link #ofCodesIn}, {@link #ofTimesIn}. */
    public static final int BUFFER_VALUES = 1 << 27;

    /**
     * A column of numbers that lie in buffers, for example of mapped files, as big-endian doubles.
     *
     * @param values not copied, and not to be changed any more; all but the last hold {@link #BUFFER_VALUES} values
     * @throws IllegalArgumentException if the buffers do not hold so many values, or more than 2<sup>31</sup> - 1
     */
    public static Column ofNumbersIn(String name, List<ByteBuffer> values) {
        Buffers buffers = Buffers.of(name, values, Double.BYTES);
        return new Column(name, Type.NUMBER, NO_NUMBERS, NO_CODES, NO_MILLIS, List.of(), null, buffers);
    }

    /**
     * A column of categories whose codes lie in buffers as big-endian ints; the list of texts need not be sorted, the column's
     * is.
     *
     * @param codes positions in {@code categories}, {@link #MISSING_CODE} when missing; as in {@link #ofNumbersIn}. A code that
     *     is no position is found out when it is read
     * @param categories the texts, each once
     * @throws IllegalArgumentException if the buffers do not hold so many values, or a text occurs twice
     */
    public static Column ofCodesIn(String name, List<ByteBuffer> codes, List<String> categories) {
        List<String> sorted = List.copyOf(new TreeSet<>(categories));
        if (sorted.size() != categories.size()) {
            throw new IllegalArgumentException("the categories of column \"" + name + "\" name a text twice");
        }
        Map<String, Integer> positions = positions(sorted);
        int[] translation = new int[categories.size()];
        for (int code = 0; code < translation.length; code++) {
            translation[code] = positions.getOrDefault(categories.get(code), MISSING_CODE);
        }
        Buffers buffers = Buffers.of(name, codes, Integer.BYTES).translated(translation);
        return new Column(name, Type.CATEGORY, NO_NUMBERS, NO_CODES, NO_MILLIS, sorted, null, buffers);
    }

    /**
     * A column of times that lie in buffers as big-endian longs: milliseconds since 1970-01-01 UTC, {@link #MISSING_MILLIS} when
     * missing.
     *
     * @param epochMillis as in {@link #ofNumbersIn}
     * @throws IllegalArgumentException if the buffers do not hold so many values
     */
    public static Column ofTimesIn(String name, List<ByteBuffer> epochMillis) {
        Buffers buffers = Buffers.of(name, epochMillis, Long.BYTES);
        return new Column(name, Type.TIME, NO_NUMBERS, NO_CODES, NO_MILLIS, List.of(), null, buffers);
    }

    /** The name. */
    public String name() {
        return name;
    }

    /** What the values are. */
    public Type type() {
        return type;
    }

    /** How many rows there are. */
    public int size() {
        if (view != null) {
            return view.length;
        }
        if (buffers != null) {
            return buffers.size();
        }
        return type == Type.NUMBER ? numbers.length : type == Type.CATEGORY ? codes.length : millis.length;
    }

    /** The texts, sorted; the code of a text is its position. Empty unless these are categories. */
    public List<String> categories() {
        return categories;
    }

    /**
     * A number; {@code NaN} when missing.
     *
     * @throws IllegalStateException if these are not numbers
     */
    public double number(int row) {
        require(Type.NUMBER);
        return buffers == null ? numbers[at(row)] : buffers.number(at(row));
    }

    /**
     * The code of a category; {@link #MISSING_CODE} when missing.
     *
     * @throws IllegalStateException if these are not categories
     */
    public int code(int row) {
        require(Type.CATEGORY);
        return buffers == null ? codes[at(row)] : buffers.code(at(row));
    }

    /**
     * The text of a category; null when missing.
     *
     * @throws IllegalStateException if these are not categories
     */
    public @Nullable String text(int row) {
        int code = code(row);
        return code == MISSING_CODE ? null : categories.get(code);
    }

    /**
     * A time in milliseconds since 1970-01-01 UTC; {@link #MISSING_MILLIS} when missing.
     *
     * @throws IllegalStateException if these are not times
     */
    public long millis(int row) {
        require(Type.TIME);
        return buffers == null ? millis[at(row)] : buffers.millis(at(row));
    }

    /**
     * A number, or a time as a model counts it: milliseconds since 1970-01-01 UTC as a {@code double}, exact within 285,000 years.
     * {@code NaN} when missing.
     *
     * @throws IllegalStateException if these are categories
     */
    public double asNumber(int row) {
        if (type == Type.TIME) {
            long time = millis(row);
            return time == MISSING_MILLIS ? Double.NaN : time;
        }
        return number(row);
    }

    /**
     * Copies some rows in a row, each as {@link #asNumber} has it.
     *
     * @param from the first row
     * @param into gets as many as it is long
     * @throws IllegalStateException if these are categories
     * @throws IndexOutOfBoundsException if there are fewer rows
     */
    public void copyNumbers(int from, double[] into) {
        Objects.checkFromToIndex(from, from + into.length, size());
        if (type == Type.NUMBER && buffers == null && view == null) {
            System.arraycopy(numbers, from, into, 0, into.length);
            return;
        }
        for (int i = 0; i < into.length; i++) {
            into[i] = asNumber(from + i);
        }
    }

    /** Whether a value is missing. */
    public boolean isMissing(int row) {
        return type == Type.NUMBER
                ? Double.isNaN(number(row))
                : type == Type.CATEGORY ? code(row) == MISSING_CODE : millis(row) == MISSING_MILLIS;
    }

    /** A value: a {@link Double}, a {@link String} or an {@link Instant}; null when missing. */
    public @Nullable Object value(int row) {
        if (isMissing(row)) {
            return null;
        }
        return type == Type.NUMBER
                ? (Object) number(row)
                : type == Type.CATEGORY ? text(row) : Instant.ofEpochMilli(millis(row));
    }

    /** The numbers, a copy. */
    public double[] toNumbers() {
        require(Type.NUMBER);
        double[] copy = new double[size()];
        copyNumbers(0, copy);
        return copy;
    }

    /** How many values are missing. */
    public int missingCount() {
        int count = 0;
        for (int row = 0; row < size(); row++) {
            count += isMissing(row) ? 1 : 0;
        }
        return count;
    }

    /** The same values under another name. */
    public Column named(String otherName) {
        return new Column(otherName, type, numbers, codes, millis, categories, view, buffers);
    }

    /** Only the categories that occur, so that nothing is known of rows outside this view; itself if all do. */
    Column trimmed() {
        if (type != Type.CATEGORY) {
            return this;
        }
        boolean[] seen = new boolean[categories.size()];
        for (int row = 0; row < size(); row++) {
            int code = code(row);
            if (code != MISSING_CODE) {
                seen[code] = true;
            }
        }
        int[] translation = new int[seen.length];
        List<String> kept = new ArrayList<>();
        for (int code = 0; code < seen.length; code++) {
            translation[code] = seen[code] ? kept.size() : MISSING_CODE;
            if (seen[code]) {
                kept.add(categories.get(code));
            }
        }
        if (kept.size() == categories.size()) {
            return this;
        }
        if (buffers != null) {
            Buffers trimmed = buffers.translated(translation);
            return new Column(name, type, numbers, codes, millis, List.copyOf(kept), view, trimmed);
        }
        int[] translated = new int[size()];
        for (int row = 0; row < translated.length; row++) {
            int code = code(row);
            translated[row] = code == MISSING_CODE ? MISSING_CODE : translation[code];
        }
        return new Column(name, type, NO_NUMBERS, translated, NO_MILLIS, List.copyOf(kept), null, null);
    }

    /** Some rows, in the order given, sharing the values; columns with one index share the composed one too. */
    Column rows(int[] rows, IdentityHashMap<int[], int[]> composed) {
        int[] outer = view;
        int[] next = outer == null ? rows : composed.computeIfAbsent(outer, ignored -> compose(outer, rows));
        return new Column(name, type, numbers, codes, millis, categories, next, buffers);
    }

    private static int[] compose(int[] outer, int[] rows) {
        int[] next = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            next[i] = outer[rows[i]];
        }
        return next;
    }

    private int at(int row) {
        return view == null ? row : view[row];
    }

    private void require(Type wanted) {
        if (type != wanted) {
            throw new IllegalStateException("column \"" + name + "\" is a " + type + ", not a " + wanted);
        }
    }

    private static Map<String, Integer> positions(List<String> texts) {
        Map<String, Integer> positions = new HashMap<>();
        for (int i = 0; i < texts.size(); i++) {
            positions.put(texts.get(i), i);
        }
        return positions;
    }

    /** The same name, type and values in order, whatever they are views of. */
    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof Column that) || !name.equals(that.name) || type != that.type || size() != that.size()) {
            return false;
        }
        for (int row = 0; row < size(); row++) {
            Object mine = value(row);
            if (mine == null ? !that.isMissing(row) : !mine.equals(that.value(row))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(new Object[] {name, type, size()});
    }

    @Override
    public String toString() {
        return name + ": " + type + " x " + size();
    }
}
