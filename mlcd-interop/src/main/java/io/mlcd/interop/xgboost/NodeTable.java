package io.mlcd.interop.xgboost;

import io.mlcd.core.form.CategorySet;
import io.mlcd.core.form.Thresholds;
import io.mlcd.core.form.Tree;
import java.util.Map;

/**
 * A tree as XGBoost stores it: nodes in any order with links to their children. Untrusted: {@link #toTree} follows the links
 * from node 0 and refuses what is no tree. Nodes that no link leads to were pruned.
 */
final class NodeTable {
    private static final int NONE = -1;

    private final String place;
    private final int[] left;
    private final int[] right;
    private final int[] features;
    private final float[] values;
    private final boolean[] missingLeft;
    private final Map<Integer, int[]> categories;

    /**
     * A table; the arrays are not copied.
     *
     * @param place names the tree in messages
     * @param left the left children, -1 for a leaf
     * @param right the right children
     * @param features what is split
     * @param values thresholds of splits, values of leaves
     * @param missingLeft where a missing value goes
     * @param categories the categories that a node sends right; nodes that are not here split numbers
     */
    NodeTable(
            String place,
            int[] left,
            int[] right,
            int[] features,
            float[] values,
            boolean[] missingLeft,
            Map<Integer, int[]> categories) {
        this.place = place;
        this.left = left;
        this.right = right;
        this.features = features;
        this.values = values;
        this.missingLeft = missingLeft;
        this.categories = categories;
    }

    Tree toTree(Splits splits) {
        boolean[] reached = new boolean[left.length];
        int[] waiting = new int[left.length];
        int count = 1;
        reached[0] = true;
        Tree.Builder tree = Tree.builder(1);
        while (count > 0) {
            int node = waiting[--count];
            if (left[node] == NONE) {
                tree.leaf(leaf(node));
                continue;
            }
            checkChildren(node);
            split(tree, node, splits);
            waiting[count++] = reach(reached, node, right[node]);
            waiting[count++] = reach(reached, node, left[node]);
        }
        return tree.build();
    }

    private double leaf(int node) {
        if (!Float.isFinite(values[node])) {
            throw Refusal.corrupt(at(node), "the leaf holds " + values[node] + ", which is no finite number");
        }
        return values[node];
    }

    private void checkChildren(int node) {
        if (left[node] <= 0 || left[node] >= left.length || right[node] <= 0 || right[node] >= left.length) {
            throw Refusal.corrupt(
                    at(node),
                    "its children are " + left[node] + " and " + right[node] + ", but the tree has nodes 0 to "
                            + (left.length - 1));
        }
        // XGBoost's predictors go to left + 1 and never look at the right link.
        if (right[node] != left[node] + 1) {
            throw Refusal.corrupt(
                    at(node),
                    "its right child is " + right[node] + " but must be " + (left[node] + 1)
                            + ", the node after its left child");
        }
    }

    private int reach(boolean[] reached, int parent, int node) {
        if (reached[node]) {
            throw Refusal.corrupt(at(parent), "its child " + node + " has another parent, or the links go in a circle");
        }
        reached[node] = true;
        return node;
    }

    private void split(Tree.Builder tree, int node, Splits splits) {
        int feature = features[node];
        if (feature < 0 || feature >= splits.features()) {
            throw Refusal.corrupt(
                    at(node), "it splits feature " + feature + ", but there are only " + splits.features());
        }
        int[] listed = categories.get(node);
        if (listed != null) {
            splits.category(at(node), feature, listed);
            tree.split(feature, CategorySet.allBut(listed), missingLeft[node]);
            return;
        }
        if (Float.isNaN(values[node])) {
            throw Refusal.corrupt(at(node), "its split condition is NaN");
        }
        splits.number(at(node), feature);
        tree.split(feature, Thresholds.below(values[node]), missingLeft[node]);
    }

    private String at(int node) {
        return place + ", node " + node;
    }
}
