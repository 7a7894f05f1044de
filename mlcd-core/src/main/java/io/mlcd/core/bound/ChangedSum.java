package io.mlcd.core.bound;

/** A sum of products that were changed, and the sum of their absolute values, of which rounding is a part. */
final class ChangedSum {
    private double change;
    private double magnitude;
    private int terms;
    private boolean changed;

    /**
     * Adds w x, which is v y afterwards: v y - w x = v (y - x) + (v - w) x.
     *
     * <p>Where nothing changes the range may be infinite: should nothing else change, so does the sum not.
     */
    void add(double before, double after, Range range, double by) {
        double most = Math.max(Math.abs(before), Math.abs(after));
        terms++;
        if (by == Double.POSITIVE_INFINITY) {
            change = by; // 0 times infinity is not 0
            changed = true;
            return;
        }
        changed |= before != after || (most > 0 && by > 0);
        if (most > 0) {
            magnitude += most * range.magnitude();
            change += Math.abs(after) * by;
        }
        if (before != after) {
            change += Math.abs(after - before) * range.magnitude();
        }
    }

    /** By how much the sum can change as it is computed, when divided by a number. */
    double change(double divisor) {
        if (!changed) {
            return 0;
        }
        double rounding = 2 * Up.ofRounding(magnitude, terms + 3.0);
        return Up.of((Up.of(change, 3.0 * terms + 2) + Up.of(rounding, 2.0 * terms)) / divisor, 4);
    }
}
