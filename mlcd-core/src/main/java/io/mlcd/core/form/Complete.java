package io.mlcd.core.form;

import java.util.ArrayList;
import java.util.List;

/** Makes a form simpler whose inputs are never missing; it answers the same, to the last bit. */
final class Complete {
    private Complete() {}

    /** The form without the steps that stand in for a missing input; single trees that are averaged become one forest. */
    static Form simplify(Form form) {
        if (form instanceof Prepared prepared) {
            return onlyImputes(prepared) ? simplify(prepared.form()) : prepared;
        }
        if (form instanceof Average average) {
            return average(new Average(all(average.members()), average.weights()));
        }
        if (form instanceof Vote vote) {
            return new Vote(all(vote.members()), vote.weights());
        }
        if (form instanceof Median median) {
            return new Median(all(median.members()), median.weights());
        }
        if (form instanceof Linked linked) {
            return new Linked(simplify(linked.form()), linked.link());
        }
        if (form instanceof Scatter scatter) {
            return new Scatter(simplify(scatter.form()), scatter.outputs(), scatter.places());
        }
        if (form instanceof Stacked stacked) {
            return new Stacked(all(stacked.members()), stacked.meta(), stacked.passThrough());
        }
        if (form instanceof Routed routed) {
            return new Routed(routed.route(), all(routed.members()));
        }
        return form;
    }

    private static List<Form> all(List<Form> forms) {
        List<Form> simplified = new ArrayList<>(forms.size());
        for (Form form : forms) {
            simplified.add(simplify(form));
        }
        return simplified;
    }

    /** Whether each input is the row's own, but for a stand-in. */
    private static boolean onlyImputes(Prepared prepared) {
        if (prepared.derived().size() != prepared.inputs()) {
            return false;
        }
        for (int i = 0; i < prepared.inputs(); i++) {
            Derived one = prepared.derived().get(i);
            if (one.input() != i || !(one instanceof Derived.Scaled scaled) || !scaled.onlyImputes()) {
                return false;
            }
        }
        return true;
    }

    private static Form average(Average average) {
        List<Tree> trees = new ArrayList<>();
        for (int i = 0; i < average.members().size(); i++) {
            boolean single = average.members().get(i) instanceof Trees one
                    && one.trees().size() == 1
                    && one.isPlain()
                    && average.weights().get(i) == 1;
            if (!single) {
                return average;
            }
            trees.addAll(((Trees) average.members().get(i)).trees());
        }
        return Trees.of(average.inputs(), trees, Trees.Sum.MEAN);
    }
}
