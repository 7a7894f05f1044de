package io.mlcd.core.compression;

import io.mlcd.core.form.Tree;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Rows as a form reads them, how much each counts, and what was true of them where the form's scores predict just that. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Sample(
        int inputs,
        double[] values,
        double[] weights,
        @Nullable Truth truth) {
    /** What was true of rows: the positions of classes, or numbers; -1 for a class that the model does not know. */
    record Truth(double[] of, boolean classes) {}

    int rows() {
        return weights.length;
    }

    double value(int row, int input) {
        return values[row * inputs + input];
    }

    /** The node at which a row leaves a tree. */
    int leaf(Tree tree, int row) {
        int node = 0;
        while (!tree.isLeaf(node)) {
            node = goesLeft(tree, node, row) ? node + 1 : tree.right(node);
        }
        return node;
    }

    boolean goesLeft(Tree tree, int node, int row) {
        return tree.goesLeft(node, values[row * inputs + tree.feature(node)]);
    }

    /** The same rows, read by something whose scores predict no outcome. */
    Sample withoutTruth() {
        return new Sample(inputs, values, weights, null);
    }

    /** Other numbers for the same rows. */
    Sample values(int newInputs, double[] newValues, boolean keepTruth) {
        return new Sample(newInputs, newValues, weights, keepTruth ? truth : null);
    }

    /** Some of the rows. */
    Sample rows(int[] positions) {
        double[] itsValues = new double[positions.length * inputs];
        double[] itsWeights = new double[positions.length];
        double[] itsTruth = new double[positions.length];
        for (int i = 0; i < positions.length; i++) {
            System.arraycopy(values, positions[i] * inputs, itsValues, i * inputs, inputs);
            itsWeights[i] = weights[positions[i]];
            itsTruth[i] = truth == null ? 0 : truth.of[positions[i]];
        }
        return new Sample(inputs, itsValues, itsWeights, truth == null ? null : new Truth(itsTruth, truth.classes));
    }

    /** At most so many rows, evenly drawn. */
    Sample atMost(int most) {
        if (rows() <= most) {
            return this;
        }
        int[] positions = new int[most];
        Arrays.setAll(positions, i -> (int) ((long) i * rows() / most));
        return rows(positions);
    }
}
