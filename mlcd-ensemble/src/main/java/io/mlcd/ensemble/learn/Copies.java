package io.mlcd.ensemble.learn;

import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import java.util.Arrays;
import java.util.HashMap;
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

    /** For each row the place among {@link #firsts} of the one that it equals. */
    private final int[] of;

    private final int[] firsts;

    private Copies(int[] of, int[] firsts) {
        this.of = of;
        this.firsts = firsts;
    }

    static Copies of(Table table) {
        List<Column> columns = table.names().stream().map(table::column).toList();
        Map<Long, Integer> places = new HashMap<>();
        int[] of = new int[table.rows()];
        int[] firsts = new int[table.rows()];
        for (int row = 0; row < of.length; row++) {
            int next = places.size();
            Integer known = places.putIfAbsent(identity(columns, row), next);
            of[row] = known == null ? next : known;
            firsts[of[row]] = known == null ? row : firsts[of[row]];
        }
        return new Copies(of, Arrays.copyOf(firsts, places.size()));
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
    boolean matter() {
        return firsts.length < of.length && firsts.length > of.length / MOST_ALIKE;
    }

    /** The first row of each that are equal, in their order; not to be changed. */
    int[] firsts() {
        return firsts;
    }

    /** All copies of some of {@link #firsts}, by their places there, ascending. */
    int[] all(int[] places) {
        boolean[] wanted = new boolean[firsts.length];
        for (int place : places) {
            wanted[place] = true;
        }
        return IntStream.range(0, of.length).filter(row -> wanted[of[row]]).toArray();
    }
}
