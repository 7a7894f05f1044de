package io.mlcd.ensemble;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The data sets of {@code shared/data} that have a target, as tables, without the columns that are ids or leaks. */
public final class DataSets {
    private DataSets() {}

    /**
     * One set.
     *
     * @param file in {@code shared/data}
     * @param target the column to predict
     * @param classes whether the target is taken as classes, also where it is written as a number
     * @param without columns to leave out
     */
    public record DataSet(String file, String target, boolean classes, List<String> without) {
        /** The first rows of it; skips the test where there is no shared data. */
        public Table read(int rows) {
            Table table = csv(SharedData.require(file), rows).drop(without.toArray(new String[0]));
            return (classes ? table.asCategory(target) : table).target(target);
        }

        @Override
        public String toString() {
            return file.substring(0, file.indexOf('/'));
        }
    }

    /** All of them: ten of classes and five of numbers. Only online_retail has no target. */
    public static List<DataSet> all() {
        return List.of(
                new DataSet("abalone/abalone.csv", "Rings", false, List.of()),
                adult(),
                new DataSet(
                        "bike_sharing/bike_sharing_hour.csv.gz",
                        "cnt",
                        false,
                        List.of("instant", "dteday", "casual", "registered")),
                new DataSet("breast_cancer/breast_cancer.csv", "Class", true, List.of("Id")),
                new DataSet("california_housing/california_housing.csv.gz", "median_house_value", false, List.of()),
                new DataSet("diamonds/diamonds.csv.gz", "price", false, List.of()),
                new DataSet("elec2/elec2.csv.gz", "class", true, List.of()),
                new DataSet("german_credit/german_credit.csv", "class", true, List.of()),
                new DataSet("iris/iris.csv", "species", true, List.of()),
                new DataSet("letter/letter.csv", "lettr", true, List.of()),
                new DataSet("spambase/spambase.csv.gz", "type", true, List.of()),
                new DataSet("telco_churn/telco_churn.csv", "Churn", true, List.of("customerID")),
                new DataSet("titanic/titanic.csv", "survived", true, List.of("name", "ticket", "cabin")),
                new DataSet("wine/wine.csv", "target", true, List.of()),
                new DataSet("wine_quality/wine_quality.csv", "quality", false, List.of()));
    }

    /** The training file of adult: categories, and missing cells in three columns. */
    public static DataSet adult() {
        return new DataSet("adult/adult_train.csv.gz", "income", true, List.of());
    }

    /** A column is numbers when all its values are. */
    private static Table csv(Path file, int rows) {
        Map<String, List<@Nullable String>> texts = new LinkedHashMap<>();
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(open(file))) {
            int row = 0;
            for (NamedCsvRecord one : reader) {
                for (String name : one.getHeader()) {
                    String text = one.getField(name);
                    texts.computeIfAbsent(name, n -> new ArrayList<>()).add(text.isEmpty() ? null : text);
                }
                if (++row == rows) {
                    break;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Column> columns = new ArrayList<>();
        texts.forEach((name, values) -> columns.add(column(name, values)));
        return Table.of(columns);
    }

    private static Column column(String name, List<@Nullable String> texts) {
        double[] numbers = new double[texts.size()];
        for (int row = 0; row < numbers.length; row++) {
            String text = texts.get(row);
            try {
                numbers[row] = text == null ? Double.NaN : Double.parseDouble(text);
            } catch (NumberFormatException e) {
                return Column.ofCategories(name, texts);
            }
        }
        return Column.ofNumbers(name, numbers);
    }

    private static Reader open(Path file) throws IOException {
        InputStream bytes = Files.newInputStream(file);
        return new InputStreamReader(
                file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes, StandardCharsets.UTF_8);
    }
}
