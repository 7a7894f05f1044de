package io.mlcd.ensemble.learn;

import io.mlcd.api.Feature;
import io.mlcd.api.Kind;
import io.mlcd.api.Signature;
import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Form;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.math3.stat.descriptive.moment.Mean;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * A preparation fitted to rows: the numbers that will be derived from a raw row, and their names. Training and serving
 * derive them by the same code, so they cannot differ.
 */
final class FittedPreparation {
    private final List<Derived> derived = new ArrayList<>();
    private final Map<String, Integer> positions = new LinkedHashMap<>();
    private final Set<String> roles;
    private final Preparation preparation;

    private FittedPreparation(Preparation preparation, Set<String> roles) {
        this.preparation = preparation;
        this.roles = roles;
    }

    static FittedPreparation of(Preparation preparation, Training training) {
        FittedPreparation fitted = new FittedPreparation(preparation, Roles.names(training.table()));
        List<Column> columns = training.table().features();
        for (int input = 0; input < columns.size(); input++) {
            Column column = columns.get(input);
            if (column.type() == Column.Type.NUMBER) {
                fitted.addNumber(input, column);
            } else {
                fitted.addCategory(input, column);
            }
        }
        if (fitted.derived.isEmpty()) {
            throw new TrainingException(
                    TrainingException.Reason.BAD_COLUMN,
                    "no feature has a value in any of the " + training.table().rows()
                            + " rows, so there is nothing to learn from");
        }
        return fitted;
    }

    /** A column without a single value has nothing to tell and is left out. */
    private void addNumber(int input, Column column) {
        double[] present = Arrays.stream(column.toNumbers())
                .filter(value -> !Double.isNaN(value))
                .toArray();
        if (present.length == 0) {
            return;
        }
        requireFinite(column, present);
        Percentile percentile = new Percentile().withEstimationType(Percentile.EstimationType.R_7);
        percentile.setData(present);
        double standIn = preparation.impute() == Preparation.Impute.MEAN
                ? new Mean().evaluate(present)
                : percentile.evaluate(50);
        double low =
                preparation.clipLow() > 0 ? percentile.evaluate(100 * preparation.clipLow()) : Double.NEGATIVE_INFINITY;
        double high = preparation.clipHigh() < 1
                ? percentile.evaluate(100 * preparation.clipHigh())
                : Double.POSITIVE_INFINITY;
        Derived.Scaled unscaled = new Derived.Scaled(input, standIn, low, high, 0, 1);
        double[] complete =
                Arrays.stream(column.toNumbers()).map(unscaled::derive).toArray();
        add(scaled(unscaled, complete), column.name());
        if (preparation.flagMissing() && present.length < column.size()) {
            add(new Derived.IsMissing(input), column.name() + " is missing");
        }
    }

    private Derived.Scaled scaled(Derived.Scaled unscaled, double[] complete) {
        double shift = switch (preparation.scale()) {
            case NONE -> 0;
            case STANDARD -> new Mean().evaluate(complete);
            case MIN_MAX -> Arrays.stream(complete).min().orElse(0);
        };
        double spread = switch (preparation.scale()) {
            case NONE -> 1;
            case STANDARD -> new StandardDeviation(false).evaluate(complete);
            case MIN_MAX -> Arrays.stream(complete).max().orElse(1) - shift;
        };
        // A constant becomes 0, for Mean corrects its rounding and is the value itself; dividing by 1 keeps it finite
        // when serving shows other values.
        double scale = spread > 0 && Double.isFinite(spread) ? spread : 1;
        return new Derived.Scaled(
                unscaled.input(), unscaled.ifMissing(), unscaled.low(), unscaled.high(), shift, scale);
    }

    private void addCategory(int input, Column column) {
        List<String> categories = column.categories();
        if (categories.isEmpty()) {
            return;
        }
        if (preparation.encode() == Preparation.Encode.ORDINAL) {
            double[] positions = new double[categories.size()];
            Arrays.setAll(positions, code -> code);
            add(Derived.Lookup.of(input, positions, -1, -1), column.name());
        } else {
            for (int code = 0; code < categories.size(); code++) {
                add(new Derived.IsCategory(input, code), column.name() + "=" + categories.get(code));
            }
        }
    }

    private void add(Derived one, String wanted) {
        String name = wanted;
        while (positions.containsKey(name) || roles.contains(name)) {
            name += "'";
        }
        positions.put(name, derived.size());
        derived.add(one);
    }

    private static void requireFinite(Column column, double[] present) {
        for (double value : present) {
            if (Double.isInfinite(value)) {
                throw new TrainingException(
                        TrainingException.Reason.BAD_COLUMN,
                        "column \"" + column.name()
                                + "\" holds an infinite value; make it missing (NaN), or a large number");
            }
        }
    }

    /** The derived numbers of the training rows, with the columns that play a role. */
    Table prepare(Training training) {
        Table raw = training.table();
        List<Column> features = raw.features();
        List<Column> columns = new ArrayList<>();
        positions.forEach((name, position) -> {
            Derived one = derived.get(position);
            Column column = features.get(one.input());
            double[] values = new double[raw.rows()];
            for (int row = 0; row < values.length; row++) {
                values[row] = one.derive(input(column, row));
            }
            columns.add(Column.ofNumbers(name, values));
        });
        return Roles.copy(raw, columns);
    }

    private static double input(Column column, int row) {
        return column.isMissing(row)
                ? Double.NaN
                : column.type() == Column.Type.NUMBER ? column.number(row) : column.code(row);
    }

    /** The model that takes raw rows. */
    Model before(Model behind, Signature raw) {
        List<Derived> inputs = new ArrayList<>();
        for (Feature feature : behind.signature().features()) {
            Integer position = positions.get(feature.name());
            if (position == null || feature.kind() != Kind.NUMBER) {
                throw new IllegalStateException("the learner behind the preparation made a model that reads the "
                        + feature.kind() + " \"" + feature.name() + "\", which it was not given");
            }
            inputs.add(derived.get(position));
        }
        Form form = io.mlcd.core.form.Prepared.of(raw.features().size(), inputs, behind.form());
        return Model.of(Signature.of(raw.features(), behind.signature().output()), form);
    }
}
