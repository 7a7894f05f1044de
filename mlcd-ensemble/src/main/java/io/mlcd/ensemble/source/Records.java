package io.mlcd.ensemble.source;

import io.mlcd.api.Row;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The host's own Java records as a {@link Table} to train on, and as a {@link Row} to ask a model about: the same type
 * on both sides.
 *
 * <pre>{@code
 * record Customer(int tenure, String contract, @Nullable Double charges, LocalDate since, boolean churn) {}
 *
 * Table table = Records.table(Customer.class, customers).target("churn");
 * Row row = Records.row(customer);
 * }</pre>
 *
 * <p>Each component is a column of its name, whatever the values are:
 *
 * <ul>
 *   <li>primitive and boxed numbers, {@code BigDecimal} and every other {@link Number}: a number, as a {@code double};
 *   <li>text, enums (by {@code name()}), {@code boolean} and {@code char}: a category;
 *   <li>{@link Instant}, {@link LocalDate}, {@link LocalDateTime}, {@link OffsetDateTime}, {@link ZonedDateTime}: a time,
 *       in UTC where the type has no zone.
 * </ul>
 *
 * <p>Null is missing, and so is a {@code double} or {@code float} NaN. A record need not be public; in a named module,
 * its package is opened to {@code io.mlcd.ensemble} then.
 *
 * <p>What is known of a type is kept for as long as its class is. Safe for concurrent callers.
 */
public final class Records {
    private static final Set<Class<?>> TIMES =
            Set.of(Instant.class, LocalDate.class, LocalDateTime.class, OffsetDateTime.class, ZonedDateTime.class);

    private static final ClassValue<List<Component>> COMPONENTS = new ClassValue<>() {
        @Override
        protected List<Component> computeValue(Class<?> type) {
            return components(type);
        }
    };

    private Records() {}

    private record Component(String name, Column.Type type, Method accessor) {}

    /**
     * A table with a row for each record, in the order of the collection; of 0 rows, but with all columns, if it is
     * empty.
     *
     * @throws IllegalArgumentException if a component is of another type, or may not be read, naming all of them; or if
     *     an accessor throws
     */
    public static <R extends Record> Table table(Class<R> type, Collection<? extends R> records) {
        List<Column> columns = new ArrayList<>();
        for (Component component : COMPONENTS.get(type)) {
            List<@Nullable Object> values = new ArrayList<>(records.size());
            for (R each : records) {
                values.add(value(component, each));
            }
            columns.add(column(component, values));
        }
        return Table.of(columns);
    }

    /**
     * What a model is asked about a record: all components. Where some are no features of the model,
     * {@code Records.row(record).only(model.signature())} leaves them out.
     *
     * <p>Cost: one reflective call per component, no search.
     *
     * @throws IllegalArgumentException as {@link #table}
     */
    public static Row row(Record record) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Component component : COMPONENTS.get(record.getClass())) {
            values.put(component.name(), value(component, record));
        }
        return Row.of(values);
    }

    /** Of the type that the component is declared to have, even when no value tells it. */
    private static Column column(Component component, List<@Nullable Object> values) {
        boolean told = values.stream().anyMatch(value -> value != null);
        if (told || component.type() == Column.Type.NUMBER) {
            return Table.column(component.name(), values);
        }
        if (component.type() == Column.Type.CATEGORY) {
            return Column.ofCategories(component.name(), Collections.nCopies(values.size(), null));
        }
        long[] millis = new long[values.size()];
        Arrays.fill(millis, Column.MISSING_MILLIS);
        return Column.ofTimes(component.name(), millis);
    }

    private static @Nullable Object value(Component component, Record record) {
        try {
            return component.accessor().invoke(record);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "component \"" + component.name() + "\" of "
                            + record.getClass().getName() + " cannot be read: its " + "accessor threw " + e.getCause()
                            + "; let it return null for a missing value",
                    e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Component> components(Class<?> type) {
        if (!type.isRecord()) {
            throw new IllegalArgumentException(type.getName() + " is no record class; give the class of the records");
        }
        List<Component> components = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Column.Type its = typeOf(component.getType());
            if (its == null) {
                refused.add("component \"" + component.getName() + "\" is a "
                        + component.getGenericType().getTypeName());
            } else {
                components.add(new Component(component.getName(), its, opened(component.getAccessor())));
            }
        }
        if (!refused.isEmpty()) {
            throw new IllegalArgumentException("record " + type.getName() + " is no row of a table: "
                    + String.join(", ", refused) + "; each must be a number, a text, an enum, a boolean, a char or a "
                    + "date of java.time: give a record without the others");
        }
        if (components.isEmpty()) {
            throw new IllegalArgumentException(
                    "record " + type.getName() + " has no components, so a table of it has no columns; give it some");
        }
        return List.copyOf(components);
    }

    private static Column.@Nullable Type typeOf(Class<?> type) {
        if (type == boolean.class
                || type == Boolean.class
                || type == char.class
                || type == Character.class
                || type.isEnum()
                || CharSequence.class.isAssignableFrom(type)) {
            return Column.Type.CATEGORY;
        }
        if (TIMES.contains(type)) {
            return Column.Type.TIME;
        }
        return type.isPrimitive() || Number.class.isAssignableFrom(type) ? Column.Type.NUMBER : null;
    }

    private static Method opened(Method accessor) {
        if (!accessor.trySetAccessible()) {
            Class<?> type = accessor.getDeclaringClass();
            Module module = type.getModule();
            throw new IllegalArgumentException("record " + type.getName() + " may not be read by module "
                    + "io.mlcd.ensemble; make it public in an exported package, or write \"opens "
                    + type.getPackageName() + " to io.mlcd.ensemble;\" in the module-info of " + module.getName());
        }
        return accessor;
    }
}
