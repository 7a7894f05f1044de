package io.mlcd.api;

/**
 * A predictor whose signature never moves, so that it can be asked with bare numbers.
 *
 * <p>This is the face for hot loops; {@link #predict(Row)} is the friendly one.
 */
public interface FixedPredictor extends Predictor {
    /**
     * Scores one row.
     *
     * @param features in the order of the signature, shape [features]: {@code NaN} means missing; a category is given
     *     as {@link Feature#code(String)}
     * @param out receives the probabilities in the order of the classes, or the one number, shape
     *     [{@link Output#width()}]
     * @throws IllegalArgumentException if an array has the wrong length
     */
    void score(double[] features, double[] out);
}
