package io.mlcd.api;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of one case, by feature name: what a model is asked about.
 *
 * <p>Numbers of every type become {@code double}; text, enums and booleans become text; times become {@link Instant}: those of
 * {@code java.time} that name a moment, a {@code LocalDate} as its midnight and a {@code LocalDateTime} as it stands, both in
 * UTC as {@code Table} reads them, and {@code java.util.Date}. A value may be {@code null} and a feature may be absent: both
 * mean missing. Immutable and equal by value.
 *
 * <pre>{@code
 * Row row = Row.of("tenure", 12, "Contract", "Month-to-month", "TotalCharges", null);
 * Row now = Row.of("when", Instant.now(), "temperature", 21.5);
 * }</pre>
 */
public final class Row {
    private final String[] names;
    private final @Nullable Object[] values;

    /** Names, none twice, and values, which both become the row's own. */
    private Row(String[] names, @Nullable Object[] values) {
        this.names = names;
        this.values = values;
        for (int i = 0; i < names.length; i++) {
            values[i] = normalise(names[i], values[i]);
        }
    }

    private static String named(@Nullable String name) {
        if (name == null) {
            throw new IllegalArgumentException("a name in the row is null; give each value the name of its feature");
        }
        return name;
    }

    /**
     * A row from names and values in turn.
     *
     * @param more further names and values: {@code "name", value, "name", value}
     * @throws IllegalArgumentException if a name is no text or occurs twice, a value is missing at the end, or is
     *     neither a number, a text, a boolean, an enum nor a time
     */
    public static Row of(String name, @Nullable Object value, @Nullable Object... more) {
        if (more.length % 2 != 0) {
            throw new IllegalArgumentException("names and values come in pairs, but the last name, "
                    + more[more.length - 1] + ", has no value; give null for a missing value");
        }
        String[] names = new String[1 + more.length / 2];
        @Nullable Object[] values = new @Nullable Object[names.length];
        names[0] = named(name);
        values[0] = value;
        for (int i = 1; i < names.length; i++) {
            Object next = more[2 * i - 2];
            if (!(next instanceof String text)) {
                throw new IllegalArgumentException("argument " + (2 * i + 1) + " must be a feature name, but was "
                        + next + "; give names and values in turn: Row.of(\"tenure\", 12, \"Contract\", \"One year\")");
            }
            names[i] = text;
            values[i] = more[2 * i - 1];
        }
        String twice = Positions.twice(names);
        if (twice != null) {
            throw new IllegalArgumentException("the row names \"" + twice + "\" twice; give each feature once");
        }
        return new Row(names, values);
    }

    /**
     * A row from a map, copied.
     *
     * @throws IllegalArgumentException if a name is null, or a value is neither a number, a text, a boolean, an enum, a time
     *     nor null
     */
    public static Row of(Map<String, ? extends @Nullable Object> values) {
        String[] names = new String[values.size()];
        @Nullable Object[] copy = new @Nullable Object[names.length];
        int size = 0;
        for (Map.Entry<String, ? extends @Nullable Object> entry : values.entrySet()) {
            if (size == names.length) { // another thread has put something in
                names = Arrays.copyOf(names, 2 * size + 1);
                copy = Arrays.copyOf(copy, names.length);
            }
            names[size] = named(entry.getKey());
            copy[size++] = entry.getValue();
        }
        return size == names.length
                ? new Row(names, copy)
                : new Row(Arrays.copyOf(names, size), Arrays.copyOf(copy, size));
    }

    /** The same row without the names that are no features of a signature: for rows that hold more than a model takes. */
    public Row only(Signature signature) {
        Map<String, @Nullable Object> kept = asMap();
        kept.keySet().removeIf(name -> signature.indexOf(name) < 0);
        return of(kept);
    }

    /** How many features the row names. */
    public int size() {
        return names.length;
    }

    /** The name at a position, in the order given. */
    public String name(int position) {
        return names[position];
    }

    /** The value at a position: a {@link Double}, a {@link String}, an {@link Instant}, or null when missing. */
    public @Nullable Object value(int position) {
        return values[position];
    }

    /** The value of a feature: a {@link Double}, a {@link String}, an {@link Instant}, or null when missing or absent. */
    public @Nullable Object value(String name) {
        int position = Arrays.asList(names).indexOf(name);
        return position < 0 ? null : values[position];
    }

    private static @Nullable Object normalise(String name, @Nullable Object value) {
        if (value == null || value instanceof Double || value instanceof String) {
            return value;
        }
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        if (value instanceof CharSequence || value instanceof Boolean || value instanceof Character) {
            return value.toString();
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        Instant instant = Times.instant(name, value);
        if (instant != null) {
            return instant;
        }
        throw new IllegalArgumentException("the value of \"" + name + "\" is a "
                + value.getClass().getName() + ", but must be a number, a text, a boolean, an enum, a time or null");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Row that && asMap().equals(that.asMap());
    }

    @Override
    public int hashCode() {
        return asMap().hashCode();
    }

    private Map<String, @Nullable Object> asMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
            map.put(names[i], values[i]);
        }
        return map;
    }

    @Override
    public String toString() {
        return asMap().toString();
    }
}
