package io.mlcd.core.metric;

import io.mlcd.api.Output;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * A number that says how good predictions are. Rows count by their weights.
 *
 * <p>A metric is empty where it is not defined, and where a score is {@code NaN}: never a number that only looks good.
 */
public enum Metric {
    /** The share of rows whose class was predicted; from 0 to 1. */
    ACCURACY(true, true) {
        @Override
        OptionalDouble compute(Outcomes outcomes) {
            double right = 0;
            for (int row = 0; row < outcomes.rows(); row++) {
                right += outcomes.predictedClass(row) == outcomes.truth(row) ? outcomes.weight(row) : 0;
            }
            return ratio(right, weightSum(outcomes));
        }
    },
    /**
     * The area under the ROC curve: the chance that a row of the class is scored above one that is not, ties counting
     * half; from 0 to 1. With more than two classes the plain mean over the classes, each against the rest. Empty if the
     * rows lack a class.
     */
    ROC_AUC(true, true) {
        @Override
        OptionalDouble compute(Outcomes outcomes) {
            int classes = outcomes.output().width();
            if (classes == 2) {
                return areaUnderRoc(outcomes, 1);
            }
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                sum += areaUnderRoc(outcomes, k).orElse(Double.NaN);
            }
            return ratio(sum, classes);
        }
    },
    /**
     * The mean of {@code -ln(probability of the true class)}; 0 or more, less is better. A probability below 1e-15
     * counts as 1e-15, and so does that of a class which the model does not know.
     */
    LOG_LOSS(false, true) {
        @Override
        OptionalDouble compute(Outcomes outcomes) {
            double sum = 0;
            for (int row = 0; row < outcomes.rows(); row++) {
                int truth = (int) outcomes.truth(row);
                double probability = truth == Outcomes.UNKNOWN_CLASS ? 0 : outcomes.score(row, truth);
                sum -= outcomes.weight(row) * StrictMath.log(Math.max(1e-15, Math.min(1, probability)));
            }
            return ratio(sum, weightSum(outcomes));
        }
    },
    /**
     * The plain mean over the classes of their F1, the harmonic mean of precision and recall; from 0 to 1. Classes that
     * are neither true nor predicted anywhere are left out. A row whose class the model does not know is a wrong
     * prediction of the class that it was taken for.
     */
    MACRO_F1(true, true) {
        @Override
        OptionalDouble compute(Outcomes outcomes) {
            double[][] confusion = outcomes.confusion();
            double[] mistaken = new double[confusion.length];
            for (int row = 0; row < outcomes.rows(); row++) {
                boolean unknown = outcomes.truth(row) == Outcomes.UNKNOWN_CLASS;
                mistaken[outcomes.predictedClass(row)] += unknown ? outcomes.weight(row) : 0;
            }
            double sum = 0;
            int counted = 0;
            for (int k = 0; k < confusion.length; k++) {
                double truly = 0;
                double predicted = mistaken[k];
                for (int j = 0; j < confusion.length; j++) {
                    truly += confusion[k][j];
                    predicted += confusion[j][k];
                }
                if (truly + predicted > 0) {
                    sum += 2 * confusion[k][k] / (truly + predicted);
                    counted++;
                }
            }
            return ratio(sum, counted);
        }
    },
    /** The root of the mean squared error, in the unit of the target; less is better. */
    RMSE(false, false) {
        @Override
        OptionalDouble compute(Outcomes outcomes) {
            OptionalDouble mean = ratio(squaredError(outcomes), weightSum(outcomes));
            return mean.isPresent() ? OptionalDouble.of(Math.sqrt(mean.getAsDouble())) : mean;
        }
    },
    /** The mean absolute error, in the unit of the target; less is better. */
    MAE(false, false) {
        @Override
        OptionalDouble compute(Outcomes outcomes) {
            double sum = 0;
            for (int row = 0; row < outcomes.rows(); row++) {
                sum += outcomes.weight(row) * Math.abs(outcomes.score(row, 0) - outcomes.truth(row));
            }
            return ratio(sum, weightSum(outcomes));
        }
    },
    /**
     * The share of the target's variance that is predicted: 1 is perfect, 0 no better than the mean, below 0 worse.
     * Empty if the target is constant.
     */
    R2(true, false) {
        @Override
        OptionalDouble compute(Outcomes outcomes) {
            if (constantTruth(outcomes)) {
                return OptionalDouble.empty(); // rounding would give it a spread that is next to nothing, but not 0
            }
            double mean = 0;
            double weights = weightSum(outcomes);
            for (int row = 0; row < outcomes.rows(); row++) {
                mean += outcomes.weight(row) * outcomes.truth(row) / weights;
            }
            double spread = 0;
            for (int row = 0; row < outcomes.rows(); row++) {
                double distance = outcomes.truth(row) - mean;
                spread += outcomes.weight(row) * distance * distance;
            }
            OptionalDouble unexplained = ratio(squaredError(outcomes), spread);
            return unexplained.isPresent() ? OptionalDouble.of(1 - unexplained.getAsDouble()) : unexplained;
        }
    };

    private final boolean higherIsBetter;
    private final boolean ofClasses;

    Metric(boolean higherIsBetter, boolean ofClasses) {
        this.higherIsBetter = higherIsBetter;
        this.ofClasses = ofClasses;
    }

    /** Whether more is better. */
    public boolean higherIsBetter() {
        return higherIsBetter;
    }

    /** Whether it is defined for such an output. */
    public boolean appliesTo(Output output) {
        return ofClasses == (output instanceof Output.Classes);
    }

    /** The number, or empty where it is not defined. */
    public OptionalDouble of(Outcomes outcomes) {
        return appliesTo(outcomes.output()) && !anyNaN(outcomes) ? compute(outcomes) : OptionalDouble.empty();
    }

    abstract OptionalDouble compute(Outcomes outcomes);

    private static boolean anyNaN(Outcomes outcomes) {
        for (int row = 0; row < outcomes.rows(); row++) {
            for (int k = 0; k < outcomes.output().width(); k++) {
                if (Double.isNaN(outcomes.score(row, k))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static double weightSum(Outcomes outcomes) {
        double sum = 0;
        for (int row = 0; row < outcomes.rows(); row++) {
            sum += outcomes.weight(row);
        }
        return sum;
    }

    private static boolean constantTruth(Outcomes outcomes) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int row = 0; row < outcomes.rows(); row++) {
            if (outcomes.weight(row) > 0) {
                least = Math.min(least, outcomes.truth(row));
                greatest = Math.max(greatest, outcomes.truth(row));
            }
        }
        return !(least < greatest);
    }

    private static double squaredError(Outcomes outcomes) {
        double sum = 0;
        for (int row = 0; row < outcomes.rows(); row++) {
            double error = outcomes.score(row, 0) - outcomes.truth(row);
            sum += outcomes.weight(row) * error * error;
        }
        return sum;
    }

    private static OptionalDouble ratio(double part, double whole) {
        double ratio = part / whole;
        return whole > 0 && !Double.isNaN(ratio) ? OptionalDouble.of(ratio) : OptionalDouble.empty();
    }

    /** The positives of each distinct score meet the negatives of lower ones, and half of those of their own. */
    private static OptionalDouble areaUnderRoc(Outcomes outcomes, int positive) {
        int rows = outcomes.rows();
        double[] sorted = new double[rows];
        for (int row = 0; row < rows; row++) {
            sorted[row] = outcomes.score(row, positive) + 0.0; // no -0.0
        }
        Arrays.sort(sorted);
        int distinct = 0;
        for (double score : sorted) {
            if (distinct == 0 || score != sorted[distinct - 1]) {
                sorted[distinct++] = score;
            }
        }
        double[] positiveWeights = new double[distinct];
        double[] negativeWeights = new double[distinct];
        for (int row = 0; row < rows; row++) {
            int at = Arrays.binarySearch(sorted, 0, distinct, outcomes.score(row, positive) + 0.0);
            double[] weights = outcomes.truth(row) == positive ? positiveWeights : negativeWeights;
            weights[at] += outcomes.weight(row);
        }
        double below = 0;
        double positives = 0;
        double area = 0;
        for (int at = 0; at < distinct; at++) {
            area += positiveWeights[at] * (below + negativeWeights[at] / 2);
            below += negativeWeights[at];
            positives += positiveWeights[at];
        }
        return ratio(area, positives * below);
    }
}
