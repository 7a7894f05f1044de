package io.mlcd.core.kernel;

import io.mlcd.core.form.Tree;

/**
 * Where the nodes of a tree lie: slots, of which the two children of a node have neighbouring ones behind its own. The smaller
 * child's nodes lie before the larger child's, so that no child is further away than half the tree. If there are few codes of
 * leaves, two children that are both leaves lie at the end, once for all nodes that have such children: this leaves out up to
 * a third of the slots.
 */
final class Placement {
    /** How many slots there are. */
    final int slots;
    /** For each slot the node that lies there. */
    final int[] nodes;
    /** For each slot how many slots further the left child lies; 0 for a leaf. */
    final int[] distances;
    /** The largest distance. */
    final int farthest;

    /**
     * Places a tree.
     *
     * @param codes of the leaves from {@code first} on
     * @param shared how many codes there are, or 0 if no leaves are to be shared
     */
    Placement(Tree tree, int[] codes, int first, int shared) {
        nodes = new int[tree.nodes()];
        distances = new int[tree.nodes()];
        int[] sizes = sizes(tree);
        int[] pairs = new int[shared * shared];
        int[] pairNodes = new int[shared * shared];
        int pairCount = 0;
        int[] open = new int[tree.nodes() + 1];
        int top = 0;
        open[top++] = 0;
        int next = 1; // node 0 in slot 0
        while (top > 0) {
            int slot = open[--top];
            int node = nodes[slot];
            if (tree.isLeaf(node)) {
                continue;
            }
            int left = node + 1;
            int right = tree.right(node);
            if (shared > 0 && sizes[node] == 3) {
                int pair = codes[first + tree.leaf(left)] * shared + codes[first + tree.leaf(right)];
                if (pairs[pair] == 0) {
                    pairNodes[pairCount] = node;
                    pairs[pair] = ++pairCount;
                }
                distances[slot] = -pairs[pair];
                continue;
            }
            distances[slot] = next - slot;
            nodes[next] = left;
            nodes[next + 1] = right;
            boolean leftLarger = sizes[left] >= sizes[right];
            open[top++] = leftLarger ? next : next + 1;
            open[top++] = leftLarger ? next + 1 : next;
            next += 2;
        }
        int most = 0;
        for (int slot = 0; slot < next; slot++) {
            if (distances[slot] < 0) {
                distances[slot] = next + 2 * (-distances[slot] - 1) - slot;
            }
            most = Math.max(most, distances[slot]);
        }
        for (int pair = 0; pair < pairCount; pair++) {
            nodes[next++] = pairNodes[pair] + 1;
            nodes[next++] = tree.right(pairNodes[pair]);
        }
        slots = next;
        farthest = most;
    }

    private static int[] sizes(Tree tree) {
        int[] sizes = new int[tree.nodes()];
        for (int node = sizes.length - 1; node >= 0; node--) {
            sizes[node] = tree.isLeaf(node) ? 1 : 1 + sizes[node + 1] + sizes[tree.right(node)];
        }
        return sizes;
    }
}
