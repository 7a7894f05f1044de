package io.mlcd.core.artifact;

import io.mlcd.core.form.CategorySet;
import io.mlcd.core.form.Thresholds;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.packed.Bytes;
import java.util.ArrayList;
import java.util.List;

/** Trees as bytes; the {@linkplain io.mlcd.core.artifact package} says how. */
final class TreesCodec {
    private static final Trees.Sum[] SUMS = {Trees.Sum.TOTAL, Trees.Sum.MEAN, Trees.Sum.RUNNING_MEAN};
    private static final int DOUBLES = 0;
    private static final int FLOATS = 1;
    private static final int BELOW_FLOATS = 2;

    private TreesCodec() {}

    /** Writes what follows the kind. */
    static void write(Trees trees, Bytes.Writer out) {
        out.varint(trees.inputs());
        out.octet(List.of(SUMS).indexOf(trees.sum()));
        out.varint(trees.outputs());
        for (int k = 0; k < trees.outputs(); k++) {
            out.float64(trees.base(k));
        }
        out.varint(trees.trees().size());
        int thresholds = thresholds(trees.trees());
        int values = values(trees.trees());
        out.octet(thresholds);
        out.octet(values);
        for (int t = 0; t < trees.trees().size(); t++) {
            out.varint(trees.output(t) + 1);
            out.float64(trees.weight(t));
            writeNodes(trees.trees().get(t), thresholds, values, out);
        }
    }

    /** A tree with one output whose leaves say where a row goes. */
    static void writeRoute(Tree route, Bytes.Writer out) {
        writeNodes(route, DOUBLES, DOUBLES, out);
    }

    private static void writeNodes(Tree tree, int thresholds, int values, Bytes.Writer out) {
        for (int node = 0; node < tree.nodes(); node++) {
            if (tree.isLeaf(node)) {
                out.varint(0);
                for (int k = 0; k < tree.outputs(); k++) {
                    number(tree.value(tree.leaf(node), k), values, out);
                }
                continue;
            }
            boolean category = tree.isCategory(node);
            out.varint(1 + 4 * tree.feature(node) + (category ? 2 : 0) + (tree.missingLeft(node) ? 1 : 0));
            if (category) {
                write(tree.categories(node), out);
            } else {
                number(tree.threshold(node), thresholds, out);
            }
        }
    }

    private static void write(CategorySet set, Bytes.Writer out) {
        out.octet(set.isAllBut() ? 1 : 0);
        int[] codes = set.listed();
        out.varint(codes.length);
        int next = 0;
        for (int code : codes) {
            out.varint(code - next);
            next = code + 1;
        }
    }

    private static void number(double value, int how, Bytes.Writer out) {
        switch (how) {
            case FLOATS -> out.float32((float) value);
            case BELOW_FLOATS -> out.float32(Thresholds.floatAbove(value));
            default -> out.float64(value);
        }
    }

    /** The shortest way to write all thresholds exactly. */
    private static int thresholds(List<Tree> trees) {
        boolean floats = true;
        boolean belowFloats = true;
        for (Tree tree : trees) {
            for (int node = 0; node < tree.nodes() && (floats || belowFloats); node++) {
                if (!tree.isLeaf(node) && !tree.isCategory(node)) {
                    floats &= isFloat(tree.threshold(node));
                    belowFloats &= Thresholds.isBelowFloat(tree.threshold(node));
                }
            }
        }
        return floats ? FLOATS : belowFloats ? BELOW_FLOATS : DOUBLES;
    }

    private static int values(List<Tree> trees) {
        for (Tree tree : trees) {
            for (int leaf = 0; leaf < tree.leaves(); leaf++) {
                for (int k = 0; k < tree.outputs(); k++) {
                    if (!isFloat(tree.value(leaf, k))) {
                        return DOUBLES;
                    }
                }
            }
        }
        return FLOATS;
    }

    private static boolean isFloat(double value) {
        return Double.compare((float) value, value) == 0;
    }

    static Trees readFirstVersion(Bytes.Reader in) {
        int inputs = in.varint(FormCodec.MAX_WIDTH, "the number of inputs");
        Trees.Sum sum = SUMS[FormCodec.oneOf(in, SUMS.length, "sum")];
        int outputs = in.count(8, "the number of outputs");
        int count = in.count(9, "the number of trees");
        List<Tree> trees = new ArrayList<>();
        for (int t = 0; t < count; t++) {
            trees.add(readTreeOfFirstVersion(in, outputs));
        }
        return Trees.of(inputs, trees, sum);
    }

    private static Tree readTreeOfFirstVersion(Bytes.Reader in, int outputs) {
        Tree.Builder tree = Tree.builder(outputs);
        // Splits open one more subtree than they close; a leaf closes one.
        for (int open = 1; open > 0; ) {
            int node = in.varint(2 * FormCodec.MAX_WIDTH, "a node");
            if (node == 0) {
                tree.leaf(in.float64s(outputs));
                open--;
            } else {
                tree.split((node - 1) / 2, in.float64(), (node - 1) % 2 == 1);
                open++;
            }
        }
        return tree.build();
    }

    static Trees read(Bytes.Reader in) {
        int inputs = in.varint(FormCodec.MAX_WIDTH, "the number of inputs");
        Trees.Sum sum = SUMS[FormCodec.oneOf(in, SUMS.length, "sum")];
        int outputs = in.count(8, "the number of outputs");
        Trees.Builder trees = Trees.builder(inputs, outputs).sum(sum).base(in.float64s(outputs));
        int count = in.count(14, "the number of trees");
        int thresholds = FormCodec.oneOf(in, 3, "way to write thresholds");
        int values = FormCodec.oneOf(in, 2, "way to write values");
        Tree.Builder single = Tree.builder(1);
        Tree.Builder all = outputs == 1 ? single : Tree.builder(outputs);
        for (int t = 0; t < count; t++) {
            int output = in.varint(outputs, "the output of a tree") - 1;
            double weight = in.float64();
            Tree tree = output == Trees.ALL
                    ? readTree(in, all, outputs, thresholds, values)
                    : readTree(in, single, 1, thresholds, values);
            trees.add(tree, output, weight);
        }
        return trees.build();
    }

    static Tree readRoute(Bytes.Reader in) {
        return readTree(in, Tree.builder(1), 1, DOUBLES, DOUBLES);
    }

    private static Tree readTree(Bytes.Reader in, Tree.Builder tree, int outputs, int thresholds, int values) {
        double[] leaf = new double[outputs];
        // An int is enough, since each node takes a byte at least. With a long, the compiler of JDK 17.0.15 left
        // this loop too early when the class had been instrumented.
        for (int open = 1; open > 0; ) {
            int node = in.varint(4 * FormCodec.MAX_WIDTH, "a node");
            if (node == 0) {
                for (int k = 0; k < outputs; k++) {
                    leaf[k] = values == FLOATS ? in.float32() : in.float64();
                }
                tree.leaf(leaf);
                open--;
                continue;
            }
            int split = node - 1;
            int feature = split >> 2;
            boolean missingLeft = (split & 1) == 1;
            if ((split & 2) == 2) {
                tree.split(feature, readSet(in), missingLeft);
            } else {
                tree.split(feature, threshold(in, thresholds), missingLeft);
            }
            open++;
        }
        return tree.build();
    }

    private static double threshold(Bytes.Reader in, int how) {
        if (how == DOUBLES) {
            return in.float64();
        }
        float number = in.float32();
        return (how == FLOATS || Float.isNaN(number)) ? number : Thresholds.below(number);
    }

    private static CategorySet readSet(Bytes.Reader in) {
        boolean allBut = FormCodec.oneOf(in, 2, "set of categories") == 1;
        int[] codes = new int[in.count(1, "the number of categories")];
        int next = 0;
        for (int i = 0; i < codes.length; i++) {
            codes[i] = next + in.varint(CategorySet.MAX_CODES, "a category");
            if (codes[i] >= CategorySet.MAX_CODES) {
                throw in.corrupt("a category has code " + codes[i]);
            }
            next = codes[i] + 1;
        }
        return allBut ? CategorySet.allBut(codes) : CategorySet.of(codes);
    }
}
