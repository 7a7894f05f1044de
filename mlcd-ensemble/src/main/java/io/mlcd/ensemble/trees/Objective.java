package io.mlcd.ensemble.trees;

import java.util.Arrays;

/**
 * A loss at work: where the scores start, their gradients and hessians, and what the scores become. Scores, gradients and
 * hessians are by output, then by row: shape [outputs x rows].
 */
abstract class Objective {
    /** How the scores become predictions. */
    enum Link {
        IDENTITY,
        SIGMOID,
        SOFTMAX,
        EXP
    }

    /** By row: the number of the class, or the number. */
    final double[] truths;
    /** By row; all 1 when the table has none. */
    final double[] weights;

    final int outputs;
    final Link link;

    Objective(double[] truths, double[] weights, int outputs, Link link) {
        this.truths = truths;
        this.weights = weights;
        this.outputs = outputs;
        this.link = link;
    }

    static Objective of(Loss loss, double[] truths, double[] weights, int classes) {
        return switch (loss.kind()) {
            case LOG_LOSS -> classes == 2 ? new Logistic(truths, weights) : new Softmax(truths, weights, classes);
            case AUTOMATIC, SQUARED -> new Squared(truths, weights);
            case ABSOLUTE -> new Robust(truths, weights, 0.5, 0);
            case QUANTILE -> new Robust(truths, weights, loss.parameter(), 0);
            case HUBER -> new Robust(truths, weights, 0.5, loss.parameter());
            case POISSON -> new Deviance(truths, weights, 1);
            case GAMMA -> new Deviance(truths, weights, 2);
            case TWEEDIE -> new Deviance(truths, weights, loss.parameter());
        };
    }

    /** The best scores that are the same for all of some rows. */
    abstract double[] start(int[] rows);

    /** The gradients and hessians of the rows at {@code index[from]} to before {@code index[to]}, for all outputs. */
    abstract void gradients(double[] scores, int[] index, int from, int to, double[] gradients, double[] hessians);

    /** The loss of one row, its weight not counted. */
    abstract double loss(double[] scores, int row);

    /** The weighted sum of the losses of the rows at {@code index[from]} to before {@code index[to]}. */
    double loss(double[] scores, int[] index, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += weights[index[i]] * loss(scores, index[i]);
        }
        return sum;
    }

    /** Whether {@link #leaf} takes the place of the Newton step. */
    boolean refits() {
        return false;
    }

    /** The best that a leaf adds to the score of its rows. */
    double leaf(double[] scores, int[] index, int from, int to) {
        throw new IllegalStateException(this + " takes Newton steps");
    }

    final double mean(int[] rows) {
        double sum = 0;
        double weight = 0;
        for (int row : rows) {
            sum += weights[row] * truths[row];
            weight += weights[row];
        }
        return sum / weight;
    }

    private static final class Squared extends Objective {
        Squared(double[] truths, double[] weights) {
            super(truths, weights, 1, Link.IDENTITY);
        }

        @Override
        double[] start(int[] rows) {
            return new double[] {mean(rows)};
        }

        @Override
        void gradients(double[] scores, int[] index, int from, int to, double[] gradients, double[] hessians) {
            for (int i = from; i < to; i++) {
                int row = index[i];
                gradients[row] = weights[row] * (scores[row] - truths[row]);
                hessians[row] = weights[row];
            }
        }

        @Override
        double loss(double[] scores, int row) {
            double error = scores[row] - truths[row];
            return error * error / 2;
        }
    }

    private static final class Logistic extends Objective {
        Logistic(double[] truths, double[] weights) {
            super(truths, weights, 1, Link.SIGMOID);
        }

        @Override
        double[] start(int[] rows) {
            double least = 0.1 / rows.length; // where all rows that weigh anything are of one class
            double mean = Math.max(least, Math.min(1 - least, mean(rows)));
            return new double[] {StrictMath.log(mean / (1 - mean))};
        }

        @Override
        void gradients(double[] scores, int[] index, int from, int to, double[] gradients, double[] hessians) {
            for (int i = from; i < to; i++) {
                int row = index[i];
                double probability = 1 / (1 + Exp.exp(-scores[row]));
                gradients[row] = weights[row] * (probability - truths[row]);
                hessians[row] = weights[row] * probability * (1 - probability);
            }
        }

        @Override
        double loss(double[] scores, int row) {
            double margin = truths[row] > 0 ? scores[row] : -scores[row];
            return margin > 0
                    ? StrictMath.log1p(StrictMath.exp(-margin))
                    : StrictMath.log1p(StrictMath.exp(margin)) - margin;
        }
    }

    private static final class Softmax extends Objective {
        Softmax(double[] truths, double[] weights, int classes) {
            super(truths, weights, classes, Link.SOFTMAX);
        }

        @Override
        double[] start(int[] rows) {
            double[] shares = new double[outputs];
            double weight = 0;
            for (int row : rows) {
                shares[(int) truths[row]] += weights[row];
                weight += weights[row];
            }
            for (int k = 0; k < outputs; k++) {
                // a class whose rows all weigh nothing, or are all held out, starts below one row's share
                shares[k] = StrictMath.log(Math.max(shares[k] / weight, 0.1 / rows.length));
            }
            return shares;
        }

        @Override
        void gradients(double[] scores, int[] index, int from, int to, double[] gradients, double[] hessians) {
            int rows = truths.length;
            double[] probabilities = new double[outputs];
            double factor = outputs / (outputs - 1.0);
            for (int i = from; i < to; i++) {
                int row = index[i];
                probabilities(scores, row, probabilities);
                for (int k = 0; k < outputs; k++) {
                    double p = probabilities[k];
                    int at = k * rows + row;
                    gradients[at] = weights[row] * (p - (truths[row] == k ? 1 : 0));
                    hessians[at] = weights[row] * factor * p * (1 - p);
                }
            }
        }

        private double largest(double[] scores, int row) {
            double most = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < outputs; k++) {
                most = Math.max(most, scores[k * truths.length + row]);
            }
            return most;
        }

        /** Leaves the largest score out of the exponents. */
        private void probabilities(double[] scores, int row, double[] probabilities) {
            int rows = truths.length;
            double most = largest(scores, row);
            double sum = 0;
            for (int k = 0; k < outputs; k++) {
                probabilities[k] = Exp.exp(scores[k * rows + row] - most);
                sum += probabilities[k];
            }
            for (int k = 0; k < outputs; k++) {
                probabilities[k] /= sum;
            }
        }

        @Override
        double loss(double[] scores, int row) {
            double most = largest(scores, row);
            double sum = 0;
            for (int k = 0; k < outputs; k++) {
                sum += Exp.exp(scores[k * truths.length + row] - most);
            }
            return most + StrictMath.log(sum) - scores[((int) truths[row]) * truths.length + row];
        }
    }

    /**
     * Losses that are linear far out: a leaf is the quantile of what is left over, or, for Huber's, the median and from there
     * the mean of what is left over up to the border (Friedman 2001, Greedy Function Approximation, section 4.4).
     */
    private static final class Robust extends Objective {
        private final double level;
        /** Huber's, or 0 for none. */
        private final double border;

        Robust(double[] truths, double[] weights, double level, double border) {
            super(truths, weights, 1, Link.IDENTITY);
            this.level = level;
            this.border = border;
        }

        @Override
        double[] start(int[] rows) {
            return new double[] {leaf(new double[truths.length], rows, 0, rows.length)};
        }

        @Override
        void gradients(double[] scores, int[] index, int from, int to, double[] gradients, double[] hessians) {
            for (int i = from; i < to; i++) {
                int row = index[i];
                double over = scores[row] - truths[row];
                double step = border > 0
                        ? Math.max(-border, Math.min(border, over))
                        : over > 0 ? 1 - level : over < 0 ? -level : 0;
                gradients[row] = weights[row] * step;
                hessians[row] = weights[row];
            }
        }

        @Override
        double loss(double[] scores, int row) {
            double left = truths[row] - scores[row];
            if (border > 0) {
                double size = Math.abs(left);
                return size <= border ? left * left / 2 : border * (size - border / 2);
            }
            return left > 0 ? level * left : (level - 1) * left;
        }

        @Override
        boolean refits() {
            return true;
        }

        @Override
        double leaf(double[] scores, int[] index, int from, int to) {
            double[] left = new double[to - from];
            double weight = 0;
            for (int i = 0; i < left.length; i++) {
                int row = index[from + i];
                left[i] = truths[row] - scores[row] + 0.0; // no -0.0
                weight += weights[row];
            }
            double quantile = quantile(left, index, from, level * weight);
            return border > 0 ? quantile + beyond(left, quantile, index, from, weight) : quantile;
        }

        /** The least of some numbers that has at least so much weight at it and below. */
        private double quantile(double[] left, int[] index, int from, double wanted) {
            double[] sorted = left.clone();
            Arrays.sort(sorted);
            int low = 0;
            int high = sorted.length - 1;
            while (low < high) {
                int middle = (low + high) >>> 1;
                double below = 0;
                for (int i = 0; i < left.length; i++) {
                    below += left[i] <= sorted[middle] ? weights[index[from + i]] : 0;
                }
                if (below >= wanted) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return sorted[low];
        }

        private double beyond(double[] left, double median, int[] index, int from, double weight) {
            double sum = 0;
            for (int i = 0; i < left.length; i++) {
                sum += weights[index[from + i]] * Math.max(-border, Math.min(border, left[i] - median));
            }
            return weight > 0 ? sum / weight : 0;
        }
    }

    /** The deviances of Tweedie's family of a power from 1, Poisson's, to 2, gamma's; the score is the mean's logarithm. */
    private static final class Deviance extends Objective {
        private final double power;

        Deviance(double[] truths, double[] weights, double power) {
            super(truths, weights, 1, Link.EXP);
            this.power = power;
        }

        @Override
        double[] start(int[] rows) {
            double mean = mean(rows);
            // where all rows that are not 0 weigh nothing, or are held out, as if a tenth of 1 had been seen
            return new double[] {StrictMath.log(mean > 0 ? mean : 0.1 / rows.length)};
        }

        @Override
        void gradients(double[] scores, int[] index, int from, int to, double[] gradients, double[] hessians) {
            for (int i = from; i < to; i++) {
                int row = index[i];
                double grows = Exp.exp((2 - power) * scores[row]);
                double falls = truths[row] * Exp.exp((1 - power) * scores[row]);
                gradients[row] = weights[row] * (grows - falls);
                hessians[row] = weights[row] * ((2 - power) * grows + (power - 1) * falls);
            }
        }

        @Override
        double loss(double[] scores, int row) {
            double score = scores[row];
            if (power == 1) {
                return StrictMath.exp(score) - truths[row] * score;
            }
            if (power == 2) {
                return truths[row] * StrictMath.exp(-score) + score;
            }
            return StrictMath.exp((2 - power) * score) / (2 - power)
                    - truths[row] * StrictMath.exp((1 - power) * score) / (1 - power);
        }
    }
}
