package io.mlcd.ensemble.trees;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Features as bytes: for each row and feature the number of a bin. Row by row, so that a row of a node lies in few cache
 * lines. Shared by all trees that are grown on these rows.
 */
final class Bins {
    /** So many values of a number say where its bins end; more would say the same. */
    private static final int SAMPLE = 200_000;

    private static final int CHUNK = 1 << 14;

    final int rows;
    final int features;
    /** The bin of feature f in row r is at {@code r * features + f}, as an unsigned byte. */
    final byte[] cells;

    final Cuts[] cuts;
    /** For each feature the place of its first bin in a histogram; last, how many bins there are. */
    final int[] offsets;

    private Bins(int rows, Cuts[] cuts) {
        this.rows = rows;
        this.features = cuts.length;
        this.cuts = cuts;
        cells = new byte[rows * features];
        offsets = new int[features + 1];
        for (int f = 0; f < features; f++) {
            offsets[f + 1] = offsets[f] + cuts[f].bins();
        }
    }

    /**
     * Bins the columns of a table.
     *
     * @param most the most bins for the values of a feature, 2 to 255
     * @throws TrainingException if a column holds infinite numbers, or there are more than 2<sup>31</sup> cells
     */
    static Bins of(List<Column> columns, int rows, int most, Crew crew) {
        if ((long) rows * columns.size() > Integer.MAX_VALUE - 8) {
            throw new TrainingException(
                    TrainingException.Reason.BAD_COLUMN,
                    rows + " rows of " + columns.size() + " features are more cells than " + (Integer.MAX_VALUE - 8)
                            + ", the most that one tree can be grown on; divide the rows: Partitioned.by(partition, learner)");
        }
        Cuts[] cuts = new Cuts[columns.size()];
        @Nullable String[] problems = new @Nullable String[cuts.length];
        crew.all(cuts.length, f -> {
            Column column = columns.get(f);
            if (column.type() == Column.Type.NUMBER) {
                problems[f] = infinite(column);
            }
            cuts[f] = problems[f] == null ? cuts(column, most) : Cuts.ofCategories(new int[1], false, most);
        });
        refuse(problems);
        Bins bins = new Bins(rows, cuts);
        int chunks = (rows + CHUNK - 1) / CHUNK;
        crew.all(chunks * cuts.length, piece -> {
            int chunk = piece / cuts.length;
            int f = piece % cuts.length;
            bins.fill(columns.get(f), f, chunk * CHUNK, Math.min(rows, (chunk + 1) * CHUNK));
        });
        return bins;
    }

    private static @Nullable String infinite(Column column) {
        int count = 0;
        int first = -1;
        for (int row = 0; row < column.size(); row++) {
            if (Double.isInfinite(column.number(row))) {
                first = count++ == 0 ? row : first;
            }
        }
        return count == 0
                ? null
                : "column \"" + column.name() + "\" is infinite in " + count + " of " + column.size()
                        + " rows, first in row " + first;
    }

    private static void refuse(@Nullable String[] problems) {
        List<String> all = new ArrayList<>();
        for (@Nullable String problem : problems) {
            if (problem != null) {
                all.add(problem);
            }
        }
        if (!all.isEmpty()) {
            throw new TrainingException(
                    TrainingException.Reason.BAD_COLUMN,
                    String.join("; ", all) + "; give NaN where a number is missing, or leave these rows out");
        }
    }

    private static Cuts cuts(Column column, int most) {
        return column.type() == Column.Type.CATEGORY ? categoryCuts(column, most) : numberCuts(column, most);
    }

    private static Cuts numberCuts(Column column, int most) {
        int rows = column.size();
        // Evenly spaced rows, beginning anywhere would do as well; all of them when they are not too many.
        int taken = Math.min(rows, SAMPLE);
        double[] values = new double[taken];
        int count = 0;
        for (int i = 0; i < taken; i++) {
            double value = column.asNumber((int) ((long) i * rows / taken));
            if (!Double.isNaN(value)) {
                values[count++] = value + 0.0; // no -0.0
            }
        }
        double[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return Cuts.ofNumbers(sorted, column.missingCount() > 0, most);
    }

    private static Cuts categoryCuts(Column column, int most) {
        int[] counts = new int[column.categories().size()];
        boolean missing = false;
        for (int row = 0; row < column.size(); row++) {
            int code = column.code(row);
            missing |= code < 0;
            if (code >= 0) {
                counts[code]++;
            }
        }
        return Cuts.ofCategories(counts, missing, most);
    }

    private void fill(Column column, int feature, int from, int to) {
        Cuts its = cuts[feature];
        boolean number = !its.isCategory();
        for (int row = from; row < to; row++) {
            int bin = number ? its.bin(column.asNumber(row)) : its.binOfCode(column.code(row));
            cells[row * features + feature] = (byte) bin;
        }
    }

    /** How many bins all features have. */
    int size() {
        return offsets[features];
    }
}
