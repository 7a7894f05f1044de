package io.mlcd.ensemble;

import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Generated tables with numbers, categories, missing cells and a target that depends on them. */
public final class Samples {
    private static final List<String> COLOURS = List.of("amber", "blue", "coral", "denim", "ebony");

    private Samples() {}

    /** Features {@code x}, {@code y}, {@code noise} and {@code colour}; the target {@code kind} is one of some classes. */
    public static Table classes(int rows, int classes, long seed) {
        Table features = features(rows, seed);
        SplittableRandom random = new SplittableRandom(~seed);
        List<String> labels = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            double place = signal(features, row) + random.nextDouble(-0.4, 0.4);
            labels.add("k" + Math.max(0, Math.min(classes - 1, (int) Math.floor((place + 2) / 4 * classes))));
        }
        return features.with(Column.ofCategories("kind", labels)).target("kind");
    }

    /** The same features; the target {@code amount} is a number. */
    public static Table numbers(int rows, long seed) {
        Table features = features(rows, seed);
        SplittableRandom random = new SplittableRandom(~seed);
        double[] amounts = new double[rows];
        for (int row = 0; row < rows; row++) {
            amounts[row] = 10 * signal(features, row) + random.nextDouble();
        }
        return features.with(Column.ofNumbers("amount", amounts)).target("amount");
    }

    /** Without categories and missing cells: what a trainer of Tribuo takes as it is. */
    public static Table complete(Table table) {
        Table complete = table.drop("colour");
        for (Column column : complete.features()) {
            double[] values = column.toNumbers();
            for (int row = 0; row < values.length; row++) {
                values[row] = Double.isNaN(values[row]) ? 0.125 : values[row];
            }
            complete = complete.with(Column.ofNumbers(column.name(), values));
        }
        return complete;
    }

    private static Table features(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] x = new double[rows];
        double[] y = new double[rows];
        double[] noise = new double[rows];
        List<@Nullable String> colours = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            x[row] = random.nextDouble(-1, 1);
            y[row] = random.nextInt(10) == 0 ? Double.NaN : random.nextDouble(-1, 1);
            noise[row] = random.nextDouble(1000);
            colours.add(random.nextInt(12) == 0 ? null : COLOURS.get(random.nextInt(COLOURS.size())));
        }
        return Table.of(
                Column.ofNumbers("x", x),
                Column.ofNumbers("y", y),
                Column.ofNumbers("noise", noise),
                Column.ofCategories("colour", colours));
    }

    private static double signal(Table features, int row) {
        double y = features.column("y").number(row);
        int colour = features.column("colour").code(row);
        return features.column("x").number(row) + (Double.isNaN(y) ? 0.3 : 0.5 * y) + 0.1 * colour;
    }
}
