package io.mlcd.core.oracle;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.List;

/** Models that answer one number whatever they are asked, so that an answer shows who gave it. */
public final class Constants {
    private Constants() {}

    /** A model of one feature, x. */
    public static Artifact constant(double value) {
        return constant(value, "x");
    }

    /** A model of some numbers. */
    public static Artifact constant(double value, String... names) {
        List<Feature> features = new ArrayList<>();
        for (String name : names) {
            features.add(Feature.number(name));
        }
        return constant(value, new Output.Numeric("y"), features.toArray(new Feature[0]));
    }

    /** A model of some features; for classes the value is the first's score. */
    public static Artifact constant(double value, Output output, Feature... features) {
        double[] leaf = new double[output.width()];
        leaf[0] = value;
        Tree tree = Tree.builder(leaf.length).leaf(leaf).build();
        return Artifact.of(Model.of(
                Signature.of(List.of(features), output), Trees.of(features.length, List.of(tree), Trees.Sum.TOTAL)));
    }
}
