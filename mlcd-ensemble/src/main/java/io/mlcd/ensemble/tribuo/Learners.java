package io.mlcd.ensemble.tribuo;

import io.mlcd.ensemble.learn.Learner;
import java.util.function.LongFunction;
import org.tribuo.Output;
import org.tribuo.Trainer;

/**
 * Tribuo's trainers as learners.
 *
 * <p>They take numbers only: put {@link io.mlcd.ensemble.learn.Prepared} around them where the table has categories or
 * missing values. What becomes of a trained model:
 *
 * <ul>
 *   <li>Decision trees, bagged, boosted and random ensembles of them, linear models and naive Bayes become plain data that serves
 *       without Tribuo: labels are the same as Tribuo's on every row, scores are the same to the last bit for trees and their
 *       ensembles and within 1e-9 for the others.
 *   <li>K-NN, factorization machines, kernel SVMs, LibSVM and XGBoost are carried inside the artifact and answered by Tribuo;
 *       whoever reads it hands in {@link TribuoCodec}. {@code mlcd-interop} reads XGBoost's own files without it.
 *   <li>Models of other kinds, LibLinear's among them, whose bytes hold Java objects, can be fitted, evaluated and combined, but not
 *       published.
 * </ul>
 *
 * <p>Scores that are no probabilities, as those of a hinge loss or an SVM, become some by softmax; the label stays. A missing number
 * at serving is taken as the median of the training rows. AdaBoost over trees that cannot split is refused.
 *
 * <p>Every fit gets a trainer of its own, since a trainer that is used twice gives another model the second time. Tribuo
 * writes a line for each tree to {@code java.util.logging}; set the level of {@code org.tribuo} to be rid of it. Where the default
 * language is Turkish or Azerbaijani it cannot write its models, so what must be written to be compiled or carried is refused.
 */
public final class Learners {
    private Learners() {}

    /**
     * A trainer as a learner. Each fit makes a copy of it from its configuration, with seeds drawn from the trainer's own
     * and the fit's.
     *
     * @param trainer of classes ({@code Label}) or numbers ({@code Regressor}); it is not used itself
     * @throws IllegalArgumentException if it cannot be copied; use {@link #tribuo(LongFunction)} then
     */
    public static <T extends Output<T>> Learner tribuo(Trainer<T> trainer) {
        return TribuoLearner.of(new TrainerCopies<>(trainer));
    }

    /**
     * A trainer as a learner, made anew for each fit.
     *
     * <pre>{@code
     * Learners.tribuo(seed -> new CARTClassificationTrainer(8, 5, 0, 1, false, new GiniIndex(), seed))
     * }</pre>
     *
     * @param trainers makes a trainer of classes ({@code Label}) or numbers ({@code Regressor}) from a seed
     */
    public static <T extends Output<T>> Learner tribuo(LongFunction<? extends Trainer<T>> trainers) {
        return TribuoLearner.of(new TrainerFactory<>(trainers));
    }
}
