package io.mlcd.ensemble.learn;

import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;

/**
 * Adaptive boosting: a learner is fitted again and again, each time with more weight on the rows that the last member got wrong; the
 * members then vote, or answer by their weighted median. SAMME for classes, AdaBoost.R2 for numbers.
 *
 * <p>The learner must be better than chance and should be weak, a small tree say. It gets the weights as the table's
 * {@linkplain Table#weights weights}, which sum to the number of rows; with {@link #resampling()} it gets rows drawn by them instead.
 * A class's probability is its share of the votes: their order tells more than their size. Members vote for the class that is most
 * probable to them, and the most voted is chosen, whatever they decide; put {@code Decided} around the ensemble instead.
 *
 * <p>Boosting ends before its rounds are over when a member errs on no row: it gets the weight of an error of 1e-10; or when one is no
 * better than chance: it is dropped, unless it is the first one of numbers. Under a {@linkplain Fit#deadline deadline} it ends with what
 * there is.
 *
 * <pre>{@code
 * AdaBoost.of(Boosting.gradient().rounds(1).depth(2)).rounds(100)
 * AdaBoost.of(learnerThatTakesNoWeights).resampling()
 * }</pre>
 *
 * @param learner is fitted in each round
 * @param rounds how many rounds at the most, at least 1
 * @param rate how much of its weight a member gets, in (0, 1]
 * @param resampled whether rows are drawn by their weights
 * @param loss of numbers, how an error counts
 * @see <a href="https://doi.org/10.4310/SII.2009.v2.n3.a8">Zhu et al. (2009), Multi-class AdaBoost</a>, algorithm 2
 * @see <a href="https://dl.acm.org/doi/10.5555/645526.657132">Drucker (1997), Improving Regressors using Boosting Techniques</a>
 */
public record AdaBoost(Learner learner, int rounds, double rate, boolean resampled, Loss loss) implements Learner {
    /** How an error counts, as a share e of the largest of the round. */
    public enum Loss {
        /** As e. */
        LINEAR,
        /** As its square. */
        SQUARE,
        /** As 1 - exp(-e). */
        EXPONENTIAL;

        double of(double error) {
            return switch (this) {
                case LINEAR -> error;
                case SQUARE -> error * error;
                case EXPONENTIAL -> 1 - StrictMath.exp(-error);
            };
        }
    }

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if {@code rounds} or {@code rate} is not as stated
     */
    public AdaBoost {
        if (rounds < 1) {
            throw new IllegalArgumentException("rounds was " + rounds + " but must be at least 1");
        }
        if (!(rate > 0 && rate <= 1)) {
            throw new IllegalArgumentException(
                    "rate was " + rate + " but must be in (0, 1]; 1 is the algorithm as published, less is slower");
        }
    }

    /** Fifty rounds at rate 1, by weights, with a linear loss. */
    public static AdaBoost of(Learner learner) {
        return new AdaBoost(learner, 50, 1, false, Loss.LINEAR);
    }

    /** With another number of rounds. */
    public AdaBoost rounds(int newRounds) {
        return new AdaBoost(learner, newRounds, rate, resampled, loss);
    }

    /** With another learning rate in (0, 1], by which a member's weight is multiplied. */
    public AdaBoost rate(double newRate) {
        return new AdaBoost(learner, rounds, newRate, resampled, loss);
    }

    /** For a learner that takes no weights: each round it gets as many rows as there are, drawn by their weights. */
    public AdaBoost resampling() {
        return new AdaBoost(learner, rounds, rate, true, loss);
    }

    /** Of numbers, with errors that count in another way. */
    public AdaBoost loss(Loss newLoss) {
        return new AdaBoost(learner, rounds, rate, resampled, newLoss);
    }

    @Override
    public int pieces() {
        return rounds * learner.pieces();
    }

    @Override
    public Model fit(Table table, Fit fit) throws InterruptedException {
        return AdaBoostRun.of(this, Training.of(table, fit), fit).model();
    }
}
