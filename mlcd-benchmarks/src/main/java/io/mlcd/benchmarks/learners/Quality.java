package io.mlcd.benchmarks.learners;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How good scores are.
 *
 * @param logLoss mean of {@code -ln(probability of the true class)}; {@code NaN} for numbers
 * @param rocAuc area under the curve, for two classes; else {@code NaN}
 * @param accuracy share of rows whose most probable class is the true one; {@code NaN} for numbers
 * @param rmse root of the mean squared error; {@code NaN} for classes
 * @param r2 share of the variance that is explained; {@code NaN} for classes
 */
public record Quality(double logLoss, double rocAuc, double accuracy, double rmse, double r2) {
    /** Probabilities below it count as it: one that is 0 must not make the mean infinite. */
    private static final double LEAST = 1e-15;

    /**
     * Of scores.
     *
     * @param data has the truth
     * @param scores row-major, shape [rows x {@link Data#outputs()}]
     */
    public static Quality of(Data data, double[] scores) {
        if (scores.length != data.rows() * data.outputs()) {
            throw new IllegalArgumentException("there are " + scores.length + " scores, but must be "
                    + data.rows() * data.outputs() + ": " + data.outputs() + " for each row");
        }
        return data.classes() == 0 ? ofNumbers(data, scores) : ofClasses(data, scores);
    }

    private static Quality ofClasses(Data data, double[] scores) {
        int classes = data.classes();
        int[] labels = data.labels();
        double loss = 0;
        int right = 0;
        for (int row = 0; row < labels.length; row++) {
            double its = scores[row * classes + labels[row]];
            loss -= StrictMath.log(Math.max(LEAST, its));
            right += largest(scores, row * classes, classes) == labels[row] ? 1 : 0;
        }
        double rocAuc = classes == 2 ? rocAuc(labels, scores) : Double.NaN;
        return new Quality(loss / labels.length, rocAuc, (double) right / labels.length, Double.NaN, Double.NaN);
    }

    private static int largest(double[] scores, int from, int count) {
        int largest = 0;
        for (int k = 1; k < count; k++) {
            largest = scores[from + k] > scores[from + largest] ? k : largest;
        }
        return largest;
    }

    /** The share of pairs of one row of each class in which the second class's has more; of equals a half. */
    private static double rocAuc(int[] labels, double[] scores) {
        Integer[] order = IntStream.range(0, labels.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(row -> scores[2 * row + 1]));
        double ranks = 0;
        long positives = 0;
        for (int from = 0; from < order.length; ) {
            int to = from;
            int among = 0;
            while (to < order.length && scores[2 * order[to] + 1] == scores[2 * order[from] + 1]) {
                among += labels[order[to++]];
            }
            ranks += among * (from + 1 + to) / 2.0;
            positives += among;
            from = to;
        }
        long negatives = labels.length - positives;
        return (ranks - positives * (positives + 1) / 2.0) / ((double) positives * negatives);
    }

    private static Quality ofNumbers(Data data, double[] scores) {
        double mean = 0;
        for (float target : data.targets()) {
            mean += target / data.rows();
        }
        double errors = 0;
        double variance = 0;
        for (int row = 0; row < scores.length; row++) {
            double target = data.targets()[row];
            errors += (target - scores[row]) * (target - scores[row]);
            variance += (target - mean) * (target - mean);
        }
        double rmse = StrictMath.sqrt(errors / scores.length);
        return new Quality(Double.NaN, Double.NaN, Double.NaN, rmse, 1 - errors / variance);
    }
}
