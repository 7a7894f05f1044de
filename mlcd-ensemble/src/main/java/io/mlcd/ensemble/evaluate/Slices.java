package io.mlcd.ensemble.evaluate;

import io.mlcd.core.data.Column;
import io.mlcd.core.metric.Measure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The rows of an evaluation, divided by a column; each row is in one slice. Immutable.
 *
 * <pre>{@code
 * Slices slices = evaluation.by("country").minRows(100);
 * System.out.println(slices.table(0.95, Metric.ROC_AUC, Metric.LOG_LOSS));
 * }</pre>
 */
public final class Slices {
    static final int RANGES = 4;
    private static final int MIN_ROWS = 30;

    private final String column;
    private final List<Slice> slices;
    private final int minRows;

    private Slices(String column, List<Slice> slices, int minRows) {
        this.column = column;
        this.slices = slices;
        this.minRows = minRows;
    }

    static Slices of(Evaluation evaluation, String name, int ranges) {
        Column column = evaluation.table().column(name);
        return column.type() == Column.Type.CATEGORY
                ? of(evaluation, name, byCategory(column), names(column))
                : ofRanges(evaluation, name, ranges);
    }

    static Slices ofRanges(Evaluation evaluation, String name, int ranges) {
        Column column = evaluation.table().column(name);
        if (ranges < 1 || column.type() == Column.Type.CATEGORY) {
            throw new IllegalArgumentException("\"" + name + "\" holds a " + column.type() + " and " + ranges
                    + " ranges were asked for; ranges are of numbers or times, and at least 1; slices of categories are"
                    + " by(\"" + name + "\")");
        }
        double[] values = values(column);
        double[] ends = ends(values, ranges);
        int[] sliceOf = new int[values.length];
        for (int row = 0; row < values.length; row++) {
            sliceOf[row] = Double.isNaN(values[row]) ? ends.length : range(ends, values[row]);
        }
        return of(evaluation, name, sliceOf, names(column, ends));
    }

    private static Slices of(Evaluation evaluation, String column, int[] sliceOf, List<String> names) {
        int[] sizes = new int[names.size()];
        for (int slice : sliceOf) {
            sizes[slice]++;
        }
        int[][] rows = new int[names.size()][];
        Arrays.setAll(rows, slice -> new int[sizes[slice]]);
        int[] filled = new int[names.size()];
        for (int row = 0; row < sliceOf.length; row++) {
            rows[sliceOf[row]][filled[sliceOf[row]]++] = row;
        }
        List<Slice> slices = new ArrayList<>();
        for (int slice = 0; slice < rows.length; slice++) {
            if (sizes[slice] > 0) {
                slices.add(new Slice(names.get(slice), evaluation.rows(rows[slice]), false));
            }
        }
        return new Slices(column, slices, 0).minRows(MIN_ROWS);
    }

    private static int[] byCategory(Column column) {
        int[] sliceOf = new int[column.size()];
        int missing = column.categories().size();
        Arrays.setAll(sliceOf, row -> column.isMissing(row) ? missing : column.code(row));
        return sliceOf;
    }

    private static List<String> names(Column column) {
        List<String> names = new ArrayList<>();
        column.categories().forEach(category -> names.add(column.name() + " = " + category));
        names.add(column.name() + " is missing");
        return names;
    }

    private static double[] values(Column column) {
        double[] values = new double[column.size()];
        column.copyNumbers(0, values);
        return values;
    }

    /** The greatest value of each range: those below which shares of the rows lie. */
    private static double[] ends(double[] values, int ranges) {
        double[] sorted = Arrays.stream(values)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        double[] ends = new double[Math.min(ranges, sorted.length)];
        int count = 0;
        for (int range = 1; range <= ends.length; range++) {
            double end = sorted[(int) ((long) sorted.length * range / ends.length) - 1];
            if (count == 0 || end > ends[count - 1]) {
                ends[count++] = end;
            }
        }
        return Arrays.copyOf(ends, count);
    }

    private static int range(double[] ends, double value) {
        int range = 0;
        while (value > ends[range]) {
            range++;
        }
        return range;
    }

    private static List<String> names(Column column, double[] ends) {
        List<String> names = new ArrayList<>();
        for (int range = 0; range < ends.length; range++) {
            boolean first = range == 0;
            boolean last = range == ends.length - 1;
            String name = column.name();
            names.add(
                    first && last
                            ? name + " is any"
                            : last
                                    ? name + " > " + text(column, ends[range - 1])
                                    : (first ? "" : text(column, ends[range - 1]) + " < ") + name + " <= "
                                            + text(column, ends[range]));
        }
        names.add(column.name() + " is missing");
        return names;
    }

    private static String text(Column column, double value) {
        if (column.type() == Column.Type.TIME) {
            return Instant.ofEpochMilli((long) value).toString();
        }
        return value == (long) value ? Long.toString((long) value) : Double.toString(value);
    }

    /** With another bound on the rows of a slice, below which it is too small: 30 unless set. Such slices stay, and are named. */
    public Slices minRows(int rows) {
        List<Slice> marked = new ArrayList<>();
        for (Slice slice : slices) {
            marked.add(new Slice(
                    slice.name(), slice.evaluation(), slice.evaluation().rows() < rows));
        }
        return new Slices(column, List.copyOf(marked), rows);
    }

    /** How many rows a slice needs. */
    public int minRows() {
        return minRows;
    }

    /** The column that divides the rows. */
    public String column() {
        return column;
    }

    /** All slices with rows, too small ones among them, in the order of the values; missing values last. */
    public List<Slice> all() {
        return slices;
    }

    /** The slices that are too small. */
    public List<Slice> tooSmall() {
        return slices.stream().filter(Slice::tooSmall).toList();
    }

    /** The slice, of those that are large enough and where the measure is defined, on which it is worst. */
    public Optional<Slice> worst(Measure measure) {
        Comparator<Slice> byValue = Comparator.comparingDouble(
                slice -> slice.evaluation().metric(measure).orElseThrow());
        return slices.stream()
                .filter(slice ->
                        !slice.tooSmall() && slice.evaluation().metric(measure).isPresent())
                .min(measure.higherIsBetter() ? byValue : byValue.reversed());
    }

    /**
     * A line for each slice, with its rows and the intervals of some measures.
     *
     * @param level of the intervals, in (0, 1)
     * @throws IllegalArgumentException if the level is not as stated
     */
    public String table(double level, Measure... measures) {
        Bootstrap.requireLevel(level);
        List<List<String>> lines = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("", "rows"));
        for (Measure measure : measures) {
            head.add(measure.toString());
        }
        lines.add(head);
        for (Slice slice : slices) {
            List<String> line = new ArrayList<>();
            line.add(slice.name());
            line.add(String.format(
                    Locale.ROOT, "%,d%s", slice.evaluation().rows(), slice.tooSmall() ? " (too few)" : ""));
            for (Measure measure : measures) {
                line.add(cell(slice.evaluation(), measure, level));
            }
            lines.add(line);
        }
        return TextTable.of(lines);
    }

    private static String cell(Evaluation evaluation, Measure measure, double level) {
        OptionalDouble value = evaluation.metric(measure);
        if (value.isEmpty()) {
            return "undefined";
        }
        return evaluation
                .interval(measure, level)
                .map(Interval::toString)
                .orElse(String.format(Locale.ROOT, "%.4f [cannot tell]", value.getAsDouble()));
    }

    /** A line for each slice: its name, rows and usual metrics. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(slices.size() + " slices by \"" + column + "\"");
        slices.forEach(slice -> text.append("\n  ").append(slice));
        return text.toString();
    }
}
