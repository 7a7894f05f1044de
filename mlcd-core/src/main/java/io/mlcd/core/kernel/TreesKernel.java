package io.mlcd.core.kernel;

import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.packed.Expanded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Sums trees. It chooses the layout by their shape and cuts the forest into parts whose distinct tests fit the caches; a
 * part goes on with the scores where the one before left them, so the order of the sums is that of the form.
 */
final class TreesKernel extends Kernel {
    /** Beyond so many distinct tests a new part begins; the words of a block take 8 bytes for each. */
    private static final int SHALLOW_TESTS = 16_384;

    /**
     * The same for deep trees, by splits. Of 60, 115, 230, 460 and 920 thousand these were the fastest, or as fast as any, for
     * one, two and four times 227,000 splits: fewer rank each row more often, more leave the caches. Not below
     * {@link Expanded#SPLITS_TOGETHER}, since each part has the values of its leaves.
     */
    private static final int DEEP_SPLITS = 230_000;

    /** How much larger than the trees the complete trees may be. */
    private static final int MOST_FILLING = 6;

    private static final int FEW_ENTRIES = 1 << 14;
    private static final int MOST_ENTRIES = 1 << 28;

    private final double[] base;
    private final double divisor;
    private final Part[] parts;
    private final boolean shallow;
    private final int block;
    private final int acc;

    TreesKernel(Trees form, Plan plan) {
        super(form, plan);
        base = new double[outputs];
        for (int k = 0; k < outputs; k++) {
            base[k] = form.base(k);
        }
        divisor = form.sum() == Trees.Sum.MEAN ? weightSum(form) : 1;
        block = plan.block;
        acc = plan.doubles(block > 1 ? block * outputs : 0);
        int depth = depth(form);
        long nodes = 0;
        for (Tree tree : form.trees()) {
            nodes += tree.nodes();
        }
        long entries = depth > ShallowPart.MAX_DEPTH
                ? Long.MAX_VALUE
                : (long) form.trees().size() << depth;
        shallow = entries <= Math.min(MOST_ENTRIES, Math.max(FEW_ENTRIES, MOST_FILLING * nodes));
        parts = parts(form, order(form), shallow ? depth : -1, plan).toArray(new Part[0]);
    }

    private static double weightSum(Trees form) {
        double sum = 0;
        for (int t = 0; t < form.trees().size(); t++) {
            sum += form.weight(t);
        }
        return sum;
    }

    /** Trees that give single scores are sorted by score: each sum stays in order. */
    private static List<Integer> order(Trees form) {
        List<Integer> order = new ArrayList<>();
        boolean single = true;
        for (int t = 0; t < form.trees().size(); t++) {
            order.add(t);
            single &= form.output(t) != Trees.ALL;
        }
        if (single) {
            order.sort(Comparator.comparingInt(form::output));
        }
        return order;
    }

    private static List<Part> parts(Trees form, List<Integer> order, int depth, Plan plan) {
        List<Part> parts = new ArrayList<>();
        Optional<LeafCodes> codes = Optional.empty();
        int firstOfCodes = 0;
        for (int from = 0; from < order.size(); ) {
            Tests tests = new Tests();
            int splits = 0;
            int to = from;
            // Trees that give all scores and trees that give one share no part, since leaves of a part are equally
            // wide.
            boolean all = givesAll(form, order.get(from));
            if (depth >= 0 && (from == 0 || all != givesAll(form, order.get(from - 1)))) {
                firstOfCodes = from;
                codes = codes(form, order, from);
            }
            while (to < order.size()
                    && givesAll(form, order.get(to)) == all
                    && (depth < 0 ? splits < DEEP_SPLITS : tests.count() < SHALLOW_TESTS)) {
                Tree tree = form.trees().get(order.get(to++));
                splits += tree.nodes() - tree.leaves();
                for (int node = 0; depth >= 0 && node < tree.nodes(); node++) {
                    if (!tree.isLeaf(node)) {
                        tests.of(tree, node);
                    }
                }
            }
            int first = from;
            ShallowPart.Codes place = new ShallowPart.Codes(codes, from - firstOfCodes);
            List<Integer> its = order.subList(from, to);
            parts.add(plan.inTurn(() -> part(form, its, first, tests, depth, place, plan)));
            from = to;
        }
        return parts;
    }

    /** The leaves, if they have more than one value, of the trees from one on that give all scores: all their parts share them. */
    private static Optional<LeafCodes> codes(Trees form, List<Integer> order, int from) {
        if (form.outputs() == 1 || !givesAll(form, order.get(from))) {
            return Optional.empty();
        }
        int to = from;
        while (to < order.size() && givesAll(form, order.get(to))) {
            to++;
        }
        List<Integer> its = order.subList(from, to);
        return Optional.of(new LeafCodes(trees(form, its), weights(form, its), form.outputs()));
    }

    private static List<Tree> trees(Trees form, List<Integer> order) {
        List<Tree> trees = new ArrayList<>();
        for (int t : order) {
            trees.add(form.trees().get(t));
        }
        return trees;
    }

    private static double[] weights(Trees form, List<Integer> order) {
        double[] weights = new double[order.size()];
        for (int t = 0; t < weights.length; t++) {
            weights[t] = form.weight(order.get(t));
        }
        return weights;
    }

    private static boolean givesAll(Trees form, int tree) {
        return form.output(tree) == Trees.ALL || form.outputs() == 1;
    }

    private static Part part(
            Trees form, List<Integer> order, int from, Tests tests, int depth, ShallowPart.Codes codes, Plan plan) {
        List<Tree> trees = trees(form, order);
        double[] weights = weights(form, order);
        Leaves leaves = new Leaves(form, order, from, plan);
        return depth >= 0
                ? new ShallowPart(trees, weights, codes, tests, depth, leaves, plan)
                : new DeepPart(trees, weights, leaves, plan);
    }

    /** How deep the trees are, but at most one more than shallow. */
    private static int depth(Trees form) {
        int most = 0;
        for (Tree tree : form.trees()) {
            if (tree.leaves() > 1 << ShallowPart.MAX_DEPTH || most > ShallowPart.MAX_DEPTH) {
                return ShallowPart.MAX_DEPTH + 1;
            }
            most = Math.max(most, depth(tree));
        }
        return most;
    }

    private static int depth(Tree tree) {
        int[] depths = new int[tree.nodes()];
        int most = 0;
        for (int node = 0; node < depths.length; node++) {
            if (!tree.isLeaf(node)) {
                depths[node + 1] = depths[node] + 1;
                depths[tree.right(node)] = depths[node] + 1;
                most = Math.max(most, depths[node] + 1);
            }
        }
        return most;
    }

    @Override
    void row(double[] x, int at, double[] out, int to, Scratch scratch) {
        for (int k = 0; k < outputs; k++) {
            out[to + k] = base[k];
        }
        for (Part part : parts) {
            part.row(x, at, out, to, scratch);
        }
        if (divisor != 1) {
            for (int k = 0; k < outputs; k++) {
                out[to + k] /= divisor;
            }
        }
    }

    @Override
    void rows(double[] x, int at, int rowStride, int stride, int count, double[] out, int to, Scratch scratch) {
        int together = together(count);
        if (together > 0) {
            double[] doubles = scratch.doubles;
            for (int k = 0; k < outputs; k++) {
                Arrays.fill(doubles, acc + k * block, acc + (k + 1) * block, base[k]);
            }
            for (Part part : parts) {
                part.rows(x, at, rowStride, stride, together, acc, scratch);
            }
            for (int r = 0; r < together; r++) {
                for (int k = 0; k < outputs; k++) {
                    out[to + r * outputs + k] = doubles[acc + k * block + r] / divisor;
                }
            }
        }
        if (together < count) {
            super.rows(
                    x,
                    at + together * rowStride,
                    rowStride,
                    stride,
                    count - together,
                    out,
                    to + together * outputs,
                    scratch);
        }
    }

    /** How many of some rows are worth scoring together. */
    private int together(int count) {
        if (block == 1 || !shallow) {
            return block == 1 ? 0 : count;
        }
        int rest = count % 64;
        return ShallowPart.areFew(rest) ? count - rest : count;
    }

    @Override
    long heapBytes() {
        long bytes = ArrayBytes.of(base);
        for (Part part : parts) {
            bytes += part.heapBytes();
        }
        return bytes;
    }
}
