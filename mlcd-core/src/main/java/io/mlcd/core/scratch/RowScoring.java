package io.mlcd.core.scratch;

import io.mlcd.api.Answers;
import io.mlcd.api.Prediction;
import io.mlcd.api.Row;
import io.mlcd.api.Signature;
import java.util.function.Predicate;

/**
 * Asks about rows by name what can only be asked in bare numbers.
 *
 * <p>Cost beyond the scoring: one encoding, one {@link Pool#take} and {@link Pool#give}; it allocates the prediction and
 * nothing else. Safe for concurrent callers.
 */
public final class RowScoring {
    /** Scores bare numbers. */
    @FunctionalInterface
    public interface Scorer {
        /** Scores one row; keeps neither array. */
        void score(double[] features, double[] out);
    }

    /** Sees scores before they become an answer. */
    @FunctionalInterface
    public interface Observer {
        /**
         * Sees the scores of one row; keeps nothing of the array.
         *
         * @param key what the caller gave with the row
         * @param start when the caller began, by {@link System#nanoTime()}
         * @return the id under which they are recorded, or 0
         */
        long observe(double[] scores, long key, long start);
    }

    private static final class Scratch {
        private final double[] features;
        private final double[] scores;

        Scratch(Signature signature) {
            features = new double[signature.features().size()];
            scores = new double[signature.output().width()];
        }
    }

    private final Signature signature;
    private final Answers answers;
    private final Scorer scorer;
    private final Pool<Scratch> pool;

    /**
     * Of a scorer.
     *
     * @param answers of the output of the signature
     * @param scorer takes the features of the signature in order, and is safe for concurrent callers
     */
    public RowScoring(Signature signature, Answers answers, Scorer scorer) {
        this.signature = signature;
        this.answers = answers;
        this.scorer = scorer;
        pool = new Pool<>(() -> new Scratch(signature));
    }

    /** As {@link io.mlcd.api.Predictor#predict(Row)}. */
    public Prediction predict(Row row) {
        return predict(row, unknown -> false);
    }

    /**
     * As {@link #predict(Row)}, but leaves out some names that are not in the signature.
     *
     * @throws IllegalArgumentException as {@link Signature#encode(Row, Predicate, double[])} does
     */
    public Prediction predict(Row row, Predicate<String> ignored) {
        Scratch scratch = pool.take();
        signature.encode(row, ignored, scratch.features);
        scorer.score(scratch.features, scratch.scores);
        Prediction prediction = answers.of(scratch.scores);
        pool.give(scratch); // only now, and not in a finally: what a failure leaves behind is not used again
        return prediction;
    }

    /** As {@link #predict(Row, Predicate)}, but lets an observer see the scores; what that throws comes to the caller. */
    public Prediction predict(Row row, Predicate<String> ignored, Observer observer, long key, long start) {
        Scratch scratch = pool.take();
        signature.encode(row, ignored, scratch.features);
        scorer.score(scratch.features, scratch.scores);
        long id = observer.observe(scratch.scores, key, start);
        Prediction prediction = id == 0 ? answers.of(scratch.scores) : answers.recorded(id, scratch.scores);
        pool.give(scratch);
        return prediction;
    }
}
