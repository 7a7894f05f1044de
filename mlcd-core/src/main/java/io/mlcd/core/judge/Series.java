package io.mlcd.core.judge;

import java.util.Arrays;

/**
 * A metric of both arms over time, say one point a minute; {@code NaN} is a missing point. Immutable, arrays are copied in and out.
 */
public final class Series {
    private final double[] champion;
    private final double[] challenger;

    Series(double[] champion, double[] challenger) {
        this.champion = champion.clone();
        this.challenger = challenger.clone();
    }

    /** The points of an arm in their order, a copy. */
    public double[] points(Arm arm) {
        return arm == Arm.CHAMPION ? champion.clone() : challenger.clone();
    }

    /** The points of an arm that are not missing. */
    double[] present(Arm arm) {
        double[] points = points(arm);
        int count = 0;
        for (double point : points) {
            if (!Double.isNaN(point)) {
                points[count++] = point;
            }
        }
        return Arrays.copyOf(points, count);
    }
}
