package io.mlcd.benchmarks.inference;

import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Trees of one output as LightGBM writes them. A base is added to the leaves of the first tree, since it has none. */
final class LightGbmText {
    /** A split of a number, whose missing values are {@code NaN} and go right. */
    private static final int NUMBER = 2 << 2;

    private static final int MISSING_LEFT = 2;

    private final StringBuilder text = new StringBuilder();

    private LightGbmText() {}

    static String of(Trees trees) {
        if (trees.outputs() != 1 || trees.sum() != Trees.Sum.TOTAL) {
            throw new IllegalArgumentException("only sums with one output are written");
        }
        LightGbmText writer = new LightGbmText();
        writer.head(trees.inputs());
        for (int t = 0; t < trees.trees().size(); t++) {
            writer.tree(t, trees.trees().get(t), t == 0 ? trees.base(0) : 0, trees.weight(t));
        }
        return writer.text
                .append("end of trees\n\nparameters:\nend of parameters\n")
                .toString();
    }

    private void head(int features) {
        text.append("tree\n");
        put("version", "v4");
        put("num_class", 1);
        put("num_tree_per_iteration", 1);
        put("label_index", 0);
        put("max_feature_idx", features - 1);
        put("objective", "regression");
        put("feature_names", IntStream.range(0, features).mapToObj(i -> "f" + i).toList());
        put("feature_infos", Collections.nCopies(features, "[-1e300:1e300]"));
        text.append('\n');
    }

    private void tree(int number, Tree tree, double base, double weight) {
        List<Integer> splits = new ArrayList<>();
        List<Integer> leaves = new ArrayList<>();
        int[] place = new int[tree.nodes()];
        for (int node = 0; node < place.length; node++) {
            List<Integer> kind = tree.isLeaf(node) ? leaves : splits;
            place[node] = tree.isLeaf(node) ? ~kind.size() : kind.size();
            kind.add(node);
        }
        put("Tree", number);
        put("num_leaves", leaves.size());
        put("num_cat", 0);
        put("split_feature", splits.stream().map(tree::feature).toList());
        put("split_gain", Collections.nCopies(splits.size(), 1));
        put("threshold", splits.stream().map(tree::threshold).toList());
        put(
                "decision_type",
                splits.stream()
                        .map(node -> NUMBER + (tree.missingLeft(node) ? MISSING_LEFT : 0))
                        .toList());
        put("left_child", splits.stream().map(node -> place[node + 1]).toList());
        put("right_child", splits.stream().map(node -> place[tree.right(node)]).toList());
        put(
                "leaf_value",
                leaves.stream()
                        .map(node -> base + weight * tree.value(tree.leaf(node), 0))
                        .toList());
        put("leaf_weight", Collections.nCopies(leaves.size(), 1));
        put("leaf_count", Collections.nCopies(leaves.size(), 1));
        put("internal_value", Collections.nCopies(splits.size(), 0));
        put("internal_weight", Collections.nCopies(splits.size(), 1));
        put("internal_count", Collections.nCopies(splits.size(), 2));
        put("is_linear", 0);
        put("shrinkage", 1);
        text.append("\n\n");
    }

    private void put(String name, List<?> values) {
        put(name, values.stream().map(Object::toString).collect(Collectors.joining(" ")));
    }

    private void put(String name, Object value) {
        text.append(name).append('=').append(value).append('\n');
    }
}
