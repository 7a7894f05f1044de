package io.mlcd.ensemble.linear;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Learner;
import io.mlcd.ensemble.learn.Training;
import org.jspecify.annotations.Nullable;

/**
 * Linear regression: ridge, lasso and the elastic net. The {@linkplain io.mlcd.ensemble.linear package} says how it takes columns
 * and what it minimises; the loss is half the squared error of the target scaled to mean 0 and standard deviation 1, so a penalty
 * means the same for every target, and with an L1 penalty of 1 and numbers only no column is left.
 *
 * <p>With L2 only, up to {@value #MOST_EXACT} columns are solved exactly (Cholesky), more by conjugate gradients; without any
 * penalty, a column that others make up gets weight 0. With L1 it is coordinate descent (Friedman, Hastie and Tibshirani, 2010).
 * Immutable and equal by value.
 */
public final class LeastSquares implements Learner {
    static final int MOST_EXACT = 2_000;

    private final LinearSettings settings;

    LeastSquares(LinearSettings settings) {
        this.settings = settings;
    }

    /**
     * With another penalty, for the mean loss of a row; for ridge unless told 1 divided by the sum of the weights, which is as
     * strong as one row.
     *
     * @throws IllegalArgumentException if it is below 0
     */
    public LeastSquares penalty(double newPenalty) {
        return new LeastSquares(settings.withPenalty(newPenalty));
    }

    /**
     * With another share of the L1 penalty: 0 is ridge, 1 the lasso, between them is the elastic net.
     *
     * @throws IllegalArgumentException if it is not in [0, 1]
     */
    public LeastSquares l1Ratio(double newRatio) {
        return new LeastSquares(settings.withL1Ratio(newRatio));
    }

    /**
     * With at most so many steps where it is not solved exactly; 100 unless told. A step goes round the columns until they
     * settle. When they do not suffice, a warning is logged and the best is kept.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public LeastSquares maxIterations(int newIterations) {
        return new LeastSquares(settings.withMaxIterations(newIterations));
    }

    /**
     * Ending where no slope of the objective is greater; 1e-7 unless told.
     *
     * @throws IllegalArgumentException if it is not above 0 and below 1
     */
    public LeastSquares tolerance(double newTolerance) {
        return new LeastSquares(settings.withTolerance(newTolerance));
    }

    /** With, as unless told, or without a column for each number that is missing in some rows, 1 where it is missing. */
    public LeastSquares flagMissing(boolean newFlagMissing) {
        return new LeastSquares(settings.withFlagMissing(newFlagMissing));
    }

    /**
     * {@inheritDoc}
     *
     * @throws TrainingException if the target is a category
     */
    @Override
    public Model fit(Table table, Fit fit) throws InterruptedException {
        Training training = Training.of(table, fit);
        if (training.ofClasses()) {
            throw new TrainingException(
                    TrainingException.Reason.BAD_TARGET,
                    "the target \"" + training.target().name()
                            + "\" is a category, but least squares predict numbers; use Linear.logistic()");
        }
        double[] weights = Encoding.rowWeights(training);
        double sum = Encoding.normalise(weights);
        Encoding encoding = Encoding.of(training, weights, settings.flagMissing());
        Spread spread = Spread.of(training.target().toNumbers(), weights);
        double[] target = spread.standardised(training.target().toNumbers());
        Penalty penalty = settings.penaltyOf(sum);
        Design design = encoding.design();
        Loss loss = new Loss.Squared(target, weights);
        double[] found = penalty.l1() == 0 && design.columns() <= MOST_EXACT
                ? NormalEquations.solve(design, target, weights, penalty.l2(), fit)
                : new Search(design, loss, penalty, settings, fit).from(loss.start(design.columns()), toString());
        for (int i = 0; i < found.length; i++) {
            found[i] *= spread.deviation();
        }
        found[found.length - 1] += spread.mean();
        Model model = Model.of(training.signature(), encoding.form(found, 1, null));
        fit.pieceDone();
        return model;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LeastSquares that && settings.equals(that.settings);
    }

    @Override
    public int hashCode() {
        return settings.hashCode();
    }

    @Override
    public String toString() {
        return "least squares (" + settings + ")";
    }
}
