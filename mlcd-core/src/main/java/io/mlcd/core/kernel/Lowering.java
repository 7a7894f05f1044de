package io.mlcd.core.kernel;

import io.mlcd.core.form.Average;
import io.mlcd.core.form.CategorySet;
import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Median;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.form.Routed;
import io.mlcd.core.form.Scatter;
import io.mlcd.core.form.Stacked;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.form.Vote;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/*
 * Rewrites a form into one that answers the same, to the last bit, and is faster to score.
 *
 * Preparation in front of trees goes into their splits. What a tree asks of a derived number, "is it at most t?", is a
 * question about the input: clipping, shifting and scaling are monotone, rounding included, so the answer changes at one
 * number, which is found by halving the doubles; a look-up or a test for a category is a set of categories; a stand-in for a
 * missing value says where missing values go. So a raw row goes straight to ranks. What is no such question, a part of a date,
 * is derived first, once for all trees behind, and the rest goes into their splits all the same.
 *
 * Members that are one tree each become one forest, and a vote of trees becomes a mean of trees whose leaves are votes: one
 * rank for each input then serves them all.
 */
final class Lowering {
    /** How many codes may be looked up for splits of looked-up numbers; each may become a bit of a set. */
    private static final long LOOKED_UP = 1L << 27;

    private static final int LOOKED_UP_FOR_EACH_SPLIT = 512;

    private long room = LOOKED_UP;

    private Lowering() {}

    static Form lower(Form form) {
        return new Lowering().lowered(form);
    }

    private Form lowered(Form form) {
        if (form instanceof Prepared prepared) {
            return prepared(prepared.inputs(), prepared.derived(), lowered(prepared.form()));
        }
        if (form instanceof Average average) {
            return average(new Average(all(average.members()), average.weights()));
        }
        if (form instanceof Vote vote) {
            return vote(new Vote(all(vote.members()), vote.weights()));
        }
        if (form instanceof Median median) {
            return new Median(all(median.members()), median.weights());
        }
        if (form instanceof Stacked stacked) {
            return new Stacked(all(stacked.members()), lowered(stacked.meta()), stacked.passThrough());
        }
        if (form instanceof Routed routed) {
            return new Routed(routed.route(), all(routed.members()));
        }
        if (form instanceof Linked linked) {
            return new Linked(lowered(linked.form()), linked.link());
        }
        if (form instanceof Scatter scatter) {
            return new Scatter(lowered(scatter.form()), scatter.outputs(), scatter.places());
        }
        return form;
    }

    private List<Form> all(List<Form> forms) {
        List<Form> all = new ArrayList<>(forms.size());
        for (Form form : forms) {
            all.add(lowered(form));
        }
        return all;
    }

    /** Puts the preparation into what it prepares for, as far as it goes. */
    private Form prepared(int inputs, List<Derived> derived, Form form) {
        if (isOfTrees(form) && derived.stream().anyMatch(Lowering::goesFirst)) {
            return inTwoSteps(inputs, derived, form);
        }
        if (form instanceof Trees trees) {
            return trees(inputs, derived, trees);
        }
        if (form instanceof Linked linked) {
            return new Linked(prepared(inputs, derived, linked.form()), linked.link());
        }
        if (form instanceof Scatter scatter) {
            return new Scatter(prepared(inputs, derived, scatter.form()), scatter.outputs(), scatter.places());
        }
        if (form instanceof Average average && areTrees(average.members())) {
            return average(new Average(each(inputs, derived, average.members()), average.weights()));
        }
        if (form instanceof Vote vote && areTrees(vote.members())) {
            return vote(new Vote(each(inputs, derived, vote.members()), vote.weights()));
        }
        return new Prepared(inputs, derived, form);
    }

    private static boolean isOfTrees(Form form) {
        if (form instanceof Linked linked) {
            return isOfTrees(linked.form());
        }
        if (form instanceof Scatter scatter) {
            return isOfTrees(scatter.form());
        }
        return form instanceof Trees
                || (form instanceof Average average && areTrees(average.members()))
                || (form instanceof Vote vote && areTrees(vote.members()));
    }

    /** Whether no set and no threshold of the input says what one of the derived number does. */
    private static boolean goesFirst(Derived derived) {
        return derived instanceof Derived.OfDate
                || derived instanceof Derived.Log
                || derived instanceof Derived.LogOdds;
    }

    /** First what cannot go into splits, beside the inputs that the rest reads; no more numbers than are derived in all. */
    private Form inTwoSteps(int inputs, List<Derived> derived, Form form) {
        List<Derived> first = new ArrayList<>();
        List<Derived> rest = new ArrayList<>();
        Map<Integer, Integer> placeOfInput = new HashMap<>();
        for (Derived one : derived) {
            if (goesFirst(one)) {
                rest.add(Derived.Scaled.asIs(first.size()));
                first.add(one);
                continue;
            }
            Integer place = placeOfInput.get(one.input());
            if (place == null) {
                place = first.size();
                placeOfInput.put(one.input(), place);
                first.add(Derived.Scaled.asIs(one.input()));
            }
            rest.add(one.from(place));
        }
        return new Prepared(inputs, first, prepared(first.size(), rest, form));
    }

    private List<Form> each(int inputs, List<Derived> derived, List<Form> members) {
        List<Form> all = new ArrayList<>(members.size());
        for (Form member : members) {
            all.add(prepared(inputs, derived, member));
        }
        return all;
    }

    private static boolean areTrees(List<Form> members) {
        boolean trees = true;
        for (Form member : members) {
            trees &= member instanceof Trees
                    || (member instanceof Linked linked && linked.form() instanceof Trees)
                    || (member instanceof Scatter scatter && scatter.form() instanceof Trees);
        }
        return trees;
    }

    private static Form average(Average average) {
        if (!areSingleTrees(average.members())) {
            return average;
        }
        Trees.Builder forest =
                Trees.builder(average.inputs(), average.outputs()).sum(Trees.Sum.MEAN);
        for (int m = 0; m < average.members().size(); m++) {
            forest.add(
                    ((Trees) average.members().get(m)).trees().get(0),
                    Trees.ALL,
                    average.weights().get(m));
        }
        return forest.build();
    }

    private static Form vote(Vote vote) {
        if (!areSingleTrees(vote.members())) {
            return vote;
        }
        Trees.Builder forest = Trees.builder(vote.inputs(), vote.outputs()).sum(Trees.Sum.MEAN);
        for (int m = 0; m < vote.members().size(); m++) {
            forest.add(
                    votes(((Trees) vote.members().get(m)).trees().get(0)),
                    Trees.ALL,
                    vote.weights().get(m));
        }
        return forest.build();
    }

    private static boolean areSingleTrees(List<Form> members) {
        boolean single = true;
        for (Form member : members) {
            single &= member instanceof Trees trees && trees.trees().size() == 1 && trees.isPlain();
        }
        return single;
    }

    /** The tree with a 1 at the first of each leaf's largest scores, else 0. */
    private static Tree votes(Tree tree) {
        return tree.withLeaves(scores -> {
            int best = 0;
            for (int k = 1; k < scores.length; k++) {
                best = scores[k] > scores[best] ? k : best;
            }
            double[] leaf = new double[scores.length];
            leaf[best] = 1;
            return leaf;
        });
    }

    private Form trees(int inputs, List<Derived> derived, Trees trees) {
        for (Tree tree : trees.trees()) {
            for (int node = 0; node < tree.nodes(); node++) {
                if (!tree.isLeaf(node) && !isPossible(derived.get(tree.feature(node)), tree, node)) {
                    return new Prepared(inputs, derived, trees);
                }
            }
        }
        if (!hasRoom(derived, trees)) {
            return new Prepared(inputs, derived, trees);
        }
        Trees.Builder lowered = Trees.builder(inputs, trees.outputs()).sum(trees.sum());
        double[] base = new double[trees.outputs()];
        for (int k = 0; k < base.length; k++) {
            base[k] = trees.base(k);
        }
        lowered.base(base);
        for (int t = 0; t < trees.trees().size(); t++) {
            lowered.add(tree(derived, trees.trees().get(t)), trees.output(t), trees.weight(t));
        }
        return lowered.build();
    }

    /** Whether few enough codes are looked up: each split of a look-up becomes a set of up to as many as it has. */
    private boolean hasRoom(List<Derived> derived, Trees trees) {
        long beyond = 0;
        for (Tree tree : trees.trees()) {
            for (int node = 0; node < tree.nodes(); node++) {
                if (!tree.isLeaf(node) && derived.get(tree.feature(node)) instanceof Derived.Lookup lookup) {
                    beyond += Math.max(0, lookup.size() - LOOKED_UP_FOR_EACH_SPLIT);
                }
            }
        }
        boolean has = beyond <= room;
        room -= has ? beyond : 0;
        return has;
    }

    /** Sets of categories of a number, and look-ups of very many codes, are left as they are. */
    private static boolean isPossible(Derived derived, Tree tree, int node) {
        if (derived instanceof Derived.Lookup lookup) {
            return lookup.size() <= CategorySet.MAX_CODES;
        }
        if (derived instanceof Derived.IsCategory category) {
            return category.code() < CategorySet.MAX_CODES;
        }
        boolean asIs = derived instanceof Derived.Scaled scaled && isAsIs(scaled);
        return !tree.isCategory(node) || asIs || derived instanceof Derived.IsMissing;
    }

    private static boolean isAsIs(Derived.Scaled scaled) {
        return scaled.low() == Double.NEGATIVE_INFINITY
                && scaled.high() == Double.POSITIVE_INFINITY
                && scaled.shift() == 0
                && scaled.scale() == 1;
    }

    private static Tree tree(List<Derived> derived, Tree tree) {
        Tree.Builder lowered = Tree.builder(tree.outputs());
        int[] open = new int[tree.nodes()];
        int top = 1; // the root
        while (top > 0) {
            int node = open[--top];
            if (tree.isLeaf(node)) {
                lowered.leaf(tree, tree.leaf(node));
                continue;
            }
            Side first = split(derived.get(tree.feature(node)), tree, node, lowered);
            int left = node + 1;
            int right = tree.right(node);
            if (first == Side.LEFT_ONLY || first == Side.RIGHT_ONLY) {
                open[top++] = first == Side.LEFT_ONLY ? left : right;
            } else {
                open[top++] = first == Side.LEFT ? right : left;
                open[top++] = first == Side.LEFT ? left : right;
            }
        }
        return lowered.build();
    }

    /** Which side of the old split is the left one of the new, or the only one that a row can go to. */
    private enum Side {
        LEFT,
        RIGHT,
        LEFT_ONLY,
        RIGHT_ONLY
    }

    private static Side split(Derived derived, Tree tree, int node, Tree.Builder to) {
        int input = derived.input();
        boolean missing = tree.goesLeft(node, derived.derive(Double.NaN));
        if (derived instanceof Derived.Lookup lookup) {
            return codes(input, lookup.size(), lookup, missing, tree, node, to);
        }
        if (derived instanceof Derived.IsCategory category) {
            return category(input, category, missing, tree, node, to);
        }
        if (derived instanceof Derived.IsMissing) {
            boolean present = tree.goesLeft(node, 0);
            if (present == missing) {
                return present ? Side.LEFT_ONLY : Side.RIGHT_ONLY;
            }
            to.split(input, Double.POSITIVE_INFINITY, false); // numbers left, missing ones right
            return present ? Side.LEFT : Side.RIGHT;
        }
        Derived.Scaled scaled = (Derived.Scaled) derived;
        if (tree.isCategory(node)) {
            to.split(input, tree.categories(node), missing);
            return Side.LEFT;
        }
        return number(input, scaled, missing, tree, node, to);
    }

    private static Side codes(
            int input, int size, Derived derived, boolean missing, Tree tree, int node, Tree.Builder to) {
        boolean unseen = tree.goesLeft(node, derived.derive(-1));
        int[] listed = new int[size];
        int count = 0;
        for (int code = 0; code < size; code++) {
            if (tree.goesLeft(node, derived.derive(code)) != unseen) {
                listed[count++] = code;
            }
        }
        if (count == 0 && missing == unseen) {
            return unseen ? Side.LEFT_ONLY : Side.RIGHT_ONLY;
        }
        int[] codes = Arrays.copyOf(listed, count);
        to.split(input, unseen ? CategorySet.allBut(codes) : CategorySet.of(codes), missing);
        return Side.LEFT;
    }

    private static Side category(
            int input, Derived.IsCategory derived, boolean missing, Tree tree, int node, Tree.Builder to) {
        boolean itself = tree.goesLeft(node, 1);
        boolean others = tree.goesLeft(node, 0);
        if (itself == others) {
            return others ? Side.LEFT_ONLY : Side.RIGHT_ONLY; // a missing value is derived to 0, too
        }
        to.split(input, others ? CategorySet.allBut(derived.code()) : CategorySet.of(derived.code()), missing);
        return Side.LEFT;
    }

    private static Side number(
            int input, Derived.Scaled scaled, boolean missing, Tree tree, int node, Tree.Builder to) {
        double threshold = tree.threshold(node);
        boolean lowest = scaled.derive(Double.NEGATIVE_INFINITY) <= threshold;
        boolean highest = scaled.derive(Double.POSITIVE_INFINITY) <= threshold;
        if (lowest == highest) {
            if (missing == lowest) {
                return lowest ? Side.LEFT_ONLY : Side.RIGHT_ONLY;
            }
            to.split(input, Double.POSITIVE_INFINITY, false);
            return lowest ? Side.LEFT : Side.RIGHT;
        }
        if (isAsIs(scaled)) {
            to.split(input, threshold, missing);
            return Side.LEFT;
        }
        // The last number that goes as the lowest does; all above it go as the highest.
        long low = order(Double.NEGATIVE_INFINITY);
        long high = order(Double.POSITIVE_INFINITY);
        while (low + 1 < high) {
            long middle = (low & high) + ((low ^ high) >> 1); // half of the sum, which may overflow
            if (scaled.derive(number(middle)) <= threshold == lowest) {
                low = middle;
            } else {
                high = middle;
            }
        }
        to.split(input, number(low), lowest ? missing : !missing);
        return lowest ? Side.LEFT : Side.RIGHT;
    }

    /** A long in the order of the doubles; both zeros are 0. */
    private static long order(double value) {
        long bits = Double.doubleToRawLongBits(value);
        return bits < 0 ? Long.MIN_VALUE - bits : bits;
    }

    private static double number(long order) {
        return Double.longBitsToDouble(order < 0 ? Long.MIN_VALUE - order : order);
    }
}
