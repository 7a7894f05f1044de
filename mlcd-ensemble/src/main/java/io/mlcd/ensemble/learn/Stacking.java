package io.mlcd.ensemble.learn;

import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stacking: a meta learner that learns from what others predict for rows which they were not fitted to. Immutable and equal by value.
 *
 * <p>Each member is fitted to the training rows of each fold and predicts the others; these out-of-fold predictions are the meta
 * learner's features. In the model, the members are those fitted to all rows. A member's probabilities are one column for each class
 * but the first, which says nothing that the others do not, for example {@code forest: Yes}, and they are seen as logarithms of their
 * odds; its number is one column. A class that a fold's training rows lack has probability 0. With {@linkplain Folds#timed timed} folds the rows of the first block have no
 * prediction and do not train the meta learner.
 *
 * <p>The stack decides for a class as its meta learner does; members are read by their probabilities, whatever they decide.
 *
 * <p>Under a {@linkplain Fit#deadline deadline} each fit gets its share of the time; a member that lacks a fit is left out.
 *
 * <pre>{@code
 * Stacking.of(RandomForest.standard().named("forest"), Boosting.gradient(), Bagging.of(learner))
 *         .level(Boosting.gradient().depth(2), other)             // these learn from the three
 *         .meta(logistic)                                         // and this from the two
 * }</pre>
 *
 * @see <a href="https://doi.org/10.1016/S0893-6080(05)80023-1">Wolpert (1992), Stacked Generalization</a>
 */
public final class Stacking implements Learner {
    private final Settings settings;

    /**
     * All that was said.
     *
     * @param meta null until it was given
     * @param folds null for the default, which depends on the target
     */
    record Settings(
            List<Cast> levels,
            @Nullable Learner meta,
            @Nullable Folds folds,
            boolean passThrough) {}

    private Stacking(Settings settings) {
        this.settings = settings;
    }

    /**
     * A stack of members; {@link #meta} says what learns from them.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Stacking of(Learner... members) {
        return new Stacking(new Settings(List.of(Cast.of(members)), null, null, false));
    }

    /** With what learns from the predictions of the last level; for classes it must give probabilities. */
    public Stacking meta(Learner newMeta) {
        Objects.requireNonNull(newMeta, "meta");
        return new Stacking(new Settings(settings.levels, newMeta, settings.folds, settings.passThrough));
    }

    /**
     * With members that learn from the predictions of those before, and from whose predictions the next level, or the meta learner, does.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Stacking level(Learner... members) {
        List<Cast> more = new ArrayList<>(settings.levels);
        more.add(Cast.of(members));
        return new Stacking(new Settings(List.copyOf(more), settings.meta, settings.folds, settings.passThrough));
    }

    /** With other folds, unless told five: stratified for classes, random for numbers. All levels use the same. */
    public Stacking folds(Folds newFolds) {
        Objects.requireNonNull(newFolds, "folds");
        return new Stacking(new Settings(settings.levels, settings.meta, newFolds, settings.passThrough));
    }

    /** With the features of the table, as they are, beside the predictions on each level above the first. */
    public Stacking passThrough() {
        return new Stacking(new Settings(settings.levels, settings.meta, settings.folds, true));
    }

    private Learner meta() {
        if (settings.meta == null) {
            throw new IllegalStateException(
                    "the stack has members but nothing that learns from them; say what: Stacking.of(...).meta(learner)");
        }
        return settings.meta;
    }

    @Override
    public int pieces() {
        int pieces = settings.meta == null ? 0 : settings.meta.pieces();
        for (Cast level : settings.levels) {
            pieces += level.pieces(Inner.folds(settings.folds) + 1);
        }
        return pieces;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if there is no meta learner
     */
    @Override
    public Model fit(Table table, Fit fit) throws InterruptedException {
        return StackRun.of(settings, meta(), Training.of(table, fit), fit, false)
                .model();
    }

    /**
     * As {@link #fit(Table, Fit)}, and says how good each member is out of fold, and the stack: the meta learner is fitted to the
     * members' predictions in each fold's training rows and predicts the others. The stack's score is a little too good, since the
     * members that made its training rows had been fitted to the fold's rows: of 4,000 rows with shuffled labels it finds an area
     * under the ROC curve of 0.510 on average, where new rows give 0.499. With timed folds it has one block less than the members'
     * scores.
     *
     * @throws IllegalStateException if there is no meta learner
     */
    public EnsembleReport fitReported(Table table, Fit fit) throws InterruptedException {
        long started = System.nanoTime();
        return StackRun.of(settings, meta(), Training.of(table, fit), fit, true).report(started);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Stacking that && settings.equals(that.settings);
    }

    @Override
    public int hashCode() {
        return settings.hashCode();
    }

    @Override
    public String toString() {
        return "stack of " + settings.levels + (settings.passThrough ? " and the features" : "") + " under "
                + settings.meta + (settings.folds == null ? "" : ", folds " + settings.folds);
    }
}
