package io.mlcd.core.compression;

import io.mlcd.core.form.Average;
import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Median;
import io.mlcd.core.form.Packed;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.form.Routed;
import io.mlcd.core.form.Scatter;
import io.mlcd.core.form.Stacked;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.form.Vote;
import io.mlcd.core.kernel.Scorer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of a form what cannot change an answer; every score stays the same to the last bit.
 *
 * <p>Of trees: splits that are decided, or whose sides are the same, and trees of weight 0. Of ensembles: members of weight 0, and
 * members of a stack whose scores a linear meta form multiplies with 0 alone, or that a meta form of trees does not split by, or only in
 * ways that are decided because they are always the same. Of a preparation before trees: numbers that nothing reads.
 */
final class Redundancy {
    private Redundancy() {}

    /** The form without it; an equal one if there is none. */
    static Form remove(Form form) {
        if (form instanceof Trees trees) {
            return lean(trees);
        }
        if (form instanceof Packed packed) {
            return lean(packed.trees());
        }
        if (form instanceof Average average) {
            List<Integer> kept =
                    kept(average.weights(), m -> !isFinite(average.members().get(m)));
            return new Average(members(average.members(), kept), weights(average.weights(), kept));
        }
        if (form instanceof Vote vote) {
            List<Integer> kept = kept(vote.weights(), m -> false);
            return new Vote(members(vote.members(), kept), weights(vote.weights(), kept));
        }
        if (form instanceof Median median) { // a member of weight 0 may be in the middle
            return new Median(all(median.members()), median.weights());
        }
        if (form instanceof Routed routed) {
            return new Routed(TreeRedundancy.remove(routed.route()), all(routed.members()));
        }
        if (form instanceof Linked linked) {
            return new Linked(remove(linked.form()), linked.link());
        }
        if (form instanceof Scatter scatter) {
            return new Scatter(remove(scatter.form()), scatter.outputs(), scatter.places());
        }
        if (form instanceof Stacked stacked) {
            return stacked(stacked);
        }
        if (form instanceof Prepared prepared) {
            return prepared(prepared);
        }
        return form;
    }

    private static List<Form> all(List<Form> forms) {
        List<Form> all = new ArrayList<>();
        forms.forEach(form -> all.add(remove(form)));
        return all;
    }

    private static List<Form> members(List<Form> members, List<Integer> kept) {
        List<Form> all = new ArrayList<>();
        kept.forEach(member -> all.add(remove(members.get(member))));
        return all;
    }

    private static List<Double> weights(List<Double> weights, List<Integer> kept) {
        List<Double> all = new ArrayList<>();
        kept.forEach(member -> all.add(weights.get(member)));
        return all;
    }

    /** The members whose weight is not 0, and those that count all the same. */
    private static List<Integer> kept(List<Double> weights, IntPredicate counts) {
        List<Integer> kept = new ArrayList<>();
        for (int m = 0; m < weights.size(); m++) {
            if (weights.get(m) != 0 || counts.test(m)) {
                kept.add(m);
            }
        }
        return kept;
    }

    private static Trees lean(Trees trees) {
        boolean zeroCounts = false; // a sum that begins with 0.0 is never -0.0
        for (int k = 0; k < trees.outputs(); k++) {
            zeroCounts |= Double.compare(trees.base(k), -0.0) == 0;
        }
        Trees.Builder kept = Trees.builder(trees);
        int count = 0;
        for (int t = 0; t < trees.trees().size(); t++) {
            boolean last = t == trees.trees().size() - 1;
            if (trees.weight(t) != 0 || zeroCounts || (last && count == 0)) {
                kept.add(TreeRedundancy.remove(trees.trees().get(t)), trees.output(t), trees.weight(t));
                count++;
            }
        }
        return kept.build();
    }

    private static Form stacked(Stacked stacked) {
        Form meta = remove(stacked.meta());
        Trees trees = trees(meta);
        if (trees != null) {
            return stacked(stacked, meta, trees);
        }
        Form scores = meta instanceof Linked linked ? linked.form() : meta;
        if (!(scores instanceof Linear linear)) {
            return new Stacked(all(stacked.members()), meta, stacked.passThrough());
        }
        List<Form> members = new ArrayList<>();
        BitSet columns = new BitSet();
        columns.set(0, linear.inputs());
        int from = 0;
        for (int m = 0; m < stacked.members().size(); m++) {
            Form member = stacked.members().get(m);
            int to = from + member.outputs();
            boolean last = m == stacked.members().size() - 1 && members.isEmpty();
            if (!last && isFinite(member) && isUnread(linear, from, to)) {
                columns.clear(from, to);
            } else {
                members.add(remove(member));
            }
            from = to;
        }
        Form read = columns(linear, columns);
        return new Stacked(
                members, meta instanceof Linked linked ? new Linked(read, linked.link()) : read, stacked.passThrough());
    }

    /** A stack whose meta form is trees. */
    private static Stacked stacked(Stacked stacked, Form meta, Trees trees) {
        List<Form> all = all(stacked.members());
        double[] constants = new double[trees.inputs()];
        BitSet known = new BitSet();
        int from = 0;
        for (Form member : all) {
            if (isConstant(member)) {
                double[] out = new double[member.outputs()];
                Scorer.compile(member).score(new double[member.inputs()], out);
                System.arraycopy(out, 0, constants, from, out.length);
                known.set(from, from + out.length);
            }
            from += member.outputs();
        }
        Trees decided = known.isEmpty()
                ? trees
                : lean(replaced(trees, trees.inputs(), tree -> decided(tree, known, constants)));
        BitSet columns = read(decided);
        columns.set(from, trees.inputs()); // the row itself
        List<Form> members = new ArrayList<>();
        from = 0;
        for (int m = 0; m < all.size(); m++) {
            int to = from + all.get(m).outputs();
            boolean last = m == all.size() - 1 && members.isEmpty();
            if (last || columns.get(from, to).cardinality() > 0) {
                columns.set(from, to);
                members.add(all.get(m));
            }
            from = to;
        }
        return new Stacked(members, with(meta, of(decided, columns)), stacked.passThrough());
    }

    /** Whether all rows get the same scores. */
    private static boolean isConstant(Form form) {
        Trees trees = form instanceof Prepared prepared ? trees(prepared.form()) : trees(form);
        return trees != null && trees.trees().stream().allMatch(tree -> tree.nodes() == 1);
    }

    /** A tree without the splits by inputs that are always the same. */
    private static Tree decided(Tree tree, BitSet known, double[] constants) {
        Tree.Builder decided = Tree.builder(tree.outputs());
        Deque<Integer> open = new ArrayDeque<>(List.of(0));
        while (!open.isEmpty()) {
            int node = open.pop();
            while (!tree.isLeaf(node) && known.get(tree.feature(node))) {
                node = tree.goesLeft(node, constants[tree.feature(node)]) ? node + 1 : tree.right(node);
            }
            if (tree.isLeaf(node)) {
                decided.leaf(tree.values(tree.leaf(node)));
            } else {
                decided.split(tree.feature(node), tree, node);
                open.push(tree.right(node));
                open.push(node + 1);
            }
        }
        return decided.build();
    }

    /** Trees that link functions or places alone stand before; null if a form is another. */
    private static @Nullable Trees trees(Form form) {
        if (form instanceof Linked linked) {
            return trees(linked.form());
        }
        if (form instanceof Scatter scatter) {
            return trees(scatter.form());
        }
        return form instanceof Trees trees ? trees : null;
    }

    /** A form with other {@linkplain #trees(Form) trees}. */
    private static Form with(Form form, Trees trees) {
        if (form instanceof Linked linked) {
            return new Linked(with(linked.form(), trees), linked.link());
        }
        if (form instanceof Scatter scatter) {
            return new Scatter(with(scatter.form(), trees), scatter.outputs(), scatter.places());
        }
        return trees;
    }

    /** Whether no row, not even one that is infinite, makes a score infinite or NaN, which times 0 were no 0. */
    private static boolean isFinite(Form form) {
        return (form instanceof Trees trees && cannotOverflow(trees))
                || (form instanceof Linked linked && isFinite(linked.form()) && linked.link() != Linked.Link.EXP)
                || (form instanceof Scatter scatter && isFinite(scatter.form()))
                || (form instanceof Prepared prepared && isFinite(prepared.form()));
    }

    /** Whether the sum, and of a mean the quotient, stays finite whatever leaves a row reaches. */
    private static boolean cannotOverflow(Trees trees) {
        double most = 0;
        double leaves = 0;
        for (int k = 0; k < trees.outputs(); k++) {
            most = Math.max(most, Math.abs(trees.base(k)));
        }
        for (int t = 0; t < trees.trees().size(); t++) {
            Tree tree = trees.trees().get(t);
            double largest = 0;
            for (int leaf = 0; leaf < tree.leaves(); leaf++) {
                for (int k = 0; k < tree.outputs(); k++) {
                    largest = Math.max(largest, Math.abs(tree.value(leaf, k)));
                }
            }
            most += Math.abs(trees.weight(t)) * largest;
            leaves = Math.max(leaves, largest);
        }
        return Math.max(most, leaves) < Double.MAX_VALUE / 2; // far more than rounding can add
    }

    private static boolean isUnread(Linear linear, int from, int to) {
        boolean unread = true;
        for (int k = 0; k < linear.outputs(); k++) {
            for (int i = from; i < to; i++) {
                unread &= linear.weight(k, i) == 0;
            }
        }
        return unread;
    }

    private static Linear columns(Linear linear, BitSet kept) {
        double[][] weights = new double[linear.outputs()][kept.cardinality()];
        double[] bias = new double[linear.outputs()];
        for (int k = 0; k < bias.length; k++) {
            bias[k] = linear.bias(k);
            int next = 0;
            for (int i = kept.nextSetBit(0); i >= 0; i = kept.nextSetBit(i + 1)) {
                weights[k][next++] = linear.weight(k, i);
            }
        }
        return Linear.of(weights, bias);
    }

    /** Trees alone say what they read; what another form multiplies with 0 may be infinite. */
    private static Form prepared(Prepared prepared) {
        Form form = remove(prepared.form());
        Trees trees = trees(form);
        if (trees == null) {
            return new Prepared(prepared.inputs(), prepared.derived(), form);
        }
        BitSet read = read(trees);
        List<Derived> derived = new ArrayList<>();
        read.stream().forEach(i -> derived.add(prepared.derived().get(i)));
        return new Prepared(prepared.inputs(), derived, with(form, of(trees, read)));
    }

    /** The inputs that trees split by. */
    private static BitSet read(Trees trees) {
        BitSet read = new BitSet();
        for (Tree tree : trees.trees()) {
            for (int node = 0; node < tree.nodes(); node++) {
                if (!tree.isLeaf(node)) {
                    read.set(tree.feature(node));
                }
            }
        }
        return read;
    }

    /** Trees that are given some of their inputs only. */
    private static Trees of(Trees trees, BitSet inputs) {
        int count = inputs.cardinality();
        if (count == trees.inputs()) {
            return trees;
        }
        int[] places = new int[trees.inputs()];
        int next = 0;
        for (int i = inputs.nextSetBit(0); i >= 0; i = inputs.nextSetBit(i + 1)) {
            places[i] = next++;
        }
        return replaced(trees, count, tree -> renumbered(tree, places));
    }

    private static Trees replaced(Trees trees, int inputs, UnaryOperator<Tree> by) {
        double[] base = new double[trees.outputs()];
        Arrays.setAll(base, trees::base);
        Trees.Builder all =
                Trees.builder(inputs, trees.outputs()).sum(trees.sum()).base(base);
        for (int t = 0; t < trees.trees().size(); t++) {
            all.add(by.apply(trees.trees().get(t)), trees.output(t), trees.weight(t));
        }
        return all.build();
    }

    private static Tree renumbered(Tree tree, int[] places) {
        Tree.Builder to = Tree.builder(tree.outputs());
        for (int node = 0; node < tree.nodes(); node++) {
            if (tree.isLeaf(node)) {
                to.leaf(tree.values(tree.leaf(node)));
            } else {
                to.split(places[tree.feature(node)], tree, node);
            }
        }
        return to.build();
    }
}
