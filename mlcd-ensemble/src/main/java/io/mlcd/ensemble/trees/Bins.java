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
            if (column.type() == Column.Type.CATEGORY) {
                cuts[f] = categoryCuts(column, most);
            } else {
                Numbers numbers = new Numbers(column);
                problems[f] = numbers.problem();
                cuts[f] = Cuts.ofNumbers(numbers.sorted(), numbers.missing, most);
            }
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

    /** What is to be known of a column of numbers, found in one pass over copies, which is fast from the first row on. */
    private static final class Numbers {
        private final Column column;
        private final double[] sample;
        private int sampled;
        private boolean missing;
        private int infinite;
        private int firstInfinite;

        Numbers(Column column) {
            this.column = column;
            int rows = column.size();
            // Evenly spaced rows, beginning anywhere would do as well; all of them when they are not too many.
            int taken = Math.min(rows, SAMPLE);
            sample = new double[taken];
            int next = 0;
            for (int from = 0; from < rows; from += CHUNK) {
                double[] values = new double[Math.min(CHUNK, rows - from)];
                column.copyNumbers(from, values);
                check(values, from);
                for (; next < taken && at(next, rows, taken) < from + values.length; next++) {
                    double value = values[at(next, rows, taken) - from];
                    if (!Double.isNaN(value)) {
                        sample[sampled++] = value + 0.0; // no -0.0
                    }
                }
            }
        }

        private static int at(int position, int rows, int taken) {
            return (int) ((long) position * rows / taken);
        }

        private void check(double[] values, int from) {
            for (int i = 0; i < values.length; i++) {
                missing |= Double.isNaN(values[i]);
                if (Double.isInfinite(values[i])) {
                    firstInfinite = infinite++ == 0 ? from + i : firstInfinite;
                }
            }
        }

        @Nullable String problem() {
            return infinite == 0
                    ? null
                    : "column \"" + column.name() + "\" is infinite in " + infinite + " of " + column.size()
                            + " rows, first in row " + firstInfinite;
        }

        double[] sorted() {
            double[] sorted = Arrays.copyOf(sample, sampled);
            Digits.sort(sorted);
            return sorted;
        }
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
        if (its.isCategory()) {
            for (int row = from; row < to; row++) {
                cells[row * features + feature] = (byte) its.binOfCode(column.code(row));
            }
            return;
        }
        double[] values = new double[to - from];
        column.copyNumbers(from, values);
        for (int i = 0; i < values.length; i++) {
            cells[(from + i) * features + feature] = (byte) its.bin(values[i]);
        }
    }

    /** How many bins all features have. */
    int size() {
        return offsets[features];
    }
}
