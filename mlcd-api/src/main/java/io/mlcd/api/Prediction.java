package io.mlcd.api;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one row: a class with its probabilities, or a number.
 *
 * <p>Immutable and equal by value, whatever the ids. Asking for the wrong one throws and names the right one. Only this package extends
 * it.
 */
public abstract class Prediction {
    private final Answers answers;
    private final long id;

    Prediction(Answers answers, long id) {
        this.answers = answers;
        this.id = id;
    }

    /** One score; the position is within the width of the output. */
    abstract double score(int position);

    /**
     * An answer; see {@link Answers} for a predictor that gives many.
     *
     * @param scores the probabilities in the order of the classes, or the one number; copied
     * @throws IllegalArgumentException if there are not as many scores as the output has places
     */
    public static Prediction of(Output output, double... scores) {
        return Answers.to(output).of(scores);
    }

    /** The same answer, marked with the version that gave it. */
    public final Prediction answeredBy(Version version) {
        return HeldScores.of(answers.by(version), id, scores());
    }

    /**
     * The class that the model {@linkplain Output.Classes#decision() decides} for: unless it was told otherwise the most
     * probable, of equally probable ones the first.
     *
     * @throws IllegalStateException if the model predicts a number
     */
    public final String label() {
        List<String> labels = labels();
        Decision decision = answers.decision();
        if (!decision.isMostProbable()) {
            return labels.get(decision.choose(this));
        }
        int best = 0;
        double most = score(0);
        for (int i = 1; i < labels.size(); i++) {
            double score = score(i);
            if (isMoreProbable(score, most)) {
                best = i;
                most = score;
            }
        }
        return labels.get(best);
    }

    /**
     * The probability of one class, from 0 to 1.
     *
     * @throws IllegalStateException if the model predicts a number
     * @throws IllegalArgumentException if there is no such class
     */
    public final double probability(String label) {
        int position = labels().indexOf(label);
        if (position < 0) {
            throw new IllegalArgumentException(
                    "\"" + label + "\" is not a class of \"" + output().name() + "\"; its classes are " + labels());
        }
        return score(position);
    }

    /**
     * The probabilities in the order of the classes, a copy.
     *
     * @throws IllegalStateException if the model predicts a number
     */
    public final double[] probabilities() {
        labels();
        return scores();
    }

    /**
     * The number.
     *
     * @throws IllegalStateException if the model predicts a class
     */
    public final double value() {
        if (output() instanceof Output.Classes) {
            throw new IllegalStateException("this model predicts the class \"" + output().name()
                    + "\", not a number: use label() or probability(label)");
        }
        return score(0);
    }

    /** What was predicted. */
    public final Output output() {
        return answers.output();
    }

    /** The version that answered; empty when the answer did not come through a registry. */
    public final Optional<Version> version() {
        return Optional.ofNullable(answers.version());
    }

    /**
     * The id under which the answer was recorded, by which its label is told later; empty when it was not, as outside of
     * rollouts.
     */
    public final OptionalLong id() {
        return id == Answers.NO_ID ? OptionalLong.empty() : OptionalLong.of(id);
    }

    /**
     * The position of the largest score; of equal ones the first. {@code NaN} is never larger; if all are {@code NaN},
     * the first.
     *
     * @param scores at least one
     */
    public static int mostProbable(double[] scores) {
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            if (isMoreProbable(scores[i], scores[best])) {
                best = i;
            }
        }
        return best;
    }

    private static boolean isMoreProbable(double score, double than) {
        return score > than || (Double.isNaN(than) && !Double.isNaN(score));
    }

    private List<String> labels() {
        if (output() instanceof Output.Classes classes) {
            return classes.labels();
        }
        throw new IllegalStateException("this model predicts the number \"" + output().name() + "\": use value()");
    }

    private double[] scores() {
        double[] scores = new double[answers.width()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = score(i);
        }
        return scores;
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof Prediction that && answers.equals(that.answers) && sameScores(that);
    }

    private boolean sameScores(Prediction that) {
        if (getClass() != that.getClass()) {
            return false; // they have room for different numbers of scores
        }
        for (int i = 0; i < answers.width(); i++) {
            if (Double.doubleToLongBits(score(i)) != Double.doubleToLongBits(that.score(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public final int hashCode() {
        int hash = 1;
        for (int i = 0; i < answers.width(); i++) {
            hash = 31 * hash + Double.hashCode(score(i));
        }
        return 31 * answers.hashCode() + hash;
    }

    @Override
    public final String toString() {
        String by = answers.version() == null ? "" : " by " + answers.version();
        return output() instanceof Output.Classes
                ? output().name() + "=" + label() + " " + Arrays.toString(scores()) + by
                : output().name() + "=" + score(0) + by;
    }
}
