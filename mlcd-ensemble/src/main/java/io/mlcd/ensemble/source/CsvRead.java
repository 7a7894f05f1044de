package io.mlcd.ensemble.source;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.RecordType;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.ensemble.disk.DiskFolder;
import io.mlcd.ensemble.disk.DiskValues;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One reading of all lines: FastCSV hands each field to the reader of its column, out of its own buffer. */
final class CsvRead extends AbstractBaseCsvCallbackHandler<Boolean> {
    private final Csv csv;
    private final Problems problems;
    private final @Nullable CsvRead earlier;
    /** Where the values go; null when they stay in memory. */
    private final @Nullable DiskFolder disk;

    private final char[][] missing;
    /** The names in the header, as far as they have been read. */
    private final List<String> names = new ArrayList<>();
    /** One per name, null for a column that is not to be read; empty until the header has been. */
    private final List<@Nullable ColumnReader> columns = new ArrayList<>();

    private boolean headerRead;

    /** @param earlier the reading whose outdated columns are to be read again; null at first */
    private CsvRead(Csv csv, Problems problems, @Nullable CsvRead earlier, @Nullable DiskFolder disk) {
        this.csv = csv;
        this.problems = problems;
        this.earlier = earlier;
        this.disk = disk;
        this.missing = csv.missingTexts().stream().map(String::toCharArray).toArray(char[][]::new);
    }

    static Table table(Csv csv, Source source) {
        return table(csv, source, null);
    }

    static Table table(Csv csv, Source source, @Nullable DiskFolder disk) {
        Problems problems = new Problems(source.name());
        CsvRead first = new CsvRead(csv, problems, null, disk);
        first.read(source);
        first.end();
        first.refuseProblems();
        if (first.columns.stream().anyMatch(column -> column != null && column.outdated())) {
            CsvRead second = new CsvRead(csv, problems, first, disk);
            second.read(source);
            second.end();
            first.take(second);
            first.refuseProblems();
        }
        return Table.of(first.toColumns());
    }

    private void read(Source source) {
        try (Reader text = source.open();
                CsvReader<Boolean> reader = CsvReader.builder()
                        .fieldSeparator(csv.separator())
                        .allowUnclosedQuote(false)
                        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .build(this, text)) {
            reader.forEach(row -> {});
        } catch (IOException e) {
            problems.add(e);
        } catch (UncheckedIOException e) {
            add(e.getCause());
        } catch (CsvParseException e) {
            add(e);
        }
    }

    private void add(@Nullable IOException e) {
        if (e instanceof StrictReader.MalformedException malformed) {
            problems.causedBy(malformed);
            problems.add(
                    Problems.NO_COLUMN,
                    getStartingLineNumber(),
                    malformed.getMessage(),
                    "name the charset that the text was written in, for example charset(StandardCharsets.ISO_8859_1)");
        } else if (e != null) {
            problems.add(e);
        }
    }

    private void add(CsvParseException e) {
        // FastCSV wraps whatever a handler throws, even an OutOfMemoryError.
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        if (e.getCause() instanceof RuntimeException defect) {
            throw defect;
        }
        long line = getStartingLineNumber();
        String what = String.valueOf(e.getMessage()).replace(" (record starting at line " + line + ")", "");
        problems.causedBy(e);
        problems.add(
                Problems.NO_COLUMN,
                line,
                "malformed quotes: " + what,
                "close each quoted text right before a separator or line end, and write a quote inside it twice");
    }

    @Override
    protected void handleField(int position, char[] buffer, int offset, int length, boolean quoted) {
        if (!headerRead) {
            names.add(new String(buffer, offset, length));
            return;
        }
        ColumnReader column = position < columns.size() ? columns.get(position) : null;
        if (column == null) {
            return;
        }
        if (isMissing(buffer, offset, length)) {
            column.addMissing();
        } else {
            column.add(buffer, offset, offset + length, getStartingLineNumber());
        }
    }

    private boolean isMissing(char[] buffer, int offset, int length) {
        for (char[] text : missing) {
            if (text.length == length && Arrays.equals(text, 0, length, buffer, offset, offset + length)) {
                return true;
            }
        }
        return false;
    }

    @Override
    protected Boolean buildRecord() {
        if (getRecordType() != RecordType.DATA) {
            return false;
        }
        if (!headerRead) {
            headerRead = true;
            if (earlier == null) {
                begin();
            } else {
                beginAgain(earlier);
            }
        } else if (getFieldCount() != columns.size()) {
            problems.add(
                    Problems.NO_COLUMN,
                    getStartingLineNumber(),
                    fields(getFieldCount()) + ", but the header has " + columns.size(),
                    "put a text with the separator or a line break in it in double quotes" + otherSeparator());
        }
        return true;
    }

    private static String fields(int count) {
        return count + (count == 1 ? " field" : " fields");
    }

    private void begin() {
        long line = getStartingLineNumber();
        Map<String, Integer> positions = new HashMap<>();
        for (int position = 0; position < names.size(); position++) {
            String name = names.get(position);
            Integer known = positions.putIfAbsent(name, position);
            if (name.isBlank()) {
                problems.add(position, line, "column " + (position + 1) + " of the header has no name", "give it one");
            } else if (known != null) {
                problems.add(
                        position,
                        line,
                        "columns " + (known + 1) + " and " + (position + 1) + " of the header are both named "
                                + Texts.quoted(name),
                        "rename one");
            }
            DiskValues values = disk == null ? null : new DiskValues(disk.file("column" + position + ".values"));
            columns.add(new ColumnReader(name, position, csv.types().get(name), csv.missingTexts(), problems, values));
        }
        csv.types().forEach((name, type) -> {
            if (!positions.containsKey(name)) {
                problems.add("column " + Texts.quoted(name) + " was declared " + Texts.a(type)
                        + " but there is none of that name; the columns are " + names + otherSeparator());
            }
        });
    }

    private void beginAgain(CsvRead first) {
        for (ColumnReader column : first.columns) {
            columns.add(column != null && column.outdated() ? column.again() : null);
        }
    }

    /** A hint, when the header is one name that looks like several. */
    private String otherSeparator() {
        if (names.size() == 1) {
            for (char other : new char[] {';', '\t', '|', ','}) {
                if (names.get(0).indexOf(other) >= 0) {
                    return "; if the fields are separated by '" + Texts.escaped(String.valueOf(other))
                            + "', say so with separator(...)";
                }
            }
        }
        return "";
    }

    private void end() {
        if (!headerRead && problems.none()) {
            problems.add("there is no line in it; the first must name the columns");
        }
        for (ColumnReader column : columns) {
            if (column != null) {
                column.end();
            }
        }
    }

    private void refuseProblems() {
        if (!problems.none()) {
            throw problems.toException();
        }
    }

    /** Puts the columns that were read again in the place of those that were outdated. */
    private void take(CsvRead second) {
        boolean same = names.equals(second.names);
        for (int position = 0; same && position < columns.size(); position++) {
            ColumnReader old = columns.get(position);
            ColumnReader fresh = second.columns.get(position);
            if (fresh != null) {
                same = old != null && old.rows() == fresh.rows();
                columns.set(position, fresh);
            }
        }
        if (!same) {
            problems.add("it changed while it was read; read it again when no one writes to it");
        }
    }

    private List<Column> toColumns() {
        List<Column> done = new ArrayList<>();
        for (ColumnReader column : columns) {
            if (column != null) {
                done.add(column.toColumn());
            }
        }
        return done;
    }
}
