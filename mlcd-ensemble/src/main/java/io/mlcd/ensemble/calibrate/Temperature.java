package io.mlcd.ensemble.calibrate;

import io.mlcd.core.form.Form;

/** What the logarithms of probabilities are divided by. */
final class Temperature {
    private static final double LEAST = 0.01;
    private static final double MOST = 100;
    private static final int MOST_STEPS = 100;
    private static final double TOLERANCE = 1e-12;

    private final double[] logs;
    private final int classes;
    private final Predicted predicted;
    private final double weight;
    /** How much of a row's target is spread over all classes: one row's worth of all. */
    private final double spread;

    private Temperature(Predicted predicted, double least) {
        this.predicted = predicted;
        classes = predicted.classes();
        logs = new double[predicted.rows() * classes];
        double sum = 0;
        for (int row = 0; row < predicted.rows(); row++) {
            for (int k = 0; k < classes; k++) {
                logs[row * classes + k] = StrictMath.log(Math.max(predicted.probability(row, k), least));
            }
            sum += predicted.weight(row);
        }
        weight = sum;
        spread = 1 / (1 + sum);
    }

    static Form correction(Predicted predicted) {
        double least = Corrections.least(predicted);
        return Corrections.softmaxOfLogs(predicted.classes(), 0, 1, least, 1 / of(predicted, least));
    }

    /** The most likely; Newton's method on its inverse, by which the loss is convex, within a bracket. */
    static double of(Predicted predicted, double least) {
        Temperature search = new Temperature(predicted, least);
        double low = 1 / MOST;
        double high = 1 / LEAST;
        double inverse = 1;
        for (int step = 0; step < MOST_STEPS; step++) {
            double[] slopes = search.slopes(inverse);
            if (slopes[0] > 0) {
                high = inverse;
            } else {
                low = inverse;
            }
            double next = inverse - slopes[0] / slopes[1];
            if (!(next > low && next < high)) {
                next = Math.sqrt(low * high);
            }
            if (Math.abs(next - inverse) <= TOLERANCE * inverse) {
                break;
            }
            inverse = next;
        }
        return 1 / inverse;
    }

    /** First and second derivative of the mean loss by the inverse. */
    private double[] slopes(double inverse) {
        double first = 0;
        double second = 0;
        double[] shares = new double[classes];
        for (int row = 0; row < predicted.rows(); row++) {
            int at = row * classes;
            double max = Double.NEGATIVE_INFINITY;
            double plain = 0;
            for (int k = 0; k < classes; k++) {
                max = Math.max(max, logs[at + k]);
                plain += logs[at + k] / classes;
            }
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                shares[k] = StrictMath.exp(inverse * (logs[at + k] - max));
                sum += shares[k];
            }
            double mean = 0;
            double square = 0;
            for (int k = 0; k < classes; k++) {
                double off = logs[at + k] - max;
                mean += shares[k] / sum * off;
                square += shares[k] / sum * off * off;
            }
            double target = (1 - spread) * logs[at + predicted.truth(row)] + spread * plain - max;
            first += predicted.weight(row) * (mean - target);
            second += predicted.weight(row) * (square - mean * mean);
        }
        return new double[] {first / weight, second / weight};
    }
}
