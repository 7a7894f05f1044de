package io.mlcd.core.compression;

import io.mlcd.core.bound.ScoreBound;
import io.mlcd.core.form.Average;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes one of equal trees and of equal members, with the sum of their weights. Scores change by rounding alone. */
final class Duplicates {
    private record Key(Tree tree, int output) {}

    private Duplicates() {}

    /** The form without duplicates; an equal one if there are none. */
    static Form merge(Form form) {
        if (form instanceof Trees trees) {
            return trees(trees);
        }
        if (form instanceof Average average) {
            Map<Form, Double> merged = merged(average.members(), average.weights());
            return new Average(new ArrayList<>(merged.keySet()), new ArrayList<>(merged.values()));
        }
        if (form instanceof Vote vote) {
            if (!ScoreBound.areAddedExactly(vote.weights())) {
                return new Vote(all(vote.members()), vote.weights());
            }
            Map<Form, Double> merged = merged(vote.members(), vote.weights());
            return new Vote(new ArrayList<>(merged.keySet()), new ArrayList<>(merged.values()));
        }
        if (form instanceof Median median) {
            if (!ScoreBound.areAddedExactly(median.weights())) {
                return new Median(all(median.members()), median.weights()); // half the weight may be just at a member
            }
            Map<Form, Double> merged = merged(median.members(), median.weights());
            return new Median(new ArrayList<>(merged.keySet()), new ArrayList<>(merged.values()));
        }
        if (form instanceof Routed routed) {
            return new Routed(routed.route(), all(routed.members()));
        }
        if (form instanceof Stacked stacked) {
            return new Stacked(all(stacked.members()), merge(stacked.meta()), stacked.passThrough());
        }
        if (form instanceof Linked linked) {
            return new Linked(merge(linked.form()), linked.link());
        }
        if (form instanceof Prepared prepared) {
            return new Prepared(prepared.inputs(), prepared.derived(), merge(prepared.form()));
        }
        if (form instanceof Scatter scatter) {
            return new Scatter(merge(scatter.form()), scatter.outputs(), scatter.places());
        }
        return form;
    }

    private static List<Form> all(List<Form> forms) {
        List<Form> merged = new ArrayList<>();
        forms.forEach(form -> merged.add(merge(form)));
        return merged;
    }

    private static Map<Form, Double> merged(List<Form> members, List<Double> weights) {
        Map<Form, Double> merged = new LinkedHashMap<>();
        for (int m = 0; m < members.size(); m++) {
            merged.merge(merge(members.get(m)), weights.get(m), Double::sum);
        }
        return merged;
    }

    private static Form trees(Trees trees) {
        if (trees.sum() == Trees.Sum.RUNNING_MEAN) {
            return trees; // it takes no weights
        }
        Map<Key, Double> merged = new LinkedHashMap<>();
        for (int t = 0; t < trees.trees().size(); t++) {
            merged.merge(new Key(trees.trees().get(t), trees.output(t)), trees.weight(t), Double::sum);
        }
        if (merged.size() == trees.trees().size() || !merged.values().stream().allMatch(Double::isFinite)) {
            return trees;
        }
        Trees.Builder all = Trees.builder(trees);
        merged.forEach((key, weight) -> all.add(key.tree, key.output, weight));
        return all.build();
    }
}
