package io.mlcd.core.compression;

import java.util.Objects;

/** Newton steps of a loss, leaf by leaf, which keep the scores of all rows up to date. */
final class NewtonRefit {
    /** Steps are so much of Newton's. */
    private static final double RATE = 0.3;
    /** How much a leaf is held where it is, in units of the hessian. */
    private static final double HELD = 1;
    /** The largest step of a score that is exponentiated. */
    private static final double LARGEST = 2;

    private static final double LARGEST_EXPONENT = 600;
    /** A sum that is so much smaller than one of its terms was is computed anew. */
    private static final double SUMMED_ANEW = 0.5;

    private final Loss loss;
    private final Sample sample;
    /** What is wanted of each score behind the link, shape [outputs x rows]; {@code NaN} teaches nothing. */
    private final double[] wanted;

    private final int outputs;
    /** The scores of the squared loss, else {@code exp(score - shift of the row)}. */
    private final double[] scores;
    /** Of a softmax the sum of a row's exponentials. */
    private final double[] sums;

    private NewtonRefit(Loss loss, Sample sample, double[] wanted, int outputs, double[] scores) {
        this.loss = loss;
        this.sample = sample;
        this.wanted = wanted;
        this.outputs = outputs;
        this.scores = scores;
        sums = new double[loss == Loss.SOFTMAX ? sample.rows() : 0];
        if (loss != Loss.SQUARED) {
            for (int row = 0; row < sample.rows(); row++) {
                exponentiate(row);
            }
        }
    }

    /** Toward what was true of the rows. */
    static NewtonRefit toTruth(Loss loss, Sample sample, int outputs, double[] scores) {
        double[] truth = Objects.requireNonNull(sample.truth(), "truth").of();
        double[] wanted = new double[scores.length];
        for (int i = 0; i < wanted.length; i++) {
            double its = truth[i % truth.length];
            boolean unknown = its < 0 && loss != Loss.SQUARED;
            double one = loss == Loss.SOFTMAX ? ((int) its == i / truth.length ? 1 : 0) : its;
            wanted[i] = unknown ? Double.NaN : one;
        }
        return new NewtonRefit(loss, sample, wanted, outputs, scores);
    }

    /** Toward what other scores say behind the link. */
    static NewtonRefit toScores(Loss loss, Sample sample, int outputs, double[] scores, double[] others) {
        NewtonRefit behind = new NewtonRefit(loss, sample, new double[0], outputs, others.clone());
        double[] wanted = new double[scores.length];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = behind.answer(i % sample.rows(), behind.scores[i]);
        }
        return new NewtonRefit(loss, sample, wanted, outputs, scores);
    }

    /** What a score is behind the link. */
    private double answer(int row, double score) {
        return switch (loss) {
            case SQUARED, POISSON -> score;
            case SIGMOID -> score / (1 + score);
            case SOFTMAX -> score / sums[row];
        };
    }

    private void exponentiate(int row) {
        int rows = sample.rows();
        double shift = 0;
        if (loss == Loss.SOFTMAX) {
            shift = scores[row];
            for (int k = 1; k < outputs; k++) {
                shift = Math.max(shift, scores[k * rows + row]);
            }
        }
        for (int k = 0; k < outputs; k++) {
            int at = k * rows + row;
            scores[at] = StrictMath.exp(Math.min(LARGEST_EXPONENT, scores[at] - shift));
        }
        if (loss == Loss.SOFTMAX) {
            sum(row);
        }
    }

    private void sum(int row) {
        sums[row] = 0;
        for (int k = 0; k < outputs; k++) {
            sums[row] += scores[k * sample.rows() + row];
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
            if (!Double.isNaN(wanted[output * nodes.length + row])) {
                add(row, output * nodes.length + row, nodes[row], gradients, hessians);
            }
        }
        double[] factors = new double[count];
        for (int node = 0; node < count; node++) {
            double step = RATE * gradients[node] / (hessians[node] + HELD);
            gradients[node] = loss == Loss.SQUARED ? step : Math.max(-LARGEST, Math.min(LARGEST, step));
            factors[node] = loss == Loss.SQUARED ? 0 : StrictMath.exp(gradients[node]);
        }
        for (int row = 0; row < nodes.length; row++) {
            int at = output * nodes.length + row;
            if (loss == Loss.SQUARED) {
                scores[at] += gradients[nodes[row]];
                continue;
            }
            double old = scores[at];
            scores[at] = old * factors[nodes[row]];
            if (loss == Loss.SOFTMAX) {
                sums[row] += scores[at] - old;
                if (sums[row] < SUMMED_ANEW * old) { // a difference of what was far larger
                    sum(row);
                }
            }
        }
        return gradients;
    }

    private void add(int row, int at, int node, double[] gradients, double[] hessians) {
        double weight = sample.weights()[row];
        double answer = answer(row, scores[at]);
        gradients[node] += weight * (wanted[at] - answer);
        hessians[node] += switch (loss) {
            case SQUARED -> weight;
            case POISSON -> weight * answer;
            case SIGMOID, SOFTMAX -> weight * answer * (1 - answer);
        };
    }
}
