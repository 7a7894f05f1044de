package io.mlcd.ensemble.trees;

import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Fitter;
import io.mlcd.ensemble.learn.Learner;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Extremely randomised trees: a forest of deep trees that are each grown on all rows and cut, at each split, a few features drawn
 * anew at random places, of which the best is taken; their answers are averaged, class probabilities or numbers. Rougher trees
 * than those of {@link RandomForest}, smoother in the mean.
 *
 * <p>A random place is one of the borders between a feature's bins, so that each is as likely whatever the feature's scale; of a
 * category it is a random set. Missing values and categories need no preparation. Immutable and equal by value.
 *
 * <pre>{@code
 * Model model = ExtraTrees.standard().trees(200).fit(table.target("churn"));
 * }</pre>
 *
 * @see <a href="https://doi.org/10.1007/s10994-006-6226-1">Geurts, Ernst and Wehenkel (2006), Extremely Randomized Trees</a>
 */
public final class ExtraTrees implements Learner {
    private static final ExtraTrees STANDARD = new ExtraTrees(
            new ForestSettings(100, ForestSettings.DEEPEST, 0, 0, Cuts.MOST, ForestSettings.Drawing.ALL_CUT_AT_RANDOM));

    private final ForestSettings settings;

    private ExtraTrees(ForestSettings settings) {
        this.settings = settings;
    }

    /** A hundred trees, grown until leaves are pure or as small as they may be. */
    public static ExtraTrees standard() {
        return STANDARD;
    }

    /**
     * With another number of trees; 100 unless told.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public ExtraTrees trees(int newTrees) {
        return new ExtraTrees(settings.withTrees(newTrees));
    }

    /**
     * With trees of another depth, the most splits between root and leaf; 200 unless told.
     *
     * @throws IllegalArgumentException if it is not from 1 to 200
     */
    public ExtraTrees depth(int newDepth) {
        return new ExtraTrees(settings.withDepth(newDepth));
    }

    /**
     * With leaves of at least so many rows; unless told 1 for classes, 5 for numbers.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public ExtraTrees minLeafRows(int newRows) {
        ForestSettings.require(newRows >= 1, "minLeafRows", newRows, "at least 1");
        return new ExtraTrees(settings.withMinLeafRows(newRows));
    }

    /**
     * Trying so many features at each split, all if there are no more; unless told the square root of their number for
     * classes, a third of it for numbers.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public ExtraTrees features(int newFeatures) {
        ForestSettings.require(newFeatures >= 1, "features", newFeatures, "at least 1");
        return new ExtraTrees(settings.withFeatures(newFeatures));
    }

    /**
     * With at most so many bins for the values of a feature; 255 unless told.
     *
     * @throws IllegalArgumentException if it is not from 2 to 255
     */
    public ExtraTrees bins(int newBins) {
        return new ExtraTrees(settings.withBins(newBins));
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
        return other instanceof ExtraTrees that && settings.equals(that.settings);
    }

    @Override
    public int hashCode() {
        return Objects.hash(settings);
    }

    @Override
    public String toString() {
        return "extra trees (" + settings.description() + ")";
    }
}
