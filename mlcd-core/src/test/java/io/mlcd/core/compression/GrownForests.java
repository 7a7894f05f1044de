package io.mlcd.core.compression;

import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Forests of the shape and the leaves that learners give, grown without rows; the same for the same seed. */
final class GrownForests {
    /** Histograms cut an input at so many values. */
    private static final int BINS = 255;

    private final int inputs;
    private final int outputs;
    private final SplittableRandom random;
    private final double[] low;
    private final double[] high;

    private GrownForests(int inputs, int outputs, long seed) {
        this.inputs = inputs;
        this.outputs = outputs;
        random = new SplittableRandom(seed);
        low = new double[inputs];
        high = new double[inputs];
    }

    /** Boosted trees of depth 6 or a little less, whose leaves become smaller by and by; thresholds of histograms. */
    static Trees boosted(int inputs, int count, long seed) {
        GrownForests grown = new GrownForests(inputs, 1, seed);
        Trees.Builder all = Trees.builder(inputs, 1);
        for (int t = 0; t < count; t++) {
            Tree.Builder tree = Tree.builder(1);
            grown.begin();
            grown.shallow(tree, 6, 0.02 + 0.1 * StrictMath.exp(-t / 60.0));
            all.add(tree.build());
        }
        return all.build();
    }

    private void begin() {
        Arrays.fill(low, 0);
        Arrays.fill(high, 1);
    }

    private void shallow(Tree.Builder tree, int depth, double scale) {
        int input = Math.min(random.nextInt(inputs), random.nextInt(inputs)); // some matter more
        int bins = (int) ((high[input] - low[input]) * BINS);
        if (depth == 0 || bins < 2 || random.nextInt(16) == 0) {
            tree.leaf(scale * gaussian());
            return;
        }
        double from = low[input];
        double to = high[input];
        double threshold = from + random.nextInt(1, bins) / (double) BINS;
        tree.split(input, threshold, random.nextBoolean());
        high[input] = threshold;
        shallow(tree, depth - 1, scale);
        high[input] = to;
        low[input] = threshold;
        shallow(tree, depth - 1, scale);
        low[input] = from;
    }

    /**
     * Trees grown until leaves have few of some rows, at thresholds that no two trees share. With one output leaves hold a mean of
     * less than 5 rows, with more the shares of classes among less than 25.
     */
    static Trees deep(int inputs, int outputs, int count, int rows, long seed) {
        GrownForests grown = new GrownForests(inputs, outputs, seed);
        Trees.Builder all = Trees.builder(inputs, outputs).sum(Trees.Sum.MEAN);
        for (int t = 0; t < count; t++) {
            Tree.Builder tree = Tree.builder(outputs);
            grown.begin();
            grown.deep(tree, rows);
            all.add(tree.build());
        }
        return all.build();
    }

    private void deep(Tree.Builder tree, int rows) {
        if (rows < (outputs == 1 ? 5 : 25)) {
            tree.leaf(outputs == 1 ? new double[] {mean(rows)} : shares(rows));
            return;
        }
        int input = random.nextInt(inputs);
        double from = low[input];
        double to = high[input];
        double share = 0.1 + 0.8 * random.nextDouble();
        double threshold = from + share * (to - from);
        int left = Math.max(1, Math.min(rows - 1, (int) Math.round(share * rows)));
        tree.split(input, threshold, random.nextBoolean());
        high[input] = threshold;
        deep(tree, left);
        high[input] = to;
        low[input] = threshold;
        deep(tree, rows - left);
        low[input] = from;
    }

    /** Of a target that is about the mean of the inputs. */
    private double mean(int rows) {
        double mean = 0;
        for (int i = 0; i < inputs; i++) {
            mean += (low[i] + high[i]) / 2 / inputs;
        }
        return mean + 0.1 * gaussian() / Math.sqrt(rows);
    }

    private double[] shares(int rows) {
        double[] shares = new double[outputs];
        for (int r = 0; r < rows; r++) {
            shares[Math.min(random.nextInt(outputs), random.nextInt(outputs))] += 1.0 / rows;
        }
        return shares;
    }

    private double gaussian() {
        double sum = -6;
        for (int i = 0; i < 12; i++) {
            sum += random.nextDouble();
        }
        return sum;
    }
}
