package io.mlcd.core.data;

import io.mlcd.api.Feature;
import io.mlcd.api.Row;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows in columns, and the roles that some columns play: target, weights, key, time. All other columns are features.
 *
 * <p>Choosing rows or columns makes a view, not a copy. Immutable and equal by value; safe for concurrent readers.
 *
 * <pre>{@code
 * Table table = Table.of(
 *                 Column.ofNumbers("tenure", 1, 34, Double.NaN),
 *                 Column.ofCategories("contract", Arrays.asList("monthly", "yearly", null)),
 *                 Column.ofCategories("churn", List.of("yes", "no", "no")))
 *         .target("churn");
 * }</pre>
 */
public final class Table {
    /** What a column is for, when it is not a feature. */
    private enum Role {
        TARGET,
        WEIGHTS,
        KEY,
        TIME
    }

    private final Map<String, Column> columns;
    private final Map<Role, String> roles;
    private final int rows;
    private final List<Column> features;

    private Table(Map<String, Column> columns, Map<Role, String> roles, int rows) {
        this.columns = columns;
        this.roles = roles;
        this.rows = rows;
        List<Column> free = new ArrayList<>();
        for (Column column : columns.values()) {
            if (!roles.containsValue(column.name())) {
                free.add(column);
            }
        }
        features = List.copyOf(free);
    }

    /**
     * A table of columns.
     *
     * @throws IllegalArgumentException if two have one name, or their lengths differ
     */
    public static Table of(Column... columns) {
        return of(Arrays.asList(columns));
    }

    /**
     * A table of columns.
     *
     * @throws IllegalArgumentException if two have one name, or their lengths differ
     */
    public static Table of(List<Column> columns) {
        Map<String, Column> byName = new LinkedHashMap<>();
        for (Column column : columns) {
            Column first = columns.get(0);
            if (byName.put(column.name(), column) != null) {
                throw new IllegalArgumentException(
                        "two columns are named \"" + column.name() + "\"; rename one with Column.named(String)");
            }
            if (column.size() != first.size()) {
                throw new IllegalArgumentException("column \"" + column.name() + "\" has " + column.size()
                        + " rows, but \"" + first.name() + "\" has " + first.size() + "; all must have the same");
            }
        }
        return new Table(
                byName, Map.of(), columns.isEmpty() ? 0 : columns.get(0).size());
    }

    /**
     * A table of rows in memory. The columns are all names that occur, in the order of their first occurrence; a name
     * that a row does not have is missing there. Numbers become numbers; texts, booleans and enums categories;
     * {@code java.time} values times.
     *
     * @throws IllegalArgumentException if one column has values of different types, naming the row and the column
     */
    public static Table ofMaps(List<? extends Map<String, ? extends @Nullable Object>> rows) {
        Set<String> names = new LinkedHashSet<>();
        for (Map<String, ?> row : rows) {
            names.addAll(row.keySet());
        }
        List<Column> columns = new ArrayList<>();
        for (String name : names) {
            List<@Nullable Object> values = new ArrayList<>(rows.size());
            for (Map<String, ?> row : rows) {
                values.add(row.get(name));
            }
            columns.add(column(name, values));
        }
        return of(columns);
    }

    /**
     * A column of values in memory, its type found as in {@link #ofMaps}.
     *
     * @throws IllegalArgumentException if the values are of different types, naming the row and the column
     */
    public static Column column(String name, List<? extends @Nullable Object> values) {
        Column.Type type = null;
        for (int row = 0; row < values.size(); row++) {
            Object value = values.get(row);
            if (value == null) {
                continue;
            }
            Column.Type its = typeOf(name, row, value);
            if (type != null && its != type) {
                throw new IllegalArgumentException("column \"" + name + "\" holds a " + type + " first, but row " + row
                        + " has the " + its + " \"" + value + "\"; give all values of a column in one type");
            }
            type = its;
        }
        if (type == Column.Type.CATEGORY) {
            List<@Nullable String> texts = new ArrayList<>(values.size());
            for (Object value : values) {
                texts.add(value == null ? null : value instanceof Enum<?> e ? e.name() : value.toString());
            }
            return Column.ofCategories(name, texts);
        }
        if (type == Column.Type.TIME) {
            long[] millis = new long[values.size()];
            for (int row = 0; row < millis.length; row++) {
                Object value = values.get(row);
                millis[row] = value == null ? Column.MISSING_MILLIS : millis(value);
            }
            return Column.ofTimes(name, millis);
        }
        double[] numbers = new double[values.size()];
        for (int row = 0; row < numbers.length; row++) {
            Object value = values.get(row);
            numbers[row] = value == null ? Double.NaN : ((Number) value).doubleValue();
        }
        return Column.ofNumbers(name, numbers);
    }

    private static Column.Type typeOf(String name, int row, Object value) {
        if (value instanceof Number) {
            return Column.Type.NUMBER;
        }
        if (value instanceof CharSequence
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof Enum<?>) {
            return Column.Type.CATEGORY;
        }
        if (value instanceof Instant
                || value instanceof LocalDate
                || value instanceof LocalDateTime
                || value instanceof OffsetDateTime
                || value instanceof ZonedDateTime) {
            return Column.Type.TIME;
        }
        throw new IllegalArgumentException("row " + row + " of column \"" + name + "\" is a "
                + value.getClass().getName() + ", but must be a number, a text, a boolean, an enum or a date");
    }

    private static long millis(Object value) {
        if (value instanceof Instant instant) {
            return instant.toEpochMilli();
        }
        if (value instanceof LocalDate date) {
            return date.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        }
        if (value instanceof LocalDateTime dateTime) {
            return dateTime.toInstant(ZoneOffset.UTC).toEpochMilli();
        }
        return value instanceof OffsetDateTime dateTime
                ? dateTime.toInstant().toEpochMilli()
                : ((ZonedDateTime) value).toInstant().toEpochMilli();
    }

    /**
     * The rows of several tables, one table after the other. Roles are taken from the first.
     *
     * @throws IllegalArgumentException if there is none, or their columns differ in name or type
     */
    public static Table concat(List<Table> tables) {
        if (tables.isEmpty()) {
            throw new IllegalArgumentException("there is no table to concatenate; give at least one");
        }
        Table first = tables.get(0);
        for (int i = 1; i < tables.size(); i++) {
            if (!tables.get(i).types().equals(first.types())) {
                throw new IllegalArgumentException("table " + i + " has the columns "
                        + tables.get(i).types() + ", but table 0 has " + first.types() + "; all must have the same");
            }
        }
        List<Column> columns = new ArrayList<>();
        for (Column column : first.columns()) {
            List<Column> parts = new ArrayList<>();
            for (Table table : tables) {
                parts.add(table.column(column.name()));
            }
            columns.add(concat(column.name(), column.type(), parts));
        }
        return of(columns).withRoles(first.roles);
    }

    private Map<String, Column.Type> types() {
        Map<String, Column.Type> types = new LinkedHashMap<>();
        columns.forEach((name, column) -> types.put(name, column.type()));
        return types;
    }

    private static Column concat(String name, Column.Type type, List<Column> parts) {
        int size = 0;
        for (Column part : parts) {
            size += part.size();
        }
        double[] numbers = new double[type == Column.Type.NUMBER ? size : 0];
        long[] millis = new long[type == Column.Type.TIME ? size : 0];
        int[] codes = new int[type == Column.Type.CATEGORY ? size : 0];
        Map<String, Integer> categories = new LinkedHashMap<>();
        int at = 0;
        for (Column part : parts) {
            int[] translation = new int[part.categories().size()];
            for (int code = 0; code < translation.length; code++) {
                translation[code] = categories.computeIfAbsent(part.categories().get(code), t -> categories.size());
            }
            for (int row = 0; row < part.size(); row++, at++) {
                switch (type) {
                    case NUMBER -> numbers[at] = part.number(row);
                    case TIME -> millis[at] = part.millis(row);
                    case CATEGORY ->
                        codes[at] = part.isMissing(row) ? Column.MISSING_CODE : translation[part.code(row)];
                }
            }
        }
        return switch (type) {
            case NUMBER -> Column.ofNumbers(name, numbers);
            case TIME -> Column.ofTimes(name, millis);
            case CATEGORY -> Column.ofCodes(name, codes, new ArrayList<>(categories.keySet()));
        };
    }

    /** How many rows there are. */
    public int rows() {
        return rows;
    }

    /** All columns, in order. */
    public List<Column> columns() {
        return List.copyOf(columns.values());
    }

    /** The names of all columns, in order. */
    public List<String> names() {
        return List.copyOf(columns.keySet());
    }

    /** Whether there is such a column. */
    public boolean has(String name) {
        return columns.containsKey(name);
    }

    /**
     * One column.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public Column column(String name) {
        Column column = columns.get(name);
        if (column == null) {
            throw new IllegalArgumentException(
                    "there is no column \"" + name + "\"; the columns are " + columns.keySet());
        }
        return column;
    }

    /** The columns that play no role, in order: what a model may look at. */
    public List<Column> features() {
        return features;
    }

    /**
     * The same rows with one column to be predicted. One that was to be predicted before becomes a feature; drop it if it is none.
     *
     * @throws IllegalArgumentException if there is no such column
     */
    public Table target(String name) {
        return withRole(Role.TARGET, name);
    }

    /**
     * The same rows, each counting as much as a column of numbers, 0 or more, says.
     *
     * @throws IllegalArgumentException if there is no such column, or another one has this role
     */
    public Table weights(String name) {
        return withRole(Role.WEIGHTS, name);
    }

    /**
     * The same rows, with one column that says whose they are, for example a customer number.
     *
     * @throws IllegalArgumentException if there is no such column, or another one has this role
     */
    public Table key(String name) {
        return withRole(Role.KEY, name);
    }

    /**
     * The same rows, with one column of times or numbers that orders them.
     *
     * @throws IllegalArgumentException if there is no such column, or another one has this role
     */
    public Table time(String name) {
        return withRole(Role.TIME, name);
    }

    /** The column to be predicted. */
    public Optional<Column> target() {
        return role(Role.TARGET);
    }

    /** The weights of the rows. */
    public Optional<Column> weights() {
        return role(Role.WEIGHTS);
    }

    /**
     * How much each row counts; 1 without a column of weights.
     *
     * @throws IllegalArgumentException if a weight is no number of 0 or more
     */
    public double[] rowWeights() {
        double[] weights = new double[rows()];
        Arrays.fill(weights, 1);
        weights().ifPresent(column -> Arrays.setAll(weights, row -> weight(column, row)));
        return weights;
    }

    private static double weight(Column column, int row) {
        if (column.type() != Column.Type.NUMBER || !(column.number(row) >= 0)) {
            throw new IllegalArgumentException("row " + row + " has the weight " + column.value(row) + " in \""
                    + column.name() + "\", but weights must be numbers of 0 or more");
        }
        return column.number(row);
    }

    /** Whose the rows are. */
    public Optional<Column> key() {
        return role(Role.KEY);
    }

    /** What orders the rows. */
    public Optional<Column> time() {
        return role(Role.TIME);
    }

    /**
     * Only some columns; those that play a role stay.
     *
     * @throws IllegalArgumentException if there is none of a name
     */
    public Table select(String... names) {
        Set<String> kept = new LinkedHashSet<>();
        for (String name : names) {
            kept.add(column(name).name());
        }
        kept.addAll(roles.values());
        Map<String, Column> chosen = new LinkedHashMap<>(columns);
        chosen.keySet().retainAll(kept);
        return new Table(chosen, roles, rows);
    }

    /**
     * All columns but some.
     *
     * @throws IllegalArgumentException if there is none of a name, or it plays a role
     */
    public Table drop(String... names) {
        Map<String, Column> chosen = new LinkedHashMap<>(columns);
        for (String name : names) {
            if (roles.containsValue(column(name).name())) {
                throw new IllegalArgumentException("column \"" + name + "\" is the " + roleOf(name)
                        + " and cannot be dropped; it is no feature anyway");
            }
            chosen.remove(name);
        }
        return new Table(chosen, roles, rows);
    }

    /**
     * With a column added, or put in place of the one of its name.
     *
     * @throws IllegalArgumentException if it has another number of rows
     */
    public Table with(Column column) {
        if (!columns.isEmpty() && column.size() != rows) {
            throw new IllegalArgumentException(
                    "column \"" + column.name() + "\" has " + column.size() + " rows, but the table has " + rows);
        }
        Map<String, Column> more = new LinkedHashMap<>(columns);
        more.put(column.name(), column);
        return new Table(more, roles, column.size());
    }

    /**
     * With the numbers of a column taken as categories: 3.0 becomes "3".
     *
     * @throws IllegalArgumentException if there is no such column, or it holds times
     */
    public Table asCategory(String name) {
        Column column = column(name);
        if (column.type() == Column.Type.CATEGORY) {
            return this;
        }
        if (column.type() == Column.Type.TIME) {
            throw new IllegalArgumentException("column \"" + name + "\" holds times, which are no categories");
        }
        List<@Nullable String> texts = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            double value = column.number(row);
            texts.add(Double.isNaN(value) ? null : Feature.categoryOf(value));
        }
        return with(Column.ofCategories(name, texts));
    }

    /**
     * A view of some rows, in the order given; a row may come more than once.
     *
     * @param positions rows of this table, counted from 0; copied
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public Table rows(int... positions) {
        int[] chosen = positions.clone();
        for (int position : chosen) {
            if (position < 0 || position >= rows) {
                throw new IndexOutOfBoundsException("there is no row " + position + " in a table of " + rows);
            }
        }
        IdentityHashMap<int[], int[]> composed = new IdentityHashMap<>();
        Map<String, Column> views = new LinkedHashMap<>();
        for (Column column : columns.values()) {
            views.put(column.name(), column.rows(chosen, composed));
        }
        return new Table(views, roles, chosen.length);
    }

    /**
     * A view of the rows from one position up to, but without, another.
     *
     * @throws IndexOutOfBoundsException if {@code 0 <= from <= to <= rows()} does not hold
     */
    public Table range(int from, int to) {
        if (from < 0 || from > to || to > rows) {
            throw new IndexOutOfBoundsException(
                    "there are no rows from " + from + " to " + to + " in a table of " + rows);
        }
        int[] positions = new int[to - from];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = from + i;
        }
        return rows(positions);
    }

    /**
     * The same rows, each column of categories knowing only those that occur in them. A learner does this first, so that
     * a model knows nothing of rows that it was not given.
     */
    public Table trimmed() {
        Map<String, Column> trimmed = new LinkedHashMap<>();
        for (Column column : columns.values()) {
            trimmed.put(column.name(), column.trimmed());
        }
        return new Table(trimmed, roles, rows);
    }

    /**
     * The features of one row, in order, as a host would ask about it.
     *
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public Row row(int position) {
        if (position < 0 || position >= rows) {
            throw new IndexOutOfBoundsException("there is no row " + position + " in a table of " + rows);
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Column column : features) {
            values.put(column.name(), column.value(position));
        }
        return Row.of(values);
    }

    private Table withRole(Role role, String name) {
        column(name);
        String before = roles.get(role);
        if (role != Role.TARGET && before != null && !before.equals(name)) {
            throw new IllegalArgumentException(
                    "the " + role + " of this table is \"" + before + "\"; if it were \"" + name
                            + "\", \"" + before
                            + "\" would become a feature unseen: begin with the table without roles, and drop what"
                            + " is no feature");
        }
        Map<Role, String> more = new HashMap<>(roles);
        more.put(role, name);
        return withRoles(more);
    }

    private Table withRoles(Map<Role, String> newRoles) {
        return new Table(columns, Map.copyOf(newRoles), rows);
    }

    private Optional<Column> role(Role role) {
        String name = roles.get(role);
        return name == null ? Optional.empty() : Optional.of(column(name));
    }

    private String roleOf(String name) {
        for (Map.Entry<Role, String> role : roles.entrySet()) {
            if (role.getValue().equals(name)) {
                return role.getKey().name();
            }
        }
        return "feature";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Table that
                && rows == that.rows
                && columns().equals(that.columns())
                && roles.equals(that.roles);
    }

    @Override
    public int hashCode() {
        return 31 * rows + columns.keySet().hashCode();
    }

    /** The size, and the type of each column. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(rows + " rows x " + columns.size() + " columns");
        for (Column column : columns.values()) {
            text.append("\n  ").append(column.name()).append(": ").append(column.type());
            if (column.type() == Column.Type.CATEGORY) {
                text.append(" of ").append(column.categories().size());
            }
            int missing = column.missingCount();
            text.append(missing > 0 ? ", " + missing + " missing" : "");
            text.append(roles.containsValue(column.name()) ? " (" + roleOf(column.name()) + ")" : "");
        }
        return text.toString();
    }
}
