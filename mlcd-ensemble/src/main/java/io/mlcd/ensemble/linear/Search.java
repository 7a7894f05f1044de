package io.mlcd.ensemble.linear;

import io.mlcd.ensemble.learn.Fit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * A proximal Newton method (Lee, Sun and Saunders, 2014): in each step the loss is replaced by its quadratic model, that is
 * minimised together with the penalty, by conjugate gradients where the penalty is smooth (a truncated Newton method; Dembo and
 * Steihaug, 1983) and by coordinate descent where it is not (Friedman, Hastie and Tibshirani, 2010); then the step is halved until
 * the objective falls enough (Armijo). The nearer the minimum, the more exactly the model is minimised, so the last steps converge
 * faster than linearly.
 */
/** Finds the weights that minimise a loss and a penalty. */
final class Search {
    private static final Logger LOG = LoggerFactory.getLogger(Search.class);
    private static final int MOST_HALVINGS = 40;
    private static final double ENOUGH = 1e-4;

    /** Differences of objectives below it, for each unit, are rounding. */
    private static final double ROUNDING = 1e-14;

    private final Design design;
    private final Loss loss;
    private final Penalty penalty;
    private final LinearSettings settings;
    private final Fit fit;
    private final double[] scores;
    private final double[] slopes;

    Search(Design design, Loss loss, Penalty penalty, LinearSettings settings, Fit fit) {
        this.design = design;
        this.loss = loss;
        this.penalty = penalty;
        this.settings = settings;
        this.fit = fit;
        scores = new double[Math.multiplyExact(loss.weights.length, loss.width())];
        slopes = new double[scores.length];
    }

    /** How many of the weights are penalised; the intercepts follow them. */
    private int penalised() {
        return design.columns() * loss.width();
    }

    /**
     * The best weights found from a start. After one step, and then whenever the fit is late, it ends with what it has.
     *
     * @param learner for the log
     */
    double[] from(double[] start, String learner) throws InterruptedException {
        Point point = at(start);
        for (int step = 0; slope(point) > settings.tolerance(); step++) {
            if (step > 0 && fit.isLate()) {
                return point.weights;
            }
            Point next = step < settings.maxIterations() ? along(point, direction(point)) : null;
            if (next == null) {
                LOG.warn(
                        "{} ended after {} steps at a slope of {}, above the tolerance of {}; the best so far is kept."
                                + " Raise maxIterations or the penalty, or drop columns that say the same",
                        learner,
                        step,
                        slope(point),
                        settings.tolerance());
                return point.weights;
            }
            point = next;
        }
        return point.weights;
    }

    private double[] direction(Point point) throws InterruptedException {
        double accuracy = Math.min(0.1, Math.sqrt(slope(point)));
        return penalty.l1() == 0
                ? new ConjugateGradients(design, loss, penalty.l2(), fit)
                        .direction(point.gradient, point.curvatures, accuracy, scores)
                : new CoordinateDescent(design, loss, penalty, fit)
                        .direction(point, Math.max(settings.tolerance(), slope(point)) * accuracy);
    }

    /** The greatest slope of the objective. */
    double slope(Point point) {
        double greatest = 0;
        for (int i = 0; i < point.gradient.length; i++) {
            double slope =
                    i < penalised() ? penalty.slope(point.weights[i], point.gradient[i]) : Math.abs(point.gradient[i]);
            greatest = Math.max(greatest, slope);
        }
        return greatest;
    }

    /** The first point on the way that is enough better, or null if there is none. */
    private @Nullable Point along(Point from, double[] direction) throws InterruptedException {
        double promised = promised(from, direction);
        double rounding = ROUNDING * (1 + Math.abs(from.value));
        double share = 1;
        for (int halving = 0; promised < 0 && halving < MOST_HALVINGS; halving++, share /= 2) {
            double[] weights = from.weights.clone();
            for (int i = 0; i < weights.length; i++) {
                weights[i] += share * direction[i];
            }
            Point next = at(weights);
            boolean better = next.value <= from.value + ENOUGH * share * promised;
            boolean same = -share * promised <= rounding && next.value <= from.value + rounding;
            if (better || (same && slope(next) < slope(from))) {
                return next;
            }
        }
        return null;
    }

    /** By how much the objective would change if it were as steep all the way. */
    private double promised(Point from, double[] direction) {
        double change = 0;
        for (int i = 0; i < direction.length; i++) {
            change += from.gradient[i] * direction[i];
            if (penalty.l1() > 0 && i < penalised()) {
                change += penalty.l1() * (Math.abs(from.weights[i] + direction[i]) - Math.abs(from.weights[i]));
            }
        }
        return change;
    }

    /** The objective at some weights. */
    Point at(double[] weights) throws InterruptedException {
        int width = loss.width();
        double[] curvatures = new double[scores.length];
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Part(double loss, double[] gradient) {}
        List<Part> parts = design.pieces(fit, (from, to) -> {
            design.score(weights, width, from, to, scores);
            double sum = 0;
            for (int row = from; row < to; row++) {
                sum += loss.at(row, scores, row * width, slopes, curvatures);
            }
            return new Part(sum, design.transposed(slopes, width, from, to));
        });
        double value = penalty.of(weights, penalised());
        for (Part part : parts) {
            value += part.loss();
        }
        double[] gradient = Design.sum(parts.stream().map(Part::gradient).toList());
        for (int i = 0; i < penalised(); i++) {
            gradient[i] += penalty.l2() * weights[i];
        }
        return new Point(weights, value, gradient, curvatures);
    }

    /** Weights, the objective there, the gradient of its smooth part, and the curvature of the loss for each row. */
    static final class Point {
        final double[] weights;
        final double value;
        final double[] gradient;
        final double[] curvatures;

        Point(double[] weights, double value, double[] gradient, double[] curvatures) {
            this.weights = weights;
            this.value = value;
            this.gradient = gradient;
            this.curvatures = curvatures;
        }
    }
}
