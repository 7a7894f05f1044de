package io.mlcd.core.bound;

/**
 * Where a computed number lies.
 *
 * @param low the least that it can be
 * @param high the greatest that it can be
 * @param nan whether it can be {@code NaN} too
 */
record Range(double low, double high, boolean nan) {
    static final Range ANY = new Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, true);
    static final Range UNIT = new Range(0, 1, false);

    static Range of(double low, double high) {
        return new Range(low, high, false);
    }

    /** This range, and {@code NaN} if told. */
    Range orNan(boolean orNan) {
        return new Range(low, high, nan || orNan);
    }

    /** Both. */
    Range or(Range other) {
        return new Range(Math.min(low, other.low), Math.max(high, other.high), nan || other.nan);
    }

    boolean isFinite() {
        return Double.isFinite(low) && Double.isFinite(high);
    }

    /** The greatest absolute value; may be infinite. */
    double magnitude() {
        return Math.max(Math.abs(low), Math.abs(high));
    }

    /** How far a number of this range and one of the other can be apart, none of them {@code NaN}; rounded up. */
    double distance(Range other) {
        double distance = Math.max(other.high - low, high - other.low);
        if (distance <= 0) {
            return 0;
        }
        return distance > 0 ? Math.nextUp(distance) : Double.POSITIVE_INFINITY;
    }
}
