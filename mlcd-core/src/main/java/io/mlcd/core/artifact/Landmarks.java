package io.mlcd.core.artifact;

import io.mlcd.core.form.Average;
import io.mlcd.core.form.DatePart;
import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Form;
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
import java.util.ArrayList;
import java.util.List;

/** Numbers at which a form's answer may change, by input: thresholds of trees, stand-ins and bounds of preparation. */
final class Landmarks {
    private static final int MAX_FOR_EACH_INPUT = 64;
    private static final double MILLIS_OF_DAY = 86_400_000;

    private final List<List<Double>> found = new ArrayList<>();

    private Landmarks(int inputs) {
        for (int i = 0; i < inputs; i++) {
            found.add(new ArrayList<>());
        }
    }

    /** The numbers, shape [inputs][at most 64]. */
    static double[][] of(Form form) {
        Landmarks landmarks = new Landmarks(form.inputs());
        landmarks.visit(form);
        double[][] all = new double[form.inputs()][];
        for (int i = 0; i < all.length; i++) {
            all[i] = landmarks.found.get(i).stream()
                    .mapToDouble(Double::doubleValue)
                    .toArray();
        }
        return all;
    }

    private void visit(Form form) {
        if (form instanceof Trees trees) {
            trees.trees().forEach(this::visit);
        } else if (form instanceof Packed packed) {
            visit(packed.trees());
        } else if (form instanceof Average average) {
            average.members().forEach(this::visit);
        } else if (form instanceof Vote vote) {
            vote.members().forEach(this::visit);
        } else if (form instanceof Median median) {
            median.members().forEach(this::visit);
        } else if (form instanceof Stacked stacked) {
            stacked.members().forEach(this::visit);
        } else if (form instanceof Routed routed) {
            visit(routed.route());
            routed.members().forEach(this::visit);
        } else if (form instanceof Linked linked) {
            visit(linked.form());
        } else if (form instanceof Scatter scatter) {
            visit(scatter.form());
        } else if (form instanceof Prepared prepared) {
            double[][] behind = of(prepared.form());
            for (int i = 0; i < behind.length; i++) {
                if (prepared.derived().get(i) instanceof Derived.Scaled scaled) {
                    visit(scaled, behind[i]);
                } else if (prepared.derived().get(i) instanceof Derived.OfDate date) {
                    visit(date, behind[i]);
                } else if (prepared.derived().get(i) instanceof Derived.Log log) {
                    add(log.input(), log.least());
                } else if (prepared.derived().get(i) instanceof Derived.LogOdds odds) {
                    add(odds.input(), odds.least());
                    add(odds.input(), 1 - odds.least());
                }
            }
        }
    }

    private void visit(Tree tree) {
        for (int node = 0; node < tree.nodes(); node++) {
            if (!tree.isLeaf(node) && !tree.isCategory(node)) {
                add(tree.feature(node), tree.threshold(node));
            }
        }
    }

    private void visit(Derived.Scaled scaled, double[] behind) {
        add(scaled.input(), scaled.ifMissing());
        add(scaled.input(), scaled.low());
        add(scaled.input(), scaled.high());
        add(scaled.input(), scaled.shift());
        for (double landmark : behind) {
            add(scaled.input(), landmark * scaled.scale() + scaled.shift());
        }
    }

    /** Of whole days where the next begins; the turns of other parts are everywhere. */
    private void visit(Derived.OfDate date, double[] behind) {
        if (date.part() == DatePart.EPOCH_DAY) {
            for (double landmark : behind) {
                add(date.input(), (Math.floor(landmark) + 1) * MILLIS_OF_DAY);
            }
        }
    }

    private void add(int input, double landmark) {
        List<Double> its = found.get(input);
        boolean finite = Double.isFinite(landmark);
        if (finite && its.size() < MAX_FOR_EACH_INPUT && !its.contains(landmark)) {
            its.add(landmark);
        }
    }
}
