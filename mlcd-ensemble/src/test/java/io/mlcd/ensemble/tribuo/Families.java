package io.mlcd.ensemble.tribuo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongFunction;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.classification.libsvm.LibSVMClassificationTrainer;
import org.tribuo.classification.libsvm.SVMClassificationType;
import org.tribuo.classification.sgd.fm.FMClassificationTrainer;
import org.tribuo.classification.sgd.kernel.KernelSVMTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.classification.xgboost.XGBoostClassificationTrainer;
import org.tribuo.common.libsvm.KernelType;
import org.tribuo.common.libsvm.SVMParameters;
import org.tribuo.common.nearest.KNNModel;
import org.tribuo.common.nearest.KNNTrainer;
import org.tribuo.ensemble.BaggingTrainer;
import org.tribuo.math.distance.L1Distance;
import org.tribuo.math.distance.L2Distance;
import org.tribuo.math.kernel.Polynomial;
import org.tribuo.math.kernel.RBF;
import org.tribuo.math.neighbour.NeighboursQueryFactoryType;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.ensemble.AveragingCombiner;
import org.tribuo.regression.libsvm.LibSVMRegressionTrainer;
import org.tribuo.regression.libsvm.SVMRegressionType;
import org.tribuo.regression.sgd.fm.FMRegressionTrainer;
import org.tribuo.regression.sgd.objectives.SquaredLoss;
import org.tribuo.regression.xgboost.XGBoostRegressionTrainer;

/** The trainers whose models are carried for a codec, small enough for a test. */
final class Families {
    private Families() {}

    static Map<String, LongFunction<Trainer<Label>>> ofClasses() {
        Map<String, LongFunction<Trainer<Label>>> kinds = new LinkedHashMap<>();
        kinds.put(
                "k-nn",
                seed -> new KNNTrainer<>(
                        5,
                        new L2Distance(),
                        1,
                        new VotingCombiner(),
                        KNNModel.Backend.THREADPOOL,
                        NeighboursQueryFactoryType.BRUTE_FORCE));
        kinds.put(
                "k-nn by a tree, 4 threads",
                seed -> new KNNTrainer<>(
                        3,
                        new L1Distance(),
                        4,
                        new VotingCombiner(),
                        KNNModel.Backend.STREAMS,
                        NeighboursQueryFactoryType.KD_TREE));
        kinds.put(
                "factorization machine",
                seed -> new FMClassificationTrainer(new LogMulticlass(), new AdaGrad(0.1), 3, seed, 3, 0.1));
        kinds.put("svm with probabilities", seed -> new LibSVMClassificationTrainer(svm(true), seed));
        kinds.put(
                "bag of k-nn",
                seed -> new BaggingTrainer<>(ofClasses().get("k-nn").apply(seed), new VotingCombiner(), 3, seed));
        return kinds;
    }

    /** Their scores become probabilities only here. */
    static Map<String, LongFunction<Trainer<Label>>> withoutProbabilities() {
        Map<String, LongFunction<Trainer<Label>>> kinds = new LinkedHashMap<>();
        kinds.put("svm", seed -> new LibSVMClassificationTrainer(svm(false), seed));
        kinds.put("kernel svm", seed -> new KernelSVMTrainer(new RBF(0.5), 0.01, 2, seed));
        kinds.put("polynomial svm", seed -> new KernelSVMTrainer(new Polynomial(0.5, 1, 2), 0.01, 2, seed));
        return kinds;
    }

    static SVMParameters<Label> svm(boolean probabilities) {
        SVMParameters<Label> parameters =
                new SVMParameters<>(new SVMClassificationType(SVMClassificationType.SVMMode.C_SVC), KernelType.RBF);
        parameters.setGamma(0.5);
        parameters.setCost(1);
        if (probabilities) {
            parameters.setProbability();
        }
        return parameters;
    }

    static Map<String, LongFunction<Trainer<Regressor>>> ofNumbers() {
        Map<String, LongFunction<Trainer<Regressor>>> kinds = new LinkedHashMap<>();
        kinds.put(
                "k-nn",
                seed -> new KNNTrainer<>(
                        5,
                        new L2Distance(),
                        1,
                        new AveragingCombiner(),
                        KNNModel.Backend.THREADPOOL,
                        NeighboursQueryFactoryType.BRUTE_FORCE));
        kinds.put(
                "factorization machine",
                seed -> new FMRegressionTrainer(new SquaredLoss(), new AdaGrad(0.1), 3, seed, 3, 0.1, true));
        kinds.put("svm", seed -> new LibSVMRegressionTrainer(regression(), true, seed));
        return kinds;
    }

    private static SVMParameters<Regressor> regression() {
        SVMParameters<Regressor> parameters =
                new SVMParameters<>(new SVMRegressionType(SVMRegressionType.SVMMode.EPSILON_SVR), KernelType.RBF);
        parameters.setGamma(0.5);
        return parameters;
    }

    static Trainer<Label> xgboost(long seed) {
        return new XGBoostClassificationTrainer(8, 0.3, 0, 4, 1, 1, 1, 1, 0, 1, true, seed);
    }

    static Trainer<Regressor> xgboostOfNumbers(long seed) {
        return new XGBoostRegressionTrainer(
                XGBoostRegressionTrainer.RegressionType.LINEAR, 8, 0.3, 0, 4, 1, 1, 1, 1, 0, 1, true, seed);
    }
}
