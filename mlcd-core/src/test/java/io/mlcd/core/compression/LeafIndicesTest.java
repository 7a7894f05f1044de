package io.mlcd.core.compression;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.core.form.Tree;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeafIndicesTest {
    private static final int ROWS = 500;
    /** Nodes that are told apart by one byte, two and four. */
    private static final List<Tree> TREES = List.of(chain(100), chain(128), chain(129), chain(32_768), chain(40_000));

    /** With so many leaves, at 1.5, 2.5 and so on. */
    private static Tree chain(int leaves) {
        Tree.Builder chain = Tree.builder(1);
        for (int leaf = 1; leaf < leaves; leaf++) {
            chain.split(0, leaf + 0.5, false).leaf(leaf);
        }
        return chain.leaf(leaves).build();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 3 * ROWS, 1 << 20})
    void nodes_treesOfAnySize_areWhereRowsLeaveThem(long room) {
        SplittableRandom random = new SplittableRandom(5);
        double[] values = new double[ROWS];
        double[] weights = new double[ROWS];
        for (int row = 0; row < ROWS; row++) {
            values[row] = row % 9 == 0 ? Double.NaN : Math.pow(50_000, random.nextDouble());
            weights[row] = 1;
        }
        Sample sample = new Sample(1, values, weights, null);
        LeafIndices leafIndices = new LeafIndices(TREES, sample, new LeafIndices.Room(room));
        int[] nodes = new int[ROWS];
        for (int again = 0; again < 3; again++) {
            for (int t = 0; t < TREES.size(); t++) {
                leafIndices.nodes(t, nodes);
                Tree tree = TREES.get(t);
                for (int row = 0; row < ROWS; row++) {
                    double value = values[row];
                    int leaf = Double.isNaN(value) || value > tree.leaves() - 0.5
                            ? tree.leaves()
                            : Math.max(1, (int) Math.ceil(value - 0.5));
                    assertThat(tree.isLeaf(nodes[row])).isTrue();
                    assertThat(tree.value(tree.leaf(nodes[row]), 0)).isEqualTo(leaf);
                }
                nodes[0] = -1; // what was handed out may be written over
            }
            if (again == 1) {
                leafIndices.clear();
            }
        }
    }
}
