package io.mlcd.core.metric;

import io.mlcd.api.Output;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The usual measures, without parameters. Rows count by their weights.
 *
 * <p>A metric is empty where it is not defined, and where a score is {@code NaN}: never a number that only looks good. A row
 * whose class the model does not know is never right. Cost: O(rows log rows) for those that order rows, else O(rows), for each
 * class.
 *
 * @see ClassMetric
 * @see NumberMetric
 */
public enum Metric implements Measure {
    /** The share of rows whose class was predicted; from 0 to 1. */
    ACCURACY(true, true, Decisions::accuracy),
    /**
     * The plain mean over the classes that occur of the share of their rows that was predicted, their recall; from 0 to 1.
     * Rows of classes that the model does not know are one more class, of recall 0.
     */
    BALANCED_ACCURACY(true, true, Decisions::balancedAccuracy),
    /**
     * The area under the ROC curve: the chance that a row of the class is scored above one that is not, ties counting
     * half; from 0 to 1. Of two classes the second one's, with more than two the plain mean over the classes, each against the
     * rest. Empty if the rows lack a class.
     */
    ROC_AUC(true, true, Ranking::rocAuc),
    /**
     * The area under the curve of precision over recall, as average precision: the mean over the rows of the class of the
     * precision among all rows that are scored as high or higher. No interpolation; rows of one score come together. From 0
     * to 1; a random order has the share of the class. Of two classes the second one's, with more than two the plain mean over
     * the classes. Empty if the rows lack a class.
     */
    PR_AUC(true, true, Ranking::averagePrecision),
    /**
     * The mean of {@code -ln(probability of the true class)}; 0 or more, less is better. A probability below 1e-15
     * counts as 1e-15, and so does that of a class which the model does not know.
     */
    LOG_LOSS(false, true, Probabilities::logLoss),
    /**
     * Half the mean squared distance between the probabilities and the truth, over all classes; from 0 to 1, less is better. Of
     * two classes it is the mean squared error of the probability of one of them.
     *
     * @see <a href="https://doi.org/10.1175/1520-0493(1950)078%3C0001:VOFEIT%3E2.0.CO;2">Brier (1950)</a>, whose score is
     *     twice as large
     */
    BRIER(false, true, Probabilities::brier),
    /**
     * The expected calibration error: how far probabilities are from frequencies, on average over 15 bins of equal width, each
     * counting by the weight of its rows; from 0 to 1, less is better. Of two classes the probability of the second is compared
     * with its share; with more than two that of the predicted class with the share of rows where it is right.
     *
     * @see <a href="https://proceedings.mlr.press/v70/guo17a.html">Guo et al. (2017), On Calibration of Modern Neural
     *     Networks, section 2</a>
     */
    CALIBRATION_ERROR(false, true, Probabilities::calibrationError),
    /**
     * The plain mean over the classes of their F1, the harmonic mean of precision and recall; from 0 to 1. Classes that
     * are neither true nor predicted anywhere are left out. A row whose class the model does not know is a wrong
     * prediction of the class that it was taken for.
     */
    MACRO_F1(true, true, Decisions::macroF1),
    /**
     * Matthews' correlation between true and predicted classes; from -1 to 1, 0 is chance. Empty if all rows are of one class,
     * or were taken for one.
     *
     * @see <a href="https://doi.org/10.1016/j.compbiolchem.2004.09.006">Gorodkin (2004)</a>, for more than two classes
     */
    MATTHEWS(true, true, Decisions::matthews),
    /** The root of the mean squared error, in the unit of the target; less is better. */
    RMSE(false, false, Errors::rootMeanSquared),
    /** The mean absolute error, in the unit of the target; less is better. */
    MAE(false, false, Errors::meanAbsolute),
    /**
     * The median absolute error, in the unit of the target; less is better. Where exactly half the weight is at an error or
     * below, the mean of this error and the next.
     */
    MEDIAN_AE(false, false, Errors::medianAbsolute),
    /**
     * The share of the target's variance that is predicted: 1 is perfect, 0 no better than the mean, below 0 worse.
     * Empty if the target is constant.
     */
    R2(true, false, Errors::explained),
    /** The mean of {@code |error / true number|}; 0 or more, less is better. Empty if a true number is 0. */
    MAPE(false, false, Errors::relative),
    /**
     * The mean of {@code 2 |error| / (|true number| + |predicted number|)}, 0 where both are 0; from 0 to 2, less is better.
     */
    SMAPE(false, false, Errors::symmetricRelative),
    /**
     * The root of the mean squared difference of {@code ln(1 + number)}; less is better. Empty if a true or predicted number is
     * -1 or less.
     */
    RMSLE(false, false, Errors::rootMeanSquaredLog),
    /**
     * The mean deviance of a Poisson distribution, {@code 2 (y ln(y / m) - y + m)}; 0 or more, less is better. Empty if a true
     * number y is below 0, or a predicted one m not above 0.
     */
    POISSON_DEVIANCE(false, false, outcomes -> Errors.deviance(outcomes, 1)),
    /**
     * The mean deviance of a Gamma distribution, {@code 2 (ln(m / y) + y / m - 1)}; 0 or more, less is better. Empty if a true
     * number y or a predicted one m is not above 0.
     */
    GAMMA_DEVIANCE(false, false, outcomes -> Errors.deviance(outcomes, 2));

    private final boolean higherIsBetter;
    private final boolean ofClasses;

    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    private final Function<Outcomes, Weighed> definition;

    Metric(boolean higherIsBetter, boolean ofClasses, Function<Outcomes, Weighed> definition) {
        this.higherIsBetter = higherIsBetter;
        this.ofClasses = ofClasses;
        this.definition = definition;
    }

    @Override
    public boolean higherIsBetter() {
        return higherIsBetter;
    }

    @Override
    public boolean appliesTo(Output output) {
        return ofClasses == (output instanceof Output.Classes);
    }

    @Override
    public OptionalDouble of(Outcomes outcomes) {
        return over(outcomes).of(outcomes.weights());
    }

    @Override
    public Weighed over(Outcomes outcomes) {
        return Sums.defined(this, outcomes) ? definition.apply(outcomes) : weights -> OptionalDouble.empty();
    }
}
