package io.mlcd.ensemble.linear;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Column;
import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Prepared;
import io.mlcd.ensemble.learn.Training;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a table as columns of numbers, and what makes the same numbers of a row that is served. */
final class Encoding {
    /** Beyond it a sum of a few numbers, or their distance, might not be finite. */
    private static final double GREATEST = 1e300;

    /** How many standard deviations a number may be off when serving. */
    private static final double FARTHEST = 1e9;

    private final int features;
    private final int rows;
    private final List<Derived> ofNumbers = new ArrayList<>();
    private final List<double[]> numbers = new ArrayList<>();
    private final List<Derived> ofSwitches = new ArrayList<>();
    private final List<int[]> switches = new ArrayList<>();

    private Encoding(int features, int rows) {
        this.features = features;
        this.rows = rows;
    }

    /** A weight for each row: the table's, or 1. */
    static double[] rowWeights(Training training) {
        double[] weights = new double[training.table().rows()];
        Arrays.fill(weights, 1);
        training.table().weights().ifPresent(column -> Arrays.setAll(weights, column::number));
        return weights;
    }

    /** Makes the sum 1, and returns what it was. */
    static double normalise(double[] weights) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        for (int row = 0; row < weights.length; row++) {
            weights[row] /= sum;
        }
        return sum;
    }

    /**
     * Finds out means, deviations and categories.
     *
     * @param weights of the rows, with the sum 1
     * @throws TrainingException if there are times, or a number is infinite, naming all columns
     */
    static Encoding of(Training training, double[] weights, boolean flagMissing) {
        List<Column> columns = training.table().features();
        requireNoTimes(columns);
        requireFinite(columns);
        Encoding encoding = new Encoding(columns.size(), weights.length);
        for (int input = 0; input < columns.size(); input++) {
            Column column = columns.get(input);
            if (column.type() == Column.Type.NUMBER) {
                encoding.addNumber(input, column, weights);
                encoding.addFlag(input, column, flagMissing);
            } else {
                encoding.addCategories(input, column);
            }
        }
        return encoding;
    }

    /** Milliseconds say nothing to a line but a trend. */
    private static void requireNoTimes(List<Column> columns) {
        List<String> times = columns.stream()
                .filter(column -> column.type() == Column.Type.TIME)
                .map(Column::name)
                .toList();
        if (!times.isEmpty()) {
            throw new TrainingException(
                    TrainingException.Reason.BAD_COLUMN,
                    "linear models take numbers and categories, but the columns " + times
                            + " hold times; make numbers of them: Prepared.by(Preparation.scaled().dateParts(...), learner),"
                            + " or drop them, table.drop(names)");
        }
    }

    private static void requireFinite(List<Column> columns) {
        List<String> names = new ArrayList<>();
        for (Column column : columns) {
            boolean finite = true;
            for (int row = 0; column.type() == Column.Type.NUMBER && row < column.size(); row++) {
                finite &= !(Math.abs(column.number(row)) > GREATEST);
            }
            if (!finite) {
                names.add("\"" + column.name() + "\"");
            }
        }
        if (!names.isEmpty()) {
            throw new TrainingException(
                    TrainingException.Reason.BAD_COLUMN,
                    "numbers that are infinite, or beyond " + GREATEST + ", are in the columns "
                            + String.join(", ", names) + "; make them missing (NaN), or smaller");
        }
    }

    /** One that does not differ has nothing to tell and is left out. */
    private void addNumber(int input, Column column, double[] weights) {
        double[] values = column.toNumbers();
        Spread spread = Spread.of(values, weights);
        if (spread.deviation() == 0) {
            return;
        }
        double far = FARTHEST * spread.deviation();
        double most = GREATEST * 1e7;
        ofNumbers.add(new Derived.Scaled(
                input,
                spread.mean(),
                Math.max(-most, spread.mean() - far),
                Math.min(most, spread.mean() + far),
                spread.mean(),
                spread.deviation()));
        numbers.add(spread.standardised(values));
    }

    private void addFlag(int input, Column column, boolean flagMissing) {
        int missing = flagMissing ? column.missingCount() : 0;
        if (missing == 0 || missing == column.size()) {
            return;
        }
        int[] places = new int[column.size()];
        for (int row = 0; row < places.length; row++) {
            places[row] = column.isMissing(row) ? ofSwitches.size() : Design.NONE;
        }
        ofSwitches.add(new Derived.IsMissing(input));
        switches.add(places);
    }

    private void addCategories(int input, Column column) {
        int first = ofSwitches.size();
        for (int code = 0; code < column.categories().size(); code++) {
            ofSwitches.add(new Derived.IsCategory(input, code));
        }
        if (ofSwitches.size() > first) {
            int[] places = new int[column.size()];
            for (int row = 0; row < places.length; row++) {
                places[row] = column.isMissing(row) ? Design.NONE : first + column.code(row);
            }
            switches.add(places);
        }
    }

    /** The training rows. */
    Design design() {
        return new Design(rows, numbers.toArray(new double[0][]), switches.toArray(new int[0][]), ofSwitches.size());
    }

    /**
     * What answers raw rows.
     *
     * @param weights as {@link Design} has them
     * @param width how many scores
     * @param link follows the scores, if there is one
     */
    Form form(double[] weights, int width, Linked.@Nullable Link link) {
        List<Derived> all = new ArrayList<>(ofNumbers);
        all.addAll(ofSwitches);
        List<Derived> derived = new ArrayList<>();
        List<Integer> kept = new ArrayList<>();
        for (int column = 0; column < all.size(); column++) {
            if (isUsed(weights, width, column)) {
                derived.add(all.get(column));
                kept.add(column);
            }
        }
        if (derived.isEmpty()) {
            derived.add(new Derived.IsMissing(0)); // with weight 0, for a form has to read something
            kept.add(all.size() + 1);
        }
        double[][] linear = new double[width][kept.size()];
        double[] bias = new double[width];
        for (int k = 0; k < width; k++) {
            for (int i = 0; i < kept.size(); i++) {
                int at = kept.get(i) * width + k;
                linear[k][i] = at < weights.length ? weights[at] : 0;
            }
            bias[k] = weights[all.size() * width + k];
        }
        Form form = io.mlcd.core.form.Linear.of(linear, bias);
        return Prepared.of(features, derived, link == null ? form : new Linked(form, link));
    }

    private static boolean isUsed(double[] weights, int width, int column) {
        boolean used = false;
        for (int k = 0; k < width; k++) {
            used |= weights[column * width + k] != 0;
        }
        return used;
    }
}
