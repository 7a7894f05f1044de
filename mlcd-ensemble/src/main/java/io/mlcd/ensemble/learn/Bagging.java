package io.mlcd.ensemble.learn;

import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;

/**
 * Bagging: one learner fitted to many random samples of the rows, whose models answer together.
 *
 * <p>A sample that holds one class only, or a constant number, is drawn again. Weights of the rows do not change what is drawn;
 * they go along to the members. Under a {@linkplain Fit#deadline deadline} members that cannot be fitted in time are left out.
 *
 * <pre>{@code
 * Bagging.of(learner).members(50).rowFraction(0.8)
 * Bagging.of(learner).members(50).balanced()                  // a rare class is drawn as often as the others
 * Bagging.of(learner).members(50).fitReported(table, fit).heldOut().metric(Metric.ROC_AUC)        // out of bag
 * }</pre>
 *
 * @param learner is fitted to each sample
 * @param members how many samples, at least 1
 * @param rowFraction the size of a sample as a fraction of the rows, in (0, 1]
 * @param replacement whether a row may come into a sample more than once
 * @param combine how the models answer together
 * @param featureFraction the share of the features, in (0, 1], that a member sees, drawn for each; at least one
 * @param balancing whether each class is drawn as often as the rarest would be
 * @see <a href="https://doi.org/10.1007/BF00058655">Breiman (1996), Bagging Predictors</a>
 * @see <a href="https://doi.org/10.1109/34.709601">Ho (1998), The Random Subspace Method</a>, of which features are drawn
 */
public record Bagging(
        Learner learner,
        int members,
        double rowFraction,
        boolean replacement,
        Combine combine,
        double featureFraction,
        boolean balancing)
        implements Learner {
    /**
     * Checks.
     *
     * @throws IllegalArgumentException if {@code members} or a fraction is not as stated
     */
    public Bagging {
        if (members < 1) {
            throw new IllegalArgumentException("members was " + members + " but must be at least 1");
        }
        if (!(rowFraction > 0 && rowFraction <= 1)) {
            throw new IllegalArgumentException("rowFraction was " + rowFraction
                    + " but must be in (0, 1]; to weight rows use Table.weights(String)");
        }
        if (!(featureFraction > 0 && featureFraction <= 1)) {
            throw new IllegalArgumentException("featureFraction was " + featureFraction
                    + " but must be in (0, 1]; to leave out features for all members use Table.drop(String...)");
        }
    }

    /** Ten members, samples as large as the table, drawn with replacement, averaged. */
    public static Bagging of(Learner learner) {
        return new Bagging(learner, 10, 1, true, Combine.AVERAGE, 1, false);
    }

    /** With another number of members. */
    public Bagging members(int newMembers) {
        return new Bagging(learner, newMembers, rowFraction, replacement, combine, featureFraction, balancing);
    }

    /** With samples of another size, as a fraction of the rows in (0, 1]. */
    public Bagging rowFraction(double newRowFraction) {
        return new Bagging(learner, members, newRowFraction, replacement, combine, featureFraction, balancing);
    }

    /** With samples in which a row comes once at the most. */
    public Bagging withoutReplacement() {
        return new Bagging(learner, members, rowFraction, false, combine, featureFraction, balancing);
    }

    /** Answering together in another way. */
    public Bagging combine(Combine newCombine) {
        return new Bagging(learner, members, rowFraction, replacement, newCombine, featureFraction, balancing);
    }

    /**
     * With members that each see a random share of the features, in (0, 1], all unless told. Columns without a single value are not
     * drawn while there are others. What members share of all columns, the bins of trees, they then do not share.
     */
    public Bagging featureFraction(double newFeatureFraction) {
        return new Bagging(learner, members, rowFraction, replacement, combine, newFeatureFraction, balancing);
    }

    /**
     * With samples in which each class is drawn equally often: as often as the rarest has rows, times {@link #rowFraction}. The
     * model then takes all classes for equally frequent; probabilities are too high for rare ones, their order is not.
     *
     * @see <a href="https://statistics.berkeley.edu/tech-reports/666">Chen, Liaw and Breiman (2004), Using Random Forest to Learn
     *     Imbalanced Data</a>
     */
    public Bagging balanced() {
        return new Bagging(learner, members, rowFraction, replacement, combine, featureFraction, true);
    }

    @Override
    public int pieces() {
        return members * learner.pieces();
    }

    @Override
    public Model fit(Table table, Fit fit) throws InterruptedException {
        return over(table, fit).fit(Draw.ascending(table.rows()), fit);
    }

    @Override
    public Fitter over(Table table, Fit fit) throws InterruptedException {
        return BaggingRun.over(this, table, fit);
    }

    /**
     * As {@link #fit(Table, Fit)}, and predicts each row by the members whose samples it is not in, out of bag. In a table with a
     * {@linkplain Table#key key}, by those whose samples hold no row of its key. Rows that are in the samples of all members are left
     * out and counted.
     *
     * @throws IllegalArgumentException if each sample holds all rows
     */
    public EnsembleReport fitReported(Table table, Fit fit) throws InterruptedException {
        if (!replacement && rowFraction == 1 && !balancing) {
            throw new IllegalArgumentException(
                    "samples of all rows, each once, leave no row out of bag; use rowFraction"
                            + " below 1, leave out withoutReplacement(), or call fit, which makes no report");
        }
        return BaggingRun.over(this, table, fit).report(fit);
    }
}
