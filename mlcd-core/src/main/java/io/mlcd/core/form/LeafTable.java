package io.mlcd.core.form;

import io.mlcd.core.packed.Bits;
import io.mlcd.core.packed.Bytes;
import io.mlcd.core.packed.PackedLeaves;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The leaves of trees as {@link PackedLeaves} reads them, in the way that takes the fewest bits. */
final class LeafTable {
    private static final int FLOAT_LEAST_HIGH = 9;
    private static final int DOUBLE_LEAST_HIGH = 12;
    private static final int HIGHS = 8;

    /** The values of a leaf, equal by their bits. */
    private static final class Vector {
        private final long[] bits;

        Vector(long[] bits) {
            this.bits = bits;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Vector that && Arrays.equals(bits, that.bits);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bits);
        }
    }

    private final int outputs;
    private final boolean floats;
    private final boolean shared;
    private final int leaves;
    private final Map<Vector, Integer> vectors = new HashMap<>();
    /** The values of what is stored, one vector after the other, as the bits of floats or doubles. */
    private long[] values = {};

    private int how;
    private int high;
    /** Ascending. */
    private long[] entries = {};

    private final int[] order;
    private int added;

    /**
     * The leaves of trees.
     *
     * @return empty if more than so many values would be stored
     */
    static Optional<LeafTable> of(List<Tree> trees, int outputs, int mostValues) {
        LeafTable table = new LeafTable(trees, outputs, mostValues / outputs);
        long stored = table.shared ? table.vectors.size() : table.leaves;
        if (stored * outputs > mostValues) {
            return Optional.empty();
        }
        table.choose(trees);
        return Optional.of(table);
    }

    private LeafTable(List<Tree> trees, int outputs, int mostVectors) {
        this.outputs = outputs;
        boolean narrow = true;
        int count = 0;
        for (Tree tree : trees) {
            count += tree.leaves();
            for (int leaf = 0; leaf < tree.leaves() && narrow; leaf++) {
                for (int k = 0; k < outputs; k++) {
                    double value = tree.value(leaf, k);
                    narrow &= Double.compare((float) value, value) == 0;
                }
            }
        }
        floats = narrow;
        leaves = count;
        order = new int[count];
        for (Tree tree : trees) {
            for (int leaf = 0; leaf < tree.leaves() && vectors.size() <= mostVectors; leaf++) {
                vectors.putIfAbsent(vector(tree, leaf), vectors.size());
            }
        }
        int size = bits();
        long alone = (long) leaves * outputs * size;
        long together = (long) vectors.size() * outputs * size + (long) leaves * Bits.width(vectors.size());
        shared = together < alone;
    }

    private void choose(List<Tree> trees) {
        values = new long[(shared ? vectors.size() : leaves) * outputs];
        if (shared) {
            for (Map.Entry<Vector, Integer> entry : vectors.entrySet()) {
                System.arraycopy(entry.getKey().bits, 0, values, entry.getValue() * outputs, outputs);
            }
        }
        Choice choice = new Choice(stored(trees), bits());
        how = choice.how;
        high = choice.high;
        entries = choice.entries;
    }

    /** How many distinct leaves are stored, or -1 if all are. */
    int distinct() {
        return shared ? vectors.size() : -1;
    }

    private int bits() {
        return floats ? Float.SIZE : Double.SIZE;
    }

    private Vector vector(Tree tree, int leaf) {
        long[] bits = new long[outputs];
        for (int k = 0; k < outputs; k++) {
            double value = tree.value(leaf, k);
            bits[k] = floats ? Float.floatToRawIntBits((float) value) & 0xffffffffL : Double.doubleToRawLongBits(value);
        }
        return new Vector(bits);
    }

    private long[] stored(List<Tree> trees) {
        if (shared) {
            return values;
        }
        long[] all = new long[leaves * outputs];
        int next = 0;
        for (Tree tree : trees) {
            for (int leaf = 0; leaf < tree.leaves(); leaf++) {
                System.arraycopy(vector(tree, leaf).bits, 0, all, next, outputs);
                next += outputs;
            }
        }
        return all;
    }

    /** The way to write values that takes the fewest bits. */
    private static final class Choice {
        private int how = PackedLeaves.PLAIN;
        private int high;
        private long[] entries = {};

        Choice(long[] values, int size) {
            long best = (long) values.length * size;
            long[] distinct = distinct(values);
            long bits = (long) distinct.length * size + (long) values.length * Bits.width(distinct.length);
            if (bits < best) {
                best = bits;
                how = PackedLeaves.TABLE;
                entries = distinct;
            }
            int least = size == Float.SIZE ? FLOAT_LEAST_HIGH : DOUBLE_LEAST_HIGH;
            for (int candidate = least; candidate < least + HIGHS; candidate++) {
                long[] heads = heads(distinct, size - candidate);
                bits = (long) heads.length * candidate
                        + (long) values.length * (Bits.width(heads.length) + size - candidate);
                if (bits < best) {
                    best = bits;
                    how = PackedLeaves.SPLIT;
                    high = candidate;
                    entries = heads;
                }
            }
        }

        /** Each once, ascending as numbers without a sign. */
        private static long[] distinct(long[] values) {
            long[] sorted = new long[values.length];
            for (int i = 0; i < values.length; i++) {
                sorted[i] = values[i] ^ Long.MIN_VALUE;
            }
            Arrays.sort(sorted);
            for (int i = 0; i < values.length; i++) {
                sorted[i] ^= Long.MIN_VALUE;
            }
            return heads(sorted, 0);
        }

        /** The highest bits of numbers that ascend, each once. */
        private static long[] heads(long[] ascending, int shift) {
            long[] heads = new long[ascending.length];
            int count = 0;
            for (long value : ascending) {
                if (count == 0 || heads[count - 1] != value >>> shift) {
                    heads[count++] = value >>> shift;
                }
            }
            return Arrays.copyOf(heads, count);
        }
    }

    /** The next leaf in the order of the shape. */
    void add(Tree tree, int leaf) {
        Vector vector = vector(tree, leaf);
        if (shared) {
            order[added] = Objects.requireNonNull(vectors.get(vector));
        } else {
            System.arraycopy(vector.bits, 0, values, added * outputs, outputs);
        }
        added++;
    }

    void writeHead(Bytes.Writer head) {
        head.varint(shared ? 1 : 0);
        head.varint(how);
        head.varint(floats ? 1 : 0);
        if (shared) {
            head.varint(vectors.size());
        }
        if (how == PackedLeaves.SPLIT) {
            head.varint(high);
        }
        if (how != PackedLeaves.PLAIN) {
            head.varint(entries.length);
        }
    }

    void writeBody(Bytes.Writer body) {
        if (shared) {
            int width = Bits.width(vectors.size());
            Bits.Writer its = new Bits.Writer(leaves, width);
            for (int vector : order) {
                its.put(vector, width);
            }
            body.octets(its.bytes());
        }
        switch (how) {
            case PackedLeaves.PLAIN -> writeAll(values, bits(), body);
            case PackedLeaves.TABLE -> {
                writeAll(entries, bits(), body);
                writeNumbers(0, body);
            }
            default -> {
                int low = bits() - high;
                writeAll(entries, high, body);
                writeNumbers(low, body);
                Bits.Writer lows = new Bits.Writer(values.length, low);
                for (long value : values) {
                    lows.put(value, low);
                }
                body.octets(lows.bytes());
            }
        }
    }

    private static void writeAll(long[] values, int width, Bytes.Writer body) {
        Bits.Writer its = new Bits.Writer(values.length, width);
        for (long value : values) {
            its.put(value, width);
        }
        body.octets(its.bytes());
    }

    private void writeNumbers(int shift, Bytes.Writer body) {
        int width = Bits.width(entries.length);
        Bits.Writer its = new Bits.Writer(values.length, width);
        for (long value : values) {
            its.put(place(value >>> shift), width);
        }
        body.octets(its.bytes());
    }

    /** Where an entry lies. */
    private int place(long entry) {
        int low = 0;
        int high = entries.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(entries[middle], entry) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
