package io.mlcd.core.compression;

import java.util.Objects;

/** Newton steps of a loss, leaf by leaf, which keep the scores of all rows up to date. */
final class LabelRefit {
    /** Steps are so much of Newton's. */
    private static final double RATE = 0.3;
    /** How much a leaf is held where it is, in units of the hessian. */
    private static final double HELD = 1;
    /** The largest step of a score that is exponentiated. */
    private static final double LARGEST = 2;

    private static final double LARGEST_EXPONENT = 600;

    private final Loss loss;
    private final Sample sample;
    private final double[] truth;
    private final int outputs;
    /** The scores of the squared loss, else {@code exp(score - shift of the row)}. */
    private final double[] scores;
    /** Of a softmax the sum of a row's exponentials. */
    private final double[] sums;

    LabelRefit(Loss loss, Sample sample, int outputs, double[] scores) {
        this.loss = loss;
        this.sample = sample;
        this.truth = Objects.requireNonNull(sample.truth(), "truth").of();
        this.outputs = outputs;
        this.scores = scores;
        sums = new double[loss == Loss.SOFTMAX ? sample.rows() : 0];
        if (loss != Loss.SQUARED) {
            for (int row = 0; row < sample.rows(); row++) {
                exponentiate(row * outputs, row);
            }
        }
    }

    private void exponentiate(int from, int row) {
        double shift = 0;
        if (loss == Loss.SOFTMAX) {
            shift = scores[from];
            for (int k = 1; k < outputs; k++) {
                shift = Math.max(shift, scores[from + k]);
            }
        }
        for (int k = 0; k < outputs; k++) {
            scores[from + k] = StrictMath.exp(Math.min(LARGEST_EXPONENT, scores[from + k] - shift));
        }
        if (loss == Loss.SOFTMAX) {
            for (int k = 0; k < outputs; k++) {
                sums[row] += scores[from + k];
            }
        }
    }

    /**
     * One step of all leaves of a tree.
     *
     * @param nodes the leaf of each row
     * @param count how many nodes there are
     * @param output the score that they add to
     * @return what each leaf adds
     */
    double[] moves(int[] nodes, int count, int output) {
        double[] gradients = new double[count];
        double[] hessians = new double[count];
        for (int row = 0; row < nodes.length; row++) {
            if (truth[row] >= 0 || loss == Loss.SQUARED) { // an unknown class teaches nothing
                add(row, output, nodes[row], gradients, hessians);
            }
        }
        double[] factors = new double[count];
        for (int node = 0; node < count; node++) {
            double step = RATE * gradients[node] / (hessians[node] + HELD);
            gradients[node] = loss == Loss.SQUARED ? step : Math.max(-LARGEST, Math.min(LARGEST, step));
            factors[node] = loss == Loss.SQUARED ? 0 : StrictMath.exp(gradients[node]);
        }
        for (int row = 0; row < nodes.length; row++) {
            int at = row * outputs + output;
            if (loss == Loss.SQUARED) {
                scores[at] += gradients[nodes[row]];
                continue;
            }
            double old = scores[at];
            scores[at] = old * factors[nodes[row]];
            if (loss == Loss.SOFTMAX) {
                sums[row] += scores[at] - old;
            }
        }
        return gradients;
    }

    private void add(int row, int output, int node, double[] gradients, double[] hessians) {
        double weight = sample.weights()[row];
        double score = scores[row * outputs + output];
        double p;
        switch (loss) {
            case SQUARED -> {
                gradients[node] += weight * (truth[row] - score);
                hessians[node] += weight;
            }
            case POISSON -> {
                gradients[node] += weight * (truth[row] - score);
                hessians[node] += weight * score;
            }
            case SIGMOID -> {
                p = score / (1 + score);
                gradients[node] += weight * (truth[row] - p);
                hessians[node] += weight * p * (1 - p);
            }
            case SOFTMAX -> {
                p = score / sums[row];
                gradients[node] += weight * ((truth[row] == output ? 1 : 0) - p);
                hessians[node] += weight * p * (1 - p);
            }
            default -> throw new AssertionError(loss);
        }
    }
}
