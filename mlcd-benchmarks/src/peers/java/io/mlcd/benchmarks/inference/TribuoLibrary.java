package io.mlcd.benchmarks.inference;

import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.tribuo.Example;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Prediction;
import org.tribuo.common.tree.LeafNode;
import org.tribuo.common.tree.Node;
import org.tribuo.common.tree.SplitNode;
import org.tribuo.common.tree.TreeModel;
import org.tribuo.ensemble.WeightedEnsembleModel;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.Regressor.DimensionTuple;
import org.tribuo.regression.ensemble.AveragingCombiner;
import org.tribuo.regression.rtree.CARTRegressionTrainer;
import org.tribuo.regression.rtree.IndependentRegressionTreeModel;

/**
 * Tribuo's own trees with the same splits and leaves: an averaged ensemble of regression trees, one dimension for each margin.
 * It has no sum, so the mean is multiplied, and no base, so that is added.
 */
final class TribuoLibrary implements Library {
    private static final Map<Workload, double[]> BASES = new ConcurrentHashMap<>();

    @Override
    public byte[] file(Workload workload) throws IOException, ReflectiveOperationException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Trees trees = Ours.trees(workload);
        ensemble(trees, names("f", trees.inputs())).serializeToStream(bytes);
        return bytes.toByteArray();
    }

    @Override
    @SuppressWarnings("unchecked") // file wrote it
    public Engine open(Workload workload, byte[] file, Rows rows, int batchRows) throws IOException {
        Model<Regressor> model = (Model<Regressor>) Model.deserializeFromStream(new ByteArrayInputStream(file));
        return new Loaded((WeightedEnsembleModel<Regressor>) model, base(workload), rows);
    }

    /** What the file cannot hold; remembered, so that it is not part of the loading. */
    static double[] base(Workload workload) {
        return BASES.computeIfAbsent(workload, key -> {
            Trees trees = Ours.trees(key);
            return IntStream.range(0, trees.outputs()).mapToDouble(trees::base).toArray();
        });
    }

    /** The trees over features of these names. */
    static WeightedEnsembleModel<Regressor> ensemble(Trees trees, String[] features)
            throws ReflectiveOperationException {
        String[] outputs = names("m", trees.outputs());
        MutableDataset<Regressor> dataset = dataset(features, outputs);
        int[] ids = Arrays.stream(features)
                .mapToInt(dataset.getFeatureIDMap()::getID)
                .toArray();
        List<Model<Regressor>> members = new ArrayList<>();
        for (int first = 0; first < trees.trees().size(); first += outputs.length) {
            Map<String, Node<Regressor>> roots = new LinkedHashMap<>();
            for (int k = 0; k < outputs.length; k++) {
                if (trees.output(first + k) != k && outputs.length > 1) {
                    throw new IllegalStateException("the trees of a round are not in the order of the outputs");
                }
                roots.put(outputs[k], node(trees.trees().get(first + k), 0, ids, outputs[k], trees.weight(first + k)));
            }
            members.add(member(dataset, roots));
        }
        return WeightedEnsembleModel.createEnsembleFromExistingModels("trees", members, new AveragingCombiner());
    }

    private static MutableDataset<Regressor> dataset(String[] features, String[] outputs) {
        RegressionFactory factory = new RegressionFactory();
        MutableDataset<Regressor> dataset =
                new MutableDataset<>(new SimpleDataSourceProvenance("rows", factory), factory);
        for (double value : new double[] {0, 1}) {
            dataset.add(new ArrayExample<>(
                    new Regressor(outputs, filled(outputs.length, value)), features, filled(features.length, value)));
        }
        return dataset;
    }

    /** With one dimension the plainer of Tribuo's two kinds, which does less for each row. */
    @SuppressWarnings("unchecked") // the nodes are of regressors
    private static Model<Regressor> member(MutableDataset<Regressor> dataset, Map<String, Node<Regressor>> roots)
            throws ReflectiveOperationException {
        boolean plain = roots.size() == 1;
        Class<?> kind = plain ? TreeModel.class : IndependentRegressionTreeModel.class;
        Constructor<?> constructor = kind.getDeclaredConstructor(
                String.class,
                ModelProvenance.class,
                ImmutableFeatureMap.class,
                ImmutableOutputInfo.class,
                boolean.class,
                plain ? Node.class : Map.class);
        constructor.setAccessible(true);
        ModelProvenance provenance = new ModelProvenance(
                kind.getName(),
                OffsetDateTime.of(2000, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC),
                dataset.getProvenance(),
                new CARTRegressionTrainer().getProvenance());
        return (Model<Regressor>) constructor.newInstance(
                "tree",
                provenance,
                dataset.getFeatureIDMap(),
                dataset.getOutputIDInfo(),
                false,
                plain ? roots.values().iterator().next() : roots);
    }

    private static Node<Regressor> node(Tree tree, int node, int[] ids, String output, double weight) {
        if (tree.isLeaf(node)) {
            Regressor value = new DimensionTuple(output, weight * tree.value(tree.leaf(node), 0));
            return new LeafNode<>(0, value, Map.of(), false);
        }
        return new SplitNode<>(
                tree.threshold(node),
                ids[tree.feature(node)],
                0,
                node(tree, tree.right(node), ids, output, weight),
                node(tree, node + 1, ids, output, weight));
    }

    /** Names whose order is their number's. */
    private static String[] names(String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> prefix + (char) ('0' + i / 10) + (char) ('0' + i % 10))
                .toArray(String[]::new);
    }

    private static double[] filled(int length, double value) {
        double[] values = new double[length];
        Arrays.fill(values, value);
        return values;
    }

    private static final class Loaded implements Engine {
        private final WeightedEnsembleModel<Regressor> model;
        private final double[] base;
        private final int members;
        private final List<Example<Regressor>> examples = new ArrayList<>();

        private Loaded(WeightedEnsembleModel<Regressor> model, double[] base, Rows rows) {
            this.model = model;
            this.base = base;
            members = model.getModels().size();
            String[] features = names("f", rows.features());
            Regressor unknown = new Regressor(names("m", base.length), filled(base.length, Double.NaN));
            for (int row = 0; row < rows.count(); row++) {
                examples.add(new ArrayExample<>(unknown, features, rows.wideRow(row)));
            }
        }

        @Override
        public void score(int row, double[] out) {
            copy(model.predict(examples.get(row)), 0, out);
        }

        @Override
        public void scoreRows(int from, int to, double[] out) {
            int offset = from * base.length;
            for (Prediction<Regressor> prediction : model.predict(examples.subList(from, to))) {
                copy(prediction, offset, out);
                offset += base.length;
            }
        }

        private void copy(Prediction<Regressor> prediction, int offset, double[] out) {
            double[] means = prediction.getOutput().getValues();
            for (int k = 0; k < base.length; k++) {
                out[offset + k] = means[k] * members + base[k];
            }
        }
    }
}
