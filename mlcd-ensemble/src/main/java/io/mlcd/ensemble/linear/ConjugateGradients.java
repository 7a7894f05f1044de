package io.mlcd.ensemble.linear;

import io.mlcd.ensemble.learn.Fit;

/**
 * Solves {@code (curvature of the loss + l2) d = -gradient} by conjugate gradients, with the diagonal as preconditioner.
 *
 * @see <a href="https://doi.org/10.1137/0720042">Steihaug (1983), The Conjugate Gradient Method and Trust Regions</a>
 */
final class ConjugateGradients {
    private static final int MOST_STEPS = 1_000;

    private final Design design;
    private final Loss loss;
    private final double l2;
    private final Fit fit;

    ConjugateGradients(Design design, Loss loss, double l2, Fit fit) {
        this.design = design;
        this.loss = loss;
        this.l2 = l2;
        this.fit = fit;
    }

    /**
     * The direction.
     *
     * @param accuracy the share of the residual that may be left
     * @param work room for the scores of all rows; what it holds is lost
     */
    double[] direction(double[] gradient, double[] curvatures, double accuracy, double[] work)
            throws InterruptedException {
        double[] scale = inverseDiagonal(curvatures);
        double[] direction = new double[gradient.length];
        double[] residual = new double[gradient.length];
        double[] towards = new double[gradient.length];
        for (int i = 0; i < gradient.length; i++) {
            residual[i] = -gradient[i];
            towards[i] = scale[i] * residual[i];
        }
        double size = dot(residual, towards);
        double enough = accuracy * accuracy * size;
        for (int step = 0; step < MOST_STEPS && size > enough && !(step > 0 && fit.isLate()); step++) {
            double[] bent = times(towards, curvatures, work);
            double curvature = dot(towards, bent);
            if (!(curvature > 0)) {
                break; // flat but for rounding
            }
            double length = size / curvature;
            for (int i = 0; i < direction.length; i++) {
                direction[i] += length * towards[i];
                residual[i] -= length * bent[i];
            }
            double before = size;
            size = scaledSquare(residual, scale);
            for (int i = 0; i < direction.length; i++) {
                towards[i] = scale[i] * residual[i] + size / before * towards[i];
            }
        }
        return direction;
    }

    private double[] inverseDiagonal(double[] curvatures) throws InterruptedException {
        double[] diagonal = diagonal(design, loss, curvatures, fit);
        for (int i = 0; i < diagonal.length; i++) {
            double entry = diagonal[i] + (i < design.columns() * loss.width() ? l2 : 0);
            diagonal[i] = entry > 0 ? 1 / entry : 1;
        }
        return diagonal;
    }

    /** The diagonal of the loss's curvature by the weights. */
    static double[] diagonal(Design design, Loss loss, double[] curvatures, Fit fit) throws InterruptedException {
        int width = loss.width();
        double[] own = curvatures;
        if (loss.coupled()) {
            own = new double[curvatures.length];
            for (int i = 0; i < own.length; i++) {
                own[i] = loss.weights[i / width] * curvatures[i] * (1 - curvatures[i]);
            }
        }
        double[] ofRows = own;
        return Design.sum(design.pieces(fit, (from, to) -> design.squares(ofRows, width, from, to)));
    }

    private double[] times(double[] vector, double[] curvatures, double[] work) throws InterruptedException {
        int width = loss.width();
        double[] product = Design.sum(design.pieces(fit, (from, to) -> {
            design.score(vector, width, from, to, work);
            for (int row = from; row < to; row++) {
                bend(row, curvatures, work);
            }
            return design.transposed(work, width, from, to);
        }));
        for (int i = 0; i < design.columns() * width; i++) {
            product[i] += l2 * vector[i];
        }
        return product;
    }

    /** Multiplies a row's scores by its curvature. */
    private void bend(int row, double[] curvatures, double[] scores) {
        if (!loss.coupled()) {
            scores[row] *= curvatures[row];
            return;
        }
        int first = row * loss.width();
        double mean = 0;
        for (int k = first; k < first + loss.width(); k++) {
            mean += curvatures[k] * scores[k];
        }
        for (int k = first; k < first + loss.width(); k++) {
            scores[k] = loss.weights[row] * curvatures[k] * (scores[k] - mean);
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double scaledSquare(double[] residual, double[] scale) {
        double sum = 0;
        for (int i = 0; i < residual.length; i++) {
            sum += residual[i] * (scale[i] * residual[i]);
        }
        return sum;
    }
}
