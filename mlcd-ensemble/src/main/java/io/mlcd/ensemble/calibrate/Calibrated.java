package io.mlcd.ensemble.calibrate;

import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Stacked;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Folds;
import io.mlcd.ensemble.learn.Learner;
import io.mlcd.ensemble.learn.Training;
import java.util.List;

/**
 * A learner of classes whose probabilities are corrected until they mean what they say: of the rows given 0.8 about 80 % are of the
 * class. What is wrong with them is found out from predictions for rows that the predicting model was not trained on: those of
 * {@linkplain #folds folds}, after which the model that is served is trained on all rows, or those of rows {@linkplain #holdOut held
 * out}. The result is one model; the order of its scores is kept, but for ties that an isotonic correction makes and, with more than
 * two classes, the correction of each class on its own.
 *
 * <p>A row that comes twice, as in samples with replacement, may lie on both sides of a fold; rather calibrate the ensemble than its
 * members.
 *
 * <pre>{@code
 * Calibrated.by(learner)                               // Platt's sigmoid on five stratified folds
 * Calibrated.by(learner).isotonic().folds(Folds.grouped(10))
 * Calibrated.by(learner).temperature().holdOut(0.2)
 * }</pre>
 *
 * @param learner gives the probabilities
 * @param method how they are corrected
 * @param folds who predicts whom
 * @param heldOut how many of the rows are held out instead of folds; 0 for folds
 */
public record Calibrated(Learner learner, Method method, Folds folds, double heldOut) implements Learner {
    private static final double MOST_HELD_OUT = 0.5;

    /** How probabilities are corrected. */
    public enum Method {
        /**
         * {@code 1 / (1 + exp(-(a ln(p / (1 - p)) + b)))} with {@code a >= 0}, by maximum likelihood with Platt's smoothed targets.
         * Of the logarithm of the odds, and not of p, so that right probabilities may stay as they are. More than two classes:
         * each against the rest, then divided by their sum.
         *
         * @see <a href="https://doi.org/10.1007/s10994-007-5018-6">Lin, Lin and Weng (2007), A Note on Platt's Probabilistic
         *     Outputs</a>
         */
        PLATT {
            @Override
            Form correction(Predicted predicted) {
                return Platt.correction(predicted);
            }
        },
        /**
         * The rising steps that are nearest to the outcomes (pool adjacent violators), kept from 0 and 1 by as much as Platt's
         * targets are. It takes a thousand rows or more. More than two classes: each against the rest, then divided by their
         * sum.
         *
         * @see <a href="https://doi.org/10.1145/775047.775151">Zadrozny and Elkan (2002), Transforming Classifier Scores</a>
         */
        ISOTONIC {
            @Override
            Form correction(Predicted predicted) {
                return Isotonic.correction(predicted);
            }
        },
        /**
         * {@code softmax(ln(p) / T)}: one temperature T from 0.01 to 100 for all classes, by maximum likelihood with one row's worth
         * of smoothing. The most probable class stays the same.
         *
         * @see <a href="https://proceedings.mlr.press/v70/guo17a.html">Guo et al. (2017), On Calibration of Modern Neural Networks</a>
         */
        TEMPERATURE {
            @Override
            Form correction(Predicted predicted) {
                return Temperature.correction(predicted);
            }
        };

        /** What is made of the probabilities of a row. */
        abstract Form correction(Predicted predicted);
    }

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if {@code heldOut} is not from 0 to 0.5
     */
    public Calibrated {
        if (!(heldOut >= 0 && heldOut <= MOST_HELD_OUT)) {
            throw new IllegalArgumentException("holdOut was " + heldOut + " but must be above 0 and at most "
                    + MOST_HELD_OUT + "; or use folds(Folds.stratified(5))");
        }
    }

    /** Platt's correction, on five stratified folds. */
    public static Calibrated by(Learner learner) {
        return new Calibrated(learner, Method.PLATT, Folds.stratified(5), 0);
    }

    /** By {@link Method#PLATT}. */
    public Calibrated platt() {
        return new Calibrated(learner, Method.PLATT, folds, heldOut);
    }

    /** By {@link Method#ISOTONIC}. */
    public Calibrated isotonic() {
        return new Calibrated(learner, Method.ISOTONIC, folds, heldOut);
    }

    /** By {@link Method#TEMPERATURE}. */
    public Calibrated temperature() {
        return new Calibrated(learner, Method.TEMPERATURE, folds, heldOut);
    }

    /** On the predictions of other folds; the learner is then fitted once for each, and once to all rows. */
    public Calibrated folds(Folds newFolds) {
        return new Calibrated(learner, method, newFolds, 0);
    }

    /**
     * On the predictions for some of the rows, drawn so that the target is spread as in the whole; the learner is fitted once, to
     * the others.
     *
     * @param fraction above 0 and at most 0.5
     * @throws IllegalArgumentException if it is not
     */
    public Calibrated holdOut(double fraction) {
        return new Calibrated(learner, method, folds, fraction == 0 ? Double.NaN : fraction);
    }

    @Override
    public int pieces() {
        return (heldOut > 0 ? 1 : folds.size() + 1) * learner.pieces();
    }

    /**
     * {@inheritDoc}
     *
     * @throws TrainingException if the target is a number, or folds cannot be made of the rows
     */
    @Override
    public Model fit(Table table, Fit fit) throws InterruptedException {
        Training training = Training.of(table, fit);
        Predicted predicted = heldOut > 0
                ? Predicted.heldOut(learner, training, heldOut, fit)
                : Predicted.outOfFold(learner, training, folds, fit);
        Model model = predicted.model();
        Output.Classes classes = (Output.Classes) training.signature().output();
        Output.Classes its = (Output.Classes) model.signature().output();
        boolean same = its.labels().equals(classes.labels());
        return Model.of(
                Signature.of(model.signature().features(), same ? its : classes),
                new Stacked(List.of(predicted.form()), method.correction(predicted), false));
    }

    /** For example {@code calibrated(isotonic, stratified(5), random forest)}. */
    @Override
    public String toString() {
        return "calibrated(" + method.name().toLowerCase(java.util.Locale.ROOT) + ", "
                + (heldOut > 0 ? "holdOut(" + heldOut + ")" : folds) + ", " + learner + ")";
    }
}
