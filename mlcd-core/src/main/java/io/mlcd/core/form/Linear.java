package io.mlcd.core.form;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bias + weights x inputs, for each output; added in the order of the inputs, the bias last. Equal by value.
 *
 * <p>A missing input makes the score {@code NaN}: put {@link Prepared} in front where values may be missing.
 */
public final class Linear implements Form {
    private final double[][] weights;
    private final double[] bias;

    private Linear(double[][] weights, double[] bias) {
        this.weights = weights;
        this.bias = bias;
    }

    /**
     * A linear form.
     *
     * @param weights shape [outputs][inputs], finite; copied
     * @param bias shape [outputs], finite; copied
     * @throws IllegalArgumentException if the shapes do not fit or a number is not finite
     */
    public static Linear of(double[][] weights, double[] bias) {
        if (bias.length == 0 || weights.length != bias.length) {
            throw new IllegalArgumentException("there are " + weights.length + " rows of weights and " + bias.length
                    + " biases; there must be one of each for each output, and at least one");
        }
        double[][] copy = new double[weights.length][];
        for (int k = 0; k < weights.length; k++) {
            copy[k] = weights[k].clone();
            if (copy[k].length != copy[0].length) {
                throw new IllegalArgumentException("output " + k + " has " + copy[k].length
                        + " weights, but output 0 has " + copy[0].length + "; all must have one for each input");
            }
            requireFinite(copy[k], "the weights of output " + k);
        }
        requireFinite(bias, "the biases");
        return new Linear(copy, bias.clone());
    }

    private static void requireFinite(double[] numbers, String what) {
        for (double number : numbers) {
            if (!Double.isFinite(number)) {
                throw new IllegalArgumentException(what + " hold " + number + " but must be finite; a trainer that gave"
                        + " them has diverged: scale the inputs or lower its learning rate");
            }
        }
    }

    @Override
    public int inputs() {
        return weights[0].length;
    }

    @Override
    public int outputs() {
        return bias.length;
    }

    /** One weight. */
    public double weight(int output, int input) {
        return weights[output][input];
    }

    /** One bias. */
    public double bias(int output) {
        return bias[output];
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Linear that
                && Arrays.deepEquals(weights, that.weights)
                && Arrays.equals(bias, that.bias);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.deepHashCode(weights) + Arrays.hashCode(bias);
    }

    @Override
    public String toString() {
        return "linear, " + outputs() + " x " + inputs() + " weights";
    }
}
