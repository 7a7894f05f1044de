package io.mlcd.benchmarks.inference;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Trees;
import io.mlcd.core.model.Model;
import io.mlcd.interop.xgboost.XGBoostModel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The models of the workloads as this project's. */
final class Ours {
    private Ours() {}

    /** The trees that every peer which cannot read XGBoost's file is given, too. */
    static Trees trees(Workload workload) {
        if (XGBoostModel.read(workload.ubj()).margins() instanceof Trees trees) {
            return trees;
        }
        throw new IllegalStateException("the margins of " + workload.id() + " are no plain sum of trees");
    }

    /** Gives margins. */
    static Model margins(Workload workload) {
        return model(numbers(workload), XGBoostModel.read(workload.ubj()).margins());
    }

    /** Gives what the model is for: probabilities of classes. */
    static Model probabilities(Workload workload) {
        return XGBoostModel.read(workload.ubj()).model();
    }

    /** Gives margins; every quantised column is a category, its splits are sets. */
    static Model categories(Workload workload) {
        return model(Categories.features(workload), Categories.form(trees(workload)));
    }

    private static Model model(List<Feature> features, Form margins) {
        return Model.of(Signature.of(features, output(margins.outputs())), margins);
    }

    private static List<Feature> numbers(Workload workload) {
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < workload.features(); i++) {
            features.add(Feature.number("f" + i));
        }
        return features;
    }

    private static Output output(int margins) {
        return margins == 1
                ? new Output.Numeric("margin")
                : new Output.Classes(
                        "margins",
                        IntStream.range(0, margins).mapToObj(Integer::toString).toList());
    }
}
