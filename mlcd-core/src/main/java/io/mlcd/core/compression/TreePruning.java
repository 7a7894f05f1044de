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
    /** What a node counts that no row of the sample reaches. */
    private static final double UNREACHED = 1e-6;

    /** One tree: what each node would add to the scores if it were a leaf, and how much weight of rows reaches it. */
    private static final class Pruned {
        /** Its place among the trees. */
        final int place;

        final Tree tree;
        /** The only score that it adds to, or {@link Trees#ALL}. */
        final int output;
        /** What its values are multiplied with. */
        final double weight;

        final boolean[] leaf;
        final double[] counts;
        /** Row-major, shape [nodes x outputs of the tree]. */
        final double[] values;

        Pruned(int place, Tree tree, int output, double weight) {
            this.place = place;
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
            place = other.place;
            tree = other.tree;
            output = other.output;
            weight = other.weight;
            leaf = other.leaf.clone();
            counts = other.counts;
            values = other.values.clone();
        }

        /** For each node the one at which rows that come to it leave now: itself or one above; -1 for splits that are left. */
        int[] stops() {
            int[] stops = new int[leaf.length];
            stops[0] = leaf[0] ? 0 : -1;
            for (int node = 0; node < leaf.length; node++) {
                if (!tree.isLeaf(node)) {
                    int left = node + 1;
                    int right = tree.right(node);
                    stops[left] = stop(stops[node], left);
                    stops[right] = stop(stops[node], right);
                }
            }
            return stops;
        }

        private int stop(int above, int node) {
            return above < 0 && leaf[node] ? node : above;
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
    private final LeafIndices leafIndices;
    /** The node of each row; filled for one tree at a time. */
    private final int[] nodes;

    private final List<Pruned> all = new ArrayList<>();
    private final double[] base;
    /** Whether leaves are probabilities of classes, and stay so. */
    private final boolean probabilities;

    TreePruning(Trees before, Sample sample, LeafIndices.Room room) {
        this.before = before;
        this.sample = sample;
        probabilities = Simplex.holds(before);
        leafIndices = new LeafIndices(before.trees(), sample, room);
        nodes = new int[sample.rows()];
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
            Pruned pruned = new Pruned(t, before.trees().get(t), before.output(t), before.weight(t) / total);
            fill(pruned);
            pruned.average();
            all.add(pruned);
        }
    }

    private TreePruning(TreePruning other) {
        before = other.before;
        sample = other.sample;
        probabilities = other.probabilities;
        leafIndices = other.leafIndices;
        nodes = other.nodes;
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

    /** Leaves the room it takes to others; its copies go on without. */
    void clear() {
        leafIndices.clear();
    }

    /** The same as it is now, to be pruned otherwise. */
    TreePruning copy() {
        return new TreePruning(this);
    }

    private void fill(Pruned pruned) {
        Tree tree = pruned.tree;
        int width = tree.outputs();
        leafIndices.nodes(pruned.place, nodes);
        for (int row = 0; row < nodes.length; row++) {
            pruned.counts[nodes[row]] += sample.weights()[row];
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

    /** Where each row leaves a tree as it is now. */
    private void findLeaves(Pruned pruned) {
        leafIndices.nodes(pruned.place, nodes);
        int[] stops = pruned.stops();
        for (int row = 0; row < nodes.length; row++) {
            nodes[row] = stops[nodes[row]];
        }
    }

    /** What the trees before answered to the rows, their raw scores, shape [outputs x rows]. */
    double[] scoresBefore() {
        double[] scores = start();
        for (Pruned pruned : all) {
            Tree tree = pruned.tree;
            leafIndices.nodes(pruned.place, nodes);
            for (int k = 0; k < tree.outputs(); k++) {
                int from = from(pruned, k);
                for (int row = 0; row < nodes.length; row++) {
                    scores[from + row] += pruned.weight * tree.value(tree.leaf(nodes[row]), k);
                }
            }
        }
        return scores;
    }

    private double[] start() {
        double[] scores = new double[base.length * sample.rows()];
        for (int k = 0; k < base.length; k++) {
            Arrays.fill(scores, k * sample.rows(), (k + 1) * sample.rows(), base[k]);
        }
        return scores;
    }

    /** Where the scores begin that an output of a tree adds to. */
    private int from(Pruned pruned, int k) {
        return (pruned.output == Trees.ALL ? k : pruned.output) * sample.rows();
    }

    private double[] scoresNow() {
        double[] scores = start();
        for (Pruned pruned : all) {
            int width = pruned.tree.outputs();
            findLeaves(pruned);
            for (int k = 0; k < width; k++) {
                int from = from(pruned, k);
                for (int row = 0; row < nodes.length; row++) {
                    scores[from + row] += pruned.weight * pruned.values[nodes[row] * width + k];
                }
            }
        }
        return scores;
    }

    /**
     * Moves leaves toward wanted scores, tree by tree: each by the mean of what is missing on its rows, which one more row
     * that is right already holds back.
     *
     * @param wanted shape [outputs x rows]
     */
    void refit(double[] wanted, int sweeps) {
        double[] missing = scoresNow();
        for (int i = 0; i < missing.length; i++) {
            missing[i] = wanted[i] - missing[i];
        }
        List<Pruned> moving = moving();
        for (int sweep = 0; sweep < sweeps; sweep++) {
            for (Pruned pruned : moving) {
                refit(pruned, missing);
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

    private void refit(Pruned pruned, double[] missing) {
        int width = pruned.tree.outputs();
        double[] moves = new double[pruned.values.length];
        double[] counts = new double[pruned.leaf.length];
        findLeaves(pruned);
        for (int row = 0; row < nodes.length; row++) {
            counts[nodes[row]] += sample.weights()[row];
        }
        for (int k = 0; k < width; k++) {
            int from = from(pruned, k);
            for (int row = 0; row < nodes.length; row++) {
                moves[nodes[row] * width + k] += sample.weights()[row] * missing[from + row];
            }
        }
        for (int node = 0; node < counts.length; node++) {
            for (int i = node * width; i < (node + 1) * width; i++) {
                moves[i] = moves[i] / (counts[node] + 1) / pruned.weight;
            }
            move(pruned, node, moves);
        }
        for (int k = 0; k < width; k++) {
            int from = from(pruned, k);
            for (int row = 0; row < nodes.length; row++) {
                missing[from + row] -= pruned.weight * moves[nodes[row] * width + k];
            }
        }
    }

    /** Moves what a node holds; probabilities go to the nearest that are some, and the moves become what they went. */
    private void move(Pruned pruned, int node, double[] moves) {
        int width = pruned.tree.outputs();
        int from = node * width;
        double[] moved = Arrays.copyOfRange(pruned.values, from, from + width);
        for (int k = 0; k < width; k++) {
            moved[k] += moves[from + k];
        }
        if (probabilities) {
            Simplex.project(moved);
        }
        for (int k = 0; k < width; k++) {
            moves[from + k] = moved[k] - pruned.values[from + k];
            pruned.values[from + k] = moved[k];
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
        for (int sweep = 0; sweep < sweeps; sweep++) {
            for (Pruned pruned : moving) {
                findLeaves(pruned);
                double[] moves = refit.moves(nodes, pruned.leaf.length, Math.max(0, pruned.output));
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
