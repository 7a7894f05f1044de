package io.mlcd.core.kernel;

import io.mlcd.core.form.Packed;
import io.mlcd.core.packed.PackedTests;
import io.mlcd.core.packed.PackedTrees;

/** Sums packed trees as they are: answers all tests of a row at once, then walks from bit to bit. */
final class PackedKernel extends Kernel {
    /** So many trees are walked by turns. */
    private static final int TOGETHER = 8;

    private static final int MEAN = 1;
    private static final int RUNNING_MEAN = 2;

    private final PackedTrees trees;
    private final PackedTests tests;
    private final double divisor;
    private final int marks;
    private final int walks;

    PackedKernel(Packed form, Plan plan) {
        super(form, plan);
        trees = form.content();
        tests = trees.tests();
        marks = plan.longs(tests.words());
        walks = plan.ints(2 * TOGETHER);
        double sum = 0;
        for (int t = 0; t < trees.trees(); t++) {
            sum += trees.weight(t);
        }
        divisor = trees.sum() == MEAN ? sum : 1;
    }

    @Override
    void row(double[] x, int at, double[] out, int to, Scratch scratch) {
        tests.mark(x, at, scratch.longs, marks);
        for (int k = 0; k < outputs; k++) {
            out[to + k] = trees.base(k);
        }
        for (int t = 0; t < trees.trees(); t++) {
            int turn = t % TOGETHER;
            if (turn == 0) {
                int count = Math.min(TOGETHER, trees.trees() - t);
                trees.leaves(t, count, scratch.longs, marks, scratch.ints, walks);
            }
            int leaf = scratch.ints[walks + turn];
            int target = trees.target(t);
            if (target != PackedTrees.ALL) {
                out[to + target] += trees.weight(t) * trees.leaves().value(leaf, 0);
            } else if (trees.sum() == RUNNING_MEAN) {
                for (int k = 0; k < outputs; k++) {
                    out[to + k] += (1.0 / (t + 1)) * (trees.leaves().value(leaf, k) - out[to + k]);
                }
            } else {
                for (int k = 0; k < outputs; k++) {
                    out[to + k] += trees.weight(t) * trees.leaves().value(leaf, k);
                }
            }
        }
        if (divisor != 1) {
            for (int k = 0; k < outputs; k++) {
                out[to + k] /= divisor;
            }
        }
    }

    @Override
    long heapBytes() {
        return trees.heapBytes();
    }
}
