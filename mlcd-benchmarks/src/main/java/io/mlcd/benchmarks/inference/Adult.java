package io.mlcd.benchmarks.inference;

import io.mlcd.api.Feature;
import io.mlcd.api.Kind;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Derived;
import io.mlcd.ensemble.source.Csv;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * People of the census of 1994, their incomes, and what is known of them, numbers and texts: the data set adult. The first
 * rows are to train on, the last {@link Workload#ROWS} to ask about.
 */
final class Adult {
    /** How many features there are without the income. */
    static final int FEATURES = 14;

    /** How many rows are to train on. */
    static final int TRAINED = 32_561 - Workload.ROWS;

    /** What is predicted. */
    static final String INCOME = "income";

    /** The class whose probability is asked for. */
    static final String ABOVE = ">50K";

    /** The other class. */
    static final String BELOW = "<=50K";

    private static final Table TABLE = Csv.standard()
            .read(new ByteArrayInputStream(Workload.resource("adult.csv.gz")))
            .target(INCOME);
    private static final List<Feature> KNOWN = known();

    private Adult() {}

    /** The rows to train on, with the income. */
    static Table trained() {
        return TABLE.range(0, TRAINED);
    }

    /** The features, with the texts that the rows to train on have, in the order of the alphabet. */
    static List<Feature> features() {
        return KNOWN;
    }

    private static List<Feature> known() {
        List<Feature> features = new ArrayList<>();
        for (Column column : trained().trimmed().features()) {
            features.add(
                    column.type() == Column.Type.NUMBER
                            ? Feature.number(column.name())
                            : Feature.category(
                                    column.name(),
                                    column.categories().stream().sorted().toList()));
        }
        return features;
    }

    /** The rows to ask about: numbers, and the codes of texts. */
    static Rows rows() {
        return encoded(TABLE.range(TRAINED, TABLE.rows()));
    }

    /** Rows as numbers and codes of texts. */
    static Rows encoded(Table table) {
        float[] values = new float[table.rows() * FEATURES];
        for (int f = 0; f < FEATURES; f++) {
            Feature feature = KNOWN.get(f);
            Column column = table.column(feature.name());
            for (int row = 0; row < table.rows(); row++) {
                String text = feature.kind() == Kind.NUMBER ? null : column.text(row);
                values[row * FEATURES + f] = feature.kind() == Kind.NUMBER
                        ? (float) column.number(row)
                        : text == null ? Float.NaN : feature.code(text);
            }
        }
        return new Rows(FEATURES, values);
    }

    /** A value of {@link #rows()} as a {@code Double} or a text that nobody else holds; null if missing. */
    static @Nullable Object value(Rows rows, int row, int feature) {
        float value = rows.value(row, feature);
        if (Float.isNaN(value)) {
            return null;
        }
        if (KNOWN.get(feature).kind() == Kind.NUMBER) {
            return (double) value;
        }
        return value == Feature.UNSEEN
                ? "never seen"
                : copy(KNOWN.get(feature).categories().get((int) value));
    }

    /** The same text as another object, as texts are that come from a file or a socket. */
    static String copy(String text) {
        return String.valueOf(text.toCharArray());
    }

    /** What the trees read: each number, and for each text of a category whether it is that. */
    static List<Derived> derived() {
        List<Derived> derived = new ArrayList<>();
        for (int f = 0; f < FEATURES; f++) {
            if (KNOWN.get(f).kind() == Kind.NUMBER) {
                derived.add(Derived.Scaled.asIs(f));
            }
            for (int code = 0; code < KNOWN.get(f).categories().size(); code++) {
                derived.add(new Derived.IsCategory(f, code));
            }
        }
        return derived;
    }
}
