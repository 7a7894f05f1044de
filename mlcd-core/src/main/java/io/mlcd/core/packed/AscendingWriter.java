package io.mlcd.core.packed;

/** Writes thresholds of one input, ascending, as {@link PackedTests} reads them, in the way that takes the fewest bits. */
public final class AscendingWriter {
    private final double[] thresholds;
    private final int kind;
    private final int lowWidth;
    private final long buckets;
    private final int zeroBits;

    /**
     * Chooses the way.
     *
     * @param thresholds as they are written, ascending; kept
     * @param kind how thresholds are written
     */
    public AscendingWriter(double[] thresholds, int kind) {
        this.thresholds = thresholds;
        this.kind = kind;
        int size = kind == PackedTests.DOUBLES ? Double.SIZE : Float.SIZE;
        long all = 0;
        for (int i = 0; i < thresholds.length; i++) {
            all |= fromFirst(i);
        }
        zeroBits = all == 0 ? 0 : Long.numberOfTrailingZeros(all);
        long above = above(thresholds.length - 1);
        long best = (long) thresholds.length * size;
        int chosen = -1;
        for (int low = 0; low < Math.min(size, PackedTests.MOST_LOW + 1); low++) {
            long highest = above >>> low;
            long bits = size + (long) thresholds.length * (low + 1) + highest + 1 + 2 * Byte.SIZE;
            if (highest >= 0 && highest < Integer.MAX_VALUE / 2 && bits < best) {
                best = bits;
                chosen = low;
            }
        }
        lowWidth = chosen;
        buckets = chosen < 0 ? 0 : (above >>> chosen) + 1;
    }

    private long above(int i) {
        return fromFirst(i) >>> zeroBits;
    }

    private long fromFirst(int i) {
        return Ascending.key(thresholds[i], kind) - Ascending.key(thresholds[0], kind);
    }

    /** Adds what says how they are written. */
    public void writeHead(Bytes.Writer head, int missing) {
        head.varint(missing + PackedTests.MISSING * (lowWidth + 1));
        if (lowWidth >= 0) {
            head.varint((int) buckets);
            head.varint(zeroBits);
        }
    }

    /** Adds the thresholds. */
    public void writeBody(Bytes.Writer body) {
        for (int i = 0; i < (lowWidth < 0 ? thresholds.length : 1); i++) {
            if (kind == PackedTests.DOUBLES) {
                body.float64(thresholds[i]);
            } else {
                body.float32((float) thresholds[i]);
            }
        }
        if (lowWidth < 0) {
            return;
        }
        Bits.Writer highs = new Bits.Writer(thresholds.length + buckets, 1);
        Bits.Writer lows = new Bits.Writer(thresholds.length, lowWidth);
        long bucket = 0;
        for (int i = 0; i < thresholds.length; i++) {
            for (; bucket < above(i) >>> lowWidth; bucket++) {
                highs.put(0, 1);
            }
            highs.put(1, 1);
            lows.put(above(i), lowWidth);
        }
        body.octets(highs.bytes());
        body.octets(lows.bytes());
    }
}
