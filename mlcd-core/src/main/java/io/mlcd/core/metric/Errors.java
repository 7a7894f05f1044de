package io.mlcd.core.metric;

import java.util.OptionalDouble;

/** Of numbers: how far the predicted one is from the true one. */
final class Errors {
    private Errors() {}

    /** A loss of one row; {@code NaN} where it is not defined. */
    private interface Loss {
        double of(double truth, double predicted);
    }

    private static double[] each(Outcomes outcomes, Loss loss) {
        double[] losses = new double[outcomes.rows()];
        for (int row = 0; row < losses.length; row++) {
            losses[row] = loss.of(outcomes.truth(row), outcomes.score(row, 0));
        }
        return losses;
    }

    private static double square(double number) {
        return number * number;
    }

    static Measure.Weighed rootMeanSquared(Outcomes outcomes) {
        return Sums.rootOfMean(each(outcomes, (y, m) -> square(m - y)));
    }

    static Measure.Weighed meanAbsolute(Outcomes outcomes) {
        return Sums.mean(each(outcomes, (y, m) -> Math.abs(m - y)));
    }

    static Measure.Weighed relative(Outcomes outcomes) {
        return Sums.mean(each(outcomes, (y, m) -> y == 0 ? Double.NaN : Math.abs((m - y) / y)));
    }

    static Measure.Weighed symmetricRelative(Outcomes outcomes) {
        return Sums.mean(each(outcomes, (y, m) -> {
            double size = Math.abs(y) + Math.abs(m);
            return size == 0 ? 0 : 2 * Math.abs(m - y) / size;
        }));
    }

    static Measure.Weighed rootMeanSquaredLog(Outcomes outcomes) {
        return Sums.rootOfMean(each(
                outcomes, (y, m) -> y > -1 && m > -1 ? square(StrictMath.log1p(m) - StrictMath.log1p(y)) : Double.NaN));
    }

    static Measure.Weighed pinball(Outcomes outcomes, double quantile) {
        return Sums.mean(each(outcomes, (y, m) -> y >= m ? quantile * (y - m) : (1 - quantile) * (m - y)));
    }

    /** Of Tweedie's distributions of power 1 (Poisson) to 2 (Gamma). */
    static Measure.Weighed deviance(Outcomes outcomes, double power) {
        return Sums.mean(each(outcomes, (y, m) -> {
            boolean good = m > 0 && (power < 2 ? y >= 0 : y > 0);
            return good ? 2 * halfDeviance(y, m, power) : Double.NaN;
        }));
    }

    private static double halfDeviance(double y, double m, double power) {
        if (power == 1) {
            return (y == 0 ? 0 : y * StrictMath.log(y / m)) - y + m;
        }
        if (power == 2) {
            return StrictMath.log(m / y) + y / m - 1;
        }
        return StrictMath.pow(y, 2 - power) / ((1 - power) * (2 - power))
                - y * StrictMath.pow(m, 1 - power) / (1 - power)
                + StrictMath.pow(m, 2 - power) / (2 - power);
    }

    static Measure.Weighed medianAbsolute(Outcomes outcomes) {
        Ties errors = new Ties(each(outcomes, (y, m) -> Math.abs(m - y)));
        return weights -> {
            double[] sums = new double[errors.distinct()];
            for (int row = 0; row < weights.length; row++) {
                sums[errors.of(row)] += weights[row];
            }
            return median(errors, sums);
        };
    }

    private static OptionalDouble median(Ties errors, double[] sums) {
        double half = Sums.sum(sums) / 2;
        double below = 0;
        for (int at = 0; at < sums.length; at++) {
            below += sums[at];
            if (sums[at] > 0 && below > half) {
                return OptionalDouble.of(errors.value(at));
            }
            if (sums[at] > 0 && below == half) {
                int next = at + 1;
                while (sums[next] == 0) {
                    next++;
                }
                return OptionalDouble.of((errors.value(at) + errors.value(next)) / 2);
            }
        }
        return OptionalDouble.empty();
    }

    static Measure.Weighed explained(Outcomes outcomes) {
        double[] truth = each(outcomes, (y, m) -> y);
        double[] squares = each(outcomes, (y, m) -> square(m - y));
        return weights -> {
            if (isConstant(truth, weights)) {
                return OptionalDouble.empty(); // rounding would give it a spread that is next to nothing, but not 0
            }
            double all = Sums.sum(weights);
            double mean = 0;
            for (int row = 0; row < truth.length; row++) {
                mean += weights[row] * truth[row] / all;
            }
            double spread = 0;
            for (int row = 0; row < truth.length; row++) {
                double distance = truth[row] - mean;
                spread += weights[row] * distance * distance;
            }
            OptionalDouble unexplained = Sums.ratio(Sums.total(squares, weights), spread);
            return unexplained.isPresent() ? OptionalDouble.of(1 - unexplained.getAsDouble()) : unexplained;
        };
    }

    private static boolean isConstant(double[] truth, double[] weights) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int row = 0; row < truth.length; row++) {
            if (weights[row] > 0) {
                least = Math.min(least, truth[row]);
                greatest = Math.max(greatest, truth[row]);
            }
        }
        return !(least < greatest);
    }
}
