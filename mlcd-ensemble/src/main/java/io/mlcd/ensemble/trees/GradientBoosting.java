package io.mlcd.ensemble.trees;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Learner;
import io.mlcd.ensemble.learn.Training;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gradient boosting: trees that are each fitted to what those before them left over, by gradients and hessians of a loss.
 * For two classes one tree a round, for more one for each class, for a number one.
 *
 * <p>Missing values and categories need no preparation. Immutable and equal by value.
 *
 * <pre>{@code
 * Boosting.gradient().rounds(500).rate(0.05).depth(6)                    // 500 trees of depth 6
 * Boosting.gradient().rounds(2_000).leaves(31).earlyStopping(50, 0.2)    // until 50 rounds gained nothing on a fifth of the rows
 * }</pre>
 *
 * @see <a href="https://doi.org/10.1214/aos/1013203451">Friedman (2001), Greedy Function Approximation</a>
 * @see <a href="https://doi.org/10.1145/2939672.2939785">Chen and Guestrin (2016), XGBoost</a>
 */
public final class GradientBoosting implements Learner {
    static final GradientBoosting STANDARD = new GradientBoosting(
            new BoostingSettings(Loss.automatic(), 100, 0.1, 1, 1, 0, 0.2, false, Cuts.MOST),
            new TreeSettings(6, TreeSettings.UNLIMITED, false, 1, 1, 0));

    private final BoostingSettings settings;
    private final TreeSettings tree;

    private GradientBoosting(BoostingSettings settings, TreeSettings tree) {
        this.settings = settings;
        this.tree = tree;
    }

    private GradientBoosting with(BoostingSettings newSettings) {
        return new GradientBoosting(newSettings, tree);
    }

    private GradientBoosting with(TreeSettings newTree) {
        return new GradientBoosting(settings, newTree);
    }

    /** With another loss; unless told the log loss for classes, the squared error for numbers. */
    public GradientBoosting loss(Loss newLoss) {
        return with(settings.withLoss(Objects.requireNonNull(newLoss, "loss")));
    }

    /**
     * With another number of rounds; 100 unless told.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public GradientBoosting rounds(int newRounds) {
        return with(settings.withRounds(newRounds));
    }

    /**
     * With another learning rate (shrinkage); 0.1 unless told. Half the rate takes about twice the rounds.
     *
     * @throws IllegalArgumentException if it is not in (0, 1]
     */
    public GradientBoosting rate(double newRate) {
        return with(settings.withRate(newRate));
    }

    /**
     * With so many of the rows in each round, drawn anew without replacement; all unless told.
     *
     * @throws IllegalArgumentException if it is not in (0, 1]
     */
    public GradientBoosting rowFraction(double newFraction) {
        return with(settings.withRowFraction(newFraction));
    }

    /**
     * With so many of the features in each tree, drawn anew; all unless told.
     *
     * @throws IllegalArgumentException if it is not in (0, 1]
     */
    public GradientBoosting featureFraction(double newFraction) {
        return with(settings.withFeatureFraction(newFraction));
    }

    /**
     * Stops when some rounds in a row have not lowered the loss on rows that are held out, and keeps the rounds up to the best.
     * The held-out rows are drawn from the training rows, spread by the target, and train nothing.
     *
     * @param patience how many rounds, at least 1
     * @param validationFraction how many of the rows are held out, above 0 and at most 0.5
     * @throws IllegalArgumentException if one is not as stated
     */
    public GradientBoosting earlyStopping(int patience, double validationFraction) {
        if (patience < 1) {
            throw new IllegalArgumentException("patience was " + patience + " but must be at least 1 round");
        }
        return with(settings.withEarlyStopping(patience, validationFraction));
    }

    /** With weights that make all classes count the same, however rare they are. */
    public GradientBoosting balanced() {
        return with(settings.withBalanced());
    }

    /**
     * With at most so many bins for the values of a feature; 255 unless told. Fewer are faster and coarser.
     *
     * @throws IllegalArgumentException if it is not from 2 to 255
     */
    public GradientBoosting bins(int newBins) {
        return with(settings.withBins(newBins));
    }

    /**
     * With trees of another depth, the most splits between root and leaf; 6 unless told.
     *
     * @throws IllegalArgumentException if it is not from 1 to 64
     */
    public GradientBoosting depth(int newDepth) {
        return with(tree.depth(newDepth));
    }

    /**
     * With trees that grow best first, to at most so many leaves, and as deep as that takes: the leaf that gains most is split
     * next. Unless told, trees grow level by level to their depth. Call {@link #depth} after it for a limit of both.
     *
     * @throws IllegalArgumentException if it is below 2
     */
    public GradientBoosting leaves(int newLeaves) {
        return with(tree.leaves(newLeaves, true).depth(TreeSettings.DEEPEST));
    }

    /**
     * With another least weight of a leaf: the sum of its rows' hessians, which for the squared error are the rows' weights,
     * for the log loss {@code p (1 - p)} times these; 1 unless told.
     *
     * @throws IllegalArgumentException if it is below 0
     */
    public GradientBoosting minLeafWeight(double newWeight) {
        return with(tree.minLeafWeight(newWeight));
    }

    /**
     * With another L2 penalty of leaves' values; 1 unless told.
     *
     * @throws IllegalArgumentException if it is below 0
     */
    public GradientBoosting l2(double newL2) {
        return with(tree.l2(newL2));
    }

    /**
     * With splits that gain at least so much of the loss (summed over the rows, doubled); 0 unless told.
     *
     * @throws IllegalArgumentException if it is below 0
     */
    public GradientBoosting minGain(double newGain) {
        return with(tree.minGain(newGain));
    }

    /**
     * {@inheritDoc}
     *
     * @throws TrainingException if the loss does not go with the target
     */
    @Override
    public Model fit(Table table, Fit fit) throws InterruptedException {
        Training training = Training.of(table);
        try (Crew crew = new Crew(fit)) {
            Model model =
                    BoostingRun.of(settings, tree, training, fit.seed(), crew).model();
            fit.pieceDone();
            return model;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GradientBoosting that && settings.equals(that.settings) && tree.equals(that.tree);
    }

    @Override
    public int hashCode() {
        return Objects.hash(settings, tree);
    }

    @Override
    public String toString() {
        return "gradient boosting (" + settings + ", " + tree + ")";
    }
}
