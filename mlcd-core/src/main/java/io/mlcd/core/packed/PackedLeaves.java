package io.mlcd.core.packed;

import java.nio.ByteBuffer;

/**
 * The values of leaves. A leaf's values are those of its number, or of a number in a table of distinct ones; each value is
 * written as it is, or as a number in a table of distinct values, or its highest bits are in a table and the rest follows.
 */
public final class PackedLeaves {
    /** How values are written: as they are. */
    public static final int PLAIN = 0;
    /** How values are written: as numbers in a table. */
    public static final int TABLE = 1;
    /** How values are written: the highest bits as a number in a table, the rest as it is. */
    public static final int SPLIT = 2;

    private final ByteBuffer in;
    private final int outputs;
    private final int leaves;
    private final boolean shared;
    private final int how;
    private final boolean floats;
    private final int vectors;
    private final int high;
    private final int entries;
    private final int vectorWidth;
    private final int entryWidth;
    private final int lowWidth;
    private long vectorsAt;
    private int plainAt;
    private long tableAt;
    private long numbersAt;
    private long lowsAt;

    PackedLeaves(Bytes.Reader head, ByteBuffer in, int outputs, int leaves) {
        this.in = in;
        this.outputs = outputs;
        this.leaves = leaves;
        shared = head.varint(1, "whether leaves are shared") == 1;
        how = head.varint(2, "the way to write values");
        floats = head.varint(1, "whether values are floats") == 1;
        vectors = shared ? head.varint(leaves, "the number of distinct leaves") : leaves;
        int bits = floats ? Float.SIZE : Double.SIZE;
        high = how == SPLIT ? head.varint(bits - 1, "the number of highest bits") : bits;
        lowWidth = bits - high;
        if (how == SPLIT && (high > Bits.MOST || lowWidth > Bits.MOST)) {
            throw head.corrupt("the number of highest bits is " + high);
        }
        int most = (int) Math.min(Integer.MAX_VALUE, (long) vectors * outputs);
        entries = how == PLAIN ? 0 : head.varint(most, "the number of entries in the table of values");
        vectorWidth = shared ? Bits.width(vectors) : 0;
        entryWidth = Bits.width(entries);
    }

    /** Takes its places in the body. */
    void place(Places places) {
        long values = (long) vectors * outputs;
        vectorsAt = 8L * places.takeBits(shared ? leaves : 0, vectorWidth);
        switch (how) {
            case PLAIN -> plainAt = places.take(values * (floats ? Float.BYTES : Double.BYTES));
            case TABLE -> {
                tableAt = places.take((long) entries * (floats ? Float.BYTES : Double.BYTES));
                numbersAt = 8L * places.takeBits(values, entryWidth);
            }
            default -> {
                tableAt = 8L * places.takeBits(entries, high);
                numbersAt = 8L * places.takeBits(values, entryWidth);
                lowsAt = 8L * places.takeBits(values, lowWidth);
            }
        }
    }

    /** Checks all that lies in the body. */
    void check(Bytes.Reader head) {
        for (int leaf = 0; shared && leaf < leaves; leaf++) {
            if (vector(leaf) >= vectors) {
                throw head.corrupt("leaf " + leaf + " is number " + vector(leaf) + " of " + vectors + " distinct ones");
            }
        }
        long values = (long) vectors * outputs;
        for (long value = 0; value < values; value++) {
            if (how != PLAIN && Bits.get(in, numbersAt + value * entryWidth, entryWidth) >= entries) {
                throw head.corrupt("value " + value + " is not among the " + entries + " of its table");
            }
            if (!Double.isFinite(at(value))) {
                throw head.corrupt("value " + value + " is " + at(value) + " but must be a finite number");
            }
        }
    }

    /** How many leaves there are. */
    public int count() {
        return leaves;
    }

    /** Whether distinct leaves are stored once. */
    public boolean areShared() {
        return shared;
    }

    /** How many vectors of values are stored. */
    public int vectors() {
        return vectors;
    }

    /** The number of a leaf's values among those that are stored. */
    public int vector(int leaf) {
        return shared ? (int) Bits.get(in, vectorsAt + (long) leaf * vectorWidth, vectorWidth) : leaf;
    }

    /** One value of those that are stored. */
    public double stored(int vector, int output) {
        return at((long) vector * outputs + output);
    }

    /** One value of a leaf. */
    public double value(int leaf, int output) {
        return at((long) vector(leaf) * outputs + output);
    }

    private double at(long value) {
        if (how == PLAIN) {
            return floats
                    ? in.getFloat(plainAt + Float.BYTES * (int) value)
                    : in.getDouble(plainAt + Double.BYTES * (int) value);
        }
        long number = Bits.get(in, numbersAt + value * entryWidth, entryWidth);
        if (how == TABLE) {
            return floats
                    ? in.getFloat((int) (tableAt + Float.BYTES * number))
                    : in.getDouble((int) (tableAt + Double.BYTES * number));
        }
        long bits = Bits.get(in, tableAt + number * high, high) << lowWidth
                | Bits.get(in, lowsAt + value * lowWidth, lowWidth);
        return floats ? Float.intBitsToFloat((int) bits) : Double.longBitsToDouble(bits);
    }
}
