package io.mlcd.ensemble;

import io.mlcd.core.data.Table;
import io.mlcd.ensemble.source.Csv;
import java.util.List;

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
            Table table = Csv.standard().read(SharedData.require(file)).drop(without.toArray(new String[0]));
            Table some = rows < table.rows() ? table.range(0, rows) : table;
            return (classes ? some.asCategory(target) : some).target(target);
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
}
