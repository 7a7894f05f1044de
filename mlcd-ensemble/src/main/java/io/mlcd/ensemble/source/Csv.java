package io.mlcd.ensemble.source;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How to read comma-separated text into a {@link Table}: the separator, the charset, what means missing, and the types
 * of columns that are not to be guessed.
 *
 * <pre>{@code
 * Table churn = Csv.standard().category("SeniorCitizen").read(Path.of("churn.csv")).target("Churn");
 * }</pre>
 *
 * <p><b>Lines.</b> The first line that is not empty is the header; each name occurs once. All other lines have as many
 * fields. A field may be in double quotes, and then hold separators, line breaks and doubled quotes. Lines end with LF,
 * CR or CRLF. Empty lines are skipped, also in a file of one column, where a missing cell is written {@code ""}.
 *
 * <p><b>Missing.</b> A cell is missing if its text is one of {@link #missing}, in quotes or not; only the empty text is,
 * unless said otherwise.
 *
 * <p><b>Types</b> are found from all cells of the column that are not missing. Quotes play no part in it.
 *
 * <ul>
 *   <li>All are numbers such as {@code 12}, {@code -1.5} or {@code 2e-3}: a number. {@code NaN} is a missing one. A
 *       whole number that starts with a zero ({@code 00123}) or is too long for a {@code double} to hold each digit
 *       (beyond 2<sup>53</sup>) is a code rather than a quantity, and no number; nor are {@code 1,234}, {@code 1d} and
 *       {@code 0x10}. Infinity is refused among numbers.
 *   <li>All are ISO 8601 dates such as {@code 2011-12-31}, {@code 2011-12-31 23:59} or
 *       {@code 2011-12-31T23:59:59.5+01:00}: a time, in UTC when there is no offset, cut to milliseconds.
 *   <li>There are none: a number, always missing.
 *   <li>Else: a category; so are {@code true} and {@code false}. Its texts are kept as they are, blanks included, while
 *       blanks around a number or a time do not count.
 * </ul>
 *
 * <p>A declared type is not found but demanded: a cell that does not fit is refused. A declared number may start with
 * zeros and be of any length.
 *
 * <p>Cost: the input is read once, and once more if a column turns out to hold texts after it began with numbers or
 * times. Memory: about that of the table; a stream's bytes are held as well. Immutable, equal by value, safe for
 * concurrent callers.
 */
public final class Csv {
    private static final Csv STANDARD =
            new Csv(',', StandardCharsets.UTF_8, sorted(""), Collections.unmodifiableSortedMap(new TreeMap<>()));

    private final char separator;
    private final Charset charset;
    private final SortedSet<String> missing;
    private final SortedMap<String, Column.Type> types;

    private Csv(char separator, Charset charset, SortedSet<String> missing, SortedMap<String, Column.Type> types) {
        this.separator = separator;
        this.charset = charset;
        this.missing = missing;
        this.types = types;
    }

    /** Commas, UTF-8, the empty cell missing, all types found from the cells. */
    public static Csv standard() {
        return STANDARD;
    }

    /**
     * With other fields' separator, for example {@code ';'} or {@code '\t'}.
     *
     * @throws IllegalArgumentException if it is a double quote or a line break
     */
    public Csv separator(char character) {
        if (character == '"' || character == '\n' || character == '\r') {
            throw new IllegalArgumentException("the separator was " + Texts.quoted(String.valueOf(character))
                    + " but must be no double quote and no line break; give for example ',', ';' or '\\t'");
        }
        return new Csv(character, charset, missing, types);
    }

    /** With another charset. A byte-order mark of UTF-8 or UTF-16 at the start of the bytes wins over it. */
    public Csv charset(Charset bytes) {
        return new Csv(separator, Objects.requireNonNull(bytes, "charset"), missing, types);
    }

    /**
     * With these texts meaning missing, in place of the empty one: {@code missing("", "NA", "?")}.
     *
     * @param texts whole cells, compared as they are; none at all makes an empty cell an empty text
     */
    public Csv missing(String... texts) {
        return new Csv(separator, charset, sorted(texts), types);
    }

    /**
     * With columns that hold numbers.
     *
     * @throws IllegalArgumentException if one is declared to be something else
     */
    public Csv number(String... columns) {
        return declare(Column.Type.NUMBER, columns);
    }

    /**
     * With columns that hold categories, whatever their texts look like.
     *
     * @throws IllegalArgumentException if one is declared to be something else
     */
    public Csv category(String... columns) {
        return declare(Column.Type.CATEGORY, columns);
    }

    /**
     * With columns that hold times.
     *
     * @throws IllegalArgumentException if one is declared to be something else
     */
    public Csv time(String... columns) {
        return declare(Column.Type.TIME, columns);
    }

    private Csv declare(Column.Type type, String... columns) {
        TreeMap<String, Column.Type> more = new TreeMap<>(types);
        for (String column : columns) {
            Column.Type earlier = more.put(column, type);
            if (earlier != null && earlier != type) {
                throw new IllegalArgumentException("column \"" + column + "\" was declared " + Texts.a(earlier)
                        + " before and " + Texts.a(type) + " now; declare it once");
            }
        }
        return new Csv(separator, charset, missing, Collections.unmodifiableSortedMap(more));
    }

    /**
     * The table in a file, plain or gzipped, which its first bytes tell.
     *
     * @throws TrainingException if it cannot be read, naming all that is wrong, by line
     */
    public Table read(Path file) {
        return CsvRead.table(this, Source.of(file, charset));
    }

    /**
     * The table in bytes, plain or gzipped, which the first of them tell.
     *
     * @param bytes read to the end, held in memory meanwhile, not closed
     * @throws TrainingException if they cannot be read, naming all that is wrong, by line
     */
    public Table read(InputStream bytes) {
        try {
            return CsvRead.table(this, Source.of(bytes.readAllBytes(), charset));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * The table in text; {@link #charset} plays no part.
     *
     * @param text read to the end, held in memory meanwhile, not closed
     * @throws TrainingException if it cannot be read, naming all that is wrong, by line
     */
    public Table read(Reader text) {
        StringWriter all = new StringWriter();
        try {
            text.transferTo(all);
        } catch (IOException e) {
            throw unreadable(e);
        }
        return CsvRead.table(this, Source.of(all.toString()));
    }

    /**
     * Reading onto the disk instead of into memory, for files larger than the heap.
     *
     * @param folder takes the values, 8 bytes for each number and time and 4 for each category; made if it is not there
     */
    public CsvOnDisk onDisk(Path folder) {
        return new CsvOnDisk(this, folder);
    }

    private static TrainingException unreadable(IOException e) {
        Problems problems = new Problems(Source.UNNAMED);
        problems.add(e);
        return problems.toException();
    }

    Charset charset() {
        return charset;
    }

    char separator() {
        return separator;
    }

    SortedSet<String> missingTexts() {
        return missing;
    }

    SortedMap<String, Column.Type> types() {
        return types;
    }

    private static SortedSet<String> sorted(String... texts) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(Arrays.asList(texts)));
    }

    /** The same settings, in whatever order they were made. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Csv that
                && separator == that.separator
                && charset.equals(that.charset)
                && missing.equals(that.missing)
                && types.equals(that.types);
    }

    @Override
    public int hashCode() {
        return Objects.hash(separator, charset, missing, types);
    }

    /** The calls that make it, for example {@code Csv.standard().separator(';').number("age")}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Csv.standard()");
        if (separator != STANDARD.separator) {
            text.append(".separator('")
                    .append(Texts.escaped(String.valueOf(separator)))
                    .append("')");
        }
        if (!charset.equals(STANDARD.charset)) {
            text.append(".charset(").append(charset).append(')');
        }
        if (!missing.equals(STANDARD.missing)) {
            text.append('.').append(Texts.missingCall(missing));
        }
        for (Map.Entry<String, Column.Type> type : types.entrySet()) {
            text.append('.').append(Texts.word(type.getValue())).append('(');
            text.append(Texts.quoted(type.getKey())).append(')');
        }
        return text.toString();
    }
}
