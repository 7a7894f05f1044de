package io.mlcd.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What all answers of one predictor have in common: what is predicted, and which version answers.
 *
 * <p>For those who write a {@link Predictor}: made once and kept, it makes each answer in one allocation.
 *
 * <pre>{@code
 * Answers answers = Answers.to(signature.output());
 * Prediction prediction = answers.of(0.25, 0.75);
 * }</pre>
 *
 * <p>Immutable and equal by value.
 */
public final class Answers {
    /** Of an answer that nobody recorded. */
    static final long NO_ID = 0;

    private final Output output;
    private final @Nullable Version version;
    private final int width;
    private final Decision decision;

    private Answers(Output output, @Nullable Version version) {
        this.output = Objects.requireNonNull(output, "output");
        this.version = version;
        width = output.width();
        decision = output instanceof Output.Classes classes ? classes.decision() : Decision.mostProbable();
    }

    /** Answers of no version. */
    public static Answers to(Output output) {
        return new Answers(output, null);
    }

    /** The same, marked with the version that gives them. */
    public Answers by(Version answering) {
        return new Answers(output, answering);
    }

    /**
     * An answer.
     *
     * <p>Cost: one object, which holds the scores itself. It takes at most {@code 32 + 8 x scores} bytes for up to 27
     * scores (32 for one, 40 for two, 48 for three), and {@code 48 + 8 x scores}, then in two objects, for more; on a JVM
     * with object headers of 12 bytes and references of 4.
     *
     * @param scores the probabilities in the order of the classes, or the one number; copied
     * @throws IllegalArgumentException if there are not as many scores as the output has places
     */
    public Prediction of(double... scores) {
        checkWidth(scores);
        return HeldScores.of(this, NO_ID, scores);
    }

    /**
     * An answer that was recorded under an id; see {@link #of(double...)}.
     *
     * @param id not 0
     * @throws IllegalArgumentException if the id is 0, or there are not as many scores as the output has places
     */
    public Prediction recorded(long id, double... scores) {
        if (id == NO_ID) {
            throw new IllegalArgumentException(
                    "the id of a recorded answer is not 0; use of(scores) for one without an id");
        }
        checkWidth(scores);
        return HeldScores.of(this, id, scores);
    }

    private void checkWidth(double[] scores) {
        if (scores.length != width) {
            throw new IllegalArgumentException(
                    "\"" + output.name() + "\" takes " + width + " scores, but got " + scores.length);
        }
    }

    Output output() {
        return output;
    }

    @Nullable Version version() {
        return version;
    }

    int width() {
        return width;
    }

    Decision decision() {
        return decision;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Answers that && output.equals(that.output) && Objects.equals(version, that.version);
    }

    @Override
    public int hashCode() {
        return Objects.hash(output, version);
    }

    @Override
    public String toString() {
        return "answers to " + output + (version == null ? "" : " by " + version);
    }
}
