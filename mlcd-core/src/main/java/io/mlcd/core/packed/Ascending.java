package io.mlcd.core.packed;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The thresholds of one input, ascending: as they are, or as Elias and Fano write numbers that ascend.
 *
 * <p>A threshold's key is a whole number that ascends with it: its bits, all but the sign turned round if it is negative. What a key
 * is above the first one is cut in two. Its lowest bits are written as they are; the highest say which bucket it is in, and for each
 * bucket there is a one for each of its keys, then a zero. So there are at most two bits for each key beside its lowest. To find a
 * value, the zero before its bucket is looked for, from the last multiple of {@link #STEP} bits that has not so many before it.
 *
 * @see <a href="https://doi.org/10.1145/321812.321820">Elias (1974), Efficient Storage and Retrieval by Content and Address of
 *     Static Files</a>
 */
final class Ascending {
    private static final int STEP = 512;

    private final ByteBuffer in;
    private final int kind;
    private final int count;
    /** Negative if thresholds are written as they are. */
    private final int lowWidth;

    private final int buckets;
    /** How many zero bits what keys are above the first one ends in. */
    private final int zeroBits;

    private int plainAt;
    private int highsAt;
    private long lowsAt;
    private long least;
    /** How many zeros lie before each multiple of {@link #STEP} bits. */
    private int[] zeros = {};

    Ascending(ByteBuffer in, int kind, int count, int lowWidth, int buckets, int zeroBits) {
        this.in = in;
        this.kind = kind;
        this.count = count;
        this.lowWidth = lowWidth;
        this.buckets = buckets;
        this.zeroBits = zeroBits;
    }

    private static int size(int kind) {
        return kind == PackedTests.DOUBLES ? Double.BYTES : Float.BYTES;
    }

    /** Takes its places in the body. */
    void place(Places places) {
        if (lowWidth < 0) {
            plainAt = places.take((long) count * size(kind));
            return;
        }
        plainAt = places.take(size(kind));
        least = key(plain(0), kind);
        highsAt = places.takeBits((long) count + buckets, 1);
        lowsAt = 8L * places.takeBits(count, lowWidth);
    }

    /** Gets ready to find thresholds. */
    void index() {
        if (lowWidth < 0) {
            return;
        }
        zeros = new int[(int) (((long) count + buckets - 1) / STEP) + 1];
        int before = 0;
        for (long bit = 0; bit < (long) count + buckets; bit++) {
            if (bit % STEP == 0) {
                zeros[(int) (bit / STEP)] = before;
            }
            before += isOne(bit) ? 0 : 1;
        }
    }

    /** All thresholds, as they are written; one at least is no number if they are not keys in buckets of their own. */
    double[] read() {
        double[] all = new double[count];
        if (lowWidth < 0) {
            for (int i = 0; i < count; i++) {
                all[i] = plain(i);
            }
            return all;
        }
        Arrays.fill(all, Double.NaN);
        // No key may come round again, and a zero ends the last bucket.
        int below = lowWidth + zeroBits;
        long most = below < Integer.SIZE ? Integer.MAX_VALUE : below < Long.SIZE ? -1L >>> below : -1;
        if (buckets - 1 > most || isOne((long) count + buckets - 1)) {
            return all;
        }
        long high = 0;
        int next = 0;
        for (long bit = 0; bit < (long) count + buckets; bit++) {
            if (!isOne(bit)) {
                high++;
            } else if (next < count) {
                all[next] = number(least + ((high << lowWidth | low(next)) << zeroBits));
                next++;
            } else {
                all[0] = Double.NaN;
            }
        }
        all[0] = key(all[0], kind) == least ? all[0] : Double.NaN;
        return all;
    }

    private double plain(int i) {
        return kind == PackedTests.DOUBLES
                ? in.getDouble(plainAt + Double.BYTES * i)
                : in.getFloat(plainAt + Float.BYTES * i);
    }

    private boolean isOne(long bit) {
        return Bits.get(in, 8L * highsAt + bit, 1) != 0;
    }

    private long low(int i) {
        return Bits.get(in, lowsAt + (long) i * lowWidth, lowWidth);
    }

    /** A number that ascends with a threshold. */
    static long key(double threshold, int kind) {
        if (kind == PackedTests.DOUBLES) {
            long bits = Double.doubleToRawLongBits(threshold);
            return bits ^ (bits >> 63) >>> 1;
        }
        int bits = Float.floatToRawIntBits((float) threshold);
        return bits ^ (bits >> 31) >>> 1;
    }

    private double number(long key) {
        if (kind == PackedTests.DOUBLES) {
            return Double.longBitsToDouble(key ^ (key >> 63) >>> 1);
        }
        int bits = (int) key;
        return bits == key ? Float.intBitsToFloat(bits ^ (bits >> 31) >>> 1) : Double.NaN;
    }

    /** How many thresholds send a value right; they come before all others. */
    int right(double value) {
        return lowWidth < 0 ? rightOfPlain(value) : rightOfKeys(firstKey(value));
    }

    private int rightOfPlain(double value) {
        int low = 0;
        int size = count;
        float narrow = (float) value;
        while (size > 0) {
            int half = size >>> 1;
            boolean right = switch (kind) {
                case PackedTests.DOUBLES -> value > in.getDouble(plainAt + Double.BYTES * (low + half));
                case PackedTests.FLOATS -> value > in.getFloat(plainAt + Float.BYTES * (low + half));
                default -> narrow >= in.getFloat(plainAt + Float.BYTES * (low + half));
            };
            low = right ? low + half + 1 : low;
            size = right ? size - half - 1 : half;
        }
        return low;
    }

    /** The least key that a threshold that sends a value left may have; both zeros are one value. */
    private long firstKey(double value) {
        if (kind == PackedTests.DOUBLES) {
            return value == 0 ? -1 : key(value, kind);
        }
        float narrow = (float) value;
        if (kind == PackedTests.BELOW_FLOATS) {
            return narrow == 0 ? 1 : key(narrow, kind) + 1;
        }
        narrow = narrow < value ? Math.nextUp(narrow) : narrow;
        return narrow == 0 ? -1 : key(narrow, kind);
    }

    private int rightOfKeys(long key) {
        if (key <= least) {
            return 0;
        }
        long above = ((key - least - 1) >>> zeroBits) + 1; // rounded up: a key is a multiple above the first one
        long bucket = above >>> lowWidth;
        if (bucket < 0 || bucket >= buckets) {
            return count;
        }
        // Where the bucket's ones begin: behind so many zeros.
        long bit = bucket == 0 ? 0 : zero((int) bucket - 1) + 1;
        int low = (int) (bit - bucket);
        int size = ones(bit);
        long lowest = above & ((1L << lowWidth) - 1);
        while (size > 0) {
            int half = size >>> 1;
            boolean right = low(low + half) < lowest;
            low = right ? low + half + 1 : low;
            size = right ? size - half - 1 : half;
        }
        return low;
    }

    /** The place of a zero that has so many before it. */
    private long zero(int before) {
        int step = 0;
        for (int size = zeros.length; size > 1; ) {
            int half = size >>> 1;
            step = zeros[step + half] <= before ? step + half : step;
            size -= half;
        }
        int left = before - zeros[step];
        int at = highsAt + step * (STEP / Byte.SIZE);
        long word = ~in.getLong(at);
        for (int count = Long.bitCount(word); left >= count; count = Long.bitCount(word)) {
            left -= count;
            at += Long.BYTES;
            word = ~in.getLong(at);
        }
        int place = 0;
        for (int width = Long.SIZE / 2; width > 0; width >>>= 1) {
            int count = Long.bitCount(word >>> (Long.SIZE - width));
            if (left >= count) {
                left -= count;
                word <<= width;
                place += width;
            }
        }
        return 8L * (at - highsAt) + place;
    }

    /** How many ones lie together from a place on. */
    private int ones(long from) {
        long bit = from;
        while (true) {
            int before = (int) (bit & 7);
            long word = in.getLong(highsAt + (int) (bit >>> 3)) << before;
            int ones = Long.numberOfLeadingZeros(~word);
            bit += Math.min(ones, Long.SIZE - before);
            if (ones < Long.SIZE - before) {
                return (int) (bit - from);
            }
        }
    }

    /** What it takes of the heap beside the bytes, about. */
    long heapBytes() {
        return 96 + 4L * zeros.length;
    }
}
