package io.mlcd.ensemble.linear;

/**
 * A loss of the scores of each row, times the row's weight, with slopes and curvatures. The weights have the sum 1.
 *
 * <p>The curvature of a row is a matrix over its scores, {@code w (diag(c) - c c')} if the scores are coupled, with c what
 * {@link #at} gives, else the one number {@code c}.
 */
abstract class Loss {
    /** Of a class that has no weight. */
    private static final double LEAST_SHARE = 1e-9;

    final double[] weights;
    private final int width;

    Loss(int width, double[] weights) {
        this.width = width;
        this.weights = weights;
    }

    /** How many scores a row has. */
    final int width() {
        return width;
    }

    /** Whether the curvature is a matrix. */
    final boolean coupled() {
        return width > 1;
    }

    /**
     * The loss of a row.
     *
     * @param scores the row's begin {@code at}, and so in the others
     * @param slopes receives the derivative by each score
     * @param curvatures receives the curvature
     */
    abstract double at(int row, double[] scores, int at, double[] slopes, double[] curvatures);

    /** Weights that are 0, and the best intercepts for them. */
    abstract double[] start(int columns);

    /** Half the squared error. */
    static final class Squared extends Loss {
        private final double[] target;

        Squared(double[] target, double[] weights) {
            super(1, weights);
            this.target = target;
        }

        @Override
        double at(int row, double[] scores, int at, double[] slopes, double[] curvatures) {
            double error = scores[at] - target[row];
            slopes[at] = weights[row] * error;
            curvatures[at] = weights[row];
            return weights[row] * error * error / 2;
        }

        /** The target's mean is 0. */
        @Override
        double[] start(int columns) {
            return new double[columns + 1];
        }
    }

    /** The log loss of two classes with one score. */
    static final class Sigmoid extends Loss {
        private final int[] classes;

        Sigmoid(int[] classes, double[] weights) {
            super(1, weights);
            this.classes = classes;
        }

        @Override
        double at(int row, double[] scores, int at, double[] slopes, double[] curvatures) {
            double score = scores[at];
            double small = StrictMath.exp(-Math.abs(score));
            double likely = 1 / (1 + small);
            double unlikely = small / (1 + small);
            double second = score >= 0 ? likely : unlikely;
            double weight = weights[row];
            // The share of the other class, never as a difference from 1, which would lose its digits.
            double wrong = classes[row] == 1 ? (score >= 0 ? unlikely : likely) : second;
            slopes[at] = classes[row] == 1 ? -weight * wrong : weight * wrong;
            curvatures[at] = weight * likely * unlikely;
            double against = classes[row] == 1 ? Math.max(0, -score) : Math.max(0, score);
            return weight * (against + StrictMath.log1p(small));
        }

        @Override
        double[] start(int columns) {
            double[] start = new double[columns + 1];
            double[] shares = shares(classes, 2, weights);
            start[columns] = StrictMath.log(shares[1]) - StrictMath.log(shares[0]);
            return start;
        }
    }

    /** The log loss of classes with one score each. */
    static final class Softmax extends Loss {
        private final int[] classes;

        Softmax(int[] classes, int width, double[] weights) {
            super(width, weights);
            this.classes = classes;
        }

        @Override
        double at(int row, double[] scores, int at, double[] slopes, double[] curvatures) {
            int width = width();
            double max = scores[at];
            for (int k = 1; k < width; k++) {
                max = Math.max(max, scores[at + k]);
            }
            double sum = 0;
            for (int k = 0; k < width; k++) {
                double share = StrictMath.exp(scores[at + k] - max);
                curvatures[at + k] = share;
                sum += share;
            }
            int truth = classes[row];
            double wrong = 0;
            for (int k = 0; k < width; k++) {
                double share = curvatures[at + k] / sum;
                curvatures[at + k] = share;
                slopes[at + k] = weights[row] * share;
                wrong += k == truth ? 0 : share;
            }
            slopes[at + truth] = -weights[row] * wrong;
            return weights[row] * (max - scores[at + truth] + StrictMath.log(sum));
        }

        @Override
        double[] start(int columns) {
            double[] start = new double[(columns + 1) * width()];
            double[] shares = shares(classes, width(), weights);
            double mean = 0;
            for (int k = 0; k < width(); k++) {
                start[columns * width() + k] = StrictMath.log(shares[k]);
                mean += start[columns * width() + k] / width();
            }
            for (int k = 0; k < width(); k++) {
                start[columns * width() + k] -= mean;
            }
            return start;
        }
    }

    private static double[] shares(int[] classes, int width, double[] weights) {
        double[] shares = new double[width];
        for (int row = 0; row < classes.length; row++) {
            shares[classes[row]] += weights[row];
        }
        for (int k = 0; k < width; k++) {
            shares[k] = Math.max(shares[k], LEAST_SHARE);
        }
        return shares;
    }
}
