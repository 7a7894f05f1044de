package io.mlcd.ensemble.learn;

import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Rows that are equal in all columns, as those are that a bag holds more than once. A model that was fitted to one knows them all, so
 * they belong on one side of a fold.
 */
final class Copies {
    /** Where fewer than one in so many rows differ, rows are equal by nature, and one that knows a row knows nothing special. */
    private static final int MOST_ALIKE = 4;

    /** For each row that differs the positions of its copies, ascending, in the order of the first. */
    private final List<int[]> rows;

    private Copies(List<int[]> rows) {
        this.rows = rows;
    }

    static Copies of(Table table) {
        Map<Long, List<Integer>> alike = new LinkedHashMap<>();
        List<Column> columns = table.names().stream().map(table::column).toList();
        for (int row = 0; row < table.rows(); row++) {
            long hash = identity(columns, row);
            alike.computeIfAbsent(hash, its -> new ArrayList<>(1)).add(row);
        }
        return new Copies(alike.values().stream()
                .map(its -> its.stream().mapToInt(Integer::intValue).toArray())
                .toList());
    }

    /** A number that is the same for rows that are, and, all but surely, for no others. */
    static long identity(List<Column> columns, int row) {
        long hash = 1;
        for (Column column : columns) {
            hash = 31 * hash + Draw.mix(bits(column, row));
        }
        return hash;
    }

    private static long bits(Column column, int row) {
        return switch (column.type()) {
            case NUMBER -> Double.doubleToLongBits(column.number(row));
            case CATEGORY -> column.code(row);
            case TIME -> column.millis(row);
        };
    }

    /** Whether some rows are copies, and not most of them. */
    boolean matter(int all) {
        return rows.size() < all && rows.size() > all / MOST_ALIKE;
    }

    /** The first of each. */
    int[] firsts() {
        return rows.stream().mapToInt(its -> its[0]).toArray();
    }

    /** All copies of some rows, ascending. */
    int[] all(int[] some) {
        return Arrays.stream(some)
                .boxed()
                .flatMapToInt(row -> IntStream.of(rows.get(row)))
                .sorted()
                .toArray();
    }
}
