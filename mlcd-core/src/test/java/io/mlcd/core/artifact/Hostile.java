package io.mlcd.core.artifact;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.core.form.CategorySet;
import io.mlcd.core.packed.Bits;
import io.mlcd.core.packed.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Artifacts with right checksums that ask for as much as their bytes can ask for, each in another way. */
final class Hostile {
    private static final int FAR = CategorySet.MAX_CODES - 1;

    private final int size;
    private final Map<String, Supplier<byte[]>> all = new LinkedHashMap<>();

    private Hostile(int size) {
        this.size = size;
    }

    /** Artifacts of about so many bytes, by what they do; each is made when it is asked for. */
    static Map<String, Supplier<byte[]>> artifacts(int bytes) {
        Hostile hostile = new Hostile(bytes);
        hostile.categories();
        hostile.trees();
        hostile.packed();
        hostile.packedWeights();
        hostile.nests();
        hostile.preparations();
        hostile.manifests();
        return hostile.all;
    }

    // What a form is made of.

    private static void treesHead(Bytes.Writer out, int inputs, int outputs, int trees) {
        out.octet(10);
        out.varint(inputs);
        out.octet(0);
        out.varint(outputs);
        for (int k = 0; k < outputs; k++) {
            out.float64(0);
        }
        out.varint(trees);
        out.octet(1);
        out.octet(1);
    }

    private static void tree(Bytes.Writer out, int output) {
        out.varint(output + 1);
        out.float64(1);
    }

    private static void leaf(Bytes.Writer out, int width, float value) {
        out.varint(0);
        for (int k = 0; k < width; k++) {
            out.float32(value);
        }
    }

    private static void number(Bytes.Writer out, int feature, float threshold) {
        out.varint(1 + 4 * feature);
        out.float32(threshold);
    }

    private static void category(Bytes.Writer out, int feature, int... codes) {
        out.varint(1 + 4 * feature + 2);
        out.octet(0);
        out.varint(codes.length);
        int next = 0;
        for (int code : codes) {
            out.varint(code - next);
            next = code + 1;
        }
    }

    /** One tree, every right child of which is a leaf. */
    private static void chain(Bytes.Writer out, int inputs, int splits, IntConsumer split) {
        treesHead(out, inputs, 1, 1);
        tree(out, -1);
        for (int i = 0; i < splits; i++) {
            split.accept(i);
        }
        for (int i = 0; i <= splits; i++) {
            leaf(out, 1, i);
        }
    }

    /** Trees of one split. */
    private static void stumps(Bytes.Writer out, int inputs, int trees, IntConsumer split) {
        treesHead(out, inputs, 1, trees);
        for (int i = 0; i < trees; i++) {
            tree(out, -1);
            split.accept(i);
            leaf(out, 1, i);
            leaf(out, 1, -i);
        }
    }

    /** A tree that is one leaf, or as deep as complete trees are. */
    private static void wide(Bytes.Writer out, int output, int width, int depth) {
        tree(out, output);
        for (int i = 0; i < depth; i++) {
            number(out, 0, i);
        }
        for (int i = 0; i <= depth; i++) {
            leaf(out, width, i);
        }
    }

    /** The smallest form there is. */
    private static void constant(Bytes.Writer out, int outputs) {
        out.octet(2);
        out.varint(outputs);
        out.varint(0);
        for (int k = 0; k < outputs; k++) {
            out.float64(k);
        }
    }

    private static List<Feature> numbers(int count) {
        List<Feature> features = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            features.add(Feature.number(Integer.toString(i, 36)));
        }
        return features;
    }

    private void add(String name, int inputs, int outputs, Consumer<Bytes.Writer> form) {
        all.put(name, () -> artifact(manifest(inputs, outputs), form));
    }

    private static byte[] manifest(int inputs, int outputs) {
        List<String> labels = new ArrayList<>();
        for (int k = 0; k < outputs; k++) {
            labels.add(Integer.toString(k, 36));
        }
        Output output = outputs == 1 ? new Output.Numeric("y") : new Output.Classes("y", labels);
        return new Manifest(Signature.of(numbers(inputs), output), "hostile", Map.of()).toBytes();
    }

    private void add(String name, byte[] manifest, Consumer<Bytes.Writer> form) {
        all.put(name, () -> artifact(manifest, form));
    }

    private static byte[] artifact(byte[] manifest, Consumer<Bytes.Writer> form) {
        Bytes.Writer out = new Bytes.Writer();
        form.accept(out);
        Map<String, byte[]> sections = new LinkedHashMap<>();
        sections.put(Sections.MANIFEST, manifest);
        sections.put(Sections.FORM, out.toByteArray());
        sections.put(Sections.GOLDEN, new byte[1]); // no record
        return Sections.write(sections);
    }

    // What is asked for.

    private void categories() {
        add("one far category, deep", 1, 1, out -> chain(out, 1, size / 11, i -> category(out, 0, FAR - i)));
        add("one far category, shallow", 1, 1, out -> stumps(out, 1, size / 25, i -> category(out, 0, FAR - i)));
        int some = size / 32;
        add(
                "a far category of each input, deep",
                some,
                1,
                out -> chain(out, some, some, i -> category(out, i, FAR - i)));
        add(
                "a far category of each input, shallow",
                some / 2,
                1,
                out -> stumps(out, some / 2, some / 2, i -> category(out, i, FAR - i)));
        add(
                "a near category of each input",
                some / 2,
                1,
                out -> stumps(out, some / 2, some / 2, i -> category(out, i, 511)));
        add("no category at all", 1, 1, out -> chain(out, 1, size / 8, i -> category(out, 0)));
        add(
                "categories of equal hash codes",
                1,
                1,
                out -> chain(out, 1, size / 13, i -> category(out, 0, i, FAR - 31 * i)));
        add(
                "one set of all categories",
                1,
                1,
                out -> chain(out, 1, 1, i -> {
                    int[] codes = new int[size];
                    for (int code = 0; code < size; code++) {
                        codes[code] = code;
                    }
                    category(out, 0, codes);
                }));
    }

    private void trees() {
        add("one deep tree", 1, 1, out -> chain(out, 1, size / 10, i -> number(out, 0, i)));
        add("many leaves", 1, 1, out -> {
            treesHead(out, 1, 1, size / 14);
            for (int t = 0; t < size / 14; t++) {
                wide(out, 0, 1, 0);
            }
        });
        int wide = size / 128;
        add("one wide deep tree and wide leaves", 1, wide, out -> {
            treesHead(out, 1, wide, 16);
            for (int t = 0; t < 16; t++) {
                wide(out, -1, wide, t == 0 ? 8 : 0);
            }
        });
        int half = size / 60;
        add("one wide tree and many narrow ones", 1, half, out -> {
            treesHead(out, 1, half, size / 40);
            for (int t = 0; t < size / 40; t++) {
                wide(out, t == 0 ? -1 : 0, t == 0 ? half : 1, t == 0 ? 8 : 0);
            }
        });
        add("wide and narrow trees in turn", 1, 2, out -> {
            treesHead(out, 1, 2, size / 17);
            for (int t = 0; t < size / 17; t++) {
                wide(out, t % 2 - 1, 2 - t % 2, 0);
            }
        });
        add("trees of eight levels", 1, 1, out -> {
            treesHead(out, 1, 1, size / 100);
            for (int t = 0; t < size / 100; t++) {
                wide(out, -1, 1, 8);
            }
        });
    }

    // Packed trees, whose nodes and values may take hardly any bits.

    private void packed() {
        int trees = (1 << 14) + size / 2;
        int nodes = (1 << 17) + 2 * size;
        int values = (1 << 18) + 8 * size;
        addPacked(
                "packed leaves of no bits", 1, packed -> packed.splits(3 * size).numbers(1));
        addPacked(
                "very many packed scores",
                1,
                packed -> packed.scores(0, 1 << 24).inTurn());
        addPacked("very many packed trees", 1, packed -> packed.trees(1 << 30, 1));
        addPacked(
                "a packed tree used very often",
                1,
                packed -> packed.trees(size, 1).splits(size).numbers(1));
        addPacked(
                "a packed tree of as many nodes as may be",
                1,
                packed -> packed.splits(nodes / 2 - 1).numbers(1).length(size));
        addPacked(
                "a packed chain of as many nodes as may be",
                1,
                packed -> packed.splits(nodes / 2 - 1).chain().numbers(1).length(size));
        addPacked(
                "packed leaves of as many values as may be",
                1 << 12,
                packed -> packed.scores(0, 1 << 12)
                        .splits((values >> 12) - 2)
                        .numbers(1)
                        .vectors((values >> 12) - 2)
                        .length(size));
        addPacked(
                "very many packed leaves of very many values",
                1 << 12,
                packed -> packed.scores(0, 1 << 12).splits(3 * size).numbers(1));
        addPacked(
                "as many packed values as may be, for small leaves",
                24,
                packed -> packed.scores(0, 24)
                        .splits(size / 3 - 2)
                        .numbers(1)
                        .vectors(size / 3 - 2)
                        .length(size));
        addPacked("as many packed leaves as may be, of as many values as may be", 64, packed -> {
            int splits = size * 2 / 5;
            return packed.scores(0, 64)
                    .splits(splits)
                    .numbers(1)
                    .vectors((values / 64 - 1) / (1 + (splits >> 17)))
                    .length(size);
        });
        addPacked(
                "very many packed leaves that differ",
                64,
                packed -> packed.scores(0, 64)
                        .splits(size / 11)
                        .numbers(1)
                        .vectors(size / 11)
                        .differ()
                        .length(size));
        addPacked(
                "packed trees of as many values as may be",
                64,
                packed -> packed.scores(0, 64)
                        .trees(256, 1)
                        .splits((values >> 14) - 2)
                        .numbers(1)
                        .vectors((values >> 14) - 2)
                        .length(size));
        addPacked(
                "weighted packed trees of as many values as may be",
                64,
                packed -> packed.scores(0, 64)
                        .trees(256, 1)
                        .weights(IntStream.range(0, 256).asDoubleStream().toArray())
                        .splits((values >> 14) - 2)
                        .numbers(1)
                        .vectors((values >> 14) - 2)
                        .length(size));
        addPacked(
                "packed trees of eight levels",
                1,
                packed ->
                        packed.trees(nodes / 17, 1).splits(8).chain().numbers(7).length(size));
        addPacked(
                "packed trees of eight levels and wide leaves",
                64,
                packed -> packed.scores(0, 64)
                        .trees(nodes / 17, 1)
                        .splits(8)
                        .chain()
                        .numbers(7)
                        .vectors(9)
                        .length(size));
        int behind = Math.min(nodes / 17, 1 << 12);
        add("prepared packed trees of as many values as may be", 1, 64, out -> {
            out.octet(6);
            out.varint(1);
            out.varint(1);
            out.octet(3);
            out.varint(0);
            packed(
                    out,
                    new PackedBytes()
                            .scores(0, 64)
                            .trees(behind, 1)
                            .splits(8)
                            .numbers(1)
                            .vectors(9)
                            .length(size)
                            .bytes());
        });
        add("votes of packed trees of as many values as may be", 1, 64, out -> {
            byte[] member = new PackedBytes()
                    .scores(0, 64)
                    .splits((values >> 7) - 2)
                    .numbers(1)
                    .vectors((values >> 7) - 2)
                    .length(size / 2)
                    .bytes();
            out.octet(4);
            out.varint(2);
            out.float64(1);
            out.float64(1);
            packed(out, member);
            packed(out, member);
        });
        addPacked(
                "as many packed trees as may be",
                1,
                packed -> packed.trees(trees, 1).splits(1).length(size));
        addPacked(
                "as many distinct packed trees as may be",
                1,
                packed -> packed.trees(trees, trees)
                        .splits((nodes / trees - 1) / 2)
                        .numbers(1)
                        .length(size));
        addPacked("many packed trees of one leaf", 1, packed -> packed.trees(1 << 14, 1 << 14));
        addPacked(
                "a packed tree used as often as may be",
                1,
                packed -> packed.trees(1 << 10, 1)
                        .splits(nodes / 2048 - 1)
                        .numbers(1)
                        .length(size));
        add("many packed members", 1, 1, out -> {
            byte[] member =
                    new PackedBytes().trees(10, 1).splits(6_000).numbers(1).bytes();
            int members = size / member.length;
            out.octet(3);
            out.varint(members);
            for (int m = 0; m < members; m++) {
                out.float64(1);
            }
            for (int m = 0; m < members; m++) {
                packed(out, member);
            }
        });
        packedSets(nodes / 2 - 1);
    }

    private void packedSets(int splits) {
        int each = Math.min(size / 16, 1 << 13);
        Bytes.Writer far = new Bytes.Writer();
        for (int set = 0; set < 8; set++) {
            far.varint(4 * each);
            far.varint(set);
            for (int code = 1; code < each; code++) {
                far.varint(code % 128);
            }
        }
        byte[] lists = far.toByteArray();
        addPacked(
                "large packed sets of very many splits",
                1,
                packed -> packed.splits(splits)
                        .lists(8, CategorySet.MAX_CODES, lists)
                        .tests(split -> split % 8));
        addPacked(
                "large packed sets of very many trees",
                1,
                packed -> packed.trees(1 << 10, 1)
                        .splits(splits >> 11)
                        .lists(8, CategorySet.MAX_CODES, lists)
                        .tests(split -> split % 8));
        addPacked("a packed table of one set", 1, packed -> {
            byte[] one = new byte[Math.min(size, (1 << 17) + 1)];
            Arrays.fill(one, (byte) 0xff);
            one[one.length - 1] = (byte) 0xf0;
            return packed.splits(1).matrix(1, Math.min(8 * size - 6, 1 << 20), one);
        });
        addPacked("a packed table of very many sets", 1, packed -> {
            int side = (int) Math.sqrt(8.0 * size);
            Bits.Writer many = new Bits.Writer((side + 2L) * side, 1);
            for (int code = 0; code < side; code++) {
                for (int set = 0; set < side; set++) {
                    many.put(set > code ? 0 : 1, 1);
                }
            }
            return packed.splits(side).matrix(side, side, many.bytes()).tests(split -> split);
        });
        addPacked(
                "packed sets that are the same",
                1,
                packed -> packed.splits(size).lists(size, 1, new byte[size]));
        addPacked(
                "packed sets that are not used",
                1,
                packed -> packed.splits(2).lists(3, 3, new byte[] {4, 0, 4, 1, 4, 2}));
    }

    private static void packed(Bytes.Writer out, byte... bytes) {
        out.octet(13);
        out.varint(bytes.length);
        out.octets(bytes);
    }

    /** Weights that are all one number, which takes no bit. */
    private static void weights(Bytes.Writer out, int inputs, int outputs, int table) {
        out.octet(14);
        out.varint(outputs);
        out.varint(inputs);
        out.octet(1);
        out.varint(table);
        for (int i = 0; i < table; i++) {
            out.float32(i);
        }
        if (table > 1) {
            out.octets(new byte[(int) Bits.bytes((long) inputs * outputs, Bits.width(table))]);
        }
        for (int k = 0; k < outputs; k++) {
            out.float64(k);
        }
    }

    private void packedWeights() {
        int most = (1 << 18) + 8 * size;
        add("very many packed weights", 0, 1, out -> member(out, 1 << 24, size / 8));
        int many = size / 8;
        int few = most / many;
        add("as many packed weights as may be, for many scores", few, many, out -> weights(out, few, many, 1));
        add("packed weights of a bit", 1 << 10, 1, out -> {
            int members = 6 * size / 1024;
            out.octet(3);
            out.varint(members);
            for (int m = 0; m < members; m++) {
                out.float64(1);
            }
            for (int m = 0; m < members; m++) {
                weights(out, 1 << 10, 1, 2);
            }
        });
        add("no packed weights", 1, 1, out -> weights(out, 1, 1, 0));
    }

    private static void member(Bytes.Writer out, int inputs, int outputs) {
        out.octet(6);
        out.varint(0);
        out.varint(0);
        weights(out, inputs, outputs, 1);
    }

    private void addPacked(String name, int outputs, UnaryOperator<PackedBytes> bytes) {
        add(name, 1, outputs, out -> packed(out, bytes.apply(new PackedBytes()).bytes()));
    }

    private void nests() {
        add("a wide scatter in a stack", 1, 1, out -> scatters(out, 1, 1 << 20));
        add("many scatters in a stack", 1, 1, out -> scatters(out, 200, 60_000));
        int wide = size / 16;
        add("a wide form behind many links", 0, wide, out -> {
            for (int depth = 1; depth < 32; depth++) {
                out.octet(5);
                out.octet(2);
            }
            constant(out, wide);
        });
        add("as wide as a block behind many links", 0, 128, out -> {
            for (int depth = 1; depth < 32; depth++) {
                out.octet(5);
                out.octet(2);
            }
            constant(out, 128);
        });
        add("many small members", 1, 1, out -> {
            out.octet(8);
            out.octet(0);
            out.varint(size / 45);
            for (int m = 0; m < size / 45; m++) {
                treesHead(out, 1, 1, 1);
                wide(out, -1, 1, 0);
            }
            treesHead(out, size / 45, 1, 1);
            wide(out, -1, 1, 0);
        });
        add("many small members of a wide row", 1, 1, out -> {
            out.octet(6);
            out.varint(1);
            out.varint(size / 4);
            for (int i = 0; i < size / 4; i++) {
                out.octet(3);
                out.varint(0);
            }
            int members = size / 120;
            out.octet(3);
            out.varint(members);
            for (int m = 0; m < members; m++) {
                out.float64(1);
            }
            for (int m = 0; m < members; m++) {
                treesHead(out, size / 4, 1, 2);
                wide(out, -1, 1, 0);
                tree(out, -1);
                number(out, size / 4 - 1, m);
                leaf(out, 1, 1);
                leaf(out, 1, 2);
            }
        });
    }

    private static void scatters(Bytes.Writer out, int members, int outputs) {
        out.octet(8);
        out.octet(0);
        out.varint(members);
        for (int m = 0; m < members; m++) {
            out.octet(7);
            out.varint(outputs);
            out.varint(1);
            out.varint(outputs - 1);
            out.octet(6);
            out.varint(1);
            out.varint(0);
            constant(out, 1);
        }
        treesHead(out, Math.min(members * outputs, 1 << 24), 1, 1);
        wide(out, -1, 1, 0);
    }

    private void preparations() {
        add("splits of a large look-up", 1, 1, out -> {
            out.octet(6);
            out.varint(1);
            out.varint(1);
            out.octet(4);
            out.varint(0);
            out.varint(size / 16);
            for (int code = 0; code < size / 16 + 2; code++) {
                out.float64(code);
            }
            chain(out, 1, size / 20, i -> number(out, 0, i + 0.5f));
        });
        add("splits of a test for a far category", 1, 1, out -> {
            out.octet(6);
            out.varint(1);
            out.varint(size / 16);
            for (int i = 0; i < size / 16; i++) {
                out.octet(2);
                out.varint(0);
                out.varint(FAR - i);
            }
            chain(out, size / 16, size / 16, i -> number(out, i, 0.5f));
        });
        add("many inputs derived", 1, 1, out -> {
            out.octet(6);
            out.varint(1);
            out.varint(size / 2);
            for (int i = 0; i < size / 2; i++) {
                out.octet(3);
                out.varint(0);
            }
            chain(out, size / 2, 1, i -> number(out, size / 2 - 1, 0.5f));
        });
    }

    private void manifests() {
        add("many features", size / 17, 1, out -> chain(out, size / 17, 1, i -> number(out, 0, 1)));
        add("many classes", 0, size / 15, out -> {
            treesHead(out, 0, size / 15, 1);
            tree(out, -1);
            leaf(out, size / 15, 1);
        });
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < size / 7; i++) {
            texts.add(Integer.toString(i, 36));
        }
        Signature categories = Signature.of(List.of(Feature.category("c", texts)), new Output.Numeric("y"));
        add(
                "many categories",
                new Manifest(categories, "hostile", Map.of()).toBytes(),
                out -> chain(out, 1, 1, i -> category(out, 0, 1)));
        byte[] lists = ("{\"format\":" + "[" + "[],".repeat(size / 3) + "[]]}").getBytes(StandardCharsets.UTF_8);
        add("a manifest of empty lists", lists, out -> constant(out, 1));
        byte[] objects = ("{\"format\":" + "[" + "{},".repeat(size / 3) + "{}]}").getBytes(StandardCharsets.UTF_8);
        add("a manifest of empty objects", objects, out -> constant(out, 1));
        byte[] nested = "[".repeat(size).getBytes(StandardCharsets.UTF_8);
        add("a nested manifest", nested, out -> constant(out, 1));
    }
}
