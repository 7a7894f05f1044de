package io.mlcd.ensemble.learn;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;

/**
 * What the members on one level of a stack learn from: on the first the rows as they are, above it what members below predict, as
 * {@link Odds} have it.
 */
final class StackLevel {
    private final Training training;
    /** Rows of the training table that are rows here, ascending. */
    final int[] positions;

    final Table table;
    /** Of the table's features. */
    final Signature signature;
    /** Of what a form reads in the place of the table's features: all scores of the members below, then what these read. */
    final Signature read;

    /** What the table's features are of what is read. */
    private final List<Derived> derived;

    final List<Folds.Fold> folds;

    private StackLevel(
            Training training,
            int[] positions,
            Table table,
            Signature signature,
            Signature read,
            List<Derived> derived,
            List<Folds.Fold> folds) {
        this.training = training;
        this.positions = positions;
        this.table = table;
        this.signature = signature;
        this.read = read;
        this.derived = derived;
        this.folds = folds;
    }

    static StackLevel first(Training training, List<Folds.Fold> folds) {
        Signature signature = training.signature();
        return new StackLevel(
                training,
                Draw.ascending(training.table().rows()),
                training.table(),
                signature,
                signature,
                Odds.derived(
                        training,
                        0,
                        signature.features().size(),
                        training.table().rows()),
                folds);
    }

    /** The level above: of rows that have out-of-fold predictions here. */
    StackLevel next(OutOfFold members, boolean passThrough) {
        int[] above = Arrays.stream(members.rows()).map(row -> positions[row]).toArray();
        Table raw = training.table().rows(above);
        Set<String> taken = new HashSet<>(raw.names());
        read.features().forEach(feature -> taken.add(feature.name()));
        List<Feature> scores = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        DoubleUnaryOperator seen = Odds.seen(training, above.length);
        for (int member : members.kept()) {
            addScores(members.name(member), members.scores(member), seen, taken, scores, columns);
        }
        int ofMembers = scores.size();
        if (passThrough) {
            columns.addAll(raw.features());
            scores.addAll(read.features());
        }
        Output output = training.signature().output();
        return new StackLevel(
                training,
                above,
                Roles.copy(raw, columns),
                Signature.of(columns.stream().map(Training::feature).toList(), output),
                Signature.of(scores, output),
                Odds.derived(training, ofMembers, scores.size(), above.length),
                folds(members.rows()));
    }

    /** The form of a model of this level's table, over what is read in its place. */
    Form form(Model model) {
        return Prepared.of(read.features().size(), derived, Alignment.align(model, read));
    }

    /** Probabilities sum to 1, so that of the first class says nothing that the others do not. */
    private void addScores(
            String member,
            double[] scores,
            DoubleUnaryOperator seen,
            Set<String> taken,
            List<Feature> features,
            List<Column> columns) {
        int width = training.signature().output().width();
        for (int k = 0; k < width; k++) {
            String name = training.signature().output() instanceof Output.Classes classes
                    ? member + ": " + classes.labels().get(k)
                    : member;
            while (!taken.add(name)) {
                name += "'";
            }
            features.add(Feature.number(name));
            if (width == 1 || k > 0) {
                double[] its = every(scores, k, width);
                Arrays.setAll(its, i -> seen.applyAsDouble(its[i]));
                columns.add(Column.ofNumbers(name, its));
            }
        }
    }

    private static double[] every(double[] scores, int first, int step) {
        double[] some = new double[scores.length / step];
        Arrays.setAll(some, i -> scores[first + i * step]);
        return some;
    }

    /** The same folds of fewer rows; those that have none to train on, or to test, fall away. */
    private List<Folds.Fold> folds(int[] rows) {
        Map<Integer, Integer> places = new HashMap<>();
        for (int i = 0; i < rows.length; i++) {
            places.put(rows[i], i);
        }
        List<Folds.Fold> fewer = new ArrayList<>();
        for (Folds.Fold fold : folds) {
            int[] train = places(fold.train(), places);
            int[] test = places(fold.test(), places);
            if (train.length > 0 && test.length > 0) {
                fewer.add(new Folds.Fold(train, test));
            }
        }
        return fewer;
    }

    private static int[] places(int[] rows, Map<Integer, Integer> places) {
        return Arrays.stream(rows)
                .mapToObj(places::get)
                .filter(Objects::nonNull)
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
