package io.mlcd.ensemble.tribuo;

import io.mlcd.core.form.Average;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Opaque;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.form.Vote;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.classification.Label;
import org.tribuo.common.tree.LeafNode;
import org.tribuo.common.tree.Node;
import org.tribuo.common.tree.SplitNode;
import org.tribuo.common.tree.TreeModel;
import org.tribuo.ensemble.WeightedEnsembleModel;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.rtree.IndependentRegressionTreeModel;

/** Compiles Tribuo's models to forms that answer as they do. */
final class TribuoForms {
    private TribuoForms() {}

    /** The form of a model; an opaque one if it is of no kind that compiles. */
    static <T extends Output<T>> Form compile(Model<T> model, TribuoData<T> data) {
        if (model instanceof TreeModel<T> tree) {
            return Trees.of(data.inputs(), List.of(tree(tree, data)), Trees.Sum.TOTAL);
        }
        if (model instanceof WeightedEnsembleModel<T> ensemble) {
            return ensemble(ensemble, data);
        }
        Form linear = LinearForms.compile(model, data);
        return linear == null ? opaque(model, data) : linear;
    }

    private static <T extends Output<T>> Form ensemble(WeightedEnsembleModel<T> ensemble, TribuoData<T> data) {
        List<Form> members = new ArrayList<>();
        for (Model<T> member : ensemble.getModels()) {
            members.add(compile(member, data));
        }
        EnsembleSettings settings = EnsembleSettings.of(ensemble);
        if (!settings.areShares()) {
            return opaque(ensemble, data);
        }
        return switch (settings.combination()) {
            case VOTE -> new Vote(members, settings.weights());
            case RUNNING_MEAN -> runningMean(data, members);
            case MEAN -> new Average(members, settings.weights());
            case UNKNOWN -> opaque(ensemble, data);
        };
    }

    /** Tribuo averages numbers one by one. For trees that is a sum of its own; elsewhere the mean is near enough. */
    private static <T extends Output<T>> Form runningMean(TribuoData<T> data, List<Form> members) {
        List<Tree> trees = new ArrayList<>();
        for (Form member : members) {
            if (!(member instanceof Trees one) || one.trees().size() != 1) {
                return Average.of(members);
            }
            trees.addAll(one.trees());
        }
        return Trees.of(data.inputs(), trees, Trees.Sum.RUNNING_MEAN);
    }

    /** Nodes in pre-order, without recursion, since trees may be very deep. */
    private static <T extends Output<T>> Tree tree(TreeModel<T> model, TribuoData<T> data) {
        int[] features = data.features(model);
        Tree.Builder builder = Tree.builder(data.outputs());
        Deque<Node<?>> open = new ArrayDeque<>();
        open.push(root(model));
        while (!open.isEmpty()) {
            Node<?> node = open.pop();
            if (node instanceof SplitNode<?> split) {
                // What is not greater goes left, and so would a value that is no number.
                builder.split(features[split.getFeatureID()], split.splitValue(), true);
                open.push(split.getGreaterThan());
                open.push(split.getLessThanOrEqual());
            } else {
                builder.leaf(leaf((LeafNode<?>) node, data));
            }
        }
        return builder.build();
    }

    private static Node<?> root(TreeModel<?> model) {
        return model instanceof IndependentRegressionTreeModel independent
                ? independent.getRoots().values().iterator().next()
                : model.getRoot();
    }

    private static double[] leaf(LeafNode<?> leaf, TribuoData<?> data) {
        if (leaf.getOutput() instanceof Regressor number) {
            return number.getValues().clone();
        }
        double[] probabilities = new double[data.outputs()];
        leaf.getDistribution().values().forEach(output -> {
            Label label = (Label) output;
            probabilities[TribuoData.position(label)] = label.getScore();
        });
        return probabilities;
    }

    /** What a codec reads, if Tribuo's models of this kind can be carried; else code. */
    private static <T extends Output<T>> Form opaque(Model<T> model, TribuoData<T> data) {
        Optional<byte[]> encoded = TribuoCodec.encode(model);
        if (encoded.isEmpty()) {
            return new Opaque(
                    "a model of Tribuo's " + model.getClass().getSimpleName(),
                    data.inputs(),
                    data.outputs(),
                    TribuoFunction.of(model, data.inputs(), data.outputs()));
        }
        byte[] bytes = encoded.get();
        // What was read answers, so that evaluated is what will be served.
        Opaque.Function function = TribuoCodec.ALL.open(bytes, data.inputs(), data.outputs());
        return Opaque.encoded(TribuoCodec.NAME, bytes, data.inputs(), data.outputs(), function);
    }
}
