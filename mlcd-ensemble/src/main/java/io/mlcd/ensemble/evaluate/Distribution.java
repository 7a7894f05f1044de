package io.mlcd.ensemble.evaluate;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;

/** A number, and what it was on resamples. */
final class Distribution {
    private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

    private final double value;
    /** Ascending. */
    private final double[] resampled;

    private final double bias;
    private final double acceleration;

    Distribution(double value, double[] resampled, int count, double acceleration) {
        this.value = value;
        this.resampled = Arrays.copyOf(resampled, count);
        this.acceleration = acceleration;
        Arrays.sort(this.resampled);
        this.bias = NORMAL.inverseCumulativeProbability(shareBelow(value));
    }

    boolean hasSpread() {
        return resampled[0] < resampled[resampled.length - 1];
    }

    double value() {
        return value;
    }

    /** Never 0 or 1, which so few resamples cannot tell; those that are equal count half. */
    private double shareBelow(double number) {
        double below = 0;
        for (double one : resampled) {
            below += one < number ? 1 : one == number ? 0.5 : 0;
        }
        return (below + 0.5) / (resampled.length + 1);
    }

    Interval interval(double level) {
        return new Interval(value, end((1 - level) / 2), end((1 + level) / 2), level);
    }

    private double end(double probability) {
        double z = bias + NORMAL.inverseCumulativeProbability(probability);
        double stretch = 1 - acceleration * z;
        double corrected = stretch > 0 ? NORMAL.cumulativeProbability(bias + z / stretch) : probability < 0.5 ? 0 : 1;
        double place = corrected * (resampled.length + 1) - 1;
        int at = (int) Math.max(0, Math.min(resampled.length - 1, Math.floor(place)));
        int next = Math.min(resampled.length - 1, at + 1);
        double rest = Math.max(0, Math.min(1, place - at));
        return resampled[at] + rest * (resampled[next] - resampled[at]);
    }

    /**
     * Two-sided: the least {@code 1 - level} of an interval that leaves out 0, never below 2 / (resamples + 1).
     */
    double pValueOfZero() {
        double w = NORMAL.inverseCumulativeProbability(shareBelow(0)) - bias;
        double stretch = 1 + acceleration * w;
        double z = stretch > 0 ? w / stretch - bias : w > 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        double below = NORMAL.cumulativeProbability(z);
        return Math.max(2.0 / (resampled.length + 1), Math.min(1, 2 * Math.min(below, 1 - below)));
    }
}
