package io.mlcd.ensemble.learn;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Bagging: one learner fitted to many random samples of the rows, whose models answer together.
 *
 * <p>A sample that holds one class only, or a constant number, is drawn again.
 *
 * <pre>{@code
 * Bagging.of(learner).members(50).rowFraction(0.8)
 * }</pre>
 *
 * @param learner is fitted to each sample
 * @param members how many samples, at least 1
 * @param rowFraction the size of a sample as a fraction of the rows, in (0, 1]
 * @param replacement whether a row may come into a sample more than once
 * @param combine how the models answer together
 * @see <a href="https://doi.org/10.1007/BF00058655">Breiman (1996), Bagging Predictors</a>
 */
public record Bagging(Learner learner, int members, double rowFraction, boolean replacement, Combine combine)
        implements Learner {
    private static final int MAX_DRAWS = 100;

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if {@code members} or {@code rowFraction} is not as stated
     */
    public Bagging {
        if (members < 1) {
            throw new IllegalArgumentException("members was " + members + " but must be at least 1");
        }
        if (!(rowFraction > 0 && rowFraction <= 1)) {
            throw new IllegalArgumentException("rowFraction was " + rowFraction
                    + " but must be in (0, 1]; to weight rows use Table.weights(String)");
        }
    }

    /** Ten members, samples as large as the table, drawn with replacement, averaged. */
    public static Bagging of(Learner learner) {
        return new Bagging(learner, 10, 1, true, Combine.AVERAGE);
    }

    /** With another number of members. */
    public Bagging members(int newMembers) {
        return new Bagging(learner, newMembers, rowFraction, replacement, combine);
    }

    /** With samples of another size, as a fraction of the rows in (0, 1]. */
    public Bagging rowFraction(double newRowFraction) {
        return new Bagging(learner, members, newRowFraction, replacement, combine);
    }

    /** With samples in which a row comes once at the most. */
    public Bagging withoutReplacement() {
        return new Bagging(learner, members, rowFraction, false, combine);
    }

    /** Answering together in another way. */
    public Bagging combine(Combine newCombine) {
        return new Bagging(learner, members, rowFraction, replacement, newCombine);
    }

    @Override
    public int pieces() {
        return members * learner.pieces();
    }

    @Override
    public Model fit(Table table, Fit fit) throws InterruptedException {
        Training training = Training.of(table);
        combine.check(training);
        List<Model> models = fit.members(members, (index, its) -> learner.fit(sample(training, its.seed()), its));
        return combine.combine(training.signature(), models);
    }

    private Table sample(Training training, long seed) {
        Table table = training.table();
        int size = Math.max(1, (int) Math.round(rowFraction * table.rows()));
        SplittableRandom random = new SplittableRandom(seed);
        for (int draw = 0; draw < MAX_DRAWS; draw++) {
            int[] rows = replacement
                    ? Draw.withReplacement(table.rows(), size, random)
                    : Arrays.copyOf(Draw.shuffled(table.rows(), random.nextLong()), size);
            Table sample = table.rows(rows);
            Column target = sample.column(training.target().name());
            if (!Training.isConstant(target)) {
                return sample;
            }
        }
        throw new TrainingException(
                TrainingException.Reason.MISSING_CLASS,
                MAX_DRAWS + " samples of " + size + " rows out of " + table.rows() + " each held one value of \""
                        + training.target().name() + "\" only; raise rowFraction(" + rowFraction
                        + ") or give more rows of the rare values");
    }
}
