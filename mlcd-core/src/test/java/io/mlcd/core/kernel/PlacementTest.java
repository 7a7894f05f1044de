package io.mlcd.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.core.form.Tree;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private static void grow(Tree.Builder tree, int depth, SplittableRandom random) {
        if (depth == 0 || random.nextInt(6) == 0) {
            tree.leaf(random.nextInt(3));
            return;
        }
        tree.split(random.nextInt(4), random.nextDouble(), true);
        grow(tree, depth - 1, random);
        grow(tree, depth - 1, random);
    }

    private static Tree tree(int depth, int seed) {
        Tree.Builder tree = Tree.builder(1);
        grow(tree, depth, new SplittableRandom(seed));
        return tree.build();
    }

    private static int[] codes(Tree tree) {
        int[] codes = new int[tree.leaves()];
        for (int leaf = 0; leaf < codes.length; leaf++) {
            codes[leaf] = (int) tree.value(leaf, 0);
        }
        return codes;
    }

    /** Follows the slots and the tree side by side. */
    private static void assertSame(Tree tree, int node, Placement placement, int slot, int[] codes) {
        int its = placement.nodes[slot];
        if (tree.isLeaf(node)) {
            assertThat(tree.isLeaf(its)).isTrue();
            assertThat(codes[tree.leaf(its)]).isEqualTo(codes[tree.leaf(node)]);
            assertThat(placement.distances[slot]).isZero();
            return;
        }
        assertThat(its).isEqualTo(node);
        int left = slot + placement.distances[slot];
        assertThat(left).isGreaterThan(slot);
        assertSame(tree, node + 1, placement, left, codes);
        assertSame(tree, tree.right(node), placement, left + 1, codes);
    }

    @Test
    void placement_ofAnyTree_leadsWhereTheTreeDoes() {
        for (int seed = 0; seed < 200; seed++) {
            Tree tree = tree(seed % 12, seed);
            int[] codes = codes(tree);
            for (int shared : new int[] {0, 3}) {
                Placement placement = new Placement(tree, codes, 0, shared);
                assertSame(tree, 0, placement, 0, codes);
                assertThat(placement.farthest)
                        .isEqualTo(Arrays.stream(placement.distances).max().orElse(0));
            }
        }
    }

    @Test
    void placement_notShared_needsHalfTheTreeAsDistance() {
        for (int seed = 0; seed < 50; seed++) {
            Tree tree = tree(12, seed);
            Placement placement = new Placement(tree, codes(tree), 0, 0);
            assertThat(placement.slots).isEqualTo(tree.nodes());
            assertThat(placement.farthest).isLessThanOrEqualTo(tree.nodes() / 2 + 1);
        }
    }

    @Test
    void placement_sharedLeaves_leavesSlotsOut() {
        Tree tree = tree(12, 4);
        assertThat(tree.nodes()).isGreaterThan(500);
        assertThat(new Placement(tree, codes(tree), 0, 3).slots).isLessThan(tree.nodes() * 3 / 4);
    }
}
