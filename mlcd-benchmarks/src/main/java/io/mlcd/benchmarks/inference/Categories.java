package io.mlcd.benchmarks.inference;

import io.mlcd.api.Feature;
import io.mlcd.benchmarks.common.SyntheticRows;
import io.mlcd.core.form.CategorySet;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The workloads with categories: a column of sixths becomes one of codes, and a split at a threshold the set of the codes at
 * most there. The function stays the same, so that its answers can be checked against the plain workload's.
 */
final class Categories {
    /** The code of 0; sixths lie within 10 of it. */
    private static final int ZERO = 60;

    private static final int CODES = 2 * ZERO + 1;

    private Categories() {}

    /** Codes in the place of sixths. */
    static Rows rows(Rows plain) {
        float[] values = plain.values().clone();
        for (int i = 0; i < values.length; i++) {
            if (SyntheticRows.isQuantised(i % plain.features())) {
                values[i] = Math.round(values[i] * 6) + ZERO;
            }
        }
        return new Rows(plain.features(), values);
    }

    static List<Feature> features(Workload workload) {
        List<String> codes =
                IntStream.range(0, CODES).mapToObj(code -> "c" + code).toList();
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < workload.features(); i++) {
            features.add(SyntheticRows.isQuantised(i) ? Feature.category("f" + i, codes) : Feature.number("f" + i));
        }
        return features;
    }

    static Trees form(Trees plain) {
        double[] base = new double[plain.outputs()];
        for (int output = 0; output < base.length; output++) {
            base[output] = plain.base(output);
        }
        Trees.Builder builder =
                Trees.builder(plain.inputs(), plain.outputs()).sum(plain.sum()).base(base);
        for (int t = 0; t < plain.trees().size(); t++) {
            builder.add(tree(plain.trees().get(t)), plain.output(t), plain.weight(t));
        }
        return builder.build();
    }

    private static Tree tree(Tree plain) {
        Tree.Builder builder = Tree.builder(plain.outputs());
        for (int node = 0; node < plain.nodes(); node++) {
            if (plain.isLeaf(node)) {
                builder.leaf(leaf(plain, plain.leaf(node)));
            } else if (SyntheticRows.isQuantised(plain.feature(node))) {
                builder.split(plain.feature(node), set(plain.threshold(node)), plain.missingLeft(node));
            } else {
                builder.split(plain.feature(node), plain.threshold(node), plain.missingLeft(node));
            }
        }
        return builder.build();
    }

    private static double[] leaf(Tree tree, int leaf) {
        double[] values = new double[tree.outputs()];
        for (int output = 0; output < values.length; output++) {
            values[output] = tree.value(leaf, output);
        }
        return values;
    }

    private static CategorySet set(double threshold) {
        return CategorySet.of(IntStream.range(0, CODES)
                .filter(code -> (float) ((code - ZERO) / 6.0) <= threshold)
                .toArray());
    }
}
