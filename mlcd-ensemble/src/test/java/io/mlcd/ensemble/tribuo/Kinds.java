package io.mlcd.ensemble.tribuo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongFunction;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.dtree.impurity.GiniIndex;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.ensemble.BaggingTrainer;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.ensemble.AveragingCombiner;
import org.tribuo.regression.rtree.CARTRegressionTrainer;
import org.tribuo.regression.rtree.impurity.MeanSquaredError;
import org.tribuo.regression.sgd.linear.LinearSGDTrainer;
import org.tribuo.regression.sgd.objectives.SquaredLoss;
import org.tribuo.regression.slm.ElasticNetCDTrainer;

/** The trainers that compile, small enough for a test. */
final class Kinds {
    private static final int DEPTH = 7;
    private static final int MEMBERS = 10;
    private static final float MIN_CHILD_WEIGHT = 5;

    private Kinds() {}

    static Map<String, LongFunction<Trainer<Label>>> ofClasses() {
        Map<String, LongFunction<Trainer<Label>>> kinds = new LinkedHashMap<>();
        kinds.put("tree", seed -> tree(1, seed));
        kinds.put("bag", seed -> new BaggingTrainer<>(tree(1, seed), new VotingCombiner(), MEMBERS, seed));
        kinds.put("forest", seed -> new RandomForestTrainer<>(tree(0.4f, seed), new VotingCombiner(), MEMBERS, seed));
        kinds.put("linear", Kinds::logistic);
        return kinds;
    }

    static Map<String, LongFunction<Trainer<Regressor>>> ofNumbers() {
        Map<String, LongFunction<Trainer<Regressor>>> kinds = new LinkedHashMap<>();
        kinds.put("tree", seed -> regressionTree(1, seed));
        kinds.put("bag", seed -> new BaggingTrainer<>(regressionTree(1, seed), new AveragingCombiner(), MEMBERS, seed));
        kinds.put(
                "forest",
                seed -> new RandomForestTrainer<>(regressionTree(0.4f, seed), new AveragingCombiner(), MEMBERS, seed));
        kinds.put("linear", seed -> new LinearSGDTrainer(new SquaredLoss(), new AdaGrad(0.1), 5, seed));
        kinds.put("elastic net", seed -> new ElasticNetCDTrainer(0.01, 0.5, seed));
        return kinds;
    }

    static CARTClassificationTrainer tree(float features, long seed) {
        return new CARTClassificationTrainer(DEPTH, MIN_CHILD_WEIGHT, 0, features, false, new GiniIndex(), seed);
    }

    /** While boosting all rows together have the weight 1. */
    static CARTClassificationTrainer treeForBoosting(long seed) {
        return new CARTClassificationTrainer(DEPTH, 1e-3f, 0, 1, false, new GiniIndex(), seed);
    }

    static CARTRegressionTrainer regressionTree(float features, long seed) {
        return new CARTRegressionTrainer(DEPTH, MIN_CHILD_WEIGHT, 0, features, false, new MeanSquaredError(), seed);
    }

    /** The class has no constructor with a seed; the optimiser makes it deterministic anyway. */
    static Trainer<Label> logistic(long seed) {
        return new org.tribuo.classification.sgd.linear.LinearSGDTrainer(
                new org.tribuo.classification.sgd.objectives.LogMulticlass(), new AdaGrad(1, 0.1), 5, 1000, seed);
    }

    static Trainer<Label> logisticRegression() {
        return new LogisticRegressionTrainer();
    }
}
