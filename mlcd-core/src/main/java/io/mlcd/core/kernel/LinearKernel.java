package io.mlcd.core.kernel;

import io.mlcd.core.form.Linear;

/** Weights in one flat array. */
final class LinearKernel extends Kernel {
    private final double[] weights;
    private final double[] bias;

    LinearKernel(Linear form, Plan plan) {
        super(form, plan);
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
    void row(double[] x, int at, double[] out, int to, Scratch scratch) {
        for (int k = 0; k < outputs; k++) {
            double sum = 0;
            int from = k * inputs;
            for (int i = 0; i < inputs; i++) {
                sum += weights[from + i] * x[at + i];
            }
            out[to + k] = sum + bias[k];
        }
    }

    @Override
    long heapBytes() {
        return ArrayBytes.of(weights) + ArrayBytes.of(bias);
    }
}
