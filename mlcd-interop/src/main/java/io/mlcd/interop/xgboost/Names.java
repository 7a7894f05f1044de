package io.mlcd.interop.xgboost;

import java.util.Set;

/** The names in a model's JSON that are read; what is under other names is skipped without being kept. */
final class Names {
    private static final Set<String> KEPT = Set.of(
            "version",
            "learner",
            "learner_model_param",
            "base_score",
            "num_feature",
            "num_class",
            "num_target",
            "objective",
            "name",
            "attributes",
            "best_iteration",
            "feature_names",
            "feature_types",
            "gradient_booster",
            "gbtree",
            "weight_drop",
            "model",
            "weights",
            "gbtree_model_param",
            "num_trees",
            "num_parallel_tree",
            "size_leaf_vector",
            "tree_info",
            "iteration_indptr",
            "cats",
            "enc",
            "offsets",
            "values",
            "trees",
            "id",
            "tree_param",
            "num_nodes",
            "left_children",
            "right_children",
            "split_indices",
            "split_conditions",
            "default_left",
            "split_type",
            "categories",
            "categories_nodes",
            "categories_segments",
            "categories_sizes");

    /** How deep a model may be nested; XGBoost's are 8 deep. */
    static final int MAX_DEPTH = 32;

    private Names() {}

    static boolean isKept(String name) {
        return KEPT.contains(name);
    }
}
