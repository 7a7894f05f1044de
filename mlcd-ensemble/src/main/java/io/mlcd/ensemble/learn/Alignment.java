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
     */
    static Form align(Model member, Signature signature) {
        List<Derived> inputs = new ArrayList<>();
        for (Feature feature : member.signature().features()) {
            inputs.add(input(feature, signature));
        }
        Form aligned = Prepared.of(signature.features().size(), inputs, member.form());
        return outputs(aligned, member.signature().output(), signature.output());
    }

    private static Derived input(Feature feature, Signature signature) {
        int position = signature.indexOf(feature.name());
        if (position < 0 || signature.features().get(position).kind() != feature.kind()) {
            throw new IllegalArgumentException("a member reads the " + feature.kind() + " \"" + feature.name()
                    + "\", which the ensemble's rows do not have: " + signature.features());
        }
        Feature outer = signature.features().get(position);
        if (feature.kind() == Kind.NUMBER || outer.categories().equals(feature.categories())) {
            return Derived.Scaled.asIs(position);
        }
        double[] codes = new double[outer.categories().size()];
        for (int code = 0; code < codes.length; code++) {
            codes[code] = feature.code(outer.categories().get(code));
        }
        return Derived.Lookup.of(position, codes, Feature.UNSEEN, Double.NaN);
    }

    private static Form outputs(Form form, Output its, Output wanted) {
        if (!(its instanceof Output.Classes own) || !(wanted instanceof Output.Classes all) || own.equals(all)) {
            return form;
        }
        List<Integer> places = new ArrayList<>();
        for (String label : own.labels()) {
            places.add(all.labels().indexOf(label));
        }
        return new Scatter(form, all.width(), places);
    }
}
