package io.mlcd.core.compression;

import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Leaves of trees that hold few distinct numbers. Trees are rounded one after the other: with rows to look at, a leaf takes that of the
 * two levels around it which makes up best for what the trees before it have lost on its rows.
 *
 * <p>Leaves that are probabilities stay so: of each leaf they are multiples of one number and sum to 1.
 */
final class LeafQuantization {
    /** From so many bits on numbers are rounded by themselves, and not to levels that all leaves share. */
    private static final int MANY_BITS = 17;
    /** What products that should be whole numbers may lack of them. */
    private static final double ROUNDING = 1e-6;

    private final Trees trees;
    private final @Nullable Sample sample;
    private final int bits;
    private final @Nullable LeafIndices leafIndices;
    /** The node of each row; filled for one tree at a time. */
    private final int[] nodes;

    private final Rounding rounding;
    /** What the rows have lost so far, shape [outputs x rows]; empty without rows. */
    private final double[] lost;

    /** Rounds the values of one leaf. */
    private interface Rounding {
        /**
         * Rounds.
         *
         * @param exact what the leaf holds
         * @param wanted what it had better hold
         */
        double[] round(double[] exact, double[] wanted);
    }

    private LeafQuantization(Trees trees, int bits, @Nullable Sample sample) {
        this.trees = trees;
        this.sample = sample;
        this.bits = bits;
        leafIndices = sample == null ? null : new LeafIndices(trees.trees(), sample, new LeafIndices.Room());
        nodes = new int[sample == null ? 0 : sample.rows()];
        lost = new double[sample == null ? 0 : sample.rows() * trees.outputs()];
        rounding = rounding();
    }

    /**
     * Rounds.
     *
     * @param bits how many tell the numbers of leaves apart, from 1 to 32; of probabilities those of one class
     */
    static Trees quantize(Trees trees, int bits, @Nullable Sample sample) {
        return new LeafQuantization(trees, bits, sample).quantized();
    }

    private Rounding rounding() {
        if (bits >= MANY_BITS && Levels.distinct(numbers()).length <= 1 << Short.SIZE) {
            return (exact, wanted) -> exact;
        }
        if (bits >= MANY_BITS) {
            return (exact, wanted) -> {
                double[] rounded = new double[exact.length];
                Arrays.setAll(rounded, k -> shortened(exact[k]));
                return rounded;
            };
        }
        if (Simplex.holds(trees)) {
            return (exact, wanted) -> shares(exact, (1 << bits) - 1);
        }
        Levels levels = levels();
        return (exact, wanted) -> {
            double[] rounded = new double[exact.length];
            Arrays.setAll(rounded, k -> levels.around(exact[k], wanted[k]));
            return rounded;
        };
    }

    private double shortened(double number) {
        float single = (float) number;
        if (Float.isInfinite(single)) {
            return number;
        }
        int dropped = Float.SIZE - bits;
        int raw = Float.floatToIntBits(single);
        int half = dropped == 0 ? 0 : 1 << (dropped - 1);
        float rounded = Float.intBitsToFloat((raw + half) >>> dropped << dropped);
        return Float.isInfinite(rounded) ? single : rounded;
    }

    /** Probabilities as so many equal shares, dealt by largest remainder. */
    private static double[] shares(double[] exact, int shares) {
        int[] dealt = new int[exact.length];
        double[] rests = new double[exact.length];
        int left = shares;
        for (int k = 0; k < exact.length; k++) {
            dealt[k] = (int) Math.min(left, Math.floor(exact[k] * shares + ROUNDING));
            rests[k] = exact[k] * shares - dealt[k];
            left -= dealt[k];
        }
        for (; left > 0; left--) {
            int most = 0;
            for (int k = 1; k < rests.length; k++) {
                most = rests[k] > rests[most] ? k : most;
            }
            dealt[most]++;
            rests[most] -= 1;
        }
        double[] rounded = new double[exact.length];
        Arrays.setAll(rounded, k -> dealt[k] / (double) shares);
        return rounded;
    }

    private double[] numbers() {
        return trees.trees().stream()
                .flatMapToDouble(tree -> IntStream.range(0, tree.leaves() * tree.outputs())
                        .mapToDouble(i -> tree.value(i / tree.outputs(), i % tree.outputs())))
                .toArray();
    }

    private Levels levels() {
        double heaviest = Double.MIN_NORMAL;
        for (int t = 0; t < trees.trees().size(); t++) {
            heaviest = Math.max(heaviest, Math.abs(trees.weight(t)));
        }
        int count = 0;
        for (Tree tree : trees.trees()) {
            count += tree.leaves() * tree.outputs();
        }
        double[] numbers = new double[count];
        double[] weights = new double[count];
        int next = 0;
        for (int t = 0; t < trees.trees().size(); t++) {
            Tree tree = trees.trees().get(t);
            double[] counts = counts(t);
            double weight = trees.weight(t) / heaviest;
            double squared = weight * weight;
            for (int leaf = 0; leaf < tree.leaves(); leaf++) {
                for (int k = 0; k < tree.outputs(); k++) {
                    numbers[next] = tree.value(leaf, k);
                    weights[next++] = counts[leaf] * squared;
                }
            }
        }
        return Levels.of(numbers, weights, 1 << bits);
    }

    /** How much weight of rows reaches each leaf, and a little for those that none reaches. */
    private double[] counts(int t) {
        Tree tree = trees.trees().get(t);
        double[] counts = new double[tree.leaves()];
        Arrays.fill(counts, sample == null ? 1 : 0.5);
        if (sample != null && leafIndices != null) {
            leafIndices.nodes(t, nodes);
            for (int row = 0; row < nodes.length; row++) {
                counts[tree.leaf(nodes[row])] += sample.weights()[row];
            }
        }
        return counts;
    }

    private Trees quantized() {
        Trees.Builder quantized = Trees.builder(trees);
        for (int t = 0; t < trees.trees().size(); t++) {
            quantized.add(quantized(t), trees.output(t), trees.weight(t));
        }
        return quantized.build();
    }

    private Tree quantized(int t) {
        Tree tree = trees.trees().get(t);
        int width = tree.outputs();
        double weight = trees.weight(t);
        double[] means = new double[tree.leaves() * width];
        if (sample != null && leafIndices != null && weight != 0) {
            double[] counts = new double[tree.leaves()];
            leafIndices.nodes(t, nodes);
            for (int row = 0; row < nodes.length; row++) {
                nodes[row] = tree.leaf(nodes[row]);
                counts[nodes[row]] += sample.weights()[row];
            }
            for (int k = 0; k < width; k++) {
                int from = from(t, k);
                for (int row = 0; row < nodes.length; row++) {
                    means[nodes[row] * width + k] += sample.weights()[row] * lost[from + row];
                }
            }
            for (int i = 0; i < means.length; i++) {
                means[i] /= (counts[i / width] + 1) * weight;
            }
        }
        List<double[]> rounded = new ArrayList<>();
        for (int leaf = 0; leaf < tree.leaves(); leaf++) {
            double[] exact = tree.values(leaf);
            double[] wanted = exact.clone();
            for (int k = 0; k < width; k++) {
                wanted[k] += means[leaf * width + k];
            }
            rounded.add(rounding.round(exact, wanted));
        }
        for (int k = 0; k < width && weight != 0; k++) {
            int from = from(t, k);
            for (int row = 0; row < nodes.length; row++) {
                lost[from + row] += weight * (tree.value(nodes[row], k) - rounded.get(nodes[row])[k]);
            }
        }
        return withLeaves(tree, rounded);
    }

    /** Where the scores begin that an output of a tree adds to. */
    private int from(int t, int k) {
        return (trees.output(t) == Trees.ALL ? k : trees.output(t)) * nodes.length;
    }

    private static Tree withLeaves(Tree tree, List<double[]> leaves) {
        Tree.Builder built = Tree.builder(tree.outputs());
        for (int node = 0; node < tree.nodes(); node++) {
            if (tree.isLeaf(node)) {
                built.leaf(leaves.get(tree.leaf(node)));
            } else {
                built.split(tree.feature(node), tree, node);
            }
        }
        return built.build();
    }
}
