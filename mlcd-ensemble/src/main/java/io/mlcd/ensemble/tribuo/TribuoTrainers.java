package io.mlcd.ensemble.tribuo;

import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Learner;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.regression.Regressor;

/**
 * Learners as trainers of Tribuo, for Tribuo's own data sets, evaluators, cross-validation and ensembles.
 *
 * <pre>{@code
 * Trainer<Label> trainer = TribuoTrainers.label(RandomForest.standard()); // was: new RandomForestTrainer<>(...)
 * Model<Label> model = trainer.train(dataset);
 * LabelEvaluation evaluation = new LabelEvaluator().evaluate(model, test);
 * }</pre>
 *
 * <p>A data set becomes a table with a column for each of its features, all numbers, named as there. As elsewhere in Tribuo, a
 * feature that an example does not have is 0. That takes 8 bytes for each example and feature, also for sparse ones. Weights of
 * examples count by their share: they are scaled to a mean of 1. Regression has one dimension.
 *
 * <p>The first model of a trainer is that of the learner with the given {@link Fit}; the next one has another seed, by the number of
 * invocations, as Tribuo's ensembles expect. What is wrong with the data is a {@link io.mlcd.api.TrainingException}. Trainers are safe for
 * concurrent callers. Their models are {@link MlcdModel}s, which Tribuo can write as protobuf and read.
 */
public final class TribuoTrainers {
    private TribuoTrainers() {}

    /** A trainer of classes: seed 0, on the caller's thread. */
    public static Trainer<Label> label(Learner learner) {
        return label(learner, Fit.standard());
    }

    /**
     * A trainer of classes.
     *
     * @param fit seed, threads, deadline, whom to tell
     */
    public static Trainer<Label> label(Learner learner, Fit fit) {
        return new LearnerTrainer<>(Label.class, learner, fit);
    }

    /** A trainer of numbers: seed 0, on the caller's thread. */
    public static Trainer<Regressor> regressor(Learner learner) {
        return regressor(learner, Fit.standard());
    }

    /**
     * A trainer of numbers.
     *
     * @param fit seed, threads, deadline, whom to tell
     */
    public static Trainer<Regressor> regressor(Learner learner, Fit fit) {
        return new LearnerTrainer<>(Regressor.class, learner, fit);
    }
}
