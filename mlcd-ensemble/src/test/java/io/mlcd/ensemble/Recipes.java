package io.mlcd.ensemble;

import io.mlcd.core.metric.Metric;
import io.mlcd.ensemble.calibrate.Calibrated;
import io.mlcd.ensemble.calibrate.Decided;
import io.mlcd.ensemble.learn.AdaBoost;
import io.mlcd.ensemble.learn.Bagging;
import io.mlcd.ensemble.learn.Combine;
import io.mlcd.ensemble.learn.Folds;
import io.mlcd.ensemble.learn.Learner;
import io.mlcd.ensemble.learn.Partition;
import io.mlcd.ensemble.learn.Partitioned;
import io.mlcd.ensemble.learn.Preparation;
import io.mlcd.ensemble.learn.Prepared;
import io.mlcd.ensemble.learn.Selection;
import io.mlcd.ensemble.learn.Stacking;
import io.mlcd.ensemble.learn.Voting;
import io.mlcd.ensemble.linear.Linear;
import io.mlcd.ensemble.trees.Boosting;
import io.mlcd.ensemble.trees.ExtraTrees;
import io.mlcd.ensemble.trees.Loss;
import io.mlcd.ensemble.trees.RandomForest;
import io.mlcd.ensemble.trees.Trees;
import io.mlcd.ensemble.tribuo.Learners;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.regression.ensemble.AveragingCombiner;
import org.tribuo.regression.rtree.CARTRegressionTrainer;
import org.tribuo.regression.rtree.impurity.MeanSquaredError;
import org.tribuo.regression.sgd.linear.LinearSGDTrainer;
import org.tribuo.regression.sgd.objectives.SquaredLoss;
import org.tribuo.regression.slm.ElasticNetCDTrainer;

/** One small learner of each kind, and of the compositions, that take tables with categories and missing cells. */
public final class Recipes {
    private Recipes() {}

    /** A small tree behind a preparation. */
    public static Learner tree() {
        return Prepared.by(Preparation.standard(), Learners.tribuo(new CARTClassificationTrainer(4)));
    }

    /** A small tree for numbers behind a preparation. */
    public static Learner regressionTree() {
        return Prepared.by(Preparation.standard(), Learners.tribuo(new CARTRegressionTrainer(4)));
    }

    /** A logistic regression behind a preparation. */
    public static Learner logistic() {
        return Prepared.by(Preparation.scaled(), Learners.tribuo(new LogisticRegressionTrainer()));
    }

    /** A forest on bins. */
    public static Learner smallForest() {
        return RandomForest.standard().trees(3).depth(6);
    }

    /** A few rounds on bins. */
    public static Learner boosted() {
        return Boosting.gradient().rounds(4).depth(3);
    }

    /** For a target of classes. */
    public static Map<String, Learner> ofClasses() {
        Map<String, Learner> recipes = new LinkedHashMap<>();
        recipes.put("tree", tree());
        recipes.put(
                "forest",
                Prepared.by(
                        Preparation.standard().flagMissing(true),
                        Learners.tribuo(new RandomForestTrainer<>(
                                new CARTClassificationTrainer(4, 0.5f, 1), new VotingCombiner(), 5))));
        recipes.put("logistic", logistic());
        recipes.put("cart", Trees.cart().depth(5));
        recipes.put("pruned", Trees.cart().pruned(Folds.stratified(3)).oneStandardError());
        recipes.put("random forest", smallForest());
        recipes.put("extra trees", ExtraTrees.standard().trees(3).features(2));
        recipes.put("boosted", boosted());
        recipes.put(
                "boosted by leaves",
                Boosting.gradient()
                        .rounds(20)
                        .leaves(9)
                        .rowFraction(0.7)
                        .featureFraction(0.8)
                        .nodeFeatureFraction(0.5)
                        .balanced()
                        .earlyStopping(2, 0.2));
        recipes.put("our logistic", Linear.logistic());
        recipes.put(
                "sparse logistic", Linear.logistic().penalty(0.02).l1Ratio(0.7).balanced());
        recipes.put("platt", Calibrated.by(tree()).folds(Folds.stratified(3)));
        recipes.put("isotonic", Calibrated.by(tree()).isotonic().holdOut(0.3));
        recipes.put("temperature", Calibrated.by(tree()).temperature().folds(Folds.random(2)));
        recipes.put("decided", Decided.by(Linear.logistic()).cost("k1", "k0", 3));
        recipes.put("bagging", Bagging.of(tree()).members(4).rowFraction(0.7));
        recipes.put(
                "voting without replacement",
                Bagging.of(logistic())
                        .members(3)
                        .rowFraction(0.5)
                        .withoutReplacement()
                        .combine(Combine.VOTE));
        recipes.put("partitioned", Partitioned.by(Partition.stratified(3), tree()));
        recipes.put(
                "nested",
                Bagging.of(Partitioned.by(
                                Partition.stratified(2), Bagging.of(tree()).members(2)))
                        .members(3));
        recipes.put(
                "means of the target",
                Prepared.by(
                        Preparation.standard().encode(Preparation.Encode.TARGET).rareCategories(60), boosted()));
        recipes.put(
                "prepared outside",
                Prepared.by(
                        Preparation.standard()
                                .encode(Preparation.Encode.ORDINAL)
                                .clip(0.05, 0.95),
                        Bagging.of(Learners.tribuo(new CARTClassificationTrainer(3)))
                                .members(3)));
        recipes.put(
                "parts routed",
                Partitioned.by(Partition.byCategory("colour").minRows(20), boosted())
                        .combine(Combine.route().otherwise(tree())));
        recipes.put(
                "clusters routed",
                Partitioned.by(Partition.byClusters(2), boosted()).combine(Combine.route()));
        recipes.put(
                "parts stacked",
                Partitioned.by(Partition.byQuantiles("noise", 2), boosted())
                        .combine(Combine.stacked(logistic()).passThrough()));
        recipes.put(
                "parts weighted", Partitioned.by(Partition.random(2), boosted()).combine(Combine.weighted()));
        recipes.put("balanced", Bagging.of(smallForest()).members(3).balanced().featureFraction(0.6));
        recipes.put("adaptive", AdaBoost.of(tree()).rounds(4).rate(0.5));
        recipes.put(
                "adaptive resampling", Boosting.adaBoost(logistic()).rounds(3).resampling());
        recipes.put(
                "stack",
                Stacking.of(smallForest().named("forest"), logistic(), tree())
                        .meta(logistic())
                        .folds(Folds.stratified(3)));
        recipes.put(
                "hard vote", Voting.of(smallForest(), logistic(), tree()).hard().weights(2, 1.5, 1));
        recipes.put(
                "weighted vote",
                Voting.of(smallForest(), logistic()).weightedBy(Metric.ROC_AUC).folds(Folds.stratified(2)));
        recipes.put(
                "selection",
                Selection.of(smallForest(), logistic(), tree(), boosted())
                        .bagged(3, 0.5)
                        .rounds(6));
        recipes.put(
                "nested stack",
                Bagging.of(Stacking.of(
                                        AdaBoost.of(tree()).rounds(2),
                                        Partitioned.by(Partition.stratified(2), boosted()))
                                .level(Voting.of(smallForest(), logistic()), Selection.of(tree(), smallForest()))
                                .passThrough()
                                .folds(Folds.random(2))
                                .meta(logistic()))
                        .members(2));
        return recipes;
    }

    /** For a target of numbers. */
    public static Map<String, Learner> ofNumbers() {
        Map<String, Learner> recipes = new LinkedHashMap<>();
        recipes.put("regression tree", regressionTree());
        recipes.put(
                "regression forest",
                Prepared.by(
                        Preparation.standard(),
                        Learners.tribuo(new RandomForestTrainer<>(
                                new CARTRegressionTrainer(4, 5, 0, 0.5f, false, new MeanSquaredError(), 1),
                                new AveragingCombiner(),
                                5))));
        recipes.put(
                "linear",
                Prepared.by(
                        Preparation.scaled(),
                        Learners.tribuo(new LinearSGDTrainer(new SquaredLoss(), new AdaGrad(0.1), 5, 1))));
        recipes.put(
                "elastic net",
                Prepared.by(
                        Preparation.scaled().flagMissing(true), Learners.tribuo(new ElasticNetCDTrainer(0.01, 0.5))));
        recipes.put("regression cart", Trees.cart().pruned(0.1));
        recipes.put("random regression forest", smallForest());
        recipes.put("extra regression trees", ExtraTrees.standard().trees(3));
        recipes.put("boosted numbers", boosted());
        recipes.put(
                "boosted monotone",
                Boosting.gradient()
                        .rounds(4)
                        .loss(Loss.huber(2))
                        .increasing("x")
                        .decreasing("noise")
                        .randomThresholds());
        recipes.put(
                "boosted median",
                Boosting.gradient().rounds(4).loss(Loss.quantile(0.5)).leaves(5));
        recipes.put("ridge", Linear.ridge());
        recipes.put("lasso", Linear.lasso());
        recipes.put(
                "bagged regression",
                Bagging.of(Partitioned.by(Partition.random(2), regressionTree()))
                        .members(3));
        recipes.put(
                "windows routed",
                Partitioned.by(Partition.byTime("noise", 3), boosted()).combine(Combine.route()));
        recipes.put("adaptive regression", AdaBoost.of(regressionTree()).rounds(4));
        recipes.put(
                "adaptive regression resampling",
                AdaBoost.of(smallForest())
                        .rounds(4)
                        .loss(AdaBoost.Loss.EXPONENTIAL)
                        .resampling());
        recipes.put(
                "regression stack",
                Stacking.of(boosted(), AdaBoost.of(regressionTree()).rounds(2))
                        .level(regressionTree(), smallForest())
                        .passThrough()
                        .meta(smallForest()));
        recipes.put(
                "regression mean", Voting.of(smallForest(), regressionTree()).weightedBy(Metric.RMSE));
        recipes.put(
                "regression selection",
                Selection.of(smallForest(), boosted(), regressionTree()).start(2));
        return recipes;
    }
}
