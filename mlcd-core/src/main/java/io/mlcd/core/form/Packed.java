package io.mlcd.core.form;

import io.mlcd.api.ArtifactException;
import io.mlcd.core.packed.PackedTests;
import io.mlcd.core.packed.PackedTrees;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@link Trees} as an artifact holds them, in few bits: answers as they do, and is walked as it is. Distinct tests and leaves
 * are stored once, equal trees too. Immutable; equal when the bits are.
 */
public final class Packed implements Form {
    private static final Trees.Sum[] SUMS = {Trees.Sum.TOTAL, Trees.Sum.MEAN, Trees.Sum.RUNNING_MEAN};

    private final PackedTrees content;

    private Packed(PackedTrees content) {
        this.content = content;
    }

    /**
     * Packs trees; equal ones give equal bits.
     *
     * @return empty if some trees give all scores and some give one, or if so few bits would hold so much that who reads them
     *     refuses them
     */
    public static Optional<Packed> of(Trees trees) {
        return Packing.pack(trees).map(bytes -> new Packed(new PackedTrees(ByteBuffer.wrap(bytes))));
    }

    /**
     * Reads what {@link #bytes} gave, and checks all of it: what is read can be {@linkplain #trees unpacked}.
     *
     * @param bytes from 0 to the limit; kept, so nobody may change them
     * @throws ArtifactException if it is not that
     */
    public static Packed read(ByteBuffer bytes) {
        PackedTrees content = new PackedTrees(bytes);
        try {
            new SumRules(content.outputs(), content::base, content.trees(), content::weight, content::target)
                    .check(SUMS[content.sum()]);
        } catch (IllegalArgumentException e) {
            throw new ArtifactException(
                    ArtifactException.Reason.CORRUPT,
                    "the artifact is corrupt in the packed trees of section FORM: " + e.getMessage()
                            + "; fetch it again from where it was published",
                    e);
        }
        return new Packed(content);
    }

    static int numberOf(Trees.Sum sum) {
        return List.of(SUMS).indexOf(sum);
    }

    @Override
    public int inputs() {
        return content.inputs();
    }

    @Override
    public int outputs() {
        return content.outputs();
    }

    /** What it holds, for what compiles forms, which lies in another package; of no use to others, as its type is not exported. */
    @SuppressWarnings("exports")
    public PackedTrees content() {
        return content;
    }

    /** The bits, a copy; the {@linkplain io.mlcd.core.artifact artifact package} says what they mean. */
    public byte[] bytes() {
        return content.bytes();
    }

    /** Unpacks the trees. */
    public Trees trees() {
        List<Tree> distinct = new ArrayList<>();
        Unpacking unpacking = new Unpacking(content);
        for (int d = 0; d < content.distinct(); d++) {
            distinct.add(unpacking.tree(d));
        }
        double[] base = new double[outputs()];
        Arrays.setAll(base, content::base);
        Trees.Builder trees =
                Trees.builder(inputs(), outputs()).sum(SUMS[content.sum()]).base(base);
        for (int t = 0; t < content.trees(); t++) {
            trees.add(distinct.get(content.tree(t)), content.target(t), content.weight(t));
        }
        return trees.build();
    }

    /** Makes trees of distinct ones. */
    private static final class Unpacking {
        private final PackedTrees content;
        private final PackedTests tests;
        private final int outputs;
        private final List<CategorySet> sets = new ArrayList<>();
        private final List<Boolean> setsMissingLeft = new ArrayList<>();
        private final int firstSet;
        private final double[] numbers;
        /** The values of all trees' leaves, if they are kept once. */
        private final double[] table;

        private int[] open = new int[64];

        Unpacking(PackedTrees content) {
            this.content = content;
            tests = content.tests();
            outputs = content.target(0) == PackedTrees.ALL ? content.outputs() : 1;
            for (PackedTests.CategoryTest test : tests.sets()) {
                sets.add(test.isAllBut() ? CategorySet.allBut(test.listed()) : CategorySet.of(test.listed()));
                setsMissingLeft.add(test.missingLeft());
            }
            numbers = tests.numbers();
            firstSet = numbers.length;
            boolean shared = content.leaves().areShared() && outputs > 1;
            table = new double[shared ? content.leaves().vectors() * outputs : 0];
            for (int vector = 0; vector * outputs < table.length; vector++) {
                for (int k = 0; k < outputs; k++) {
                    table[vector * outputs + k] = content.leaves().stored(vector, k);
                }
            }
        }

        Tree tree(int distinct) {
            int splits = content.splits(distinct);
            Tree.Builder tree = Tree.builder(outputs);
            if (table.length > 0) {
                tree.sharing(table);
            }
            tree.room(2 * splits + 1, splits + 1);
            double[] leaf = new double[outputs];
            int count = 1;
            open[0] = content.root(distinct);
            while (count > 0) {
                int node = open[--count];
                int split = content.splitsBefore(node);
                if (!content.isSplit(node) && table.length > 0) {
                    tree.leafOf(content.leaves().vector(node - split));
                    continue;
                }
                if (!content.isSplit(node)) {
                    for (int k = 0; k < outputs; k++) {
                        leaf[k] = content.leaves().value(node - split, k);
                    }
                    tree.leaf(leaf);
                    continue;
                }
                split(tree, content.test(split));
                if (count + 2 > open.length) {
                    open = Arrays.copyOf(open, 2 * open.length);
                }
                int left = PackedTrees.left(distinct, split);
                open[count++] = left + 1;
                open[count++] = left;
            }
            return tree.build();
        }

        private void split(Tree.Builder tree, int test) {
            int input = tests.input(test);
            if (test >= firstSet) {
                tree.split(input, sets.get(test - firstSet), setsMissingLeft.get(test - firstSet));
                return;
            }
            double number = numbers[test];
            tree.split(
                    input,
                    tests.thresholds() == PackedTests.BELOW_FLOATS ? Thresholds.below((float) number) : number,
                    tests.missingLeft(test));
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Packed that && Arrays.equals(bytes(), that.bytes());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes());
    }

    /** For example {@code 100 trees, packed}. */
    @Override
    public String toString() {
        return content.trees() + (content.trees() == 1 ? " tree, packed" : " trees, packed");
    }
}
