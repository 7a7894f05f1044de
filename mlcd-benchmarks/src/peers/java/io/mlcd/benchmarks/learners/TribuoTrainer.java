package io.mlcd.benchmarks.learners;

import java.util.Map;
import java.util.stream.IntStream;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.dtree.impurity.GiniIndex;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** Tribuo's random forest; it grows one tree at a time, on one thread. */
final class TribuoTrainer implements Trainer {
    private static final int DEEPEST = 200;

    @Override
    public Fitted fit(Data data, Recipe recipe, int threads) {
        Recipe.Forest forest = (Recipe.Forest) recipe;
        CARTClassificationTrainer tree = new CARTClassificationTrainer(
                DEEPEST, forest.minLeafRows(), 0, (float) forest.tried() / data.features(), false, new GiniIndex(), 1);
        Model<Label> model =
                new RandomForestTrainer<>(tree, new VotingCombiner(), forest.trees(), 1).train(dataset(data));
        return rows -> scores(model, rows);
    }

    private static MutableDataset<Label> dataset(Data data) {
        LabelFactory factory = new LabelFactory();
        MutableDataset<Label> dataset = new MutableDataset<>(new SimpleDataSourceProvenance("rows", factory), factory);
        String[] names = names(data);
        int[] labels = data.labels();
        for (int row = 0; row < labels.length; row++) {
            dataset.add(new ArrayExample<>(new Label("c" + labels[row]), names, data.row(row)));
        }
        return dataset;
    }

    private static String[] names(Data data) {
        return IntStream.range(0, data.features()).mapToObj(f -> "f" + f).toArray(String[]::new);
    }

    private static double[] scores(Model<Label> model, Data data) {
        double[] scores = new double[data.rows() * data.classes()];
        String[] names = names(data);
        for (int row = 0; row < data.rows(); row++) {
            Map<String, Label> its = model.predict(new ArrayExample<>(LabelFactory.UNKNOWN_LABEL, names, data.row(row)))
                    .getOutputScores();
            for (int k = 0; k < data.classes(); k++) {
                Label label = its.get("c" + k);
                scores[row * data.classes() + k] = label == null ? 0 : label.getScore();
            }
        }
        return scores;
    }
}
