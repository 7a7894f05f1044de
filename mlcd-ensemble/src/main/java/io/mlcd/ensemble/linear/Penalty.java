package io.mlcd.ensemble.linear;

/**
 * {@code l1 x sum |w| + l2 / 2 x sum w^2} of the weights, which leaves out the intercepts that come last.
 *
 * @param l1 0 or more
 * @param l2 0 or more
 */
record Penalty(double l1, double l2) {
    /** Of all weights but the intercepts. */
    double of(double[] weights, int penalised) {
        double absolute = 0;
        double squares = 0;
        for (int i = 0; i < penalised; i++) {
            absolute += Math.abs(weights[i]);
            squares += weights[i] * weights[i];
        }
        return l1 * absolute + l2 / 2 * squares;
    }

    /** How far a weight is from being optimal: the least slope, in size, that the objective has there. */
    double slope(double weight, double gradient) {
        if (weight != 0) {
            return Math.abs(gradient + Math.signum(weight) * l1);
        }
        return Math.max(0, Math.abs(gradient) - l1);
    }

    /** Where {@code curvature / 2 x (w - target)^2 + l1 |w|} is least. */
    double shrunk(double target, double curvature) {
        double by = l1 / curvature;
        return target > by ? target - by : target < -by ? target + by : 0;
    }
}
