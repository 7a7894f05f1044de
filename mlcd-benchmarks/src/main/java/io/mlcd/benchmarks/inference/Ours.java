package io.mlcd.benchmarks.inference;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.core.compression.Compression;
import io.mlcd.core.compression.Pruning;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.model.Model;
import io.mlcd.interop.xgboost.XGBoostModel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The models of the workloads as this project's. */
final class Ours {
    /** What is done to models that are made smaller. */
    static final Compression COMPRESSION = Compression.lossless()
            .prune(Pruning.keeping(0.5).refit(Pruning.Refit.SCORES))
            .quantize(8);

    private static final int COMPRESSED_BY = 16_384;
    private static final int MEASURED_BY = 4_096;

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

    /** Gives margins, of a model with half of the splits and leaves of 8 bits. */
    static Model compressed(Workload workload) {
        Model whole = XGBoostModel.read(workload.ubj()).model();
        String target = whole.signature().output().name();
        Model small = COMPRESSION
                .apply(
                        whole,
                        workload.trained(0, COMPRESSED_BY, target),
                        workload.trained(COMPRESSED_BY, COMPRESSED_BY + MEASURED_BY, target))
                .model();
        return model(numbers(workload), small.form() instanceof Linked linked ? linked.form() : small.form());
    }

    /** Gives margins; every quantised column is a category, its splits are sets. */
    static Model categories(Workload workload) {
        return model(Categories.features(workload), Categories.form(trees(workload)));
    }

    /** Takes the raw rows of {@link Adult} and gives probabilities; all preparation is in the model. */
    static Model adult(Workload workload) {
        Trees trees = trees(workload);
        Form form = workload == Workload.ADULT_FOREST
                ? new Prepared(Adult.FEATURES, Adult.derived(), bothClasses(trees))
                : new Linked(new Prepared(Adult.FEATURES, Adult.derived(), trees), Linked.Link.SIGMOID);
        Output output = new Output.Classes(Adult.INCOME, List.of(Adult.BELOW, Adult.ABOVE));
        return Model.of(Signature.of(Adult.features(), output), form);
    }

    /** A sum of probabilities, each divided by the number of trees, as the mean of those of both classes. */
    private static Trees bothClasses(Trees sum) {
        Trees.Builder mean = Trees.builder(sum.inputs(), 2).sum(Trees.Sum.MEAN);
        for (Tree tree : sum.trees()) {
            Tree.Builder both = Tree.builder(2);
            for (int node = 0; node < tree.nodes(); node++) {
                if (tree.isLeaf(node)) {
                    double above = tree.value(tree.leaf(node), 0) * sum.trees().size();
                    both.leaf(1 - above, above);
                } else {
                    both.split(tree.feature(node), tree.threshold(node), tree.missingLeft(node));
                }
            }
            mean.add(both.build());
        }
        return mean.build();
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
