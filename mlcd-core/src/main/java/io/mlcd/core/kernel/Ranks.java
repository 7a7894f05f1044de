package io.mlcd.core.kernel;

import io.mlcd.core.form.Thresholds;
import java.util.Arrays;

/**
 * Turns the numbers of a row into ranks: of each input how many of its thresholds lie below the value. Whatever the trees
 * compare, doubles or floats, is settled here, once for each row.
 *
 * <p>A threshold becomes the 32-bit key of a float; if all are the largest doubles below some float (as
 * {@link Thresholds#below(float)} gives them) the keys say it all. Else a key is the threshold rounded to a float, the
 * search counts the keys up to the value's own, and one comparison of doubles settles the last.
 *
 * <p>The search halves a power of two without branches; four inputs of similar size are searched together, so that the
 * waits for memory overlap (measured: 240 ns against 620 ns for 28 inputs of 180 thresholds).
 */
final class Ranks {
    /** The rank of a missing value. */
    static final int MISSING = -1;

    private static final int TOGETHER = 4;

    /** The input of each slot; those with the most thresholds first. */
    final int[] inputs;
    /** How many thresholds each slot has. */
    final int[] counts;

    private final int[] starts;
    /** For each four slots the largest power of two that is not above their largest count. */
    private final int[] powers;
    /** Where each slot's search looks first: from there to its end there are {@code power} keys. */
    private final int[] firsts;

    private final int[] keys;
    /** Thresholds where keys do not say it all; empty when they do. */
    private final double[] exact;

    private final int[] exactStarts;

    /**
     * Ranks among thresholds.
     *
     * @param inputs the inputs that have any
     * @param thresholds for each of them: ascending, each once, no -0.0
     */
    Ranks(int[] inputs, double[][] thresholds) {
        int slots = inputs.length;
        Integer[] order = new Integer[slots];
        boolean belowFloats = true;
        long total = 0;
        for (int s = 0; s < slots; s++) {
            order[s] = s;
            total += thresholds[s].length;
            for (double threshold : thresholds[s]) {
                belowFloats = belowFloats && Thresholds.isBelowFloat(threshold);
            }
        }
        Arrays.sort(order, (a, b) -> Integer.compare(thresholds[b].length, thresholds[a].length));
        this.inputs = new int[slots];
        counts = new int[slots];
        starts = new int[slots];
        exactStarts = new int[slots];
        firsts = new int[slots];
        powers = new int[(slots + TOGETHER - 1) / TOGETHER];
        exact = new double[belowFloats ? 0 : Math.toIntExact(total)];
        int size = 0;
        int exactSize = 0;
        for (int s = 0; s < slots; s++) {
            this.inputs[s] = inputs[order[s]];
            counts[s] = thresholds[order[s]].length;
            exactStarts[s] = exactSize;
            exactSize += counts[s];
            if (s % TOGETHER == 0) {
                powers[s / TOGETHER] = Integer.highestOneBit(counts[s]);
            }
            int power = powers[s / TOGETHER];
            starts[s] = size;
            size = Math.addExact(size, Math.max(counts[s], power));
            firsts[s] = size - power;
        }
        keys = new int[size];
        Arrays.fill(keys, Integer.MAX_VALUE);
        for (int s = 0; s < slots; s++) {
            double[] its = thresholds[order[s]];
            for (int i = 0; i < its.length; i++) {
                keys[starts[s] + i] = key(belowFloats ? Thresholds.floatAbove(its[i]) : (float) its[i]);
            }
            if (!belowFloats) {
                System.arraycopy(its, 0, exact, exactStarts[s], its.length);
            }
        }
    }

    /** How many slots there are. */
    int slots() {
        return inputs.length;
    }

    /** An int of the same order; both zeros are one. */
    static int key(float value) {
        int bits = Float.floatToRawIntBits(value + 0f);
        return bits ^ ((bits >> 31) & 0x7fffffff);
    }

    /**
     * The ranks of a row.
     *
     * @param out receives them by slot, {@link #MISSING} for {@code NaN}; it has room for three more
     */
    void row(double[] x, int at, int[] out, int to) {
        int slots = inputs.length;
        int s = 0;
        for (; s + TOGETHER <= slots; s += TOGETHER) {
            double v0 = x[at + inputs[s]];
            double v1 = x[at + inputs[s + 1]];
            double v2 = x[at + inputs[s + 2]];
            double v3 = x[at + inputs[s + 3]];
            int k0 = key((float) v0);
            int r0 = first(s, k0);
            int k1 = key((float) v1);
            int r1 = first(s + 1, k1);
            int k2 = key((float) v2);
            int r2 = first(s + 2, k2);
            int k3 = key((float) v3);
            int r3 = first(s + 3, k3);
            for (int half = powers[s / TOGETHER] >> 1; half > 0; half >>= 1) {
                int last = half - 1;
                r0 = keys[r0 + last] <= k0 ? r0 + half : r0;
                r1 = keys[r1 + last] <= k1 ? r1 + half : r1;
                r2 = keys[r2 + last] <= k2 ? r2 + half : r2;
                r3 = keys[r3 + last] <= k3 ? r3 + half : r3;
            }
            out[to + s] = settle(s, v0, r0 - starts[s]);
            out[to + s + 1] = settle(s + 1, v1, r1 - starts[s + 1]);
            out[to + s + 2] = settle(s + 2, v2, r2 - starts[s + 2]);
            out[to + s + 3] = settle(s + 3, v3, r3 - starts[s + 3]);
        }
        for (; s < slots; s++) {
            double v = x[at + inputs[s]];
            out[to + s] = settle(s, v, search(s, key((float) v)));
        }
    }

    /** The ranks of one slot for rows whose values lie {@code rowStride} apart. */
    void column(int slot, double[] x, int from, int rowStride, int count, int[] out, int to) {
        int start = starts[slot];
        int r = 0;
        for (; r + TOGETHER <= count; r += TOGETHER) {
            double v0 = x[from + r * rowStride];
            double v1 = x[from + (r + 1) * rowStride];
            double v2 = x[from + (r + 2) * rowStride];
            double v3 = x[from + (r + 3) * rowStride];
            int k0 = key((float) v0);
            int r0 = first(slot, k0);
            int k1 = key((float) v1);
            int r1 = first(slot, k1);
            int k2 = key((float) v2);
            int r2 = first(slot, k2);
            int k3 = key((float) v3);
            int r3 = first(slot, k3);
            for (int half = powers[slot / TOGETHER] >> 1; half > 0; half >>= 1) {
                int last = half - 1;
                r0 = keys[r0 + last] <= k0 ? r0 + half : r0;
                r1 = keys[r1 + last] <= k1 ? r1 + half : r1;
                r2 = keys[r2 + last] <= k2 ? r2 + half : r2;
                r3 = keys[r3 + last] <= k3 ? r3 + half : r3;
            }
            out[to + r] = settle(slot, v0, r0 - start);
            out[to + r + 1] = settle(slot, v1, r1 - start);
            out[to + r + 2] = settle(slot, v2, r2 - start);
            out[to + r + 3] = settle(slot, v3, r3 - start);
        }
        for (; r < count; r++) {
            double v = x[from + r * rowStride];
            out[to + r] = settle(slot, v, search(slot, key((float) v)));
        }
    }

    private int first(int slot, int key) {
        int first = firsts[slot];
        return keys[first] <= key ? first + 1 : starts[slot];
    }

    private int search(int slot, int key) {
        int rank = first(slot, key);
        for (int half = powers[slot / TOGETHER] >> 1; half > 0; half >>= 1) {
            rank = keys[rank + half - 1] <= key ? rank + half : rank;
        }
        return rank - starts[slot];
    }

    /** The rank, given how many keys are not above the value's. */
    private int settle(int slot, double value, int upTo) {
        if (Double.isNaN(value)) {
            return MISSING;
        }
        return exact.length == 0 ? upTo : exactly(exactStarts[slot], value, upTo);
    }

    private int exactly(int start, double value, int upTo) {
        int rank = upTo;
        if (rank > 0 && !(value > exact[start + rank - 1])) {
            rank--;
            if (rank > 0 && !(value > exact[start + rank - 1])) {
                // Several thresholds round to one float.
                int low = 0;
                while (low < rank) {
                    int middle = (low + rank) >>> 1;
                    if (value > exact[start + middle]) {
                        low = middle + 1;
                    } else {
                        rank = middle;
                    }
                }
            }
        }
        return rank;
    }
}
