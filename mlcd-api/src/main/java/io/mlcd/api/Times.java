package io.mlcd.api;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** The times that a row may hold. */
@SuppressWarnings("JavaUtilDate") // hosts that are older have nothing else
final class Times {
    private static final Instant FIRST = Instant.ofEpochMilli(Long.MIN_VALUE);
    private static final Instant LAST = Instant.ofEpochMilli(Long.MAX_VALUE);

    private Times() {}

    /**
     * The moment that a value names, or null if it is no time.
     *
     * @throws IllegalArgumentException if it is one of JDBC's halves of a time, or so far away that its milliseconds since
     *     1970 are no {@code long}
     */
    static @Nullable Instant instant(String name, Object value) {
        Instant instant = anyInstant(name, value);
        if (instant != null) {
            requireNear(name, instant);
        }
        return instant;
    }

    private static @Nullable Instant anyInstant(String name, Object value) {
        if (value instanceof Instant instant) {
            return instant;
        }
        if (value instanceof LocalDate date) {
            return date.atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        if (value instanceof LocalDateTime dateTime) {
            return dateTime.toInstant(ZoneOffset.UTC);
        }
        if (value instanceof OffsetDateTime dateTime) {
            return dateTime.toInstant();
        }
        if (value instanceof ZonedDateTime dateTime) {
            return dateTime.toInstant();
        }
        return value instanceof Date date ? ofDate(name, date) : null;
    }

    private static Instant ofDate(String name, Date date) {
        String type = date.getClass().getName(); // java.sql is a module of its own
        if (type.equals("java.sql.Date") || type.equals("java.sql.Time")) {
            throw new IllegalArgumentException("the value of \"" + name + "\" is a " + type
                    + ", which is a moment only in the time zone of this JVM; give its "
                    + (type.equals("java.sql.Date") ? "toLocalDate()" : "day and time as a LocalDateTime"));
        }
        return Instant.ofEpochMilli(date.getTime());
    }

    private static void requireNear(String name, Instant instant) {
        if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
            throw new IllegalArgumentException("the value of \"" + name + "\" is " + instant
                    + ", more than 292 million years away; give null if it is missing");
        }
    }
}
