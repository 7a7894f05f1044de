package io.mlcd.ensemble.linear;

import io.mlcd.ensemble.learn.Fit;

/**
 * Minimises the quadratic model of the loss and a penalty with L1, one weight after the other: all of them in turn, then those
 * that are not 0 until they settle, and so on until going round all changes nothing.
 *
 * @see <a href="https://doi.org/10.18637/jss.v033.i01">Friedman, Hastie and Tibshirani (2010), Regularization Paths</a>
 */
final class CoordinateDescent {
    private static final int MOST_ROUNDS = 1_000;

    private final Design design;
    private final Loss loss;
    private final Penalty penalty;
    private final Fit fit;
    private final int width;
    /** For each switch where its rows begin in {@link #rowsOn}. */
    private final int[] starts;

    private final int[] rowsOn;

    /** What the step so far changes in the scores, and their means by the curvatures. */
    private final double[] moved;

    private final double[] means;

    CoordinateDescent(Design design, Loss loss, Penalty penalty, Fit fit) {
        this.design = design;
        this.loss = loss;
        this.penalty = penalty;
        this.fit = fit;
        width = loss.width();
        int switches = design.columns() - design.numbers().length;
        starts = new int[switches + 1];
        for (int[] group : design.groups()) {
            for (int place : group) {
                if (place != Design.NONE) {
                    starts[place + 1]++;
                }
            }
        }
        for (int i = 0; i < switches; i++) {
            starts[i + 1] += starts[i];
        }
        rowsOn = new int[starts[switches]];
        fillRows(starts.clone());
        moved = new double[loss.weights.length * width];
        means = new double[loss.weights.length];
    }

    private void fillRows(int[] next) {
        for (int[] group : design.groups()) {
            for (int row = 0; row < group.length; row++) {
                if (group[row] != Design.NONE) {
                    rowsOn[next[group[row]]++] = row;
                }
            }
        }
    }

    /**
     * The step from a point.
     *
     * @param enough how much of a slope may be left
     */
    double[] direction(Search.Point point, double enough) throws InterruptedException {
        double[] diagonal = ConjugateGradients.diagonal(design, loss, point.curvatures, fit);
        double[] direction = new double[diagonal.length];
        boolean settled = false;
        for (int round = 0; round < MOST_ROUNDS && !settled; ) {
            settled = round(point, diagonal, direction, false) <= enough;
            round++;
            double change = Double.POSITIVE_INFINITY;
            while (!settled && round < MOST_ROUNDS && change > enough) {
                change = round(point, diagonal, direction, true);
                round++;
            }
            if (fit.isLate()) {
                break;
            }
        }
        return direction;
    }

    /** Goes round the weights, and returns the greatest slope that a change did away with. */
    private double round(Search.Point point, double[] diagonal, double[] direction, boolean usedOnly)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the fit was interrupted in a round of coordinate descent");
        }
        double greatest = 0;
        for (int i = 0; i < direction.length; i++) {
            boolean intercept = i >= design.columns() * width;
            double weight = point.weights[i] + direction[i];
            if (usedOnly && weight == 0 && !intercept) {
                continue;
            }
            double l2 = intercept ? 0 : penalty.l2();
            double curvature = diagonal[i] + l2;
            if (!(curvature > 0)) {
                continue;
            }
            double slope = point.gradient[i] + l2 * direction[i] + moved(i / width, i % width, point.curvatures);
            double best = weight - slope / curvature;
            double change = (intercept ? best : penalty.shrunk(best, curvature)) - weight;
            if (change != 0) {
                direction[i] += change;
                move(i / width, i % width, change, point.curvatures);
                greatest = Math.max(greatest, Math.abs(change) * curvature);
            }
        }
        return greatest;
    }

    /** By how much the step so far has changed the loss's slope by one weight. */
    private double moved(int column, int k, double[] curvatures) {
        double sum = 0;
        if (column < design.numbers().length) {
            double[] x = design.numbers()[column];
            for (int row = 0; row < x.length; row++) {
                sum += x[row] * bent(row, k, curvatures);
            }
        } else if (column < design.columns()) {
            int place = column - design.numbers().length;
            for (int at = starts[place]; at < starts[place + 1]; at++) {
                sum += bent(rowsOn[at], k, curvatures);
            }
        } else {
            for (int row = 0; row < means.length; row++) {
                sum += bent(row, k, curvatures);
            }
        }
        return sum;
    }

    private double bent(int row, int k, double[] curvatures) {
        int at = row * width + k;
        return width == 1 ? curvatures[at] * moved[at] : loss.weights[row] * curvatures[at] * (moved[at] - means[row]);
    }

    private void move(int column, int k, double change, double[] curvatures) {
        if (column < design.numbers().length) {
            double[] x = design.numbers()[column];
            for (int row = 0; row < x.length; row++) {
                moveRow(row, k, change * x[row], curvatures);
            }
        } else if (column < design.columns()) {
            int place = column - design.numbers().length;
            for (int at = starts[place]; at < starts[place + 1]; at++) {
                moveRow(rowsOn[at], k, change, curvatures);
            }
        } else {
            for (int row = 0; row < means.length; row++) {
                moveRow(row, k, change, curvatures);
            }
        }
    }

    private void moveRow(int row, int k, double by, double[] curvatures) {
        int at = row * width + k;
        moved[at] += by;
        if (width > 1) {
            means[row] += curvatures[at] * by;
        }
    }
}
