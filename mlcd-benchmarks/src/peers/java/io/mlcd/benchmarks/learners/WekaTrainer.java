package io.mlcd.benchmarks.learners;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import weka.classifiers.trees.RandomForest;
import weka.core.Attribute;
import weka.core.DenseInstance;
import weka.core.Instances;

/** Weka's random forest. */
final class WekaTrainer implements Trainer {
    @Override
    public Fitted fit(Data data, Recipe recipe, int threads) throws Exception {
        Recipe.Forest forest = (Recipe.Forest) recipe;
        RandomForest model = new RandomForest();
        model.setOptions(new String[] {"-M", Integer.toString(forest.minLeafRows())});
        model.setNumIterations(forest.trees());
        model.setNumFeatures(forest.tried());
        model.setNumExecutionSlots(threads);
        model.setSeed(1);
        model.buildClassifier(instances(data));
        return rows -> {
            double[] scores = new double[rows.rows() * rows.classes()];
            Instances asked = instances(rows);
            for (int row = 0; row < rows.rows(); row++) {
                double[] its = model.distributionForInstance(asked.instance(row));
                System.arraycopy(its, 0, scores, row * its.length, its.length);
            }
            return scores;
        };
    }

    private static Instances instances(Data data) {
        ArrayList<Attribute> attributes = new ArrayList<>();
        for (int f = 0; f < data.features(); f++) {
            attributes.add(new Attribute("f" + f));
        }
        List<String> classes =
                IntStream.range(0, data.classes()).mapToObj(k -> "c" + k).toList();
        attributes.add(new Attribute("target", classes));
        Instances instances = new Instances("rows", attributes, data.rows());
        instances.setClassIndex(data.features());
        for (int row = 0; row < data.rows(); row++) {
            double[] values = new double[data.features() + 1];
            System.arraycopy(data.row(row), 0, values, 0, data.features());
            values[data.features()] = data.targets()[row];
            instances.add(new DenseInstance(1.0, values));
        }
        return instances;
    }
}
