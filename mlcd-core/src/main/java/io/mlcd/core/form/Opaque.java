package io.mlcd.core.form;

import java.util.Objects;

/**
 * A function that is not data. It takes part in fitting and evaluating, but a model that holds one cannot be written as
 * an artifact, and so not be published.
 *
 * @param description what it is, for messages
 * @param inputs how many numbers a row has
 * @param outputs how many scores it gets
 * @param function computes them; it must be safe for concurrent callers
 */
public record Opaque(String description, int inputs, int outputs, Function function) implements Form {
    /** Scores a row. */
    @FunctionalInterface
    public interface Function {
        /**
         * Scores a row. Both arrays are made for the call and are the function's from then on.
         *
         * @param row shape [inputs]
         * @param out receives the scores, shape [outputs], at first 0
         */
        void score(double[] row, double[] out);
    }

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if there is no output
     */
    public Opaque {
        Objects.requireNonNull(function, "function");
        if (inputs < 0 || outputs < 1) {
            throw new IllegalArgumentException(
                    "\"" + description + "\" is " + inputs + " -> " + outputs + " but needs at least one output");
        }
    }
}
