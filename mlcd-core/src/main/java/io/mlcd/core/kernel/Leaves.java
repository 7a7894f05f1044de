package io.mlcd.core.kernel;

import io.mlcd.core.form.Trees;
import java.util.Arrays;
import java.util.List;

/**
 * The values of the leaves of a part, multiplied with the trees' weights, and how they are added. As floats where that is
 * exact and asked for, since large forests wait for memory.
 */
final class Leaves {
    /** How many values a leaf has. */
    private final int width;

    private final int block;
    private final boolean runningMean;
    /** The number of the first tree among all. */
    private final int firstTree;
    /** The score of each tree, or {@link Trees#ALL}. */
    private final int[] targets;
    /** Trees with one score that is the same: the end of each run; empty when some tree gives all. */
    private final int[] runs;

    private double[] doubles = {};
    private float[] floats = {};
    /** For each leaf which of the values it has; empty if that is its number. */
    private int[] codes = {};

    /**
     * Room for leaves.
     *
     * @param form the trees are of it
     * @param order the trees of the part, by their number in the form
     * @param firstTree how many trees of the form were added before
     */
    Leaves(Trees form, List<Integer> order, int firstTree, Plan plan) {
        this.firstTree = firstTree;
        block = plan.block;
        runningMean = form.sum() == Trees.Sum.RUNNING_MEAN;
        targets = new int[order.size()];
        boolean single = true;
        for (int t = 0; t < targets.length; t++) {
            int output = form.output(order.get(t));
            targets[t] = form.outputs() == 1 ? 0 : output;
            single &= targets[t] != Trees.ALL;
        }
        width = single ? 1 : form.outputs();
        runs = single && !runningMean ? runs(targets) : new int[0];
    }

    private static int[] runs(int[] targets) {
        int[] ends = new int[targets.length];
        int count = 0;
        for (int t = 0; t < targets.length; t++) {
            if (t + 1 == targets.length || targets[t + 1] != targets[t]) {
                ends[count++] = t + 1;
            }
        }
        return Arrays.copyOf(ends, count);
    }

    /** How many values each leaf has. */
    int width() {
        return width;
    }

    /** Gives the values, for each leaf {@link #width()} of them. */
    void set(double[] values, boolean small) {
        boolean exact = small;
        for (int i = 0; exact && i < values.length; i++) {
            exact = Double.compare((float) values[i], values[i]) == 0;
        }
        if (!exact) {
            doubles = values;
            return;
        }
        floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
    }

    /** Gives distinct vectors of values, and for each leaf which of them it has; for leaves of more than one value. */
    void set(double[] values, int[] newCodes) {
        doubles = values;
        codes = newCodes;
    }

    /** Whether all leaves hold one number, as doubles, that is simply added. */
    boolean areSimple() {
        return runs.length > 0 && doubles.length > 0;
    }

    /** The score that a tree adds to. */
    int target(int tree) {
        return targets[tree];
    }

    /** The ends of the runs of trees that add to one score. */
    int[] runs() {
        return runs;
    }

    int block() {
        return block;
    }

    /** The values if they are {@linkplain #areSimple() simple}. */
    double[] simple() {
        return doubles;
    }

    /** Adds the leaves that a row has reached, one for each tree. */
    void add(int[] leaf, int from, double[] out, int to) {
        if (runs.length > 0) {
            int tree = 0;
            for (int end : runs) {
                int place = to + targets[tree];
                out[place] = doubles.length > 0
                        ? sum(doubles, leaf, from + tree, from + end, out[place])
                        : sum(floats, leaf, from + tree, from + end, out[place]);
                tree = end;
            }
            return;
        }
        for (int tree = 0; tree < targets.length; tree++) {
            add(tree, leaf[from + tree], out, to, 1);
        }
    }

    private static double sum(double[] values, int[] leaf, int from, int to, double start) {
        double sum = start;
        for (int i = from; i < to; i++) {
            sum += values[leaf[i]];
        }
        return sum;
    }

    private static double sum(float[] values, int[] leaf, int from, int to, double start) {
        double sum = start;
        for (int i = from; i < to; i++) {
            sum += values[leaf[i]];
        }
        return sum;
    }

    /** Adds the leaves of one tree that rows have reached. */
    void addColumn(int tree, int[] leaf, int from, int count, double[] acc, int to) {
        if (runs.length > 0) {
            int column = to + targets[tree] * block;
            if (doubles.length > 0) {
                for (int r = 0; r < count; r++) {
                    acc[column + r] += doubles[leaf[from + r]];
                }
            } else {
                for (int r = 0; r < count; r++) {
                    acc[column + r] += floats[leaf[from + r]];
                }
            }
            return;
        }
        for (int r = 0; r < count; r++) {
            add(tree, leaf[from + r], acc, to + r, block);
        }
    }

    /** Adds one leaf to scores that lie a stride apart. */
    private void add(int tree, int leaf, double[] out, int to, int stride) {
        boolean all = targets[tree] == Trees.ALL;
        int first = all ? 0 : targets[tree];
        int last = all ? width : first + 1;
        int from = (codes.length == 0 ? leaf : codes[leaf]) * width - first;
        for (int k = first; k < last; k++) {
            int i = from + k;
            double value = doubles.length > 0 ? doubles[i] : floats[i];
            int place = to + k * stride;
            out[place] += runningMean ? 1.0 / (firstTree + tree + 1) * (value - out[place]) : value;
        }
    }

    /** What it takes of the heap, about. */
    long heapBytes() {
        return ArrayBytes.of(targets, runs, codes) + ArrayBytes.of(doubles) + ArrayBytes.of(floats);
    }
}
