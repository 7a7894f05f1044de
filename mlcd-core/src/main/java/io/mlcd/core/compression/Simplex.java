package io.mlcd.core.compression;

import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;

/** Numbers that are probabilities: none below 0, and 1 together. */
final class Simplex {
    /** How far from 1 a sum may be. */
    private static final double ROUNDING = 1e-6;

    private Simplex() {}

    /** Whether the leaves of trees hold the probabilities of two or more classes. */
    static boolean holds(Trees trees) {
        for (Tree tree : trees.trees()) {
            if (tree.outputs() == 1) {
                return false;
            }
            for (int leaf = 0; leaf < tree.leaves(); leaf++) {
                if (!holds(tree.values(leaf))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean holds(double[] numbers) {
        double sum = 0;
        for (double number : numbers) {
            if (!(number >= 0)) {
                return false;
            }
            sum += number;
        }
        return Math.abs(sum - 1) < ROUNDING;
    }

    /**
     * Makes probabilities of numbers: the nearest, by the sum of squares.
     *
     * @param numbers finite
     */
    static void project(double[] numbers) {
        boolean[] zero = new boolean[numbers.length];
        boolean again = true;
        while (again) { // each time one more is 0, and never all
            double over = -1;
            int rest = 0;
            for (int k = 0; k < numbers.length; k++) {
                over += zero[k] ? 0 : numbers[k];
                rest += zero[k] ? 0 : 1;
            }
            again = false;
            for (int k = 0; k < numbers.length; k++) {
                numbers[k] = zero[k] ? 0 : numbers[k] - over / rest;
                zero[k] |= numbers[k] < 0;
                again |= numbers[k] < 0;
            }
        }
    }
}
