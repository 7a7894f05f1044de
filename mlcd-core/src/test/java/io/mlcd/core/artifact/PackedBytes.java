package io.mlcd.core.artifact;

import io.mlcd.core.packed.Bits;
import io.mlcd.core.packed.Bytes;
import java.util.function.IntUnaryOperator;

/** Packed trees as nobody would write them: all leaves are one number, of which each value takes no bit. */
final class PackedBytes {
    private int inputs = 1;
    private int sum;
    private int outputs = 1;
    private double[] base = {};
    private double[] weights = {};
    private int targets;
    private int trees = 1;
    private int distinct = 1;
    private int splits;
    private boolean chain;
    private int numbers;
    private int sets;
    private int codes;
    private int length;
    private int vectors = 1;
    private boolean differ;
    private byte[] lists = {};
    private byte[] matrix = {};
    private IntUnaryOperator tests = split -> 0;

    PackedBytes scores(int newSum, int newOutputs) {
        sum = newSum;
        outputs = newOutputs;
        return this;
    }

    PackedBytes base(double... newBase) {
        base = newBase;
        return this;
    }

    PackedBytes weights(double... newWeights) {
        weights = newWeights;
        return this;
    }

    /** Tree t gives score t, and then from the first again. */
    PackedBytes inTurn() {
        targets = 1;
        return this;
    }

    /** So many trees, which are the distinct ones in turn. */
    PackedBytes trees(int newTrees, int newDistinct) {
        trees = newTrees;
        distinct = newDistinct;
        return this;
    }

    /** How many splits each distinct tree has; they are as flat as can be. */
    PackedBytes splits(int each) {
        splits = each;
        return this;
    }

    /** Each right child is a leaf. */
    PackedBytes chain() {
        chain = true;
        return this;
    }

    /** So many thresholds of the first input; the first of them is that of all splits. */
    PackedBytes numbers(int count) {
        numbers = count;
        return this;
    }

    /** Sets of the first input as lists. */
    PackedBytes lists(int count, int newCodes, byte... newLists) {
        sets = count;
        codes = newCodes;
        lists = newLists;
        return this;
    }

    /** Sets of the first input as a table. */
    PackedBytes matrix(int count, int newCodes, byte... newMatrix) {
        sets = count;
        codes = newCodes;
        matrix = newMatrix;
        return this;
    }

    /** Which test each split is. */
    PackedBytes tests(IntUnaryOperator newTests) {
        tests = newTests;
        return this;
    }

    /** So many distinct leaves, which those of the trees are in turn; their values take no bit either. */
    PackedBytes vectors(int count) {
        vectors = count;
        return this;
    }

    /** Each distinct leaf has values of its own, which take a bit. */
    PackedBytes differ() {
        differ = true;
        return this;
    }

    /** So many bytes at least, by a set of the first input that nothing is asked about. */
    PackedBytes length(int bytes) {
        length = bytes;
        return this;
    }

    byte[] bytes() {
        if (length > 0) {
            sets = 1;
            codes = 1 << 20;
            lists = new byte[] {4, 0};
            int more = length - written().length;
            Bytes.Writer list = new Bytes.Writer();
            list.varint(4 * more);
            list.octets(new byte[more]);
            lists = list.toByteArray();
        }
        return written();
    }

    private byte[] written() {
        Bytes.Writer out = new Bytes.Writer();
        out.varint(inputs);
        out.varint(sum);
        out.varint(outputs);
        numbers(out, base);
        out.varint(trees);
        out.varint(distinct);
        numbers(out, weights);
        out.varint(targets);
        out.varint(distinct * splits);
        testsHead(out);
        leavesHead(out);
        testsBody(out);
        int width = Bits.width(distinct);
        Bits.Writer places = new Bits.Writer(distinct == trees ? 0 : trees, width);
        for (int t = 0; t < trees && distinct < trees; t++) {
            places.put(t % distinct, width);
        }
        out.octets(places.bytes());
        shape(out);
        int leaves = distinct * (splits + 1);
        int leafWidth = Bits.width(vectors);
        Bits.Writer its = new Bits.Writer(leaves, leafWidth);
        for (int leaf = 0; leaf < leaves; leaf++) {
            its.put(leaf % vectors, leafWidth);
        }
        out.octets(its.bytes());
        out.float32(0.5f);
        if (differ) {
            out.float32(0.75f);
            Bits.Writer values = new Bits.Writer((long) vectors * outputs, 1);
            for (long vector = 0; vector < vectors; vector++) {
                for (int k = 0; k < outputs; k++) {
                    values.put(vector >>> k, 1);
                }
            }
            out.octets(values.bytes());
        }
        out.octets(new byte[Bits.ROOM]);
        return out.toByteArray();
    }

    private static void numbers(Bytes.Writer out, double... its) {
        out.varint(its.length > 0 ? 1 : 0);
        for (double one : its) {
            out.float64(one);
        }
    }

    private void testsHead(Bytes.Writer out) {
        out.varint(1); // thresholds are floats
        out.varint(numbers > 0 ? 1 : 0);
        if (numbers > 0) {
            out.varint(0);
            out.varint(numbers);
            out.varint(0);
        }
        out.varint(sets > 0 ? 1 : 0);
        if (sets > 0) {
            out.varint(0);
            out.varint(sets);
            out.varint(codes);
            out.varint(lists.length > 0 ? 1 : 0);
            if (lists.length > 0) {
                out.varint(lists.length);
            }
        }
    }

    private void leavesHead(Bytes.Writer out) {
        out.varint(1); // each distinct leaf once
        out.varint(1); // values in a table
        out.varint(1); // of floats
        out.varint(vectors);
        out.varint(differ ? 2 : 1);
    }

    private void testsBody(Bytes.Writer out) {
        for (int i = 0; i < numbers; i++) {
            out.float32(i);
        }
        out.octets(lists);
        out.octets(matrix);
    }

    private void shape(Bytes.Writer out) {
        Bits.Writer shape = new Bits.Writer(distinct * (2L * splits + 1), 1);
        int width = Bits.width(numbers + sets);
        Bits.Writer its = new Bits.Writer((long) distinct * splits, width);
        for (int tree = 0; tree < distinct; tree++) {
            for (int node = 0; node < 2 * splits + 1; node++) {
                boolean deep = node == 0 || (node % 2 == 1 && node < 2 * splits - 1);
                shape.put((chain ? splits > 0 && deep : node < splits) ? 1 : 0, 1);
            }
            for (int split = 0; split < splits; split++) {
                its.put(tests.applyAsInt(split), width);
            }
        }
        out.octets(shape.bytes());
        out.octets(its.bytes());
    }
}
