package io.mlcd.ensemble.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Generated tables, written by a tiny writer and read back. */
class CsvRoundTripTest {
    private static final String[] SCRAPS = {
        "a",
        "B",
        "é",
        "日",
        "😀",
        ",",
        ";",
        "\"",
        "\n",
        "\r\n",
        "\r",
        "\t",
        " ",
        "0",
        "1",
        "NaN",
        "2011-12-31",
        "'",
        "\\",
        "#"
    };

    static IntStream seeds() {
        return IntStream.range(0, 500);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void read_whatWasWritten_isTheSameTable(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Table table = table(random);
        char separator = ",;\t|".charAt(random.nextInt(4));
        String text = write(table, separator, random);

        assertThat(declared(table, random).separator(separator).read(new StringReader(text)))
                .as(text)
                .isEqualTo(table);
    }

    private static Table table(SplittableRandom random) {
        int rows = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(200);
        List<Column> columns = new ArrayList<>();
        for (int i = random.nextInt(1, 8); i > 0; i--) {
            String name = text(random) + i;
            columns.add(
                    switch (random.nextInt(3)) {
                        case 0 -> numbers(name, rows, random);
                        case 1 -> times(name, rows, random);
                        default -> categories(name, rows, random);
                    });
        }
        return Table.of(columns);
    }

    private static Column numbers(String name, int rows, SplittableRandom random) {
        double[] values = new double[rows];
        for (int row = 0; row < rows; row++) {
            double any = Double.longBitsToDouble(random.nextLong());
            values[row] = switch (random.nextInt(5)) {
                case 0 -> Double.NaN;
                case 1 -> random.nextInt(-100, 100);
                case 2 -> random.nextInt(1_000_000) / 100d;
                case 3 -> random.nextDouble();
                default -> Double.isFinite(any) ? any : -0.0;
            };
        }
        return Column.ofNumbers(name, values);
    }

    private static Column times(String name, int rows, SplittableRandom random) {
        long[] values = new long[rows];
        for (int row = 0; row < rows; row++) {
            values[row] = random.nextInt(5) == 0
                    ? Column.MISSING_MILLIS
                    : random.nextLong(-60_000_000_000_000L, 250_000_000_000_000L);
        }
        return Column.ofTimes(name, values);
    }

    private static Column categories(String name, int rows, SplittableRandom random) {
        List<String> texts = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            texts.add(random.nextInt(5) == 0 ? null : text(random));
        }
        return Column.ofCategories(name, texts);
    }

    private static String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            text.append(SCRAPS[random.nextInt(SCRAPS.length)]);
        }
        return text.toString();
    }

    /** Declares what cannot be found from the cells, and some of what can. */
    private static Csv declared(Table table, SplittableRandom random) {
        Csv csv = Csv.standard();
        for (Column column : table.columns()) {
            boolean noValue = column.missingCount() == column.size();
            switch (column.type()) {
                case NUMBER -> csv = random.nextBoolean() ? csv : csv.number(column.name());
                case TIME -> csv = !noValue && random.nextBoolean() ? csv : csv.time(column.name());
                case CATEGORY -> {
                    boolean told = column.categories().stream().anyMatch(text -> text.contains("B"));
                    csv = told && random.nextBoolean() ? csv : csv.category(column.name());
                }
            }
        }
        return csv;
    }

    private static String write(Table table, char separator, SplittableRandom random) {
        String end = random.nextBoolean() ? "\n" : "\r\n";
        StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "\uFEFF" : "");
        List<String> header = table.names().stream()
                .map(name -> field(name, separator, random))
                .toList();
        text.append(String.join(String.valueOf(separator), header)).append(end);
        for (int row = 0; row < table.rows(); row++) {
            List<String> fields = new ArrayList<>();
            for (Column column : table.columns()) {
                fields.add(field(cell(column, row), separator, random));
            }
            String line = String.join(String.valueOf(separator), fields);
            text.append(line.isEmpty() ? "\"\"" : line).append(end);
            text.append(random.nextInt(20) == 0 ? end : "");
        }
        return text.toString();
    }

    private static String cell(Column column, int row) {
        Object value = column.value(row);
        if (value instanceof Double number && number == number.longValue() && Math.abs(number) < 1e15 && number != 0) {
            return Long.toString(number.longValue());
        }
        return value instanceof Instant time ? time.toString() : value == null ? "" : value.toString();
    }

    private static String field(String text, char separator, SplittableRandom random) {
        boolean must =
                text.indexOf(separator) >= 0 || text.startsWith("\"") || text.contains("\n") || text.contains("\r");
        return must || random.nextInt(4) == 0 ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
