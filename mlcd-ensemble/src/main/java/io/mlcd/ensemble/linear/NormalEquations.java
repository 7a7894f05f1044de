package io.mlcd.ensemble.linear;

import io.mlcd.ensemble.learn.Fit;

/**
 * Weighted least squares with an L2 penalty, solved: {@code (X'WX + l2) w = X'Wy} over columns with their means taken off, by
 * Cholesky. A column that those before it make up, so that nothing of it is left but rounding, gets weight 0.
 */
final class NormalEquations {
    /** What is left of a column, as a share, when it is no more than rounding. */
    private static final double ROUNDING = 1e-12;

    private final Design design;
    private final double[] weights;
    private final int columns;
    private final int numbers;
    private final double[] means;
    /** The lower triangle, row by row, each as long as the whole. */
    private final double[][] matrix;

    private NormalEquations(Design design, double[] weights) {
        this.design = design;
        this.weights = weights;
        columns = design.columns();
        numbers = design.numbers().length;
        matrix = new double[columns][];
        means = design.transposed(weights, 1, 0, weights.length);
    }

    /**
     * The weights, the intercept last.
     *
     * @param weights of the rows, with the sum 1
     */
    static double[] solve(Design design, double[] target, double[] weights, double l2, Fit fit)
            throws InterruptedException {
        NormalEquations equations = new NormalEquations(design, weights);
        equations.fill(fit);
        double[] weighted = new double[target.length];
        double mean = 0;
        for (int row = 0; row < target.length; row++) {
            weighted[row] = weights[row] * target[row];
            mean += weighted[row];
        }
        double[] right = design.transposed(weighted, 1, 0, target.length);
        for (int j = 0; j < equations.columns; j++) {
            right[j] -= equations.means[j] * mean;
        }
        boolean[] used = equations.decompose(l2);
        equations.substitute(right, used);
        double intercept = mean;
        for (int j = 0; j < equations.columns; j++) {
            intercept -= equations.means[j] * right[j];
        }
        right[equations.columns] = intercept;
        return right;
    }

    /** Products of all pairs of columns; each is one sum over the rows in order. */
    private void fill(Fit fit) throws InterruptedException {
        for (int j = 0; j < columns; j++) {
            matrix[j] = new double[j + 1];
        }
        int groups = design.groups().length;
        fit.all(numbers + groups, index -> {
            if (index < numbers) {
                fillNumber(index);
            } else {
                fillGroup(index - numbers);
            }
            return index;
        });
        for (int j = 0; j < columns; j++) {
            for (int i = 0; i <= j; i++) {
                matrix[j][i] -= means[j] * means[i];
            }
        }
    }

    private void fillNumber(int j) {
        double[] weighted = design.numbers()[j].clone();
        for (int row = 0; row < weighted.length; row++) {
            weighted[row] *= weights[row];
        }
        for (int i = 0; i <= j; i++) {
            double[] other = design.numbers()[i];
            double sum = 0;
            for (int row = 0; row < weighted.length; row++) {
                sum += weighted[row] * other[row];
            }
            matrix[j][i] = sum;
        }
        for (int[] group : design.groups()) {
            for (int row = 0; row < weighted.length; row++) {
                if (group[row] != Design.NONE) {
                    matrix[numbers + group[row]][j] += weighted[row];
                }
            }
        }
    }

    /** A group with itself and those before it. */
    private void fillGroup(int index) {
        int[] group = design.groups()[index];
        for (int other = 0; other <= index; other++) {
            int[] its = design.groups()[other];
            for (int row = 0; row < group.length; row++) {
                if (group[row] != Design.NONE && its[row] != Design.NONE) {
                    matrix[numbers + group[row]][numbers + its[row]] += weights[row];
                }
            }
        }
    }

    /** Makes the matrix its Cholesky factor; says which columns are left. */
    private boolean[] decompose(double l2) throws InterruptedException {
        boolean[] used = new boolean[columns];
        for (int j = 0; j < columns; j++) {
            if (Thread.interrupted()) {
                throw new InterruptedException("the fit was interrupted while its equations were solved");
            }
            double[] mine = matrix[j];
            double whole = mine[j] + l2;
            for (int i = 0; i < j; i++) {
                mine[i] = used[i] ? (mine[i] - dot(mine, matrix[i], i)) / matrix[i][i] : 0;
            }
            double left = whole - dot(mine, mine, j);
            used[j] = left > ROUNDING * whole;
            mine[j] = used[j] ? Math.sqrt(left) : 0;
        }
        return used;
    }

    private void substitute(double[] right, boolean[] used) {
        for (int j = 0; j < columns; j++) {
            right[j] = used[j] ? (right[j] - dot(matrix[j], right, j)) / matrix[j][j] : 0;
        }
        for (int j = columns - 1; j >= 0; j--) {
            right[j] = used[j] ? right[j] / matrix[j][j] : 0;
            for (int i = 0; i < j; i++) {
                right[i] -= matrix[j][i] * right[j];
            }
        }
    }

    private static double dot(double[] a, double[] b, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
