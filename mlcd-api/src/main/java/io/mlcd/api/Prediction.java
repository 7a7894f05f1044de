package io.mlcd.api;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one row: a class with its probabilities, or a number.
 *
 * <p>Immutable. Asking for the wrong one throws and names the right one.
 */
public final class Prediction {
    private final Output output;
    private final double[] scores;
    private final @Nullable Version version;

    private Prediction(Output output, double[] scores, @Nullable Version version) {
        this.output = output;
        this.scores = scores;
        this.version = version;
    }

    /**
     * An answer.
     *
     * @param scores the probabilities in the order of the classes, or the one number; copied
     * @throws IllegalArgumentException if there are not as many scores as the output has places
     */
    public static Prediction of(Output output, double... scores) {
        if (scores.length != output.width()) {
            throw new IllegalArgumentException(
                    "\"" + output.name() + "\" takes " + output.width() + " scores, but got " + scores.length);
        }
        return new Prediction(output, scores.clone(), null);
    }

    /** The same answer, marked with the version that gave it. */
    public Prediction answeredBy(Version version) {
        return new Prediction(output, scores, version);
    }

    /**
     * The most probable class; of equally probable ones the first.
     *
     * @throws IllegalStateException if the model predicts a number
     */
    public String label() {
        return labels().get(mostProbable(scores));
    }

    /**
     * The probability of one class, from 0 to 1.
     *
     * @throws IllegalStateException if the model predicts a number
     * @throws IllegalArgumentException if there is no such class
     */
    public double probability(String label) {
        int position = labels().indexOf(label);
        if (position < 0) {
            throw new IllegalArgumentException(
                    "\"" + label + "\" is not a class of \"" + output.name() + "\"; its classes are " + labels());
        }
        return scores[position];
    }

    /**
     * The probabilities in the order of the classes, a copy.
     *
     * @throws IllegalStateException if the model predicts a number
     */
    public double[] probabilities() {
        labels();
        return scores.clone();
    }

    /**
     * The number.
     *
     * @throws IllegalStateException if the model predicts a class
     */
    public double value() {
        if (output instanceof Output.Classes) {
            throw new IllegalStateException("this model predicts the class \"" + output.name()
                    + "\", not a number: use label() or probability(label)");
        }
        return scores[0];
    }

    /** What was predicted. */
    public Output output() {
        return output;
    }

    /** The version that answered; empty when the answer did not come through a registry. */
    public Optional<Version> version() {
        return Optional.ofNullable(version);
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
            if (scores[i] > scores[best] || (Double.isNaN(scores[best]) && !Double.isNaN(scores[i]))) {
                best = i;
            }
        }
        return best;
    }

    private List<String> labels() {
        if (output instanceof Output.Classes classes) {
            return classes.labels();
        }
        throw new IllegalStateException("this model predicts the number \"" + output.name() + "\": use value()");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Prediction that
                && output.equals(that.output)
                && Arrays.equals(scores, that.scores)
                && version().equals(that.version());
    }

    @Override
    public int hashCode() {
        return 31 * output.hashCode() + Arrays.hashCode(scores);
    }

    @Override
    public String toString() {
        String by = version == null ? "" : " by " + version;
        return output instanceof Output.Classes
                ? output.name() + "=" + label() + " " + Arrays.toString(scores) + by
                : output.name() + "=" + scores[0] + by;
    }
}
