package io.mlcd.ensemble.trees;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Tree;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Fitter;
import io.mlcd.ensemble.learn.Folds;
import io.mlcd.ensemble.learn.Learner;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One tree that predicts the class frequencies, or the mean, of the training rows in each leaf. Splits lower the Gini impurity of
 * classes, or the squared error of numbers, most; all features are tried at each. Missing values and categories need no
 * preparation.
 *
 * <p>It can be pruned by cost-complexity: subtrees that lower the mean impurity, or mean squared error, of the training rows by
 * less than a penalty for each of their leaves become leaves. Immutable and equal by value.
 *
 * <pre>{@code
 * Trees.cart().depth(5)                                    // a tree that a person can read
 * Trees.cart().minLeafRows(5).pruned(0.001)                // with a penalty that is given
 * Trees.cart().minLeafRows(5).pruned(Folds.random(10))     // with the penalty that cross-validation finds best
 * }</pre>
 *
 * @see <a href="https://doi.org/10.1201/9781315139470">Breiman, Friedman, Olshen and Stone (1984), Classification and
 *     Regression Trees</a>
 */
public final class Cart implements Learner {
    static final Cart STANDARD = new Cart(
            new ForestSettings(1, ForestSettings.DEEPEST, 0, Integer.MAX_VALUE, Cuts.MOST, ForestSettings.Drawing.ALL),
            -1,
            null,
            false);

    private final ForestSettings settings;
    /** The penalty of a leaf; below 0 for no pruning. */
    private final double alpha;

    private final @Nullable Folds folds;
    private final boolean simplest;

    private Cart(ForestSettings settings, double alpha, @Nullable Folds folds, boolean simplest) {
        this.settings = settings;
        this.alpha = alpha;
        this.folds = folds;
        this.simplest = simplest;
    }

    private Cart with(ForestSettings newSettings) {
        return new Cart(newSettings, alpha, folds, simplest);
    }

    /**
     * Of another depth, the most splits between root and leaf; 200 unless told.
     *
     * @throws IllegalArgumentException if it is not from 1 to 200
     */
    public Cart depth(int newDepth) {
        return with(settings.withDepth(newDepth));
    }

    /**
     * With leaves of at least so many rows; unless told 1 for classes, 5 for numbers.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public Cart minLeafRows(int newRows) {
        ForestSettings.require(newRows >= 1, "minLeafRows", newRows, "at least 1");
        return with(settings.withMinLeafRows(newRows));
    }

    /**
     * With at most so many bins for the values of a feature; 255 unless told. With fewer different values splits are exact.
     *
     * @throws IllegalArgumentException if it is not from 2 to 255
     */
    public Cart bins(int newBins) {
        return with(settings.withBins(newBins));
    }

    /**
     * Pruned by a penalty for each leaf.
     *
     * @param newAlpha in the unit of the mean Gini impurity, or of the mean squared error, 0 or more; 0 takes only what gained nothing
     * @throws IllegalArgumentException if it is below 0, or not finite
     */
    public Cart pruned(double newAlpha) {
        if (!(newAlpha >= 0) || Double.isInfinite(newAlpha)) {
            throw new IllegalArgumentException("the penalty was " + newAlpha + " but must be finite, and 0 or more");
        }
        return new Cart(settings, newAlpha, null, false);
    }

    /**
     * Pruned by the penalty with which trees of all folds but one predict that fold with the least squared error (Brier score); rows
     * count by their weights. Under a {@linkplain Fit#deadline deadline} it is the penalty that the folds compared in time find best;
     * with none compared nothing is pruned.
     *
     * <p>Cost: a tree for each fold; memory of a few numbers for each fold and node of the tree.
     */
    public Cart pruned(Folds newFolds) {
        return new Cart(settings, -1, newFolds, simplest);
    }

    /**
     * Pruned by folds, to the smallest tree whose error is within one standard error of the least, instead of the best. For
     * the standard error rows of weights w are as many as {@code (sum w)^2 / sum w^2}.
     *
     * @throws IllegalStateException if it is not pruned by folds: call {@link #pruned(Folds)} first
     */
    public Cart oneStandardError() {
        if (folds == null) {
            throw new IllegalStateException(
                    "oneStandardError() chooses among trees that folds compare; call pruned(Folds) before it");
        }
        return new Cart(settings, alpha, folds, true);
    }

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
        if (Thread.interrupted()) {
            throw new InterruptedException("the fit was interrupted before a tree was grown");
        }
        if (fit.isLate()) {
            throw fit.tooLate("one tree");
        }
        PrunableTree grown = grow(binned, rows);
        Folds its = folds;
        Tree tree = grown.pruned(its == null ? alpha : best(grown, its, binned, rows, fit));
        fit.pieceDone();
        return Model.of(
                binned.training.signature(),
                io.mlcd.core.form.Trees.of(binned.bins.features, List.of(tree), io.mlcd.core.form.Trees.Sum.TOTAL));
    }

    private PrunableTree grow(Binned binned, int[] rows) {
        ForestRun.Target target = ForestRun.Target.of(binned, rows);
        ForestSettings resolved = settings.resolved(binned.classes() > 0, binned.bins.features);
        PrunableTree.Collector collector = new PrunableTree.Collector(target.outputs());
        new ForestGrower(binned.bins, target, resolved, binned.rows()).grow(rows, new SplittableRandom(0), collector);
        return collector.build();
    }

    /**
     * The penalty that the folds compared in time find best; below 0, for none, when the time was over before the first.
     *
     * @param rows that the tree was grown on, each as often as it counts
     */
    private double best(PrunableTree grown, Folds its, Binned binned, int[] rows, Fit fit) throws InterruptedException {
        int[] distinct = Binned.distinct(rows, binned.rows());
        int[] counts = counts(rows, distinct, binned.rows());
        Table table = binned.training.table().rows(distinct);
        double[] tried = tried(grown.alphas());
        List<Folds.Fold> divided = its.divide(table, fit.seed());
        List<Optional<PruningErrors>> compared = fit.members(
                divided.size(),
                (index, member) -> member.isLate()
                        ? Optional.empty()
                        : Optional.of(errors(table, counts, divided.get(index), tried, member)));
        PruningErrors all = new PruningErrors(tried);
        compared.forEach(fold -> fold.ifPresent(all::add));
        if (all.weight() > 0) {
            return all.best(simplest);
        }
        if (compared.stream().allMatch(Optional::isPresent)) {
            throw new TrainingException(
                    TrainingException.Reason.BAD_COLUMN,
                    "the rows that " + its
                            + " tests all weigh nothing, so no penalty can be chosen by them; give a penalty,"
                            + " pruned(double), or other folds");
        }
        return -1;
    }

    private static int[] counts(int[] rows, int[] distinct, int all) {
        int[] drawn = new int[all];
        for (int row : rows) {
            drawn[row]++;
        }
        return Arrays.stream(distinct).map(row -> drawn[row]).toArray();
    }

    /** Between two penalties at which the tree changes their geometric mean is tried (Breiman et al., section 3.4.2). */
    private static double[] tried(double[] alphas) {
        double[] tried = new double[alphas.length + 1];
        for (int i = 0; i < alphas.length; i++) {
            tried[i + 1] = i + 1 < alphas.length ? StrictMath.sqrt(alphas[i] * alphas[i + 1]) : alphas[i];
        }
        return tried;
    }

    /** Of a tree of a fold's rows to train on, on those to test on; they weigh as often as they count. */
    private PruningErrors errors(Table table, int[] counts, Folds.Fold fold, double[] tried, Fit fit)
            throws InterruptedException {
        Binned binned = Binned.of(table.rows(fold.train()), settings.bins(), fit);
        PrunableTree grown = grow(binned, repeated(fold.train(), counts));
        if (Thread.interrupted()) {
            throw new InterruptedException("the fit was interrupted when a tree to be pruned was grown");
        }
        Table test = table.rows(fold.test());
        double[] weights = new double[test.rows()];
        Arrays.setAll(weights, row -> counts[fold.test()[row]]);
        test.weights().ifPresent(column -> {
            for (int row = 0; row < weights.length; row++) {
                weights[row] *= column.number(row);
            }
        });
        PruningErrors errors = new PruningErrors(tried);
        errors.add(grown, binned.training.signature(), test, weights);
        return errors;
    }

    /** The positions of some rows, each as often as it counts. */
    private static int[] repeated(int[] rows, int[] counts) {
        return IntStream.range(0, rows.length)
                .flatMap(at -> IntStream.range(0, counts[rows[at]]).map(i -> at))
                .toArray();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Cart that
                && settings.equals(that.settings)
                && Double.compare(alpha, that.alpha) == 0
                && Objects.equals(folds, that.folds)
                && simplest == that.simplest;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(new Object[] {settings, alpha, folds, simplest});
    }

    @Override
    public String toString() {
        String pruning = folds != null
                ? ", pruned by " + folds + (simplest ? " within one standard error" : "")
                : alpha < 0 ? "" : ", pruned by " + alpha;
        return "cart (depth " + settings.depth() + ", minLeafRows "
                + (settings.minLeafRows() == 0 ? "1 or 5" : settings.minLeafRows()) + ", " + settings.bins() + " bins"
                + pruning + ")";
    }
}
