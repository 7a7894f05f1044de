package io.mlcd.benchmarks.learners;

import java.util.stream.IntStream;
import smile.base.cart.SplitRule;
import smile.classification.RandomForest;
import smile.data.DataFrame;
import smile.data.formula.Formula;
import smile.data.vector.IntVector;

/** Smile's random forest, on the threads of the common pool. It also computes what it misses out of bag. */
final class SmileTrainer implements Trainer {
    private static final String TARGET = "target";

    /** As deep as trees get; Smile stops at 20 unless told. */
    private static final int DEEPEST = 200;

    @Override
    public Fitted fit(Data data, Recipe recipe, int threads) {
        Recipe.Forest forest = (Recipe.Forest) recipe;
        RandomForest model = RandomForest.fit(
                Formula.lhs(TARGET),
                features(data).merge(IntVector.of(TARGET, data.labels())),
                forest.trees(),
                forest.tried(),
                SplitRule.GINI,
                DEEPEST,
                data.rows(),
                forest.minLeafRows(),
                1.0);
        return rows -> scores(model, rows);
    }

    private static DataFrame features(Data data) {
        String[] names =
                IntStream.range(0, data.features()).mapToObj(f -> "f" + f).toArray(String[]::new);
        return DataFrame.of(data.wide(), names);
    }

    private static double[] scores(RandomForest model, Data data) {
        DataFrame frame = features(data).merge(IntVector.of(TARGET, data.labels())); // the target is not looked at
        double[] scores = new double[data.rows() * data.classes()];
        double[] its = new double[data.classes()];
        for (int row = 0; row < data.rows(); row++) {
            model.predict(frame.get(row), its);
            System.arraycopy(its, 0, scores, row * its.length, its.length);
        }
        return scores;
    }
}
