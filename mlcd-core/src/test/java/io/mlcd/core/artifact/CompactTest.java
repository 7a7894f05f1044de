package io.mlcd.core.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.ArtifactException;
import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.core.form.Average;
import io.mlcd.core.form.CategorySet;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Packed;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.kernel.Scorer;
import io.mlcd.core.model.Model;
import io.mlcd.core.oracle.Forms;
import io.mlcd.core.oracle.Oracle;
import io.mlcd.core.packed.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CompactTest {
    private static Model compact(Model model) {
        return Artifact.read(Artifact.of(model).bytes(), Codecs.none(), Load.COMPACT)
                .model();
    }

    @ParameterizedTest
    @CsvSource({"0, 1500", "1, 600", "2, 300", "4, 100"})
    void load_anyModelCompactly_answersAsTheOracleBitForBit(int nesting, int count) {
        for (int seed = 0; seed < count; seed++) {
            Forms forms = new Forms(57L * seed + nesting);
            Model model = forms.model(nesting);
            Form form = model.form();
            Model compact = compact(model);
            assertThat(compact).as("seed %s", seed).isEqualTo(model);
            int inputs = form.inputs();
            int outputs = form.outputs();
            int rows = 20 + seed % 90;
            double[] all = new double[rows * inputs];
            double[] expected = new double[rows * outputs];
            double[] out = new double[outputs];
            for (int r = 0; r < rows; r++) {
                double[] row = forms.row(inputs);
                double[] its = Oracle.score(form, row);
                compact.score(row, out);
                assertThat(Arrays.equals(out, its))
                        .as("seed %s, row %s: %s but expected %s", seed, row, out, its)
                        .isTrue();
                System.arraycopy(row, 0, all, r * inputs, inputs);
                System.arraycopy(its, 0, expected, r * outputs, outputs);
            }
            double[] together = new double[rows * outputs];
            compact.scoreRows(all, 0, rows, together);
            assertThat(Arrays.equals(together, expected)).as("seed %s", seed).isTrue();
        }
    }

    @Test
    void packed_ofAnyTrees_isUnpackedToThem() {
        int packed = 0;
        for (int seed = 0; seed < 3_000; seed++) {
            Trees trees = new Forms(seed).trees(1 + seed % 6, 1 + seed % 4);
            Packed bits = Packed.of(trees).orElse(null);
            if (bits != null) {
                packed++;
                assertThat(bits.trees()).as("seed %s", seed).isEqualTo(trees);
                assertThat(Packed.read(ByteBuffer.wrap(bits.bytes()))).isEqualTo(bits);
                assertThat(Packed.of(bits.trees())).contains(bits);
                if (seed % 10 == 0) {
                    Signature signature = signature(trees);
                    assertThat(Artifact.of(Model.of(signature, bits)))
                            .isEqualTo(Artifact.of(Model.of(signature, trees)));
                }
            }
        }
        assertThat(packed).isGreaterThan(2_000);
    }

    private static Signature signature(Form form) {
        List<String> labels = new ArrayList<>();
        for (int k = 0; k < form.outputs(); k++) {
            labels.add("c" + k);
        }
        Output output = form.outputs() == 1 ? new Output.Numeric("y") : new Output.Classes("y", labels);
        return Signature.of(numbers(form.inputs()), output);
    }

    @Test
    void packed_trees_keepZerosSetsAndMissingValuesApart() {
        int[] many = new int[500];
        Arrays.setAll(many, i -> 7 * i);
        Tree tree = Tree.builder(2)
                .split(0, -0.0, true)
                .split(0, 0.0, false)
                .leaf(-0.0, 1)
                .leaf(0.0, 1)
                .split(1, CategorySet.of(many), true)
                .split(1, CategorySet.of(many), false)
                .leaf(0.1, 1e300)
                .leaf(0.1, -1e300)
                .split(2, CategorySet.allBut(3), false)
                .leaf(1, 2)
                .split(0, -0.0, false)
                .leaf(2, 1)
                .split(2, Double.NEGATIVE_INFINITY, true)
                .leaf(5, 5)
                .split(2, Double.POSITIVE_INFINITY, false)
                .leaf(5, 6)
                .leaf(6, 6)
                .build();
        Trees trees = Trees.of(3, List.of(tree, tree), Trees.Sum.MEAN);
        assertThat(Packed.of(trees).orElseThrow().trees()).isEqualTo(trees);
    }

    @Test
    void packed_equalTrees_areStoredOnce() {
        Forms forms = new Forms(3);
        Tree tree = bush(forms, 9);
        int once = size(List.of(tree));
        List<Tree> ten = Collections.nCopies(10, tree);
        assertThat(size(ten)).isLessThan(once + 10);
        List<Tree> more = new ArrayList<>(ten);
        more.add(bush(forms, 9));
        assertThat(size(more)).isGreaterThan(once * 3 / 2);
    }

    @Test
    void packed_equalTreesOfOtherWeightsAndScores_areStoredOnce() {
        Tree tree = bush(new Forms(3), 9);
        Trees.Builder trees = Trees.builder(8, 3);
        for (int t = 0; t < 10; t++) {
            trees.add(tree, t * t % 3, t - 4.5);
        }
        Packed packed = Packed.of(trees.build()).orElseThrow();
        assertThat(packed.bytes().length).isLessThan(size(List.of(tree)) + 10 * 9 + 10);
        assertThat(packed.trees().trees()).hasSize(10).containsOnly(tree);
    }

    @Test
    void read_changedBits_isRefused_orAnswersAsItIsUnpacked() {
        SplittableRandom random = new SplittableRandom(11);
        int read = 0;
        for (int round = 0; round < 60_000; round++) {
            Forms forms = new Forms(round % 400);
            int inputs = 1 + round % 3;
            Packed packed = Packed.of(forms.trees(inputs, 1 + round % 2)).orElse(null);
            if (packed == null) {
                continue;
            }
            byte[] bytes = packed.bytes();
            for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? random.nextInt(256) : 0);
            }
            Packed changed;
            try {
                changed = Packed.read(ByteBuffer.wrap(bytes));
            } catch (ArtifactException e) {
                continue;
            }
            read++;
            Trees trees = changed.trees();
            Scorer compact = Scorer.compile(changed);
            double[] out = new double[changed.outputs()];
            for (int r = 0; r < 5; r++) {
                double[] row = forms.row(changed.inputs());
                compact.score(row, out);
                assertThat(out).as("round %s", round).isEqualTo(Oracle.score(trees, row));
            }
        }
        assertThat(read).isGreaterThan(5_000);
    }

    @Test
    void read_changedArtifact_isReadOrRefusedAlikeForAnyLoad() {
        SplittableRandom random = new SplittableRandom(12);
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            Forms forms = new Forms(round % 300);
            Crafted crafted = Crafted.of(Artifact.of(forms.model(round % 3))).replace("GOLD", new byte[1]);
            byte[] form = crafted.content("FORM");
            for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
                form[random.nextInt(form.length)] = (byte) (random.nextBoolean() ? random.nextInt(256) : 0);
            }
            byte[] bytes = crafted.replace("FORM", form).bytes();
            Object fast = modelOrReason(bytes, Load.FAST);
            Object compact = modelOrReason(bytes, Load.COMPACT);
            if (!(fast instanceof Model first) || !(compact instanceof Model second)) {
                assertThat(compact).as("round %s", round).isEqualTo(fast);
                continue;
            }
            read++;
            double[] expected = new double[first.form().outputs()];
            double[] out = expected.clone();
            for (int r = 0; r < 3; r++) {
                double[] row = forms.row(first.form().inputs());
                first.score(row, expected);
                second.score(row, out);
                assertThat(out).as("round %s", round).isEqualTo(expected);
            }
        }
        assertThat(read).isBetween(3_000, 15_000);
    }

    private static Object modelOrReason(byte[] bytes, Load load) {
        try {
            return Artifact.read(bytes, Codecs.none(), load).model();
        } catch (ArtifactException e) {
            return e.reason();
        }
    }

    static Set<Map.Entry<String, PackedBytes>> notTrees() {
        Map<String, PackedBytes> all = new LinkedHashMap<>();
        all.put("a base that is no number", new PackedBytes().base(Double.NaN));
        all.put("an infinite base", new PackedBytes().base(Double.NEGATIVE_INFINITY));
        all.put("a weight that is no number", new PackedBytes().weights(Double.NaN));
        all.put("an infinite weight", new PackedBytes().weights(Double.POSITIVE_INFINITY));
        all.put("a mean with a base", new PackedBytes().scores(1, 1).base(1));
        all.put("a mean of trees with one score", new PackedBytes().scores(1, 1).inTurn());
        all.put(
                "a mean of negative weight",
                new PackedBytes().scores(1, 1).trees(2, 1).weights(2, -1));
        all.put("a mean of weight 0", new PackedBytes().scores(1, 1).weights(0));
        all.put(
                "a mean of infinite weight",
                new PackedBytes().scores(1, 1).trees(2, 1).weights(Double.MAX_VALUE, Double.MAX_VALUE));
        all.put("a running mean with a base", new PackedBytes().scores(2, 1).base(-0.0));
        all.put("a running mean with weights", new PackedBytes().scores(2, 1).weights(2));
        all.put(
                "a running mean of trees with one score",
                new PackedBytes().scores(2, 1).inTurn());
        all.put("more tests than splits", new PackedBytes().splits(1).numbers(2));
        all.put("no score", new PackedBytes().scores(0, 0));
        all.put("a set twice", new PackedBytes().splits(2).lists(2, 1, new byte[] {4, 0, 4, 0}));
        all.put("a set in a table twice", new PackedBytes().splits(2).matrix(2, 1, (byte) 0b11_00_00_00));
        all.put("sets out of order", new PackedBytes().splits(2).lists(2, 2, new byte[] {4, 1, 4, 0}));
        return all.entrySet();
    }

    @ParameterizedTest
    @MethodSource("notTrees")
    void read_whatAreNoTrees_isRefusedForAnyLoad(Map.Entry<String, PackedBytes> one) {
        byte[] packed = one.getValue().bytes();
        Bytes.Writer form = new Bytes.Writer();
        form.octet(13);
        form.varint(packed.length);
        form.octets(packed);
        byte[] bytes = Crafted.of(Artifact.of(GoldenFiles.stump()))
                .replace("GOLD", new byte[1])
                .replace("FORM", form.toByteArray())
                .bytes();
        for (Load load : Load.values()) {
            assertThat(modelOrReason(bytes, load)).isEqualTo(ArtifactException.Reason.CORRUPT);
        }
    }

    @Test
    void read_whatIsWrittenByHand_isTreesForAnyLoad() {
        List<PackedBytes> right = List.of(
                new PackedBytes(),
                new PackedBytes().base(1).weights(0),
                new PackedBytes().scores(1, 1).trees(2, 1).weights(2, 0),
                new PackedBytes().scores(2, 3).trees(4, 2),
                new PackedBytes().splits(2).lists(2, 2, new byte[] {4, 0, 4, 1}).tests(split -> split),
                new PackedBytes().splits(3).chain().numbers(2));
        for (PackedBytes one : right) {
            Packed packed = Packed.read(ByteBuffer.wrap(one.bytes()));
            assertThat(packed.trees().trees()).isNotEmpty();
        }
    }

    @Test
    void read_anyBytesCutOff_isRefused() {
        byte[] bytes = Packed.of(new Forms(8).trees(3, 2)).orElseThrow().bytes();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> Packed.read(ByteBuffer.wrap(cut))).isInstanceOf(ArtifactException.class);
        }
    }

    private static int size(List<Tree> trees) {
        return Packed.of(Trees.of(8, trees, Trees.Sum.TOTAL)).orElseThrow().bytes().length;
    }

    private static Tree bush(Forms forms, int depth) {
        Tree.Builder tree = Tree.builder(1);
        grow(tree, forms, depth);
        return tree.build();
    }

    private static void grow(Tree.Builder tree, Forms forms, int depth) {
        if (depth == 0) {
            tree.leaf((float) forms.row(1)[0] > 0 ? 0.25 : forms.number());
            return;
        }
        tree.split((int) (Math.abs(forms.number()) % 8), forms.number(), false);
        grow(tree, forms, depth - 1);
        grow(tree, forms, depth - 1);
    }

    @Test
    void packed_treesThatWouldBeFarLargerThanTheirBytes_areWrittenAsTheyAre() {
        Forms forms = new Forms(3);
        Trees trees = Trees.of(8, Collections.nCopies(2_000, bush(forms, 9)), Trees.Sum.TOTAL);
        assertThat(Packed.of(trees)).isEmpty();
        Model model = Model.of(Signature.of(numbers(8), new Output.Numeric("y")), trees);
        assertThat(compact(model)).isEqualTo(model);
    }

    @Test
    void of_membersThatTogetherWouldBeFarLargerThanTheirBytes_writesAllAsTheyAre() {
        Forms forms = new Forms(4);
        List<Form> members = new ArrayList<>();
        for (int m = 0; m < 8; m++) {
            members.add(Trees.of(8, Collections.nCopies(30, bush(forms, 9)), Trees.Sum.TOTAL));
        }
        assertThat(members)
                .allSatisfy(member -> assertThat(Packed.of((Trees) member)).isPresent());
        byte[] few = FormCodec.write(Average.of(members.subList(0, 2)));
        byte[] many = FormCodec.write(Average.of(members));
        assertThat(few[2 + 2 * 8]).isEqualTo((byte) 13);
        assertThat(many[2 + 8 * 8]).isEqualTo((byte) 10);
        assertThat(many.length).isGreaterThan(20 * few.length);
        Model model = Model.of(Signature.of(numbers(8), new Output.Numeric("y")), Average.of(members));
        assertThat(compact(model)).isEqualTo(model);
    }

    @ParameterizedTest
    @CsvSource({"100, 26, 2500, 0.02", "500, 26, 500, 0", "100, 100, 110, 0", "300, 100, 300, 0.05"})
    void packed_fullGrownForestsOfManyClasses_takeABytesOrTwoMoreForEachLeafThanForTwo(
            int trees, int classes, int leaves, double mixed) {
        Model model = pure(trees, classes, leaves, mixed);
        Artifact artifact = Artifact.of(model);
        int ofTwo = Artifact.of(pure(trees, 2, leaves, 0)).size();
        int vectors = (int) (trees * leaves * mixed);
        assertThat(artifact.size()).isLessThan(ofTwo + trees * leaves * 2 + vectors * classes + 80_000);
        Artifact fast = Artifact.read(artifact.bytes(), Codecs.none(), Load.FAST);
        Artifact compact = Artifact.read(artifact.bytes(), Codecs.none(), Load.COMPACT);
        assertThat(fast.model()).isEqualTo(model).hasSameHashCodeAs(model);
        assertThat(compact.model()).isEqualTo(model);
        assertThat(fast.model().form()).hasSameHashCodeAs(model.form());
        assertThat(compact.model().heapBytes()).isLessThan(artifact.size() * 12L / 10 + 131_072);
        Forms forms = new Forms(1);
        double[] expected = new double[classes];
        double[] out = new double[classes];
        for (int r = 0; r < 10; r++) {
            double[] row = forms.row(8);
            model.score(row, expected);
            fast.model().score(row, out);
            assertThat(out).isEqualTo(expected);
            compact.model().score(row, out);
            assertThat(out).isEqualTo(expected);
        }
        assertThat(Artifact.of(fast.model())).isEqualTo(artifact);
        assertThat(Artifact.of(compact.model())).isEqualTo(artifact);
        System.out.printf(
                "%d trees, %d classes: %,d bytes, %,d KB of heap, compact %,d KB%n",
                trees,
                classes,
                artifact.size(),
                fast.model().heapBytes() >> 10,
                compact.model().heapBytes() >> 10);
    }

    /** A forest whose leaves hold one class each, apart from a part that is mixed of three. */
    private static Model pure(int trees, int classes, int leaves, double mixed) {
        SplittableRandom random = new SplittableRandom(classes);
        List<Tree> forest = new ArrayList<>();
        for (int t = 0; t < trees; t++) {
            Tree.Builder tree = Tree.builder(classes);
            split(tree, leaves, random, () -> {
                double[] leaf = new double[classes];
                boolean pure = random.nextDouble() >= mixed;
                for (int share = 0; share < 4; share++) {
                    leaf[pure && share > 0 ? argMax(leaf) : random.nextInt(classes)] += 0.25;
                }
                return leaf;
            });
            forest.add(tree.build());
        }
        Trees form = Trees.of(8, forest, Trees.Sum.MEAN);
        return Model.of(signature(form), form);
    }

    private static int argMax(double[] leaf) {
        int best = 0;
        for (int k = 1; k < leaf.length; k++) {
            best = leaf[k] > leaf[best] ? k : best;
        }
        return best;
    }

    private static void split(Tree.Builder tree, int leaves, SplittableRandom random, Supplier<double[]> leaf) {
        if (leaves == 1) {
            tree.leaf(leaf.get());
            return;
        }
        tree.split(random.nextInt(8), random.nextInt(1 << 14) / 16.0 - 512, false);
        int left = 1 + random.nextInt(leaves - 1);
        split(tree, left, random, leaf);
        split(tree, leaves - left, random, leaf);
    }

    @Test
    void packed_weightsOfFewNumbers_takeFewBits_andAreTheSame() {
        SplittableRandom random = new SplittableRandom(4);
        for (int round = 0; round < 300; round++) {
            int outputs = 1 + random.nextInt(5);
            int inputs = random.nextInt(200);
            double[] grid = new double[1 + random.nextInt(1 << random.nextInt(7))];
            boolean floats = random.nextBoolean();
            for (int i = 0; i < grid.length; i++) {
                grid[i] = i < 2 ? 0.0 * (i - 1) : floats ? (float) random.nextGaussian() : random.nextGaussian();
            }
            double[][] weights = new double[outputs][inputs];
            for (double[] its : weights) {
                Arrays.setAll(its, i -> grid[random.nextInt(grid.length)]);
            }
            Linear linear = Linear.of(weights, random.doubles(outputs).toArray());
            byte[] form = FormCodec.write(linear);
            for (Load load : Load.values()) {
                Form read = FormCodec.read(form, noParts(), load);
                assertThat(read).as("round %s", round).isEqualTo(linear);
            }
            int all = inputs * outputs;
            double bits = grid.length * (floats ? 32 : 64) + all * Math.ceil(Math.log(grid.length) / Math.log(2));
            assertThat(form.length).isLessThanOrEqualTo((int) Math.min(all * 8, bits / 8 + 1) + 8 * outputs + 10);
            boolean packed = form[0] == 14;
            assertThat(packed).isEqualTo(form.length < 1 + 1 + (inputs < 128 ? 1 : 2) + 8 * (all + outputs));
        }
    }

    private static FormCodec.Parts noParts() {
        return (codec, bytes, inputs, outputs) -> {
            throw new AssertionError(codec);
        };
    }

    @Test
    void read_changedWeights_isRefused_orAnotherForm() {
        SplittableRandom random = new SplittableRandom(5);
        double[][] weights = {{1, 2, 3, 1, 2, 1, 1, 1}, {-0.0, 0, 1, 1, 1, 2, 0, 0}, {1, 1, 1, 2, 2, 2, 3, 3}};
        byte[] form = FormCodec.write(Linear.of(weights, new double[] {1, 2, 3}));
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] changed = form.clone();
            for (int changes = random.nextInt(1, 3); changes > 0; changes--) {
                changed[1 + random.nextInt(form.length - 1)] = (byte) random.nextInt();
            }
            try {
                Form fast = FormCodec.read(changed, noParts(), Load.FAST);
                assertThat(FormCodec.read(changed, noParts(), Load.COMPACT)).isEqualTo(fast);
                read++;
            } catch (ArtifactException e) {
                assertThat(e.reason()).isIn(ArtifactException.Reason.CORRUPT, ArtifactException.Reason.LIMIT_EXCEEDED);
            }
        }
        assertThat(read).isBetween(2_000, 18_000);
    }

    static List<Arguments> notWeights() {
        return List.of(
                Arguments.of("3 of 3", new int[] {14, 1, 3, 1, 3}, 0b00_01_11_00, "a weight is number 3 of 3"),
                Arguments.of(
                        "out of order", new int[] {14, 1, 3, 1, -3}, 0, "weight 1 of the table does not come after"),
                Arguments.of("none", new int[] {14, 1, 3, 1, 0}, 0, "a weight is number 0 of 0"),
                Arguments.of("no score", new int[] {14, 0, 3, 1, 3}, 0, "at least one"),
                Arguments.of("as halves", new int[] {14, 1, 3, 2, 3}, 0, "there is no way to write weights 2"),
                Arguments.of("too many", new int[] {14, 127, 3, 1, 3}, 0, "the number of outputs is 127 but"));
    }

    @ParameterizedTest
    @MethodSource("notWeights")
    void read_whatAreNoWeights_isRefused(String name, int[] head, int numbers, String why) {
        Bytes.Writer form = new Bytes.Writer();
        for (int i = 0; i < head.length - 1; i++) {
            form.octet(head[i]);
        }
        int table = Math.abs(head[4]);
        form.varint(table);
        for (int i = 0; i < table; i++) {
            form.float32(Math.signum(head[4]) * i);
        }
        form.octet(numbers);
        form.float64(1);
        assertThatThrownBy(() -> FormCodec.read(form.toByteArray(), noParts(), Load.FAST))
                .as(name)
                .isInstanceOfSatisfying(
                        ArtifactException.class,
                        e -> assertThat(e.reason()).isEqualTo(ArtifactException.Reason.CORRUPT))
                .hasMessageContaining(why);
    }

    private static List<Feature> numbers(int count) {
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            features.add(Feature.number("x" + i));
        }
        return features;
    }

    @Test
    void load_compactly_takesLittleMoreHeapThanTheBytes() {
        Forms forms = new Forms(5);
        List<Tree> trees = new ArrayList<>();
        for (int t = 0; t < 200; t++) {
            trees.add(bush(forms, 11));
        }
        Model model = Model.of(Signature.of(numbers(8), new Output.Numeric("y")), Trees.of(8, trees, Trees.Sum.TOTAL));
        int bytes = Packed.of((Trees) model.form()).orElseThrow().bytes().length;
        assertThat(bytes).isGreaterThan(200_000);
        assertThat(compact(model).heapBytes()).isLessThan(bytes * 12L / 10 + 65_536);
        assertThat(model.heapBytes()).isGreaterThan(2L * bytes);
    }
}
