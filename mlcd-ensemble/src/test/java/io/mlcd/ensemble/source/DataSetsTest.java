package io.mlcd.ensemble.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.ensemble.SharedData;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The real data sets, against what their README says of them: rows, columns, missing cells and the columns they are in.
 *
 * <p>The README counts columns of text. Two of these are dates and become times here: {@code dteday} of bike_sharing
 * (README: 1 text column) and {@code InvoiceDate} of online_retail (README: 5).
 */
class DataSetsTest {
    @ParameterizedTest
    @CsvSource({
        "abalone/abalone.csv,                                  4177,  9,  1, 0,      0, 0",
        "adult/adult_test.csv.gz,                             16281, 15,  9, 0,   2203, 3",
        "adult/adult_train.csv.gz,                            32561, 15,  9, 0,   4262, 3",
        "bike_sharing/bike_sharing_hour.csv.gz,               17379, 17,  0, 1,      0, 0",
        "breast_cancer/breast_cancer.csv,                       699, 11,  1, 0,     16, 1",
        "california_housing/california_housing.csv.gz,        20640, 10,  1, 0,    207, 1",
        "diamonds/diamonds.csv.gz,                            53940, 10,  3, 0,      0, 0",
        "elec2/elec2.csv.gz,                                  45312,  7,  1, 0,      0, 0",
        "german_credit/german_credit.csv,                      1000, 21, 14, 0,      0, 0",
        "iris/iris.csv,                                         150,  5,  1, 0,      0, 0",
        "letter/letter.csv,                                   20000, 17,  1, 0,      0, 0",
        "online_retail/online_retail.csv.gz,                 541909,  8,  4, 1, 136534, 2",
        "spambase/spambase.csv.gz,                             4601, 58,  1, 0,      0, 0",
        "telco_churn/telco_churn.csv,                          7043, 21, 17, 0,     11, 1",
        "titanic/titanic.csv,                                   891, 11,  5, 0,    866, 3",
        "wine/wine.csv,                                         178, 14,  1, 0,      0, 0",
        "wine_quality/wine_quality.csv,                        6497, 13,  1, 0,      0, 0"
    })
    void dataSet_isReadAsItsReadmeSays(
            String file, int rows, int columns, int categories, int times, int missingCells, int missingColumns) {
        Path path = SharedData.require(file);

        Table table = Csv.standard().read(path);

        assertThat(table.rows()).isEqualTo(rows);
        assertThat(table.columns()).hasSize(columns);
        assertThat(count(table, Column.Type.CATEGORY)).as(table.toString()).isEqualTo(categories);
        assertThat(count(table, Column.Type.TIME)).as(table.toString()).isEqualTo(times);
        assertThat(table.columns().stream().mapToInt(Column::missingCount).sum())
                .isEqualTo(missingCells);
        assertThat(table.columns().stream().filter(column -> column.missingCount() > 0))
                .hasSize(missingColumns);
    }

    private static long count(Table table, Column.Type type) {
        return table.columns().stream().filter(column -> column.type() == type).count();
    }
}
