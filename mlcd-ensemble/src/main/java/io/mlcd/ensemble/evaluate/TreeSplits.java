package io.mlcd.ensemble.evaluate;

import io.mlcd.core.form.Average;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Median;
import io.mlcd.core.form.Opaque;
import io.mlcd.core.form.Packed;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.form.Routed;
import io.mlcd.core.form.Scatter;
import io.mlcd.core.form.Stacked;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.form.Vote;
import io.mlcd.core.model.Model;
import java.util.List;

/** Counts the splits on each input of a form. */
final class TreeSplits {
    private boolean anyTree;

    private TreeSplits() {}

    static double[] of(Model model) {
        TreeSplits splits = new TreeSplits();
        double[] counts = splits.count(model.form());
        if (!splits.anyTree) {
            throw Importance.noTrees(model);
        }
        return counts;
    }

    private double[] count(Form form) {
        double[] counts = new double[form.inputs()];
        if (form instanceof Trees trees) {
            anyTree = true;
            trees.trees().forEach(tree -> count(tree, counts));
        } else if (form instanceof Packed packed) {
            return count(packed.trees());
        } else if (form instanceof Average average) {
            addAll(counts, average.members());
        } else if (form instanceof Vote vote) {
            addAll(counts, vote.members());
        } else if (form instanceof Median median) {
            addAll(counts, median.members());
        } else if (form instanceof Routed routed) {
            addAll(counts, routed.members());
        } else if (form instanceof Linked linked) {
            add(counts, count(linked.form()), 0);
        } else if (form instanceof Scatter scatter) {
            add(counts, count(scatter.form()), 0);
        } else if (form instanceof Prepared prepared) {
            double[] behind = count(prepared.form());
            for (int i = 0; i < behind.length; i++) {
                counts[prepared.derived().get(i).input()] += behind[i];
            }
        } else if (form instanceof Stacked stacked) {
            addAll(counts, stacked.members());
            double[] top = count(stacked.meta());
            if (stacked.passThrough()) {
                add(counts, top, top.length - counts.length);
            }
        } else if (!(form instanceof Linear || form instanceof Opaque)) {
            throw new IllegalStateException("a form of another kind: " + form.getClass());
        }
        return counts;
    }

    private static void count(Tree tree, double[] counts) {
        for (int node = 0; node < tree.nodes(); node++) {
            if (!tree.isLeaf(node)) {
                counts[tree.feature(node)]++;
            }
        }
    }

    private void addAll(double[] counts, List<Form> members) {
        members.forEach(member -> add(counts, count(member), 0));
    }

    private static void add(double[] counts, double[] more, int from) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += more[from + i];
        }
    }
}
