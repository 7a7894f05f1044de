package io.mlcd.ensemble.learn;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.api.TrainingException;
import io.mlcd.api.TrainingException.Reason;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * A table that can be learned from: trimmed to what its rows hold, with a target that is complete and not constant, and
 * features that are numbers, categories or times. What every learner begins with.
 */
public final class Training {
    private final Table table;
    private final Column target;
    private final Signature signature;

    private Training(Table table, Column target, Signature signature) {
        this.table = table;
        this.target = target;
        this.signature = signature;
    }

    /**
     * Checks a table.
     *
     * @throws TrainingException with all that is wrong
     */
    public static Training of(Table given) {
        checkTarget(target(given));
        Table table = given.trimmed();
        checkWeights(table);
        Column target = table.column(target(given).name());
        return new Training(table, target, signature(table, target));
    }

    /** The target of a table with rows. */
    private static Column target(Table given) {
        Column target = given.target()
                .orElseThrow(() -> new TrainingException(
                        Reason.BAD_TARGET,
                        "the table has no target; say which column is to be predicted: table.target(name); the columns are "
                                + given.names()));
        if (given.rows() == 0) {
            throw new TrainingException(
                    Reason.NO_ROWS, "the table has no rows, so \"" + target.name() + "\" cannot be learned from it");
        }
        return target;
    }

    /**
     * Checks a table that a fit was asked for: as {@link #of(Table)}, and unless it is the part of a member, each feature must have
     * a value in some row.
     *
     * @throws TrainingException with all that is wrong
     */
    public static Training of(Table given, Fit fit) {
        Training training = of(given);
        if (!fit.isMember()) {
            training.requireValues();
        }
        return training;
    }

    private void requireValues() {
        List<String> empty = new ArrayList<>();
        for (Column column : table.features()) {
            if (isEmpty(column)) {
                empty.add(column.name());
            }
        }
        if (!empty.isEmpty()) {
            throw new TrainingException(
                    Reason.BAD_COLUMN,
                    "the columns " + empty + " have no value in any of the " + table.rows()
                            + " rows, so nothing can be learned from them; look why, or drop them: table.drop(names)");
        }
    }

    private static boolean isEmpty(Column column) {
        for (int row = 0; row < column.size(); row++) {
            if (!column.isMissing(row)) {
                return false;
            }
        }
        return true;
    }

    private static void checkTarget(Column target) {
        if (target.type() == Column.Type.TIME) {
            throw new TrainingException(
                    Reason.BAD_TARGET,
                    "the target \"" + target.name()
                            + "\" holds times, which cannot be predicted; predict a number, for example days until then");
        }
        int missing = 0;
        int infinite = 0;
        for (int row = 0; row < target.size(); row++) {
            missing += target.isMissing(row) ? 1 : 0;
            infinite += target.type() == Column.Type.NUMBER && Double.isInfinite(target.number(row)) ? 1 : 0;
        }
        if (missing + infinite > 0) {
            throw new TrainingException(
                    Reason.BAD_TARGET,
                    "the target \"" + target.name() + "\" is missing in " + missing + " and infinite in " + infinite
                            + " of " + target.size() + " rows; leave these rows out");
        }
        if (isConstant(target)) {
            throw new TrainingException(
                    Reason.BAD_TARGET,
                    "the target \"" + target.name() + "\" is "
                            + target.value(0) + " in all " + target.size()
                            + " rows, so there is nothing to learn; give rows with other values too");
        }
    }

    private static void checkWeights(Table table) {
        table.weights().ifPresent(weights -> {
            boolean good = weights.type() == Column.Type.NUMBER;
            double sum = 0;
            for (int row = 0; good && row < weights.size(); row++) {
                good = weights.number(row) >= 0 && !Double.isInfinite(weights.number(row));
                sum += weights.number(row);
            }
            if (!good || !(sum > 0)) {
                throw new TrainingException(
                        Reason.BAD_COLUMN,
                        "the weights \"" + weights.name()
                                + "\" must be numbers of 0 or more, none missing, and not all 0");
            }
        });
    }

    /** What a model of these values takes. */
    static Feature feature(Column column) {
        return switch (column.type()) {
            case NUMBER -> Feature.number(column.name());
            case CATEGORY -> Feature.category(column.name(), column.categories());
            case TIME -> Feature.time(column.name());
        };
    }

    private static Signature signature(Table table, Column target) {
        List<Feature> features = new ArrayList<>();
        for (Column column : table.features()) {
            features.add(feature(column));
        }
        if (features.isEmpty()) {
            throw new TrainingException(
                    Reason.BAD_COLUMN, "the table has no features: all its columns play a role: " + table.names());
        }
        return Signature.of(features, output(target));
    }

    private static Output output(Column target) {
        return target.type() == Column.Type.CATEGORY
                ? new Output.Classes(target.name(), target.categories())
                : new Output.Numeric(target.name());
    }

    /** Whether all values of a column are equal. */
    static boolean isConstant(Column column) {
        Object first = column.value(0);
        for (int row = 1; row < column.size(); row++) {
            Object value = column.value(row);
            if (value == null ? first != null : !value.equals(first)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the values of a complete column are equal in some rows. */
    static boolean isConstant(Column column, int[] rows) {
        boolean categories = column.type() == Column.Type.CATEGORY;
        for (int row : rows) {
            if (categories ? column.code(row) != column.code(rows[0]) : column.number(row) != column.number(rows[0])) {
                return false;
            }
        }
        return true;
    }

    /**
     * Rows in the order of the target, those with the same in an order drawn from the seed. Dealt out in turn, they give
     * parts in which the target is spread as in the whole.
     *
     * @throws TrainingException if the target cannot be learned
     */
    public static int[] byTarget(Table table, long seed) {
        Column target = target(table);
        checkTarget(target);
        double[] values = new double[table.rows()];
        for (int row = 0; row < values.length; row++) {
            values[row] = target.type() == Column.Type.CATEGORY ? target.code(row) : target.number(row);
        }
        int[] order = Draw.shuffled(table.rows(), seed);
        Order.sortStably(order, values);
        return order;
    }

    /** The table; its categories are those that occur in its rows. */
    public Table table() {
        return table;
    }

    /** What is to be predicted. */
    public Column target() {
        return target;
    }

    /** What a model of this table takes and predicts. */
    public Signature signature() {
        return signature;
    }

    /** Whether classes are to be predicted. */
    public boolean ofClasses() {
        return signature.output() instanceof Output.Classes;
    }
}
