package io.mlcd.benchmarks.learners;

import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import java.util.Arrays;
import java.util.List;

/**
 * Rows to train on or to be asked about, in 32 bits and row-major: numbers, and the codes of categories; {@code NaN} is
 * missing. Not to be changed.
 */
public final class Data {
    private final float[] values;
    private final float[] targets;
    private final int[] categories;
    private final int classes;

    /**
     * Of arrays that are not copied.
     *
     * @param values row-major, shape [rows x features]
     * @param targets codes of classes, or numbers
     * @param categories of each feature how many there are; 0 for a number
     * @param classes how many; 0 if the target is a number
     */
    public Data(float[] values, float[] targets, int[] categories, int classes) {
        if (values.length != targets.length * categories.length) {
            throw new IllegalArgumentException("there are " + values.length + " values, but " + targets.length
                    + " rows of " + categories.length + " features");
        }
        this.values = values;
        this.targets = targets;
        this.categories = categories;
        this.classes = classes;
    }

    /** Of a table with a target; its categories get the codes of the table. */
    public static Data of(Table table) {
        Column target = table.target().orElseThrow();
        List<Column> features = table.features();
        float[] values = new float[table.rows() * features.size()];
        for (int f = 0; f < features.size(); f++) {
            for (int row = 0; row < table.rows(); row++) {
                values[row * features.size() + f] = value(features.get(f), row);
            }
        }
        float[] targets = new float[table.rows()];
        for (int row = 0; row < targets.length; row++) {
            targets[row] = value(target, row);
        }
        int[] categories = features.stream().mapToInt(Data::categories).toArray();
        return new Data(values, targets, categories, categories(target));
    }

    private static int categories(Column column) {
        return column.type() == Column.Type.CATEGORY ? column.categories().size() : 0;
    }

    private static float value(Column column, int row) {
        if (column.isMissing(row)) {
            return Float.NaN;
        }
        return column.type() == Column.Type.CATEGORY ? column.code(row) : (float) column.number(row);
    }

    /** How many rows. */
    public int rows() {
        return targets.length;
    }

    /** How many features. */
    public int features() {
        return categories.length;
    }

    /** How many classes; 0 if the target is a number. */
    public int classes() {
        return classes;
    }

    /** How many scores a row gets: one for each class, or a number. */
    public int outputs() {
        return Math.max(1, classes);
    }

    /** How many categories a feature has; 0 for a number. */
    public int categories(int feature) {
        return categories[feature];
    }

    /** All values, row-major; not a copy. */
    public float[] values() {
        return values;
    }

    /** All targets; not a copy. */
    public float[] targets() {
        return targets;
    }

    /** A copy of one row in 64 bits. */
    public double[] row(int row) {
        double[] wide = new double[features()];
        for (int f = 0; f < wide.length; f++) {
            wide[f] = values[row * wide.length + f];
        }
        return wide;
    }

    /** A copy of all rows in 64 bits, one array for each. */
    public double[][] wide() {
        double[][] wide = new double[rows()][];
        Arrays.setAll(wide, this::row);
        return wide;
    }

    /** The codes of the classes. */
    public int[] labels() {
        int[] labels = new int[rows()];
        Arrays.setAll(labels, row -> (int) targets[row]);
        return labels;
    }

    /** A copy of some rows. */
    public Data take(int... rows) {
        float[] taken = new float[rows.length * features()];
        float[] truths = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(values, rows[i] * features(), taken, i * features(), features());
            truths[i] = targets[rows[i]];
        }
        return new Data(taken, truths, categories, classes);
    }
}
