package io.mlcd.core.compression;

import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Trees that are being pruned: some splits have become leaves, which answer as the mean of what the rows of a sample got there.
 */
final class TreePruning {
    /** The leaves of so many pairs of a row and a tree are kept while leaves are refitted; those of more are looked for each time. */
    private static final long MOST_KEPT = 1L << 25;

    /** What a node counts that no row of the sample reaches. */
    private static final double UNREACHED = 1e-6;

    /** One tree: what each node would add to the scores if it were a leaf, and how much weight of rows reaches it. */
    private static final class Pruned {
        final Tree tree;
        /** The only score that it adds to, or {@link Trees#ALL}. */
        final int output;
        /** What its values are multiplied with. */
        final double weight;

        final boolean[] leaf;
        final double[] counts;
        /** Row-major, shape [nodes x outputs of the tree]. */
        final double[] values;

        Pruned(Tree tree, int output, double weight) {
            this.tree = tree;
            this.output = output;
            this.weight = weight;
            leaf = new boolean[tree.nodes()];
            counts = new double[tree.nodes()];
            values = new double[tree.nodes() * tree.outputs()];
            for (int node = 0; node < leaf.length; node++) {
                leaf[node] = tree.isLeaf(node);
            }
        }

        /** With leaves of its own, and the same counts. */
        Pruned(Pruned other) {
            tree = other.tree;
            output = other.output;
            weight = other.weight;
            leaf = other.leaf.clone();
            counts = other.counts;
            values = other.values.clone();
        }

        int[] at(Sample sample) {
            int[] nodes = new int[sample.rows()];
            for (int row = 0; row < nodes.length; row++) {
                nodes[row] = at(sample, row);
            }
            return nodes;
        }

        int at(Sample sample, int row) {
            int node = 0;
            while (!leaf[node]) {
                node = sample.goesLeft(tree, node, row) ? node + 1 : tree.right(node);
            }
            return node;
        }

        /** Which nodes are left, by the splits that have become leaves. */
        boolean[] reached() {
            boolean[] reached = new boolean[leaf.length];
            reached[0] = true;
            for (int node = 0; node < leaf.length; node++) {
                if (reached[node] && !leaf[node]) {
                    reached[node + 1] = true;
                    reached[tree.right(node)] = true;
                }
            }
            return reached;
        }

        /** Gives each split the mean of its leaves' values. */
        void average() {
            int width = tree.outputs();
            for (int node = leaf.length - 1; node >= 0; node--) {
                if (!leaf[node]) {
                    int left = node + 1;
                    int right = tree.right(node);
                    double share = counts(left) / (counts(left) + counts(right));
                    for (int k = 0; k < width; k++) {
                        double first = values[left * width + k];
                        double second = values[right * width + k];
                        values[node * width + k] = second + share * (first - second);
                    }
                }
            }
        }

        double counts(int node) {
            return counts[node] + UNREACHED;
        }

        /** What it adds to the squared error to make each split a leaf once its sides are leaves; {@code NaN} for no split. */
        double[] costs(double scale) {
            int width = tree.outputs();
            double[] costs = new double[leaf.length];
            boolean[] reached = reached();
            for (int node = 0; node < costs.length; node++) {
                if (!reached[node] || leaf[node]) {
                    costs[node] = Double.NaN;
                    continue;
                }
                int left = node + 1;
                int right = tree.right(node);
                double squares = 0;
                for (int k = 0; k < width; k++) {
                    double apart =
                            weight * values[left * width + k] / scale - weight * values[right * width + k] / scale;
                    squares += apart * apart;
                }
                costs[node] = squares * counts(left) * counts(right) / (counts(left) + counts(right));
            }
            return costs;
        }

        /** How large what it adds to a score can be. */
        double largest() {
            double largest = 0;
            for (double value : values) {
                largest = Math.max(largest, Math.abs(weight * value));
            }
            return Math.min(largest, Double.MAX_VALUE);
        }

        double[] alphas(double scale) {
            int[] rights = new int[leaf.length];
            for (int node = 0; node < rights.length; node++) {
                rights[node] = leaf[node] ? -1 : tree.right(node);
            }
            return WeakestLinks.alphas(costs(scale), rights);
        }

        Tree built() {
            Tree.Builder built = Tree.builder(tree.outputs());
            boolean[] reached = reached();
            for (int node = 0; node < leaf.length; node++) {
                if (reached[node] && leaf[node]) {
                    built.leaf(Arrays.copyOfRange(values, node * tree.outputs(), (node + 1) * tree.outputs()));
                } else if (reached[node]) {
                    built.split(tree.feature(node), tree, node);
                }
            }
            return built.build();
        }
    }

    private final Trees before;
    private final Sample sample;
    private final List<Pruned> all = new ArrayList<>();
    private final double[] base;

    TreePruning(Trees before, Sample sample) {
        this.before = before;
        this.sample = sample;
        base = new double[before.outputs()];
        Arrays.setAll(base, before::base);
        double total = 1;
        if (before.sum() != Trees.Sum.TOTAL) {
            total = 0;
            for (int t = 0; t < before.trees().size(); t++) {
                total += before.weight(t);
            }
        }
        for (int t = 0; t < before.trees().size(); t++) {
            Pruned pruned = new Pruned(before.trees().get(t), before.output(t), before.weight(t) / total);
            fill(pruned);
            pruned.average();
            all.add(pruned);
        }
    }

    private TreePruning(TreePruning other) {
        before = other.before;
        sample = other.sample;
        base = other.base;
        other.all.forEach(pruned -> all.add(new Pruned(pruned)));
    }

    /** Whether there are trees of one output, which Newton steps can move. */
    static boolean canLearnLabels(Trees trees) {
        return trees.trees().stream().anyMatch(tree -> tree.outputs() == 1);
    }

    /** Whether these are its rows. */
    boolean isBefore(Sample rows) {
        return Arrays.equals(sample.values(), rows.values()) && Arrays.equals(sample.weights(), rows.weights());
    }

    /** The same as it is now, to be pruned otherwise. */
    TreePruning copy() {
        return new TreePruning(this);
    }

    private void fill(Pruned pruned) {
        Tree tree = pruned.tree;
        int width = tree.outputs();
        for (int row = 0; row < sample.rows(); row++) {
            pruned.counts[pruned.at(sample, row)] += sample.weights()[row];
        }
        for (int node = tree.nodes() - 1; node >= 0; node--) {
            if (tree.isLeaf(node)) {
                System.arraycopy(tree.values(tree.leaf(node)), 0, pruned.values, node * width, width);
            } else {
                pruned.counts[node] = pruned.counts[node + 1] + pruned.counts[tree.right(node)];
            }
        }
    }

    /** How many splits are left. */
    int splits() {
        int splits = 0;
        for (Pruned pruned : all) {
            boolean[] reached = pruned.reached();
            for (int node = 0; node < reached.length; node++) {
                splits += reached[node] && !pruned.leaf[node] ? 1 : 0;
            }
        }
        return splits;
    }

    /** Makes leaves of the cheapest splits, until so many are left or, where several cost the same, fewer. */
    void prune(int kept) {
        double scale = Double.MIN_NORMAL; // squares are of numbers up to 1
        for (Pruned pruned : all) {
            scale = Math.max(scale, pruned.largest());
        }
        List<double[]> alphas = new ArrayList<>();
        int count = 0;
        for (Pruned pruned : all) {
            double[] its = pruned.alphas(scale);
            alphas.add(its);
            for (double alpha : its) {
                count += Double.isNaN(alpha) ? 0 : 1;
            }
        }
        if (kept >= count) {
            return;
        }
        double[] sorted = new double[count];
        int next = 0;
        for (double[] its : alphas) {
            for (double alpha : its) {
                if (!Double.isNaN(alpha)) {
                    sorted[next++] = alpha;
                }
            }
        }
        Arrays.sort(sorted);
        double most = sorted[count - 1 - kept];
        for (int t = 0; t < alphas.size(); t++) {
            double[] its = alphas.get(t);
            for (int node = 0; node < its.length; node++) {
                all.get(t).leaf[node] |= its[node] <= most;
            }
        }
    }

    /** What the trees before answered to the rows, their raw scores, row-major. */
    double[] scoresBefore() {
        double[] scores = start();
        for (Pruned pruned : all) {
            Tree tree = pruned.tree;
            for (int row = 0; row < sample.rows(); row++) {
                int leaf = tree.leaf(sample.leaf(tree, row));
                for (int k = 0; k < tree.outputs(); k++) {
                    scores[place(pruned, row, k)] += pruned.weight * tree.value(leaf, k);
                }
            }
        }
        return scores;
    }

    private double[] start() {
        double[] scores = new double[sample.rows() * base.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = base[i % base.length];
        }
        return scores;
    }

    private int place(Pruned pruned, int row, int k) {
        return row * base.length + (pruned.output == Trees.ALL ? k : pruned.output);
    }

    private double[] scoresNow() {
        double[] scores = start();
        for (Pruned pruned : all) {
            int width = pruned.tree.outputs();
            for (int row = 0; row < sample.rows(); row++) {
                int node = pruned.at(sample, row);
                for (int k = 0; k < width; k++) {
                    scores[place(pruned, row, k)] += pruned.weight * pruned.values[node * width + k];
                }
            }
        }
        return scores;
    }

    /**
     * Moves leaves toward wanted scores, tree by tree: each by the mean of what is missing on its rows, which one more row
     * that is right already holds back.
     *
     * @param wanted row-major, shape [rows x outputs]
     */
    void refit(double[] wanted, int sweeps) {
        double[] missing = scoresNow();
        for (int i = 0; i < missing.length; i++) {
            missing[i] = wanted[i] - missing[i];
        }
        List<Pruned> moving = moving();
        List<int[]> nodes = nodes(moving, sweeps);
        for (int sweep = 0; sweep < sweeps; sweep++) {
            for (int t = 0; t < moving.size(); t++) {
                refit(moving.get(t), missing, nodes.isEmpty() ? moving.get(t).at(sample) : nodes.get(t));
            }
        }
        all.forEach(Pruned::average);
    }

    private List<Pruned> moving() {
        List<Pruned> moving = new ArrayList<>();
        for (Pruned pruned : all) {
            if (pruned.weight != 0 && !pruned.leaf[0]) {
                moving.add(pruned);
            }
        }
        return moving;
    }

    /** The leaf of each row in each tree; empty if they are too many, or looked at once. */
    private List<int[]> nodes(List<Pruned> moving, int sweeps) {
        List<int[]> nodes = new ArrayList<>();
        if (sweeps > 1 && (long) moving.size() * sample.rows() <= MOST_KEPT) {
            moving.forEach(pruned -> nodes.add(pruned.at(sample)));
        }
        return nodes;
    }

    private void refit(Pruned pruned, double[] missing, int[] nodes) {
        int width = pruned.tree.outputs();
        double[] moves = new double[pruned.values.length];
        double[] counts = new double[pruned.leaf.length];
        for (int row = 0; row < nodes.length; row++) {
            int node = nodes[row];
            double weight = sample.weights()[row];
            counts[node] += weight;
            for (int k = 0; k < width; k++) {
                moves[node * width + k] += weight * missing[place(pruned, row, k)];
            }
        }
        for (int i = 0; i < moves.length; i++) {
            moves[i] /= counts[i / width] + 1;
            pruned.values[i] += moves[i] / pruned.weight;
        }
        for (int row = 0; row < nodes.length; row++) {
            for (int k = 0; k < width; k++) {
                missing[place(pruned, row, k)] -= moves[nodes[row] * width + k];
            }
        }
    }

    /** Moves leaves toward the outcomes, by Newton steps of a loss that are held back. */
    void refit(Loss loss, int sweeps) {
        refit(NewtonRefit.toTruth(loss, sample, base.length, scoresNow()), sweeps);
    }

    /** Moves leaves toward what wanted scores say behind the link, by Newton steps of a loss that are held back. */
    void refit(Loss loss, double[] wanted, int sweeps) {
        refit(NewtonRefit.toScores(loss, sample, base.length, scoresNow(), wanted), sweeps);
    }

    private void refit(NewtonRefit refit, int sweeps) {
        List<Pruned> moving = moving();
        moving.removeIf(pruned -> pruned.tree.outputs() > 1);
        List<int[]> nodes = nodes(moving, sweeps);
        for (int sweep = 0; sweep < sweeps; sweep++) {
            for (int t = 0; t < moving.size(); t++) {
                Pruned pruned = moving.get(t);
                double[] moves = refit.moves(
                        nodes.isEmpty() ? pruned.at(sample) : nodes.get(t),
                        pruned.leaf.length,
                        Math.max(0, pruned.output));
                for (int node = 0; node < moves.length; node++) {
                    pruned.values[node] += moves[node] / pruned.weight;
                }
            }
        }
        all.forEach(Pruned::average);
    }

    /** The trees that are left; of a total those that have become a single leaf go into its base. */
    Trees built() {
        double[] newBase = base.clone();
        Trees.Builder built = Trees.builder(before);
        int count = 0;
        for (int t = 0; t < all.size(); t++) {
            Pruned pruned = all.get(t);
            boolean last = count == 0 && t == all.size() - 1;
            if (before.sum() == Trees.Sum.TOTAL && pruned.leaf[0] && !last) {
                for (int k = 0; k < pruned.tree.outputs(); k++) {
                    newBase[pruned.output == Trees.ALL ? k : pruned.output] += pruned.weight * pruned.values[k];
                }
                continue;
            }
            built.add(pruned.built(), pruned.output, before.weight(t));
            count++;
        }
        if (before.sum() == Trees.Sum.TOTAL) {
            built.base(newBase);
        }
        return built.build();
    }
}
