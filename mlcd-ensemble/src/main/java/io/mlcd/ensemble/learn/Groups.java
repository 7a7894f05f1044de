package io.mlcd.ensemble.learn;

import io.mlcd.core.data.Column;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Which rows share a value of a column: those of one customer. Groups count from 0 in the order of their first rows.
 *
 * @param of for each row its group, {@link #NONE} where the value is missing; not to be changed
 * @param count how many groups there are
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, not compared
public record Groups(int[] of, int count) {
    /** Of rows whose value is missing. */
    public static final int NONE = -1;

    /** The groups of a column. */
    public static Groups of(Column column) {
        int[] of = new int[column.size()];
        return new Groups(of, column.type() == Column.Type.CATEGORY ? byCode(column, of) : byValue(column, of));
    }

    private static int byCode(Column column, int[] of) {
        int[] groupOfCode = new int[column.categories().size()];
        Arrays.fill(groupOfCode, NONE);
        int count = 0;
        for (int row = 0; row < of.length; row++) {
            int code = column.code(row);
            if (code != Column.MISSING_CODE && groupOfCode[code] == NONE) {
                groupOfCode[code] = count++;
            }
            of[row] = code == Column.MISSING_CODE ? NONE : groupOfCode[code];
        }
        return count;
    }

    private static int byValue(Column column, int[] of) {
        Map<Object, Integer> groups = new HashMap<>();
        for (int row = 0; row < of.length; row++) {
            Object value = column.value(row);
            if (value == null) {
                of[row] = NONE;
            } else {
                Integer known = groups.putIfAbsent(value, groups.size());
                of[row] = known == null ? groups.size() - 1 : known;
            }
        }
        return groups.size();
    }
}
