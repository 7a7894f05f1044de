package io.mlcd.ensemble.trees;

import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Fitter;
import io.mlcd.ensemble.learn.Learner;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A random forest: deep trees, each grown on rows drawn with replacement, trying a few features drawn anew at each split; their
 * answers are averaged, class probabilities or numbers.
 *
 * <p>Splits lower the Gini impurity of classes, or the squared error of numbers. Missing values and categories need no
 * preparation. Immutable and equal by value.
 *
 * <pre>{@code
 * Model model = RandomForest.standard().trees(200).fit(table.target("churn"));
 * }</pre>
 *
 * @see <a href="https://doi.org/10.1023/A:1010933404324">Breiman (2001), Random Forests</a>
 */
public final class RandomForest implements Learner {
    private static final RandomForest STANDARD = new RandomForest(
            new ForestSettings(100, ForestSettings.DEEPEST, 0, 0, Cuts.MOST, ForestSettings.Drawing.BOOTSTRAP));

    private final ForestSettings settings;

    private RandomForest(ForestSettings settings) {
        this.settings = settings;
    }

    /** A hundred trees, grown until leaves are pure or as small as they may be. */
    public static RandomForest standard() {
        return STANDARD;
    }

    /**
     * With another number of trees; 100 unless told.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public RandomForest trees(int newTrees) {
        return new RandomForest(settings.withTrees(newTrees));
    }

    /**
     * With trees of another depth, the most splits between root and leaf; 200 unless told.
     *
     * @throws IllegalArgumentException if it is not from 1 to 200
     */
    public RandomForest depth(int newDepth) {
        return new RandomForest(settings.withDepth(newDepth));
    }

    /**
     * With leaves of at least so many of a tree's rows, each as often as it was drawn; unless told 1 for classes, 5 for numbers.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public RandomForest minLeafRows(int newRows) {
        ForestSettings.require(newRows >= 1, "minLeafRows", newRows, "at least 1");
        return new RandomForest(settings.withMinLeafRows(newRows));
    }

    /**
     * Trying so many features at each split, all if there are no more; unless told the square root of their number for
     * classes, a third of it for numbers.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public RandomForest features(int newFeatures) {
        ForestSettings.require(newFeatures >= 1, "features", newFeatures, "at least 1");
        return new RandomForest(settings.withFeatures(newFeatures));
    }

    /**
     * With at most so many bins for the values of a feature; 255 unless told.
     *
     * @throws IllegalArgumentException if it is not from 2 to 255
     */
    public RandomForest bins(int newBins) {
        return new RandomForest(settings.withBins(newBins));
    }

    @Override
    public int pieces() {
        return settings.trees();
    }

    @Override
    public Model fit(Table table, Fit fit) throws InterruptedException {
        Binned binned = Binned.of(table, settings.bins(), fit);
        return ForestRun.model(settings, binned, binned.all(), fit);
    }

    @Override
    public Fitter over(Table table, Fit fit) {
        Binned binned = Binned.of(table, settings.bins(), fit);
        return (rows, its) -> ForestRun.model(settings, binned, rows, its);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RandomForest that && settings.equals(that.settings);
    }

    @Override
    public int hashCode() {
        return Objects.hash(settings);
    }

    @Override
    public String toString() {
        return "random forest (" + settings.description() + ")";
    }
}
