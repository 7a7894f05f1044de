package io.mlcd.ensemble.tribuo;

import io.mlcd.api.TrainingException;
import io.mlcd.api.TrainingException.Reason;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Output;
import org.tribuo.classification.Label;
import org.tribuo.regression.Regressor;

/** A data set of Tribuo's as a table: features in the order of their ids, classes too. */
record DatasetTable<T extends Output<T>>(Dataset<T> dataset, Class<T> type) {
    Table table() {
        check();
        ImmutableFeatureMap features = dataset.getFeatureIDMap();
        double[][] values = new double[features.size()][dataset.size()];
        for (int row = 0; row < dataset.size(); row++) {
            for (Feature feature : dataset.getExample(row)) {
                int id = features.getID(feature.getName());
                if (id >= 0) {
                    values[id][row] = feature.getValue();
                }
            }
        }
        List<Column> columns = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int id = 0; id < values.length; id++) {
            String name = features.get(id).getName();
            names.add(name);
            columns.add(Column.ofNumbers(name, values[id]));
        }
        Column target = target(free("target", names));
        columns.add(target);
        Table table = Table.of(columns.toArray(new Column[0])).target(target.name());
        return weighted(table, free("weight", names));
    }

    private void check() {
        if (dataset.size() == 0) {
            throw new TrainingException(
                    Reason.NO_ROWS, "the data set has no examples, so nothing can be learned from it");
        }
        if (dataset.getOutputInfo().getUnknownCount() > 0) {
            throw new TrainingException(
                    Reason.BAD_TARGET,
                    "the data set has " + dataset.getOutputInfo().getUnknownCount()
                            + " examples whose output is unknown; leave them out");
        }
        if (!type.isInstance(dataset.getExample(0).getOutput())) {
            throw new TrainingException(
                    Reason.BAD_TARGET,
                    "the data set has outputs such as \""
                            + dataset.getExample(0).getOutput() + "\", which are no "
                            + type.getSimpleName()
                            + "; use TribuoTrainers.label for classes and TribuoTrainers.regressor for numbers");
        }
    }

    private Column target(String name) {
        ImmutableOutputInfo<T> info = dataset.getOutputIDInfo();
        if (type == Label.class) {
            List<String> labels = new ArrayList<>();
            for (int id = 0; id < info.size(); id++) {
                labels.add(((Label) (Object) info.getOutput(id)).getLabel());
            }
            int[] codes = new int[dataset.size()];
            for (int row = 0; row < codes.length; row++) {
                codes[row] = info.getID(dataset.getExample(row).getOutput());
            }
            return Column.ofCodes(name, codes, labels);
        }
        double[] numbers = new double[dataset.size()];
        for (int row = 0; row < numbers.length; row++) {
            double[] dimensions = ((Regressor) (Object) dataset.getExample(row).getOutput()).getValues();
            if (dimensions.length != 1) {
                throw new TrainingException(
                        Reason.BAD_TARGET,
                        "the data set has outputs of " + dimensions.length
                                + " dimensions, but a learner predicts one number; train a model for each");
            }
            numbers[row] = dimensions[0];
        }
        return Column.ofNumbers(name, numbers);
    }

    private Table weighted(Table table, String name) {
        double[] weights = new double[dataset.size()];
        double sum = 0;
        boolean equal = true;
        for (int row = 0; row < weights.length; row++) {
            Example<T> example = dataset.getExample(row);
            weights[row] = example.getWeight();
            sum += weights[row];
            equal &= weights[row] == weights[0];
        }
        if (equal) {
            return table;
        }
        for (int row = 0; row < weights.length; row++) {
            weights[row] = weights[row] * weights.length / sum;
        }
        return table.with(Column.ofNumbers(name, weights)).weights(name);
    }

    private static String free(String wanted, Set<String> taken) {
        String name = wanted;
        while (!taken.add(name)) {
            name += "'";
        }
        return name;
    }
}
