package io.mlcd.ensemble.calibrate;

import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.form.Stacked;
import java.util.ArrayList;
import java.util.List;

/**
 * A sigmoid of a score, {@code 1 / (1 + exp(-(slope x score + intercept)))}, by Newton's method with halved steps as Lin, Lin and
 * Weng (2007) have it. A slope below 0, which scores that tell nothing may get by chance, becomes 0.
 *
 * @param slope 0 or more
 * @param intercept any number
 */
record Platt(double slope, double intercept) {
    private static final int MOST_STEPS = 100;
    private static final int MOST_HALVINGS = 60;
    private static final double RIDGE = 1e-12;
    private static final double TOLERANCE = 1e-11;

    static Form correction(Predicted predicted) {
        double least = Corrections.least(predicted);
        if (predicted.classes() == 2) {
            return of(predicted, 1, least).form(2, 0, 1, least);
        }
        int classes = predicted.classes();
        List<Form> each = new ArrayList<>();
        for (int k = 0; k < classes; k++) {
            each.add(of(predicted, k, least).form(2 * classes, 2 * k, 2 * k + 1, least));
        }
        Form normalised = new Stacked(each, Corrections.normalised(2 * classes, 1, 2), false);
        return new Stacked(List.of(withComplements(classes)), normalised, false);
    }

    /** For each class what is left to 1, and its probability. */
    private static Form withComplements(int classes) {
        double[][] weights = new double[2 * classes][classes];
        double[] bias = new double[2 * classes];
        for (int k = 0; k < classes; k++) {
            weights[2 * k][k] = -1;
            bias[2 * k] = 1;
            weights[2 * k + 1][k] = 1;
        }
        return Linear.of(weights, bias);
    }

    /** Of the logarithm of the odds of two inputs. */
    private Form form(int inputs, int against, int itself, double least) {
        return new Prepared(
                inputs,
                List.of(new Derived.Log(against, least), new Derived.Log(itself, least)),
                new Linked(Linear.of(new double[][] {{-slope, slope}}, new double[] {intercept}), Linked.Link.SIGMOID));
    }

    private static Platt of(Predicted predicted, int k, double least) {
        double[] odds = new double[predicted.rows()];
        boolean[] truth = new boolean[odds.length];
        double[] weights = new double[odds.length];
        for (int row = 0; row < odds.length; row++) {
            double its = predicted.probability(row, k);
            double against = predicted.classes() == 2 ? predicted.probability(row, 1 - k) : 1 - its;
            odds[row] = StrictMath.log(Math.max(its, least)) - StrictMath.log(Math.max(against, least));
            truth[row] = predicted.truth(row) == k;
            weights[row] = predicted.weight(row);
        }
        return of(odds, truth, weights);
    }

    /** The most likely, with targets that are as far from 0 and 1 as one more row of each kind would put them. */
    static Platt of(double[] scores, boolean[] truth, double[] weights) {
        Targets targets = Targets.of(truth, weights);
        double rate = targets.mean();
        Platt platt = new Platt(0, StrictMath.log(rate) - StrictMath.log(1 - rate));
        double loss = platt.loss(scores, truth, weights, targets);
        Platt constant = platt;
        for (int step = 0; step < MOST_STEPS; step++) {
            double[] newton = platt.newton(scores, truth, weights, targets);
            if (newton[2] <= TOLERANCE) {
                break;
            }
            Platt next = platt;
            double its = Double.POSITIVE_INFINITY;
            double share = 1;
            for (int halving = 0; halving < MOST_HALVINGS && !(its < loss); halving++, share /= 2) {
                next = new Platt(platt.slope + share * newton[0], platt.intercept + share * newton[1]);
                its = next.loss(scores, truth, weights, targets);
            }
            if (!(its < loss)) {
                break; // no better but for rounding
            }
            platt = next;
            loss = its;
        }
        return platt.slope > 0 ? platt : constant;
    }

    /** The mean loss. */
    private double loss(double[] scores, boolean[] truth, double[] weights, Targets targets) {
        double sum = 0;
        for (int row = 0; row < scores.length; row++) {
            double score = slope * scores[row] + intercept;
            double target = targets.of(truth[row]);
            sum += weights[row]
                    * (Math.max(0, score) - target * score + StrictMath.log1p(StrictMath.exp(-Math.abs(score))));
        }
        return sum / targets.weight();
    }

    /** Newton's step for slope and intercept, and the greatest gradient. */
    private double[] newton(double[] scores, boolean[] truth, double[] weights, Targets targets) {
        double gradientSlope = 0;
        double gradientIntercept = 0;
        double curvature = RIDGE;
        double mixed = 0;
        double flat = RIDGE;
        for (int row = 0; row < scores.length; row++) {
            double p = 1 / (1 + StrictMath.exp(-(slope * scores[row] + intercept)));
            double weight = weights[row] / targets.weight();
            double off = weight * (p - targets.of(truth[row]));
            double bend = weight * p * (1 - p);
            gradientSlope += off * scores[row];
            gradientIntercept += off;
            curvature += bend * scores[row] * scores[row];
            mixed += bend * scores[row];
            flat += bend;
        }
        double determinant = curvature * flat - mixed * mixed;
        return new double[] {
            -(flat * gradientSlope - mixed * gradientIntercept) / determinant,
            -(curvature * gradientIntercept - mixed * gradientSlope) / determinant,
            Math.max(Math.abs(gradientSlope), Math.abs(gradientIntercept))
        };
    }

    /**
     * Platt's targets: {@code (N+ + 1) / (N+ + 2)} and {@code 1 / (N- + 2)}.
     *
     * @param high of a row of the class
     * @param low of any other
     * @param mean of all rows
     * @param weight of all rows
     */
    record Targets(double high, double low, double mean, double weight) {
        static Targets of(boolean[] truth, double[] weights) {
            double positive = 0;
            double negative = 0;
            for (int row = 0; row < truth.length; row++) {
                positive += truth[row] ? weights[row] : 0;
                negative += truth[row] ? 0 : weights[row];
            }
            double high = (positive + 1) / (positive + 2);
            double low = 1 / (negative + 2);
            double weight = positive + negative;
            return new Targets(high, low, (positive * high + negative * low) / weight, weight);
        }

        double of(boolean isOfTheClass) {
            return isOfTheClass ? high : low;
        }
    }
}
