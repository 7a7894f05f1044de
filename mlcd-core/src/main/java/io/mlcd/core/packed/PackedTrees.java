package io.mlcd.core.packed;

import io.mlcd.api.ArtifactException;
import java.nio.ByteBuffer;

/**
 * Trees as they lie in an artifact, walked without being unpacked. The {@linkplain io.mlcd.core.artifact artifact package}
 * specifies the bytes.
 *
 * <p>The nodes of a tree follow in the order of their depth, each a bit that is set for a split. With {@code r} splits before a
 * split, in this tree and all before it, and {@code d} trees before this one, its left child is node {@code 2 r + d + 1} and
 * its right child the next; so children need no pointers. Immutable; safe for concurrent callers.
 */
public final class PackedTrees {
    /** The output of a tree that gives all scores. */
    public static final int ALL = -1;

    private static final int MOST_WIDTH = 1 << 24;

    /** The score of each tree is in its turn: tree {@code t} gives score {@code t % outputs}. */
    private static final int IN_TURN = 1;

    private static final int LISTED = 2;

    /** So many splits and so many trees have fewer nodes than an int can count. */
    private static final int MOST_SPLITS = 1 << 29;

    private final ByteBuffer in;
    private final int length;
    private final int inputs;
    private final int outputs;
    private final int sum;
    private final double[] base;
    /** Empty if all are 1. */
    private final double[] weights;

    private final int targets;
    private final int[] targetList;
    private final int trees;
    private final int distinct;
    private final int splits;
    private final int leafWidth;
    private final PackedTests tests;
    private final PackedLeaves leaves;
    private final int treeWidth;
    private final int testWidth;
    private final long treesAt;
    private final int shapeAt;
    private final long testsAt;
    /** Splits before each distinct tree, and after the last the number of splits. */
    private final int[] before;
    /** Splits before each word of the shape. */
    private final int[] ranks;

    private final Expanded expanded;

    /**
     * Reads and checks all.
     *
     * @param bytes all of them, from 0 to the limit; kept, so nobody may change them
     * @throws ArtifactException if they are not trees
     */
    public PackedTrees(ByteBuffer bytes) {
        Bytes.Reader head = new Bytes.Reader("FORM, in packed trees", bytes);
        in = bytes;
        length = bytes.limit();
        inputs = head.varint(MOST_WIDTH, "the number of inputs");
        sum = head.varint(2, "the sum");
        outputs = head.varint(MOST_WIDTH, "the number of outputs");
        if (outputs == 0) {
            throw head.corrupt("the number of outputs is 0");
        }
        base = finite(head, "whether there is a base", outputs);
        trees = head.varint(Integer.MAX_VALUE, "the number of trees");
        distinct = head.varint(Math.min(trees, MOST_SPLITS), "the number of distinct trees");
        weights = finite(head, "whether there are weights", trees);
        targets = head.varint(2, "the scores that trees give");
        targetList = new int[targets == LISTED ? head.count(1, "the number of scores") : 0];
        if (trees == 0 || distinct == 0 || (targets == LISTED && targetList.length != trees)) {
            throw head.corrupt("there are " + trees + " trees, " + distinct + " of them distinct, and "
                    + targetList.length + " scores");
        }
        for (int t = 0; t < targetList.length; t++) {
            targetList[t] = head.varint(outputs - 1, "the score of a tree");
        }
        splits = head.varint(MOST_SPLITS, "the number of splits");
        leafWidth = targets == 0 ? outputs : 1;
        Expanded.of(trees, splits, 0, leafWidth, outputs).check(length); // before anything is made for it
        tests = new PackedTests(head, in, inputs);
        if (tests.count() > splits) {
            throw head.corrupt("there are " + tests.count() + " distinct tests of " + splits + " splits");
        }
        leaves = new PackedLeaves(head, in, leafWidth, splits + distinct);
        expanded(splits, distinct).check(length);
        treeWidth = distinct == trees ? 0 : Bits.width(distinct);
        testWidth = Bits.width(tests.count());
        Places places = new Places(head, head.position(), length);
        tests.place(places);
        treesAt = 8L * places.takeBits(distinct == trees ? 0 : trees, treeWidth);
        shapeAt = places.takeBits(2L * splits + distinct, 1);
        testsAt = 8L * places.takeBits(splits, testWidth);
        leaves.place(places);
        int end = places.take(Bits.ROOM);
        places.end();
        for (int i = end; i < length; i++) {
            if (in.get(i) != 0) {
                throw head.corrupt("byte " + i + " is not 0");
            }
        }
        tests.check(head);
        leaves.check(head);
        before = new int[distinct + 1];
        ranks = new int[(int) ((2L * splits + distinct) / Long.SIZE) + 1];
        checkShape(head);
        checkTests(head);
        expanded = checkTrees(head);
    }

    private static double[] finite(Bytes.Reader head, String what, int count) {
        double[] numbers = head.varint(1, what) == 1 ? head.float64s(count) : new double[0];
        for (double number : numbers) {
            if (!Double.isFinite(number)) {
                throw head.corrupt("a base or a weight is " + number + " but must be a finite number");
            }
        }
        return numbers;
    }

    private void checkShape(Bytes.Reader head) {
        int node = 0;
        int rank = 0;
        int nodes = 2 * splits + distinct;
        for (int tree = 0; tree < distinct; tree++) {
            before[tree] = rank;
            for (int open = 1; open > 0; open--) {
                if (node == nodes) {
                    throw head.corrupt("the shape of tree " + tree + " has no end");
                }
                if ((node & 63) == 0) {
                    ranks[node >>> 6] = rank;
                }
                if (isSplit(node++)) {
                    rank++;
                    open += 2;
                }
            }
        }
        if (node != nodes || rank != splits) {
            throw head.corrupt("the shape of the trees ends after " + node + " of " + nodes + " nodes");
        }
        before[distinct] = rank;
    }

    private void checkTests(Bytes.Reader head) {
        for (int split = 0; split < splits; split++) {
            if (test(split) >= tests.count()) {
                throw head.corrupt("split " + split + " is test " + test(split) + " of " + tests.count());
            }
        }
    }

    private Expanded checkTrees(Bytes.Reader head) {
        long allSplits = 0;
        int seen = 0;
        for (int t = 0; t < trees; t++) {
            int tree = tree(t);
            if (tree > seen || tree >= distinct) {
                throw head.corrupt("tree " + t + " is number " + tree + " of " + distinct
                        + " distinct ones, which are numbered as they come");
            }
            seen += tree == seen ? 1 : 0;
            allSplits += splits(tree);
        }
        if (seen != distinct) {
            throw head.corrupt("only " + seen + " of " + distinct + " distinct trees are used");
        }
        Expanded all = expanded(allSplits, trees);
        all.check(length);
        return all;
    }

    private Expanded expanded(long allSplits, int count) {
        boolean together = leaves.areShared() && weights.length == 0;
        return Expanded.of(count, allSplits, together ? leaves.vectors() : -1, leafWidth, outputs);
    }

    /** What they are when each is as often there as it is used. */
    public Expanded expanded() {
        return expanded;
    }

    /** How many numbers a row has. */
    public int inputs() {
        return inputs;
    }

    /** How many scores it gets. */
    public int outputs() {
        return outputs;
    }

    /** How leaves become a score: 0 by their total, 1 by their mean, 2 by their running mean. */
    public int sum() {
        return sum;
    }

    /** What a total starts from. */
    public double base(int output) {
        return base.length == 0 ? 0 : base[output];
    }

    /** How many trees are summed. */
    public int trees() {
        return trees;
    }

    /** How many distinct trees there are. */
    public int distinct() {
        return distinct;
    }

    /** The number of a tree among the distinct ones. */
    public int tree(int t) {
        return distinct == trees ? t : (int) Bits.get(in, treesAt + (long) t * treeWidth, treeWidth);
    }

    /** What the leaves of a tree are multiplied with. */
    public double weight(int t) {
        return weights.length == 0 ? 1 : weights[t];
    }

    /** The score that a tree gives, or {@link #ALL}. */
    public int target(int t) {
        return switch (targets) {
            case IN_TURN -> t % outputs;
            case LISTED -> targetList[t];
            default -> ALL;
        };
    }

    /** The tests of splits. */
    public PackedTests tests() {
        return tests;
    }

    /** The leaves, of all distinct trees one after the other, by depth. */
    public PackedLeaves leaves() {
        return leaves;
    }

    /** How many splits a distinct tree has. */
    public int splits(int tree) {
        return before[tree + 1] - before[tree];
    }

    /** The root of a distinct tree. */
    public int root(int tree) {
        return 2 * before[tree] + tree;
    }

    /** Whether a node is a split. */
    public boolean isSplit(int node) {
        return in.getLong(shapeAt + (node >>> 6 << 3)) << node < 0;
    }

    /** How many splits lie before a node. */
    public int splitsBefore(int node) {
        long word = in.getLong(shapeAt + (node >>> 6 << 3));
        return ranks[node >>> 6] + Long.bitCount(word >>> 1 >>> ~node);
    }

    /** The test of a split, which has so many before it. */
    public int test(int split) {
        return (int) Bits.get(in, testsAt + (long) split * testWidth, testWidth);
    }

    /** The left child of a split of a distinct tree, which has so many before it; the right child is the next. */
    public static int left(int tree, int split) {
        return 2 * split + tree + 1;
    }

    /**
     * The leaves that a row reaches in some trees, which are walked by turns, so that the waits for memory overlap.
     *
     * @param from the first of the trees, which are summed one after the other
     * @param count how many they are
     * @param words what {@link PackedTests#mark} made of the row, from word {@code at} on
     * @param out receives the numbers of the leaves from {@code to} on; has room for twice as many
     */
    public void leaves(int from, int count, long[] words, int at, int[] out, int to) {
        int numbers = to + count;
        for (int i = 0; i < count; i++) {
            int tree = tree(from + i);
            out[numbers + i] = tree;
            out[to + i] = root(tree);
        }
        boolean walking = true;
        while (walking) {
            walking = false;
            for (int i = 0; i < count; i++) {
                int node = out[to + i];
                long word = in.getLong(shapeAt + (node >>> 6 << 3));
                if (word << node < 0) {
                    int split = ranks[node >>> 6] + Long.bitCount(word >>> 1 >>> ~node);
                    int test = test(split);
                    out[to + i] = left(out[numbers + i], split) + 1 - (int) (words[at + (test >>> 6)] >>> test & 1);
                    walking = true;
                }
            }
        }
        for (int i = 0; i < count; i++) {
            out[to + i] -= splitsBefore(out[to + i]);
        }
    }

    /** What it takes of the heap, about. */
    public long heapBytes() {
        return length
                + 4L * (before.length + ranks.length)
                + 8L * (base.length + weights.length)
                + 4L * targetList.length
                + tests.heapBytes()
                + 512;
    }

    /** The bytes, a copy. */
    public byte[] bytes() {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = in.get(i);
        }
        return bytes;
    }
}
