package io.mlcd.core.compression;

import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Searches for the row whose score changes most between two sums of trees with the same splits: what a bound must not be below, and
 * should not be far above. It shares no code with the bound.
 *
 * <p>Three kinds of rows: random ones, whose inputs lie on thresholds, one ulp above or between them, or are missing, a code or
 * unseen; corners, that is rows that reach the leaf of a tree with its largest difference, the rest random; and climbing from the
 * best of both and from some of each: the input that helps most is set to its best value, until none helps.
 */
final class LargestChange {
    private static final int CLIMBS = 60;

    private final int inputs;
    private final SplittableRandom random;
    /** For each input the values that tell all tests apart, with {@code NaN} the last. */
    private final double[][] values;

    private final int[] roots;
    private final int[] features;
    private final Tree[] trees;
    private final int[] rights;
    /** Of a split of numbers its threshold, of one of categories {@code NaN}, of a leaf its difference. */
    private final double[] numbers;
    /** For each input the trees that look at it. */
    private final int[][] looking;

    private final double[] best = {0, 0};
    private final double[][] bestRows;
    private long rows;

    LargestChange(Trees before, Trees after, int output, long seed) {
        inputs = before.inputs();
        random = new SplittableRandom(seed);
        int nodes = 0;
        int count = before.trees().size();
        roots = new int[count + 1];
        trees = new Tree[count];
        for (int t = 0; t < count; t++) {
            trees[t] = before.trees().get(t);
            boolean adds = before.output(t) == Trees.ALL || before.output(t) == output;
            nodes += adds ? trees[t].nodes() : 1;
            roots[t + 1] = nodes;
        }
        features = new int[nodes];
        rights = new int[nodes];
        numbers = new double[nodes];
        double total = 0;
        for (int t = 0; t < count; t++) {
            total += before.weight(t);
        }
        double divisor = switch (before.sum()) {
            case TOTAL -> 1;
            case MEAN -> total;
            case RUNNING_MEAN -> count;
        };
        for (int t = 0; t < count; t++) {
            int column = before.output(t) == Trees.ALL ? output : 0;
            boolean adds = before.output(t) == Trees.ALL || before.output(t) == output;
            set(t, after.trees().get(t), adds ? column : -1, before.weight(t) / divisor);
        }
        values = values();
        looking = new int[inputs][];
        for (int i = 0; i < inputs; i++) {
            int input = i;
            looking[i] = IntStream.range(0, count)
                    .filter(t -> Arrays.stream(features, roots[t], roots[t + 1]).anyMatch(f -> f == input))
                    .toArray();
        }
        bestRows = new double[2][inputs];
    }

    private void set(int t, Tree after, int column, double weight) {
        Tree before = trees[t];
        int at = roots[t];
        if (column < 0) {
            features[at] = -1;
            return;
        }
        if (before.nodes() != after.nodes()) {
            throw new IllegalArgumentException("tree " + t + " has other splits afterwards");
        }
        for (int node = 0; node < before.nodes(); node++) {
            features[at + node] = before.feature(node);
            if (before.isLeaf(node)) {
                int leaf = before.leaf(node);
                numbers[at + node] = weight * (after.value(leaf, column) - before.value(leaf, column));
            } else {
                rights[at + node] = at + before.right(node);
                numbers[at + node] = before.isCategory(node) ? Double.NaN : before.threshold(node);
            }
        }
    }

    private double[][] values() {
        double[][] all = new double[inputs][];
        for (int i = 0; i < inputs; i++) {
            TreeSet<Double> its = new TreeSet<>();
            its.add(-1.0);
            for (int t = 0; t < trees.length; t++) {
                for (int node = roots[t]; node < roots[t + 1]; node++) {
                    if (features[node] != i) {
                        continue;
                    }
                    Tree tree = trees[t];
                    if (tree.isCategory(node - roots[t])) {
                        for (int code : tree.categories(node - roots[t]).listed()) {
                            its.add((double) code);
                        }
                    } else {
                        its.add(numbers[node]);
                    }
                }
            }
            its.add(Math.nextUp(its.last()));
            its.add(Double.NaN);
            all[i] = its.stream().mapToDouble(Double::doubleValue).toArray();
        }
        return all;
    }

    /** The largest absolute change that is found among so many rows and those that climbing sees. */
    double search(int count) {
        double[] row = new double[inputs];
        for (int r = 0; r < count / 2; r++) {
            fill(row);
            see(row, sum(row));
        }
        for (int r = count / 2; r < count; r++) {
            fill(row);
            corner(row, random.nextInt(trees.length), r % 2 == 0 ? 1 : -1);
            see(row, sum(row));
        }
        for (int c = 0; c < CLIMBS; c++) {
            int sign = c % 2 == 0 ? 1 : -1;
            if (c < 2) {
                row = bestRows[c].clone();
            } else {
                fill(row);
                if (c % 4 < 2) {
                    corner(row, random.nextInt(trees.length), sign);
                }
            }
            climb(row, sign);
        }
        return Math.max(best[0], best[1]);
    }

    /** The row that changes most. */
    double[] row() {
        return bestRows[best[0] >= best[1] ? 0 : 1].clone();
    }

    /** How many rows were seen. */
    long rows() {
        return rows;
    }

    private void see(double[] row, double sum) {
        rows++;
        int side = sum >= 0 ? 0 : 1;
        if (Math.abs(sum) > best[side]) {
            best[side] = Math.abs(sum);
            bestRows[side] = row.clone();
        }
    }

    private void fill(double[] row) {
        for (int i = 0; i < inputs; i++) {
            row[i] = value(values[i]);
        }
    }

    private double value(double[] its) {
        int at = random.nextInt(random.nextInt(20) == 0 ? its.length : its.length - 1);
        return switch (random.nextInt(3)) {
            case 0 -> Math.nextUp(its[at]);
            case 1 -> at + 2 < its.length ? its[at] / 2 + its[at + 1] / 2 : its[at];
            default -> its[at];
        };
    }

    /** Moves a row to the leaf with the largest difference of a tree, if its splits have room for that. */
    private void corner(double[] row, int t, int sign) {
        int leaf = -1;
        for (int node = roots[t]; node < roots[t + 1]; node++) {
            if (features[node] < 0 && (leaf < 0 || sign * numbers[node] > sign * numbers[leaf])) {
                leaf = node;
            }
        }
        double[] low = new double[inputs];
        double[] high = new double[inputs];
        Arrays.fill(low, Double.NEGATIVE_INFINITY);
        Arrays.fill(high, Double.POSITIVE_INFINITY);
        int node = roots[t];
        while (features[node] >= 0) {
            boolean left = leaf < rights[node];
            int i = features[node];
            if (!trees[t].isCategory(node - roots[t])) {
                low[i] = left ? low[i] : Math.max(low[i], numbers[node]);
                high[i] = left ? Math.min(high[i], numbers[node]) : high[i];
            }
            if (!(row[i] > low[i] && row[i] <= high[i])) {
                row[i] = high[i] < Double.POSITIVE_INFINITY ? high[i] : Math.nextUp(low[i]);
            }
            node = left ? node + 1 : rights[node];
        }
    }

    private double sum(double[] row) {
        double sum = 0;
        for (int t = 0; t < trees.length; t++) {
            sum += numbers[leaf(t, row)];
        }
        return sum;
    }

    private int leaf(int t, double[] row) {
        int node = roots[t];
        while (features[node] >= 0) {
            node = goesLeft(t, node, row[features[node]]) ? node + 1 : rights[node];
        }
        return node;
    }

    private boolean goesLeft(int t, int node, double value) {
        double threshold = numbers[node];
        if (value <= threshold || value > threshold) {
            return value <= threshold;
        }
        Tree tree = trees[t];
        int split = node - roots[t];
        return Double.isNaN(value)
                ? tree.missingLeft(split)
                : tree.categories(split).contains(value);
    }

    private void climb(double[] row, int sign) {
        double sum = sign * sum(row);
        boolean better = true;
        while (better) {
            better = false;
            for (int i = 0; i < inputs; i++) {
                double[] gains = gains(row, i, sign);
                int most = 0;
                for (int v = 1; v < gains.length; v++) {
                    most = gains[v] > gains[most] ? v : most;
                }
                rows += gains.length;
                if (gains[most] > 1e-12 * (1 + Math.abs(sum))) {
                    row[i] = values[i][most];
                    sum += gains[most];
                    better = true;
                }
            }
        }
        see(row, sum(row));
    }

    /** By how much the sum grows when one input gets each of its values. */
    private double[] gains(double[] row, int input, int sign) {
        double[] gains = new double[values[input].length];
        int[] all = new int[gains.length];
        Arrays.setAll(all, v -> v);
        for (int t : looking[input]) {
            double[] its = new double[gains.length];
            spread(t, roots[t], row, input, all, its);
            double now = numbers[leaf(t, row)];
            for (int v = 0; v < gains.length; v++) {
                gains[v] += sign * (its[v] - now);
            }
        }
        return gains;
    }

    /** What a tree gives for each value of an input. */
    private void spread(int t, int root, double[] row, int input, int[] which, double[] its) {
        int node = root;
        while (features[node] >= 0 && features[node] != input) {
            node = goesLeft(t, node, row[features[node]]) ? node + 1 : rights[node];
        }
        if (features[node] < 0) {
            for (int v : which) {
                its[v] = numbers[node];
            }
            return;
        }
        int[] left = new int[which.length];
        int lefts = 0;
        int[] right = new int[which.length];
        int rightCount = 0;
        for (int v : which) {
            if (goesLeft(t, node, values[input][v])) {
                left[lefts++] = v;
            } else {
                right[rightCount++] = v;
            }
        }
        if (lefts > 0) {
            spread(t, node + 1, row, input, Arrays.copyOf(left, lefts), its);
        }
        if (rightCount > 0) {
            spread(t, rights[node], row, input, Arrays.copyOf(right, rightCount), its);
        }
    }
}
