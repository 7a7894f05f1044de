package io.mlcd.benchmarks.accuracy;

import io.mlcd.benchmarks.learners.Data;
import io.mlcd.benchmarks.learners.Quality;
import io.mlcd.core.data.Table;
import io.mlcd.ensemble.source.Csv;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/** A public data set. */
enum DataSet {
    ADULT("adult", "adult/adult_train.csv.gz", "income", Kind.CLASSES),
    TELCO("telco", "telco_churn/telco_churn.csv", "Churn", Kind.CLASSES),
    CREDIT("credit", "german_credit/german_credit.csv", "class", Kind.CLASSES),
    SPAM("spam", "spambase/spambase.csv.gz", "type", Kind.CLASSES),
    LETTER("letter", "letter/letter.csv", "lettr", Kind.CLASSES),
    ELEC2("elec2", "elec2/elec2.csv.gz", "class", Kind.CLASSES_IN_TIME),
    CALIFORNIA("california", "california_housing/california_housing.csv.gz", "median_house_value", Kind.NUMBER),
    DIAMONDS("diamonds", "diamonds/diamonds.csv.gz", "price", Kind.NUMBER),
    BIKE("bike", "bike_sharing/bike_sharing_hour.csv.gz", "cnt", Kind.NUMBER_IN_TIME),
    ABALONE("abalone", "abalone/abalone.csv", "Rings", Kind.NUMBER),
    WINE("wine", "wine_quality/wine_quality.csv", "quality", Kind.NUMBER);

    private enum Kind {
        CLASSES,
        CLASSES_IN_TIME,
        NUMBER,
        NUMBER_IN_TIME
    }

    private static final int QUICK_ROWS = 3_000;

    private final String id;
    private final String file;
    private final String target;
    private final Kind kind;

    DataSet(String id, String file, String target, Kind kind) {
        this.id = id;
        this.file = file;
        this.target = target;
        this.kind = kind;
    }

    String id() {
        return id;
    }

    /** Whether its rows are in the order of time. */
    boolean inTime() {
        return kind == Kind.CLASSES_IN_TIME || kind == Kind.NUMBER_IN_TIME;
    }

    private boolean isNumber() {
        return kind == Kind.NUMBER || kind == Kind.NUMBER_IN_TIME;
    }

    /** Columns that are ids, that tell the target, or that tell the time. */
    private String[] dropped() {
        return switch (this) {
            case TELCO -> new String[] {"customerID"};
            case BIKE -> new String[] {"instant", "dteday", "casual", "registered"};
            default -> new String[0];
        };
    }

    /** What is compared. */
    String measure() {
        return isNumber() ? "RMSE" : "log loss";
    }

    /** What is compared; less is better. */
    double loss(Quality quality) {
        return isNumber() ? quality.rmse() : quality.logLoss();
    }

    /** Another measure, which people know. */
    String other() {
        if (isNumber()) {
            return "R2";
        }
        return this == LETTER ? "accuracy" : "ROC AUC";
    }

    /** The value of the other measure. */
    double other(Quality quality) {
        if (isNumber()) {
            return quality.r2();
        }
        return this == LETTER ? quality.accuracy() : quality.rocAuc();
    }

    /** Why it cannot be run here, if so. */
    Optional<String> excuse(Path folder) {
        return Files.exists(folder.resolve(file))
                ? Optional.empty()
                : Optional.of("there is no shared/data/" + file
                        + " beside the checkout; -Dbench.data names the folder of data");
    }

    /** Its rows; of a quick look some of them. */
    Data load(Path folder, boolean quick) throws IOException {
        Path path = folder.resolve(file);
        try (InputStream bytes = Files.newInputStream(path);
                InputStream plain = file.endsWith(".gz") ? new GZIPInputStream(bytes) : bytes) {
            Table table = Csv.standard().read(plain);
            Data all = Data.of(table.drop(dropped()).target(target));
            int step = quick ? Math.max(1, all.rows() / QUICK_ROWS) : 1;
            return all.take(
                    IntStream.range(0, all.rows() / step).map(row -> row * step).toArray());
        }
    }
}
