package io.mlcd.ensemble.trees;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Fitter;
import io.mlcd.ensemble.learn.Learner;
import java.util.Map;
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
    static final GradientBoosting STANDARD = new GradientBoosting(BoostingSettings.standard(), TreeSettings.standard());

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
        return with(settings.withSampling(newFraction, settings.featureFraction()));
    }

    /**
     * With so many of the features in each tree, drawn anew; all unless told.
     *
     * @throws IllegalArgumentException if it is not in (0, 1]
     */
    public GradientBoosting featureFraction(double newFraction) {
        return with(settings.withSampling(settings.rowFraction(), newFraction));
    }

    /**
     * Trying so many of the features at each node, drawn anew; all unless told.
     *
     * @throws IllegalArgumentException if it is not in (0, 1]
     */
    public GradientBoosting nodeFeatureFraction(double newFraction) {
        return with(tree.nodeFeatureFraction(newFraction));
    }

    /** Trying each feature at one threshold that is drawn at random, instead of at all: faster, and less fitted to noise. */
    public GradientBoosting randomThresholds() {
        return with(tree.randomCuts(true));
    }

    /**
     * Stops when some rounds in a row have not lowered the loss on rows that are held out, and keeps the rounds up to the best.
     * The held-out rows are drawn from the training rows, spread by the target, and train nothing. They are drawn without regard to
     * the table's key or time: where rows of one key are alike, it stops too late, and a number of rounds is better chosen by
     * {@link io.mlcd.ensemble.evaluate.CrossValidation} over grouped or timed folds.
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
        return with(settings.withClassWeights(true, Map.of()));
    }

    /**
     * With rows that weigh more, or less, by their class; a class that is not named weighs 1.
     *
     * @param weights by label, above 0
     * @throws IllegalArgumentException if a weight is not above 0, or not finite
     */
    public GradientBoosting classWeights(Map<String, Double> weights) {
        return with(settings.withClassWeights(false, weights));
    }

    /**
     * With predictions that never fall when one of these numbers rises, all else equal: the number, or the probability of the
     * second of two classes. A missing value may stand anywhere.
     *
     * @param features names of numbers
     */
    public GradientBoosting increasing(String... features) {
        return with(settings.withMonotone(1, features));
    }

    /** With predictions that never rise when one of these numbers rises; see {@link #increasing}. */
    public GradientBoosting decreasing(String... features) {
        return with(settings.withMonotone(-1, features));
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

    /** How many rounds. */
    @Override
    public int pieces() {
        return settings.rounds();
    }

    /**
     * {@inheritDoc}
     *
     * @throws TrainingException if the loss does not go with the target
     */
    @Override
    public Model fit(Table table, Fit fit) throws InterruptedException {
        Binned binned = Binned.of(table, settings.bins(), fit);
        return fit(binned, binned.all(), fit);
    }

    @Override
    public Fitter over(Table table, Fit fit) {
        Binned binned = Binned.of(table, settings.bins(), fit);
        return (rows, its) -> fit(binned, rows, its);
    }

    private Model fit(Binned binned, int[] rows, Fit fit) throws InterruptedException {
        try (Crew crew = new Crew(fit)) {
            return BoostingRun.of(settings, tree, binned, rows, fit, crew).model();
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
