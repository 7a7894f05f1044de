package io.mlcd.benchmarks.inference;

import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import smile.base.cart.CART;
import smile.base.cart.Loss;
import smile.base.cart.Node;
import smile.base.cart.OrdinalNode;
import smile.base.cart.RegressionNode;
import smile.data.DataFrame;
import smile.data.Tuple;
import smile.data.formula.Formula;
import smile.data.type.DataTypes;
import smile.data.type.StructField;
import smile.data.type.StructType;
import smile.regression.GradientTreeBoost;
import smile.regression.RegressionTree;

/**
 * Smile's own trees with the same splits and leaves: a boosted regression for each margin. It stores models by Java
 * serialization. Its batch is a loop: the one over a data frame is slower.
 */
final class SmileLibrary implements Library {
    private static final String MARGIN = "margin";

    @Override
    public byte[] file(Workload workload) throws IOException, ReflectiveOperationException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(models(Ours.trees(workload)));
        }
        return bytes.toByteArray();
    }

    @Override
    @SuppressWarnings("BanSerializableRead") // file wrote it
    public Engine open(Workload workload, byte[] file, Rows rows, int batchRows)
            throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(file))) {
            return new Loaded((GradientTreeBoost[]) in.readObject(), rows);
        }
    }

    private static GradientTreeBoost[] models(Trees trees) throws ReflectiveOperationException {
        GradientTreeBoost[] models = new GradientTreeBoost[trees.outputs()];
        for (int k = 0; k < models.length; k++) {
            List<RegressionTree> members = new ArrayList<>();
            for (int t = 0; t < trees.trees().size(); t++) {
                if (trees.output(t) == k || models.length == 1) {
                    members.add(tree(trees.trees().get(t), trees.weight(t), trees.inputs()));
                }
            }
            models[k] = new GradientTreeBoost(
                    Formula.lhs(MARGIN),
                    members.toArray(new RegressionTree[0]),
                    trees.base(k),
                    1,
                    new double[trees.inputs()]);
        }
        return models;
    }

    /** A tree of Smile's that has learnt nothing, with other nodes. */
    private static RegressionTree tree(Tree tree, double weight, int features) throws ReflectiveOperationException {
        DataFrame nothing =
                DataFrame.of(new double[2][features], schema(features).names());
        RegressionTree shell = new RegressionTree(
                nothing,
                Loss.ls(new double[2]),
                new StructField(MARGIN, DataTypes.DoubleType),
                2,
                2,
                5,
                1,
                new int[] {1, 1},
                CART.order(nothing));
        Field root = CART.class.getDeclaredField("root");
        root.setAccessible(true);
        root.set(shell, node(tree, 0, weight));
        return shell;
    }

    private static Node node(Tree tree, int node, double weight) {
        if (tree.isLeaf(node)) {
            double value = weight * tree.value(tree.leaf(node), 0);
            return new RegressionNode(1, value, value, 0);
        }
        return new OrdinalNode(
                tree.feature(node),
                tree.threshold(node),
                0,
                0,
                node(tree, node + 1, weight),
                node(tree, tree.right(node), weight));
    }

    private static StructType schema(int features) {
        return DataTypes.struct(IntStream.range(0, features)
                .mapToObj(i -> new StructField("f" + i, DataTypes.DoubleType))
                .toArray(StructField[]::new));
    }

    private static final class Loaded implements Engine {
        private final GradientTreeBoost[] models;
        private final Tuple[] tuples;

        private Loaded(GradientTreeBoost[] models, Rows rows) {
            this.models = models;
            StructType schema = schema(rows.features());
            tuples = new Tuple[rows.count()];
            for (int row = 0; row < tuples.length; row++) {
                tuples[row] = Tuple.of(rows.wideRow(row), schema);
            }
        }

        @Override
        public void score(int row, double[] out) {
            predict(row, 0, out);
        }

        @Override
        public void scoreRows(int from, int to, double[] out) {
            for (int row = from; row < to; row++) {
                predict(row, row * models.length, out);
            }
        }

        private void predict(int row, int offset, double[] out) {
            for (int k = 0; k < models.length; k++) {
                out[offset + k] = models[k].predict(tuples[row]);
            }
        }
    }
}
