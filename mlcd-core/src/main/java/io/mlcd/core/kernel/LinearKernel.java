package io.mlcd.core.kernel;

import io.mlcd.core.form.Linear;

/** Weights in one flat array. */
final class LinearKernel extends Kernel {
    private final double[] weights;
    private final double[] bias;

    LinearKernel(Linear form) {
        super(form);
        weights = new double[Math.multiplyExact(inputs, outputs)];
        bias = new double[outputs];
        for (int k = 0; k < outputs; k++) {
            bias[k] = form.bias(k);
            for (int i = 0; i < inputs; i++) {
                weights[k * inputs + i] = form.weight(k, i);
            }
        }
    }

    @Override
    public void score(double[] row, double[] out) {
        for (int k = 0; k < outputs; k++) {
            double sum = 0;
            int at = k * inputs;
            for (int i = 0; i < inputs; i++) {
                sum += weights[at + i] * row[i];
            }
            out[k] = sum + bias[k];
        }
    }
}
