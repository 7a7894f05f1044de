package io.mlcd.interop.xgboost;

import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.form.Stacked;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import java.util.ArrayList;
import java.util.List;

/** What a saved model says, in forms. */
final class Forms {
    private Forms() {}

    /** The raw scores, after the first rounds. */
    static Form margins(Saved saved, int rounds) {
        if (saved.content() instanceof Saved.Weights linear) {
            return linear(saved, linear);
        }
        return trees(saved, (Saved.Boosted) saved.content(), rounds);
    }

    private static Form linear(Saved saved, Saved.Weights linear) {
        int inputs = saved.features().size();
        List<Derived> missingIsZero = new ArrayList<>(inputs);
        for (int i = 0; i < inputs; i++) {
            missingIsZero.add(Derived.Scaled.imputed(i, 0));
        }
        return Prepared.of(inputs, missingIsZero, withBase(linear.form(), saved.base()));
    }

    private static Linear withBase(Linear form, List<Double> base) {
        double[][] weights = new double[form.outputs()][form.inputs()];
        double[] bias = new double[form.outputs()];
        for (int k = 0; k < bias.length; k++) {
            bias[k] = form.bias(k) + base.get(k);
            for (int i = 0; i < form.inputs(); i++) {
                weights[k][i] = form.weight(k, i);
            }
        }
        return Linear.of(weights, bias);
    }

    private static Form trees(Saved saved, Saved.Boosted boosted, int rounds) {
        int groups = saved.groups();
        double[] base = saved.base().stream().mapToDouble(Double::doubleValue).toArray();
        Trees.Builder form = Trees.builder(saved.features().size(), groups).base(base);
        List<Saved.Member> members = boosted.trees().subList(0, boosted.rounds().get(rounds));
        for (Saved.Member member : members) {
            form.add(member.tree(), groups == 1 ? Trees.ALL : member.output(), member.weight());
        }
        if (members.isEmpty()) {
            form.add(Tree.builder(groups).leaf(new double[groups]).build());
        }
        return form.build();
    }

    /** The scores of a model's output, from its margins. */
    static Form linked(Objective objective, Form margins) {
        boolean fits = (objective.answer() == Objective.Answer.CLASSES) == (margins.outputs() > 1);
        if (!fits) {
            throw Refusal.notSupported(
                    "its " + margins.outputs() + " outputs",
                    "the objective " + objective + " has " + (margins.outputs() > 1 ? "one" : "several") + " here",
                    "take margins() and make a model of them");
        }
        return switch (objective.answer()) {
            case NUMBER -> margins;
            case POSITIVE -> new Linked(margins, Linked.Link.EXP);
            case TWO_CLASSES -> new Linked(margins, Linked.Link.SIGMOID);
            case TWO_CLASSES_BY_SIGN -> new Linked(margins, Linked.Link.STEP);
            case CLASSES -> new Linked(margins, Linked.Link.SOFTMAX);
            case SHARE -> second(new Linked(margins, Linked.Link.SIGMOID));
        };
    }

    /** The second of two scores: 0 x the first + 1 x the second + 0 is the second, to the last bit. */
    private static Form second(Form two) {
        return new Stacked(List.of(two), Linear.of(new double[][] {{0, 1}}, new double[1]), false);
    }
}
