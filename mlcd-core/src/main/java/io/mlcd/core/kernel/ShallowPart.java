package io.mlcd.core.kernel;

import io.mlcd.core.form.Tree;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/*
 * Trees of depth 8 at most, filled up to complete ones, level by level: node i of a level of tree t is entry (t << level) + i,
 * its children are entries 2i and 2i + 1 of the next level, and after the last level that index is the number of the leaf. An
 * entry is the number of the node's test, 16 bits.
 *
 * One row: each test's outcome is written to a byte first, for each input a run of ones and a run of zeros, copied out of a
 * template; what missing values and categories do is copied out of tables of their own, so they cost nothing in the walk. Then
 * all trees go down level by level, index = 2 * index + outcome[test]: two loads, no branch, no compare, and as many
 * independent walks as the processor can overlap. Measured on 500 trees of depth 6 this beats eight interleaved walks over
 * nodes of [feature, rank] (0.6 against 0.8 ns a step).
 *
 * Many rows: a long holds one bit for each of 64 rows. For each test one word says which rows go right; counting ranks
 * into words and or-ing them from the highest threshold down gives all tests of an input in one pass. The words of a level
 * are muxed by the bits of the levels above, from the leaves of the level up, which leaves one word for each level: the
 * bits of the leaf's index. Three rounds of swaps turn 8 such words into 64 bytes, the indexes.
 */
final class ShallowPart extends Part {
    static final int MAX_DEPTH = 8;
    /** With fewer rows left, one by one is faster: 64 cost as much as about 24. */
    private static final int FEW_ROWS = 20;

    private static final int HALF = 4096;
    private static final byte[] TEMPLATE = new byte[2 * HALF];

    static {
        Arrays.fill(TEMPLATE, 0, HALF, (byte) 1);
    }

    private final int depth;
    private final int trees;
    private final char[][] levels;
    private final byte[] depths;

    private final Ranks ranks;
    /** For each slot the first of its tests; after the last slot the first test of categories. */
    private final int[] firsts;
    /** For each slot where its {@link #cuts} begin. */
    private final int[] cutStarts;
    /** By rank the first test that a value of that rank does not pass to the right. */
    private final int[] cuts;
    /** For each test 1 if it sends missing values right. */
    private final byte[] missingRight;

    private final Sets sets;
    private final int tests;

    private final int outcomes;
    private final int rankPlace;
    private final int states;
    private final int masks;
    private final int counts;
    private final int codePlace;
    private final int swapped;

    /**
     * The codes of leaves of more than one value.
     *
     * @param all of the trees of this part and others; empty if leaves have one value
     * @param first the first of this part's trees among them
     */
    record Codes(Optional<LeafCodes> all, int first) {}

    ShallowPart(
            List<Tree> forest, double[] weights, Codes leafCodes, Tests tests, int depth, Leaves leaves, Plan plan) {
        super(leaves);
        this.depth = depth;
        trees = forest.size();
        int[] inputs = tests.numberInputs();
        double[][] thresholds = tests.thresholds(inputs);
        int[] indexes = tests.thresholdIndexes(inputs, thresholds);
        ranks = new Ranks(inputs, thresholds);
        sets = new Sets(tests, plan);
        this.tests = tests.count();
        firsts = new int[ranks.slots() + 1];
        cutStarts = new int[ranks.slots()];
        cuts = new int[cutCount()];
        missingRight = new byte[this.tests];
        int[] numbers = number(tests, indexes);
        levels = new char[depth][];
        for (int level = 0; level < depth; level++) {
            levels[level] = new char[trees << level];
            Arrays.fill(levels[level], (char) this.tests);
        }
        depths = new byte[trees];
        LeafCodes its = leafCodes.all().orElse(null);
        if (its == null) {
            double[] values = new double[trees << depth];
            fill(
                    forest,
                    tests,
                    numbers,
                    (t, leaf, place) ->
                            values[place] = weights[t] * forest.get(t).value(leaf, 0));
            leaves.set(values, false);
        } else {
            int[] codes = new int[trees << depth];
            fill(forest, tests, numbers, (t, leaf, place) -> codes[place] = its.code(leafCodes.first() + t, leaf));
            leaves.set(its.values, codes);
        }

        outcomes = plan.bytes(this.tests + 1);
        rankPlace = plan.ints(Ranks.places(Math.max(ranks.slots(), 64)));
        states = plan.ints(trees);
        boolean together = plan.block > 1;
        masks = together ? plan.longs(this.tests + 1) : 0;
        counts = together ? plan.longs(most(ranks.counts) + 1) : 0;
        codePlace = together ? plan.longs(codes() + 2) : 0;
        swapped = together ? plan.longs(16) : 0;
    }

    private int cutCount() {
        int size = 0;
        for (int s = 0; s < cutStarts.length; s++) {
            cutStarts[s] = size;
            size += ranks.counts[s] + 1;
        }
        return size;
    }

    private static int most(int[] numbers) {
        int most = 0;
        for (int number : numbers) {
            most = Math.max(most, number);
        }
        return most;
    }

    private int codes() {
        int most = 0;
        for (int s = 0; s < sets.inputs.length; s++) {
            most = Math.max(most, sets.isTable(s) ? sets.codes(s) : 0);
        }
        return most;
    }

    /** Numbers the tests by slot and threshold, those of categories last; gives the new number of each. */
    private int[] number(Tests all, int[] indexes) {
        int[] slots = new int[all.count()];
        int[] slotOf = slotOfInput();
        for (int test = 0; test < all.count(); test++) {
            if (all.isNumber(test)) {
                slots[test] = slotOf[all.feature(test)];
                cuts[cutStarts[slots[test]] + indexes[test] + 1]++;
            }
        }
        int next = 0;
        for (int s = 0; s < ranks.slots(); s++) {
            firsts[s] = next;
            for (int rank = 0; rank <= ranks.counts[s]; rank++) {
                next += cuts[cutStarts[s] + rank];
                cuts[cutStarts[s] + rank] = next;
            }
        }
        firsts[ranks.slots()] = next;
        int[] numbers = new int[all.count()];
        int set = 0;
        // Two tests may share a threshold and differ in where missing values go.
        int[] taken = new int[cuts.length];
        for (int test = 0; test < all.count(); test++) {
            if (all.isNumber(test)) {
                int cut = cutStarts[slots[test]] + indexes[test];
                numbers[test] = cuts[cut] + taken[cut]++;
            } else {
                numbers[test] = next + sets.place(set++);
            }
            missingRight[numbers[test]] = (byte) (all.missingLeft(test) ? 0 : 1);
        }
        return numbers;
    }

    private int[] slotOfInput() {
        int most = -1;
        for (int input : ranks.inputs) {
            most = Math.max(most, input);
        }
        int[] slotOf = new int[most + 1];
        for (int s = 0; s < ranks.slots(); s++) {
            slotOf[ranks.inputs[s]] = s;
        }
        return slotOf;
    }

    /** Told where the leaves of trees lie. */
    @FunctionalInterface
    private interface Places {
        void put(int tree, int leaf, int place);
    }

    private void fill(List<Tree> forest, Tests all, int[] numbers, Places places) {
        for (int t = 0; t < trees; t++) {
            fill(forest.get(t), t, all, numbers, places);
        }
    }

    private void fill(Tree tree, int t, Tests all, int[] numbers, Places places) {
        // Nodes in pre-order, and for each where it stands.
        int[] path = new int[tree.nodes()];
        byte[] level = new byte[tree.nodes()];
        path[0] = t;
        for (int node = 0; node < tree.nodes(); node++) {
            if (tree.isLeaf(node)) {
                depths[t] = (byte) Math.max(depths[t], level[node]);
                int below = depth - level[node];
                for (int leaf = path[node] << below; leaf < (path[node] + 1) << below; leaf++) {
                    places.put(t, tree.leaf(node), leaf);
                }
                continue;
            }
            levels[level[node]][path[node]] = (char) numbers[all.of(tree, node)];
            path[node + 1] = 2 * path[node];
            path[tree.right(node)] = 2 * path[node] + 1;
            level[node + 1] = (byte) (level[node] + 1);
            level[tree.right(node)] = level[node + 1];
        }
    }

    @Override
    void row(double[] x, int at, double[] out, int to, Scratch scratch) {
        byte[] outcome = scratch.bytes[outcomes];
        int[] state = scratch.ints;
        ask(x, at, outcome, state);
        if (depth >= 2 && leaves.areSimple()) {
            walk(depth - 2, outcome, state);
            int tree = 0;
            for (int end : leaves.runs()) {
                int place = to + leaves.target(tree);
                out[place] = sum(
                        levels[depth - 2],
                        levels[depth - 1],
                        outcome,
                        state,
                        states + tree,
                        states + end,
                        leaves.simple(),
                        out[place]);
                tree = end;
            }
            return;
        }
        walk(depth, outcome, state);
        leaves.add(state, states, out, to);
    }

    /** Writes the outcome of every test. */
    private void ask(double[] x, int at, byte[] outcome, int[] ints) {
        ranks.row(x, at, ints, rankPlace);
        for (int s = 0; s < ranks.slots(); s++) {
            int rank = ints[rankPlace + s];
            int first = firsts[s];
            int count = firsts[s + 1] - first;
            if (rank == Ranks.MISSING) {
                System.arraycopy(missingRight, first, outcome, first, count);
            } else {
                int right = cuts[cutStarts[s] + rank] - first;
                if (count <= HALF) {
                    System.arraycopy(TEMPLATE, HALF - right, outcome, first, count);
                } else {
                    Arrays.fill(outcome, first, first + right, (byte) 1);
                    Arrays.fill(outcome, first + right, first + count, (byte) 0);
                }
            }
        }
        int first = firsts[ranks.slots()];
        for (int s = 0; s < sets.inputs.length; s++) {
            sets.all(s, sets.code(s, x[at + sets.inputs[s]]), outcome, first + sets.firsts[s]);
        }
        outcome[tests] = 0;
    }

    /** All trees down some levels. */
    private void walk(int to, byte[] outcome, int[] state) {
        int level = to & 1;
        for (int t = 0; t < trees; t++) {
            state[states + t] = level == 0 ? t : (t << 1) + outcome[levels[0][t]];
        }
        for (; level < to; level += 2) {
            down(levels[level], levels[level + 1], outcome, state, states, states + trees);
        }
    }

    /** Two levels at once, so that each state is read and written half as often. */
    private static void down(char[] level, char[] next, byte[] outcome, int[] state, int from, int to) {
        for (int i = from; i < to; i++) {
            int node = state[i];
            node = (node << 1) + outcome[level[node]];
            state[i] = (node << 1) + outcome[next[node]];
        }
    }

    /** The last two levels and the sum: the additions wait for each other, not the walks for them. */
    private static double sum(
            char[] level, char[] last, byte[] outcome, int[] state, int from, int to, double[] values, double start) {
        double sum = start;
        for (int i = from; i < to; i++) {
            int node = state[i];
            node = (node << 1) + outcome[level[node]];
            sum += values[(node << 1) + outcome[last[node]]];
        }
        return sum;
    }

    @Override
    void rows(double[] x, int at, int rowStride, int stride, int count, int acc, Scratch scratch) {
        for (int r = 0; r < count; r += 64) {
            int some = Math.min(64, count - r);
            if (some > FEW_ROWS) {
                ask64(x, at + r * rowStride, rowStride, stride, some, scratch);
                if (leaves.areSimple()) {
                    add64Simply(acc + r, scratch);
                } else {
                    add64(some, acc + r, scratch);
                }
            }
        }
    }

    /** Whether so many rows are not worth 64 at once. */
    static boolean areFew(int rows) {
        return rows <= FEW_ROWS;
    }

    /** Writes for every test the word of rows that it sends right. */
    private void ask64(double[] x, int at, int rowStride, int stride, int rows, Scratch scratch) {
        long[] words = scratch.longs;
        int[] rank = scratch.ints;
        for (int s = 0; s < ranks.slots(); s++) {
            ranks.column(s, x, at + ranks.inputs[s] * stride, rowStride, rows, rank, rankPlace);
            int most = ranks.counts[s];
            Arrays.fill(words, counts, counts + most + 1, 0);
            long missing = 0;
            for (int r = 0; r < rows; r++) {
                int its = rank[rankPlace + r];
                if (its == Ranks.MISSING) {
                    missing |= 1L << r;
                } else {
                    words[counts + its] |= 1L << r;
                }
            }
            spread(s, most, words);
            if (missing != 0) {
                for (int test = firsts[s]; test < firsts[s + 1]; test++) {
                    words[masks + test] |= missing & -(long) missingRight[test];
                }
            }
        }
        askSets64(x, at, rowStride, stride, rows, words);
        words[masks + tests] = 0;
    }

    /** A row goes right at all tests below its rank. */
    private void spread(int slot, int most, long[] words) {
        long right = 0;
        int cut = cutStarts[slot];
        boolean one = firsts[slot + 1] - firsts[slot] == most;
        if (one) {
            int first = masks + firsts[slot] - 1;
            for (int rank = most; rank > 0; rank--) {
                right |= words[counts + rank];
                words[first + rank] = right;
            }
            return;
        }
        for (int rank = most; rank > 0; rank--) {
            right |= words[counts + rank];
            for (int test = cuts[cut + rank - 1]; test < cuts[cut + rank]; test++) {
                words[masks + test] = right;
            }
        }
    }

    private void askSets64(double[] x, int at, int rowStride, int stride, int rows, long[] words) {
        for (int s = 0; s < sets.inputs.length; s++) {
            int from = at + sets.inputs[s] * stride;
            if (!sets.isTable(s)) {
                askEach64(s, x, from, rowStride, rows, words);
                continue;
            }
            int codes = sets.codes(s) + 2;
            Arrays.fill(words, codePlace, codePlace + codes, 0);
            for (int r = 0; r < rows; r++) {
                words[codePlace + sets.code(s, x[from + r * rowStride])] |= 1L << r;
            }
            int first = masks + firsts[ranks.slots()] + sets.firsts[s];
            Arrays.fill(words, first, first + sets.count(s), 0);
            for (int code = 0; code < codes; code++) {
                long its = words[codePlace + code];
                if (its != 0) {
                    for (int i = 0; i < sets.count(s); i++) {
                        words[first + i] |= its & -(long) sets.right(s, i, code);
                    }
                }
            }
        }
    }

    /** Row by row: there may be far more codes than rows. */
    private void askEach64(int slot, double[] x, int from, int rowStride, int rows, long[] words) {
        int first = masks + firsts[ranks.slots()] + sets.firsts[slot];
        int count = sets.count(slot);
        Arrays.fill(words, first, first + count, 0);
        for (int r = 0; r < rows; r++) {
            int code = sets.code(slot, x[from + r * rowStride]);
            for (int i = 0; i < count; i++) {
                words[first + i] |= (long) sets.right(slot, i, code) << r;
            }
        }
    }

    /** Two trees at once, so that each score is read and written half as often. */
    private void add64Simply(int acc, Scratch scratch) {
        long[] words = scratch.longs;
        double[] doubles = scratch.doubles;
        double[] values = leaves.simple();
        int block = leaves.block();
        int t = 0;
        while (t < trees) {
            int column = acc + leaves.target(t) * block;
            route(t, words, swapped);
            if (t + 1 < trees && leaves.target(t + 1) == leaves.target(t)) {
                route(t + 1, words, swapped + 8);
                for (int j = 0; j < 8; j++) {
                    add8(values, t << depth, words[swapped + j], words[swapped + 8 + j], doubles, column + j);
                }
                t += 2;
            } else {
                for (int j = 0; j < 8; j++) {
                    add8(values, t << depth, words[swapped + j], doubles, column + j);
                }
                t++;
            }
        }
    }

    private void add8(double[] values, int first, long a, long b, double[] acc, int to) {
        int second = first + (1 << depth);
        acc[to] = acc[to] + values[first + ((int) a & 255)] + values[second + ((int) b & 255)];
        acc[to + 8] = acc[to + 8] + values[first + ((int) (a >>> 8) & 255)] + values[second + ((int) (b >>> 8) & 255)];
        acc[to + 16] =
                acc[to + 16] + values[first + ((int) (a >>> 16) & 255)] + values[second + ((int) (b >>> 16) & 255)];
        acc[to + 24] =
                acc[to + 24] + values[first + ((int) (a >>> 24) & 255)] + values[second + ((int) (b >>> 24) & 255)];
        acc[to + 32] =
                acc[to + 32] + values[first + ((int) (a >>> 32) & 255)] + values[second + ((int) (b >>> 32) & 255)];
        acc[to + 40] =
                acc[to + 40] + values[first + ((int) (a >>> 40) & 255)] + values[second + ((int) (b >>> 40) & 255)];
        acc[to + 48] =
                acc[to + 48] + values[first + ((int) (a >>> 48) & 255)] + values[second + ((int) (b >>> 48) & 255)];
        acc[to + 56] = acc[to + 56] + values[first + (int) (a >>> 56)] + values[second + (int) (b >>> 56)];
    }

    private static void add8(double[] values, int first, long a, double[] acc, int to) {
        long rest = a;
        for (int row = 0; row < 64; row += 8) {
            acc[to + row] += values[first + ((int) rest & 255)];
            rest >>>= 8;
        }
    }

    private void add64(int rows, int acc, Scratch scratch) {
        long[] words = scratch.longs;
        int[] leaf = scratch.ints;
        for (int t = 0; t < trees; t++) {
            route(t, words, swapped);
            for (int r = 0; r < rows; r++) {
                leaf[rankPlace + r] = (t << depth) + ((int) (words[swapped + (r & 7)] >>> (r & ~7)) & 255);
            }
            leaves.addColumn(t, leaf, rankPlace, rows, scratch.doubles, acc);
        }
    }

    /** Byte i of word j becomes the index of row 8 i + j among the tree's leaves. */
    private void route(int t, long[] words, int to) {
        int its = depths[t];
        long b0 = 0;
        long b1 = 0;
        long b2 = 0;
        long b3 = 0;
        long b4 = 0;
        long b5 = 0;
        long b6 = 0;
        long b7 = 0;
        if (its > 0) {
            b0 = words[masks + levels[0][t]];
        }
        if (its > 1) {
            b1 = mux2(words, masks, levels[1], t << 1, b0);
        }
        if (its > 2) {
            b2 = mux4(words, masks, levels[2], t << 2, b0, b1);
        }
        if (its > 3) {
            b3 = mux8(words, masks, levels[3], t << 3, b0, b1, b2);
        }
        if (its > 4) {
            b4 = mux16(words, masks, levels[4], t << 4, b0, b1, b2, b3);
        }
        if (its > 5) {
            b5 = mux32(words, masks, levels[5], t << 5, b0, b1, b2, b3, b4);
        }
        if (its > 6) {
            b6 = mux(
                    mux32(words, masks, levels[6], t << 6, b1, b2, b3, b4, b5),
                    mux32(words, masks, levels[6], (t << 6) + 32, b1, b2, b3, b4, b5),
                    b0);
        }
        if (its > 7) {
            b7 = mux(
                    mux(
                            mux32(words, masks, levels[7], t << 7, b2, b3, b4, b5, b6),
                            mux32(words, masks, levels[7], (t << 7) + 32, b2, b3, b4, b5, b6),
                            b1),
                    mux(
                            mux32(words, masks, levels[7], (t << 7) + 64, b2, b3, b4, b5, b6),
                            mux32(words, masks, levels[7], (t << 7) + 96, b2, b3, b4, b5, b6),
                            b1),
                    b0);
        }
        // The lowest bit of the index is that of the last level.
        switch (depth) {
            case 0, 1 -> swap(words, to, b0, 0, 0, 0, 0, 0, 0, 0);
            case 2 -> swap(words, to, b1, b0, 0, 0, 0, 0, 0, 0);
            case 3 -> swap(words, to, b2, b1, b0, 0, 0, 0, 0, 0);
            case 4 -> swap(words, to, b3, b2, b1, b0, 0, 0, 0, 0);
            case 5 -> swap(words, to, b4, b3, b2, b1, b0, 0, 0, 0);
            case 6 -> swap(words, to, b5, b4, b3, b2, b1, b0, 0, 0);
            case 7 -> swap(words, to, b6, b5, b4, b3, b2, b1, b0, 0);
            default -> swap(words, to, b7, b6, b5, b4, b3, b2, b1, b0);
        }
    }

    /** For each row the first where its bit is 0, else the second. */
    private static long mux(long zero, long one, long bits) {
        return zero ^ ((zero ^ one) & bits);
    }

    private static long mux2(long[] words, int masks, char[] level, int i, long low) {
        return mux(words[masks + level[i]], words[masks + level[i + 1]], low);
    }

    private static long mux4(long[] words, int masks, char[] level, int i, long high, long low) {
        return mux(mux2(words, masks, level, i, low), mux2(words, masks, level, i + 2, low), high);
    }

    private static long mux8(long[] words, int masks, char[] level, int i, long high, long middle, long low) {
        return mux(mux4(words, masks, level, i, middle, low), mux4(words, masks, level, i + 4, middle, low), high);
    }

    private static long mux16(long[] words, int masks, char[] level, int i, long b0, long b1, long b2, long b3) {
        return mux(mux8(words, masks, level, i, b1, b2, b3), mux8(words, masks, level, i + 8, b1, b2, b3), b0);
    }

    private static long mux32(
            long[] words, int masks, char[] level, int i, long b0, long b1, long b2, long b3, long b4) {
        return mux(
                mux(mux8(words, masks, level, i, b2, b3, b4), mux8(words, masks, level, i + 8, b2, b3, b4), b1),
                mux(mux8(words, masks, level, i + 16, b2, b3, b4), mux8(words, masks, level, i + 24, b2, b3, b4), b1),
                b0);
    }

    /** Bit i of word k becomes bit k of byte i / 8 of word i % 8: three rounds of swaps of 4, 2 and 1 bits. */
    private static void swap(
            long[] to, int at, long w0, long w1, long w2, long w3, long w4, long w5, long w6, long w7) {
        long t = (w0 >>> 4 ^ w4) & 0x0F0F0F0F0F0F0F0FL;
        long a4 = w4 ^ t;
        long a0 = w0 ^ t << 4;
        t = (w1 >>> 4 ^ w5) & 0x0F0F0F0F0F0F0F0FL;
        long a5 = w5 ^ t;
        long a1 = w1 ^ t << 4;
        t = (w2 >>> 4 ^ w6) & 0x0F0F0F0F0F0F0F0FL;
        long a6 = w6 ^ t;
        long a2 = w2 ^ t << 4;
        t = (w3 >>> 4 ^ w7) & 0x0F0F0F0F0F0F0F0FL;
        long a7 = w7 ^ t;
        long a3 = w3 ^ t << 4;
        t = (a0 >>> 2 ^ a2) & 0x3333333333333333L;
        a2 ^= t;
        a0 ^= t << 2;
        t = (a1 >>> 2 ^ a3) & 0x3333333333333333L;
        a3 ^= t;
        a1 ^= t << 2;
        t = (a4 >>> 2 ^ a6) & 0x3333333333333333L;
        a6 ^= t;
        a4 ^= t << 2;
        t = (a5 >>> 2 ^ a7) & 0x3333333333333333L;
        a7 ^= t;
        a5 ^= t << 2;
        t = (a0 >>> 1 ^ a1) & 0x5555555555555555L;
        to[at] = a0 ^ t << 1;
        to[at + 1] = a1 ^ t;
        t = (a2 >>> 1 ^ a3) & 0x5555555555555555L;
        to[at + 2] = a2 ^ t << 1;
        to[at + 3] = a3 ^ t;
        t = (a4 >>> 1 ^ a5) & 0x5555555555555555L;
        to[at + 4] = a4 ^ t << 1;
        to[at + 5] = a5 ^ t;
        t = (a6 >>> 1 ^ a7) & 0x5555555555555555L;
        to[at + 6] = a6 ^ t << 1;
        to[at + 7] = a7 ^ t;
    }

    @Override
    long heapBytes() {
        long bytes = leaves.heapBytes() + ranks.heapBytes() + sets.heapBytes();
        for (char[] level : levels) {
            bytes += ArrayBytes.of(level);
        }
        return bytes + ArrayBytes.of(depths) + ArrayBytes.of(firsts, cutStarts, cuts) + ArrayBytes.of(missingRight);
    }
}
