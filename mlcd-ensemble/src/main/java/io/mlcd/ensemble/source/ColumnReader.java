package io.mlcd.ensemble.source;

import io.mlcd.core.data.Column;
import io.mlcd.ensemble.disk.DiskColumns;
import io.mlcd.ensemble.disk.DiskValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes the cells of one column as they come and keeps them in the form that the column will have.
 *
 * <p>A column whose type is not declared is taken for what its first cell is. When a later cell does not fit, it must be
 * a category; but the texts before are gone by then, since keeping them would take many times the memory of the numbers.
 * The column is then {@link #outdated}, and the lines must be read again.
 */
final class ColumnReader {
    private static final int MAX_INFINITIES = 3;

    private final String name;
    private final int position;
    private final boolean declared;
    private final Problems problems;
    /** What {@code missing(...)} was given; for remedies. */
    private final Collection<String> missing;
    /** Where the values go instead of the arrays; null when they stay in memory. */
    private final @Nullable DiskValues disk;

    private Column.Type type;
    private boolean valued;
    private boolean outdated;
    private int rows;
    private double[] numbers = {};
    private long[] millis = {};
    private int[] codes = {};
    private final Map<String, Integer> codeOf = new HashMap<>();
    private final List<String> categories = new ArrayList<>();
    /** Infinite numbers and their first lines: only at the end is it known whether the column holds numbers. */
    private final Map<String, Long> infinities = new LinkedHashMap<>();

    /**
     * A reader.
     *
     * @param declared null if the type is to be found
     * @param disk null if the values are to stay in memory
     */
    ColumnReader(
            String name,
            int position,
            Column.@Nullable Type declared,
            Collection<String> missing,
            Problems problems,
            @Nullable DiskValues disk) {
        this.name = name;
        this.position = position;
        this.declared = declared != null;
        this.type = declared == null ? Column.Type.NUMBER : declared;
        this.missing = missing;
        this.problems = problems;
        this.disk = disk;
    }

    /** A reader of the texts that this one could not keep. */
    ColumnReader again() {
        return new ColumnReader(name, position, Column.Type.CATEGORY, missing, problems, disk);
    }

    boolean outdated() {
        return outdated;
    }

    int rows() {
        return rows;
    }

    void addMissing() {
        switch (type) {
            case NUMBER -> keepNumber(Double.NaN);
            case TIME -> keepMillis(Column.MISSING_MILLIS);
            case CATEGORY -> keepCode(Column.MISSING_CODE);
        }
    }

    void add(char[] text, int from, int to, long line) {
        if (outdated) {
            rows++;
            return;
        }
        int start = from;
        int end = to;
        while (start < end && isBlank(text[start])) {
            start++;
        }
        while (start < end && isBlank(text[end - 1])) {
            end--;
        }
        if (!declared && !valued) {
            begin(typeOf(text, start, end));
        }
        valued = true;
        boolean fits = switch (type) {
            case NUMBER -> addNumber(text, start, end, line);
            case TIME -> addTime(text, start, end);
            case CATEGORY -> addCategory(new String(text, from, to - from));
        };
        if (!fits && declared) {
            refuse(new String(text, from, to - from), line);
        } else if (!fits) {
            outdate();
        }
    }

    private static Column.Type typeOf(char[] text, int from, int to) {
        if (TimeText.parse(text, from, to) != TimeText.NONE) {
            return Column.Type.TIME;
        }
        double value = NumberText.parse(text, from, to);
        boolean number =
                Double.isNaN(value) ? NumberText.isNaN(text, from, to) : !NumberText.isCode(text, from, to, value);
        return number ? Column.Type.NUMBER : Column.Type.CATEGORY;
    }

    /** Settles on a type at the first cell that is not missing: those before are missing in that type. */
    private void begin(Column.Type found) {
        int missingRows = rows;
        release();
        type = found;
        rows = 0;
        while (rows < missingRows) {
            addMissing();
        }
    }

    private boolean addNumber(char[] text, int from, int to, long line) {
        double value = NumberText.parse(text, from, to);
        if (Double.isNaN(value) && !NumberText.isNaN(text, from, to)) {
            return false;
        }
        if (Double.isInfinite(value)) {
            if (infinities.size() < MAX_INFINITIES) {
                infinities.putIfAbsent(new String(text, from, to - from), line);
            }
            value = Double.NaN;
        } else if (!declared && !Double.isNaN(value) && NumberText.isCode(text, from, to, value)) {
            return false;
        }
        keepNumber(value);
        return true;
    }

    private boolean addTime(char[] text, int from, int to) {
        long value = TimeText.parse(text, from, to);
        if (value == TimeText.NONE) {
            return false;
        }
        keepMillis(value);
        return true;
    }

    private boolean addCategory(String text) {
        Integer known = codeOf.get(text);
        if (known == null) {
            known = categories.size();
            codeOf.put(text, known);
            categories.add(text);
        }
        keepCode(known);
        return true;
    }

    private void refuse(String text, long line) {
        addMissing();
        String form = type == Column.Type.TIME ? "write times as 2011-12-31 or 2011-12-31T23:59:59+01:00, " : "";
        problems.add(
                position,
                line,
                "column " + Texts.quoted(name) + " was declared " + Texts.a(type) + " but holds " + Texts.quoted(text),
                form + remedy(text) + " or leave the column undeclared");
    }

    private String remedy(String text) {
        TreeSet<String> more = new TreeSet<>(missing);
        more.add(text);
        return "declare " + Texts.quoted(text) + " missing with " + Texts.missingCall(more);
    }

    private void outdate() {
        outdated = true;
        type = Column.Type.CATEGORY;
        rows++;
        release();
    }

    private void release() {
        numbers = new double[0];
        millis = new long[0];
        codes = new int[0];
        if (disk != null) {
            disk.restart();
        }
    }

    /** Tells what can only be told when all cells are known. */
    void end() {
        if (type == Column.Type.NUMBER) {
            infinities.forEach((text, line) -> problems.add(
                    position,
                    line,
                    "column " + Texts.quoted(name) + " holds numbers, but " + Texts.quoted(text) + " is not finite",
                    remedy(text) + " or declare the column a category"));
        }
    }

    /** The column; the reader is empty afterwards. */
    Column toColumn() {
        if (disk != null) {
            return DiskColumns.map(name, type, categories, disk);
        }
        Column column = switch (type) {
            case NUMBER -> Column.ofNumbers(name, Arrays.copyOf(numbers, rows));
            case TIME -> Column.ofTimes(name, Arrays.copyOf(millis, rows));
            case CATEGORY -> Column.ofCodes(name, Arrays.copyOf(codes, rows), categories);
        };
        release();
        return column;
    }

    private void keepNumber(double value) {
        if (disk != null) {
            disk.add(value);
            countRow();
            return;
        }
        if (rows == numbers.length) {
            numbers = Arrays.copyOf(numbers, grown(rows));
        }
        numbers[rows++] = value;
    }

    private void keepMillis(long value) {
        if (disk != null) {
            disk.add(value);
            countRow();
            return;
        }
        if (rows == millis.length) {
            millis = Arrays.copyOf(millis, grown(rows));
        }
        millis[rows++] = value;
    }

    private void keepCode(int value) {
        if (outdated) {
            rows++;
            return;
        }
        if (disk != null) {
            disk.add(value);
            countRow();
            return;
        }
        if (rows == codes.length) {
            codes = Arrays.copyOf(codes, grown(rows));
        }
        codes[rows++] = value;
    }

    private void countRow() {
        rows = Math.addExact(rows, 1); // a table has at most so many rows
    }

    private static int grown(int size) {
        return size + (size >> 1) + 64;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
