package io.mlcd.core.kernel;

import io.mlcd.core.form.Tree;
import java.util.Arrays;
import java.util.List;

/**
 * All splits of large trees in the order of their thresholds, by one sort for each input: what {@link Tests} finds by
 * looking each split up, for forests where most thresholds are distinct.
 */
final class SplitOrder {
    private static final int DIGIT_BITS = 11;
    private static final int DIGITS = 1 << DIGIT_BITS;

    /** The inputs that numbers are tested of, ascending. */
    final int[] inputs;
    /** For each of them its thresholds, ascending, each once. */
    final double[][] thresholds;
    /** The tests of categories; of a split of these {@link #indexes} holds which set it is, in order of sight. */
    final Tests categories = new Tests();
    /** For each split, in the order of trees and nodes, the index of its threshold among those of its input. */
    final int[] indexes;
    /** For each tree its first split. */
    final int[] firstSplits;

    SplitOrder(List<Tree> forest) {
        firstSplits = new int[forest.size() + 1];
        int most = -1;
        for (int t = 0; t < forest.size(); t++) {
            Tree tree = forest.get(t);
            firstSplits[t + 1] = Math.addExact(firstSplits[t], tree.nodes() - tree.leaves());
            for (int node = 0; node < tree.nodes(); node++) {
                most = Math.max(most, tree.feature(node));
            }
        }
        int splits = firstSplits[forest.size()];
        indexes = new int[splits];
        double[] all = new double[splits];
        int[] ends = new int[most + 2];
        long[] entries = entries(forest, all, ends);
        int slots = 0;
        for (int input = 0; input <= most; input++) {
            slots += ends[input + 1] > ends[input] ? 1 : 0;
        }
        inputs = new int[slots];
        thresholds = new double[slots][];
        int slot = 0;
        for (int input = 0; input <= most; input++) {
            if (ends[input + 1] > ends[input]) {
                inputs[slot] = input;
                thresholds[slot++] = order(entries, ends[input], ends[input + 1], all);
            }
        }
    }

    /** For each input a run of [threshold as a float | split]; {@code ends} receives the runs' bounds. */
    private long[] entries(List<Tree> forest, double[] all, int[] ends) {
        for (Tree tree : forest) {
            for (int node = 0; node < tree.nodes(); node++) {
                if (!tree.isLeaf(node) && !tree.isCategory(node)) {
                    ends[tree.feature(node) + 1]++;
                }
            }
        }
        for (int i = 1; i < ends.length; i++) {
            ends[i] += ends[i - 1];
        }
        int[] next = ends.clone();
        long[] entries = new long[ends[ends.length - 1]];
        int split = 0;
        for (Tree tree : forest) {
            for (int node = 0; node < tree.nodes(); node++) {
                if (tree.isLeaf(node)) {
                    continue;
                }
                if (tree.isCategory(node)) {
                    indexes[split] = categories.of(tree, node);
                } else {
                    all[split] = tree.threshold(node) + 0.0; // no -0.0
                    entries[next[tree.feature(node)]++] = (long) Ranks.key((float) all[split]) << 32 | split;
                }
                split++;
            }
        }
        return entries;
    }

    /** Sorts a run and numbers its thresholds; gives them. */
    private double[] order(long[] entries, int from, int to, double[] all) {
        sort(entries, from, to);
        for (int i = from; i < to; ) {
            int end = i + 1;
            boolean same = true;
            while (end < to && entries[end] >> 32 == entries[i] >> 32) {
                same &= all[(int) entries[end]] == all[(int) entries[i]];
                end++;
            }
            if (!same) {
                sortExactly(entries, i, end, all);
            }
            i = end;
        }
        double[] distinct = new double[to - from];
        int count = 0;
        for (int i = from; i < to; i++) {
            double threshold = all[(int) entries[i]];
            if (count == 0 || threshold != distinct[count - 1]) {
                distinct[count++] = threshold;
            }
            indexes[(int) entries[i]] = count - 1;
        }
        return Arrays.copyOf(distinct, count);
    }

    /** Sorts by the upper 32 bits: large runs by 11 of them at a time, into places that counting gives. */
    private static void sort(long[] entries, int from, int to) {
        int count = to - from;
        if (count < DIGITS) {
            Arrays.sort(entries, from, to);
            return;
        }
        long[] source = Arrays.copyOfRange(entries, from, to);
        long[] target = new long[count];
        for (int shift = Integer.SIZE; shift < Long.SIZE; shift += DIGIT_BITS) {
            int[] ends = new int[DIGITS + 1];
            for (long entry : source) {
                ends[digit(entry, shift) + 1]++;
            }
            for (int digit = 0; digit < DIGITS; digit++) {
                ends[digit + 1] += ends[digit];
            }
            for (long entry : source) {
                target[ends[digit(entry, shift)]++] = entry;
            }
            long[] swapped = source;
            source = target;
            target = swapped;
        }
        System.arraycopy(source, 0, entries, from, count);
    }

    /** Some bits of an entry; the sign is the other way round, so that negative numbers come first. */
    private static int digit(long entry, int shift) {
        return (int) ((entry ^ Long.MIN_VALUE) >>> shift) & (DIGITS - 1);
    }

    /** Thresholds that round to one float, by their doubles. */
    private static void sortExactly(long[] entries, int from, int to, double[] all) {
        Long[] run = new Long[to - from];
        for (int i = from; i < to; i++) {
            run[i - from] = entries[i];
        }
        Arrays.sort(run, (a, b) -> Double.compare(all[a.intValue()], all[b.intValue()]));
        for (int i = from; i < to; i++) {
            entries[i] = run[i - from];
        }
    }
}
