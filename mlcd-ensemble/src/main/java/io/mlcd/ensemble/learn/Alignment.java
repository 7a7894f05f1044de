package io.mlcd.ensemble.learn;

import io.mlcd.api.Feature;
import io.mlcd.api.Kind;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.form.Scatter;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.List;

/** Makes a member read the rows, and give the scores, of the ensemble that it is in. */
final class Alignment {
    private Alignment() {}

    /**
     * The member's form over another signature: features found by name, categories by text, classes by label. A category
     * that the member never saw is unseen to it, a class that it never saw has probability 0.
     *
     * @throws IllegalArgumentException if the member reads what the rows do not have, or predicts something else
     */
    static Form align(Model member, Signature signature) {
        List<Derived> inputs = new ArrayList<>();
        for (Feature feature : member.signature().features()) {
            inputs.add(input(feature, signature));
        }
        Form aligned = Prepared.of(signature.features().size(), inputs, member.form());
        checkOutput(member.signature().output(), signature.output());
        return outputs(aligned, member.signature().output(), signature.output());
    }

    /** The member as a model over another signature; see {@link #align}. */
    static Model model(Model member, Signature signature) {
        return Model.of(signature, align(member, signature));
    }

    /**
     * What a reader of some feature reads of another signature's rows: the input of its name, of categories the code by text.
     *
     * @throws IllegalArgumentException if these rows do not have it
     */
    static Derived input(Feature feature, Signature signature) {
        int position = signature.indexOf(feature.name());
        if (position < 0 || signature.features().get(position).kind() != feature.kind()) {
            throw new IllegalArgumentException("a member reads the " + feature.kind() + " \"" + feature.name()
                    + "\", which the ensemble's rows do not have: " + signature.features());
        }
        Feature outer = signature.features().get(position);
        if (feature.kind() != Kind.CATEGORY || outer.categories().equals(feature.categories())) {
            return Derived.Scaled.asIs(position);
        }
        double[] codes = new double[outer.categories().size()];
        for (int code = 0; code < codes.length; code++) {
            codes[code] = feature.code(outer.categories().get(code));
        }
        return Derived.Lookup.of(position, codes, Feature.UNSEEN, Double.NaN);
    }

    private static void checkOutput(Output its, Output wanted) {
        if (its instanceof Output.Classes != wanted instanceof Output.Classes) {
            throw new IllegalArgumentException("a member predicts " + text(its) + ", but the ensemble " + text(wanted)
                    + "; all must predict the same");
        }
        if (its instanceof Output.Classes own && wanted instanceof Output.Classes all) {
            List<String> unknown = new ArrayList<>(own.labels());
            unknown.removeAll(all.labels());
            if (!unknown.isEmpty()) {
                throw new IllegalArgumentException("a member predicts the classes " + unknown
                        + ", which the ensemble's rows do not have: " + all.labels());
            }
        }
    }

    private static String text(Output output) {
        return output instanceof Output.Classes classes
                ? "the classes " + classes.labels() + " of \"" + classes.name() + "\""
                : "the number \"" + output.name() + "\"";
    }

    private static Form outputs(Form form, Output its, Output wanted) {
        if (!(its instanceof Output.Classes own)
                || !(wanted instanceof Output.Classes all)
                || own.labels().equals(all.labels())) {
            return form;
        }
        List<Integer> places = new ArrayList<>();
        for (String label : own.labels()) {
            places.add(all.labels().indexOf(label));
        }
        return new Scatter(form, all.width(), places);
    }
}
