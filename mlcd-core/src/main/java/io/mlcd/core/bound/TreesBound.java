package io.mlcd.core.bound;

import io.mlcd.core.form.Form;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import java.util.Arrays;
import java.util.List;

/**
 * Proves how much sums of trees can change.
 *
 * <p>The change of a sum is the sum of the trees' changes, but for rounding; so it is itself a sum of trees, those of differences,
 * and the bound is the largest absolute value that it takes, by {@link LargestSum}.
 */
final class TreesBound {
    private final Trees before;
    private final Trees after;

    private final LargestSum sum;

    private TreesBound(Trees before, Trees after) {
        this.before = before;
        this.after = after;
        sum = new LargestSum(before, after);
    }

    /**
     * One bound for each output; infinite unless there are as many trees, with the same weights.
     *
     * @param steps how many steps all of them may take, about
     */
    static double[] between(Trees before, Trees after, long steps) {
        double[] bounds = new double[before.outputs()];
        if (!areAlike(before, after)) {
            Arrays.fill(bounds, Double.POSITIVE_INFINITY);
            return bounds;
        }
        TreesBound bound = new TreesBound(before, after);
        for (int k = 0; k < bounds.length; k++) {
            bounds[k] = bound.of(k, steps / bounds.length);
        }
        return bounds;
    }

    private static boolean areAlike(Trees before, Trees after) {
        if (before.trees().size() != after.trees().size() || before.sum() != after.sum()) {
            return false;
        }
        boolean alike = true;
        for (int k = 0; k < before.outputs(); k++) {
            alike &= before.base(k) == after.base(k);
        }
        for (int t = 0; t < before.trees().size(); t++) {
            alike &= before.weight(t) == after.weight(t) && before.output(t) == after.output(t);
        }
        return alike;
    }

    private double of(int output, long steps) {
        double magnitude = Math.abs(before.base(output));
        double leaves = 0;
        double weights = 0;
        int terms = 1;
        for (int t = 0; t < before.trees().size(); t++) {
            weights += before.weight(t);
            if (before.output(t) != Trees.ALL && before.output(t) != output) {
                continue;
            }
            int at = before.output(t) == Trees.ALL ? output : 0;
            Range one = Ranges.leaves(before.trees().get(t), at);
            Range other = Ranges.leaves(after.trees().get(t), at);
            double most = Math.max(one.magnitude(), other.magnitude());
            leaves = Math.max(leaves, most);
            magnitude += Math.abs(before.weight(t)) * most;
            terms++;
        }
        double largest = sum.of(output, steps);
        if (largest == 0) {
            return 0;
        }
        if (before.sum() == Trees.Sum.RUNNING_MEAN) {
            double rounding =
                    Ranges.roundingOfRunningMean(leaves, before.trees().size());
            return Up.of(largest / before.trees().size() + 2 * rounding, 4);
        }
        double rounding = 2 * Up.ofRounding(Up.of(magnitude, 2.0 * terms), terms + 3.0);
        return Up.of((largest + rounding) / (before.sum() == Trees.Sum.MEAN ? weights : 1), 4);
    }

    /** Whether each member is one tree, neither weighted nor added to anything. */
    static boolean areSingleTrees(List<Form> members) {
        boolean single = true;
        for (Form member : members) {
            single &= member instanceof Trees trees && trees.trees().size() == 1 && trees.isPlain();
        }
        return single;
    }

    /** The forest that averages such members, or their votes: the same sums in the same order. */
    static Trees forest(List<Form> members, List<Double> weights, boolean votes) {
        Form first = members.get(0);
        Trees.Builder forest = Trees.builder(first.inputs(), first.outputs()).sum(Trees.Sum.MEAN);
        for (int m = 0; m < members.size(); m++) {
            Tree tree = ((Trees) members.get(m)).trees().get(0);
            forest.add(votes ? votes(tree) : tree, Trees.ALL, weights.get(m));
        }
        return forest.build();
    }

    /** The tree with a 1 at the first of each leaf's largest scores, else 0. */
    private static Tree votes(Tree tree) {
        Tree.Builder votes = Tree.builder(tree.outputs());
        for (int node = 0; node < tree.nodes(); node++) {
            if (!tree.isLeaf(node)) {
                votes.split(tree.feature(node), tree, node);
                continue;
            }
            double[] leaf = tree.values(tree.leaf(node));
            int best = 0;
            for (int k = 1; k < leaf.length; k++) {
                best = leaf[k] > leaf[best] ? k : best;
            }
            Arrays.fill(leaf, 0);
            leaf[best] = 1;
            votes.leaf(leaf);
        }
        return votes.build();
    }
}
