package io.mlcd.core.form;

import io.mlcd.core.packed.Bits;
import io.mlcd.core.packed.Bytes;
import io.mlcd.core.packed.Expanded;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes trees as {@link PackedTrees} reads them. */
final class Packing {
    private static final int ALL = 0;
    private static final int IN_TURN = 1;
    private static final int LISTED = 2;
    /** Nodes and values of leaves that are packed. */
    private static final int MOST = 1 << 28;

    private final Trees trees;
    private final List<Tree> distinct;
    private final int[] numbers;
    private final TestTable tests;
    private final int splits;
    private final int nodes;

    private Packing(Trees trees) {
        this.trees = trees;
        numbers = new int[trees.trees().size()];
        Map<Tree, Integer> known = new LinkedHashMap<>();
        int allSplits = 0;
        for (int t = 0; t < numbers.length; t++) {
            Tree tree = trees.trees().get(t);
            Integer number = known.putIfAbsent(tree, known.size());
            numbers[t] = number == null ? known.size() - 1 : number;
            allSplits += number == null ? tree.nodes() - tree.leaves() : 0;
        }
        distinct = new ArrayList<>(known.keySet());
        splits = allSplits;
        nodes = 2 * splits + distinct.size();
        tests = new TestTable(distinct);
    }

    static Optional<byte[]> pack(Trees trees) {
        for (int t = 0; t < trees.trees().size(); t++) {
            if ((trees.output(t) == Trees.ALL) != (trees.output(0) == Trees.ALL)) {
                return Optional.empty();
            }
        }
        long nodes = 0;
        for (Tree tree : trees.trees()) {
            nodes += tree.nodes();
        }
        if (nodes > MOST) {
            return Optional.empty();
        }
        Packing packing = new Packing(trees);
        int count = trees.trees().size();
        long allSplits = (nodes - count) / 2;
        return LeafTable.of(packing.distinct, packing.leafWidth(), MOST).flatMap(leaves -> {
            Expanded all = Expanded.of(
                    count,
                    allSplits,
                    packing.isWeighted() ? -1 : leaves.distinct(),
                    packing.leafWidth(),
                    trees.outputs());
            byte[] bytes = packing.write(leaves);
            return all.fits(bytes.length) ? Optional.of(bytes) : Optional.empty();
        });
    }

    private byte[] write(LeafTable leaves) {
        Bytes.Writer head = new Bytes.Writer();
        head.varint(trees.inputs());
        head.varint(Packed.numberOf(trees.sum()));
        head.varint(trees.outputs());
        writeBase(head);
        head.varint(numbers.length);
        head.varint(distinct.size());
        writeWeights(head);
        writeTargets(head);
        head.varint(splits);
        tests.writeHead(head);
        leaves.writeHead(head);
        tests.writeBody(head);
        if (distinct.size() < numbers.length) {
            int width = Bits.width(distinct.size());
            Bits.Writer bits = new Bits.Writer(numbers.length, width);
            for (int number : numbers) {
                bits.put(number, width);
            }
            head.octets(bits.bytes());
        }
        writeNodes(head, leaves);
        leaves.writeBody(head);
        head.octets(new byte[Bits.ROOM]);
        return head.toByteArray();
    }

    private int leafWidth() {
        return trees.output(0) == Trees.ALL ? trees.outputs() : 1;
    }

    private void writeBase(Bytes.Writer head) {
        boolean any = false;
        for (int k = 0; k < trees.outputs(); k++) {
            any |= Double.compare(trees.base(k), 0) != 0;
        }
        head.varint(any ? 1 : 0);
        for (int k = 0; any && k < trees.outputs(); k++) {
            head.float64(trees.base(k));
        }
    }

    private boolean isWeighted() {
        boolean any = false;
        for (int t = 0; t < numbers.length; t++) {
            any |= trees.weight(t) != 1;
        }
        return any;
    }

    private void writeWeights(Bytes.Writer head) {
        boolean any = isWeighted();
        head.varint(any ? 1 : 0);
        for (int t = 0; any && t < numbers.length; t++) {
            head.float64(trees.weight(t));
        }
    }

    private void writeTargets(Bytes.Writer head) {
        boolean inTurn = true;
        for (int t = 0; t < numbers.length; t++) {
            inTurn &= trees.output(t) == t % trees.outputs();
        }
        int how = trees.output(0) == Trees.ALL ? ALL : inTurn ? IN_TURN : LISTED;
        head.varint(how);
        if (how == LISTED) {
            head.varint(numbers.length);
            for (int t = 0; t < numbers.length; t++) {
                head.varint(trees.output(t));
            }
        }
    }

    /** The shape of all distinct trees, then their tests; tells the leaves their order. */
    private void writeNodes(Bytes.Writer out, LeafTable leaves) {
        Bits.Writer shape = new Bits.Writer(nodes, 1);
        int width = Bits.width(tests.count());
        Bits.Writer its = new Bits.Writer(splits, width);
        int most = 0;
        for (Tree tree : distinct) {
            most = Math.max(most, tree.nodes());
        }
        int[] queue = new int[most];
        for (Tree tree : distinct) {
            int end = 1;
            queue[0] = 0;
            for (int next = 0; next < end; next++) {
                int node = queue[next];
                shape.put(tree.isLeaf(node) ? 0 : 1, 1);
                if (tree.isLeaf(node)) {
                    leaves.add(tree, tree.leaf(node));
                } else {
                    its.put(tests.number(tree, node), width);
                    queue[end++] = node + 1;
                    queue[end++] = tree.right(node);
                }
            }
        }
        out.octets(shape.bytes());
        out.octets(its.bytes());
    }
}
