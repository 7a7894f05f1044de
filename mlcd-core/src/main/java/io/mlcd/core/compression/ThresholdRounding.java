package io.mlcd.core.compression;

import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Moves thresholds that lie between the same two values of the rows to one place there, a number of few bits, so that every one of the
 * rows still goes the same way. Only rows with a value between the old place and the new one may go another way.
 */
final class ThresholdRounding extends Parts {
    private int parts;
    private int thresholds;
    private final List<Moved> moved = new ArrayList<>();

    /** How many different thresholds there were, each counted for its input. */
    int thresholds() {
        return thresholds;
    }

    /** Those that were moved. */
    List<Moved> moved() {
        return moved;
    }

    @Override
    Form linear(Linear linear, @Nullable Sample sample) {
        return linear;
    }

    @Override
    Form trees(Trees trees, @Nullable Sample sample, @Nullable Loss loss) {
        int part = parts++;
        if (sample == null || sample.rows() == 0) {
            return trees;
        }
        double[][] values = new double[trees.inputs()][];
        Map<Integer, Map<Double, Double>> places = new HashMap<>();
        Trees.Builder all = Trees.builder(trees);
        for (int t = 0; t < trees.trees().size(); t++) {
            Tree tree = trees.trees().get(t);
            Tree.Builder built = Tree.builder(tree.outputs());
            for (int node = 0; node < tree.nodes(); node++) {
                if (tree.isLeaf(node)) {
                    built.leaf(tree.values(tree.leaf(node)));
                } else if (tree.isCategory(node)) {
                    built.split(tree.feature(node), tree, node);
                } else {
                    int input = tree.feature(node);
                    values[input] = values[input] == null ? sorted(sample, input) : values[input];
                    double[] its = values[input];
                    double place = places.computeIfAbsent(input, i -> new HashMap<>())
                            .computeIfAbsent(tree.threshold(node), threshold -> place(part, input, its, threshold));
                    built.split(input, place, tree.missingLeft(node));
                }
            }
            all.add(built.build(), trees.output(t), trees.weight(t));
        }
        return all.build();
    }

    private double place(int part, int input, double[] values, double threshold) {
        double place = between(values, threshold);
        thresholds++;
        if (place != threshold) {
            moved.add(new Moved(part, input, Math.min(place, threshold), Math.max(place, threshold)));
        }
        return place;
    }

    private static double between(double[] values, double threshold) {
        int found = Arrays.binarySearch(values, threshold == 0 ? 0 : threshold); // -0.0 and 0.0 are sent the same way
        int above = found < 0 ? -found - 1 : found + 1;
        if (above == 0 || above == values.length) {
            return threshold; // all rows go to one side
        }
        double low = values[above - 1];
        double high = values[above];
        double quarter = high / 4 - low / 4;
        double place = shortest(low + quarter, high - quarter);
        return place >= low && place < high ? place : threshold;
    }

    /** Of the numbers from a first to a last one that with the most zeros at the end. */
    static double shortest(double first, double last) {
        if (!(first < last)) {
            return first;
        }
        if (first <= 0 && last >= 0) {
            return 0;
        }
        if (last < 0) {
            return -shortest(-last, -first);
        }
        long from = Double.doubleToLongBits(first);
        long to = Double.doubleToLongBits(last);
        long found = to;
        for (int zeros = 1; zeros < Double.SIZE; zeros++) {
            long fewer = to >>> zeros << zeros;
            if (fewer < from) {
                break;
            }
            found = fewer;
        }
        return Double.longBitsToDouble(found);
    }

    private static double[] sorted(Sample sample, int input) {
        double[] all = new double[sample.rows()];
        int count = 0;
        for (int row = 0; row < all.length; row++) {
            double value = sample.value(row, input);
            if (!Double.isNaN(value)) {
                all[count++] = value == 0 ? 0 : value;
            }
        }
        Arrays.sort(all, 0, count);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (kept == 0 || all[i] != all[kept - 1]) {
                all[kept++] = all[i];
            }
        }
        return Arrays.copyOf(all, kept);
    }
}
