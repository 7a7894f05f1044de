package io.mlcd.ensemble.linear;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Linked;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Learner;
import io.mlcd.ensemble.learn.Training;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Logistic regression, for two classes by one score and a sigmoid, for more by one score each and softmax. The
 * {@linkplain io.mlcd.ensemble.linear package} says how it takes columns and what it minimises; the loss is the log loss.
 *
 * <p>Any penalty above 0 makes the minimum finite, also when a plane parts the classes. Immutable and equal by value.
 *
 * <pre>{@code
 * Linear.logistic().penalty(0.001).balanced()
 * Linear.logistic().penalty(0.001).l1Ratio(1)         // leaves out columns
 * }</pre>
 */
public final class LogisticRegression implements Learner {
    private final LinearSettings settings;
    private final ClassWeights classWeights;

    LogisticRegression(LinearSettings settings, ClassWeights classWeights) {
        this.settings = settings;
        this.classWeights = classWeights;
    }

    private LogisticRegression with(LinearSettings newSettings) {
        return new LogisticRegression(newSettings, classWeights);
    }

    /**
     * With another penalty, for the mean loss of a row; unless told 1 divided by the sum of the weights, which is as strong as
     * one row.
     *
     * @throws IllegalArgumentException if it is below 0
     */
    public LogisticRegression penalty(double newPenalty) {
        return with(settings.withPenalty(newPenalty));
    }

    /**
     * With another share of the L1 penalty: 0, unless told, is L2 only, 1 is L1 only, between them is the elastic net.
     *
     * @throws IllegalArgumentException if it is not in [0, 1]
     */
    public LogisticRegression l1Ratio(double newRatio) {
        return with(settings.withL1Ratio(newRatio));
    }

    /**
     * With at most so many Newton steps; 100 unless told. When they do not suffice, a warning is logged and the best is kept.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public LogisticRegression maxIterations(int newIterations) {
        return with(settings.withMaxIterations(newIterations));
    }

    /**
     * Ending where no slope of the objective is greater; 1e-7 unless told.
     *
     * @throws IllegalArgumentException if it is not above 0 and below 1
     */
    public LogisticRegression tolerance(double newTolerance) {
        return with(settings.withTolerance(newTolerance));
    }

    /** With, as unless told, or without a column for each number that is missing in some rows, 1 where it is missing. */
    public LogisticRegression flagMissing(boolean newFlagMissing) {
        return with(settings.withFlagMissing(newFlagMissing));
    }

    /** With weights that make all classes count the same, however rare they are. */
    public LogisticRegression balanced() {
        return new LogisticRegression(settings, ClassWeights.BALANCED);
    }

    /**
     * With weights that the rows of some classes have beside their own.
     *
     * @param newWeights by label, above 0; 1 for a class that is not named
     * @throws IllegalArgumentException if one is not finite and above 0
     */
    public LogisticRegression classWeights(Map<String, Double> newWeights) {
        return new LogisticRegression(settings, ClassWeights.of(newWeights));
    }

    /**
     * {@inheritDoc}
     *
     * @throws TrainingException if the target is a number, or has no row of a class that has a weight
     */
    @Override
    public Model fit(Table table, Fit fit) throws InterruptedException {
        Training training = Training.of(table, fit);
        if (!training.ofClasses()) {
            throw new TrainingException(
                    TrainingException.Reason.BAD_TARGET,
                    "the target \"" + training.target().name()
                            + "\" is a number, but logistic regression predicts classes; use Linear.ridge(), or"
                            + " table.asCategory(\"" + training.target().name() + "\")");
        }
        double[] weights = Encoding.rowWeights(training);
        classWeights.apply(training.target(), weights);
        double sum = Encoding.normalise(weights);
        Encoding encoding = Encoding.of(training, weights, settings.flagMissing());
        Loss loss = loss(training, weights);
        double[] found = new Search(encoding.design(), loss, settings.penaltyOf(sum), settings, fit)
                .from(loss.start(encoding.design().columns()), toString());
        Model model = Model.of(
                training.signature(),
                encoding.form(found, loss.width(), loss.width() == 1 ? Linked.Link.SIGMOID : Linked.Link.SOFTMAX));
        fit.pieceDone();
        return model;
    }

    private static Loss loss(Training training, double[] weights) {
        int[] classes = new int[weights.length];
        for (int row = 0; row < classes.length; row++) {
            classes[row] = training.target().code(row);
        }
        int width = training.signature().output().width();
        return width == 2 ? new Loss.Sigmoid(classes, weights) : new Loss.Softmax(classes, width, weights);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LogisticRegression that
                && settings.equals(that.settings)
                && classWeights.equals(that.classWeights);
    }

    @Override
    public int hashCode() {
        return Objects.hash(settings, classWeights);
    }

    @Override
    public String toString() {
        return "logistic regression (" + settings + classWeights + ")";
    }
}
