package io.mlcd.ensemble.disk;

import io.mlcd.core.data.Column;
import java.nio.file.Path;
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
        values.flush();
        return map(name, type, categories, values.file());
    }

    private static Column map(String name, Column.Type type, List<String> categories, Path file) {
        return switch (type) {
            case NUMBER -> Column.ofNumbersIn(name, DiskValues.map(file, Double.BYTES));
            case TIME -> Column.ofTimesIn(name, DiskValues.map(file, Long.BYTES));
            case CATEGORY -> Column.ofCodesIn(name, DiskValues.map(file, Integer.BYTES), categories);
        };
    }

    /**
     * Writes the rows of each part of a table to files of its own, a column at a time, reading the table in order once.
     *
     * @param partOf for each row its part
     */
    public static void divide(List<Column> columns, int[] partOf, int parts, DiskFolder folder) {
        for (int c = 0; c < columns.size(); c++) {
            Column column = columns.get(c);
            DiskValues[] values = new DiskValues[parts];
            for (int part = 0; part < parts; part++) {
                values[part] = new DiskValues(folder.file(fileName(part, c)));
            }
            for (int row = 0; row < partOf.length; row++) {
                copy(column, row, values[partOf[row]]);
            }
            for (DiskValues its : values) {
                its.flush();
            }
        }
    }

    /**
     * The columns of one part of a table that was divided. A process may map some ten thousands of files at a time, so that those of
     * all parts can be too many.
     *
     * @param columns of the table
     */
    public static List<Column> part(int part, List<Column> columns, DiskFolder folder) {
        List<Column> its = new ArrayList<>();
        for (int c = 0; c < columns.size(); c++) {
            Column column = columns.get(c);
            its.add(map(column.name(), column.type(), column.categories(), folder.file(fileName(part, c))));
        }
        return its;
    }

    /** Deletes the files of one part. */
    public static void delete(int part, int columns, DiskFolder folder) {
        for (int c = 0; c < columns; c++) {
            DiskValues.delete(folder.file(fileName(part, c)));
        }
    }

    private static String fileName(int part, int column) {
        return "part" + part + "-" + column + ".values";
    }
}
