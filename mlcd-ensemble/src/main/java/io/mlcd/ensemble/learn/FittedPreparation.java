package io.mlcd.ensemble.learn;

import io.mlcd.api.Feature;
import io.mlcd.api.Kind;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.DatePart;
import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Form;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import org.apache.commons.math3.stat.descriptive.moment.Mean;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * A preparation fitted to rows: the numbers that will be derived from a raw row, and their names. Training and serving
 * derive them by the same code, so they cannot differ; only where a number is made of the target do training rows get what other
 * rows say.
 */
final class FittedPreparation {
    private final List<Derived> derived = new ArrayList<>();
    private final Map<String, Integer> positions = new LinkedHashMap<>();
    /** How a part of a date is clipped and scaled after it, by position. */
    private final Map<Integer, Derived.Scaled> second = new HashMap<>();
    /** What training rows get where it is not what serving derives, by name. */
    private final Map<String, double[]> outOfFold = new LinkedHashMap<>();

    private final Set<String> roles;
    private final Preparation preparation;

    private FittedPreparation(Preparation preparation, Set<String> roles) {
        this.preparation = preparation;
        this.roles = roles;
    }

    /**
     * Fits a preparation.
     *
     * @param seed decides which rows see which in a target encoding
     */
    static FittedPreparation of(Preparation preparation, Training training, long seed) {
        FittedPreparation fitted = new FittedPreparation(preparation, Roles.names(training.table()));
        int[] folds = preparation.encode() == Preparation.Encode.TARGET
                ? TargetEncoding.folds(training.table(), seed)
                : new int[0];
        List<Column> columns = training.table().features();
        for (int input = 0; input < columns.size(); input++) {
            Column column = columns.get(input);
            switch (column.type()) {
                case NUMBER -> fitted.addNumber(input, column);
                case CATEGORY -> fitted.addCategory(input, column, training, folds);
                case TIME -> fitted.addTime(input, column);
            }
        }
        if (fitted.derived.isEmpty()) {
            throw new TrainingException(
                    TrainingException.Reason.BAD_COLUMN,
                    "no feature has a value in any of the " + training.table().rows() + " rows"
                            + (columns.stream().anyMatch(column -> column.type() == Column.Type.TIME)
                                    ? ", or a time with one of the parts " + preparation.dateParts() + " that differs"
                                    : "")
                            + ", so there is nothing to learn from");
        }
        return fitted;
    }

    /** A column without a single value has nothing to tell and is left out. */
    private void addNumber(int input, Column column) {
        double[] values = column.toNumbers();
        double[] present = present(values);
        if (present.length == 0) {
            return;
        }
        requireFinite(column, present);
        add(fitted(input, values, present), column.name());
        addFlag(input, column, present.length);
    }

    private static double[] present(double[] values) {
        return Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    }

    private void addFlag(int input, Column column, int present) {
        if (preparation.flagMissing() && present > 0 && present < column.size()) {
            add(new Derived.IsMissing(input), column.name() + " is missing");
        }
    }

    /** A part that does not differ has nothing to tell and is left out. */
    private void addTime(int input, Column column) {
        for (DatePart part : preparation.dateParts()) {
            double[] values = derive(new Derived.OfDate(input, part, Double.NaN), column);
            double[] present = present(values);
            if (Arrays.stream(present).distinct().count() > 1) {
                Derived.Scaled scaled = fitted(input, values, present);
                if (!scaled.equals(Derived.Scaled.imputed(input, scaled.ifMissing()))) {
                    second.put(derived.size(), scaled);
                }
                String name = part.name().toLowerCase(Locale.ROOT).replace('_', ' ');
                add(new Derived.OfDate(input, part, scaled.ifMissing()), column.name() + ": " + name);
            }
        }
        addFlag(input, column, column.size() - column.missingCount());
    }

    /** How some numbers are imputed, clipped and scaled. */
    private Derived.Scaled fitted(int input, double[] values, double[] present) {
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
        return scaled(unscaled, Arrays.stream(values).map(unscaled::derive).toArray());
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

    private void addCategory(int input, Column column, Training training, int[] folds) {
        if (column.categories().isEmpty()) {
            return;
        }
        CategoryGroups groups = CategoryGroups.of(column, preparation.rareBelow());
        switch (preparation.encode()) {
            case ONE_HOT -> addOneHot(input, column, groups);
            case ORDINAL ->
                add(
                        Derived.Lookup.of(
                                input, byCode(groups, groups::of), groups.hasRare() ? groups.count() - 1 : -1, -1),
                        column.name());
            case TARGET ->
                addTarget(
                        input,
                        column,
                        groups,
                        training,
                        TargetEncoding.of(training, column, groups, preparation.smoothing(), folds));
        }
    }

    private void addOneHot(int input, Column column, CategoryGroups groups) {
        for (int code = 0; code < groups.categories(); code++) {
            if (!groups.isRare(code)) {
                add(
                        new Derived.IsCategory(input, code),
                        column.name() + "=" + column.categories().get(code));
            }
        }
        if (groups.hasRare()) {
            double[] rare = byCode(groups, code -> groups.isRare(code) ? 1 : 0);
            add(Derived.Lookup.of(input, rare, 1, 0), column.name() + " is rare");
        }
    }

    private void addTarget(
            int input, Column column, CategoryGroups groups, Training training, TargetEncoding encoding) {
        for (int k = 0; k < encoding.means(); k++) {
            int mean = k;
            double[] means = byCode(groups, code -> encoding.mean(mean, groups.of(code)));
            double ifUnseen = groups.hasRare() ? encoding.mean(k, groups.count() - 1) : encoding.prior(k);
            String name = training.signature().output() instanceof Output.Classes classes
                    ? column.name() + ": " + classes.labels().get(k + 1)
                    : column.name();
            String added = add(Derived.Lookup.of(input, means, ifUnseen, encoding.ifMissing(k)), name);
            outOfFold.put(added, encoding.outOfFold(k));
        }
    }

    private static double[] byCode(CategoryGroups groups, IntToDoubleFunction value) {
        double[] values = new double[groups.categories()];
        Arrays.setAll(values, value);
        return values;
    }

    /** The name that it got. */
    private String add(Derived one, String wanted) {
        String name = wanted;
        while (positions.containsKey(name) || roles.contains(name)) {
            name += "'";
        }
        positions.put(name, derived.size());
        derived.add(one);
        return name;
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
            Column column = features.get(derived.get(position).input());
            double[] own = outOfFold.get(name);
            columns.add(Column.ofNumbers(name, own == null ? derive(position, column) : own));
        });
        return Roles.copy(raw, columns);
    }

    private double[] derive(int position, Column column) {
        double[] values = derive(derived.get(position), column);
        Derived.Scaled scaled = second.get(position);
        return scaled == null
                ? values
                : Arrays.stream(values).map(scaled::derive).toArray();
    }

    private static double[] derive(Derived one, Column column) {
        double[] values = new double[column.size()];
        for (int row = 0; row < values.length; row++) {
            values[row] = one.derive(input(column, row));
        }
        return values;
    }

    private static double input(Column column, int row) {
        if (column.type() != Column.Type.CATEGORY) {
            return column.asNumber(row);
        }
        return column.isMissing(row) ? Double.NaN : column.code(row);
    }

    /** The model that takes raw rows. */
    Model before(Model behind, Signature raw) {
        List<Derived> inputs = new ArrayList<>();
        List<Derived> scaled = new ArrayList<>();
        for (Feature feature : behind.signature().features()) {
            Integer position = positions.get(feature.name());
            if (position == null || feature.kind() != Kind.NUMBER) {
                throw new IllegalStateException("the learner behind the preparation made a model that reads the "
                        + feature.kind() + " \"" + feature.name() + "\", which it was not given");
            }
            Derived.Scaled its = second.get(position);
            scaled.add(its == null ? Derived.Scaled.asIs(inputs.size()) : its.from(inputs.size()));
            inputs.add(derived.get(position));
        }
        Form scaling =
                second.isEmpty() ? behind.form() : io.mlcd.core.form.Prepared.of(inputs.size(), scaled, behind.form());
        Form form = io.mlcd.core.form.Prepared.of(raw.features().size(), inputs, scaling);
        return Model.of(Signature.of(raw.features(), behind.signature().output()), form);
    }
}
