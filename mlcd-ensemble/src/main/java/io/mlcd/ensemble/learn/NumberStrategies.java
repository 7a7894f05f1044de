package io.mlcd.ensemble.learn;

import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The strategies of {@link Partition} by ranges of numbers or times. */
final class NumberStrategies {
    private static final int SAMPLE = 1_000_000;

    private NumberStrategies() {}

    record ByQuantiles(String column, int parts) implements Divided.Divider {
        ByQuantiles {
            Strategies.checkParts(parts);
        }

        @Override
        public Divided divided(Table table, long seed) {
            Column numbers = Strategies.column(this, table, column);
            if (numbers.type() != Column.Type.NUMBER) {
                throw Strategies.refusal(
                        this,
                        "\"" + column + "\" is a " + numbers.type() + ", not a number; use Partition."
                                + (numbers.type() == Column.Type.TIME ? "byTime(column, k)" : "byCategory(column)"));
            }
            return byBounds(this, numbers, parts, "");
        }

        @Override
        public String toString() {
            return "byQuantiles(\"" + column + "\", " + parts + ")";
        }
    }

    record ByTime(String column, int parts) implements Divided.Divider {
        ByTime {
            Strategies.checkParts(parts);
        }

        @Override
        public Table roles(Table table) {
            return asTime(this, table, column);
        }

        @Override
        public Divided divided(Table table, long seed) {
            Column times = timeColumn(this, table, column);
            Divided divided = byBounds(this, times, parts, " from");
            boolean feature = times.type() == Column.Type.NUMBER
                    && table.features().stream().anyMatch(its -> its.name().equals(column));
            return feature ? divided : new Divided(divided.parts(), new Route.Always(parts - 1));
        }

        @Override
        public String toString() {
            return "byTime(\"" + column + "\", " + parts + ")";
        }
    }

    record ByPeriod(String column, TemporalAmount length) implements Divided.Divider {
        ByPeriod {
            boolean above = length instanceof Duration duration
                    ? duration.toMillis() > 0
                    : length instanceof Period period && !period.isZero() && !period.isNegative();
            if (!above) {
                throw new IllegalArgumentException(
                        "a window of time was " + length + " long but must be a java.time.Duration or Period above 0");
            }
        }

        @Override
        public Table roles(Table table) {
            return asTime(this, table, column);
        }

        @Override
        public Divided divided(Table table, long seed) {
            Column times = timeColumn(this, table, column);
            if (times.type() != Column.Type.TIME) {
                throw Strategies.refusal(
                        this, "\"" + column + "\" holds numbers, not times; use Partition.byTime(column, k)");
            }
            Windows windows = Windows.of(length, times);
            TreeMap<Long, Integer> partOfWindow = new TreeMap<>();
            for (int row = 0; row < times.size(); row++) {
                partOfWindow.put(windows.at(times.millis(row)), 0);
            }
            if (partOfWindow.size() < 2) {
                throw Strategies.refusal(
                        this, "all " + times.size() + " rows lie in one window of " + length + "; give a shorter one");
            }
            List<String> names = new ArrayList<>();
            for (Map.Entry<Long, Integer> window : partOfWindow.entrySet()) {
                window.setValue(names.size());
                names.add(column + " from " + Instant.ofEpochMilli(windows.start(window.getKey())));
            }
            int[] partOf = new int[times.size()];
            for (int row = 0; row < partOf.length; row++) {
                partOf[row] = partOfWindow.getOrDefault(windows.at(times.millis(row)), 0);
            }
            return Strategies.named(names, Strategies.gather(partOf, names.size()), new Route.Always(names.size() - 1));
        }

        @Override
        public String toString() {
            return "byTime(\"" + column + "\", " + length + ")";
        }
    }

    /**
     * Windows of one length from the first moment on, in UTC; months are as long as they are.
     *
     * @param length of each in milliseconds, or 0 where the starts say it
     * @param starts of windows of months, ascending
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not compared
    private record Windows(long first, long length, long[] starts) {
        static Windows of(TemporalAmount length, Column times) {
            long first = Long.MAX_VALUE;
            long last = Long.MIN_VALUE;
            for (int row = 0; row < times.size(); row++) {
                first = Math.min(first, times.millis(row));
                last = Math.max(last, times.millis(row));
            }
            if (length instanceof Duration duration) {
                return new Windows(first, duration.toMillis(), new long[0]);
            }
            Period period = (Period) length;
            ZonedDateTime begin = Instant.ofEpochMilli(first).atZone(ZoneOffset.UTC);
            List<Long> starts = new ArrayList<>();
            for (long start = first; start <= last; ) {
                starts.add(start);
                start = begin.plus(period.multipliedBy(starts.size()))
                        .toInstant()
                        .toEpochMilli();
            }
            return new Windows(
                    first, 0, starts.stream().mapToLong(Long::longValue).toArray());
        }

        long at(long millis) {
            if (length > 0) {
                return (millis - first) / length;
            }
            int at = Arrays.binarySearch(starts, millis);
            return at >= 0 ? at : -at - 2;
        }

        long start(long window) {
            return length > 0 ? first + window * length : starts[(int) window];
        }
    }

    private static Table asTime(Partition partition, Table table, String name) {
        Column column = Strategies.column(partition, table, name);
        boolean plays = table.time().isPresent() || Roles.names(table).contains(name);
        return plays || column.type() != Column.Type.TIME ? table : table.time(name);
    }

    private static Column timeColumn(Partition partition, Table table, String name) {
        Column column = Strategies.column(partition, table, name);
        if (column.type() == Column.Type.CATEGORY) {
            throw Strategies.refusal(
                    partition,
                    "\"" + name + "\" holds categories, not times or numbers; use Partition.byCategory(column)");
        }
        Strategies.requireComplete(partition, column);
        return column;
    }

    private static double value(Column column, int row) {
        if (column.type() == Column.Type.TIME) {
            return column.isMissing(row) ? Double.NaN : column.millis(row);
        }
        return column.number(row) + 0.0; // no -0.0
    }

    private static Divided byBounds(Partition partition, Column column, int parts, String from) {
        double[] sorted = sorted(column);
        double[] bounds = bounds(partition, column, sorted, parts);
        Route.ByNumber route = new Route.ByNumber(column.name(), bounds);
        int[] partOf = new int[column.size()];
        for (int row = 0; row < partOf.length; row++) {
            double value = value(column, row);
            partOf[row] = Double.isNaN(value) ? -1 : route.part(value);
        }
        List<int[]> rows = Strategies.gather(partOf, parts);
        return Strategies.named(from.isEmpty() ? ranges(column.name(), bounds) : starts(column, rows), rows, route);
    }

    private static double[] sorted(Column column) {
        int taken = Math.min(column.size(), SAMPLE);
        double[] values = new double[taken];
        int count = 0;
        for (int i = 0; i < taken; i++) {
            double value = value(column, (int) ((long) i * column.size() / taken));
            if (!Double.isNaN(value)) {
                values[count++] = value;
            }
        }
        double[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return sorted;
    }

    /** The largest value of each part but the last; each part gets at least one value. */
    private static double[] bounds(Partition partition, Column column, double[] sorted, int parts) {
        double[] distinct = Arrays.stream(sorted).distinct().toArray();
        if (distinct.length < parts) {
            throw Strategies.refusal(
                    partition,
                    "\"" + column.name() + "\" has " + distinct.length + " different values, but there are to be "
                            + parts + " parts; use fewer parts");
        }
        double[] bounds = new double[parts - 1];
        int last = -1;
        for (int part = 1; part < parts; part++) {
            double wanted = sorted[(int) ((long) sorted.length * part / parts) - (sorted.length >= parts ? 1 : 0)];
            int at = Arrays.binarySearch(distinct, wanted);
            // After the bound before, and with a value left for each part that follows.
            last = Math.min(Math.max(at, last + 1), distinct.length - 1 - (parts - part));
            bounds[part - 1] = distinct[last];
        }
        return bounds;
    }

    private static List<String> ranges(String column, double[] bounds) {
        List<String> names = new ArrayList<>();
        names.add(column + " to " + text(bounds[0]));
        for (int part = 1; part < bounds.length; part++) {
            names.add(column + " above " + text(bounds[part - 1]) + " to " + text(bounds[part]));
        }
        names.add(column + " above " + text(bounds[bounds.length - 1]));
        return names;
    }

    private static List<String> starts(Column column, List<int[]> parts) {
        List<String> names = new ArrayList<>();
        for (int[] rows : parts) {
            double first = Double.POSITIVE_INFINITY;
            for (int row : rows) {
                first = Math.min(first, value(column, row));
            }
            names.add(column.name() + " from "
                    + (column.type() == Column.Type.TIME ? Instant.ofEpochMilli((long) first) : text(first)));
        }
        return names;
    }

    private static String text(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        return whole ? Long.toString((long) value) : Double.toString(value);
    }
}
