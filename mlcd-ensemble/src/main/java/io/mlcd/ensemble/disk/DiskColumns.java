package io.mlcd.ensemble.disk;

import io.mlcd.core.data.Column;
import java.util.ArrayList;
import java.util.List;

/** Columns on disk as they are written and read. */
public final class DiskColumns {
    private DiskColumns() {}

    /** Adds one value of a column of the heap or the disk. */
    static void copy(Column from, int row, DiskValues to) {
        switch (from.type()) {
            case NUMBER -> to.add(from.number(row));
            case TIME -> to.add(from.millis(row));
            case CATEGORY -> to.add(from.code(row));
        }
    }

    /** The column of written values. */
    public static Column map(String name, Column.Type type, List<String> categories, DiskValues values) {
        return switch (type) {
            case NUMBER -> Column.ofNumbersIn(name, values.map(Double.BYTES));
            case TIME -> Column.ofTimesIn(name, values.map(Long.BYTES));
            case CATEGORY -> Column.ofCodesIn(name, values.map(Integer.BYTES), categories);
        };
    }

    /**
     * Writes the rows of each part of a table to files of its own, a column at a time, reading the table in order once.
     *
     * @param partOf for each row its part
     * @return for each part its columns
     */
    public static List<List<Column>> divide(List<Column> columns, int[] partOf, int parts, DiskFolder folder) {
        List<List<Column>> divided = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            divided.add(new ArrayList<>());
        }
        for (int c = 0; c < columns.size(); c++) {
            Column column = columns.get(c);
            DiskValues[] values = new DiskValues[parts];
            for (int part = 0; part < parts; part++) {
                values[part] = new DiskValues(folder.file(fileName(part, c)));
            }
            for (int row = 0; row < partOf.length; row++) {
                copy(column, row, values[partOf[row]]);
            }
            for (int part = 0; part < parts; part++) {
                divided.get(part).add(map(column.name(), column.type(), column.categories(), values[part]));
            }
        }
        return divided;
    }

    /** Deletes the files of one part. */
    public static void delete(int part, int columns, DiskFolder folder) {
        for (int c = 0; c < columns; c++) {
            new DiskValues(folder.file(fileName(part, c))).delete();
        }
    }

    private static String fileName(int part, int column) {
        return "part" + part + "-" + column + ".values";
    }
}
