package io.mlcd.ensemble.learn;

import io.mlcd.core.data.Table;
import io.mlcd.core.metric.Measure;
import io.mlcd.core.model.Model;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Ensemble selection: of a library of learners those are chosen, one after the other and as often as it helps, whose mean predicts
 * held-out rows best. The model is the mean of the chosen ones, weighted by how often they were chosen. Immutable and equal by value.
 *
 * <p>Predictions are out of fold. Selection begins with the best few, adds in each round the learner that makes the mean best, and in
 * the end goes back to the best of the means on the way. Chosen learners are then fitted to all rows, the others are not.
 *
 * <p>The model keeps the {@linkplain io.mlcd.api.Decision decision} of the chosen, or the mean of their costs if they differ. While they
 * are chosen, a metric of labels goes by that of the whole library.
 *
 * <p>Under a {@linkplain Fit#deadline deadline} learners that cannot be fitted in time are left out.
 *
 * <pre>{@code
 * Selection.of(library).metric(Metric.ROC_AUC).rounds(100)
 * Selection.of(library).bagged(20, 0.5)                   // twenty selections, each from half of the library
 * }</pre>
 *
 * @see <a href="https://doi.org/10.1145/1015330.1015432">Caruana et al. (2004), Ensemble Selection from Libraries of Models</a>
 */
public final class Selection implements Learner {
    private final Settings settings;

    /**
     * All that was said.
     *
     * @param metric null for the default, which depends on the target
     * @param folds null for the default, which depends on the target
     */
    record Settings(
            Cast library,
            @Nullable Measure metric,
            @Nullable Folds folds,
            int rounds,
            int start,
            int bags,
            double libraryFraction) {
        Settings {
            require(rounds >= 1, "rounds", rounds, "at least 1");
            require(start >= 0, "start", start, "0 or more");
            require(bags >= 1, "bags", bags, "at least 1");
            require(libraryFraction > 0 && libraryFraction <= 1, "libraryFraction", libraryFraction, "in (0, 1]");
        }

        private static void require(boolean good, String name, Number value, String wanted) {
            if (!good) {
                throw new IllegalArgumentException(name + " was " + value + " but must be " + wanted);
            }
        }
    }

    private Selection(Settings settings) {
        this.settings = settings;
    }

    /**
     * From some learners.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Selection of(Learner... library) {
        return of(List.of(library));
    }

    /**
     * From some learners.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Selection of(List<? extends Learner> library) {
        return new Selection(new Settings(new Cast(List.copyOf(library)), null, null, 50, 1, 1, 1));
    }

    /** By another metric; unless told the log loss for classes, the root mean squared error for numbers. */
    public Selection metric(Measure newMetric) {
        Objects.requireNonNull(newMetric, "metric");
        Settings s = settings;
        return new Selection(new Settings(s.library, newMetric, s.folds, s.rounds, s.start, s.bags, s.libraryFraction));
    }

    /** With other folds, unless told five: stratified for classes, random for numbers. */
    public Selection folds(Folds newFolds) {
        Objects.requireNonNull(newFolds, "folds");
        Settings s = settings;
        return new Selection(new Settings(s.library, s.metric, newFolds, s.rounds, s.start, s.bags, s.libraryFraction));
    }

    /**
     * With another number of learners in the mean at the most, those that came several times counted so; 50 unless told.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Selection rounds(int newRounds) {
        Settings s = settings;
        return new Selection(new Settings(s.library, s.metric, s.folds, newRounds, s.start, s.bags, s.libraryFraction));
    }

    /**
     * Beginning with so many of the best learners, one of each; 1 unless told. More keeps a small set of held-out rows from being fitted
     * too well.
     *
     * @throws IllegalArgumentException if it is below 0
     */
    public Selection start(int newStart) {
        Settings s = settings;
        return new Selection(new Settings(s.library, s.metric, s.folds, s.rounds, newStart, s.bags, s.libraryFraction));
    }

    /**
     * With several selections, each from a random part of the library, at least one learner; the model is their mean.
     *
     * @param newBags how many, at least 1
     * @param newLibraryFraction how much of the library each sees, in (0, 1]
     * @throws IllegalArgumentException if one is not as stated
     */
    public Selection bagged(int newBags, double newLibraryFraction) {
        Settings s = settings;
        return new Selection(
                new Settings(s.library, s.metric, s.folds, s.rounds, s.start, newBags, newLibraryFraction));
    }

    /** Those of fitting each learner to each fold and to all rows; what is not chosen is told as done in the end. */
    @Override
    public int pieces() {
        return settings.library.pieces(Inner.folds(settings.folds) + 1);
    }

    @Override
    public Model fit(Table table, Fit fit) throws InterruptedException {
        return fitReported(table, fit).model();
    }

    /**
     * As {@link #fit(Table, Fit)}, and says how good each learner is out of fold, how much it weighs, and how good the mean is, a little too
     * good: it was chosen on the same rows.
     */
    public EnsembleReport fitReported(Table table, Fit fit) throws InterruptedException {
        return SelectionRun.of(settings, Training.of(table, fit), fit);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Selection that && settings.equals(that.settings);
    }

    @Override
    public int hashCode() {
        return settings.hashCode();
    }

    @Override
    public String toString() {
        return "selection of up to " + settings.rounds + " from " + settings.library
                + (settings.metric == null ? "" : " by " + settings.metric) + ", start " + settings.start
                + (settings.bags == 1 && settings.libraryFraction == 1
                        ? ""
                        : ", " + settings.bags + " bags of " + settings.libraryFraction)
                + (settings.folds == null ? "" : ", folds " + settings.folds);
    }
}
